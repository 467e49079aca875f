//! What would lift a lead into the tier above.
//!
//! Not a guess: each set of answers and signals that is told was put into a lead like this one
//! and scored again, and no part of a told set would have done alone.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::codec::tag;
use crate::condition::GateLimits;
use crate::reader::Reader;
use crate::score::{field_of, leaves};
use crate::text::push_number;
use crate::{Field, Json, Lead, Points, Prepared, ScoreCard, Seconds, rate};

/// How many unknowns or signals one set may have: more than three is no advice.
const MOST_NEEDS: usize = 3;

/// How many different needs are tried. Sets of three of them are some 2,000 scores.
const MOST_CANDIDATES: usize = 24;

/// How often a signal that counts each time is supposed at most.
const MOST_TIMES: u32 = 5;

/// What asks for a signal more often than this is not advised: nobody would do it, and each time
/// takes memory.
const MOST_MISSING: u32 = 100;

/// Something that would lift a lead, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The tier it would be in.
    pub tier: String,
    /// The score it would have.
    pub score: Points,
    /// What it takes: all of these.
    pub needs: Vec<Need>,
}

/// One thing that is not known, or has not happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// An answer.
    Answer {
        /// To which question.
        field: Field,
        /// Which one, in words: `50 to 1000`.
        answer: String,
        /// One text that is such an answer.
        example: String,
        /// Its number, where the field holds one.
        number: Option<u32>,
    },
    /// Something they would do.
    Signal {
        /// Its name.
        name: String,
        /// How often more.
        times: u32,
    },
    /// A point of a checklist that a rep would confirm.
    Confirmation {
        /// The point.
        point: String,
    },
}

/// All smallest sets of at most three needs that lift a lead into the tier above, in the order
/// of the card's criteria, smaller sets first.
pub(crate) fn changes(lead: &Lead, card: &ScoreCard<'_>, now: Seconds) -> Vec<Change> {
    let rating = rate(lead, card, now);
    let Some(wanted) = rating.above else { return Vec::new() };
    let candidates = candidates(lead, card, now);
    let at_stake: Vec<i32> = candidates.iter().map(|need| at_stake(card, need)).collect();
    let missing = wanted.0.saturating_sub(rating.score.0);
    let prepared = Prepared::of(card);
    let mut search =
        Search { lead, prepared, card, now, wanted, missing, candidates: &candidates, at_stake, found: Vec::new() };
    for size in 1..=MOST_NEEDS {
        search.sets(size, 0, &mut Vec::new());
    }
    search.found.into_iter().map(|(_, change)| change).collect()
}

struct Search<'s> {
    lead: &'s Lead,
    prepared: Prepared<'s>,
    card: &'s ScoreCard<'s>,
    now: Seconds,
    wanted: Points,
    /// How far the score is from what is wanted.
    missing: i32,
    candidates: &'s [Need],
    /// Of each candidate, the most it can move a score.
    at_stake: Vec<i32>,
    /// Sets of places in `candidates`, and what they come to.
    found: Vec<(Vec<usize>, Change)>,
}

impl Search<'_> {
    /// Tries every set of `size` needs that begins with `chosen`.
    fn sets(&mut self, size: usize, from: usize, chosen: &mut Vec<usize>) {
        if chosen.len() == size {
            self.attempt(chosen);
            return;
        }
        for place in from..self.candidates.len() {
            let about = |at: usize| self.candidates.get(at).map(Need::subject);
            if chosen.iter().any(|at| about(*at) == about(place)) {
                continue;
            }
            chosen.push(place);
            self.sets(size, place + 1, chosen);
            chosen.pop();
        }
    }

    fn attempt(&mut self, chosen: &[usize]) {
        // Caps and clamps only ever take from what criteria give, so that a set whose criteria
        // are worth too little need not be scored: most are told so.
        let most =
            chosen.iter().filter_map(|place| self.at_stake.get(*place)).fold(0i32, |sum, one| sum.saturating_add(*one));
        if most < self.missing {
            return;
        }
        let needs: Vec<&Need> = chosen.iter().filter_map(|place| self.candidates.get(*place)).collect();
        // A set that holds one that does already, or asks more often for the same, is no news.
        let covered = |known: &[usize]| {
            known
                .iter()
                .filter_map(|place| self.candidates.get(*place))
                .all(|known| needs.iter().any(|need| known.covers(need)))
        };
        if self.found.iter().any(|(known, _)| covered(known)) {
            return;
        }
        let mut lead = self.lead.clone();
        for need in &needs {
            need.suppose(&mut lead, self.now);
        }
        let score = self.prepared.score(&lead, self.now);
        if score >= self.wanted {
            let tier = self.card.tier_of(score).1.to_owned();
            let change = Change { tier, score, needs: needs.into_iter().cloned().collect() };
            self.found.push((chosen.to_vec(), change));
        }
    }
}

