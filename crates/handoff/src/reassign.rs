//! A lead gets another owner: by a miss or by a person.

use crate::arrival::Here;
use crate::database::params;
use crate::ladder::Climber;
use crate::leads::Stored;
use crate::log::Kind;
use crate::next_owner::NextRep;
use crate::plan::{Next, Plan};
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
    if let Some((pool, turns)) = next.turn {
        plan.execute(
            "INSERT INTO rotations (pool, state) VALUES (?, ?) ON CONFLICT (pool) DO UPDATE SET state = excluded.state",
            params![pool, turns],
        );
    }
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
