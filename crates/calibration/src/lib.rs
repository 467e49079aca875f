//! What past leads teach.
//!
//! A file of past leads comes in with what became of them; how good the score card was, a better
//! one, and the reports people read go out. The same code runs in `baton`, in the console's page
//! and at the desk.
//!
//! In scope: which column is what, dates and outcomes as systems write them, the backtest, the fit,
//! the frame of a report.
//!
//! Out of scope: files and terminals (`baton-cli`), the meaning of points (`baton-scoring`), what
//! an agreement may say (`baton-agreement`). Nothing here knows a clock or a chance: what is drawn
//! is drawn from a seed, sums are made in the order of the rows, and the same file gives the same bytes.

mod problem;

pub mod columns;
mod columns_words;
pub mod dates;
pub mod outcome;

pub mod proposal;
pub mod report;
pub mod study;

pub mod backtest;
pub mod bins;
pub mod drift;
pub mod features;
pub mod gain;
pub mod hindsight;
pub mod json;
pub mod judge;
mod labels;
pub mod learn;
pub mod logistic;
pub mod measure;
pub mod names;
pub mod pages;
mod past;

pub use columns::{Columns, Role};
pub use labels::{Horizon, Label, Labels, label};
pub use outcome::{Outcome, Teaches};
pub use past::{Past, Said, TimeOrder};
pub use problem::Problem;
