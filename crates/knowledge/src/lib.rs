//! What the edge knows and the widget cannot carry.
//!
//! In scope: the full [`Tables`]: all countries in five languages, regions, more words of
//! titles, the public suffix list, the long list of throw-away mail.
//!
//! Out of scope: the rules that read them, which are `baton-scoring`'s and the same everywhere.
//!
//! ```
//! let full = baton_knowledge::full();
//! assert_eq!(baton_scoring::country("burkina faso", &full), Some("bf"));
//! assert_eq!(baton_scoring::registrable_domain("mail.works.co.uk", &full), Some("works.co.uk"));
//! ```

use baton_scoring::{CardKind, Readers, SortedText, Tables, WordBook};

const TITLE_WORDS: WordBook = WordBook::new(include_str!("title_words.txt"));

/// The tables with everything in them that a score may ask: the small ones, and more behind
/// each. The throw-away list is not in them, because what it knows may label a lead but takes
/// no points: [`is_throw_away`] asks it.
#[must_use]
pub fn full() -> Tables {
    Tables {
        more_title_words: TITLE_WORDS,
        more_country_names: SortedText(include_str!("country_names.txt")),
        regions: SortedText(include_str!("regions.txt")),
        public_suffix: Some(public_suffix),
        readers: Some(Readers::ALL),
        is_full: true,
        ..Tables::small()
    }
}

/// The tables that a card of a kind is read with: the full card with all there is, the public one with
/// the small ones that a browser has.
#[must_use]
pub fn of_card(kind: CardKind) -> Tables {
    match kind {
        CardKind::Full => full(),
        CardKind::Public => Tables::small(),
    }
}

/// The length of the public suffix of a lower-case host, by the public suffix list; a top
/// level that is not on the list counts as one (the list's rule `*`).
fn public_suffix(host: &str) -> Option<usize> {
    psl::suffix(host.as_bytes()).map(|suffix| suffix.as_bytes().len())
}

/// Whether a domain, or one it stands under, is known for throw-away mail. The long list has
/// some providers on it that people keep for life; those of the small table are not counted.
#[must_use]
pub fn is_throw_away(domain: &str) -> bool {
    let free_mail = Tables::small().free_mail;
    let mut rest = domain;
    loop {
        if disposable_emails::is_disposable_domain(rest) {
            return !free_mail.has(rest);
        }
        match rest.split_once('.') {
            Some((_, parent)) if parent.contains('.') => rest = parent,
            _ => return false,
        }
    }
}
