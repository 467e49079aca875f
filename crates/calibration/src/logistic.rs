//! Logistic regression, drawn toward what was believed before.
//!
//! The sum that is made smallest is the negative log likelihood plus λ/2 · Σ (β − believed)²: the posterior mode under
//! normal beliefs. Newton's method with halved steps; everything in the order of the rows, so that the same file
//! gives the same numbers. Sources: S. le Cessie, J. van Houwelingen, "Ridge estimators in logistic regression",
//! Applied Statistics 41 (1992); T. Minka, "A comparison of numerical optimizers for logistic regression" (2003).

use std::collections::BTreeMap;

use crate::measure::{float, logistic, logit};

/// One column of the design: what a row's code adds to which weight.
#[derive(Clone, Debug)]
pub struct Part<'c> {
    /// Each row's code.
    pub codes: &'c [u16],
    /// For each code the weight it stands for and how much of it; none where it stands for nothing.
    pub weights: Vec<Option<(usize, f64)>>,
}

/// What was believed of a weight before the data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Belief {
    /// Its most likely value.
    pub mean: f64,
    /// How firmly: one over the variance.
    pub firmness: f64,
}

/// What was learned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    /// The log odds of a lead without any weight.
    pub level: f64,
    /// The weights.
    pub list: Vec<f64>,
    /// The standard error of each.
    pub errors: Vec<f64>,
}

const MOST_STEPS: usize = 30;
const SMALL_STEP: f64 = 2e-4;

