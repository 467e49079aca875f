//! How good a score is: ranks, probabilities, and how sure that is.
//!
//! Sums run in the order of the rows, and ties are broken by nothing: a group of equal scores counts as one.
//! docs/learning.md has the formulas and their sources.

/// The area under the ROC curve: how often a lead that was won stands above one that was not.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Auc {
    /// 0.5 is a coin, 1 is never wrong.
    pub auc: f64,
    /// Lower end of the interval that holds it in 95 of 100 files.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// One bin of equal size: what was said and what came.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Leads.
    pub leads: usize,
    /// Of these won.
    pub won: usize,
    /// The mean probability that was said.
    pub said: f64,
    /// The share that was won.
    pub came: f64,
}

/// What the best fifth is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Top {
    /// How much oftener they are won than all.
    pub lift: f64,
    /// The share of everything won that is among them.
    pub capture: f64,
}

/// Everything about predictions whose outcome is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measures {
    /// Leads.
    pub leads: usize,
    /// Won of these.
    pub won: usize,
    /// How well they are ranked.
    pub auc: Auc,
    /// The mean squared distance of probability and outcome.
    pub brier: f64,
    /// The mean distance of what was said and what came, over ten bins of equal size.
    pub ece: f64,
    /// The best 20 %.
    pub top_20: Top,
    /// Ten bins of equal size, lowest first.
    pub bins: Vec<Bin>,
}

impl Measures {
    /// Measures probabilities against what came.
    #[must_use]
    pub fn of(said: &[f64], won: &[bool]) -> Measures {
        let count = won.iter().filter(|won| **won).count();
        let squares = said.iter().zip(won).map(|(said, won)| (said - outcome(*won)).powi(2));
        let bins = bins(said, won, 10);
        let ece = bins.iter().map(|bin| float(bin.leads) * (bin.said - bin.came).abs()).sum::<f64>();
        let leads = said.len().min(won.len());
        Measures {
            leads,
            won: count,
            auc: auc(said, won),
            brier: squares.sum::<f64>() / float(leads).max(1.0),
            ece: ece / float(leads).max(1.0),
            top_20: top(said, won, 0.2),
            bins,
        }
    }
}

/// The area under the curve with DeLong's interval, by midranks.
///
/// Sources: E. DeLong, D. DeLong, D. Clarke-Pearson, "Comparing the areas under two or more correlated receiver
/// operating characteristic curves", Biometrics 44 (1988); X. Sun, W. Xu, "Fast implementation of DeLong's
/// algorithm", IEEE Signal Processing Letters 21 (2014). The interval is made on the scale of the logit, so that it
/// stays between 0 and 1 (M. Pepe, "The Statistical Evaluation of Medical Tests", 2003, 5.2.3).
#[must_use]
pub fn auc(scores: &[f64], won: &[bool]) -> Auc {
    let of = |side: bool| -> Vec<f64> {
        scores.iter().zip(won).filter(|(_, won)| **won == side).map(|(score, _)| *score).collect()
    };
    let (mut wins, mut losses) = (of(true), of(false));
    if wins.is_empty() || losses.is_empty() {
        return Auc { auc: 0.5, low: 0.0, high: 1.0 };
    }
    wins.sort_by(f64::total_cmp);
    losses.sort_by(f64::total_cmp);
    let above_losses = placements(&wins, &losses);
    let below_wins = placements(&losses, &wins);
    let auc = above_losses.iter().sum::<f64>() / float(wins.len());
    let spread_wins = spread(&above_losses, auc);
    let spread_losses = spread(&below_wins, 1.0 - auc);
    let variance = spread_wins / float(wins.len()) + spread_losses / float(losses.len());
    // Nobody is known to be never wrong: half a pair is always in doubt.
    let doubt = 0.5 / (float(wins.len()) * float(losses.len()));
    let held = auc.clamp(doubt, 1.0 - doubt);
    let wide = 1.959_964 * variance.max(doubt * doubt).sqrt() / (held * (1.0 - held));
    Auc { auc, low: logistic(logit(held) - wide), high: logistic(logit(held) + wide) }
}

