//! What must hold of the rows, of one lead and of all.

use std::collections::{BTreeMap, BTreeSet};

use baton_handoff::{Database, Row, State, Value};
use baton_sqlite::NativeDatabase;
use serde_json::Value as Json;

use crate::Broken;
use crate::broken::hold;
use crate::terms::SHARE_OF;

const COLUMNS: &str = "id, state, quarantine, owner, due_at, met_at, score, tier, mql, verdict, offer, clock_from,
    (SELECT count(*) FROM timers t WHERE t.lead = leads.id)";

/// What must be none.
const NONE: [(&str, &str); 12] = [
    ("a lead is in its log", "SELECT id FROM leads WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.lead = leads.id AND e.kind = 'lead.received')"),
    ("a lead is in its log", "SELECT lead FROM events WHERE lead IS NOT NULL AND lead NOT IN (SELECT id FROM leads UNION ALL SELECT id FROM lead_aliases)"),
    ("one of two leads is gone", "SELECT lead FROM events WHERE kind = 'lead.united' AND lead IN (SELECT id FROM leads)"),
    // The row of score -1 counts its block.
    ("scores are counted once", "SELECT block FROM score_counts GROUP BY block HAVING sum(leads) != 2 * coalesce(sum(leads) FILTER (WHERE score = -1), 0)"),
    ("the list of accounts is whole", "SELECT account FROM account_keys WHERE account NOT IN (SELECT id FROM accounts)"),
    ("a lead comes in once", "SELECT lead FROM events WHERE kind = 'lead.received' GROUP BY lead HAVING count(*) > 1"),
    ("a timer has its lead", "SELECT lead FROM timers WHERE lead <> '' AND lead NOT IN (SELECT id FROM leads)"),
    (
        "messages go in order",
        "SELECT id FROM deliveries d WHERE next_at IS NOT NULL AND EXISTS (SELECT 1 FROM deliveries b
            WHERE b.lead = d.lead AND b.endpoint = d.endpoint AND b.seq < d.seq AND b.state IN ('waiting', 'sending'))",
    ),
    (
        "no message waits for ever",
        "SELECT id FROM deliveries d WHERE state IN ('waiting', 'sending') AND next_at IS NULL AND NOT EXISTS (SELECT 1 FROM deliveries b
            WHERE b.lead = d.lead AND b.endpoint = d.endpoint AND b.seq < d.seq AND b.state IN ('waiting', 'sending'))",
    ),
    ("a done message is done", "SELECT id FROM deliveries WHERE state NOT IN ('waiting', 'sending') AND next_at IS NOT NULL"),
    (
        "counts add up",
        // What was not sent of an erased lead is not sent any more.
        "SELECT lead FROM events WHERE kind IN ('lead.assigned', 'lead.reassigned') AND lead NOT IN (
            SELECT id FROM leads WHERE state = 'erased' UNION ALL
            SELECT a.id FROM lead_aliases a JOIN leads l ON l.id = a.lead WHERE l.state = 'erased')
         GROUP BY lead, kind HAVING 2 * count(*) !=
            (SELECT count(*) FROM deliveries d WHERE d.lead = events.lead AND d.event = events.kind AND d.endpoint != 'crm')",
    ),
    (
        "a dead message is told of",
        "SELECT id FROM deliveries WHERE state = 'dead' AND 1 != (SELECT count(*) FROM events e
            WHERE e.kind = 'delivery.dead' AND e.lead = deliveries.lead AND json_extract(e.data, '$.delivery') = deliveries.id)",
    ),
];

/// The leads something happened to. Adds to those that were offered a meeting.
pub(crate) fn of_leads(
    leads: &BTreeSet<String>,
    offered: &mut BTreeSet<String>,
    db: &mut NativeDatabase,
) -> Result<(), Broken> {
    let leads: Vec<Value> = leads.iter().map(|lead| Value::Text(lead.clone())).collect();
    for leads in leads.chunks(100) {
        let places = vec!["?"; leads.len()].join(", ");
        for row in db.query(&format!("SELECT {COLUMNS} FROM leads WHERE id IN ({places})"), leads)? {
            of_lead(&row, offered)?;
        }
    }
    Ok(())
}

/// Every lead and every row.
pub(crate) fn of_all(offered: &mut BTreeSet<String>, db: &mut NativeDatabase) -> Result<(), Broken> {
    for row in db.query(&format!("SELECT {COLUMNS} FROM leads"), &[])? {
        of_lead(&row, offered)?;
    }
    for (invariant, sql) in NONE {
        let found = db.query(sql, &[])?;
        hold(found.is_empty(), invariant, || format!("{} rows, the first {:?}", found.len(), text(found.first())))?;
    }
    blocks(db)?;
    let differences = baton_handoff::figures::check::everything(db)?;
    hold(differences.is_empty(), "figures are what the log says", || differences.join("; "))?;
    counts(db, "leads", &STATES)?;
    counts(db, "deliveries", &["waiting", "sending", "standby", "delivered", "dead"])
}

