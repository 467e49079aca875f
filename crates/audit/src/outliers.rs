//! Who or what stands out: one against all others, and not by chance.

/// So many cases are needed on a side before anything is said of it.
const LEAST: usize = 20;
/// A difference counts from so many standard errors on: one of 700 by chance.
const SURE: f64 = 3.0;

/// How many more cases one has than it would have at the rate of the others; none where that may be chance.
///
/// The pooled z test of two shares, <https://www.itl.nist.gov/div898/handbook/prc/section3/prc33.htm>.
pub(crate) fn excess(cases: usize, of: usize, other_cases: usize, other_of: usize) -> Option<usize> {
    if of < LEAST || other_of < LEAST {
        return None;
    }
    let (n, m) = (as_f64(of), as_f64(other_of));
    let (here, there) = (as_f64(cases) / n, as_f64(other_cases) / m);
    let pooled = as_f64(cases + other_cases) / (n + m);
    let error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
    // A few percent are nobody's leak, however sure.
    if error <= 0.0 || here - there < 0.1 || (here - there) / error < SURE {
        return None;
    }
    let expected = other_cases * of / other_of.max(1);
    cases.checked_sub(expected).filter(|excess| *excess > 0)
}

/// Whether one rate is lower than another by two standard errors, each given in thousandths and of how many.
pub(crate) fn is_fewer(one: (i64, usize), other: (i64, usize)) -> bool {
    let share = |(rate, of): (i64, usize)| (as_f64(usize::try_from(rate).unwrap_or(0)) / 1_000.0, as_f64(of));
    let ((p, n), (q, m)) = (share(one), share(other));
    let error = (p * (1.0 - p) / n + q * (1.0 - q) / m).sqrt();
    q - p > 2.0 * error
}

fn as_f64(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::excess;

    #[test]
    fn only_what_is_no_chance_stands_out() {
        assert_eq!(excess(60, 100, 100, 500), Some(40));
        assert_eq!(excess(12, 20, 40, 100), None);
        assert_eq!(excess(9, 10, 0, 500), None);
        assert_eq!(excess(220, 1_000, 2_000, 10_000), None);
        assert_eq!(excess(10, 100, 400, 500), None);
    }
}