/// For each of `these` the share of `those` that lies below it, a tie counting half; both sorted.
fn placements(these: &[f64], those: &[f64]) -> Vec<f64> {
    let (mut below, mut until) = (0_usize, 0_usize);
    let mut out = Vec::with_capacity(these.len());
    for this in these {
        while those.get(below).is_some_and(|that| that < this) {
            below += 1;
        }
        until = until.max(below);
        while those.get(until).is_some_and(|that| that <= this) {
            until += 1;
        }
        out.push((float(below) + float(until)) / 2.0 / float(those.len()));
    }
    out
}

fn spread(values: &[f64], mean: f64) -> f64 {
    let sum: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    sum / float(values.len().saturating_sub(1)).max(1.0)
}

/// Bins of equal size, lowest first; equal probabilities stay together only as far as the sizes allow.
#[must_use]
pub fn bins(said: &[f64], won: &[bool], count: usize) -> Vec<Bin> {
    let mut rows: Vec<(f64, bool)> = said.iter().copied().zip(won.iter().copied()).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (count, size) = (count.max(1), rows.len());
    // A group of equal probabilities is cut by the share of its wins and not by the order in the file.
    let mut evened: Vec<(f64, f64)> = Vec::with_capacity(size);
    for group in rows.chunk_by(|a, b| a.0 == b.0) {
        let share = float(group.iter().filter(|row| row.1).count()) / float(group.len());
        evened.extend(group.iter().map(|row| (row.0, share)));
    }
    (0..count)
        .filter_map(|at| {
            let rows = evened.get(at * size / count..(at + 1) * size / count)?;
            let leads = float(rows.len());
            let (said, came) = rows.iter().fold((0.0, 0.0), |(said, came), row| (said + row.0, came + row.1));
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of rows")]
            let won = came.round() as usize;
            (!rows.is_empty()).then_some(Bin { leads: rows.len(), won, said: said / leads, came: came / leads })
        })
        .collect()
}

/// The best share of the leads: of equal scores at the cut each counts in part.
#[must_use]
pub fn top(scores: &[f64], won: &[bool], share: f64) -> Top {
    let mut rows: Vec<(f64, bool)> = scores.iter().copied().zip(won.iter().copied()).collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = float(rows.iter().filter(|row| row.1).count());
    let room = float(rows.len()) * share;
    let (mut taken, mut caught) = (0.0, 0.0);
    for group in rows.chunk_by(|a, b| a.0 == b.0) {
        let (leads, wins) = (float(group.len()), float(group.iter().filter(|row| row.1).count()));
        let part = ((room - taken) / leads).clamp(0.0, 1.0);
        taken += leads * part;
        caught += wins * part;
    }
    if all == 0.0 || room == 0.0 {
        return Top::default();
    }
    Top { lift: caught / room / (all / float(rows.len())), capture: caught / all }
}

/// The value below which so many percent lie, of sorted ones: the nearest rank.
#[must_use]
pub fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// The interval that holds a share in 95 of 100 cases. Source: E. Wilson, "Probable inference, the law of
/// succession, and statistical inference", JASA 22 (1927).
#[must_use]
pub fn wilson(won: usize, leads: usize) -> (f64, f64) {
    if leads == 0 {
        return (0.0, 1.0);
    }
    let (n, z) = (float(leads), 1.959_964_f64);
    let share = float(won) / n;
    let middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let wide = z / (1.0 + z * z / n) * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    ((middle - wide).max(0.0), (middle + wide).min(1.0))
}

/// How likely a chi-square of so many degrees is so high or higher by chance. Source: E. Wilson, M. Hilferty,
/// "The distribution of chi-square", PNAS 17 (1931).
#[must_use]
pub fn chi_square_tail(value: f64, degrees: usize) -> f64 {
    if degrees == 0 || value <= 0.0 {
        return 1.0;
    }
    let ninth = 2.0 / (9.0 * float(degrees));
    normal_tail(((value / float(degrees)).cbrt() - (1.0 - ninth)) / ninth.sqrt())
}

