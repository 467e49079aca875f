//! Durations as people write them.

use baton_scoring::Seconds;

use crate::reader::{At, Problems};

/// Reads the duration of a key: `30s`, `5m`, `4h`, `2d`, a whole number and one unit.
pub(crate) fn read_duration(text: &At<String>, most_days: i64, problems: &mut Problems) -> Option<Seconds> {
    let found = parse(&text.value).filter(|seconds| (1..=most_days * 86_400).contains(seconds));
    if found.is_none() {
        let help = format!("write a whole number and a unit: `30s`, `5m`, `4h` or `2d`, at most {most_days} days");
        problems.error("bad_duration", &text.span, format!("`{}` is not a duration", text.value), help);
    }
    found.map(Seconds)
}

/// Seconds, without bounds.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(split)?;
    let factor = match unit.trim() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(factor)
}
