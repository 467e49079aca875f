//! The outbox: messages wait here until they arrive, in order for each lead and endpoint.

use crate::database::params;
use crate::leads;
use crate::log::{self, Entry, Kind};
use crate::retry::{Retry, is_refusal, retry, told};
use crate::{Database, Millis, Outcome, Outgoing, Problem, Reply, Row, Value};

/// A claimed message is its claimer's for so long. Should they die, it is claimed again: twice
/// is better than never, and receivers dedupe by its id.
pub const CLAIM: Millis = Millis(30_000);
/// No more than this are claimed at once.
const MOST: usize = 50;

/// A message before it is in the outbox.
pub(crate) struct Draft {
    pub id: String,
    pub lead: String,
    pub endpoint: String,
    pub kind: &'static str,
    pub secret: String,
    pub event: &'static str,
    pub body: String,
}

/// Puts messages in the outbox. Each may be sent at once, unless an earlier one about the same
/// lead still waits for the same endpoint: then it waits behind it.
pub(crate) fn put(db: &mut dyn Database, now: Millis, drafts: &[Draft]) -> Result<(), Problem> {
    // Eleven parameters a row; a statement takes a hundred.
    for rows in drafts.chunks(9) {
        let row = "(?, 1, ?, ?, ?, ?, ?, ?, 'waiting', 0, 0, ?,
            CASE WHEN EXISTS (SELECT 1 FROM deliveries d WHERE d.lead = ? AND d.endpoint = ? AND d.state IN ('waiting', 'sending'))
            THEN NULL ELSE ? END)";
        let places = vec![row; rows.len()].join(", ");
        let params: Vec<Value> = rows
            .iter()
            .flat_map(|draft| {
                let Draft { id, lead, endpoint, kind, secret, event, body } = draft;
                params![id, lead, endpoint, *kind, secret, *event, body, now, lead, endpoint, now]
            })
            .collect();
        db.execute(
            &format!(
                "INSERT INTO deliveries (id, v, lead, endpoint, kind, secret, event, body, state, attempts, refusals, created_at, next_at)
                 VALUES {places}"
            ),
            &params,
        )?;
    }
    Ok(())
}

/// Claims up to `limit` messages that may be sent now, the longest due first.
pub(crate) fn claim(db: &mut dyn Database, now: Millis, limit: usize) -> Result<Vec<Outgoing>, Problem> {
    let limit = i64::try_from(limit.min(MOST)).unwrap_or(0);
    if limit == 0 {
        return Ok(Vec::new());
    }
    // One statement looks and takes. A try counts from here on, so that one whose end is never
    // told counts too.
    let mut rows = db.query(
        "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, next_at = ?
         WHERE seq IN (SELECT seq FROM deliveries WHERE next_at <= ? ORDER BY next_at, seq LIMIT ?)
         RETURNING seq, id, lead, endpoint, secret, body",
        &params![now + CLAIM, now, limit],
    )?;
    // SQLite returns changed rows in no order that it promises.
    rows.sort_by_key(|row| row.integer(0).unwrap_or(0));
    // A row that cannot be read may not keep the others from going out.
    Ok(rows.iter().filter_map(|row| outgoing(row).ok()).collect())
}

fn outgoing(row: &Row) -> Result<Outgoing, Problem> {
    let id = row.string(1)?;
    let headers = vec![
        ("content-type".to_owned(), "application/json; charset=utf-8".to_owned()),
        ("webhook-id".to_owned(), id.clone()),
    ];
    Ok(Outgoing {
        id,
        lead: row.string(2)?,
        endpoint: row.string(3)?,
        secret: row.string(4)?,
        headers,
        body: row.string(5)?,
    })
}

/// A message that was claimed, as far as its outcome needs it.
struct Tried {
    seq: i64,
    id: String,
    lead: String,
    endpoint: String,
    event: String,
    attempts: i64,
    refusals: i64,
    created_at: Millis,
}

/// Writes down what came of a try. Idempotent: a message that has arrived has arrived, whatever
/// a second try says.
pub(crate) fn delivered(db: &mut dyn Database, now: Millis, id: &str, outcome: &Outcome) -> Result<Reply, Problem> {
    let Some(tried) = tried(db, id)? else { return Ok(Reply::Done) };
    let refusals = tried.refusals + i64::from(is_refusal(outcome));
    match retry(outcome, tried.attempts, refusals, now - tried.created_at) {
        Retry::Arrived => {
            db.execute(
                "UPDATE deliveries SET state = 'delivered', next_at = NULL, delivered_at = ?, last_error = NULL WHERE seq = ?",
                &params![now, tried.seq],
            )?;
            release(db, now, &tried)?;
            if ["lead.assigned", "lead.reassigned"].contains(&tried.event.as_str()) {
                leads::notified(db, now, &tried.lead, &tried.endpoint)?;
            }
        }
        Retry::After(pause) => {
            db.execute(
                "UPDATE deliveries SET state = 'waiting', next_at = ?, refusals = ?, last_error = ? WHERE seq = ?",
                &params![now + pause, refusals, told(outcome), tried.seq],
            )?;
        }
        Retry::Dead(why) => {
            db.execute(
                "UPDATE deliveries SET state = 'dead', next_at = NULL, refusals = ?, last_error = ? WHERE seq = ?",
                &params![refusals, told(outcome), tried.seq],
            )?;
            release(db, now, &tried)?;
            let Tried { id, lead, endpoint, event, .. } = &tried;
            let kind =
                Kind::DeliveryDead { delivery: id.clone(), endpoint: endpoint.clone(), event: event.clone(), why };
            log::append(db, now, None, &[Entry { lead: Some(lead), actor: "desk", kind }])?;
        }
    }
    Ok(Reply::Done)
}

/// The message, unless it is done.
fn tried(db: &mut dyn Database, id: &str) -> Result<Option<Tried>, Problem> {
    let rows = db.query(
        "SELECT seq, lead, endpoint, event, attempts, refusals, created_at FROM deliveries
         WHERE id = ? AND state IN ('waiting', 'sending')",
        &params![id],
    )?;
    let tried = |row: &Row| {
        Ok(Tried {
            seq: row.integer(0)?,
            id: id.to_owned(),
            lead: row.string(1)?,
            endpoint: row.string(2)?,
            event: row.string(3)?,
            attempts: row.integer(4)?,
            refusals: row.integer(5)?,
            created_at: row.millis(6)?,
        })
    };
    rows.first().map(tried).transpose()
}

/// Lets the message behind a done one go.
fn release(db: &mut dyn Database, now: Millis, done: &Tried) -> Result<(), Problem> {
    db.execute(
        "UPDATE deliveries SET next_at = ? WHERE seq =
            (SELECT min(seq) FROM deliveries WHERE lead = ? AND endpoint = ? AND state = 'waiting' AND next_at IS NULL)",
        &params![now, &done.lead, &done.endpoint],
    )?;
    Ok(())
}