/// How likely a normal deviate is so high or higher. Source: M. Abramowitz, I. Stegun, "Handbook of Mathematical
/// Functions", 26.2.17; beyond six, where its error is larger than the tail, 26.2.12.
#[must_use]
pub fn normal_tail(z: f64) -> f64 {
    if z < 0.0 {
        return 1.0 - normal_tail(-z);
    }
    let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if z > 6.0 {
        return density / z * (1.0 - 1.0 / (z * z));
    }
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let sum = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    density * sum.iter().rev().fold(0.0, |sum, c| (sum + c) * t)
}

/// The probability of log odds.
#[must_use]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The log odds of a probability.
#[must_use]
pub fn logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

pub(crate) fn outcome(won: bool) -> f64 {
    if won { 1.0 } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a file are far below 2^53")]
pub(crate) fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::{Measures, auc, bins, chi_square_tail, normal_tail, top, wilson};

    #[test]
    fn the_area_is_that_of_all_pairs() {
        let scores = [0.1, 0.4, 0.35, 0.8, 0.4, 0.2];
        let won = [false, false, true, true, true, false];
        let mut pairs = 0.0;
        for (a, _) in scores.iter().zip(won).filter(|(_, won)| *won) {
            for (b, _) in scores.iter().zip(won).filter(|(_, won)| !*won) {
                pairs += if a > b {
                    1.0
                } else if a == b {
                    0.5
                } else {
                    0.0
                };
            }
        }
        let found = auc(&scores, &won);
        assert!((found.auc - pairs / 9.0).abs() < 1e-12);
        assert!(found.low < found.auc && found.auc < found.high);
        let perfect = auc(&[1.0, 2.0, 3.0, 4.0], &[false, false, true, true]);
        assert!((perfect.auc - 1.0).abs() < 1e-12 && perfect.low < 1.0, "{perfect:?}");
    }

    /// The example of R's pROC documentation has no licence to copy; this one is worked out by hand:
    /// two wins, three losses, one pair the wrong way round.
    #[test]
    fn delong_by_hand() {
        let found = auc(&[3.0, 1.5, 1.0, 2.0, 0.0], &[true, true, false, false, false]);
        // Placements of wins 1 and 2/3, of losses 1, 1/2, 1; variance 1/18/2 + 1/12/3 = 1/18.
        let se = (1.0_f64 / 18.0).sqrt();
        let at = 5.0_f64 / 6.0;
        assert!((found.auc - at).abs() < 1e-12);
        let logit = (at / (1.0 - at)).ln();
        let low = 1.0 / (1.0 + (-(logit - 1.959_964 * se / (at * (1.0 - at)))).exp());
        assert!((found.low - low).abs() < 1e-9, "{found:?} {low}");
    }

    #[test]
    fn bins_lift_and_capture() {
        let said: Vec<f64> = (0..100).map(|at| f64::from(at) / 100.0).collect();
        let won: Vec<bool> = (0..100).map(|at| at >= 80).collect();
        let best = top(&said, &won, 0.2);
        assert!((best.lift - 5.0).abs() < 1e-9 && (best.capture - 1.0).abs() < 1e-9);
        let same = top(&[0.5; 100], &won, 0.2);
        assert!((same.lift - 1.0).abs() < 1e-9, "equal scores have no best fifth");
        let flat = bins(&[0.2; 100], &won, 10);
        assert!(flat.iter().all(|bin| (bin.came - 0.2).abs() < 1e-9), "{flat:?}");
        let measures = Measures::of(&[0.2; 100], &won);
        assert!(measures.ece < 1e-9 && (measures.brier - 0.16).abs() < 1e-9);
    }

    #[test]
    fn tails() {
        assert!((normal_tail(1.959_964) - 0.025).abs() < 1e-6);
        assert!((normal_tail(-1.0) - 0.841_345).abs() < 1e-5);
        assert!((normal_tail(7.0) - 1.28e-12).abs() < 2e-14);
        assert!((chi_square_tail(3.841, 1) - 0.05).abs() < 0.003);
        assert!((chi_square_tail(18.307, 10) - 0.05).abs() < 0.001);
        let (low, high) = wilson(0, 10);
        assert!(low == 0.0 && (high - 0.2775).abs() < 1e-3);
    }
}
