//! As many weeks as there is time for, the same seed the same week.

use std::collections::BTreeSet;

use baton_simulation::{for_seconds, run};

/// Seconds, unless `BATON_SIMULATION_SECONDS` says otherwise.
const USUAL: u64 = 20;

#[test]
fn no_week_breaks_an_invariant() {
    #[expect(clippy::disallowed_methods, reason = "how long to run is not simulated")]
    let seconds = std::env::var("BATON_SIMULATION_SECONDS");
    let seconds = seconds.ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(USUAL);
    match for_seconds(seconds, 1, 7) {
        Ok(tally) => eprintln!("simulation: {tally}"),
        Err((seed, broken)) => panic!("seed {seed}: {broken}; `simulate --seed {seed}` runs it again"),
    }
}

#[test]
fn the_same_seed_is_the_same_week() {
    let first = run(4_711, 2, None).unwrap();
    assert_eq!(run(4_711, 2, None).unwrap(), first);
    assert_ne!(run(4_712, 2, None).unwrap().hash, first.hash);
}

/// What nothing reaches is not tested.
#[test]
fn weeks_reach_everything_there_is() {
    let mut missing: BTreeSet<&str> = BTreeSet::from(KINDS);
    for seed in 20..40 {
        let kinds = run(seed, 7, None).unwrap().kinds;
        missing.retain(|kind| !kinds.contains(*kind));
        if missing.is_empty() {
            return;
        }
    }
    panic!("in twenty weeks there was no {missing:?}");
}

const KINDS: [&str; 41] = [
    "accounts.replaced",
    "agreement.published",
    "booking.reported",
    "crm.differs",
    "delivery.dead",
    "lead.accepted",
    "lead.acknowledged",
    "lead.assigned",
    "lead.attempted",
    "lead.booked",
    "lead.came_back",
    "lead.confirmed",
    "lead.conflict",
    "lead.connected",
    "lead.corrected",
    "lead.erased",
    "lead.escalated",
    "lead.joined",
    "lead.lost",
    "lead.notified",
    "lead.nurtured",
    "lead.opportunity",
    "lead.quarantined",
    "lead.reassigned",
    "lead.received",
    "lead.rejected",
    "lead.reminded",
    "lead.returned",
    "lead.unbooked",
    "lead.undone",
    "lead.united",
    "lead.won",
    "link.opened",
    "offer.disagreed",
    "promise.passed",
    "rep.away",
    "roster.changed",
    "tier.cut",
    "visitor.touch",
    "window.missed",
    "window.started",
];
