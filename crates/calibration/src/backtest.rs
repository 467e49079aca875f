//! How good the team's card was on past leads.

use baton_agreement::Agreement;

use crate::bins::Count;
use crate::drift::{Drift, walk};
use crate::judge::Judge;
use crate::learn::{Known, Lessons, meanings};
use crate::logistic::{Belief, Part, alike, learn_often};
use crate::measure::{Measures, float};
use crate::study::{Ground, ground, is_won, meant, thinned};
use crate::{Past, Problem, Said};

/// What a tier held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TierLine {
    /// Its name.
    pub id: String,
    /// Rows of the file in it, those that do not count included.
    pub all: usize,
    /// Leads in it that count, and how many of them were won: won of leads is the tier's precision.
    pub count: Count,
    /// The share of everything won that is in it or in a better one: recall.
    pub recall: f64,
}

/// Leads of a band of scores.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BandLine {
    /// Its least score.
    pub from: i32,
    /// Its highest.
    pub to: i32,
    /// Leads and won.
    pub count: Count,
    /// The probability that its middle means.
    pub means: f64,
}

/// What is to be thought of a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// Its points go the way the outcomes go.
    Earns,
    /// It goes the way the outcomes go, and so do others that hold for the same leads: it adds nothing of its own.
    Shared,
    /// Nothing shows that it tells anything.
    Nothing,
    /// Its points go the wrong way.
    Harms,
    /// It held for too few leads to be judged.
    TooFew,
}

impl Worth {
    /// Its name, for programs.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Worth::Earns => "earns",
            Worth::Shared => "shared",
            Worth::Nothing => "does_nothing",
            Worth::Harms => "harms",
            Worth::TooFew => "too_few",
        }
    }
}

/// A criterion's points against what came.
#[derive(Clone, Debug, PartialEq)]
pub struct CriterionLine {
    /// Its name.
    pub id: String,
    /// In the words of the agreement.
    pub words: String,
    /// Its points, or the most of them.
    pub points: i32,
    /// Leads it held for, and won.
    pub held: Count,
    /// The log odds it speaks for by itself.
    pub alone: f64,
    /// Its weight beside the other criteria.
    pub weight: f64,
    /// How unsure that is.
    pub error: f64,
    /// The points that weight would be on this card.
    pub observed: f64,
    /// What is to be thought of it.
    pub worth: Worth,
}

/// The backtest of a card.
#[derive(Clone, Debug)]
pub struct Backtest {
    /// Rows read.
    pub read: usize,
    /// What the columns are.
    pub columns: crate::Columns,
    /// Who counts.
    pub ground: Ground,
    /// How good its scores are, read as probabilities on leads they were not fitted to.
    pub measures: Measures,
    /// Its tiers, best first.
    pub tiers: Vec<TierLine>,
    /// Scores in tens.
    pub bands: Vec<BandLine>,
    /// Its criteria.
    pub criteria: Vec<CriterionLine>,
    /// What changed over time.
    pub drift: Option<Drift>,
    /// Why the card tells nothing here, if it does not.
    pub nothing: Option<String>,
}

/// A row's score and the place of its tier.
pub type Scored = (u8, u8);

/// Most rows that are kept of a file, evenly spread, to be measured.
pub const KEPT: usize = 400_000;

/// Reads and scores a file and measures its scores. `done` is told now and then how many rows were read.
///
/// # Errors
/// No file of rows, no outcome, or only one side of it.
pub fn backtest(
    input: impl std::io::Read,
    said: &Said,
    agreement: &Agreement,
    folds: usize,
    done: &mut dyn FnMut(usize),
) -> Result<Backtest, Problem> {
    let mut judge: Option<Judge<'_>> = None;
    let mut scored: Vec<Scored> = Vec::new();
    let past = Past::read(input, said, KEPT, &mut |columns, row| {
        let judge = judge.get_or_insert_with(|| Judge::of(agreement, columns));
        let rating = judge.rate(row);
        scored.push((u8::try_from(rating.score.0).unwrap_or(0), u8::try_from(rating.place).unwrap_or(u8::MAX)));
        if scored.len().is_multiple_of(4_096) {
            done(scored.len());
        }
        Ok(())
    })?;
    measure(&past, &scored, said, agreement, folds)
}

