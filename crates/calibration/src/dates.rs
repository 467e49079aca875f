//! Dates as systems and spreadsheets write them.

use baton_hours::Date;
use baton_scoring::Seconds;

/// A day, in seconds.
pub const DAY: i64 = 86_400;

/// Which number of `03/04/2025` is the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// `31/12/2025`.
    #[default]
    DayFirst,
    /// `12/31/2025`.
    MonthFirst,
}

impl DateOrder {
    /// The order in which more of a column's texts are dates. Where both read them all, a dot or a dash
    /// between the numbers is Europe's, a slash that of the United States.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> DateOrder {
        let (mut day, mut month, mut slashes) = (0_usize, 0_usize, 0_usize);
        for text in texts {
            day += usize::from(read(text, DateOrder::DayFirst).is_some());
            month += usize::from(read(text, DateOrder::MonthFirst).is_some());
            slashes += usize::from(text.contains('/'));
        }
        let month_first = if day == month { slashes > 0 } else { month > day };
        if month_first { DateOrder::MonthFirst } else { DateOrder::DayFirst }
    }
}

/// Reads an instant. A day alone is its midnight, and a time without an offset is one of UTC: what is
/// measured between two columns of a file is right all the same.
///
/// ISO 8601 and RFC 3339, `31.12.2025`, `31/12/2025 3:45 PM`, `31 Dec 2025`, `December 31, 2025`, `20251231`.
#[must_use]
pub fn read(text: &str, order: DateOrder) -> Option<Seconds> {
    let text = text.trim();
    let parts = Parts::of(text);
    let (day, rest) = parts.day(order)?;
    let of_day = time(rest)?;
    Some(Seconds(day.days() * DAY + of_day))
}

/// As [`read`], for a column that is known to hold dates: also the day numbers of a spreadsheet (from
/// 1900-01-01, as Excel saves them) and seconds or milliseconds since 1970.
#[must_use]
pub fn read_any(text: &str, order: DateOrder) -> Option<Seconds> {
    read(text, order).or_else(|| {
        let number: f64 = text.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
        let seconds = if (20_000.0..80_000.0).contains(&number) {
            (number - EXCEL_EPOCH) * 86_400.0
        } else if (3e8..1e10).contains(&number) {
            number
        } else if (3e11..1e13).contains(&number) {
            number / 1000.0
        } else {
            return None;
        };
        #[expect(clippy::cast_possible_truncation, reason = "the ranges above fit")]
        Some(Seconds(seconds.round() as i64))
    })
}

/// The day number of 1970-01-01 in a spreadsheet.
const EXCEL_EPOCH: f64 = 25_569.0;

