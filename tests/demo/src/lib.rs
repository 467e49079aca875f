//! A made-up year of a desk, told by a seed, with a truth that is known: how many leads came from where, who got
//! them, what became of them, and four things that went wrong. It is lived by the real desk on native SQLite, in
//! simulated time; then the desk's own report has to tell the same, and to warn of what was [`planted`].
//!
//! `year FILE --leads 100000` writes it into a desk's database, `cargo xtask demo` starts the console on it.
//!
//! [`planted`]: truth::PLANTED

pub mod course;
pub mod held;
pub mod people;
pub mod truth;
pub mod year;

pub use truth::Truth;
pub use year::{Year, live};
