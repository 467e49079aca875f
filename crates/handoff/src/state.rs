//! Where a lead stands, and every step it can take.

/// Where a lead stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Kept and visible, but nobody was told: the site is unknown, or nothing could be decided.
    Quarantined,
    /// A rep owns it; the clock runs.
    Assigned,
    /// The rep's message has arrived; the clock runs.
    Notified,
    /// The rep has committed to a next step and a time; the clock is stopped.
    Acknowledged,
}

/// What makes a lead take a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The first message about it arrived.
    Notify,
    /// A rep committed to a next step and a time.
    Acknowledge,
}

/// The states a lead can be in when it comes in.
pub const BEGINNINGS: [State; 2] = [State::Quarantined, State::Assigned];

/// Every step there is: from where, by what, to where. What is not in here cannot happen.
pub const EDGES: [(State, Step, State); 3] = [
    (State::Assigned, Step::Notify, State::Notified),
    (State::Assigned, Step::Acknowledge, State::Acknowledged),
    (State::Notified, Step::Acknowledge, State::Acknowledged),
];

/// A step that no edge allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IllegalMove {
    /// Where the lead stands.
    pub from: State,
    /// What was to happen.
    pub step: Step,
}

/// Where a step leads.
///
/// # Errors
///
/// When there is no such edge. Nothing is to be changed then.
pub fn step(from: State, step: Step) -> Result<State, IllegalMove> {
    EDGES
        .iter()
        .find(|(start, by, _)| *start == from && *by == step)
        .map(|(_, _, to)| *to)
        .ok_or(IllegalMove { from, step })
}

impl State {
    /// Every state.
    pub const ALL: [State; 4] = [State::Quarantined, State::Assigned, State::Notified, State::Acknowledged];

    /// Whether nothing more is expected of it: who comes again is a new lead. No state is closed yet.
    #[must_use]
    pub fn is_closed(self) -> bool {
        match self {
            State::Quarantined | State::Assigned | State::Notified | State::Acknowledged => false,
        }
    }

    /// The name in storage and on the wire.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            State::Quarantined => "quarantined",
            State::Assigned => "assigned",
            State::Notified => "notified",
            State::Acknowledged => "acknowledged",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::{BEGINNINGS, EDGES, State, Step, step};

    #[test]
    fn only_what_is_listed_can_happen() {
        for from in State::ALL {
            for by in [Step::Notify, Step::Acknowledge] {
                let listed = EDGES.iter().find(|(start, with, _)| (*start, *with) == (from, by));
                assert_eq!(step(from, by).ok(), listed.map(|(_, _, to)| *to), "{from:?} {by:?}");
            }
        }
    }

    #[test]
    fn every_state_can_be_reached_and_none_twice() {
        for state in State::ALL {
            assert!(BEGINNINGS.contains(&state) || EDGES.iter().any(|(_, _, to)| *to == state), "{state:?}");
            assert_eq!(State::from_id(state.id()), Some(state));
        }
        assert!(EDGES.iter().all(|(from, _, to)| from < to), "no step leads back");
    }
}
