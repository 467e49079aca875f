//! Two submissions of one person as one body.

use baton_scoring::{Field, map_fields};
use serde_json::{Map, Value, json};

use crate::{Millis, ParsedLead, intake, vouched};

/// Puts a newer submission before the answers a lead has: what both answer counts as answered
/// now, what only one answers stays. Of two questions both are kept, the older with its date.
/// Signals and visits are all kept. The lead keeps its id and revision; the page, and what
/// belongs to it, is the newer one's where `is_newer_page`.
///
/// What would become too large to be a lead is the newer submission alone.
pub(crate) fn merged(held: &ParsedLead, newer: &ParsedLead, is_newer_page: bool) -> Vec<u8> {
    let read = |body: &[u8]| match serde_json::from_slice(body) {
        Ok(Value::Object(root)) => root,
        _ => Map::new(),
    };
    let (older, new) = (read(&held.raw), read(&newer.raw));
    let mut root = new.clone();
    for key in ["id", "revision"] {
        keep(&mut root, &older, key);
    }
    let alone = Value::Object(root.clone()).to_string();
    if !is_newer_page {
        for key in ["page", "submitted_at", "shown", vouched::KEY] {
            keep(&mut root, &older, key);
        }
    }
    let fields = fields((held, &older), (newer, &new));
    root.insert("fields".to_owned(), fields);
    for list in ["signals", "visits"] {
        let all = union(older.get(list), new.get(list));
        root.insert(list.to_owned(), all);
    }
    let whole = Value::Object(root).to_string();
    if whole.len() <= intake::MAX_BYTES { whole.into_bytes() } else { alone.into_bytes() }
}

/// As the older body has it, or not at all.
fn keep(root: &mut Map<String, Value>, older: &Map<String, Value>, key: &str) {
    match older.get(key) {
        Some(value) => root.insert(key.to_owned(), value.clone()),
        None => root.remove(key),
    };
}

/// A body, parsed and as it came.
type Body<'b> = (&'b ParsedLead, &'b Map<String, Value>);

fn fields(older: Body<'_>, newer: Body<'_>) -> Value {
    let asked_at = older.0.submitted_at;
    let (old, mut new) = (answered(older), answered(newer));
    let mut kept = Vec::new();
    let is_named_anew = new.iter().any(|(_, meaning)| is_name(*meaning));
    for (field, meaning) in old {
        let same = new.iter_mut().find(|(other, others)| is_same_question((&field, meaning), (other, *others)));
        match same {
            Some((other, _)) if meaning == Some(Field::Message) => add_question(other, &field, asked_at),
            Some(_) => {}
            None if is_name(meaning) && is_named_anew => {}
            None => kept.push(field),
        }
    }
    Value::Array(new.into_iter().map(|(field, _)| field).chain(kept).collect())
}

/// The fields of a body that say something, and what each is. The parser keeps their order.
fn answered((lead, body): Body<'_>) -> Vec<(Value, Option<Field>)> {
    let fields = body.get("fields").and_then(Value::as_array).cloned().unwrap_or_default();
    let says = |field: &Value| match field.get("value") {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(_) => true,
    };
    fields.into_iter().zip(map_fields(&lead.submission.fields)).filter(|(field, _)| says(field)).collect()
}

fn is_same_question(one: (&Value, Option<Field>), other: (&Value, Option<Field>)) -> bool {
    match (one.1, other.1) {
        (None, None) => one.0.get("name").is_some_and(|name| Some(name) == other.0.get("name")),
        (one, other) => one == other,
    }
}

/// A whole name and its halves answer the same question.
fn is_name(field: Option<Field>) -> bool {
    matches!(field, Some(Field::Name | Field::FirstName | Field::LastName))
}

/// What was asked before stands behind what is asked now.
fn add_question(newer: &mut Value, older: &Value, asked_at: Option<Millis>) {
    let text = |field: &Value| field.get("value").and_then(Value::as_str).unwrap_or_default().to_owned();
    let (now, before) = (text(newer), text(older));
    if now.contains(before.trim()) {
        return;
    }
    let when = asked_at.map(|at| format!(" on {}", at.day())).unwrap_or_default();
    let both = if before.contains(now.trim()) { before } else { format!("{now}\n\nAsked before{when}: {before}") };
    if let Some(field) = newer.as_object_mut() {
        field.insert("value".to_owned(), Value::String(both));
    }
}

/// Everything of both lists, once.
fn union(older: Option<&Value>, newer: Option<&Value>) -> Value {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let mut all = list(older);
    for one in list(newer) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    json!(all)
}
