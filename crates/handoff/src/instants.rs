//! The instants of a lead's life, each stored once; both clocks are read from them.

use crate::{Millis, Problem, Row};

/// When what happened. The desk's time throughout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Instants {
    /// The visitor's submit. None: it is not known, and the arrival stands for it.
    pub began_at: Option<Millis>,
    /// When the present owner's window began. None: at its arrival. It is not `assigned_at`, by which
    /// leads of a day are counted: a deal that changes hands begins no window.
    pub clock_from: Option<Millis>,
    /// Up to here every rung of the ladder was climbed.
    pub climbed_to: Option<Millis>,
    /// The rep was told for the first time.
    pub told_at: Option<Millis>,
    /// The present owner took it up.
    pub acknowledged_at: Option<Millis>,
    /// Somebody first tried to reach the visitor.
    pub attempted_at: Option<Millis>,
    /// Somebody first spoke with them.
    pub connected_at: Option<Millis>,
    /// Attempts so far while nobody was reached.
    pub attempts: i64,
}

/// The columns of [`Instants`], in its order.
macro_rules! columns {
    () => {
        "began_at, clock_from, climbed_to, told_at, acknowledged_at, attempted_at, connected_at, attempts"
    };
}
pub(crate) use columns;
/// How many they are.
pub(crate) const COLUMN_COUNT: usize = 8;

impl Instants {
    /// Reads the columns that begin at `at`.
    pub fn from_row(row: &Row, at: usize) -> Result<Instants, Problem> {
        Ok(Instants {
            began_at: row.optional_millis(at)?,
            clock_from: row.optional_millis(at + 1)?,
            climbed_to: row.optional_millis(at + 2)?,
            told_at: row.optional_millis(at + 3)?,
            acknowledged_at: row.optional_millis(at + 4)?,
            attempted_at: row.optional_millis(at + 5)?,
            connected_at: row.optional_millis(at + 6)?,
            attempts: row.integer(at + 7)?,
        })
    }
}
