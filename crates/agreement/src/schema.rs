//! The JSON Schema of an agreement, for editors.
//!
//! Draft 7, which the TOML language servers read. It knows the form of the file; what its
//! parts mean together is for [`crate::check`].

use crate::keys::{Key, Kind, Need, ROOT, Section};
use crate::pretty::Node;

/// The schema of the whole file, from the table the reader works by.
#[must_use]
pub fn json_schema() -> String {
    let mut sections: Vec<&'static Section> = Vec::new();
    collect(&ROOT, &mut sections);
    let mut definitions: Vec<(String, Node)> = vec![
        ("name".to_owned(), text_like("Small letters, digits, `_` and `-`, at most 64.", "^[a-z0-9_-]{1,64}$")),
        ("duration".to_owned(), text_like("A whole number and a unit: 30s, 5m, 4h or 2d.", DURATION)),
        ("block".to_owned(), text_like("Two times of 24 hours: 09:00-17:30; over midnight: 22:00-06:00.", BLOCK)),
    ];
    definitions.extend(sections.into_iter().map(|section| (section.short(), table(section))));
    let Node::Object(mut root) = table(&ROOT) else { return String::new() };
    root.retain(|(key, _)| key != "description");
    let mut all = vec![
        ("$schema".to_owned(), Node::text("http://json-schema.org/draft-07/schema#")),
        ("title".to_owned(), Node::text("What marketing and sales agreed on")),
        (
            "description".to_owned(),
            Node::text("docs/agreement.md explains every key; `baton check` tells what this cannot."),
        ),
    ];
    all.append(&mut root);
    all.push(("$defs".to_owned(), Node::Object(definitions)));
    Node::Object(all).print()
}

const DURATION: &str = "^[0-9]+ ?(s|m|min|h|d)$";
const BLOCK: &str = "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})? ?[-–] ?[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$";
const STEP: &str = "^([0-9]+ ?%|[0-9]+ ?(s|m|min|h|d))$";

/// Every section within another one, each once.
fn collect(section: &'static Section, found: &mut Vec<&'static Section>) {
    for key in section.each() {
        if let Kind::Table(inner) | Kind::Tables(inner) | Kind::NamedTables(inner) = key.kind
            && !found.iter().any(|known| known.title == inner.title)
        {
            found.push(inner);
            collect(inner, found);
        }
    }
}

fn table(section: &Section) -> Node {
    let properties = section.each().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<Node> =
        section.each().filter(|key| key.need == Need::Required).map(|key| Node::text(key.name)).collect();
    let mut all = vec![
        ("type", Node::text("object")),
        ("description", Node::text(section.doc)),
        ("properties", Node::Object(properties)),
    ];
    if !required.is_empty() {
        all.push(("required", Node::List(required)));
    }
    all.push(("additionalProperties", Node::Flag(false)));
    Node::object(all)
}

fn property(key: &Key) -> Node {
    let mut all = vec![("description", Node::Text(description(key)))];
    all.append(&mut kind(&key.kind));
    if has_literal(&key.kind) {
        all.push(("examples", Node::List(vec![Node::Written(key.example)])));
    }
    Node::object(all)
}

fn description(key: &Key) -> String {
    match key.need {
        Need::Default(default) => format!("{} Default: {default}.", key.doc),
        Need::Required | Need::Optional => key.doc.to_owned(),
    }
}

/// Whether the example of a key reads the same in TOML and in JSON.
fn has_literal(kind: &Kind) -> bool {
    !matches!(
        kind,
        Kind::Date
            | Kind::Dates
            | Kind::Table(_)
            | Kind::Tables(_)
            | Kind::NamedTables(_)
            | Kind::NamedTexts
            | Kind::NamedLists
            | Kind::NamedDurations(_)
    )
}

fn kind(kind: &Kind) -> Vec<(&'static str, Node)> {
    let texts = || Node::object(vec![("type", Node::text("array")), ("items", Node::of_type("string"))]);
    match kind {
        Kind::Text => vec![("type", Node::text("string"))],
        Kind::Name => vec![("allOf", Node::List(vec![reference("name")]))],
        Kind::Flag => vec![("type", Node::text("boolean"))],
        Kind::Date => vec![("type", Node::text("string")), ("format", Node::text("date"))],
        Kind::Dates => {
            let date = vec![("type", Node::text("string")), ("format", Node::text("date"))];
            vec![("type", Node::text("array")), ("items", Node::object(date))]
        }
        Kind::Blocks => vec![("type", Node::text("array")), ("items", reference("block"))],
        Kind::Number(from, to) => {
            let mut all = vec![("type", Node::text("integer")), ("minimum", Node::Number(*from))];
            if *to < i32::MAX {
                all.push(("maximum", Node::Number(*to)));
            }
            all
        }
        Kind::Numbers(count) => {
            let count = i32::try_from(*count).unwrap_or(i32::MAX);
            vec![
                ("type", Node::text("array")),
                ("items", Node::of_type("integer")),
                ("minItems", Node::Number(count)),
                ("maxItems", Node::Number(count)),
            ]
        }
        Kind::Duration(_) => vec![("allOf", Node::List(vec![reference("duration")]))],
        Kind::Step => vec![("type", Node::text("string")), ("pattern", Node::text(STEP))],
        Kind::Texts => vec![("type", Node::text("array")), ("items", Node::of_type("string"))],
        Kind::Choice(words) => vec![("type", Node::text("string")), ("enum", Node::texts(&words()))],
        Kind::Choices(words) => {
            vec![("type", Node::text("array")), ("items", Node::object(vec![("enum", Node::texts(&words()))]))]
        }
        Kind::Table(section) => vec![("allOf", Node::List(vec![reference(&section.short())]))],
        Kind::Tables(section) => vec![("type", Node::text("array")), ("items", reference(&section.short()))],
        Kind::NamedTables(section) => named(reference(&section.short())),
        Kind::NamedTexts => named(Node::of_type("string")),
        Kind::NamedLists => named(texts()),
        Kind::NamedDurations(_) => named(reference("duration")),
    }
}

fn named(value: Node) -> Vec<(&'static str, Node)> {
    vec![("type", Node::text("object")), ("additionalProperties", value)]
}

fn reference(name: &str) -> Node {
    Node::object(vec![("$ref", Node::Text(format!("#/$defs/{name}")))])
}

fn text_like(description: &str, pattern: &str) -> Node {
    Node::object(vec![
        ("type", Node::text("string")),
        ("description", Node::text(description)),
        ("pattern", Node::text(pattern)),
    ])
}
