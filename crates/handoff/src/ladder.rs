//! The ladder of a lead: what happens while its window runs out and after it, and when.
//!
//! Pure: from the instants of a lead and the agreement in force to rungs. Those of the rep go by
//! working time from when they got the lead; those of the visitor by wall time from its arrival.

use baton_agreement::StepKind;

use crate::Millis;
use crate::arrival::Here;
use crate::leads::Stored;
use crate::windows::{self, Of};

/// Something that happens at an instant while nobody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rung {
    /// When it is due.
    pub at: Millis,
    /// What happens.
    pub act: Act,
}

/// What happens on a rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The window is missed.
    Miss,
    /// A step of the agreement's ladder.
    Step(StepKind),
    /// Nobody did anything for so long that marketing has it back.
    Ignored,
}

impl Act {
    /// Whether it goes by the owner's clock, which starts anew with a new owner.
    pub fn is_of_owner(self) -> bool {
        match self {
            Act::Miss => true,
            Act::Step(kind) => !kind.is_of_visitor(),
            Act::Ignored => false,
        }
    }
}

/// As much of a lead as its ladder hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Climber<'a> {
    /// Which window runs, and in whose hours.
    pub window: Of<'a>,
    /// When it came in.
    pub received_at: Millis,
    /// When its owner got it.
    pub from: Millis,
    /// When the owner's window ends.
    pub due_at: Millis,
    /// Whether that it was missed is written down.
    pub missed: bool,
    /// Up to here every rung was climbed.
    pub climbed_to: Option<Millis>,
}

impl<'a> Climber<'a> {
    /// A lead that comes in now.
    pub fn new(window: Of<'a>, now: Millis, due_at: Millis) -> Climber<'a> {
        Climber { window, received_at: now, from: now, due_at, missed: false, climbed_to: None }
    }

    /// A stored lead; none where no window runs.
    pub fn of(lead: &'a Stored) -> Option<Climber<'a>> {
        lead.due_at.filter(|_| lead.state.awaits_answer()).map(|due_at| Climber {
            window: lead.window(),
            received_at: lead.received_at,
            from: lead.clock_from(),
            due_at,
            missed: lead.is_missed(),
            climbed_to: lead.instants.climbed_to,
        })
    }

    /// Every rung that was not climbed yet, in the order of time; at one instant the miss comes
    /// first, then the steps as they are written.
    ///
    /// A step that was due before the agreement in force was published is none: nobody had agreed
    /// on it then, and what the agreement before said was done before it was replaced.
    pub fn rungs(&self, here: &Here<'_>) -> Vec<Rung> {
        let mut rungs = Vec::new();
        if !self.missed {
            rungs.push(Rung { at: self.due_at, act: Act::Miss });
        }
        let Some(agreement) = &here.in_force.agreement else { return rungs };
        let window = windows::worked(here, self.window, self.from, self.due_at);
        let steps = agreement.escalation.iter().map(|step| {
            let time = step.at.within(window);
            let at = match step.does.is_of_visitor() {
                true => self.received_at + Millis::from_seconds(time),
                false => windows::deadline(here, self.window, self.from, time),
            };
            Rung { at, act: Act::Step(step.does) }
        });
        let published = here.in_force.published_at;
        rungs.extend(steps.filter(|rung| self.climbed_to.is_none_or(|to| rung.at > to) && rung.at >= published));
        if let Some(after) = agreement.windows.return_after {
            // Nobody has ignored a lead whose window still runs: it may have come in on Friday night.
            let at = (self.received_at + Millis::from_seconds(after)).max(self.due_at);
            rungs.push(Rung { at, act: Act::Ignored });
        }
        rungs.sort_by_key(|rung| rung.at);
        rungs
    }

    /// When the next rung is due.
    pub fn next(&self, here: &Here<'_>) -> Option<Millis> {
        self.rungs(here).first().map(|rung| rung.at)
    }
}
