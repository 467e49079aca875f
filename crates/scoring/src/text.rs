//! Text as conditions compare it: folded case, folded accents, single blanks.
//!
//! `str::to_lowercase` and Unicode normalisation would cost the widget 12 and 52 KB; what
//! people type into demo forms in Western languages is covered by ASCII and Latin letters.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::ops::Range;

/// Base letters of U+00C0 to U+017F, one byte each; `\0` keeps the character as it is, a
/// capital stands for two letters (`A` ae, `O` oe, `S` ss, `T` th, `I` ij).
/// Source: the Unicode decompositions of the Latin-1 Supplement and Latin Extended-A blocks.
const LATIN: &[u8; 192] = b"aaaaaaAceeeeiiiidnooooo\0ouuuuyTS\
aaaaaaAceeeeiiiidnooooo\0ouuuuyTy\
aaaaaaccccccccddddeeeeeeeeeegggg\
gggghhhhiiiiiiiiiiIIjjkkklllllll\
lllnnnnnnnnnooooooOOrrrrrrssssss\
ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// Lower case, accents off, control characters and runs of white space as one blank, no
/// blanks at the ends.
///
/// Characters outside ASCII and Latin stay as they are.
///
/// ```
/// assert_eq!(baton_scoring::fold("  Geschäftsführer\u{1f} (Größe) "), "geschaftsfuhrer (grosse)");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(&mut out, text);
    out
}

/// Appends what [`fold`] makes of `text`.
pub fn fold_into(out: &mut String, text: &str) {
    let from = out.len();
    let mut blank = false;
    let mut rest = text;
    loop {
        // What is folded already, most of what is typed, is copied in one go.
        if let Some((folded, behind)) = rest.split_at_checked(folded_length(rest.as_bytes()))
            && !folded.is_empty()
        {
            if blank {
                out.push(' ');
                blank = false;
            }
            out.push_str(folded);
            rest = behind;
        }
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { return };
        rest = chars.as_str();
        if is_blank(c) {
            blank = out.len() > from;
            continue;
        }
        if blank {
            out.push(' ');
            blank = false;
        }
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            push_latin(out, c);
        }
    }
}

/// How many bytes from the first on are small letters, digits and signs of ASCII, single blanks
/// between them.
fn folded_length(text: &[u8]) -> usize {
    let is_plain = |byte: &u8| matches!(byte, b'!'..=b'@' | b'['..=b'~');
    let ends = |(at, byte): (usize, &u8)| !is_plain(byte) && (*byte != b' ' || !text.get(at + 1).is_some_and(is_plain));
    let length = text.iter().enumerate().position(ends).unwrap_or(text.len());
    if text.first() == Some(&b' ') { 0 } else { length }
}

/// White space, control characters, and what is as invisible: marks of width and direction.
pub(crate) fn is_blank(c: char) -> bool {
    match c {
        ' '..='~' => c == ' ',
        '\0'..='\u{a0}' => true,
        _ => {
            matches!(c, '\u{1680}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{feff}')
        }
    }
}

fn push_latin(out: &mut String, c: char) {
    let base = (c as usize).checked_sub(0xc0).and_then(|at| LATIN.get(at)).copied().unwrap_or(0);
    match base {
        0 => out.push(c),
        b'A' => out.push_str("ae"),
        b'O' => out.push_str("oe"),
        b'S' => out.push_str("ss"),
        b'T' => out.push_str("th"),
        b'I' => out.push_str("ij"),
        letter => out.push(letter as char),
    }
}

/// The words of a text, for finding whole words and phrases.
///
/// A word is a run of letters, digits, `+` and `#` (C++ and C# are skills people name).
/// The words are kept as one text with a blank behind each, so that to look for a phrase is
/// to compare bytes at the beginnings of words.
pub struct Words {
    text: String,
    starts: Vec<usize>,
}

impl Words {
    /// The words of `folded`, which must come from [`fold`].
    #[must_use]
    pub fn of(folded: &str) -> Words {
        let mut words = Words { text: String::with_capacity(folded.len() + 1), starts: Vec::new() };
        let mut inside = false;
        for c in folded.chars() {
            if is_word(c) {
                if !inside {
                    words.starts.push(words.text.len());
                }
                words.text.push(c);
            } else if inside {
                words.text.push(' ');
            }
            inside = is_word(c);
        }
        if inside {
            words.text.push(' ');
        }
        words
    }

