//! The lead in a CRM: told there how it stands, and moved here by what sales does there.
//!
//! A message to a CRM says only *that* it is to be told. *What* it is told is read when the message
//! goes ([`order`]), so that nothing older can be written over something newer however long it had to
//! wait. What was told and what was heard is kept beside the lead ([`records`]): owner and status go
//! there when they have changed here, and not because they came from there.
//!
//! Several requests make one delivery; a [`Conversation`] says which comes next. Each of them may be
//! made again: contact, note and Lead are found by a key of ours, and are one.

mod changes;
mod conversation;
mod hubspot;
mod order;
mod poll;
mod records;
mod said;
mod salesforce;

pub use changes::Heard as CrmHeard;
pub use conversation::{Conversation, HUBSPOT_API, Next, SALESFORCE_API, Session};
pub use said::{CrmSaid, lead_of, said_by};

pub(crate) use changes::{arrive, hear as heard};
pub(crate) use order::{complete, draft, is_told};
pub(crate) use poll::{arrange, is_poll, looked};
pub(crate) use records::arrived;

use baton_agreement::{Agreement, Crm, Endpoint, EndpointKind};

use crate::answer::Heard;
use crate::retry::{is_refusal, told};
use crate::{Outcome, Problem};

/// A CRM as the agreement names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrmSetting {
    /// The delivery's id.
    pub endpoint: String,
    /// Which CRM.
    pub kind: EndpointKind,
    /// Name of the secret that opens it.
    pub secret: String,
    /// Name of the secret by which what it says is verified.
    pub signing_secret: Option<String>,
    /// What goes where.
    pub crm: Crm,
}

/// The CRM of that id.
pub(crate) fn setting(agreement: Option<&Agreement>, id: &str) -> Option<CrmSetting> {
    let of = |endpoint: &Endpoint| {
        Some(CrmSetting {
            endpoint: endpoint.id.clone(),
            kind: endpoint.kind,
            secret: endpoint.secret.clone(),
            signing_secret: endpoint.signing_secret.clone(),
            crm: endpoint.crm.clone()?,
        })
    };
    agreement?.deliveries.iter().find(|endpoint| endpoint.id == id && endpoint.kind.is_crm()).and_then(of)
}

impl CrmSetting {
    /// Who acts, where somebody does there: the actor of the log, and a name for people.
    pub(crate) fn actor(&self) -> (&'static str, &'static str) {
        match self.kind {
            EndpointKind::Salesforce => ("salesforce", "somebody in Salesforce"),
            _ => ("hubspot", "somebody in HubSpot"),
        }
    }

    /// The properties in which it keeps owner and status, and the lead's id.
    pub(crate) fn places(&self) -> Places<'_> {
        match self.kind {
            EndpointKind::Salesforce => {
                Places { owner: "OwnerId", status: "Status", lead: Some(salesforce::EXTERNAL_ID) }
            }
            kind => {
                Places { owner: "hubspot_owner_id", status: "hs_lead_status", lead: self.crm.property(kind, "lead") }
            }
        }
    }
}

/// Names of properties.
pub(crate) struct Places<'a> {
    pub owner: &'static str,
    pub status: &'static str,
    pub lead: Option<&'a str>,
}

/// Whether endpoints of that kind keep leads.
pub(crate) fn is_crm(kind: &str) -> bool {
    EndpointKind::ALL.into_iter().any(|known| known.is_crm() && known.id() == kind)
}

/// What a [`Conversation`] came to. Its words, where there are any, are codes of the CRM's: they hold
/// nothing personal.
pub(crate) fn hear(outcome: &Outcome) -> Heard {
    let why = || if outcome.body.is_empty() { told(outcome) } else { outcome.body.clone() };
    match outcome.status {
        Some(200..=299) => Heard::Arrived(Some(outcome.body.clone()).filter(|receipt| !receipt.is_empty())),
        Some(status) if is_refusal(status) => Heard::Refused(why()),
        _ => Heard::Failed(why()),
    }
}

/// What is said of a CRM that the agreement does not have.
pub(crate) fn unknown(id: &str) -> Problem {
    let message = format!("the agreement has no CRM `{}`", crate::clip(id));
    Problem::caller(404, "unknown_crm", message, "Take the `id` of one of the [[deliveries]] to HubSpot or Salesforce.")
}
