//! What others are told: one notice, rendered for each kind of endpoint.

use baton_agreement::{Agreement, Endpoint, EndpointKind};

use crate::log::Kind;
use crate::outbox::Draft;
use crate::package::Package;
use crate::{DeskName, Ids, Millis, State, slack, webhook};

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
    /// The lead.
    pub lead: About<'a>,
    /// The handoff link, for the one who is to act.
    pub link: Option<String>,
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
}

impl About<'_> {
    /// What to call them by.
    pub fn title(&self) -> &str {
        self.name.or(self.email).or(self.company).unwrap_or("somebody")
    }
}

impl Notice<'_> {
    /// Where the console shows the lead.
    pub fn console(&self) -> String {
        format!("{}/desk/?desk={}&lead={}", self.edge_origin, self.desk.as_tag(), self.lead.id)
    }

    /// The messages for every endpoint that asks for this event.
    pub fn drafts(&self, agreement: Option<&Agreement>, ids: &mut Ids) -> Vec<Draft> {
        // Who was told of a lead is told, too, that its answers are others, and who has it now.
        let too = matches!(
            self.kind,
            Kind::LeadCorrected { .. }
                | Kind::LeadJoined { .. }
                | Kind::LeadUnited { .. }
                | Kind::LeadReassigned { .. }
        );
        let asked = |event: &String| event == self.kind.id() || (too && event == "lead.assigned");
        let asks = |endpoint: &&Endpoint| endpoint.on.iter().any(asked);
        let endpoints = agreement.map(|agreement| agreement.deliveries.as_slice()).unwrap_or_default();
        endpoints.iter().filter(asks).map(|endpoint| self.draft(endpoint, ids.delivery())).collect()
    }

    fn draft(&self, endpoint: &Endpoint, id: String) -> Draft {
        let body = match endpoint.kind {
            EndpointKind::Slack => slack::render(self),
            EndpointKind::Webhook => webhook::render(self, &id),
        };
        Draft {
            id,
            lead: self.lead.id.to_owned(),
            endpoint: endpoint.id.clone(),
            kind: endpoint.kind.id(),
            secret: endpoint.secret.clone(),
            event: self.kind.id(),
            body,
        }
    }
}
