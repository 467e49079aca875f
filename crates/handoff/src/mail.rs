//! Mail: to whoever is to act, to their manager, and to the visitor.
//!
//! A [`Letter`] is written once and told twice, as plain text and as HTML. Nothing of it is ever
//! put into a header by us: both services take the parts by name and make the message.

mod calendar;
mod letter;
mod words;

use baton_agreement::{Agreement, Endpoint, EndpointKind, Rep, RepId, Sender};
use baton_scoring::EmailAddress;
use serde::Serialize;

use crate::figures::sent::Sheet;
use crate::json::json;
use crate::log::{self, Kind};
use crate::message::Notice;
use crate::outbox::Draft;
use crate::{Ids, Millis, duration, slack};

use letter::{Letter, Part};
use words::Words;

/// The mail about what happened, to who it is for: its body. None where it is for nobody.
pub(crate) fn message(notice: &Notice<'_>, agreement: &Agreement, endpoint: &Endpoint, id: &str) -> Option<String> {
    let letter = match notice.kind {
        Kind::VisitorTouch { link, .. } => touch(notice, agreement, link)?,
        _ => to_team(notice, agreement, reader(notice, agreement)?),
    };
    body(&letter, endpoint, id)
}

/// The mail that a visitor has because of what happened, where the endpoint is to send such.
pub(crate) fn to_visitor(
    notice: &Notice<'_>,
    agreement: &Agreement,
    endpoint: &Endpoint,
    ids: &mut Ids,
) -> Option<Draft> {
    let event = match notice.kind {
        Kind::LeadAssigned { .. } => "visitor.confirmation",
        Kind::LeadAcknowledged { .. } => "visitor.introduction",
        _ => return None,
    };
    if !endpoint.kind.is_mail() || !endpoint.asks_for(event) {
        return None;
    }
    let letter = match notice.kind {
        Kind::LeadAcknowledged { rep, .. } => introduction(notice, agreement, rep)?,
        _ => confirmation(notice, agreement)?,
    };
    let id = ids.delivery();
    let body = body(&letter, endpoint, &id)?;
    Some(Draft { id, event, body, ..notice.blank(endpoint) })
}

/// A page of a few lines to one address; none without a sender, which the check refuses.
pub(crate) fn sheet(sheet: &Sheet, to: &str, endpoint: &Endpoint, id: &str) -> Option<String> {
    let mut parts = vec![Part::Fact("To decide", sheet.question.clone())];
    parts.extend(sheet.lines.iter().cloned().map(Part::Line));
    parts.push(Part::Button("Open the page", sheet.link.clone()));
    let letter = Letter {
        to: to.to_owned(),
        cc: None,
        reply_to: None,
        subject: sheet.title.clone(),
        language: "en",
        parts,
        calendar: None,
        to_visitor: false,
    };
    body(&letter, endpoint, id)
}

/// Who reads the mail about what happened: the owner, their manager, or the handoff owner.
fn reader<'a>(notice: &Notice<'_>, agreement: &'a Agreement) -> Option<&'a Rep> {
    let id = match notice.kind {
        Kind::LeadEscalated { manager, .. } => manager.as_str(),
        Kind::LeadQuarantined { .. }
        | Kind::LeadReturned { .. }
        | Kind::WindowMissed { .. }
        | Kind::LeadAcknowledged { .. } => agreement.owner.as_str(),
        _ => notice.lead.owner?.0,
    };
    agreement.rep(&RepId::new(id))
}

/// The card: what happened, until when, the five facts, and where to answer.
fn to_team(notice: &Notice<'_>, agreement: &Agreement, to: &Rep) -> Letter {
    let about = &notice.lead;
    let is_owner = about.owner.is_some_and(|(owner, _)| owner == to.id.as_str());
    let what = slack::heading(notice);
    let mut parts = vec![Part::Line(format!("{} · {} {}", summary(notice), about.tier, about.score))];
    let facts = about.package.facts();
    parts.extend(facts.map(|(label, said)| Part::Fact(label, said.unwrap_or("not said").to_owned())));
    if about.state.awaits_answer() {
        parts.push(Part::Fact("Known", format!("{} of 5 facts", about.package.known())));
        let ask_next = about.package.ask_next.join(" · ");
        parts.extend((!ask_next.is_empty()).then_some(Part::Fact("Ask next", ask_next)));
    }
    parts.push(match notice.link.as_ref().filter(|_| is_owner) {
        Some(link) => Part::Button("Open and answer", link.clone()),
        None => Part::Button("Open in the console", notice.console()),
    });
    parts.push(Part::Note(format!("{} · {}", agreement.name, notice.desk.as_tag())));
    Letter {
        to: to.email.clone(),
        // The visitor is answered from the page, which counts it; who presses "reply" writes to them.
        reply_to: about.email.and_then(EmailAddress::parse).map(|email| email.as_str().to_owned()),
        cc: None,
        subject: format!("{what}{}", about.title()),
        language: "en",
        parts,
        calendar: calendar::of(notice),
        to_visitor: false,
    }
}

/// What happened, in a sentence.
fn summary(notice: &Notice<'_>) -> String {
    let about = &notice.lead;
    let due = about.due_at.filter(|_| about.state.awaits_answer());
    match (notice.kind, about.owner, due) {
        (
            Kind::LeadAssigned { .. } | Kind::LeadReassigned { .. } | Kind::LeadReminded { .. },
            Some((_, name)),
            Some(due),
        ) => {
            let left = duration(Millis((due - notice.at).0.max(0)));
            format!("For {name}: answer within {left}, by {}", due.utc_clock())
        }
        _ => log::words(notice.kind.id(), &notice.kind.data()),
    }
}

