//! What must hold of anything that comes in from outside.
//!
//! A [`Door`] takes bytes nobody vouches for, hands them to the code that stands there and ends
//! the program if that code breaks its word. `cargo test` sends the [`seeds`] through every door;
//! `cargo xtask fuzz` sends what libFuzzer makes of them.
//!
//! In scope: the five doors, what is asserted behind them, and the seeds. Out of scope: libFuzzer,
//! its flags and its allocator, which are in `fuzz/`; HTTP, storage and the desk.

mod agreement;
mod card;
pub mod dictionary;
mod judge;
mod lead;
mod packed;
mod said;
mod samples;
pub mod seeds;

/// A place where bytes come in.
#[derive(Clone, Copy)]
pub struct Door {
    /// Its name, which is also that of its fuzz target.
    pub name: &'static str,
    /// Takes anything; panics if what must hold does not.
    pub enter: fn(&[u8]),
    /// The longest input worth trying, in bytes.
    pub longest: usize,
    /// The largest single allocation that an input of no bytes may cause, in bytes.
    pub least_memory: usize,
    /// How much larger it may be for each byte of the input.
    pub memory_each: usize,
}

/// The text of an agreement: the checker tells what is wrong and where, and what it compiles keeps
/// the promises of a card.
pub const AGREEMENT: Door =
    Door { name: "agreement", enter: agreement::enter, longest: 4_096, least_memory: 256 << 10, memory_each: 256 };

/// The bytes of a card, whole or forged: an error, or a bounded score whose reasons add up.
pub const CARD: Door =
    Door { name: "card", enter: card::enter, longest: 4_096, least_memory: 64 << 10, memory_each: 256 };

/// The JSON of a lead: a refusal, or a lead that both cards of the example can score.
pub const LEAD: Door =
    Door { name: "lead", enter: lead::enter, longest: 8_192, least_memory: 64 << 10, memory_each: 256 };

/// The string in which the widget hands a form over.
pub const PACKED: Door =
    Door { name: "packed", enter: packed::enter, longest: 2_048, least_memory: 64 << 10, memory_each: 256 };

/// What people and other systems post: Slack, booking tools, moves, signals, files, tokens.
pub const SAID: Door =
    Door { name: "said", enter: said::enter, longest: 4_096, least_memory: 256 << 10, memory_each: 256 };

/// All of them.
pub const DOORS: [Door; 5] = [AGREEMENT, CARD, LEAD, PACKED, SAID];

/// Makes what is the same for every input, so that no input is blamed for it.
pub fn prepare() {
    let _ = (samples::example_cards(), samples::edge_tables(), samples::forms());
}
