//! A holiday as a rule, and the days a rule gives.

use crate::Date;

/// The weekdays as rules name them.
pub(super) const MON: usize = 0;
pub(super) const TUE: usize = 1;
pub(super) const WED: usize = 2;
pub(super) const THU: usize = 3;
pub(super) const FRI: usize = 4;
pub(super) const SAT: usize = 5;
pub(super) const SUN: usize = 6;

/// A list of rules, on top of those of another list.
#[derive(Debug)]
pub(crate) struct List {
    pub name: &'static str,
    /// The country of a region.
    pub base: Option<&'static List>,
    /// The holidays of the country that the region does not have.
    pub without: &'static [&'static str],
    pub rules: &'static [Rule],
}

impl PartialEq for List {
    fn eq(&self, other: &List) -> bool {
        self.name == other.name
    }
}

impl Eq for List {}

/// One holiday.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    name: &'static str,
    when: When,
    /// By how many days it moves from a Saturday, and from a Sunday.
    moves: (i64, i64),
    /// Whether the day itself stays a holiday when it moves.
    stays: bool,
    years: (i64, i64),
}

#[derive(Clone, Copy, Debug)]
enum When {
    /// Month, day.
    On(i64, i64),
    /// Days after Easter Sunday.
    Easter(i64),
    /// The n-th weekday of a month, and so many days more.
    Nth(i64, i64, usize, i64),
    /// The last such weekday before a date.
    Before(i64, i64, usize),
    /// The first such weekday from a date on, the date itself among them.
    From(i64, i64, usize),
    /// The day the sun crosses the equator, by the clock of Japan: in March, or in September.
    Equinox(i64),
    /// Japan: a day that others make a holiday.
    Between,
}

pub(super) const fn on(name: &'static str, month: i64, day: i64) -> Rule {
    rule(name, When::On(month, day))
}

pub(super) const fn easter(name: &'static str, days: i64) -> Rule {
    rule(name, When::Easter(days))
}

pub(super) const fn nth(name: &'static str, month: i64, number: i64, weekday: usize) -> Rule {
    rule(name, When::Nth(month, number, weekday, 0))
}

/// So many days after the n-th weekday.
pub(super) const fn after_nth(name: &'static str, month: i64, number: i64, weekday: usize, days: i64) -> Rule {
    rule(name, When::Nth(month, number, weekday, days))
}

pub(super) const fn before(name: &'static str, month: i64, day: i64, weekday: usize) -> Rule {
    rule(name, When::Before(month, day, weekday))
}

pub(super) const fn from(name: &'static str, month: i64, day: i64, weekday: usize) -> Rule {
    rule(name, When::From(month, day, weekday))
}

pub(super) const fn equinox(name: &'static str, month: i64) -> Rule {
    rule(name, When::Equinox(month))
}

/// Japan's rule of substitutes, see [`List::of_year`].
pub(super) const fn between(name: &'static str) -> Rule {
    rule(name, When::Between)
}

const fn rule(name: &'static str, when: When) -> Rule {
    Rule { name, when, moves: (0, 0), stays: false, years: (i64::MIN, i64::MAX) }
}

impl Rule {
    /// Moves from a Saturday and from a Sunday by so many days.
    pub const fn moved(mut self, saturday: i64, sunday: i64) -> Rule {
        self.moves = (saturday, sunday);
        self
    }

    /// The same, and the day itself stays a holiday.
    pub const fn and_moved(mut self, saturday: i64, sunday: i64) -> Rule {
        self.stays = true;
        self.moved(saturday, sunday)
    }

    pub const fn since(mut self, year: i64) -> Rule {
        self.years.0 = year;
        self
    }

    pub const fn until(mut self, year: i64) -> Rule {
        self.years.1 = year;
        self
    }

    pub const fn only(self, year: i64) -> Rule {
        self.since(year).until(year)
    }

    /// The days of a year it gives, substitutes of a day of the next year among them.
    fn days(&self, year: i64) -> Vec<Date> {
        if !(self.years.0..=self.years.1).contains(&year) {
            return Vec::new();
        }
        let Some(day) = self.when.day(year) else { return Vec::new() };
        let by = match day.weekday() {
            SAT => self.moves.0,
            SUN => self.moves.1,
            _ => 0,
        };
        if by != 0 && self.stays { vec![day, day.plus(by)] } else { vec![day.plus(by)] }
    }
}

