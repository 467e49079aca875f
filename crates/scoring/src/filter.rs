//! What is left of a private list on a public card: a filter that says "certainly not on the
//! list" or "perhaps".
//!
//! An xor filter with 8-bit fingerprints: three bytes are looked at, their xor is the
//! fingerprint of every entry, and one in 256 others has it by chance. It costs 1.23 bytes an
//! entry. Source: Graf and Lemire, "Xor Filters: Faster and Smaller Than Bloom and Cuckoo
//! Filters", 2020.
//!
//! The salt makes the bytes of two agreements that hide the same list differ. It is no secret:
//! who guesses a name can ask the filter and learns "perhaps". An agreement that minds says
//! `filter = false`.

use alloc::vec;
use alloc::vec::Vec;

/// The filter of a list of folded texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// What its hashes begin with.
    pub salt: u64,
    /// The fingerprints: three parts of one length, one behind the other.
    pub bytes: Vec<u8>,
}

impl Filter {
    /// The filter of `entries`, from a salt that is tried first; another one is taken where
    /// that one gives no filter. The same entries and salt make the same filter.
    ///
    /// None for a list so long that no filter was found, which no list of people is.
    #[must_use]
    pub fn of<'e>(entries: impl IntoIterator<Item = &'e str>, salt: u64) -> Option<Filter> {
        let mut entries: Vec<&str> = entries.into_iter().collect();
        entries.sort_unstable();
        entries.dedup();
        // The paper's 1.23 n + 32 is for one try; a short list tries often and stays short.
        let least = entries.len() + entries.len() / 5 + 2;
        (0..64).find_map(|step| {
            let third = (least + step * (entries.len() / 64 + 1)).div_ceil(3);
            (0..32).find_map(|turn| Filter::attempt(&entries, third, salt.wrapping_add(step as u64 * 32 + turn)))
        })
    }

    /// Whether a text may be on the list; a no is certain.
    #[must_use]
    pub fn may_hold(&self, text: &str) -> bool {
        may_hold(self.salt, &self.bytes, text.as_bytes())
    }

    fn attempt(entries: &[&str], third: usize, salt: u64) -> Option<Filter> {
        let places: Vec<([usize; 3], u8)> = entries.iter().map(|entry| places(salt, third, entry.as_bytes())).collect();
        let order = peel(&places, third * 3)?;
        let mut bytes = vec![0u8; third * 3];
        // Backwards: each entry then has one place that nobody after it looks at.
        for (entry, own) in order.into_iter().rev() {
            let (at, fingerprint) = places.get(entry)?;
            let others = at.iter().filter_map(|place| bytes.get(*place)).fold(0, |xor, byte| xor ^ byte);
            *bytes.get_mut(own)? ^= others ^ fingerprint;
        }
        Some(Filter { salt, bytes })
    }
}

/// The entries in an order in which each, when its turn comes, has a place for itself alone.
fn peel(places: &[([usize; 3], u8)], size: usize) -> Option<Vec<(usize, usize)>> {
    let mut count = vec![0u32; size];
    let mut xor = vec![0usize; size];
    for (entry, (at, _)) in places.iter().enumerate() {
        for place in at {
            *count.get_mut(*place)? += 1;
            *xor.get_mut(*place)? ^= entry;
        }
    }
    let mut alone: Vec<usize> = (0..size).filter(|place| count.get(*place) == Some(&1)).collect();
    let mut order = Vec::with_capacity(places.len());
    while let Some(own) = alone.pop() {
        if count.get(own) != Some(&1) {
            continue;
        }
        let entry = *xor.get(own)?;
        order.push((entry, own));
        for place in places.get(entry)?.0 {
            *count.get_mut(place)? -= 1;
            *xor.get_mut(place)? ^= entry;
            if count.get(place) == Some(&1) {
                alone.push(place);
            }
        }
    }
    (order.len() == places.len()).then_some(order)
}

/// Asks the bytes of a filter where they lie.
pub(crate) fn may_hold(salt: u64, bytes: &[u8], text: &[u8]) -> bool {
    let (at, fingerprint) = places(salt, bytes.len() / 3, text);
    // A filter of no bytes holds nothing back: of a damaged card "perhaps" is the safe answer.
    let found = at.iter().try_fold(0u8, |xor, place| bytes.get(*place).map(|byte| xor ^ byte));
    found.is_none_or(|found| found == fingerprint)
}

fn places(salt: u64, third: usize, text: &[u8]) -> ([usize; 3], u8) {
    let hash = hash(salt, text);
    // A multiplication instead of a remainder; Lemire, "Fast Random Integer Generation", 2019.
    let reduce = |turn: u32| ((u64::from(hash.rotate_left(turn) as u32) * third as u64) >> 32) as usize;
    ([reduce(0), third + reduce(21), 2 * third + reduce(42)], (hash ^ hash >> 32) as u8)
}

/// FNV-1a from the salt on, with the finalizer of MurmurHash3, so that every bit depends on
/// every byte.
fn hash(salt: u64, text: &[u8]) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ salt;
    let mut hash = text.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 33
}

#[cfg(test)]
mod tests {
    use super::Filter;

    fn list(size: usize) -> Vec<String> {
        (0..size).map(|at| format!("company-{at}.example")).collect()
    }

    #[test]
    fn what_is_on_the_list_is_never_denied() {
        for size in [0, 1, 2, 3, 5, 10, 64, 100, 999, 1_000, 5_000] {
            let entries = list(size);
            let filter = Filter::of(entries.iter().map(String::as_str), 7).expect("a filter");
            assert!(entries.iter().all(|entry| filter.may_hold(entry)), "{size}");
            let size = size as f64;
            assert!((filter.bytes.len() + 8) as f64 <= 1.29 * size + 16.0, "{} bytes for {size}", filter.bytes.len());
        }
    }

    #[test]
    fn few_others_are_taken_for_it() {
        let entries = list(1_000);
        let filter = Filter::of(entries.iter().map(String::as_str), 7).expect("a filter");
        let wrong = (0..100_000).filter(|at| filter.may_hold(&format!("other{at}.test"))).count();
        assert!((200..700).contains(&wrong), "{wrong} of 100,000");
    }

    #[test]
    fn a_salt_changes_every_byte_it_can() {
        let entries = list(100);
        let one = Filter::of(entries.iter().map(String::as_str), 1);
        assert_eq!(one, Filter::of(entries.iter().rev().map(String::as_str), 1));
        assert_ne!(one, Filter::of(entries.iter().map(String::as_str), 1_000));
    }
}
