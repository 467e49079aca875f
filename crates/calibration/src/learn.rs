//! From atoms to points: which columns tell something, what they weigh, and the whole points people read.
//!
//! A column takes part when its atoms differ by more than chance would, at one in a hundred for all columns
//! together. Weights are learned together, drawn toward nothing (or toward the team's own points), and written as
//! whole points: their sum is a straight line in the log odds, so each score means a probability.

use crate::bins::{Group, by_chance, groups, table};
use crate::features::{Atom, Feature, Subject};
use crate::logistic::{Belief, Part, Weights, learn, learn_often};
use crate::measure::{float, logistic};

/// One of all columns may seem to tell something by chance in so many of a file without signal.
const CHANCE: f64 = 0.01;
/// How firmly a column is believed to say nothing, before the data: a spread of one in log odds.
const FIRM_NOTHING: f64 = 1.0;
/// How firmly the team's points are believed: a spread of a half.
const FIRM_TEAM: f64 = 4.0;
/// Log odds of a point, where nothing else tells: seventy points are four to one against one to ninety.
const USUAL_POINT: f64 = 0.06;
/// A column whose best and worst group are closer than this many points is no line.
const FEWEST_POINTS: i32 = 2;
/// The most columns of a card that people still read.
const MOST_COLUMNS: usize = 16;

/// A criterion of the team's own card, and what it gave each row.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Its name.
    pub id: String,
    /// In the words of the agreement.
    pub words: String,
    /// What it gives when it holds, or at most.
    pub points: i32,
    /// What each row had of it, in quarters.
    pub codes: Vec<u16>,
}

impl Known {
    /// A criterion that has given none of so many rows anything yet.
    #[must_use]
    pub fn of(criterion: &baton_scoring::Criterion, rows: usize) -> Known {
        let points = crate::judge::points_of(&criterion.rule);
        Known { id: criterion.id.clone(), words: criterion.words.clone(), points, codes: vec![0; rows] }
    }

    /// Notes what it gave a row.
    pub fn note(&mut self, row: usize, points: i32) {
        let quarters = (points * 4).checked_div(self.points).unwrap_or(0).clamp(0, 4);
        if let Some(code) = self.codes.get_mut(row) {
            *code = u16::try_from(quarters).unwrap_or(0);
        }
    }
}

/// What is learned from.
#[derive(Clone, Copy, Debug)]
pub struct Lessons<'a> {
    /// The columns.
    pub features: &'a [Feature],
    /// The team's criteria; none to start from nothing.
    pub team: &'a [Known],
    /// Whether each row was won; rows that do not count are never asked.
    pub won: &'a [bool],
}

/// A column of a learned card.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnedColumn {
    /// Which feature.
    pub feature: usize,
    /// Its groups.
    pub groups: Vec<Group>,
    /// The log odds of each.
    pub weights: Vec<f64>,
    /// How unsure those are.
    pub errors: Vec<f64>,
    /// The points of each; one group has none.
    pub points: Vec<i32>,
    /// How likely all this is by chance.
    pub chance: f64,
    of_atoms: Vec<i32>,
}

/// A criterion of the team's with its learned points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LearnedKnown {
    /// The log odds when it holds.
    pub weight: f64,
    /// How unsure that is.
    pub error: f64,
    /// Its points.
    pub points: i32,
}

/// A learned card.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Learned {
    /// Its columns, those that move the score most first.
    pub columns: Vec<LearnedColumn>,
    /// The team's criteria, in their order.
    pub team: Vec<LearnedKnown>,
    /// The probability that each score means, 0 to 100.
    pub means: Vec<f64>,
}

impl Learned {
    /// A row's score on the card as it is written.
    #[must_use]
    pub fn score(&self, lessons: &Lessons<'_>, row: u32) -> i32 {
        let row = usize::try_from(row).unwrap_or(usize::MAX);
        let columns = self.columns.iter().map(|column| {
            let code = lessons.features.get(column.feature).and_then(|feature| feature.codes.get(row));
            code.and_then(|code| column.of_atoms.get(usize::from(*code))).copied().unwrap_or(0)
        });
        let team = self.team.iter().zip(lessons.team).map(|(learned, known)| {
            let quarters = known.codes.get(row).copied().unwrap_or(0);
            learned.points * i32::from(quarters) / 4
        });
        (columns.sum::<i32>() + team.sum::<i32>()).clamp(0, 100)
    }

    /// The probability that a score means.
    #[must_use]
    pub fn means(&self, score: i32) -> f64 {
        let at = usize::try_from(score.clamp(0, 100)).unwrap_or(0);
        self.means.get(at).copied().unwrap_or(0.5)
    }

