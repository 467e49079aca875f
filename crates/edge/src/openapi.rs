//! The API as an OpenAPI 3.1 document, made from the route table: who may ask comes from
//! [`Ask::access`], how much may be sent from [`Ask::body_limit`]. What a route means stands here.

use crate::routes::{Access, Ask};
use baton_handoff::access::{Reach, Role};
use serde_json::{Map, Value, json};

/// How one thing is asked for.
struct Operation {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    /// Media type and schema of what is sent.
    sends: Option<(&'static str, Value)>,
    /// Media type of what is answered, and with which statuses when all is well.
    answers: (&'static str, &'static [u16]),
    /// With which statuses when the caller is at fault, beside those of every route.
    refuses: &'static [u16],
}

const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";
const HTML: &str = "text/html";

/// The document, as JSON text.
pub fn document() -> String {
    let mut paths: Map<String, Value> = Map::new();
    for ask in every() {
        let operation = operation(&ask);
        let described = described(&ask, &operation);
        let entry = paths.entry(operation.path).or_insert_with(|| parameters(operation.path));
        if let Value::Object(methods) = entry {
            methods.insert(operation.method.to_lowercase(), described);
        }
    }
    let health = json!({"get": {"operationId": "health", "summary": "Is the edge up.", "security": [],
        "responses": {"200": {"description": "It is.", "content": {JSON: {"schema": {"type": "object"}}}}}}});
    paths.insert("/v1/health".to_owned(), health);
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Baton", "version": "1", "description": "The desk over HTTP."},
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer",
                "description": "A token of the desk, or the deployment's admin token."},
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-baton-{desk}",
                "description": "What a browser gets for a token. It counts only for requests of the console's own pages."}},
            "schemas": {"Problem": {"type": "object", "required": ["code", "message", "help"], "properties": {
                "code": {"type": "string"}, "message": {"type": "string"}, "help": {"type": "string"}}}},
        },
    });
    document.to_string()
}

/// One of every kind of question.
fn every() -> Vec<Ask> {
    let text = String::new;
    vec![
        Ask::Publish,
        Ask::Agreements,
        Ask::Agreement(1),
        Ask::Restore(1),
        Ask::Drafts,
        Ask::MakeDraft,
        Ask::Draft(1),
        Ask::ChangeDraft(1),
        Ask::PastLeads,
        Ask::Card,
        Ask::Key,
        Ask::Intake,
        Ask::Book(text()),
        Ask::Offer(text()),
        Ask::Booked(text()),
        Ask::Move(text()),
        Ask::Score,
        Ask::Leads,
        Ask::Lead(text()),
        Ask::Now,
        Ask::Live,
        Ask::LeadRows,
        Ask::Accounts,
        Ask::Arrive(text()),
        Ask::Signals,
        Ask::Import,
        Ask::Export,
        Ask::Erase,
        Ask::Deliveries,
        Ask::TestEndpoint(text()),
        Ask::PushKey,
        Ask::Push,
        Ask::Replay(text()),
        Ask::Slack,
        Ask::Meeting(text()),
        Ask::Crm(text()),
        Ask::CrmLead(text()),
        Ask::Roster,
        Ask::ChangeRoster,
        Ask::Report,
        Ask::CheckFigures,
        Ask::Disagreements,
        Ask::Log,
        Ask::Handoff(text()),
        Ask::Acknowledge(text()),
        Ask::Session,
        Ask::BeginSession,
        Ask::EndSession,
        Ask::Tokens,
        Ask::MakeToken,
        Ask::RevokeToken(text()),
        Ask::TurnLinkKey,
        Ask::Clock,
    ]
}

