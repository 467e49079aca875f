//! A CRM as the desk's tests have it: what it holds, and what it was asked.

use std::collections::BTreeMap;

use baton_handoff::crm::{Conversation, Next};
use baton_handoff::{Event, Outcome, Request};
use serde_json::{Value as Json, json};

use crate::world::World;

/// A CRM as far as it matters here: what it holds, and what it was asked.
#[derive(Default)]
pub struct Held {
    /// Properties by the key a record is found by.
    pub records: BTreeMap<String, Json>,
    pub notes: BTreeMap<String, Json>,
    pub asked: Vec<(String, String)>,
    pub hosts: Vec<String>,
    /// What the next requests are answered instead.
    pub instead: Vec<Outcome>,
    pub sessions: usize,
}

impl Held {
    pub fn answer(&mut self, request: &Request) -> Outcome {
        let (host, path) = request.url.split_once(".com").unwrap();
        let path = path.to_owned();
        self.hosts.push(host.to_owned());
        self.asked.push((request.method.to_owned(), path.clone()));
        if !self.instead.is_empty() {
            return self.instead.remove(0);
        }
        let body: Json = serde_json::from_str(request.body.as_deref().unwrap_or("null")).unwrap_or_default();
        let ok = |body: Json| Outcome { status: Some(200), body: body.to_string(), ..Outcome::default() };
        if path == "/services/oauth2/token" {
            assert_eq!(
                request.body.as_deref(),
                Some("grant_type=client_credentials&client_id=key%2F1&client_secret=s%2Bt")
            );
            self.sessions += 1;
            return ok(
                json!({"access_token": format!("session{}", self.sessions), "instance_url": "https://evil.example"}),
            );
        }
        let header =
            |name: &str| request.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        if let Some(row) = path.strip_prefix("/services/data/v62.0/sobjects/Lead/") {
            assert_eq!((request.method, header("sforce-auto-assign")), ("PATCH", Some("FALSE")));
            assert_eq!(header("authorization"), Some(format!("Bearer session{}", self.sessions).as_str()));
            let key = row.trim_start_matches("Baton_Lead_Id__c/").to_owned();
            assert_eq!(body.get("Baton_Lead_Id__c").is_some(), !row.starts_with("Baton_Lead_Id__c/"), "{row}");
            let is_new = !self.records.contains_key(&key);
            if is_new {
                assert!(body["LastName"].is_string() && body["Company"].is_string(), "{body}");
            }
            merge(self.records.entry(key).or_insert_with(|| json!({})), &body);
            return Outcome {
                status: Some(if is_new { 201 } else { 200 }),
                body: json!({"id": "00Q000000000001", "success": true, "created": is_new}).to_string(),
                ..Outcome::default()
            };
        }
        assert_eq!(header("authorization"), Some("Bearer token"));
        match path.as_str() {
            "/crm/v3/objects/contacts/search" => ok(json!({"results": []})),
            "/crm/v3/objects/contacts/batch/upsert" => {
                let input = &body["inputs"][0];
                assert_eq!(
                    (input["idProperty"].as_str(), body["inputs"].as_array().unwrap().len()),
                    (Some("email"), 1)
                );
                for value in input["properties"].as_object().unwrap().values() {
                    assert!(value.is_string(), "HubSpot's values are texts: {value}");
                }
                let key = input["id"].as_str().unwrap().to_owned();
                let is_new = !self.records.contains_key(&key);
                merge(self.records.entry(key).or_insert_with(|| json!({})), &input["properties"]);
                ok(json!({"status": "COMPLETE", "results": [{"id": "501", "new": is_new, "properties": {}}]}))
            }
            "/crm/v3/objects/notes/batch/upsert" => {
                let input = &body["inputs"][0];
                assert_eq!(input["idProperty"], "baton_lead_id");
                self.notes.insert(input["id"].as_str().unwrap().to_owned(), input["properties"].clone());
                ok(json!({"results": [{"id": "900", "new": true}]}))
            }
            _ => {
                assert_eq!(
                    (request.method, path.as_str()),
                    ("PUT", "/crm/v4/objects/notes/900/associations/default/contacts/501")
                );
                ok(json!({}))
            }
        }
    }

    /// The one record there is.
    pub fn one(&self) -> &Json {
        assert_eq!(self.records.len(), 1, "{:?}", self.records.keys());
        self.records.values().next().unwrap()
    }
}

fn merge(into: &mut Json, from: &Json) {
    for (name, value) in from.as_object().unwrap() {
        into[name] = value.clone();
    }
}

fn setting(name: &str) -> Option<String> {
    match name {
        "HUBSPOT_TOKEN" => Some("token\n".to_owned()),
        "SALESFORCE_CLIENT" => Some("key/1 s+t".to_owned()),
        _ => None,
    }
}

/// Delivers what may go, the CRM's messages as an adapter does. What each came to, of the CRM's.
pub fn deliver(world: &mut World, held: &mut Held) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    loop {
        let claimed = world.claim();
        if claimed.is_empty() {
            return outcomes;
        }
        for outgoing in claimed {
            let Some(mut conversation) = Conversation::of(&outgoing, &setting, None) else {
                world.delivered(&outgoing.id, 200);
                continue;
            };
            let mut heard = None;
            let outcome = loop {
                match conversation.next(heard.take()) {
                    Next::Ask(request) => heard = Some(held.answer(&request)),
                    Next::Done(outcome) => break outcome,
                }
            };
            world.handle(Event::Delivered { id: outgoing.id, outcome: outcome.clone() }).unwrap();
            outcomes.push(outcome);
        }
    }
}
