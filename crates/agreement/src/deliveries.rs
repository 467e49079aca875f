//! Deliveries and the secrets they use.

use baton_scoring::Seconds;

use crate::agreement::Secret;
use crate::booking::BookingTool;
use crate::crm::{CrmNames, read_crm};
use crate::duration::read_duration;
use crate::endpoint::{BY_MAIL, EVENTS, Endpoint, EndpointKind, Sender};
use crate::reader::{At, Problems, Table, did_you_mean};

/// Unless the agreement says otherwise, a second channel is told when the first was down for so long.
const SECOND_AFTER: Seconds = Seconds(60);
/// The longest it may wait.
const SECOND_DAYS: i64 = 1;

/// The second channel that an endpoint names.
struct Second {
    of: String,
    second: At<String>,
}

/// The declared secrets and whether there is such a section at all.
pub(crate) struct Secrets {
    pub declared: bool,
    pub all: Vec<(At<String>, Secret)>,
}

pub(crate) fn read_secrets(root: &mut Table<'_>, problems: &mut Problems) -> Secrets {
    let declared = root.has("secrets");
    let mut all = Vec::new();
    for (name, what) in root.named_texts("secrets", problems) {
        if !is_secret_name(&name.value) {
            not_a_name(&name, problems);
        }
        if looks_secret(&what.value) {
            let help = "write here what it is, like \"incoming webhook of #inbound\", and set its value at the edge; \
                        a value that stood in a file is no secret any more: make a new one";
            problems.error(
                "secret_in_file",
                &what.span,
                format!("this looks like the value of `{}`", name.value),
                help.to_owned(),
            );
        }
        all.push((name.clone(), Secret { name: name.value, what: what.value }));
    }
    Secrets { declared, all }
}

/// The name of a secret that something but a delivery works with. `used` gets it.
pub(crate) fn used_secret(
    secret: At<String>,
    secrets: &Secrets,
    used: &mut Vec<String>,
    problems: &mut Problems,
) -> String {
    check_secret(&secret, secrets, problems);
    used.push(secret.value.clone());
    secret.value
}

/// The secrets that booking tools sign by. `used` gets their names.
pub(crate) fn read_webhooks(
    root: &mut Table<'_>,
    secrets: &Secrets,
    used: &mut Vec<String>,
    problems: &mut Problems,
) -> Vec<(BookingTool, String)> {
    let mut webhooks = Vec::new();
    for (tool, secret) in root.named_texts("booking_webhooks", problems) {
        let secret = used_secret(secret, secrets, used, problems);
        match BookingTool::TELLING.into_iter().find(|known| known.id() == tool.value) {
            Some(known) => webhooks.push((known, secret)),
            None => {
                let known = BookingTool::TELLING.map(BookingTool::id);
                problems.unknown("unknown_webhook", "booking tool with a webhook", &tool, known);
            }
        }
    }
    webhooks
}

pub(crate) fn read_deliveries(
    root: &mut Table<'_>,
    secrets: &Secrets,
    mut used: Vec<String>,
    problems: &mut Problems,
) -> (Vec<(At<String>, Endpoint)>, CrmNames) {
    let mut deliveries = Vec::new();
    let mut named = Named::default();
    for table in root.tables("deliveries", problems) {
        deliveries.extend(read_endpoint(table, secrets, (&mut used, &mut named), problems));
    }
    check_seconds(&named.seconds, &deliveries, problems);
    // One that is misspelt is not unused.
    let all_read = !problems.has_errors();
    for (name, _) in secrets.all.iter().filter(|_| all_read) {
        if !used.contains(&name.value) {
            let help = "take it out, or name it as the `secret` of a delivery".to_owned();
            problems.warning("unused_secret", &name.span, format!("no delivery uses `{}`", name.value), help);
        }
    }
    (deliveries, named.crm)
}

/// What deliveries name of one another and of other sections.
#[derive(Default)]
struct Named {
    seconds: Vec<Second>,
    crm: CrmNames,
}

fn read_endpoint(
    mut table: Table<'_>,
    secrets: &Secrets,
    (used, named): (&mut Vec<String>, &mut Named),
    problems: &mut Problems,
) -> Option<(At<String>, Endpoint)> {
    let id = table.text("id", problems);
    let kind = table.text("kind", problems);
    let secret = table.text("secret", problems);
    let signing_secret = table.text("signing_secret", problems);
    let known = kind.as_ref().and_then(|kind| EndpointKind::ALL.into_iter().find(|known| known.id() == kind.value));
    let crm = known.filter(|kind| kind.is_crm()).zip(id.as_ref());
    let crm = crm.map(|(kind, id)| read_crm((id, kind), &mut table, &mut named.crm, problems));
    let (mut second, mut after, mut from, mut on) = (None, None, None, None);
    // A CRM is told of everything, and nothing takes its place.
    if crm.is_none() {
        second = table.text("second", problems);
        after = table.text("second_after", problems);
        from = table.text("from", problems);
        table.must_have("on", problems);
        on = table.texts("on", problems);
    }
    table.finish(problems);
    for secret in [&secret, &signing_secret].into_iter().flatten() {
        check_secret(secret, secrets, problems);
        used.push(secret.value.clone());
    }
    let after = after.and_then(|after| read_duration(&after, SECOND_DAYS, problems)).unwrap_or(SECOND_AFTER);
    let events = on.map(|on| on.value).unwrap_or_default();
    for event in &events {
        if !EVENTS.contains(&event.value.as_str()) {
            problems.unknown("unknown_event", "event", event, EVENTS.iter().copied());
        }
    }
    let kind = kind?;
    if known.is_none() {
        problems.unknown("unknown_delivery", "kind of delivery", &kind, EndpointKind::ALL.map(EndpointKind::id));
    }
    let id = id?;
    if let Some(kind) = known {
        check_visitors(kind, &events, problems);
    }
    let from = read_from((&id, known), from, problems);
    let on = events.into_iter().map(|event| event.value).collect();
    let kind = known?;
    if kind == EndpointKind::SlackBot && signing_secret.is_none() {
        let help = "add `signing_secret = \"SLACK_SIGNING_SECRET\"`: the Signing Secret of the Slack app".to_owned();
        let message = format!("the buttons of `{}` would do nothing: nothing verifies who presses them", id.value);
        problems.error("signing_secret_needed", &id.span, message, help);
    }
    named.seconds.extend(second.clone().map(|second| Second { of: id.value.clone(), second }));
    let endpoint = Endpoint {
        id: id.value.clone(),
        kind,
        secret: secret?.value,
        signing_secret: signing_secret.map(|secret| secret.value),
        second: second.map(|second| (second.value, after)),
        from,
        crm,
        on,
    };
    Some((id, endpoint))
}

