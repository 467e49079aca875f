//! Rituals by tier, read receipts, and promises that are kept.

use crate::world::{AGREEMENT, MINUTE, START, World, ada, id, lead, somebody_else, token};
use baton_handoff::{Event, LeadMove, Millis, State};
use serde_json::json;

const HOUR: i64 = 60 * MINUTE;

/// Cold leads, as `somebody_else` is, have this ritual.
fn cold(ritual: &str) -> World {
    let section = format!("\n[handoff]\nritual_by_tier = {{ cold = \"{ritual}\" }}\n");
    World::with(&format!("{AGREEMENT}{section}"))
}

fn make(world: &mut World, body: &serde_json::Value) {
    let asked = LeadMove::parse(&id(1), body.to_string().as_bytes()).unwrap();
    world.handle(Event::Move(asked)).unwrap();
}

#[test]
fn the_light_ritual_tells_both_and_asks_for_nothing() {
    let mut world = cold("light");
    world.receipt(&somebody_else(1));
    let page = world.page(1);
    assert_eq!((&page["lead"]["tier"], page["lead"]["window"].is_null()), (&json!("cold"), true));
    assert_eq!(world.kinds(1)[..3], ["lead.received", "lead.assigned", "visitor.touch"]);
    let told = world.deliver_all();
    assert!(told.iter().any(|outgoing| outgoing.body.contains("/h/acme/")), "the rep has the summary");
    world.now = Millis(START.0 + 47 * HOUR);
    world.due();
    assert!(!world.kinds(1).contains(&"window.missed".to_owned()), "no window runs");
    world.now = Millis(START.0 + 48 * HOUR);
    world.due();
    assert_eq!(world.page(1)["lead"]["state"], "nurture");
}

#[test]
fn without_a_ritual_nobody_is_told() {
    let mut world = cold("none");
    world.receipt(&somebody_else(1));
    assert_eq!(world.kinds(1)[..2], ["lead.received", "lead.assigned"]);
    assert!(world.deliver_all().is_empty());
    assert_eq!((world.page(1)["lead"]["owner"].is_null(), world.count("timers")), (false, 1));
    // The others have theirs.
    world.receipt(&ada(2));
    assert!(!world.page(2)["lead"]["window"].is_null() && !world.deliver_all().is_empty());
}

#[test]
fn who_becomes_hot_has_a_clock_from_then_on() {
    let mut world = cold("light");
    let fields = [("name", "Eva Lind"), ("email", "eva@works.example"), ("company", "Works")];
    world.receipt(&lead(1, "https://www.acme.example/demo", &fields));
    assert!(world.page(1)["lead"]["window"].is_null());
    world.now.0 += HOUR;
    let more = [fields.as_slice(), &[("company_size", "120")]].concat();
    world.receipt(&lead(2, "https://www.acme.example/demo", &more));
    let page = world.page(1);
    let due = json!(world.now.0 + 5 * MINUTE);
    assert_eq!((&page["lead"]["tier"], &page["lead"]["window"]["due_at"]), (&json!("hot"), &due));
    world.now.0 += 5 * MINUTE;
    world.due();
    assert!(world.kinds(1).contains(&"window.missed".to_owned()));
}

#[test]
fn given_to_somebody_else_it_stays_without_a_clock() {
    let mut world = cold("light");
    world.receipt(&somebody_else(1));
    let owner = world.page(1)["lead"]["owner"]["id"].clone();
    make(&mut world, &json!({"move": "reassigned", "to": if owner == "ana" { "ben" } else { "ana" }}));
    assert_eq!((world.page(1)["lead"]["window"].is_null(), world.count("timers WHERE kind = 'quiet'")), (true, 1));
}

#[test]
fn opening_is_noted_once_and_answers_nothing() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let token = token(&world.deliver_all()[0]);
    let before = world.page(1)["lead"].clone();
    for _ in 0..3 {
        world.now.0 += 1_000;
        world.handle(Event::HandoffOpened { token: token.clone() }).unwrap();
    }
    assert_eq!(world.kinds(1).iter().filter(|kind| *kind == "lead.opened").count(), 1);
    let after = world.page(1)["lead"].clone();
    assert_eq!((&after["state"], &after["window"]), (&before["state"], &before["window"]));
    world.now = Millis(START.0 + 5 * MINUTE);
    world.due();
    assert!(world.kinds(1).contains(&"window.missed".to_owned()), "the clock ran on");
    // Whoever it was taken from opens nothing.
    make(&mut world, &json!({"move": "reassigned"}));
    world.handle(Event::HandoffOpened { token }).unwrap();
    assert_eq!(world.kinds(1).iter().filter(|kind| *kind == "lead.opened").count(), 1);
}

#[test]
fn promises_are_kept_or_not() {
    for (after, expected) in [(HOUR, json!(true)), (HOUR + 1, json!(false))] {
        let mut world = World::new();
        world.receipt(&ada(1));
        let token = token(&world.deliver_all()[0]);
        world.acknowledge(&token, "Call").unwrap();
        world.now.0 += after;
        for _ in 0..2 {
            make(&mut world, &json!({"move": "attempted", "by": "ana", "channel": "call", "reached": true}));
        }
        let kept = world.rows("SELECT data FROM events WHERE kind = 'promise.kept'");
        assert_eq!(kept.len(), 1, "once");
        let kept: serde_json::Value = serde_json::from_str(kept[0].text(0).unwrap()).unwrap();
        assert_eq!((&kept["in_time"], &kept["next_step"]), (&expected, &json!("Call")));
        make(&mut world, &json!({"move": "undone", "by": "ana"}));
        assert_eq!(world.page(1)["lead"]["state"], State::Connected.id());
    }
}
