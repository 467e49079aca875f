//! The same person comes again under another id: one lead, one owner, one clock.

use crate::world::{MINUTE, World, ada, ada_with, id, lead, token};
use baton_handoff::{Answer, Database, Desk, DeskName, Event, Question, Reply, State};

const DEMO: &str = "https://www.acme.example/demo";

/// Ada's first lead under another id, with other answers.
fn again(n: u32, page: &str, changes: &[(&str, &str)]) -> String {
    let mut fields = vec![("name", "Ada King"), ("email", "ada@works.example"), ("company", "Works & Co")];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    lead(n, page, &fields)
}

fn field(page: &serde_json::Value, label: &str) -> String {
    let fields = page["lead"]["fields"].as_array().unwrap();
    let found = fields.iter().find(|field| field["label"] == label);
    found.map(|field| field["value"].as_str().unwrap().to_owned()).unwrap_or_default()
}

#[test]
fn the_same_person_joins_the_open_lead() {
    let mut world = World::new();
    let first = world.receipt(&ada(1));
    let window = world.page(1)["lead"]["window"].clone();
    world.deliver_all();
    world.now.0 += 2 * MINUTE;
    let body = again(2, DEMO, &[("message", "And the price?"), ("phone", "+49 30 1234567")]);
    let second = world.receipt(&body);
    assert_eq!((&second.lead, second.state, &second.host), (&first.lead, State::Notified, &first.host));
    assert_eq!((second.repeat, &second.offer), (false, &first.offer));
    let page = world.page(1);
    assert_eq!(page["lead"]["window"], window, "the clock runs on");
    assert_eq!(page["lead"]["score"], 80, "what they said before counts");
    assert_eq!(
        field(&page, "message"),
        "And the price?\n\nAsked before on 2026-11-21: How do we start? <!channel> *now*"
    );
    assert_eq!((field(&page, "phone"), field(&page, "job_title")), ("+49 30 1234567".into(), "Head of Data".into()));
    assert_eq!((world.count("leads"), world.count("timers"), world.count("lead_aliases")), (1, 1, 1));
    assert_eq!(world.kinds(1).last().map(String::as_str), Some("lead.joined"));
    let told = world.claim();
    assert_eq!(told.len(), 2, "those who were told of the lead");
    assert!(told[0].body.contains("Came again: Ada King") && told[0].body.contains("And the price?"));
    assert!(told[1].body.contains(r#""type":"lead.joined""#) && told[1].body.contains(&id(2)));
    assert!(world.acknowledge(&token(&told[0]), "call").is_ok(), "by the new message, too");
    assert_eq!(world.rows("SELECT raw FROM conflicts")[0].blob(0).unwrap(), ada(1).as_bytes(), "kept as it came");
    assert_eq!(world.rows("SELECT raw FROM lead_aliases")[0].blob(0).unwrap(), body.as_bytes());
}

/// Puts the keys of the newest leads to the others, as happens when some thousand have come.
fn settle(world: &mut World) {
    world.db.execute("INSERT INTO timers (lead, kind, due_at, failures) VALUES ('', 'keys', 0, 0)", &[]).unwrap();
    world.handle(Event::Due).unwrap();
    assert_eq!(world.count("timers WHERE kind = 'keys'"), 0);
}

#[test]
fn who_comes_again_is_found_wherever_their_keys_stand() {
    for moves in ["none", "before", "anew"] {
        let mut world = World::new();
        world.receipt(&ada(1));
        assert!(
            world.count("recent_keys") > 1 && world.count("lead_keys") == 0,
            "the intake writes where it wrote last"
        );
        match moves {
            "before" => {
                settle(&mut world);
                assert!(world.count("recent_keys") == 0 && world.count("lead_keys") > 1);
            }
            // The object was gone, and its memory with it.
            "anew" => world.desk = Desk::new(DeskName::parse("acme").unwrap()),
            _ => {}
        }
        assert_eq!(world.receipt(&again(2, DEMO, &[])).lead, id(1), "{moves}");
        // What joined left its keys among the newest: they are found beside those that stood there before.
        let by_phone = [("phone", "+49 30 1234567")];
        assert_eq!(world.receipt(&again(3, DEMO, &by_phone)).lead, id(1), "{moves}");
        settle(&mut world);
        assert_eq!(world.receipt(&again(4, DEMO, &[])).lead, id(1), "{moves}");
        assert_eq!((world.count("leads"), world.count("lead_aliases")), (1, 3));
    }
}

#[test]
fn a_desk_that_sleeps_between_leads_decides_as_one_that_does_not() {
    let [mut awake, mut asleep] = [World::new(), World::new()];
    for n in 1..=60 {
        // Many of one name at one company, each with an address of their own; now and then one of them again.
        let person = if n % 7 == 0 { n - 3 } else { n };
        let email = format!("ada{person}@works.example");
        let mut body = ada_with(n, &[("email", &email), ("phone", &format!("+49 30 12345{:02}", person % 20))]);
        body["id"] = id(n).into();
        asleep.desk = Desk::new(DeskName::parse("acme").unwrap());
        for world in [&mut awake, &mut asleep] {
            if n % 15 == 0 && n < 60 {
                settle(world);
            }
            world.receipt(&body.to_string());
        }
    }
    assert!(awake.count("lead_aliases") > 5 && awake.count("recent_keys") > 20 && awake.count("lead_keys") > 20);
    assert!(awake.dump() == asleep.dump(), "what is in memory decides nothing");
}

#[test]
fn a_key_of_thousands_is_put_to_the_others_in_the_end() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.rows(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
         INSERT INTO recent_keys (key, lead) SELECT 5, i FROM n",
    );
    world.desk = Desk::new(DeskName::parse("acme").unwrap());
    for left in [true, false] {
        world.now.0 += 1_000;
        world
            .db
            .execute("INSERT OR IGNORE INTO timers (lead, kind, due_at, failures) VALUES ('', 'keys', 0, 0)", &[])
            .unwrap();
        world.handle(Event::Due).unwrap();
        assert_eq!(world.count("recent_keys") > 0, left, "whoever shares a key goes together");
    }
    assert_eq!((world.count("lead_keys WHERE key = 5"), world.count("timers WHERE kind = 'keys'")), (4999, 0));
}

#[test]
fn repeats_and_links_of_both_ids_lead_to_the_one() {
    let mut world = World::new();
    let first = world.receipt(&ada(1));
    let body = again(2, DEMO, &[]);
    world.receipt(&body);
    let before = world.dump();
    for (repeated, text) in [(world.receipt(&ada(1)), "first"), (world.receipt(&body), "second")] {
        assert_eq!((repeated.repeat, &repeated.lead, &repeated.offer), (true, &first.lead, &first.offer), "{text}");
    }
    assert!(world.dump() == before, "nothing is done twice");
    let mut book = |n| match world.ask(Question::Book { lead: id(n), page: None }) {
        Ok(Answer::Link(link)) => link,
        other => panic!("{other:?}"),
    };
    let link = book(1);
    assert!(link.starts_with("https://meet.acme.example/ana?name=Ada%20King"), "{link}");
    assert_eq!(book(2), link);
    world.handle(Event::Opened { lead: id(2) }).unwrap();
    assert_eq!(world.kinds(1).last().map(String::as_str), Some("link.opened"));
    let other = again(2, DEMO, &[("company", "Else Ltd")]);
    assert!(matches!(world.intake(&other), Ok(Reply::Conflict(_))), "the same id with other answers");
}

#[test]
fn who_is_the_same_person() {
    let told =
        [("name", "Ada King"), ("email", "ada@works.example"), ("phone", "+49 30 1234567"), ("company", "Works")];
    for (changes, joins, why) in [
        (&[("email", "Ada+demo@Works.example"), ("name", ""), ("phone", ""), ("company", "")][..], true, "the mailbox"),
        (&[("email", "adaking@gmail.com"), ("company", "")], true, "number and name"),
        (&[("email", "adaking@gmail.com"), ("phone", "")], true, "name and company"),
        (&[("email", "eva@works.example"), ("name", "Eva Lind")], false, "a colleague at the same number"),
        (&[("email", "ada@else.example"), ("phone", ""), ("company", "Else Ltd")], false, "a namesake elsewhere"),
        (&[("email", "info@works.example"), ("name", "Eva Lind"), ("phone", "")], false, "a department"),
    ] {
        let mut world = World::new();
        world.receipt(&lead(1, DEMO, &told));
        let mut fields = told.to_vec();
        for (name, value) in changes {
            fields.iter_mut().filter(|(known, _)| known == name).for_each(|field| field.1 = value);
        }
        let receipt = world.receipt(&lead(2, DEMO, &fields));
        assert_eq!(receipt.lead == id(1), joins, "{why}");
        assert_eq!(world.count("leads"), if joins { 1 } else { 2 }, "{why}");
    }
}

#[test]
fn a_switchboard_joins_nobody() {
    let mut world = World::new();
    let at = |n, name: &str| lead(n, DEMO, &[("name", name), ("phone", "+49 30 1234567")]);
    world.receipt(&at(1, "Ada King"));
    assert_eq!(world.receipt(&at(2, "A. King")).lead, id(1), "one name at the number");
    assert_eq!(world.receipt(&at(3, "Eva Lind")).lead, id(3));
    assert_eq!(world.receipt(&at(4, "Ada King")).lead, id(4), "two names at the number now");
}

#[test]
fn quarantine_and_tests_join_nobody_and_are_not_joined() {
    let mut world = World::new();
    world.intake_from(Some("https://evil.example"), &ada(1)).unwrap();
    assert_eq!(world.receipt(&again(2, DEMO, &[])).lead, id(2), "nobody joins what may be spam");
    world.intake_from(Some("https://evil.example"), &again(3, DEMO, &[])).unwrap();
    assert_eq!(world.page(3)["lead"]["state"], "quarantined");
    let test = again(4, DEMO, &[]).replacen('{', "{\"test\":true,", 1);
    assert_eq!(world.receipt(&test).lead, id(4));
    assert_eq!((world.count("leads"), world.count("lead_aliases")), (4, 0));
}

#[test]
fn a_paper_read_later_takes_no_demo_request_away() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.receipt(&again(2, "https://www.acme.example/paper", &[]));
    assert_eq!(world.page(1)["lead"]["score"], 80);

    world.receipt(&lead(3, "https://www.acme.example/paper", &[("email", "eva@b.example"), ("company_size", "120")]));
    assert_eq!(world.page(3)["lead"]["score"], 40);
    let demo = world.receipt(&lead(4, DEMO, &[("email", "eva@b.example")]));
    assert_eq!((&demo.lead, demo.offer.kind.as_str()), (&id(3), "meeting"), "together they earn a meeting");
    assert!(demo.offer.href.unwrap().ends_with(&id(3)));
    assert_eq!(world.page(3)["lead"]["score"], 80);
}

