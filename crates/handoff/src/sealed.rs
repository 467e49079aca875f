//! Leads that waited in a browser, sealed; and the keys they are sealed to.
//!
//! A lead that could not be sent at once waits in storage that every script of the host's page
//! can read, now and later. So it waits sealed to the desk: X25519, HKDF-SHA256, AES-128-GCM, an
//! ephemeral key a lead. The desk keeps the private halves; the arithmetic is the adapter's.

use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::database::params;
use crate::{Database, Ids, Millis, Problem, intake};

/// A sealed lead is at most this many bytes of JSON: the largest lead in base64, and what is around it.
pub const MAX_BYTES: usize = intake::MAX_BYTES / 3 * 4 + 1024;
/// The version of the message. An edge that only knows version 1 asks it to come back later.
const VERSION: i64 = 2;
/// For so long browsers are handed the same key.
const TURN: Millis = Millis(7 * 86_400_000);
/// So many keys are kept. Two turns of a week after the last browser was handed it a key is still
/// there; a lead waits for 72 hours, and a card is fresh for five minutes.
const KEPT: i64 = 3;

/// A lead nobody has opened yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The lead's id, for the log: the one inside counts.
    pub id: String,
    /// The key it is sealed to.
    pub key: i64,
    /// The browser's half of the key agreement.
    pub enc: [u8; 32],
    /// The lead as it would have been sent, sealed, with the tag behind it.
    pub sealed: Vec<u8>,
}

/// A key of the desk's that leads are sealed to.
#[derive(Clone, PartialEq, Eq)]
pub struct QueueKey {
    /// When it was made, in ms; so no key that is made after a loss has the id of one before.
    pub id: i64,
    /// The private X25519 key.
    pub private: Vec<u8>,
}

impl fmt::Debug for QueueKey {
    /// Not the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QueueKey({})", self.id)
    }
}

impl Sealed {
    /// Reads a sealed lead. `None`: this is something else, most likely a lead as it is.
    ///
    /// # Errors
    ///
    /// The caller's: `wrong_shape`.
    pub fn read(body: &[u8]) -> Result<Option<Sealed>, Problem> {
        #[derive(Deserialize)]
        struct Message {
            v: i64,
            id: String,
            key: i64,
            enc: String,
            sealed: String,
        }
        // Hardly any lead waits: what has not even the word is not read twice.
        if !body.windows(WORD.len()).any(|part| part == WORD) {
            return Ok(None);
        }
        let Ok(Message { v: VERSION, id, key, enc, sealed }) = serde_json::from_slice(body) else { return Ok(None) };
        let enc = STANDARD.decode(enc).ok().and_then(|enc| enc.try_into().ok());
        match (enc, STANDARD.decode(sealed)) {
            (Some(enc), Ok(sealed)) => Ok(Some(Sealed { id, key, enc, sealed })),
            _ => Err(Problem::wrong_shape(
                "`enc` must be 32 bytes and `sealed` must be bytes, in base64",
                "Seal the lead as ARCHITECTURE.md says, or send it as it is.",
            )),
        }
    }
}

/// What marks a sealed lead.
const WORD: &[u8] = b"\"sealed\"";

/// The desk does not have the key: it waits in the browser, for the key may come back with the
/// desk's database, and whoever runs the edge is told.
#[must_use]
pub fn unknown_key(sealed: &Sealed) -> Problem {
    Problem::caller(
        404,
        "unknown_key",
        format!("this desk has no key `{}`, so the lead cannot be opened", sealed.key),
        "Keep the lead. If the desk's database was lost or set back, restore it within 72 hours.",
    )
}

/// It was changed on the way, or was never sealed to this key.
#[must_use]
pub fn not_opened() -> Problem {
    Problem::caller(400, "not_opened", "the lead was not sealed to this key", "Send the lead as it is.")
}

/// Makes the next key if it is time, and lets go of the oldest. Whether it did.
pub(crate) fn turn(newest: Option<i64>, now: Millis, ids: &mut Ids, db: &mut dyn Database) -> Result<bool, Problem> {
    if newest.is_some_and(|made_at| now.0 - made_at < TURN.0) {
        return Ok(false);
    }
    db.execute("INSERT INTO queue_keys (id, key) VALUES (?, ?)", &params![now, ids.key()])?;
    db.execute(
        "DELETE FROM queue_keys WHERE id NOT IN (SELECT id FROM queue_keys ORDER BY id DESC LIMIT ?)",
        &params![KEPT],
    )?;
    Ok(true)
}

/// The id of the newest key.
pub(crate) fn newest(db: &mut dyn Database) -> Result<Option<i64>, Problem> {
    let rows = db.query("SELECT max(id) FROM queue_keys", &[])?;
    rows.first().map_or(Ok(None), |row| row.optional_integer(0))
}

/// The key of that id, or the newest.
pub(crate) fn key(id: Option<i64>, db: &mut dyn Database) -> Result<Option<QueueKey>, Problem> {
    let Some(id) = id.map_or_else(|| newest(db), |id| Ok(Some(id)))? else { return Ok(None) };
    let rows = db.query("SELECT key FROM queue_keys WHERE id = ?", &params![id])?;
    rows.first().map(|row| Ok(QueueKey { id, private: row.blob(0)?.to_vec() })).transpose()
}

#[cfg(test)]
mod tests {
    use super::Sealed;
    use crate::intake;

    const ENC: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    #[test]
    fn the_message_is_pinned() {
        let body = format!(r#"{{"v":2,"id":"x","key":1795255200000,"enc":"{ENC}","sealed":"/+8=","more":[]}}"#);
        let sealed = Sealed::read(body.as_bytes()).unwrap().unwrap();
        assert_eq!((sealed.id.as_str(), sealed.key, sealed.sealed), ("x", 1_795_255_200_000, vec![0xff, 0xef]));
        assert_eq!(sealed.enc, core::array::from_fn(|at| u8::try_from(at).unwrap()));
        assert_eq!(intake::parse(body.as_bytes()).unwrap_err().status, 503, "an edge of before keeps it waiting");
    }

    #[test]
    fn a_lead_is_no_sealed_lead() {
        for body in [
            "",
            r#"{"v":1,"id":"x","fields":[]}"#,
            r#"{"v":1,"id":"x","key":1,"enc":"","sealed":"","fields":[]}"#,
            r#"{"v":2,"id":"x","fields":[{"value":"\"sealed\""}]}"#,
            r#"{"v":2,"id":"x","key":"1","enc":"","sealed":""}"#,
        ] {
            assert_eq!(Sealed::read(body.as_bytes()).unwrap(), None, "{body}");
        }
    }

    #[test]
    fn what_is_no_base64_is_refused() {
        for (enc, sealed) in [(ENC, "?"), ("AAEC", "AA=="), ("", "")] {
            let body = format!(r#"{{"v":2,"id":"x","key":1,"enc":"{enc}","sealed":"{sealed}"}}"#);
            assert_eq!(Sealed::read(body.as_bytes()).unwrap_err().code, "wrong_shape", "{body}");
        }
    }
}
