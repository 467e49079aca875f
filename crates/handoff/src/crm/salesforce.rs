//! Salesforce's REST API: developer.salesforce.com/docs, "sObject Rows by External ID" (upsert),
//! "Assignment Rule Header", "Status Codes and Error Responses", "Query"; help.salesforce.com, "OAuth 2.0
//! Client Credentials Flow for Server-to-Server Integration". Read there, not run against Salesforce.
//!
//! The client credentials flow: one POST with what a Worker's secrets can hold. The JWT bearer flow would
//! need a certificate and RSA for the same rights.

use serde_json::Value as Json;

use super::conversation::{Session, failed, is_code, object, request};
use super::order::Order;
use crate::sink::UrlParam;
use crate::{Outcome, Request};

/// The field of Leads that holds the lead's id: external, unique.
pub(super) const EXTERNAL_ID: &str = "Baton_Lead_Id__c";
/// Winter '25. Versions live for at least three years.
const VERSION: &str = "v62.0";
/// So many changed Leads are looked at a time.
pub(super) const PAGE: usize = 20;

/// A session for the app's own user.
pub(super) fn login(base: &str, id: &str, secret: &str) -> Request {
    let (id, secret) = (UrlParam::new(id), UrlParam::new(secret));
    Request {
        method: "POST",
        url: format!("{base}/services/oauth2/token"),
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
        body: Some(format!("grant_type=client_credentials&client_id={id}&client_secret={secret}")),
        reads_answer: true,
    }
}

/// The session in the answer. Its `instance_url` is not followed: the agreement names where leads go.
pub(super) fn session(heard: &Outcome) -> Result<Session, Outcome> {
    let said = serde_json::from_str::<Json>(&heard.body).unwrap_or_default();
    let token = said.get("access_token").and_then(Json::as_str);
    match (heard.status, token) {
        (Some(200), Some(token)) if is_token(token) => Ok(Session(token.to_owned())),
        (Some(200), _) => Err(failed("an answer that is not Salesforce's".to_owned())),
        (Some(status), _) => {
            let code = said.get("error").and_then(Json::as_str).filter(|code| is_code(code)).unwrap_or("no session");
            let body = format!("Salesforce: {code} ({status})");
            Err(Outcome { body, ..heard.clone() })
        }
        (None, _) => Err(heard.clone()),
    }
}

/// What fits into a header.
fn is_token(token: &str) -> bool {
    !token.is_empty() && token.len() <= 4_096 && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The Lead of a lead of ours, made or changed; or the one it came from. Whose it is, the agreement says:
/// without the header the org's own assignment rules would run over it.
pub(super) fn upsert(base: &str, session: &Session, order: &Order) -> Request {
    let mut properties = order.properties.clone();
    let row = match order.record.as_ref().filter(|record| is_record(record)) {
        Some(record) => {
            properties.insert(EXTERNAL_ID.to_owned(), order.lead.as_str().into());
            record.clone()
        }
        // The id stands in the address and may not stand in the body.
        None => format!("{EXTERNAL_ID}/{}", UrlParam::new(&order.lead)),
    };
    let url = format!("{base}/services/data/{VERSION}/sobjects/Lead/{row}");
    let mut request = request("PATCH", url, &session.0, Some(&object(&properties)));
    request.headers.push(("sforce-auto-assign", "FALSE".to_owned()));
    request
}

/// The Leads of ours that changed since, the longest unchanged first.
pub(super) fn look(base: &str, session: &Session, order: &Order) -> Request {
    let (since, properties) = order.look.clone().unwrap_or_default();
    let since = crate::Millis(since).rfc3339();
    let columns = properties.join(", ");
    let query = format!(
        "SELECT Id, SystemModstamp, {columns} FROM Lead WHERE {EXTERNAL_ID} != null AND SystemModstamp >= {since} \
         ORDER BY SystemModstamp LIMIT {PAGE}"
    );
    request("GET", format!("{base}/services/data/{VERSION}/query?q={}", UrlParam::new(&query)), &session.0, None)
}

/// The id of what was written, where the answer says it; a 204 says nothing.
pub(super) fn written(heard: &Outcome) -> Result<Option<String>, Outcome> {
    if heard.status == Some(204) {
        return Ok(None);
    }
    let said = serde_json::from_str::<Json>(&heard.body).unwrap_or_default();
    match said.get("id").and_then(Json::as_str).filter(|id| is_record(id)) {
        Some(id) => Ok(Some(id.to_owned())),
        None => Err(failed("an answer that is not Salesforce's".to_owned())),
    }
}

/// Ids go into paths.
pub(super) fn is_record(id: &str) -> bool {
    matches!(id.len(), 15 | 18) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A Lead that was converted goes on as a contact and cannot be changed: there is nothing left to tell.
pub(super) fn is_over(heard: &Outcome) -> bool {
    code(&heard.body).as_deref() == Some("CANNOT_UPDATE_CONVERTED_LEAD")
}

/// A refusal, in codes. The limit of requests comes as a 403, a row that is locked as a 400.
pub(super) fn refused(heard: Outcome) -> Outcome {
    let code = code(&heard.body);
    let status = match (heard.status, code.as_deref()) {
        (_, Some("REQUEST_LIMIT_EXCEEDED")) => Some(429),
        (_, Some("UNABLE_TO_LOCK_ROW" | "SERVER_UNAVAILABLE")) => Some(503),
        (status, _) => status,
    };
    let body = match (heard.status, &code) {
        (Some(300), _) => {
            let count = serde_json::from_str::<Vec<Json>>(&heard.body).map_or(0, |all| all.len());
            format!("Salesforce: {count} Leads have this lead's {EXTERNAL_ID}: merge them (300)")
        }
        (Some(status), Some(code)) => format!("Salesforce: {code}{} ({status})", fields(&heard.body)),
        (Some(status), None) => format!("Salesforce ({status})"),
        (None, _) => String::new(),
    };
    Outcome { status, body, ..heard }
}

/// `[{"errorCode":"INVALID_FIELD","message":"…","fields":["Score__c"]}]`: the code.
fn code(body: &str) -> Option<String> {
    let said = serde_json::from_str::<Json>(body).ok()?;
    said.pointer("/0/errorCode")?.as_str().filter(|code| is_code(code)).map(str::to_owned)
}

/// The fields it names, each with a blank before it.
fn fields(body: &str) -> String {
    let said = serde_json::from_str::<Json>(body).unwrap_or_default();
    let fields = said.pointer("/0/fields").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let fields = fields.iter().filter_map(Json::as_str).filter(|field| is_code(field)).take(5);
    fields.map(|field| format!(" {field}")).collect()
}
