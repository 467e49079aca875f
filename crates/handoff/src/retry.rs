//! Whether, and when, a message that did not arrive is tried again.

use crate::answer::Heard;
use crate::{Millis, Outcome};

/// The pauses behind the first tries, in ms; behind all others the last of them. Short, because
/// a window is five minutes: a receiver that comes back is found within half a minute.
const PAUSES: [i64; 5] = [1_000, 2_000, 5_000, 10_000, 30_000];
/// A message that has been tried for so long is given up.
const PATIENCE: Millis = Millis(24 * 3_600_000);
/// A receiver that refuses a message, rather than failing at it, is asked so often.
const REFUSALS: i64 = 3;
/// No receiver can put a message off by more than this.
pub(crate) const LONGEST: Millis = Millis(3_600_000);

/// What becomes of a message after a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
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
pub(crate) fn is_refusal(status: u16) -> bool {
    matches!(status, 300..=499) && !matches!(status, 408 | 425 | 429)
}

/// What becomes of a message. `attempts` and `refusals` count this try; `age` is how long ago
/// the message was written; `asked` is the time the receiver wants to be given.
pub(crate) fn retry(heard: &Heard, attempts: i64, refusals: i64, age: Millis, asked: Option<Millis>) -> Retry {
    let why = match heard {
        Heard::Arrived(_) => return Retry::Arrived,
        // Something was found out that the message needs; now it can go.
        Heard::Member(_) => return Retry::After(Millis(0)),
        Heard::Refused(why) | Heard::Failed(why) => why,
    };
    if refusals >= REFUSALS {
        return Retry::Dead(format!("refused {refusals} times, {why}"));
    }
    if age >= PATIENCE {
        return Retry::Dead(format!("tried for {}, {why}", crate::duration(age)));
    }
    let behind = usize::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    let pause = PAUSES.get(behind).or(PAUSES.last()).copied().unwrap_or(LONGEST.0);
    Retry::After(Millis(pause).max(asked.unwrap_or(Millis(0)).min(LONGEST)))
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
    use super::{Heard, Retry, is_refusal, retry};
    use crate::Millis;

    fn failed() -> Heard {
        Heard::Failed("status 503".to_owned())
    }

    fn refused() -> Heard {
        Heard::Refused("status 404".to_owned())
    }

    #[test]
    fn the_schedule() {
        let pauses: Vec<_> = (1..=7).map(|attempts| retry(&failed(), attempts, 0, Millis(0), None)).collect();
        let expected = [1, 2, 5, 10, 30, 30, 30].map(|seconds| Retry::After(Millis(seconds * 1000)));
        assert_eq!(pauses, expected);
        assert_eq!(retry(&failed(), 0, 0, Millis(0), None), Retry::After(Millis(1000)));
    }

    #[test]
    fn what_arrived_has_arrived_however_old() {
        assert_eq!(retry(&Heard::Arrived(None), 99, 99, Millis(i64::MAX), None), Retry::Arrived);
        assert_eq!(retry(&Heard::Member("U1".into()), 1, 0, Millis(0), None), Retry::After(Millis(0)));
    }

    #[test]
    fn a_receiver_may_ask_for_time() {
        let asking = |ms, attempts| retry(&failed(), attempts, 0, Millis(0), Some(Millis(ms)));
        assert_eq!(asking(7_000, 1), Retry::After(Millis(7_000)));
        assert_eq!(asking(1_000, 6), Retry::After(Millis(30_000)), "never sooner than our own pause");
        assert_eq!(asking(i64::MAX, 1), Retry::After(Millis(3_600_000)));
    }

    #[test]
    fn refusals_are_few_and_failures_are_patient() {
        for code in [301, 400, 401, 404, 410, 422] {
            assert!(is_refusal(code), "{code}");
        }
        for code in [200, 408, 425, 429, 500, 503] {
            assert!(!is_refusal(code), "{code}");
        }
        assert_eq!(retry(&refused(), 2, 2, Millis(0), None), Retry::After(Millis(2_000)));
        assert_eq!(retry(&refused(), 3, 3, Millis(0), None), Retry::Dead("refused 3 times, status 404".into()));
        assert_eq!(retry(&failed(), 2880, 0, Millis(86_399_999), None), Retry::After(Millis(30_000)));
        let dead = Retry::Dead("tried for 1 d, status 503".into());
        assert_eq!(retry(&failed(), 2881, 0, Millis(86_400_000), None), dead);
    }
}
