//! What a CRM says of its records, read as far as it matters: webhooks, callouts, pages of a search.

use std::collections::BTreeMap;

use baton_agreement::EndpointKind;
use baton_scoring::Field;
use serde_json::{Value as Json, json};

use super::{CrmSetting, salesforce};
use crate::problem::clip;
use crate::{Millis, ParsedLead, Problem, vouched};

/// So many changes are taken at a time: HubSpot sends a hundred.
const MOST: usize = 200;
/// A value is at most so long, in characters.
const CHARS: usize = 4_000;

/// What a CRM says of one record.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CrmSaid {
    /// Its id there.
    pub record: Option<String>,
    /// When it became so, by the CRM's clock.
    pub at: Millis,
    /// The properties it tells, as texts.
    pub properties: BTreeMap<String, String>,
    /// Whether it tells what has changed, and not all there is.
    pub is_change: bool,
}

impl core::fmt::Debug for CrmSaid {
    /// What is not personal.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "CrmSaid({:?} of {:?})", self.properties.keys(), self.record)
    }
}

impl CrmSaid {
    /// A property that says something.
    pub(crate) fn get(&self, property: &str) -> Option<&str> {
        self.properties.get(property).map(|value| value.trim()).filter(|value| !value.is_empty())
    }
}

/// Reads what a CRM posted. What it does not date is dated `now`.
///
/// # Errors
///
/// The caller's, `wrong_shape`: it is no JSON of that CRM's.
pub fn said_by(kind: EndpointKind, body: &[u8], now: Millis) -> Result<Vec<CrmSaid>, Problem> {
    let wrong = || {
        let help =
            "Send what docs/crm.md says: the CRM's own webhook, or an object with the record's id and properties.";
        Problem::wrong_shape("this is no webhook of a CRM", help)
    };
    match serde_json::from_slice::<Json>(body) {
        Ok(Json::Array(all)) if all.len() > MOST => Err(wrong()),
        Ok(Json::Array(all)) if kind == EndpointKind::HubSpot => Ok(events(&all)),
        Ok(Json::Array(all)) => Ok(all.iter().filter_map(|one| object(one, now)).collect()),
        Ok(one @ Json::Object(_)) => Ok(object(&one, now).into_iter().collect()),
        _ => Err(wrong()),
    }
}

/// The results of a search, and whether there are more.
pub(crate) fn page(kind: EndpointKind, body: &str) -> Option<(Vec<CrmSaid>, bool)> {
    let said = serde_json::from_str::<Json>(body).ok()?;
    let (list, most) = match kind {
        EndpointKind::Salesforce => ("records", salesforce::PAGE),
        _ => ("results", super::hubspot::PAGE),
    };
    let all = said.get(list)?.as_array()?;
    Some((all.iter().filter_map(|one| object(one, Millis(0))).collect(), all.len() >= most))
}

/// The events of an app's webhook, put together by contact: of each property the latest value.
/// developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3.
fn events(all: &[Json]) -> Vec<CrmSaid> {
    let mut of: BTreeMap<String, (CrmSaid, BTreeMap<String, i64>)> = BTreeMap::new();
    for event in all {
        let kind = event.get("subscriptionType").and_then(Json::as_str).unwrap_or_default();
        let is_contact = kind == "contact.propertyChange"
            || kind == "object.propertyChange" && event.get("objectTypeId").and_then(Json::as_str) == Some("0-1");
        let text = |key: &str| event.get(key).and_then(text);
        let (Some(record), Some(property), Some(at)) =
            (text("objectId"), text("propertyName"), event.get("occurredAt").and_then(Json::as_i64))
        else {
            continue;
        };
        if !is_contact {
            continue;
        }
        let (said, dates) = of.entry(record.clone()).or_default();
        (said.record, said.is_change) = (Some(record), true);
        said.at = said.at.max(Millis(at));
        if dates.get(&property).is_none_or(|known| *known <= at) {
            dates.insert(property.clone(), at);
            said.properties.insert(property, text("propertyValue").unwrap_or_default());
        }
    }
    of.into_values().map(|(said, _)| said).collect()
}

