//! The outbox: messages wait here until they arrive, in order for each lead and endpoint.

use std::collections::BTreeMap;

use crate::agreements::InForce;
use crate::answer::{Heard, hear};
use crate::database::params;
use crate::endpoints;
use crate::leads;
use crate::log::{self, Entry, Kind};
use crate::retry::{Retry, retry, told};
use crate::retry_after::retry_after;
use crate::{Database, Millis, Outcome, Outgoing, Problem, Reply, Row, Value, crm, push, slack_bot};

/// A claimed message is its claimer's for so long: longer than a try can take. Should they die,
/// whoever takes their place says so ([`woken`]) and it is claimed again: twice is better than
/// never, and receivers dedupe by its id.
pub const CLAIM: Millis = Millis(15_000);
/// No more than this are claimed at once.
const MOST: usize = 50;

/// What may be sent, given what is on its way already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// So many more, to all endpoints together.
    pub limit: usize,
    /// So many at a time to one endpoint. The last place is always for one that has nothing on
    /// its way: one that is slow shall not keep the others waiting.
    pub each: usize,
    /// How many are on their way, by endpoint.
    pub under_way: BTreeMap<String, usize>,
}

impl Room {
    /// Room for so many, wherever they go, with nothing on its way.
    #[must_use]
    pub fn of(limit: usize) -> Room {
        Room { limit, each: limit, under_way: BTreeMap::new() }
    }

    fn busy(&self, endpoint: &str) -> usize {
        self.under_way.get(endpoint).copied().unwrap_or(0)
    }

    /// How many more `endpoint` may have while `left` places are free.
    fn at(&self, endpoint: &str, gated: bool, left: usize) -> usize {
        match self.busy(endpoint) {
            0 if gated => left.min(1),
            0 => self.each.min(left.saturating_sub(1).max(1)),
            _ if gated => 0,
            busy => self.each.saturating_sub(busy).min(left.saturating_sub(1)),
        }
    }
}

/// A message before it is in the outbox.
pub(crate) struct Draft {
    pub id: String,
    pub lead: String,
    pub endpoint: String,
    pub kind: &'static str,
    /// Names of secrets: of the address, and of the key that signs.
    pub secret: String,
    pub event: &'static str,
    pub body: String,
    /// For whom, where one endpoint speaks with many.
    pub recipient: Option<String>,
    pub card: Option<Card>,
    /// The message it stands by for and where that goes, and after how long it takes its place.
    pub stands_for: Option<(String, String, Millis)>,
}

/// What is changed in place, and what changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Card {
    /// A card, which later messages change.
    Card,
    /// A change of the lead's last card at that endpoint.
    Change,
}

impl Card {
    fn id(self) -> &'static str {
        match self {
            Card::Card => "card",
            Card::Change => "change",
        }
    }
}

/// Puts messages in the outbox. Each may be sent at once, unless an earlier one about the same
/// lead still waits for the same endpoint: then it waits behind it.
pub(crate) fn put(db: &mut dyn Database, now: Millis, drafts: &[Draft]) -> Result<(), Problem> {
    // What goes to a rep's devices is for nobody while they have none.
    let mut heard = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let deaf = draft.kind == "push" && !push::has_device(draft.recipient.as_deref().unwrap_or_default(), db)?;
        heard.extend((!deaf).then_some(draft));
    }
    let (standing_by, usual): (Vec<&Draft>, Vec<&Draft>) =
        heard.into_iter().partition(|draft| draft.stands_for.is_some());
    let mut together: Vec<&Draft> = Vec::new();
    for draft in usual {
        // What goes to one endpoint waits its turn, and a statement does not see its own rows.
        // Thirteen parameters a row; a statement takes a hundred.
        if together.len() == 7 || together.iter().any(|other| other.endpoint == draft.endpoint) {
            insert(db, now, &together)?;
            together.clear();
        }
        together.push(draft);
    }
    insert(db, now, &together)?;
    standing_by.into_iter().try_for_each(|draft| stand_by(db, now, draft))
}

