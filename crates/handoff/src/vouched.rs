//! Leads that another system vouches for: a chat, a webinar, a list. Their source is said, and not
//! read off a page.
//!
//! What is said stands in the body under [`KEY`], so that whoever reads the body again knows it. A
//! browser's body may have such a key, too: the public door takes it out.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::arrival::Here;
use crate::problem::clip;
use crate::{ParsedLead, Problem, intake};

/// The key of a body under which its source is vouched for.
pub(crate) const KEY: &str = "vouched";

/// The source that a body is vouched for.
pub(crate) fn source(root: &Map<String, Value>) -> Option<String> {
    root.get(KEY)?.get("source")?.as_str().map(str::to_owned).filter(|source| !source.is_empty())
}

/// A lead as anybody may send it: nobody vouches for its source.
///
/// # Errors
///
/// As [`intake::parse`].
pub fn from_anybody(lead: ParsedLead) -> Result<ParsedLead, Problem> {
    if lead.submission.source.is_none() {
        return Ok(lead);
    }
    let mut body: Value = serde_json::from_slice(&lead.raw).unwrap_or_default();
    body.as_object_mut().map(|body| body.remove(KEY));
    intake::parse(body.to_string().as_bytes())
}

/// A lead of another system, with the source it comes from. Without an `id` of its own it gets one
/// by what it says: the same lead twice is one.
///
/// # Errors
///
/// As [`intake::parse`].
pub fn from_system(source: &str, body: &[u8]) -> Result<ParsedLead, Problem> {
    let Ok(Value::Object(mut root)) = serde_json::from_slice(body) else { return intake::parse(body) };
    root.insert(KEY.to_owned(), json!({"source": source}));
    if !root.contains_key("id") {
        let fields = root.get("fields").cloned().unwrap_or_default().to_string();
        root.insert("id".to_owned(), id_of(&["lead", source, &fields]).into());
    }
    intake::parse(Value::Object(root).to_string().as_bytes())
}

/// That a source is one of the agreement's.
pub(crate) fn known_source(here: &Here<'_>, source: Option<&str>) -> Result<(), Problem> {
    let (Some(source), Some(agreement)) = (source, &here.in_force.agreement) else { return Ok(()) };
    if agreement.card.sources.iter().any(|known| known.id == source) {
        return Ok(());
    }
    let known: Vec<&str> = agreement.card.sources.iter().map(|source| source.id.as_str()).collect();
    let message = format!("the agreement has no source `{}`", clip(source));
    let help = format!("Send one of: {}; or add it to [[sources]] with `channel = true`.", known.join(", "));
    Err(Problem::caller(400, "unknown_source", message, help))
}

/// An id by what something says: a UUID of version 8 with 122 bits of SHA-256.
pub(crate) fn id_of(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(part);
    }
    let digest: Vec<u8> = hash.finalize().into_iter().take(16).collect();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-8{}-a{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::{from_anybody, from_system, id_of};
    use crate::intake;

    #[test]
    fn only_systems_say_where_a_lead_comes_from() {
        let body = br#"{"id":"0193a2f0-0000-7000-8000-000000000001","fields":[],"vouched":{"source":"chat"}}"#;
        let parsed = intake::parse(body).unwrap();
        assert_eq!(parsed.submission.source.as_deref(), Some("chat"), "as it is read again");
        let anybodys = from_anybody(parsed).unwrap();
        assert_eq!(anybodys.submission.source, None);
        assert_eq!(intake::parse(&anybodys.raw).unwrap().submission.source, None, "nor later");
        let systems = from_system("webinar", body).unwrap();
        assert_eq!(systems.submission.source.as_deref(), Some("webinar"), "the address says it");
    }

    #[test]
    fn the_same_lead_has_the_same_id() {
        let one = from_system("chat", br#"{"fields":[{"name":"email","value":"a@b.example"}]}"#).unwrap();
        let again = from_system("chat", br#"{"fields":[{"name":"email","value":"a@b.example"}]}"#).unwrap();
        let other = from_system("list", br#"{"fields":[{"name":"email","value":"a@b.example"}]}"#).unwrap();
        assert!(one.id == again.id && one.id != other.id);
        assert_ne!(id_of(&["ab", "c"]), id_of(&["a", "bc"]));
        assert_eq!(id_of(&["lead"]).len(), 36);
    }
}
