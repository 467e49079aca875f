//! How each endpoint does: whether it answers, and when it may be tried.
//!
//! Endpoints know nothing of one another. One that fails again and again is *down*: its messages
//! wait, one of them is tried every half a minute, and when it arrives all go. So an endpoint
//! that was away has everything within a minute of its return, and while it is away it costs one
//! connection in thirty seconds.

use crate::answer::Heard;
use crate::database::params;
use crate::{Database, Millis, Problem};

/// After so many failures in a row an endpoint is down. With the pauses between the first tries a
/// single message has been tried for 18 seconds then; a burst finds out at once.
pub(crate) const FAILURES: i64 = 5;
/// While it is down it is tried so often.
pub(crate) const PROBE: Millis = Millis(30_000);

/// Every endpoint that has something to send, when its first message may go (`at`), and whether
/// it is gated. An index answers it: one look for each endpoint, however many messages wait.
pub(crate) const DUE: &str = "
    WITH RECURSIVE names(name) AS (
        SELECT min(endpoint) FROM deliveries WHERE next_at IS NOT NULL
        UNION ALL
        SELECT (SELECT min(endpoint) FROM deliveries WHERE next_at IS NOT NULL AND endpoint > name)
        FROM names WHERE name IS NOT NULL)
    SELECT name, gate_at IS NOT NULL AS gated, max(coalesce(gate_at, 0),
        (SELECT min(next_at) FROM deliveries d WHERE d.endpoint = name AND next_at IS NOT NULL)) AS at
    FROM names LEFT JOIN endpoints e ON e.endpoint = name WHERE name IS NOT NULL";

/// An endpoint that may be sent something now.
pub(crate) struct Due {
    pub endpoint: String,
    pub gated: bool,
    pub at: Millis,
}

/// The endpoints that may be sent something now.
pub(crate) fn due(db: &mut dyn Database, now: Millis) -> Result<Vec<Due>, Problem> {
    let rows = db.query(&format!("SELECT name, gated, at FROM ({DUE}) WHERE at <= ?"), &params![now])?;
    let due = |row: &crate::Row| Ok(Due { endpoint: row.string(0)?, gated: row.integer(1)? != 0, at: row.millis(2)? });
    rows.iter().map(due).collect()
}

/// A message is tried at an endpoint that is gated: nothing else is, until it is known what came
/// of it.
pub(crate) fn probing(db: &mut dyn Database, now: Millis, endpoint: &str) -> Result<(), Problem> {
    db.execute("UPDATE endpoints SET gate_at = ? WHERE endpoint = ?", &params![now + PROBE, endpoint])?;
    Ok(())
}

/// Writes down what was heard of a try that began at `began`. `asked`: how long the endpoint
/// wants to be left alone.
pub(crate) fn heard(
    db: &mut dyn Database,
    now: Millis,
    endpoint: &str,
    (began, heard, asked): (Option<Millis>, &Heard, Option<Millis>),
) -> Result<(), Problem> {
    let rows = db.query(
        "SELECT failures, gate_at IS NOT NULL, last_failure_at FROM endpoints WHERE endpoint = ?",
        &params![endpoint],
    )?;
    let (failures, gated, failed_at) = match rows.first() {
        Some(row) => (row.integer(0)?, row.integer(1)? != 0, row.optional_millis(2)?),
        None => (0, false, None),
    };
    match heard {
        Heard::Failed(why) => failed(db, now, endpoint, (failures + 1, why, asked)),
        Heard::Refused(why) => answers(db, now, endpoint, gated, (None, Some(why))),
        Heard::Arrived(_) | Heard::Member(_) => {
            // What began before the last failure says nothing of how it is now.
            let news = failed_at.is_none_or(|failed| began.is_some_and(|began| began >= failed));
            let took = began.map(|began| (now - began).0.max(0));
            if news || !gated {
                return answers(db, now, endpoint, gated, (took, None));
            }
            db.execute("UPDATE endpoints SET last_success_at = ? WHERE endpoint = ?", &params![now, endpoint])?;
            Ok(())
        }
    }
}

fn failed(
    db: &mut dyn Database,
    now: Millis,
    endpoint: &str,
    (failures, why, asked): (i64, &str, Option<Millis>),
) -> Result<(), Problem> {
    let down = (failures >= FAILURES).then_some(PROBE);
    let asked = asked.map(|asked| asked.min(crate::retry::LONGEST));
    let gate = down.into_iter().chain(asked).max().map(|pause| now + pause);
    db.execute(
        "INSERT INTO endpoints (endpoint, v, failures, gate_at, down_since, last_failure_at, last_error) VALUES (?, 1, ?, ?, ?, ?, ?)
         ON CONFLICT (endpoint) DO UPDATE SET failures = excluded.failures, gate_at = coalesce(excluded.gate_at, gate_at),
             down_since = coalesce(down_since, excluded.down_since), last_failure_at = excluded.last_failure_at,
             last_error = excluded.last_error",
        &params![endpoint, failures, gate, now, now, why],
    )?;
    Ok(())
}

/// It answers: whatever waited for that goes now.
fn answers(
    db: &mut dyn Database,
    now: Millis,
    endpoint: &str,
    gated: bool,
    (took, refused): (Option<i64>, Option<&str>),
) -> Result<(), Problem> {
    let (arrived_at, refused_at) = (refused.is_none().then_some(now), refused.map(|_| now));
    db.execute(
        "INSERT INTO endpoints (endpoint, v, failures, last_success_at, last_failure_at, last_error, latency_ms) VALUES (?, 1, 0, ?, ?, ?, ?)
         ON CONFLICT (endpoint) DO UPDATE SET failures = 0, gate_at = NULL, down_since = NULL,
             last_success_at = coalesce(excluded.last_success_at, last_success_at),
             last_failure_at = coalesce(excluded.last_failure_at, last_failure_at),
             last_error = coalesce(excluded.last_error, last_error), latency_ms = coalesce(excluded.latency_ms, latency_ms)",
        &params![endpoint, arrived_at, refused_at, refused, took],
    )?;
    if gated {
        db.execute(
            "UPDATE deliveries SET next_at = ? WHERE endpoint = ? AND next_at > ? AND state = 'waiting'",
            &params![now, endpoint, now],
        )?;
    }
    Ok(())
}
