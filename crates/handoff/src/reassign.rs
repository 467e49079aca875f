//! A lead gets another owner: by a miss or by a person.

use baton_agreement::Ritual;

use crate::arrival::Here;
use crate::database::params;
use crate::ladder::Climber;
use crate::leads::Stored;
use crate::log::Kind;
use crate::next_owner::NextRep;
use crate::plan::{Next, Plan, quiet};
use crate::roster::KEEP_TURN;
use crate::state::{self, IllegalMove, Move};
use crate::{Ids, Millis, State, rituals, timers, windows};

/// Gives a lead to another rep. They have the whole window from now on, and their ladder begins;
/// a miss of the owner before stays visible. The link of that owner acts no more.
pub(crate) fn reassign(
    plan: &mut Plan,
    here: &Here<'_>,
    lead: &mut Stored,
    next: NextRep,
    why: &str,
    actor: &str,
    ids: &mut Ids,
) -> Result<(), IllegalMove> {
    let (to, _) = state::step(lead.state, Move::Reassign, here.now)?;
    if !to.awaits_answer() {
        hand_over(plan, here, lead, next, (why, actor), ids);
        return Ok(());
    }
    let from = lead.owner.replace((next.rep.clone(), next.name.clone()));
    plan.execute(
        "UPDATE leads SET owner = ?, owner_name = ?, assigned_at = ? WHERE id = ?",
        params![&next.rep, &next.name, here.now, &lead.id],
    );
    let due = begin_anew(plan, here, lead, to);
    told(plan, here, lead, next, (from, why, actor), due, ids);
    run(plan, here, lead, due);
    Ok(())
}

/// The owner has the whole window from now on. Until when; where none is asked for, when the desk
/// looks again.
pub(crate) fn begin_anew(plan: &mut Plan, here: &Here<'_>, lead: &mut Stored, to: State) -> Millis {
    let ritual = rituals::of(here.in_force.agreement.as_ref(), &lead.tier);
    let due_at = rituals::due_at(here, lead.window());
    // Without an agreement that can be read the old window is the best there is.
    let due_at = if ritual == Ritual::Full { due_at.or(lead.due_at) } else { None };
    (lead.state, lead.due_at, lead.met_at) = (to, due_at, None);
    lead.instants.clock_from = Some(here.now);
    lead.instants.climbed_to = Some(here.now);
    lead.instants.acknowledged_at = None;
    plan.execute(
        "UPDATE leads SET state = ?, due_at = ?, met_at = NULL, clock_from = ?, climbed_to = ?, acknowledged_at = NULL,
             opened_at = NULL WHERE id = ?",
        params![to.id(), lead.due_at, here.now, here.now, &lead.id],
    );
    lead.due_at.unwrap_or_else(|| here.now + quiet(here, lead.state))
}

/// The window that was begun is in the log, and its ladder runs.
pub(crate) fn run(plan: &mut Plan, here: &Here<'_>, lead: &Stored, due: Millis) {
    if lead.due_at.is_none() {
        plan.timer(Next::Runs(timers::QUIET, due));
        return;
    }
    let (allowed_ms, source) = ((due - here.now).0, lead.source.clone());
    let zone_data = windows::zone_data(here, lead.window());
    plan.log("desk", Kind::WindowStarted { due_at: due.0, allowed_ms, source, zone_data });
    let next = Climber::of(lead).and_then(|climber| climber.next(here));
    plan.timer(Next::Runs(timers::FIRST_RESPONSE, next.unwrap_or(due)));
}

/// Gives a deal to another rep: it stays one, no window runs, and its quiet begins anew.
fn hand_over(
    plan: &mut Plan,
    here: &Here<'_>,
    lead: &mut Stored,
    next: NextRep,
    (why, actor): (&str, &str),
    ids: &mut Ids,
) {
    let from = lead.owner.take();
    lead.owner = Some((next.rep.clone(), next.name.clone()));
    plan.execute(
        "UPDATE leads SET owner = ?, owner_name = ?, assigned_at = ? WHERE id = ?",
        params![&next.rep, &next.name, here.now, &lead.id],
    );
    let due = here.now + quiet(here, lead.state);
    told(plan, here, lead, next, (from, why, actor), due, ids);
    plan.timer(Next::Runs(timers::QUIET, due));
}

/// The turn it took, and what is told of it: with the link to answer by where an answer is awaited.
/// What the owner before had promised stands in the log.
fn told(
    plan: &mut Plan,
    here: &Here<'_>,
    lead: &Stored,
    next: NextRep,
    (from, why, actor): (Option<(String, String)>, &str, &str),
    due: Millis,
    ids: &mut Ids,
) {
    plan.execute("DELETE FROM acknowledgements WHERE lead = ?", params![&lead.id]);
    let pool = next.turn.as_ref().map(|(pool, _)| pool.clone());
    if let Some((pool, turns)) = next.turn {
        plan.execute(KEEP_TURN, params![pool, turns]);
    }
    let (from, from_name) = from.unzip();
    let (rep, name, why) = (next.rep, next.name, why.to_owned());
    let kind = Kind::LeadReassigned { rep, name, from, from_name, why, pool, due_at: due.0, receipt: next.receipt };
    plan.tell(here, lead, actor, kind, lead.state.awaits_answer(), ids);
}
