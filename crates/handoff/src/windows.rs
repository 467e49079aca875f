//! The first-response window: when it ends, and whether an answer was in time.

use baton_agreement::Windows;

use crate::Millis;

/// When the first response to a lead of `source` is due. The clock starts at arrival at the
/// desk, not at the visitor's submit: a lead from an offline queue is answered as fast as any.
#[must_use]
pub(crate) fn due_at(windows: &Windows, source: &str, received_at: Millis) -> Millis {
    received_at + Millis::from_seconds(windows.first_response(source))
}

/// Whether something at `at` is in time. The due instant itself is late: at that instant the
/// alarm may already have written the miss, and the answer must not depend on who came first.
#[must_use]
pub(crate) fn in_time(due_at: Millis, at: Millis) -> bool {
    at < due_at
}

#[cfg(test)]
mod tests {
    use super::{due_at, in_time};
    use crate::{Millis, Seconds};
    use baton_agreement::Windows;

    #[test]
    fn windows_hang_on_the_source() {
        let windows = Windows { first_response: Seconds(300), by_source: vec![("content".into(), Seconds(14_400))] };
        assert_eq!(due_at(&windows, "demo_request", Millis(5)), Millis(300_005));
        assert_eq!(due_at(&windows, "content", Millis(5)), Millis(14_400_005));
        assert_eq!(due_at(&windows, "", Millis(i64::MAX)), Millis(i64::MAX));
    }

    #[test]
    fn the_due_instant_is_late() {
        assert!(in_time(Millis(10), Millis(9)));
        assert!(!in_time(Millis(10), Millis(10)));
    }
}