    /// The words with one blank between them: the form in which phrases are looked for.
    #[must_use]
    pub fn phrase(&self) -> &str {
        self.text.strip_suffix(' ').unwrap_or_default()
    }

    /// Whether the words of `phrase` (see [`Words::phrase`]) stand next to each other in this
    /// text, in order. A phrase of no words is in no text.
    #[must_use]
    pub fn contain(&self, phrase: &str) -> bool {
        self.contain_bytes(phrase.as_bytes())
    }

    fn contain_bytes(&self, phrase: &[u8]) -> bool {
        !phrase.is_empty()
            && self.starts.iter().any(|start| {
                let rest = self.text.as_bytes().get(*start..).unwrap_or_default();
                rest.starts_with(phrase) && rest.get(phrase.len()) == Some(&b' ')
            })
    }
}

/// Whether any phrase of a list stands in a folded text as whole words.
pub(crate) fn contains_any(text: &str, phrases: WordList) -> bool {
    word_starts(text.as_bytes(), Beginnings::ANY).any(|word| phrases.iter().any(|phrase| begins_with(word, phrase)))
}

/// Whether the words of `phrase` (see [`Words::phrase`]) begin `text`, itself beginning with a
/// word, and end where a word ends.
pub(crate) fn begins_with(mut text: &[u8], phrase: &[u8]) -> bool {
    for wanted in phrase {
        if *wanted == b' ' {
            let (is_word, mut length) = next(text);
            if is_word {
                return false;
            }
            // Whatever stands between two words counts as one blank.
            while length > 0 {
                text = text.get(length..).unwrap_or_default();
                length = match next(text) {
                    (false, length) => length,
                    _ => 0,
                };
            }
        } else if text.first() == Some(wanted) {
            text = text.get(1..).unwrap_or_default();
        } else {
            return false;
        }
    }
    !next(text).0
}

/// The letters that some phrases begin with, one mask for the first and one for the second: most
/// of a text is passed over after one look.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Beginnings {
    first: u32,
    second: u32,
}

impl Beginnings {
    /// Of phrases nobody has looked through.
    const ANY: Beginnings = Beginnings { first: u32::MAX, second: u32::MAX };

    pub fn add(&mut self, phrase: &[u8]) {
        self.first |= phrase.first().copied().map_or(0, bit);
        // Behind a word of one letter anything may stand.
        self.second |= phrase.get(1).copied().filter(|letter| *letter != b' ').map_or(u32::MAX, bit);
    }
}

/// Several letters have one bit.
#[inline]
fn bit(letter: u8) -> u32 {
    1 << (letter & 31)
}

/// The words of a folded text that may begin so, each with all that follows it.
pub(crate) fn word_starts(text: &[u8], beginnings: Beginnings) -> impl Iterator<Item = &[u8]> {
    let mut last = b' ';
    text.iter().enumerate().filter_map(move |(at, letter)| {
        // Most letters stand behind a letter: they are passed over at the least cost.
        if core::mem::replace(&mut last, *letter).is_ascii_lowercase() || beginnings.first & bit(*letter) == 0 {
            return None;
        }
        let (before, word) = text.split_at_checked(at)?;
        let is_near = word.get(1).is_none_or(|letter| beginnings.second & bit(*letter) != 0);
        (is_near && !is_continued(*letter) && next(word).0 && !ends_in_word(before)).then_some(word)
    })
}

fn ends_in_word(text: &[u8]) -> bool {
    match text.last() {
        None => false,
        Some(0..=0x7f) => next(text.get(text.len() - 1..).unwrap_or_default()).0,
        Some(_) => {
            let start = text.iter().rposition(|byte| !is_continued(*byte));
            start.and_then(|start| text.get(start..)).is_some_and(|last| next(last).0)
        }
    }
}

