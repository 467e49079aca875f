//! What sales does in a CRM happens to the lead here.
//!
//! What is said counts if it is news: another value than was last known there, and younger than what was
//! last said of it here. So a webhook that comes late, twice, or because of what we wrote ourselves,
//! changes nothing.

use baton_agreement::EndpointKind;
use serde_json::json;

use super::order::assigned_at;
use super::records::{self, Known};
use super::said::{CrmSaid, instant};
use super::{CrmSetting, order};
use crate::arrival::{self, Here};
use crate::leads::{self, Stored};
use crate::log::{self, Entry, Kind};
use crate::problem::clip;
use crate::state::{self, Move};
use crate::{Database, Ids, Intake, LeadMove, Millis, Problem, Reply, State, moves, next_owner, outbox};

/// What came of what a CRM said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Heard {
    /// Of how many records something changed here.
    pub taken: usize,
    /// How many said nothing new, or are no lead's.
    pub ignored: usize,
}

/// Takes what a CRM says. `offset`: how far the desk's clock is ahead of the CRM's.
pub(crate) fn hear(
    here: &Here<'_>,
    setting: &CrmSetting,
    all: &[CrmSaid],
    offset: Millis,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Heard, Problem> {
    let mut heard = Heard::default();
    for said in all {
        let said = CrmSaid { at: said.at + offset, ..said.clone() };
        if hear_one(here, setting, &said, offset, ids, db)? {
            heard.taken += 1;
        } else {
            heard.ignored += 1;
        }
    }
    Ok(heard)
}

fn hear_one(
    here: &Here<'_>,
    setting: &CrmSetting,
    said: &CrmSaid,
    offset: Millis,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<bool, Problem> {
    let Some((mut known, lead)) = whose(setting, said, db)? else { return Ok(false) };
    if lead.state == State::Erased || lead.state == State::Quarantined {
        return Ok(false);
    }
    let before = known.clone();
    let mut desk = Sales { here, setting, said, lead: lead.id.clone(), changed: false };
    desk.owner(&lead, &mut known, ids, db)?;
    let lead = if desk.changed { leads::find(db, &lead.id)?.unwrap_or(lead) } else { lead };
    let wanted = desk.wanted(&lead, &known, offset);
    if let Some(status) = said.get(setting.places().status).filter(|_| is_younger(said.at, known.status_at)) {
        let is_news = known.status.as_deref() != Some(status);
        (known.status, known.status_at) = (Some(status.to_owned()), Some(said.at));
        // Somebody who was contacted is not new, whatever set it so there: it is said once more.
        if is_news && lead.state.is_open() && desk.says_new(&lead, status) {
            known.settled = None;
            outbox::put(db, here.now, &[order::again(setting, &lead.id, ids.delivery())])?;
        }
    }
    if let Some(stage) = stage(setting.kind, said) {
        known.stage = Some(stage.to_owned());
    }
    // What the status now is there is settled: what we hold by it is not said back.
    let now_there = known.status.clone();
    if let Some(wanted) = wanted {
        let stands = desk.bring_to(wanted, ids, db)?;
        let ours = stands.as_ref().and_then(order::standing);
        if ours.and_then(|ours| setting.crm.status_of(setting.kind, ours)) == now_there.as_deref() {
            known.settled = now_there;
        }
    }
    if known != before {
        records::keep(db, &setting.endpoint, &known)?;
    }
    Ok(desk.changed)
}

/// The lead of a record: by the record, else by the lead's id that it holds. Of several leads of one
/// person the newest is the one that sales works on.
fn whose(setting: &CrmSetting, said: &CrmSaid, db: &mut dyn Database) -> Result<Option<(Known, Stored)>, Problem> {
    let mut of_record = match &said.record {
        Some(record) => records::of_record(db, &setting.endpoint, record)?,
        None => Vec::new(),
    };
    if !of_record.is_empty() {
        let known = of_record.swap_remove(0);
        return Ok(leads::find_joined(db, &known.lead)?.map(|lead| (known, lead)));
    }
    let Some(lead) = setting.places().lead.and_then(|property| said.get(property)) else { return Ok(None) };
    let Some(lead) = leads::find_joined(db, lead)? else { return Ok(None) };
    let known = records::of_lead(db, &setting.endpoint, &lead.id)?;
    let mut known = known.unwrap_or_else(|| Known { lead: lead.id.clone(), ..Known::default() });
    known.record = said.record.clone().or(known.record);
    Ok(Some((known, lead)))
}

/// How far the person is there: HubSpot's `lifecyclestage`; of a Lead, what it was converted to.
fn stage(kind: EndpointKind, said: &CrmSaid) -> Option<&str> {
    if kind != EndpointKind::Salesforce {
        return said.get("lifecyclestage");
    }
    let is = |property: &str| said.get(property) == Some("true");
    let either = |name: &str| is(name) || is(&format!("ConvertedOpportunity.{name}"));
    match () {
        () if either("IsWon") => Some("customer"),
        () if either("IsClosed") => Some("lost"),
        () if is("IsConverted") => Some("opportunity"),
        () => None,
    }
}

fn is_younger(at: Millis, known: Option<Millis>) -> bool {
    known.is_none_or(|known| at > known)
}

/// What a lead is to come to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    Attempted,
    Connected,
    Accepted,
    Opportunity,
    Won,
    Lost,
    Rejected,
    Nurture,
}

impl Wanted {
    fn of_standing(standing: &str) -> Option<Wanted> {
        Some(match standing {
            "attempted" => Wanted::Attempted,
            "connected" => Wanted::Connected,
            "accepted" => Wanted::Accepted,
            "opportunity" => Wanted::Opportunity,
            "won" => Wanted::Won,
            "lost" => Wanted::Lost,
            "rejected" => Wanted::Rejected,
            "nurture" => Wanted::Nurture,
            // A promise is what and until when, and a meeting is at some time: a status says neither.
            _ => return None,
        })
    }
}

/// Sales, by the word of a CRM.
struct Sales<'a> {
    here: &'a Here<'a>,
    setting: &'a CrmSetting,
    said: &'a CrmSaid,
    lead: String,
    changed: bool,
}

