//! The event log: everything that happens to a desk, in order, only ever added to, every line chained to
//! the one before.

pub(crate) mod chain;
pub mod verify;
mod words;

use serde::{Deserialize, Serialize};

use crate::confirm::Point;
use crate::json::json;
use crate::routing_receipt::RoutingReceipt;
use crate::{Database, Millis, Problem, figures};

/// One line of the log, before it has a number.
pub(crate) struct Entry<'a> {
    /// The lead it is about.
    pub lead: Option<&'a str>,
    /// Who did it: a rep's id, `visitor`, `admin`, `desk` or an endpoint's id.
    pub actor: &'a str,
    /// What.
    pub kind: Kind,
}

/// Adds lines to the log, and counts what they say.
pub(crate) fn append(
    db: &mut dyn Database,
    at: Millis,
    agreement: Option<i64>,
    entries: &[Entry<'_>],
) -> Result<(), Problem> {
    figures::count(db, at, entries)?;
    chain::write(db, at, agreement, entries)
}

/// The data of a lead's events of one kind, in order.
pub(crate) fn of_kind(db: &mut dyn Database, lead: &str, kind: &str) -> Result<Vec<String>, Problem> {
    let rows = db.query(
        "SELECT data FROM events WHERE lead = ? AND kind = ? ORDER BY seq",
        &crate::database::params![lead, kind],
    )?;
    rows.iter().map(|row| row.string(0)).collect()
}

/// What an event means, in words: the one place where kind and data become a sentence.
#[must_use]
pub fn words(kind: &str, data: &str) -> String {
    Kind::from_stored(kind, data).map_or_else(|| kind.to_owned(), |kind| kind.words())
}

/// An assignment as the console tells of it.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct RoutedView {
    route: String,
    /// Empty where nobody took a turn.
    pool: String,
    /// The routes, everybody's standing and what decided, a sentence each.
    because: Vec<String>,
}

/// What an event says of an assignment, if it is one; `name` gives the name of a rep's id.
pub(crate) fn routed(kind: &str, data: &str, name: &dyn Fn(&str) -> String) -> Option<RoutedView> {
    let (route, pool, receipt) = match Kind::from_stored(kind, data)? {
        Kind::LeadAssigned { route, pool, receipt, .. } => (route, pool, receipt),
        Kind::LeadReassigned { pool, receipt, .. } => {
            let route = receipt.as_ref().and_then(|receipt| receipt.routes.iter().find(|tried| tried.matched));
            (route.map(|tried| tried.route.clone()).unwrap_or_default(), pool.unwrap_or_default(), receipt)
        }
        _ => return None,
    };
    Some(RoutedView { route, pool, because: receipt.map(|receipt| receipt.sentences(name)).unwrap_or_default() })
}

/// A type as it is on the wire, for who reads it elsewhere.
pub(crate) struct Described {
    pub id: &'static str,
    pub doc: &'static str,
    /// Names and Rust types of the fields.
    pub fields: &'static [(&'static str, &'static str)],
}