    /// Whether the card asks anything.
    #[must_use]
    pub fn says_nothing(&self) -> bool {
        self.columns.is_empty() && self.team.is_empty()
    }
}

/// Learns a card from some rows.
#[must_use]
pub fn learn_card(lessons: &Lessons<'_>, rows: &[u32]) -> Learned {
    let mut chosen = choose(lessons, rows);
    let point = team_point(lessons, rows);
    let mut weights = weigh(lessons, rows, &mut chosen, point);
    if chosen.len() > MOST_COLUMNS {
        let mut spans: Vec<(f64, usize)> =
            chosen.iter().map(|column| (-span(&column.weights), column.feature)).collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        let kept: Vec<usize> = spans.iter().take(MOST_COLUMNS).map(|(_, feature)| *feature).collect();
        chosen.retain(|column| kept.contains(&column.feature));
        weights = weigh(lessons, rows, &mut chosen, point);
    }
    let team = team_points(lessons, &weights, point);
    give_points(lessons, &mut chosen, point);
    chosen.sort_by(|a, b| most(&b.points).cmp(&most(&a.points)).then(a.feature.cmp(&b.feature)));
    let mut learned = Learned { columns: chosen, team, means: Vec::new() };
    let scores: Vec<i32> = rows.iter().map(|row| learned.score(lessons, *row)).collect();
    let won: Vec<bool> = rows.iter().map(|row| won_of(lessons.won, *row)).collect();
    learned.means = meanings(&scores, &won);
    learned
}

/// The columns whose atoms differ by more than chance, with their groups.
fn choose(lessons: &Lessons<'_>, rows: &[u32]) -> Vec<LearnedColumn> {
    let tables: Vec<_> = lessons.features.iter().map(|feature| table(feature, rows, lessons.won)).collect();
    let limit = CHANCE / float(lessons.features.len().max(1));
    let mut chosen = Vec::new();
    for (at, (feature, table)) in lessons.features.iter().zip(&tables).enumerate() {
        let chance = by_chance(table);
        if chance >= limit {
            continue;
        }
        let groups = groups(feature, table);
        let filled = groups.iter().filter(|group| group.count.leads > 0).count();
        if filled > 1 {
            let (weights, errors, points, of_atoms) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            chosen.push(LearnedColumn { feature: at, groups, weights, errors, points, chance, of_atoms });
        }
    }
    chosen
}

/// What a point of the team's card weighs, from how its score ranks.
fn team_point(lessons: &Lessons<'_>, rows: &[u32]) -> f64 {
    if lessons.team.is_empty() {
        return USUAL_POINT;
    }
    let sums: Vec<u16> = (0..lessons.won.len()).map(|row| today(lessons.team, row)).collect();
    let weights = (0..=200_u32).map(|score| Some((0, f64::from(score) / 100.0))).collect();
    let belief = Belief { mean: USUAL_POINT * 100.0, firmness: 0.5 };
    let found = learn(&[Part { codes: &sums, weights }], rows, lessons.won, &[belief]);
    (found.list.first().copied().unwrap_or_default() / 100.0).clamp(USUAL_POINT / 4.0, USUAL_POINT * 4.0)
}

/// A row's sum of the team's points, held to what codes hold.
fn today(team: &[Known], row: usize) -> u16 {
    let sum: i32 =
        team.iter().map(|known| known.points * i32::from(known.codes.get(row).copied().unwrap_or(0)) / 4).sum();
    u16::try_from(sum.clamp(0, 200)).unwrap_or(0)
}

/// Learns all weights together, and notes those of the columns.
fn weigh(lessons: &Lessons<'_>, rows: &[u32], chosen: &mut [LearnedColumn], point: f64) -> Weights {
    let mut beliefs: Vec<Belief> = Vec::new();
    let mut parts: Vec<Part<'_>> = Vec::new();
    for known in lessons.team {
        let place = beliefs.len();
        beliefs.push(Belief { mean: point * f64::from(known.points), firmness: FIRM_TEAM });
        let weights = (0..=4_u32).map(|quarters| (quarters > 0).then(|| (place, f64::from(quarters) / 4.0))).collect();
        parts.push(Part { codes: &known.codes, weights });
    }
    let mut starts = Vec::new();
    for column in chosen.iter() {
        let Some(feature) = lessons.features.get(column.feature) else { continue };
        let start = beliefs.len();
        let mut weights = vec![None; feature.atoms.len()];
        for (at, group) in column.groups.iter().enumerate() {
            beliefs.push(Belief { mean: 0.0, firmness: FIRM_NOTHING });
            for atom in &group.atoms {
                if let Some(cell) = weights.get_mut(*atom) {
                    *cell = Some((start + at, 1.0));
                }
            }
        }
        starts.push(start);
        parts.push(Part { codes: &feature.codes, weights });
    }
    let found = learn(&parts, rows, lessons.won, &beliefs);
    for (column, start) in chosen.iter_mut().zip(starts) {
        let part = |list: &[f64]| list.iter().skip(start).take(column.groups.len()).copied().collect::<Vec<f64>>();
        (column.weights, column.errors) = (part(&found.list), part(&found.errors));
    }
    found
}

