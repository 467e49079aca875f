//! A share of few says little: between what it may lie.

/// 95 of 100 such intervals hold the true share.
const Z: f64 = 1.96;

/// Wilson's score interval of a share, in per mille, rounded outwards; everything where there is nothing.
///
/// E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
#[must_use]
pub fn wilson(of: i64, all: i64) -> (i64, i64) {
    if all <= 0 {
        return (0, 1000);
    }
    #[expect(clippy::cast_precision_loss, reason = "numbers of leads are far below 2^53")]
    let (p, n) = (of.clamp(0, all) as f64 / all as f64, all as f64);
    let middle = p + Z * Z / (2.0 * n);
    let reach = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    let (low, high) = ((middle - reach) / scale * 1000.0, (middle + reach) / scale * 1000.0);
    // A hair's breadth for what the last bits of a root are.
    let (low, high) = ((low + 1e-6).floor(), (high - 1e-6).ceil());
    #[expect(clippy::cast_possible_truncation, reason = "held to 0 to 1000")]
    let whole = |per_mille: f64| per_mille.clamp(0.0, 1000.0) as i64;
    (whole(low), whole(high))
}

#[cfg(test)]
mod tests {
    use super::wilson;

    #[test]
    fn against_the_tables() {
        // By R 4.3, prop.test(x, n, correct = FALSE): 0.0571 to 0.5098, 0.1121 to 0.1509, 0.7224 to 1.
        assert_eq!(wilson(2, 9), (63, 548));
        assert_eq!(wilson(130, 1000), (110, 153));
        assert_eq!(wilson(10, 10), (722, 1000));
        assert_eq!(wilson(0, 10), (0, 278));
        assert_eq!(wilson(0, 0), (0, 1000));
    }
}
