//! What a run found.

use core::fmt;

use baton_handoff::{DatabaseError, Problem};

/// An invariant that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which, in a word or two.
    pub invariant: &'static str,
    /// What was seen.
    pub what: String,
}

impl Broken {
    /// An invariant, and what was seen of it.
    #[must_use]
    pub fn new(invariant: &'static str, what: impl Into<String>) -> Broken {
        Broken { invariant, what: what.into() }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant, self.what)
    }
}

impl core::error::Error for Broken {}

impl From<Problem> for Broken {
    fn from(problem: Problem) -> Broken {
        Broken::new("no problem of ours", format!("{}: {problem}", problem.code))
    }
}

impl From<DatabaseError> for Broken {
    fn from(error: DatabaseError) -> Broken {
        Broken::new("rows can be read", error.to_string())
    }
}

impl From<serde_json::Error> for Broken {
    fn from(error: serde_json::Error) -> Broken {
        Broken::new("stored JSON can be read", error.to_string())
    }
}

/// Holds an invariant.
pub(crate) fn hold(holds: bool, invariant: &'static str, what: impl FnOnce() -> String) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken::new(invariant, what())) }
}
