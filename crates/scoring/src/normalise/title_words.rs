//! The words of a title, each with what the dictionary says of it.

use super::title::MOST_WORDS;
use crate::Tables;
use crate::text::WordList;

/// One word of a title.
#[derive(Clone, Copy)]
pub(super) struct Word {
    /// Its class of rank (see `tables/README.md`), `-` for a word without one, 0 for no word.
    pub rank: u8,
    /// The letter of its function, or `-`.
    pub function: u8,
    /// Whether a comma, a bracket or a slash stands in front of it.
    pub begins_part: bool,
    /// Whether it has a letter.
    pub is_spoken: bool,
}

impl Word {
    /// No word.
    pub const NONE: Word = Word { rank: 0, function: b'-', begins_part: false, is_spoken: false };
}

impl Word {
    /// Whether it leads something: manager, head, director, vice president, lead.
    pub fn leads(&self) -> bool {
        matches!(self.rank, b'M' | b'H' | b'D' | b'V' | b'L')
    }
}

/// Reads the words of a folded title into `words` and says how many there are.
pub(super) fn words_of(title: &str, tables: &Tables, with_extra: bool, words: &mut [Word; MOST_WORDS]) -> usize {
    let mut rest = title.as_bytes();
    let mut count = 0;
    while let Some(slot) = words.get_mut(count) {
        let (is_parted, start) = skip_marks(rest);
        let length = letters(start);
        if length == 0 {
            break;
        }
        let mut buffer = [0; LONGEST_ABBREVIATION];
        let short = if length == 1 { abbreviation(start, &mut buffer) } else { 0 };
        let (text, used) = match short {
            0 | 1 => (start.get(..length).unwrap_or_default(), length),
            _ => (buffer.get(..short).unwrap_or_default(), 2 * short - 1),
        };
        rest = start.get(used..).unwrap_or_default();
        let (rank, function) = class_of(text, tables, with_extra);
        let is_spoken = text.iter().any(|byte| !byte.is_ascii_digit());
        *slot = Word { rank, function, begins_part: is_parted && count > 0, is_spoken };
        count += 1;
    }
    count
}

/// Leaves out what stands before the next word, and says whether a mark was there that parts
/// a title.
fn skip_marks(mut text: &[u8]) -> (bool, &[u8]) {
    let mut is_parted = false;
    while let [byte, ..] = text
        && letter_bytes(text) == 0
    {
        is_parted |= matches!(byte, b',' | b';' | b'|' | b'/' | b'(' | b')');
        text = text.get(mark_bytes(text)..).unwrap_or_default();
    }
    (is_parted, text)
}

/// How many bytes the word takes that `text` begins with.
fn letters(text: &[u8]) -> usize {
    let mut length = 0;
    loop {
        match letter_bytes(text.get(length..).unwrap_or_default()) {
            0 => return length.min(text.len()),
            bytes => length += bytes,
        }
    }
}

/// The longest abbreviation with dots: `c.h.r.o.`
const LONGEST_ABBREVIATION: usize = 6;

/// Reads single letters with a dot or an ampersand between them, `c.e.o.` and `r&d`, and says
/// how many there are.
fn abbreviation(text: &[u8], letters: &mut [u8; LONGEST_ABBREVIATION]) -> usize {
    let mut count = 0;
    let mut rest = text;
    for slot in letters {
        match rest {
            [letter, tail @ ..] if letter.is_ascii_alphabetic() && letter_bytes(tail) == 0 => {
                *slot = *letter;
                count += 1;
                match tail {
                    [b'.' | b'&', behind @ ..] => rest = behind,
                    _ => break,
                }
            }
            _ => break,
        }
    }
    count
}

/// How many bytes the letter or digit takes that `text` begins with; 0 where it begins with
/// something else. Symbols (U+2000 to U+2FFF, U+3000 to U+303F and from U+10000 on: dashes,
/// quotes, pictures) are no letters; to ask the standard library would cost 3 KB of tables.
fn letter_bytes(text: &[u8]) -> usize {
    match text {
        [b'a'..=b'z' | b'0'..=b'9', ..] => 1,
        [0xc2, ..] | [0xc3, 0x97 | 0xb7, ..] => 0,
        [0xc3..=0xdf, ..] => 2,
        [0xe2, ..] | [0xe3, 0x80, ..] => 0,
        [0xe0..=0xef, ..] => 3,
        _ => 0,
    }
}

/// How many bytes the character takes that `text` begins with.
fn mark_bytes(text: &[u8]) -> usize {
    match text {
        [0xc0..=0xdf, ..] => 2,
        [0xe0..=0xef, ..] => 3,
        [0xf0..=0xff, ..] => 4,
        _ => 1,
    }
}

/// The classes of a word: as it stands, without a feminine ending, or by how it begins and ends.
fn class_of(word: &[u8], tables: &Tables, with_extra: bool) -> (u8, u8) {
    let find = |word: &[u8]| {
        let small = tables.title_words.find(word);
        let found = if with_extra { small.or_else(|| tables.more_title_words.find(word)) } else { small };
        found.and_then(|classes| <[u8; 2]>::try_from(classes.as_bytes()).ok())
    };
    let without = |ending: &[u8], length: usize| {
        word.strip_suffix(ending).and_then(|_| word.get(..word.len() - length)).filter(|stem| stem.len() > 3)
    };
    // `leiterin`, and `diretora`, `fundadora`, `gestora`.
    let stem = without(b"in", 2).or_else(|| without(b"ora", 1));
    match find(word).or_else(|| stem.and_then(find)) {
        Some([rank, function]) => (rank, function),
        None => compound(stem.filter(|_| word.ends_with(b"in")).unwrap_or(word)),
    }
}

/// What German compounds end with: the word, its class of rank and its function.
const ENDINGS: WordList = WordList(
    "leiterH-|leitungH-|managerM-|ingenieurJe|entwicklerJe|assistentA-|assistenzA-|studentS-|\
     praktikantS-|direktorD-|inhaberCg|grunderCg|technikerJe|analystJ-|architektJe|sekretarA-|sekretariatA-|\
     referentA-|administratorJi|informatikerJe",
);

/// What they begin with: the word and its function.
const BEGINNINGS: WordList = WordList(
    "vertriebs|verkaufss|marketingm|personalh|einkaufo|entwicklungse|produktionso|produktp|finanzf|datend|softwaree|\
     sicherheitsc|technike|technische|kundenu|itsi|logistiko|betriebso|rechtsl|saless|systemi|qualitatso|werbem|\
     buchhaltungsf|cybersecurityc",
);

/// Those who lead a group, not a department.
const GROUPS: WordList = WordList("team|projekt|gruppen|schicht|filial|markt|bau|teilprojekt|objekt|lager|kurs");

fn compound(word: &[u8]) -> (u8, u8) {
    const SHORTEST: usize = 8;
    if word.len() < SHORTEST {
        return (b'-', b'-');
    }
    let mut classes = (b'-', b'-');
    for ending in ENDINGS.iter() {
        if let [text @ .., rank, function] = ending
            && let Some(beginning) = word.strip_suffix(text)
        {
            let is_group = *rank == b'H' && GROUPS.iter().any(|group| group == beginning);
            classes = (if is_group { b'M' } else { *rank }, *function);
            break;
        }
    }
    for beginning in BEGINNINGS.iter() {
        if let [text @ .., function] = beginning
            && word.starts_with(text)
        {
            classes.1 = *function;
            break;
        }
    }
    classes
}
