//! Leads are found as one types: by the beginnings of their words.
//!
//! Words stand in blocks of leads, the newest block last. A search goes from the newest block back and
//! stops when it has enough, so a beginning that many leads share is as fast as one of a few.
//!
//! The intake writes none of them. A word stands anywhere in its block, so that each would be a page of
//! the database by itself; of some leads at once they share their pages. Leads that came since the
//! last of these are read themselves (`lead_slices`), so none is ever found late.
//!
//! Of a word not the letters are kept but two bytes for each of its first ones, which hang on all that
//! stand before: whoever knows the beginning finds it, and what SQLite leaves where an erased lead's row
//! was is no name. What is found is compared with the lead itself.

use crate::arrival::Here;
use crate::database::params;
use crate::leads::Stored;
use crate::matching::words::{plain, words};
use crate::{Database, Millis, Problem, Value, erasure, meta, timers};

/// Leads of a block.
const BLOCK: i64 = 1 << 15;
/// When so many leads have come they get their words.
const TOGETHER: i64 = 1 << 10;
/// So many of them at once: their words are on some hundred pages, and a lead that comes meanwhile waits for them. A desk
/// that is ended again and again is done with a slice before it ends.
const SLICE: i64 = 1 << 6;
/// Words of one statement: three parameters each, of a hundred.
const AT_ONCE: usize = 33;
/// So many letters of a word are kept.
const LETTERS: usize = 10;
/// So many words of a lead: a name, an address and its host, a company.
const MOST_WORDS: usize = 12;
/// So many words of a search.
const MOST_ASKED: usize = 5;

/// Under this name stands the last lead that has got its words.
const WORDS_TO: &str = "words_to";

/// What was typed, as it is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked(Vec<String>);

impl Asked {
    /// Reads it; none: nothing that could be found.
    pub fn read(text: &str) -> Option<Asked> {
        let mut words = split(text);
        words.truncate(MOST_ASKED);
        (!words.is_empty()).then_some(Asked(words))
    }

    /// The part of a lead's id, if that is what was typed: its first eight signs at least.
    pub fn id(text: &str) -> Option<String> {
        let text = text.trim().to_ascii_lowercase();
        let is_id = (8..=36).contains(&text.len()) && text.bytes().all(|sign| sign.is_ascii_hexdigit() || sign == b'-');
        is_id.then_some(text)
    }

    /// Whether what is kept of words tells them whole.
    pub fn is_short(&self) -> bool {
        self.0.iter().all(|word| word.chars().count() <= LETTERS)
    }

    /// Whether a lead that is found by this has a word for each that was asked for.
    pub fn fits(&self, said: [Option<&str>; 3]) -> bool {
        let words = words_of(said);
        self.0.iter().all(|asked| words.iter().any(|word| word.starts_with(asked.as_str())))
    }

    /// The leads of a block that may have all of it, as an expression over `block`, and its values.
    pub fn statement(&self, block: i64) -> (String, Vec<Value>) {
        let one = "SELECT lead FROM lead_words WHERE block = ? AND word >= ? AND word < ?";
        let sql = vec![one; self.0.len()].join(" INTERSECT ");
        let values = self.0.iter().flat_map(|word| {
            let from = kept(word);
            let to = behind(&from);
            [Value::from(block), Value::Blob(from), Value::Blob(to)]
        });
        (sql, values.collect())
    }
}

/// The block that a lead stands in, by its place in the order of arrival.
pub(crate) fn block_of(seq: i64) -> i64 {
    seq / BLOCK
}

/// What a lead is found by, in the order of [`words_of`].
pub(crate) fn said(lead: &Stored) -> [Option<&str>; 3] {
    [lead.name.as_deref(), lead.company.as_deref(), lead.email.as_deref()]
}

/// The place of the first lead that can stand in a block.
pub(crate) fn first_of(block: i64) -> i64 {
    block * BLOCK
}