/// A text, cut where digits, letters and separators meet.
struct Parts<'t> {
    text: &'t str,
    parts: [&'t str; 3],
    rest: &'t str,
    separator: Option<char>,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str) -> Parts<'t> {
        let mut rest = text;
        let mut parts = [""; 3];
        let mut separator = None;
        for (at, part) in parts.iter_mut().enumerate() {
            let end = match rest.chars().next() {
                Some(first) if first.is_ascii_digit() => rest.find(|c: char| !c.is_ascii_digit()),
                Some(first) if first.is_alphabetic() => rest.find(|c: char| !c.is_alphabetic()),
                _ => Some(0),
            };
            let (taken, left) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, ""));
            *part = taken;
            rest = left;
            if at < 2 {
                let cut = rest.trim_start_matches(['-', '/', '.', ' ', ',', '\u{a0}']);
                separator = separator.or_else(|| rest.chars().next());
                // `1st`, `2nd`: the ending of a number.
                let ended = ["st", "nd", "rd", "th"].iter().find_map(|ending| cut.strip_prefix(ending));
                let ended = ended.filter(|cut| cut.starts_with([' ', ','])).unwrap_or(cut);
                rest = ended.trim_start_matches([' ', ',', '.']);
            }
        }
        Parts { text, parts, rest, separator }
    }

    fn day(&self, order: DateOrder) -> Option<(Date, &'t str)> {
        let [a, b, c] = self.parts;
        if let Some(compact) = self.compact() {
            return Some(compact);
        }
        let separated = self.separator.is_some_and(|sign| "-/. ,\u{a0}".contains(sign));
        if !separated || b.is_empty() || c.is_empty() {
            return self.letters_first();
        }
        let (year, month, day) = match (number(a), number(b), number(c)) {
            (Some(y), Some(m), Some(d)) if a.len() == 4 => (y, m, d),
            (Some(x), Some(y), Some(z)) if matches!(c.len(), 2 | 4) => match order {
                DateOrder::DayFirst => (full_year(z, c), y, x),
                DateOrder::MonthFirst => (full_year(z, c), x, y),
            },
            (Some(y), None, Some(d)) if a.len() == 4 => (y, month(b)?, d),
            (Some(d), None, Some(y)) if matches!(c.len(), 2 | 4) => (full_year(y, c), month(b)?, d),
            (None, Some(d), Some(y)) if c.len() == 4 => (y, month(a)?, d),
            _ => return self.letters_first(),
        };
        Some((Date::of(year, month, day)?, self.rest))
    }

    /// `Mon, 5 Jan 2026` and `Monday 5 Jan 2026`: the weekday says nothing new.
    fn letters_first(&self) -> Option<(Date, &'t str)> {
        let [first, ..] = self.parts;
        let weekday = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let is_weekday = weekday.iter().any(|day| first.to_ascii_lowercase().starts_with(day));
        if !is_weekday {
            return None;
        }
        let rest = self.text.strip_prefix(first)?.trim_start_matches([',', ' ', '.']);
        if !rest.starts_with(|c: char| c.is_alphanumeric()) || rest.len() >= self.text.len() {
            return None;
        }
        Parts::of(rest).day(DateOrder::DayFirst)
    }

    /// `20251231` and `20251231T154500Z`.
    fn compact(&self) -> Option<(Date, &'t str)> {
        let [a, ..] = self.parts;
        if a.len() != 8 || number(a).is_none() {
            return None;
        }
        let (year, rest) = a.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        let date = Date::of(number(year)?, number(month)?, number(day)?)?;
        let after = self.text.strip_prefix(a)?;
        (1990..=2100).contains(&number(year)?).then_some((date, after))
    }
}

fn full_year(year: i64, written: &str) -> i64 {
    if written.len() == 4 {
        year
    } else if year < 70 {
        2000 + year
    } else {
        1900 + year
    }
}

/// A month by its name or the first letters of it: English, German, French, Spanish, Portuguese, Dutch.
fn month(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = [
        "jan|ene",
        "feb|fev|fév",
        "mar|mär|maa|mrt|mrz",
        "apr|avr|abr",
        "may|mai|mei",
        "jun|juin",
        "jul|juil",
        "aug|aoû|aou|ago",
        "sep|set",
        "oct|okt|out",
        "nov",
        "dec|dez|déc|dic",
    ];
    let text = text.to_lowercase();
    if text.chars().count() < 3 {
        return None;
    }
    let at = MONTHS.iter().position(|names| names.split('|').any(|name| text.starts_with(name)))?;
    i64::try_from(at).ok().map(|at| at + 1)
}

/// Seconds from midnight UTC of what stands behind a day: nothing, or a time with `T` or a blank before it,
/// AM or PM and an offset behind it.
fn time(text: &str) -> Option<i64> {
    let text = text.trim_start_matches([',', ' ', '\u{a0}']).trim_start_matches(['T', 't']);
    let text = text.trim_start_matches("at ").trim();
    if text.is_empty() || text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(text.len());
    let (clock, rest) = text.split_at_checked(end)?;
    let of_day = clock_time(clock)?;
    let lower = rest.trim().to_lowercase().replace('.', "");
    let (half, offset) = match lower.split_at_checked(2) {
        Some(("am", offset)) => (Some(0), offset.trim().to_owned()),
        Some(("pm", offset)) => (Some(12), offset.trim().to_owned()),
        _ => (None, lower),
    };
    let hour = of_day / 3_600;
    let of_day = match half {
        Some(half) if (1..=12).contains(&hour) => of_day - hour * 3_600 + (hour % 12 + half) * 3_600,
        Some(_) => return None,
        None => of_day,
    };
    Some(of_day - offset_seconds(&offset)?)
}

