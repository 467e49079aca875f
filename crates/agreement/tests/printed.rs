//! The schema and the page of documentation: committed as they are printed, and true.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on shall stop; tests look where the files are"
)]

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use toml::de::{DeTable, DeValue};

const EXAMPLE: &str = include_str!("../../../examples/agreement.toml");
const EVERYTHING: &str = include_str!("everything.toml");

fn committed(name: &str, printed: &str) {
    let path = format!("{}/../../docs/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var("BATON_BLESS").is_ok() {
        std::fs::write(&path, printed).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == printed, "docs/{name} is not what is printed now: BATON_BLESS=1 cargo test -p baton-agreement");
}

#[test]
fn the_schema_is_committed() {
    committed("agreement.schema.json", &baton_agreement::json_schema());
}

#[test]
fn the_documentation_is_committed() {
    committed("agreement.md", &baton_agreement::documentation());
}

#[test]
fn the_schema_accepts_what_the_reader_accepts() {
    let schema: Value = serde_json::from_str(&baton_agreement::json_schema()).unwrap();
    for text in [EXAMPLE, EVERYTHING] {
        let printed = baton_agreement::print(&baton_agreement::check(text).agreement.unwrap());
        for text in [text, &printed] {
            let mut wrong = Vec::new();
            validate(&schema, &schema, &as_json(text), "", &mut wrong);
            assert!(wrong.is_empty(), "{wrong:#?}");
        }
    }
}

/// The words of an agreement's keys and what they stand in: `offers.texts.en.headline`.
fn keys(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let path = format!("{path}.{key}");
                keys(value, &path, found);
                found.insert(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, path, found)),
        _ => {}
    }
}

#[test]
fn an_agreement_that_says_everything_is_printed_with_everything() {
    let printed = baton_agreement::print(&baton_agreement::check(EVERYTHING).agreement.unwrap());
    let [mut written, mut said] = [BTreeSet::new(), BTreeSet::new()];
    keys(&as_json(EVERYTHING), "", &mut written);
    keys(&as_json(&printed), "", &mut said);
    let lost: Vec<&String> = written.difference(&said).collect();
    // A note on a part of a criterion; both ends of a band, which are one `between`; and several days,
    // each of which is printed by itself.
    let printed_otherwise = [
        ".fit.all.reason",
        ".fit.at_least",
        ".fit.at_most",
        ".hours.every_day",
        ".hours.mon_to_fri",
        ".reps.hours.every_day",
    ];
    assert_eq!(lost, printed_otherwise, "{printed}");
}

#[test]
fn the_schema_refuses_what_it_can_see() {
    let schema: Value = serde_json::from_str(&baton_agreement::json_schema()).unwrap();
    for (from, to, at) in [
        ("points = 20", "point = 20", "/fit/0/point"),
        ("field = \"employees\"", "field = \"employes\"", "/fit/0/field"),
        ("points = 20", "points = \"20\"", "/fit/0/points"),
        ("weight = 2", "weight = 0", "/pools/0/members/0/weight"),
        ("kind = \"meeting\"", "kind = \"meetings\"", "/offers/0/kind"),
        ("owner = \"mara\"", "", "lacks /owner"),
        ("between = [50, 1000]", "between = [50]", "/fit/0/between"),
    ] {
        let mut wrong = Vec::new();
        validate(&schema, &schema, &as_json(&EXAMPLE.replacen(from, to, 1)), "", &mut wrong);
        assert_eq!(wrong, [at], "{to}");
    }
}

#[test]
fn every_field_and_key_is_on_the_page() {
    let page = baton_agreement::documentation();
    for field in baton_scoring::Field::ALL {
        assert!(page.contains(&format!("| `{}` |", field.id())), "{}", field.id());
    }
    let schema: Value = serde_json::from_str(&baton_agreement::json_schema()).unwrap();
    let mut tables = vec![&schema];
    tables.extend(schema["$defs"].as_object().unwrap().values());
    for table in tables {
        for key in table["properties"].as_object().map(Map::keys).into_iter().flatten() {
            assert!(page.contains(&format!("`{key}`")) || page.contains(&format!("[{key}")), "{key}");
        }
    }
}

#[test]
fn every_example_on_the_page_is_right() {
    let schema: Value = serde_json::from_str(&baton_agreement::json_schema()).unwrap();
    let page = baton_agreement::documentation();
    let blocks: Vec<&str> = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() > 15, "{}", blocks.len());
    for block in blocks {
        let mut wrong = Vec::new();
        validate(&schema, &schema, &as_json(block), "", &mut wrong);
        wrong.retain(|wrong| !wrong.starts_with("lacks "));
        assert!(wrong.is_empty(), "{block}\n{wrong:?}");
    }
    let lines = page.lines().filter_map(|line| line.strip_prefix('`')?.strip_suffix('`'));
    let lines: Vec<&str> = lines.filter(|line| line.contains(" = ")).collect();
    assert!(lines.len() > 60, "{}", lines.len());
    lines.into_iter().for_each(|line| drop(as_json(line)));
}