const COLUMNS: &str =
    "id, v, lead, endpoint, kind, secret, event, body, state, attempts, refusals, created_at, recipient, card";

fn insert(db: &mut dyn Database, now: Millis, drafts: &[&Draft]) -> Result<(), Problem> {
    if drafts.is_empty() {
        return Ok(());
    }
    let row = "(?, 1, ?, ?, ?, ?, ?, ?, 'waiting', 0, 0, ?, ?, ?,
        CASE WHEN EXISTS (SELECT 1 FROM deliveries d WHERE d.lead = ? AND d.endpoint = ? AND d.state IN ('waiting', 'sending'))
        THEN NULL ELSE ? END)";
    let places = vec![row; drafts.len()].join(", ");
    let params: Vec<Value> = drafts
        .iter()
        .flat_map(|draft| {
            let Draft { id, lead, endpoint, kind, secret, event, body, recipient, card, .. } = *draft;
            let card = card.map(Card::id);
            params![id, lead, endpoint, *kind, secret, *event, body, now, recipient.as_ref(), card, lead, endpoint, now]
        })
        .collect();
    db.execute(&format!("INSERT INTO deliveries ({COLUMNS}, next_at) VALUES {places}"), &params)?;
    Ok(())
}

/// A message that goes only if another does not arrive in time. Where that one's endpoint has been
/// down for so long already, it goes at once.
fn stand_by(db: &mut dyn Database, now: Millis, draft: &Draft) -> Result<(), Problem> {
    let Draft { id, lead, endpoint, kind, secret, event, body, recipient, stands_for, .. } = draft;
    let Some((first, at, after)) = stands_for else { return Ok(()) };
    db.execute(
        &format!(
            "INSERT INTO deliveries ({COLUMNS}, stands_for, next_at) VALUES (?, 1, ?, ?, ?, ?, ?, ?, 'standby', 0, 0, ?, ?, NULL, ?,
             max(?, coalesce((SELECT down_since FROM endpoints WHERE endpoint = ? AND gate_at IS NOT NULL), ?) + ?))"
        ),
        &params![id, lead, endpoint, *kind, secret, *event, body, now, recipient.as_ref(), first, now, at, now, *after],
    )?;
    Ok(())
}

/// Claims messages that may be sent now, the longest due first, and of each endpoint as many as
/// it has room for.
pub(crate) fn claim(
    db: &mut dyn Database,
    now: Millis,
    room: &Room,
    in_force: Option<&InForce>,
) -> Result<Vec<Outgoing>, Problem> {
    let mut left = room.limit.min(MOST);
    if left == 0 {
        return Ok(Vec::new());
    }
    let mut due = endpoints::due(db, now)?;
    due.sort_by_key(|due| (room.busy(&due.endpoint) > 0, due.at));
    let mut rows = Vec::new();
    for endpoints::Due { endpoint, gated, .. } in due {
        let most = room.at(&endpoint, gated, left);
        if most == 0 {
            continue;
        }
        // One statement looks and takes. A try counts from here on, so that one whose end is never
        // told counts too.
        let taken = db.query(
            "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, next_at = ?
             WHERE seq IN (SELECT seq FROM deliveries WHERE endpoint = ? AND next_at <= ? ORDER BY next_at, seq LIMIT ?)
             RETURNING seq, id, lead, endpoint, kind, secret, body, recipient, card",
            &params![now + CLAIM, &endpoint, now, i64::try_from(most).unwrap_or(0)],
        )?;
        if gated {
            endpoints::probing(db, now, &endpoint)?;
        }
        left = left.saturating_sub(taken.len());
        rows.extend(taken);
    }
    // SQLite returns changed rows in no order that it promises.
    rows.sort_by_key(|row| row.integer(0).unwrap_or(0));
    let mut claimed = Vec::with_capacity(rows.len());
    for row in &rows {
        // A row that cannot be read may not keep the others from going out.
        let Ok(mut outgoing) = outgoing(row) else { continue };
        if outgoing.kind == "slack_bot" {
            slack_bot::complete(db, &mut outgoing, (row.integer(0)?, row.optional_text(8)?))?;
        }
        if crm::is_crm(&outgoing.kind) {
            crm::complete(db, in_force, &mut outgoing)?;
        }
        claimed.push(outgoing);
    }
    Ok(claimed)
}

