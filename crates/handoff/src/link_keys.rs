//! The keys that sign handoff links: the newest signs, it and the one before it verify.

use crate::agreements::InForce;
use crate::arrival::Here;
use crate::database::params;
use crate::log::{self, Entry, Kind};
use crate::{Database, Ids, Problem, Reply};

/// So many keys verify. Links of an older one are worth nothing any more.
const KEPT: i64 = 2;

/// Makes a new key. Once, and the links that are out still open; twice, and they do not: that is
/// what to do when one may be in wrong hands.
pub(crate) fn turn(here: &Here<'_>, ids: &mut Ids, db: &mut dyn Database) -> Result<Reply, Problem> {
    let newest = db.query("SELECT max(id) FROM link_keys", &[])?;
    let newest = newest.first().map_or(Ok(None), |row| row.optional_integer(0))?.unwrap_or_default() + 1;
    db.execute("INSERT INTO link_keys (id, key, made_at) VALUES (?, ?, ?)", &params![newest, ids.key(), here.now])?;
    db.execute("DELETE FROM link_keys WHERE id <= ?", &params![newest - KEPT])?;
    let kind = Kind::LinkKeyTurned { key: newest };
    log::append(db, here.now, None, &[Entry { lead: None, actor: "admin", kind }])?;
    Ok(Reply::LinkKey(newest))
}

/// The key of that number: the newest is at hand.
pub(crate) fn find(in_force: &InForce, id: i64, db: &mut dyn Database) -> Result<Option<Vec<u8>>, Problem> {
    match &in_force.key {
        Some((newest, key)) if *newest == id => Ok(Some(key.clone())),
        _ => {
            let rows = db.query("SELECT key FROM link_keys WHERE id = ?", &params![id])?;
            rows.first().map(|row| row.blob(0).map(<[u8]>::to_vec)).transpose()
        }
    }
}
