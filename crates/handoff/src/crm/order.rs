//! What a CRM is told: read from the lead when the message goes.

use std::collections::BTreeMap;

use baton_agreement::{EndpointKind, RepId};
use baton_scoring::{EmailAddress, Field, Lead};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::records::{self, Known, Told};
use super::{CrmSetting, setting};
use crate::agreements::InForce;
use crate::database::params;
use crate::instants::Instants;
use crate::json::json;
use crate::leads::{self, Stored};
use crate::log::{self, Kind};
use crate::message::Notice;
use crate::outbox::Draft;
use crate::sink::Html;
use crate::{Database, Millis, Outgoing, Problem, Row, State, booking, handoff, intake};

/// The message as it waits: version 1.
#[derive(Serialize, Deserialize)]
struct Waiting {
    v: u8,
    /// With the visitor's answers and the handoff, not only how the lead stands.
    whole: bool,
    console: String,
}

/// Everything that goes there. What has nothing to say is arrived at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub lead: String,
    /// The record, where it was there before us.
    pub record: Option<String>,
    pub email: Option<String>,
    pub domain: Option<String>,
    pub properties: BTreeMap<String, Json>,
    /// The handoff as HTML, when the lead came in, and the property of the note that holds the lead's id.
    pub note: Option<(String, i64, String)>,
    /// What is settled once it has arrived.
    pub told: Told,
    /// Since when changes are asked for, and which properties; nothing is told then.
    pub look: Option<(i64, Vec<String>)>,
}

/// Whether a CRM holds something that an event changes.
pub(crate) fn is_told(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::LeadAssigned { .. }
            | Kind::LeadReassigned { .. }
            | Kind::LeadCorrected { .. }
            | Kind::LeadJoined { .. }
            | Kind::LeadSignalled { .. }
            | Kind::LeadConfirmed { .. }
            | Kind::LeadAcknowledged { .. }
            | Kind::LeadAttempted { .. }
            | Kind::LeadConnected { .. }
            | Kind::LeadBooked { .. }
            | Kind::LeadUnbooked { .. }
            | Kind::LeadAccepted { .. }
            | Kind::LeadRejected { .. }
            | Kind::LeadNurtured { .. }
            | Kind::LeadReturned { .. }
            | Kind::LeadOpportunity { .. }
            | Kind::LeadWon { .. }
            | Kind::LeadLost { .. }
            | Kind::LeadUndone { .. }
    )
}

/// The message that a CRM is to be told; none where it could not find the person: HubSpot's contacts go
/// by their address.
pub(crate) fn draft(notice: &Notice<'_>, kind: EndpointKind) -> Option<String> {
    if kind == EndpointKind::HubSpot {
        EmailAddress::parse(notice.lead.email?)?;
    }
    let whole = matches!(
        notice.kind,
        Kind::LeadAssigned { .. }
            | Kind::LeadCorrected { .. }
            | Kind::LeadJoined { .. }
            | Kind::LeadSignalled { .. }
            | Kind::LeadConfirmed { .. }
    );
    Some(json(&Waiting { v: 1, whole, console: notice.console() }))
}

/// Puts what is to be said into a message that goes now. One of a delivery that the agreement does not
/// have any more, or of a lead that cannot be read, says nothing and is refused for it.
pub(crate) fn complete(
    db: &mut dyn Database,
    in_force: Option<&InForce>,
    outgoing: &mut Outgoing,
) -> Result<(), Problem> {
    let agreement = in_force.and_then(|in_force| in_force.agreement.as_ref());
    let setting = setting(agreement, &outgoing.endpoint).filter(|setting| setting.kind.id() == outgoing.kind);
    let body = core::mem::take(&mut outgoing.body);
    let Some(setting) = setting else { return Ok(()) };
    if super::is_poll(&outgoing.id) {
        outgoing.body = json(&super::poll::order(&setting, db)?);
        return Ok(());
    }
    let Ok(waiting) = serde_json::from_str::<Waiting>(&body) else { return Ok(()) };
    let Some((lead, more)) = leads::find_joined_with(db, &outgoing.lead, "raw, verdict")? else { return Ok(()) };
    let owner = lead.owner.as_ref().and_then(|(id, _)| agreement?.rep(&RepId::new(id)));
    let owner = owner.map(|rep| rep.name.clone());
    outgoing.body = json(&order(&setting, (&lead, &more), owner, &waiting, db)?);
    Ok(())
}

