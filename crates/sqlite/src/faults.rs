//! Failing on demand.

use baton_handoff::DatabaseError;

/// Whether a call that fails has done what it was asked. A storage can fail both ways, and its
/// caller cannot tell which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landed {
    /// It did it, and only the answer was lost.
    Yes,
    /// It did not.
    No,
}

/// What is to fail, and when.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    calls: usize,
    at: Option<(usize, Landed)>,
    commit: Option<Landed>,
}

impl Faults {
    pub(crate) fn at_call(&mut self, call: usize, landed: Landed) {
        self.at = Some((self.calls + call, landed));
    }

    pub(crate) fn at_commit(&mut self, landed: Landed) {
        self.commit = Some(landed);
    }

    pub(crate) fn none(&mut self) {
        (self.at, self.commit) = (None, None);
    }

    pub(crate) fn calls(&self) -> usize {
        self.calls
    }

    /// Counts a call and says whether it is to fail.
    pub(crate) fn call(&mut self) -> Option<Landed> {
        self.calls += 1;
        match self.at {
            Some((call, landed)) if call == self.calls => {
                self.at = None;
                Some(landed)
            }
            _ => None,
        }
    }

    /// Whether this commit is to fail.
    pub(crate) fn commit(&mut self) -> Option<Landed> {
        self.commit.take()
    }
}

pub(crate) fn on_demand() -> DatabaseError {
    DatabaseError("failed on demand".to_owned())
}
