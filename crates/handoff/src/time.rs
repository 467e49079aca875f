//! Durations as people read them. Instants are `baton-hours`' own.

pub use baton_hours::Millis;

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
}
