//! The log is a chain: what somebody changes in it or takes out of it is found, and erasure does not break it.

use baton_handoff::verify::{self, Verified};
use baton_handoff::{Database, Event, LeadMove, Question};

use crate::world::{MINUTE, World, ada, id, somebody_else, token};

fn moved(world: &mut World, n: u32, body: &str) {
    world.handle(Event::Move(LeadMove::parse(&id(n), body.as_bytes()).unwrap())).unwrap();
}

fn verified(world: &mut World) -> Verified {
    verify::everything(&mut world.db).unwrap()
}

/// What is broken, in words.
fn broken(world: &mut World) -> Option<String> {
    verified(world).broken.map(|broken| broken.why)
}

/// Two leads, one of them answered: eleven lines and more.
fn lived() -> World {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.receipt(&somebody_else(2));
    let told = world.deliver_all();
    world.acknowledge(&token(&told[0]), "call my sister").unwrap();
    world.now.0 += MINUTE;
    moved(&mut world, 1, r#"{"move":"connected","by":"ana"}"#);
    world
}

#[test]
fn whatever_is_changed_in_it_or_taken_out_of_it_is_named() {
    let mut world = lived();
    let whole = verified(&mut world);
    let count = world.count("log");
    assert_eq!((whole.broken, whole.lines, whole.last, whole.erased), (None, count, count, 0));
    assert_eq!(whole.link.len(), 64);
    drop(world);
    let last = count;
    for (spoil, why) in [
        ("UPDATE payloads SET data = replace(data, 'ana', 'ben') WHERE seq = 3", "line 3 is not what was written"),
        ("UPDATE payloads SET salt = zeroblob(16) WHERE seq = 3", "line 3 is not what was written"),
        ("UPDATE log SET at = at + 1 WHERE seq = 4", "line 4 is not what was written"),
        ("UPDATE log SET kind = 'lead.won' WHERE seq = 4", "line 4 is not what was written"),
        ("UPDATE log SET actor = 'ben' WHERE seq = 4", "line 4 is not what was written"),
        ("UPDATE log SET agreement = NULL WHERE seq = 4", "line 4 is not what was written"),
        ("UPDATE log SET lead = NULL WHERE seq = 4", "line 4 is not what was written"),
        ("UPDATE log SET link = zeroblob(32) WHERE seq = 5", "line 5 is not what was written"),
        ("UPDATE log SET link = NULL WHERE seq = 5", "line 5 is not what was written"),
        ("UPDATE log SET link = x'00' WHERE seq = 5", "line 5 is not what was written"),
        ("DELETE FROM payloads WHERE seq = 2", "line 2 has lost its payload"),
        ("DELETE FROM log WHERE seq = 2", "line 2 is missing"),
        ("DELETE FROM log WHERE seq = 1", "line 1 is missing"),
        ("DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)", "is missing, and what came behind it"),
        ("DELETE FROM log", "line 1 is missing, and what came behind it"),
        ("UPDATE log SET seq = seq + 100 WHERE seq = 6", "line 6 is missing"),
        ("UPDATE log_head SET seq = seq - 1", "was added past the log"),
        ("UPDATE log_head SET link = zeroblob(32)", "is not the end that was written"),
        // Taken away as an erasure would, but without one.
        (
            "UPDATE payloads SET was = (SELECT was FROM payloads WHERE seq = 3), data = '{}', salt = NULL WHERE seq = 3",
            "line 3 is not what was written",
        ),
    ] {
        let mut world = lived();
        world.counts = false;
        world.db.execute(spoil, &[]).unwrap();
        let said = broken(&mut world).unwrap_or_default();
        assert!(said.contains(why), "{spoil}: {said} ({last} lines)");
    }
}

#[test]
fn it_holds_before_and_after_an_erasure() {
    let mut world = lived();
    let before = verified(&mut world);
    let own = format!("log WHERE lead = '{}'", id(1));
    let lines = world.count(&own);
    moved(&mut world, 1, r#"{"move":"erased"}"#);
    let after = verified(&mut world);
    assert_eq!((&after.broken, after.erased, after.last), (&None, lines, before.last + 1));
    assert_eq!(verify::known(&mut world.db, before.last).unwrap(), Some(before.link), "a link of before still stands");
    assert!(!world.rows("SELECT data FROM payloads").iter().any(|row| row.text(0).unwrap().contains("sister")));
    // The hash of what stood there stays; without its salt nobody can try out what that was.
    assert_eq!(world.count("payloads WHERE was IS NOT NULL AND salt IS NOT NULL"), 0);
    assert_eq!(world.count("payloads WHERE was IS NOT NULL"), lines);
}

#[test]
fn nobody_can_hide_a_change_behind_an_erasure() {
    let erased = || {
        let mut world = lived();
        moved(&mut world, 1, r#"{"move":"erased"}"#);
        world.counts = false;
        world
    };
    let mut world = erased();
    let last = world.count("log");
    world.db.execute("UPDATE payloads SET data = '{\"v\":1}' WHERE seq = 3", &[]).unwrap();
    assert_eq!(broken(&mut world), Some(format!("line {last} tells of other lines than the erasure left")));

    // Another lead's line, dressed up as an erased one: its own hash is kept, what it says is not.
    let mut world = erased();
    let other = world.rows(&format!("SELECT min(seq) FROM log WHERE lead = '{}'", id(2)))[0].integer(0).unwrap();
    let row = world.rows(&format!("SELECT salt, data FROM payloads WHERE seq = {other}")).remove(0);
    let was = sha256(&[row.blob(0).unwrap(), row.text(1).unwrap().as_bytes()].concat());
    let dressed = format!("UPDATE payloads SET data = '{{}}', salt = NULL, was = ? WHERE seq = {other}");
    world.db.execute(&dressed, &[was.into()]).unwrap();
    let why = format!("line {other} has another payload, and nobody erased its lead");
    assert_eq!(broken(&mut world), Some(why));
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).into()
}

#[test]
fn it_is_verified_in_slices_as_the_console_asks_for_it() {
    let mut world = World::new();
    for n in 1..=200 {
        world.receipt(&somebody_else(n));
    }
    let (mut after, mut lines, mut slices) = (Some(0), 0, 0);
    while let Some(from) = after {
        let slice = world.json(Question::VerifyLog(from));
        assert_eq!(slice["broken"], serde_json::Value::Null);
        lines += slice["lines"].as_i64().unwrap();
        (after, slices) = (slice["next"].as_i64(), slices + 1);
    }
    assert_eq!((lines, slices), (world.count("log"), 2));
    let nowhere = world.json(Question::VerifyLog(9_999));
    assert_eq!(nowhere["broken"]["why"], "line 9999 is missing or has no link");
}

#[test]
fn a_log_of_before_is_linked_in_slices_while_leads_come() {
    let mut world = World::new();
    for n in 1..=120 {
        world.receipt(&somebody_else(n));
    }
    // As it was written before there were links.
    for statement in [
        "UPDATE log SET link = NULL",
        "UPDATE payloads SET salt = NULL",
        "UPDATE log_head SET link = NULL",
        "INSERT INTO timers (lead, kind, due_at, failures) VALUES ('', 'chain', 0, 0)",
    ] {
        world.db.execute(statement, &[]).unwrap();
    }
    let behind = verified(&mut world);
    assert_eq!((behind.broken, behind.lines, behind.unlinked), (None, 0, world.count("log")));
    for n in 200..204 {
        world.receipt(&somebody_else(n));
        world.due();
    }
    assert_eq!(world.count("timers WHERE lead = ''"), 0);
    world.receipt(&somebody_else(300));
    let whole = verified(&mut world);
    assert_eq!((whole.broken, whole.lines, whole.unlinked), (None, world.count("log"), 0));
}

#[test]
fn nobody_reads_the_salts_of_before_from_what_is_kept() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let secret = |world: &mut World| world.rows("SELECT secret FROM log_head")[0].blob(0).unwrap().to_vec();
    let first = secret(&mut world);
    assert!(first.iter().any(|byte| *byte != 0), "the first agreement brings one");
    world.receipt(&somebody_else(2));
    assert_ne!(secret(&mut world), first, "and no line leaves it as it is");
    let salts = world.rows("SELECT count(DISTINCT salt) FROM payloads")[0].integer(0).unwrap();
    assert_eq!(salts, world.count("payloads"));
}