/// The most that what a need is about can move a score: the points of all criteria that ask it.
fn at_stake(card: &ScoreCard<'_>, need: &Need) -> i32 {
    let mut criteria = Reader(card.criteria);
    let count = criteria.number().unwrap_or_default();
    let of = |bytes| points_about(Reader(bytes), need).map_or(0, |points| points.0.saturating_abs());
    let each = (0..count).map_while(|_| criteria.block()).map(of);
    each.fold(0, i32::saturating_add)
}

/// What a criterion can give or take, if it asks what a need is about.
fn points_about(mut r: Reader<'_>, need: &Need) -> Option<Points> {
    let head = r.byte()?;
    if head >> 1 == tag::RULE_PER_SIGNAL {
        let (name, _, cap) = (r.text()?, r.points()?, r.points()?);
        return (need.subject() == Subject::Signal(name)).then_some(cap);
    }
    let (points, bytes) = (r.points()?, r.block()?);
    let mut asks = false;
    if head >> 1 == tag::RULE_CONDITION {
        asks = is_about(bytes, need).unwrap_or_default();
    } else {
        leaves(bytes, GateLimits::DEPTH, &mut |_, condition| asks |= is_about(condition, need).unwrap_or_default())?;
    }
    asks.then_some(points)
}

fn is_about(condition: &[u8], need: &Need) -> Option<bool> {
    let mut r = Reader(condition);
    Some(match (r.byte()?, need.subject()) {
        (tag::SIGNAL, subject) => subject == Subject::Signal(r.text()?),
        (tag::CONFIRMED, subject) => subject == Subject::Point(r.text()?),
        (_, Subject::Field(field)) => field_of(condition) == Some(field),
        _ => false,
    })
}

/// Everything the card asks that this lead leaves open, each need once.
fn candidates(lead: &Lead, card: &ScoreCard<'_>, now: Seconds) -> Vec<Need> {
    let mut needs = Vec::new();
    let mut criteria = Reader(card.criteria);
    let count = criteria.number().unwrap_or_default();
    for _ in 0..count {
        let Some(criterion) = criteria.block() else { break };
        let mut found = Vec::new();
        // A damaged criterion gives no points either.
        let _ = needs_of(Reader(criterion), lead, now, &mut found);
        for need in found {
            if needs.len() < MOST_CANDIDATES && !needs.contains(&need) {
                needs.push(need);
            }
        }
    }
    needs
}

fn needs_of(mut r: Reader<'_>, lead: &Lead, now: Seconds, found: &mut Vec<Need>) -> Option<()> {
    let head = r.byte()?;
    if head >> 1 == tag::RULE_PER_SIGNAL {
        let (name, each, cap) = (r.text()?, r.points()?, r.points()?);
        let most = if each > Points::ZERO { (cap.0 / each.0).clamp(1, MOST_TIMES as i32) as u32 } else { 0 };
        found.extend((1..=most).map(|times| Need::Signal { name: name.to_owned(), times }));
        return Some(());
    }
    let _points = r.points()?;
    let bytes = r.block()?;
    if head >> 1 == tag::RULE_CONDITION {
        need_of(bytes, lead, now, found)
    } else {
        leaves(bytes, GateLimits::DEPTH, &mut |_, condition| {
            let _ = need_of(condition, lead, now, found);
        })
    }
}

