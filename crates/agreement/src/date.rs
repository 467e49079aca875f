//! Days, without a clock: who calls says which day it is.

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

    /// The day of `2027-03-31`; none for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let (year, month, day): (i64, i64, i64) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        let right = parts.next().is_none() && (1..=12).contains(&month) && (1..=31).contains(&day);
        right.then(|| Date { days: days_from_civil(year, month, day) })
    }

    /// How many days later `other` is; negative for an earlier one.
    #[must_use]
    pub fn days_until(self, other: Date) -> i64 {
        other.days - self.days
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
        assert_eq!(Date::parse("2027-13-01"), None);
        assert_eq!(Date::parse("next spring"), None);
    }
}