/// A lead has come in, at this place: when enough have, they get their words.
pub(crate) fn came(db: &mut dyn Database, seq: i64, now: Millis) -> Result<(), Problem> {
    if seq % TOGETHER != 0 || !db.has_readers() {
        return Ok(());
    }
    timers::set(db, erasure::DESK, timers::WORDS, now + timers::BREATH)
}

/// Gives the next leads their words, and rings again while there may be more.
pub(crate) fn catch_up(here: &Here<'_>, db: &mut dyn Database) -> Result<(), Problem> {
    let after = words_to(db)?;
    let rows = db.query(
        "SELECT seq, name, company, email FROM leads WHERE seq > ? ORDER BY seq LIMIT ?",
        &params![after, SLICE],
    )?;
    let mut all = Vec::new();
    for row in &rows {
        let seq = row.integer(0)?;
        let words = words_of([row.optional_text(1)?, row.optional_text(2)?, row.optional_text(3)?]);
        all.extend(words.iter().map(|word| (block_of(seq), kept(word), seq)));
    }
    // In the order of the table: what stands on one page is written together.
    all.sort_unstable();
    for words in all.chunks(AT_ONCE) {
        let places = vec!["(?, ?, ?)"; words.len()].join(", ");
        let values: Vec<Value> =
            words.iter().flat_map(|(block, word, seq)| params![*block, word.clone(), *seq]).collect();
        db.execute(&format!("INSERT OR IGNORE INTO lead_words (block, word, lead) VALUES {places}"), &values)?;
    }
    if let Some(last) = rows.last() {
        meta::set(db, WORDS_TO, last.integer(0)?)?;
    }
    if i64::try_from(rows.len()).unwrap_or(0) < SLICE {
        return timers::stop_one(db, erasure::DESK, timers::WORDS);
    }
    timers::set(db, erasure::DESK, timers::WORDS, here.now + timers::BREATH)
}

/// The newest lead before a place, and the place of the last lead that has got its words. One statement.
pub(crate) fn reached(before: i64, db: &mut dyn Database) -> Result<(Option<i64>, i64), Problem> {
    let sql = "SELECT (SELECT max(seq) FROM leads WHERE seq < ?), (SELECT value FROM meta WHERE key = ?)";
    let rows = db.query(sql, &params![before, WORDS_TO])?;
    let Some(row) = rows.first() else { return Ok((None, 0)) };
    Ok((row.optional_integer(0)?, row.optional_integer(1)?.unwrap_or(0)))
}

/// The place of the last lead that has got its words.
fn words_to(db: &mut dyn Database) -> Result<i64, Problem> {
    Ok(meta::get(db, WORDS_TO)?.unwrap_or(0))
}

/// Keeps what a lead is found by, at once. One statement.
pub(crate) fn remember(db: &mut dyn Database, lead: &str, said: [Option<&str>; 3]) -> Result<(), Problem> {
    let words: Vec<Vec<u8>> = words_of(said).iter().map(|word| kept(word)).collect();
    if words.is_empty() || !db.has_readers() {
        return Ok(());
    }
    let mut values: Vec<Value> = params![BLOCK, lead].to_vec();
    let places = vec!["(?)"; words.len()].join(", ");
    values.extend(words.into_iter().map(Value::Blob));
    db.execute(
        &format!(
            // The platform binds numbers as REAL, by which a division is none of integers.
            "INSERT OR IGNORE INTO lead_words (block, word, lead)
             SELECT CAST(seq / ? AS INTEGER), word, seq FROM (SELECT seq FROM leads WHERE id = ?), (SELECT column1 AS word FROM (VALUES {places}))"
        ),
        &values,
    )?;
    Ok(())
}