impl Sales<'_> {
    /// Another owner there is another owner here.
    fn owner(&mut self, lead: &Stored, known: &mut Known, ids: &mut Ids, db: &mut dyn Database) -> Result<(), Problem> {
        let (here, said) = (self.here, self.said);
        let Some(user) = said.get(self.setting.places().owner) else { return Ok(()) };
        let is_news = known.owner.as_deref() != Some(user) && is_younger(said.at, known.owner_at);
        // What was decided here since has not reached them yet, and goes before it.
        if !is_news || assigned_at(db, &lead.id)?.is_some_and(|assigned| said.at < assigned) {
            return Ok(());
        }
        (known.owner, known.owner_at) = (Some(user.to_owned()), Some(said.at));
        let rep = self.setting.crm.rep_of(user).and_then(|rep| next_owner::named_rep(here, rep)).map(|next| next.rep);
        let held = lead.owner.as_ref().map(|(owner, _)| owner.clone());
        let Some(rep) = rep else {
            // They have it there; nobody here is them.
            known.rep = held;
            return self.could_not("owner", "no rep of the agreement is this owner", db);
        };
        if held.as_ref() == Some(&rep) {
            known.rep = Some(rep);
            return Ok(());
        }
        if state::step(lead.state, Move::Reassign, here.now).is_err() {
            known.rep = held;
            return self.could_not("owner", "the lead cannot change hands any more", db);
        }
        self.make(json!({"move": "reassigned", "to": &rep, "reason": "changed in the CRM"}), ids, db)?;
        known.rep = Some(rep);
        Ok(())
    }

    /// What the record says that the lead is to come to, if that is news.
    fn wanted(&self, lead: &Stored, known: &Known, offset: Millis) -> Option<Wanted> {
        let said = self.said;
        let status = said.get(self.setting.places().status);
        let is_news = |status: &&str| known.status.as_deref() != Some(*status) && is_younger(said.at, known.status_at);
        let contacted = said.get("notes_last_contacted").and_then(instant).map(|at| at + offset);
        let contacted = contacted.is_some_and(|at| at > lead.clock_from()) && !is_taken_up(lead.state);
        let by_status = status.filter(is_news).and_then(|status| self.by_status(lead, status));
        self.by_stage(known).or(by_status).or(contacted.then_some(Wanted::Attempted))
    }

    /// A stage counts when it is reached: who is a customer already and asks anew has not bought this.
    fn by_stage(&self, known: &Known) -> Option<Wanted> {
        let stage = stage(self.setting.kind, self.said)?;
        let is_another = known.stage.as_deref() != Some(stage);
        let was_known = known.stage.is_some() || self.setting.kind == EndpointKind::Salesforce;
        if !is_another || !(was_known || self.said.is_change) {
            return None;
        }
        Some(match stage {
            "customer" => Wanted::Won,
            "lost" => Wanted::Lost,
            "opportunity" => Wanted::Opportunity,
            _ => return None,
        })
    }

    /// Whether a status says that nobody has done anything with a lead that somebody was in touch about.
    fn says_new(&self, lead: &Stored, status: &str) -> bool {
        let of = |standing| self.setting.crm.status_of(self.setting.kind, standing);
        order::contact(lead).is_some_and(|contact| of("assigned") == Some(status) && of(contact) != Some(status))
    }

    /// What a status stands for: nothing, where it is what the lead's state stands as already.
    fn by_status(&self, lead: &Stored, status: &str) -> Option<Wanted> {
        let map = self.setting.crm.status_map(self.setting.kind);
        let stands = order::standing(lead).and_then(|standing| self.setting.crm.status_of(self.setting.kind, standing));
        if stands == Some(status) {
            return None;
        }
        let meant = map.into_iter().filter(|(_, known)| *known == status);
        // One status may stand for several states: contact is the least of them.
        meant.filter_map(|(standing, _)| Wanted::of_standing(standing)).next()
    }

    /// Makes the moves that lead there. Where the lead stands then; none where there was no way.
    fn bring_to(&mut self, wanted: Wanted, ids: &mut Ids, db: &mut dyn Database) -> Result<Option<Stored>, Problem> {
        // Four moves lead from a new lead to one that is won.
        for _ in 0..5 {
            let Some(lead) = leads::find(db, &self.lead)? else { return Ok(None) };
            match self.next_move(&lead, &wanted) {
                Way::There => return Ok(Some(lead)),
                Way::Go(body) => self.make(body, ids, db)?,
                Way::None => {
                    self.could_not("status", "a lead that stands here cannot come to that", db)?;
                    return Ok(Some(lead));
                }
            }
        }
        leads::find(db, &self.lead)
    }

    fn next_move(&self, lead: &Stored, wanted: &Wanted) -> Way {
        if is_there(wanted, lead.state) {
            return Way::There;
        }
        match wanted {
            Wanted::Attempted if self.can(lead, Move::Attempt(None)) => {
                Way::Go(json!({"move": "attempted", "channel": "crm", "reached": false}))
            }
            Wanted::Connected if self.can(lead, Move::Connect(None)) => Way::Go(json!({"move": "connected"})),
            Wanted::Attempted | Wanted::Connected => Way::None,
            Wanted::Rejected | Wanted::Nurture => self.away(lead, wanted),
            Wanted::Accepted | Wanted::Opportunity | Wanted::Won | Wanted::Lost => self.onward(lead, wanted),
        }
    }

    fn can(&self, lead: &Stored, by: Move) -> bool {
        state::step(lead.state, by, self.here.now).is_ok()
    }

    /// Sales does not take it, or not now.
    fn away(&self, lead: &Stored, wanted: &Wanted) -> Way {
        let (can_reject, can_nurture) = (self.can(lead, Move::Reject), self.can(lead, Move::Nurture));
        match lead.state {
            State::Opportunity => Way::Go(json!({"move": "lost", "reason": self.words()})),
            _ if can_nurture && (*wanted == Wanted::Nurture || !can_reject) => {
                Way::Go(json!({"move": "nurture", "reason": self.words()}))
            }
            _ if can_reject => Way::Go(self.rejection()),
            _ => Way::None,
        }
    }

    /// Sales takes it, and how far: each step that lies before, contact first.
    fn onward(&self, lead: &Stored, wanted: &Wanted) -> Way {
        let value = ["recent_deal_amount", "Amount", "ConvertedOpportunity.Amount"];
        let value = value.iter().find_map(|name| self.said.get(name)).and_then(whole);
        match (lead.state, wanted) {
            (State::Opportunity, Wanted::Lost) => Way::Go(json!({"move": "lost", "reason": self.words()})),
            (State::Opportunity, _) => Way::Go(json!({"move": "won", "value": value})),
            (State::Accepted, _) => Way::Go(json!({"move": "opportunity", "value": value})),
            _ if self.can(lead, Move::Accept) => Way::Go(json!({"move": "accepted"})),
            _ if self.can(lead, Move::Connect(None)) => Way::Go(json!({"move": "connected"})),
            _ => Way::None,
        }
    }

    /// What the record says of why.
    fn words(&self) -> Option<String> {
        let property = self.setting.crm.property(self.setting.kind, "rejection")?;
        self.said.get(property).map(|words| words.chars().take(200).collect())
    }

    /// A rejection, with one of the agreement's reasons: the one that the record names, by its code or its
    /// words; else `other` with what the record says.
    fn rejection(&self) -> serde_json::Value {
        let said = self.words();
        let status = self.said.get(self.setting.places().status).unwrap_or("closed");
        let note = said.clone().unwrap_or_else(|| clip(status));
        let reasons = self.here.in_force.agreement.as_ref().map(|agreement| agreement.reasons.as_slice());
        let reasons = reasons.unwrap_or_default();
        let is = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
        let named =
            said.as_deref().and_then(|said| reasons.iter().find(|one| is(&one.id, said) || is(&one.words, said)));
        let other =
            || reasons.iter().find(|one| one.id == "other").or_else(|| reasons.iter().find(|one| one.needs_text));
        match named.or_else(other).or_else(|| reasons.first()) {
            Some(reason) => json!({"move": "rejected", "reason": reason.id, "note": note}),
            None => json!({"move": "rejected", "reason": note}),
        }
    }

    fn make(&mut self, body: serde_json::Value, ids: &mut Ids, db: &mut dyn Database) -> Result<(), Problem> {
        let (actor, name) = self.setting.actor();
        let made = LeadMove::of_system(&self.lead, body, (actor, name))?;
        moves::handle(self.here, &made, ids, db)?;
        self.changed = true;
        Ok(())
    }

    /// What cannot be done here stands in the lead's history.
    fn could_not(&mut self, what: &str, why: &str, db: &mut dyn Database) -> Result<(), Problem> {
        let kind =
            Kind::CrmDiffers { endpoint: self.setting.endpoint.clone(), what: what.to_owned(), why: why.to_owned() };
        let entry = Entry { lead: Some(&self.lead), actor: self.setting.actor().0, kind };
        log::append(db, self.here.now, Some(self.here.in_force.version), &[entry])
    }
}

