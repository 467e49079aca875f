//! Telephone numbers.

use alloc::string::String;

use super::country::{Entry, entries, entry};
use crate::text::WordList;

/// Most digits of a number. Source: ITU-T E.164, section 6.
const MOST_DIGITS: usize = 15;
/// Fewest digits of a number that can be called from abroad.
const FEWEST_DIGITS: usize = 7;

/// Calling codes whose countries have no trunk `0`: a zero in front belongs to the number.
/// Source: the national numbering plans as collected by the ITU (E.164 annex).
const NO_TRUNK_ZERO: WordList = WordList(
    "1|7|216|220|221|222|223|224|225|226|227|228|229|230|235|236|237|238|239|240|241|242|244|245|246|248|253|257|\
     258|266|267|268|269|290|297|298|299|30|34|350|351|352|354|356|357|36|371|372|375|376|378|379|39|420|45|47|48|\
     500|501|502|503|504|505|506|507|509|52|56|592|597|599|65|670|672|673|674|675|676|677|678|679|680|681|682|683|\
     685|687|688|689|690|691|692|852|853|960|965|968|973|974|975|992|993|998",
);

/// A number in the form of E.164 (`+4930123456`), from text as it was typed (not folded).
///
/// `+`, `00` and `011` are understood, `(0)` in the middle and the trunk `0` are dropped where
/// the country has one, extensions are cut off. A national number needs the country.
#[must_use]
pub fn phone(text: &str, country: Option<&str>) -> Option<String> {
    let typed = Typed::read(text)?;
    let home = country.and_then(|country| entry(country.as_bytes()));
    let is_american = home.is_none_or(|home| home.calling == "1");
    let digits = typed.digits();
    if typed.is_international {
        return international(digits);
    }
    if let Some(rest) = digits.strip_prefix(b"00") {
        return international(rest);
    }
    if is_american && let Some(rest) = digits.strip_prefix(b"011") {
        return international(rest);
    }
    let home = home?;
    let national = without_trunk(digits, home);
    // "49 30 …": the plus was left out.
    const LONGER_THAN_NATIONAL: usize = 11;
    if national.len() == digits.len()
        && digits.len() >= LONGER_THAN_NATIONAL
        && digits.starts_with(home.calling.as_bytes())
    {
        return international(digits);
    }
    written(home.calling.as_bytes(), national)
}

/// What was typed: its digits, and whether a plus stood in front.
struct Typed {
    digits: [u8; MOST_DIGITS + 5],
    count: usize,
    is_international: bool,
}

impl Typed {
    fn read(text: &str) -> Option<Typed> {
        let mut typed = Typed { digits: [0; MOST_DIGITS + 5], count: 0, is_international: false };
        let mut rest = text.as_bytes();
        while let [byte, tail @ ..] = rest {
            rest = tail;
            match byte {
                b'0'..=b'9' => {
                    *typed.digits.get_mut(typed.count)? = *byte;
                    typed.count += 1;
                }
                b'+' if typed.count == 0 => typed.is_international = true,
                b'(' if typed.count > 0 && (typed.is_international || typed.digits.starts_with(b"00")) => {
                    rest = tail.strip_prefix(b"0)").unwrap_or(tail);
                }
                // A word in front is "Tel:", a word behind is an extension.
                byte if typed.count > 0 && (byte.is_ascii_alphabetic() || b"+#;,*".contains(byte)) => break,
                _ => {}
            }
        }
        Some(typed)
    }

    fn digits(&self) -> &[u8] {
        self.digits.get(..self.count).unwrap_or_default()
    }
}

/// A number that begins with a calling code.
fn international(digits: &[u8]) -> Option<String> {
    // No code is the beginning of another.
    let code = entries().map(|entry| entry.calling.as_bytes()).find(|code| digits.starts_with(code))?;
    let mut national = digits.get(code.len()..)?;
    if has_trunk_zero(code) {
        while let [b'0', rest @ ..] = national {
            national = rest;
        }
    }
    written(code, national)
}

/// The number as it is called from abroad.
fn without_trunk(digits: &[u8], home: Entry) -> &[u8] {
    let code = home.calling.as_bytes();
    match (home.calling, digits) {
        ("1", [b'1', rest @ ..]) | ("7", [b'7' | b'8', rest @ ..]) if rest.len() == 10 => rest,
        ("36", [b'0', b'6', rest @ ..]) | ("375", [b'8', b'0', rest @ ..]) => rest,
        _ => {
            let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
            digits.get(if has_trunk_zero(code) { zeros } else { 0 }..).unwrap_or_default()
        }
    }
}

fn has_trunk_zero(code: &[u8]) -> bool {
    !NO_TRUNK_ZERO.iter().any(|known| known == code)
}

fn written(code: &[u8], national: &[u8]) -> Option<String> {
    let count = code.len() + national.len();
    // The whole of North America has ten digits behind its 1, Russia and Kazakhstan behind the 7.
    let is_long_enough = !matches!(code, b"1" | b"7") || national.len() == 10;
    if !(FEWEST_DIGITS..=MOST_DIGITS).contains(&count) || !is_long_enough || national.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(count + 1);
    out.push('+');
    out.extend(code.iter().chain(national).map(|digit| *digit as char));
    Some(out)
}
