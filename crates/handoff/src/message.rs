//! What others are told: one notice, rendered for each kind of endpoint.

use baton_agreement::{Agreement, Endpoint, EndpointKind};

use crate::log::Kind;
use crate::outbox::Draft;
use crate::package::Package;
use crate::{DeskName, Ids, Millis, State, crm, mail, push, slack, slack_bot, webhook};

/// Something that happened to a lead, with all that a message about it may say. Texts are raw.
pub(crate) struct Notice<'a> {
    /// What happened; its id is the event endpoints ask for.
    pub kind: &'a Kind,
    /// When.
    pub at: Millis,
    /// Where.
    pub desk: &'a DeskName,
    /// The version of the agreement in force.
    pub agreement: i64,
    /// The edge's own origin.
    pub edge_origin: &'a str,
    /// Whether three facts come first: see [`crate::Preparation::is_fast`].
    pub is_fast: bool,
    /// The lead.
    pub lead: About<'a>,
    /// The handoff link, for the one who is to act.
    pub link: Option<String>,
    /// The owner's link while an answer is awaited, whatever happened: for cards with buttons.
    pub answer_link: Option<String>,
}

/// A lead, as messages tell of it.
#[derive(Clone, Copy)]
pub(crate) struct About<'a> {
    pub id: &'a str,
    pub received_at: Millis,
    pub name: Option<&'a str>,
    pub company: Option<&'a str>,
    pub email: Option<&'a str>,
    pub job_title: Option<&'a str>,
    pub score: i64,
    pub tier: &'a str,
    pub mql: bool,
    pub source: &'a str,
    pub state: State,
    pub quarantine: Option<&'a str>,
    /// Id and name.
    pub owner: Option<(&'a str, &'a str)>,
    pub due_at: Option<Millis>,
    pub package: &'a Package,
    /// Of the page they came by; empty where that does not say.
    pub language: &'a str,
    /// Where they book, at their arrival and where they were offered a meeting.
    pub booking: Option<&'a str>,
}

impl About<'_> {
    /// What to call them by.
    pub fn title(&self) -> &str {
        self.name.or(self.email).or(self.company).unwrap_or("somebody")
    }
}

/// Whether anybody may be told of an event. Else there is no need of a notice.
pub(crate) fn is_told(agreement: Option<&Agreement>, kind: &Kind) -> bool {
    // A bot changes what it has written, whatever it is asked to tell.
    let is_told = |endpoint: &Endpoint| endpoint.kind.is_mail() || is_asked_by(endpoint, kind);
    agreement.is_some_and(|agreement| slack_bot::is_in(agreement) || agreement.deliveries.iter().any(is_told))
}

/// Who was told of a lead is told, too, that its answers are others, and who has it now.
fn is_asked_by(endpoint: &Endpoint, kind: &Kind) -> bool {
    if endpoint.kind.is_crm() {
        return crm::is_told(kind);
    }
    let too = matches!(
        kind,
        Kind::LeadCorrected { .. }
            | Kind::LeadJoined { .. }
            | Kind::LeadSignalled { .. }
            | Kind::LeadUnited { .. }
            | Kind::LeadReassigned { .. }
    );
    // Who pressed a button of a bot's to be reminded is reminded by it.
    let wished = matches!(kind, Kind::LeadReminded { why, .. } if why == "snoozed");
    let too = too || (wished && endpoint.kind == EndpointKind::SlackBot);
    endpoint.asks_for(kind.id()) || (too && endpoint.asks_for("lead.assigned"))
}

impl Notice<'_> {
    /// Where the console shows the lead.
    pub fn console(&self) -> String {
        format!("{}/desk/?desk={}&lead={}", self.edge_origin, self.desk.as_tag(), self.lead.id)
    }

    /// The messages for every endpoint that asks for this event, and behind them those that stand
    /// by for one of them.
    pub fn drafts(&self, agreement: Option<&Agreement>, ids: &mut Ids) -> Vec<Draft> {
        let Some(agreement) = agreement else { return Vec::new() };
        let mut drafts = Vec::new();
        let mut standing_by = Vec::new();
        for endpoint in &agreement.deliveries {
            let asked = is_asked_by(endpoint, self.kind);
            let changes = slack_bot::change(self, agreement, endpoint, ids);
            drafts.extend(changes);
            let visitors = mail::to_visitor(self, agreement, endpoint, ids);
            // The rep hears first: to one place, about one lead, everything goes in order.
            let Some(draft) = asked.then(|| self.draft(agreement, endpoint, ids)).flatten() else {
                drafts.extend(visitors);
                continue;
            };
            standing_by.extend(self.second(agreement, endpoint, &draft, ids));
            drafts.push(draft);
            drafts.extend(visitors);
        }
        drafts.extend(standing_by);
        drafts
    }

    /// The message at the second channel, unless that is told of the event anyway.
    fn second(&self, agreement: &Agreement, endpoint: &Endpoint, first: &Draft, ids: &mut Ids) -> Option<Draft> {
        let (second, after) = endpoint.second.as_ref()?;
        let second = agreement.deliveries.iter().find(|other| other.id == *second)?;
        if is_asked_by(second, self.kind) {
            return None;
        }
        let draft = self.draft(agreement, second, ids)?;
        let stands_for = Some((first.id.clone(), endpoint.id.clone(), Millis::from_seconds(*after)));
        Some(Draft { stands_for, card: None, ..draft })
    }

    /// The message to one endpoint; none where it would be for nobody.
    pub fn draft(&self, agreement: &Agreement, endpoint: &Endpoint, ids: &mut Ids) -> Option<Draft> {
        let id = ids.delivery();
        let (body, recipient, card) = match endpoint.kind {
            EndpointKind::Slack => (slack::render(self), None, None),
            EndpointKind::SlackBot => slack_bot::message(self, agreement)?,
            EndpointKind::Webhook => (webhook::render(self, &id), None, None),
            EndpointKind::Resend | EndpointKind::SendEmail => {
                (mail::message(self, agreement, endpoint, &id)?, None, None)
            }
            EndpointKind::HubSpot | EndpointKind::Salesforce => (crm::draft(self, endpoint.kind)?, None, None),
            EndpointKind::Push => {
                let (body, rep) = push::message(self, agreement)?;
                (body, rep, None)
            }
        };
        Some(Draft { id, body, recipient, card, ..self.blank(endpoint) })
    }

    /// A draft that says nothing yet.
    pub fn blank(&self, endpoint: &Endpoint) -> Draft {
        let mut secret = endpoint.secret.clone();
        // Slack's signing secret verifies what comes in; it signs nothing.
        if let (EndpointKind::Webhook, Some(signing)) = (endpoint.kind, &endpoint.signing_secret) {
            secret.push(' ');
            secret.push_str(signing);
        }
        Draft {
            id: String::new(),
            lead: self.lead.id.to_owned(),
            endpoint: endpoint.id.clone(),
            kind: endpoint.kind.id(),
            secret,
            event: self.kind.id(),
            body: String::new(),
            recipient: None,
            card: None,
            stands_for: None,
        }
    }
}