fn outgoing(row: &Row) -> Result<Outgoing, Problem> {
    Ok(Outgoing {
        id: row.string(1)?,
        lead: row.string(2)?,
        endpoint: row.string(3)?,
        kind: row.string(4)?,
        secret: row.string(5)?,
        body: row.string(6)?,
        recipient: row.optional_string(7)?,
        changes: None,
    })
}

/// A new claimer begins, with nothing on its way: what another had claimed is due again.
pub(crate) fn woken(db: &mut dyn Database, now: Millis) -> Result<(), Problem> {
    db.execute("UPDATE deliveries SET next_at = ? WHERE state = 'sending' AND next_at > ?", &params![now, now])?;
    Ok(())
}

/// A message that was claimed, as far as its outcome needs it.
struct Tried {
    seq: i64,
    id: String,
    lead: String,
    endpoint: String,
    kind: String,
    event: String,
    is_change: bool,
    attempts: i64,
    refusals: i64,
    /// Since when it is tried.
    since: Millis,
    /// When this try began, if its claim still stands.
    began: Option<Millis>,
    recipient: Option<String>,
}

/// Writes down what came of a try. Idempotent: a message that has arrived has arrived, whatever
/// a second try says.
pub(crate) fn delivered(db: &mut dyn Database, now: Millis, id: &str, outcome: &Outcome) -> Result<Reply, Problem> {
    let Some(tried) = tried(db, id)? else { return Ok(Reply::Done) };
    let heard = hear(&tried.kind, outcome);
    let asked = outcome.retry_after.as_deref().and_then(|header| retry_after(header, now));
    endpoints::heard(db, now, &tried.endpoint, (tried.began, &heard, asked))?;
    let refusals = tried.refusals + i64::from(matches!(heard, Heard::Refused(_)));
    match retry(&heard, tried.attempts, refusals, now - tried.since, asked) {
        Retry::Arrived => arrived(db, now, &tried, heard)?,
        Retry::After(pause) => {
            let error = match &heard {
                Heard::Member(member) => {
                    slack_bot::learned(db, now, tried.recipient.as_deref(), member)?;
                    None
                }
                Heard::Refused(why) | Heard::Failed(why) => Some(why.clone()),
                Heard::Arrived(_) => Some(told(outcome)),
            };
            db.execute(
                "UPDATE deliveries SET state = 'waiting', next_at = ?, refusals = ?, last_error = ? WHERE seq = ?",
                &params![now + pause, refusals, error, tried.seq],
            )?;
        }
        Retry::Dead(why) => dead(db, now, &tried, (refusals, &heard, why))?,
    }
    Ok(Reply::Done)
}

fn arrived(db: &mut dyn Database, now: Millis, tried: &Tried, heard: Heard) -> Result<(), Problem> {
    let receipt = if let Heard::Arrived(receipt) = heard { receipt } else { None };
    let is_crm = crm::is_crm(&tried.kind);
    if is_crm {
        crm::arrived(db, now, (&tried.endpoint, &tried.lead), receipt.as_deref())?;
    }
    db.execute(
        "UPDATE deliveries SET state = 'delivered', next_at = NULL, delivered_at = ?, last_error = NULL, receipt = ? WHERE seq = ?",
        &params![now, receipt, tried.seq],
    )?;
    // Nobody needs the one that stood by.
    db.execute("DELETE FROM deliveries WHERE stands_for = ? AND state = 'standby'", &params![&tried.id])?;
    release(db, now, &tried.lead, &tried.endpoint)?;
    // Nobody is told by what stands in a CRM.
    if !is_crm && !tried.is_change && ["lead.assigned", "lead.reassigned"].contains(&tried.event.as_str()) {
        leads::notified(db, now, &tried.lead, &tried.endpoint)?;
    }
    Ok(())
}

