//! The reps of a replay: who answers which lead when.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use baton_agreement::{Agreement, RepId};
use baton_hours::{Millis, Pauses, Seconds};

use crate::past::PastLead;
use crate::terms::{Answers, Terms};

/// Something a rep does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Act {
    /// Tries the visitor of the lead at that place for the first time.
    Answer { place: usize, rep: String },
    /// Is done with a lead and takes the next.
    Free { rep: String },
    /// The lead is closed.
    Close { place: usize },
}

/// What a rep has to do.
#[derive(Default)]
struct Desk {
    waiting: VecDeque<usize>,
    is_busy: bool,
}

/// Everybody, and what they will do when.
pub(crate) struct Crew<'a> {
    agreement: &'a Agreement,
    terms: &'a Terms,
    leads: &'a [PastLead],
    desks: BTreeMap<String, Desk>,
    absences: BTreeMap<String, Pauses>,
    /// Who has each lead now.
    owners: Vec<Option<String>>,
    answered: Vec<bool>,
    planned: BTreeSet<(Millis, Act)>,
}

impl<'a> Crew<'a> {
    pub(crate) fn of(agreement: &'a Agreement, terms: &'a Terms, leads: &'a [PastLead]) -> Crew<'a> {
        let absences = agreement.reps.iter().map(|rep| (rep.id.as_str().to_owned(), agreement.absences_of(rep)));
        Crew {
            agreement,
            terms,
            leads,
            desks: BTreeMap::new(),
            absences: absences.collect(),
            owners: vec![None; leads.len()],
            answered: vec![false; leads.len()],
            planned: BTreeSet::new(),
        }
    }

    /// When somebody does something next.
    pub(crate) fn next_at(&self) -> Option<Millis> {
        self.planned.first().map(|(at, _)| *at)
    }

    /// What is done next.
    pub(crate) fn next(&mut self) -> Option<Act> {
        self.planned.pop_first().map(|(_, act)| act)
    }

    /// How long a lead stays open once it was answered.
    pub(crate) fn open_time(&self) -> Millis {
        Millis(self.terms.open_ms)
    }

    /// Who has a lead now.
    pub(crate) fn owner(&self, place: usize) -> Option<&str> {
        self.owners.get(place)?.as_deref()
    }

    /// A rep got a lead.
    pub(crate) fn given(&mut self, place: usize, rep: &str, now: Millis) {
        let Some(owner) = self.owners.get_mut(place) else { return };
        let is_first = owner.replace(rep.to_owned()).is_none();
        if self.is_answered(place) {
            return;
        }
        if self.terms.answers == Answers::Observed {
            // Whoever has it then answers.
            if is_first {
                self.plan_observed(place, rep, now);
            }
            return;
        }
        let desk = self.desks.entry(rep.to_owned()).or_default();
        desk.waiting.push_back(place);
        if !desk.is_busy {
            self.begin(rep, now);
        }
    }

    fn plan_observed(&mut self, place: usize, rep: &str, now: Millis) {
        let Some(took) = self.leads.get(place).and_then(|lead| lead.worked) else { return };
        // What was done outside all hours took no working time.
        let at = self.works_until(rep, now, took.max(Millis::from_seconds(Seconds(1))));
        self.planned.extend(at.map(|at| (at, Act::Answer { place, rep: rep.to_owned() })));
    }

    /// A rep who is free takes the lead that has waited longest.
    fn begin(&mut self, rep: &str, now: Millis) {
        while let Some(place) = self.desks.get_mut(rep).and_then(|desk| desk.waiting.pop_front()) {
            if !self.is_still(place, rep) {
                continue;
            }
            let number = self.leads.get(place).map_or(0, |lead| lead.row);
            let Some(at) = self.works_until(rep, now, self.terms.reaction(number)) else { continue };
            self.planned.insert((at, Act::Answer { place, rep: rep.to_owned() }));
            self.set_busy(rep, true);
            return;
        }
    }

    /// The rep would try the visitor now: whether there is still reason to.
    pub(crate) fn answers(&mut self, place: usize, rep: &str, now: Millis) -> bool {
        let is_due = match self.terms.answers {
            Answers::Observed => !self.is_answered(place),
            Answers::Assumed => self.is_still(place, rep),
        };
        if self.terms.answers == Answers::Assumed {
            // Who has not begun with anything is free at once.
            let busy = if is_due { Millis(self.terms.busy_ms) } else { Millis(0) };
            match self.works_until(rep, now, busy) {
                Some(at) => {
                    self.planned.insert((at, Act::Free { rep: rep.to_owned() }));
                }
                None => self.set_busy(rep, false),
            }
        }
        is_due
    }

    /// The lead was answered: it will be closed when its time is over.
    pub(crate) fn was_answered(&mut self, place: usize, now: Millis) {
        if let Some(answered) = self.answered.get_mut(place) {
            *answered = true;
        }
        self.planned.insert((now + self.open_time(), Act::Close { place }));
    }

    /// The rep takes the next lead, if there is one.
    pub(crate) fn free(&mut self, rep: &str, now: Millis) {
        self.set_busy(rep, false);
        self.begin(rep, now);
    }

    fn set_busy(&mut self, rep: &str, is_busy: bool) {
        if let Some(desk) = self.desks.get_mut(rep) {
            desk.is_busy = is_busy;
        }
    }

    fn is_answered(&self, place: usize) -> bool {
        self.answered.get(place).copied().unwrap_or(true)
    }

    fn is_still(&self, place: usize, rep: &str) -> bool {
        !self.is_answered(place) && self.owner(place) == Some(rep)
    }

    /// When a rep has worked so long; none if never again.
    fn works_until(&self, rep: &str, now: Millis, work: Millis) -> Option<Millis> {
        let calendar = self.agreement.calendar_of(&RepId::new(rep));
        match self.absences.get(rep) {
            Some(away) => calendar.deadline_millis(now, work, away),
            None => calendar.deadline_millis(now, work, &Pauses::NONE),
        }
    }
}
