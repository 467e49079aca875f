//! The ladder: every step once, late rather than never, and written even if nobody looks.

use crate::world::{AGREEMENT, MINUTE, START, World, ada, id, lead, token};
use baton_handoff::{Desk, DeskName, Event, Millis, Outgoing, Reply};

const HOUR: i64 = 60 * MINUTE;
/// The steps of the example agreement.
pub const STEPS: &[(&str, &str)] =
    &[("50%", "remind"), ("5m", "touch_visitor"), ("100%", "tell_manager"), ("150%", "reassign")];

pub fn agreement(windows: &str, steps: &[(&str, &str)]) -> String {
    let all = r#"on = ["lead.assigned", "window.missed", "lead.reminded", "lead.escalated", "lead.reassigned", "visitor.touch", "promise.passed", "lead.returned"]"#;
    let mut text = AGREEMENT.replacen(r#"on = ["lead.assigned", "window.missed"]"#, all, 1).replacen(
        "first_response = \"5m\"",
        &format!("first_response = \"5m\"\n{windows}"),
        1,
    );
    for (at, does) in steps {
        text.push_str(&format!("\n[[escalation]]\nat = \"{at}\"\ndo = \"{does}\"\n"));
    }
    text
}

fn world(windows: &str, steps: &[(&str, &str)]) -> World {
    let mut world = World::with(&agreement(windows, steps));
    world.receipt(&ada(1));
    world
}

fn at(world: &mut World, ms: i64) {
    world.now = START + Millis(ms);
    world.due();
}

/// What happened since the lead was taken in.
fn since(world: &mut World) -> Vec<String> {
    world.kinds(1).into_iter().skip(3).filter(|kind| kind != "lead.notified").collect()
}

fn slack(told: &[Outgoing]) -> Vec<&Outgoing> {
    told.iter().filter(|outgoing| outgoing.endpoint == "slack").collect()
}

#[test]
fn every_step_comes_at_its_time_and_once() {
    let mut world = world("offline_after_miss = \"1h\"", STEPS);
    let mut seen = Vec::new();
    for half_minute in 0..=60 {
        at(&mut world, half_minute * MINUTE / 2);
        let before = world.dump();
        world.due();
        assert!(world.dump() == before, "a second ring does nothing");
        for kind in since(&mut world).into_iter().skip(seen.len()) {
            seen.push((half_minute, kind));
        }
        assert!(world.count("timers") <= 1, "one timer a lead");
    }
    let seen: Vec<(i64, &str)> = seen.iter().map(|(at, kind)| (*at, kind.as_str())).collect();
    assert_eq!(
        seen,
        [
            (5, "lead.reminded"),
            (10, "window.missed"),
            (10, "visitor.touch"),
            (10, "lead.escalated"),
            (10, "rep.away"),
            (15, "lead.reassigned"),
            (15, "window.started"),
            (20, "lead.reminded"),
            (25, "window.missed"),
            (25, "lead.escalated"),
            (25, "rep.away"),
            // Nobody is left who has not had it.
            (30, "lead.escalated"),
        ]
    );
    let page = world.page(1);
    assert_eq!(page["lead"]["owner"]["name"], "Ben Okafor");
    assert_eq!(page["lead"]["window"]["missed_at"], START.0 + 25 * MINUTE / 2);
    assert_eq!(world.rows("SELECT due_at FROM timers")[0].integer(0).unwrap(), START.0 + 48 * HOUR);
}

#[test]
fn a_late_alarm_does_everything_in_order() {
    let mut world = world("", STEPS);
    at(&mut world, 30 * MINUTE);
    assert_eq!(
        since(&mut world),
        ["lead.reminded", "window.missed", "visitor.touch", "lead.escalated", "lead.reassigned", "window.started"]
    );
    let page = world.page(1);
    assert_eq!(page["lead"]["window"]["due_at"], START.0 + 35 * MINUTE, "the new owner has the whole window");
    assert_eq!(page["lead"]["window"]["missed_at"], START.0 + 5 * MINUTE, "the miss stays visible");
    assert_eq!(world.desk.next_due(&mut world.db).unwrap(), Some(START), "messages wait");
    let told = world.deliver_all();
    let said: Vec<String> = slack(&told)
        .into_iter()
        .map(|outgoing| serde_json::from_str::<serde_json::Value>(&outgoing.body).unwrap()["text"].to_string())
        .collect();
    assert_eq!(
        said,
        [
            "\"New lead: Ada King — Ana Silva\"",
            "\"Still waiting: Ada King — Ana Silva\"",
            "\"Missed: nobody has answered Ada King — Ana Silva\"",
            "\"Automatic message: Ada King — Ana Silva\"",
            "\"Needs you: Ada King — Ana Silva\"",
            "\"Yours now: Ada King — Ben Okafor\"",
        ],
        "one after the other, in the order of the events"
    );
    assert_eq!(world.desk.next_due(&mut world.db).unwrap(), Some(START + Millis(30 * MINUTE + 150_000)));
}

