//! The chain through the log: every line carries a hash over itself and its predecessor's, so that
//! none can be changed or taken out unnoticed.
//!
//! A line's link is SHA-256 over the link before it, the line, and the SHA-256 of its payload. The
//! payload stands in a row of its own: erasure writes it anew and leaves the hash of what stood
//! there, so the chain holds before and after. With every payload stands a salt that goes with it:
//! from a hash that stays nobody can try out which short text it was of.
//!
//! A chain alone shows no lines that were cut off its end, nor one that was made anew as a whole.
//! The row `log_head` knows the last line; and who has noted down a link of before (`baton verify
//! --known`) sees a log that does not lead there.

use sha2::{Digest, Sha256};

use super::Entry;
use crate::database::params;
use crate::{Database, Millis, Problem, Row, Value, erasure, meta, timers};

/// What comes before the first line.
pub(crate) const BEGINNING: [u8; 32] = [0; 32];
/// Bytes of a payload's salt: nobody goes through 2^128 of them.
const SALT: usize = 16;
/// Lines of one statement: seven parameters each, of a hundred.
const LINES: usize = 14;
/// Payloads of one statement: three parameters each, of a hundred.
const PAYLOADS: usize = 33;
/// So many lines of a log of before are linked at a time: some milliseconds.
const SLICE: i64 = 200;

/// Under this name stands how far they are linked.
const CHAINED_TO: &str = "chained_to";

/// Where the chain ends.
pub(crate) struct Head {
    /// The last line.
    pub seq: i64,
    /// Its link; none while lines of a log of before are still to be linked.
    pub link: Option<[u8; 32]>,
    /// What the next salts are made of.
    secret: Vec<u8>,
}

/// A line, as its link sees it.
pub(crate) struct Line<'a> {
    pub seq: i64,
    pub v: i64,
    pub lead: Option<&'a str>,
    pub at: i64,
    pub kind: &'a str,
    pub actor: &'a str,
    pub agreement: Option<i64>,
    /// SHA-256 of its payload.
    pub payload: [u8; 32],
}

impl Line<'_> {
    /// Its link, behind the one before. The layout is for ever: another would be another version.
    pub fn link(&self, before: &[u8; 32]) -> [u8; 32] {
        let mut hash = Sha256::new_with_prefix(b"baton/log/v1");
        hash.update(before);
        for number in [Some(self.seq), Some(self.v), Some(self.at), self.agreement] {
            // A number that is there and one that is not differ in the first byte.
            hash.update([u8::from(number.is_some())]);
            hash.update(number.unwrap_or(0).to_be_bytes());
        }
        for text in [self.lead, Some(self.kind), Some(self.actor)] {
            hash.update([u8::from(text.is_some())]);
            let text = text.unwrap_or_default();
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        hash.update(self.payload);
        hash.finalize().into()
    }
}

/// SHA-256 of a payload: of its salt and its text.
pub(crate) fn digest(salt: &[u8], data: &str) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(data).finalize().into()
}

/// Writes lines behind the last, each with its link, and their payloads.
pub(super) fn write(
    db: &mut dyn Database,
    at: Millis,
    agreement: Option<i64>,
    entries: &[Entry<'_>],
) -> Result<(), Problem> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut head = head(db)?;
    let (mut lines, mut payloads) = (Vec::with_capacity(entries.len() * 7), Vec::with_capacity(entries.len() * 3));
    for Entry { lead, actor, kind } in entries {
        head.seq += 1;
        let (data, salt) = (kind.data(), salt(&head.secret, head.seq));
        let payload = digest(&salt, &data);
        let line = Line { seq: head.seq, v: 1, lead: *lead, at: at.0, kind: kind.id(), actor, agreement, payload };
        head.link = head.link.map(|before| line.link(&before));
        lines.extend(params![head.seq, *lead, at, kind.id(), *actor, agreement, head.link]);
        payloads.extend(params![head.seq, data, salt.to_vec()]);
    }
    let lines_of = "INSERT INTO log (v, seq, lead, at, kind, actor, agreement, link) VALUES";
    insert(db, (lines_of, "(1, ?, ?, ?, ?, ?, ?, ?)"), (7, LINES), &lines)?;
    insert(db, ("INSERT INTO payloads (seq, data, salt) VALUES", "(?, ?, ?)"), (3, PAYLOADS), &payloads)?;
    // Whoever reads the secret later cannot tell the salts of before from it.
    let secret = Sha256::new_with_prefix(b"baton/log/next").chain_update(&head.secret).finalize();
    db.execute("UPDATE log_head SET seq = ?, link = ?, secret = ?", &params![head.seq, head.link, secret.to_vec()])?;
    Ok(())
}