/// The kinds of events: a variant, its name in storage, and its data. Data is stored as JSON,
/// version 1, in the order given here; names and fields are never changed, only added to.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $variant:ident = $id:literal { $($field:ident: $type:ty),+ $(,)? })+) => {
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(crate) enum Kind { $($(#[doc = $doc])* $variant { $($field: $type),+ }),+ }

        /// Every kind: its name, what it means, and the fields of its data with their types.
        pub(crate) const KINDS: &[Described] = &[
            $(Described {
                id: $id,
                doc: concat!($($doc),*),
                fields: &[$((stringify!($field), stringify!($type))),+],
            }),+
        ];

        impl Kind {
            pub(crate) fn id(&self) -> &'static str {
                match self { $(Kind::$variant { .. } => $id),+ }
            }

            pub(crate) fn data(&self) -> String {
                match self {
                    $(Kind::$variant { $($field),+ } => {
                        #[derive(Serialize)]
                        struct Data<'a> { v: u8, $($field: &'a $type),+ }
                        json(&Data { v: 1, $($field),+ })
                    })+
                }
            }

            pub(crate) fn from_stored(kind: &str, data: &str) -> Option<Kind> {
                match kind {
                    $($id => {
                        #[derive(Deserialize)]
                        struct Data { $($field: $type),+ }
                        let Data { $($field),+ } = serde_json::from_str(data).ok()?;
                        Some(Kind::$variant { $($field),+ })
                    })+
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// An agreement came into force.
    AgreementPublished = "agreement.published" { version: i64 }
    /// Why that agreement came into force and who saw to it: from which draft, or which version is in force again.
    AgreementExplained = "agreement.explained" { version: i64, name: String, why: Option<String>, draft: Option<i64>, restores: Option<i64> }
    /// A change of the agreement was proposed; `learned` from past leads, or by somebody.
    DraftMade = "draft.made" { draft: i64, name: String, why: String, learned: bool }
    /// One side agreed to a draft.
    DraftApproved = "draft.approved" { draft: i64, name: String, side: String }
    /// A draft was taken away.
    DraftWithdrawn = "draft.withdrawn" { draft: i64, name: String }
    /// A lead came in and was scored. `promised` is what the visitor was shown, if anything; `evidence` how
    /// many of the five facts it has; `day` when it was in the desk's zone, in days since 1970.
    LeadReceived = "lead.received" { score: i64, tier: String, source: String, offer: String, promised: Option<String>, mql: Option<bool>, campaign: Option<String>, evidence: Option<i64>, day: Option<i64> }
    /// A lead was kept where nobody is told of it.
    LeadQuarantined = "lead.quarantined" { reason: String, origin: Option<String>, cause: Option<String> }
    /// Somebody let a lead out of quarantine.
    LeadReleased = "lead.released" { name: String, reason: Option<String>, score: Option<i64>, tier: Option<String>, mql: Option<bool> }
    /// A lead got its owner: by which route, from which pool, how the turns stand, and why.
    LeadAssigned = "lead.assigned" { rep: String, name: String, route: String, pool: String, assigned: i64, total: i64, weight: i64, weights: i64, receipt: Option<RoutingReceipt> }
    /// The time for the first response began. `zone_data`: the release of the zones' rules by which the end
    /// was worked out, where it runs in working hours.
    WindowStarted = "window.started" { due_at: i64, allowed_ms: i64, source: String, zone_data: Option<String> }
    /// The browser promised what the edge would not have, and why.
    OfferDisagreed = "offer.disagreed" { promised: String, offer: String, cause: String }
    /// The visitor followed the booking link for the first time; with whom, if not the team.
    LinkOpened = "link.opened" { with: Option<String> }
    /// The page that shows the calendar says that a meeting was booked. Evidence.
    BookingReported = "booking.reported" { tool: String, reference: Option<String> }
    /// The same id came in again, with other answers.
    LeadConflict = "lead.conflict" { digest: String }
    /// The same visitor corrected their answers: it is the same lead, with these.
    LeadCorrected = "lead.corrected" { revision: i64, score: i64, tier: String, offer: String, mql: Option<bool> }
    /// The same person came again under another id: it is the same lead, with both answers.
    LeadJoined = "lead.joined" { id: String, why: String, score: i64, tier: String, offer: String, mql: Option<bool> }
    /// It turned out to be of somebody who has an open lead: it has joined that one. The name is of who goes on with it.
    LeadUnited = "lead.united" { into: String, name: Option<String>, why: String }
    /// The same person had a lead that was closed: this is a new one.
    LeadCameBack = "lead.came_back" { from: String }
    /// The first message about it arrived.
    LeadNotified = "lead.notified" { endpoint: String }
    /// A message was given up.
    DeliveryDead = "delivery.dead" { delivery: String, endpoint: String, event: String, why: String }
    /// An endpoint was sent a test.
    EndpointTested = "endpoint.tested" { endpoint: String }
    /// A message that was given up is tried again.
    DeliveryReplayed = "delivery.replayed" { delivery: String, endpoint: String, event: String }
    /// The owner wants to be reminded at that instant. Their clock runs on.
    LeadSnoozed = "lead.snoozed" { rep: String, name: String, until_at: i64, reason: Option<String> }
    /// A rep committed to a next step.
    LeadAcknowledged = "lead.acknowledged" { rep: String, name: String, next_step: String, due_at: i64, took_ms: i64, in_time: bool }
    /// The time for the first response ran out.
    WindowMissed = "window.missed" { due_at: i64, owner: String, name: String }
    /// A timer could not be run and is tried again.
    TimerFailed = "timer.failed" { timer: String, code: String }
    /// A tier by share was cut anew: from which score on, by how many leads.
    TierCut = "tier.cut" { tier: String, at_least: i64, share: i64, of: i64 }
    /// Something was said of a rep: until when they are away, and their caps.
    RosterChanged = "roster.changed" { rep: String, name: String, away_until: Option<i64>, away_why: String, open_cap: Option<i64>, day_cap: Option<i64> }
    /// The rep was reminded; `why`: `window` while it runs out, `quiet` when nothing has happened since.
    LeadReminded = "lead.reminded" { rep: String, name: String, due_at: i64, why: String }
    /// A manager was told; `why`: `missed`, or `nobody_left` when no rep is left to give it to.
    LeadEscalated = "lead.escalated" { rep: String, name: String, manager: String, manager_name: String, why: String }
    /// Another rep got the lead; `why`: `missed`, `person`, or `left` when its owner is no longer on the roster.
    LeadReassigned = "lead.reassigned" { rep: String, name: String, from: Option<String>, from_name: Option<String>, why: String, pool: Option<String>, due_at: i64, receipt: Option<RoutingReceipt> }
    /// No human came in time: the visitor is sent the booking link.
    VisitorTouch = "visitor.touch" { email: Option<String>, link: String }
    /// A promised next step was not taken in time.
    PromisePassed = "promise.passed" { rep: String, name: String, next_step: String, due_at: i64 }
    /// Marketing has it back; `why`: `ignored`, `step` or `attempts`.
    LeadReturned = "lead.returned" { rep: Option<String>, name: Option<String>, why: String, after_ms: i64, attempts: i64 }
    /// A rep who missed a window counts as away.
    RepAway = "rep.away" { rep: String, name: String, until: i64, for_ms: i64 }
    /// Somebody tried to reach the visitor.
    LeadAttempted = "lead.attempted" { name: String, channel: String, reached: bool, next_step: Option<String>, due_at: Option<i64> }
    /// Somebody spoke with the visitor.
    LeadConnected = "lead.connected" { name: String, next_step: Option<String>, due_at: Option<i64> }
    /// A meeting was booked, for this instant if it is known.
    LeadBooked = "lead.booked" { name: String, starts_at: Option<i64> }
    /// A meeting was cancelled or missed, says that tool; `why`: `cancelled` or `missed`. The window began again,
    /// until then, unless the lead had gone on. It would have begun at `starts_at`.
    LeadUnbooked = "lead.unbooked" { name: String, why: String, due_at: Option<i64>, starts_at: Option<i64> }
    /// Sales takes it.
    LeadAccepted = "lead.accepted" { name: String }
    /// Sales does not take it: the words of the reason and its code, and what else was said.
    LeadRejected = "lead.rejected" { name: String, reason: String, code: Option<String>, note: Option<String> }
    /// A rep found out how things stand: points of a checklist. The score was taken again.
    LeadConfirmed = "lead.confirmed" { name: String, points: Vec<Point>, score: i64, tier: String, sql: bool }
    /// Another system told of something its person did; the score was taken again.
    LeadSignalled = "lead.signalled" { signal: String, source: Option<String>, score: i64, tier: String, mql: Option<bool> }
    /// The owner's page was read for the first time, by them or by a program that reads their mail.
    LeadOpened = "lead.opened" { rep: String, name: String }
    /// What a rep had promised was done.
    PromiseKept = "promise.kept" { rep: String, name: String, next_step: String, due_at: i64, in_time: bool }
    /// Whoever made a move took it back: where the lead stands again.
    LeadUndone = "lead.undone" { name: String, made: String, state: String }
    /// A person gave it to marketing.
    LeadNurtured = "lead.nurtured" { name: String, reason: Option<String> }
    /// It is a deal, worth so much.
    LeadOpportunity = "lead.opportunity" { name: String, value: Option<i64> }
    /// The deal is won.
    LeadWon = "lead.won" { name: String, value: Option<i64> }
    /// The deal is lost.
    LeadLost = "lead.lost" { name: String, reason: Option<String> }
    /// Somebody said something about it; what, stands with the comments.
    LeadCommented = "lead.commented" { name: String }
    /// The digest of a week or a month was sent to whom the agreement names.
    DigestSent = "digest.sent" { by: String, from: String, to: String }
    /// What was personal of it is gone; `why`: `asked` or `retention`. `left`: a hash over what is left of its
    /// lines in the log (`log::verify`).
    LeadErased = "lead.erased" { name: String, why: String, left: Option<String> }
    /// A CRM says what cannot be so here: of what it speaks (`owner`, `status`), and why not.
    CrmDiffers = "crm.differs" { endpoint: String, what: String, why: String }
    /// Another list of accounts is in force.
    AccountsReplaced = "accounts.replaced" { accounts: i64 }
    /// Handoff links are signed with another key.
    LinkKeyTurned = "link_key.turned" { key: i64 }
    /// A token was made for somebody or something.
    TokenMade = "token.made" { token: String, name: String, role: String }
    /// A token was revoked.
    TokenRevoked = "token.revoked" { token: String, name: String }
    /// The test clock was moved.
    ClockMoved = "clock.moved" { advance_ms: i64 }
}

#[cfg(test)]
mod tests;
