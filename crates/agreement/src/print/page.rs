//! Writing TOML: a page of sections, and values.

use core::fmt::Write;

use baton_scoring::Seconds;

/// A list that would end behind this column has a line for each entry.
const WIDTH: usize = 100;

/// The text as it grows.
#[derive(Default)]
pub(super) struct Page(String);

impl Page {
    /// Begins a section: `[score]`, `[[fit]]`.
    pub fn section(&mut self, header: &str) {
        self.0.push('\n');
        self.0.push_str(header);
        self.0.push('\n');
    }

    /// A key and its value, which is TOML already.
    pub fn entry(&mut self, key: &str, value: &str) {
        self.0.push_str(key);
        self.0.push_str(" = ");
        self.0.push_str(value);
        self.0.push('\n');
    }

    pub fn entries(&mut self, entries: Entries) {
        for (key, value) in entries {
            self.entry(key, &value);
        }
    }

    pub fn finish(self) -> String {
        self.0
    }
}

/// Keys with values that are TOML already.
pub(super) type Entries = Vec<(&'static str, String)>;

/// A table within a line.
pub(super) fn inline(entries: &Entries) -> String {
    let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", entries.join(", "))
}

/// A list with a line for each value, begun in a line that is indented so far.
pub(super) fn lines(values: &[String], indent: usize) -> String {
    let mut list = String::from("[\n");
    for value in values {
        // A String takes whatever is written to it.
        let _ = writeln!(list, "{:indent$}  {value},", "");
    }
    let _ = write!(list, "{:indent$}]", "");
    list
}

/// A list of texts, in one line where that is short.
pub(super) fn texts<T: AsRef<str>>(all: &[T], indent: usize) -> String {
    let all: Vec<String> = all.iter().map(|one| text(one.as_ref())).collect();
    let line = format!("[{}]", all.join(", "));
    if indent + line.chars().count() <= WIDTH { line } else { lines(&all, indent) }
}

/// A text in quotes. What a reader could not see is spelled out.
pub(super) fn text(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if is_unseen(c) => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Control characters, and marks of width and direction; all of them below U+10000.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A name as a key; in quotes where TOML wants them.
pub(super) fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !name.is_empty() && name.bytes().all(bare) { name.to_owned() } else { text(name) }
}

/// A duration in the largest unit that gives a whole number, without quotes: `5m`.
pub(super) fn short(duration: Seconds) -> String {
    match duration.0 {
        0 => "0s".to_owned(),
        seconds if seconds % 86_400 == 0 => format!("{}d", seconds / 86_400),
        seconds if seconds % 3_600 == 0 => format!("{}h", seconds / 3_600),
        seconds if seconds % 60 == 0 => format!("{}m", seconds / 60),
        seconds => format!("{seconds}s"),
    }
}

/// The same as a value.
pub(super) fn duration(duration: Seconds) -> String {
    text(&short(duration))
}

#[cfg(test)]
mod tests {
    use baton_scoring::Seconds;

    use super::{key, short, text, texts};

    #[test]
    fn texts_are_quoted_so_that_nothing_is_hidden() {
        assert_eq!(text("say \"hi\" \\o/\n"), r#""say \"hi\" \\o/\n""#);
        assert_eq!(text("\0\u{7f}\u{85}\u{202e}\u{feff}"), r#""\u0000\u007F\u0085\u202E\uFEFF""#);
        assert_eq!(text("Größe 🎉 中"), "\"Größe 🎉 中\"");
        assert_eq!([key("en"), key("pt br"), key("")], ["en", "\"pt br\"", "\"\""]);
    }

    #[test]
    fn durations_have_the_largest_whole_unit() {
        let shown = [0, 1, 60, 90, 3_600, 5_400, 86_400, 604_800].map(|seconds| short(Seconds(seconds)));
        assert_eq!(shown, ["0s", "1s", "1m", "90s", "1h", "90m", "1d", "7d"]);
    }

    #[test]
    fn long_lists_have_lines() {
        assert_eq!(texts(&["a", "b"], 0), r#"["a", "b"]"#);
        let long = "x".repeat(60);
        assert_eq!(texts(&[&long, &long], 2), format!("[\n    \"{long}\",\n    \"{long}\",\n  ]"));
        assert_eq!(texts::<&str>(&[], 0), "[]");
    }
}
