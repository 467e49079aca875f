//! A Slack app's bot: direct messages to whoever is to act, changed in place when things change.

use baton_agreement::{Agreement, Endpoint, EndpointKind, Rep, RepId};
use serde::Deserialize;

use crate::answer::Heard;
use crate::database::params;
use crate::log::Kind;
use crate::message::Notice;
use crate::outbox::{Card, Draft};
use crate::{Database, Ids, Millis, Outgoing, Problem, slack};

/// What Slack answers when it has trouble of its own; everything else it does not want.
const TROUBLE: [&str; 7] = [
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "ratelimited",
    "rate_limited",
    "message_limit_exceeded",
];

/// The names of the secrets a desk's Slack bot works with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlackSecrets {
    /// Of the bot's token.
    pub token: String,
    /// Of the app's Signing Secret.
    pub signing: String,
}

/// The secrets of the bot that the agreement names first.
pub(crate) fn secrets(agreement: Option<&Agreement>) -> Option<SlackSecrets> {
    let bots = agreement?.deliveries.iter().filter(|endpoint| endpoint.kind == EndpointKind::SlackBot);
    bots.filter_map(|bot| Some(SlackSecrets { token: bot.secret.clone(), signing: bot.signing_secret.clone()? })).next()
}

/// Whether a bot tells anybody anything.
pub(crate) fn is_in(agreement: &Agreement) -> bool {
    agreement.deliveries.iter().any(|endpoint| endpoint.kind == EndpointKind::SlackBot)
}

/// The direct message about what happened: its body, for whom, and whether it is a card. None
/// where a card that is there says it.
pub(crate) fn message(notice: &Notice<'_>, agreement: &Agreement) -> Option<(String, Option<String>, Option<Card>)> {
    let owner = || notice.lead.owner.map(|(id, _)| id);
    let (rep, card) = match notice.kind {
        Kind::LeadAssigned { .. } | Kind::LeadReassigned { .. } | Kind::LeadUnbooked { due_at: Some(_), .. } => {
            (owner()?, Some(Card::Card))
        }
        Kind::LeadReminded { .. } | Kind::PromisePassed { .. } | Kind::VisitorTouch { .. } => (owner()?, None),
        Kind::LeadEscalated { manager, .. } => (manager.as_str(), None),
        Kind::LeadQuarantined { .. } | Kind::LeadReturned { .. } => (agreement.owner.as_str(), None),
        _ => return None,
    };
    let address = address(agreement.rep(&RepId::new(rep))?);
    Some((slack::render_card(notice, false), Some(address), card))
}

/// The change of the card that whoever had the lead got, if this is something it should show.
pub(crate) fn change(notice: &Notice<'_>, agreement: &Agreement, endpoint: &Endpoint, ids: &mut Ids) -> Option<Draft> {
    if endpoint.kind != EndpointKind::SlackBot || !endpoint.asks_for("lead.assigned") {
        return None;
    }
    let owner = || notice.lead.owner.map(|(id, _)| id);
    let rep = match notice.kind {
        Kind::LeadReassigned { from, .. } => from.as_deref()?,
        Kind::LeadReturned { rep, .. } => rep.as_deref()?,
        Kind::LeadAcknowledged { rep, .. } | Kind::LeadEscalated { rep, .. } | Kind::LeadSnoozed { rep, .. } => rep,
        Kind::WindowMissed { owner, .. } => owner,
        Kind::LeadCorrected { .. }
        | Kind::LeadJoined { .. }
        | Kind::LeadSignalled { .. }
        | Kind::LeadAttempted { .. }
        | Kind::LeadConnected { .. }
        | Kind::LeadBooked { .. }
        | Kind::LeadAccepted { .. }
        | Kind::LeadRejected { .. }
        | Kind::LeadUndone { .. }
        | Kind::LeadNurtured { .. } => owner()?,
        _ => return None,
    };
    let recipient = Some(address(agreement.rep(&RepId::new(rep))?));
    let body = slack::render_card(notice, true);
    Some(Draft { id: ids.delivery(), body, recipient, card: Some(Card::Change), ..notice.blank(endpoint) })
}

/// What Slack finds a rep by.
fn address(rep: &Rep) -> String {
    rep.slack.clone().unwrap_or_else(|| rep.email.clone())
}

/// Fills in what the row of a message does not hold: which message a change changes, and the
/// member that an address belongs to. `row`: the message's place, and whether it is a change.
pub(crate) fn complete(
    db: &mut dyn Database,
    outgoing: &mut Outgoing,
    (seq, card): (i64, Option<&str>),
) -> Result<(), Problem> {
    if card == Some("change") {
        let rows = db.query(
            "SELECT receipt FROM deliveries WHERE lead = ? AND endpoint = ? AND seq < ? AND card = 'card' ORDER BY seq DESC LIMIT 1",
            &params![&outgoing.lead, &outgoing.endpoint, seq],
        )?;
        // A card that never arrived cannot be changed: what it would say now is a message.
        let receipt = rows.first().map(|row| row.optional_text(0)).transpose()?.flatten();
        let parts = receipt.and_then(|receipt| receipt.split_once(' '));
        outgoing.changes = parts.map(|(channel, at)| (channel.to_owned(), at.to_owned()));
    }
    if let Some(email) = outgoing.recipient.as_deref().filter(|recipient| recipient.contains('@')) {
        let rows = db.query("SELECT member FROM slack_members WHERE email = ?", &params![email])?;
        if let Some(row) = rows.first() {
            outgoing.recipient = Some(row.string(0)?);
        }
    }
    Ok(())
}

/// Slack said who has this address.
pub(crate) fn learned(db: &mut dyn Database, now: Millis, email: Option<&str>, member: &str) -> Result<(), Problem> {
    let Some(email) = email else { return Ok(()) };
    db.execute(
        "INSERT INTO slack_members (email, v, member, at) VALUES (?, 1, ?, ?)
         ON CONFLICT (email) DO UPDATE SET member = excluded.member, at = excluded.at",
        &params![email, member, now],
    )?;
    Ok(())
}

/// What Slack's Web API answers, as far as it matters.
#[derive(Deserialize)]
struct Said {
    ok: bool,
    error: Option<String>,
    channel: Option<String>,
    ts: Option<String>,
    user: Option<Member>,
}

#[derive(Deserialize)]
struct Member {
    id: String,
}

/// Why Slack did not do what it was asked, if it did not: for calls that send no message.
pub(crate) fn not_done(body: &str) -> Option<String> {
    match serde_json::from_str(body) {
        Ok(Said { ok: true, .. }) => None,
        Ok(Said { error, .. }) => Some(error.unwrap_or_default().chars().take(100).collect()),
        Err(_) => Some("an answer that is not Slack's".to_owned()),
    }
}

/// What an answer of the Web API means. It answers 200 to what it refuses, too.
pub(crate) fn hear(body: &str) -> Heard {
    match serde_json::from_str(body) {
        Ok(Said { ok: true, channel: Some(channel), ts: Some(at), .. }) => {
            Heard::Arrived(Some(format!("{channel} {at}")))
        }
        Ok(Said { ok: true, user: Some(Member { id }), .. }) => Heard::Member(id),
        Ok(Said { ok: false, error, .. }) => {
            let error: String = error.unwrap_or_default().chars().take(100).collect();
            let why = format!("Slack: {error}");
            if TROUBLE.contains(&error.as_str()) { Heard::Failed(why) } else { Heard::Refused(why) }
        }
        _ => Heard::Failed("an answer that is not Slack's".to_owned()),
    }
}
