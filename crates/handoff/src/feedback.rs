//! Why sales rejects a lead: one of the agreement's reasons, and words of one's own where it asks for them.

use baton_agreement::Reason;

use crate::Problem;
use crate::arrival::Here;
use crate::problem::clip;

/// The reason of that code, with the note it may need.
///
/// # Errors
///
/// The caller's: `unknown_reason`, `note_needed`.
pub(crate) fn reason<'a>(here: &Here<'a>, code: &str, note: Option<&str>) -> Result<&'a Reason, Problem> {
    let agreement = here.in_force.agreement.as_ref();
    let agreement = agreement.ok_or_else(|| Problem::ours("no_reasons", "the agreement in force cannot be read"))?;
    let Some(reason) = agreement.reason(code) else {
        let codes: Vec<&str> = agreement.reasons.iter().map(|reason| reason.id.as_str()).collect();
        let help = format!("Send one of: {}. What is to be said in words goes into `note`.", codes.join(", "));
        let message = format!("the agreement has no reason `{}`", clip(code));
        return Err(Problem::caller(400, "unknown_reason", message, help));
    };
    if reason.needs_text && note.is_none_or(|note| note.trim().is_empty()) {
        let message = format!("\"{}\" says too little alone", reason.words);
        return Err(Problem::caller(400, "note_needed", message, "Say in `note` what it was, in a few words."));
    }
    Ok(reason)
}
