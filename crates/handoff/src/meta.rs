//! Numbers that a desk keeps for itself, each under a name: how far slices have come, which list is in force.

use crate::database::params;
use crate::{Database, Problem};

/// What stands under a name, if anything does.
pub(crate) fn get(db: &mut dyn Database, name: &str) -> Result<Option<i64>, Problem> {
    let rows = db.query("SELECT value FROM meta WHERE key = ?", &params![name])?;
    rows.first().map(|row| row.integer(0)).transpose()
}

/// Writes a number, in the place of what stood there.
pub(crate) fn set(db: &mut dyn Database, name: &str, value: i64) -> Result<(), Problem> {
    db.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        &params![name, value],
    )?;
    Ok(())
}

/// Writes a number where none stands yet.
pub(crate) fn begin(db: &mut dyn Database, name: &str, value: i64) -> Result<(), Problem> {
    db.execute("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", &params![name, value])?;
    Ok(())
}

/// Takes a number away.
pub(crate) fn forget(db: &mut dyn Database, name: &str) -> Result<(), Problem> {
    db.execute("DELETE FROM meta WHERE key = ?", &params![name])?;
    Ok(())
}
