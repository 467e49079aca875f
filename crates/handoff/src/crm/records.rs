//! What is known of a lead in a CRM: its record there, and what was last said of it, either way.

use serde::{Deserialize, Serialize};

use crate::database::params;
use crate::{Database, Millis, Problem, Row};

/// A row of `crm_records`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    pub lead: String,
    /// The CRM's id of its record, once it has said so.
    pub record: Option<String>,
    /// Whether the record was there first: a lead that came from the CRM.
    pub came: bool,
    /// The CRM's owner as far as is known, since when, and the rep for whom that is settled.
    pub owner: Option<String>,
    pub owner_at: Option<Millis>,
    pub rep: Option<String>,
    /// The same of the CRM's status, and the status of ours for which that is settled.
    pub status: Option<String>,
    pub status_at: Option<Millis>,
    pub settled: Option<String>,
    /// How far the person was there, as last known: of somebody who was there before us it is what they
    /// were already.
    pub stage: Option<String>,
}

/// What a message that arrived has told, as its receipt keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rep: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The CRM had nobody of that address.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub is_new: bool,
}

const COLUMNS: &str = "lead, record, came, owner, owner_at, rep, status, status_at, settled, stage";

/// What is known of a lead.
pub(crate) fn of_lead(db: &mut dyn Database, endpoint: &str, lead: &str) -> Result<Option<Known>, Problem> {
    let sql = format!("SELECT {COLUMNS} FROM crm_records WHERE endpoint = ? AND lead = ?");
    db.query(&sql, &params![endpoint, lead])?.first().map(known).transpose()
}

/// The leads of a record: one, or several of a person who came again. The newest first.
pub(crate) fn of_record(db: &mut dyn Database, endpoint: &str, record: &str) -> Result<Vec<Known>, Problem> {
    let sql = format!(
        "SELECT {COLUMNS} FROM crm_records WHERE endpoint = ? AND record = ?
         ORDER BY (SELECT seq FROM leads WHERE id = crm_records.lead) DESC"
    );
    db.query(&sql, &params![endpoint, record])?.iter().map(known).collect()
}

fn known(row: &Row) -> Result<Known, Problem> {
    Ok(Known {
        lead: row.string(0)?,
        record: row.optional_string(1)?,
        came: row.integer(2)? != 0,
        owner: row.optional_string(3)?,
        owner_at: row.optional_millis(4)?,
        rep: row.optional_string(5)?,
        status: row.optional_string(6)?,
        status_at: row.optional_millis(7)?,
        settled: row.optional_string(8)?,
        stage: row.optional_string(9)?,
    })
}

/// Keeps what is known.
pub(crate) fn keep(db: &mut dyn Database, endpoint: &str, known: &Known) -> Result<(), Problem> {
    let Known { lead, record, came, owner, owner_at, rep, status, status_at, settled, stage } = known;
    db.execute(
        "INSERT INTO crm_records (endpoint, v, lead, record, came, owner, owner_at, rep, status, status_at, settled, stage)
         VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (endpoint, lead) DO UPDATE SET record = excluded.record, came = excluded.came,
             owner = excluded.owner, owner_at = excluded.owner_at, rep = excluded.rep, status = excluded.status,
             status_at = excluded.status_at, settled = excluded.settled,
             stage = excluded.stage",
        &params![
            endpoint,
            lead,
            record.as_ref(),
            i64::from(*came),
            owner.as_ref(),
            *owner_at,
            rep.as_ref(),
            status.as_ref(),
            *status_at,
            settled.as_ref(),
            stage.as_ref(),
        ],
    )?;
    Ok(())
}

/// A message arrived: what it told is known there now.
pub(crate) fn arrived(
    db: &mut dyn Database,
    now: Millis,
    (endpoint, lead): (&str, &str),
    receipt: Option<&str>,
) -> Result<(), Problem> {
    let Some(told) = receipt.and_then(|receipt| serde_json::from_str::<Told>(receipt).ok()) else { return Ok(()) };
    let mut known = of_lead(db, endpoint, lead)?.unwrap_or_else(|| Known { lead: lead.to_owned(), ..Known::default() });
    known.record = told.record.or(known.record);
    if told.rep.is_some() {
        known.rep = told.rep;
    }
    if told.owner.is_some() {
        (known.owner, known.owner_at) = (told.owner, Some(now));
    }
    if told.status.is_some() {
        known.settled.clone_from(&told.status);
        (known.status, known.status_at) = (told.status, Some(now));
    }
    if told.is_new && known.stage.is_none() {
        known.stage = Some("new".to_owned());
    }
    keep(db, endpoint, &known)
}
