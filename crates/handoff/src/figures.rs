//! The figures of the report: counted as things happen, so that a year is read in no time.
//!
//! Of every lead its [`facts::Facts`] are kept: the little of its log that figures need. What a lead
//! counts for is a function of its facts ([`counted`]), and a cell, which is a day, a dimension, one of its
//! values and a tier, is the sum over the leads. An event changes the facts, so it changes the
//! cells by a difference; everything can be worked out again from the log, and must come to the same.
//!
//! A lead counts on the day it came in, in the desk's zone, whatever happens to it later: so every
//! rate is a share of the same leads. Figures of a young week still ripen.

pub(crate) mod blocks;
pub mod check;
mod counted;
pub(crate) mod digest;
mod facts;
pub mod interval;
pub mod links;
pub mod period;
pub(crate) mod report;
pub(crate) mod sent;
pub mod sketch;
pub(crate) mod stored;
mod sums;
mod tally;
mod warnings;

pub use digest::DigestAsked;
pub use report::ReportAsked;
pub use tally::{Count, Key, Tally};

use crate::database::params;
use crate::log::Entry;
use crate::{Database, Millis, Problem, erasure, leads, meta, search, timers};
use facts::Story;

/// What figures are told apart by, each with its tier.
pub const DIMENSIONS: [&str; 4] = ["source", "campaign", "rep", "pool"];

/// So many leads that came before figures were kept are counted at a time: some milliseconds.
const SLICE: i64 = 50;

/// Under this name stands how far they are counted.
const COUNTED_TO: &str = "figures_after";

/// Counts the next leads that came before figures were kept, and rings again while there are more.
pub(crate) fn catch_up(now: Millis, db: &mut dyn Database) -> Result<(), Problem> {
    let after = meta::get(db, COUNTED_TO)?.unwrap_or(0);
    let rows = db.query(
        "SELECT seq, id, EXISTS (SELECT 1 FROM lead_figures f WHERE f.lead = leads.id) FROM leads WHERE seq > ?
         ORDER BY seq LIMIT ?",
        &params![after, SLICE],
    )?;
    for row in rows.iter() {
        if row.integer(2)? == 0 {
            stored::catch_up(db, row.text(1)?, now)?;
        }
        if let Ok(Some(lead)) = leads::find(db, row.text(1)?) {
            search::remember(db, &lead.id, search::said(&lead))?;
        }
    }
    let Some(last) = rows.last() else {
        meta::forget(db, COUNTED_TO)?;
        return timers::stop_one(db, erasure::DESK, timers::FIGURES);
    };
    meta::set(db, COUNTED_TO, last.integer(0)?)?;
    timers::set(db, erasure::DESK, timers::FIGURES, now)
}

/// Whether leads that came before figures were kept are still to be counted.
pub(crate) fn is_behind(db: &mut dyn Database) -> Result<bool, Problem> {
    timers::is_set(db, erasure::DESK, timers::FIGURES)
}

/// Counts what is about to be written to the log, lead by lead.
///
/// A lead that is not known here yet, because it came before figures were kept, is read from its log first.
///
/// # Errors
///
/// Ours: the database's.
pub(crate) fn count(db: &mut dyn Database, at: Millis, entries: &[Entry<'_>]) -> Result<(), Problem> {
    if !db.has_readers() {
        return Ok(());
    }
    let mut done: Vec<&str> = Vec::new();
    for entry in entries.iter().filter(|entry| facts::counts(&entry.kind)) {
        let Some(lead) = entry.lead.filter(|lead| !done.contains(lead)) else { continue };
        done.push(lead);
        let mut of_lead = entries.iter().filter(|entry| entry.lead == Some(lead)).peekable();
        let is_new = of_lead.peek().is_some_and(|first| facts::begins(&first.kind));
        let before = if is_new { Story::default() } else { stored::story(db, lead, at)? };
        let mut after = before.clone();
        for entry in of_lead {
            after.hears(at, &entry.kind);
        }
        stored::keep(db, lead, (&before, &after), at)?;
    }
    Ok(())
}
