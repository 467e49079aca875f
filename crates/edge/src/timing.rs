//! Waiting with an end to it, and surviving a panic.

use baton_handoff::{Event, Millis};
use futures_util::future::{Either, select};
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use worker::Delay;

/// The answer, or `None` when `limit` is over first. What was asked is dropped then.
pub async fn within<T>(limit: Duration, asked: impl Future<Output = T>) -> Option<T> {
    match select(pin!(asked), pin!(Delay::from(limit))).await {
        Either::Left((answer, _)) => Some(answer),
        Either::Right(_) => None,
    }
}

/// Others have their turn: what came meanwhile is seen to first. Of two slices of something that somebody waits for.
pub async fn turn() {
    Delay::from(Duration::ZERO).await;
}

/// The same, of two slices of something that takes minutes anyway: who sends a lead meanwhile finds the desk at rest
/// more often than not.
pub async fn rest() {
    Delay::from(Duration::from_millis(4)).await;
}

/// The answer, or `None` when it panicked. In a build that aborts on panic the platform
/// starts the module anew instead and this never returns.
pub async fn unless_panicked<T>(asked: impl Future<Output = T>) -> Option<T> {
    let mut asked = pin!(asked);
    poll_fn(|context| {
        // Sound: after a panic the future is never polled again, only dropped.
        match catch_unwind(AssertUnwindSafe(|| asked.as_mut().poll(context))) {
            Ok(poll) => poll.map(Some),
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}

/// The event by which the test clock asks for a panic in the middle of a commit. No clock goes so far.
pub const PANICKING: Event = Event::MoveClock { advance: Millis(i64::MIN) };

/// Whether an event is that one.
pub fn is_panicking(event: &Event) -> bool {
    matches!(event, Event::MoveClock { advance: Millis(i64::MIN) })
}

/// A panic on purpose, where the test clock is open: what it does to others is to be seen on the real thing.
#[expect(clippy::panic, reason = "it is asked for")]
pub fn forced_panic() {
    panic!("asked for by the test clock");
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::{Context, Waker};

    fn poll_once<T>(future: impl Future<Output = T>) -> Poll<T> {
        pin!(future).poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_panic_is_an_answer() {
        assert_eq!(poll_once(unless_panicked(async { 7 })), Poll::Ready(Some(7)));
        assert_eq!(poll_once(unless_panicked::<u8>(async { panic!("as in a bug") })), Poll::Ready(None));
        assert_eq!(poll_once(unless_panicked(std::future::pending::<u8>())), Poll::Pending);
    }
}
