//! The events that other systems are told of, described: as one page, and as JSON Schema. Both are
//! made from the types that are sent.

use std::fmt::Write;

use serde_json::{Map, Value as Json, json};

use crate::log::{Described, KINDS};
use crate::webhook::WIRE;

/// What whoever asks for `lead.assigned` is told of beside what they ask for.
const ALONG: [&str; 4] = ["lead.corrected", "lead.joined", "lead.united", "lead.reassigned"];
/// The facts of a package: what [`crate::Package`] has.
const FACTS: [&str; 5] = ["who", "source", "message", "timeline", "channel"];

/// The kinds that a webhook can be told of, in the order of the log.
fn told() -> impl Iterator<Item = &'static Described> {
    let asked = baton_agreement::EVENTS;
    KINDS.iter().filter(move |kind| asked.contains(&kind.id) || ALONG.contains(&kind.id))
}

/// The JSON Schema of every event, version 1.
#[must_use]
pub fn json_schema() -> String {
    let mut event = object_of("Wire");
    let types: Vec<&str> = told().map(|kind| kind.id).collect();
    if let Some(fields) = event.get_mut("properties").and_then(Json::as_object_mut) {
        fields.insert("v".to_owned(), json!({"const": 1}));
        fields.insert("type".to_owned(), json!({"enum": types}));
        fields.insert("data".to_owned(), json!({"type": "object"}));
    }
    let each = told().map(|kind| {
        json!({"properties": {"type": {"const": kind.id}, "data": data_of(kind)}, "description": kind.doc.trim()})
    });
    event.insert("oneOf".to_owned(), each.collect());
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!("Events of a Baton desk, version 1"));
    schema.extend(event);
    format!("{:#}\n", Json::Object(schema))
}

/// The page about the events, in Markdown.
#[must_use]
pub fn documentation() -> String {
    let mut page = HEAD.to_owned();
    for (name, fields) in WIRE {
        let title = if *name == "Wire" { "Event".to_owned() } else { format!("`{}`", name.to_lowercase()) };
        let _ = writeln!(page, "\n## {title}\n\n| field | type | |\n| --- | --- | --- |");
        for (field, kind, said) in *fields {
            let _ = writeln!(page, "| `{}` | {} | {} |", plain(field), in_words(kind), said.trim());
        }
    }
    page.push_str("\n`package` has ");
    page.push_str(&FACTS.map(|fact| format!("`{fact}`")).join(", "));
    page.push_str(": texts, or null where nobody said so; and, where there is something to \
         say, `shown` (what the visitor was offered) and `ask_next` (what the SQL gate misses, a list).\n\n## Types of events\n");
    for kind in told() {
        let _ = writeln!(page, "\n### `{}`\n\n{}\n", kind.id, kind.doc.trim());
        let fields = kind.fields.iter().map(|(field, of)| format!("`{}` ({})", plain(field), in_words(of)));
        let _ = writeln!(page, "`data`: {}.", fields.collect::<Vec<_>>().join(", "));
    }
    page
}

const HEAD: &str = "# Events

A delivery of kind `webhook` is posted JSON, an event a request. [`events.v1.schema.json`](events.v1.schema.json) is the JSON
Schema of all of them; this page and the schema are made from the types that are sent, and a test holds both.

- **Answer 2xx** once you have it, within ten seconds. Everything else is tried again, for a day.
- **The same event may come twice.** It has the same `id` then, in the body and in the header `webhook-id`.
- **About one lead, events come in their order**; about two leads in any.
- **It is signed** where the delivery names a `signing_secret`: [Standard Webhooks](https://www.standardwebhooks.com), headers
  `webhook-id`, `webhook-timestamp` and `webhook-signature`. While a key takes the place of another, both sign.
- **Fields are added**, never changed or taken away: read what you know and leave the rest. Texts are as they were typed.
";

/// An object's schema, by the name of its type.
fn object_of(name: &str) -> Map<String, Json> {
    let fields = WIRE.iter().find(|(known, _)| *known == name).map(|(_, fields)| *fields).unwrap_or_default();
    let schema = fields.iter().map(|(field, kind, said)| {
        let mut of = schema_of(kind);
        if let Some(of) = of.as_object_mut() {
            of.insert("description".to_owned(), json!(said.trim()));
        }
        (plain(field).to_owned(), of)
    });
    let properties: Map<String, Json> = schema.collect();
    object(properties)
}

fn data_of(kind: &Described) -> Json {
    let mut properties = Map::new();
    properties.insert("v".to_owned(), json!({"const": 1}));
    properties.extend(kind.fields.iter().map(|(field, of)| (plain(field).to_owned(), schema_of(of))));
    Json::Object(object(properties))
}

/// Everything is always there: what is not known is null.
fn object(properties: Map<String, Json>) -> Map<String, Json> {
    let required: Vec<&String> = properties.keys().collect();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("required".to_owned(), json!(required));
    schema.insert("properties".to_owned(), Json::Object(properties));
    schema
}

/// The schema of a Rust type, as it is written.
fn schema_of(kind: &str) -> Json {
    match bare(kind) {
        (inner, true) => json!({"anyOf": [schema_of(inner), {"type": "null"}]}),
        ("&'a str" | "String", _) => json!({"type": "string"}),
        ("i64" | "u8", _) => json!({"type": "integer"}),
        ("bool", _) => json!({"type": "boolean"}),
        ("&'a Package", _) => {
            let fact = json!({"type": ["string", "null"]});
            let mut package = object(FACTS.map(|name| (name.to_owned(), fact.clone())).into_iter().collect());
            // What is said only where there is something to say.
            if let Some(Json::Object(properties)) = package.get_mut("properties") {
                properties.insert("shown".to_owned(), json!({"type": "string"}));
                properties.insert("ask_next".to_owned(), json!({"type": "array", "items": {"type": "string"}}));
            }
            Json::Object(package)
        }
        (name, _) => match object_of(name.trim_end_matches("<'a>")) {
            known if WIRE.iter().any(|(wire, _)| *wire == name.trim_end_matches("<'a>")) => Json::Object(known),
            _ => json!({"type": "object"}),
        },
    }
}

fn in_words(kind: &str) -> String {
    match bare(kind) {
        (inner, true) => format!("{} or null", in_words(inner)),
        ("&'a str" | "String", _) => "text".to_owned(),
        ("i64" | "u8", _) => "number".to_owned(),
        ("bool", _) => "true or false".to_owned(),
        (name, _) if WIRE.iter().any(|(known, _)| *known == name.trim_end_matches("<'a>")) => {
            format!("`{}`", name.trim_end_matches("<'a>").to_lowercase())
        }
        _ => "object".to_owned(),
    }
}

/// A type without its `Option`, and whether it has one.
fn bare(kind: &str) -> (&str, bool) {
    match kind.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>')) {
        Some(inner) => (inner, true),
        None => (kind, false),
    }
}

/// A name as it is on the wire.
fn plain(field: &str) -> &str {
    field.strip_prefix("r#").unwrap_or(field)
}