impl When {
    fn day(self, year: i64) -> Option<Date> {
        match self {
            When::On(month, day) => Date::of(year, month, day),
            When::Easter(days) => easter_sunday(year).map(|sunday| sunday.plus(days)),
            When::Nth(month, number, weekday, days) => {
                let first = Date::of(year, month, 1)?;
                Some(first.plus(until(first, weekday) + 7 * (number - 1) + days))
            }
            When::Before(month, day, weekday) => {
                let earliest = Date::of(year, month, day)?.plus(-7);
                Some(earliest.plus(until(earliest, weekday)))
            }
            When::From(month, day, weekday) => {
                let earliest = Date::of(year, month, day)?;
                Some(earliest.plus(until(earliest, weekday)))
            }
            When::Equinox(month) => equinox_day(year, month),
            When::Between => None,
        }
    }
}

/// Days from a day to the next such weekday, 0 if it is one.
fn until(day: Date, weekday: usize) -> i64 {
    let ahead = (weekday + 7 - day.weekday()) % 7;
    i64::try_from(ahead).unwrap_or_default()
}

/// Easter Sunday of the Gregorian calendar. Source: the anonymous algorithm of 1876, as J. Meeus prints
/// it in "Astronomical Algorithms", chapter 8.
fn easter_sunday(year: i64) -> Option<Date> {
    let (golden, century, of_century) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let leaps = (century + 8) / 25;
    let lunar = (century - leaps + 1) / 3;
    let epact = (19 * golden + century - century / 4 - lunar + 15).rem_euclid(30);
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let day = epact + weekday - 7 * late + 114;
    Date::of(year, day / 31, day % 31 + 1)
}

/// The day of an equinox in Japan, exact from 1980 to 2099. Source: the formula that is in use there,
/// after the mean motion of the sun: 20.8431 (March) and 23.2488 (September) plus 0.242194 days a year.
fn equinox_day(year: i64, month: i64) -> Option<Date> {
    let base = if month == 3 { 20_843_100 } else { 23_248_800 };
    let since = year - 1980;
    Date::of(year, month, (base + 242_194 * since) / 1_000_000 - since.div_euclid(4))
}

impl List {
    pub fn of_year(&self, year: i64) -> Vec<(Date, &'static str)> {
        let inherited = self.base.map_or(&[][..], |base| base.rules).iter();
        let inherited = inherited.filter(|rule| !self.without.contains(&rule.name));
        let rules: Vec<&Rule> = inherited.chain(self.rules).collect();
        // New Year's Day on a Saturday may move into the year before.
        let of = |rule: &&Rule| {
            rule.days(year).into_iter().chain(rule.days(year + 1)).map(|day| (day, rule.name)).collect::<Vec<_>>()
        };
        let mut days: Vec<(Date, &'static str)> =
            rules.iter().flat_map(of).filter(|(day, _)| day.civil().0 == year).collect();
        days.sort_unstable();
        days.dedup_by_key(|(day, _)| *day);
        if let Some(rule) = rules.iter().find(|rule| matches!(rule.when, When::Between)) {
            add_substitutes(&mut days, rule.name);
        }
        days
    }
}

/// Japan: the first day that is no holiday after one on a Sunday is one, and so is a day between two
/// (Act on National Holidays, article 3).
fn add_substitutes(days: &mut Vec<(Date, &'static str)>, name: &'static str) {
    let is_holiday = |day: Date| days.iter().any(|(known, _)| *known == day);
    let of_sunday = |sunday: Date| (1..7).map(|later| sunday.plus(later)).find(|day| !is_holiday(*day));
    let mut more: Vec<Date> =
        days.iter().filter(|(day, _)| day.weekday() == SUN).filter_map(|(day, _)| of_sunday(*day)).collect();
    let between = |day: Date| !is_holiday(day) && day.weekday() != SUN && is_holiday(day.plus(1));
    more.extend(days.iter().map(|(day, _)| day.plus(1)).filter(|day| between(*day)));
    days.extend(more.into_iter().map(|day| (day, name)));
    days.sort_unstable();
    days.dedup_by_key(|(day, _)| *day);
}

#[cfg(test)]
mod tests {
    use super::{easter_sunday, equinox_day};

    #[test]
    fn the_moving_days() {
        for (year, easter) in [
            (2000, "2000-04-23"),
            (2008, "2008-03-23"),
            (2025, "2025-04-20"),
            (2038, "2038-04-25"),
            (2100, "2100-03-28"),
        ] {
            assert_eq!(easter_sunday(year).unwrap().to_string(), easter);
        }
        for (year, march, september) in
            [(2000, "2000-03-20", "2000-09-23"), (2012, "2012-03-20", "2012-09-22"), (2025, "2025-03-20", "2025-09-23")]
        {
            assert_eq!(equinox_day(year, 3).unwrap().to_string(), march);
            assert_eq!(equinox_day(year, 9).unwrap().to_string(), september);
        }
    }
}
