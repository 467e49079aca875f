//! `baton hours`.

use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use baton_hours::{Millis, zone_data_version};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::fail::Failure;
use crate::hours_case::{Case, Operation, Wrong, read_number};
use crate::input;
use crate::instant_text;

/// Computes cases of working time: the deadline of so much work, or the work between two instants.
///
/// The file holds a list of cases. A case has `op` ("deadline" or "elapsed"), a `calendar`, `start`,
/// and `work_seconds` or `end`; it may have `pauses` ([[from, to], …]) and `expect`. A calendar has
/// `tz` (UTC if there is none) and `week`, and may have `holidays` (dates, or names of built-in lists
/// like "de-by") and `overrides` (the hours of single dates; none: closed).
#[derive(Args)]
#[command(after_help = "\
Examples:
  baton hours cases.json
  baton hours - --format json < cases.json
  echo '[{\"op\":\"deadline\",\"calendar\":{\"tz\":\"Europe/Berlin\",\"week\":{\"mon\":[[\"09:00\",\"17:00\"]]}},
    \"start\":\"2026-11-20T16:00:00Z\",\"work_seconds\":3600}]' | baton hours -

Days are mon … sun, or their full names; a day that lacks is closed. A block
that closes no later than it opens runs over midnight and belongs to the day it
begins on; `24:00` is midnight. A time on the wall that comes twice is the
first; one that is left out is moved on by what is left out. Instants are
written with Z or an offset, results in UTC. A deadline on closing time stays
there; an end before the start is 0. Work that is never done is null, and an
error unless null is expected. Exit code 1 if a result is not what the case
expects, or a case cannot be computed. `--format json` writes the cases with
`result`, and with `agrees` where something is expected; `error` where one
cannot be computed.")]
pub(crate) struct Arguments {
    /// A .json file, or `-` for standard input.
    cases: PathBuf,
    /// For people, or for programs.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Table,
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let path = &arguments.cases;
    let given = read(path)?;
    let computed: Vec<Result<Computed, Wrong>> = given.iter().map(compute).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    match arguments.format {
        Format::Table => tell(&given, &computed, &mut out)?,
        Format::Json => write_json(&given, &computed, &mut out)?,
    }
    out.flush()?;
    for (at, wrong) in computed.iter().enumerate().filter_map(|(at, one)| Some((at, one.as_ref().err()?))) {
        let case = given.get(at).map_or_else(|| called(at, &Value::Null), |case| called(at, case));
        eprintln!("error: {case} of `{}`, `{}`: {}\n help: {}", path.display(), wrong.key, wrong.message, wrong.help);
    }
    let is_right = |one: &Result<Computed, Wrong>| one.as_ref().is_ok_and(|one| one.agrees != Some(false));
    if computed.iter().all(is_right) { Ok(()) } else { Err(Failure::Told) }
}

/// What came out of a case.
struct Computed {
    operation: &'static str,
    result: Value,
    /// What was expected; none if nothing was.
    expect: Option<Value>,
    agrees: Option<bool>,
}

fn read(path: &Path) -> Result<Vec<Value>, Failure> {
    let mut text = String::new();
    input::open(path)?.read_to_string(&mut text).map_err(|error| Failure::reading(path, &error))?;
    let value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        Failure::out(format!("`{}` is not JSON: {error}", path.display()), "write a list of cases: [{ \"op\": … }]")
    })?;
    match value {
        Value::Array(cases) => Ok(cases),
        Value::Object(mut file) => match file.remove("cases") {
            Some(Value::Array(cases)) => Ok(cases),
            // A case by itself.
            _ => Ok(vec![Value::Object(file)]),
        },
        _ => Err(Failure::out(format!("`{}` has no list of cases", path.display()), "write [{ \"op\": … }]")),
    }
}

