//! A rep has left the agreement: their open leads go to others.
//!
//! Publishing finds those leads and makes their one timer due; the timers' limit makes slices of
//! them, so that a rep with ten thousand leads is no long event.

use baton_agreement::{Agreement, RepId};

use crate::arrival::Here;
use crate::database::params;
use crate::json::json;
use crate::ladder::Climber;
use crate::leads::Stored;
use crate::plan::{Next, Plan};
use crate::roster::OPEN;
use crate::{Database, Ids, Millis, Problem, handoff, next_owner, nudge, reassign, timers};

/// Makes the open leads due whose owner is not on the roster of the agreement that is published.
pub(crate) fn published(agreement: &Agreement, now: Millis, db: &mut dyn Database) -> Result<(), Problem> {
    let reps: Vec<&str> = agreement.reps.iter().map(|rep| rep.id.as_str()).collect();
    let (reps, orphans) = (
        json(&reps),
        format!(
            "SELECT id FROM leads WHERE owner IS NOT NULL AND {OPEN} AND owner NOT IN (SELECT value FROM json_each(?))"
        ),
    );
    // A lead has one timer: what it was for is found again should the rep be back before it rings.
    db.execute(&format!("DELETE FROM timers WHERE lead IN ({orphans})"), &params![&reps])?;
    db.execute(
        &format!("INSERT INTO timers (lead, kind, due_at, failures) SELECT id, ?, ?, 0 FROM ({orphans})"),
        &params![timers::OWNER_LEFT, now, &reps],
    )?;
    Ok(())
}

/// Gives the lead of somebody who has left to whom the routes say; is it nobody's turn, to whom
/// they say else, in the end to the agreement's owner. Reads only.
pub(crate) fn pass_on(
    here: &Here<'_>,
    mut lead: Stored,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Plan, Problem> {
    let mut plan = Plan::new(&lead.id);
    let unreadable = |what: &str| Problem::record("owner_left", format_args!("lead `{}`: {what}", lead.id));
    let agreement = here.in_force.agreement.as_ref().ok_or_else(|| unreadable("no agreement"))?;
    let owner = lead.owner.as_ref().map(|(owner, _)| owner.clone());
    let Some(left) = owner.filter(|owner| lead.state.is_open() && agreement.rep(&RepId::new(owner)).is_none()) else {
        plan.timer(resumed(here, &lead, db)?);
        return Ok(plan);
    };
    let next = match next_owner::by_routes(here, &lead, std::slice::from_ref(&left), db)? {
        Some(next) => Some(next),
        None => next_owner::named_rep(here, agreement.owner.as_str()),
    };
    let next = next.ok_or_else(|| unreadable("the agreement's owner is not on its roster"))?;
    plan.miss(here, &mut lead, ids);
    let given = reassign::reassign(&mut plan, here, &mut lead, next, "left", "desk", ids);
    given.map_err(|illegal| {
        Problem::record("illegal_move", format_args!("lead `{}` ({})", lead.id, illegal.from.id()))
    })?;
    Ok(plan)
}

/// What the timer of a lead was for whose owner is back.
fn resumed(here: &Here<'_>, lead: &Stored, db: &mut dyn Database) -> Result<Next, Problem> {
    if lead.state.awaits_answer() {
        let next = Climber::of(lead).and_then(|climber| climber.next(here));
        return Ok(Next::Runs(timers::FIRST_RESPONSE, next.unwrap_or(here.now)));
    }
    let promised = handoff::acknowledgement(&lead.id, db)?.filter(|promise| promise.due_at > here.now);
    Ok(match promised {
        Some(promise) if lead.state.is_open() => Next::Runs(timers::PROMISE, promise.due_at),
        _ => nudge::otherwise(here, lead),
    })
}
