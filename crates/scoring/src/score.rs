//! The score: criterion, its cap, the sum of its group, the group's clamp, the total's clamp.
//!
//! Every step is monotone, so bounds go through it term by term: where the public card or the
//! browser's tables do not know an answer, it carries what that can give or take as an
//! interval, and the edge's score is never outside the interval that comes out.

use alloc::string::String;
use alloc::vec::Vec;
use core::borrow::Borrow;

use crate::codec::tag;
use crate::condition::GateLimits;
use crate::criterion_step::{PerSignalRule, Step, StepRule};
use crate::reader::Reader;
use crate::score_card::Scene;
use crate::{
    Answer, Answers, Field, GateBytes, Group, GroupLimits, Interval, Lead, OfferKind, Points, ScoreCard, Seconds,
    Submission, Tables, Verdict,
};

/// What a lead is worth, without the reasons: a million of these are made in seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating<'a> {
    /// 0 to 100, by what this card and these tables know.
    pub score: Points,
    /// What the full card at the edge can say; one value on a full card.
    pub bounds: Interval,
    /// Who they are, after the group's cap.
    pub fit: Points,
    /// What they did, after the group's cap.
    pub engagement: Points,
    /// The tier of [`Rating::score`]; empty where the card has none.
    pub tier: &'a str,
    /// The place of that tier, 0 for the best.
    pub place: u32,
    /// The least score of the tier above; none in the best.
    pub above: Option<Points>,
    /// What the visitor may be shown: earned whatever the edge finds out.
    pub offer: OfferKind,
    /// The place of that offer on the card; none where nothing can be offered yet.
    pub offer_place: Option<u32>,
    /// The best and the last tier the edge can say.
    tiers: (u32, u32),
    mql: Answers,
    sql: Answers,
}

impl Rating<'_> {
    /// Whether the lead is surely marketing-qualified.
    #[must_use]
    pub fn mql(&self) -> bool {
        self.mql.surely()
    }

    /// Whether the lead is surely sales-qualified.
    #[must_use]
    pub fn sql(&self) -> bool {
        self.sql.surely()
    }
}

/// Maps, normalises and scores a submission in one go, with reasons.
#[must_use]
pub fn evaluate(card: &ScoreCard<'_>, submission: &Submission, tables: &Tables, now: Seconds) -> (Lead, Verdict) {
    let lead = Lead::new(submission, tables, card);
    let verdict = score(&lead, card, now);
    (lead, verdict)
}

/// Holds a lead against a card, and writes down why.
#[must_use]
pub fn score(lead: &Lead, card: &ScoreCard<'_>, now: Seconds) -> Verdict {
    judge(lead, card, now).0
}

/// The verdict and the rating it rests on, in one pass: routes are asked about the rating.
#[must_use]
pub fn judge<'a>(lead: &Lead, card: &ScoreCard<'a>, now: Seconds) -> (Verdict, Rating<'a>) {
    let mut verdict = Verdict::default();
    let rating = rate_on(&mut verdict, card, card.steps(), lead, now);
    verdict.close(&rating, lead, card, now);
    (verdict, rating)
}

/// Holds a lead against a card.
#[must_use]
pub fn rate<'a>(lead: &Lead, card: &ScoreCard<'a>, now: Seconds) -> Rating<'a> {
    rate_on(&mut Nothing, card, card.steps(), lead, now)
}

/// A card whose criteria were read beforehand, for many leads.
#[derive(Clone, Debug)]
pub struct Prepared<'a> {
    card: ScoreCard<'a>,
    /// The criteria; none in the place of the first that is damaged.
    steps: Vec<Option<Step<'a>>>,
}

impl<'a> Prepared<'a> {
    /// Reads the criteria of a card.
    #[must_use]
    pub fn of(card: &ScoreCard<'a>) -> Prepared<'a> {
        Prepared { card: *card, steps: card.steps().map(|step| step.map(Step::prepared)).collect() }
    }

    /// As [`rate`].
    #[must_use]
    pub fn rate(&self, lead: &Lead, now: Seconds) -> Rating<'a> {
        rate_on(&mut Nothing, &self.card, self.steps.iter().map(Option::as_ref), lead, now)
    }

