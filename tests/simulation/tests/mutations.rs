//! With a protection of the desk switched off, a run notices.

use std::collections::BTreeSet;

use baton_simulation::{Mutation, run};

/// It does so within so many seeds.
const SEEDS: u64 = 25;

#[test]
fn every_protection_is_missed() {
    for mutation in Mutation::ALL {
        let noticed: BTreeSet<&str> = (1..=SEEDS)
            .filter_map(|seed| run(seed, 7, Some(mutation)).err())
            .map(|broken| broken.invariant)
            .collect();
        eprintln!("{mutation:?}: {noticed:?}");
        assert!(!noticed.is_empty(), "{mutation:?}: nobody noticed within {SEEDS} seeds");
    }
}
