//! The one place that reads a clock. Everything else is handed `now`.

use baton_handoff::Millis;

/// The machine's time. On the platform it stands still while code runs and moves with I/O.
#[expect(clippy::disallowed_methods, reason = "the edge's one clock read; all others take `now` as a value")]
pub fn read() -> Millis {
    Millis(i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX))
}