/// Scores are remembered in ten full blocks and one that fills.
fn blocks(db: &mut NativeDatabase) -> Result<(), Broken> {
    let sql = "SELECT block, leads, max(block) OVER () FROM score_counts WHERE score = -1 ORDER BY block";
    let rows = db.query(sql, &[])?;
    hold(rows.len() <= 11, "scores are counted once", || format!("{} blocks", rows.len()))?;
    for row in &rows {
        let (block, leads, newest) = (row.integer(0)?, row.integer(1)?, row.integer(2)?);
        let is_full = leads == SHARE_OF / 10;
        hold(is_full != (block == newest), "scores are counted once", || format!("block {block}: {leads} leads"))?;
    }
    Ok(())
}

/// The counts by state are the count of all.
fn counts(db: &mut NativeDatabase, table: &str, states: &[&str]) -> Result<(), Broken> {
    let mut left: BTreeMap<String, i64> = BTreeMap::new();
    for row in db.query(&format!("SELECT state, count(*) FROM {table} GROUP BY state"), &[])? {
        left.insert(row.text(0)?.to_owned(), row.integer(1)?);
    }
    left.retain(|state, _| !states.contains(&state.as_str()));
    hold(left.is_empty(), "counts add up", || format!("{table}: {left:?}"))
}

fn text(row: Option<&Row>) -> String {
    row.and_then(|row| row.text(0).ok().map(str::to_owned)).unwrap_or_default()
}

fn of_lead(row: &Row, offered: &mut BTreeSet<String>) -> Result<(), Broken> {
    let id = row.text(0)?;
    let state = State::from_id(row.text(1)?).filter(|state| state.is_stored());
    let state = state.ok_or_else(|| Broken::new("a lead stands somewhere", id))?;
    let (owner, due_at, timers) =
        (row.optional_text(3)?.map(str::to_owned), row.optional_integer(4)?, row.integer(12)?);
    let at = || format!("{id} in {state:?}: owner {owner:?}, due {due_at:?}, {timers} timers");
    if state == State::Erased {
        // What it was worth and whose it was stay, for the figures; nothing else does.
        let gone: Json = serde_json::from_str(row.text(9)?)?;
        let nothing = gone.get("score").is_some_and(|score| *score == 0);
        return hold(nothing && timers == 0, "what is erased is gone", || format!("{}: {gone}", at()));
    }
    if state == State::Quarantined {
        let untouched =
            owner.is_none() && due_at.is_none() && timers == 0 && row.optional_text(2)?.map(str::to_owned).is_some();
        hold(untouched, "quarantine touches nobody", at)?;
    } else {
        hold(row.optional_text(2)?.map(str::to_owned).is_none(), "quarantine touches nobody", at)?;
        hold(owner.is_some() || state == State::Nurture, "a lead has an owner", at)?;
        hold(due_at.is_some(), "a lead has a deadline or is done", at)?;
        hold(timers == i64::from(state.is_open()), "one timer for an open lead", at)?;
    }
    if let (Some(met), Some(due)) = (row.optional_integer(5)?, due_at) {
        hold(met < due, "a window is met while it runs", || format!("{id}: met {met}, due {due}"))?;
    }
    of_verdict(row, id)?;
    let offer: Json = serde_json::from_str(row.text(10)?)?;
    let meeting = offer.pointer("/offer/kind").and_then(Json::as_str) == Some("meeting");
    if meeting {
        offered.insert(id.to_owned());
    }
    hold(meeting || !offered.contains(id), "a meeting that was offered stays", || format!("{id}: {offer}"))
}

/// What stands beside a verdict is what it says.
fn of_verdict(row: &Row, id: &str) -> Result<(), Broken> {
    let verdict: Json = serde_json::from_str(row.text(9)?)?;
    let said = |key: &str| verdict.get(key).cloned().unwrap_or_default();
    let same =
        said("score") == row.integer(6)? && said("tier") == row.text(7)? && said("mql") == (row.integer(8)? != 0);
    hold(same, "a lead stands as its verdict says", || format!("{id}: {verdict}"))?;
    let points = verdict
        .get("reasons")
        .and_then(Json::as_array)
        .map_or(0, |reasons| reasons.iter().filter_map(|reason| reason.get("points").and_then(Json::as_i64)).sum());
    hold(said("score") == points, "the reasons add up to the score", || format!("{id}: {points}, {verdict}"))
}

/// Where a lead is ever stored.
const STATES: [&str; 14] = [
    "quarantined",
    "assigned",
    "notified",
    "acknowledged",
    "attempted",
    "connected",
    "booked",
    "accepted",
    "rejected",
    "nurture",
    "opportunity",
    "won",
    "lost",
    "erased",
];
