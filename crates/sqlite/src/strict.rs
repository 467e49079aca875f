//! As strict as the platform: what a Durable Object refuses is refused here.

use baton_handoff::{DatabaseError, Value};
use rusqlite::Connection;
use rusqlite::limits::Limit;

/// Parameters of one statement.
const PARAMETERS: usize = 100;
/// Bytes of one statement.
const STATEMENT_BYTES: usize = 100_000;
/// Bytes of one text or blob.
const VALUE_BYTES: usize = 2_000_000;
/// The largest whole number a double carries exactly, 2^53 − 1.
const LARGEST: i64 = (1 << 53) - 1;
/// Statements that begin so are the adapter's, or nobody's.
const REFUSED: &[&str] =
    &["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "ATTACH", "DETACH", "VACUUM"];

/// Limits that SQLite itself can hold.
pub(crate) fn limit(connection: &Connection) -> rusqlite::Result<()> {
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, 2_200_000),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 5),
        (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
        (Limit::SQLITE_LIMIT_COLUMN, 100),
        (Limit::SQLITE_LIMIT_FUNCTION_ARG, 32),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
    ] {
        connection.set_limit(limit, most)?;
    }
    Ok(())
}

/// Refuses a statement that the platform would refuse.
pub(crate) fn check(sql: &str, params: &[Value]) -> Result<(), DatabaseError> {
    let refuse = |why: String| Err(DatabaseError(why));
    if params.len() > PARAMETERS {
        return refuse(format!("{} parameters, of which there may be {PARAMETERS}", params.len()));
    }
    if sql.len() > STATEMENT_BYTES {
        return refuse(format!("a statement of {} bytes, of which there may be {STATEMENT_BYTES}", sql.len()));
    }
    let word: String = after_comments(sql).chars().take_while(char::is_ascii_alphabetic).collect();
    if REFUSED.contains(&word.to_ascii_uppercase().as_str()) {
        return refuse(format!("{word} is not a desk's business"));
    }
    params.iter().try_for_each(|value| match value {
        Value::Integer(number) => exact(*number).map(drop),
        Value::Text(text) if text.len() > VALUE_BYTES => refuse(format!("a text of {} bytes", text.len())),
        Value::Blob(bytes) if bytes.len() > VALUE_BYTES => refuse(format!("a blob of {} bytes", bytes.len())),
        _ => Ok(()),
    })
}

/// A whole number, refused where a double would bend it.
pub(crate) fn exact(number: i64) -> Result<i64, DatabaseError> {
    if (-LARGEST..=LARGEST).contains(&number) {
        Ok(number)
    } else {
        Err(DatabaseError(format!("{number} is beyond 2^53")))
    }
}

fn after_comments(sql: &str) -> &str {
    let mut rest = sql.trim_start();
    loop {
        let behind = match (rest.strip_prefix("--"), rest.strip_prefix("/*")) {
            (Some(line), _) => line.split_once('\n'),
            (_, Some(block)) => block.split_once("*/"),
            _ => return rest,
        };
        rest = behind.map_or("", |(_, behind)| behind).trim_start();
    }
}
