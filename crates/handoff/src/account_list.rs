//! Accounts that were uploaded to the desk: which companies have an owner, by the thousand.
//!
//! An upload comes in parts, each an event of its own, so that leads come in between; the last one
//! puts the whole list in the place of the one before. An upload that is not finished changes nothing.
//!
//! No event reads or writes more than a part: rows of a list that counts no more lie there until the parts
//! of later uploads have taken them away.

use baton_agreement::{Account, RepId};
use serde::{Deserialize, Serialize};

use crate::arrival::Here;
use crate::database::params;
use crate::json::json;
use crate::log::{self, Entry, Kind};
use crate::matching::{AccountOwner, Knowledge, OwnedCompany, Person, account_owner, accounts};
use crate::{Database, Problem, Reply, Value, meta};

/// Rows of one part. A statement takes texts of two million bytes.
pub const PART: usize = 1_000;

/// So many rows that count no more an event takes away, of each table. An account has three keys at
/// most, so an upload of as many accounts takes away all of one before.
const FORGOTTEN: usize = 4 * PART;

/// So many accounts a desk takes.
pub const MOST: usize = 200_000;

/// One account as it was uploaded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    /// The rep's id.
    pub owner: String,
    /// The domain it writes from; may be empty.
    pub domain: String,
    /// Its name; may be empty.
    pub name: String,
    /// Its telephone number; may be empty.
    pub phone: String,
    /// Where it is; may be empty.
    pub city: String,
}

/// Something that happens to the list of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountsChange {
    /// Some rows of an upload.
    Part {
        /// The upload: the instant it began.
        upload: i64,
        /// At most [`PART`] of them.
        rows: Vec<AccountRow>,
    },
    /// All rows of an upload are there: it counts from now on.
    Done {
        /// The upload.
        upload: i64,
        /// How many rows there were.
        rows: usize,
    },
}

impl AccountRow {
    fn lacks(&self) -> Option<&'static str> {
        let is_placed = !self.phone.is_empty() || !self.city.is_empty();
        let is_known = !self.domain.is_empty() || !self.name.is_empty() && is_placed;
        match (self.owner.is_empty(), is_known) {
            (true, _) => Some("has no owner"),
            (_, false) => Some("has no domain, nor a name with a phone or a city"),
            _ => None,
        }
    }

    fn company(&self, knowledge: Knowledge<'_>) -> Option<OwnedCompany> {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let account = Account {
            owner: RepId::new(&self.owner),
            domain: text(&self.domain),
            name: text(&self.name),
            phone: text(&self.phone),
            city: text(&self.city),
            list: None,
        };
        accounts::owned(&account, knowledge)
    }
}

