//! `Retry-After`: seconds, or one of the three forms of an HTTP date (RFC 9110, 5.6.7 and 10.2.3).

use crate::Millis;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How long a receiver wants to be left alone, counted from `now` by its own words. None where
/// the header says nothing that can be read; a date that has passed is no wait.
pub(crate) fn retry_after(header: &str, now: Millis) -> Option<Millis> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds are a long time, too.
        return Some(Millis(header.parse::<i64>().map_or(i64::MAX, |seconds| seconds.saturating_mul(1000))));
    }
    Some((date(header, now)? - now).max(Millis(0)))
}

fn date(text: &str, now: Millis) -> Option<Millis> {
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let (day, month, year, time) = match words.as_slice() {
        // Sun, 06 Nov 1994 08:49:37 GMT
        [_, day, month, year, time, "GMT"] => (*day, *month, number(year, 4)?, *time),
        // Sunday, 06-Nov-94 08:49:37 GMT
        [_, date, time, "GMT"] => {
            let mut parts = date.splitn(3, '-');
            let (day, month) = (parts.next()?, parts.next()?);
            (day, month, century(number(parts.next()?, 2)?, now), *time)
        }
        // Sun Nov  6 08:49:37 1994
        [_, month, day, time, year] => (*day, *month, number(year, 4)?, *time),
        _ => return None,
    };
    let month = MONTHS.iter().position(|name| *name == month)?;
    let midnight = Millis::of_day(year, i64::try_from(month).ok()? + 1, number(day, day.len().clamp(1, 2))?)?;
    let mut clock = time.splitn(3, ':').map(|part| number(part, 2));
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    // 60 is a leap second.
    (hour < 24 && minute < 60 && second <= 60)
        .then_some(midnight + Millis(hour * 3_600_000 + minute * 60_000 + second * 1000))
}

/// Two digits of a year that is at most fifty years ahead.
fn century(short: i64, now: Millis) -> i64 {
    let this: i64 = now.day().split('-').next().and_then(|year| year.parse().ok()).unwrap_or(2000);
    let year = this - this.rem_euclid(100) + short;
    if year > this + 50 { year - 100 } else { year }
}

fn number(text: &str, digits: usize) -> Option<i64> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::retry_after;
    use crate::Millis;

    /// 2026-11-21T10:00:00Z, a Saturday.
    const NOW: Millis = Millis(1_795_219_200_000 + 10 * 3_600_000);

    #[test]
    fn seconds_and_the_three_dates() {
        for (header, wait) in [
            ("0", 0),
            (" 120 ", 120_000),
            ("Sat, 21 Nov 2026 10:00:30 GMT", 30_000),
            ("Saturday, 21-Nov-26 10:01:00 GMT", 60_000),
            ("Sat Nov 21 10:00:05 2026", 5_000),
            ("Tue Dec  1 10:00:00 2026", 10 * 86_400_000),
            ("Sat, 21 Nov 2026 09:00:00 GMT", 0),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 0),
        ] {
            assert_eq!(retry_after(header, NOW), Some(Millis(wait)), "{header}");
        }
        assert_eq!(retry_after("99999999999999999999", NOW), Some(Millis(i64::MAX)));
    }

    #[test]
    fn what_says_nothing() {
        for header in [
            "",
            "soon",
            "-1",
            "1.5",
            "Sat, 21 Nov 2026 10:00:30 CET",
            "Sat, 31 Feb 2026 10:00:30 GMT",
            "Sat, 21 Nov 2026 25:00:30 GMT",
            "Sat, 21 Nov 2026 10:00 GMT",
            "Sat, 21 nov 2026 10:00:30 GMT",
            "ü, , , ,",
        ] {
            assert_eq!(retry_after(header, NOW), None, "{header}");
        }
    }
}
