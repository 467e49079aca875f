//! Leads as they are stored.

use serde::{Deserialize, Serialize};

use crate::database::params;
use crate::instants::{self, Instants};
use crate::json::json;
use crate::log::{self, Entry, Kind};
use crate::message::About;
use crate::package::Package;
use crate::state::{self, Move};
use crate::windows::Of;
use crate::{Database, Millis, Problem, Row, State, Value, joining};

/// A lead's row, without its raw body and its verdict.
pub(crate) struct Stored {
    pub id: String,
    pub received_at: Millis,
    pub state: State,
    pub quarantine: Option<String>,
    pub edge_origin: String,
    pub name: Option<String>,
    pub company: Option<String>,
    pub email: Option<String>,
    pub job_title: Option<String>,
    pub score: i64,
    pub tier: String,
    pub mql: bool,
    pub source: String,
    /// Id and name.
    pub owner: Option<(String, String)>,
    pub due_at: Option<Millis>,
    pub met_at: Option<Millis>,
    pub missed_at: Option<Millis>,
    pub agreement: i64,
    pub package: Package,
    pub instants: Instants,
    /// Of the page it came by; empty where that did not say.
    pub language: String,
}

/// The columns of [`Stored`], in its order.
pub(crate) const COLUMNS: &str = concat!(
    "id, received_at, state, quarantine, edge_origin, name, company, email, job_title, ",
    "score, tier, mql, source, owner, owner_name, due_at, met_at, missed_at, agreement, package, ",
    instants::columns!()
);
/// Where the instants begin.
const INSTANTS: usize = 20;
/// How many they are; what a statement selects behind them begins here.
pub(crate) const COLUMN_COUNT: usize = INSTANTS + instants::COLUMN_COUNT;

impl Stored {
    /// Reads a row that begins with [`COLUMNS`].
    ///
    /// # Errors
    ///
    /// The record's, when it cannot be read.
    pub fn from_row(row: &Row) -> Result<Stored, Problem> {
        let id = row.string(0)?;
        let unreadable = || Problem::record("unreadable_lead", format_args!("lead `{id}`"));
        let (package, language) = package_from_stored(row.text(19)?).ok_or_else(unreadable)?;
        Ok(Stored {
            received_at: row.millis(1)?,
            state: State::from_id(row.text(2)?).ok_or_else(unreadable)?,
            quarantine: row.optional_string(3)?,
            edge_origin: row.string(4)?,
            name: row.optional_string(5)?,
            company: row.optional_string(6)?,
            email: row.optional_string(7)?,
            job_title: row.optional_string(8)?,
            score: row.integer(9)?,
            tier: row.string(10)?,
            mql: row.integer(11)? != 0,
            source: row.string(12)?,
            owner: row.optional_string(13)?.zip(row.optional_string(14)?),
            due_at: row.optional_millis(15)?,
            met_at: row.optional_millis(16)?,
            missed_at: row.optional_millis(17)?,
            agreement: row.integer(18)?,
            package,
            language,
            instants: Instants::from_row(row, INSTANTS)?,
            id,
        })
    }

    /// Whether the window that runs, or ran last, was missed. One of an earlier owner's does not
    /// count here: it stays visible in `missed_at` until the next is missed.
    pub fn is_missed(&self) -> bool {
        self.due_at.is_some() && self.missed_at == self.due_at
    }

    /// When the present owner's clock began.
    pub fn clock_from(&self) -> Millis {
        self.instants.clock_from.unwrap_or(self.received_at)
    }

    /// Which window is its, and in whose hours it runs.
    pub fn window(&self) -> Of<'_> {
        Of { rep: self.owner.as_ref().map(|(rep, _)| rep.as_str()), source: &self.source, tier: &self.tier }
    }

    /// As messages tell of it.
    pub fn about(&self) -> About<'_> {
        About {
            id: &self.id,
            received_at: self.received_at,
            name: self.name.as_deref(),
            company: self.company.as_deref(),
            email: self.email.as_deref(),
            job_title: self.job_title.as_deref(),
            score: self.score,
            tier: &self.tier,
            mql: self.mql,
            source: &self.source,
            state: self.state,
            quarantine: self.quarantine.as_deref(),
            owner: borrowed(self.owner.as_ref()),
            due_at: self.due_at,
            package: &self.package,
            language: &self.language,
            booking: None,
        }
    }
}

/// The lead of an id.
pub(crate) fn find(db: &mut dyn Database, id: &str) -> Result<Option<Stored>, Problem> {
    let rows = db.query(&format!("SELECT {COLUMNS} FROM leads WHERE id = ?"), &params![id])?;
    rows.first().map(Stored::from_row).transpose()
}

