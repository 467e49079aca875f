//! A case of working time as JSON has it.

use std::collections::BTreeMap;

use baton_hours::{Block, Calendar, Date, HolidayList, Holidays, Millis, Pauses, WEEKDAYS, Week, WrongBlock, Zone};
use serde_json::Value;

use crate::instant_text;

/// What is asked.
pub(crate) enum Operation {
    /// When so much work is done.
    Deadline(Millis),
    /// How much was worked until then.
    Elapsed(Millis),
}

/// One case.
pub(crate) struct Case {
    pub operation: Operation,
    pub calendar: Calendar,
    pub start: Millis,
    pub pauses: Pauses,
}

/// What is wrong in a case, and where.
pub(crate) struct Wrong {
    /// The way to the value: `calendar.week.mon`.
    pub key: String,
    pub message: String,
    pub help: String,
}

impl Wrong {
    pub fn new(key: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Wrong {
        Wrong { key: key.into(), message: message.into(), help: help.into() }
    }
}

impl Case {
    pub fn read(case: &Value) -> Result<Case, Wrong> {
        let lacks = |key: &str, help: &str| Wrong::new(key, "is not there", help);
        slips("", case, &["op", "calendar", "start", "end", "work_seconds", "pauses", "expect"])?;
        let op = case.get("op").and_then(Value::as_str);
        let operation = match (op, said(case, "work_seconds"), said(case, "end")) {
            (Some("deadline") | None, Some(work), _) => Operation::Deadline(work_of(work)?),
            (Some("elapsed") | None, _, Some(end)) => Operation::Elapsed(instant("end", end)?),
            (Some("deadline"), ..) => return Err(lacks("work_seconds", "write the working time in seconds: 3600")),
            (Some("elapsed"), ..) => return Err(lacks("end", instant_text::HELP)),
            (Some(other), ..) => {
                return Err(Wrong::new("op", format!("`{other}` is not known"), "write \"deadline\" or \"elapsed\""));
            }
            (None, ..) => return Err(lacks("op", "write \"deadline\" or \"elapsed\"")),
        };
        let start = said(case, "start").ok_or_else(|| lacks("start", instant_text::HELP))?;
        Ok(Case {
            operation,
            calendar: calendar(said(case, "calendar").unwrap_or(&Value::Null))?,
            start: instant("start", start)?,
            pauses: pauses(said(case, "pauses"))?,
        })
    }
}

/// No key is one that is known but for a slip. Others say what people want to say of a case.
fn slips(path: &str, value: &Value, known: &[&str]) -> Result<(), Wrong> {
    let keys = value.as_object().into_iter().flat_map(|entries| entries.keys());
    for key in keys.filter(|key| !known.contains(&key.as_str())) {
        // A short key is near to too much.
        let meant = known.iter().find(|known| known.len() > 3 && strsim::damerau_levenshtein(key, known) <= 2);
        if let Some(meant) = meant.filter(|meant| value.get(meant).is_none()) {
            return Err(Wrong::new(format!("{path}{key}"), "is not known", format!("write `{meant}`")));
        }
    }
    Ok(())
}

fn work_of(value: &Value) -> Result<Millis, Wrong> {
    let key = "work_seconds";
    let work = read_number(key, value)?;
    let help = "write how much is to be worked from `start` on, 0 or more";
    if work < Millis(0) { Err(Wrong::new(key, format!("`{value}` is negative"), help)) } else { Ok(work) }
}

/// The value of a key; null is none.
fn said<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    value.get(key).filter(|value| !value.is_null())
}

fn instant(key: &str, value: &Value) -> Result<Millis, Wrong> {
    let found = value.as_str().and_then(instant_text::read);
    found.ok_or_else(|| Wrong::new(key, format!("`{value}` is no instant"), instant_text::HELP))
}

/// Seconds, perhaps with a fraction, as milliseconds.
pub(crate) fn read_number(key: &str, value: &Value) -> Result<Millis, Wrong> {
    let whole = value.as_i64().map(|seconds| seconds.saturating_mul(1000));
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and no case lasts that long")]
    let fraction = || value.as_f64().map(|seconds| (seconds * 1000.0).round() as i64);
    let found = whole.or_else(fraction).map(Millis);
    found.ok_or_else(|| Wrong::new(key, format!("`{value}` is no number"), "write a number of seconds: 3600"))
}

fn calendar(value: &Value) -> Result<Calendar, Wrong> {
    if !value.is_null() && !value.is_object() {
        let help = "write { \"tz\": \"Europe/Berlin\", \"week\": { \"mon\": [[\"09:00\", \"17:00\"]] } }";
        return Err(Wrong::new("calendar", "is no object", help));
    }
    slips("calendar.", value, &["tz", "zone", "week", "holidays", "overrides"])?;
    let zone = match said(value, "tz").or_else(|| said(value, "zone")) {
        None => Zone::utc(),
        Some(name) => name.as_str().and_then(Zone::named).ok_or_else(|| {
            let help = "write a name of the IANA database: \"Europe/Berlin\"";
            Wrong::new("calendar.tz", format!("there is no zone {name}"), help)
        })?,
    };
    // Without a word about hours, it is round the clock; an empty week is never.
    let week = said(value, "week").map_or_else(|| Ok(Week::round_the_clock()), week)?;
    let holidays = holidays(said(value, "holidays"))?;
    Ok(Calendar::new(zone, week, holidays, overrides(said(value, "overrides"))?))
}

