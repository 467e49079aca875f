//! Whether, and when, a message that did not arrive is tried again.

use crate::{Millis, Outcome};

/// The pauses behind the first tries, in ms; behind all others the last of them. Short, because
/// a window is five minutes: a receiver that comes back is found within half a minute.
const PAUSES: [i64; 6] = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000];
/// A message that has been tried for so long is given up.
const PATIENCE: Millis = Millis(24 * 3_600_000);
/// A receiver that refuses a message, rather than failing at it, is asked so often.
const REFUSALS: i64 = 3;
/// No receiver can put a message off by more than this.
const LONGEST: Millis = Millis(3_600_000);

/// What becomes of a message after a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It arrived.
    Arrived,
    /// It is tried again after this pause.
    After(Millis),
    /// It is given up, and why.
    Dead(String),
}

/// Whether the receiver understood the message and does not want it. Failures and overload
/// (5xx, 408, 425, 429) and silence are not refusals. A redirect is: it leads to a place that
/// the agreement does not name.
#[must_use]
pub fn is_refusal(outcome: &Outcome) -> bool {
    outcome.status.is_some_and(|status| matches!(status, 300..=499) && !matches!(status, 408 | 425 | 429))
}

/// What becomes of a message. `attempts` and `refusals` count this try; `age` is how long ago
/// the message was written.
#[must_use]
pub fn retry(outcome: &Outcome, attempts: i64, refusals: i64, age: Millis) -> Retry {
    if outcome.status.is_some_and(|status| matches!(status, 200..=299)) {
        return Retry::Arrived;
    }
    if refusals >= REFUSALS {
        return Retry::Dead(format!("refused {refusals} times, {}", told(outcome)));
    }
    if age >= PATIENCE {
        return Retry::Dead(format!("tried for {}, {}", crate::duration(age), told(outcome)));
    }
    let behind = usize::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    let pause = PAUSES.get(behind).or(PAUSES.last()).copied().unwrap_or(LONGEST.0);
    let asked = outcome.retry_after.map_or(Millis(0), Millis::from_seconds).min(LONGEST);
    Retry::After(Millis(pause).max(asked))
}

/// A try in a few words: `status 503`, or why there was no answer.
#[must_use]
pub(crate) fn told(outcome: &Outcome) -> String {
    match (outcome.status, &outcome.error) {
        (Some(status), _) => format!("status {status}"),
        (None, Some(error)) => error.chars().take(200).collect(),
        (None, None) => "no answer".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Retry, is_refusal, retry};
    use crate::{Millis, Outcome, Seconds};

    fn status(status: u16) -> Outcome {
        Outcome { status: Some(status), ..Outcome::default() }
    }

    #[test]
    fn the_schedule() {
        let pauses: Vec<_> = (1..=8).map(|attempts| retry(&status(503), attempts, 0, Millis(0))).collect();
        let expected = [1, 2, 5, 10, 20, 30, 30, 30].map(|seconds| Retry::After(Millis(seconds * 1000)));
        assert_eq!(pauses, expected);
        assert_eq!(retry(&Outcome::default(), 0, 0, Millis(0)), Retry::After(Millis(1000)));
    }

    #[test]
    fn two_hundreds_arrive() {
        for (code, arrived) in [(199, false), (200, true), (204, true), (299, true), (300, false)] {
            assert_eq!(retry(&status(code), 99, 99, Millis(i64::MAX)) == Retry::Arrived, arrived, "{code}");
        }
    }

    #[test]
    fn a_receiver_may_ask_for_time() {
        let asking = |seconds| Outcome { retry_after: Some(Seconds(seconds)), ..status(429) };
        assert_eq!(retry(&asking(7), 1, 0, Millis(0)), Retry::After(Millis(7_000)));
        assert_eq!(retry(&asking(1), 6, 0, Millis(0)), Retry::After(Millis(30_000)), "never sooner than our own pause");
        assert_eq!(retry(&asking(i64::MAX), 1, 0, Millis(0)), Retry::After(Millis(3_600_000)));
        assert_eq!(retry(&asking(-5), 1, 0, Millis(0)), Retry::After(Millis(1_000)));
    }

    #[test]
    fn refusals_are_few_and_failures_are_patient() {
        for code in [301, 400, 401, 404, 410, 422] {
            assert!(is_refusal(&status(code)), "{code}");
        }
        for code in [200, 408, 425, 429, 500, 503] {
            assert!(!is_refusal(&status(code)), "{code}");
        }
        assert_eq!(retry(&status(404), 2, 2, Millis(0)), Retry::After(Millis(2_000)));
        assert_eq!(retry(&status(404), 3, 3, Millis(0)), Retry::Dead("refused 3 times, status 404".into()));
        assert_eq!(retry(&status(503), 2880, 0, Millis(86_399_999)), Retry::After(Millis(30_000)));
        assert_eq!(retry(&status(503), 2881, 0, Millis(86_400_000)), Retry::Dead("tried for 1 d, status 503".into()));
    }
}
