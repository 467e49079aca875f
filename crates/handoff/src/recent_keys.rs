//! By what the newest leads are found when their person comes again.
//!
//! Keys are hashes, so each stands anywhere in `lead_keys`, and to write one is to write a page of the
//! database. So those of the newest leads stand in the order they came, in `recent_keys` and in memory;
//! of some thousand leads they are put to the others together, sorted, and share their pages.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::database::params;
use crate::{Database, Millis, Problem, Value, erasure, timers};

/// Of so many leads the keys are put to the others together.
const TOGETHER: i64 = 1 << 11;
/// So many keys in one slice: some 20 ms of work.
const SLICE: i64 = 1 << 10;
/// Keys are hashes of 53 bits: none is greater.
const LAST: i64 = (1 << 53) - 1;

/// The rows of `recent_keys`, key and place of the lead, once they were read. What is kept here beyond
/// them costs a comparison and decides nothing.
#[derive(Default)]
pub(crate) struct RecentKeys(RefCell<Option<BTreeSet<(i64, i64)>>>);

impl RecentKeys {
    /// The newest leads of a key, at most so many.
    pub fn newest(&self, key: i64, most: usize, db: &mut dyn Database) -> Result<Vec<i64>, Problem> {
        let mut known = self.0.borrow_mut();
        let known = match &mut *known {
            Some(known) => known,
            none => none.insert(read(db)?),
        };
        Ok(known.range((key, i64::MIN)..=(key, i64::MAX)).rev().take(most).map(|(_, lead)| *lead).collect())
    }

    /// Writes down by what a lead is found. One statement.
    pub fn keep(&self, keys: &[i64], id: &str, db: &mut dyn Database) -> Result<(), Problem> {
        let places = vec!["(?)"; keys.len()].join(", ");
        let mut values = params![id].to_vec();
        values.extend(keys.iter().copied().map(Value::from));
        let kept = db.query(
            &format!(
                "INSERT INTO recent_keys (key, lead)
                 SELECT column1, (SELECT seq FROM leads WHERE id = ?) FROM (VALUES {places}) RETURNING lead"
            ),
            &values,
        )?;
        if let (Some(known), Some(row)) = (&mut *self.0.borrow_mut(), kept.first()) {
            let lead = row.integer(0)?;
            known.extend(keys.iter().map(|key| (*key, lead)));
        }
        Ok(())
    }

    /// They are read again before they are asked for.
    pub fn forget(&self) {
        self.0.take();
    }

    /// Puts the next of them to the others, and rings again while there are more.
    pub fn settle(&self, now: Millis, db: &mut dyn Database) -> Result<(), Problem> {
        let rows = db.query("SELECT key FROM recent_keys ORDER BY key LIMIT 1 OFFSET ?", &params![SLICE])?;
        let last = rows.first().map_or(Ok(LAST), |row| row.integer(0))?;
        db.execute(
            "INSERT OR IGNORE INTO lead_keys (key, lead)
             SELECT key, lead FROM recent_keys WHERE key <= ? ORDER BY key, lead",
            &params![last],
        )?;
        db.execute("DELETE FROM recent_keys WHERE key <= ?", &params![last])?;
        if let Some(known) = &mut *self.0.borrow_mut() {
            *known = known.split_off(&(last + 1, i64::MIN));
        }
        match rows.is_empty() {
            true => timers::stop_one(db, erasure::DESK, timers::KEYS),
            false => timers::set(db, erasure::DESK, timers::KEYS, now + timers::BREATH),
        }
    }
}

/// A lead has come in, at this place: when enough have, their keys are put to the others.
pub(crate) fn came(db: &mut dyn Database, seq: i64, now: Millis) -> Result<(), Problem> {
    if seq % TOGETHER != 0 {
        return Ok(());
    }
    timers::set(db, erasure::DESK, timers::KEYS, now + timers::BREATH)
}

fn read(db: &mut dyn Database) -> Result<BTreeSet<(i64, i64)>, Problem> {
    let rows = db.query("SELECT key, lead FROM recent_keys", &[])?;
    rows.iter().map(|row| Ok((row.integer(0)?, row.integer(1)?))).collect()
}
