//! How long things took, by the hundred thousand, in a few numbers: a histogram whose buckets grow by a tenth.
//!
//! Whole numbers only, so that every machine puts a time in the same bucket. Whatever is read from
//! it (a median, a ninetieth percentile) is at most [`ERROR_PERCENT`] percent off the time
//! that stood there. Two histograms are put together by adding.

/// The first bucket ends here, in ms: what is faster is one.
const FIRST_MS: i64 = 100;
/// The last bucket: everything beyond some 150 days.
pub const LAST: u8 = 200;
/// The relative error of what is read, at most, from [`FIRST_MS`] to the last bucket.
pub const ERROR_PERCENT: i64 = 5;

/// The bucket a time in ms falls into.
#[must_use]
pub fn bucket(ms: i64) -> u8 {
    (0..LAST).zip(bounds()).find(|(_, end)| ms < *end).map_or(LAST, |(bucket, _)| bucket)
}

/// From when to when a bucket goes, in ms; the last one has no end.
#[must_use]
pub fn range(bucket: u8) -> (i64, Option<i64>) {
    let at = usize::from(bucket);
    let from = if at == 0 { 0 } else { bounds().nth(at - 1).unwrap_or(0) };
    (from, if bucket == LAST { None } else { bounds().nth(at) })
}

/// The time at a share of all, in per mille: 500 is the median. None where there is nothing.
#[must_use]
pub fn quantile(buckets: &[(u8, i64)], per_mille: i64) -> Option<i64> {
    let all: i64 = buckets.iter().map(|(_, times)| times).sum();
    // The smallest time that so many are not above.
    let rank = ((all * per_mille + 999) / 1000).max(1);
    let mut seen = 0;
    let found = buckets.iter().find(|(_, times)| {
        seen += times;
        seen >= rank
    });
    found.map(|(bucket, _)| middle(*bucket))
}

/// The time that stands for a bucket: as far from one end as from the other, in proportion.
fn middle(bucket: u8) -> i64 {
    match range(bucket) {
        (0, Some(end)) => end / 2,
        (from, Some(end)) => 2 * from * end / (from + end),
        (from, None) => from,
    }
}

/// The ends of the buckets.
fn bounds() -> impl Iterator<Item = i64> {
    std::iter::successors(Some(FIRST_MS), |end| Some(end + end / 10))
}

#[cfg(test)]
mod tests {
    use super::{ERROR_PERCENT, FIRST_MS, LAST, bucket, quantile, range};

    #[test]
    fn buckets_touch_and_are_pinned() {
        for at in 0..LAST {
            let (from, end) = range(at);
            let end = end.unwrap();
            assert_eq!((bucket(from), bucket(end - 1)), (at, at));
            assert_eq!(bucket(end), at + 1);
        }
        // What is stored counts on these: a minute, an hour, a day, 42 hours, 100 days.
        let ms = [60_000, 3_600_000, 86_400_000, 42 * 3_600_000, 100 * 86_400_000, i64::MAX];
        assert_eq!(ms.map(bucket), [68, 111, 144, 150, 193, LAST]);
        assert_eq!((bucket(-5), bucket(0)), (0, 0));
    }

    #[test]
    fn what_is_read_is_within_the_error_that_is_stated() {
        let mut state = 7_u64;
        let mut times: Vec<i64> = (0..2_000)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                FIRST_MS + i64::try_from(state % 40_000_000).unwrap() / (1 + i64::try_from(state % 977).unwrap())
            })
            .collect();
        times.sort_unstable();
        let mut buckets: Vec<(u8, i64)> = (0..=LAST).map(|at| (at, 0)).collect();
        times.iter().for_each(|ms| buckets[usize::from(bucket(*ms))].1 += 1);
        for per_mille in [1, 100, 500, 900, 990, 1000] {
            let exact = times[usize::try_from((2 * per_mille).max(1)).unwrap() - 1];
            let read = quantile(&buckets, per_mille).unwrap();
            assert!((read - exact).abs() * 100 <= exact * ERROR_PERCENT, "{per_mille}: {read}, not {exact}");
        }
        assert_eq!(quantile(&[], 500), None);
    }
}