fn measure(
    past: &Past,
    scored: &[Scored],
    said: &Said,
    agreement: &Agreement,
    folds: usize,
) -> Result<Backtest, Problem> {
    let window = agreement.windows.first_contact.as_ref().map(|window| window.usual);
    let ground = ground(past, said, window)?;
    let of = |row: u32| scored.get(past.place(usize::try_from(row).unwrap_or(usize::MAX))).copied().unwrap_or_default();
    let scores: Vec<i32> = ground.rows.iter().map(|row| i32::from(of(*row).0)).collect();
    let outcomes: Vec<bool> = ground.rows.iter().map(|row| is_won(&ground.won, *row)).collect();
    let said_of = meant(&scores, &outcomes, &ground.rows, &ground.won, folds.clamp(2, 20));
    // Ranks are those of the scores themselves: what they mean is read for each part anew.
    let mut measures = Measures::of(&said_of, &outcomes);
    let plain: Vec<f64> = scores.iter().map(|score| f64::from(*score)).collect();
    measures.auc = crate::measure::auc(&plain, &outcomes);
    measures.top_20 = crate::measure::top(&plain, &outcomes, 0.2);
    let means = meanings(&scores, &outcomes);
    let judged = thinned(&ground.rows);
    let known = Judge::of(agreement, &past.columns).criteria(past, &judged);
    let lessons = Lessons { features: &ground.features, team: &[], won: &ground.won };
    let drift = walk(&lessons, &ground.in_time, &|older, newer| {
        let scores = |rows: &[u32]| rows.iter().map(|row| i32::from(of(*row).0)).collect::<Vec<i32>>();
        let won: Vec<bool> = older.iter().map(|row| is_won(&ground.won, *row)).collect();
        let means = meanings(&scores(older), &won);
        scores(newer)
            .iter()
            .map(|score| usize::try_from(*score).ok().and_then(|at| means.get(at)).copied().unwrap_or(0.5))
            .collect()
    });
    let nothing = (measures.auc.low <= 0.5).then(|| {
        let (low, high) = (measures.auc.low, measures.auc.high);
        if high < 0.5 {
            "the card ranks leads the wrong way round".to_owned()
        } else {
            format!("the card ranks these leads no better than a coin would (between {low:.2} and {high:.2} of 1)")
        }
    });
    Ok(Backtest {
        read: past.read,
        columns: past.columns.clone(),
        tiers: tiers(agreement, scored, &ground, &of),
        bands: bands(&scores, &outcomes, &means),
        criteria: criteria(&known, &judged, &ground),
        drift,
        nothing,
        measures,
        ground,
    })
}

fn tiers(agreement: &Agreement, scored: &[Scored], ground: &Ground, of: &dyn Fn(u32) -> Scored) -> Vec<TierLine> {
    let mut lines: Vec<TierLine> =
        agreement.card.tiers.iter().map(|tier| TierLine { id: tier.id.clone(), ..TierLine::default() }).collect();
    for (_, place) in scored {
        if let Some(line) = lines.get_mut(usize::from(*place)) {
            line.all += 1;
        }
    }
    for row in &ground.rows {
        if let Some(line) = lines.get_mut(usize::from(of(*row).1)) {
            line.count.leads += 1;
            line.count.won += usize::from(is_won(&ground.won, *row));
        }
    }
    let all: usize = lines.iter().map(|line| line.count.won).sum();
    let mut caught = 0;
    for line in &mut lines {
        caught += line.count.won;
        line.recall = float(caught) / float(all).max(1.0);
    }
    lines
}

