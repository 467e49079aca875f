//! What a receiver's answer means. Read as a value: the adapter only carries it.

use crate::retry::{is_refusal, told};
use crate::{Outcome, crm, slack_bot};

/// What was heard of a try to deliver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// It arrived. What the receiver calls it, where it can be changed later.
    Arrived(Option<String>),
    /// Slack's id of whom it is for: now it can be sent.
    Member(String),
    /// The receiver understood and does not want it; why.
    Refused(String),
    /// No answer, or one of a receiver that has trouble; which.
    Failed(String),
}

/// What a try came to, at an endpoint of that kind.
pub(crate) fn hear(kind: &str, outcome: &Outcome) -> Heard {
    match outcome.status {
        _ if crm::is_crm(kind) => crm::hear(outcome),
        Some(200..=299) if kind == "slack_bot" => slack_bot::hear(&outcome.body),
        Some(200..=299) => Heard::Arrived(None),
        // Another try with the same key is still under way there.
        Some(409) if kind == "resend" && outcome.body.contains("concurrent_idempotent_requests") => {
            Heard::Failed(told(outcome))
        }
        None if kind == "send_email" && outcome.error.as_deref().is_some_and(is_refused_mail) => {
            Heard::Refused(told(outcome))
        }
        Some(status) if is_refusal(status) => Heard::Refused(told(outcome)),
        _ => Heard::Failed(told(outcome)),
    }
}

/// The errors of Cloudflare's binding that another try may not meet again. Every other that has a
/// code is about the message: developers.cloudflare.com/email-service/api/send-emails/workers-api.
const PASSING: [&str; 4] =
    ["E_RATE_LIMIT_EXCEEDED", "E_DAILY_LIMIT_EXCEEDED", "E_DELIVERY_FAILED", "E_INTERNAL_SERVER_ERROR"];

fn is_refused_mail(error: &str) -> bool {
    error.starts_with("E_") && !PASSING.contains(&error)
}

#[cfg(test)]
mod tests {
    use super::{Heard, hear};
    use crate::Outcome;

    #[test]
    fn two_hundreds_arrive() {
        for (code, arrived) in [(199, false), (200, true), (204, true), (299, true), (300, false), (503, false)] {
            let outcome = Outcome { status: Some(code), ..Outcome::default() };
            assert_eq!(hear("webhook", &outcome) == Heard::Arrived(None), arrived, "{code}");
        }
        assert_eq!(hear("slack", &Outcome::default()), Heard::Failed("no answer".to_owned()));
    }

    #[test]
    fn mail_that_may_go_another_time_is_not_refused() {
        let bound = |error: &str| hear("send_email", &Outcome { error: Some(error.to_owned()), ..Outcome::default() });
        for passing in ["E_RATE_LIMIT_EXCEEDED", "E_INTERNAL_SERVER_ERROR", "no answer within 10 s"] {
            assert_eq!(bound(passing), Heard::Failed(passing.to_owned()));
        }
        assert_eq!(bound("E_RECIPIENT_SUPPRESSED"), Heard::Refused("E_RECIPIENT_SUPPRESSED".to_owned()));
        let resend = |status, body: &str| {
            hear("resend", &Outcome { status: Some(status), body: body.to_owned(), ..Outcome::default() })
        };
        assert_eq!(resend(200, r#"{"id":"1"}"#), Heard::Arrived(None));
        assert_eq!(resend(409, r#"{"name":"concurrent_idempotent_requests"}"#), Heard::Failed("status 409".to_owned()));
        assert_eq!(resend(409, r#"{"name":"invalid_idempotent_request"}"#), Heard::Refused("status 409".to_owned()));
        assert_eq!(resend(422, "{}"), Heard::Refused("status 422".to_owned()));
        assert_eq!(resend(429, "{}"), Heard::Failed("status 429".to_owned()));
    }

    #[test]
    fn slack_says_in_the_body_whether_it_took_it() {
        let said =
            |body: &str| hear("slack_bot", &Outcome { status: Some(200), body: body.to_owned(), ..Outcome::default() });
        assert_eq!(
            said(r#"{"ok":true,"channel":"D024BE91L","ts":"1795255200.000100","message":{}}"#),
            Heard::Arrived(Some("D024BE91L 1795255200.000100".to_owned()))
        );
        assert_eq!(said(r#"{"ok":true,"user":{"id":"U012AB3CD"}}"#), Heard::Member("U012AB3CD".to_owned()));
        assert_eq!(
            said(r#"{"ok":false,"error":"users_not_found"}"#),
            Heard::Refused("Slack: users_not_found".to_owned())
        );
        for trouble in ["internal_error", "service_unavailable", "ratelimited", "request_timeout"] {
            let body = format!(r#"{{"ok":false,"error":"{trouble}"}}"#);
            assert_eq!(said(&body), Heard::Failed(format!("Slack: {trouble}")));
        }
        for nothing in ["", "ok", r#"{"ok":true}"#, r#"{"ok":true,"ts":5}"#] {
            assert_eq!(said(nothing), Heard::Failed("an answer that is not Slack's".to_owned()), "{nothing}");
        }
    }
}