#[test]
fn every_example_in_the_schema_is_right() {
    let schema: Value = serde_json::from_str(&baton_agreement::json_schema()).unwrap();
    let mut tables = vec![&schema];
    tables.extend(schema["$defs"].as_object().unwrap().values());
    let mut seen = 0;
    for (key, property) in tables.iter().filter_map(|table| table["properties"].as_object()).flatten() {
        for example in property["examples"].as_array().into_iter().flatten() {
            let mut wrong = Vec::new();
            validate(&schema, property, example, key, &mut wrong);
            assert!(wrong.is_empty(), "{key}: {example}");
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
}

/// The part of JSON Schema that our schema uses. Collects where a value is wrong.
fn validate(root: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    for (rule, wanted) in schema.as_object().unwrap() {
        let right = match rule.as_str() {
            "$schema" | "$defs" | "title" | "description" | "examples" | "pattern" | "format" => true,
            "$ref" => {
                let pointer = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                validate(root, root.pointer(pointer).unwrap(), value, at, wrong);
                true
            }
            "allOf" => {
                wanted.as_array().unwrap().iter().for_each(|schema| validate(root, schema, value, at, wrong));
                true
            }
            "anyOf" => {
                let fits = |schema: &Value| {
                    let mut wrong = Vec::new();
                    validate(root, schema, value, at, &mut wrong);
                    wrong.is_empty()
                };
                wanted.as_array().unwrap().iter().any(fits)
            }
            "type" => is_a(value, wanted.as_str().unwrap()),
            "enum" => wanted.as_array().unwrap().contains(value),
            "minimum" => value.as_i64().is_none_or(|number| number >= wanted.as_i64().unwrap()),
            "maximum" => value.as_i64().is_none_or(|number| number <= wanted.as_i64().unwrap()),
            "minItems" => value.as_array().is_none_or(|list| list.len() as u64 >= wanted.as_u64().unwrap()),
            "maxItems" => value.as_array().is_none_or(|list| list.len() as u64 <= wanted.as_u64().unwrap()),
            "items" => {
                for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                    validate(root, wanted, item, &format!("{at}/{place}"), wrong);
                }
                true
            }
            "required" => {
                let lacks = |key: &&Value| value.get(key.as_str().unwrap()).is_none();
                wrong.extend(
                    wanted
                        .as_array()
                        .unwrap()
                        .iter()
                        .filter(lacks)
                        .map(|key| format!("lacks {at}/{}", key.as_str().unwrap())),
                );
                true
            }
            "properties" => {
                for (key, schema) in wanted.as_object().unwrap() {
                    if let Some(value) = value.get(key) {
                        validate(root, schema, value, &format!("{at}/{key}"), wrong);
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = schema.get("properties").and_then(Value::as_object);
                for (key, value) in value.as_object().into_iter().flatten() {
                    if known.is_some_and(|known| known.contains_key(key)) {
                        continue;
                    }
                    match wanted {
                        Value::Bool(false) => wrong.push(format!("{at}/{key}")),
                        schema => validate(root, schema, value, &format!("{at}/{key}"), wrong),
                    }
                }
                true
            }
            other => panic!("the schema says `{other}`, which this test does not know"),
        };
        if !right {
            wrong.push(at.to_owned());
        }
    }
}

fn is_a(value: &Value, wanted: &str) -> bool {
    match wanted {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        _ => false,
    }
}

fn as_json(text: &str) -> Value {
    let (document, errors) = DeTable::parse_recoverable(text);
    assert!(errors.is_empty());
    table(document.get_ref())
}

fn table(entries: &DeTable<'_>) -> Value {
    Value::Object(entries.iter().map(|(key, value)| (key.get_ref().to_string(), node(value.get_ref()))).collect())
}

fn node(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => json!(text),
        DeValue::Integer(number) => json!(number.as_str().parse::<i64>().unwrap()),
        DeValue::Float(number) => json!(number.as_str().parse::<f64>().unwrap()),
        DeValue::Boolean(flag) => json!(flag),
        DeValue::Datetime(date) => json!(date.to_string()),
        DeValue::Array(items) => items.iter().map(|item| node(item.get_ref())).collect(),
        DeValue::Table(entries) => table(entries),
    }
}
