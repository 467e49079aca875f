//! The little of a lead's log that figures need, and how each event changes it.

use serde::{Deserialize, Serialize};

use crate::Millis;
use crate::log::Kind;

/// Who rejects a lead so soon after getting it has not read it, in ms.
const AT_ONCE_MS: i64 = 60_000;
/// What is longer is no campaign's name that anybody would compare.
const CAMPAIGN_CHARS: usize = 40;

/// What is known of a lead. Stored as JSON, version 1; keys are never changed, only added to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Facts {
    /// The day it came in, in the desk's zone, in days since 1970.
    pub day: i64,
    /// The instant from which its response times count: its arrival, or its release from quarantine.
    pub at: i64,
    pub source: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub campaign: String,
    pub tier: String,
    /// As its visitor earned it: what a rep confirmed is not in it.
    pub score: i64,
    pub mql: bool,
    /// How many of the five facts it came with.
    pub evidence: u8,
    /// Why it is in quarantine, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<String>,
    /// It has become one with another lead.
    #[serde(skip_serializing_if = "is_false")]
    pub is_gone: bool,
    /// Everybody who had it, in order; who has it again is moved behind the others.
    pub turns: Vec<Turn>,
    /// How long it took until the rep was told, in ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_ms: Option<i64>,
    #[serde(skip_serializing_if = "is_false")]
    pub is_tried: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub is_worked: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub is_touched: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub is_rescued: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub is_accepted: bool,
    /// The points of the SQL gate were confirmed.
    #[serde(skip_serializing_if = "is_false")]
    pub is_confirmed: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub is_returned: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejection: Option<Rejection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deal: Option<Deal>,
}

/// What one rep made of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Turn {
    pub rep: String,
    pub pool: String,
    /// When they got it.
    pub from: i64,
    /// Until when they have to answer, while that runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<i64>,
    pub met: i64,
    pub missed: i64,
    /// If they gave the first answer: after how long, in ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_ms: Option<i64>,
    pub kept: i64,
    pub broken: i64,
    /// Whether the promise that stands is counted as broken already.
    #[serde(skip_serializing_if = "is_false")]
    pub is_passed: bool,
}

/// A rejection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rejection {
    /// The code of the reason; of one without a code, `other`.
    pub code: String,
    pub is_untried: bool,
    pub is_at_once: bool,
}

/// An opportunity and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Deal {
    pub value: i64,
    /// Won, lost, or neither yet.
    pub is_won: Option<bool>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// A lead's facts, and what they were before a move that may be taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Story {
    pub facts: Facts,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<Before>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Before {
    at: i64,
    /// Whether the move itself is still to come: that a promise was kept is written before it.
    is_begun: bool,
    facts: Facts,
}

/// Whether a lead begins with this.
pub(crate) fn begins(kind: &Kind) -> bool {
    matches!(kind, Kind::LeadReceived { .. })
}

/// Whether figures hang on this.
pub(crate) fn counts(kind: &Kind) -> bool {
    begins(kind) || goes_on(kind) || is_move(kind) || ends_undo(kind) || matches!(kind, Kind::LeadUndone { .. })
}

/// Happens beside a move and stays when that is taken back.
fn goes_on(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::LeadNotified { .. } | Kind::BookingReported { .. } | Kind::WindowMissed { .. } | Kind::PromiseKept { .. }
    )
}

/// Can be taken back.
fn is_move(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::LeadAcknowledged { .. }
            | Kind::LeadAttempted { .. }
            | Kind::LeadConnected { .. }
            | Kind::LeadBooked { .. }
            | Kind::LeadAccepted { .. }
            | Kind::LeadRejected { .. }
            | Kind::LeadConfirmed { .. }
            | Kind::LeadNurtured { .. }
            | Kind::LeadOpportunity { .. }
            | Kind::LeadWon { .. }
            | Kind::LeadLost { .. }
    )
}