/// What would make a condition hold, if that is not known or has not happened.
fn need_of(condition: &[u8], lead: &Lead, now: Seconds, found: &mut Vec<Need>) -> Option<()> {
    let mut r = Reader(condition);
    let kind = r.byte()?;
    match kind {
        tag::SIGNAL => {
            let (name, at_least) = (r.text()?, r.number()?);
            let missing = at_least.saturating_sub(lead.count(name, now));
            if (1..=MOST_MISSING).contains(&missing) {
                found.push(Need::Signal { name: name.to_owned(), times: missing });
            }
        }
        tag::CONFIRMED => {
            let point = r.text()?;
            if lead.confirmed(point).is_none() {
                found.push(Need::Confirmation { point: point.to_owned() });
            }
        }
        _ if kind < tag::SIGNAL => {
            let field = Field::from_number(r.byte()?)?;
            let is_known = lead.text(field).is_some() || lead.number(field).is_some();
            if !is_known && can_be_asked(field) {
                found.extend(answer(kind, field, r));
            }
        }
        _ => {}
    }
    Some(())
}

/// Whether somebody could still answer it: where a lead came from is what it is.
fn can_be_asked(field: Field) -> bool {
    field.is_asked()
        && !matches!(field, Field::Campaign | Field::CampaignSource | Field::CampaignMedium | Field::Consent)
        || matches!(field, Field::Seniority | Field::Function | Field::EmailKind | Field::Market | Field::TimelineBand)
}

/// An answer that a test takes.
fn answer(kind: u8, field: Field, mut r: Reader<'_>) -> Option<Need> {
    let of = |answer: String, example: &str, number| {
        Some(Need::Answer { field, answer, example: example.to_owned(), number })
    };
    match kind {
        tag::IS => r.text().and_then(|text| of(text.to_owned(), text, None)),
        tag::ONE_OF | tag::CONTAINS => {
            let count = r.number()?;
            let mut all = String::new();
            let first = r;
            for _ in 0..count {
                if !all.is_empty() {
                    all.push_str(" or ");
                }
                all.push_str(r.text()?);
            }
            of(all, { first }.text()?, None)
        }
        tag::BETWEEN => {
            let (from, to) = (r.number()?, r.number()?);
            let mut words = String::new();
            push_number(&mut words, i64::from(from));
            let example = words.clone();
            if to == u32::MAX {
                words.push_str(" or more");
            } else {
                words.push_str(" to ");
                push_number(&mut words, i64::from(to));
            }
            of(words, &example, Some(from))
        }
        tag::PRESENT if !field.is_number() => of(String::from("any answer"), "yes", None),
        _ => None,
    }
}

/// What a need is about: two answers to one question exclude each other.
#[derive(PartialEq)]
enum Subject<'n> {
    Field(Field),
    Signal(&'n str),
    Point(&'n str),
}

impl Need {
    fn subject(&self) -> Subject<'_> {
        match self {
            Need::Answer { field, .. } => Subject::Field(*field),
            Need::Signal { name, .. } => Subject::Signal(name),
            Need::Confirmation { point } => Subject::Point(point),
        }
    }

    /// Whether who does `other` has done this as well.
    fn covers(&self, other: &Need) -> bool {
        match (self, other) {
            (Need::Signal { name, times }, Need::Signal { name: other, times: more }) => name == other && times <= more,
            _ => self == other,
        }
    }

    fn suppose(&self, lead: &mut Lead, now: Seconds) {
        match self {
            Need::Answer { field, example, number, .. } => lead.suppose_answer(*field, example, *number),
            Need::Signal { name, times } => lead.suppose_signal(name, *times, now),
            Need::Confirmation { point } => lead.suppose_confirmed(point),
        }
    }

    fn write(&self, json: &mut Json) {
        json.open('{');
        match self {
            Need::Answer { field, answer, .. } => json.key("field").text(field.id()).key("answer").text(answer),
            Need::Signal { name, times } => json.key("signal").text(name).key("times").number(i64::from(*times)),
            Need::Confirmation { point } => json.key("confirmed").text(point),
        };
        json.close('}');
    }
}

impl Change {
    pub(crate) fn write(&self, json: &mut Json) {
        json.open('{').key("tier").text(&self.tier).key("score").number(i64::from(self.score.0));
        json.list("needs", &self.needs, |json, need| need.write(json));
        json.close('}');
    }
}
