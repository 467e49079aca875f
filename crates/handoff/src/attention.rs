//! What needs a person this minute: clocks that run, windows that were missed, leads in quarantine,
//! messages that were given up, reps who are away.

use serde::Serialize;

use crate::arrival::Here;
use crate::console::Line;
use crate::database::params;
use crate::deliveries::{self, Dead};
use crate::json::json;
use crate::leads::{self, Stored};
use crate::package::Package;
use crate::roster::{self, OPEN};
use crate::{Database, Millis, Problem, Row, Value};

/// Leads of one kind, at most; how many there are is told beside them.
const MOST: i64 = 200;
/// Messages that were given up, at most.
const MOST_DEAD: i64 = 20;
/// A lead whose first response is awaited. The same words stand in the index `leads_awaiting`.
const AWAITING: &str = "state IN ('assigned', 'notified') AND due_at IS NOT NULL";
/// A lead that a person could let out. The same words begin in the index `leads_quarantined`.
const QUARANTINED: &str = "state = 'quarantined' AND quarantine <> 'test'";

/// Whose part is asked for, and what of the rest may be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The leads of this rep alone, and then all of them that are open.
    pub rep: Option<String>,
    /// Whether messages that were given up may be told of.
    pub deliveries: bool,
    /// Whether it may be told who is away.
    pub roster: bool,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Attention<'a> {
    v: u8,
    now: i64,
    /// Soonest first: by when they have to be answered.
    running: Vec<Line<'a>>,
    /// Longest first: since when they are late.
    missed: Vec<Line<'a>>,
    missed_in_all: i64,
    /// Newest first.
    quarantined: Vec<Line<'a>>,
    quarantined_in_all: i64,
    dead: Vec<Dead>,
    dead_in_all: i64,
    away: Vec<Away>,
    reps: usize,
    /// Of one rep: everything that is open, with what was promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    mine: Option<Vec<Mine<'a>>>,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Away {
    id: String,
    name: String,
    away_until: i64,
    away_why: String,
}

/// A lead as its owner works on it.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Mine<'a> {
    #[serde(flatten)]
    line: Line<'a>,
    package: &'a Package,
    attempts: i64,
    promise: Option<Promise>,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Promise {
    next_step: String,
    due_at: i64,
    kept: bool,
}

/// What needs a person this minute, as JSON.
pub(crate) fn list(here: &Here<'_>, scope: &Scope, db: &mut dyn Database) -> Result<String, Problem> {
    let now = here.now;
    let rep = scope.rep.as_deref();
    let awaiting = awaiting(now, rep, db)?;
    let quarantined = if rep.is_some() { Vec::new() } else { quarantined(db)? };
    let open = rep.map(|rep| open_leads(rep, db)).transpose()?;
    let promises = open.iter().flatten().map(|(lead, _)| promise(&lead.id, db)).collect::<Result<Vec<_>, _>>()?;
    let (missed, running): (Vec<_>, Vec<_>) =
        awaiting.iter().partition(|(lead, _)| lead.due_at.is_some_and(|due| due <= now));
    let away = if scope.roster { away(here, db)? } else { Vec::new() };
    let whole = rep.is_none();
    let mine = open.as_ref().map(|open| {
        let told = open.iter().zip(promises).map(|((lead, undelivered), promise)| Mine {
            line: Line::of(lead, *undelivered),
            package: &lead.package,
            attempts: lead.instants.attempts,
            promise,
        });
        told.collect()
    });
    Ok(json(&Attention {
        v: 1,
        now: now.0,
        running: lines(&running),
        missed: lines(&missed),
        missed_in_all: count(db, &format!("{AWAITING} AND due_at <= ?"), now, rep)?,
        quarantined: lines(&quarantined.iter().collect::<Vec<_>>()),
        quarantined_in_all: if whole { count(db, QUARANTINED, now, None)? } else { 0 },
        dead: if scope.deliveries && whole { deliveries::dead(MOST_DEAD, db)? } else { Vec::new() },
        dead_in_all: if scope.deliveries && whole { deliveries::dead_in_all(db)? } else { 0 },
        away,
        reps: here.in_force.agreement.as_ref().map_or(0, |agreement| agreement.reps.len()),
        mine,
    }))
}

fn lines<'a>(leads: &[&'a (Stored, i64)]) -> Vec<Line<'a>> {
    leads.iter().map(|(lead, undelivered)| Line::of(lead, *undelivered)).collect()
}

/// Half of the places are kept for those that still run: however many are late, who can still be
/// answered in time is seen.
fn awaiting(now: Millis, rep: Option<&str>, db: &mut dyn Database) -> Result<Vec<(Stored, i64)>, Problem> {
    let mut all = Vec::new();
    for side in ["due_at > ?", "due_at <= ?"] {
        all.extend(rows_of(&format!("{AWAITING} AND {side}"), vec![now.into()], rep, "due_at", db)?);
    }
    Ok(all)
}

fn quarantined(db: &mut dyn Database) -> Result<Vec<(Stored, i64)>, Problem> {
    rows_of(QUARANTINED, Vec::new(), None, "seq DESC", db)
}

fn open_leads(rep: &str, db: &mut dyn Database) -> Result<Vec<(Stored, i64)>, Problem> {
    rows_of(OPEN, Vec::new(), Some(rep), "seq DESC", db)
}

fn rows_of(
    such: &str,
    mut values: Vec<Value>,
    rep: Option<&str>,
    order: &str,
    db: &mut dyn Database,
) -> Result<Vec<(Stored, i64)>, Problem> {
    let whose = if rep.is_some() { "AND owner = ?" } else { "" };
    values.extend(rep.map(Value::from));
    let sql = format!(
        "SELECT {}, {UNDELIVERED} FROM leads WHERE {such} {whose} ORDER BY {order} LIMIT {MOST}",
        leads::COLUMNS
    );
    let rows = db.query(&sql, &values)?;
    rows.iter().map(|row: &Row| Ok((Stored::from_row(row)?, row.integer(leads::COLUMN_COUNT)?))).collect()
}

/// How many messages about a lead have not arrived.
pub(crate) const UNDELIVERED: &str =
    "(SELECT count(*) FROM deliveries d WHERE d.lead = leads.id AND d.state NOT IN ('delivered', 'standby'))";

fn count(db: &mut dyn Database, such: &str, now: Millis, rep: Option<&str>) -> Result<i64, Problem> {
    let whose = if rep.is_some() { "AND owner = ?" } else { "" };
    let asked: Vec<Value> = such.contains('?').then(|| now.into()).into_iter().chain(rep.map(Value::from)).collect();
    let rows = db.query(&format!("SELECT count(*) FROM leads WHERE {such} {whose}"), &asked)?;
    rows.first().map_or(Ok(0), |row| row.integer(0))
}

fn promise(lead: &str, db: &mut dyn Database) -> Result<Option<Promise>, Problem> {
    let rows =
        db.query("SELECT next_step, due_at, kept_at IS NOT NULL FROM acknowledgements WHERE lead = ?", &params![lead])?;
    let told =
        |row: &Row| Ok(Promise { next_step: row.string(0)?, due_at: row.integer(1)?, kept: row.integer(2)? != 0 });
    rows.first().map(told).transpose()
}

fn away(here: &Here<'_>, db: &mut dyn Database) -> Result<Vec<Away>, Problem> {
    let told = roster::away(here, db)?.into_iter().map(|(rep, until, why)| Away {
        id: rep.id.as_str().to_owned(),
        name: rep.name.clone(),
        away_until: until.0,
        away_why: why,
    });
    Ok(told.collect())
}
