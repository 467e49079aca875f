//! When the desk's one alarm must ring. The rows with due times are the truth, the alarm is
//! only their wake-up call; it may ring for nothing, it may not stay silent.

/// How long work that is due at once is left to the object itself, which has it in hand: the
/// alarm is the net below it, should the object die. In ms.
const GRACE: i64 = 2_000;

/// How long an alarm whose time has passed may still be on its way. In ms.
const LATE: i64 = 5_000;

/// How far ahead the alarm is set before its own work is begun, so that whatever happens in
/// there, it rings again. In ms.
pub const SAFETY: i64 = 30_000;

/// So soon the alarm rings while deliveries are on their way. In ms.
pub const LOOK: i64 = 3_000;

/// So many timers are run by themselves in one alarm whose work failed as a whole; it rings again
/// for the others.
pub const MOST_ALONE: usize = 100;

/// What the alarm is planned after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum After {
    /// An event or a question. An alarm that rings too early is left as it is: it finds nothing
    /// to do and sets itself right, which is cheaper than moving it with every commit.
    Event,
    /// The alarm's own work: nothing is set but what the plan says.
    Alarm,
    /// The test clock was moved: what is due now is done now.
    ClockMoved,
}

/// What to do with the alarm. Times in ms of the machine's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// It stands right.
    Keep,
    /// Set it to this time.
    Set(i64),
    /// Nothing is due, ever.
    Clear,
}

/// Plans the alarm: `due` is the earliest due time of any row, `armed` the time the alarm is
/// known to be set to (`None` when that is not known).
pub fn plan(due: Option<i64>, now: i64, armed: Option<i64>, after: After) -> Plan {
    let Some(due) = due else {
        return if after == After::Event { Plan::Keep } else { Plan::Clear };
    };
    let at = match after {
        After::ClockMoved => due.max(now),
        _ if due <= now => now + GRACE,
        _ => due,
    };
    match armed {
        Some(armed) if after == After::Event && armed <= at && armed > now - LATE => Plan::Keep,
        Some(armed) if armed == at && armed > now => Plan::Keep,
        _ => Plan::Set(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000_000;

    #[test]
    fn a_due_time_is_rung_for() {
        assert_eq!(plan(Some(NOW + 300_000), NOW, None, After::Event), Plan::Set(NOW + 300_000));
        assert_eq!(plan(Some(NOW + 300_000), NOW, Some(NOW + 900_000), After::Event), Plan::Set(NOW + 300_000));
    }

    #[test]
    fn an_early_alarm_is_left_by_events_and_set_right_by_itself() {
        let (due, armed) = (Some(NOW + 300_000), Some(NOW + 1_000));
        assert_eq!(plan(due, NOW, armed, After::Event), Plan::Keep);
        assert_eq!(plan(due, NOW, armed, After::Alarm), Plan::Set(NOW + 300_000));
        assert_eq!(plan(None, NOW, armed, After::Event), Plan::Keep);
        assert_eq!(plan(None, NOW, armed, After::Alarm), Plan::Clear);
    }

    #[test]
    fn what_is_due_at_once_is_not_rung_for_at_once() {
        for due in [NOW - 50_000, NOW] {
            assert_eq!(plan(Some(due), NOW, None, After::Event), Plan::Set(NOW + GRACE));
            assert_eq!(plan(Some(due), NOW, Some(NOW + SAFETY), After::Alarm), Plan::Set(NOW + GRACE));
            assert_eq!(plan(Some(due), NOW, None, After::ClockMoved), Plan::Set(NOW));
        }
    }

    #[test]
    fn an_alarm_in_the_past_counts_as_missing() {
        let due = Some(NOW + 300_000);
        assert_eq!(plan(due, NOW, Some(NOW - LATE), After::Event), Plan::Set(NOW + 300_000));
        assert_eq!(plan(due, NOW, Some(NOW - 1), After::Event), Plan::Keep, "it is on its way");
    }

    #[test]
    fn an_alarm_that_stands_right_is_not_set_again() {
        let due = NOW + 300_000;
        for after in [After::Event, After::Alarm, After::ClockMoved] {
            assert_eq!(plan(Some(due), NOW, Some(due), after), Plan::Keep);
        }
    }

    /// Whatever the history: once planned, an alarm in the future rings no later than the
    /// earliest due time (plus the grace for what is due already).
    #[test]
    fn nothing_due_is_ever_slept_through() {
        let times = [None, Some(NOW - 60_000), Some(NOW - 1), Some(NOW), Some(NOW + 1), Some(NOW + 60_000)];
        for due in times.into_iter().flatten() {
            for armed in times {
                for after in [After::Event, After::Alarm, After::ClockMoved] {
                    let rings = match plan(Some(due), NOW, armed, after) {
                        Plan::Keep => armed.unwrap(),
                        Plan::Set(at) => at,
                        Plan::Clear => panic!("cleared with {due} due"),
                    };
                    assert!(rings <= due.max(NOW + GRACE), "{due} {armed:?} {after:?}");
                }
            }
        }
    }
}
