//! What is personal of a lead is taken away; that there was one, and what became of it, stays.
//!
//! SQLite leaves what it frees where it was. Natively it is told to wipe it; a Durable Object
//! cannot be told. So a text is first written over by one of the same length, which lands in the
//! same place, and then made empty: what is left there are older copies of rows that have moved,
//! until their pages are used again.

use serde_json::Value as Json;

use crate::arrival::Here;
use crate::database::params;
use crate::leads::{self, Stored};
use crate::log::{self, Entry, Kind, chain, verify};
use crate::package::Package;
use crate::state::{self, IllegalMove, Move};
use crate::{Database, Millis, OfferWords, Problem, Row, State, meta, search, timers};

/// Why a lead is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Its person, or somebody for them, asked for it.
    Asked,
    /// The agreement keeps leads for so long and no longer.
    Retention,
}

impl Why {
    fn id(self) -> &'static str {
        match self {
            Why::Asked => "asked",
            Why::Retention => "retention",
        }
    }
}

/// Of a lead that became one with another, lines and messages are under its own id.
pub(crate) const THEIRS: &str = "(lead = ?1 OR lead IN (SELECT id FROM lead_aliases WHERE lead = ?1))";

/// What is written over: a table, which of its rows, and its columns of text and of bytes.
const OVERWRITTEN: [(&str, &str, &[&str], &[&str]); 9] = [
    (
        "leads",
        "id = ?",
        &["name", "company", "email", "job_title", "verdict", "package", "offer", "origin"],
        &["raw", "digest"],
    ),
    ("lead_aliases", "lead = ?", &[], &["raw", "digest"]),
    ("conflicts", "lead = ?", &[], &["raw"]),
    ("acknowledgements", "lead = ?", &["next_step"], &[]),
    ("moves", "lead = ?", &["body"], &[]),
    ("undo", "lead = ?", &["promised"], &[]),
    ("comments", "about = ?", &["text"], &[]),
    ("deliveries", THEIRS, &["body", "last_error"], &[]),
    (
        "payloads",
        "seq IN (SELECT seq FROM log WHERE lead = ?1 OR lead IN (SELECT id FROM lead_aliases WHERE lead = ?1))",
        &["data"],
        &["salt"],
    ),
];

/// What is left of each row, or that nothing is. The payloads of the log's lines are written one by one.
const LEFT: [&str; 13] = [
    "UPDATE lead_aliases SET raw = x'', digest = x'' WHERE lead = ?",
    "DELETE FROM conflicts WHERE lead = ?",
    "UPDATE acknowledgements SET next_step = '' WHERE lead = ?",
    "DELETE FROM moves WHERE lead = ?",
    "DELETE FROM undo WHERE lead = ?",
    "DELETE FROM comments WHERE about = ?",
    "DELETE FROM confirmations WHERE lead = ?",
    "DELETE FROM meetings WHERE lead = ?",
    "DELETE FROM crm_records WHERE lead = ?",
    // What was not sent by now is not sent any more, nor sent again by hand.
    "DELETE FROM deliveries
     WHERE state <> 'delivered' AND (lead = ?1 OR lead IN (SELECT id FROM lead_aliases WHERE lead = ?1))",
    "UPDATE deliveries SET body = '', last_error = NULL, next_at = NULL
     WHERE lead = ?1 OR lead IN (SELECT id FROM lead_aliases WHERE lead = ?1)",
    "DELETE FROM lead_keys WHERE lead = (SELECT seq FROM leads WHERE id = ?)",
    "DELETE FROM recent_keys WHERE lead = (SELECT seq FROM leads WHERE id = ?)",
];

/// Fields of the log's lines in which people write, or are named.
const PERSONAL: [&str; 7] = ["next_step", "reason", "note", "email", "link", "reference", "campaign"];

/// Erases a lead. One that is erased stays as it is.
///
/// # Errors
///
/// Ours, or the record's when the lead cannot be read.
pub(crate) fn erase(
    here: &Here<'_>,
    lead: &Stored,
    (by, name, why): (&str, &str, Why),
    db: &mut dyn Database,
) -> Result<State, Problem> {
    if lead.state == State::Erased {
        return Ok(lead.state);
    }
    let (state, _) = state::step(lead.state, Move::Erase, here.now).map_err(IllegalMove::problem)?;
    let payloads = payloads(&lead.id, db)?;
    search::forget(db, &lead.id)?;
    for (table, which, texts, bytes) in OVERWRITTEN {
        let texts = texts.iter().map(|column| {
            format!("{column} = iif({column} IS NULL, NULL, printf('%.*c', length(CAST({column} AS BLOB)), '-'))")
        });
        let bytes = bytes.iter().map(|column| format!("{column} = zeroblob(length({column}))"));
        let columns: Vec<String> = texts.chain(bytes).collect();
        db.execute(&format!("UPDATE {table} SET {} WHERE {which}", columns.join(", ")), &params![&lead.id])?;
    }
    for statement in LEFT {
        db.execute(statement, &params![&lead.id])?;
    }
    for Left { seq, data, was } in payloads {
        db.execute("UPDATE payloads SET data = ?, salt = NULL, was = ? WHERE seq = ?", &params![data, was, seq])?;
    }
    timers::stop(db, &lead.id)?;
    empty(lead, state, db)?;
    let left = verify::left_behind(db, &lead.id, None)?;
    let kind = Kind::LeadErased { name: name.to_owned(), why: why.id().to_owned(), left: Some(left) };
    log::append(db, here.now, Some(here.in_force.version), &[Entry { lead: Some(&lead.id), actor: by, kind }])?;
    Ok(state)
}