/// Nothing that was before it is taken back.
fn ends_undo(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::LeadQuarantined { .. }
            | Kind::LeadReleased { .. }
            | Kind::LeadAssigned { .. }
            | Kind::WindowStarted { .. }
            | Kind::LeadCorrected { .. }
            | Kind::LeadJoined { .. }
            | Kind::LeadSignalled { .. }
            | Kind::LeadUnited { .. }
            | Kind::LeadReassigned { .. }
            | Kind::VisitorTouch { .. }
            | Kind::PromisePassed { .. }
            | Kind::LeadReturned { .. }
            | Kind::LeadErased { .. }
    )
}

impl Story {
    /// Whether nothing has begun: a lead that was never received.
    pub fn is_blank(&self) -> bool {
        self.facts.at == 0
    }

    /// Takes in the next event.
    pub fn hears(&mut self, at: Millis, kind: &Kind) {
        match kind {
            Kind::LeadUndone { .. } => {
                if let Some(before) = self.before.take() {
                    self.facts = before.facts;
                }
                return;
            }
            Kind::PromiseKept { .. } => {
                self.before = Some(Before { at: at.0, is_begun: true, facts: self.facts.clone() });
            }
            _ if goes_on(kind) => {
                if let Some(before) = &mut self.before {
                    before.facts.hears(at, kind);
                }
            }
            _ if is_move(kind) => match &mut self.before {
                Some(before) if before.is_begun && before.at == at.0 => before.is_begun = false,
                before => *before = Some(Before { at: at.0, is_begun: false, facts: self.facts.clone() }),
            },
            _ if ends_undo(kind) => self.before = None,
            _ => {}
        }
        self.facts.hears(at, kind);
    }
}

impl Facts {
    fn hears(&mut self, at: Millis, kind: &Kind) {
        match kind {
            Kind::LeadReceived { score, tier, source, mql, campaign, evidence, day, .. } => {
                (self.at, self.day) = (at.0, day.unwrap_or(at.0.div_euclid(86_400_000)));
                source.clone_into(&mut self.source);
                self.campaign = campaign.as_deref().map(comparable).unwrap_or_default();
                self.evidence = evidence.and_then(|facts| u8::try_from(facts).ok()).unwrap_or(0);
                self.rated(*score, tier, *mql);
            }
            Kind::LeadQuarantined { reason, .. } => self.held = Some(reason.clone()),
            Kind::LeadReleased { score, tier, mql, .. } => {
                (self.held, self.at) = (None, at.0);
                if let (Some(score), Some(tier)) = (score, tier) {
                    self.rated(*score, tier, *mql);
                }
            }
            Kind::LeadCorrected { score, tier, mql, .. }
            | Kind::LeadJoined { score, tier, mql, .. }
            | Kind::LeadSignalled { score, tier, mql, .. } => self.rated(*score, tier, *mql),
            Kind::LeadAssigned { rep, pool, .. } => self.given(rep, pool, at),
            Kind::LeadReassigned { rep, pool, .. } => self.given(rep, pool.as_deref().unwrap_or_default(), at),
            Kind::LeadUnited { .. } => {
                self.is_gone = true;
                self.campaign.clear();
            }
            // What a visitor's address said is theirs.
            Kind::LeadErased { .. } => self.campaign.clear(),
            _ => self.hears_of_clocks(at, kind),
        }
    }

    fn hears_of_clocks(&mut self, at: Millis, kind: &Kind) {
        match kind {
            Kind::LeadNotified { .. } => self.told_ms = self.told_ms.or(Some(at.0 - self.at)),
            Kind::VisitorTouch { .. } => self.is_touched = true,
            Kind::BookingReported { .. } => self.met_visitor(),
            Kind::WindowStarted { due_at, .. } => self.with_turn(|turn| turn.due_at = Some(*due_at)),
            Kind::WindowMissed { .. } => self.with_turn(|turn| (turn.missed, turn.due_at) = (turn.missed + 1, None)),
            Kind::PromisePassed { .. } => {
                self.with_turn(|turn| (turn.broken, turn.is_passed) = (turn.broken + 1, true));
            }
            Kind::PromiseKept { in_time, .. } => self.with_turn(|turn| {
                turn.kept += i64::from(*in_time);
                turn.broken += i64::from(!in_time && !turn.is_passed);
            }),
            _ => self.hears_of_people(at, kind),
        }
    }

