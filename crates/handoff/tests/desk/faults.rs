//! Storage that fails at every call, in both ways: nothing is ever half done, and trying again works.

use crate::world::{MINUTE, START, World, ada, lead, token};
use baton_handoff::{DueChoice, Event, Intake, Millis, Outcome, Room, intake};
use baton_sqlite::Landed;

/// Lets every storage call of an event fail, one after the other and in both ways. After each
/// failure the rows are as before; after a try without a failure they are as if nothing had
/// ever failed.
fn sweep(name: &str, least: usize, prepare: impl Fn() -> World, event: impl Fn(&World) -> Event) {
    let done = {
        let mut world = prepare();
        let event = event(&world);
        world.handle(event).unwrap();
        contents(&mut world)
    };
    for landed in [Landed::Yes, Landed::No] {
        let mut call = 1;
        loop {
            let mut world = prepare();
            let before = world.dump();
            world.db.fail_at(call, landed);
            let tried = event(&world);
            if world.handle(tried).is_ok() {
                break;
            }
            assert!(world.dump() == before, "{name}: half done after call {call}, {landed:?}");
            let again = event(&world);
            world.handle(again).unwrap_or_else(|problem| panic!("{name}: call {call}: {problem}"));
            assert_eq!(contents(&mut world), done, "{name}: after a failure at call {call}, {landed:?}");
            call += 1;
        }
        assert!(call > least, "{name}: only {} calls were swept", call - 1);
    }
}

/// The rows without ids and keys that are drawn anew in every try, and what is signed with drawn keys.
fn contents(world: &mut World) -> String {
    const DRAWN: [&str; 3] = ["link_keys", "queue_keys", "log_head"];
    let mut text = String::new();
    for line in world.dump().lines().filter(|line| !DRAWN.iter().any(|table| line.starts_with(table))) {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("dlv_") {
            text.push_str(before);
            rest = after.get(36..).unwrap_or("");
        }
        let (before, _) = rest.split_once("/h/acme/").unwrap_or((rest, ""));
        text.push_str(before);
        text.push('\n');
    }
    text
}

fn intake_event(body: &str, origin: &str) -> Event {
    let lead = intake::parse(body.as_bytes()).unwrap();
    Event::Intake(Box::new(Intake {
        lead,
        origin: Some(origin.to_owned()),
        sent_at: None,
        edge_origin: crate::world::EDGE.to_owned(),
    }))
}

fn with_lead() -> World {
    let mut world = World::new();
    world.receipt(&ada(1));
    world
}

#[test]
fn publishing() {
    sweep("publish", 3, World::empty, |_| Event::Publish { source: crate::world::AGREEMENT.to_owned() });
}

#[test]
fn intake_of_a_lead() {
    sweep("intake", 7, World::new, |_| intake_event(&ada(1), crate::world::ORIGIN));
}

#[test]
fn intake_of_a_lead_from_elsewhere() {
    sweep("quarantine", 4, World::new, |_| intake_event(&ada(1), "https://evil.example"));
}

#[test]
fn intake_of_a_conflict() {
    sweep("conflict", 4, with_lead, |_| intake_event(&lead(1, "", &[("name", "Eve")]), crate::world::ORIGIN));
}

#[test]
fn an_alarm() {
    let prepare = || {
        let mut world = World::new();
        world.receipt(&ada(1));
        world.receipt(&ada(2));
        world.now = START + Millis(5 * MINUTE);
        world
    };
    sweep("alarm", 10, prepare, |_| Event::Due);
}

/// Everything a ladder can do, in one late alarm.
#[test]
fn a_whole_ladder() {
    let prepare = || {
        let mut world = World::with(&crate::ladder::agreement("offline_after_miss = \"1h\"", crate::ladder::STEPS));
        world.receipt(&ada(1));
        world.now = START + Millis(30 * MINUTE);
        world
    };
    sweep("ladder", 15, prepare, |_| Event::Due);
}

#[test]
fn a_rep_who_leaves() {
    let without = crate::world::AGREEMENT.replacen("\"ana\"", "\"anna\"", 2);
    sweep("publish without", 6, with_lead, |_| Event::Publish { source: without.clone() });
    let prepare = || {
        let mut world = with_lead();
        world.handle(Event::Publish { source: without.clone() }).unwrap();
        world
    };
    sweep("owner left", 8, prepare, |_| Event::Due);
}

