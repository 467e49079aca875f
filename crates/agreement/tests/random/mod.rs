//! Random agreements, and the many ways to write one.

pub mod desk;
pub mod hours;
pub mod questions;
pub mod score;
pub mod spelling;

use self::spelling::{Node, Value};

/// Where a generator takes its decisions from: when they run out, the first is always taken, so
/// that fewer and smaller numbers make a simpler agreement.
pub struct Choices<'a>(pub &'a [u32]);

impl Choices<'_> {
    /// A number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first as usize % count
    }

    /// A number from `low` to `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(usize::try_from(high - low + 1).unwrap()) as i64
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }

    /// Some of these, in their order.
    pub fn some<T: Clone>(&mut self, of: &[T]) -> Vec<T> {
        of.iter().filter(|_| self.once_in(2)).cloned().collect()
    }

    /// Seconds of at least 1 and at most so many days, whole units often.
    pub fn seconds(&mut self, days: i64) -> i64 {
        let (unit, most) = *self.pick(&[(60, days * 1_440), (1, days * 86_400), (3_600, days * 24), (86_400, days)]);
        unit * (1 + self.below(usize::try_from(most).unwrap()) as i64)
    }

    /// A text that people would hardly write, and may.
    pub fn text(&mut self) -> String {
        let parts = [
            "",
            "a",
            "Größe",
            "\"",
            "'",
            "\\",
            "\n",
            "\r\n",
            "\t",
            "\0",
            "\u{7f}",
            "\u{85}",
            "\u{1b}",
            "🎉",
            "中文",
            "e\u{301}",
            "\u{202e}",
            "\u{feff}",
            "\u{2028}",
            "\u{ad}",
            "\u{10ffff}",
            "#",
            " = ",
            "[[x]]",
            "{ a = 1 }",
            "'''",
            "\"\"\"",
            "\\n",
            "\\u0041",
            "C++",
            " ",
            "a somewhat longer run of words that fills a line",
            "ſ",
            "İ",
            "Æ",
            "\r",
        ];
        let count = self.below(6);
        (0..count).map(|_| *self.pick(&parts)).collect()
    }

    /// A name that no other number gives.
    pub fn name(&mut self, number: usize) -> String {
        let long = "x".repeat(60);
        let begin = *self.pick(&["n", "-", "_", "true", "inf", "1e", "2027-01-0", "a-b_c", "en", &long]);
        format!("{begin}{number}")
    }

    /// Names, at most so many.
    pub fn names(&mut self, most: usize) -> Vec<String> {
        (0..self.below(most + 1)).map(|number| self.name(number)).collect()
    }
}

/// What parts of an agreement may ask about.
pub struct Known {
    pub lists: Vec<String>,
    pub signals: Vec<String>,
    pub checklists: Vec<(String, Vec<String>)>,
    pub tiers: Vec<String>,
    pub sources: Vec<String>,
}

/// A random agreement, nearly always without an error.
pub fn agreement(c: &mut Choices<'_>) -> Node {
    let owner = c.name(0);
    let mut root = Node::table();
    let name = c.text();
    root.put("name", Value::Text(name));
    root.put("owner", Value::Text(owner.clone()));
    let date = *c.pick(&["2027-03-31", "0001-01-01", "9999-12-31", "2024-02-29"]);
    root.put("review_by", Value::Date(date));
    if c.once_in(2) {
        root.put("language", Value::Text((*c.pick(&LANGUAGES)).to_owned()));
    }
    let known = score::names(c, &mut root);
    score::score(c, &known, &mut root);
    score::offers(c, &known, &mut root);
    desk::desk(c, &known, owner, &mut root);
    root
}

/// Languages, and what somebody may take for one.
pub const LANGUAGES: [&str; 7] = ["en", "de", "pt-BR", "", "EN", "x y", "\"q\"\n"];