    /// What the criteria of fit and of engagement come to, before the groups' caps.
    pub(crate) fn sums(&self, lead: &Lead, now: Seconds) -> [i32; 2] {
        let (mut fit, mut engagement) = (Sum::default(), Sum::default());
        let scene = Scene::new(lead, now);
        // What comes before the damage counts, as in a score.
        let _ =
            ask_all(&mut fit, &mut engagement, &mut Nothing, &self.card, self.steps.iter().map(Option::as_ref), &scene);
        [fit.known.0, engagement.known.0]
    }

    /// The score of [`Prepared::rate`], and nothing else.
    #[must_use]
    pub fn score(&self, lead: &Lead, now: Seconds) -> Points {
        let scene = Scene::new(lead, now);
        tally(&mut Nothing, &self.card, self.steps.iter().map(Option::as_ref), &scene).score
    }
}

impl ScoreCard<'_> {
    /// The score of what both groups come to.
    pub(crate) fn score_of(&self, fit: Points, engagement: Points) -> Points {
        (fit.held_to(self.fit.cap) + engagement.held_to(self.engagement.cap)).held_to(Points::MAX_SCORE)
    }

    /// Asks a gate of its own about a lead that was rated: the `when` of a route.
    #[must_use]
    pub fn holds(&self, gate: &GateBytes, lead: &Lead, rating: &Rating<'_>, now: Seconds) -> Answer {
        let answers = self.gate(gate.bytes(), &rating.scene(lead, now), GateLimits::DEPTH);
        // Where the card cannot know, a route does not match: only the edge routes.
        answers.map_or(Answer::No, |answers| answers.low)
    }

    /// The words of those conditions of a gate that do not hold for a lead, in order; of a gate
    /// that does not hold although all of them do (one that asks for none), all.
    #[must_use]
    pub fn unmet(&self, gate: &GateBytes, lead: &Lead, rating: &Rating<'_>, now: Seconds) -> Vec<String> {
        let scene = rating.scene(lead, now);
        let (mut all, mut unmet) = (Vec::new(), Vec::new());
        // A gate that is damaged half way says what it said until there.
        let _ = leaves(gate.bytes(), GateLimits::DEPTH, &mut |words, condition| {
            if !self.ask(condition, &scene).is_some_and(Answers::surely) {
                unmet.push(String::from(words));
            }
            all.push(String::from(words));
        });
        if unmet.is_empty() { all } else { unmet }
    }
}

impl Rating<'_> {
    pub(crate) fn scene<'l>(&self, lead: &'l Lead, now: Seconds) -> Scene<'l> {
        Scene { lead, now, score: self.bounds, tiers: self.tiers, mql: self.mql, sql: self.sql }
    }
}

