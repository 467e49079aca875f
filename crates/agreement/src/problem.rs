//! What is wrong with an agreement, where, and what was probably meant.

use core::ops::Range;

/// One finding, with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable name of the kind of problem.
    pub code: &'static str,
    /// Whether it stops the agreement from being published.
    pub severity: Severity,
    /// The bytes of the text it is about.
    pub span: Range<usize>,
    /// A sentence: lower case, no full stop, what was written in backticks.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Works, but hardly as meant.
    Warning,
    /// Cannot be published.
    Error,
}

impl Severity {
    /// The name on the wire.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A place in a text as people count: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
}

impl Place {
    /// The place of a byte offset; an offset behind the end is the end.
    #[must_use]
    pub fn of(text: &str, offset: usize) -> Place {
        let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        // A byte that does not begin with the bits 10 begins a character.
        let begins = |byte: &&u8| **byte & 0xc0 != 0x80;
        let column =
            before.rsplit(|byte| *byte == b'\n').next().map_or(0, |last| last.iter().filter(begins).count()) + 1;
        Place { line, column }
    }
}

/// The word of `known` that is nearest to `written`, if one is near enough to have been meant.
pub(crate) fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let written = written.to_ascii_lowercase();
    let near = |word: &str| strsim::normalized_damerau_levenshtein(&written, word);
    let (likeness, best) = known
        .into_iter()
        .map(|word| {
            let known = word.to_ascii_lowercase();
            // A part of the right word is a likely slip too: `size` for `company_size`.
            let part = written.len() >= 4 && (known.contains(&written) || written.contains(&known) && known.len() >= 4);
            (near(&known).max(if part { 0.6 } else { 0.0 }), word)
        })
        .max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (likeness >= 0.55).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::{Place, nearest};

    #[test]
    fn places_count_characters() {
        let text = "a\nÄöx = 1\n";
        assert_eq!(Place::of(text, 0), Place { line: 1, column: 1 });
        assert_eq!(Place::of(text, 6), Place { line: 2, column: 3 });
        assert_eq!(Place::of(text, 3), Place { line: 2, column: 2 }, "within a character");
        assert_eq!(Place::of(text, 999), Place { line: 3, column: 1 });
    }

    #[test]
    fn the_nearest_word_or_none() {
        assert_eq!(nearest("emploees", ["email", "employees"]), Some("employees"));
        assert_eq!(nearest("Points_eech", ["points", "points_each"]), Some("points_each"));
        assert_eq!(nearest("zebra", ["email", "employees"]), None);
    }
}
