//! Cells of many days added up, so that a year is read in a tenth of them.
//!
//! A block is 16 days: of a year 22 blocks and some 15 days at its ends are read. Its sums stand beside the days'
//! cells, by dimension, value and tier. Days are added up when their block is over, a dimension at a time, so that
//! intake goes on between two. What changes later in a day that was added up changes its block, too, in the same
//! transaction ([`super::stored`]): so at every commit a block is the sum of its days. A new lead belongs to a
//! block that is not over, and writes nothing here.

use crate::database::params;
use crate::{Database, Millis, Problem, Row, erasure, meta, timers};

use super::counted::Cell;
use super::stored::{self, BY_BLOCK};
use super::tally::Tally;
use super::{DIMENSIONS, check};

/// Days of a block: twice as many would be added up at once, and be more days at the ends.
const DAYS: i64 = 16;

/// Under this name stands how far days are added up: four times the block, and how many of its dimensions are done.
pub(super) const SUMMED_TO: &str = "figure_blocks";

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

/// Some days as they are read: one by one, then blocks, then one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// The days before the blocks, both ends included.
    pub before: (i64, i64),
    /// The first block, and the one behind the last.
    pub blocks: (i64, i64),
    /// The days behind them, both ends included.
    pub behind: (i64, i64),
}

/// How days, both ends included, are read of a dimension.
pub(super) fn parts(summed: Option<Summed>, dimension: &str, (from, to): (i64, i64)) -> Parts {
    let first = of(from + DAYS - 1);
    let end = summed.map_or(first, |summed| summed.end(dimension)).min(of(to + 1)).max(first);
    Parts { before: (from, to.min(first_day(first) - 1)), blocks: (first, end), behind: (first_day(end), to) }
}

/// The first day of a block.
fn first_day(block: i64) -> i64 {
    block * DAYS
}

/// A lead of this day was counted: when a block is over, it is added up soon.
pub(super) fn counted(db: &mut dyn Database, summed: Option<Summed>, day: i64, now: Millis) -> Result<(), Problem> {
    let to = match summed {
        Some(Summed(to)) => to.div_euclid(EVERY),
        None => {
            let first = of(check::day_after(db, None)?.unwrap_or(day).min(day));
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
    let at = usize::try_from(to.rem_euclid(EVERY)).unwrap_or(0);
    if let Some(dimension) = DIMENSIONS.get(at) {
        for cells in sums(db, dimension, to.div_euclid(EVERY))?.chunks(stored::AT_ONCE) {
            stored::add(db, &BY_BLOCK, cells)?;
        }
    }
    meta::set(db, SUMMED_TO, to + 1)?;
    timers::set(db, erasure::DESK, timers::BLOCKS, now + timers::BREATH)
}

/// The sums of a block's days, as cells of the block.
fn sums(db: &mut dyn Database, dimension: &'static str, block: i64) -> Result<Vec<(Cell, Tally)>, Problem> {
    let rows = db.query(
        "SELECT value, tier, group_concat(cell, ' ') FROM figures WHERE dimension = ? AND day >= ? AND day < ?
         GROUP BY value, tier",
        &params![dimension, first_day(block), first_day(block + 1)],
    )?;
    cells(dimension, block, &rows)
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
        if cells(dimension, block, &rows)? != sums(db, dimension, block)? {
            differences.push(format!("{dimension}, block {block}: it is not the sum of its days"));
        }
    }
    Ok(differences)
}

/// Rows of value, tier and what is counted, as cells; those of nothing left out.
fn cells(dimension: &'static str, block: i64, rows: &[Row]) -> Result<Vec<(Cell, Tally)>, Problem> {
    let mut cells = Vec::with_capacity(rows.len());
    for row in rows {
        let mut tally = Tally::default();
        tally.add_stored(row.text(2)?);
        if !tally.is_empty() {
            cells.push((Cell { dimension, day: block, value: row.string(0)?, tier: row.string(1)? }, tally));
        }
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use super::{Parts, Summed, parts};

    #[test]
    fn whole_blocks_are_taken_where_they_are_added_up_and_days_elsewhere() {
        // Blocks 0 to 3 are added up, and of the fourth the first two dimensions.
        let summed = Some(Summed::of(4 * 4 + 2));
        let within = |summed, dimension, from, to| parts(summed, dimension, (from, to)).blocks;
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

    #[test]
    fn every_day_is_read_once() {
        for summed in [None, Some(Summed::of(0)), Some(Summed::of(4 * 4 + 2)), Some(Summed::of(99))] {
            for (from, to) in [(0, 0), (5, 9), (15, 16), (1, 40), (-20, 70), (16, 31), (60, 90)] {
                let Parts { before, blocks, behind } = parts(summed, "rep", (from, to));
                let days: Vec<i64> =
                    (before.0..=before.1).chain(blocks.0 * 16..blocks.1 * 16).chain(behind.0..=behind.1).collect();
                assert_eq!(days, (from..=to).collect::<Vec<_>>(), "{summed:?}, {from} to {to}");
            }
        }
    }
}