/// Where reasons are written down. Rating writes nothing, and the compiler leaves out what
/// nobody would read.
pub(crate) trait Sheet {
    /// A criterion that gave points; `rest` holds its id and words.
    fn gave(&mut self, line: &Line<'_>, points: Points, why: Why<'_>, scene: &Scene<'_>);
    /// A criterion that could not be decided.
    fn skipped(&mut self, line: &Line<'_>, why: Why<'_>, card: &ScoreCard<'_>, scene: &Scene<'_>);
    /// Points that no criterion gave: caps and clamps speak too.
    fn adjusted(&mut self, what: Adjusted<'_>, points: Points, to: Points);
}

/// One criterion on its way over the sheet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    pub group: Group,
    /// Its id and words.
    pub rest: Reader<'a>,
}

/// What a criterion asked.
#[derive(Clone, Copy)]
pub(crate) enum Why<'a> {
    /// A condition.
    Condition(&'a [u8]),
    /// A gate.
    Gate(&'a [u8]),
    /// A signal, seen so often.
    Signal(u32),
}

/// What held points back, or gave some.
pub(crate) enum Adjusted<'a> {
    /// A criterion's own cap.
    Criterion(&'a Line<'a>),
    /// A group's clamp.
    Group(Group),
    /// The clamp of the score.
    Score,
}

struct Nothing;

impl Sheet for Nothing {
    fn gave(&mut self, _: &Line<'_>, _: Points, _: Why<'_>, _: &Scene<'_>) {}
    fn skipped(&mut self, _: &Line<'_>, _: Why<'_>, _: &ScoreCard<'_>, _: &Scene<'_>) {}
    fn adjusted(&mut self, _: Adjusted<'_>, _: Points, _: Points) {}
}

/// What the criteria of a group have come to.
#[derive(Clone, Copy, Default)]
struct Sum {
    /// The points given.
    known: Points,
    /// What may still be added or taken.
    open: Interval,
}

/// No sum of points goes further, up or down: only a forged card comes near, and with room left
/// in an `i32` for the difference of two sums its reasons add up too.
const MOST_SUM: Points = Points((1 << 30) - 1);

/// A sum and more points.
fn added(sum: Points, points: Points) -> Points {
    (sum + points).clamp(-MOST_SUM, MOST_SUM)
}

impl Sum {
    /// Returns what was given: all of it, but at the end of what a sum can be.
    fn give(&mut self, points: Points) -> Points {
        let before = self.known;
        self.known = added(before, points);
        self.known - before
    }

    fn give_perhaps(&mut self, points: Points) {
        self.open = self.open + Interval { low: points.min(Points::ZERO), high: points.max(Points::ZERO) };
    }

    /// Into `[0, cap]`, with a reason for what the clamp gave or took: the points, and their
    /// bounds.
    fn close(self, group: Group, limits: &GroupLimits, sheet: &mut impl Sheet) -> (Points, Interval) {
        let held = self.known.held_to(limits.cap);
        let to = if self.known < Points::ZERO { Points::ZERO } else { limits.cap };
        sheet.adjusted(Adjusted::Group(group), held - self.known, to);
        (held, (Interval::exactly(self.known) + self.open + limits.private).held_to(limits.cap))
    }
}

fn rate_on<'a>(
    sheet: &mut impl Sheet,
    card: &ScoreCard<'a>,
    steps: impl Iterator<Item = Option<impl Borrow<Step<'a>>>>,
    lead: &Lead,
    now: Seconds,
) -> Rating<'a> {
    let scene = Scene::new(lead, now);
    let Tally { whole, fit, engagement, score, bounds } = tally(sheet, card, steps, &scene);
    let (place, tier, above) = card.tier_of(score);
    // Best first: the high end of the score is in the first of the tiers it may be in.
    let place_of = |points| if points == score { place } else { card.tier_of(points).0 };
    let tiers = (place_of(bounds.high), place_of(bounds.low));
    let scene = Scene { score: bounds, tiers, ..scene };
    let no = Answers::sure(Answer::No);
    let mql = card.gate(card.mql, &scene, GateLimits::DEPTH).unwrap_or(no);
    let scene = Scene { mql, ..scene };
    let sql = card.gate(card.sql, &scene, GateLimits::DEPTH).unwrap_or(no);
    let scene = Scene { sql, ..scene };
    let offered = whole.and_then(|()| card.offer(&scene));
    let (offer, offer_place) = offered.map_or((OfferKind::Thanks, None), |(kind, place)| (kind, Some(place)));
    Rating { score, bounds, fit, engagement, tier, place, above, offer, offer_place, tiers, mql, sql }
}

/// What all criteria have come to.
struct Tally {
    /// None where the card is damaged; what comes before the damage counts.
    whole: Option<()>,
    fit: Points,
    engagement: Points,
    score: Points,
    bounds: Interval,
}

/// Asks every criterion, and holds the sums to their caps.
fn tally<'a>(
    sheet: &mut impl Sheet,
    card: &ScoreCard<'a>,
    steps: impl Iterator<Item = Option<impl Borrow<Step<'a>>>>,
    scene: &Scene<'_>,
) -> Tally {
    let (mut fit, mut engagement) = (Sum::default(), Sum::default());
    let whole = ask_all(&mut fit, &mut engagement, sheet, card, steps, scene);
    let (fit, fit_bounds) = fit.close(Group::Fit, &card.fit, sheet);
    let (engagement, engagement_bounds) = engagement.close(Group::Engagement, &card.engagement, sheet);
    let sum = fit + engagement;
    let score = sum.held_to(Points::MAX_SCORE);
    sheet.adjusted(Adjusted::Score, score - sum, Points::MAX_SCORE);
    let bounds = (fit_bounds + engagement_bounds).held_to(Points::MAX_SCORE);
    Tally { whole, fit, engagement, score, bounds }
}

