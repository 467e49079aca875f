//! A lead gets another owner: by a miss or by a person.

use crate::arrival::Here;
use crate::database::params;
use crate::ladder::Climber;
use crate::leads::Stored;
use crate::log::Kind;
use crate::next_owner::NextRep;
use crate::plan::{Next, Plan, quiet};
use crate::state::{self, IllegalMove, Move};
use crate::{Ids, timers, windows};

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
    let (from, from_name) = lead.owner.take().unzip();
    let due_at =
        here.in_force.agreement.as_ref().map(|agreement| {
            windows::due_at(here, &agreement.windows, &next.rep, (&lead.source, &lead.tier), here.now)
        });
    lead.owner = Some((next.rep.clone(), next.name.clone()));
    (lead.state, lead.due_at, lead.met_at) = (to, due_at.or(lead.due_at), None);
    lead.instants.clock_from = Some(here.now);
    lead.instants.climbed_to = Some(here.now);
    lead.instants.acknowledged_at = None;
    plan.execute(
        "UPDATE leads SET state = ?, owner = ?, owner_name = ?, due_at = ?, met_at = NULL, clock_from = ?, assigned_at = ?,
             climbed_to = ?, acknowledged_at = NULL WHERE id = ?",
        params![to.id(), &next.rep, &next.name, lead.due_at, here.now, here.now, here.now, &lead.id],
    );
    // What the owner before had promised stands in the log.
    plan.execute("DELETE FROM acknowledgements WHERE lead = ?", params![&lead.id]);
    let pool = next.turn.as_ref().map(|(pool, _)| pool.clone());
    keep_turn(plan, next.turn);
    let due = lead.due_at.unwrap_or(here.now);
    let (rep, name, why) = (next.rep, next.name, why.to_owned());
    let kind = Kind::LeadReassigned { rep, name, from, from_name, why, pool, due_at: due.0, receipt: next.receipt };
    plan.tell(here, lead, actor, kind, true, ids);
    let (allowed_ms, source) = ((due - here.now).0, lead.source.clone());
    plan.log("desk", Kind::WindowStarted { due_at: due.0, allowed_ms, source });
    let next = Climber::of(lead).and_then(|climber| climber.next(here));
    plan.timer(Next::Runs(timers::FIRST_RESPONSE, next.unwrap_or(due)));
    Ok(())
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
    let (from, from_name) = lead.owner.take().unzip();
    lead.owner = Some((next.rep.clone(), next.name.clone()));
    plan.execute(
        "UPDATE leads SET owner = ?, owner_name = ?, assigned_at = ? WHERE id = ?",
        params![&next.rep, &next.name, here.now, &lead.id],
    );
    plan.execute("DELETE FROM acknowledgements WHERE lead = ?", params![&lead.id]);
    let pool = next.turn.as_ref().map(|(pool, _)| pool.clone());
    keep_turn(plan, next.turn);
    let due = here.now + quiet(here, lead.state);
    let (rep, name, why) = (next.rep, next.name, why.to_owned());
    let kind = Kind::LeadReassigned { rep, name, from, from_name, why, pool, due_at: due.0, receipt: next.receipt };
    plan.tell(here, lead, actor, kind, false, ids);
    plan.timer(Next::Runs(timers::QUIET, due));
}

fn keep_turn(plan: &mut Plan, turn: Option<(String, String)>) {
    if let Some((pool, turns)) = turn {
        plan.execute(
            "INSERT INTO rotations (pool, state) VALUES (?, ?) ON CONFLICT (pool) DO UPDATE SET state = excluded.state",
            params![pool, turns],
        );
    }
}
