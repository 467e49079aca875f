//! Chance that is the same in every run.

use baton_hours::Millis;

/// The exponential distribution with mean 1,000, in the middles of 32 equally likely parts:
/// -ln(1 - (2i + 1) / 64) · 1000. Their mean is 989; a table, because no two machines need agree
/// in the last digit of a logarithm.
const QUANTILES: [i64; 32] = [
    16, 48, 81, 116, 152, 189, 227, 267, 309, 352, 398, 445, 495, 548, 604, 662, 725, 792, 863, 940, 1_023, 1_114,
    1_214, 1_326, 1_451, 1_594, 1_761, 1_962, 2_213, 2_549, 3_060, 4_159,
];

/// A time of that mean (ms) for the thing of that number: at least a second.
pub(crate) fn exponential(seed: u64, number: u64, mean_ms: i64) -> Millis {
    let drawn = mixed(seed ^ mixed(number));
    let at = usize::try_from(drawn >> 59).unwrap_or(0);
    let thousandths = QUANTILES.get(at).copied().unwrap_or(1_000);
    Millis((mean_ms.saturating_mul(thousandths) / 1_000).max(1_000))
}

/// Vigna's splitmix64, <https://prng.di.unimi.it/splitmix64.c>, public domain.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::exponential;

    #[test]
    fn drawn_times_have_their_mean_and_are_the_same_again() {
        let drawn: Vec<i64> = (0..20_000).map(|number| exponential(7, number, 120_000).0).collect();
        let mean = drawn.iter().sum::<i64>() / 20_000;
        assert!((116_000..121_000).contains(&mean), "{mean}");
        let again: Vec<i64> = (0..20_000).map(|number| exponential(7, number, 120_000).0).collect();
        let other: Vec<i64> = (0..20_000).map(|number| exponential(8, number, 120_000).0).collect();
        assert!(drawn == again && drawn != other);
    }
}