/// Takes away by what a lead is found: of its row as it stands.
pub(crate) fn forget(db: &mut dyn Database, lead: &str) -> Result<(), Problem> {
    let rows = db.query("SELECT seq, name, company, email FROM leads WHERE id = ?", &params![lead])?;
    let Some(row) = rows.first() else { return Ok(()) };
    let seq = row.integer(0)?;
    let said = [row.optional_text(1)?, row.optional_text(2)?, row.optional_text(3)?];
    let words: Vec<Value> = words_of(said).iter().map(|word| Value::Blob(kept(word))).collect();
    if words.is_empty() {
        return Ok(());
    }
    let places = vec!["?"; words.len()].join(", ");
    let mut values = params![block_of(seq), seq].to_vec();
    values.extend(words);
    db.execute(&format!("DELETE FROM lead_words WHERE block = ? AND lead = ? AND word IN ({places})"), &values)?;
    Ok(())
}

/// The words of name and company, the address, and the host of the address.
fn words_of([name, company, email]: [Option<&str>; 3]) -> Vec<String> {
    let email = email.map(|email| plain(email.trim())).filter(|email| !email.is_empty());
    let host = email.as_ref().and_then(|email| email.rsplit_once('@')).map(|(_, host)| host.to_owned());
    let named = [name, company].into_iter().flatten().flat_map(words);
    let mut words: Vec<String> = email.into_iter().chain(host).chain(named).collect();
    let mut seen = std::collections::BTreeSet::new();
    words.retain(|word| seen.insert(word.clone()));
    words.truncate(MOST_WORDS);
    words
}

/// Words as they are typed: what has a dot or an at is the beginning of an address or a host.
fn split(text: &str) -> Vec<String> {
    let parts = text.split(|sign: char| sign.is_whitespace() || ",;".contains(sign));
    let of_part = |part: &str| if part.contains(['@', '.']) { vec![plain(part)] } else { words(part) };
    parts.flat_map(of_part).filter(|word| word.contains(char::is_alphanumeric)).collect()
}

/// Two bytes a letter, of a hash (FNV-1a, and what spreads its bits) over all the letters so far.
fn kept(word: &str) -> Vec<u8> {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut bytes = Vec::with_capacity(2 * LETTERS);
    for letter in word.chars().take(LETTERS) {
        for byte in u32::from(letter).to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let spread = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let [first, second, ..] = spread.to_be_bytes();
        bytes.extend([first, second]);
    }
    bytes
}

/// The first bytes behind all that begin with these.
fn behind(bytes: &[u8]) -> Vec<u8> {
    let mut end = bytes.to_vec();
    while let Some(last) = end.pop() {
        if last < 0xff {
            end.push(last + 1);
            return end;
        }
    }
    // Only bytes of ones: nothing that is kept is longer than this.
    vec![0xff; 2 * LETTERS + 1]
}

#[cfg(test)]
mod tests {
    use super::{Asked, behind, kept, words_of};

    #[test]
    fn a_beginning_is_a_beginning() {
        let word = kept("works.example");
        assert_eq!(word.len(), 20, "ten letters of it");
        assert!(word.starts_with(&kept("wor")) && !word.starts_with(&kept("wos")));
        assert!(word >= kept("wor") && word < behind(&kept("wor")));
        assert_eq!(behind(&[1, 0xff]), [2]);
        assert_eq!(behind(&[0xff, 0xff]), vec![0xff; 21]);
        // Rows hold these.
        assert_eq!(kept("ada"), [39, 212, 149, 140, 185, 83]);
    }

    #[test]
    fn what_a_lead_is_found_by() {
        let words = words_of([Some("Zoë O. Müller"), Some("Works & Co. KG"), Some("Zoe.M@Works.example")]);
        assert_eq!(words, ["zo.m@works.example", "works.example", "zo", "o", "muller", "works", "co", "kg"]);
        assert_eq!(Asked::read(" Mueller, wor "), Some(Asked(vec!["muller".to_owned(), "wor".to_owned()])));
        assert_eq!(Asked::read("  -- "), None);
        assert_eq!(Asked::id("0193A2F0-0000"), Some("0193a2f0-0000".to_owned()));
        assert_eq!((Asked::id("0193a2f"), Asked::id("works-works")), (None, None));
    }
}
