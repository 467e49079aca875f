//! Whether the log is what was written: every line with its payload, none changed, none missing.
//!
//! A slice at a time, so that intake goes on between two. The first line that is not as it was
//! written is named; behind it nothing can be told.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::chain::{self, BEGINNING};
use crate::database::params;
use crate::erasure::{DESK, THEIRS};
use crate::{Database, Problem, Row, timers};

/// So many lines are verified at a time: some milliseconds.
const SLICE: usize = 500;

/// What came of verifying some lines.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Version of this answer.
    pub v: u8,
    /// How many lines are as they were written.
    pub lines: i64,
    /// Of how many of them the payload was erased.
    pub erased: i64,
    /// The last of them; 0 before the first.
    pub last: i64,
    /// Its link, in hex. Who notes it down can tell later that the log still leads there.
    pub link: String,
    /// The first line that is not.
    pub broken: Option<BrokenLine>,
    /// How many lines of before there were links are still to be linked.
    pub unlinked: i64,
    /// The line to go on behind, if there is more.
    pub next: Option<i64>,
}

/// A line that is not what was written.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenLine {
    /// Its number.
    pub line: i64,
    /// What is wrong with it: a sentence, without anything personal.
    pub why: String,
}

/// Verifies the lines behind one; 0 for the first.
///
/// # Errors
///
/// Ours: the database's.
pub fn slice(db: &mut dyn Database, after: i64) -> Result<Verified, Problem> {
    let mut so_far =
        Verified { v: 1, lines: 0, erased: 0, last: after, link: String::new(), broken: None, unlinked: 0, next: None };
    let head = chain::head(db)?;
    let Some(mut link) = link_of(db, after)? else {
        so_far.breaks(after, "is missing or has no link");
        return Ok(so_far);
    };
    let sql = format!(
        "SELECT {} FROM log l LEFT JOIN payloads p ON p.seq = l.seq WHERE l.seq > ? ORDER BY l.seq LIMIT {SLICE}",
        chain::COLUMNS
    );
    let rows = db.query(&sql, &params![after])?;
    let is_behind = head.link.is_none() && timers::is_set(db, DESK, timers::CHAIN)?;
    for row in &rows {
        if is_behind && chain::link_in(row, 7).is_ok_and(|link| link.is_none()) {
            so_far.unlinked = head.seq - so_far.last;
            break;
        }
        match verified(row, so_far.last + 1, &link, db)? {
            Ok(next) => link = next,
            Err((line, why)) => {
                so_far.breaks(line, why);
                break;
            }
        }
        so_far.lines += 1;
        so_far.last += 1;
        so_far.erased += i64::from(chain::link_in(row, 10)?.is_some());
    }
    so_far.link = hex(&link);
    if so_far.broken.is_none() && so_far.unlinked == 0 {
        so_far.ends(rows.len(), head.seq, head.link == Some(link));
    }
    Ok(so_far)
}

/// Verifies everything at once, for a desk that nobody waits for: the last slice, with the counts of all.
///
/// # Errors
///
/// As [`slice`].
pub fn everything(db: &mut dyn Database) -> Result<Verified, Problem> {
    let mut all = slice(db, 0)?;
    while let Some(after) = all.next {
        let more = slice(db, after)?;
        all = Verified { lines: all.lines + more.lines, erased: all.erased + more.erased, ..more };
    }
    Ok(all)
}

/// The link of a line, in hex; none where there is no such line or it has none yet.
///
/// # Errors
///
/// As [`slice`].
pub fn known(db: &mut dyn Database, line: i64) -> Result<Option<String>, Problem> {
    Ok(link_of(db, line)?.map(|link| hex(&link)))
}

impl Verified {
    fn breaks(&mut self, line: i64, why: &str) {
        self.broken = Some(BrokenLine { line, why: format!("line {line} {why}") });
    }

