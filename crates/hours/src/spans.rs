//! The working time of a calendar from an instant on, span by span.

use std::collections::VecDeque;

use crate::calendar::Calendar;
use crate::week::DAY;
use crate::zone::Still;
use crate::{Date, Millis};

/// A span of working time: from an instant to right before another.
pub(crate) type Span = (Millis, Millis);

/// 9998-12-31: no zone has rules for later.
const LAST_DAY: i64 = 2_932_531;

/// The spans of a calendar, in order and apart from each other.
///
/// It goes day by day. Where no clock is moved, a day is an addition; around a moved clock, the edges
/// of blocks may change their order, so what a day gives waits until no later day can come before it.
pub(crate) struct Spans<'c> {
    calendar: &'c Calendar,
    /// The day that is asked next, and the one that is not asked any more.
    day: i64,
    end: i64,
    /// What was found and not given yet, in seconds.
    waiting: VecDeque<(i64, i64)>,
    /// No day to come gives anything before this instant, in seconds.
    settled: i64,
    /// Everything before was given, or is not wanted.
    cursor: Millis,
    still: Still,
    holidays: YearOfHolidays,
}

impl<'c> Spans<'c> {
    /// From an instant on, for so many days.
    pub fn new(calendar: &'c Calendar, from: Millis, days: i64) -> Spans<'c> {
        // The day before may run over midnight; the one before that, where a day is left out.
        let day = calendar.zone().date(from).days() - 2;
        let still = calendar.zone().still(from.seconds().0);
        let last = calendar.last_day().unwrap_or(LAST_DAY).min(LAST_DAY);
        let end = day.saturating_add(days).min(last.saturating_add(1));
        let holidays = YearOfHolidays::default();
        Spans { calendar, day, end, waiting: VecDeque::new(), settled: i64::MIN, cursor: from, still, holidays }
    }

    fn ask_a_day(&mut self) {
        let (midnight, date) = (self.day * DAY, Date::from_days(self.day));
        let blocks = match self.calendar.special(date) {
            Some(blocks) => blocks,
            None if self.holidays.contain(self.calendar, self.day) => &[],
            None => self.calendar.week().blocks(date.weekday()),
        };
        for block in blocks {
            let found = (self.instant(midnight + block.from()), self.instant(midnight + block.to()));
            if found.0 < found.1 {
                self.waiting.push_back(found);
            }
        }
        self.day += 1;
        let next = midnight + DAY;
        self.settled = self.still.instant(next).unwrap_or_else(|| self.calendar.zone().not_before(next));
        // Hardly ever are they not in order yet: see above.
        if !self.waiting.iter().is_sorted() {
            self.waiting.make_contiguous().sort_unstable();
        }
    }

    /// See [`crate::Zone::instant`].
    fn instant(&mut self, wall: i64) -> i64 {
        if let Some(at) = self.still.instant(wall) {
            return at;
        }
        let at = self.calendar.zone().instant(wall);
        if !self.still.holds(at) {
            self.still = self.calendar.zone().still(at);
        }
        at
    }
}

impl Iterator for Spans<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        if self.calendar.is_round_the_clock() {
            let all = (self.cursor, Millis(i64::MAX));
            self.cursor = all.1;
            return (all.0 < all.1).then_some(all);
        }
        loop {
            let is_settled = |(from, _): &&(i64, i64)| *from < self.settled || self.day >= self.end;
            if let Some((from, to)) = self.waiting.front().filter(is_settled).copied() {
                self.waiting.pop_front();
                let span = (Millis(from * 1000).max(self.cursor), Millis(to * 1000));
                if span.0 < span.1 {
                    self.cursor = span.1;
                    return Some(span);
                }
            } else if self.day >= self.end {
                return None;
            } else {
                self.ask_a_day();
            }
        }
    }
}

/// The holidays of one year at a time, worked out when the first of its days is asked.
#[derive(Default)]
struct YearOfHolidays {
    /// Its first day, and the first of the next.
    days: (i64, i64),
    /// A bit for each day of the year.
    holidays: [u64; 6],
}

impl YearOfHolidays {
    fn contain(&mut self, calendar: &Calendar, day: i64) -> bool {
        if calendar.holidays().is_empty() {
            return false;
        }
        if !(self.days.0..self.days.1).contains(&day) {
            let (year, ..) = Date::from_days(day).civil();
            let first = |year| Date::of(year, 1, 1).map_or(day, Date::days);
            self.days = (first(year), first(year + 1));
            self.holidays = [0; 6];
            for (date, _) in calendar.holidays().of_year(year) {
                let (word, bit) = self.place(date.days());
                if let Some(word) = self.holidays.get_mut(word) {
                    *word |= 1 << bit;
                }
            }
        }
        let (word, bit) = self.place(day);
        self.holidays.get(word).is_some_and(|word| word >> bit & 1 == 1)
    }

    fn place(&self, day: i64) -> (usize, u32) {
        let of_year = u32::try_from(day - self.days.0).unwrap_or(u32::MAX);
        (usize::try_from(of_year / 64).unwrap_or(usize::MAX), of_year % 64)
    }
}
