//! Words as names are compared by: case, accents and spelled-out umlauts off.

use baton_scoring::fold;

/// Lower case without accents, in every script; `Müller`, `Mueller` and `Muller` become the same.
///
/// What is written ae, oe, ue or aa where a keyboard has no ä, ö, ü, å is read as the letter
/// without its dots. That changes `Samuel` too, but the same way on both sides.
#[must_use]
pub fn plain(text: &str) -> String {
    let folded = fold(&text.to_lowercase());
    let mut out = String::with_capacity(folded.len());
    let mut before = ' ';
    for c in folded.chars() {
        // Accents that stand behind their letter: U+0300 to U+036F, Combining Diacritical Marks.
        let is_accent = ('\u{300}'..='\u{36f}').contains(&c);
        let is_spelled_out = matches!((before, c), ('a' | 'o' | 'u', 'e') | ('a', 'a'));
        if !is_accent && !is_spelled_out {
            out.push(c);
            before = c;
        }
    }
    out
}

/// The words of a text, plain. Apostrophes belong to their word: `O'Brien` is one.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let text: String = plain(text).chars().filter(|c| !matches!(c, '\'' | '’' | '`' | '´')).collect();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// How many edits lie between two texts, a swap of neighbours being one; if no more than `most`.
#[must_use]
pub fn edits(a: &str, b: &str, most: usize) -> Option<usize> {
    if a == b {
        return Some(0);
    }
    if most == 0 || a.len().abs_diff(b.len()) > most * 4 {
        return None;
    }
    // A letter that only one of them has is half an edit at least: that rules most pairs out.
    if (letters(a) ^ letters(b)).count_ones() as usize > most * 2 {
        return None;
    }
    let found = strsim::osa_distance(a, b);
    (found <= most).then_some(found)
}

/// Which letters there are, as bits; several share one.
fn letters(text: &str) -> u64 {
    text.bytes().fold(0, |bits, byte| bits | 1 << (byte % 64))
}

/// So many edits are one slip of the hand in a word of so many letters: none in three, where
/// another word is meant more often than not.
#[must_use]
pub fn slips(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=5 => 1,
        6..=11 => 2,
        _ => 3,
    }
}

/// The letters of a text in the order of the alphabet: equal where they were only mixed up.
#[must_use]
pub fn sorted_letters(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{edits, plain, words};

    #[test]
    fn spellings_of_one_name_are_one() {
        for (one, other) in [
            ("Müller", "Mueller"),
            ("MULLER", "müller"),
            ("Åse Aagaard", "Ase Agård"),
            ("Jose\u{301}", "José"),
            ("ИВАН", "иван"),
            ("Strauß", "Strauss"),
        ] {
            assert_eq!(plain(one), plain(other), "{one}");
        }
        assert_eq!(words("Seán O’Brien-Smith"), ["sean", "obrien", "smith"]);
    }

    #[test]
    fn edits_are_counted_to_a_bound() {
        assert_eq!(edits("meyer", "meier", 1), Some(1));
        assert_eq!(edits("etahn", "ethan", 1), Some(1));
        assert_eq!(edits("anna", "karl", 2), None);
    }
}
