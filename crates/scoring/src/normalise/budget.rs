//! What somebody can spend.

use super::numbers::Numbers;
use crate::text::{WordList, contains_any};

/// The names of budget bands, from the least to the most.
pub const BUDGET_BANDS: &[&str] = &["under_5k", "5k_25k", "25k_100k", "over_100k"];

/// Words in front of an amount that is the most, not the least.
const AT_MOST: WordList = WordList(
    "under|below|less than|up to|at most|max|maximum|unter|bis|bis zu|weniger als|hochstens|maximal|moins de|jusqu a|\
     au plus|menos de|hasta|maximo|por debajo de|ate|no maximo|abaixo de",
);

/// The budget in whole units of whatever currency, from folded text.
///
/// Of a range the lower end, because that much is certain: `$5,000 - $10,000` is 5000, `5-10k`
/// too, and `under 10k` is 0. Nothing readable is unknown.
#[must_use]
pub fn budget(text: &str) -> Option<u32> {
    let mut numbers = Numbers::of_money(text);
    let first = numbers.next()?;
    let before = text.get(..first.start).unwrap_or_default();
    if before.bytes().any(|byte| byte == b'<') || contains_any(before, AT_MOST) {
        return Some(0);
    }
    // In "5-10k" the k is said once and meant twice.
    match numbers.next() {
        Some(second) if !first.is_multiplied && second.is_multiplied && second.start - first.end <= 4 => {
            let factor =
                if second.value >= 1_000_000 && second.value.is_multiple_of(1_000_000) { 1_000_000 } else { 1_000 };
            Some(if first.value < 1_000 { first.value.saturating_mul(factor) } else { first.value })
        }
        _ => Some(first.value),
    }
}

/// The band of an amount, one of [`BUDGET_BANDS`].
#[must_use]
pub fn budget_band(amount: u32) -> &'static str {
    match amount {
        0..5_000 => "under_5k",
        5_000..25_000 => "5k_25k",
        25_000..100_000 => "25k_100k",
        _ => "over_100k",
    }
}
