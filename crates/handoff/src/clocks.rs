//! The two clocks of a lead: the desk's own, from the submit, and the people's, from when the rep
//! was told. Computed from instants that are stored once.

use baton_agreement::{Window, Windows};
use serde::Serialize;

use crate::arrival::Here;
use crate::leads::Stored;
use crate::{Millis, Seconds, windows};

/// A lead that waited in a browser is sent within so long; what claims more has a wrong clock.
const LONGEST_WAIT: i64 = 72 * 3_600_000;

/// Both clocks of a lead.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Clocks {
    /// The desk's: from the submit until the visitor's offer was decided.
    offered: Reading,
    /// The desk's: from the submit until the rep was told.
    told: Reading,
    /// The people's: from being told until the rep took it up.
    acknowledged: Reading,
    /// The people's: from being told until somebody tried to reach the visitor.
    attempted: Reading,
    /// The people's: from being told until somebody spoke with them.
    connected: Reading,
}

/// A clock, read.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Reading {
    /// When it began.
    from_at: i64,
    /// The first instant that is too late; none: there is no window.
    due_at: Option<i64>,
    /// What it took. None: it has not happened.
    raw_ms: Option<i64>,
    /// The same in working time.
    working_ms: Option<i64>,
    /// The time allowed; none: nobody agreed on one.
    window_ms: Option<i64>,
    /// Whether it was in time; none: there is no window, or it still runs.
    met: Option<bool>,
}

/// When the visitor submitted, by the desk's clock: how long a lead waited is the difference of
/// two readings of the visitor's clock. None: they did not say.
pub(crate) fn began_at(submitted_at: Option<Millis>, sent_at: Option<Millis>, now: Millis) -> Option<Millis> {
    let waited = sent_at? - submitted_at?;
    (0..=LONGEST_WAIT).contains(&waited.0).then(|| now - waited)
}

impl Clocks {
    /// Reads both clocks of a lead that somebody was told of; none of one in quarantine.
    pub fn of(here: &Here<'_>, lead: &Stored) -> Option<Clocks> {
        lead.due_at?;
        let agreed = here.in_force.agreement.as_ref().map(|agreement| &agreement.windows);
        let at = &lead.instants;
        let began = at.began_at.unwrap_or(lead.received_at);
        let own = |end, window: fn(&Windows) -> Seconds| Reading::of_desk(here, began, end, agreed.map(window));
        // A new owner's clock starts when they get the lead.
        let told = at.told_at.unwrap_or(lead.received_at).max(lead.clock_from());
        let window =
            |of: fn(&Windows) -> Option<&Window>| agreed.and_then(of).map(|window| window.of(&lead.source, &lead.tier));
        let people = |end, of| Reading::of_people((here, lead), told, end, window(of));
        let response = windows::worked(here, lead.window(), lead.clock_from(), lead.due_at?);
        Some(Clocks {
            offered: own(Some(lead.received_at), |windows| windows.offered),
            told: own(at.told_at, |windows| windows.told),
            acknowledged: Reading {
                due_at: lead.due_at.map(|due| due.0),
                window_ms: Some(ms(response)),
                // Decided when it happened, by the window that was told to the rep.
                met: if lead.met_at.is_some() {
                    Some(true)
                } else {
                    (lead.is_missed() || lead.due_at.is_some_and(|due| due <= here.now)).then_some(false)
                },
                ..Reading::of_people((here, lead), told, at.acknowledged_at, None)
            },
            attempted: people(at.attempted_at, |windows| windows.first_attempt.as_ref()),
            connected: people(at.connected_at, |windows| windows.first_contact.as_ref()),
        })
    }
}

impl Reading {
    /// The desk works round the clock.
    fn of_desk(here: &Here<'_>, from: Millis, end: Option<Millis>, window: Option<Seconds>) -> Reading {
        let took = |end: Millis| (end - from).0.max(0);
        let raw_ms = end.map(took);
        Reading {
            from_at: from.0,
            due_at: window.map(|allowed| (from + Millis::from_seconds(allowed)).0),
            raw_ms,
            working_ms: raw_ms,
            window_ms: window.map(ms),
            met: met(raw_ms, took(here.now), window),
        }
    }

    /// People work in the hours of the agreement.
    fn of_people(
        (here, lead): (&Here<'_>, &Stored),
        from: Millis,
        end: Option<Millis>,
        window: Option<Seconds>,
    ) -> Reading {
        let worked = |end| ms(windows::worked(here, lead.window(), from, end));
        let raw_ms = end.map(|end| (end - from).0.max(0));
        let working_ms = end.map(worked);
        Reading {
            from_at: from.0,
            due_at: window.map(|allowed| windows::deadline(here, lead.window(), from, allowed).0),
            raw_ms,
            working_ms,
            window_ms: window.map(ms),
            met: met(working_ms, worked(here.now), window),
        }
    }
}

/// Whether a window was met, by what it took or by what it takes so far. The end itself is late.
fn met(took: Option<i64>, so_far: i64, window: Option<Seconds>) -> Option<bool> {
    let allowed = ms(window?);
    match took {
        Some(took) => Some(took < allowed),
        None => (so_far >= allowed).then_some(false),
    }
}

fn ms(time: Seconds) -> i64 {
    Millis::from_seconds(time).0
}

#[cfg(test)]
mod tests {
    use super::began_at;
    use crate::Millis;

    #[test]
    fn the_submit_by_the_desks_clock() {
        let at = |submitted, sent| began_at(Some(Millis(submitted)), Some(Millis(sent)), Millis(1_000));
        assert_eq!(at(50, 80), Some(Millis(970)), "thirty ms ago, whatever the visitor's clock says");
        assert_eq!(at(80, 50), None, "sent before it was submitted");
        assert_eq!(at(0, 72 * 3_600_000 + 1), None, "longer than a browser keeps it");
        assert_eq!(began_at(None, Some(Millis(1)), Millis(5)), None);
    }
}