/// One record: a workflow's webhook, a callout of Salesforce's, a result of a search. Its properties
/// stand under `properties`, or side by side with its id.
fn object(said: &Json, now: Millis) -> Option<CrmSaid> {
    let root = said.as_object()?;
    let inner = root.get("properties").and_then(Json::as_object).unwrap_or(root);
    let mut properties = BTreeMap::new();
    for (name, value) in inner {
        match value {
            // A workflow writes `{"value": …}`, Salesforce a record that is looked up.
            Json::Object(of) if of.contains_key("value") => {
                properties.extend(of.get("value").and_then(text).map(|value| (name.clone(), value)));
            }
            Json::Object(of) => {
                let within = of.iter().filter_map(|(key, value)| Some((format!("{name}.{key}"), text(value)?)));
                properties.extend(within);
            }
            value => properties.extend(text(value).map(|value| (name.clone(), value))),
        }
    }
    let find = |names: &[&str]| {
        names.iter().find_map(|name| root.get(*name).and_then(text).or_else(|| properties.get(*name).cloned()))
    };
    let record = find(&["record", "objectId", "vid", "hs_object_id", "Id", "id"]);
    let at = find(&["at", "occurredAt", "lastmodifieddate", "hs_lastmodifieddate", "SystemModstamp", "updatedAt"]);
    let at = at.and_then(|at| instant(&at)).unwrap_or(now);
    Some(CrmSaid {
        record: record.filter(|record| super::conversation::is_code(record)),
        at,
        properties,
        is_change: false,
    })
}

fn text(value: &Json) -> Option<String> {
    let text = match value {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::Bool(flag) => flag.to_string(),
        _ => return None,
    };
    Some(text.chars().take(CHARS).collect())
}

/// An instant in ms, or by RFC 3339; Salesforce writes its zone without a colon.
pub(crate) fn instant(text: &str) -> Option<Millis> {
    let with_colon = || Millis::from_rfc3339(&format!("{}Z", text.strip_suffix("+0000")?));
    text.parse().ok().map(Millis).or_else(|| Millis::from_rfc3339(text)).or_else(with_colon)
}

/// A record that is new there, as a lead: what it says goes back the way that the lead would go there.
/// Its id is made of the record's, so that the same one twice is one lead.
///
/// # Errors
///
/// The caller's: `wrong_shape`, where it has no id, and what [`crate::intake::parse`] refuses.
pub fn lead_of(setting: &CrmSetting, said: &CrmSaid) -> Result<ParsedLead, Problem> {
    let wrong = |message: &str, help: &str| Problem::wrong_shape(message, help);
    let record = said.record.as_deref().ok_or_else(|| {
        wrong("the record's id is missing", "Send it as `record`; HubSpot calls it `hs_object_id`, Salesforce `Id`.")
    })?;
    let source = setting.crm.source.as_deref().ok_or_else(|| {
        let message = format!("`{}` is no source of leads", clip(&setting.endpoint));
        wrong(&message, "Add `source = \"…\"` to this delivery, one of the agreement's [[sources]].")
    })?;
    let mut fields = Vec::new();
    let own = setting
        .crm
        .field_map(setting.kind)
        .into_iter()
        .filter_map(|(name, property)| Field::from_id(name).map(|field| (field, property)));
    let usual = [(Field::Email, "email"), (Field::Country, "country"), (Field::Message, "message")];
    let usual = usual.into_iter().filter(|_| setting.kind == EndpointKind::HubSpot);
    for (field, property) in own.chain(usual) {
        if let Some(value) = said.get(property) {
            fields.push(json!({"name": field.id(), "label": property, "field": field.id(), "value": value}));
        }
    }
    let id = vouched::id_of(&["crm", &setting.endpoint, record]);
    vouched::from_system(source, json!({"v": 1, "id": id, "fields": fields}).to_string().as_bytes())
}
