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
}

impl Mutation {
    /// All of them.
    pub const ALL: [Mutation; 6] = [
        Mutation::NoIdempotency,
        Mutation::NoTransaction,
        Mutation::NoCalibration,
        Mutation::NoRearm,
        Mutation::NoMerge,
        Mutation::NoOnce,
    ];

    /// The invariants that notice it.
    #[must_use]
    pub fn noticed_by(self) -> &'static [&'static str] {
        match self {
            Mutation::NoIdempotency => &["a submission is kept once"],
            Mutation::NoTransaction => &[
                "one timer for an open lead",
                "a lead is in its log",
                "the log is whole",
                "turns are counted once",
                "an acknowledged lead is there",
            ],
            Mutation::NoCalibration => &["fairness"],
            Mutation::NoRearm => &["nothing is overdue"],
            Mutation::NoMerge => &["a person has one open lead"],
            Mutation::NoOnce => &["every step once"],
        }
    }
}
