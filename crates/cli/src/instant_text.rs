//! Instants as programs write them: RFC 3339, and what is near it.

use baton_hours::{Date, Millis};

/// How to write one.
pub(crate) const HELP: &str = "write an instant with its offset: 2026-11-21T09:00:00Z or 2026-11-21T10:00:00+01:00";

/// `2026-11-21T09:00:00Z`; with milliseconds where there are some.
pub(crate) fn written(at: Millis) -> String {
    let (day, of_day) = (at.0.div_euclid(86_400_000), at.0.rem_euclid(86_400_000));
    let (seconds, millis) = (of_day / 1000, of_day % 1000);
    let fraction = if millis == 0 { String::new() } else { format!(".{millis:03}") };
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}{fraction}Z", Date::from_days(day))
}

/// Reads an instant: seconds and their fraction may lack, `T` may be a space, the offset is `Z`,
/// `+01:00`, `+0100` or `+01`, and UTC where there is none. What is smaller than a millisecond is cut.
pub(crate) fn read(text: &str) -> Option<Millis> {
    let text = text.trim();
    let (date, rest) = text.split_at_checked(10)?;
    let date = Date::parse(date)?;
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else {
        return rest.is_empty().then(|| Millis(date.days() * 86_400_000));
    };
    let rest = rest.trim_end_matches("UTC").trim_end();
    let split = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, offset) = rest.split_at_checked(split)?;
    let of_day = time_of_day(time.trim_end())?;
    Some(Millis(date.days() * 86_400_000 + of_day - offset_millis(offset)?))
}

fn time_of_day(text: &str) -> Option<i64> {
    let (text, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let mut parts = text.split(':').map(|part| digits(part, 2));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let is_digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let millis: String = fraction.chars().chain("00".chars()).take(3).collect();
    let right = parts.next().is_none() && is_digits && hour < 25 && minute < 60 && second < 61;
    let of_day = (hour * 3_600 + minute * 60 + second) * 1000 + millis.parse::<i64>().ok()?;
    (right && of_day <= 86_400_000).then_some(of_day)
}

fn offset_millis(text: &str) -> Option<i64> {
    let sign = match text.chars().next() {
        None | Some('Z' | 'z') => return (text.len() <= 1).then_some(0),
        Some('-') => -1,
        Some(_) => 1,
    };
    let digits_only = text.get(1..)?.replace(':', "");
    let (hours, minutes) = digits_only.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { 0 } else { digits(minutes, 2)? };
    Some(sign * (digits(hours, 2)? * 60 + minutes) * 60_000)
}

fn digits(text: &str, count: usize) -> Option<i64> {
    let right = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{read, written};
    use baton_hours::Millis;

    #[test]
    fn instants_are_read_in_many_ways_and_written_in_one() {
        for text in [
            "2026-11-21T09:05:30Z",
            "2026-11-21 09:05:30",
            "2026-11-21T10:05:30+01:00",
            "2026-11-21T10:05:30.000+0100",
            "2026-11-21t04:35:30-04:30",
            "2026-11-21 09:05:30 UTC",
            " 2026-11-21T19:05:30+10 ",
        ] {
            assert_eq!(read(text).map(written).as_deref(), Some("2026-11-21T09:05:30Z"), "{text}");
        }
        assert_eq!(read("2026-11-21T09:05Z"), read("2026-11-21T09:05:00Z"));
        assert_eq!(read("2026-11-21"), read("2026-11-21T00:00:00Z"));
        assert_eq!(read("2026-11-20T24:00:00Z"), read("2026-11-21"));
        assert_eq!(written(Millis(-1)), "1969-12-31T23:59:59.999Z");
        assert_eq!(read("1969-12-31T23:59:59.9999Z"), Some(Millis(-1)));
        for text in ["", "tomorrow", "2026-02-30", "2026-11-21T9:05Z", "2026-11-21T09:05:30+", "2026-11-21T09:05:30.Z"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