#[test]
fn the_old_link_acts_no_more_and_the_new_one_does() {
    let mut world = world("", STEPS);
    let old = token(&world.deliver_all()[0]);
    at(&mut world, 8 * MINUTE);
    let told = world.deliver_all();
    let new = slack(&told).into_iter().next_back().unwrap().clone();
    assert!(new.body.contains("Yours now: "));
    let problem = world.acknowledge(&old, "Call").unwrap_err();
    assert_eq!((problem.status, problem.code), (403, "not_your_lead"));
    assert_eq!(world.page(1)["lead"]["state"], "notified", "Ben was told");
    world.now.0 += MINUTE;
    assert!(matches!(world.acknowledge(&token(&new), "Call"), Ok(Reply::Acknowledged)));
    let lead = &world.page(1)["lead"];
    assert_eq!(
        (lead["state"].as_str(), lead["acknowledgement"]["by"].as_str()),
        (Some("acknowledged"), Some("Ben Okafor"))
    );
    assert_eq!(lead["window"]["met_at"], START.0 + 9 * MINUTE);
    assert_eq!(lead["window"]["missed_at"], START.0 + 5 * MINUTE);
    assert_eq!(world.rows("SELECT state FROM rotations")[0].text(0).unwrap().matches("\"assigned\":1").count(), 2);
}

