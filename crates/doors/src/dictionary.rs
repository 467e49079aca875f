//! Words for libFuzzer, which guesses letters but no keys.

use std::collections::BTreeSet;

use baton_agreement::json_schema;
use baton_scoring::Field;
use serde_json::Value;

use crate::{AGREEMENT, Door, LEAD, PACKED, SAID};

/// libFuzzer takes no longer word, in bytes.
const LONGEST: usize = 64;

/// The words worth trying at a door, in libFuzzer's own form; none for bytes.
#[must_use]
pub fn dictionary(door: &Door) -> String {
    let mut words = BTreeSet::new();
    if door.name == AGREEMENT.name {
        agreement(&mut words);
    } else if door.name == LEAD.name {
        words.extend(Field::ALL.map(|field| format!("\"name\":\"{}\",\"value\":\"", field.id())));
        words.extend(LEAD_WORDS.map(str::to_owned));
    } else if door.name == PACKED.name {
        words.extend(
            Field::ALL.map(|field| format!("\u{1e}f\u{1f}{}\u{1f}\u{1f}\u{1f}\u{1f}\u{1f}\u{1f}\u{1f}", field.id())),
        );
        words.extend(Field::ALL.map(|field| format!("\u{1f}{}", char::from(0x40 + field.number()))));
        words.extend(PACKED_WORDS.map(str::to_owned));
    }
    if door.name == SAID.name {
        words.extend(SAID_WORDS.map(str::to_owned));
    }
    if door.name != AGREEMENT.name && !words.is_empty() {
        words.extend(ANSWERS.map(str::to_owned));
    }
    let lines = words.iter().filter(|word| !word.is_empty() && word.len() <= LONGEST);
    lines.flat_map(|word| [quoted(word), "\n".to_owned()]).collect()
}

const LEAD_WORDS: [&str; 14] = [
    "{\"v\":1,\"id\":\"01941f29-7c00-7000-8000-000000000000\",",
    "\"fields\":[{",
    "},{",
    "\"value\":\"",
    "\"type\":\"email\"",
    "\"autocomplete\":\"organization\"",
    "\"label\":\"",
    "\"placeholder\":\"",
    "\"field\":\"",
    "\"signals\":[{\"name\":\"pricing_page\",\"at\":1789999000}]",
    "\"page\":{\"url\":\"https://a.example/demo?utm_source=",
    "\"language\":\"de\"",
    "\"submitted_at\":",
    "\"shown\":{\"offer\":\"meeting\"}",
];

const SAID_WORDS: [&str; 12] = [
    "payload=%7B%22type%22%3A%22",
    "block_actions%22%2C%22actions%22%3A%5B%7B%22action_id%22%3A%22",
    "\"event\":\"invitee.canceled\"",
    "\"triggerEvent\":\"BOOKING_CANCELLED\"",
    "\"scheduled_event\":{\"start_time\":\"",
    "\"move\":\"rejected\",\"reason\":\"other\",\"note\":\"",
    "\"move\":\"undone\"",
    "\"points\":[{\"point\":\"",
    "\"signals\":[{\"email\":\"",
    "\"role\":\"read_only\",\"scopes\":[\"",
    "\"rep\":\"ana\",\"open_leads\":",
    "E-mail;Name;Company\r\n",
];

const PACKED_WORDS: [&str; 7] = [
    "\u{1e}p\u{1f}https://a.example/demo?utm_source=",
    "\u{1e}o\u{1f}content",
    "\u{1e}l\u{1f}de",
    "\u{1e}s\u{1f}pricing_page\u{1f}1789999000",
    "\u{1e}v\u{1f}/pricing\u{1f}1789999000",
    "\u{1e}c\u{1f}champion\u{1f}1",
    "\u{1f}!1789999000:pricing_page",
];

/// Answers that the normalisers know.
const ANSWERS: [&str; 24] = [
    "@gmail.com",
    "@works.co.uk",
    "Chief",
    "Head of",
    "Geschäftsführer",
    "stagiaire",
    "CTO",
    "50-200",
    "1000+",
    "1.000",
    "10k",
    "EUR",
    "$",
    "Germany",
    "Deutschland",
    "Bavaria",
    "+49",
    "00",
    "ext",
    "ASAP",
    "next quarter",
    "GmbH",
    "https://www.",
    "\u{130}",
];

/// Every key as it begins a line, every section, every word that a key can have.
fn agreement(words: &mut BTreeSet<String>) {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap_or_default();
    walk(&schema, words);
    for section in schema.get("properties").and_then(Value::as_object).into_iter().flat_map(|keys| keys.keys()) {
        words.insert(format!("\n[{section}]\n"));
        words.insert(format!("\n[[{section}]]\n"));
    }
    let signs = ["\"\"\"", "'''", " = { ", " },", "\\u0000", "0x", "1979-05-27", "[\"\"]", "\"5m\"", "\"50%\"", "true"];
    words.extend(signs.map(str::to_owned));
}

fn walk(schema: &Value, words: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            for name in object.get("properties").and_then(Value::as_object).into_iter().flat_map(|keys| keys.keys()) {
                words.insert(format!("\n{name} = "));
                words.insert(format!(", {name} = "));
            }
            let choices = object.get("enum").and_then(Value::as_array).into_iter().flatten();
            words.extend(choices.filter_map(Value::as_str).map(|word| format!("\"{word}\"")));
            object.values().for_each(|inner| walk(inner, words));
        }
        Value::Array(items) => items.iter().for_each(|inner| walk(inner, words)),
        _ => {}
    }
}

fn quoted(word: &str) -> String {
    let mut quoted = String::from("\"");
    for byte in word.bytes() {
        match byte {
            b'"' | b'\\' => quoted.extend(['\\', char::from(byte)]),
            0x20..0x7f => quoted.push(char::from(byte)),
            _ => quoted.push_str(&format!("\\x{byte:02x}")),
        }
    }
    quoted.push('"');
    quoted
}
