//! The few lines of JSON that leave this crate.
//!
//! A verdict crosses into JavaScript once a submit; a JSON library would cost the widget
//! 23 KB for it.

use alloc::string::String;

use crate::text::push_number;

/// Writes one JSON text, left to right. Commas are its business, balance is the caller's.
#[derive(Debug, Default)]
pub struct Json(String);

impl Json {
    /// An empty text.
    #[must_use]
    pub fn new() -> Json {
        Json::default()
    }

    /// What was written.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }

    /// Opens an object or a list: `{` or `[`.
    pub fn open(&mut self, bracket: char) -> &mut Json {
        self.comma();
        self.0.push(bracket);
        self
    }

    /// Closes what was opened: `}` or `]`.
    pub fn close(&mut self, bracket: char) -> &mut Json {
        self.0.push(bracket);
        self
    }

    /// A key; its value comes next.
    pub fn key(&mut self, key: &str) -> &mut Json {
        self.text(key);
        self.0.push(':');
        self
    }

    /// A key and the list behind it.
    pub fn list<T>(&mut self, key: &str, items: &[T], write: impl Fn(&mut Json, &T)) -> &mut Json {
        self.key(key).open('[');
        for item in items {
            write(self, item);
        }
        self.close(']')
    }

    /// A text.
    pub fn text(&mut self, text: &str) -> &mut Json {
        self.comma();
        self.0.push('"');
        for c in text.chars() {
            match c {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                c if (c as u32) < 0x20 => {
                    self.0.push_str("\\u00");
                    for nibble in [c as u8 >> 4, c as u8 & 15] {
                        self.0.push(char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 }));
                    }
                }
                c => self.0.push(c),
            }
        }
        self.0.push('"');
        self
    }

    /// A whole number.
    pub fn number(&mut self, number: i64) -> &mut Json {
        self.comma();
        push_number(&mut self.0, number);
        self
    }

    /// `true` or `false`.
    pub fn flag(&mut self, flag: bool) -> &mut Json {
        self.comma();
        self.0.push_str(if flag { "true" } else { "false" });
        self
    }

    fn comma(&mut self) {
        if !matches!(self.0.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn writes_json() {
        let mut json = Json::new();
        json.open('{')
            .key("a")
            .number(-1)
            .key("b")
            .open('[')
            .text("\"\\\u{1f}é:")
            .text("[")
            .flag(true)
            .close(']')
            .close('}');
        assert_eq!(json.finish(), r#"{"a":-1,"b":["\"\\\u001fé:","[",true]}"#);
    }
}