/// The request has arrived. Nothing in it was typed by anybody: the address may be somebody
/// else's, and a form shall not send a stranger's words to them.
fn confirmation(notice: &Notice<'_>, agreement: &Agreement) -> Option<Letter> {
    let words = Words::of(notice.lead.language);
    let mut parts = vec![Part::Line(words.arrived.to_owned())];
    if let Some(link) = notice.lead.booking {
        parts.extend([Part::Line(words.or_pick.to_owned()), Part::Button(words.pick, link.to_owned())]);
    }
    visitors(notice, agreement, words.arrived_subject.to_owned(), parts)
}

/// No human came in time: the booking link.
fn touch(notice: &Notice<'_>, agreement: &Agreement, link: &str) -> Option<Letter> {
    let words = Words::of(notice.lead.language);
    let parts = vec![Part::Line(words.late.to_owned()), Part::Button(words.pick, link.to_owned())];
    visitors(notice, agreement, words.late_subject.to_owned(), parts)
}

/// Who will answer, and what was asked. The rep has read it before: what they typed goes back to
/// them only now, and with nothing in it that becomes a link.
fn introduction(notice: &Notice<'_>, agreement: &Agreement, rep: &str) -> Option<Letter> {
    let rep = agreement.rep(&RepId::new(rep))?;
    let words = Words::of(notice.lead.language);
    let mut parts = vec![Part::Line(words.introduced.replace("{rep}", &rep.name))];
    if let Some(asked) = &notice.lead.package.message {
        parts.extend([Part::Line(words.asked.to_owned()), Part::Quote(crate::sink::unlinked(asked))]);
    }
    let subject = words.introduced_subject.replace("{rep}", &rep.name);
    let letter = visitors(notice, agreement, subject, parts)?;
    Some(Letter { cc: Some(rep.email.clone()), reply_to: Some(rep.email.clone()), ..letter })
}

/// A letter to the visitor; none where there is no address that mail can go to.
fn visitors(notice: &Notice<'_>, agreement: &Agreement, subject: String, mut parts: Vec<Part>) -> Option<Letter> {
    let to = EmailAddress::parse(notice.lead.email?)?;
    let owner = notice.lead.owner.and_then(|(id, _)| agreement.rep(&RepId::new(id)));
    parts.extend(agreement.booking.name.clone().map(Part::Note));
    Some(Letter {
        to: to.as_str().to_owned(),
        reply_to: owner.map(|rep| rep.email.clone()),
        cc: None,
        subject,
        language: Words::of(notice.lead.language).language,
        parts,
        calendar: None,
        to_visitor: true,
    })
}

/// What Resend's API takes: resend.com/docs/api-reference/emails/send-email.
#[derive(Serialize)]
struct ForResend<'a> {
    from: String,
    to: [&'a str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    cc: Option<[&'a str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<&'a str>,
    subject: String,
    text: String,
    html: String,
    headers: Headers<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<ResendFile>,
}

#[derive(Serialize)]
struct ResendFile {
    filename: &'static str,
    content: String,
    content_type: &'static str,
}

/// What Cloudflare's binding takes: developers.cloudflare.com/email-service/api/send-emails/workers-api.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ForBinding<'a> {
    from: Named<'a>,
    to: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cc: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<&'a str>,
    subject: String,
    text: String,
    html: String,
    headers: Headers<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<BoundFile>,
}

#[derive(Serialize)]
struct Named<'a> {
    email: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct BoundFile {
    filename: &'static str,
    content: String,
    r#type: &'static str,
    disposition: &'static str,
}

/// Both services take headers that begin with `X-`, and make the others themselves.
#[derive(Serialize)]
struct Headers<'a> {
    /// The same in every try: whoever reads a mailbox by program can drop repeats by it.
    #[serde(rename = "X-Baton-Message")]
    message: &'a str,
    /// Exchange's word for "send no automatic reply".
    #[serde(rename = "X-Auto-Response-Suppress", skip_serializing_if = "Option::is_none")]
    suppress: Option<&'static str>,
}

const CALENDAR: (&str, &str) = ("meeting.ics", "text/calendar; charset=utf-8; method=PUBLISH");

/// The letter as the endpoint's service takes it. None without a sender, which the check refuses.
fn body(letter: &Letter, endpoint: &Endpoint, id: &str) -> Option<String> {
    let from: &Sender = endpoint.from.as_ref()?;
    let headers = Headers { message: id, suppress: letter.to_visitor.then_some("All") };
    let (subject, text, html) = (letter.subject_line(), letter.text(), letter.html());
    let (cc, reply_to) = (letter.cc.as_deref(), letter.reply_to.as_deref());
    let file = letter.calendar.as_deref().map(calendar::encoded);
    let (filename, kind) = CALENDAR;
    Some(match endpoint.kind {
        EndpointKind::SendEmail => json(&ForBinding {
            from: Named { email: &from.address, name: &from.name },
            to: &letter.to,
            cc,
            reply_to,
            subject,
            text,
            html,
            headers,
            attachments: file
                .map(|content| BoundFile { filename, content, r#type: kind, disposition: "attachment" })
                .into_iter()
                .collect(),
        }),
        _ => json(&ForResend {
            from: from.to_string(),
            to: [&letter.to],
            cc: cc.map(|cc| [cc]),
            reply_to,
            subject,
            text,
            html,
            headers,
            attachments: file.map(|content| ResendFile { filename, content, content_type: kind }).into_iter().collect(),
        }),
    })
}
