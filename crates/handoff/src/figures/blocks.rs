//! Cells of many days added up, so that a year is read in a tenth of them.
//!
//! A block is 16 days: of a year 22 blocks and some 15 days at its ends are read. Its sums stand beside the days'
//! cells, by dimension, value and tier. Days are added up when their block is over, a dimension at a time, so that
//! intake goes on between two. What changes later in a day that was added up changes its block, too, in the same
//! transaction ([`super::stored`]): so at every commit a block is the sum of its days. A new lead belongs to a
//! block that is not over, and writes nothing here.

use crate::database::params;
use crate::{Database, Millis, Problem, Value, erasure, meta, timers};

use super::DIMENSIONS;
use super::tally::Tally;

/// Days of a block: twice as many would be added up at once, and be more days at the ends.
const DAYS: i64 = 16;

/// Under this name stands how far days are added up: four times the block, and how many of its dimensions are done.
pub(super) const SUMMED_TO: &str = "figure_blocks";

/// Rows of one statement: five parameters each, of a hundred.
const AT_ONCE: usize = 20;

const EVERY: i64 = DIMENSIONS.len() as i64;

/// The block that a day lies in.
pub(super) fn of(day: i64) -> i64 {
    day.div_euclid(DAYS)
}

/// How far days are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Summed(i64);

impl Summed {
    pub fn of(held: i64) -> Summed {
        Summed(held)
    }

    /// Reads it; nothing is added up yet where it is none.
    pub fn read(db: &mut dyn Database) -> Result<Option<Summed>, Problem> {
        Ok(meta::get(db, SUMMED_TO)?.map(Summed))
    }

    /// Whether the block of a day is added up for a dimension.
    pub fn holds(self, dimension: &str, day: i64) -> bool {
        of(day) < self.end(dimension)
    }

    /// The first block of a dimension that is not.
    fn end(self, dimension: &str) -> i64 {
        let at = DIMENSIONS.iter().position(|known| *known == dimension).and_then(|at| i64::try_from(at).ok());
        let is_done = at.is_some_and(|at| at < self.0.rem_euclid(EVERY));
        self.0.div_euclid(EVERY) + i64::from(is_done)
    }
}

/// Of some days, both ends included: the blocks that are added up and wholly among them, as first and behind the
/// last. Days before and behind those are read one by one.
pub(super) fn within(summed: Option<Summed>, dimension: &str, from: i64, to: i64) -> (i64, i64) {
    let first = of(from + DAYS - 1);
    let end = summed.map_or(first, |summed| summed.end(dimension)).min(of(to + 1));
    (first, end.max(first))
}

/// The first day of a block.
pub(super) fn first_day(block: i64) -> i64 {
    block * DAYS
}

/// A lead of this day was counted: when a block is over, it is added up soon.
pub(super) fn counted(db: &mut dyn Database, summed: Option<Summed>, day: i64, now: Millis) -> Result<(), Problem> {
    let to = match summed {
        Some(Summed(to)) => to.div_euclid(EVERY),
        None => {
            let first =
                DIMENSIONS.map(|known| format!("SELECT min(day) AS day FROM figures WHERE dimension = '{known}'"));
            let rows = db.query(&format!("SELECT min(day) FROM ({})", first.join(" UNION ALL ")), &[])?;
            let first = rows.first().map_or(Ok(None), |row| row.optional_integer(0))?;
            let first = of(first.unwrap_or(day).min(day));
            meta::begin(db, SUMMED_TO, first * EVERY)?;
            first
        }
    };
    if to < of(day) { timers::set(db, erasure::DESK, timers::BLOCKS, now + timers::BREATH) } else { Ok(()) }
}