fn team_points(lessons: &Lessons<'_>, weights: &Weights, point: f64) -> Vec<LearnedKnown> {
    let list = lessons.team.iter().zip(weights.list.iter().zip(&weights.errors));
    list.map(|(known, (weight, error))| {
        let spoken = whole(weight / point);
        // A criterion gives something or is none, and turns round only where the leads are sure of it.
        let turns = spoken.signum() != known.points.signum() && weight.abs() < 1.96 * error;
        let points = if spoken == 0 || turns { known.points.signum() } else { spoken };
        LearnedKnown { weight: *weight, error: *error, points }
    })
    .collect()
}

/// Whole points: from nothing, a card of a hundred whose worst lead has none; beside a team's card, points of its
/// size, and none for the commonest group.
fn give_points(lessons: &Lessons<'_>, chosen: &mut Vec<LearnedColumn>, point: f64) {
    let alone = lessons.team.is_empty();
    let all: f64 = chosen.iter().map(|column| span(&column.weights)).sum();
    let per = if alone { 100.0 / all.max(1e-9) } else { 1.0 / point };
    for column in chosen.iter_mut() {
        let feature = lessons.features.get(column.feature);
        let common = column
            .groups
            .iter()
            .zip(&column.weights)
            .max_by_key(|(group, _)| group.count.leads)
            .map(|(_, weight)| *weight);
        let least = column.weights.iter().copied().fold(f64::INFINITY, f64::min);
        let none = if alone { least } else { common.unwrap_or(least) };
        let sayable = |group: &Group| feature.is_none_or(|feature| can_say(feature, group));
        let points = column.groups.iter().zip(&column.weights);
        column.points =
            points.map(|(group, weight)| if sayable(group) { whole((weight - none) * per) } else { 0 }).collect();
        let atoms = feature.map_or(0, |feature| feature.atoms.len());
        column.of_atoms = vec![0; atoms];
        for (group, points) in column.groups.iter().zip(&column.points) {
            for atom in &group.atoms {
                if let Some(cell) = column.of_atoms.get_mut(*atom) {
                    *cell = *points;
                }
            }
        }
    }
    chosen.retain(|column| most(&column.points) >= FEWEST_POINTS);
}

/// Whether a question of an agreement can ask for a group.
pub(crate) fn can_say(feature: &Feature, group: &Group) -> bool {
    let is_rare = group.atoms.iter().any(|atom| feature.atoms.get(*atom) == Some(&Atom::Rare));
    // A number that nobody understands is no number; any text that is not listed can be asked for.
    !(is_rare && feature.is_number && matches!(feature.subject, Subject::Field(_)))
}

/// The probability that each score means, 0 to 100: a rising line in the log odds that may bend, a
/// linear spline.
#[must_use]
pub fn meanings(scores: &[i32], won: &[bool]) -> Vec<f64> {
    let codes: Vec<u16> = scores.iter().map(|score| u16::try_from((*score).clamp(0, 100)).unwrap_or(0)).collect();
    let bends = bends(&codes, won);
    let (codes, won, rows) = each_score(&codes, won);
    let place = |at: usize, from: u16| Part {
        codes: &codes,
        weights: (0..=100_u16).map(|score| Some((at, f64::from(score.saturating_sub(from)) / 100.0))).collect(),
    };
    let parts: Vec<Part<'_>> = bends.iter().enumerate().map(|(at, from)| place(at, *from)).collect();
    let first = Belief { mean: USUAL_POINT * 100.0, firmness: 0.02 };
    let beliefs: Vec<Belief> =
        std::iter::once(first).chain(vec![Belief { mean: 0.0, firmness: 0.02 }; bends.len() - 1]).collect();
    let found = learn_often(&parts, &rows, &won, &beliefs);
    let line = |score: u16| {
        let bent =
            found.list.iter().zip(&bends).map(|(weight, from)| weight * f64::from(score.saturating_sub(*from)) / 100.0);
        logistic(found.level + bent.sum::<f64>())
    };
    // A higher score never means less.
    let mut least = 0.0_f64;
    (0..=100)
        .map(|score| {
            least = least.max(line(score));
            least
        })
        .collect()
}

