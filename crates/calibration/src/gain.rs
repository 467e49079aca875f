//! How much better one card is than another on the same leads, and how sure that is.

use crate::measure::float;

/// A difference, and the interval that holds it in 95 of 100 files.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Difference {
    /// Proposed less today's.
    pub by: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What a proposed card gains over today's. Both said something of the same leads, so that what is hard to tell of a
/// lead is hard for both and falls out of the difference: a paired comparison is surer than two intervals beside each other.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gain {
    /// Of the area under the curve; more is better.
    pub auc: Difference,
    /// Of the Brier score; less is better.
    pub brier: Difference,
}

impl Gain {
    /// Of probabilities by the proposed card and by today's, lead by lead.
    ///
    /// Source of the interval of the AUC: E. DeLong, D. DeLong, D. Clarke-Pearson, "Comparing the areas under two or more
    /// correlated receiver operating characteristic curves", Biometrics 44 (1988): the variance of the difference is that
    /// of the differences of placements.
    #[must_use]
    pub fn of(proposed: &[f64], today: &[f64], won: &[bool]) -> Gain {
        let by_side = |side: bool| {
            let (new, old) = (placed(proposed, won, side), placed(today, won, side));
            new.iter().zip(&old).map(|(new, old)| new - old).collect::<Vec<f64>>()
        };
        let (wins, losses) = (by_side(true), by_side(false));
        let squares = proposed.iter().zip(today).zip(won).map(|((new, old), won)| {
            let came = f64::from(u8::from(*won));
            (new - came).powi(2) - (old - came).powi(2)
        });
        let squares: Vec<f64> = squares.collect();
        Gain {
            auc: Difference::of(mean(&wins), error(&wins) + error(&losses)),
            brier: Difference::of(mean(&squares), error(&squares)),
        }
    }

    /// Whether it ranks surely better, and its probabilities are not surely worse.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.auc.low > 0.0 && self.brier.low <= 0.0
    }
}

impl Difference {
    fn of(by: f64, variance: f64) -> Difference {
        let wide = 1.959_964 * variance.max(0.0).sqrt();
        Difference { by, low: by - wide, high: by + wide }
    }
}

/// For each lead of a side the share of the other side that it is ranked right against, a tie counting half.
fn placed(said: &[f64], won: &[bool], side: bool) -> Vec<f64> {
    let of = |wanted: bool| said.iter().zip(won).filter(move |(_, won)| **won == wanted).map(|(said, _)| *said);
    let mut others: Vec<f64> = of(!side).collect();
    others.sort_by(f64::total_cmp);
    let all = float(others.len()).max(1.0);
    let right = |said: f64| {
        let below = others.partition_point(|other| *other < said);
        let until = others.partition_point(|other| *other <= said);
        let under = (float(below) + float(until)) / 2.0 / all;
        if side { under } else { 1.0 - under }
    };
    of(side).map(right).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / float(values.len()).max(1.0)
}

/// The variance of the mean.
fn error(values: &[f64]) -> f64 {
    let middle = mean(values);
    let squares: f64 = values.iter().map(|value| (value - middle).powi(2)).sum();
    squares / float(values.len().saturating_sub(1)).max(1.0) / float(values.len()).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::Gain;
    use crate::learn::draw;
    use crate::measure::auc;

    fn chance(seed: u64, of: u32) -> f64 {
        f64::from(u32::try_from(draw(seed, u64::from(of)) >> 33).unwrap()) / f64::from(1_u32 << 31)
    }

    /// Leads of whom one card knows the truth, another nothing.
    fn leads(count: u32) -> (Vec<f64>, Vec<f64>, Vec<bool>) {
        let truth: Vec<f64> = (0..count).map(|at| 0.1 + 0.8 * chance(1, at)).collect();
        let won = truth.iter().zip(0..).map(|(truth, at)| chance(2, at) < *truth).collect();
        (truth, (0..count).map(|at| 0.1 + 0.8 * chance(3, at)).collect(), won)
    }

    #[test]
    fn the_difference_is_that_of_the_areas() {
        let (good, bad, won) = leads(800);
        let gain = Gain::of(&good, &bad, &won);
        let areas = auc(&good, &won).auc - auc(&bad, &won).auc;
        assert!((gain.auc.by - areas).abs() < 1e-9, "{gain:?} {areas}");
        assert!(gain.is_sure() && gain.brier.high < 0.0, "{gain:?}");
        let back = Gain::of(&bad, &good, &won);
        assert!(!back.is_sure() && back.auc.high < 0.0 && (back.auc.by + gain.auc.by).abs() < 1e-9);
    }

    #[test]
    fn a_card_gains_nothing_over_itself_or_by_chance() {
        let (good, bad, won) = leads(800);
        assert_eq!(Gain::of(&good, &good, &won), Gain::default());
        let other: Vec<f64> = (0..800).map(|at| chance(4, at)).collect();
        let gain = Gain::of(&other, &bad, &won);
        assert!(gain.auc.low < 0.0 && gain.auc.high > 0.0, "{gain:?}");
    }

    #[test]
    fn of_few_leads_nothing_is_sure() {
        let (good, bad, won) = leads(12);
        assert!(!Gain::of(&good, &bad, &won).is_sure());
        assert_eq!(Gain::of(&[], &[], &[]), Gain::default());
    }
}
