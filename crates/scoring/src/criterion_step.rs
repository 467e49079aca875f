//! A criterion as it is read from the card's bytes, before it is asked.

use crate::codec::tag;
use crate::question::Question;
use crate::reader::Reader;
use crate::score::Line;
use crate::{Group, Points, ScoreCard};

/// A criterion, read from the card's bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<'a> {
    pub line: Line<'a>,
    pub rule: StepRule<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum StepRule<'a> {
    Condition { points: Points, question: Question<'a>, bytes: &'a [u8] },
    Gate { points: Points, bytes: &'a [u8] },
    PerSignal(PerSignalRule<'a>),
}

impl<'a> ScoreCard<'a> {
    /// The criteria, one after another as they are read; none for the first that is damaged,
    /// and no more behind it.
    pub(crate) fn steps(&self) -> impl Iterator<Item = Option<Step<'a>>> {
        let card = *self;
        let mut criteria = Reader(card.criteria);
        let mut left = criteria.number();
        core::iter::from_fn(move || {
            let Some(count) = left else {
                left = Some(0);
                return Some(None);
            };
            let next = count.checked_sub(1)?;
            let step = card.step(&mut criteria);
            left = Some(if step.is_some() { next } else { 0 });
            Some(step)
        })
    }

    fn step(&self, criteria: &mut Reader<'a>) -> Option<Step<'a>> {
        let mut r = Reader(criteria.block()?);
        let head = r.byte()?;
        let group = if head & 1 == 0 { Group::Fit } else { Group::Engagement };
        let rule = if head >> 1 == tag::RULE_PER_SIGNAL {
            StepRule::PerSignal(PerSignalRule::read(&mut r)?)
        } else {
            let (points, bytes) = (r.points()?, r.block()?);
            if head >> 1 == tag::RULE_CONDITION {
                StepRule::Condition { points, question: self.question(bytes)?, bytes }
            } else {
                StepRule::Gate { points, bytes }
            }
        };
        Some(Step { line: Line { group, rest: r }, rule })
    }
}

impl Step<'_> {
    /// For many leads.
    pub fn prepared(self) -> Self {
        match self.rule {
            StepRule::Condition { points, question, bytes } => {
                Step { rule: StepRule::Condition { points, question: question.prepared(), bytes }, ..self }
            }
            _ => self,
        }
    }
}

/// Points for each time, each falling with its age, together held to the criterion's cap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PerSignalRule<'a> {
    pub signal: &'a [u8],
    pub each: Points,
    pub cap: Points,
    pub within: i64,
    pub decay: i64,
}

impl<'a> PerSignalRule<'a> {
    fn read(r: &mut Reader<'a>) -> Option<PerSignalRule<'a>> {
        let (signal, each, cap) = (r.block()?, r.points()?, r.points()?);
        Some(PerSignalRule { signal, each, cap, within: i64::from(r.number()?), decay: i64::from(r.number()?) })
    }
}
