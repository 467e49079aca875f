//! What is sent is what the schema of the events says.

use baton_handoff::{Event, LeadMove, events};
use serde_json::Value as Json;

use crate::world::{AGREEMENT, MINUTE, World, ada, id, token};

const STEPS: &str = r#"
[[escalation]]
at = "50%"
do = "remind"

[[escalation]]
at = "5m"
do = "touch_visitor"

[[escalation]]
at = "100%"
do = "tell_manager"

[[escalation]]
at = "150%"
do = "reassign"

[[deliveries]]
id = "events"
kind = "webhook"
secret = "EVENTS_WEBHOOK_URL"
"#;

fn world() -> World {
    let (before, _) = AGREEMENT.split_once("[[deliveries]]").unwrap();
    let told: Vec<&str> = baton_agreement::EVENTS
        .iter()
        .copied()
        .filter(|event| !["visitor.confirmation", "visitor.introduction"].contains(event))
        .collect();
    World::with(&format!("{before}{STEPS}on = {told:?}\n"))
}

/// What of a schema this needs; says where a value is not as it says.
fn wrong(schema: &Json, value: &Json, at: &str) -> Option<String> {
    let told = |what: &str| Some(format!("{at}: {what}, {value}"));
    if schema.get("const").is_some_and(|only| only != value) {
        return told("not the constant");
    }
    if let Some(of) = schema["enum"].as_array() {
        return if of.contains(value) { None } else { told("not in the list") };
    }
    if let Some(of) = schema["anyOf"].as_array() {
        return of.iter().map(|one| wrong(one, value, at)).min_by_key(Option::is_some).flatten();
    }
    let is = |kind: &Json| match kind.as_str().unwrap() {
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("{other}"),
    };
    let fits = match &schema["type"] {
        Json::Null => true,
        Json::Array(kinds) => kinds.iter().any(is),
        kind => is(kind),
    };
    if !fits {
        return told("another type");
    }
    for key in schema["required"].as_array().into_iter().flatten() {
        if value.get(key.as_str().unwrap()).is_none() {
            return told(&format!("lacks {key}"));
        }
    }
    for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(bad) = value.get(key).and_then(|value| wrong(schema, value, &format!("{at}.{key}"))) {
            return Some(bad);
        }
    }
    if let Some(each) = schema["oneOf"].as_array() {
        let fits = each.iter().filter(|one| wrong(one, value, at).is_none()).count();
        return if fits == 1 { None } else { told(&format!("fits {fits} of the types")) };
    }
    None
}

#[test]
fn every_event_that_is_sent_fits_the_schema_and_no_other_field_is_in_it() {
    let schema: Json = serde_json::from_str(&events::json_schema()).unwrap();
    let mut world = world();
    let mut sent: Vec<Json> = Vec::new();
    let mut tokens = Vec::new();
    for n in 1..=3 {
        world.receipt(&ada(n));
        let told = world.deliver_all();
        tokens.push(token(&told[0]));
        sent.extend(told.iter().map(|one| serde_json::from_str::<Json>(&one.body).unwrap()));
    }
    world.intake_from(Some("https://elsewhere.example"), &ada(4)).unwrap();
    world.acknowledge(&tokens[0], "Call her").unwrap();
    world
        .handle(Event::Move(LeadMove::parse(&id(2), br#"{"move":"booked","starts_at":1795348800000}"#).unwrap()))
        .unwrap();
    for minutes in [3, 3, 3, 120, 3 * 1440] {
        world.now.0 += minutes * MINUTE;
        world.due();
        sent.extend(world.deliver_all().iter().map(|one| serde_json::from_str::<Json>(&one.body).unwrap()));
    }
    let mut types: Vec<&str> = sent.iter().map(|event| event["type"].as_str().unwrap()).collect();
    types.sort_unstable();
    types.dedup();
    assert!(types.len() >= 10, "{types:?}");
    let known = schema["properties"].as_object().unwrap();
    for event in &sent {
        assert_eq!(wrong(&schema, event, "event"), None);
        assert!(event.as_object().unwrap().keys().all(|key| known.contains_key(key)), "{event}");
        let lead = schema["properties"]["lead"]["properties"].as_object().unwrap();
        assert!(event["lead"].as_object().unwrap().keys().all(|key| lead.contains_key(key)), "{event}");
    }
    // The check can fail.
    let mut other = sent[0].clone();
    other["lead"]["score"] = "80".into();
    assert!(wrong(&schema, &other, "event").is_some());
    other = sent[0].clone();
    other["data"].as_object_mut().unwrap().remove("rep");
    assert!(wrong(&schema, &other, "event").is_some());
}