/// Whether it is a later byte of a character's UTF-8.
fn is_continued(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// Whether the next character is one of a word, and its length in bytes; `(false, 0)` at the
/// end. The byte patterns are those of [`is_punctuation`] in UTF-8.
#[inline]
fn next(text: &[u8]) -> (bool, usize) {
    match text {
        [] => (false, 0),
        [ascii @ 0..=0x7f, ..] => (ascii.is_ascii_alphanumeric() || *ascii == b'+' || *ascii == b'#', 1),
        [0xc2, 0xa1..=0xbf, ..] => (false, 2),
        [0xe2, 0x80, 0x90..=0xbf, ..] | [0xe2, 0x81, 0x80..=0xaf, ..] | [0xe3, 0x80, 0x81..=0xbf, ..] => (false, 3),
        [0x80..=0xdf, ..] => (true, 2),
        [0xe0..=0xef, ..] => (true, 3),
        _ => (true, 4),
    }
}

/// A fixed list of folded words or phrases, kept as one text with `|` between them: a list of
/// slices would cost the widget eight bytes an entry for their addresses alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordList(pub &'static str);

impl WordList {
    /// The words, in order, as the bytes of their UTF-8: a title is held against hundreds of
    /// them, and bytes are split several times faster than characters.
    pub fn iter(self) -> impl Iterator<Item = &'static [u8]> + Clone {
        self.0.as_bytes().split(|byte| *byte == b'|')
    }

    /// Whether a word is in the list, which must be sorted: the text itself is halved.
    #[must_use]
    pub fn has(self, word: &str) -> bool {
        self.has_bytes(word.as_bytes())
    }

    pub(crate) fn has_bytes(self, word: &[u8]) -> bool {
        find_sorted(self.0.as_bytes(), b'|', word).is_some()
    }
}

/// The place of an entry in a sorted text, `mark` between the entries: the text itself is halved.
/// An entry is its key, or has a tab and a value behind it; a tab sorts before everything that
/// stands in a key.
pub(crate) fn find_sorted(text: &[u8], mark: u8, key: &[u8]) -> Option<Range<usize>> {
    let next_mark = |from: usize, to: usize| text.get(from..to)?.iter().position(|byte| *byte == mark);
    let (mut low, mut high) = (0, text.len());
    while low < high {
        // The entry that begins behind the middle; the first one where none does.
        let middle = low + (high - low) / 2;
        let start = next_mark(middle, high).map_or(low, |at| middle + at + 1);
        let end = || next_mark(start, high).map_or(high, |at| start + at);
        match order(text.get(start..high)?, mark, key) {
            Ordering::Equal => return Some(start..end()),
            Ordering::Greater => high = start.saturating_sub(1),
            Ordering::Less => low = end() + 1,
        }
    }
    None
}

/// The order of the first of some entries, and a key.
fn order(entries: &[u8], mark: u8, key: &[u8]) -> Ordering {
    let mut bytes = entries.iter().copied().take_while(|byte| *byte != mark);
    for wanted in key {
        match bytes.next() {
            Some(byte) if byte == *wanted => {}
            Some(byte) => return byte.cmp(wanted),
            None => return Ordering::Less,
        }
    }
    if matches!(bytes.next(), None | Some(b'\t')) { Ordering::Equal } else { Ordering::Greater }
}

/// The parts of a text between marks of one byte of ASCII. `str::split` takes any pattern, and
/// brings 1 KB of searchers into the widget for each kind of them.
pub(crate) fn pieces(text: &str, mark: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let text = rest?;
        let (piece, behind) = cut_at(text, mark);
        rest = behind;
        Some(piece)
    })
}

/// The first of those parts, and what follows it.
fn cut_at(text: &str, mark: u8) -> (&str, Option<&str>) {
    match text.bytes().position(|byte| byte == mark) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    }
}

/// A text up to its first byte of ASCII that is a mark.
pub(crate) fn before_mark(text: &str, is_mark: fn(u8) -> bool) -> &str {
    text.bytes().position(is_mark).and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Without what is blank at both ends. Not generic, so that it stands in the widget once.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// What stands before and behind the first `mark`. `str::split_once` takes any text as a mark
/// and brings a 2 KB searcher into the widget for it.
pub(crate) fn split_at_mark<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let at =
        (0..text.len()).find(|at| text.as_bytes().get(*at..).is_some_and(|rest| rest.starts_with(mark.as_bytes())))?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}

/// `char::is_alphanumeric` would bring tables of all scripts into the widget.
pub(crate) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '+' || c == '#' || !c.is_ascii() && !is_punctuation(c)
}