fn clock_time(text: &str) -> Option<i64> {
    let (text, _) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = text.split(':').map(number);
    if !text.contains(':') && text.len() == 6 {
        let whole = number(text)?;
        return Some(whole / 10_000 * 3_600 + whole / 100 % 100 * 60 + whole % 100);
    }
    let (hour, minute, second) = (parts.next()??, parts.next().unwrap_or(Some(0))?, parts.next().unwrap_or(Some(0))?);
    let right = parts.next().is_none() && hour <= 24 && minute < 60 && second < 61;
    right.then_some(hour * 3_600 + minute * 60 + second)
}

fn offset_seconds(text: &str) -> Option<i64> {
    let text = text.trim_start_matches("utc").trim_start_matches("gmt");
    let (sign, digits) = match text.chars().next() {
        None | Some('z') => return (text.len() <= 1).then_some(0),
        Some('-') => (-1, text.get(1..)?),
        Some('+') => (1, text.get(1..)?),
        // A zone's letters (`CET`): which hour that is stands nowhere, and the file's columns share it.
        Some(letter) => return letter.is_alphabetic().then_some(0),
    };
    let digits = digits.replace(':', "");
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { 0 } else { number(minutes)? };
    Some(sign * (number(hours)? * 3_600 + minutes * 60))
}

fn number(text: &str) -> Option<i64> {
    let right = !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{DateOrder, read, read_any};

    #[test]
    fn one_instant_in_many_forms() {
        let at = read("2025-12-31T15:45:00Z", DateOrder::DayFirst).unwrap();
        assert_eq!(at.0, 1_767_195_900);
        for text in [
            "2025-12-31 15:45",
            "2025-12-31T15:45:00.000Z",
            "2025-12-31T16:45:00+01:00",
            "2025-12-31 10:45:00 -0500",
            "2025/12/31 15:45:00",
            "31.12.2025 15:45",
            "31/12/2025 3:45 PM",
            "31-12-25 15:45",
            "31 Dec 2025 15:45",
            "31-Dez-2025 15:45",
            "31 décembre 2025, 15:45",
            "December 31, 2025 3:45 pm",
            "Dec 31st, 2025 at 3:45 PM",
            "Wed, 31 Dec 2025 15:45:00 GMT",
            "20251231T154500Z",
            " 2025-12-31 15:45:00 UTC ",
        ] {
            assert_eq!(read(text, DateOrder::DayFirst), Some(at), "{text}");
        }
        assert_eq!(read("12/31/2025 3:45 PM", DateOrder::MonthFirst), Some(at));
        assert_eq!(read_any("1767195900", DateOrder::DayFirst), Some(at));
        assert_eq!(read_any("1767195900000", DateOrder::DayFirst), Some(at));
        assert_eq!(read_any("46022.65625", DateOrder::DayFirst), Some(at));
        assert_eq!(read("12:15 AM", DateOrder::DayFirst), None);
        assert_eq!(read("1/2/2025 12:15 AM", DateOrder::DayFirst).map(|at| at.0 % 86_400), Some(900));
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "Google",
            "3.0",
            "1279",
            "31.02.2025",
            "12345678",
            "Mumbai",
            "May",
            "1-2",
            "10-50",
            "2025",
            "1.2.3.4",
            "monday",
            "ab-cd-ef",
            "571b5c8e-a5b2-4d57",
            "555-123-4567",
            "13/13/2025",
        ] {
            assert_eq!(read(text, DateOrder::DayFirst), None, "{text}");
        }
    }

    #[test]
    fn a_column_tells_which_number_is_the_day() {
        assert_eq!(DateOrder::of(["03/04/2025", "25/04/2025"]), DateOrder::DayFirst);
        assert_eq!(DateOrder::of(["03/04/2025", "04/25/2025"]), DateOrder::MonthFirst);
        assert_eq!(DateOrder::of(["03/04/2025"]), DateOrder::MonthFirst);
        assert_eq!(DateOrder::of(["03.04.2025"]), DateOrder::DayFirst);
    }
}
