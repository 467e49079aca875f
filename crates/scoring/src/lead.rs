//! A lead: the submission, understood.

use alloc::string::String;
use alloc::vec::Vec;
use core::num::NonZeroU32;
use core::ops::Range;

use crate::tables::FUNCTION_NAMES;
use crate::text::cut;
use crate::{Field, Fields, Seconds};

mod understand;
mod unpack;

/// A piece of evidence is at most this many bytes of what was typed.
const EVIDENCE_BYTES: usize = 80;

/// What the edge's larger table may still find in a title in which the small one finds no
/// rank. It never finds a lower one: words that cost points stand in the small table.
const HIGHER_RANKS: &[&str] = &["c_level", "vp", "head", "manager"];

/// The normalised fields and the signals of one lead.
///
/// Unknown stays unknown: a field that is empty, or not understood, has no value, and that is
/// not the same as zero. A field that only the edge's larger tables can decide is
/// [`Lead::is_open`] in the browser.
///
/// All texts lie in one string: a lead costs a handful of allocations, and none at all where
/// one is read after another into the same place ([`Lead::read`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    texts: String,
    slots: [Slot; Field::COUNT],
    signals: Vec<Seen>,
    confirmed: Vec<(Span, bool)>,
    wanted: Fields,
}

/// A stretch of a lead's texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    start: u32,
    /// One more than its end: no span at all is then a zero, and a lead is emptied in one sweep.
    behind: NonZeroU32,
}

/// What a field holds: as typed, as conditions compare it, as a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Slot {
    raw: Option<Span>,
    text: Option<Span>,
    number: Option<u32>,
    open: Open,
}

impl Slot {
    const EMPTY: Slot = Slot { raw: None, text: None, number: None, open: Open::Closed };
}

/// What the edge may still find where the browser's tables end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Open {
    /// Nothing else.
    #[default]
    Closed,
    /// A higher rank.
    Rank,
    /// A function.
    Function,
    /// Anything.
    Anything,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    name: Span,
    at: Seconds,
    /// How often at that instant.
    times: u32,
}

impl Default for Lead {
    fn default() -> Lead {
        Lead::of(Fields::ALL)
    }
}

impl Lead {
    /// An empty lead that will understand these fields only, with those they come from
    /// ([`Card::fields`](crate::Card::fields)); of the others it keeps what was typed.
    #[must_use]
    pub fn of(wanted: Fields) -> Lead {
        Lead {
            texts: String::new(),
            slots: [Slot::default(); Field::COUNT],
            signals: Vec::new(),
            confirmed: Vec::new(),
            wanted,
        }
    }