/// Adds up one dimension of the next block, and rings again while one is over that is not.
pub(crate) fn add_up(now: Millis, db: &mut dyn Database) -> Result<(), Problem> {
    // The last day may not be over yet somewhere; and nothing is wrong if it is not, for what changes is added.
    let today = now.0.div_euclid(86_400_000) - 1;
    let next = Summed::read(db)?.filter(|Summed(to)| to.div_euclid(EVERY) < of(today));
    let Some(Summed(to)) = next else { return timers::stop_one(db, erasure::DESK, timers::BLOCKS) };
    let block = to.div_euclid(EVERY);
    let at = usize::try_from(to.rem_euclid(EVERY)).unwrap_or(0);
    if let Some(dimension) = DIMENSIONS.get(at) {
        let rows: Vec<[Value; 4]> = sums(db, dimension, block)?
            .into_iter()
            .map(|(value, tier, tally)| params![block, value, tier, tally.to_stored()])
            .collect();
        for rows in rows.chunks(AT_ONCE) {
            let places = vec!["(?, ?, ?, ?, 1, ?)"; rows.len()].join(", ");
            let values: Vec<Value> = rows
                .iter()
                .flat_map(|row| std::iter::once(Value::from(*dimension)).chain(row.iter().cloned()))
                .collect();
            db.execute(
                &format!(
                    "INSERT OR REPLACE INTO figure_blocks (dimension, block, value, tier, v, cell) VALUES {places}"
                ),
                &values,
            )?;
        }
    }
    meta::set(db, SUMMED_TO, to + 1)?;
    timers::set(db, erasure::DESK, timers::BLOCKS, now + timers::BREATH)
}

/// The sums of a block's days, by value and tier.
fn sums(db: &mut dyn Database, dimension: &str, block: i64) -> Result<Vec<(String, String, Tally)>, Problem> {
    let rows = db.query(
        "SELECT value, tier, group_concat(cell, ' ') FROM figures WHERE dimension = ? AND day >= ? AND day < ?
         GROUP BY value, tier",
        &params![dimension, first_day(block), first_day(block + 1)],
    )?;
    rows.iter().map(|row| Ok((row.string(0)?, row.string(1)?, tally(row.text(2)?)))).collect()
}

/// What stands of a block otherwise than its days say: a sentence each.
pub(super) fn check(db: &mut dyn Database, block: i64) -> Result<Vec<String>, Problem> {
    let Some(summed) = Summed::read(db)? else { return Ok(Vec::new()) };
    let mut differences = Vec::new();
    for dimension in DIMENSIONS.iter().filter(|known| summed.holds(known, first_day(block))) {
        let rows = db.query(
            "SELECT value, tier, cell FROM figure_blocks WHERE dimension = ? AND block = ? ORDER BY value, tier",
            &params![*dimension, block],
        )?;
        let held: Result<Vec<_>, Problem> =
            rows.iter().map(|row| Ok((row.string(0)?, row.string(1)?, tally(row.text(2)?)))).collect();
        let full = |mut cells: Vec<(String, String, Tally)>| {
            cells.retain(|(_, _, tally)| !tally.is_empty());
            cells
        };
        if full(held?) != full(sums(db, dimension, block)?) {
            differences.push(format!("{dimension}, block {block}: it is not the sum of its days"));
        }
    }
    Ok(differences)
}

fn tally(stored: &str) -> Tally {
    let mut tally = Tally::default();
    tally.add_stored(stored);
    tally
}

#[cfg(test)]
mod tests {
    use super::{Summed, within};

    #[test]
    fn whole_blocks_are_taken_where_they_are_added_up_and_days_elsewhere() {
        // Blocks 0 to 3 are added up, and of the fourth the first two dimensions.
        let summed = Some(Summed::of(4 * 4 + 2));
        assert_eq!(within(summed, "source", 0, 15), (0, 1));
        assert_eq!(within(summed, "source", 1, 47), (1, 3));
        assert_eq!(within(summed, "source", 1, 1_000), (1, 5), "the fourth, too");
        assert_eq!(within(summed, "pool", 1, 1_000), (1, 4));
        assert_eq!(within(summed, "pool", 1, 20), (1, 1), "none");
        assert_eq!(within(summed, "pool", 250, 300), (16, 16), "none yet");
        assert_eq!(within(None, "pool", 1, 1_000), (1, 1));
        assert_eq!(within(Some(Summed::of(-8)), "pool", -33, 1), (-2, -2));
        assert_eq!(within(Some(Summed::of(-3)), "source", -33, 1), (-2, 0));
    }
}