fn compute(case: &Value) -> Result<Computed, Wrong> {
    let read = Case::read(case)?;
    let expect = case.get("expect").cloned();
    let (operation, result, agrees) = match read.operation {
        Operation::Deadline(work) => {
            let found = read.calendar.deadline_millis(read.start, work, &read.pauses);
            let expected = expect.as_ref().map(expected_instant).transpose()?;
            if found.is_none() && expected != Some(None) {
                let help = "write hours in `week` that are enough, or expect null";
                return Err(Wrong::new("calendar", "has not so much working time within fifty years", help));
            }
            let result = found.map_or(Value::Null, |at| instant_text::written(at).into());
            ("deadline", result, expected.map(|expected| expected == found))
        }
        Operation::Elapsed(end) => {
            let found = read.calendar.elapsed_millis(read.start, end, &read.pauses);
            let expected = expect.as_ref().map(|expect| read_number("expect", expect)).transpose()?;
            ("elapsed", seconds(found), expected.map(|expected| expected == found))
        }
    };
    Ok(Computed { operation, result, expect, agrees })
}

fn expected_instant(expect: &Value) -> Result<Option<Millis>, Wrong> {
    match expect {
        Value::Null => Ok(None),
        Value::String(text) => match instant_text::read(text) {
            Some(at) => Ok(Some(at)),
            None => Err(Wrong::new("expect", format!("`{text}` is no instant"), instant_text::HELP)),
        },
        other => Err(Wrong::new("expect", format!("`{other}` is no instant"), instant_text::HELP)),
    }
}

/// Whole seconds as a whole number.
fn seconds(of: Millis) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "a fraction of a second, for people; nothing is decided by it")]
    let fraction = || of.0 as f64 / 1000.0;
    if of.0 % 1000 == 0 { json!(of.0 / 1000) } else { json!(fraction()) }
}

/// What people would call the case: its number, and its id, name or note.
fn called(at: usize, case: &Value) -> String {
    let name = ["id", "name", "note"].iter().filter_map(|key| case.get(key)?.as_str()).find(|name| !name.is_empty());
    let name: String =
        name.unwrap_or_default().chars().map(|c| if c.is_control() { ' ' } else { c }).take(60).collect();
    if name.is_empty() { format!("case {}", at + 1) } else { format!("case {} ({name})", at + 1) }
}

fn tell(given: &[Value], computed: &[Result<Computed, Wrong>], out: &mut impl Write) -> io::Result<()> {
    let plain = |value: &Value| match value {
        Value::Null => "never".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    for (at, (case, one)) in given.iter().zip(computed).enumerate() {
        let Ok(one) = one else {
            writeln!(out, "{:<9} {:<24} {:<10} {}", "-", "cannot be computed", "-", called(at, case))?;
            continue;
        };
        let verdict = match (&one.expect, one.agrees) {
            (Some(_), Some(true)) => "agrees".to_owned(),
            (Some(expect), Some(false)) => format!("DIFFERS, expected {}", plain(expect)),
            _ => "-".to_owned(),
        };
        writeln!(out, "{:<9} {:<24} {verdict:<10} {}", one.operation, plain(&one.result), called(at, case))?;
    }
    let count = |wanted| computed.iter().flatten().filter(|one| one.agrees == wanted).count();
    let (agree, differ, open) = (count(Some(true)), count(Some(false)), count(None));
    let wrong = computed.iter().filter(|one| one.is_err()).count();
    let wrong = if wrong == 0 { String::new() } else { format!(", {wrong} cannot be computed") };
    writeln!(
        out,
        "{} cases: {agree} agree, {differ} differ, {open} expect nothing{wrong}; zone data {}",
        given.len(),
        zone_data_version()
    )
}

fn write_json(given: &[Value], computed: &[Result<Computed, Wrong>], out: &mut impl Write) -> io::Result<()> {
    let with_result = |(case, one): (&Value, &Result<Computed, Wrong>)| {
        let mut case = case.clone();
        let Some(entries) = case.as_object_mut() else { return case };
        match one {
            Ok(one) => {
                entries.insert("result".to_owned(), one.result.clone());
                one.agrees.map(|agrees| entries.insert("agrees".to_owned(), agrees.into()));
            }
            Err(wrong) => {
                let error = json!({ "key": wrong.key, "message": wrong.message, "help": wrong.help });
                entries.insert("error".to_owned(), error);
            }
        }
        case
    };
    let cases: Vec<Value> = given.iter().zip(computed).map(with_result).collect();
    writeln!(out, "{}", Value::Array(cases))
}
