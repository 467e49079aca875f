//! Weeks of a desk's life, each told by its seed.
//!
//! A [`run`] is the whole desk on native SQLite under everything that can happen to it: leads
//! that come new, again, corrected, doubled, reordered, late or never; people who acknowledge and
//! move them; agreements and rosters that change; receivers that fail; alarms that ring late;
//! clocks that jump and days of which an hour is missing; storage that fails at any call, the
//! write landed or not. After every event the invariants of what it touched are checked, once a
//! simulated day all of them. The same seed is the same run, byte by byte.
//!
//! [`Mutation`]s take one protection of the desk away; a run must notice.

mod broken;
mod dice;
mod mutation;
mod people;
mod terms;

mod accounts;
mod fairness;
mod history;
mod rows;
mod watch;

mod receivers;
mod tools;
mod walk;
mod world;

mod tally;

pub use broken::Broken;
pub use dice::Dice;
pub use mutation::Mutation;
pub use tally::{Tally, for_seconds, for_seeds};
pub use walk::{Run, run};
