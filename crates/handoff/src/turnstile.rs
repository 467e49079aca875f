//! Cloudflare Turnstile: the question whether a proof is good, and what its answer means.
//!
//! developers.cloudflare.com/turnstile, "Validate the token": a proof is good once and for five
//! minutes; the same key may ask again and is told the same.

use serde::Deserialize;

use crate::guard::Suspicion;
use crate::sink::UrlParam;
use crate::{Outcome, ParsedLead, Request};

/// Where proofs are verified; [`TURNSTILE_API`] names another place.
const TURNSTILE: &str = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
/// The setting that names another place than Cloudflare's: a stand-in, when Baton itself is tested.
pub const TURNSTILE_API: &str = "BATON_TURNSTILE_API";

/// How a lead's proof is asked about; none where the lead has none.
#[must_use]
pub fn question(lead: &ParsedLead, secret: &str, setting: &dyn Fn(&str) -> Option<String>) -> Option<Request> {
    let proof = lead.proof.as_deref()?;
    let [secret, proof, key] = [secret, proof, &lead.id].map(UrlParam::new);
    Some(Request {
        method: "POST",
        url: setting(TURNSTILE_API).unwrap_or_else(|| TURNSTILE.to_owned()),
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
        body: Some(format!("secret={secret}&response={proof}&idempotency_key={key}")),
        reads_answer: true,
    })
}

/// What the answer says of the lead, or in words why there is none. A verifier that cannot be
/// reached, or that does not know our secret, is no reason to suspect a visitor.
///
/// # Errors
///
/// In words, for the log.
pub fn judged(outcome: &Outcome) -> Result<Option<Suspicion>, String> {
    #[derive(Deserialize)]
    struct Answer {
        success: bool,
        #[serde(default, rename = "error-codes")]
        codes: Vec<String>,
    }
    if let Some(error) = &outcome.error {
        return Err(error.clone());
    }
    let status = outcome.status.unwrap_or_default();
    let answer: Answer = serde_json::from_str(&outcome.body).map_err(|_| format!("status {status}, and no answer"))?;
    let ours = |code: &&String| code.ends_with("-input-secret") || *code == "internal-error" || *code == "bad-request";
    match answer.codes.iter().find(ours) {
        _ if answer.success => Ok(None),
        Some(code) => Err(format!("it answers `{}`", crate::clip(code))),
        None => Ok(Some(Suspicion::Unproven)),
    }
}

#[cfg(test)]
mod tests {
    use super::{judged, question};
    use crate::guard::Suspicion;
    use crate::{Outcome, intake};

    fn said(status: u16, body: &str) -> Outcome {
        Outcome { status: Some(status), body: body.to_owned(), ..Outcome::default() }
    }

    #[test]
    fn only_a_proof_that_is_not_good_makes_a_visitor_suspect() {
        assert_eq!(judged(&said(200, r#"{"success":true,"error-codes":[]}"#)), Ok(None));
        for code in ["invalid-input-response", "timeout-or-duplicate", "missing-input-response"] {
            let answer = said(200, &format!(r#"{{"success":false,"error-codes":["{code}"]}}"#));
            assert_eq!(judged(&answer), Ok(Some(Suspicion::Unproven)), "{code}");
        }
        for code in ["invalid-input-secret", "missing-input-secret", "internal-error", "bad-request"] {
            assert!(judged(&said(200, &format!(r#"{{"success":false,"error-codes":["{code}"]}}"#))).is_err(), "{code}");
        }
        assert!(judged(&said(502, "<html>")).is_err());
        assert!(judged(&Outcome { error: Some("no answer within 2 s".into()), ..Outcome::default() }).is_err());
    }

    #[test]
    fn the_lead_itself_is_the_key_so_that_a_second_try_is_told_the_same() {
        let body = |more: &str| format!(r#"{{"id":"0193a2f0-0000-7000-8000-000000000001","fields":[]{more}}}"#);
        let lead = intake::parse(body(r#","turnstile":"a&b=c""#).as_bytes()).unwrap();
        let asked = question(&lead, "s+s", &|_| None).unwrap();
        assert_eq!(
            asked.body.as_deref(),
            Some("secret=s%2Bs&response=a%26b%3Dc&idempotency_key=0193a2f0-0000-7000-8000-000000000001")
        );
        for none in ["", r#","turnstile":"""#, r#","turnstile":7"#] {
            let lead = intake::parse(body(none).as_bytes()).unwrap();
            assert!(question(&lead, "s", &|_| None).is_none(), "{none}");
        }
    }
}
