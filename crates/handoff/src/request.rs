//! A message becomes a request: method, address, headers, body. The adapter only sends it.

use crate::sink::UrlParam;
use crate::{Millis, Outgoing, signing};

/// Where Slack's Web API is; [`SLACK_API`] names another place.
const SLACK: &str = "https://slack.com/api";
/// The setting that names another place than Slack's: a stand-in, when Baton itself is tested.
pub const SLACK_API: &str = "BATON_SLACK_API";

/// Where Resend's API is; [`RESEND_API`] names another place.
const RESEND: &str = "https://api.resend.com";
/// The setting that names another place than Resend's: a stand-in, when Baton itself is tested.
pub const RESEND_API: &str = "BATON_RESEND_API";

/// A request that is ready to be sent. Its address and its headers may be secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The whole address.
    pub url: String,
    /// Header names, lower case, and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body; none for `GET`.
    pub body: Option<String>,
    /// Whether the answer's body says what came of it. Else it is nobody's business.
    pub reads_answer: bool,
}

impl core::fmt::Debug for Request {
    /// The method only: the rest is secret or personal.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Request({})", self.method)
    }
}

/// The request for a message. `setting` gives the value of a secret or variable of the
/// deployment; `now` dates signatures, by the real clock.
///
/// # Errors
///
/// In words why there is none: a secret that is not set. Never holds a secret's value.
pub fn request(outgoing: &Outgoing, setting: &dyn Fn(&str) -> Option<String>, now: Millis) -> Result<Request, String> {
    let mut names = outgoing.secret.split(' ');
    let secret = |name: &str| setting(name).ok_or_else(|| format!("secret {name} is not set"));
    let first = secret(names.next().unwrap_or_default())?;
    if outgoing.kind == "slack_bot" {
        let base = slack_base(setting);
        return to_slack_bot(outgoing, &base, &first);
    }
    if outgoing.kind == "resend" {
        let base = setting(RESEND_API).unwrap_or_else(|| RESEND.to_owned());
        return Ok(to_resend(outgoing, &base, &first));
    }
    let mut headers = vec![json(), ("webhook-id", outgoing.id.clone())];
    if let Some(name) = names.next() {
        let signed = signing::standard_webhook(&outgoing.id, now, &outgoing.body, &secret(name)?);
        headers.extend(signed.map_err(|why| format!("secret {name} {why}"))?);
    }
    Ok(Request {
        method: "POST",
        url: first.trim().to_owned(),
        headers,
        body: Some(outgoing.body.clone()),
        reads_answer: false,
    })
}

/// Where Slack's Web API is called.
pub(crate) fn slack_base(setting: &dyn Fn(&str) -> Option<String>) -> String {
    let base = setting(SLACK_API).unwrap_or_else(|| SLACK.to_owned());
    base.trim_end_matches('/').to_owned()
}

/// Mail for a binding of the platform: the binding's name, and the message as JSON.
#[must_use]
pub fn bound_mail(outgoing: &Outgoing) -> Option<(&str, &str)> {
    (outgoing.kind == "send_email").then_some((outgoing.secret.as_str(), outgoing.body.as_str()))
}

/// Resend sends a message of one key once, however often it is asked within 24 hours:
/// resend.com/docs/dashboard/emails/idempotency-keys. It refuses who does not say what they are.
fn to_resend(outgoing: &Outgoing, base: &str, key: &str) -> Request {
    Request {
        method: "POST",
        url: format!("{}/emails", base.trim_end_matches('/')),
        headers: vec![
            json(),
            bearer(key),
            ("idempotency-key", outgoing.id.clone()),
            ("user-agent", "Baton".to_owned()),
        ],
        body: Some(outgoing.body.clone()),
        reads_answer: true,
    }
}

/// A call of Slack's Web API, as its bot.
pub(crate) fn slack_call(base: &str, token: &str, method: &str, body: String) -> Request {
    Request {
        method: "POST",
        url: format!("{base}/{method}"),
        headers: vec![json(), bearer(token)],
        body: Some(body),
        reads_answer: true,
    }
}

/// First who it is for, should nobody know yet; then the message, or the change of an earlier one.
fn to_slack_bot(outgoing: &Outgoing, base: &str, token: &str) -> Result<Request, String> {
    let text = |value: &str| serde_json::Value::from(value).to_string();
    let rest = outgoing.body.strip_prefix('{').unwrap_or_default();
    if let Some((channel, at)) = &outgoing.changes {
        let body = format!("{{\"channel\":{},\"ts\":{},{rest}", text(channel), text(at));
        return Ok(slack_call(base, token, "chat.update", body));
    }
    match outgoing.recipient.as_deref() {
        Some(email) if email.contains('@') => Ok(Request {
            method: "GET",
            url: format!("{base}/users.lookupByEmail?email={}", UrlParam::new(email)),
            headers: vec![bearer(token)],
            body: None,
            reads_answer: true,
        }),
        Some(member) => {
            let body = format!("{{\"channel\":{},{rest}", text(member));
            Ok(slack_call(base, token, "chat.postMessage", body))
        }
        None => Err("it is for nobody".to_owned()),
    }
}

fn json() -> (&'static str, String) {
    ("content-type", "application/json; charset=utf-8".to_owned())
}

fn bearer(token: &str) -> (&'static str, String) {
    ("authorization", format!("Bearer {}", token.trim()))
}