    fn hears_of_people(&mut self, at: Millis, kind: &Kind) {
        match kind {
            Kind::LeadAcknowledged { .. } => {
                self.answered(at);
                self.promised();
            }
            Kind::LeadAttempted { next_step, .. } | Kind::LeadConnected { next_step, .. } => {
                self.answered(at);
                (self.is_tried, self.is_worked) = (true, true);
                if next_step.is_some() {
                    self.promised();
                }
            }
            Kind::LeadBooked { .. } => {
                self.met_visitor();
                self.ends_window(at);
                self.is_worked = true;
            }
            Kind::LeadAccepted { .. } => self.is_accepted = true,
            Kind::LeadRejected { code, .. } => {
                self.answered(at);
                self.rejected(code.as_deref(), at);
            }
            Kind::LeadConfirmed { tier, sql, .. } => {
                tier.clone_into(&mut self.tier);
                self.is_confirmed = *sql;
            }
            Kind::LeadNurtured { .. } | Kind::LeadReturned { .. } => self.is_returned = true,
            Kind::LeadOpportunity { value, .. } => {
                self.deal = Some(Deal { value: value.unwrap_or(0), is_won: None });
            }
            Kind::LeadWon { value, .. } => self.closed(true, *value),
            Kind::LeadLost { .. } => self.closed(false, None),
            _ => {}
        }
    }

    fn rated(&mut self, score: i64, tier: &str, mql: Option<bool>) {
        self.score = score;
        tier.clone_into(&mut self.tier);
        self.mql = mql.unwrap_or(self.mql);
    }

    fn given(&mut self, rep: &str, pool: &str, at: Millis) {
        self.held = None;
        // A window of the one before that was neither met nor missed is nobody's.
        self.with_turn(|turn| turn.due_at = None);
        let had = self.turns.iter().position(|turn| turn.rep == rep && turn.pool == pool);
        let turn = had.map_or_else(Turn::default, |had| self.turns.remove(had));
        self.turns.push(Turn { rep: rep.to_owned(), pool: pool.to_owned(), from: at.0, is_passed: false, ..turn });
    }

    fn with_turn(&mut self, change: impl FnOnce(&mut Turn)) {
        if let Some(turn) = self.turns.last_mut() {
            change(turn);
        }
    }

    /// A person did something with it: their first answer, and the end of their window.
    fn answered(&mut self, at: Millis) {
        let took = at.0 - self.at;
        if !self.is_answered() {
            self.with_turn(|turn| turn.answered_ms = Some(took));
        }
        self.ends_window(at);
    }

    fn ends_window(&mut self, at: Millis) {
        self.with_turn(|turn| turn.met += i64::from(turn.due_at.take().is_some_and(|due| at.0 < due)));
    }

    fn promised(&mut self) {
        self.with_turn(|turn| turn.is_passed = false);
    }

    /// A meeting of somebody whom nobody had answered in time.
    fn met_visitor(&mut self) {
        self.is_rescued |= self.is_missed() && !self.is_answered();
    }

    fn rejected(&mut self, code: Option<&str>, at: Millis) {
        let is_at_once = self.turns.last().is_some_and(|turn| at.0 - turn.from < AT_ONCE_MS);
        let code = code.unwrap_or("other").to_owned();
        self.rejection = Some(Rejection { code, is_untried: !self.is_tried, is_at_once });
    }

    fn closed(&mut self, is_won: bool, value: Option<i64>) {
        let before = self.deal.take().unwrap_or_default();
        self.deal = Some(Deal { value: value.unwrap_or(before.value), is_won: Some(is_won) });
    }

    pub fn is_answered(&self) -> bool {
        self.turns.iter().any(|turn| turn.answered_ms.is_some())
    }

    pub fn is_missed(&self) -> bool {
        self.turns.iter().any(|turn| turn.missed > 0)
    }
}

/// A campaign's name, so that one is one, and what is no name is `other`: addresses can be made up.
fn comparable(campaign: &str) -> String {
    let name = campaign.trim().to_lowercase();
    let is_name = name.chars().count() <= CAMPAIGN_CHARS
        && name.chars().all(|sign| sign.is_alphanumeric() || "-_. +/:".contains(sign));
    if is_name { name } else { "other".to_owned() }
}
