//! The ladder at work: every rung that is due, in order, each once, late rather than never.

use baton_agreement::{Rep, RepId, StepKind};

use crate::arrival::Here;
use crate::ladder::{Act, Climber};
use crate::leads::Stored;
use crate::log::{self, Kind};
use crate::next_owner;
use crate::plan::{Next, Plan};
use crate::state::{self, IllegalMove, Move};
use crate::windows::Of;
use crate::{Database, Ids, Millis, Problem, nudge, reassign, timers};

/// A lead on its ladder.
struct Climb<'a> {
    here: &'a Here<'a>,
    lead: Stored,
    plan: Plan,
}

/// What the rungs that are due come to. Reads only.
pub(crate) fn climb(here: &Here<'_>, lead: Stored, ids: &mut Ids, db: &mut dyn Database) -> Result<Plan, Problem> {
    let mut plan = Plan::new(&lead.id);
    if !lead.state.awaits_answer() {
        plan.timer(nudge::otherwise(here, &lead));
        return Ok(plan);
    }
    let mut climb = Climb { here, lead, plan };
    let rungs = Climber::of(&climb.lead).map(|climber| climber.rungs(here)).unwrap_or_default();
    let mut passed_on = false;
    for rung in rungs.into_iter().filter(|rung| rung.at <= here.now) {
        // The clock of a new owner starts now, and a lead that marketing has back has none.
        if climb.lead.state.awaits_answer() && !(passed_on && rung.act.is_of_owner()) {
            passed_on |= climb.act(rung.act, ids, db)?;
        }
    }
    let Climb { mut lead, mut plan, .. } = climb;
    plan.execute("UPDATE leads SET climbed_to = ? WHERE id = ?", crate::database::params![here.now, &lead.id]);
    lead.instants.climbed_to = Some(here.now);
    let next = Climber::of(&lead).and_then(|climber| climber.next(here));
    plan.timer(next.map_or(Next::Stops, |at| Next::Runs(timers::FIRST_RESPONSE, at)));
    Ok(plan)
}

impl Climb<'_> {
    /// Does what a rung says. Says whether the lead has another owner then.
    fn act(&mut self, act: Act, ids: &mut Ids, db: &mut dyn Database) -> Result<bool, Problem> {
        match act {
            Act::Miss => self.miss(ids),
            Act::Step(StepKind::Remind) => self.remind(ids),
            Act::Step(StepKind::TellManager) => self.escalate("missed", ids),
            Act::Step(StepKind::TouchVisitor) => self.touch(ids, db)?,
            Act::Step(StepKind::Reassign) => return self.reassign(ids, db),
            Act::Step(StepKind::ReturnToMarketing) => self.give_back("step", ids)?,
            Act::Ignored => self.give_back("ignored", ids)?,
        }
        Ok(false)
    }

    fn miss(&mut self, ids: &mut Ids) {
        let missed = self.plan.miss(self.here, &mut self.lead, ids);
        let agreed = self.here.in_force.agreement.as_ref().and_then(|agreement| agreement.windows.offline_after_miss);
        if let (true, Some(time), Some((rep, name))) = (missed, agreed, &self.lead.owner) {
            self.plan.away(rep, name, time);
        }
    }

    fn remind(&mut self, ids: &mut Ids) {
        let (Some((rep, name)), Some(due_at)) = (self.lead.owner.clone(), self.lead.due_at) else { return };
        let kind = Kind::LeadReminded { rep, name, due_at: due_at.0, why: "window".to_owned() };
        self.plan.tell(self.here, &self.lead, "desk", kind, true, ids);
    }

    /// The owner's manager is told, or the handoff owner where there is none.
    fn escalate(&mut self, why: &str, ids: &mut Ids) {
        let (Some((rep, name)), Some(manager)) = (self.lead.owner.clone(), self.manager()) else { return };
        let kind = Kind::LeadEscalated {
            rep,
            name,
            manager: manager.id.as_str().to_owned(),
            manager_name: manager.name.clone(),
            why: why.to_owned(),
        };
        self.plan.tell(self.here, &self.lead, "desk", kind, false, ids);
    }

    fn manager(&self) -> Option<&Rep> {
        let agreement = self.here.in_force.agreement.as_ref()?;
        let owner = self.lead.owner.as_ref().and_then(|(id, _)| agreement.rep(&RepId::new(id.clone())));
        let manager = owner.and_then(|rep| rep.manager.as_ref()).and_then(|manager| agreement.rep(manager));
        manager.or_else(|| agreement.rep(&agreement.owner))
    }

    /// The visitor hears, unless they have booked already.
    fn touch(&mut self, ids: &mut Ids, db: &mut dyn Database) -> Result<(), Problem> {
        if !log::of_kind(db, &self.lead.id, "booking.reported")?.is_empty() {
            return Ok(());
        }
        let lead = &self.lead;
        let link = format!("{}/v1/desks/{}/book/{}", lead.edge_origin, self.here.desk.as_tag(), lead.id);
        let kind = Kind::VisitorTouch { email: lead.email.clone(), link };
        self.plan.tell(self.here, lead, "desk", kind, false, ids);
        Ok(())
    }

    /// The next rep of the pool gets it who has not had it; is there none, the manager is told.
    fn reassign(&mut self, ids: &mut Ids, db: &mut dyn Database) -> Result<bool, Problem> {
        let had = next_owner::owners(&self.lead.id, db)?;
        match next_owner::next_rep(self.here, &self.lead, &had, db)? {
            Some(next) => {
                reassign::reassign(&mut self.plan, self.here, &mut self.lead, next, "missed", "desk", ids)
                    .map_err(|illegal| self.unreadable(illegal))?;
                Ok(true)
            }
            None => {
                self.escalate("nobody_left", ids);
                Ok(false)
            }
        }
    }

    fn give_back(&mut self, why: &str, ids: &mut Ids) -> Result<(), Problem> {
        give_back(&mut self.plan, self.here, &mut self.lead, why, ids).map_err(|illegal| self.unreadable(illegal))
    }

    fn unreadable(&self, illegal: IllegalMove) -> Problem {
        Problem::record("illegal_move", format_args!("lead `{}` ({})", self.lead.id, illegal.from.id()))
    }
}

/// Marketing has the lead back, and nobody owns it.
pub(crate) fn give_back(
    plan: &mut Plan,
    here: &Here<'_>,
    lead: &mut Stored,
    why: &str,
    ids: &mut Ids,
) -> Result<(), IllegalMove> {
    let (to, effects) = state::step(lead.state, Move::Return, here.now)?;
    let (rep, name) = lead.owner.clone().unzip();
    plan.follow(here, lead, to, &effects, ids);
    let after_ms = (here.now - lead.received_at).0;
    let kind = Kind::LeadReturned { rep, name, why: why.to_owned(), after_ms, attempts: lead.instants.attempts };
    plan.tell(here, lead, "desk", kind, false, ids);
    Ok(())
}

/// When the ladder of a lead that is assigned now begins.
pub(crate) fn first(here: &Here<'_>, window: Of<'_>, due_at: Millis) -> Millis {
    Climber::new(window, here.now, due_at).next(here).unwrap_or(due_at)
}
