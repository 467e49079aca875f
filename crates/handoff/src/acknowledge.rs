//! The acknowledgement: a rep commits to a next step and a time.

use crate::problem::clip;
use crate::{Millis, Problem};

/// A next step is at most this many characters.
pub(crate) const NEXT_STEP_CHARS: usize = 500;
/// A commitment reaches at most this far ahead.
const FARTHEST: Millis = Millis(90 * 86_400_000);
/// A time this little behind us still counts: the page was open for a moment.
const LENIENCE: Millis = Millis(60_000);
const MINUTE: i64 = 60_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 86_400_000;

/// What the form on the handoff page says.
#[derive(Clone, PartialEq, Eq)]
pub struct Form {
    /// What they will do.
    pub next_step: String,
    /// Until when.
    pub due: DueChoice,
}

/// Until when, as the rep chose it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DueChoice {
    /// `in_15m`, `in_1h`, `today_17`, `tomorrow_10` — any such number —, or a date with a time as
    /// a `datetime-local` field gives it: `2026-11-21T17:30`.
    pub text: String,
    /// Minutes from the rep's local time to UTC, as JavaScript's `getTimezoneOffset` has it:
    /// −60 in Berlin in winter. 0 where the page could not tell.
    pub zone_offset: i64,
}

impl Form {
    /// Reads the form as a browser posts it (`application/x-www-form-urlencoded`): `next_step`,
    /// `note`, `due` (a choice, or `at`), `due_at` (read when `due` is `at` or missing),
    /// `zone_offset`. A note says what the step is; "Other" says nothing beside it.
    #[must_use]
    pub fn parse(body: &[u8]) -> Form {
        let [next_step, note, due, due_at, zone_offset] =
            ["next_step", "note", "due", "due_at", "zone_offset"].map(|name| form_field(body, name));
        let next_step = match (next_step.trim(), note.trim()) {
            // Bare, it is no next step and is told so.
            ("Other", "") => String::new(),
            (step, "") => step.to_owned(),
            ("Other" | "", note) => note.to_owned(),
            (step, note) => format!("{step}: {note}"),
        };
        let text = if matches!(due.as_str(), "" | "at") { due_at } else { due };
        Form { next_step, due: DueChoice { text, zone_offset: zone_offset.trim().parse().unwrap_or(0) } }
    }
}

/// A next step that can be kept: not empty, not endless.
///
/// # Errors
///
/// The caller's, `next_step_needed` or `next_step_too_long`.
pub fn next_step(text: &str) -> Result<&str, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::caller(
            400,
            "next_step_needed",
            "the next step is missing",
            "Write in a few words what you will do: call, send a quote, book a demo.",
        ));
    }
    if text.chars().count() > NEXT_STEP_CHARS {
        return Err(Problem::caller(
            400,
            "next_step_too_long",
            format!("the next step is longer than {NEXT_STEP_CHARS} characters"),
            "A sentence is enough; details belong into your CRM.",
        ));
    }
    Ok(text)
}

/// The instant a choice means.
///
/// # Errors
///
/// The caller's: `due_needed`, `due_not_a_time`, `due_in_the_past`, `due_too_far`.
pub fn due_at(choice: &DueChoice, now: Millis) -> Result<Millis, Problem> {
    let refuse = |code, message: String, help: &str| Err(Problem::caller(400, code, message, help));
    let text = choice.text.trim();
    if text.is_empty() {
        return refuse(
            "due_needed",
            "the time of the next step is missing".to_owned(),
            "Choose by when you will do it.",
        );
    }
    let zone = choice.zone_offset.clamp(-24 * 60, 24 * 60) * MINUTE;
    let Some(due) = relative(text, now, zone).or_else(|| local(text, zone)) else {
        let message = format!("`{}` is no time", clip(text));
        return refuse("due_not_a_time", message, "Choose one of the times offered, or a date with a time.");
    };
    in_reach(due, now)
}

/// An instant until which something can be promised.
///
/// # Errors
///
/// The caller's: `due_in_the_past`, `due_too_far`.
pub fn in_reach(due: Millis, now: Millis) -> Result<Millis, Problem> {
    let refuse = |code, message: &str, help: &str| Err(Problem::caller(400, code, message, help));
    if due < now - LENIENCE {
        return refuse("due_in_the_past", "that time has passed", "Choose a time that is still to come.");
    }
    if due > now + FARTHEST {
        return refuse("due_too_far", "that is more than 90 days away", "Choose a nearer next step.");
    }
    Ok(due)
}

/// `in_15m`, `in_2h`, `today_17`, `tomorrow_10`.
fn relative(text: &str, now: Millis, zone: i64) -> Option<Millis> {
    let (word, number) = text.split_once('_')?;
    let hour = |text: &str| number_up_to(text, 23).map(|hour| hour * HOUR);
    let today = (now - Millis(zone)).midnight().0 + zone;
    match word {
        "in" => {
            let (number, unit) = match number.strip_suffix('m') {
                Some(number) => (number, MINUTE),
                None => (number.strip_suffix('h')?, HOUR),
            };
            Some(now + Millis(number_up_to(number, 9999)? * unit))
        }
        "today" => Some(Millis(today + hour(number)?)),
        "tomorrow" => Some(Millis(today + DAY + hour(number)?)),
        _ => None,
    }
}