fn order(
    setting: &CrmSetting,
    (lead, more): (&Stored, &Row),
    owner_name: Option<String>,
    waiting: &Waiting,
    db: &mut dyn Database,
) -> Result<Order, Problem> {
    let domain = setting.crm.domain.clone();
    if lead.state == State::Erased {
        return Ok(Order { lead: lead.id.clone(), domain, ..Order::default() });
    }
    let known = records::of_lead(db, &setting.endpoint, &lead.id)?;
    let is_new = known.is_none();
    let known = known.unwrap_or_default();
    let whole = waiting.whole || is_new || known.came && known.settled.is_none();
    let parsed = intake::parse(more.blob(0)?).ok();
    let said = parsed.as_ref().map(|parsed| intake::understood(&parsed.submission));
    let mut facts = standing_facts(lead, more.text(1)?, owner_name, db)?;
    if whole {
        facts.extend(answers(lead, said.as_ref(), &waiting.console, more.text(1)?));
    }
    let mut properties = BTreeMap::new();
    for (name, property) in setting.crm.field_map(setting.kind) {
        if let Some(value) = facts.get(name).filter(|value| **value != Json::Null) {
            properties.insert(property.to_owned(), fitting(setting.kind, property, value));
        }
    }
    if setting.kind == EndpointKind::Salesforce && is_new_there(&known, is_new) {
        fill_required(&mut properties);
    }
    let told = settle(setting, lead, &known, &mut properties);
    let note = (setting.kind == EndpointKind::HubSpot && whole).then(|| note(lead, more.text(1), &waiting.console));
    let email = lead.email.as_deref().and_then(EmailAddress::parse).map(|email| email.as_str().to_owned());
    let note_key = setting.places().lead.map(str::to_owned);
    Ok(Order {
        lead: lead.id.clone(),
        record: known.record.filter(|_| known.came),
        email,
        domain,
        properties,
        note: note.zip(note_key).map(|(text, key)| (text, lead.received_at.0, key)),
        told,
        look: None,
    })
}

/// A Lead that is not there yet has to have these.
fn is_new_there(known: &Known, is_new: bool) -> bool {
    is_new || (known.record.is_none() && !known.came)
}

/// Salesforce takes no Lead without them, and its own forms write this where somebody did not say.
fn fill_required(properties: &mut BTreeMap<String, Json>) {
    for required in ["LastName", "Company"] {
        properties.entry(required.to_owned()).or_insert_with(|| "[not provided]".into());
    }
}

/// Owner and status, where they have changed here since they were settled; and what is settled by that.
fn settle(setting: &CrmSetting, lead: &Stored, known: &Known, properties: &mut BTreeMap<String, Json>) -> Told {
    let places = setting.places();
    let mut told = Told::default();
    if let Some((rep, _)) = lead.owner.as_ref().filter(|(rep, _)| known.rep.as_deref() != Some(rep)) {
        told.rep = Some(rep.clone());
        if let Some(user) = setting.crm.owner_of(rep) {
            properties.insert(places.owner.to_owned(), user.into());
            told.owner = Some(user.to_owned());
        }
    }
    let standing = standing(lead).or_else(|| contact(lead).filter(|_| known.settled.is_none()));
    let status = standing.and_then(|standing| setting.crm.status_of(setting.kind, standing));
    if let Some(status) = status.filter(|status| known.settled.as_deref() != Some(status)) {
        properties.insert(places.status.to_owned(), status.into());
        told.status = Some(status.to_owned());
    }
    told
}

/// The message that says once more how a lead stands: the CRM has lost sight of it.
pub(crate) fn again(setting: &CrmSetting, lead: &str, id: String) -> Draft {
    Draft {
        id,
        lead: lead.to_owned(),
        endpoint: setting.endpoint.clone(),
        kind: setting.kind.id(),
        secret: setting.secret.clone(),
        event: "crm.differs",
        body: json(&Waiting { v: 1, whole: false, console: String::new() }),
        recipient: None,
        card: None,
        stands_for: None,
    }
}

/// How far somebody came with the visitor, whoever has the lead now.
pub(crate) fn contact(lead: &Stored) -> Option<&'static str> {
    let Instants { attempted_at, connected_at, .. } = lead.instants;
    connected_at.map(|_| "connected").or(attempted_at.map(|_| "attempted"))
}

/// How a lead stands, as the agreement speaks of it. Whoever was contacted is never new again: another
/// owner begins anew, the visitor does not.
pub(crate) fn standing(lead: &Stored) -> Option<&'static str> {
    match lead.state {
        State::Assigned | State::Notified | State::Acknowledged if contact(lead).is_some() => None,
        State::Notified => Some("assigned"),
        state => Some(state.id()).filter(|id| baton_agreement::STANDINGS.contains(id)),
    }
}

type Facts = BTreeMap<&'static str, Json>;

/// What is Baton's own, and goes along every time.
fn standing_facts(
    lead: &Stored,
    verdict: &str,
    owner: Option<String>,
    db: &mut dyn Database,
) -> Result<Facts, Problem> {
    let promise = handoff::acknowledgement(&lead.id, db)?;
    let qualification = if crate::preparation::is_sql(verdict) {
        "SQL"
    } else if lead.mql {
        "MQL"
    } else {
        "none"
    };
    let mut facts = Facts::from([
        ("score", lead.score.into()),
        ("tier", lead.tier.as_str().into()),
        ("qualification", qualification.into()),
        ("reasons", reasons(verdict).into()),
        ("state", lead.state.id().into()),
        ("owner", owner.unwrap_or_default().into()),
        ("next_step", promise.as_ref().map(|promise| promise.next_step.clone()).unwrap_or_default().into()),
        ("rejection", rejection(lead, db)?.into()),
    ]);
    if let Some(due) = promise.map(|promise| promise.due_at).or(lead.due_at) {
        facts.insert("due_at", due.rfc3339().into());
    }
    Ok(facts)
}

