//! Everything that is kept of one person: found, to be handed out or to be erased.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::arrival::Here;
use crate::database::params;
use crate::erasure::THEIRS;
use crate::json::json;
use crate::{Database, Problem, console, intake};

/// One slice of the search looks at so many leads: a few milliseconds, so that intake never waits.
const SLICE: i64 = 500;

/// A person as somebody asks for them: by their e-mail address.
#[derive(Clone, PartialEq, Eq)]
pub struct Asked {
    /// Lower case.
    address: String,
}

impl core::fmt::Debug for Asked {
    /// Nothing: it is personal.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Asked")
    }
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sought {
    email: String,
}

impl Asked {
    /// Reads `{"email":"ada@works.example"}`.
    ///
    /// # Errors
    ///
    /// The caller's: `wrong_shape`. What was sent is not repeated: it is personal.
    pub fn parse(body: &[u8]) -> Result<Asked, Problem> {
        let wrong =
            |message: &str| Problem::wrong_shape(message, r#"Send {"email":"…"} with the person's whole address."#);
        let said: Sought = serde_json::from_slice(body).map_err(|_| wrong("this names no person"))?;
        let address = said.email.trim().to_lowercase();
        let is_whole = address.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
        if !is_whole || address.chars().any(char::is_whitespace) {
            return Err(wrong("`email` is no address"));
        }
        Ok(Asked { address })
    }
}

/// What a slice of the search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The ids of their leads.
    pub leads: Vec<String>,
    /// Where the next slice begins; none after the last.
    pub next: Option<i64>,
}

/// Looks through the next leads, in the order they came: in the answers themselves, with those
/// that were corrected and those that joined, so that nothing is missed that was typed once.
pub(crate) fn find(asked: &Asked, after: i64, db: &mut dyn Database) -> Result<Found, Problem> {
    let (from, to) = (after, after.saturating_add(SLICE));
    let bodies = db.query(
        "SELECT id, raw, seq AS at FROM leads WHERE seq > ? AND seq <= ? AND instr(lower(CAST(raw AS TEXT)), ?) > 0
         UNION ALL SELECT l.id, a.raw, l.seq FROM leads l JOIN lead_aliases a ON a.lead = l.id
         WHERE l.seq > ? AND l.seq <= ? AND instr(lower(CAST(a.raw AS TEXT)), ?) > 0
         UNION ALL SELECT l.id, c.raw, l.seq FROM leads l JOIN conflicts c ON c.lead = l.id
         WHERE l.seq > ? AND l.seq <= ? AND instr(lower(CAST(c.raw AS TEXT)), ?) > 0
         ORDER BY at",
        &params![from, to, &asked.address, from, to, &asked.address, from, to, &asked.address],
    )?;
    let mut leads: Vec<String> = Vec::new();
    for row in &bodies {
        if typed(row.blob(1)?, &asked.address) && leads.last().map(String::as_str) != Some(row.text(0)?) {
            leads.push(row.string(0)?);
        }
    }
    let more = db.query("SELECT 1 FROM leads WHERE seq > ? LIMIT 1", &params![to])?;
    Ok(Found { leads, next: (!more.is_empty()).then_some(to) })
}

/// Whether an answer is this address, and not one that only holds it.
fn typed(raw: &[u8], address: &str) -> bool {
    let Ok(lead) = intake::parse(raw) else { return false };
    lead.submission.fields.iter().any(|field| field.value.trim().to_lowercase() == address)
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Everything {
    /// As the console has it: answers, verdict, timeline, messages.
    lead: Box<RawValue>,
    /// Every body that came, as it came.
    received: Vec<Box<RawValue>>,
    /// What was written about it by people.
    said: Vec<Said>,
    /// What was sent about it.
    sent: Vec<Sent>,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Said {
    at: i64,
    kind: String,
    by: String,
    data: Box<RawValue>,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Sent {
    to: String,
    event: String,
    body: String,
}

/// All that is kept of one lead, as JSON.
pub(crate) fn everything(here: &Here<'_>, id: &str, db: &mut dyn Database) -> Result<String, Problem> {
    let lead = console::lead(here, id, db)?;
    let received = db.query(
        "SELECT raw FROM leads WHERE id = ? UNION ALL SELECT raw FROM lead_aliases WHERE lead = ?
         UNION ALL SELECT raw FROM conflicts WHERE lead = ?",
        &params![id, id, id],
    )?;
    let said =
        db.query(&format!("SELECT at, kind, actor, data FROM events WHERE {THEIRS} ORDER BY seq"), &params![id])?;
    let sent =
        db.query(&format!("SELECT endpoint, event, body FROM deliveries WHERE {THEIRS} ORDER BY seq"), &params![id])?;
    let raw = |text: String| RawValue::from_string(text).or_else(|_| RawValue::from_string("null".to_owned()));
    let unreadable = |_| Problem::record("unreadable_lead", format_args!("lead `{id}`"));
    Ok(json(&Everything {
        lead: raw(lead).map_err(unreadable)?,
        received: received
            .iter()
            .map(|row| raw(String::from_utf8_lossy(row.blob(0)?).into_owned()).map_err(unreadable))
            .collect::<Result<_, _>>()?,
        said: said
            .iter()
            .map(|row| {
                let data = raw(row.string(3)?).map_err(unreadable)?;
                Ok::<_, Problem>(Said { at: row.integer(0)?, kind: row.string(1)?, by: row.string(2)?, data })
            })
            .collect::<Result<_, _>>()?,
        sent: sent
            .iter()
            .map(|row| Ok::<_, Problem>(Sent { to: row.string(0)?, event: row.string(1)?, body: row.string(2)? }))
            .collect::<Result<_, _>>()?,
    }))
}
