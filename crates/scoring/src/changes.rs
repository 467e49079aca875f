//! What would lift a lead into the tier above.
//!
//! Not a guess: each answer and signal was put into a lead like this one and scored again; sets of
//! them, too, where a criterion asks two together, and else what each adds is added up, which is
//! the same. No part of a told set would have done alone.

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

/// How many different needs are tried. Sets of three of them are some 2,000.
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
    let mut search = Search::new(lead, card, now, wanted, &candidates);
    for size in 1..=MOST_NEEDS {
        search.sets(size, 0, &mut Vec::new());
    }
    search.found.into_iter().map(|(_, change)| change).collect()
}

/// Places in the candidates, a bit each: there are at most [`MOST_CANDIDATES`].
type Places = u32;

struct Search<'s> {
    lead: &'s Lead,
    card: &'s ScoreCard<'s>,
    prepared: Prepared<'s>,
    now: Seconds,
    wanted: Points,
    candidates: &'s [Need],
    /// What the criteria of both groups come to without any of the candidates.
    sums: [i32; 2],
    /// What each candidate adds to them by itself.
    gains: Vec<[i32; 2]>,
    /// Candidates that a criterion asks together with another one: what two of them come to is more,
    /// or less, than both.
    coupled: Places,
    /// The candidates that each excludes: other answers to the same question.
    excludes: Vec<Places>,
    /// The candidates that are no news for who does this one already.
    covers: Vec<Places>,
    /// Sets of candidates, and what they come to.
    found: Vec<(Vec<usize>, Change)>,
}

impl<'s> Search<'s> {
    fn new(lead: &'s Lead, card: &'s ScoreCard<'s>, now: Seconds, wanted: Points, candidates: &'s [Need]) -> Self {
        let prepared = Prepared::of(card);
        let sums = prepared.sums(lead, now);
        let [fit, engagement] = sums;
        let alone = |need: &Need| {
            let mut lead = lead.clone();
            need.suppose(&mut lead, now);
            let [more_fit, more_engagement] = prepared.sums(&lead, now);
            [more_fit.saturating_sub(fit), more_engagement.saturating_sub(engagement)]
        };
        let gains: Vec<[i32; 2]> = candidates.iter().map(alone).collect();
        let places = |holds: &dyn Fn(&Need) -> bool| {
            let all = candidates.iter().enumerate().filter(|(_, need)| holds(need));
            all.fold(0, |places: Places, (at, _)| places | 1 << at)
        };
        let excludes = candidates.iter().map(|one| places(&|other| one.subject() == other.subject())).collect();
        let covers = candidates.iter().map(|one| places(&|other| one.covers(other))).collect();
        // Sums that a forged card made so large that they were held are no sums.
        let is_large = sums.iter().chain(gains.iter().flatten()).any(|sum| sum.unsigned_abs() > LARGE);
        let coupled = if is_large { Places::MAX } else { coupled(card, candidates) };
        let found = Vec::new();
        Search { lead, card, prepared, now, wanted, candidates, sums, gains, coupled, excludes, covers, found }
    }

    /// Tries every set of `size` needs that begins with `chosen`.
    fn sets(&mut self, size: usize, from: usize, chosen: &mut Vec<usize>) {
        if chosen.len() == size {
            self.attempt(chosen);
            return;
        }
        for place in from..self.candidates.len() {
            let excluded = self.excludes.get(place).copied().unwrap_or_default();
            if excluded & places(chosen) != 0 {
                continue;
            }
            chosen.push(place);
            self.sets(size, place + 1, chosen);
            chosen.pop();
        }
    }

    fn attempt(&mut self, chosen: &[usize]) {
        let set = places(chosen);
        let score = if (set & self.coupled).count_ones() < 2 { self.added_up(chosen) } else { self.scored(chosen) };
        if score < self.wanted {
            return;
        }
        // A set that holds one that does already, or asks more often for the same, is no news.
        let covers = |place: &usize| self.covers.get(*place).is_some_and(|covered| covered & set != 0);
        if self.found.iter().any(|(known, _)| known.iter().all(covers)) {
            return;
        }
        let needs = chosen.iter().filter_map(|place| self.candidates.get(*place)).cloned().collect();
        let change = Change { tier: self.card.tier_of(score).1.to_owned(), score, needs };
        self.found.push((chosen.to_vec(), change));
    }

    /// The score with these needs, of which no criterion asks two.
    fn added_up(&self, chosen: &[usize]) -> Points {
        let gains = chosen.iter().filter_map(|place| self.gains.get(*place));
        let [fit, engagement] = self.sums;
        let (fit, engagement) = gains.fold((fit, engagement), |(fit, engagement), [more_fit, more_engagement]| {
            (fit + more_fit, engagement + more_engagement)
        });
        self.card.score_of(Points(fit), Points(engagement))
    }

    /// The score of a lead like this one, had it these needs.
    fn scored(&self, chosen: &[usize]) -> Points {
        let mut lead = self.lead.clone();
        for need in chosen.iter().filter_map(|place| self.candidates.get(*place)) {
            need.suppose(&mut lead, self.now);
        }
        self.prepared.score(&lead, self.now)
    }
}

/// Sums beyond this are a forged card's: a criterion gives a thousand points at most.
const LARGE: u32 = 1 << 24;

fn places(chosen: &[usize]) -> Places {
    chosen.iter().fold(0, |places, place| places | 1 << place)
}

/// The candidates that some criterion asks together with another one.
fn coupled(card: &ScoreCard<'_>, candidates: &[Need]) -> Places {
    let mut criteria = Reader(card.criteria);
    let count = criteria.number().unwrap_or_default();
    let mut coupled = 0;
    for bytes in (0..count).map_while(|_| criteria.block()) {
        let asked = asked_by(Reader(bytes), candidates).unwrap_or(Places::MAX);
        if asked.count_ones() > 1 {
            coupled |= asked;
        }
    }
    coupled
}

/// The candidates that a criterion asks about, of each question one: answers to the same question
/// are never supposed together.
fn asked_by(mut r: Reader<'_>, candidates: &[Need]) -> Option<Places> {
    let head = r.byte()?;
    // A signal's criterion and a single condition ask about one thing.
    if head >> 1 == tag::RULE_PER_SIGNAL || head >> 1 == tag::RULE_CONDITION {
        return Some(0);
    }
    let (_points, bytes) = (r.points()?, r.block()?);
    let mut asked = 0;
    leaves(bytes, GateLimits::DEPTH, &mut |_, condition| {
        for (at, need) in candidates.iter().enumerate() {
            if is_about(condition, need).unwrap_or(true) {
                asked |= 1 << at;
            }
        }
    })?;
    Some(asked)
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