/// Why it was rejected: the code, which is the agreement's, else the words.
fn rejection(lead: &Stored, db: &mut dyn Database) -> Result<String, Problem> {
    if lead.state != State::Rejected {
        return Ok(String::new());
    }
    let last = log::of_kind(db, &lead.id, "lead.rejected")?.pop();
    Ok(match last.and_then(|data| Kind::from_stored("lead.rejected", &data)) {
        Some(Kind::LeadRejected { reason, code, .. }) => code.unwrap_or(reason),
        _ => String::new(),
    })
}

/// The reasons for the score, a line each.
fn reasons(verdict: &str) -> String {
    let lines = handoff::reasons(verdict).into_iter().map(|reason| format!("{:+} {}", reason.points, reason.words));
    lines.collect::<Vec<_>>().join("\n")
}

/// What the visitor said, and the handoff.
fn answers(lead: &Stored, said: Option<&Lead>, console: &str, verdict: &str) -> Facts {
    let mut facts = Facts::new();
    for field in Field::ALL {
        let text = said.and_then(|said| said.raw(field).or_else(|| said.text(field)));
        if let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) {
            facts.insert(field.id(), text.into());
        }
    }
    let raw = |field| said.and_then(|said| said.raw(field)).unwrap_or_default().trim();
    let (first, last) = booking::names(raw(Field::Name), raw(Field::FirstName), raw(Field::LastName));
    // A CRM that has one name only keeps it as the family name.
    let (first, last) = if last.is_empty() { ("", first) } else { (first, last) };
    for (name, text) in [("first_name", first), ("last_name", last)] {
        if !text.is_empty() {
            facts.insert(name, text.into());
        }
    }
    match lead.email.as_deref().and_then(EmailAddress::parse) {
        Some(email) => facts.insert("email", email.as_str().into()),
        None => facts.remove("email"),
    };
    facts.insert("lead", lead.id.as_str().into());
    facts.insert("received_at", lead.received_at.rfc3339().into());
    facts.insert("came_by", lead.package.source.clone().unwrap_or_default().into());
    facts.insert("console", console.into());
    facts.insert("handoff", handoff_text(lead, verdict, console).into());
    facts
}

/// The handoff as plain text.
fn handoff_text(lead: &Stored, verdict: &str, console: &str) -> String {
    let facts = lead.package.facts().map(|(label, said)| format!("{label}: {}", said.unwrap_or("not said")));
    let score = format!("Score: {} ({})", lead.score, lead.tier);
    format!("{}\n{score}\n{}\n{console}", facts.join("\n"), reasons(verdict))
}

/// The same as a note of HubSpot's, which is HTML: what visitors typed is text in it.
fn note(lead: &Stored, verdict: Result<&str, Problem>, console: &str) -> String {
    let mut html = Html::new();
    for (label, said) in lead.package.facts() {
        html.markup("<p><strong>").text(label).markup("</strong> ").text(said.unwrap_or("not said")).markup("</p>");
    }
    html.markup("<p><strong>Score</strong> ").text(&format!("{} ({})", lead.score, lead.tier)).markup("</p><ul>");
    for reason in verdict.map(handoff::reasons).unwrap_or_default() {
        html.markup("<li>").text(&format!("{:+} {}", reason.points, reason.words)).markup("</li>");
    }
    html.markup("</ul><p><a href=\"").text(console).markup("\">Open in Baton</a></p>");
    html.finish()
}

/// How many characters Salesforce's own fields take; of others it is what docs/crm.md makes them.
const SHORT: [(&str, usize); 8] = [
    ("FirstName", 40),
    ("LastName", 80),
    ("Title", 128),
    ("Phone", 40),
    ("MobilePhone", 40),
    ("City", 40),
    ("PostalCode", 20),
    ("Email", 80),
];
/// `Description` and long text areas.
const LONG: usize = 32_000;

/// A value as the CRM takes it: one that is too long would refuse the whole record. HubSpot's are texts.
fn fitting(kind: EndpointKind, property: &str, value: &Json) -> Json {
    let text = match value {
        Json::String(text) => text,
        number if kind == EndpointKind::Salesforce => return number.clone(),
        number => return number.to_string().into(),
    };
    let short = SHORT.iter().find(|(name, _)| *name == property).map(|(_, most)| *most);
    let is_long = property == "Description" || property.ends_with("_Reasons__c") || text.contains('\n');
    let most = match kind {
        EndpointKind::Salesforce => short.unwrap_or(if is_long { LONG } else { 255 }),
        _ => LONG,
    };
    text.chars().take(most).collect::<String>().into()
}

/// When a rep got a lead that is theirs, by the desk's clock.
pub(crate) fn assigned_at(db: &mut dyn Database, lead: &str) -> Result<Option<Millis>, Problem> {
    let rows = db.query("SELECT assigned_at FROM leads WHERE id = ?", &params![lead])?;
    rows.first().map_or(Ok(None), |row| row.optional_millis(0))
}
