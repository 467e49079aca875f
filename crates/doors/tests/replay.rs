//! Every seed through its door, without a fuzzer: the targets cannot rot.

#![expect(clippy::unwrap_used, reason = "a test's helper may end the test")]

use std::path::Path;

use baton_doors::dictionary::dictionary;
use baton_doors::{CARD, DOORS, Door, seeds};

fn replay(door: Door) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let all = seeds::seeds(&root).unwrap();
    let here: Vec<_> = all.iter().filter(|seed| seed.door.name == door.name).collect();
    assert!(here.len() > 4, "{} has no seeds", door.name);
    for seed in here {
        println!("{} {}", door.name, seed.name);
        (door.enter)(&seed.bytes);
    }
}

#[test]
fn agreements() {
    replay(baton_doors::AGREEMENT);
}

#[test]
fn cards() {
    replay(CARD);
}

#[test]
fn leads() {
    replay(baton_doors::LEAD);
}

#[test]
fn packed_forms() {
    replay(baton_doors::PACKED);
}

#[test]
fn what_is_posted() {
    replay(baton_doors::SAID);
}

#[test]
fn words_are_in_libfuzzers_form() {
    for door in DOORS.iter().filter(|door| door.name != CARD.name) {
        let words = dictionary(door);
        assert!(words.lines().count() > 20, "{}", door.name);
        assert!(words.lines().all(|line| line.is_ascii() && line.starts_with('"') && line.ends_with('"')));
    }
}
