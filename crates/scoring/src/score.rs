//! The score: criterion, its cap, the sum of its group, the group's clamp, the total's clamp.
//!
//! Every step is monotone, so bounds go through it term by term: where the public card or the
//! browser's tables do not know an answer, it carries what that can give or take as an
//! interval, and the edge's score is never outside the interval that comes out.

use crate::codec::tag;
use crate::condition::GateLimits;
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
    let mut verdict = Verdict::default();
    let rating = rate_on(&mut verdict, lead, card, now);
    verdict.close(&rating, lead, card, now);
    verdict
}

/// Holds a lead against a card.
#[must_use]
pub fn rate<'a>(lead: &Lead, card: &ScoreCard<'a>, now: Seconds) -> Rating<'a> {
    rate_on(&mut Nothing, lead, card, now)
}

impl ScoreCard<'_> {
    /// Asks a gate of its own about a lead that was rated: the `when` of a route.
    #[must_use]
    pub fn holds(&self, gate: &GateBytes, lead: &Lead, rating: &Rating<'_>, now: Seconds) -> Answer {
        let answers = self.gate(gate.bytes(), &rating.scene(lead, now), GateLimits::DEPTH);
        // Where the card cannot know, a route does not match: only the edge routes.
        answers.map_or(Answer::No, |answers| answers.low)
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

fn rate_on<'a, S: Sheet>(sheet: &mut S, lead: &Lead, card: &ScoreCard<'a>, now: Seconds) -> Rating<'a> {
    let mut sums = [[Sum::default(); 2]];
    let scene = Scene::new(lead, now);
    let whole = tally(&mut sums, sheet, card, &[scene]);
    let [sums] = sums;
    rated(sums, whole, sheet, card, scene)
}

/// The ratings of many leads. Each criterion is read once and asked of all of them in turn.
#[must_use]
pub fn rate_all<'a>(leads: &[Lead], card: &ScoreCard<'a>, now: Seconds) -> Vec<Rating<'a>> {
    let scenes: Vec<Scene<'_>> = leads.iter().map(|lead| Scene::new(lead, now)).collect();
    let mut sums = vec![[Sum::default(); 2]; leads.len()];
    let whole = tally(&mut sums, &mut Nothing, card, &scenes);
    let rated = |(sums, scene)| rated(sums, whole, &mut Nothing, card, scene);
    sums.into_iter().zip(scenes).map(rated).collect()
}

/// From the sums of the criteria to the rating.
fn rated<'a>(
    [fit, engagement]: [Sum; 2],
    whole: Option<()>,
    sheet: &mut impl Sheet,
    card: &ScoreCard<'a>,
    scene: Scene<'_>,
) -> Rating<'a> {
    let (fit, fit_bounds) = fit.close(Group::Fit, &card.fit, sheet);
    let (engagement, engagement_bounds) = engagement.close(Group::Engagement, &card.engagement, sheet);

    let sum = fit + engagement;
    let score = sum.held_to(Points::MAX_SCORE);
    sheet.adjusted(Adjusted::Score, score - sum, Points::MAX_SCORE);
    let bounds = (fit_bounds + engagement_bounds).held_to(Points::MAX_SCORE);

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

/// The scores of many leads, and nothing else. Each criterion is read once and asked of all of
/// them in turn, which is several times as fast as one lead after another.
pub fn scores<'l>(leads: &'l [Lead], card: &ScoreCard<'_>, now: Seconds) -> impl Iterator<Item = Points> + 'l {
    let scenes: Vec<Scene<'_>> = leads.iter().map(|lead| Scene::new(lead, now)).collect();
    let mut sums = vec![[Sum::default(); 2]; leads.len()];
    // What comes before the damaged part of a card counts here as it does for one lead.
    let _ = tally(&mut sums, &mut Nothing, card, &scenes);
    let caps = [card.fit.cap, card.engagement.cap];
    sums.into_iter().map(move |sums| total(&sums, caps))
}