fn described(ask: &Ask, operation: &Operation) -> Value {
    let mut responses = Map::new();
    let (media, statuses) = operation.answers;
    for status in statuses {
        let answer = match media {
            "" => json!({"description": "Done."}),
            JSON => json!({"description": "Done.", "content": {JSON: {"schema": {"type": "object"}}}}),
            media => json!({"description": "Done.", "content": {media: {}}}),
        };
        responses.insert(status.to_string(), answer);
    }
    let who: &[u16] = if ask.access() == Access::Anyone { &[] } else { &[401, 403] };
    let size: &[u16] = if ask.body_limit() > 0 { &[400, 413] } else { &[] };
    // Reps are told in a page.
    let content = match operation.path.starts_with("/h/") {
        true => json!({HTML: {}}),
        false => json!({PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}),
    };
    for status in [404, 503].iter().chain(who).chain(size).chain(operation.refuses) {
        let refusal = json!({"description": "Refused.", "content": content});
        responses.entry(status.to_string()).or_insert(refusal);
    }
    let mut described = json!({
        "operationId": operation_id(ask),
        "summary": operation.summary,
        "security": security(ask),
        "responses": responses,
    });
    if let (Some((media, schema)), Value::Object(all)) = (&operation.sends, &mut described) {
        let body = json!({"required": true, "content": {*media: {"schema": schema}},
            "x-baton-most-bytes": ask.body_limit()});
        all.insert("requestBody".to_owned(), body);
    }
    if let (Access::Somebody, Value::Object(all)) = (ask.access(), &mut described) {
        all.insert("x-baton-roles".to_owned(), json!(Role::EVERY.map(Role::id)));
    }
    if let (Access::Right(rights), Value::Object(all)) = (ask.access(), &mut described) {
        let may = |role: &Role| rights.iter().any(|right| role.reach(*right) != Reach::Nothing);
        let roles: Vec<&str> = Role::EVERY.iter().filter(|role| may(role)).map(|role| role.id()).collect();
        let rights: Vec<&str> = rights.iter().map(|right| right.id()).collect();
        all.insert("x-baton-rights".to_owned(), json!(rights));
        all.insert("x-baton-roles".to_owned(), json!(roles));
    }
    described
}

fn security(ask: &Ask) -> Value {
    match ask.access() {
        Access::Anyone => json!([]),
        Access::Somebody | Access::Right(_) => json!([{"bearer": []}, {"session": []}]),
    }
}