/// Whom mail comes from: mail needs it, and nothing else has it.
fn read_from(
    (id, kind): (&At<String>, Option<EndpointKind>),
    from: Option<At<String>>,
    problems: &mut Problems,
) -> Option<Sender> {
    let example = "from = \"Acme <hello@acme.example>\"";
    let is_mail = kind?.is_mail();
    match from {
        None if is_mail => {
            let help = format!("add `{example}`: an address that your mail service may send from");
            problems.error(
                "from_needed",
                &id.span,
                format!("`{}` does not say whom its mail comes from", id.value),
                help,
            );
            None
        }
        None => None,
        Some(from) if !is_mail => {
            let help = "take it out".to_owned();
            problems.error("from_without_mail", &from.span, format!("`{}` sends no mail", id.value), help);
            None
        }
        Some(from) => {
            let sender = Sender::parse(&from.value);
            if sender.is_none() {
                let message = format!("`{}` is no name and address", from.value);
                problems.error("bad_from", &from.span, message, format!("write it as in `{example}`"));
            }
            sender
        }
    }
}

/// What only visitors are told is sent by mail alone.
fn check_visitors(kind: EndpointKind, events: &[At<String>], problems: &mut Problems) {
    for event in events.iter().filter(|event| !kind.is_mail() && BY_MAIL.contains(&event.value.as_str())) {
        let message = format!("`{}` reaches visitors, and a {} does not", event.value, kind.id());
        let help = "put it into the `on` of a delivery of kind `resend` or `send_email`".to_owned();
        problems.error("not_by_mail", &event.span, message, help);
    }
}

/// A second channel has to be there and another one.
fn check_seconds(seconds: &[Second], deliveries: &[(At<String>, Endpoint)], problems: &mut Problems) {
    let ids = || deliveries.iter().map(|(_, endpoint)| endpoint.id.as_str());
    for Second { of, second } in seconds {
        if !ids().any(|id| id == second.value) {
            problems.unknown("unknown_second", "delivery", second, ids());
        } else if *of == second.value {
            let help = "name another of the [[deliveries]], or take `second` out".to_owned();
            problems.error("second_is_itself", &second.span, format!("`{of}` is its own second channel"), help);
        }
    }
}

fn check_secret(secret: &At<String>, secrets: &Secrets, problems: &mut Problems) {
    if !is_secret_name(&secret.value) {
        not_a_name(secret, problems);
        return;
    }
    if secrets.all.iter().any(|(name, _)| name.value == secret.value) {
        return;
    }
    let known = secrets.all.iter().map(|(name, _)| name.value.as_str());
    if secrets.declared {
        let help = did_you_mean("secret", secret, known.collect::<Vec<_>>());
        let message = format!("[secrets] does not name `{}`", secret.value);
        problems.error("unknown_secret", &secret.span, message, help);
    } else {
        let message = format!("nothing says what the secret `{}` is", secret.value);
        let help = format!("add `[secrets] {} = \"what it is, for people\"`", secret.value);
        problems.warning("undeclared_secret", &secret.span, message, help);
    }
}

fn not_a_name(secret: &At<String>, problems: &mut Problems) {
    let help = "name the secret here, like `SLACK_WEBHOOK_URL`, and set its value at the edge".to_owned();
    problems.error("secret_in_file", &secret.span, "this is not the name of a secret".to_owned(), help);
}

fn is_secret_name(text: &str) -> bool {
    !text.is_empty()
        && !looks_secret(text)
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// An address, a token by its well-known beginning, or a long run without a blank that mixes
/// letters and digits.
fn looks_secret(text: &str) -> bool {
    const TOKENS: [&str; 9] = ["xoxb-", "xoxp-", "xapp-", "sk_", "sk-", "ghp_", "AKIA", "whsec_", "Bearer "];
    let random = |word: &str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
        word.len() >= 20 && digits >= 4 && letters >= 4
    };
    text.contains("://") || TOKENS.iter().any(|token| text.starts_with(token)) || text.split_whitespace().any(random)
}
