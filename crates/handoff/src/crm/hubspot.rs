//! HubSpot's CRM API, version 3: developers.hubspot.com/docs/api-reference/legacy/crm/objects/contacts
//! and …/activities/notes ("Create or update a batch … by unique property values"),
//! …/crm/associations-v4, …/crm/search, "Usage guidelines" and "Error handling". Read there, not run
//! against HubSpot.

use serde_json::{Value as Json, json};

use super::conversation::{failed, is_code, object, request};
use super::order::Order;
use crate::{Outcome, Request};

/// Where it is.
pub(super) const API: &str = "https://api.hubapi.com";
/// So many changed contacts are looked at a time.
pub(super) const PAGE: usize = 20;

/// The contact of an address, made or changed.
pub(super) fn upsert(base: &str, token: &str, order: &Order) -> Request {
    let input = json!({
        "id": order.email.clone().unwrap_or_default(),
        "idProperty": "email",
        "properties": object(&order.properties),
        "objectWriteTraceId": order.lead,
    });
    let url = format!("{base}/crm/v3/objects/contacts/batch/upsert");
    request("POST", url, token, Some(&json!({"inputs": [input]})))
}

/// The one note of a lead, found by the lead's id in a property that is unique among notes: however
/// often it is written, it is one.
pub(super) fn note(base: &str, token: &str, lead: &str, (text, at, key): &(String, i64, String)) -> Request {
    let input = json!({
        "id": lead,
        "idProperty": key,
        "properties": {"hs_note_body": text, "hs_timestamp": at.to_string()},
        "objectWriteTraceId": lead,
    });
    let url = format!("{base}/crm/v3/objects/notes/batch/upsert");
    request("POST", url, token, Some(&json!({"inputs": [input]})))
}

/// Puts the note to the contact. Done twice, it is done once.
pub(super) fn attach(base: &str, token: &str, note: &str, contact: &str) -> Request {
    let url = format!("{base}/crm/v4/objects/notes/{note}/associations/default/contacts/{contact}");
    request("PUT", url, token, None)
}

/// The contacts of ours that changed since, the longest unchanged first.
pub(super) fn look(base: &str, token: &str, order: &Order) -> Request {
    let (since, properties) = order.look.clone().unwrap_or_default();
    let lead = properties.first().cloned().unwrap_or_default();
    let body = json!({
        "filterGroups": [{"filters": [
            {"propertyName": lead, "operator": "HAS_PROPERTY"},
            {"propertyName": "lastmodifieddate", "operator": "GTE", "value": since.to_string()},
        ]}],
        "sorts": [{"propertyName": "lastmodifieddate", "direction": "ASCENDING"}],
        "properties": properties,
        "limit": PAGE,
    });
    request("POST", format!("{base}/crm/v3/objects/contacts/search"), token, Some(&body))
}

/// The id of what was written, and whether it was made by that. An answer that broke off says nothing; a 207 may hold an error alone.
pub(super) fn written(heard: &Outcome) -> Result<(String, bool), Outcome> {
    let Ok(said) = serde_json::from_str::<Json>(&heard.body) else {
        return Err(failed("an answer that is not HubSpot's".to_owned()));
    };
    if let Some(id) = said.pointer("/results/0/id").and_then(id_of) {
        return Ok((id, said.pointer("/results/0/new").and_then(Json::as_bool) == Some(true)));
    }
    if said.pointer("/errors/0").is_some() {
        return Err(Outcome { status: Some(400), body: words(&said), ..Outcome::default() });
    }
    Err(failed("an answer that is not HubSpot's".to_owned()))
}

/// Ids go into paths: what is no number is none.
fn id_of(value: &Json) -> Option<String> {
    let id = value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|id| id.to_string()))?;
    (!id.is_empty() && id.len() <= 20 && id.bytes().all(|byte| byte.is_ascii_digit())).then_some(id)
}

/// A refusal, in codes. Two writers at once (409), a record that is locked (423) and an account that is
/// being moved (477) pass.
pub(super) fn refused(heard: Outcome) -> Outcome {
    let said = serde_json::from_str::<Json>(&heard.body).unwrap_or_default();
    let status = match heard.status {
        Some(409 | 423 | 477) => Some(503),
        status => status,
    };
    let body = if heard.status.is_some() { format!("{} ({})", words(&said), number(&heard)) } else { String::new() };
    Outcome { status, body, ..heard }
}

fn number(heard: &Outcome) -> String {
    heard.status.map(|status| status.to_string()).unwrap_or_default()
}

/// `HubSpot: VALIDATION_ERROR baton_score`: the category, and the properties it names.
fn words(said: &Json) -> String {
    let first = said.get("errors").and_then(Json::as_array).and_then(|errors| errors.first());
    let category = [Some(said), first].into_iter().flatten().find_map(|of| of.get("category").and_then(Json::as_str));
    let codes = category.into_iter().chain(properties(said));
    let codes: Vec<&str> = codes.filter(|code| is_code(code)).collect();
    if codes.is_empty() { "HubSpot".to_owned() } else { format!("HubSpot: {}", codes.join(" ")) }
}

fn properties(said: &Json) -> Vec<&str> {
    let errors = said.get("errors").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let names = errors.iter().filter_map(|error| error.pointer("/context/propertyName/0").and_then(Json::as_str));
    names.take(5).collect()
}