/// Inserts rows of so many values each, so many rows a statement.
fn insert(
    db: &mut dyn Database,
    (into, place): (&str, &str),
    (width, rows): (usize, usize),
    values: &[Value],
) -> Result<(), Problem> {
    for values in values.chunks(width * rows) {
        let places = vec![place; values.len() / width].join(", ");
        db.execute(&format!("{into} {places}"), values)?;
    }
    Ok(())
}

/// Mixes fresh entropy into what salts are made of.
pub(crate) fn stir(db: &mut dyn Database, entropy: [u8; 32]) -> Result<(), Problem> {
    let secret = Sha256::new_with_prefix(b"baton/log/stir").chain_update(head(db)?.secret).chain_update(entropy);
    db.execute("UPDATE log_head SET secret = ?", &params![secret.finalize().to_vec()])?;
    Ok(())
}

/// The end of the chain.
pub(crate) fn head(db: &mut dyn Database) -> Result<Head, Problem> {
    let rows = db.query("SELECT seq, link, secret FROM log_head", &[])?;
    let row = rows.first().ok_or_else(|| Problem::record("log_without_end", "the log's end"))?;
    Ok(Head { seq: row.integer(0)?, link: link_in(row, 1)?, secret: row.blob(2)?.to_vec() })
}

/// The link in a column, or nothing.
pub(crate) fn link_in(row: &Row, column: usize) -> Result<Option<[u8; 32]>, Problem> {
    if matches!(row.0.get(column), Some(Value::Null)) {
        return Ok(None);
    }
    let wrong = |_| Problem::record("unreadable_row", format_args!("column {column} of a row"));
    row.blob(column)?.try_into().map(Some).map_err(wrong)
}

fn salt(secret: &[u8], seq: i64) -> [u8; SALT] {
    let made = Sha256::new_with_prefix(b"baton/log/salt").chain_update(secret).chain_update(seq.to_be_bytes());
    let mut salt = [0; SALT];
    salt.iter_mut().zip(made.finalize()).for_each(|(to, from)| *to = from);
    salt
}

/// Columns of `log l LEFT JOIN payloads p` that [`line`] reads.
pub(crate) const COLUMNS: &str =
    "l.seq, l.v, l.lead, l.at, l.kind, l.actor, l.agreement, l.link, p.data, p.salt, p.was";

/// A line of the log with its payload's hash: what erasure left of it where it was erased. None: its
/// payload is not there.
pub(crate) fn line(row: &Row) -> Result<Option<Line<'_>>, Problem> {
    let payload = match (row.optional_text(8)?, link_in(row, 10)?) {
        (None, _) => return Ok(None),
        (Some(_), Some(was)) => was,
        (Some(data), None) => digest(salt_in(row, 9)?, data),
    };
    Ok(Some(Line {
        seq: row.integer(0)?,
        v: row.integer(1)?,
        lead: row.optional_text(2)?,
        at: row.integer(3)?,
        kind: row.text(4)?,
        actor: row.text(5)?,
        agreement: row.optional_integer(6)?,
        payload,
    }))
}

/// The salt in a column; lines of before have none.
pub(crate) fn salt_in(row: &Row, column: usize) -> Result<&[u8], Problem> {
    if matches!(row.0.get(column), Some(Value::Null)) { Ok(&[]) } else { row.blob(column) }
}

/// Links the next lines of a log that was written before there were links, and rings again while there
/// are more. Lines that come meanwhile are linked in their turn.
pub(crate) fn catch_up(now: Millis, db: &mut dyn Database) -> Result<(), Problem> {
    let after = meta::get(db, CHAINED_TO)?.unwrap_or(0);
    let before = db.query("SELECT link FROM log WHERE seq = ?", &params![after])?;
    let mut before = before.first().map_or(Ok(None), |row| link_in(row, 0))?.unwrap_or(BEGINNING);
    let sql = format!(
        "SELECT {COLUMNS} FROM log l LEFT JOIN payloads p ON p.seq = l.seq WHERE l.seq > ? ORDER BY l.seq LIMIT {SLICE}"
    );
    let mut last = after;
    for row in &db.query(&sql, &params![after])? {
        last = row.integer(0)?;
        let Some(line) = line(row)? else { continue };
        before = line.link(&before);
        db.execute("UPDATE log SET link = ? WHERE seq = ?", &params![before, last])?;
    }
    if last == head(db)?.seq {
        db.execute("UPDATE log_head SET link = ?", &params![before])?;
        meta::forget(db, CHAINED_TO)?;
        return timers::stop_one(db, erasure::DESK, timers::CHAIN);
    }
    meta::set(db, CHAINED_TO, last)?;
    timers::set(db, erasure::DESK, timers::CHAIN, now)
}
