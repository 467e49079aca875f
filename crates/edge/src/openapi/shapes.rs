//! The shapes of bodies, answers and queries. What has a type of its own in `baton_handoff` stands in
//! `shapes.json`, made from that type (a test holds them to each other); short answers stand here.

use crate::routes::Ask;
use serde_json::{Map, Value, json};

/// Made from the types: `BATON_BLESS=1 cargo test -p baton-edge openapi`.
const TYPED: &str = include_str!("shapes.json");

/// Every shape that has a name.
pub fn all() -> Map<String, Value> {
    let mut all: Map<String, Value> = serde_json::from_str(TYPED).unwrap_or_default();
    let problem = json!({"type": "object", "required": ["code", "message", "help"], "properties": {
        "code": {"type": "string"}, "message": {"type": "string"}, "help": {"type": "string"}}});
    all.insert("Problem".to_owned(), problem);
    all.insert("lead.body".to_owned(), lead());
    all
}

/// A shape by its name.
pub fn named(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// An object with these texts in it, all of them needed.
pub fn texts(names: &[&str]) -> Value {
    object(&names.iter().map(|name| (*name, "string")).collect::<Vec<_>>())
}

/// An object with these in it, all of them needed.
fn object(members: &[(&str, &str)]) -> Value {
    let properties: Map<String, Value> =
        members.iter().map(|(name, kind)| ((*name).to_owned(), json!({"type": kind}))).collect();
    let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "required": names, "properties": properties})
}

/// What a question is answered with, where that is JSON.
pub fn answer(ask: &Ask) -> Value {
    match ask {
        Ask::Publish | Ask::Restore(_) => named("publish"),
        Ask::Drafts => {
            json!({"type": "object", "required": ["v", "now", "version", "required", "drafts"], "properties": {
            "v": {"type": "integer"}, "now": {"type": "integer"}, "version": {"type": "integer"},
            "required": {"type": "boolean"}, "drafts": {"type": "array", "items": draft()}}})
        }
        Ask::MakeDraft | Ask::Draft(_) => draft(),
        // Published, it answers as publishing does.
        Ask::ChangeDraft(_) => json!({"anyOf": [draft(), named("publish")]}),
        Ask::PastLeads => json!({"type": "object", "required": ["v", "leads", "next"], "properties": {
            "v": {"type": "integer"}, "leads": {"type": "array", "items": {"type": "object"}},
            "next": {"type": ["integer", "null"]}}}),
        Ask::Agreements => named("agreements"),
        Ask::Intake | Ask::Arrive(_) => named("intake"),
        Ask::CrmLead(_) => {
            json!({"anyOf": [named("intake"), object(&[("v", "integer"), ("lead", "string"), ("repeat", "boolean")])]})
        }
        Ask::Offer(_) => named("offer"),
        Ask::Booked(_) | Ask::Meeting(_) => object(&[("v", "integer"), ("repeat", "boolean")]),
        Ask::Move(_) => object(&[("v", "integer"), ("state", "string"), ("repeat", "boolean")]),
        Ask::Score => json!({"type": "object", "required": ["verdicts"], "properties": {
            "verdicts": {"type": "array", "items": {"type": "object"}}}}),
        Ask::Leads => named("leads"),
        Ask::Lead(_) => named("lead"),
        Ask::Now => named("now"),
        Ask::Accounts => object(&[("v", "integer"), ("accounts", "integer")]),
        Ask::Signals => named("signals"),
        Ask::Import => named("import"),
        Ask::Export => json!({"type": "object", "required": ["v", "leads"], "properties": {
            "v": {"type": "integer"}, "leads": {"type": "array", "items": named("person")}}}),
        Ask::Erase => object(&[("v", "integer"), ("erased", "integer")]),
        Ask::Deliveries | Ask::TestEndpoint(_) | Ask::Replay(_) => named("deliveries"),
        Ask::PushKey => json!({"type": "object", "required": ["v", "key"], "properties": {
            "v": {"type": "integer"}, "key": {"type": ["string", "null"]}}}),
        Ask::Push => object(&[("v", "integer")]),
        Ask::Crm(_) => object(&[("v", "integer"), ("taken", "integer"), ("ignored", "integer")]),
        Ask::Roster | Ask::ChangeRoster => named("roster"),
        Ask::Report => named("report"),
        Ask::Digest => named("digest"),
        Ask::CommentDigest | Ask::CommentLead(_) => object(&[("v", "integer")]),
        Ask::CheckFigures => named("checkFigures"),
        Ask::Disagreements => named("disagreements"),
        Ask::Log => named("log"),
        Ask::VerifyLog => named("verifyLog"),
        Ask::Session | Ask::BeginSession => bearer(),
        Ask::Tokens | Ask::RevokeToken(_) => named("tokens"),
        Ask::MakeToken => named("token"),
        Ask::TurnLinkKey => object(&[("v", "integer"), ("key", "integer")]),
        Ask::Clock => json!({"type": "object", "properties": {"now": {"type": "integer"}}}),
        // No JSON, or Slack's own.
        Ask::Agreement(_)
        | Ask::Card
        | Ask::Key
        | Ask::Book(_)
        | Ask::Live
        | Ask::LeadRows
        | Ask::Slack
        | Ask::Handoff(_)
        | Ask::Acknowledge(_)
        | Ask::EndSession => json!({"type": "object"}),
    }
}

