//! The API as an OpenAPI 3.1 document, made from the route table: who may ask comes from
//! [`Ask::access`], how much may be sent from [`Ask::body_limit`], the shapes from the types that are read and written.

mod operations;
mod shapes;

use crate::routes::{Access, Ask};
use baton_handoff::access::{Reach, Role};
use operations::{Operation, every, operation};
use serde_json::{Map, Value, json};

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
            "schemas": shapes::all(),
        },
    });
    document.to_string()
}

fn described(ask: &Ask, operation: &Operation) -> Value {
    let mut responses = Map::new();
    let (media, statuses) = operation.answers;
    for status in statuses {
        let answer = match media {
            "" => json!({"description": "Done."}),
            JSON => json!({"description": "Done.", "content": {JSON: {"schema": shapes::answer(ask)}}}),
            media => json!({"description": "Done.", "content": {media: {}}}),
        };
        responses.insert(status.to_string(), answer);
    }
    let who: &[u16] = if ask.access() == Access::Anyone { &[] } else { &[401, 403] };
    let size: &[u16] = if ask.body_limit() > 0 { &[400, 413] } else { &[] };
    let query: &[u16] = if shapes::query(ask).is_empty() { &[] } else { &[400] };
    // Reps are told in a page.
    let content = match operation.path.starts_with("/h/") {
        true => json!({HTML: {}}),
        false => json!({PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}),
    };
    for status in [404, 503].iter().chain(who).chain(size).chain(query).chain(operation.refuses) {
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
    let query: Vec<Value> = shapes::query(ask)
        .into_iter()
        .map(|(name, shape)| json!({"name": name, "in": "query", "required": false, "schema": shape}))
        .collect();
    if let (false, Value::Object(all)) = (query.is_empty(), &mut described) {
        all.insert("parameters".to_owned(), Value::from(query));
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