fn ask_all<'a>(
    fit: &mut Sum,
    engagement: &mut Sum,
    sheet: &mut impl Sheet,
    card: &ScoreCard<'a>,
    steps: impl Iterator<Item = Option<impl Borrow<Step<'a>>>>,
    scene: &Scene<'_>,
) -> Option<()> {
    for step in steps {
        let step = step?;
        let Step { line, rule } = step.borrow();
        let sum = match line.group {
            Group::Fit => &mut *fit,
            Group::Engagement => &mut *engagement,
        };
        let (points, answers, why) = match rule {
            StepRule::PerSignal(rule) => {
                rule.apply(line, sum, sheet, scene);
                continue;
            }
            StepRule::Condition { points, question, bytes } => {
                (*points, question.answers(scene)?, Why::Condition(bytes))
            }
            StepRule::Gate { points, bytes } => {
                (*points, card.gate(bytes, scene, GateLimits::DEPTH)?, Why::Gate(bytes))
            }
        };
        if answers.surely() {
            let given = sum.give(points);
            sheet.gave(line, given, why, scene);
        } else if answers.high != Answer::No {
            if answers.high == Answer::Yes {
                sum.give_perhaps(points);
            }
            sheet.skipped(line, why, card, scene);
        }
    }
    Some(())
}

impl PerSignalRule<'_> {
    fn apply(&self, line: &Line<'_>, sum: &mut Sum, sheet: &mut impl Sheet, scene: &Scene<'_>) {
        let (mut seen, mut points) = (0u32, Points::ZERO);
        for (age, times) in scene.lead.ages(self.signal, scene.now) {
            if self.within > 0 && age > self.within {
                continue;
            }
            let worth = aged(self.each, age, self.decay);
            if worth != Points::ZERO {
                seen = seen.saturating_add(times);
                points = added(points, worth.times(times));
            }
        }
        if seen == 0 {
            return;
        }
        let most = self.cap.max(Points::ZERO);
        let held = points.min(most).max(-most);
        let given = sum.give(held);
        sheet.gave(line, points, Why::Signal(seen), scene);
        sheet.adjusted(Adjusted::Criterion(line), given - points, most);
    }
}

/// What points are worth after `age` seconds when they fall in a line to nothing over `decay`
/// seconds. Whole points, the fraction dropped: 10 points over 30 days are 5 after 15.
fn aged(each: Points, age: i64, decay: i64) -> Points {
    if decay <= 0 {
        return each;
    }
    // A card's points have 32 bits and its seconds too: their product stays within 64.
    let left = i64::from(each.0).wrapping_mul((decay - age).max(0)) / decay;
    Points(i32::try_from(left).unwrap_or_default())
}

/// Walks the conditions of a gate, each with its words.
pub(crate) fn leaves(bytes: &[u8], depth: usize, visit: &mut dyn FnMut(&str, &[u8])) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    let mut r = Reader(bytes);
    let kind = r.byte()?;
    if kind == tag::GATE_IF {
        let words = r.text()?;
        visit(words, r.0);
        return Some(());
    }
    if kind == tag::GATE_AT_LEAST {
        r.number()?;
    }
    for _ in 0..r.number()? {
        leaves(r.block()?, depth, visit)?;
    }
    Some(())
}

/// The field a condition asks about.
pub(crate) fn field_of(condition: &[u8]) -> Option<Field> {
    match condition {
        [kind, field, ..] if *kind < tag::SIGNAL => Field::from_number(*field),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::aged;
    use crate::Points;

    #[test]
    fn points_fall_in_a_line() {
        let day = 86_400;
        for (each, age, worth) in
            [(10, 0, 10), (10, 15 * day, 5), (10, 30 * day, 0), (10, 31 * day, 0), (10, 1, 9), (-10, 15 * day, -5)]
        {
            assert_eq!(aged(Points(each), age, 30 * day), Points(worth), "{each} after {age} s");
        }
        assert_eq!(aged(Points(7), i64::MAX, 0), Points(7), "points without decay stay");
        assert_eq!(aged(Points(i32::MAX), 0, i64::from(u32::MAX)), Points(i32::MAX));
    }
}
