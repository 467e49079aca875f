//! What is true of a year: counted where it is made up, without the desk.

use std::collections::BTreeMap;

use crate::course::{Step, window};

/// Who takes an hour where others take minutes.
pub const SLOW_REP: &str = "tomas";
/// Who rejects at once and says no more than "other".
pub const VAGUE_REP: &str = "greta";
/// What sales hardly ever takes.
pub const BAD_SOURCE: &str = "content";
/// The week, of those before the year's end, in which the tag was broken and hardly a lead came.
pub const LOST_WEEKS_AGO: i64 = 20;

/// What was planted: the code of the warning and what its sentence has to name.
pub const PLANTED: [(&str, &str); 4] = [
    ("slow", "Tomás Vidal answers after"),
    ("far_from_the_rest", "content:"),
    ("vague", "Greta Olsen"),
    ("few_leads", "leads were handed over, usually"),
];

/// Counts of some leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Handed over to somebody.
    pub leads: i64,
    /// Kept where nobody is told.
    pub quarantined: i64,
    /// Windows that were met.
    pub met: i64,
    /// Windows that ended unanswered.
    pub missed: i64,
    /// Accepted by sales.
    pub accepted: i64,
    /// Rejected by sales.
    pub rejected: i64,
    /// Of them for "other".
    pub rejected_other: i64,
    /// Of them before anybody tried to reach the visitor.
    pub rejected_untried: i64,
    /// Of them within a minute of getting the lead.
    pub rejected_at_once: i64,
    /// Worked at all.
    pub worked: i64,
    /// Back with marketing.
    pub returned: i64,
    /// Became a deal.
    pub opportunities: i64,
    /// What the deals are worth.
    pub pipeline: i64,
    /// Deals that were won.
    pub won: i64,
    /// Deals that were lost.
    pub lost: i64,
    /// What was won is worth.
    pub won_value: i64,
    /// How long the first answers took, in ms.
    pub answers: Vec<i64>,
}

impl Counts {
    /// The two in the middle of the first answers, in ms; the same where they are odd.
    #[must_use]
    pub fn median(&self) -> (i64, i64) {
        let mut answers = self.answers.clone();
        answers.sort_unstable();
        let at = |place: usize| answers.get(place).copied().unwrap_or(0);
        (at(answers.len().saturating_sub(1) / 2), at(answers.len() / 2))
    }
}

/// A year's counts, by every value of every dimension there is.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    /// Of all leads.
    pub all: Counts,
    /// By dimension and value.
    pub by: BTreeMap<(&'static str, String), Counts>,
}

/// A lead as it is lived, with what counts of it.
pub struct Lived {
    /// Where it came from.
    pub source: &'static str,
    /// Who got it; none: it is in quarantine.
    pub rep: Option<String>,
    /// When it came in.
    pub at: i64,
    /// What was done, in the order of time.
    pub steps: Vec<(i64, Step)>,
}

impl Truth {
    /// Counts a lead. Steps behind the end of the year were not taken, windows behind it have not ended.
    pub fn count(&mut self, lead: &Lived, end: i64) {
        let mut counted = Counts::default();
        of_lead(lead, end, &mut counted);
        add(&mut self.all, &counted);
        add(self.by.entry(("source", lead.source.to_owned())).or_default(), &counted);
        if let Some(rep) = &lead.rep {
            add(self.by.entry(("rep", rep.clone())).or_default(), &counted);
        }
    }
}

fn of_lead(lead: &Lived, end: i64, counts: &mut Counts) {
    if lead.rep.is_none() {
        counts.quarantined = 1;
        return;
    }
    counts.leads = 1;
    let done: Vec<&(i64, Step)> = lead.steps.iter().filter(|(at, _)| *at <= end).collect();
    let due = lead.at + window(lead.source);
    match done.first() {
        Some((at, _)) => {
            counts.answers.push(at - lead.at);
            (counts.met, counts.missed) = (i64::from(*at < due), i64::from(*at >= due));
        }
        None => counts.missed = i64::from(due <= end),
    }
    let mut is_tried = false;
    for (at, step) in done {
        match step {
            Step::Tried | Step::Connected => (is_tried, counts.worked) = (true, 1),
            Step::Accepted => counts.accepted = 1,
            Step::Rejected(reason) => {
                counts.rejected = 1;
                counts.rejected_other = i64::from(*reason == "other");
                counts.rejected_untried = i64::from(!is_tried);
                counts.rejected_at_once = i64::from(at - lead.at < 60_000);
            }
            Step::Nurtured => counts.returned = 1,
            Step::Opportunity(value) => (counts.opportunities, counts.pipeline) = (1, *value),
            Step::Won => (counts.won, counts.won_value) = (1, counts.pipeline),
            Step::Lost => counts.lost = 1,
        }
    }
}

fn add(to: &mut Counts, more: &Counts) {
    for (to, more) in [
        (&mut to.leads, more.leads),
        (&mut to.quarantined, more.quarantined),
        (&mut to.met, more.met),
        (&mut to.missed, more.missed),
        (&mut to.accepted, more.accepted),
        (&mut to.rejected, more.rejected),
        (&mut to.rejected_other, more.rejected_other),
        (&mut to.rejected_untried, more.rejected_untried),
        (&mut to.rejected_at_once, more.rejected_at_once),
        (&mut to.worked, more.worked),
        (&mut to.returned, more.returned),
        (&mut to.opportunities, more.opportunities),
        (&mut to.pipeline, more.pipeline),
        (&mut to.won, more.won),
        (&mut to.lost, more.lost),
        (&mut to.won_value, more.won_value),
    ] {
        *to += more;
    }
    to.answers.extend(&more.answers);
}
