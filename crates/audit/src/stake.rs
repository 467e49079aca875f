//! What a lead is worth, by the file or by assumption.

use baton_calibration::Outcome;
use baton_calibration::measure::percentile;
use baton_calibration::report::thousands;
use serde::Serialize;

use crate::outliers::is_fewer;
use crate::row::{Fate, Lead};
use crate::settings::Settings;

/// What the money in a report rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stake {
    /// What a customer is worth, in whole units of the file's money.
    pub value: i64,
    /// Where that is from, in words.
    pub value_from: String,
    /// Of a thousand leads that somebody tries, so many become customers.
    pub rate: i64,
    /// Where that is from, in words.
    pub rate_from: String,
    /// Of a thousand, the part of its worth that a lead loses that waits an hour or longer.
    pub late_loss: i64,
    /// Where that is from, in words.
    pub late_from: String,
}

/// Where nothing else is known.
const USUAL_VALUE: i64 = 5_000;
const USUAL_RATE: i64 = 130;
const USUAL_LATE_LOSS: i64 = 500;
/// So many outcomes before the file's own rate is believed.
const LEAST: usize = 30;

impl Stake {
    pub(crate) fn of(leads: &[Lead], settings: &Settings) -> Stake {
        let (value, value_from) = match (settings.value, median_deal(leads)) {
            (Some(value), _) => (value, "as you said".to_owned()),
            (None, Some(value)) => (value, "the median of the deals won in the file".to_owned()),
            (None, None) => (USUAL_VALUE, "an assumption: put in yours".to_owned()),
        };
        let tried = |lead: &&Lead| lead.tried != Some(false) && is_decided(lead);
        let (rate, rate_from) = match (settings.rate, won_of(leads.iter().filter(tried))) {
            (Some(rate), _) => (rate, "as you said".to_owned()),
            (None, Some((rate, of))) => (rate, format!("the share won of {} decided leads in the file", thousands(of))),
            (None, None) => (USUAL_RATE, "an assumption: put in yours".to_owned()),
        };
        let (late_loss, late_from) = late_loss(leads);
        Stake { value, value_from, rate, rate_from, late_loss, late_from }
    }

    /// What so many leads are worth, each to so many thousandths.
    pub(crate) fn of_leads(&self, leads: usize, thousandths: i64) -> i64 {
        let leads = i64::try_from(leads).unwrap_or(i64::MAX);
        // Three shares of a thousand; i128 because money times leads may be long.
        let worth = i128::from(leads) * i128::from(self.value) * i128::from(self.rate) * i128::from(thousandths);
        i64::try_from(worth / 1_000_000).unwrap_or(i64::MAX)
    }
}

fn is_decided(lead: &Lead) -> bool {
    matches!(lead.outcome, Some(Outcome::Won | Outcome::Lost | Outcome::Rejected)) || lead.fate == Fate::Rejected
}

fn median_deal(leads: &[Lead]) -> Option<i64> {
    let won = leads.iter().filter(|lead| lead.outcome == Some(Outcome::Won));
    let mut values: Vec<i64> = won.filter_map(|lead| lead.value).filter(|value| *value > 0).collect();
    values.sort_unstable();
    if values.len() < 5 { None } else { percentile(&values, 50) }
}

/// Won of a thousand, and of how many; none of too few, or where nothing was won.
fn won_of<'l>(leads: impl Iterator<Item = &'l Lead>) -> Option<(i64, usize)> {
    let (mut won, mut of) = (0_usize, 0_usize);
    for lead in leads {
        of += 1;
        won += usize::from(lead.outcome == Some(Outcome::Won));
    }
    let rate = (won * 1_000).checked_div(of)?;
    (of >= LEAST && won >= 5).then_some((i64::try_from(rate).unwrap_or(0), of))
}

/// So many decided leads on each side before a difference between early and late is looked for.
const LEAST_LATE: usize = 100;

/// By how much rarer late leads became customers in the file; nothing where that may be chance; half where the
/// file is too small to tell.
fn late_loss(leads: &[Lead]) -> (i64, String) {
    let decided = |late: bool| {
        leads.iter().filter(move |lead| {
            is_decided(lead) && lead.waited_ms().is_some_and(|waited| (waited >= 3_600_000) == late)
        })
    };
    let (fast, slow) = match (won_of(decided(false)), won_of(decided(true))) {
        (Some(fast), Some(slow)) if fast.1.min(slow.1) >= LEAST_LATE => (fast, slow),
        _ => return (USUAL_LATE_LOSS, "an assumption: half is lost".to_owned()),
    };
    let measured = format!("won of {} answered within an hour, {} later", thousands(fast.1), thousands(slow.1));
    if !is_fewer(slow, fast) {
        return (0, format!("the file shows no difference beyond chance: {measured}"));
    }
    (((fast.0 - slow.0) * 1_000).checked_div(fast.0).unwrap_or(0), format!("measured: {measured}"))
}
