//! The keys that leads are sealed to while they wait in a browser.

use crate::world::{AGREEMENT, World, ada};
use baton_handoff::sealed::QueueKey;
use baton_handoff::{Answer, Event, Millis, Question};

const DAY: i64 = 86_400_000;

fn key(world: &mut World, id: Option<i64>) -> Option<QueueKey> {
    match world.ask(Question::QueueKey(id)) {
        Ok(Answer::QueueKey(key)) => key,
        other => panic!("{other:?}"),
    }
}

fn days_later(world: &mut World, days: i64) {
    world.now = world.now + Millis(days * DAY);
}

#[test]
fn the_first_agreement_brings_the_first_key() {
    assert_eq!(key(&mut World::empty(), None), None);
    let mut world = World::new();
    let first = key(&mut world, None).unwrap();
    assert_eq!((first.id, first.private.len()), (world.now.0, 32), "it is known by when it was made");
    assert_eq!(key(&mut world, Some(first.id)), Some(first));
    assert_eq!(key(&mut world, Some(7)), None);
}

#[test]
fn a_key_is_handed_out_for_a_week_and_opens_for_two_more() {
    let mut world = World::new();
    let first = key(&mut world, None).unwrap();
    days_later(&mut world, 6);
    world.receipt(&ada(1));
    assert_eq!(key(&mut world, None), Some(first.clone()));

    let mut newer = Vec::new();
    for n in 2..4 {
        days_later(&mut world, 7);
        world.receipt(&ada(n));
        newer.push(key(&mut world, None).unwrap());
        assert_eq!(key(&mut world, Some(first.id)), Some(first.clone()), "leads still wait for it");
    }
    let keys = [&first, &newer[0], &newer[1]].map(|key| key.private.clone());
    assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);

    days_later(&mut world, 7);
    world.receipt(&ada(4));
    assert_eq!(key(&mut world, Some(first.id)), None);
    assert_eq!(key(&mut world, Some(newer[0].id)), Some(newer[0].clone()));
    assert_eq!(world.count("queue_keys"), 3);
}

#[test]
fn publishing_turns_the_key_too_but_not_before_its_time() {
    let mut world = World::new();
    let first = key(&mut world, None).unwrap();
    world.handle(Event::Publish { source: AGREEMENT.to_owned() }).unwrap();
    assert_eq!(key(&mut world, None), Some(first.clone()));
    days_later(&mut world, 7);
    world.handle(Event::Publish { source: AGREEMENT.to_owned() }).unwrap();
    assert_ne!(key(&mut world, None), Some(first));
}

/// A desk from before there were keys gets its first with its next lead.
#[test]
fn an_older_desk_is_given_one() {
    let mut world = World::new();
    world.rows("DELETE FROM queue_keys");
    world.desk = baton_handoff::Desk::new(baton_handoff::DeskName::parse("acme").unwrap());
    assert_eq!(key(&mut world, None), None);
    world.receipt(&ada(1));
    assert!(key(&mut world, None).is_some());
}
