//! Windows: when one ends, and whether something was in time. Working time goes through here and
//! nowhere else.

use baton_agreement::{RepId, WindowTime, Windows};
use baton_hours::{Calendar, Pauses};

use crate::arrival::Here;
use crate::{Millis, Seconds};

/// The instant at which so much working time has passed since `from`, by the hours of a rep, or
/// of the desk where nobody has the lead.
///
/// Where they will not work any more, which no agreement can say but one of special days that are
/// over, it runs round the clock: every lead has a deadline.
#[must_use]
pub(crate) fn deadline(here: &Here<'_>, rep: Option<&str>, from: Millis, time: Seconds) -> Millis {
    let due = calendar(here, rep).and_then(|calendar| calendar.deadline(from, time, &Pauses::NONE));
    due.unwrap_or(from + Millis::from_seconds(time))
}

/// The working time between two instants; none where the end is before the start.
#[must_use]
pub(crate) fn worked(here: &Here<'_>, rep: Option<&str>, from: Millis, to: Millis) -> Seconds {
    let round_the_clock = Seconds((to - from).0.max(0) / 1000);
    calendar(here, rep).map_or(round_the_clock, |calendar| calendar.elapsed(from, to, &Pauses::NONE))
}

/// The hours that windows run in; none where they run round the clock.
fn calendar(here: &Here<'_>, rep: Option<&str>) -> Option<Calendar> {
    let agreement = here.in_force.agreement.as_ref()?;
    match (agreement.windows.time, rep) {
        (WindowTime::RoundTheClock, _) => None,
        (WindowTime::WorkingHours, Some(rep)) => Some(agreement.calendar_of(&RepId::new(rep))),
        (WindowTime::WorkingHours, None) => Some(agreement.calendar()),
    }
}

/// When the first response to a lead of a source and a tier is due from a rep. The clock starts at
/// arrival at the desk, not at the visitor's submit: a lead from an offline queue is answered as
/// fast as any.
#[must_use]
pub(crate) fn due_at(
    here: &Here<'_>,
    windows: &Windows,
    rep: &str,
    (source, tier): (&str, &str),
    from: Millis,
) -> Millis {
    deadline(here, Some(rep), from, windows.first_response.of(source, tier))
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
