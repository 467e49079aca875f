//! Days, without a clock: who calls says which day it is.

use core::fmt;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    days: i64,
}

impl Date {
    /// The day so many days after 1970-01-01.
    #[must_use]
    pub fn from_days(days: i64) -> Date {
        Date { days }
    }

    /// The day, in UTC, of an instant in seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn of_instant(seconds: i64) -> Date {
        Date { days: seconds.div_euclid(86_400) }
    }

    /// A day of the Gregorian calendar, months and days counted from 1; none if there is no such day.
    #[must_use]
    pub fn of(year: i64, month: i64, day: i64) -> Option<Date> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            2 => 28 + i64::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let right = (1..=length).contains(&day) && (0..=9999).contains(&year);
        right.then(|| Date { days: days_from_civil(year, month, day) })
    }

    /// The day of `2027-03-31`; none for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some()
            || [(year, 4), (month, 2), (day, 2)].iter().any(|(part, digits)| part.len() != *digits)
        {
            return None;
        }
        Date::of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn days(self) -> i64 {
        self.days
    }

    /// So many days later.
    #[must_use]
    pub fn plus(self, days: i64) -> Date {
        Date { days: self.days.saturating_add(days) }
    }

    /// The day of the week: 0 is Monday, 6 is Sunday.
    #[must_use]
    pub fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        usize::try_from((self.days + 3).rem_euclid(7)).unwrap_or_default()
    }

    /// Year, month and day, the latter two counted from 1. Source: Howard Hinnant,
    /// "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    #[must_use]
    pub fn civil(self) -> (i64, i64, i64) {
        let days = self.days + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    /// How many days later `other` is; negative for an earlier one.
    #[must_use]
    pub fn days_until(self, other: Date) -> i64 {
        other.days - self.days
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Days since 1970-01-01 of a date. Source: Howard Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", days_from_civil.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn days_are_counted_from_1970() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-03-01", 11_017),
            ("2024-02-29", 19_782),
            ("2027-03-31", 20_908),
        ] {
            assert_eq!(Date::parse(text), Some(Date::from_days(days)), "{text}");
        }
        assert_eq!(Date::of_instant(-1), Date::from_days(-1));
        for wrong in ["2027-13-01", "2027-02-29", "2027-3-1", "next spring", "2027-03-31T00:00", ""] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_is_written_as_it_is_read() {
        for days in -719_528..730_000 {
            let date = Date::from_days(days);
            let (year, month, day) = date.civil();
            assert_eq!(Date::of(year, month, day), Some(date));
        }
        let day = Date::parse("2026-11-21").unwrap();
        assert_eq!((day.to_string().as_str(), day.weekday()), ("2026-11-21", 5));
        assert_eq!(Date::from_days(-4).weekday(), 6);
    }
}
