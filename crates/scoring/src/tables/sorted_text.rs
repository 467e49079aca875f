//! A dictionary that is one text.

use crate::text::find_sorted;

/// A sorted dictionary, kept as one text: a line an entry, the key, a tab, the value.
///
/// The lines stand in the order of the bytes of their keys, so that a key is found by halving
/// the text itself. An index of slices would cost the widget eight bytes an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortedText(pub &'static str);

impl SortedText {
    /// A dictionary that knows nothing.
    pub const EMPTY: SortedText = SortedText("");

    /// The value of a key.
    #[must_use]
    pub fn find(self, key: &[u8]) -> Option<&'static str> {
        self.find_between(0, self.0.len(), key)
    }

    /// The value of a key that stands in a line from `at` to `end`.
    fn find_between(self, at: usize, end: usize, key: &[u8]) -> Option<&'static str> {
        let lines = self.0.get(at..end)?;
        let line = find_sorted(lines.as_bytes().strip_suffix(b"\n")?, b'\n', key)?;
        lines.get(line.start + key.len() + 1..line.end)
    }

    /// Keys and values, in order.
    pub fn entries(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.0.lines().filter_map(|line| line.split_once('\t'))
    }
}

/// A sorted dictionary of words from `a` to `z` that knows where each first letter begins: the
/// words of titles are looked up several times for every lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordBook {
    text: SortedText,
    starts: [u16; 27],
}

impl WordBook {
    /// Reads where the letters begin. The text has less than 64 KB.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "a constant: an index that is too large does not compile")]
    pub const fn new(text: &'static str) -> WordBook {
        assert!(text.len() < u16::MAX as usize);
        let bytes = text.as_bytes();
        let mut starts = [text.len() as u16; 27];
        let mut at = bytes.len();
        while at > 0 {
            at -= 1;
            let begins_line = at == 0 || bytes[at - 1] == b'\n';
            if begins_line {
                starts[(bytes[at] - b'a') as usize] = at as u16;
            }
        }
        let mut letter = 26;
        while letter > 0 {
            letter -= 1;
            // A letter without words begins where the next one does.
            if starts[letter] as usize == text.len() {
                starts[letter] = starts[letter + 1];
            }
        }
        WordBook { text: SortedText(text), starts }
    }

    /// The value of a word.
    #[must_use]
    pub fn find(&self, word: &[u8]) -> Option<&'static str> {
        let letter = usize::from(word.first()?.checked_sub(b'a')?);
        let (start, end) = (self.starts.get(letter)?, self.starts.get(letter + 1)?);
        self.text.find_between(usize::from(*start), usize::from(*end), word)
    }

    /// Words and values, in order.
    pub fn entries(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.text.entries()
    }
}

#[cfg(test)]
mod tests {
    use super::{SortedText, WordBook};

    #[test]
    fn every_key_is_found_and_nothing_else() {
        let sorted = SortedText("a\t1\nab\t2\nb\t4\nb c\t33\nz\t5\n");
        for (key, value) in sorted.entries() {
            assert_eq!(sorted.find(key.as_bytes()), Some(value), "{key}");
        }
        for key in ["", " ", "aa", "b d", "zz", "0", "a\t1", "a\t", "c"] {
            assert_eq!(sorted.find(key.as_bytes()), None, "{key}");
        }
        assert_eq!(SortedText::EMPTY.find(b"a"), None);
        let book = WordBook::new("a\t1\nab\t2\nbc\t3\nx\t4\n");
        for (word, value) in book.entries() {
            assert_eq!(book.find(word.as_bytes()), Some(value), "{word}");
        }
        assert_eq!((book.find(b"c"), book.find(b"z"), book.find(b"0"), book.find(b"~")), (None, None, None, None));
        assert_eq!(WordBook::new("").find(b"a"), None);
    }
}
