//! A rep is removed from the agreement: nobody's leads stay with somebody who is gone.

use crate::world::{AGREEMENT, MINUTE, World, ada, id};
use baton_handoff::{Event, LeadMove};

/// Without Ana, who had two of three.
fn without_ana() -> String {
    let (before, rest) = AGREEMENT.split_once("[[reps]]\nid = \"ana\"").unwrap();
    let (_, after) = rest.split_once("[[reps]]").unwrap();
    format!("{before}[[reps]]{after}").replace("{ rep = \"ana\", weight = 2 }, ", "")
}

fn publish(world: &mut World, source: String) {
    world.handle(Event::Publish { source }).unwrap();
}

fn make(world: &mut World, n: u32, body: &str) {
    world.handle(Event::Move(LeadMove::parse(&id(n), body.as_bytes()).unwrap())).unwrap();
}

fn owner(world: &mut World, n: u32) -> String {
    world.page(n)["lead"]["owner"]["id"].as_str().unwrap_or("nobody").to_owned()
}

#[test]
fn open_leads_go_to_whose_turn_it_is() {
    let mut world = World::new();
    (1..=3).for_each(|n| drop(world.receipt(&ada(n))));
    make(&mut world, 3, r#"{"move":"rejected","reason":"spam"}"#);
    world.now.0 += MINUTE;
    publish(&mut world, without_ana());
    let owners: Vec<String> = (1..=3).map(|n| owner(&mut world, n)).collect();
    assert_eq!(owners, ["ana", "ben", "ana"]);
    let now = world.now;
    assert_eq!(world.count(&format!("timers WHERE kind = 'owner_left' AND due_at = {}", now.0)), 1);
    world.due();
    let owners: Vec<String> = (1..=3).map(|n| owner(&mut world, n)).collect();
    assert_eq!(owners, ["ben", "ben", "ana"], "what is closed stays as it was");
    let page = world.page(1);
    assert_eq!(page["lead"]["window"]["due_at"], now.0 + 5 * MINUTE, "a new owner has the whole window");
    let words: Vec<&str> =
        page["timeline"].as_array().unwrap().iter().map(|event| event["words"].as_str().unwrap()).collect();
    assert!(words.contains(&"given to Ben Okafor: Ana Silva is no longer on the roster"), "{words:?}");
    assert_eq!(world.count("timers"), 2, "one for each open lead");
}

#[test]
fn a_deal_changes_hands_and_stays_one() {
    let mut world = World::new();
    world.receipt(&ada(1));
    for body in [
        r#"{"move":"connected","next_step":"Quote","due_at":1795259000000}"#,
        r#"{"move":"accepted"}"#,
        r#"{"move":"opportunity"}"#,
    ] {
        make(&mut world, 1, body);
    }
    publish(&mut world, without_ana());
    world.due();
    assert_eq!(world.page(1)["lead"]["state"], "opportunity");
    assert_eq!(owner(&mut world, 1), "ben");
    assert_eq!(world.rows("SELECT kind FROM timers")[0].text(0).unwrap(), "quiet");
    assert_eq!(world.count("acknowledgements"), 0, "who has left promises nothing any more");
}

/// Everybody of the pool is away: the agreement's owner has the lead before nobody does.
#[test]
fn nobodys_turn_is_no_dead_end() {
    let mut world = World::new();
    world.receipt(&ada(1));
    publish(&mut world, without_ana());
    let away =
        baton_handoff::RosterChange::parse(br#"{"rep":"ben","away_until":1899999999000,"open_leads":1}"#).unwrap();
    world.handle(Event::Roster(away)).unwrap();
    world.receipt(&ada(2));
    world.due();
    assert_eq!(owner(&mut world, 1), "mara");
}

/// Back before the alarm rang: nothing was to be done, and the lead's clock goes on.
#[test]
fn who_is_back_in_time_keeps_the_lead() {
    let mut world = World::new();
    world.receipt(&ada(1));
    publish(&mut world, without_ana());
    world.rows("UPDATE timers SET due_at = due_at + 1000");
    publish(&mut world, AGREEMENT.to_owned());
    world.now.0 += MINUTE;
    world.due();
    assert_eq!(owner(&mut world, 1), "ana");
    let timers = world.rows("SELECT kind, due_at FROM timers");
    assert_eq!(timers[0].text(0).unwrap(), "first_response");
    assert_eq!(timers[0].integer(1).unwrap(), crate::world::START.0 + 5 * MINUTE);
}

#[test]
fn many_leads_go_in_slices() {
    let mut world = World::new();
    (1..=240).for_each(|n| drop(world.receipt(&ada(n))));
    publish(&mut world, without_ana());
    let left = |world: &mut World| world.count("leads WHERE owner = 'ana'");
    let before = left(&mut world);
    world.due();
    let after = left(&mut world);
    assert!(before > 100 && after < before && after >= before - 100, "{before}, then {after}");
    // Those of others look at their ladders, too: another may have come with the agreement.
    world.due();
    world.due();
    assert_eq!(left(&mut world), 0);
}
