//! Instants. Read by an adapter, handed in as values.

use core::ops::{Add, Sub};

use baton_scoring::Seconds;

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

    /// The midnight (UTC) that begins the day of this instant.
    #[must_use]
    pub(crate) fn midnight(self) -> Millis {
        Millis(self.0 - self.0.rem_euclid(DAY))
    }

    /// Midnight (UTC) of a day of the Gregorian calendar; `None` if there is no such day.
    #[must_use]
    pub(crate) fn of_day(year: i64, month: i64, day: i64) -> Option<Millis> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            2 => 28 + i64::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        if !(1..=length).contains(&day) || !(1970..=9999).contains(&year) {
            return None;
        }
        // Years counted from March, so that the leap day is the last of its year.
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1;
        Some(Millis((days - 719_468) * DAY))
    }
}

impl Millis {
    /// `2026-11-21`, the day (UTC) of this instant.
    #[must_use]
    pub(crate) fn day(self) -> String {
        // Of_day turned round: years are counted from March, eras have 400 of them.
        let days = self.0.div_euclid(DAY) + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
        format!("{:04}-{month:02}-{day:02}", year + era * 400)
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

/// A duration as people read it: `4 m 12 s`, `2 h 05 m`, `3 d 4 h`. Less than a second is `0 s`.
#[must_use]
pub fn duration(of: Millis) -> String {
    let seconds = of.0.max(0) / 1000;
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) if seconds % 60 == 0 => format!("{minutes} m"),
        (0, 0, _) => format!("{minutes} m {:02} s", seconds % 60),
        (0, _, _) if minutes % 60 == 0 => format!("{hours} h"),
        (0, _, _) => format!("{hours} h {:02} m", minutes % 60),
        _ if hours % 24 == 0 => format!("{days} d"),
        _ => format!("{days} d {} h", hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::{Millis, duration};

    #[test]
    fn days_of_the_calendar() {
        for day in [0, 1, 58, 59, 60, 365, 11_016, 19_782, 20_778, 47_540] {
            let (at, text) = (Millis(day * 86_400_000 + 5), Millis(day * 86_400_000 + 5).day());
            let parts: Vec<i64> = text.split('-').map(|part| part.parse().unwrap()).collect();
            assert_eq!(Millis::of_day(parts[0], parts[1], parts[2]), Some(at.midnight()), "{text}");
        }
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
    fn durations_read_well() {
        for (ms, words) in [
            (999, "0 s"),
            (12_000, "12 s"),
            (300_000, "5 m"),
            (252_000, "4 m 12 s"),
            (245_000, "4 m 05 s"),
            (14_400_000, "4 h"),
            (7_500_000, "2 h 05 m"),
            (86_400_000, "1 d"),
            (273_600_000, "3 d 4 h"),
            (-5, "0 s"),
        ] {
            assert_eq!(duration(Millis(ms)), words, "{ms}");
        }
    }

    #[test]
    fn a_clock_in_utc() {
        assert_eq!(Millis(1_732_147_500_000).utc_clock(), "00:05 UTC");
    }
}
