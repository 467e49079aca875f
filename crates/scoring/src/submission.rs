//! A form as it was sent: descriptors, values, signals, page. Nothing understood yet.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::Seconds;
use crate::text::pieces;

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
    /// Of a select, how many options there are and the first of them: `4|1-10|11-50|51-200`.
    pub options: String,
}

/// A counted, dated thing the visitor did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Name of the signal, as the agreement has it.
    pub name: String,
    /// When it happened.
    pub at: Seconds,
}

/// A page of the site they were on before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The page's address; the path is what counts.
    pub page: String,
    /// When.
    pub at: Seconds,
}

/// What a rep has found out about a point of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The point: `economic_buyer`.
    pub point: String,
    /// Whether it is so.
    pub holds: bool,
}

/// A form submission, before mapping and normalising.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submission {
    /// The fields in the order of the form.
    pub fields: Vec<RawField>,
    /// What they did before.
    pub signals: Vec<Signal>,
    /// Where they were before; the card says which pages are which signal.
    pub visits: Vec<Visit>,
    /// What a rep has found out since.
    pub confirmed: Vec<Confirmation>,
    /// The language of the page: `en`, `pt-BR`.
    pub language: String,
    /// Address of the page the form stood on.
    pub page: String,
    /// The source, where the caller knows it better than the page can tell.
    pub source: Option<String>,
}

/// Stands between the parts of one record in a packed submission.
const PART: u8 = 0x1f;
/// Stands between the records of a packed submission.
const RECORD: u8 = 0x1e;

impl Submission {
    /// Reads the packed form in which the widget hands a submission over.
    ///
    /// One string crosses the wasm boundary in one copy, which no list of objects does.
    /// Records are separated by U+001E, their parts by U+001F; the first part is a letter:
    /// `p` page address, `o` source, `l` language, `f` a field (name, id, type, autocomplete,
    /// label, placeholder, field, value, options), `s` a signal (name, seconds), `v` a visit (page,
    /// seconds), `c` a confirmation (point, `1` or `0`). Other letters are left out, missing
    /// parts are empty: this door is total.
    #[must_use]
    pub fn from_packed(packed: &str) -> Submission {
        let mut form = Submission::default();
        for record in pieces(packed, RECORD) {
            let mut parts = pieces(record, PART);
            let letter = parts.next().unwrap_or_default();
            let mut part = || parts.next().unwrap_or_default().to_owned();
            match letter {
                "p" => form.page = part(),
                "l" => form.language = part(),
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
                    options: part(),
                }),
                "s" => form.signals.push(Signal { name: part(), at: Seconds(digits(&part())) }),
                "v" => form.visits.push(Visit { page: part(), at: Seconds(digits(&part())) }),
                "c" => form.confirmed.push(Confirmation { point: part(), holds: part() == "1" }),
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
                out.push(char::from(RECORD));
            }
            out.push_str(letter);
            for part in parts {
                out.push(char::from(PART));
                out.extend(part.chars().map(|c| if (c as u32) < 0x20 { ' ' } else { c }));
            }
        };
        record("p", &[&self.page]);
        record("o", &[self.source.as_deref().unwrap_or_default()]);
        if !self.language.is_empty() {
            record("l", &[&self.language]);
        }
        for f in &self.fields {
            let parts =
                [&f.name, &f.id, &f.kind, &f.autocomplete, &f.label, &f.placeholder, &f.field, &f.value, &f.options];
            record("f", &parts.map(String::as_str));
        }
        let dated = self.signals.iter().map(|signal| ("s", &signal.name, signal.at));
        for (letter, what, at) in dated.chain(self.visits.iter().map(|visit| ("v", &visit.page, visit.at))) {
            let mut seconds = String::new();
            crate::text::push_number(&mut seconds, at.0);
            record(letter, &[what, &seconds]);
        }
        for confirmation in &self.confirmed {
            record("c", &[&confirmation.point, if confirmation.holds { "1" } else { "0" }]);
        }
        out
    }
}

/// A whole number, or 0: a signal without a readable time is old, not wrong.
/// Read by hand: what std does about overflow of 64 bits is 400 bytes of the widget.
fn digits(text: &str) -> i64 {
    // Nineteen digits fit into 64 bits without a sign, and every time with a sign has no more.
    const MOST: usize = 19;
    let (is_before, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() > MOST || !digits.iter().all(u8::is_ascii_digit) {
        return 0;
    }
    let number = digits.iter().fold(0, |number: u64, digit| number * 10 + u64::from(digit - b'0'));
    let whole = if is_before { 0_i64.checked_sub_unsigned(number) } else { i64::try_from(number).ok() };
    whole.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Confirmation, RawField, Signal, Submission, Visit, digits};
    use crate::Seconds;

    #[test]
    fn packed_and_back() {
        let form = Submission {
            fields: vec![RawField {
                name: "e".into(),
                kind: "email".into(),
                value: "a@b.example".into(),
                options: "2|a|b".into(),
                ..RawField::default()
            }],
            signals: vec![Signal { name: "pricing_page".into(), at: Seconds(1_700_000_000) }],
            page: "https://site.example/demo".into(),
            source: Some("demo_request".into()),
            visits: vec![Visit { page: "/pricing".into(), at: Seconds(5) }],
            confirmed: vec![Confirmation { point: "need".into(), holds: true }],
            language: "pt-BR".into(),
        };
        assert_eq!(Submission::from_packed(&form.to_packed()), form);
    }

    #[test]
    fn times_are_whole_numbers_or_long_ago() {
        let cases = [("", 0), ("7", 7), ("-12", -12), ("1700000000", 1_700_000_000), ("1.5", 0), ("x", 0), ("-", 0)];
        for (text, seconds) in cases {
            assert_eq!(digits(text), seconds, "{text}");
        }
        assert_eq!((digits("9223372036854775807"), digits("-9223372036854775808")), (i64::MAX, i64::MIN));
        assert_eq!(
            (digits("9223372036854775808"), digits("-9223372036854775809"), digits("99999999999999999999")),
            (0, 0, 0)
        );
    }

    #[test]
    fn what_was_packed_before_there_were_options_is_read() {
        let old = Submission::from_packed("f\u{1f}n\u{1f}\u{1f}select\u{1f}\u{1f}\u{1f}\u{1f}\u{1f}v");
        let field = RawField { name: "n".into(), kind: "select".into(), value: "v".into(), ..RawField::default() };
        assert_eq!(old.fields, [field]);
    }

    #[test]
    fn anything_can_be_unpacked() {
        assert_eq!(Submission::from_packed(""), Submission::default());
        let odd = Submission::from_packed("zz\u{1e}f\u{1e}s\u{1f}x\u{1f}soon\u{1e}\u{1f}\u{1f}");
        assert_eq!(odd.fields, [RawField::default()]);
        assert_eq!(odd.signals, [Signal { name: "x".into(), at: Seconds(0) }]);
    }
}
