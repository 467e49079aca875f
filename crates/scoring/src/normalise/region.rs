//! States, provinces and regions.

use super::country::key_of;
use crate::Tables;

/// Countries whose regions the full table knows.
const WITH_REGIONS: &[&str] = &["us", "ca", "de", "at", "ch", "gb", "fr", "es", "it", "br", "au", "mx"];

/// The ISO 3166-2 code, lower case, from a folded name or code: `us-ca`, `de-by`.
///
/// With a country its codes and names are read; without one only whole codes, and names that
/// belong to one country alone. The small table knows no regions.
#[must_use]
pub fn region(text: &str, country: Option<&str>, tables: &Tables) -> Option<&'static str> {
    let mut buffer = [0; 64];
    let key = key_of(text.as_bytes(), &mut buffer)?;
    if let Some(code) = tables.regions.find(key) {
        // "us ca" is a whole code; it holds only in the country that is stated.
        return country.is_none_or(|country| code.starts_with(country)).then_some(code);
    }
    if let Some(country) = country {
        return find(country, key, tables);
    }
    // Short codes mean something else in every country.
    const SHORTEST_NAME: usize = 4;
    let mut found = WITH_REGIONS.iter().filter_map(|country| find(country, key, tables));
    let first = found.next().filter(|_| key.len() >= SHORTEST_NAME)?;
    found.next().is_none().then_some(first)
}

fn find(country: &str, key: &[u8], tables: &Tables) -> Option<&'static str> {
    let mut buffer = [b' '; 68];
    let length = 3 + key.len();
    buffer.get_mut(..2)?.copy_from_slice(country.as_bytes().get(..2)?);
    buffer.get_mut(3..length)?.copy_from_slice(key);
    tables.regions.find(buffer.get(..length)?)
}