/// Reads a list of accounts: CSV with a line of column names, in any order and case: `owner` (a rep's
/// id), `domain`, `name`, `phone`, `city`; others are left alone.
///
/// # Errors
///
/// The caller's: `bad_accounts`, with the first ten lines that are wrong and why.
pub fn read(body: &[u8]) -> Result<Vec<AccountRow>, Problem> {
    let refused = |message: String| {
        let help = "Send CSV in UTF-8 with the columns `owner` and `domain`, and perhaps `name`, `phone`, `city`.";
        Problem::caller(400, "bad_accounts", message, help)
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(body);
    let headers = reader.headers().map_err(|error| refused(format!("this is no CSV: {error}")))?.clone();
    let column = |name: &str| headers.iter().position(|header| header.eq_ignore_ascii_case(name));
    let owner = column("owner").ok_or_else(|| refused("there is no column `owner`".to_owned()))?;
    let columns = ["domain", "name", "phone", "city"].map(column);
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (line, record) in (2..).zip(reader.records()) {
        let record = record.map_err(|error| refused(format!("line {line} is no CSV: {error}")))?;
        let of = |column: Option<usize>| column.and_then(|at| record.get(at)).unwrap_or_default().to_owned();
        let [domain, name, phone, city] = columns.map(of);
        let row = AccountRow { owner: of(Some(owner)), domain: domain.to_lowercase(), name, phone, city };
        if let Some(why) = row.lacks() {
            wrong.push(format!("line {line} {why}"));
        }
        rows.push(row);
    }
    if rows.len() > MOST {
        return Err(refused(format!("these are {} accounts; a desk takes {MOST}", rows.len())));
    }
    if !wrong.is_empty() {
        let more = if wrong.len() > 10 { format!(", and {} more", wrong.len() - 10) } else { String::new() };
        let told: Vec<String> = wrong.into_iter().take(10).collect();
        return Err(refused(format!("{}{more}; nothing was changed", told.join("; "))));
    }
    Ok(rows)
}

/// Carries out a change.
pub(crate) fn change(here: &Here<'_>, change: &AccountsChange, db: &mut dyn Database) -> Result<Reply, Problem> {
    match change {
        AccountsChange::Part { upload, rows } => {
            keep(*upload, rows, db)?;
            forget(&[Some(*upload), in_force(db)?], db)?;
        }
        AccountsChange::Done { upload, rows } => {
            forget(&[Some(*upload)], db)?;
            meta::set(db, IN_FORCE, *upload)?;
            let kind = Kind::AccountsReplaced { accounts: i64::try_from(*rows).unwrap_or(i64::MAX) };
            log::append(db, here.now, Some(here.in_force.version), &[Entry { lead: None, actor: "admin", kind }])?;
        }
    }
    Ok(Reply::Done)
}

fn keep(upload: i64, rows: &[AccountRow], db: &mut dyn Database) -> Result<(), Problem> {
    let tables = baton_knowledge::full();
    let knowledge = Knowledge { tables: &tables, is_throw_away: baton_knowledge::is_throw_away };
    let held = db.query("SELECT coalesce(max(id), 0) FROM accounts", &[])?;
    let first = held.first().map_or(Ok(0), |row| row.integer(0))? + 1;
    let (mut bodies, mut keys) = (Vec::new(), Vec::new());
    for (id, row) in (first..).zip(rows) {
        let Some(company) = row.company(knowledge) else { continue };
        bodies.push((id, json(row)));
        keys.extend(accounts::keys(&company.company).into_iter().map(|key| (accounts::stored(key), id)));
    }
    // One text a statement, however many rows: it is read as rows over there.
    db.execute(
        "INSERT INTO accounts (id, v, upload, body) SELECT value ->> 0, 1, ?, value ->> 1 FROM json_each(?)",
        &params![upload, json(&bodies)],
    )?;
    db.execute(
        "INSERT OR IGNORE INTO account_keys (key, account, upload) SELECT value ->> 0, value ->> 1, ? FROM json_each(?)",
        &params![upload, json(&keys)],
    )?;
    Ok(())
}

/// Takes away some rows of uploads that are none of these: the oldest first.
fn forget(kept: &[Option<i64>], db: &mut dyn Database) -> Result<(), Problem> {
    for (table, id) in [("accounts", "id"), ("account_keys", "key, account")] {
        // From upload to upload by the index: there are never many.
        let mut old = None;
        loop {
            let next = format!("SELECT min(upload) FROM {table} WHERE upload > ?");
            let found = db.query(&next, &params![old.unwrap_or(-1)])?;
            old = found.first().map_or(Ok(None), |row| row.optional_integer(0))?;
            if old.is_none_or(|old| !kept.contains(&Some(old))) {
                break;
            }
        }
        if let Some(old) = old {
            let some = format!("SELECT {id} FROM {table} WHERE upload = ? LIMIT {FORGOTTEN}");
            db.execute(&format!("DELETE FROM {table} WHERE ({id}) IN ({some})"), &params![old])?;
        }
    }
    Ok(())
}

/// Under this name stands the upload that counts.
const IN_FORCE: &str = "accounts";

/// Whether there is a list, and its upload.
pub(crate) fn in_force(db: &mut dyn Database) -> Result<Option<i64>, Problem> {
    meta::get(db, IN_FORCE)
}

/// Whose account the lead of this person is, by the list. One statement.
pub(crate) fn owner(upload: i64, person: &Person, db: &mut dyn Database) -> Result<AccountOwner, Problem> {
    let company = &person.company;
    let keys = accounts::keys(company);
    if keys.is_empty() {
        return Ok(AccountOwner::Nobody);
    }
    let one = format!(
        "SELECT * FROM (SELECT account FROM account_keys WHERE key = ? AND upload = ? ORDER BY account LIMIT {})",
        accounts::MOST_A_KEY
    );
    let found = vec![one; keys.len()].join(" UNION ");
    let values: Vec<Value> = keys.into_iter().flat_map(|key| params![accounts::stored(key), upload]).collect();
    let rows = db.query(&format!("SELECT body FROM accounts WHERE id IN ({found}) ORDER BY id"), &values)?;
    let tables = baton_knowledge::full();
    let knowledge = Knowledge { tables: &tables, is_throw_away: baton_knowledge::is_throw_away };
    let mut held = Vec::new();
    for row in &rows {
        let read: Option<AccountRow> = serde_json::from_str(row.text(0)?).ok();
        held.extend(read.and_then(|row| row.company(knowledge)));
    }
    Ok(account_owner(company, held.iter()))
}
