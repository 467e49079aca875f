//! Windows: when one ends, and whether something was in time. Working time goes through here and
//! nowhere else.

use baton_agreement::{RepId, WindowTime, Windows};
use baton_hours::{Calendar, Pauses, zone_data_version};

use crate::arrival::Here;
use crate::{Millis, Seconds};

/// Whose hours a window runs in, and which window it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Of<'a> {
    /// Who has the lead; nobody: the desk.
    pub rep: Option<&'a str>,
    /// Where the lead comes from.
    pub source: &'a str,
    /// How good it is.
    pub tier: &'a str,
}

/// The instant at which so much working time has passed since `from`, by the hours of a rep, or
/// of the desk where nobody has the lead.
///
/// Where they will not work any more, which no agreement can say but one of special days that are
/// over, it runs round the clock: every lead has a deadline.
#[must_use]
pub(crate) fn deadline(here: &Here<'_>, of: Of<'_>, from: Millis, time: Seconds) -> Millis {
    let due = calendar(here, of).and_then(|calendar| calendar.deadline(from, time, &Pauses::NONE));
    due.unwrap_or(from + Millis::from_seconds(time))
}

/// The working time between two instants; none where the end is before the start.
#[must_use]
pub(crate) fn worked(here: &Here<'_>, of: Of<'_>, from: Millis, to: Millis) -> Seconds {
    let round_the_clock = Seconds((to - from).0.max(0) / 1000);
    calendar(here, of).map_or(round_the_clock, |calendar| calendar.elapsed(from, to, &Pauses::NONE))
}

/// The release of the zones' rules that a window hangs on; none where it runs round the clock. The
/// rules change several times a year, and a deadline is told by those of its day.
#[must_use]
pub(crate) fn zone_data(here: &Here<'_>, of: Of<'_>) -> Option<String> {
    calendar(here, of).map(|_| zone_data_version().to_owned())
}

/// The hours that a window runs in; none where it runs round the clock.
fn calendar<'h>(here: &Here<'h>, of: Of<'_>) -> Option<&'h Calendar> {
    let agreement = here.in_force.agreement.as_ref()?;
    match (agreement.windows.time, of.rep) {
        (WindowTime::RoundTheClock, _) => None,
        (WindowTime::WorkingHours, Some(rep)) => Some(agreement.calendar_of(&RepId::new(rep))),
        (WindowTime::WorkingHours, None) => Some(agreement.calendar()),
    }
}

/// When the first response to a lead is due. The clock starts at arrival at the desk, not at the
/// visitor's submit: a lead from an offline queue is answered as fast as any.
#[must_use]
pub(crate) fn due_at(here: &Here<'_>, windows: &Windows, of: Of<'_>, from: Millis) -> Millis {
    deadline(here, of, from, windows.first_response.of(of.source, of.tier))
}

/// Whether something at `at` is in time. The due instant itself is late: at that instant the
/// alarm may already have written the miss, and the answer must not depend on who came first.
#[must_use]
pub(crate) fn in_time(due_at: Millis, at: Millis) -> bool {
    at < due_at
}

#[cfg(test)]
mod tests {
    use super::in_time;
    use crate::{Millis, Seconds};
    use baton_agreement::Window;

    #[test]
    fn windows_hang_on_source_and_tier() {
        let window = Window {
            usual: Seconds(300),
            by_source: vec![("content".into(), Seconds(14_400))],
            by_tier: vec![("hot".into(), Seconds(60)), ("cold".into(), Seconds(86_400))],
        };
        for (source, tier, seconds) in [
            ("demo_request", "warm", 300),
            ("content", "warm", 14_400),
            ("content", "hot", 60),
            ("content", "cold", 14_400),
            ("", "cold", 86_400),
        ] {
            assert_eq!(window.of(source, tier), Seconds(seconds), "{source} {tier}");
        }
    }

    #[test]
    fn the_due_instant_is_late() {
        assert!(in_time(Millis(10), Millis(9)));
        assert!(!in_time(Millis(10), Millis(10)));
    }
}
