//! What a visitor agreed to, as the page had it: the words, whether they were ticked, and their version.

use baton_scoring::{Field, map_fields};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::ParsedLead;

/// Consent that a form asked for.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Consent {
    /// Whether it was given.
    given: bool,
    /// The words beside the box.
    text: String,
    /// What the page calls this version of them; else the beginning of their SHA-256, so that words that were changed
    /// are another version by themselves.
    version: String,
}

/// So many bytes of the hash tell two texts of one site apart.
const VERSION_BYTES: usize = 6;

/// What the form asked consent for, in its order. The lead itself keeps it: it is read from what came in.
pub(crate) fn asked(lead: &ParsedLead) -> Vec<Consent> {
    let mapped = map_fields(&lead.submission.fields);
    let fields = lead.submission.fields.iter().zip(&mapped).enumerate();
    let asked = fields.filter(|(_, (_, mapped))| **mapped == Some(Field::Consent));
    asked
        .map(|(at, (field, _))| {
            let whole = lead.texts.iter().find(|(place, _)| *place == at).map(|(_, text)| text);
            let text = whole.unwrap_or(&field.label).clone();
            let version = lead.consent_version.clone().unwrap_or_else(|| version_of(&text));
            Consent { given: !matches!(field.value.trim(), "" | "false" | "no" | "0"), text, version }
        })
        .collect()
}

fn version_of(text: &str) -> String {
    let hash = Sha256::digest(text);
    hash.iter().take(VERSION_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::asked;
    use crate::intake;

    fn told(more: &str, consent: &str) -> Vec<(bool, String, String)> {
        let body = format!(
            r#"{{"id":"0193a2f0-0000-7000-8000-000000000001"{more},"fields":[
                {{"name":"email","type":"email","value":"ada@works.example"}},{consent}]}}"#
        );
        let lead = intake::parse(body.as_bytes()).unwrap();
        asked(&lead).into_iter().map(|said| (said.given, said.text, said.version)).collect()
    }

    #[test]
    fn the_words_are_kept_whole_with_their_version() {
        let whole = "I agree to be called and mailed about the product, and to the privacy policy of 2026-10-01.";
        let field = format!(
            r#"{{"name":"gdpr","type":"checkbox","label":"I agree to be called","text":"{whole}","value":"yes"}}"#
        );
        let [(given, text, version)] = told("", &field).try_into().unwrap();
        assert_eq!((given, text.as_str(), version.len()), (true, whole, 12));
        let [(.., other)] = told("", &field.replace("2026-10-01", "2026-11-01")).try_into().unwrap();
        assert_ne!(version, other, "other words, another version");
        let [(.., named)] = told(r#","consent_version":"2026-10""#, &field).try_into().unwrap();
        assert_eq!(named, "2026-10");
    }

    #[test]
    fn a_box_that_was_not_ticked_is_no_consent() {
        let field = r#"{"name":"consent","type":"checkbox","label":"I agree to the privacy policy","value":""}"#;
        assert_eq!(
            told("", field).first().map(|(given, text, _)| (*given, text.as_str())),
            Some((false, "I agree to the privacy policy"))
        );
        assert!(told("", r#"{"name":"company","value":"Works"}"#).is_empty());
    }
}
