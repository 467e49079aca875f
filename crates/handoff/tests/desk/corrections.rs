//! A lead comes in again with corrected answers: the same lead, and nobody is doubled.

use crate::world::{MINUTE, World, ada, ada_with, id, token};
use baton_handoff::{Reply, State};

/// Ada's `n`-th lead in a later version of its answers.
fn corrected(n: u32, revision: i64, changes: &[(&str, &str)]) -> String {
    let mut body = ada_with(n, changes);
    body["revision"] = revision.into();
    body.to_string()
}

#[test]
fn a_correction_is_the_same_lead_with_other_answers() {
    let mut world = World::new();
    let first = world.receipt(&ada(1));
    let due = world.page(1)["lead"]["window"].clone();
    world.deliver_all();
    world.now.0 += MINUTE;
    let second = world.receipt(&corrected(1, 2, &[("company", "Right Ltd"), ("email", "ada@right.example")]));
    assert_eq!((&second.lead, second.state, &second.host), (&first.lead, State::Notified, &first.host));
    assert_eq!(second.offer, first.offer);
    let page = world.page(1);
    assert_eq!((&page["lead"]["company"], &page["lead"]["email"]), (&"Right Ltd".into(), &"ada@right.example".into()));
    assert_eq!(page["lead"]["window"], due, "the clock runs on");
    assert_eq!((world.count("leads"), world.count("timers")), (1, 1));
    let kinds = world.kinds(1);
    assert_eq!(kinds.last().map(String::as_str), Some("lead.corrected"));
    let told = world.claim();
    assert_eq!(told.len(), 2, "those who were told of the lead");
    assert!(told[0].body.contains("Corrected: Ada King") && told[0].body.contains("Right Ltd"));
    assert!(told[1].body.contains(r#""type":"lead.corrected""#));
    let next_step = world.acknowledge(&token(&told[0]), "call");
    assert!(next_step.is_ok(), "by the new message, too");
    let kept = world.rows("SELECT raw FROM conflicts");
    assert_eq!(kept[0].blob(0).unwrap(), ada(1).as_bytes(), "what was there is kept");
}

#[test]
fn corrections_arrive_in_any_order_and_more_than_once() {
    let bodies = [ada(1), corrected(1, 2, &[("company", "Two")]), corrected(1, 3, &[("company", "Three")])];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut world = World::new();
        for at in order {
            assert_eq!(world.receipt(&bodies[at]).lead, crate::world::id(1), "{order:?}");
        }
        assert_eq!(world.page(1)["lead"]["company"], "Three", "{order:?}");
        let before = world.dump();
        for body in &bodies {
            assert!(world.receipt(body).repeat, "{order:?}");
        }
        assert!(world.dump() == before, "what was overtaken changes nothing: {order:?}");
        assert_eq!(world.count("leads"), 1);
    }
}

#[test]
fn an_offered_meeting_is_not_taken_back_and_a_better_answer_earns_one() {
    let cold: &[(&str, &str)] =
        &[("job_title", "Student"), ("company_size", "1"), ("message", ""), ("timeline", "just looking")];
    let mut world = World::new();
    assert_eq!(world.receipt(&ada(1)).offer.kind, "meeting");
    assert_eq!(world.receipt(&corrected(1, 2, cold)).offer.kind, "meeting");
    assert_ne!(world.receipt(&corrected(2, 1, cold)).offer.kind, "meeting");
    assert_eq!(world.receipt(&corrected(2, 2, &[])).offer.kind, "meeting");
    assert_eq!(world.page(2)["lead"]["score"], 80);
}

/// Ada's lead from the demo page under another id.
fn hers_again(n: u32) -> String {
    let mut again: serde_json::Value = serde_json::from_str(&ada(1)).unwrap();
    again["id"] = id(n).into();
    again.to_string()
}

/// Found by the simulation: two reps called one person.
#[test]
fn repro_101_out_of_quarantine_a_lead_joins_that_of_its_person() {
    let mut world = World::new();
    for n in 2..=4 {
        world.receipt(&ada(n));
    }
    world.intake_from(Some("https://evil.example"), &ada(1)).unwrap();
    world.receipt(&hers_again(9));
    let hers = world.page(9)["lead"]["owner"]["id"].clone();
    let receipt = world.receipt(&corrected(1, 2, &[("message", "It is me")]));
    assert_eq!((&receipt.lead, receipt.offer.kind.as_str()), (&id(9), "meeting"));
    let page = world.page(1);
    assert_eq!((&page["lead"]["owner"]["id"], &page["lead"]["id"]), (&hers, &id(9).into()), "the one there is");
    assert_eq!((world.count("leads"), world.count("timers")), (4, 4));
    world.receipt(&ada(5));
    assert_ne!(world.page(5)["lead"]["owner"]["id"], hers, "no turn was taken");
}

/// Found by the simulation: a lead without a name, or with a wrong one, was somebody's; corrected,
/// it was of a person who had another rep already, and both called.
#[test]
fn repro_101_a_lead_that_is_told_apart_too_late_joins_that_of_its_person() {
    let wrong = &[("name", "Adda Kingg"), ("email", "adda@wroks.example"), ("company", "Wroks")];
    let nameless = &[("name", ""), ("email", ""), ("company", "")];
    for (before, text) in [(&wrong[..], "a wrong name"), (nameless, "no name")] {
        let mut world = World::new();
        world.receipt(&hers_again(9));
        world.now.0 += MINUTE;
        assert_eq!(world.receipt(&corrected(1, 1, before)).lead, id(1), "{text}");
        let (first, second) = (world.page(9), world.page(1));
        assert_ne!(first["lead"]["owner"], second["lead"]["owner"]);
        let link = token(&world.deliver_all()[2]);

        world.now.0 += MINUTE;
        let right = corrected(1, 2, &[("message", "It is me")]);
        let receipt = world.receipt(&right);
        assert_eq!((&receipt.lead, receipt.repeat), (&id(9), false), "{text}");
        let page = world.page(1);
        for part in ["owner", "window"] {
            assert_eq!(page["lead"][part], first["lead"][part], "{text}");
        }
        let counts = ["leads", "timers", "lead_aliases"].map(|table| world.count(table));
        assert_eq!(counts, [1, 1, 1], "{text}");
        assert!(page["lead"]["package"]["message"].as_str().unwrap().starts_with("It is me"), "{page}");
        let kinds = world.kinds(9);
        let is_told = |kind: &str| kinds.iter().any(|held| held == kind);
        assert!(is_told("lead.united") && is_told("lead.joined"), "{kinds:?}");

        let told = world.claim();
        let said = |text: &str| told.iter().filter(|message| message.body.contains(text)).count();
        assert_eq!((said("Joined: "), said("Came again: ")), (1, 1), "both reps are told: {told:?}");
        assert_eq!(said(r#""type":"lead.united""#), 1);
        let refused = world.acknowledge(&link, "call").unwrap_err();
        assert_eq!(refused.code, "not_your_lead", "{text}");

        let before = world.dump();
        for body in [&right, &corrected(1, 1, wrong), &hers_again(9)] {
            assert_eq!(world.receipt(body).lead, id(9), "{text}");
        }
        assert!(world.dump() == before, "{text}: nothing is done twice");
    }
}

/// Found by the simulation: what was wrong had come twice, and the second was corrected.
#[test]
fn repro_227_a_joined_submission_that_is_told_apart_too_late() {
    let wrong = &[("name", "Adda Kingg"), ("email", "adda@wroks.example"), ("company", "Wroks")];
    let under = |n: u32, body: String| {
        let mut body: serde_json::Value = serde_json::from_str(&body).unwrap();
        body["id"] = id(n).into();
        body.to_string()
    };
    let mut world = World::new();
    world.receipt(&corrected(1, 1, wrong));
    assert_eq!(world.receipt(&under(2, corrected(1, 1, wrong))).lead, id(1));
    world.receipt(&hers_again(9));
    assert_eq!(world.count("leads"), 2);
    let receipt = world.receipt(&under(2, corrected(1, 2, &[("message", "It is me")])));
    assert_eq!((&receipt.lead, receipt.repeat), (&id(9), false));
    assert_eq!(["leads", "timers", "lead_aliases"].map(|table| world.count(table)), [1, 1, 2]);
    assert_eq!(world.page(1)["lead"]["id"], id(9));
    assert_eq!(world.page(2)["lead"]["email"], "ada@works.example");
}

/// Whoever has come further with one keeps it.
#[test]
fn the_lead_that_somebody_worked_on_stays() {
    let mut world = World::new();
    world.receipt(&hers_again(9));
    world.receipt(&corrected(1, 1, &[("name", ""), ("email", ""), ("company", "")]));
    let link = token(&world.deliver_all()[2]);
    world.acknowledge(&link, "call").unwrap();
    let theirs = world.page(1)["lead"]["owner"]["id"].clone();
    let receipt = world.receipt(&corrected(1, 2, &[]));
    assert_eq!((&receipt.lead, receipt.state), (&id(1), State::Acknowledged));
    let page = world.page(9);
    assert_eq!((&page["lead"]["id"], &page["lead"]["owner"]["id"]), (&id(1).into(), &theirs));
    assert_eq!((world.count("leads"), world.count("timers"), world.count("acknowledgements")), (1, 1, 1));
    assert_eq!(world.receipt(&hers_again(9)).lead, id(1), "by the first id, too");
    // By what the other was found, this one is.
    assert_eq!(world.receipt(&hers_again(8)).lead, id(1));
}

#[test]
fn two_leads_become_one_whole_or_not_at_all() {
    let body = corrected(1, 2, &[]);
    for landed in [baton_sqlite::Landed::Yes, baton_sqlite::Landed::No] {
        for call in 1.. {
            let mut world = World::new();
            world.receipt(&hers_again(9));
            world.receipt(&corrected(1, 1, &[("name", ""), ("email", ""), ("company", "")]));
            let before = world.dump();
            world.db.fail_at(call, landed);
            if world.intake(&body).is_ok() {
                assert!(call > 20, "only {} calls were swept", call - 1);
                break;
            }
            assert!(world.dump() == before, "half done after call {call}, {landed:?}");
            assert_eq!(world.receipt(&body).lead, id(9));
            assert_eq!((world.count("leads"), world.count("lead_aliases")), (1, 1));
        }
    }
}

#[test]
fn who_was_in_quarantine_is_looked_at_anew() {
    let mut world = World::new();
    let away = corrected(1, 1, &[("email", "ada@mailinator.com")]);
    assert_eq!(world.receipt(&away).state, State::Quarantined);
    let still = world.receipt(&corrected(1, 2, &[("email", "ada@0-mail.com")]));
    assert_eq!((still.state, still.host), (State::Quarantined, None));
    let receipt = world.receipt(&corrected(1, 3, &[]));
    assert_eq!(
        (receipt.state, receipt.host.as_ref().map(|host| host.name.as_str())),
        (State::Assigned, Some("Ana Silva"))
    );
    assert_eq!(world.page(1)["lead"]["quarantine"], serde_json::Value::Null);
    assert_eq!((world.count("timers"), world.count("rotations")), (1, 1));
    let kinds = world.kinds(1);
    assert_eq!(kinds[kinds.len() - 3..], ["lead.corrected", "lead.assigned", "window.started"]);
}

#[test]
fn a_correction_is_no_door_to_rewrite_a_lead_for_ever() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.now.0 += 73 * 60 * MINUTE;
    let late = world.intake(&corrected(1, 2, &[("company", "Late")]));
    assert!(matches!(late, Ok(Reply::Conflict(_))), "{late:?}");
    assert_eq!(world.page(1)["lead"]["company"], "Works & Co");

    world.receipt(&ada(2));
    let mut refused = 0;
    for revision in 2..60 {
        let body = corrected(2, revision, &[("company", &format!("Company {revision}"))]);
        refused += i32::from(matches!(world.intake(&body), Ok(Reply::Conflict(_))));
    }
    assert_eq!(refused, 58 - 20);
    assert_eq!(world.rows("SELECT count(*) FROM conflicts WHERE lead LIKE '%2'")[0].integer(0).unwrap(), 20);
}

#[test]
fn a_correction_is_whole_or_not_at_all() {
    let body = corrected(1, 2, &[("company", "Right Ltd")]);
    for landed in [baton_sqlite::Landed::Yes, baton_sqlite::Landed::No] {
        for call in 1.. {
            let mut world = World::new();
            world.receipt(&ada(1));
            let before = world.dump();
            world.db.fail_at(call, landed);
            if world.intake(&body).is_ok() {
                assert!(call > 6, "only {} calls were swept", call - 1);
                break;
            }
            assert!(world.dump() == before, "half done after call {call}, {landed:?}");
            assert!(!world.receipt(&body).repeat);
            assert_eq!(world.page(1)["lead"]["company"], "Right Ltd");
        }
    }
}