/// Learns the weights from some rows.
#[must_use]
pub fn learn(parts: &[Part<'_>], rows: &[u32], won: &[bool], beliefs: &[Belief]) -> Weights {
    learn_often(parts, &rows.iter().map(|row| (*row, 1)).collect::<Vec<(u32, usize)>>(), won, beliefs)
}

/// The same from rows that each stand for so many that are alike.
#[must_use]
pub fn learn_often(parts: &[Part<'_>], rows: &[(u32, usize)], won: &[bool], beliefs: &[Belief]) -> Weights {
    let wins = rows.iter().filter(|(row, _)| at(won, *row).unwrap_or(false));
    let count: usize = wins.map(|(_, often)| often).sum();
    let base = (float(count) + 0.5) / (float(rows.iter().map(|(_, often)| often).sum()) + 1.0);
    let size = beliefs.len() + 1;
    let mut now: Vec<f64> = std::iter::once(logit(base)).chain(beliefs.iter().map(|belief| belief.mean)).collect();
    let mut state = Step::of(parts, rows, won, beliefs, &now);
    for _ in 0..MOST_STEPS {
        let Some(factor) = factored(state.curvature.clone(), size) else { break };
        let step = solved(&factor, &state.slope);
        let mut share = 1.0;
        let mut next;
        let mut after;
        loop {
            next = now.iter().zip(&step).map(|(now, step)| now + share * step).collect::<Vec<f64>>();
            after = Step::of(parts, rows, won, beliefs, &next);
            if after.loss <= state.loss + 1e-9 || share < 1e-3 {
                break;
            }
            share /= 2.0;
        }
        let largest = step.iter().fold(0.0_f64, |largest, step| largest.max((share * step).abs()));
        (now, state) = (next, after);
        if largest < SMALL_STEP {
            break;
        }
    }
    let errors = factored(state.curvature, size).map(|factor| errors(&factor, size)).unwrap_or_default();
    let level = now.first().copied().unwrap_or_default();
    Weights { level, list: now.into_iter().skip(1).collect(), errors: errors.into_iter().skip(1).collect() }
}

/// One of all rows that have the same codes and came to the same, and how many they are: of many leads most are alike
/// to a card.
#[must_use]
pub fn alike(parts: &[Part<'_>], rows: &[u32], won: &[bool]) -> Vec<(u32, usize)> {
    let mut groups: BTreeMap<Vec<u16>, (u32, usize)> = BTreeMap::new();
    let mut key = Vec::with_capacity(parts.len() + 1);
    for row in rows {
        key.clear();
        key.push(u16::from(at(won, *row).unwrap_or(false)));
        key.extend(parts.iter().map(|part| at(part.codes, *row).unwrap_or(u16::MAX)));
        match groups.get_mut(&key) {
            Some((_, often)) => *often += 1,
            None => {
                groups.insert(key.clone(), (*row, 1));
            }
        }
    }
    groups.into_values().collect()
}

/// Loss, slope and curvature at some weights.
struct Step {
    loss: f64,
    slope: Vec<f64>,
    /// Row by row; only what lies below the diagonal, and it.
    curvature: Vec<f64>,
}

impl Step {
    fn of(parts: &[Part<'_>], rows: &[(u32, usize)], won: &[bool], beliefs: &[Belief], weights: &[f64]) -> Step {
        let size = weights.len();
        let mut step = Step { loss: 0.0, slope: vec![0.0; size], curvature: vec![0.0; size * size] };
        let mut active: Vec<(usize, f64)> = Vec::with_capacity(parts.len() + 1);
        for (row, often) in rows {
            active.clear();
            active.push((0, 1.0));
            for part in parts {
                let code = at(part.codes, *row).map(usize::from);
                let held = code.and_then(|code| part.weights.get(code)).copied().flatten();
                active.extend(held.map(|(weight, much)| (weight + 1, much)));
            }
            step.add(&active, weights, at(won, *row).unwrap_or(false), float(*often));
        }
        for (place, belief) in beliefs.iter().enumerate() {
            let place = place + 1;
            let off = weights.get(place).copied().unwrap_or_default() - belief.mean;
            step.loss += belief.firmness / 2.0 * off * off;
            add(&mut step.slope, place, -belief.firmness * off);
            add(&mut step.curvature, place * size + place, belief.firmness);
        }
        step
    }

    fn add(&mut self, active: &[(usize, f64)], weights: &[f64], won: bool, often: f64) {
        let sum: f64 = active.iter().map(|(place, much)| weights.get(*place).copied().unwrap_or_default() * much).sum();
        let said = logistic(sum);
        // ln(1 + e^x), without what overflows.
        self.loss += often * (sum.max(0.0) + (-sum.abs()).exp().ln_1p() - if won { sum } else { 0.0 });
        let (off, bent) = (often * (f64::from(u8::from(won)) - said), often * said * (1.0 - said));
        let size = weights.len();
        for (at, (place, much)) in active.iter().enumerate() {
            add(&mut self.slope, *place, off * much);
            let Some(line) = self.curvature.get_mut(place * size..(place + 1) * size) else { continue };
            for (other, part) in active.iter().take(at + 1) {
                // Parts stand in the order of their weights, so the other one never lies behind.
                if let Some(cell) = line.get_mut(*other) {
                    *cell += bent * much * part;
                }
            }
        }
    }
}

fn add(list: &mut [f64], place: usize, much: f64) {
    if let Some(cell) = list.get_mut(place) {
        *cell += much;
    }
}

fn at<T: Copy>(list: &[T], row: u32) -> Option<T> {
    usize::try_from(row).ok().and_then(|row| list.get(row)).copied()
}

/// Cholesky's factor, as rows below the diagonal; none where the matrix is not positive.
fn factored(matrix: Vec<f64>, size: usize) -> Option<Vec<Vec<f64>>> {
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(size);
    for (at, line) in matrix.chunks_exact(size).enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(at + 1);
        for (place, cell) in line.iter().take(at + 1).enumerate() {
            let known = if place == at { &row } else { rows.get(place)? };
            let product: f64 = row.iter().zip(known).take(place).map(|(a, b)| a * b).sum();
            let left = cell - product;
            row.push(if place == at {
                (left > 1e-12).then(|| left.sqrt())?
            } else {
                left / rows.get(place)?.get(place)?
            });
        }
        rows.push(row);
    }
    Some(rows)
}

/// The solution of `factor · factorᵀ · x = right`.
fn solved(factor: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let mut half: Vec<f64> = Vec::with_capacity(right.len());
    for (row, right) in factor.iter().zip(right) {
        let product: f64 = row.iter().zip(&half).map(|(a, b)| a * b).sum();
        half.push((right - product) / row.get(half.len()).copied().unwrap_or(1.0));
    }
    let mut out = half;
    for (at, row) in factor.iter().enumerate().rev() {
        let here = out.get(at).copied().unwrap_or_default() / row.get(at).copied().unwrap_or(1.0);
        if let Some(cell) = out.get_mut(at) {
            *cell = here;
        }
        for (cell, part) in out.iter_mut().zip(row).take(at) {
            *cell -= here * part;
        }
    }
    out
}

/// Square roots of the diagonal of the inverse.
fn errors(factor: &[Vec<f64>], size: usize) -> Vec<f64> {
    let of = |place: usize| {
        let unit: Vec<f64> = (0..size).map(|at| f64::from(u8::from(at == place))).collect();
        solved(factor, &unit).get(place).copied().unwrap_or_default().max(0.0).sqrt()
    };
    (0..size).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::{Belief, Part, alike, learn, learn_often};

    /// One binary column, no belief: the weight is the difference of two log odds.
    #[test]
    fn one_column_has_an_answer_in_closed_form() {
        let codes: Vec<u16> = (0..200).map(|row| u16::from(row >= 100)).collect();
        let won: Vec<bool> = (0..200).map(|row| if row < 100 { row < 20 } else { row < 160 }).collect();
        let rows: Vec<u32> = (0..200).collect();
        let parts = [Part { codes: &codes, weights: vec![None, Some((0, 1.0))] }];
        let found = learn(&parts, &rows, &won, &[Belief { mean: 0.0, firmness: 1e-9 }]);
        let log_odds = |p: f64| (p / (1.0 - p)).ln();
        assert!((found.level - log_odds(0.2)).abs() < 1e-5, "{found:?}");
        assert!((found.list[0] - (log_odds(0.6) - log_odds(0.2))).abs() < 1e-5, "{found:?}");
        // 1/√(Σ 1/n): the classic standard error of a log odds ratio.
        let error = (1.0 / 20.0 + 1.0 / 80.0 + 1.0 / 60.0 + 1.0 / 40.0_f64).sqrt();
        assert!((found.errors[0] - error).abs() < 1e-4, "{found:?}");
    }

    #[test]
    fn rows_that_are_alike_are_one_that_counts_as_often() {
        let (first, second): (Vec<u16>, Vec<u16>) = (0..500_u16).map(|row| (row % 3, row / 7 % 2)).unzip();
        let won: Vec<bool> = (0..500).map(|row| row * 7 % 11 < 4 + row % 3).collect();
        let rows: Vec<u32> = (0..500).step_by(2).collect();
        let parts = [
            Part { codes: &first, weights: vec![None, Some((0, 1.0)), Some((0, 0.5))] },
            Part { codes: &second, weights: vec![None, Some((1, 1.0))] },
        ];
        let beliefs = [Belief { mean: 0.0, firmness: 1.0 }; 2];
        let groups = alike(&parts, &rows, &won);
        assert!(groups.len() <= 12 && groups.iter().map(|(_, often)| often).sum::<usize>() == rows.len());
        let (one, other) = (learn(&parts, &rows, &won, &beliefs), learn_often(&parts, &groups, &won, &beliefs));
        let pairs = [(one.level, other.level), (one.list[0], other.list[0]), (one.errors[1], other.errors[1])];
        assert!(pairs.iter().all(|(one, other)| (one - other).abs() < 1e-9), "{pairs:?}");
    }

    #[test]
    fn little_data_leaves_a_firm_belief_where_it_was() {
        let parts = [Part { codes: &[0, 1, 1], weights: vec![None, Some((0, 1.0))] }];
        let found = learn(&parts, &[0, 1, 2], &[true, false, false], &[Belief { mean: 2.0, firmness: 1e6 }]);
        assert!((found.list[0] - 2.0).abs() < 1e-3);
        // Without a belief of its own, what separates perfectly stays finite.
        let found = learn(&parts, &[0, 1, 2], &[true, false, false], &[Belief { mean: 0.0, firmness: 1.0 }]);
        assert!(found.list[0] < -0.3 && found.list[0] > -3.0, "{found:?}");
    }
}