    /// The value as conditions compare it: folded text.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<&str> {
        self.slot(field).text.map(|span| self.at(span))
    }

    /// The value of a field that holds a number.
    #[must_use]
    pub fn number(&self, field: Field) -> Option<u32> {
        self.slot(field).number
    }

    /// What was typed, blanks and control characters at the ends off.
    #[must_use]
    pub fn raw(&self, field: Field) -> Option<&str> {
        self.slot(field).raw.map(|span| self.at(span))
    }

    /// Whether the edge may know this field better than these tables do.
    #[must_use]
    pub fn is_open(&self, field: Field) -> bool {
        self.slot(field).open != Open::Closed
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
        self.ages(signal.as_bytes(), now).fold(0, |sum: u32, (_, times)| sum.saturating_add(times))
    }

    /// How long ago, in seconds, a signal was seen, and how often then.
    pub(crate) fn ages<'l>(&'l self, signal: &'l [u8], now: Seconds) -> impl Iterator<Item = (i64, u32)> + 'l {
        let seen = self.signals.iter().filter(move |seen| self.bytes_at(seen.name) == signal);
        seen.map(move |seen| (now.0.saturating_sub(seen.at.0), seen.times)).filter(|(age, _)| *age >= 0)
    }

    /// What a rep has found out about a point; none as long as nobody has.
    #[must_use]
    pub fn confirmed(&self, point: &str) -> Option<bool> {
        self.confirmed.iter().rev().find(|(span, _)| self.at(*span) == point).map(|(_, holds)| *holds)
    }

    /// What conditions compare: the bytes of the text, and the values the edge may find instead,
    /// or (no list) any.
    #[inline]
    pub(crate) fn known(&self, field: Field) -> (Option<&[u8]>, Option<Option<&'static [&'static str]>>) {
        let slot = self.slot(field);
        let others = match slot.open {
            Open::Closed => None,
            Open::Rank => Some(Some(HIGHER_RANKS)),
            Open::Function => Some(Some(FUNCTION_NAMES)),
            Open::Anything => Some(None),
        };
        (slot.text.map(|span| self.bytes_at(span)), others)
    }

    /// This lead, had it answered a field so; a number is understood as one.
    pub(crate) fn suppose_answer(&mut self, field: Field, answer: &str, number: Option<u32>) {
        let span = self.keep(answer);
        let text = Some(span).filter(|_| number.is_none());
        self.put(field, Slot { raw: Some(span), text, number, open: Open::Closed });
    }

    /// This lead, had a signal been seen so often more.
    pub(crate) fn suppose_signal(&mut self, signal: &str, times: u32, now: Seconds) {
        let name = self.keep(signal);
        self.signals.push(Seen { name, at: now, times });
    }

    /// This lead, had a rep confirmed a point.
    pub(crate) fn suppose_confirmed(&mut self, point: &str) {
        let span = self.keep(point);
        self.confirmed.push((span, true));
    }

    fn clear(&mut self) {
        self.texts.clear();
        self.slots = [Slot::default(); Field::COUNT];
        self.signals.clear();
        self.confirmed.clear();
    }

    fn at(&self, span: Span) -> &str {
        self.texts.get(span.range()).unwrap_or_default()
    }

    #[inline]
    fn bytes_at(&self, span: Span) -> &[u8] {
        self.texts.as_bytes().get(span.range()).unwrap_or_default()
    }

    #[inline]
    fn slot(&self, field: Field) -> &Slot {
        self.slots.get(usize::from(field.number())).unwrap_or(&Slot::EMPTY)
    }

    fn put(&mut self, field: Field, slot: Slot) {
        if let Some(place) = self.slots.get_mut(usize::from(field.number())) {
            *place = slot;
        }
    }

    fn keep(&mut self, text: &str) -> Span {
        let start = self.texts.len();
        self.texts.push_str(text);
        Span::of(start..self.texts.len())
    }
}

impl Span {
    /// A lead is at most as large as what the intake takes; four bytes for a place are enough.
    fn of(range: Range<usize>) -> Span {
        Span { start: range.start as u32, behind: NonZeroU32::MIN.saturating_add(range.end as u32) }
    }

