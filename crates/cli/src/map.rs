//! `baton map`.

use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

use baton_scoring::{Field, Mapped, MappedBy, RawField, explain_mapping};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::fail::Failure;
use crate::input;

/// Tells what each field of a form is taken for, and which witness said so.
///
/// Each line of the file is a form: `{"id": …, "fields": […]}`, or the list of fields alone. A
/// field has `tag`, `type`, `name`, `id`, `placeholder`, `autocomplete`, `aria`, `label`,
/// `options` (a list of texts) and `field` (the page's own `data-baton-field`), as far as there
/// are such. The mapping is that of the widget and of the edge.
#[derive(Args)]
#[command(after_help = "\
Examples:
  baton map forms.jsonl
  baton map - --format json < forms.jsonl
  echo '[{\"type\":\"text\",\"name\":\"q3\",\"label\":\"Nombre y apellidos\"}]' | baton map -

The witnesses: tag (data-baton-field), autocomplete, options, label,
placeholder, name (or id), type, neighbours. `honeypot` and `never_read`
(captchas, passwords, files, payment) are left alone. `--format json` writes a
line a form: {\"id\":…,\"fields\":[{\"name\":…,\"field\":\"email\" or
null,\"by\":…,\"word\":…}]}.")]
pub(crate) struct Arguments {
    /// A .jsonl file, or `-` for standard input.
    forms: PathBuf,
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
    let path = &arguments.forms;
    let input = input::open(path)?;
    let mut out = BufWriter::new(io::stdout().lock());
    for (at, line) in BufReader::new(input).lines().enumerate() {
        let line = line.map_err(|error| Failure::reading(path, &error))?;
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() {
            continue;
        }
        match Form::read(line, at + 1) {
            Ok(form) => form.tell(&mut out, arguments.format)?,
            Err((message, help)) => {
                // The forms before one that cannot be read are told all the same.
                out.flush()?;
                return Err(Failure::out(format!("line {} of `{}` {message}", at + 1, path.display()), help));
            }
        }
    }
    out.flush()?;
    Ok(())
}

/// A form of the file.
struct Form {
    id: String,
    fields: Vec<RawField>,
}

impl Form {
    /// A line; or what is wrong with it, and what to do.
    fn read(line: &str, number: usize) -> Result<Form, (String, &'static str)> {
        const SHAPE: &str = "write one form a line: {\"id\":\"demo\",\"fields\":[{\"type\":\"email\",\"name\":\"e\"}]}";
        let value: Value = serde_json::from_str(line).map_err(|error| (format!("is not JSON: {error}"), SHAPE))?;
        let list = value.get("fields").unwrap_or(&value).as_array();
        let list = list.ok_or_else(|| ("has no list of fields".to_owned(), SHAPE))?;
        let field = |(at, field): (usize, &Value)| {
            if field.is_object() {
                Ok(descriptor(field))
            } else {
                Err((format!("has no object as field {}", at + 1), SHAPE))
            }
        };
        let id = value.get("id").filter(|id| !id.is_null()).map_or_else(|| number.to_string(), text);
        Ok(Form { id, fields: list.iter().enumerate().map(field).collect::<Result<_, _>>()? })
    }

    fn tell(&self, out: &mut impl Write, format: Format) -> io::Result<()> {
        let mapped = explain_mapping(&self.fields);
        if format == Format::Json {
            return writeln!(out, "{}", self.json(&mapped));
        }
        writeln!(out, "form {}", plain(&self.id))?;
        for (raw, one) in self.fields.iter().zip(&mapped) {
            let field = one.field.map_or("-", Field::id);
            writeln!(out, "  {:<28} {field:<16} {}", called(raw), why(one))?;
        }
        Ok(())
    }

    fn json(&self, mapped: &[Mapped]) -> Value {
        let field = |(raw, one): (&RawField, &Mapped)| json!({ "name": raw.name, "field": one.field.map(Field::id), "by": one.by.id(), "word": spoken(one.word) });
        json!({ "id": self.id, "fields": self.fields.iter().zip(mapped).map(field).collect::<Vec<_>>() })
    }
}

/// A field as the file has it, cut as the widget cuts it.
fn descriptor(field: &Value) -> RawField {
    let said = |key: &str| cut(field.get(key).map(text).unwrap_or_default(), DESCRIPTOR_BYTES);
    let tag = said("tag").to_ascii_lowercase();
    let kind = if matches!(tag.as_str(), "select" | "textarea") { tag } else { said("type").to_ascii_lowercase() };
    let label = said("label");
    RawField {
        name: said("name"),
        id: said("id"),
        kind,
        autocomplete: said("autocomplete"),
        label: if label.chars().any(char::is_alphanumeric) { label } else { said("aria") },
        placeholder: said("placeholder"),
        field: said("field"),
        value: String::new(),
        options: field.get("options").map(options).unwrap_or_default(),
    }
}

/// Of a descriptor; as `www/embed/fields.js` has it.
const DESCRIPTOR_BYTES: usize = 120;

/// How many options there are, and the first of them, as the widget describes a select.
fn options(value: &Value) -> String {
    let Some(list) = value.as_array() else { return text(value) };
    let text = |option: &Value| option.get("text").or_else(|| option.get("label")).map_or_else(|| text(option), text);
    let all: Vec<String> = list.iter().map(text).filter(|option| !option.trim().is_empty()).collect();
    if all.is_empty() { String::new() } else { cut(format!("{}|{}", list.len(), all.join("|")), DESCRIPTOR_BYTES) }
}

/// What a value says; a list says all it has.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(false) => String::new(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

fn cut(mut text: String, bytes: usize) -> String {
    text.truncate(text.floor_char_boundary(bytes));
    text
}

/// What people would call the input.
fn called(raw: &RawField) -> String {
    let name = [&raw.name, &raw.label, &raw.id, &raw.placeholder].into_iter().find(|text| !text.trim().is_empty());
    let name: String = plain(name.map_or("(no name)", |name| name)).chars().take(28).collect();
    name
}

/// Control characters off: what stands in a file must not drive a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn why(mapped: &Mapped) -> String {
    let word = spoken(mapped.word);
    match mapped.by {
        MappedBy::Nobody => "nothing says what it is: kept as it is".to_owned(),
        by if word.is_empty() => format!("by {}", by.id()),
        by => format!("by {}: \"{word}\"", by.id()),
    }
}

/// A word of the tables without its marks.
fn spoken(word: &str) -> String {
    word.replace('_', " ").trim().to_owned()
}
