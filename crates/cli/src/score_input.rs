//! Leads from CSV and JSONL, one at a time: a million rows take the memory of one.

use std::io::{self, BufRead, BufReader};
use std::iter;
use std::path::Path;

use baton_scoring::{Field, RawField, Seconds, Signal, Submission, map_fields};
use serde_json::Value;

use crate::fail::Failure;
use crate::input;

/// What is done with a lead: its submission, and what each of its fields is.
pub(crate) type Take<'t> = dyn FnMut(&Submission, &[Option<Field>]) -> Result<(), Failure> + 't;

/// Hands over every lead of a file, or of standard input for `-`, as coming from `source`.
///
/// # Errors
/// A file that cannot be read, or a row that is not one; the message names the row.
pub(crate) fn each_lead(path: &Path, from: Option<&str>, take: &mut Take<'_>) -> Result<(), Failure> {
    let mut input = BufReader::with_capacity(1 << 16, input::open(path)?);
    let first = input.fill_buf().map_err(|error| Failure::reading(path, &error))?;
    let first = first.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'{') { each_line(path, input, from, take) } else { each_row(path, input, from, take) }
}

fn each_row(path: &Path, input: impl io::Read, from: Option<&str>, take: &mut Take<'_>) -> Result<(), Failure> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let headers = reader.headers().map_err(|error| input::no_row(path, 1, &error))?.clone();
    let fields: Vec<RawField> =
        headers.iter().map(|name| RawField { name: name.to_owned(), ..RawField::default() }).collect();
    // One mapping and one submission for all rows: the header does not change.
    let mapping = map_fields(&fields);
    let mut form = Submission { fields, source: from.map(str::to_owned), ..Submission::default() };
    let mut record = csv::StringRecord::new();
    let mut row = 1;
    loop {
        row += 1;
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {
                // A row that ends early leaves its last fields empty, not as they were.
                for (field, value) in form.fields.iter_mut().zip(record.iter().chain(iter::repeat(""))) {
                    value.clone_into(&mut field.value);
                }
                take(&form, &mapping)?;
            }
            Err(error) => return Err(input::no_row(path, row, &error)),
        }
    }
}

fn each_line(path: &Path, input: impl BufRead, from: Option<&str>, take: &mut Take<'_>) -> Result<(), Failure> {
    for (at, line) in input.lines().enumerate() {
        let line = line.map_err(|error| Failure::reading(path, &error))?;
        if line.trim().is_empty() {
            continue;
        }
        let value: Value = serde_json::from_str(&line).map_err(|error| {
            Failure::out(
                format!("line {} of `{}` is not JSON: {error}", at + 1, path.display()),
                "write one JSON object a line",
            )
        })?;
        let form = Submission { source: from.map(str::to_owned), ..from_json(&value) };
        take(&form, &map_fields(&form.fields))?;
    }
    Ok(())
}

/// A lead as the widget sends it, or a flat object of names and values.
fn from_json(value: &Value) -> Submission {
    let text = |value: &Value, key: &str| value.get(key).map(plain_text).unwrap_or_default();
    let Some(fields) = value.get("fields").and_then(Value::as_array) else {
        let flat = value.as_object().into_iter().flatten();
        let fields =
            flat.map(|(name, value)| RawField { name: name.clone(), value: plain_text(value), ..RawField::default() });
        return Submission { fields: fields.collect(), ..Submission::default() };
    };
    let field = |field: &Value| RawField {
        name: text(field, "name"),
        id: text(field, "id"),
        kind: text(field, "type"),
        autocomplete: text(field, "autocomplete"),
        label: text(field, "label"),
        placeholder: text(field, "placeholder"),
        field: text(field, "field"),
        options: text(field, "options"),
        value: text(field, "value"),
    };
    // Beside the fields, and what a column would say: when it was sent.
    let sent = ["received_at", "submitted_at"].into_iter().filter(|key| value.get(*key).is_some());
    let sent = sent.map(|key| RawField { name: key.to_owned(), value: text(value, key), ..RawField::default() });
    let signal = |signal: &Value| Signal {
        name: text(signal, "name"),
        at: Seconds(signal.get("at").and_then(Value::as_i64).unwrap_or_default()),
    };
    Submission {
        fields: fields.iter().map(field).chain(sent).collect(),
        signals: value.get("signals").and_then(Value::as_array).into_iter().flatten().map(signal).collect(),
        page: value.get("page").map(|page| text(page, "url")).unwrap_or_default(),
        language: value.get("page").map(|page| text(page, "language")).unwrap_or_default(),
        ..Submission::default()
    }
}

fn plain_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(items) => items.iter().map(plain_text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