/// The lead of an id, or the one it was joined to.
pub(crate) fn find_joined(db: &mut dyn Database, id: &str) -> Result<Option<Stored>, Problem> {
    if let Some(found) = find(db, id)? {
        return Ok(Some(found));
    }
    match joining::joined_to(id, db)? {
        Some((lead, _)) => find(db, &lead),
        None => Ok(None),
    }
}

/// As [`find_with`], of an id or of the lead it was joined to.
pub(crate) fn find_joined_with(
    db: &mut dyn Database,
    id: &str,
    columns: &str,
) -> Result<Option<(Stored, Row)>, Problem> {
    if let Some(found) = find_with(db, id, columns)? {
        return Ok(Some(found));
    }
    match joining::joined_to(id, db)? {
        Some((lead, _)) => find_with(db, &lead, columns),
        None => Ok(None),
    }
}

/// Refuses a rep who does not have the lead.
pub(crate) fn held_to(lead: &Stored, rep: &str) -> Result<(), Problem> {
    match &lead.owner {
        Some((owner, _)) if owner == rep => Ok(()),
        _ => Err(Problem::caller(403, "not_your_lead", "this lead is not yours", "Somebody else answers it now.")),
    }
}

/// What is said of an id that no lead of the desk has.
pub(crate) fn unknown(id: &str) -> Problem {
    Problem::caller(
        404,
        "unknown_lead",
        format!("this desk has no lead `{}`", crate::problem::clip(id)),
        "Look at the list; the address may be cut off, or the lead may belong to another desk.",
    )
}

/// The lead of an id, with what further columns hold.
pub(crate) fn find_with(db: &mut dyn Database, id: &str, columns: &str) -> Result<Option<(Stored, Row)>, Problem> {
    let mut rows = db.query(&format!("SELECT {COLUMNS}, {columns} FROM leads WHERE id = ?"), &params![id])?;
    match rows.pop() {
        None => Ok(None),
        Some(Row(mut values)) => {
            let more: Vec<Value> = values.split_off(COLUMN_COUNT.min(values.len()));
            Ok(Some((Stored::from_row(&Row(values))?, Row(more))))
        }
    }
}

/// The first message about a lead arrived. Leads that have gone further stay where they are; that
/// their rep was told is written down all the same.
pub(crate) fn notified(db: &mut dyn Database, now: Millis, id: &str, endpoint: &str) -> Result<(), Problem> {
    let rows = db.query("SELECT state FROM leads WHERE id = ?", &params![id])?;
    let held = rows.first().and_then(|row| row.text(0).ok()).and_then(State::from_id);
    let Some(held) = held else { return Ok(()) };
    let next = state::step(held, Move::Notify, now).ok().map(|(next, _)| next);
    db.execute(
        "UPDATE leads SET state = ?, told_at = coalesce(told_at, ?) WHERE id = ?",
        &params![next.unwrap_or(held).id(), now, id],
    )?;
    if next.is_none() {
        return Ok(());
    }
    let kind = Kind::LeadNotified { endpoint: endpoint.to_owned() };
    log::append(db, now, None, &[Entry { lead: Some(id), actor: endpoint, kind }])
}

/// A package as stored, with the language of its page: version 1.
#[derive(Serialize)]
struct Outer<'a> {
    v: u8,
    package: &'a Package,
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'a str,
}

#[derive(Deserialize)]
struct Inner {
    package: Package,
    #[serde(default)]
    language: String,
}

pub(crate) fn package_to_stored(package: &Package, language: &str) -> String {
    json(&Outer { v: 1, package, language })
}

fn package_from_stored(text: &str) -> Option<(Package, String)> {
    serde_json::from_str(text).ok().map(|inner: Inner| (inner.package, inner.language))
}

/// Id and name of an owner, as those who only look take them.
pub(crate) fn borrowed(owner: Option<&(String, String)>) -> Option<(&str, &str)> {
    owner.map(|(id, name)| (id.as_str(), name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::{COLUMN_COUNT, COLUMNS, package_from_stored, package_to_stored};
    use crate::package::Package;

    #[test]
    fn columns_are_counted() {
        assert_eq!(COLUMNS.split(',').count(), COLUMN_COUNT);
    }

    #[test]
    fn the_bytes_of_a_package_are_pinned() {
        let package = Package { who: Some("Ada".into()), message: Some("How?\n".into()), ..Package::default() };
        let stored = package_to_stored(&package, "");
        assert_eq!(
            stored,
            r#"{"v":1,"package":{"who":"Ada","source":null,"message":"How?\n","timeline":null,"channel":null}}"#
        );
        assert!(package_from_stored(&stored) == Some((package.clone(), String::new())));
        let german = package_to_stored(&package, "de");
        assert!(german.ends_with(r#""channel":null},"language":"de"}"#));
        assert!(package_from_stored(&german) == Some((package, "de".to_owned())));
    }
}
