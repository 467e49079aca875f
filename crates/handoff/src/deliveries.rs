//! What the console and operators ask of the outbox: how every endpoint does, and what was given up.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::arrival::Here;
use crate::database::params;
use crate::endpoints::FAILURES;
use crate::json::json;
use crate::{Database, Problem, Row};

/// So many of the messages that were given up are listed, the newest first.
const MOST: i64 = 200;

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Deliveries {
    v: u8,
    now: i64,
    endpoints: Vec<Health>,
    dead: Vec<Dead>,
}

/// How an endpoint does. `state`: `idle` (never tried), `well`, `failing` (the last try failed),
/// `busy` (it has asked for time) or `down` (again and again: one message is tried every 30 s).
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize, Default)]
struct Health {
    endpoint: String,
    /// None where the agreement in force does not name it any more.
    kind: Option<&'static str>,
    second: Option<String>,
    state: &'static str,
    waiting: i64,
    standing_by: i64,
    dead: i64,
    latency_ms: Option<i64>,
    last_success_at: Option<i64>,
    last_failure_at: Option<i64>,
    last_error: Option<String>,
    down_since: Option<i64>,
    next_try_at: Option<i64>,
}

/// A message that was given up.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Dead {
    id: String,
    lead: String,
    endpoint: String,
    event: String,
    attempts: i64,
    created_at: i64,
    last_error: Option<String>,
}

/// Every endpoint and what was given up, as JSON.
pub(crate) fn list(here: &Here<'_>, db: &mut dyn Database) -> Result<String, Problem> {
    let agreed = here.in_force.agreement.as_ref().map(|agreement| agreement.deliveries.as_slice()).unwrap_or_default();
    let mut counted: BTreeMap<(String, String), i64> = BTreeMap::new();
    for states in ["'waiting', 'sending'", "'dead'", "'standby'"] {
        let sql = format!(
            "SELECT endpoint, state, count(*) FROM deliveries WHERE state IN ({states}) AND lead <> '' GROUP BY endpoint, state"
        );
        for row in db.query(&sql, &[])? {
            counted.insert((row.string(0)?, row.string(1)?), row.integer(2)?);
        }
    }
    let known = known(db)?;
    let names: BTreeSet<&str> = agreed.iter().map(|endpoint| endpoint.id.as_str()).collect();
    let others =
        known.keys().chain(counted.keys().map(|(endpoint, _)| endpoint)).filter(|id| !names.contains(id.as_str()));
    let others: BTreeSet<String> = others.cloned().collect();
    let agreed = agreed.iter().map(|endpoint| {
        let second = endpoint.second.as_ref().map(|(second, _)| second.clone());
        (endpoint.id.clone(), Some(endpoint.kind.id()), second)
    });
    let all = agreed.chain(others.into_iter().map(|id| (id, None, None)));
    let mut endpoints = Vec::new();
    for (endpoint, kind, second) in all {
        let count = |state: &str| counted.get(&(endpoint.clone(), state.to_owned())).copied().unwrap_or(0);
        let (waiting, dead, standing_by) = (count("waiting") + count("sending"), count("dead"), count("standby"));
        let health = known.get(&endpoint).map(|row| health(row, here.now.0)).transpose()?;
        let health = health.unwrap_or(Health { state: "idle", ..Health::default() });
        endpoints.push(Health { endpoint, kind, second, waiting, dead, standing_by, ..health });
    }
    Ok(json(&Deliveries { v: 1, now: here.now.0, endpoints, dead: dead(MOST, db)? }))
}

fn known(db: &mut dyn Database) -> Result<BTreeMap<String, Row>, Problem> {
    let rows = db.query(
        "SELECT endpoint, failures, gate_at, down_since, last_success_at, last_failure_at, last_error, latency_ms FROM endpoints",
        &[],
    )?;
    rows.into_iter().map(|row| Ok((row.string(0)?, row))).collect()
}

fn health(row: &Row, now: i64) -> Result<Health, Problem> {
    let (failures, gate) = (row.integer(1)?, row.optional_integer(2)?);
    let state = match (failures, gate) {
        (FAILURES.., _) => "down",
        (_, Some(gate)) if gate > now => "busy",
        (0, _) => "well",
        _ => "failing",
    };
    Ok(Health {
        state,
        next_try_at: gate,
        down_since: row.optional_integer(3)?,
        last_success_at: row.optional_integer(4)?,
        last_failure_at: row.optional_integer(5)?,
        last_error: row.optional_string(6)?,
        latency_ms: row.optional_integer(7)?,
        ..Health::default()
    })
}

/// How many messages were given up and not tried again.
pub(crate) fn dead_in_all(db: &mut dyn Database) -> Result<i64, Problem> {
    let rows = db.query("SELECT count(*) FROM deliveries WHERE state = 'dead'", &[])?;
    rows.first().map_or(Ok(0), |row| row.integer(0))
}

/// The newest of them.
pub(crate) fn dead(most: i64, db: &mut dyn Database) -> Result<Vec<Dead>, Problem> {
    let rows = db.query(
        "SELECT id, lead, endpoint, event, attempts, created_at, last_error FROM deliveries
         WHERE state = 'dead' ORDER BY seq DESC LIMIT ?",
        &params![most],
    )?;
    let dead = |row: &Row| {
        Ok(Dead {
            id: row.string(0)?,
            lead: row.string(1)?,
            endpoint: row.string(2)?,
            event: row.string(3)?,
            attempts: row.integer(4)?,
            created_at: row.integer(5)?,
            last_error: row.optional_string(6)?,
        })
    };
    rows.iter().map(dead).collect()
}
