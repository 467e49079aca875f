//! When somebody works.

use std::collections::BTreeMap;

use baton_scoring::Seconds;

use crate::pauses::Pauses;
use crate::spans::{Span, Spans};
use crate::week::{Block, Week};
use crate::zone::Zone;
use crate::{Date, Holidays, Millis};

/// How far a deadline, or the next opening, is looked for: fifty years.
pub const HORIZON_DAYS: i64 = 18_263;

/// A zone, a week, holidays, and special days.
///
/// A block belongs to the day it begins on: on a holiday none begins, but one that runs over from the
/// evening before goes on to its end. A special day has the blocks it says and no other, holiday or
/// not. Blocks that overlap count once. Edges are times on the wall; at the two hours a year where
/// that is not one instant, [RFC 5545] decides: a time that comes twice is the first, one that is left
/// out is moved on by what is left out (02:30 becomes 03:30). Spans hold their begin and not their end.
///
/// [RFC 5545]: https://www.rfc-editor.org/rfc/rfc5545#section-3.3.5
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    zone: Zone,
    week: Week,
    holidays: Holidays,
    special: BTreeMap<Date, Vec<Block>>,
    round_the_clock: bool,
}

impl Calendar {
    /// The calendar of a zone and a week, with holidays, and with special days that have blocks of
    /// their own (none: closed).
    #[must_use]
    pub fn new(zone: Zone, week: Week, holidays: Holidays, special: BTreeMap<Date, Vec<Block>>) -> Calendar {
        let round_the_clock = holidays.is_empty() && special.is_empty() && week.is_round_the_clock();
        Calendar { zone, week, holidays, special, round_the_clock }
    }

    /// Always open.
    #[must_use]
    pub fn round_the_clock() -> Calendar {
        Calendar::new(Zone::utc(), Week::round_the_clock(), Holidays::default(), BTreeMap::new())
    }

    /// The first instant by which so much working time has gone by since `start`, without the pauses.
    ///
    /// One that lands on closing time stays there; no work is done at once. None if it is not within
    /// fifty years ([`HORIZON_DAYS`]): the calendar has no working time any more, or hardly any.
    #[must_use]
    pub fn deadline(&self, start: Millis, work: Seconds, pauses: &Pauses) -> Option<Millis> {
        self.deadline_millis(start, Millis::from_seconds(work), pauses)
    }

    /// The same for work to the millisecond.
    #[must_use]
    pub fn deadline_millis(&self, start: Millis, work: Millis, pauses: &Pauses) -> Option<Millis> {
        let mut left = work;
        if left.0 <= 0 {
            return Some(start);
        }
        for (from, to) in self.worked(start, pauses) {
            let span = to - from;
            if left <= span {
                return Some(from + left);
            }
            left = left - span;
        }
        None
    }

    /// The working time from `start` to `end`, without the pauses, in whole seconds. An end before the
    /// start is 0.
    #[must_use]
    pub fn elapsed(&self, start: Millis, end: Millis, pauses: &Pauses) -> Seconds {
        self.elapsed_millis(start, end, pauses).seconds()
    }

    /// The same to the millisecond.
    #[must_use]
    pub fn elapsed_millis(&self, start: Millis, end: Millis, pauses: &Pauses) -> Millis {
        self.open_spans(start, end, pauses).fold(Millis(0), |sum, (from, to)| sum + (to - from))
    }

    /// The spans of working time from one instant to another, without the pauses, in order.
    pub fn open_spans<'c>(
        &'c self,
        from: Millis,
        to: Millis,
        pauses: &'c Pauses,
    ) -> impl Iterator<Item = (Millis, Millis)> + 'c {
        let days = (to - from).0.max(0) / 86_400_000 + 5;
        let spans = Unpaused::new(Spans::new(self, from, days), pauses);
        spans.take_while(move |(begin, _)| *begin < to).map(move |(begin, end)| (begin, end.min(to)))
    }

    /// Whether it is open at an instant.
    #[must_use]
    pub fn is_open(&self, at: Millis) -> bool {
        Spans::new(self, at, 5).next().is_some_and(|(from, _)| from == at)
    }

    /// The first instant, not before `at`, at which it is open: `at` itself if it is open then. None if
    /// there is none within fifty years.
    #[must_use]
    pub fn next_open(&self, at: Millis) -> Option<Millis> {
        self.next_open_without(at, &Pauses::NONE)
    }

    /// The same, pauses left out.
    #[must_use]
    pub fn next_open_without(&self, at: Millis, pauses: &Pauses) -> Option<Millis> {
        self.worked(at, pauses).next().map(|(from, _)| from)
    }

    /// Whether it never closes.
    #[must_use]
    pub fn is_round_the_clock(&self) -> bool {
        self.round_the_clock
    }

    /// The zone.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The week.
    #[must_use]
    pub fn week(&self) -> &Week {
        &self.week
    }

    /// The holidays.
    #[must_use]
    pub fn holidays(&self) -> &Holidays {
        &self.holidays
    }

    /// The blocks of a special day; none if the day is not special.
    #[must_use]
    pub fn special(&self, date: Date) -> Option<&[Block]> {
        self.special.get(&date).map(Vec::as_slice)
    }

    /// The last day anything can begin on, where there is a last one.
    pub(crate) fn last_day(&self) -> Option<i64> {
        let last = || self.special.keys().next_back().map_or(i64::MIN, |date| date.days());
        self.week.is_empty().then(last)
    }

    fn worked<'c>(&'c self, from: Millis, pauses: &'c Pauses) -> Unpaused<'c> {
        Unpaused::new(Spans::new(self, from, HORIZON_DAYS), pauses)
    }
}

/// Spans without the pauses in them.
struct Unpaused<'c> {
    spans: Spans<'c>,
    pauses: &'c Pauses,
    /// What is left of a span after a pause.
    rest: Option<Span>,
}

impl<'c> Unpaused<'c> {
    fn new(spans: Spans<'c>, pauses: &'c Pauses) -> Unpaused<'c> {
        Unpaused { spans, pauses, rest: None }
    }
}

impl Iterator for Unpaused<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        loop {
            let (from, to) = self.rest.take().or_else(|| self.spans.next())?;
            let Some(pause) = self.pauses.after(from).filter(|pause| pause.0 < to) else {
                return Some((from, to));
            };
            self.rest = Some((pause.1, to)).filter(|rest| rest.0 < rest.1);
            if from < pause.0 {
                return Some((from, pause.0));
            }
        }
    }
}
