//! A lead: the submission, understood.

use crate::normalise::{EmailAddress, email_kind, employees, function, is_free_mail, seniority};
use crate::text::{cut, fold, split_at_mark};
use crate::{Card, Field, Seconds, Signal, Submission, Tables, map_fields};

/// A piece of evidence is at most this many bytes of what was typed.
const EVIDENCE_BYTES: usize = 80;

/// The normalised fields and the signals of one lead.
///
/// Unknown stays unknown: a field that is empty, or not understood, has no value, and that is
/// not the same as zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lead {
    /// One place for every [`Field`], by its number.
    values: Vec<Option<Value>>,
    signals: Vec<Signal>,
}

/// What a field holds: as typed, and as conditions compare it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Value {
    raw: String,
    text: Option<String>,
    number: Option<u32>,
}

impl Lead {
    /// Maps and normalises a submission. The card is asked only which pages are which source.
    #[must_use]
    pub fn new(submission: &Submission, tables: &Tables, card: &Card) -> Lead {
        Lead::mapped(submission, &map_fields(&submission.fields), tables, card)
    }

    /// The same for a form whose fields were mapped before: the rows of one file have one
    /// mapping, and a form has it from the first touch on.
    #[must_use]
    pub fn mapped(submission: &Submission, mapping: &[Option<Field>], tables: &Tables, card: &Card) -> Lead {
        let mut lead = Lead { values: vec![None; Field::ALL.len()], signals: submission.signals.clone() };
        for (raw, field) in submission.fields.iter().zip(mapping) {
            if let Some(field) = field {
                lead.take(*field, &raw.value);
            }
        }
        lead.derive_name();
        lead.derive_from_email(tables);
        lead.derive_from_title(tables);
        lead.derive_from_page(submission, card);
        lead
    }

    /// The value as conditions compare it: folded text.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<&str> {
        self.value(field)?.text.as_deref()
    }

    /// The value of a field that holds a number.
    #[must_use]
    pub fn number(&self, field: Field) -> Option<u32> {
        self.value(field)?.number
    }

    /// What was typed, blanks and control characters at the ends off.
    #[must_use]
    pub fn raw(&self, field: Field) -> Option<&str> {
        self.value(field).map(|value| value.raw.as_str())
    }

    /// What a reason shows for this field: what was typed, cut to a line, control characters
    /// as the blanks that scoring takes them for.
    #[must_use]
    pub fn evidence(&self, field: Field) -> String {
        let line = cut(self.raw(field).unwrap_or_default(), EVIDENCE_BYTES);
        line.chars().map(|c| if (c as u32) < 0x20 { ' ' } else { c }).collect()
    }

    /// How often a signal was seen up to `now`. Signals from the future do not count yet.
    #[must_use]
    pub fn count(&self, signal: &str, now: Seconds) -> u32 {
        let seen = self.signals.iter().filter(|seen| seen.name == signal && seen.at <= now).count();
        u32::try_from(seen).unwrap_or(u32::MAX)
    }

    fn value(&self, field: Field) -> Option<&Value> {
        self.values.get(usize::from(field.number()))?.as_ref()
    }

    fn put(&mut self, field: Field, value: Value) {
        if let Some(slot) = self.values.get_mut(usize::from(field.number())) {
            *slot = Some(value);
        }
    }

    /// A field as the visitor filled it in.
    fn take(&mut self, field: Field, typed: &str) {
        let folded = fold(typed);
        if folded.is_empty() {
            return;
        }
        let raw = typed.trim_matches(|c: char| c.is_whitespace() || c.is_control()).to_owned();
        let value = match field {
            Field::Email => {
                let address = EmailAddress::parse(typed);
                Value { raw, text: address.map(|address| address.as_str().to_owned()), number: None }
            }
            Field::Employees => Value { number: employees(typed), raw, text: None },
            _ => Value { raw, text: Some(folded), number: None },
        };
        self.put(field, value);
    }

    /// A field worked out from another one.
    fn derive(&mut self, field: Field, raw: &str, text: &str) {
        self.put(field, Value { raw: raw.to_owned(), text: Some(text.to_owned()), number: None });
    }

    fn derive_name(&mut self) {
        if self.value(Field::Name).is_some() {
            return;
        }
        let parts: Vec<&str> =
            [Field::FirstName, Field::LastName].into_iter().filter_map(|part| self.raw(part)).collect();
        let name = parts.join(" ");
        if !name.is_empty() {
            self.take(Field::Name, &name);
        }
    }

    /// Domain and kind from the address; without an address, from the company's website,
    /// because some forms ask for that instead and some people answer `gmail.com`.
    fn derive_from_email(&mut self, tables: &Tables) {
        if let Some(address) = self.text(Field::Email).and_then(EmailAddress::parse) {
            self.derive(Field::EmailDomain, address.domain(), address.domain());
            self.derive(Field::EmailKind, address.as_str(), email_kind(&address, tables));
        } else if let Some(host) = self.text(Field::Website).map(host_of).map(str::to_owned) {
            if is_free_mail(&host, tables) {
                self.derive(Field::EmailKind, &host, "free");
            } else if !host.is_empty() {
                self.derive(Field::EmailDomain, &host, &host);
            }
        }
    }

    fn derive_from_title(&mut self, tables: &Tables) {
        let Some(title) = self.raw(Field::JobTitle).map(str::to_owned) else { return };
        if let Some(rank) = seniority(&title, tables) {
            self.derive(Field::Seniority, &title, rank);
        }
        if let Some(department) = function(&title, tables) {
            self.derive(Field::Function, &title, department);
        }
    }

    fn derive_from_page(&mut self, submission: &Submission, card: &Card) {
        let (path, query) = split_address(&submission.page);
        let path = path.to_ascii_lowercase();
        for (parameter, field) in [
            ("utm_source", Field::CampaignSource),
            ("utm_medium", Field::CampaignMedium),
            ("utm_campaign", Field::Campaign),
        ] {
            if self.value(field).is_none()
                && let Some(value) = parameter_of(query, parameter)
            {
                self.take(field, &value);
            }
        }
        let source = submission.source.as_deref().or_else(|| card.source_of(&path));
        if let Some(source) = source {
            self.derive(Field::Source, if path.is_empty() { source } else { &path }, source);
        }
        if !path.is_empty() {
            self.derive(Field::Page, &path, &path);
        }
    }
}