/// The name of the variant, its first letter small.
fn operation_id(ask: &Ask) -> String {
    let debug = format!("{ask:?}");
    let name = debug.split('(').next().unwrap_or_default();
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

/// What stands in a path's braces.
fn parameters(path: &str) -> Value {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let schema = |name| match name {
        "desk" => json!({"type": "string", "pattern": r"^[a-z0-9-]{1,40}(\.[a-z0-9-]{1,40})?$"}),
        "n" => json!({"type": "integer", "minimum": 1, "maximum": u32::MAX}),
        _ => json!({"type": "string", "minLength": 1}),
    };
    let all: Vec<Value> =
        names.map(|name| json!({"name": name, "in": "path", "required": true, "schema": schema(name)})).collect();
    json!({"parameters": all})
}

/// An object with these texts in it, all of them needed.
fn texts(names: &[&str]) -> Value {
    let properties: Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect();
    json!({"type": "object", "required": names, "properties": properties})
}

fn lead() -> Value {
    json!({"type": "object", "required": ["id", "fields"], "properties": {
        "v": {"type": "integer", "minimum": 1},
        "id": {"type": "string", "format": "uuid"},
        "revision": {"type": "integer", "minimum": 1},
        "submitted_at": {"type": ["integer", "null"], "description": "Milliseconds since 1970."},
        "page": {"type": ["object", "null"]},
        "fields": {"type": "array", "items": {"type": "object"}},
        "signals": {"type": ["array", "null"], "items": {"type": "object"}},
    }})
}

/// What each question is: exhaustive, so that no route is left out.
fn operation(ask: &Ask) -> Operation {
    let get =
        |path, summary| Operation { method: "GET", path, summary, sends: None, answers: (JSON, &[200]), refuses: &[] };
    let post = |path, summary, sends| Operation {
        method: "POST",
        path,
        summary,
        sends: Some((JSON, sends)),
        answers: (JSON, &[200]),
        refuses: &[],
    };
    match ask {
        Ask::Publish => Operation {
            sends: Some(("application/toml", json!({"type": "string"}))),
            answers: (JSON, &[200, 201]),
            refuses: &[409, 422],
            ..post("/v1/desks/{desk}/agreements", "Check, number and keep an agreement.", Value::Null)
        },
        Ask::Agreements => get("/v1/desks/{desk}/agreements", "The versions there are."),
        Ask::Agreement(_) => Operation {
            answers: ("text/plain", &[200]),
            ..get("/v1/desks/{desk}/agreements/{n}", "The text of one version.")
        },
        Ask::Restore(_) => Operation {
            answers: (JSON, &[201]),
            refuses: &[409, 422],
            ..post("/v1/desks/{desk}/agreements/{n}/restore", "An earlier version is in force again.", texts(&["why"]))
        },
        Ask::Drafts => get("/v1/desks/{desk}/drafts", "Changes of the agreement that wait."),
        Ask::MakeDraft => Operation {
            answers: (JSON, &[201]),
            refuses: &[409, 422],
            ..post(
                "/v1/desks/{desk}/drafts",
                "Propose a change of the agreement.",
                json!({"type": "object", "required": ["text", "why", "base"], "properties": {
                    "text": {"type": "string"}, "why": {"type": "string"}, "base": {"type": "integer"},
                    "evidence": {"type": ["object", "null"]}}}),
            )
        },
        Ask::Draft(_) => get("/v1/desks/{desk}/drafts/{n}", "One draft with its text."),
        Ask::ChangeDraft(_) => Operation {
            answers: (JSON, &[200, 201]),
            refuses: &[409, 422],
            ..post("/v1/desks/{desk}/drafts/{n}", "Approve, publish or withdraw a draft.", texts(&["do"]))
        },
        Ask::PastLeads => get("/v1/desks/{desk}/past", "Past leads with what became of them, a slice."),
        Ask::Card => Operation {
            answers: ("application/octet-stream", &[200, 304]),
            ..get("/v1/desks/{desk}/card", "The public card.")
        },
        Ask::Key => Operation {
            answers: ("text/javascript", &[200]),
            ..get("/v1/desks/{desk}/key.js", "The key that waiting leads are sealed to.")
        },
        Ask::Intake => Operation {
            answers: (JSON, &[200, 201]),
            refuses: &[403, 409, 429],
            ..post("/v1/desks/{desk}/leads", "A lead comes in.", lead())
        },
        Ask::Book(_) => Operation {
            answers: ("", &[302]),
            ..get("/v1/desks/{desk}/book/{lead}", "To the calendar of who has the lead.")
        },
        Ask::Offer(_) => get("/v1/desks/{desk}/leads/{lead}/offer", "What its visitor is shown."),
        Ask::Booked(_) => Operation {
            answers: (JSON, &[200, 201]),
            ..post("/v1/desks/{desk}/leads/{lead}/booked", "A meeting was booked in a page.", texts(&["tool"]))
        },
        Ask::Move(_) => Operation {
            answers: (JSON, &[200, 201]),
            refuses: &[409],
            ..post("/v1/desks/{desk}/leads/{lead}/moves", "Say what happened to a lead.", texts(&["move"]))
        },
        Ask::Score => {
            post("/v1/desks/{desk}/score", "Verdicts for leads that are not kept.", json!({"type": "object"}))
        }
        Ask::Leads => get("/v1/desks/{desk}/leads", "The newest leads."),
        Ask::Lead(_) => get("/v1/desks/{desk}/leads/{lead}", "One lead with everything."),
        Ask::Now => get("/v1/desks/{desk}/now", "What needs a person this minute."),
        Ask::Live => Operation {
            answers: ("", &[101]),
            refuses: &[426],
            ..get("/v1/desks/{desk}/live", "A WebSocket that says when something has changed.")
        },
        Ask::LeadRows => Operation {
            answers: ("text/csv", &[200]),
            ..get("/v1/desks/{desk}/leads.csv", "All leads, for a spreadsheet.")
        },
        Ask::Accounts => Operation {
            sends: Some(("text/csv", json!({"type": "string"}))),
            ..post("/v1/desks/{desk}/accounts", "Companies that have an owner.", Value::Null)
        },
        Ask::Arrive(_) => Operation {
            answers: (JSON, &[200, 201]),
            refuses: &[409],
            ..post("/v1/desks/{desk}/sources/{source}/leads", "A lead of another system.", lead())
        },
        Ask::Signals => post(
            "/v1/desks/{desk}/signals",
            "What people did elsewhere whom the desk knows.",
            json!({"type": "object", "required": ["signals"], "properties": {
                "signals": {"type": "array", "items": {"type": "object"}}}}),
        ),
        Ask::Import => Operation {
            sends: Some(("text/csv", json!({"type": "string"}))),
            ..post("/v1/desks/{desk}/imports", "Leads from a file; with `dry_run=1` nothing is written.", Value::Null)
        },
        Ask::Export => post("/v1/desks/{desk}/people/export", "All that is kept of a person.", texts(&["email"])),
        Ask::Erase => post("/v1/desks/{desk}/people/erase", "Take away what is personal.", texts(&["email"])),
        Ask::Deliveries => get("/v1/desks/{desk}/deliveries", "How every endpoint does."),
        Ask::TestEndpoint(_) => Operation {
            method: "POST",
            refuses: &[409],
            ..get("/v1/desks/{desk}/deliveries/{endpoint}/test", "Send an endpoint a message that says it is a test.")
        },
        Ask::PushKey => get("/v1/desks/{desk}/push", "The key that browsers subscribe with."),
        Ask::Push => {
            post("/v1/desks/{desk}/push", "A browser of a rep wants to be told, or no more.", texts(&["endpoint"]))
        }
        Ask::Replay(_) => Operation {
            method: "POST",
            refuses: &[409],
            ..get("/v1/desks/{desk}/deliveries/{id}/replay", "Try again what was given up.")
        },
        Ask::Slack => Operation {
            sends: Some(("application/x-www-form-urlencoded", texts(&["payload"]))),
            refuses: &[401, 403, 409],
            ..post("/v1/desks/{desk}/slack", "What was pressed in Slack.", Value::Null)
        },
        Ask::Meeting(_) => Operation {
            refuses: &[401, 403, 409],
            ..post("/v1/desks/{desk}/meetings/{tool}", "What a booking tool signed.", json!({"type": "object"}))
        },
        Ask::Crm(_) => Operation {
            refuses: &[401],
            ..post(
                "/v1/desks/{desk}/crm/{endpoint}",
                "What changed in a CRM, signed.",
                json!({"type": ["object", "array"]}),
            )
        },
        Ask::CrmLead(_) => Operation {
            answers: (JSON, &[200, 201]),
            refuses: &[401, 403, 409],
            ..post("/v1/desks/{desk}/crm/{endpoint}/leads", "What is new in a CRM, signed.", json!({"type": "object"}))
        },
        Ask::Roster => get("/v1/desks/{desk}/roster", "Everybody and how they stand."),
        Ask::ChangeRoster => post("/v1/desks/{desk}/roster", "Away, back, another cap.", texts(&["rep"])),
        Ask::Report => get("/v1/desks/{desk}/report", "The figures of both teams."),
        Ask::CheckFigures => get("/v1/desks/{desk}/figures/check", "One day of the figures, from the log."),
        Ask::Disagreements => get("/v1/desks/{desk}/disagreements", "How often browser and edge disagreed."),
        Ask::Log => get("/v1/desks/{desk}/log", "What happened to the desk itself."),
        Ask::Handoff(_) => Operation {
            answers: (HTML, &[200]),
            refuses: &[403, 410],
            ..get("/h/{desk}/{token}", "The handoff page. Looking changes nothing.")
        },
        Ask::Acknowledge(_) => Operation {
            sends: Some(("application/x-www-form-urlencoded", texts(&["next_step", "due"]))),
            answers: ("", &[303]),
            refuses: &[403, 409, 410],
            ..post("/h/{desk}/{token}", "A rep commits to a next step.", Value::Null)
        },
        Ask::Session => get("/v1/desks/{desk}/session", "Who you are, and what you may."),
        Ask::BeginSession => Operation {
            method: "POST",
            ..get("/v1/desks/{desk}/session", "A cookie for a browser that shows a token.")
        },
        Ask::EndSession => Operation {
            method: "DELETE",
            answers: ("", &[204]),
            refuses: &[403],
            ..get("/v1/desks/{desk}/session", "The cookie is taken back.")
        },
        Ask::Tokens => get("/v1/desks/{desk}/tokens", "The tokens there are, without themselves."),
        Ask::MakeToken => Operation {
            answers: (JSON, &[201]),
            refuses: &[409],
            ..post("/v1/desks/{desk}/tokens", "Somebody gets a token.", texts(&["name", "role"]))
        },
        Ask::RevokeToken(_) => Operation {
            method: "DELETE",
            ..get("/v1/desks/{desk}/tokens/{id}", "A token is worth nothing from now on.")
        },
        Ask::TurnLinkKey => Operation {
            method: "POST",
            answers: (JSON, &[201]),
            ..get("/v1/desks/{desk}/link-keys", "Handoff links are signed with another key.")
        },
        Ask::Clock => post(
            "/v1/desks/{desk}/clock",
            "The test clock, where there is one.",
            json!({"type": "object", "required": ["advance_ms"], "properties": {"advance_ms": {"type": "integer"}}}),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{document, every, operation, operation_id};
    use crate::routes::{Access, Route};
    use serde_json::Value;
    use std::collections::BTreeSet;

    #[test]
    fn every_route_is_in_it_and_leads_back_to_itself() {
        let declared = include_str!("routes.rs").split("pub enum Ask {").nth(1).unwrap().split("\n}").next().unwrap();
        let variants =
            declared.lines().filter(|line| !line.trim().starts_with("///") && !line.trim().is_empty()).count();
        let ids: BTreeSet<String> = every().iter().map(operation_id).collect();
        assert_eq!(ids.len(), variants, "a kind of question is missing or doubled");
        for ask in every() {
            let said = operation(&ask);
            let path = said.path.replace("{n}", "1").replace("{desk}", "acme").replace(['{', '}'], "");
            match Route::parse(said.method, &path) {
                Ok(Route::Desk(_, found)) => assert_eq!(operation_id(&found), operation_id(&ask), "{path}"),
                other => panic!("{} {path}: {other:?}", said.method),
            }
            assert_eq!(said.sends.is_some(), ask.body_limit() > 0, "{path} reads a body, or says so");
        }
    }

    #[test]
    fn the_document_says_who_may_ask() {
        let document: Value = serde_json::from_str(&document()).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        for ask in every() {
            let said = operation(&ask);
            let written = &document["paths"][said.path][said.method.to_lowercase()];
            assert_eq!(written["operationId"], operation_id(&ask));
            let is_open = written["security"].as_array().unwrap().is_empty();
            assert_eq!(is_open, ask.access() == Access::Anyone, "{}", said.path);
            assert_eq!(is_open, written["responses"]["401"].is_null() || said.refuses.contains(&401), "{}", said.path);
            let names_rights = written["x-baton-rights"].as_array().is_some_and(|rights| !rights.is_empty());
            assert_eq!(matches!(ask.access(), Access::Right(_)), names_rights, "{}", said.path);
        }
        let export = &document["paths"]["/v1/desks/{desk}/people/export"]["post"];
        assert_eq!(export["x-baton-roles"], serde_json::json!(["admin"]));
        assert_eq!(document["paths"]["/v1/desks/{desk}/leads/{lead}"]["parameters"].as_array().unwrap().len(), 2);
    }
}
