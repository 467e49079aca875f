//! With a protection of the desk switched off, a run notices.

use baton_simulation::{Mutation, run};

/// It does so within so many seeds.
const SEEDS: u64 = 25;

#[test]
fn every_protection_is_missed() {
    for mutation in Mutation::ALL {
        let noticed = (1..=SEEDS).find_map(|seed| Some((seed, run(seed, 7, Some(mutation)).err()?)));
        let Some((seed, broken)) = noticed else { panic!("{mutation:?}: nobody noticed within {SEEDS} seeds") };
        eprintln!("{mutation:?}: seed {seed}, {broken}");
        assert!(mutation.noticed_by().contains(&broken.invariant), "{mutation:?}: seed {seed}: {broken}");
    }
}
