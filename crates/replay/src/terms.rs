//! By what reps are taken to answer: the part of a replay that no data tell.

use baton_hours::Millis;
use serde::Serialize;

/// How reps answer in a replay. Every one of these stands in what is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// By what the instant of the first answer is worked out.
    pub answers: Answers,
    /// The mean time that a free rep at work takes until the first try, in ms. Single times are
    /// drawn from an exponential distribution.
    pub reaction_ms: i64,
    /// How long a lead keeps its rep busy once begun, in ms of the rep's working time.
    pub busy_ms: i64,
    /// How long a lead stays open after its first answer, in ms. Open leads count for caps, and
    /// a person who comes again joins theirs.
    pub open_ms: i64,
    /// What the drawn times are drawn by.
    pub seed: u64,
}

/// By what the instant of an answer is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answers {
    /// After as much working time as it took in the file; who was never reached stays so.
    Observed,
    /// By reaction and busy time: a rep does one lead after another.
    Assumed,
}

impl Default for Terms {
    fn default() -> Terms {
        let minute = 60_000;
        Terms {
            answers: Answers::Assumed,
            reaction_ms: minute,
            busy_ms: 10 * minute,
            open_ms: 5 * 24 * 60 * minute,
            seed: 1,
        }
    }
}

impl Terms {
    /// How long the reps take to begin with a lead, for one of a number.
    pub(crate) fn reaction(&self, lead: u64) -> Millis {
        crate::dice::exponential(self.seed, lead, self.reaction_ms)
    }
}
