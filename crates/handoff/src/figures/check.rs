//! Everything worked out again from the log, and held against what is stored: they agree exactly.
//!
//! A day at a time, for the leads that came in on it and its cells belong together; and of a day some leads at a
//! time, so that intake goes on meanwhile. What happens to a lead that was read already is seen in the log, and
//! that lead is read again with the cells.

use std::collections::BTreeMap;

use serde::Serialize;

use super::blocks;
use super::counted::{self, Cell, Cells};
use super::facts::Story;
use super::tally::Tally;
use super::{DIMENSIONS, is_behind};
use crate::database::params;
use crate::json::json;
use crate::log::{Kind, chain};
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

/// So many leads are read at a time: a millisecond or two.
const SLICE: i64 = 30;

/// A day that is being worked out again.
pub struct Recount {
    day: i64,
    /// The end of the log when it began: leads with lines behind it are read again.
    begun_at: i64,
    /// The last lead that was read.
    after: String,
    leads: BTreeMap<String, Read>,
    counted: Cells,
}

/// A lead as its log tells of it.
struct Read {
    story: Story,
    events: i64,
    is_as_stored: bool,
}

impl Recount {
    /// Begins with the first day behind one, or the first there is. None: there are no more.
    ///
    /// # Errors
    ///
    /// Ours: the database's.
    pub fn begin(db: &mut dyn Database, after: Option<i64>) -> Result<Option<Recount>, Problem> {
        let Some(day) = day_after(db, after)? else { return Ok(None) };
        let begun_at = chain::head(db)?.seq;
        Ok(Some(Recount { day, begun_at, after: String::new(), leads: BTreeMap::new(), counted: Cells::new() }))
    }

    /// Reads the next few leads; behind the last it says what came of it.
    ///
    /// # Errors
    ///
    /// Ours: the database's. A record's: what is stored cannot be read.
    pub fn step(&mut self, db: &mut dyn Database) -> Result<Option<Checked>, Problem> {
        let rows = db.query(
            "SELECT f.lead, f.facts, e.at, e.kind, e.data FROM
                 (SELECT lead, facts FROM lead_figures WHERE day = ? AND lead > ? ORDER BY lead LIMIT ?) f
             JOIN events e ON e.lead = f.lead ORDER BY f.lead, e.seq",
            &params![self.day, &self.after, SLICE],
        )?;
        let leads = self.read(&rows)?;
        // A slice that is not full is the last: leads that come now are read with what changes meanwhile, or a
        // day on which they go on coming would have no end.
        match rows.last() {
            Some(last) if leads == SLICE => self.after = last.string(0)?,
            _ => return self.end(db).map(Some),
        }
        Ok(None)
    }

    /// Takes leads in, in the place of what was read of them before, and says how many.
    fn read(&mut self, rows: &[Row]) -> Result<i64, Problem> {
        let mut leads = 0;
        for of_lead in rows.chunk_by(|one, next| one.0.first() == next.0.first()) {
            let Some(first) = of_lead.first() else { continue };
            leads += 1;
            let story = told(of_lead)?;
            let is_as_stored = json(&story) == first.text(1)?;
            counted::add(&mut self.counted, &story.facts, 1);
            let read = Read { story, events: i64::try_from(of_lead.len()).unwrap_or(0), is_as_stored };
            if let Some(before) = self.leads.insert(first.string(0)?, read) {
                counted::add(&mut self.counted, &before.story.facts, -1);
            }
        }
        Ok(leads)
    }

    /// Reads again what has changed meanwhile, and holds all of it against the cells.
    fn end(&mut self, db: &mut dyn Database) -> Result<Checked, Problem> {
        let rows = db.query(
            "SELECT f.lead, f.facts, e.at, e.kind, e.data FROM lead_figures f JOIN events e ON e.lead = f.lead
             WHERE f.day = ? AND f.lead IN (SELECT lead FROM log WHERE seq > ?) ORDER BY f.lead, e.seq",
            &params![self.day, self.begun_at],
        )?;
        self.read(&rows)?;
        let unlike = self.leads.iter().filter(|(_, read)| !read.is_as_stored);
        let mut differences: Vec<String> =
            unlike.map(|(lead, _)| format!("lead {lead}: its facts are not what its log says")).collect();
        compare(&self.counted, &cells(db, self.day)?, &mut differences);
        let next = day_after(db, Some(self.day))?;
        // With its last day a block is held against its days, which were held against the log.
        if next.is_none_or(|next| blocks::of(next) > blocks::of(self.day)) {
            differences.extend(blocks::check(db, blocks::of(self.day))?);
        }
        Ok(Checked {
            day: self.day,
            leads: i64::try_from(self.leads.len()).unwrap_or(0),
            events: self.leads.values().map(|read| read.events).sum(),
            differences,
            next,
        })
    }
}

impl Checked {
    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        json(self)
    }
}

/// Checks every day at once, for a desk that nobody waits for.
///
/// # Errors
///
/// As [`Recount::step`].
pub fn everything(db: &mut dyn Database) -> Result<Vec<String>, Problem> {
    let mut differences = Vec::new();
    let mut after = None;
    while let Some(mut recount) = Recount::begin(db, after)? {
        let checked = loop {
            if let Some(checked) = recount.step(db)? {
                break checked;
            }
        };
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

/// The first day of leads or cells behind one, or the first there is.
pub(super) fn day_after(db: &mut dyn Database, after: Option<i64>) -> Result<Option<i64>, Problem> {
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
