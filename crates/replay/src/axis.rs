//! A calendar as one line of working time, for questions by the hundred thousand.

use baton_hours::{Calendar, Millis, Pauses};

/// The open spans of a calendar over some time, with the working time before each.
pub(crate) struct Axis {
    /// From, to, and the working time before, in ms.
    spans: Vec<(i64, i64, i64)>,
}

impl Axis {
    /// From one instant to another.
    pub(crate) fn of(calendar: &Calendar, from: Millis, to: Millis) -> Axis {
        let mut spans = Vec::new();
        let mut before = 0;
        for (begin, end) in calendar.open_spans(from, to, &Pauses::NONE) {
            spans.push((begin.0, end.0, before));
            before += end.0 - begin.0;
        }
        Axis { spans }
    }

    /// The working time up to an instant.
    pub(crate) fn worked(&self, at: Millis) -> i64 {
        let next = self.spans.partition_point(|(from, ..)| *from <= at.0);
        let Some((from, to, before)) = next.checked_sub(1).and_then(|last| self.spans.get(last)) else { return 0 };
        before + at.0.min(*to) - from
    }

    /// The first instant by which so much was worked; the end of the line where it is longer.
    pub(crate) fn instant(&self, worked: i64) -> Millis {
        let next = self.spans.partition_point(|(.., before)| *before < worked);
        let found = self.spans.get(next.saturating_sub(1));
        Millis(found.map_or(i64::MAX, |(from, _, before)| from + (worked - before)))
    }

    /// Whether it is open at an instant.
    pub(crate) fn is_open(&self, at: Millis) -> bool {
        let next = self.spans.partition_point(|(from, ..)| *from <= at.0);
        next.checked_sub(1).and_then(|last| self.spans.get(last)).is_some_and(|(_, to, _)| at.0 < *to)
    }
}

#[cfg(test)]
mod tests {
    use super::Axis;
    use baton_hours::{Block, Calendar, Date, Holidays, Millis, Pauses, Seconds, Week, Zone};
    use std::collections::BTreeMap;

    #[test]
    fn the_line_agrees_with_the_calendar() {
        let day = || vec![Block::parse("09:00-12:30").unwrap(), Block::parse("13:30-17:00").unwrap()];
        let week = Week::new([day(), day(), day(), day(), day(), Vec::new(), Vec::new()]);
        let zone = Zone::named("Europe/Berlin").unwrap();
        let calendar = Calendar::new(zone, week, Holidays::default(), BTreeMap::new());
        // Over the day on which the clocks are moved.
        let from = Millis(Date::parse("2026-03-20").unwrap().days() * 86_400_000);
        let axis = Axis::of(&calendar, from, from + Millis(30 * 86_400_000));
        for hours in 0..300 {
            let at = from + Millis(hours * 3_599_000);
            let worked = axis.worked(at);
            assert_eq!(worked, calendar.elapsed_millis(from, at, &Pauses::NONE).0, "{hours}");
            assert_eq!(axis.is_open(at), calendar.is_open(at), "{hours}");
            let due = calendar.deadline(at, Seconds(300), &Pauses::NONE).unwrap();
            assert_eq!(axis.instant(worked + 300_000), due, "{hours}");
        }
    }
}