fn bands(scores: &[i32], outcomes: &[bool], means: &[f64]) -> Vec<BandLine> {
    let mut lines: Vec<BandLine> = (0..10_i32)
        .map(|at| {
            let mean = usize::try_from(at * 10 + 5).ok().and_then(|at| means.get(at)).copied().unwrap_or(0.5);
            BandLine { from: at * 10, to: at * 10 + 9 + i32::from(at == 9), count: Count::default(), means: mean }
        })
        .collect();
    for (score, won) in scores.iter().zip(outcomes) {
        let at = usize::try_from((score / 10).clamp(0, 9)).unwrap_or(0);
        if let Some(line) = lines.get_mut(at) {
            line.count.leads += 1;
            line.count.won += usize::from(*won);
        }
    }
    lines
}

/// What each criterion earns: all of them weighed together, so that two that hold for the same leads share.
fn criteria(known: &[Known], rows: &[u32], ground: &Ground) -> Vec<CriterionLine> {
    let wins = rows.iter().filter(|row| is_won(&ground.won, **row)).count();
    let base = float(wins) / float(rows.len()).max(1.0);
    let beliefs = vec![Belief { mean: 0.0, firmness: 1.0 }; known.len()];
    let weights =
        |place: usize| (0..=4_u32).map(|quarters| (quarters > 0).then(|| (place, f64::from(quarters) / 4.0))).collect();
    let parts: Vec<Part<'_>> =
        known.iter().enumerate().map(|(place, known)| Part { codes: &known.codes, weights: weights(place) }).collect();
    let found = learn_often(&parts, &alike(&parts, rows, &ground.won), &ground.won, &beliefs);
    let point = point(known, &found);
    let pairs = known.iter().zip(found.list.iter().zip(&found.errors));
    pairs
        .map(|(known, (weight, error))| {
            let holds = |row: &&u32| {
                usize::try_from(**row).ok().and_then(|row| known.codes.get(row)).is_some_and(|code| *code > 0)
            };
            let held = rows.iter().filter(holds);
            let count = held.fold(Count::default(), |count, row| Count {
                leads: count.leads + 1,
                won: count.won + usize::from(is_won(&ground.won, *row)),
            });
            let worth = worth(known.points, count, rows.len(), base, *weight, *error);
            CriterionLine {
                id: known.id.clone(),
                words: known.words.clone(),
                points: known.points,
                held: count,
                alone: count.evidence(base),
                weight: *weight,
                error: *error,
                observed: weight / point,
                worth,
            }
        })
        .collect()
}

/// What is to be thought of a criterion, by its weight beside the others and by itself.
fn worth(points: i32, count: Count, rows: usize, base: f64, weight: f64, error: f64) -> Worth {
    if count.leads < 10 || rows - count.leads < 10 {
        return Worth::TooFew;
    }
    // The standard error of log odds, with half a lead on each side.
    let alone_error = (1.0 / (float(count.won) + 0.5) + 1.0 / (float(count.leads - count.won) + 0.5)).sqrt();
    let alone = count.evidence(base);
    let goes = |weight: f64, error: f64| {
        if weight.abs() < 1.96 * error {
            0
        } else if (weight > 0.0) == (points > 0) {
            1
        } else {
            -1
        }
    };
    match (goes(weight, error), goes(alone, alone_error)) {
        (1, 0 | 1) => Worth::Earns,
        (-1, 0 | -1) => Worth::Harms,
        (0, 1) => Worth::Shared,
        _ => Worth::Nothing,
    }
}

/// The log odds of one of the card's points: the line through nothing that fits points to weights best, the surer
/// weights counting more.
fn point(known: &[Known], found: &crate::logistic::Weights) -> f64 {
    let (mut product, mut square) = (0.0, 0.0);
    for (known, (weight, error)) in known.iter().zip(found.list.iter().zip(&found.errors)) {
        // A criterion that never held has the error of its belief, and no evidence.
        let sure = (1.0 / error.powi(2).max(1e-6) - 1.0).max(0.0);
        product += sure * f64::from(known.points) * weight;
        square += sure * f64::from(known.points).powi(2);
    }
    let point = if square > 0.0 { product / square } else { 0.0 };
    if point > 0.005 { point } else { 0.06 }
}
