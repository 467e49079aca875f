//! By what the newest leads are found when their person comes again.
//!
//! Keys are hashes, so each stands anywhere in `lead_keys`, and to write one is to write a page of the
//! database. So those of the newest leads stand in the order they came, in `recent_keys` and in memory;
//! of some thousand leads they are put to the others together, sorted, and share their pages.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::arrival::Here;
use crate::database::params;
use crate::{Database, Millis, Problem, Value, erasure, timers};

/// Of so many leads the keys are put to the others together.
const TOGETHER: i64 = 1 << 11;
/// So many keys in one slice, each on a page of its own at a desk of many leads: a lead that comes meanwhile waits for
/// them. A desk that is ended again and again is done with a slice before it ends.
const SLICE: i64 = 1 << 9;
/// Keys are hashes of 53 bits: none is greater.
const LAST: i64 = (1 << 53) - 1;

/// So often they are looked for among the rows before all are read: most desks sleep again after a lead or two.
const AWAKE: u32 = 8;
/// So many rows are read at most: more are there only where the alarm could not put them to the others for long.
const MOST_READ: i64 = 1 << 13;

/// The rows of `recent_keys`, key and place of the lead, once they were read. What is kept here beyond
/// them costs a comparison and decides nothing.
pub(crate) struct RecentKeys(RefCell<Memory>);

enum Memory {
    /// Not read yet, and so often looked for.
    Asleep(u32),
    Known(BTreeSet<(i64, i64)>),
}

impl Default for RecentKeys {
    fn default() -> RecentKeys {
        RecentKeys(RefCell::new(Memory::Asleep(0)))
    }
}

impl RecentKeys {
    /// The newest leads of each key, at most so many of each; none while the desk wakes: then they are looked for among
    /// the rows.
    pub fn newest(&self, keys: &[i64], most: usize, db: &mut dyn Database) -> Result<Option<Vec<Vec<i64>>>, Problem> {
        let mut memory = self.0.borrow_mut();
        if let Memory::Asleep(asked @ AWAKE..) = &mut *memory {
            *asked = 0;
            if count(db)? <= MOST_READ {
                *memory = Memory::Known(read(db)?);
            }
        }
        Ok(match &mut *memory {
            Memory::Known(known) => Some(keys.iter().map(|key| newest_known(known, *key, most)).collect()),
            Memory::Asleep(asked) => {
                *asked += 1;
                None
            }
        })
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
        if let (Memory::Known(known), Some(row)) = (&mut *self.0.borrow_mut(), kept.first()) {
            let lead = row.integer(0)?;
            known.extend(keys.iter().map(|key| (*key, lead)));
        }
        Ok(())
    }

    /// They are read again before they are asked for.
    pub fn forget(&self) {
        self.0.replace(Memory::Asleep(0));
    }

    /// Puts the next of them to the others, and rings again while there are more.
    pub fn settle(&self, here: &Here<'_>, db: &mut dyn Database) -> Result<(), Problem> {
        let rows = db.query("SELECT key FROM recent_keys ORDER BY key LIMIT 1 OFFSET ?", &params![SLICE])?;
        let last = rows.first().map_or(Ok(LAST), |row| row.integer(0))?;
        db.execute(
            "INSERT OR IGNORE INTO lead_keys (key, lead)
             SELECT key, lead FROM recent_keys WHERE key <= ? ORDER BY key, lead",
            &params![last],
        )?;
        db.execute("DELETE FROM recent_keys WHERE key <= ?", &params![last])?;
        if let Memory::Known(known) = &mut *self.0.borrow_mut() {
            *known = known.split_off(&(last + 1, i64::MIN));
        }
        match rows.is_empty() {
            true => timers::stop_one(db, erasure::DESK, timers::KEYS),
            false => timers::set(db, erasure::DESK, timers::KEYS, here.now + timers::BREATH),
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

fn newest_known(known: &BTreeSet<(i64, i64)>, key: i64, most: usize) -> Vec<i64> {
    known.range((key, i64::MIN)..=(key, i64::MAX)).rev().take(most).map(|(_, lead)| *lead).collect()
}

/// The statement for the same among the rows, of so many keys, each its parameter: key and lead.
pub(crate) fn newest_stored(keys: usize, most: usize) -> String {
    let parameters: Vec<String> = (1..=keys).map(|at| format!("?{at}")).collect();
    format!(
        "SELECT key, lead FROM (
             SELECT key, lead, row_number() OVER (PARTITION BY key ORDER BY lead DESC) AS nth
             FROM recent_keys WHERE key IN ({})
         ) WHERE nth <= {most}",
        parameters.join(", ")
    )
}

fn count(db: &mut dyn Database) -> Result<i64, Problem> {
    let rows = db.query("SELECT count(*) FROM recent_keys", &[])?;
    rows.first().map_or(Ok(0), |row| row.integer(0))
}

fn read(db: &mut dyn Database) -> Result<BTreeSet<(i64, i64)>, Problem> {
    let rows = db.query("SELECT key, lead FROM recent_keys", &[])?;
    rows.iter().map(|row| Ok((row.integer(0)?, row.integer(1)?))).collect()
}