/// The score of one lead, and nothing else.
#[must_use]
pub fn score_of(lead: &Lead, card: &ScoreCard<'_>, now: Seconds) -> Points {
    let mut sums = [[Sum::default(); 2]];
    let _ = tally(&mut sums, &mut Nothing, card, &[Scene::new(lead, now)]);
    let [sums] = sums;
    total(&sums, [card.fit.cap, card.engagement.cap])
}

fn total([fit, engagement]: &[Sum; 2], [fit_cap, engagement_cap]: [Points; 2]) -> Points {
    (fit.known.held_to(fit_cap) + engagement.known.held_to(engagement_cap)).held_to(Points::MAX_SCORE)
}

/// Asks every criterion of every scene. A sheet is kept for one lead; of several, nothing is
/// written down.
fn tally(sums: &mut [[Sum; 2]], sheet: &mut impl Sheet, card: &ScoreCard<'_>, scenes: &[Scene<'_>]) -> Option<()> {
    let mut criteria = Reader(card.criteria);
    for _ in 0..criteria.number()? {
        let mut r = Reader(criteria.block()?);
        let head = r.byte()?;
        let group = if head & 1 == 0 { Group::Fit } else { Group::Engagement };
        if head >> 1 == tag::RULE_PER_SIGNAL {
            let rule = PerSignalRule::read(&mut r)?;
            let line = Line { group, rest: r };
            for (sums, scene) in sums.iter_mut().zip(scenes) {
                rule.apply(&line, sum_of(sums, group), sheet, scene);
            }
            continue;
        }
        let points = r.points()?;
        let bytes = r.block()?;
        let line = Line { group, rest: r };
        let is_condition = head >> 1 == tag::RULE_CONDITION;
        let question = if is_condition { Some(card.question(bytes)?) } else { None };
        let why = if is_condition { Why::Condition(bytes) } else { Why::Gate(bytes) };
        for (sums, scene) in sums.iter_mut().zip(scenes) {
            let answers = match &question {
                Some(question) => question.answers(scene)?,
                None => card.gate(bytes, scene, GateLimits::DEPTH)?,
            };
            if answers.surely() {
                let given = sum_of(sums, group).give(points);
                sheet.gave(&line, given, why, scene);
            } else if answers.high != Answer::No {
                if answers.high == Answer::Yes {
                    sum_of(sums, group).give_perhaps(points);
                }
                sheet.skipped(&line, why, card, scene);
            }
        }
    }
    Some(())
}

fn sum_of(sums: &mut [Sum; 2], group: Group) -> &mut Sum {
    let [fit, engagement] = sums;
    match group {
        Group::Fit => fit,
        Group::Engagement => engagement,
    }
}

/// Points for each time, each falling with its age, together held to the criterion's cap.
struct PerSignalRule<'a> {
    signal: &'a [u8],
    each: Points,
    cap: Points,
    within: i64,
    decay: i64,
}

impl<'a> PerSignalRule<'a> {
    fn read(r: &mut Reader<'a>) -> Option<PerSignalRule<'a>> {
        let (signal, each, cap) = (r.block()?, r.points()?, r.points()?);
        Some(PerSignalRule { signal, each, cap, within: i64::from(r.number()?), decay: i64::from(r.number()?) })
    }

    fn apply(&self, line: &Line<'_>, sum: &mut Sum, sheet: &mut impl Sheet, scene: &Scene<'_>) {
        let (mut seen, mut points) = (0u32, Points::ZERO);
        for age in scene.lead.ages(self.signal, scene.now) {
            if self.within > 0 && age > self.within {
                continue;
            }
            let worth = aged(self.each, age, self.decay);
            seen = seen.saturating_add(u32::from(worth != Points::ZERO));
            points = added(points, worth);
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
    // 32 bits of points times 32 bits of seconds stay within 64.
    let left = i64::from(each.0).saturating_mul((decay - age).max(0)) / decay;
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
