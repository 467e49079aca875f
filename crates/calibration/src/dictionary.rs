//! The values of a column, each written down once and found again by its text.
//!
//! A table of places behind a plain hash: a million rows ask six million times, and a tree of texts compared a dozen
//! of them each time. Places are given in the order values come, so the same file gives the same numbers.

/// Texts and their numbers, from 0 in the order they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    words: Vec<String>,
    /// Where a word's hash says, or behind that. A power of two, at most half of them taken.
    slots: Vec<Slot>,
}

/// A place in the table.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// One more than the number of the word that stands here; 0: nothing does.
    number: u32,
    /// A part of its hash, so that hardly ever a word is compared that is another one.
    hash: u32,
}

impl Slot {
    fn known(self) -> Option<u32> {
        self.number.checked_sub(1)
    }
}

/// Room for the first values.
const FIRST_SLOTS: usize = 64;

impl Dictionary {
    /// Each word once.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The number of a word that is known.
    pub fn find(&self, word: &str) -> Option<u32> {
        let (at, _) = self.slot(word);
        self.slots.get(at).and_then(|slot| slot.known())
    }

    /// The number of a word, a new one if it was not known.
    pub fn number(&mut self, word: &str) -> u32 {
        if self.slots.len() < (self.words.len() + 1) * 2 {
            self.grow();
        }
        let (at, hash) = self.slot(word);
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let Some(slot) = self.slots.get_mut(at) else { return number };
        if let Some(known) = slot.known() {
            return known;
        }
        *slot = Slot { number: number.saturating_add(1), hash };
        self.words.push(word.to_owned());
        number
    }

    /// Where a word stands, or the free place where it would; and the part of its hash that is kept there.
    fn slot(&self, word: &str) -> (usize, u32) {
        let (place, hash) = hashed(word);
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = place & mask;
        while let Some((slot, known)) = self.slots.get(at).and_then(|slot| Some((slot, slot.known()?))) {
            let is_it = |known: usize| self.words.get(known).is_some_and(|known| known == word);
            if slot.hash == hash && usize::try_from(known).is_ok_and(is_it) {
                break;
            }
            at = (at + 1) & mask;
        }
        (at, hash)
    }

    fn grow(&mut self) {
        self.slots = vec![Slot::default(); (self.slots.len() * 2).max(FIRST_SLOTS)];
        let words = std::mem::take(&mut self.words);
        for (word, number) in words.iter().zip(1_u32..) {
            // Nothing is compared: no word stands twice, and none stands in the list now.
            let (at, hash) = self.slot(word);
            if let Some(slot) = self.slots.get_mut(at) {
                *slot = Slot { number, hash };
            }
        }
        self.words = words;
    }
}

/// Where a word goes, and what is kept of its hash. Eight bytes at a time, turned and multiplied: Fibonacci hashing
/// (D. Knuth, "The Art of Computer Programming", 6.4).
fn hashed(word: &str) -> (usize, u32) {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, part: u64| (hash.rotate_left(23) ^ part).wrapping_mul(GOLDEN);
    let (parts, rest) = word.as_bytes().as_chunks::<8>();
    let hash = parts.iter().fold(word.len() as u64, |hash, part| mix(hash, u64::from_le_bytes(*part)));
    let last = rest.iter().fold(0, |last, byte| last << 8 | u64::from(*byte));
    let hash = mix(hash, last);
    // The upper bits are the better ones.
    ((hash >> 24) as usize, hash as u32)
}

#[cfg(test)]
mod tests {
    use super::Dictionary;

    #[test]
    fn every_word_keeps_its_number() {
        let mut dictionary = Dictionary::default();
        let words: Vec<String> = (0..5_000).map(|n| format!("word {}", n * 7)).chain([String::new()]).collect();
        for _ in 0..2 {
            for (word, number) in words.iter().zip(0..) {
                assert_eq!(dictionary.number(word), number, "{word}");
            }
        }
        assert_eq!((dictionary.words(), dictionary.find("word 8")), (words.as_slice(), None));
        assert_eq!((dictionary.find(""), Dictionary::default().find("")), (Some(5_000), None));
    }
}
