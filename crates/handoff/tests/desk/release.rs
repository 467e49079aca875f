//! Somebody lets a lead out of quarantine.

use crate::world::{MINUTE, World, ada, ada_with, id, token};
use baton_handoff::{Event, LeadMove, Problem, Reply, State};
use serde_json::{Value, json};

fn released(world: &mut World, n: u32, more: &Value) -> Result<State, Problem> {
    let mut body = json!({"move": "released"});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    let asked = LeadMove::parse(&id(n), body.to_string().as_bytes())?;
    match world.handle(Event::Move(asked))? {
        Reply::Moved { state, .. } => Ok(state),
        other => panic!("not moved: {other:?}"),
    }
}

#[test]
fn it_goes_to_a_rep_and_its_clock_starts_then() {
    let mut world = World::new();
    world.intake_from(Some("https://evil.example"), &ada(1)).unwrap();
    assert_eq!((world.count("timers"), world.claim().len()), (0, 1), "a webhook hears of the quarantine, no rep");
    world.now.0 += 90 * MINUTE;
    let before = world.rows("SELECT count(*) FROM conflicts")[0].integer(0).unwrap();
    let state = released(&mut world, 1, &json!({"by": "ana", "reason": "their new shop"})).unwrap();
    assert_eq!(state, State::Assigned);
    let lead = world.page(1)["lead"].clone();
    assert_eq!((&lead["quarantine"], &lead["window"]["due_at"]), (&Value::Null, &json!(world.now.0 + 5 * MINUTE)));
    assert_eq!((world.count("timers"), world.count("rotations")), (1, 1));
    let kinds = world.kinds(1);
    assert_eq!(kinds[kinds.len() - 3..], ["lead.released", "lead.assigned", "window.started"]);
    assert!(world.dump().contains("their new shop"));
    let told = world.claim();
    let to_the_rep = told.iter().find(|message| message.body.contains("/h/acme/")).unwrap();
    world.acknowledge(&token(to_the_rep), "call").unwrap();
    assert_eq!(world.page(1)["lead"]["state"], "acknowledged");
    let after = world.rows("SELECT count(*) FROM conflicts")[0].integer(0).unwrap();
    assert_eq!(before, after, "it did not come in again");
}

#[test]
fn whatever_it_was_held_for() {
    let mut world = World::new();
    let mut trapped: Value = serde_json::from_str(&ada(2)).unwrap();
    trapped["honeypot"] = true.into();
    for (n, body) in [(1, ada_with(1, &[("email", "ada@mailinator.com")]).to_string()), (2, trapped.to_string())] {
        assert_eq!(world.receipt(&body).state, State::Quarantined, "{n}");
        assert_eq!(released(&mut world, n, &json!({})).unwrap(), State::Assigned, "{n}");
    }
    // And once it is somebody's, it can be given on like any other.
    let asked = LeadMove::parse(&id(2), br#"{"move":"reassigned"}"#).unwrap();
    assert!(matches!(world.handle(Event::Move(asked)), Ok(Reply::Moved { state: State::Assigned, .. })));
}

#[test]
fn of_somebody_who_has_a_lead_it_joins_that() {
    let mut world = World::new();
    for n in 2..=4 {
        world.receipt(&ada(n));
    }
    let mut again: Value = serde_json::from_str(&ada(3)).unwrap();
    again["id"] = id(9).into();
    world.intake_from(None, &again.to_string()).unwrap();
    let before = world.count("leads WHERE state = 'assigned'");
    assert_eq!(released(&mut world, 9, &json!({"id": "r1"})).unwrap(), State::Assigned);
    assert_eq!(world.count("leads WHERE state = 'assigned'"), before, "nobody has two");
    assert_eq!(world.page(9)["lead"]["id"], id(3));
    let whole = world.dump();
    assert_eq!(released(&mut world, 9, &json!({"id": "r1"})).unwrap(), State::Assigned);
    assert!(world.dump() == whole, "the same move again changes nothing, though the lead is another's now");
}

#[test]
fn what_is_not_held_or_is_a_test_is_refused() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let problem = released(&mut world, 1, &json!({})).unwrap_err();
    assert_eq!((problem.status, problem.code), (409, "not_now"));
    let mut test: Value = serde_json::from_str(&ada(2)).unwrap();
    test["test"] = true.into();
    world.receipt(&test.to_string());
    let before = world.dump();
    let problem = released(&mut world, 2, &json!({})).unwrap_err();
    assert_eq!((problem.status, problem.code), (409, "test_lead"));
    assert!(world.dump() == before, "and nothing is changed");
    let problem = released(&mut world, 3, &json!({})).unwrap_err();
    assert_eq!(problem.status, 404);
}

#[test]
fn it_is_whole_or_not_at_all_and_once() {
    for landed in [baton_sqlite::Landed::Yes, baton_sqlite::Landed::No] {
        for call in 1.. {
            let mut world = World::new();
            world.intake_from(None, &ada(1)).unwrap();
            let before = world.dump();
            world.db.fail_at(call, landed);
            let result = released(&mut world, 1, &json!({"id": "r1"}));
            if result.is_ok() {
                assert!(call > 8, "{call} calls are too few to have been tried");
                break;
            }
            assert!(world.dump() == before, "call {call}");
            assert_eq!(released(&mut world, 1, &json!({"id": "r1"})).unwrap(), State::Assigned);
            let whole = world.dump();
            assert_eq!(released(&mut world, 1, &json!({"id": "r1"})).unwrap(), State::Assigned);
            assert!(world.dump() == whole, "the same move again changes nothing");
        }
    }
}