fn week(value: &Value) -> Result<Week, Wrong> {
    let help = "write the days: { \"mon\": [[\"09:00\", \"17:00\"]] }";
    let days = value.as_object().ok_or_else(|| Wrong::new("calendar.week", "is no object", help))?;
    let mut week: [Vec<Block>; 7] = Default::default();
    for (name, hours) in days {
        let key = format!("calendar.week.{name}");
        let day = weekday(name).and_then(|at| week.get_mut(at));
        let day = day.ok_or_else(|| Wrong::new(&key, "is no day", "write mon, tue, wed, thu, fri, sat or sun"))?;
        day.extend(blocks(&key, hours)?);
    }
    Ok(Week::new(week))
}

/// `mon`, `Mon`, `monday`; also `tues` and `thurs`.
fn weekday(name: &str) -> Option<usize> {
    const FULL: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let name = name.trim().to_ascii_lowercase();
    let is = |(short, full): (&&str, &str)| name.starts_with(*short) && full.starts_with(name.as_str());
    WEEKDAYS.iter().zip(FULL).position(is)
}

fn blocks(key: &str, value: &Value) -> Result<Vec<Block>, Wrong> {
    let help = "write blocks: [[\"09:00\", \"12:30\"], [\"13:30\", \"18:00\"]]";
    let block = |value: &Value| {
        let read = match value {
            Value::String(text) => Block::parse(text),
            Value::Array(edges) => match edges.as_slice() {
                [Value::String(from), Value::String(to)] => Block::new(from, to),
                _ => Err(WrongBlock::Form),
            },
            _ => Err(WrongBlock::Form),
        };
        read.map_err(|wrong| match wrong {
            WrongBlock::Form => Wrong::new(key, format!("`{value}` is no block of times"), help),
            WrongBlock::Empty => Wrong::new(key, format!("`{value}` closes when it opens"), help),
        })
    };
    match value {
        Value::Null => Ok(Vec::new()),
        // A day with one block may leave the outer list out.
        Value::Array(edges) if matches!(edges.as_slice(), [Value::String(one), Value::String(_)] if !one.contains('-')) => {
            Ok(vec![block(value)?])
        }
        Value::Array(list) => list.iter().map(block).collect(),
        _ => Err(Wrong::new(key, format!("`{value}` is no list of blocks"), help)),
    }
}

fn holidays(value: Option<&Value>) -> Result<Holidays, Wrong> {
    let key = "calendar.holidays";
    let help = "write dates, \"2026-12-25\", or names of built-in lists, \"de-by\"";
    let mut holidays = Holidays::default();
    let Some(value) = value else { return Ok(holidays) };
    let list = value.as_array().ok_or_else(|| Wrong::new(key, "is no list", help))?;
    for one in list {
        let text = one.as_str().or_else(|| one.get("date")?.as_str()).unwrap_or_default();
        if let Some(date) = date(text) {
            holidays.own.insert(date, "holiday".to_owned());
        } else if let Some(list) = HolidayList::named(text) {
            holidays.lists.push(list);
        } else {
            return Err(Wrong::new(key, format!("`{one}` is no date and no list"), help));
        }
    }
    Ok(holidays)
}

fn overrides(value: Option<&Value>) -> Result<BTreeMap<Date, Vec<Block>>, Wrong> {
    let key = "calendar.overrides";
    let help = "write { \"2026-12-24\": [[\"09:00\", \"12:00\"]] }";
    let Some(value) = value else { return Ok(BTreeMap::new()) };
    let days = value.as_object().ok_or_else(|| Wrong::new(key, "is no object", help))?;
    let day = |(name, hours): (&String, &Value)| {
        let date = date(name).ok_or_else(|| Wrong::new(key, format!("`{name}` is no date"), help))?;
        Ok((date, blocks(&format!("{key}.{name}"), hours)?))
    };
    days.iter().map(day).collect()
}

/// A date, also one with a time behind it.
fn date(text: &str) -> Option<Date> {
    let (date, rest) = text.split_at_checked(10)?;
    Date::parse(date).filter(|_| rest.is_empty() || rest.starts_with(['T', ' ']))
}

fn pauses(value: Option<&Value>) -> Result<Pauses, Wrong> {
    let help = "write [[\"2026-11-21T09:00:00Z\", \"2026-11-21T10:00:00Z\"]]";
    let Some(value) = value else { return Ok(Pauses::NONE) };
    let list = value.as_array().ok_or_else(|| Wrong::new("pauses", "is no list", help))?;
    let edge = |pause: &Value, at: usize, names: [&str; 2]| {
        let named = || names.iter().find_map(|name| pause.get(name));
        pause.get(at).or_else(named).filter(|value| !value.is_null()).cloned()
    };
    let pause = |pause: &Value| {
        let wrong = || Wrong::new("pauses", format!("`{pause}` is no pause"), help);
        let from = edge(pause, 0, ["from", "start"]).ok_or_else(wrong)?;
        // One that has no end yet goes on.
        let to = edge(pause, 1, ["to", "end"]).map_or(Ok(Millis(i64::MAX)), |to| instant("pauses", &to))?;
        let from = instant("pauses", &from)?;
        let backwards = || Wrong::new("pauses", format!("`{pause}` ends before it begins"), help);
        if from <= to { Ok((from, to)) } else { Err(backwards()) }
    };
    Ok(Pauses::new(list.iter().map(pause).collect::<Result<Vec<_>, Wrong>>()?))
}
