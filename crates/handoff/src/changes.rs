//! What has changed since a line of the log, for those who look on.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::attention::UNDELIVERED;
use crate::console::Line;
use crate::database::params;
use crate::json::json;
use crate::leads::{self, Stored};
use crate::{Database, Problem, Row, Value};

/// So many leads are told of one by one; who looks on is told to ask, where it is more.
const MOST: usize = 20;

/// What has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The last line of the log.
    pub last: i64,
    /// Whether anything is new in it.
    pub any: bool,
    /// The leads that something happened to; not all of them, where they are many.
    pub leads: Vec<ChangedLead>,
}

/// A lead that something happened to.
#[derive(Clone, PartialEq, Eq)]
pub struct ChangedLead {
    /// Its id.
    pub id: String,
    /// The rep whose it is.
    pub owner: Option<String>,
    /// The rep whose it was until now, where it has just been taken from them.
    pub left: Option<String>,
    /// The lead as a row of the list, as JSON.
    pub row: String,
}

impl core::fmt::Debug for ChangedLead {
    /// The id only: the rest is personal.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "ChangedLead({})", self.id)
    }
}

/// The last line of the log.
pub(crate) fn last(db: &mut dyn Database) -> Result<Changes, Problem> {
    let rows = db.query("SELECT seq FROM log_head", &[])?;
    Ok(Changes { last: rows.first().map_or(Ok(0), |row| row.integer(0))?, ..Changes::default() })
}

/// What has happened behind a line of the log.
pub(crate) fn since(after: i64, db: &mut dyn Database) -> Result<Changes, Problem> {
    let rows =
        db.query("SELECT seq, lead, kind, data FROM events WHERE seq > ? ORDER BY seq LIMIT 500", &params![after])?;
    let mut left: BTreeMap<String, Option<String>> = BTreeMap::new();
    for row in &rows {
        if let Some(lead) = row.optional_string(1)? {
            let was = left.entry(lead).or_default();
            *was = taken_from(row)?.or_else(|| was.take());
        }
    }
    let last = rows.last().map_or(Ok(after), |row| row.integer(0))?;
    let mut leads = Vec::new();
    if left.len() <= MOST {
        for (id, left) in left {
            leads.extend(changed(&id, left, db)?);
        }
    }
    Ok(Changes { last, any: !rows.is_empty(), leads })
}

/// From whom an event takes a lead.
fn taken_from(row: &Row) -> Result<Option<String>, Problem> {
    let key = match row.text(2)? {
        "lead.reassigned" => "from",
        "lead.returned" => "rep",
        _ => return Ok(None),
    };
    let data: Option<Json> = serde_json::from_str(row.text(3)?).ok();
    Ok(data.and_then(|data| data.get(key)?.as_str().map(str::to_owned)))
}

fn changed(id: &str, left: Option<String>, db: &mut dyn Database) -> Result<Option<ChangedLead>, Problem> {
    let sql = format!("SELECT {}, {UNDELIVERED} FROM leads WHERE id = ?", leads::COLUMNS);
    let rows = db.query(&sql, &[Value::from(id)])?;
    let Some(row) = rows.first() else { return Ok(None) };
    let lead = Stored::from_row(row)?;
    let row = json(&Line::of(&lead, row.integer(leads::COLUMN_COUNT)?));
    let owner = lead.owner.map(|(owner, _)| owner);
    let left = left.filter(|left| owner.as_ref() != Some(left));
    Ok(Some(ChangedLead { id: id.to_owned(), owner, left, row }))
}