/// `2026-11-21T17:30`, with seconds if there are any.
fn local(text: &str, zone: i64) -> Option<Millis> {
    let (date, time) = text.split_once(['T', ' '])?;
    let mut date = date.splitn(3, '-').map(|part| number_up_to(part, 9999));
    let day = Millis::of_day(date.next()??, date.next()??, date.next()??)?;
    let mut time = time.splitn(3, ':');
    let hour = number_up_to(time.next()?, 23)?;
    let minute = number_up_to(time.next()?, 59)?;
    // A browser may add seconds and fractions of them; nobody promises those.
    Some(day + Millis(hour * HOUR + minute * MINUTE + zone))
}

fn number_up_to(text: &str, most: i64) -> Option<i64> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number <= most)
}

/// A field of a form as a browser posts it; the last of that name, empty where there is none.
pub(crate) fn form_field(body: &[u8], wanted: &str) -> String {
    let mut pairs = body.rsplit(|byte| *byte == b'&').map(|pair| pair.splitn(2, |byte| *byte == b'='));
    let value = pairs.find_map(|mut parts| {
        let name = decoded(parts.next().unwrap_or_default());
        (name == wanted).then(|| decoded(parts.next().unwrap_or_default()))
    });
    value.unwrap_or_default()
}

/// Every field of such a form, in its order.
pub(crate) fn form_fields(body: &[u8]) -> Vec<(String, String)> {
    let pairs = body.split(|byte| *byte == b'&').map(|pair| pair.splitn(2, |byte| *byte == b'='));
    pairs
        .map(|mut parts| (decoded(parts.next().unwrap_or_default()), decoded(parts.next().unwrap_or_default())))
        .collect()
}

/// Percent-decoded, `+` as a blank, what is not UTF-8 replaced.
fn decoded(part: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match (byte, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, behind @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = behind;
                }
                _ => bytes.push(b'%'),
            },
            _ => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::{DueChoice, Form, due_at, next_step};
    use crate::Millis;

    /// 2026-11-21T10:00:00Z.
    const NOW: Millis = Millis(1_795_219_200_000 + 10 * 3_600_000);

    fn due(text: &str, zone_offset: i64) -> Result<i64, &'static str> {
        due_at(&DueChoice { text: text.into(), zone_offset }, NOW).map(|due| (due - NOW).0 / 60_000).map_err(|p| p.code)
    }

    #[test]
    fn choices_mean_instants() {
        assert_eq!(due("in_15m", 0), Ok(15));
        assert_eq!(due("in_1h", -60), Ok(60));
        assert_eq!(due("today_17", 0), Ok(7 * 60));
        assert_eq!(due("today_17", -60), Ok(6 * 60), "17:00 in Berlin is 16:00 in UTC");
        assert_eq!(due("tomorrow_10", 300), Ok((24 + 5) * 60), "10:00 in New York is 15:00 in UTC");
        assert_eq!(due("2026-11-21T17:30", -60), Ok(6 * 60 + 30));
        assert_eq!(due("2026-11-21T17:30:59.5", -60), Ok(6 * 60 + 30));
    }

    #[test]
    fn midnight_is_the_reps() {
        // 10:00 in UTC is 23:00 in Auckland, and 00:00 of the day after an hour to the east.
        assert_eq!(due("tomorrow_10", -13 * 60), Ok(11 * 60));
        assert_eq!(due("today_10", -14 * 60), Ok(10 * 60));
    }

    #[test]
    fn what_is_no_due_time() {
        for (text, code) in [
            ("", "due_needed"),
            ("soon", "due_not_a_time"),
            ("in_m", "due_not_a_time"),
            ("in_15d", "due_not_a_time"),
            ("in_-5m", "due_not_a_time"),
            ("today_24", "due_not_a_time"),
            ("2026-02-30T10:00", "due_not_a_time"),
            ("2026-11-21", "due_not_a_time"),
            ("today_9", "due_in_the_past"),
            ("2026-11-20T10:00", "due_in_the_past"),
            ("2027-11-21T10:00", "due_too_far"),
            ("in_99999h", "due_not_a_time"),
            ("9999-12-31T23:59", "due_too_far"),
        ] {
            assert_eq!(due(text, 0), Err(code), "{text}");
        }
        assert!(due("in_1h", i64::MAX).is_ok());
    }

    #[test]
    fn the_form_as_browsers_post_it() {
        let form = Form::parse(
            b"next_step=Call+Ada+%26+send%0Aquote%C3%A9&due=at&due_at=2026-11-21T17%3A30&zone_offset=-60&x=1",
        );
        assert_eq!(form.next_step, "Call Ada & send\nquoteé");
        assert_eq!(form.due, DueChoice { text: "2026-11-21T17:30".into(), zone_offset: -60 });
        assert_eq!(Form::parse(b"due=in_1h&due_at=2026-11-21T17%3A30").due.text, "in_1h");
        assert_eq!(Form::parse(b"&&=&next_step&due=%zz%f").due.text, "%zz%f");
        assert_eq!(Form::parse(b"").due, DueChoice::default());
    }

    #[test]
    fn a_next_step_says_something() {
        assert_eq!(next_step("  call \n"), Ok("call"));
        assert_eq!(next_step(" \n").unwrap_err().code, "next_step_needed");
        assert_eq!(next_step(&"é".repeat(500)).map(str::len), Ok(1000));
        assert_eq!(next_step(&"é".repeat(501)).unwrap_err().code, "next_step_too_long");
    }
}
