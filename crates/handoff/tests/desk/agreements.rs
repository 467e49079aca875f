//! Agreements: checked, numbered, kept; and the tables below everything.

use crate::world::{AGREEMENT, World, ada};
use baton_handoff::{Answer, Database, Event, Fault, Published, Question, Reply};

fn publish(world: &mut World, source: &str) -> Published {
    match world.handle(Event::Publish { source: source.to_owned() }) {
        Ok(Reply::Published(published)) => published,
        other => panic!("{other:?}"),
    }
}

#[test]
fn versions_are_numbered_and_kept() {
    let mut world = World::empty();
    let first = publish(&mut world, AGREEMENT);
    assert_eq!((first.version, first.unchanged), (1, false));
    let before = world.dump();
    let again = publish(&mut world, AGREEMENT);
    assert_eq!((again.version, again.unchanged, &again.card), (1, true, &first.card));
    assert!(world.dump() == before, "the same text changes nothing");

    let reworded = AGREEMENT.replace("Test desk", "Another desk");
    assert_eq!(publish(&mut world, &reworded).version, 2);
    assert_eq!(
        publish(&mut world, AGREEMENT).version,
        3,
        "going back is a new version: decisions name what was in force"
    );
    for (version, text) in [(1, AGREEMENT), (2, reworded.as_str()), (3, AGREEMENT)] {
        assert!(matches!(world.ask(Question::Agreement(version)), Ok(Answer::Text(kept)) if kept == text));
    }
    assert_eq!(world.ask(Question::Agreement(4)).unwrap_err().code, "unknown_agreement");
    let list = world.json(Question::Agreements);
    let versions: Vec<_> =
        list["agreements"].as_array().unwrap().iter().map(|agreement| agreement["version"].clone()).collect();
    assert_eq!(versions, [3, 2, 1]);
}

#[test]
fn decisions_name_the_version_they_were_made_under() {
    let mut world = World::new();
    world.receipt(&ada(1));
    publish(&mut world, &AGREEMENT.replace("points = 40", "points = 30"));
    world.receipt(&ada(2));
    assert_eq!(
        (world.page(1)["lead"]["agreement"].clone(), world.page(1)["lead"]["score"].clone()),
        (1.into(), 80.into())
    );
    assert_eq!(
        (world.page(2)["lead"]["agreement"].clone(), world.page(2)["lead"]["score"].clone()),
        (2.into(), 60.into())
    );
}

#[test]
fn all_problems_are_told_and_nothing_is_changed() {
    let mut world = World::new();
    let before = world.dump();
    let broken = AGREEMENT
        .replace("field = \"employees\"", "field = \"emploees\"")
        .replace("to = \"inbound\"", "to = \"inbund\"");
    let Ok(Reply::Unpublishable(problems)) = world.handle(Event::Publish { source: broken }) else {
        panic!("published")
    };
    assert!(problems.problems.len() >= 2);
    let json: serde_json::Value = serde_json::from_str(&problems.to_json()).unwrap();
    assert_eq!(json["code"], "agreement_has_problems");
    assert!(json["problems"][0]["line"].as_u64().unwrap() > 1);
    assert!(world.dump() == before);
    assert_eq!(
        world.receipt(&ada(1)).host.as_ref().map(|host| host.name.as_str()),
        Some("Ana Silva"),
        "the old one stays in force"
    );
}

#[test]
fn migrating_twice_is_migrating_once() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let before = world.dump();
    let World { desk, db, .. } = &mut world;
    db.transaction(|db| desk.migrate(db)).unwrap();
    assert!(world.dump() == before);
}

#[test]
fn newer_tables_are_left_alone() {
    let mut world = World::new();
    world.rows("UPDATE meta SET value = 99 WHERE key = 'schema'");
    let problem = world.desk.migrate(&mut world.db).unwrap_err();
    assert_eq!((problem.code, problem.fault), ("newer_schema", Fault::Ours));
}

#[test]
fn a_migration_that_fails_leaves_nothing() {
    for call in 1..200 {
        let mut db = baton_sqlite::NativeDatabase::in_memory().unwrap();
        let desk = baton_handoff::Desk::new(baton_handoff::DeskName::parse("acme").unwrap());
        db.fail_at(call, baton_sqlite::Landed::Yes);
        if db.transaction(|db| desk.migrate(db)).is_ok() {
            assert!(call > 10, "there are that many statements at least");
            return;
        }
        assert_eq!(
            db.query("SELECT count(*) FROM sqlite_master", &[]).unwrap()[0].integer(0).unwrap(),
            0,
            "call {call}"
        );
        db.transaction(|db| desk.migrate(db)).unwrap();
    }
    panic!("it never went through");
}
