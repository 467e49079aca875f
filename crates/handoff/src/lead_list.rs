//! Leads as a list for a spreadsheet, slice by slice: all of them, or those that a filter lets through.

use crate::arrival::Here;
use crate::database::params;
use crate::json::json;
use crate::lead_filter::LeadFilter;
use crate::leads::{self, Stored};
use crate::sink::Csv;
use crate::{Database, Millis, Problem, Row, lead_slices};

/// So many leads are a slice: a millisecond or two, which a lead that comes meanwhile waits for.
const SLICE: usize = 25;

/// What the columns are called. Columns are added behind the last, never changed.
const COLUMNS: [&str; 19] = [
    "lead",
    "received_at",
    "state",
    "owner",
    "score",
    "tier",
    "mql",
    "source",
    "name",
    "email",
    "company",
    "job_title",
    "asks",
    "timeline",
    "campaign",
    "due_at",
    "answered_at",
    "missed_at",
    "attempts",
];

/// A slice of the list.
#[derive(Clone, PartialEq, Eq)]
pub struct LeadRows {
    /// Its rows, with the names of the columns in front of the first.
    pub text: String,
    /// Where the next slice begins; none: that was the last.
    pub next: Option<i64>,
}

/// A slice of the list: of all leads the oldest first, of those a filter lets through the newest first, as the
/// console lists them. `after`: where the slice before ended, 0 for the first.
pub(crate) fn slice(
    here: &Here<'_>,
    after: i64,
    filter: &LeadFilter,
    db: &mut dyn Database,
) -> Result<LeadRows, Problem> {
    let (rows, next) = if filter.is_empty() { behind(after, db)? } else { before(here, after, filter, db)? };
    let mut csv = Csv::new();
    if after == 0 {
        COLUMNS.iter().fold(&mut csv, |csv, column| csv.cell(column)).end();
    }
    for row in &rows {
        // A lead that cannot be read does not keep the others back.
        if let Ok(lead) = Stored::from_row(row) {
            write(&lead, &mut csv);
        }
    }
    Ok(LeadRows { text: csv.finish(), next })
}

/// The leads behind a place in the order of arrival, and where the next slice begins.
fn behind(after: i64, db: &mut dyn Database) -> Result<(Vec<Row>, Option<i64>), Problem> {
    let sql = format!("SELECT {}, seq FROM leads WHERE seq > ? ORDER BY seq LIMIT {SLICE}", leads::COLUMNS);
    let rows = db.query(&sql, &params![after])?;
    let next = match rows.last() {
        Some(last) if rows.len() >= SLICE => Some(last.integer(leads::COLUMN_COUNT)?),
        _ => None,
    };
    Ok((rows, next))
}

/// Leads before a place that a filter lets through, as many as a slice of work finds, and where the next slice begins.
fn before(
    here: &Here<'_>,
    after: i64,
    filter: &LeadFilter,
    db: &mut dyn Database,
) -> Result<(Vec<Row>, Option<i64>), Problem> {
    let place = if after == 0 { lead_slices::NEWEST } else { after };
    let slice = lead_slices::next(here, filter, (place, SLICE), None, db)?;
    let sql =
        format!("SELECT {} FROM leads WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq DESC", leads::COLUMNS);
    Ok((db.query(&sql, &params![json(&slice.places)])?, slice.before))
}

fn write(lead: &Stored, csv: &mut Csv) {
    let or_nothing = |text: &Option<String>| text.clone().unwrap_or_default();
    let instant = |at: Option<Millis>| at.map(Millis::rfc3339).unwrap_or_default();
    csv.cell(&lead.id).cell(&lead.received_at.rfc3339()).cell(lead.state.id());
    csv.cell(lead.owner.as_ref().map(|(_, name)| name.as_str()).unwrap_or_default());
    csv.number(lead.score).cell(&lead.tier).cell(if lead.mql { "yes" } else { "no" }).cell(&lead.source);
    for text in [&lead.name, &lead.email, &lead.company, &lead.job_title] {
        csv.cell(&or_nothing(text));
    }
    let package = &lead.package;
    csv.cell(&or_nothing(&package.message)).cell(&or_nothing(&package.timeline)).cell(&or_nothing(&package.source));
    for at in [lead.due_at, lead.met_at, lead.missed_at] {
        csv.cell(&instant(at));
    }
    csv.number(lead.instants.attempts).end();
}
