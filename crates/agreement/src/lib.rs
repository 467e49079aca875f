//! What marketing and sales wrote down, read, checked and compiled.
//!
//! [`check`] takes the text of an `agreement.toml` and gives every problem in it at once,
//! each with its place in the text, and, if none of them is an error, the [`Agreement`] with
//! both compiled cards.
//!
//! In scope: the form of the file, what its parts mean together, suggestions, compilation.
//!
//! Out of scope: files, terminals and colours (`baton-cli`), versions and who published what
//! (`baton-handoff`), the meaning of points (`baton-scoring`).

mod problem;
mod reader;

mod agreement;

mod conditions;
mod scoring_part;

mod handoff_part;

mod check;
mod cross_check;

pub use agreement::{
    Agreement, Booking, CompiledCard, EVENTS, Endpoint, EndpointKind, Member, Pool, PoolId, Rep, RepId, Route, Site,
    Windows,
};
pub use check::{Checked, check};
pub use problem::{Place, Problem, Severity};
