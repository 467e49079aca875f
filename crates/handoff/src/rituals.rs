//! What the ritual of a tier comes to: whose clock runs, and who is told.

use baton_agreement::{Agreement, Ritual};

use crate::arrival::Here;
use crate::database::params;
use crate::ladder::Climber;
use crate::leads;
use crate::log::{self, Entry, Kind};
use crate::{Database, Millis, Problem, timers, windows};

/// The ritual of a tier, by the agreement in force.
pub(crate) fn of(agreement: Option<&Agreement>, tier: &str) -> Ritual {
    agreement.map_or(Ritual::Full, |agreement| agreement.handoff.ritual(tier))
}

/// The end of the window of a lead that its owner gets now; none where no acknowledgement is asked for.
pub(crate) fn due_at(here: &Here<'_>, window: windows::Of<'_>) -> Option<Millis> {
    let agreement = here.in_force.agreement.as_ref()?;
    let is_full = of(Some(agreement), window.tier) == Ritual::Full;
    is_full.then(|| windows::due_at(here, &agreement.windows, window, here.now))
}

/// A lead without a clock may have become one that has to be acknowledged, by what its person said
/// since: its window begins then.
pub(crate) fn begin_if_asked(here: &Here<'_>, id: &str, db: &mut dyn Database) -> Result<(), Problem> {
    let Some(mut lead) = leads::find(db, id)? else { return Ok(()) };
    if lead.due_at.is_some() || lead.owner.is_none() || !lead.state.awaits_answer() {
        return Ok(());
    }
    let Some(due) = due_at(here, lead.window()) else { return Ok(()) };
    lead.due_at = Some(due);
    (lead.instants.clock_from, lead.instants.climbed_to) = (Some(here.now), Some(here.now));
    db.execute(
        "UPDATE leads SET due_at = ?, clock_from = ?, climbed_to = ? WHERE id = ?",
        &params![due, here.now, here.now, id],
    )?;
    let zone_data = windows::zone_data(here, lead.window());
    let kind =
        Kind::WindowStarted { due_at: due.0, allowed_ms: (due - here.now).0, source: lead.source.clone(), zone_data };
    log::append(db, here.now, Some(here.in_force.version), &[Entry { lead: Some(id), actor: "desk", kind }])?;
    let next = Climber::of(&lead).and_then(|climber| climber.next(here));
    timers::replace(db, id, timers::FIRST_RESPONSE, next.unwrap_or(due))
}