#[test]
fn corrections_of_either_id_keep_what_the_other_said() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.receipt(&again(2, DEMO, &[("phone", "+49 30 1234567")]));
    let revised = |body: String, from: &str, to: &str| body.replacen('{', "{\"revision\":2,", 1).replace(from, to);
    world.receipt(&revised(ada(1), "Head of Data", "CTO"));
    let page = world.page(1);
    assert_eq!((field(&page, "job_title"), field(&page, "phone")), ("CTO".into(), "+49 30 1234567".into()));
    let second = again(2, DEMO, &[("phone", "+49 30 1234567")]);
    let receipt = world.receipt(&revised(second, "1234567", "7654321"));
    assert_eq!((receipt.lead, world.count("leads")), (id(1), 1));
    let page = world.page(1);
    assert_eq!((field(&page, "job_title"), field(&page, "phone")), ("CTO".into(), "+49 30 7654321".into()));
    assert_eq!(world.count("timers"), 1);
}

#[test]
fn a_join_is_whole_or_not_at_all() {
    let body = again(2, DEMO, &[("message", "And the price?")]);
    for landed in [baton_sqlite::Landed::Yes, baton_sqlite::Landed::No] {
        for call in 1.. {
            let mut world = World::new();
            world.receipt(&ada(1));
            let before = world.dump();
            world.db.fail_at(call, landed);
            if world.intake(&body).is_ok() {
                assert!(call > 9, "only {} calls were swept", call - 1);
                break;
            }
            assert!(world.dump() == before, "half done after call {call}, {landed:?}");
            assert!(!world.receipt(&body).repeat);
            assert_eq!((world.count("leads"), world.count("lead_aliases")), (1, 1));
        }
    }
}

#[test]
fn a_person_is_found_by_indexes() {
    let mut world = World::new();
    world.receipt(&ada(1));
    for statement in [
        "SELECT * FROM (SELECT lead FROM lead_keys WHERE key = +1 ORDER BY lead DESC LIMIT 8)
         UNION SELECT * FROM (SELECT lead FROM lead_keys WHERE key = +2 ORDER BY lead DESC LIMIT 8)",
        "SELECT id, state, raw FROM leads WHERE seq IN (1, 2) AND quarantine IS NULL AND id <> 'x' ORDER BY seq DESC",
        "SELECT digest FROM leads WHERE id IN (SELECT 'x')",
    ] {
        let plan = world.rows(&format!("EXPLAIN QUERY PLAN {statement}"));
        let plan: Vec<&str> = plan.iter().map(|row| row.text(3).unwrap()).collect();
        assert!(!plan.iter().any(|line| line.starts_with("SCAN lead")), "{plan:?}");
    }
}
