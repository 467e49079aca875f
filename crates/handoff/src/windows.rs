//! The first-response window: when it ends, and whether an answer was in time.

use baton_agreement::{Agreement, WindowTime};
use baton_hours::Pauses;

use crate::Millis;

/// When the first response to a lead of `source` is due. The clock starts at arrival at the
/// desk, not at the visitor's submit: a lead from an offline queue is answered as fast as any.
///
/// A window in working hours runs while the desk works. Where the desk will not work any more, which
/// no agreement can say but one of special days that are over, it runs round the clock: every lead has
/// a deadline.
#[must_use]
pub(crate) fn due_at(agreement: &Agreement, source: &str, received_at: Millis) -> Millis {
    let window = agreement.windows.of(source);
    let round_the_clock = received_at + Millis::from_seconds(window.within);
    match window.time {
        WindowTime::RoundTheClock => round_the_clock,
        WindowTime::WorkingHours => {
            let due = agreement.calendar().deadline(received_at, window.within, &Pauses::NONE);
            due.unwrap_or(round_the_clock)
        }
    }
}

/// Whether something at `at` is in time. The due instant itself is late: at that instant the
/// alarm may already have written the miss, and the answer must not depend on who came first.
#[must_use]
pub(crate) fn in_time(due_at: Millis, at: Millis) -> bool {
    at < due_at
}

#[cfg(test)]
mod tests {
    use super::{due_at, in_time};
    use crate::Millis;
    use baton_agreement::Agreement;

    /// The example with its clock changed.
    fn example(windows: &str) -> Agreement {
        let text = include_str!("../../../examples/agreement.toml");
        let written = "[windows]\nfirst_response = \"5m\"\n\n[windows.by_source]\ncontent = \"4h\"\n";
        assert!(text.contains(written));
        let checked = baton_agreement::check(&text.replace(written, windows));
        checked.agreement.unwrap_or_else(|| panic!("{:#?}", checked.problems))
    }

    #[test]
    fn windows_hang_on_the_source() {
        let agreement = example("[windows]\nfirst_response = \"5m\"\nby_source = { content = \"4h\" }\n");
        assert_eq!(due_at(&agreement, "demo_request", Millis(5)), Millis(300_005));
        assert_eq!(due_at(&agreement, "content", Millis(5)), Millis(14_400_005));
        assert_eq!(due_at(&agreement, "", Millis(i64::MAX)), Millis(i64::MAX));
    }

    #[test]
    fn a_window_in_working_hours_waits_for_the_desk() {
        let agreement = example(
            "[windows]\nfirst_response = \"5m\"\nin = \"working_hours\"\n\
             by_source = { content = { within = \"4h\", in = \"round_the_clock\" } }\n\
             [hours]\nzone = \"Europe/Berlin\"\nmon_to_fri = [\"09:00-17:00\"]\n",
        );
        // Friday 2026-11-20 at 22:00 in Berlin; the desk opens on Monday at 09:00.
        let friday = Millis::of_day(2026, 11, 20).unwrap() + Millis(21 * 3_600_000);
        let monday = Millis::of_day(2026, 11, 23).unwrap() + Millis(8 * 3_600_000);
        assert_eq!(due_at(&agreement, "demo_request", friday), monday + Millis(300_000));
        assert_eq!(due_at(&agreement, "content", friday), friday + Millis(14_400_000));
        // Out of any calendar's years.
        assert_eq!(due_at(&agreement, "", Millis(i64::MAX)), Millis(i64::MAX));
    }

    #[test]
    fn the_due_instant_is_late() {
        assert!(in_time(Millis(10), Millis(9)));
        assert!(!in_time(Millis(10), Millis(10)));
    }
}