/// What may stand behind the `?`.
pub fn query(ask: &Ask) -> Vec<(&'static str, Value)> {
    let text = || json!({"type": "string"});
    let day = || json!({"type": "string", "description": "A day, `2026-11-21`, in the desk's zone; empty: any."});
    let flag = || json!({"type": "string", "enum": ["0", "1"]});
    match ask {
        Ask::Leads | Ask::LeadRows => {
            let limit = json!({"type": "integer", "minimum": 1, "maximum": 500, "default": 100});
            let texts =
                ["before", "q", "state", "tier", "source", "owner", "reason", "figure", "rep", "pool", "campaign"];
            let texts = texts.into_iter().map(|name| (name, text()));
            [("limit", limit), ("from", day()), ("to", day())].into_iter().chain(texts).collect()
        }
        Ask::Report => vec![
            ("from", day()),
            ("to", day()),
            ("by", json!({"type": "string", "enum": ["week", "month"], "default": "week"})),
            (
                "dimension",
                json!({"type": "string", "enum": ["source", "tier", "rep", "pool", "campaign"], "default": "source"}),
            ),
        ],
        Ask::Digest => vec![("by", json!({"type": "string", "enum": ["week", "month"]})), ("of", day())],
        Ask::Publish => vec![("why", text())],
        Ask::PastLeads => vec![("before", json!({"type": "integer", "minimum": 0}))],
        Ask::Now => vec![("rep", text())],
        Ask::CheckFigures => vec![("after", json!({"type": "integer", "description": "Days since 1970."}))],
        Ask::VerifyLog => {
            vec![("after", json!({"type": "integer", "description": "A line of the log; 0 for the first."}))]
        }
        Ask::Import => vec![("source", text()), ("dry_run", flag())],
        Ask::Intake => vec![("sent", json!({"type": "integer", "description": "Milliseconds since 1970."}))],
        Ask::Book(_) => vec![("frame", text()), ("unasked", flag())],
        Ask::BeginSession => vec![("keep", flag())],
        _ => Vec::new(),
    }
}

/// A draft; with its `text` where it is asked for by itself.
fn draft() -> Value {
    json!({"type": "object", "required": ["id", "base", "at", "by", "why", "learned", "state", "approvals", "missing", "behind"],
        "properties": {"id": {"type": "integer"}, "base": {"type": "integer"}, "at": {"type": "integer"},
            "by": {"type": "string"}, "why": {"type": "string"}, "learned": {"type": "boolean"},
            "state": {"type": "string", "enum": ["open", "published", "withdrawn"]},
            "approvals": {"type": "array", "items": {"type": "object"}},
            "missing": {"type": "array", "items": {"type": "string"}}, "behind": {"type": "boolean"},
            "text": {"type": "string"}}})
}

fn bearer() -> Value {
    json!({"type": "object", "required": ["v", "name", "role", "rep", "rights"], "properties": {
        "v": {"type": "integer"}, "name": {"type": "string"}, "role": {"type": ["string", "null"]},
        "rep": {"type": ["string", "null"]}, "rights": {"type": "array", "items": {"type": "string"}}}})
}

/// A lead as the intake takes it. Its reader bounds every text and says which one is too long.
fn lead() -> Value {
    json!({"type": "object", "required": ["id", "fields"], "properties": {
        "v": {"type": "integer", "minimum": 1},
        "id": {"type": "string", "format": "uuid"},
        "revision": {"type": "integer", "minimum": 1},
        "submitted_at": {"type": ["integer", "null"], "description": "Milliseconds since 1970."},
        "page": {"type": ["object", "null"]},
        "fields": {"type": "array", "maxItems": 60, "items": {"type": "object", "properties": {
            "name": {"type": "string"}, "label": {"type": "string"}, "type": {"type": "string"},
            "value": {"type": "string"}}}},
        "signals": {"type": ["array", "null"], "items": {"type": "object"}},
    }})
}

#[cfg(test)]
mod tests {
    use super::{TYPED, all, answer, query};
    use crate::openapi::operations::{every, operation};
    use serde_json::Value;
    use std::{env, fs};

    #[test]
    fn the_shapes_are_those_of_the_types() {
        let made = serde_json::to_string_pretty(&baton_handoff::shapes::shapes()).unwrap() + "\n";
        #[expect(clippy::disallowed_methods, reason = "whether files are written anew is said to the test")]
        let blesses = env::var_os("BATON_BLESS").is_some();
        if blesses {
            fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/openapi/shapes.json"), &made).unwrap();
        }
        assert!(made == TYPED, "a type was changed: BATON_BLESS=1 cargo test -p baton-edge openapi");
    }

    /// Every reference leads to a shape, and every shape is led to.
    #[test]
    fn names_and_shapes_are_one() {
        let shapes = all();
        let mut text: String = every().iter().map(|ask| answer(ask).to_string()).collect();
        text.extend(every().iter().filter_map(|ask| operation(ask).sends.map(|(_, shape)| shape.to_string())));
        for name in shapes.keys().filter(|name| !["Problem", "publish.problem"].contains(&name.as_str())) {
            assert!(text.contains(&format!("#/components/schemas/{name}\"")), "nothing has the shape {name}");
        }
        for name in text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(shapes.contains_key(name), "there is no shape {name}");
        }
    }

    #[test]
    fn what_is_asked_in_the_address_is_read_there() {
        let sources = [
            include_str!("../intake.rs"),
            include_str!("../agreement.rs"),
            include_str!("../translate.rs"),
            include_str!("../entrance.rs"),
            include_str!("../other_ways.rs"),
        ]
        .concat();
        for ask in every() {
            for (name, shape) in query(&ask) {
                let read = [format!("\"{name}\""), format!("said(\"{name}\"")].iter().any(|way| sources.contains(way));
                assert!(read && shape.get("type").is_some_and(Value::is_string), "{ask:?} {name}");
            }
        }
    }
}
