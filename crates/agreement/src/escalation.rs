//! The ladder: what happens while a window runs out.

use baton_scoring::Seconds;

/// One step of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: StepAt,
    /// What happens.
    pub does: StepKind,
}

/// When a step is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepAt {
    /// When so many percent of the window are over.
    Share(u32),
    /// So long after the window began.
    After(Seconds),
}

impl StepAt {
    /// The time from the begin of a window of that length.
    #[must_use]
    pub fn within(self, window: Seconds) -> Seconds {
        match self {
            StepAt::Share(percent) => Seconds(window.0.saturating_mul(i64::from(percent)) / 100),
            StepAt::After(seconds) => seconds,
        }
    }
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// The rep is reminded.
    Remind,
    /// Another rep of the pool gets the lead.
    Reassign,
    /// The rep's manager is told.
    TellManager,
    /// The visitor gets a message.
    TouchVisitor,
    /// Marketing gets the lead back.
    ReturnToMarketing,
}

impl StepKind {
    /// Whether it goes by the visitor's clock: wall time from the arrival, whoever owns the lead.
    /// The others go by the owner's, in working time from when they got it.
    #[must_use]
    pub fn is_of_visitor(self) -> bool {
        matches!(self, StepKind::TouchVisitor | StepKind::ReturnToMarketing)
    }

    /// The event that others are told of it by.
    #[must_use]
    pub fn event(self) -> &'static str {
        match self {
            StepKind::Remind => "lead.reminded",
            StepKind::Reassign => "lead.reassigned",
            StepKind::TellManager => "lead.escalated",
            StepKind::TouchVisitor => "visitor.touch",
            StepKind::ReturnToMarketing => "lead.returned",
        }
    }

    /// Every kind.
    pub const ALL: [StepKind; 5] = [
        StepKind::Remind,
        StepKind::Reassign,
        StepKind::TellManager,
        StepKind::TouchVisitor,
        StepKind::ReturnToMarketing,
    ];

    /// The name in agreements.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            StepKind::Remind => "remind",
            StepKind::Reassign => "reassign",
            StepKind::TellManager => "tell_manager",
            StepKind::TouchVisitor => "touch_visitor",
            StepKind::ReturnToMarketing => "return_to_marketing",
        }
    }
}
