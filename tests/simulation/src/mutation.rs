//! Protections of the desk, each switched off from outside: the product has no such switches.

/// A protection that is switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// A submission that is sent again comes under another id, so the desk cannot know it.
    NoIdempotency,
    /// What an event wrote before it failed stays.
    NoTransaction,
    /// Who is away is owed leads meanwhile, and is paid back.
    NoCalibration,
    /// The alarm is not set again once it has rung.
    NoRearm,
    /// What people are found by is forgotten, so nobody comes again.
    NoMerge,
    /// Which rungs of a ladder were climbed is forgotten.
    NoOnce,
    /// The leads of a rep who has left stay where they are.
    NoHandover,
    /// Lines of the log are not chained to the one before.
    NoChain,
    /// What was erased is written anew once more, and nobody says so.
    NoErasure,
}

impl Mutation {
    /// All of them.
    pub const ALL: [Mutation; 9] = [
        Mutation::NoIdempotency,
        Mutation::NoTransaction,
        Mutation::NoCalibration,
        Mutation::NoRearm,
        Mutation::NoMerge,
        Mutation::NoOnce,
        Mutation::NoHandover,
        Mutation::NoChain,
        Mutation::NoErasure,
    ];

    /// The invariants that notice it.
    #[must_use]
    pub fn noticed_by(self) -> &'static [&'static str] {
        match self {
            Mutation::NoIdempotency => &["a submission is kept once", "a submission stays in its lead"],
            Mutation::NoTransaction => &[
                "a dead message is told of",
                "a lead is in its log",
                "a missed window is written down",
                "an acknowledged lead is there",
                "every step once",
                "no message waits for ever",
                "one timer for an open lead",
                "scores are counted once",
                "the list of accounts is whole",
                "the log is a chain",
                "turns are counted once",
            ],
            Mutation::NoCalibration => &["fairness"],
            Mutation::NoRearm => &["nothing is overdue"],
            Mutation::NoMerge => &["a person has one open lead"],
            Mutation::NoOnce => &["every step once"],
            Mutation::NoHandover => &["who has left has no open leads"],
            Mutation::NoChain | Mutation::NoErasure => &["the log is a chain"],
        }
    }
}
