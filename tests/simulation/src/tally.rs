//! Many seeds, counted.

use core::fmt;
use std::time::Instant;

use crate::{Broken, run};

/// What many runs came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Seeds that were run through.
    pub seeds: u64,
    /// Simulated days.
    pub days: u64,
    /// Events.
    pub events: u64,
    /// Tries that storage failed in.
    pub faults: u64,
    /// Submissions that were answered.
    pub leads: u64,
    /// Seconds it took.
    pub seconds: f64,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally { seeds, days, events, faults, leads, seconds } = self;
        let rate = *seeds as f64 / seconds.max(0.001);
        write!(
            f,
            "{seeds} seeds, {days} days, {leads} leads, {events} events, {faults} faults in {seconds:.0} s: {rate:.1} seeds/s"
        )
    }
}

/// Runs seeds, from the first on, until the time is over.
///
/// # Errors
///
/// The first seed that found something, and what.
pub fn for_seconds(seconds: u64, first: u64, days: u32) -> Result<Tally, (u64, Broken)> {
    many(first, days, |_, passed| passed < seconds as f64)
}

/// Runs so many seeds, from the first on.
///
/// # Errors
///
/// As [`for_seconds`].
pub fn for_seeds(seeds: u64, first: u64, days: u32) -> Result<Tally, (u64, Broken)> {
    many(first, days, |run, _| run < seeds)
}

fn many(first: u64, days: u32, goes_on: impl Fn(u64, f64) -> bool) -> Result<Tally, (u64, Broken)> {
    #[expect(clippy::disallowed_methods, reason = "how long it takes is not simulated")]
    let began = Instant::now();
    let mut tally = Tally::default();
    while goes_on(tally.seeds, tally.seconds) {
        let seed = first + tally.seeds;
        let run = run(seed, days, None).map_err(|broken| (seed, broken))?;
        tally.seeds += 1;
        tally.days += u64::from(days);
        tally.events += run.events;
        tally.faults += run.faults;
        tally.leads += run.leads;
        tally.seconds = began.elapsed().as_secs_f64();
    }
    Ok(tally)
}