    /// At the end of the log it must be the end that was written.
    fn ends(&mut self, read: usize, head: i64, is_head: bool) {
        match (read == SLICE, self.last.cmp(&head)) {
            (true, core::cmp::Ordering::Less) => self.next = Some(self.last),
            (_, core::cmp::Ordering::Less) => self.breaks(self.last + 1, "is missing, and what came behind it"),
            (_, core::cmp::Ordering::Greater) => self.breaks(head + 1, "was added past the log"),
            (_, core::cmp::Ordering::Equal) if !is_head => self.breaks(self.last, "is not the end that was written"),
            (_, core::cmp::Ordering::Equal) => {}
        }
    }
}

/// A line's link where all is well with it, else which line is not what was written, and why.
fn verified(
    row: &Row,
    expected: i64,
    before: &[u8; 32],
    db: &mut dyn Database,
) -> Result<Result<[u8; 32], (i64, &'static str)>, Problem> {
    let seq = row.integer(0)?;
    if seq != expected {
        return Ok(Err((expected, "is missing")));
    }
    // What cannot even be read is not what was written.
    let Ok(read) = chain::line(row) else { return Ok(Err((seq, "is not what was written"))) };
    let Some(line) = read else { return Ok(Err((seq, "has lost its payload"))) };
    let link = line.link(before);
    if chain::link_in(row, 7).ok().flatten() != Some(link) {
        return Ok(Err((seq, "is not what was written")));
    }
    if chain::link_in(row, 10)?.is_some() && !is_erased(db, seq, line.lead)? {
        return Ok(Err((seq, "has another payload, and nobody erased its lead")));
    }
    if line.kind == "lead.erased"
        && let (Some(lead), Some(left)) = (line.lead, left_of(row)?)
        && left != left_behind(db, lead, Some(seq))?
    {
        return Ok(Err((seq, "tells of other lines than the erasure left")));
    }
    Ok(Ok(link))
}

/// Whether the lead of a line was erased behind it, as this lead or as the one it has joined.
fn is_erased(db: &mut dyn Database, seq: i64, lead: Option<&str>) -> Result<bool, Problem> {
    let rows = db.query(
        "SELECT 1 FROM log WHERE seq > ?1 AND kind = 'lead.erased' AND
             (lead = ?2 OR lead IN (SELECT lead FROM lead_aliases WHERE id = ?2)) LIMIT 1",
        &params![seq, lead],
    )?;
    Ok(!rows.is_empty())
}

/// What a line says that its erasure left.
fn left_of(row: &Row) -> Result<Option<String>, Problem> {
    let data: Option<serde_json::Value> = serde_json::from_str(row.text(8)?).ok();
    Ok(data.and_then(|data| data.get("left")?.as_str().map(str::to_owned)))
}

/// SHA-256, in hex, over what is left of the payloads of a lead that were erased: all, or those before a line.
pub(crate) fn left_behind(db: &mut dyn Database, lead: &str, before: Option<i64>) -> Result<String, Problem> {
    let rows = db.query(
        &format!(
            "SELECT p.seq, p.data FROM log l JOIN payloads p ON p.seq = l.seq
             WHERE {THEIRS} AND p.was IS NOT NULL AND (?2 IS NULL OR l.seq < ?2) ORDER BY l.seq"
        ),
        &params![lead, before],
    )?;
    let mut hash = Sha256::new_with_prefix(b"baton/log/left");
    for row in &rows {
        let data = row.text(1)?;
        hash.update(row.integer(0)?.to_be_bytes());
        hash.update((data.len() as u64).to_be_bytes());
        hash.update(data);
    }
    Ok(hex(&hash.finalize()))
}

fn link_of(db: &mut dyn Database, seq: i64) -> Result<Option<[u8; 32]>, Problem> {
    if seq == 0 {
        return Ok(Some(BEGINNING));
    }
    let rows = db.query("SELECT link FROM log WHERE seq = ?", &params![seq])?;
    rows.first().map_or(Ok(None), |row| chain::link_in(row, 0))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
