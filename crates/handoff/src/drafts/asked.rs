//! What is sent about the agreement, read.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{AgreementAct, AgreementChange, DraftWish, Speaker};
use crate::Problem;
use crate::access::Bearer;

/// A reason has at most so many characters.
const WHY_CHARS: usize = 500;
/// What a proposal stands on takes at most so many bytes.
const EVIDENCE_BYTES: usize = 16 * 1024;

impl AgreementChange {
    /// The holder of the deployment's secret publishes a text.
    #[must_use]
    pub fn by_admin(source: String) -> AgreementChange {
        AgreementChange { by: Speaker::of(&Bearer::Secret), act: AgreementAct::Publish { source, why: None } }
    }

    /// Reads the body of a new draft: `{"text":…,"why":…,"base":3}`, and `evidence` where it was learned.
    ///
    /// # Errors
    ///
    /// The caller's, 400 `wrong_shape`.
    pub fn draft(by: Speaker, body: &[u8]) -> Result<AgreementChange, Problem> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Body {
            text: String,
            why: String,
            base: i64,
            evidence: Option<Box<RawValue>>,
        }
        let said: Body = serde_json::from_slice(body).map_err(|error| {
            Problem::wrong_shape(
                format!("this is no draft: {error}"),
                r#"Send {"text":"…","why":"…","base":3}: the whole agreement, the reason, and the version it changes."#,
            )
        })?;
        let evidence = said.evidence.map(|evidence| evidence.get().to_owned());
        if evidence.as_ref().is_some_and(|evidence| evidence.len() > EVIDENCE_BYTES || !evidence.starts_with('{')) {
            return Err(Problem::wrong_shape(
                "`evidence` is no object of 16 KB at most".to_owned(),
                "Leave it out, or send figures only.",
            ));
        }
        let (source, why, base) = (said.text, reason(&said.why)?, said.base);
        Ok(AgreementChange { by, act: AgreementAct::Draft(DraftWish { source, why, base, evidence }) })
    }

    /// Reads what is done about a draft: `{"do":"approve"}`, `withdraw` or `publish`.
    ///
    /// # Errors
    ///
    /// The caller's, 400 `wrong_shape`.
    pub fn of_draft(by: Speaker, draft: i64, body: &[u8]) -> Result<AgreementChange, Problem> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Body {
            r#do: String,
        }
        let said = serde_json::from_slice(body).map(|Body { r#do }| r#do).unwrap_or_default();
        let act = match said.as_str() {
            "approve" => AgreementAct::Approve(draft),
            "withdraw" => AgreementAct::Withdraw(draft),
            "publish" => AgreementAct::PublishDraft(draft),
            _ => {
                return Err(Problem::wrong_shape(
                    "`do` is none of the things that can be done".to_owned(),
                    r#"Send {"do":"approve"}, or `withdraw`, or `publish`."#,
                ));
            }
        };
        Ok(AgreementChange { by, act })
    }

    /// Reads why an earlier version shall be in force again: `{"why":"…"}`.
    ///
    /// # Errors
    ///
    /// The caller's, 400 `wrong_shape`.
    pub fn restore(by: Speaker, version: i64, body: &[u8]) -> Result<AgreementChange, Problem> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Body {
            why: String,
        }
        let why = serde_json::from_slice(body).map(|Body { why }| why).unwrap_or_default();
        Ok(AgreementChange { by, act: AgreementAct::Restore { version, why: reason(&why)? } })
    }

    /// Publishes a text; `why` may be left out.
    #[must_use]
    pub fn publish(by: Speaker, source: String, why: Option<&str>) -> AgreementChange {
        let why = why.map(str::trim).filter(|why| !why.is_empty()).map(clipped);
        AgreementChange { by, act: AgreementAct::Publish { source, why } }
    }
}

/// A reason, which has to say something.
fn reason(why: &str) -> Result<String, Problem> {
    let why = why.trim();
    if why.is_empty() {
        return Err(Problem::wrong_shape(
            "`why` says nothing".to_owned(),
            "Say in a sentence why: both sides read it, and whoever comes after.",
        ));
    }
    Ok(clipped(why))
}

fn clipped(why: &str) -> String {
    why.chars().take(WHY_CHARS).collect()
}
