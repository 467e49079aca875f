//! Past leads under another agreement: what would have been different.
//!
//! [`rehearse`] sends the leads of a file through the desk itself, on storage that is handed in,
//! in simulated time and with reps that answer by stated [`Terms`]. [`Replay::of`] holds two
//! such runs against each other. [`judge`] does what needs no desk (scores, tiers, routes) and
//! therefore also runs in a page. [`headcount`] tells how many reps would have been enough.
//!
//! In scope: running, comparing, summing up, telling it in a terminal and in a report.
//!
//! Out of scope: files and clocks (`baton-cli`, `baton-console`), every decision about a lead
//! (`baton-handoff`, `baton-scoring`).

mod past;

pub mod compare;
pub mod desk_leads;
pub mod judge;

mod axis;
mod crew;
mod dice;
mod history;
mod terms;

mod rehearsal;

pub mod headcount;

mod replay;
mod report;
mod tally;
pub mod words;

pub use history::Course;
pub use past::{PastLead, Unusable, id_of};
pub use rehearsal::{rehearse, without_messages};
pub use replay::{Change, Replay, Runs, Side, Told};
pub use tally::{Load, Share};
pub use terms::{Answers, Terms};
