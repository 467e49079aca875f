//! The keys of handoff links turn: two verify, and no more.

use crate::world::{World, ada, id, token};
use baton_handoff::{Event, Question, Reply, links};

fn turn(world: &mut World) -> i64 {
    match world.handle(Event::TurnLinkKey) {
        Ok(Reply::LinkKey(key)) => key,
        other => panic!("{other:?}"),
    }
}

/// The link of the `n`-th lead, as its rep was sent it.
fn link(world: &mut World, n: u32) -> String {
    world.receipt(&ada(n));
    let told = world.deliver_all();
    token(told.iter().find(|message| message.lead == id(n) && message.body.contains("/h/acme/")).unwrap())
}

fn opens(world: &mut World, token: &str) -> Result<(), &'static str> {
    world.ask(Question::Handoff { token: token.to_owned() }).map(drop).map_err(|problem| problem.code)
}

#[test]
fn the_newest_key_signs_and_the_one_before_still_opens() {
    let mut world = World::new();
    let first = link(&mut world, 1);
    assert_eq!(links::key_of(&first), Ok(1));
    assert_eq!(turn(&mut world), 2);
    let second = link(&mut world, 2);
    assert_eq!(links::key_of(&second), Ok(2));
    assert_eq!((opens(&mut world, &first), opens(&mut world, &second)), (Ok(()), Ok(())));
    world.acknowledge(&first, "Call").unwrap();

    assert_eq!(turn(&mut world), 3);
    assert_eq!((opens(&mut world, &first), opens(&mut world, &second)), (Err("link_not_valid"), Ok(())));
    assert_eq!(world.acknowledge(&first, "Call").unwrap_err().code, "link_not_valid");
    assert_eq!(turn(&mut world), 4);
    assert_eq!(opens(&mut world, &second), Err("link_not_valid"));
    assert_eq!(world.count("link_keys"), 2);
    assert_eq!(world.count("events WHERE kind = 'link_key.turned'"), 3);
}
