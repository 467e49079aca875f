//! What was promised and is not done, and leads on which nothing is promised any more.

use crate::arrival::Here;
use crate::climb;
use crate::database::params;
use crate::leads::Stored;
use crate::log::Kind;
use crate::plan::{Next, Plan, quiet};
use crate::{Database, Ids, Millis, Problem, State, handoff, timers};

/// A promised next step is due and nothing happened since: the owner is nudged, once.
pub(crate) fn promise(here: &Here<'_>, lead: &Stored, ids: &mut Ids, db: &mut dyn Database) -> Result<Plan, Problem> {
    let mut plan = Plan::new(&lead.id);
    let standing = handoff::acknowledgement(&lead.id, db)?;
    let (Some(standing), Some((rep, name)), true) = (standing, &lead.owner, lead.state.is_open()) else {
        plan.timer(otherwise(here, lead));
        return Ok(plan);
    };
    let (rep, name) = (rep.clone(), name.clone());
    let kind = Kind::PromisePassed { rep, name, next_step: standing.next_step, due_at: standing.due_at.0 };
    plan.tell(here, lead, "desk", kind, false, ids);
    // Late, the owner still has the whole time after the nudge.
    plan.timer(Next::Runs(timers::QUIET, here.now + quiet(here, lead.state)));
    Ok(plan)
}

/// The owner is reminded as they wished, if there still is something to be reminded of.
pub(crate) fn snoozed(here: &Here<'_>, lead: &Stored, ids: &mut Ids) -> Plan {
    let mut plan = Plan::new(&lead.id);
    plan.execute("DELETE FROM timers WHERE lead = ? AND kind = ?", params![&lead.id, timers::SNOOZE]);
    if let (true, Some((rep, name)), Some(due_at)) = (lead.state.awaits_answer(), lead.owner.clone(), lead.due_at) {
        let kind = Kind::LeadReminded { rep, name, due_at: due_at.0, why: "snoozed".to_owned() };
        plan.tell(here, lead, "desk", kind, true, ids);
    }
    plan
}

/// What a lead is left with whose timer does not fit it: it shall not be forgotten.
pub(crate) fn otherwise(here: &Here<'_>, lead: &Stored) -> Next {
    match lead.state.is_open() && lead.owner.is_some() {
        true => Next::Runs(timers::QUIET, here.now + quiet(here, lead.state)),
        false => Next::Stops,
    }
}

/// Nothing happened for long: marketing has the lead back if nobody ever reached the visitor; else
/// the owner is reminded, and again after the same time.
pub(crate) fn quiet_for_long(here: &Here<'_>, mut lead: Stored, ids: &mut Ids) -> Plan {
    let mut plan = Plan::new(&lead.id);
    let returns = here.in_force.agreement.as_ref().is_some_and(|agreement| agreement.windows.return_after.is_some());
    // Of a lead without a clock nobody has to say anything, so that quiet is all there is to go by.
    let unreached = lead.state.awaits_answer() || matches!(lead.state, State::Acknowledged | State::Attempted);
    if returns && unreached && climb::give_back(&mut plan, here, &mut lead, "ignored", ids).is_ok() {
        return plan;
    }
    let (Some((rep, name)), true) = (lead.owner.clone(), lead.state.is_open()) else {
        plan.timer(Next::Stops);
        return plan;
    };
    let due_at: Millis = here.now + quiet(here, lead.state);
    let kind = Kind::LeadReminded { rep, name, due_at: due_at.0, why: "quiet".to_owned() };
    plan.tell(here, &lead, "desk", kind, false, ids);
    plan.timer(Next::Runs(timers::QUIET, due_at));
    plan
}
