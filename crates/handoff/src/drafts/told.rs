//! Drafts as they are told.

use serde::Serialize;
use serde_json::value::RawValue;

use super::{Approved, approvals, missing, takes_approval};
use crate::agreements::InForce;
use crate::database::params;
use crate::json::json;
use crate::{Database, Millis, Problem, Row};

/// Of those that are closed the list tells the latest.
const CLOSED: i64 = 20;

#[derive(Serialize)]
struct Told {
    id: i64,
    /// The version it was written on.
    base: i64,
    at: i64,
    by: String,
    why: String,
    /// Whether it was learned from past leads: it takes both sides whatever the agreement says.
    learned: bool,
    /// `open`, `published` or `withdrawn`.
    state: String,
    closed_at: Option<i64>,
    /// The version it became.
    version: Option<i64>,
    approvals: Vec<Approved>,
    /// The sides that still have to approve it.
    missing: Vec<&'static str>,
    /// Whether another version is in force by now, so that it can never be published.
    behind: bool,
}

const COLUMNS: &str = "id, base, at, name, why, learned, state, closed_at, version";
const COLUMN_COUNT: usize = 9;

fn told(row: &Row, in_force: Option<&InForce>, db: &mut dyn Database) -> Result<Told, Problem> {
    let (id, base, learned, state) = (row.integer(0)?, row.integer(1)?, row.integer(5)? != 0, row.string(6)?);
    let approvals = approvals(id, db)?;
    let is_open = state == "open";
    let missing = in_force.filter(|_| is_open).map(|in_force| missing(learned, in_force, &approvals));
    Ok(Told {
        id,
        base,
        at: row.integer(2)?,
        by: row.string(3)?,
        why: row.string(4)?,
        learned,
        closed_at: row.optional_integer(7)?,
        version: row.optional_integer(8)?,
        missing: missing.unwrap_or_default(),
        behind: is_open && in_force.is_some_and(|in_force| in_force.version != base),
        approvals,
        state,
    })
}

/// The drafts that wait and the latest that do not, the newest first, without their texts.
pub(crate) fn list(in_force: &InForce, now: Millis, db: &mut dyn Database) -> Result<String, Problem> {
    #[derive(Serialize)]
    struct List {
        v: u8,
        now: i64,
        /// The version in force.
        version: i64,
        /// Whether a change takes both sides.
        required: bool,
        drafts: Vec<Told>,
    }
    let rows = db.query(
        &format!(
            "SELECT {COLUMNS} FROM drafts WHERE state = 'open' OR id IN
             (SELECT id FROM drafts WHERE state <> 'open' ORDER BY id DESC LIMIT ?) ORDER BY id DESC"
        ),
        &params![CLOSED],
    )?;
    let drafts = rows.iter().map(|row| told(row, Some(in_force), db)).collect::<Result<_, _>>()?;
    Ok(json(&List { v: 1, now: now.0, version: in_force.version, required: takes_approval(in_force), drafts }))
}

/// One draft with its text, and what it stands on.
pub(crate) fn one(id: i64, in_force: Option<&InForce>, db: &mut dyn Database) -> Result<String, Problem> {
    #[derive(Serialize)]
    struct One {
        v: u8,
        #[serde(flatten)]
        draft: Told,
        text: String,
        evidence: Option<Box<RawValue>>,
    }
    let sql = format!("SELECT {COLUMNS}, source, evidence FROM drafts WHERE id = ?");
    let rows = db.query(&sql, &params![id])?;
    let Some(row) = rows.first() else { return Err(unknown(id)) };
    let evidence = row.optional_text(COLUMN_COUNT + 1)?.map(str::to_owned);
    let evidence = evidence.and_then(|evidence| RawValue::from_string(evidence).ok());
    Ok(json(&One { v: 1, draft: told(row, in_force, db)?, text: row.string(COLUMN_COUNT)?, evidence }))
}

pub(super) fn unknown(id: i64) -> Problem {
    let message = format!("there is no draft {id}");
    Problem::caller(404, "unknown_draft", message, "Ask for the list of drafts to see which there are.")
}