/// Each score once as won and once as not, and how often it occurs so.
fn each_score(codes: &[u16], won: &[bool]) -> (Vec<u16>, Vec<bool>, Vec<(u32, usize)>) {
    let mut often = [[0_usize; 2]; 101];
    for (code, won) in codes.iter().zip(won).step_by(codes.len() / PLENTY + 1) {
        if let Some(cell) = often.get_mut(usize::from(*code)).and_then(|of| of.get_mut(usize::from(*won))) {
            *cell += 1;
        }
    }
    let each = || (0..=100_u16).flat_map(|score| [(score, false), (score, true)]);
    let rows = often.as_flattened().iter().zip(0..).map(|(often, row)| (row, *often)).filter(|(_, often)| *often > 0);
    (each().map(|(score, _)| score).collect(), each().map(|(_, won)| won).collect(), rows.collect())
}

/// Where the line may bend: at nothing, and at scores with equally many leads between them, one for every sixty won.
fn bends(codes: &[u16], won: &[bool]) -> Vec<u16> {
    let wins = won.iter().filter(|won| **won).count();
    let losses = won.len() - wins;
    let count = (wins.min(losses) / 60).min(MOST_BENDS);
    let mut sorted = codes.to_vec();
    sorted.sort_unstable();
    let mut bends = vec![0];
    bends.extend((1..=count).filter_map(|at| sorted.get(sorted.len() * at / (count + 1)).copied()));
    bends.dedup();
    bends
}

/// A line through so many leads is as good as one through more.
const PLENTY: usize = 60_000;

/// The most bends of the line from score to probability.
const MOST_BENDS: usize = 7;

fn won_of(won: &[bool], row: u32) -> bool {
    usize::try_from(row).ok().and_then(|row| won.get(row)).copied().unwrap_or(false)
}

fn span(weights: &[f64]) -> f64 {
    let (low, high) =
        weights.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), w| (low.min(*w), high.max(*w)));
    (high - low).max(0.0)
}

fn most(points: &[i32]) -> i32 {
    points.iter().max().copied().unwrap_or(0) - points.iter().min().copied().unwrap_or(0)
}

#[expect(clippy::cast_possible_truncation, reason = "points are held to the hundreds")]
fn whole(points: f64) -> i32 {
    points.round().clamp(-200.0, 200.0) as i32
}

/// Each row's fold, drawn from a seed, the same share of won leads in each.
#[must_use]
pub fn folds(rows: &[u32], won: &[bool], count: usize, seed: u64) -> Vec<usize> {
    let mut of_rows = vec![0; rows.len()];
    for side in [true, false] {
        let of_side = |row: &u32| usize::try_from(*row).ok().and_then(|row| won.get(row)).copied() == Some(side);
        let mut drawn: Vec<(u64, usize)> = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| of_side(row))
            .map(|(at, row)| (draw(seed, u64::from(*row)), at))
            .collect();
        drawn.sort_unstable();
        for (place, (_, at)) in drawn.iter().enumerate() {
            if let Some(fold) = of_rows.get_mut(*at) {
                *fold = place % count.max(1);
            }
        }
    }
    of_rows
}

/// A number for a number. Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014 (SplitMix64).
#[must_use]
pub fn draw(seed: u64, of: u64) -> u64 {
    let mut z = seed.wrapping_add(of.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What a card that never saw a row says of it, for each of the rows: the whole of the learning is done once for
/// every fold, the choice of columns and bins included. `done` is told of every fold.
#[must_use]
pub fn cross_validated(lessons: &Lessons<'_>, rows: &[u32], count: usize, done: &mut dyn FnMut(usize)) -> Vec<f64> {
    let of_rows = folds(rows, lessons.won, count, SEED);
    let mut said = vec![0.0; rows.len()];
    for fold in 0..count {
        let rest: Vec<u32> = rows.iter().zip(&of_rows).filter(|(_, of)| **of != fold).map(|(row, _)| *row).collect();
        let learned = learn_card(lessons, &rest);
        for ((row, of), said) in rows.iter().zip(&of_rows).zip(&mut said) {
            if *of == fold {
                *said = learned.means(learned.score(lessons, *row));
            }
        }
        done(fold + 1);
    }
    said
}

/// The seed of the folds: the same file gives the same folds.
pub const SEED: u64 = 20_261_122;