#[test]
fn moves_of_a_lead() {
    for body in [
        r#"{"move":"attempted","id":"a","channel":"call","reached":false,"next_step":"Mail","due_at":1795259000000}"#,
        r#"{"move":"reassigned","id":"b"}"#,
        r#"{"move":"rejected","id":"c","reason":"spam"}"#,
    ] {
        let late = || {
            let mut world = with_lead();
            world.now = START + Millis(6 * MINUTE);
            world
        };
        let lead = crate::world::id(1);
        sweep(body, 8, late, |_| Event::Move(baton_handoff::LeadMove::parse(&lead, body.as_bytes()).unwrap()));
    }
}

fn claimed_once() -> World {
    let mut world = with_lead();
    world.claim();
    world
}

fn given_up() -> World {
    let mut world = claimed_once();
    let id = first_id(&mut world);
    for _ in 0..3 {
        world.delivered(&id, 404);
    }
    world
}

fn first_id(world: &mut World) -> String {
    world.rows("SELECT id FROM deliveries ORDER BY seq LIMIT 1")[0].text(0).unwrap().to_owned()
}

#[test]
fn a_message_that_is_tried_again() {
    let id = first_id(&mut given_up());
    sweep("replay", 2, given_up, |_| Event::Replay { id: id.clone() });
    sweep(
        "dead",
        5,
        || {
            let mut world = claimed_once();
            for _ in 0..2 {
                world.delivered(&id, 404);
            }
            world
        },
        |_| Event::Delivered { id: id.clone(), outcome: Outcome { status: Some(404), ..Outcome::default() } },
    );
}

#[test]
fn a_claim_and_its_outcomes() {
    sweep("claim", 1, with_lead, |_| Event::ClaimDeliveries(Room::of(9)));
    let claimed = claimed_once;
    let id = first_id(&mut claimed());
    sweep("woken", 1, claimed_once, |_| Event::Woken);
    for (status, least) in [(200, 7), (503, 4), (404, 4)] {
        let outcome = move || Outcome { status: Some(status), ..Outcome::default() };
        sweep("outcome", least, claimed, |_| Event::Delivered { id: id.clone(), outcome: outcome() });
    }
}

#[test]
fn an_acknowledgement() {
    for after in [MINUTE, 6 * MINUTE] {
        let prepare = || {
            let mut world = with_lead();
            world.deliver_all();
            world.now = START + Millis(after);
            world
        };
        let token = {
            let mut world = with_lead();
            token(&world.claim()[0])
        };
        sweep("acknowledge", 5, prepare, |_| Event::Acknowledge {
            token: token.clone(),
            next_step: "Call".to_owned(),
            due: DueChoice { text: "in_1h".to_owned(), zone_offset: 0 },
        });
    }
}

/// The commit itself fails, and nobody can tell whether it happened: sending the lead again is
/// right in both cases.
#[test]
fn a_commit_whose_end_is_unknown() {
    for landed in [Landed::Yes, Landed::No] {
        let mut world = World::new();
        world.db.fail_commit(landed);
        assert!(world.intake(&ada(1)).is_err());
        assert_eq!(world.count("leads"), i64::from(landed == Landed::Yes));
        assert_eq!(world.receipt(&ada(1)).repeat, landed == Landed::Yes);
        assert_eq!((world.count("leads"), world.count("timers"), world.count("deliveries")), (1, 1, 2));
        assert_eq!(
            world.receipt(&ada(2)).host.as_ref().map(|host| host.name.as_str()),
            Some("Ben Okafor"),
            "one turn was taken, not two"
        );
    }
}

/// What a new lead costs: statements are the desk's unit of work.
#[test]
fn a_lead_costs_few_statements() {
    let mut world = with_lead();
    let before = world.db.calls();
    world.receipt(&ada(2));
    assert_eq!(
        world.db.calls() - before,
        16,
        "id, person, turn, lead, words, keys, three of the figures, four of the log, turn, timer, messages"
    );
    let before = world.db.calls();
    world.receipt(&ada(2));
    assert_eq!(world.db.calls() - before, 1, "a repeat is one look");
}
