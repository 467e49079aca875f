//! A lead comes in again with corrected answers: the same lead, and nobody is doubled.

use crate::world::{MINUTE, World, ada, token};
use baton_handoff::{Reply, State};

/// Ada's `n`-th lead in a later version of its answers.
fn corrected(n: u32, revision: i64, changes: &[(&str, &str)]) -> String {
    let mut body: serde_json::Value = serde_json::from_str(&ada(n)).unwrap();
    body["revision"] = revision.into();
    for field in body["fields"].as_array_mut().unwrap() {
        for (name, value) in changes {
            if field["name"] == *name {
                field["value"] = (*value).into();
            }
        }
    }
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

/// Found by the simulation: two reps called one person.
#[test]
fn out_of_quarantine_a_lead_goes_to_the_rep_who_has_its_person() {
    let mut world = World::new();
    for n in 2..=4 {
        world.receipt(&ada(n));
    }
    world.intake_from(Some("https://evil.example"), &ada(1)).unwrap();
    let mut again: serde_json::Value = serde_json::from_str(&ada(1)).unwrap();
    again["id"] = crate::world::id(9).into();
    world.receipt(&again.to_string());
    let hers = world.page(9)["lead"]["owner"]["id"].clone();
    world.receipt(&corrected(1, 2, &[("message", "It is me")]));
    let page = world.page(1);
    assert_eq!(page["lead"]["owner"]["id"], hers, "though it is the turn of another");
    world.receipt(&ada(5));
    assert_ne!(world.page(5)["lead"]["owner"]["id"], hers);
    assert_eq!(page["lead"]["id"], crate::world::id(1), "the id it was promised by");
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