fn dead(
    db: &mut dyn Database,
    now: Millis,
    tried: &Tried,
    (refusals, heard, why): (i64, &Heard, String),
) -> Result<(), Problem> {
    let error = if let Heard::Refused(why) | Heard::Failed(why) = heard { why.as_str() } else { "" };
    db.execute(
        "UPDATE deliveries SET state = 'dead', next_at = NULL, refusals = ?, last_error = ? WHERE seq = ?",
        &params![refusals, error, tried.seq],
    )?;
    let Tried { id, lead, endpoint, event, .. } = tried;
    // Whoever stands by goes now.
    db.execute("UPDATE deliveries SET next_at = ? WHERE stands_for = ? AND state = 'standby'", &params![now, id])?;
    release(db, now, lead, endpoint)?;
    let kind = Kind::DeliveryDead { delivery: id.clone(), endpoint: endpoint.clone(), event: event.clone(), why };
    log::append(db, now, None, &[Entry { lead: Some(lead), actor: "desk", kind }])
}

/// The message, unless it is done.
fn tried(db: &mut dyn Database, id: &str) -> Result<Option<Tried>, Problem> {
    let rows = db.query(
        "SELECT seq, lead, endpoint, kind, event, card, attempts, refusals, coalesce(replayed_at, created_at), state, next_at, recipient
         FROM deliveries WHERE id = ? AND state IN ('waiting', 'sending')",
        &params![id],
    )?;
    let tried = |row: &Row| {
        let claimed = row.text(9)? == "sending";
        Ok(Tried {
            seq: row.integer(0)?,
            id: id.to_owned(),
            lead: row.string(1)?,
            endpoint: row.string(2)?,
            kind: row.string(3)?,
            event: row.string(4)?,
            is_change: row.optional_text(5)? == Some(Card::Change.id()),
            attempts: row.integer(6)?,
            refusals: row.integer(7)?,
            since: row.millis(8)?,
            began: row.optional_millis(10)?.filter(|_| claimed).map(|ends| ends - CLAIM),
            recipient: row.optional_string(11)?,
        })
    };
    rows.first().map(tried).transpose()
}

/// Lets the message behind a done one go.
fn release(db: &mut dyn Database, now: Millis, lead: &str, endpoint: &str) -> Result<(), Problem> {
    db.execute(
        "UPDATE deliveries SET next_at = ? WHERE seq =
            (SELECT min(seq) FROM deliveries WHERE lead = ? AND endpoint = ? AND state = 'waiting' AND next_at IS NULL)",
        &params![now, lead, endpoint],
    )?;
    Ok(())
}

/// A message that was given up is tried again, behind whatever waits about the same lead.
///
/// # Errors
///
/// The caller's: `unknown_delivery`, `not_dead`.
pub(crate) fn replay(db: &mut dyn Database, now: Millis, id: &str) -> Result<Reply, Problem> {
    let rows = db.query("SELECT lead, endpoint, event, state FROM deliveries WHERE id = ?", &params![id])?;
    let Some(row) = rows.first() else {
        let message = format!("this desk has no message `{}`", crate::clip(id));
        return Err(Problem::caller(404, "unknown_delivery", message, "Take the id from the list of deliveries."));
    };
    let (lead, endpoint, event) = (row.string(0)?, row.string(1)?, row.string(2)?);
    if row.text(3)? != "dead" {
        let message = format!("this message is {}, not given up", row.text(3)?);
        return Err(Problem::caller(409, "not_dead", message, "Only what was given up is tried again."));
    }
    db.execute(
        "UPDATE deliveries SET state = 'waiting', attempts = 0, refusals = 0, replayed_at = ?, next_at =
            CASE WHEN EXISTS (SELECT 1 FROM deliveries d WHERE d.lead = ? AND d.endpoint = ? AND d.state IN ('waiting', 'sending'))
            THEN NULL ELSE ? END WHERE id = ?",
        &params![now, &lead, &endpoint, now, id],
    )?;
    let kind = Kind::DeliveryReplayed { delivery: id.to_owned(), endpoint, event };
    log::append(db, now, None, &[Entry { lead: Some(&lead), actor: "admin", kind }])?;
    Ok(Reply::Done)
}
