//! A form as it was sent: descriptors, values, signals, page. Nothing understood yet.

use crate::Seconds;

/// One field of a form: what the page says about it, and what was typed.
///
/// All parts are as the page has them; a missing part is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawField {
    /// The `name` attribute.
    pub name: String,
    /// The `id` attribute.
    pub id: String,
    /// The `type` attribute, or `select` or `textarea`.
    pub kind: String,
    /// The `autocomplete` attribute.
    pub autocomplete: String,
    /// The label, however it is attached.
    pub label: String,
    /// The `placeholder` attribute.
    pub placeholder: String,
    /// The `data-baton-field` attribute: the marketer's own word on what this is.
    pub field: String,
    /// What the visitor typed or chose.
    pub value: String,
}

/// A counted, dated thing the visitor did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Name of the signal, as the agreement has it.
    pub name: String,
    /// When it happened.
    pub at: Seconds,
}

/// A form submission, before mapping and normalising.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submission {
    /// The fields in the order of the form.
    pub fields: Vec<RawField>,
    /// What they did before.
    pub signals: Vec<Signal>,
    /// Address of the page the form stood on.
    pub page: String,
    /// The source, where the caller knows it better than the page can tell.
    pub source: Option<String>,
}

/// Stands between the parts of one record in a packed submission.
const PART: char = '\u{1f}';
/// Stands between the records of a packed submission.
const RECORD: char = '\u{1e}';

impl Submission {
    /// Reads the packed form in which the widget hands a submission over.
    ///
    /// One string crosses the wasm boundary in one copy, which no list of objects does.
    /// Records are separated by U+001E, their parts by U+001F; the first part is a letter:
    /// `p` page address, `o` source, `f` a field (name, id, type, autocomplete, label,
    /// placeholder, field, value), `s` a signal (name, seconds). Other letters are left out,
    /// missing parts are empty: this door is total.
    #[must_use]
    pub fn from_packed(packed: &str) -> Submission {
        let mut form = Submission::default();
        for record in packed.split(RECORD) {
            let mut parts = record.split(PART);
            let letter = parts.next().unwrap_or_default();
            let mut part = || parts.next().unwrap_or_default().to_owned();
            match letter {
                "p" => form.page = part(),
                "o" => form.source = Some(part()).filter(|source| !source.is_empty()),
                "f" => form.fields.push(RawField {
                    name: part(),
                    id: part(),
                    kind: part(),
                    autocomplete: part(),
                    label: part(),
                    placeholder: part(),
                    field: part(),
                    value: part(),
                }),
                "s" => form.signals.push(Signal { name: part(), at: Seconds(digits(&part())) }),
                _ => {}
            }
        }
        form
    }

    /// The packed form of this submission; control characters become blanks, which is what
    /// normalising makes of them anyway.
    #[must_use]
    pub fn to_packed(&self) -> String {
        let mut out = String::new();
        let mut record = |letter: &str, parts: &[&str]| {
            if !out.is_empty() {
                out.push(RECORD);
            }
            out.push_str(letter);
            for part in parts {
                out.push(PART);
                out.extend(part.chars().map(|c| if (c as u32) < 0x20 { ' ' } else { c }));
            }
        };
        record("p", &[&self.page]);
        record("o", &[self.source.as_deref().unwrap_or_default()]);
        for f in &self.fields {
            let parts = [&f.name, &f.id, &f.kind, &f.autocomplete, &f.label, &f.placeholder, &f.field, &f.value];
            record("f", &parts.map(String::as_str));
        }
        for signal in &self.signals {
            let mut at = String::new();
            crate::text::push_number(&mut at, signal.at.0);
            record("s", &[&signal.name, &at]);
        }
        out
    }
}

/// A whole number, or 0: a signal without a readable time is old, not wrong.
fn digits(text: &str) -> i64 {
    text.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{RawField, Signal, Submission};
    use crate::Seconds;

    #[test]
    fn packed_and_back() {
        let form = Submission {
            fields: vec![RawField {
                name: "e".into(),
                kind: "email".into(),
                value: "a@b.example".into(),
                ..RawField::default()
            }],
            signals: vec![Signal { name: "pricing_page".into(), at: Seconds(1_700_000_000) }],
            page: "https://site.example/demo".into(),
            source: Some("demo_request".into()),
        };
        assert_eq!(Submission::from_packed(&form.to_packed()), form);
    }

    #[test]
    fn anything_can_be_unpacked() {
        assert_eq!(Submission::from_packed(""), Submission::default());
        let odd = Submission::from_packed("zz\u{1e}f\u{1e}s\u{1f}x\u{1f}soon\u{1e}\u{1f}\u{1f}");
        assert_eq!(odd.fields, [RawField::default()]);
        assert_eq!(odd.signals, [Signal { name: "x".into(), at: Seconds(0) }]);
    }
}