enum Way {
    There,
    Go(serde_json::Value),
    None,
}

/// Whether a lead that stands so has come to that, or has gone further.
fn is_there(wanted: &Wanted, state: State) -> bool {
    let order = [State::Connected, State::Accepted, State::Opportunity, State::Won];
    let least = |least: State| order.iter().skip_while(|known| **known != least).any(|known| *known == state);
    match wanted {
        Wanted::Attempted => is_taken_up(state),
        Wanted::Connected => least(State::Connected),
        Wanted::Accepted => least(State::Accepted),
        Wanted::Opportunity => least(State::Opportunity),
        Wanted::Won => state == State::Won,
        Wanted::Lost | Wanted::Rejected | Wanted::Nurture => {
            matches!(state, State::Lost | State::Rejected | State::Nurture)
        }
    }
}

/// Whether somebody has been at it.
fn is_taken_up(state: State) -> bool {
    !matches!(state, State::Assigned | State::Notified | State::Acknowledged)
}

/// The whole part of an amount: `12000.50`.
fn whole(text: &str) -> Option<i64> {
    text.split('.').next()?.parse().ok().filter(|value| *value >= 0)
}

/// A record that is new there comes in as a lead. One that is a lead's already stays that.
pub(crate) fn arrive(
    here: &Here<'_>,
    (setting, said): (&CrmSetting, &CrmSaid),
    intake: &Intake,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<(Reply, bool), Problem> {
    if let Some((known, lead)) = whose(setting, said, db)? {
        records::keep(db, &setting.endpoint, &known)?;
        return Ok((Reply::Known { lead: lead.id }, false));
    }
    let record = said.record.clone();
    let known = Known { lead: intake.lead.id.clone(), record, came: true, ..Known::default() };
    records::keep(db, &setting.endpoint, &known)?;
    arrival::arrive(here, intake, ids, db)
}