    fn range(self) -> Range<usize> {
        self.start as usize..(self.behind.get() - 1) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::Lead;
    use crate::{Field, RawField, Readers, ScoreCard, Seconds, Signal, Submission, Tables};

    fn lead(fields: &[(&str, &str)]) -> Lead {
        let fields = fields
            .iter()
            .map(|(name, value)| RawField { name: (*name).into(), value: (*value).into(), ..RawField::default() })
            .collect();
        let form = Submission { fields, ..Submission::default() };
        Lead::new(&form, &Tables::small(), &ScoreCard::EMPTY)
    }

    #[test]
    fn unknown_is_not_empty() {
        let lead = lead(&[("email", "not an address"), ("company", "  \u{0} "), ("company_size", "a few")]);
        assert_eq!(lead.text(Field::Email), None);
        assert_eq!(lead.raw(Field::Email), Some("not an address"), "it was answered, and not understood");
        assert_eq!(lead.raw(Field::Company), None);
        assert_eq!((lead.number(Field::Employees), lead.raw(Field::Employees)), (None, Some("a few")));
        assert_eq!(lead.text(Field::Employees), None);
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
        let lead = Lead::new(&form, &Tables::small(), &ScoreCard::EMPTY);
        assert_eq!(lead.text(Field::Page), Some("/demo/"));
        assert_eq!(lead.text(Field::CampaignSource), Some("ad words"));
        assert_eq!(lead.text(Field::Campaign), Some("q4 x"));
    }

    #[test]
    fn signals_count_up_to_now() {
        let at = |at| Signal { name: "pricing_page".into(), at: Seconds(at) };
        let form = Submission { signals: vec![at(10), at(20), at(30)], ..Submission::default() };
        let lead = Lead::new(&form, &Tables::small(), &ScoreCard::EMPTY);
        assert_eq!(lead.count("pricing_page", Seconds(20)), 2);
        assert_eq!(lead.count("webinar", Seconds(20)), 0);
    }

    #[test]
    fn a_batch_carries_what_was_normalised() {
        let part = |part: &str| {
            let (mark, value) = part.split_at(1);
            format!("{mark}{}{}{value}", (value.len() & 127) as u8 as char, (value.len() >> 7) as u8 as char)
        };
        let packed = |parts: &[&str]| parts.iter().map(|text| part(text)).collect::<String>();
        let mut lead = lead(&[("email", "left@over.example")]);
        let long = format!("T{}", "é\u{1e}".repeat(100));
        let both = [
            &packed(&["Jvp", "G120", "H", "!2\0\0\0\0pricing_page", "\u{7f}?", "!", &long]),
            "\u{1e}",
            &packed(&["Hhead", "J120", "#2\0\0\0\0pricing_page"]),
        ];
        let all = both.concat();
        let rest = lead.unpack(&all);
        assert_eq!(lead.raw(Field::Email), None);
        assert_eq!(lead.text(Field::Employees), Some("vp"), "a text in a number's place stays a text");
        assert_eq!(lead.text(Field::Message), long.get(1..));
        assert_eq!(lead.unpack(rest.unwrap()), None);
        assert_eq!((lead.text(Field::Seniority), lead.number(Field::Employees)), (Some("head"), Some(120)));
        assert_eq!((lead.count("pricing_page", Seconds(50)), lead.count("pricing_page", Seconds(49))), (3, 0));
        lead.unpack(&packed(&[
            "!\0\0\0\0\0a",
            "?\0\u{1}\0\0\0a",
            "!\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}a",
            "!\0\0\0\0",
            "!",
        ]));
        let counts = [Seconds(-1), Seconds(0), Seconds(128), Seconds((1 << 35) - 1)].map(|now| lead.count("a", now));
        assert_eq!(counts, [0, 1, 32, 33], "seven bits a character; a time cut short is no signal");
        for broken in ["H\u{5}\0head", "H\u{4}", "H\u{4}\u{7f}head", "Hé\0head", ""] {
            assert_eq!((lead.unpack(broken), lead.raw(Field::Seniority)), (None, None), "{broken:?}");
        }
        lead.unpack("H\u{1}\0é");
        assert_eq!(lead.raw(Field::Seniority), Some(""), "half a letter is no text");
    }

    #[test]
    fn what_is_answered_first_counts_and_a_telephone_is_put_together() {
        let phone = |boxes: &[&str]| {
            let fields: Vec<_> = boxes.iter().map(|typed| ("phone", *typed)).chain([("country", "Germany")]).collect();
            let fields = fields.iter().map(|(name, value)| RawField {
                name: (*name).into(),
                value: (*value).into(),
                ..RawField::default()
            });
            let form = Submission { fields: fields.collect(), ..Submission::default() };
            let tables = Tables { readers: Some(Readers::ALL), ..Tables::small() };
            Lead::new(&form, &tables, &ScoreCard::EMPTY).text(Field::Phone).map(str::to_owned)
        };
        assert_eq!(phone(&["Germany (+49)", "0151 2345678"]).as_deref(), Some("+491512345678"));
        assert_eq!(phone(&["+49", "+49 151 2345678"]).as_deref(), Some("+491512345678"));
        assert_eq!(phone(&["030", "901", "820"]).as_deref(), Some("+4930901820"));
        assert_eq!(phone(&["", "030 901820", "0151 2345678"]).as_deref(), Some("+4930901820"));
        let only_code = lead(&[("phone", "Germany (+49)"), ("phone", "")]);
        assert_eq!((only_code.raw(Field::Phone), only_code.is_open(Field::Phone)), (None, false), "nobody typed it");
        assert_eq!(
            lead(&[("email", ""), ("email", "a@b.example"), ("email", "c@d.example")]).text(Field::Email),
            Some("a@b.example")
        );
    }
}
