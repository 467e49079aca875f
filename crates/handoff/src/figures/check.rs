//! Everything worked out again from the log, and held against what is stored: they agree exactly.
//!
//! A day at a time: the leads that came in on it and its cells belong together, so a check of one
//! day is whole in itself and intake goes on between two.

use serde::Serialize;

use super::counted::{self, Cell, Cells};
use super::facts::Story;
use super::tally::Tally;
use super::{DIMENSIONS, is_behind};
use crate::database::params;
use crate::json::json;
use crate::log::Kind;
use crate::{Database, Millis, Problem, Row};

/// What a check of a day came to.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The day, in days since 1970 in the desk's zone.
    pub day: i64,
    /// How many leads came in on it.
    pub leads: i64,
    /// How many events of theirs were read.
    pub events: i64,
    /// What is stored otherwise than the log says: a sentence each, without anything personal.
    pub differences: Vec<String>,
    /// The day to go on with behind this one, if there is one.
    pub next: Option<i64>,
}

/// Checks the first day behind one, or the first there is. None: there are no more.
///
/// # Errors
///
/// Ours: the database's. A record's: what is stored cannot be read.
pub fn next_day(db: &mut dyn Database, after: Option<i64>) -> Result<Option<Checked>, Problem> {
    let Some(day) = day_after(db, after)? else { return Ok(None) };
    let rows = db.query(
        "SELECT f.lead, f.facts, e.at, e.kind, e.data FROM lead_figures f JOIN events e ON e.lead = f.lead
         WHERE f.day = ? ORDER BY f.lead, e.seq",
        &params![day],
    )?;
    let mut checked = Checked { day, leads: 0, events: 0, differences: Vec::new(), next: day_after(db, Some(day))? };
    let mut counted = Cells::new();
    for of_lead in rows.chunk_by(|one, next| one.0.first() == next.0.first()) {
        checked.leads += 1;
        checked.events += i64::try_from(of_lead.len()).unwrap_or(0);
        let (story, stored) = (told(of_lead)?, of_lead.first().map_or(Ok(""), |row| row.text(1))?);
        if json(&story) != stored {
            let lead = of_lead.first().map_or(Ok(""), |row| row.text(0))?;
            checked.differences.push(format!("lead {lead}: its facts are not what its log says"));
        }
        counted::add(&mut counted, &story.facts, 1);
    }
    compare(&counted, &cells(db, day)?, &mut checked.differences);
    Ok(Some(checked))
}

/// Checks every day at once, for a desk that nobody waits for.
///
/// # Errors
///
/// As [`next_day`].
pub fn everything(db: &mut dyn Database) -> Result<Vec<String>, Problem> {
    let mut differences = Vec::new();
    let mut after = None;
    while let Some(checked) = next_day(db, after)? {
        after = Some(checked.day);
        differences.extend(checked.differences);
    }
    if !is_behind(db)? {
        for row in db.query("SELECT id FROM leads WHERE id NOT IN (SELECT lead FROM lead_figures)", &[])? {
            differences.push(format!("lead {} is not counted", row.text(0)?));
        }
    }
    Ok(differences)
}

fn day_after(db: &mut dyn Database, after: Option<i64>) -> Result<Option<i64>, Problem> {
    let after = after.unwrap_or(-(1 << 40));
    let mut days = vec!["SELECT min(day) AS day FROM lead_figures WHERE day > ?1".to_owned()];
    let cells =
        DIMENSIONS.map(|known| format!("SELECT min(day) FROM figures WHERE dimension = '{known}' AND day > ?1"));
    days.extend(cells);
    let rows = db.query(&format!("SELECT min(day) FROM ({})", days.join(" UNION ALL ")), &params![after])?;
    rows.first().map_or(Ok(None), |row| row.optional_integer(0))
}

/// The story of a lead, by its log alone.
fn told(rows: &[Row]) -> Result<Story, Problem> {
    let mut story = Story::default();
    for row in rows {
        if let Some(kind) = Kind::from_stored(row.text(3)?, row.text(4)?) {
            story.hears(Millis(row.integer(2)?), &kind);
        }
    }
    Ok(story)
}

fn cells(db: &mut dyn Database, day: i64) -> Result<Cells, Problem> {
    let mut cells = Cells::new();
    for dimension in DIMENSIONS {
        let rows = db
            .query("SELECT value, tier, cell FROM figures WHERE dimension = ? AND day = ?", &params![dimension, day])?;
        for row in &rows {
            let mut tally = Tally::default();
            tally.add_stored(row.text(2)?);
            cells.insert(Cell { dimension, day, value: row.string(0)?, tier: row.string(1)? }, tally);
        }
    }
    Ok(cells)
}

fn compare(counted: &Cells, stored: &Cells, differences: &mut Vec<String>) {
    let nothing = Tally::default();
    let all: std::collections::BTreeSet<&Cell> = counted.keys().chain(stored.keys()).collect();
    for cell in all {
        let (counted, stored) = (counted.get(cell).unwrap_or(&nothing), stored.get(cell).unwrap_or(&nothing));
        if counted != stored {
            differences.push(format!(
                "{} `{}`, tier `{}`: stored is `{}`, the log says `{}`",
                cell.dimension,
                cell.value,
                cell.tier,
                stored.to_stored(),
                counted.to_stored()
            ));
        }
    }
}