/// What is left of a line's payload, and the hash of what stood there, by which the log's chain goes on.
struct Left {
    seq: i64,
    data: String,
    was: [u8; 32],
}

/// The payloads of the log's lines about a lead as they are to be: numbers and decisions stay.
fn payloads(lead: &str, db: &mut dyn Database) -> Result<Vec<Left>, Problem> {
    let rows = db.query(
        &format!(
            "SELECT p.seq, l.kind, p.data, p.salt, p.was FROM log l JOIN payloads p ON p.seq = l.seq
             WHERE {THEIRS} ORDER BY l.seq"
        ),
        &params![lead],
    )?;
    let left = |row: &Row| {
        let (kind, data) = (row.text(1)?, row.text(2)?);
        let was = match chain::link_in(row, 4)? {
            Some(was) => was,
            None => chain::digest(chain::salt_in(row, 3)?, data),
        };
        Ok(Left { seq: row.integer(0)?, data: without_people(kind, data), was })
    };
    rows.iter().map(left).collect()
}

fn without_people(kind: &str, data: &str) -> String {
    // A line that cannot be read keeps nothing: what is in it cannot be told.
    let Ok(Json::Object(mut fields)) = serde_json::from_str(data) else { return "{}".to_owned() };
    // Why it was kept in quarantine is a word of ours, and figures count by it.
    let is_code = |key: &str| kind == "lead.quarantined" && key == "reason";
    let personal = |key: &str| PERSONAL.contains(&key) && !is_code(key);
    for (_, value) in fields.iter_mut().filter(|(key, value)| personal(key) && value.is_string()) {
        *value = Json::String(String::new());
    }
    Json::Object(fields).to_string()
}

/// The lead's own row: what it was worth, whose it was and when stay, for the figures.
fn empty(lead: &Stored, state: State, db: &mut dyn Database) -> Result<(), Problem> {
    let verdict = baton_scoring::Verdict::default().to_json();
    db.execute(
        "UPDATE leads SET state = ?, quarantine = NULL, raw = ?, digest = x'', origin = NULL, name = NULL, company = NULL,
             email = NULL, job_title = NULL, verdict = ?, package = ?, offer = ? WHERE id = ?",
        &params![
            state.id(),
            format!(r#"{{"id":"{}","fields":[]}}"#, lead.id).into_bytes(),
            verdict,
            leads::package_to_stored(&Package::default(), ""),
            OfferWords::wordless().to_stored(),
            &lead.id,
        ],
    )
    .map_err(Problem::from)
}

/// How many leads one slice of the search for old ones looks at, and erases at most: a few
/// milliseconds, so that intake never waits.
const SLICE: i64 = 500;
const MOST: usize = 20;
/// The search begins anew so long after it has come to its end.
const AGAIN: Millis = Millis(86_400_000);

/// Looks through the next leads for those that are older than the agreement keeps them, and sets
/// the timer for the slice behind: at once, or tomorrow from the first lead on.
///
/// # Errors
///
/// Ours: the database's. A lead that cannot be read is left for tomorrow.
pub(crate) fn keep_no_longer(here: &Here<'_>, db: &mut dyn Database) -> Result<(), Problem> {
    let keep = here.in_force.agreement.as_ref().and_then(|agreement| agreement.privacy.keep_leads);
    let Some(keep) = keep else { return timers::stop_one(db, DESK, timers::RETENTION) };
    let after = meta::get(db, LOOKED_TO)?.unwrap_or(0);
    let next = forget(here, here.now - Millis::from_seconds(keep), after, db)?;
    meta::set(db, LOOKED_TO, next.unwrap_or(0))?;
    let due = next.map_or(here.now + AGAIN, |_| here.now);
    timers::set(db, DESK, timers::RETENTION, due)
}

/// Under this name stands how far leads were looked through.
const LOOKED_TO: &str = "retention_after";

/// No lead has this id: the timer is the desk's own.
pub(crate) const DESK: &str = "";

/// Erases the next few leads that came before an instant, but none that is still open. Returns
/// where to go on, in the order of arrival; none: there are no more.
fn forget(here: &Here<'_>, before: Millis, after: i64, db: &mut dyn Database) -> Result<Option<i64>, Problem> {
    let to = after.saturating_add(SLICE);
    let rows = db.query(
        &format!(
            "SELECT {}, seq FROM leads WHERE seq > ? AND seq <= ? AND received_at < ? AND state <> 'erased'
             ORDER BY seq LIMIT {MOST}",
            leads::COLUMNS
        ),
        &params![after, to, before],
    )?;
    let mut last = to;
    for row in &rows {
        if rows.len() == MOST {
            last = row.integer(leads::COLUMN_COUNT)?;
        }
        let Ok(lead) = Stored::from_row(row) else { continue };
        if lead.state.is_closed() || lead.state == State::Quarantined {
            erase(here, &lead, ("desk", "the desk", Why::Retention), db)?;
        }
    }
    let more = db.query("SELECT 1 FROM leads WHERE seq > ? AND received_at < ? LIMIT 1", &params![last, before])?;
    Ok((!more.is_empty()).then_some(last))
}