/// `works.example` of `https://www.works.example:80/about`.
fn host_of(website: &str) -> &str {
    let rest = split_at_mark(website, "://").map_or(website, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':', ' ']).next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    if host.contains('.') { host } else { "" }
}

/// Path and query of an address; an address without a host is a path.
fn split_address(address: &str) -> (&str, &str) {
    let address = address.split('#').next().unwrap_or_default();
    let (before, query) = address.split_once('?').unwrap_or((address, ""));
    let path = match split_at_mark(before, "://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => before,
    };
    (path, query)
}

/// The value of one query parameter, percent-decoded; bytes that are not UTF-8 are dropped.
fn parameter_of(query: &str, name: &str) -> Option<String> {
    let (_, value) = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?;
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match (byte, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, behind @ ..]) => {
                if let (Some(high), Some(low)) = (hex(*high), hex(*low)) {
                    bytes.push(high << 4 | low);
                    rest = behind;
                } else {
                    bytes.push(b'%');
                }
            }
            _ => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Lead, host_of, parameter_of, split_address};
    use crate::{Card, Field, RawField, Seconds, Signal, Submission, Tables};

    fn lead(fields: &[(&str, &str)]) -> Lead {
        let fields = fields
            .iter()
            .map(|(name, value)| RawField { name: (*name).into(), value: (*value).into(), ..RawField::default() })
            .collect();
        let form = Submission { fields, ..Submission::default() };
        Lead::new(&form, &Tables::small(), &Card::default())
    }

    #[test]
    fn unknown_is_not_empty() {
        let lead = lead(&[("email", "not an address"), ("company", "  \u{0} "), ("company_size", "a few")]);
        assert_eq!(lead.text(Field::Email), None);
        assert_eq!(lead.raw(Field::Email), Some("not an address"), "it was answered, and not understood");
        assert_eq!(lead.raw(Field::Company), None);
        assert_eq!((lead.number(Field::Employees), lead.raw(Field::Employees)), (None, Some("a few")));
        assert_eq!(lead.text(Field::EmailKind), None);
    }

    #[test]
    fn derived_fields_follow() {
        let lead = lead(&[
            ("first_name", "Ada"),
            ("last_name", "King"),
            ("email", "Ada@Works.Example"),
            ("job_title", "Head of Data"),
        ]);
        assert_eq!(lead.raw(Field::Name), Some("Ada King"));
        assert_eq!(lead.text(Field::EmailKind), Some("work"));
        assert_eq!(lead.text(Field::EmailDomain), Some("works.example"));
        assert_eq!(lead.text(Field::Seniority), Some("head"));
        assert_eq!(lead.evidence(Field::Function), "Head of Data");
    }

    #[test]
    fn a_website_stands_in_for_an_address() {
        let company = lead(&[("domain", "https://www.atlas.example/x")]);
        assert_eq!(company.text(Field::EmailDomain), Some("atlas.example"));
        assert_eq!(company.text(Field::EmailKind), None);
        assert_eq!(lead(&[("domain", "https://gmail.com")]).text(Field::EmailKind), Some("free"));
    }

    #[test]
    fn pages_give_campaign_and_path() {
        let form = Submission {
            page: "https://s.example/Demo/?utm_source=ad%20words&utm_campaign=q4+x#top".into(),
            ..Submission::default()
        };
        let lead = Lead::new(&form, &Tables::small(), &Card::default());
        assert_eq!(lead.text(Field::Page), Some("/demo/"));
        assert_eq!(lead.text(Field::CampaignSource), Some("ad words"));
        assert_eq!(lead.text(Field::Campaign), Some("q4 x"));
    }

    #[test]
    fn addresses_come_apart() {
        assert_eq!(split_address("https://a.example"), ("/", ""));
        assert_eq!(split_address("/demo?x=1"), ("/demo", "x=1"));
        assert_eq!(host_of("just words"), "");
        assert_eq!(parameter_of("a=%zz&b=%C3%A9&c=%ff", "a").as_deref(), Some("%zz"));
        assert_eq!(parameter_of("a=%zz&b=%C3%A9&c=%ff", "b").as_deref(), Some("é"));
        assert_eq!(parameter_of("a=%zz&b=%C3%A9&c=%ff", "c"), None);
    }

    #[test]
    fn signals_count_up_to_now() {
        let at = |at| Signal { name: "pricing_page".into(), at: Seconds(at) };
        let form = Submission { signals: vec![at(10), at(20), at(30)], ..Submission::default() };
        let lead = Lead::new(&form, &Tables::small(), &Card::default());
        assert_eq!(lead.count("pricing_page", Seconds(20)), 2);
        assert_eq!(lead.count("webinar", Seconds(20)), 0);
    }
}
