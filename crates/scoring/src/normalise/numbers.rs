//! The numbers in what people type.

use crate::text::WordList;

/// A number and where it stood.
#[derive(Clone, Copy)]
pub(super) struct Number {
    /// The number, thousands and millions multiplied out.
    pub value: u32,
    /// Whether a `k`, `m` or a word for them stood behind it.
    pub is_multiplied: bool,
    /// Where its first digit stands, in bytes.
    pub start: usize,
    /// Where the text goes on behind it, in bytes.
    pub end: usize,
}

/// The numbers of a folded text: thousands separators, decimals before a `k`, `k` and `m`.
pub(super) struct Numbers<'a> {
    rest: &'a [u8],
    length: usize,
    /// Words for thousand and million are understood too, and an `m` behind a blank.
    with_words: bool,
}

impl<'a> Numbers<'a> {
    /// Numbers of people: `5 m` is five of something.
    pub fn of(text: &'a str) -> Numbers<'a> {
        Numbers { rest: text.as_bytes(), length: text.len(), with_words: false }
    }

    /// Amounts of money: `5 m`, `1.5 million`, `2 mio`.
    pub fn of_money(text: &'a str) -> Numbers<'a> {
        Numbers { rest: text.as_bytes(), length: text.len(), with_words: true }
    }
}

impl Iterator for Numbers<'_> {
    type Item = Number;

    fn next(&mut self) -> Option<Number> {
        let first = self.rest.iter().position(u8::is_ascii_digit)?;
        let (_, mut rest) = self.rest.split_at_checked(first)?;
        let start = self.length - rest.len();
        let mut whole: u32 = 0;
        loop {
            match rest {
                [digit @ b'0'..=b'9', tail @ ..] => {
                    whole = whole.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
                    rest = tail;
                }
                // A separator between thousands has exactly three digits behind it.
                [b'.' | b',' | b' ' | b'\'', tail @ ..] if whole > 0 && digits(tail) == 3 => rest = tail,
                _ => break,
            }
        }
        let (hundredths, behind) = decimals(rest);
        let (factor, tail) = self.factor(behind);
        self.rest = tail;
        // In whole numbers: 1.25k is 1 * 1000 + 25 * 10.
        let value = whole.saturating_mul(factor).saturating_add(hundredths.saturating_mul(factor / 100));
        Some(Number { value, is_multiplied: factor > 1, start, end: self.length - tail.len() })
    }
}

impl Numbers<'_> {
    fn factor<'t>(&self, text: &'t [u8]) -> (u32, &'t [u8]) {
        match text {
            [b'k', tail @ ..] | [b' ', b'k', tail @ ..] if !starts_with_letter(tail) => (1_000, tail),
            [b'm', tail @ ..] if !starts_with_letter(tail) => (1_000_000, tail),
            _ if self.with_words => factor_word(text),
            _ => (1, text),
        }
    }
}

/// `million`, `mio`, `thousand`, `mil` and the like behind an amount.
fn factor_word(text: &[u8]) -> (u32, &[u8]) {
    let word = text.strip_prefix(b" ").unwrap_or(text);
    let length = word.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (word, tail) = word.split_at_checked(length).unwrap_or_default();
    let is_in = |words: WordList| words.iter().any(|known| known == word);
    if is_in(MILLION) {
        (1_000_000, tail)
    } else if is_in(THOUSAND) {
        (1_000, tail)
    } else {
        (1, text)
    }
}

/// What people write behind an amount for a million, in five languages.
const MILLION: WordList = WordList("m|mn|mm|mio|mill|mln|million|millions|millionen|millones|millon|milhao|milhoes");
/// And for a thousand.
const THOUSAND: WordList = WordList("tsd|tausend|thousand|mil|mille|keur|kusd|grand");

/// One or two decimal digits, as hundredths, and what stands behind them.
fn decimals(text: &[u8]) -> (u32, &[u8]) {
    match text {
        [b'.' | b',', tail @ ..] => match (digits(tail), tail) {
            (1, [tenth, tail @ ..]) => (u32::from(tenth - b'0') * 10, tail),
            (2, [tenth, hundredth, tail @ ..]) => (u32::from(tenth - b'0') * 10 + u32::from(hundredth - b'0'), tail),
            _ => (0, text),
        },
        _ => (0, text),
    }
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn starts_with_letter(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_alphabetic)
}
