//! Countries, and the sales regions they belong to.

use crate::Tables;
use crate::tables::COUNTRIES;

/// The names of sales regions, in the order of their letters in the table of countries.
pub const MARKETS: &[&str] = &[
    "dach",
    "benelux",
    "nordics",
    "uk_ireland",
    "france",
    "iberia",
    "italy",
    "eastern_europe",
    "north_america",
    "latin_america",
    "middle_east",
    "africa",
    "south_asia",
    "east_asia",
    "southeast_asia",
    "oceania",
];

/// The longest name of a country that is looked up.
const LONGEST: usize = 64;

/// The ISO 3166-1 alpha-2 code, lower case, from a folded name, spelling or code.
///
/// Two letters are always a country here, also where they could be a state: `ca` is Canada.
/// "Berlin, Germany" and "Germany (EU)" are read too.
#[must_use]
pub fn country(text: &str, tables: &Tables) -> Option<&'static str> {
    let text = text.as_bytes();
    let bracket = text.iter().position(|byte| *byte == b'(');
    let comma = text.iter().rposition(|byte| *byte == b',');
    find(text, tables).or_else(|| find(text.get(..bracket?)?, tables)).or_else(|| find(text.get(comma?..)?, tables))
}

fn find(text: &[u8], tables: &Tables) -> Option<&'static str> {
    let mut buffer = [0; LONGEST];
    let key = key_of(text, &mut buffer)?;
    let key = key.strip_prefix(b"the ").unwrap_or(key);
    if let [_, _] = key
        && let Some(known) = entry(key)
    {
        return Some(known.code);
    }
    tables.country_names.find(key).or_else(|| tables.more_country_names.find(key))
}

/// The name as the tables have it: no dots, one blank for every other mark.
pub(super) fn key_of<'b>(text: &[u8], buffer: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    let mut length = 0;
    let mut is_blank = false;
    for byte in text {
        match byte {
            b'.' => {}
            b' ' | b'-' | b'_' | b'/' | b',' | b'(' | b')' | b'\'' | b'&' => is_blank = length > 0,
            byte => {
                if is_blank {
                    *buffer.get_mut(length)? = b' ';
                    length += 1;
                }
                is_blank = false;
                *buffer.get_mut(length)? = *byte;
                length += 1;
            }
        }
    }
    buffer.get(..length).filter(|key| !key.is_empty())
}

/// The sales region of a country, one of [`MARKETS`].
#[must_use]
pub fn market(country: &str) -> Option<&'static str> {
    let letter = entry(country.as_bytes())?.market;
    MARKETS.get(usize::from(letter.wrapping_sub(b'A'))).copied()
}

/// A country in the table of all of them.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// ISO 3166-1 alpha-2, lower case.
    pub code: &'static str,
    /// The letter of its market.
    market: u8,
    /// Its calling code, in digits.
    pub calling: &'static str,
}

/// The entry of a two-letter code.
pub(super) fn entry(code: &[u8]) -> Option<Entry> {
    entries().find(|entry| entry.code.as_bytes() == code)
}

/// The table of countries, entry by entry.
pub(super) fn entries() -> impl Iterator<Item = Entry> {
    let mut rest = COUNTRIES;
    core::iter::from_fn(move || {
        let digits = rest.bytes().skip(3).take_while(u8::is_ascii_digit).count();
        let entry = Entry { code: rest.get(..2)?, market: *rest.as_bytes().get(2)?, calling: rest.get(3..3 + digits)? };
        rest = rest.get(3 + digits..)?;
        Some(entry)
    })
}
