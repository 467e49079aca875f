//! Instants. Read by an adapter, handed in as values.

use core::ops::{Add, Sub};

use baton_scoring::Seconds;

use crate::Date;

/// Milliseconds since 1970-01-01T00:00:00Z, or a duration of milliseconds.
///
/// Arithmetic saturates: no clock, however wild, makes a due time wrap around.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub i64);

/// A day, in ms.
const DAY: i64 = 86_400_000;

impl Millis {
    /// So many seconds.
    #[must_use]
    pub fn from_seconds(seconds: Seconds) -> Millis {
        Millis(seconds.0.saturating_mul(1000))
    }

    /// The second this instant lies in, as scoring takes it.
    #[must_use]
    pub fn seconds(self) -> Seconds {
        Seconds(self.0.div_euclid(1000))
    }

    /// `14:05 UTC`, for readers whose device does not say the time in their own zone.
    #[must_use]
    pub fn utc_clock(self) -> String {
        let minutes = self.0.rem_euclid(DAY) / 60_000;
        format!("{:02}:{:02} UTC", minutes / 60, minutes % 60)
    }

    /// An instant as other programs write it, after RFC 3339: `2026-11-22T12:00:00Z`, `…+01:00`.
    #[must_use]
    pub fn from_rfc3339(text: &str) -> Option<Millis> {
        text.parse::<jiff::Timestamp>().ok().map(|at| Millis(at.as_millisecond()))
    }

    /// `2026-11-21T10:00:00Z`, to the second.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let seconds = self.0.rem_euclid(DAY) / 1000;
        format!("{}T{:02}:{:02}:{:02}Z", self.day(), seconds / 3600, seconds / 60 % 60, seconds % 60)
    }

    /// `2026-11-21`, the day (UTC) of this instant.
    #[must_use]
    pub fn day(self) -> String {
        Date::of_instant(self.seconds().0).to_string()
    }

    /// The midnight (UTC) that begins the day of this instant.
    #[must_use]
    pub fn midnight(self) -> Millis {
        Millis(self.0 - self.0.rem_euclid(DAY))
    }

    /// Midnight (UTC) of a day of the Gregorian calendar; `None` if there is no such day.
    #[must_use]
    pub fn of_day(year: i64, month: i64, day: i64) -> Option<Millis> {
        let day = Date::of(year, month, day).filter(|_| (1970..=9999).contains(&year))?;
        Some(Millis(day.days() * DAY))
    }
}

impl Add for Millis {
    type Output = Millis;
    fn add(self, other: Millis) -> Millis {
        Millis(self.0.saturating_add(other.0))
    }
}

impl Sub for Millis {
    type Output = Millis;
    fn sub(self, other: Millis) -> Millis {
        Millis(self.0.saturating_sub(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Millis;

    #[test]
    fn days_of_the_calendar() {
        assert_eq!(Millis::of_day(1970, 1, 1), Some(Millis(0)));
        assert_eq!(Millis::of_day(2026, 11, 21), Some(Millis(1_795_219_200_000)));
        assert_eq!(Millis::of_day(2024, 2, 29), Some(Millis(1_709_164_800_000)));
        assert_eq!(Millis::of_day(2000, 2, 29), Some(Millis(951_782_400_000)));
        for (year, month, day) in
            [(2026, 2, 29), (2100, 2, 29), (2026, 13, 1), (2026, 0, 1), (2026, 4, 31), (1969, 1, 1)]
        {
            assert_eq!(Millis::of_day(year, month, day), None, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut expected = 0;
        for year in 1970..2101 {
            for month in 1..13 {
                for day in 1..32 {
                    if let Some(midnight) = Millis::of_day(year, month, day) {
                        assert_eq!(midnight.0, expected, "{year}-{month}-{day}");
                        expected += 86_400_000;
                    }
                }
            }
        }
    }

    #[test]
    fn a_clock_in_utc() {
        assert_eq!(Millis(1_732_147_500_000).utc_clock(), "00:05 UTC");
        for (text, at) in [
            ("2026-11-22T12:00:00Z", Some(1_795_348_800_000)),
            ("2026-11-22T12:00:00.000000Z", Some(1_795_348_800_000)),
            ("2026-11-22T13:00:00+01:00", Some(1_795_348_800_000)),
            ("2026-11-22", None),
            ("soon", None),
        ] {
            assert_eq!(Millis::from_rfc3339(text).map(|at| at.0), at, "{text}");
        }
    }
}