#[test]
fn the_visitor_is_touched_in_wall_time_and_gets_the_link() {
    let mut world = World::with(&agreement("", &[("5m", "touch_visitor")]));
    // Four hours are left for this one; the visitor hears all the same.
    world.receipt(&lead(1, "https://www.acme.example/ebook", &[("email", "a@b.example")]));
    world.deliver_all();
    at(&mut world, 5 * MINUTE);
    let touch = world.deliver_all().remove(0);
    assert!(touch.body.contains("visitor.touch") || touch.endpoint == "slack");
    let rows = world.rows("SELECT data FROM events WHERE kind = 'visitor.touch'");
    assert_eq!(
        rows[0].text(0).unwrap(),
        format!(r#"{{"v":1,"email":"a@b.example","link":"https://edge.example/v1/desks/acme/book/{}"}}"#, id(1))
    );
}

#[test]
fn who_has_booked_is_not_touched() {
    let mut world = world("", STEPS);
    let booked = baton_handoff::Booked::parse(&id(1), br#"{"tool":"calendly"}"#).unwrap();
    world.handle(Event::Booked(booked)).unwrap();
    at(&mut world, 6 * MINUTE);
    assert_eq!(world.count("events WHERE kind = 'visitor.touch'"), 0);
    assert_eq!(world.count("events WHERE kind = 'lead.escalated'"), 1);
}

#[test]
fn an_ignored_lead_goes_back_to_marketing() {
    let mut world = world("", &[]);
    let link = token(&world.deliver_all()[0]);
    at(&mut world, 48 * HOUR - 1);
    assert_eq!(world.page(1)["lead"]["state"], "notified");
    at(&mut world, 48 * HOUR);
    let page = world.page(1);
    assert_eq!((page["lead"]["state"].as_str(), page["lead"]["owner"].is_null()), (Some("nurture"), true));
    assert_eq!(since(&mut world), ["window.missed", "lead.returned"]);
    assert_eq!(world.count("timers"), 0);
    let problem = world.acknowledge(&link, "Call").unwrap_err();
    assert_eq!((problem.status, problem.code), (409, "not_now"));
    assert!(problem.message.contains("marketing has it back"), "{problem}");
}

#[test]
fn nothing_goes_back_where_the_agreement_says_so() {
    let mut world = world("return_to_marketing = false", &[]);
    at(&mut world, 90 * 24 * HOUR);
    assert_eq!((since(&mut world), world.count("timers")), (vec!["window.missed".to_owned()], 0));
}

#[test]
fn a_promise_that_passes_is_nudged_once_and_then_given_back() {
    let mut world = world("", STEPS);
    let token = token(&world.deliver_all()[0]);
    world.acknowledge(&token, "Call Ada").unwrap();
    at(&mut world, HOUR - 1);
    assert_eq!(since(&mut world), ["lead.acknowledged"]);
    at(&mut world, HOUR);
    at(&mut world, 3 * HOUR);
    assert_eq!(since(&mut world), ["lead.acknowledged", "promise.passed"]);
    at(&mut world, 49 * HOUR);
    assert_eq!(since(&mut world), ["lead.acknowledged", "promise.passed", "lead.returned"]);
    assert_eq!((world.page(1)["lead"]["state"].as_str(), world.count("timers")), (Some("nurture"), 0));
}

#[test]
fn a_new_ladder_begins_when_it_is_published() {
    let mut world = world("", &[]);
    at(&mut world, 4 * MINUTE);
    world.handle(Event::Publish { source: agreement("", &[("50%", "remind"), ("90%", "remind")]) }).unwrap();
    world.due();
    assert!(since(&mut world).is_empty(), "what was due before was never agreed");
    assert_eq!(world.rows("SELECT due_at FROM timers")[0].integer(0).unwrap(), START.0 + 270_000);
    at(&mut world, 5 * MINUTE);
    assert_eq!(since(&mut world), ["lead.reminded", "window.missed"]);
}

#[test]
fn what_was_due_is_done_before_the_ladder_is_replaced() {
    let mut world = world("", &[("50%", "remind")]);
    world.now = START + Millis(4 * MINUTE);
    world.handle(Event::Publish { source: agreement("", &[]) }).unwrap();
    assert_eq!(since(&mut world), ["lead.reminded"]);
}

#[test]
fn a_ladder_costs_the_intake_nothing() {
    let mut world = world("", STEPS);
    let before = world.db.calls();
    world.receipt(&ada(2));
    assert_eq!(world.db.calls() - before, 16);
    assert_eq!(world.rows("SELECT due_at FROM timers")[1].integer(0).unwrap(), START.0 + 150_000);
}

#[test]
fn a_timer_that_cannot_even_be_tried_is_put_off() {
    let mut world = world("", &[]);
    world.receipt(&ada(2));
    world.now = START + Millis(5 * MINUTE);
    world.handle(Event::PutOff).unwrap();
    assert_eq!(world.count("events WHERE kind = 'timer.failed'"), 1);
    world.handle(Event::DueOne).unwrap();
    assert_eq!(world.count("leads WHERE missed_at IS NOT NULL"), 1, "the other one runs");
    world.handle(Event::DueOne).unwrap();
    world.handle(Event::PutOff).unwrap();
    assert_eq!(world.count("leads WHERE missed_at IS NOT NULL"), 1, "nothing more is due");
    at(&mut world, 6 * MINUTE);
    assert_eq!(world.count("leads WHERE missed_at IS NOT NULL"), 2, "late rather than never");
}

/// Leads of before the ladder: their tables get the instants and open leads a timer.
#[test]
fn older_leads_are_taken_along() {
    let mut world = World::new();
    for n in 1..=3 {
        world.receipt(&ada(n));
    }
    let token = token(&world.deliver_all()[4]);
    world.now.0 += MINUTE;
    world.acknowledge(&token, "Call").unwrap();
    for column in [
        "began_at",
        "clock_from",
        "climbed_to",
        "told_at",
        "acknowledged_at",
        "attempted_at",
        "connected_at",
        "attempts",
        "returned_from",
        "opened_at",
    ] {
        world.rows(&format!("ALTER TABLE leads DROP COLUMN {column}"));
    }
    for index in [
        "leads_listed",
        "deliveries_by_next",
        "deliveries_standing_by",
        "deliveries_dead",
        "deliveries_under_way",
        "leads_awaiting",
        "leads_quarantined",
    ] {
        world.rows(&format!("DROP INDEX {index}"));
    }
    world.rows("CREATE INDEX deliveries_by_next ON deliveries (next_at) WHERE next_at IS NOT NULL");
    for column in ["recipient", "card", "receipt", "stands_for", "replayed_at"] {
        world.rows(&format!("ALTER TABLE deliveries DROP COLUMN {column}"));
    }
    world.rows("ALTER TABLE acknowledgements DROP COLUMN kept_at");
    // The log as it was: one table.
    for statement in [
        "CREATE TABLE lines (seq INTEGER PRIMARY KEY, v INTEGER NOT NULL, lead TEXT, at INTEGER NOT NULL, kind TEXT NOT NULL,
             actor TEXT NOT NULL, agreement INTEGER, data TEXT NOT NULL) STRICT",
        "INSERT INTO lines SELECT * FROM events",
        "DROP VIEW events",
        "ALTER TABLE lines RENAME TO events",
        "CREATE INDEX events_by_lead ON events (lead, seq)",
    ] {
        world.rows(statement);
    }
    let lines = world.count("log");
    for table in [
        "log",
        "payloads",
        "log_head",
        "moves",
        "lead_keys",
        "recent_keys",
        "lead_aliases",
        "accounts",
        "account_keys",
        "endpoints",
        "slack_members",
        "meetings",
        "undo",
        "confirmations",
        "crm_records",
        "figures",
        "lead_figures",
        "lead_words",
        "push_targets",
        "comments",
        "drafts",
        "approvals",
        "publications",
        "figure_blocks",
    ] {
        world.rows(&format!("DROP TABLE {table}"));
    }
    world.rows("DROP TABLE tokens");
    world.rows(&format!("DELETE FROM timers WHERE lead <> '{}'", id(1)));
    world.rows("UPDATE meta SET value = 5 WHERE key = 'schema'");
    world.desk = Desk::new(DeskName::parse("acme").unwrap());
    world.desk.migrate(&mut world.db).unwrap();
    assert_eq!(world.count("timers WHERE lead <> ''"), 3);
    assert_eq!(world.count("timers WHERE kind = 'figures'"), 1, "and are counted");
    assert_eq!(world.count("timers WHERE kind = 'chain'"), 1, "and linked");
    assert_eq!(world.count("events"), lines);
    assert_eq!(world.count("timers WHERE kind = 'promise'"), 1);
    assert_eq!(world.count("leads WHERE told_at IS NOT NULL"), 3);
    at(&mut world, 5 * MINUTE);
    assert_eq!(world.count("leads WHERE missed_at IS NOT NULL"), 2);
    assert_eq!(world.count("log WHERE link IS NULL"), 0);
}