/// Dashes, quotes and other general punctuation outside ASCII.
fn is_punctuation(c: char) -> bool {
    ('\u{2010}'..='\u{206f}').contains(&c)
        || ('\u{a1}'..='\u{bf}').contains(&c)
        || ('\u{3001}'..='\u{303f}').contains(&c)
}

/// At most `bytes` bytes of `text`, cut between characters.
pub(crate) fn cut(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// Appends a whole number in decimal.
pub(crate) fn push_number(out: &mut String, number: i64) {
    if number < 0 {
        out.push('-');
    }
    let mut rest = number.unsigned_abs();
    let mut digits = [b'0'; 20];
    let mut used = 0;
    for slot in digits.iter_mut().rev() {
        *slot = b'0' + (rest % 10) as u8;
        rest /= 10;
        used += 1;
        if rest == 0 {
            break;
        }
    }
    out.extend(digits.iter().skip(20 - used).map(|digit| *digit as char));
}

#[cfg(test)]
mod tests {
    use super::{Beginnings, WordList, Words, begins_with, cut, fold, push_number, split_at_mark, word_starts};

    #[test]
    fn folds_case_accents_and_blanks() {
        assert_eq!(fold("ÀÉÎÕÜ ñ ç"), "aeiou n c");
        assert_eq!(fold("Straße\tŒuvre  Ærø Þór ĳ Łódź Škoda ŽŸ"), "strasse oeuvre aero thor ij lodz skoda zy");
        assert_eq!(fold("\u{0}a\u{1f}b\u{7f}"), "a b");
        assert_eq!(fold("×÷"), "×÷");
        assert_eq!(fold(" a  b c Dé f\u{a0} g "), "a b c de f g");
        assert_eq!(fold("東京 Токио"), "東京 Токио");
    }

    #[test]
    fn finds_whole_words_only() {
        let text = fold("We'd love a product-demo of C++ tools — für “Größe”");
        let words = Words::of(&text);
        assert_eq!(words.phrase(), "we d love a product demo of c++ tools fur grosse");
        assert!(words.contain("demo") && words.contain("product demo") && words.contain("c++"));
        assert!(words.contain("fur grosse") && !words.contain("grosse fur") && !words.contain("grosse x"));
        assert_eq!(Words::of(" - ").phrase(), "");
        assert!(words.contain("grosse") && words.contain("fur"));
        assert!(!words.contain("dem") && !words.contain("demo tools") && !words.contain(""));
    }

    #[test]
    fn phrases_are_found_where_they_stand_as_among_words() {
        let texts = ["we'd love a product-demo of c++ tools — fur “grosse”", "", "-", "東京 demo、x", "a  ¿b? c"];
        let phrases =
            ["demo", "product demo", "dem", "c++", "fur grosse", "grosse", "b c", "a b", "demo x", "東京 demo", "x"];
        for text in texts {
            let words = Words::of(text);
            for phrase in phrases {
                let mut beginnings = Beginnings::default();
                beginnings.add(phrase.as_bytes());
                let found = word_starts(text.as_bytes(), beginnings).any(|rest| begins_with(rest, phrase.as_bytes()));
                assert_eq!(found, words.contain(phrase), "`{phrase}` in `{text}`");
            }
        }
    }

    #[test]
    fn a_sorted_list_is_halved() {
        let list = WordList("a.com|b.com|ba.com|c.com|z");
        for word in list.0.split('|') {
            assert!(list.has(word), "{word}");
        }
        for word in ["", "a", "a.co", "a.com|b.com", "aa", "b.comx", "c.com|", "y", "zz"] {
            assert!(!list.has(word), "{word}");
        }
        assert!(!WordList("").has("a"));
    }

    #[test]
    fn marks_split_once() {
        assert_eq!(split_at_mark("a://b://c", "://"), Some(("a", "b://c")));
        assert_eq!(split_at_mark("é:/b", "://"), None);
    }

    #[test]
    fn cuts_between_characters() {
        assert_eq!(cut("aé", 2), "a");
        assert_eq!(cut("aé", 3), "aé");
    }

    #[test]
    fn numbers_print_as_std_prints_them() {
        for n in [0, 7, -7, 100, i64::MIN, i64::MAX] {
            let mut out = String::new();
            push_number(&mut out, n);
            assert_eq!(out, n.to_string());
        }
    }
}
