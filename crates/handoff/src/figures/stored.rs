//! Facts and cells as rows.

use crate::database::params;
use crate::json::json;
use crate::log::Kind;
use crate::{Database, Millis, Problem, Value};

use super::blocks::{self, SUMMED_TO, Summed};
use super::counted::{self, Cell, Cells};
use super::facts::Story;
use super::tally::Tally;

/// Cells of one statement: five parameters each, of a hundred.
pub(super) const AT_ONCE: usize = 20;

/// What is known of a lead: its row, or its log where it has none yet. That is counted, then.
pub(super) fn story(db: &mut dyn Database, lead: &str, now: Millis) -> Result<Story, Problem> {
    let rows = db.query("SELECT facts FROM lead_figures WHERE lead = ?", &params![lead])?;
    match rows.first() {
        Some(row) => serde_json::from_str(row.text(0)?)
            .map_err(|_| Problem::record("unreadable_figures", format_args!("figures of lead `{lead}`"))),
        None => catch_up(db, lead, now),
    }
}

/// Counts a lead that came before figures were kept, by its log.
pub(super) fn catch_up(db: &mut dyn Database, lead: &str, now: Millis) -> Result<Story, Problem> {
    let rows = db.query("SELECT at, kind, data FROM events WHERE lead = ? ORDER BY seq", &params![lead])?;
    let mut story = Story::default();
    for row in &rows {
        if let Some(kind) = Kind::from_stored(row.text(1)?, row.text(2)?) {
            story.hears(Millis(row.integer(0)?), &kind);
        }
    }
    keep(db, lead, (&Story::default(), &story), now)?;
    Ok(story)
}

/// Writes down how a lead's facts are now, and what that changes in the cells. One statement reads, two write.
pub(super) fn keep(
    db: &mut dyn Database,
    lead: &str,
    (before, after): (&Story, &Story),
    now: Millis,
) -> Result<(), Problem> {
    if before == after || after.is_blank() {
        return Ok(());
    }
    let mut changes = Cells::new();
    counted::add(&mut changes, &before.facts, -1);
    counted::add(&mut changes, &after.facts, 1);
    changes.retain(|_, tally| !tally.is_empty());
    let changes: Vec<(Cell, Tally)> = changes.into_iter().collect();
    for changes in changes.chunks(AT_ONCE) {
        let summed = add(db, &BY_DAY, changes)?;
        let mut of_blocks = Cells::new();
        for (cell, change) in
            changes.iter().filter(|(cell, _)| summed.is_some_and(|to| to.holds(cell.dimension, cell.day)))
        {
            let cell = Cell { day: blocks::of(cell.day), ..cell.clone() };
            of_blocks.entry(cell).or_default().add_all(change, 1);
        }
        if !of_blocks.is_empty() {
            add(db, &BY_BLOCK, &of_blocks.into_iter().collect::<Vec<_>>())?;
        }
        blocks::counted(db, summed, after.facts.day, now)?;
    }
    db.execute(
        "INSERT INTO lead_figures (lead, v, day, reason, facts) VALUES (?, 1, ?, ?, ?)
         ON CONFLICT (lead) DO UPDATE SET reason = excluded.reason, facts = excluded.facts",
        &params![lead, after.facts.day, after.facts.rejection.as_ref().map(|rejection| &rejection.code), json(after)],
    )?;
    Ok(())
}

/// A table of cells, and its column that says of when.
pub(super) struct Kept {
    table: &'static str,
    when: &'static str,
}

const BY_DAY: Kept = Kept { table: "figures", when: "day" };
pub(super) const BY_BLOCK: Kept = Kept { table: "figure_blocks", when: "block" };

/// Adds to cells, and tells how far days are added up, which stands in no cell and comes with the same statement.
pub(super) fn add(db: &mut dyn Database, kept: &Kept, changes: &[(Cell, Tally)]) -> Result<Option<Summed>, Problem> {
    let Kept { table, when } = kept;
    let keys: Vec<Value> = changes.iter().flat_map(|(cell, _)| key(cell)).collect();
    let places = vec!["(?, ?, ?, ?)"; changes.len()].join(", ");
    let rows = db.query(
        &format!(
            "SELECT dimension, {when}, value, tier, cell FROM {table} WHERE (dimension, {when}, value, tier) IN (VALUES {places})
             UNION ALL SELECT '', value, '', '', '' FROM meta WHERE key = '{SUMMED_TO}'"
        ),
        &keys,
    )?;
    let mut values = Vec::with_capacity(changes.len() * 5);
    for (cell, change) in changes {
        let held = rows.iter().find(|row| row.0.iter().zip(key(cell)).all(|(held, asked)| *held == asked));
        let mut tally = Tally::default();
        if let Some(held) = held {
            tally.add_stored(held.text(4)?);
        }
        tally.add_all(change, 1);
        values.extend(key(cell));
        values.push(Value::Text(tally.to_stored()));
    }
    let places = vec!["(?, ?, ?, ?, 1, ?)"; changes.len()].join(", ");
    db.execute(
        &format!(
            "INSERT INTO {table} (dimension, {when}, value, tier, v, cell) VALUES {places}
             ON CONFLICT (dimension, {when}, value, tier) DO UPDATE SET cell = excluded.cell"
        ),
        &values,
    )?;
    let summed = rows.iter().find(|row| row.text(0).is_ok_and(str::is_empty));
    summed.map(|row| Ok(Summed::of(row.integer(1)?))).transpose()
}

fn key(cell: &Cell) -> [Value; 4] {
    params![cell.dimension, cell.day, &cell.value, &cell.tier]
}
