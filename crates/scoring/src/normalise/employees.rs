//! How many people a company has.

use super::numbers::Numbers;
use crate::text::{WordList, contains_any};

/// What people write who are their own company, in five languages.
const ALONE: WordList = WordList(
    "just me|only me|myself|solo|freelancer|freelance|self employed|one person|sole trader|solopreneur|nur ich|ich allein|\
     selbststandig|einzelunternehmer|einzelunternehmen|freiberufler|moi seul|juste moi|independant|independante|\
     auto entrepreneur|solo yo|solamente yo|autonomo|autonoma|so eu|apenas eu|somente eu|trabalhador independente",
);

/// The number of people in a company, from folded text with a number or a range.
///
/// `250`, `11–50`, `1k+`, `1.5k`, `10.000`, `1 001 - 5 000`, `about 200`. A range counts as its
/// middle, an open end (`1000+`, `< 50`) as the number that is stated, somebody alone as one.
/// Nothing readable is unknown.
#[must_use]
pub fn employees(text: &str) -> Option<u32> {
    // The most bytes between the two numbers of a range: "10 up to 50".
    const GAP: usize = 8;
    let mut numbers = Numbers::of(text);
    let Some(first) = numbers.next() else {
        return contains_any(text, ALONE).then_some(1);
    };
    match numbers.next() {
        Some(second) if second.value > first.value && second.start - first.end <= GAP => {
            Some(first.value + (second.value - first.value) / 2)
        }
        _ => Some(first.value),
    }
}
