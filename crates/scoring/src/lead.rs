//! A lead: the submission, understood.

use core::ops::Range;

use crate::normalise::{
    EmailAddress, budget, company_core, country, email_kind, employees, is_free_mail, market, phone, read_title,
    region, registrable_domain, timeline_band,
};
use crate::page::{host_of, parameter_of, split_address};
use crate::tables::FUNCTION_NAMES;
use crate::text::{cut, each_part, fold_into, is_blank, split_at_mark};
use crate::{Field, Fields, ScoreCard, Seconds, Submission, Tables, map_fields};

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Span {
    start: u32,
    end: u32,
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

    /// Maps and normalises a submission. The card is asked only which pages are which source
    /// and which signal.
    #[must_use]
    pub fn new(submission: &Submission, tables: &Tables, card: &ScoreCard<'_>) -> Lead {
        let mut lead = Lead::default();
        lead.read(submission, &map_fields(&submission.fields), tables, card);
        lead
    }

    /// The same into a lead that was used before, for a form whose fields were mapped before:
    /// the rows of one file have one mapping, and a form has it from the first touch on.
    pub fn read(&mut self, submission: &Submission, mapping: &[Option<Field>], tables: &Tables, card: &ScoreCard<'_>) {
        self.clear();
        for (raw, field) in submission.fields.iter().zip(mapping) {
            if let Some(field) = field {
                self.take(*field, &raw.value);
            }
        }
        self.derive_name();
        self.derive_from_email(tables);
        self.derive_from_title(tables);
        self.derive_from_company();
        self.derive_places(tables);
        self.derive_answers();
        self.derive_from_page(submission, card);
        self.take_signals(submission, card);
    }

    /// Reads a lead that was normalised before, as rows of a batch carry it: parts apart by
    /// U+001F, each a field's number as the character U+0040 plus that number with its value
    /// behind it, or `!seconds:name` for a signal. What is none of these is left out.
    pub fn unpack(&mut self, packed: &str) {
        self.clear();
        self.texts.push_str(packed);
        each_part(packed.as_bytes(), 0x1f, |part| self.unpack_part(packed, part));
    }

    #[inline]
    fn unpack_part(&mut self, packed: &str, part: Range<usize>) {
        let Some([code, ..]) = packed.as_bytes().get(part.clone()) else { return };
        let span = Span::of(part.start + 1..part.end);
        if *code == b'!' {
            self.unpack_signal(packed, span);
        } else if let Some(field) = code.checked_sub(0x40).and_then(Field::from_number)
            && self.wanted.has(field)
        {
            let number =
                if field.is_number() { packed.get(span.range()).and_then(|text| text.parse().ok()) } else { None };
            self.put(field, Slot { raw: Some(span), text: Some(span), number, open: Open::Closed });
        }
    }

    fn unpack_signal(&mut self, packed: &str, span: Span) {
        let Some((at, name)) = packed.get(span.range()).and_then(|part| split_at_mark(part, ":")) else { return };
        let (at, name) = (Seconds(at.parse().unwrap_or_default()), name.len());
        let end = span.range().end;
        self.signals.push(Seen { name: Span::of(end - name..end), at });
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
        u32::try_from(self.ages(signal.as_bytes(), now).count()).unwrap_or(u32::MAX)
    }

    /// How long ago, in seconds, a signal was seen, for each time it was.
    pub(crate) fn ages<'l>(&'l self, signal: &'l [u8], now: Seconds) -> impl Iterator<Item = i64> + 'l {
        let seen = self.signals.iter().filter(move |seen| self.bytes_at(seen.name) == signal);
        seen.map(move |seen| now.0.saturating_sub(seen.at.0)).filter(|age| *age >= 0)
    }

    /// What a rep has found out about a point; none as long as nobody has.
    #[must_use]
    pub fn confirmed(&self, point: &str) -> Option<bool> {
        self.confirmed.iter().rev().find(|(span, _)| self.at(*span) == point).map(|(_, holds)| *holds)
    }

    /// What conditions compare: the bytes of the text.
    #[inline]
    pub(crate) fn known(&self, field: Field) -> Option<&[u8]> {
        self.slot(field).text.map(|span| self.bytes_at(span))
    }

    /// The values the edge may find instead, or (no list) any; nothing where this is all.
    #[inline]
    pub(crate) fn alternatives(&self, field: Field) -> Option<Option<&'static [&'static str]>> {
        match self.slot(field).open {
            Open::Closed => None,
            Open::Rank => Some(Some(HIGHER_RANKS)),
            Open::Function => Some(Some(FUNCTION_NAMES)),
            Open::Anything => Some(None),
        }
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
        self.signals.extend((0..times).map(|_| Seen { name, at: now }));
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

    /// A field as the visitor filled it in.
    fn take(&mut self, field: Field, typed: &str) {
        if !self.wanted.has(field) {
            let typed = typed.trim_matches(is_blank);
            if !typed.is_empty() {
                let raw = Some(self.keep(typed));
                self.put(field, Slot { raw, ..Slot::default() });
            }
            return;
        }
        let start = self.texts.len();
        fold_into(&mut self.texts, typed);
        let text = Span::of(start..self.texts.len());
        if text.start == text.end {
            return;
        }
        let trimmed = typed.trim_matches(is_blank);
        // Most of what is typed is folded already, or differs.
        let raw = if self.at(text) == trimmed { text } else { self.keep(trimmed) };
        self.put(field, Slot { raw: Some(raw), text: Some(text), number: None, open: Open::Closed });
    }

    /// A field worked out from what stands in `raw`.
    fn derive(&mut self, field: Field, raw: Span, text: &str) {
        let text = Some(self.keep(text));
        self.put(field, Slot { raw: Some(raw), text, number: None, open: Open::Closed });
    }

    fn change(&mut self, field: Field, change: impl FnOnce(&mut Slot)) {
        if let Some(slot) = self.slots.get_mut(usize::from(field.number())) {
            change(slot);
        }
    }

    fn derive_name(&mut self) {
        if self.slot(Field::Name).raw.is_some() || !self.wanted.has(Field::Name) {
            return;
        }
        let parts = [Field::FirstName, Field::LastName].map(|part| self.raw(part));
        let name = match parts {
            [Some(first), Some(last)] => [first, " ", last].concat(),
            [Some(only), None] | [None, Some(only)] => only.to_owned(),
            [None, None] => return,
        };
        self.take(Field::Name, &name);
    }

    /// Domain and kind from the address; without an address, from the company's website,
    /// because some forms ask for that instead and some people answer `gmail.com`.
    fn derive_from_email(&mut self, tables: &Tables) {
        if !self.wanted.has(Field::Email) && !self.wanted.has(Field::EmailDomain) {
            return;
        }
        let slot = *self.slot(Field::Email);
        let address = slot.raw.and_then(|raw| EmailAddress::parse(self.at(raw)));
        let text = address.as_ref().map(|address| self.keep(address.as_str()));
        self.change(Field::Email, |slot| slot.text = text);
        if let (Some(raw), Some(address)) = (text, address) {
            self.derive(Field::EmailDomain, raw, address.domain());
            self.derive(Field::EmailKind, raw, email_kind(&address, tables));
        } else if let Some(span) = self.slot(Field::Website).text {
            let host = host_of(self.at(span)).to_owned();
            if is_free_mail(&host, tables) {
                self.derive(Field::EmailKind, span, "free");
            } else if !host.is_empty() {
                self.derive(Field::EmailDomain, span, &host);
            }
        }
        self.derive_registrable_domain(tables);
    }

    fn derive_registrable_domain(&mut self, tables: &Tables) {
        if !self.wanted.has(Field::RegistrableDomain) {
            return;
        }
        let Some(domain) = self.slot(Field::EmailDomain).text else { return };
        if tables.public_suffix.is_some() {
            if let Some(registrable) = registrable_domain(self.at(domain), tables).map(str::to_owned) {
                self.derive(Field::RegistrableDomain, domain, &registrable);
            }
        } else {
            let slot = Slot { raw: Some(domain), text: None, number: None, open: Open::Anything };
            self.put(Field::RegistrableDomain, slot);
        }
    }

    fn derive_from_title(&mut self, tables: &Tables) {
        if !self.wanted.has(Field::Seniority) && !self.wanted.has(Field::Function) {
            return;
        }
        let Slot { raw: Some(raw), text: Some(text), .. } = *self.slot(Field::JobTitle) else { return };
        let title = read_title(self.at(text), tables);
        if let Some(rank) = title.seniority {
            self.derive(Field::Seniority, raw, rank);
            if !title.seniority_is_sure {
                self.change(Field::Seniority, |slot| slot.open = Open::Rank);
            }
        }
        if let Some(department) = title.function {
            self.derive(Field::Function, raw, department);
        } else if !title.function_is_sure {
            self.put(Field::Function, Slot { raw: Some(raw), text: None, number: None, open: Open::Function });
        }
    }

    fn derive_from_company(&mut self) {
        let Some(span) = self.slot(Field::Company).text else { return };
        let name = self.at(span);
        let core = company_core(name);
        // The core is a part of the name, so that its place is found by counting.
        let start = (core.as_ptr() as usize).saturating_sub(name.as_ptr() as usize);
        let start = usize::try_from(span.start).unwrap_or_default() + start;
        let core = Span::of(start..start + core.len());
        self.change(Field::Company, |slot| slot.text = Some(core));
    }

    /// Country first: region and telephone are read with its help.
    fn derive_places(&mut self, tables: &Tables) {
        let mut known = None;
        if let Slot { raw: Some(raw), text: Some(text), .. } = *self.slot(Field::Country) {
            known = country(self.at(text), tables);
            let open = if known.is_none() && !tables.is_full { Open::Anything } else { Open::Closed };
            let text = known.map(|code| self.keep(code));
            self.put(Field::Country, Slot { raw: Some(raw), text, number: None, open });
            if self.wanted.has(Field::Market) {
                let sales_region = known.and_then(market).map(|market| self.keep(market));
                self.put(Field::Market, Slot { raw: Some(raw), text: sales_region, number: None, open });
            }
        }
        if let Some(text) = self.slot(Field::Region).text {
            let code = region(self.at(text), known, tables).map(|code| self.keep(code));
            let open = if tables.is_full { Open::Closed } else { Open::Anything };
            self.change(Field::Region, |slot| {
                slot.open = open;
                slot.text = code.or(slot.text);
            });
        }
        if let Slot { raw: Some(raw), text: Some(_), .. } = *self.slot(Field::Phone) {
            let number = phone(self.at(raw), known, tables);
            let open = if number.is_none() && !tables.is_full { Open::Anything } else { Open::Closed };
            let text = number.map(|number| self.keep(&number));
            self.put(Field::Phone, Slot { raw: Some(raw), text, number: None, open });
        }
    }

    /// Sizes, sums and times from the answers people give.
    fn derive_answers(&mut self) {
        if let Some(text) = self.slot(Field::Employees).text {
            let number = employees(self.at(text));
            self.change(Field::Employees, |slot| (slot.number, slot.text) = (number, None));
        }
        if let Some(text) = self.slot(Field::Budget).text {
            let number = budget(self.at(text));
            self.change(Field::Budget, |slot| slot.number = number);
        }
        if self.wanted.has(Field::TimelineBand)
            && let Slot { raw: Some(raw), text: Some(text), .. } = *self.slot(Field::Timeline)
            && let Some(band) = timeline_band(self.at(text))
        {
            self.derive(Field::TimelineBand, raw, band);
        }
    }

    fn derive_from_page(&mut self, submission: &Submission, card: &ScoreCard<'_>) {
        let (path, query) = split_address(&submission.page);
        for (parameter, field) in [
            ("utm_source", Field::CampaignSource),
            ("utm_medium", Field::CampaignMedium),
            ("utm_campaign", Field::Campaign),
        ] {
            if self.slot(field).raw.is_none()
                && let Some(value) = parameter_of(query, parameter)
            {
                self.take(field, &value);
            }
        }
        let start = self.texts.len();
        self.texts.extend(path.chars().map(|c| c.to_ascii_lowercase()));
        let span = Span::of(start..self.texts.len());
        let path = self.at(span);
        if let Some(source) = submission.source.as_deref().or_else(|| card.source_of(path)) {
            let evidence = if path.is_empty() { self.keep(source) } else { span };
            self.derive(Field::Source, evidence, source);
        }
        if span.start < span.end {
            self.put(Field::Page, Slot { raw: Some(span), text: Some(span), number: None, open: Open::Closed });
        }
        let primary = submission.language.split(['-', '_']).next().unwrap_or_default();
        self.take(Field::Language, primary);
    }

    fn take_signals(&mut self, submission: &Submission, card: &ScoreCard<'_>) {
        for signal in &submission.signals {
            let name = self.keep(card.signal_of_event(&signal.name).unwrap_or(&signal.name));
            self.signals.push(Seen { name, at: signal.at });
        }
        for visit in &submission.visits {
            let path = split_address(&visit.page).0.to_ascii_lowercase();
            if let Some(signal) = card.signal_of_page(&path) {
                let name = self.keep(signal);
                self.signals.push(Seen { name, at: visit.at });
            }
        }
        for confirmation in &submission.confirmed {
            let point = self.keep(&confirmation.point);
            self.confirmed.push((point, confirmation.holds));
        }
    }
}

impl Span {
    /// A lead is at most as large as what the intake takes; four bytes for a place are enough.
    fn of(range: Range<usize>) -> Span {
        let place = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Span { start: place(range.start), end: place(range.end) }
    }

    fn range(self) -> Range<usize> {
        let place = |at| usize::try_from(at).unwrap_or(usize::MAX);
        place(self.start)..place(self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::Lead;
    use crate::{Field, RawField, ScoreCard, Seconds, Signal, Submission, Tables};

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
        let mut lead = lead(&[("email", "left@over.example")]);
        lead.unpack("Jvp\u{1f}G120\u{1f}H\u{1f}!50:pricing_page\u{1f}\u{1f}\u{7f}?\u{1f}!");
        assert_eq!(lead.raw(Field::Email), None);
        assert_eq!(lead.text(Field::Employees), Some("vp"), "a text in a number's place stays a text");
        lead.unpack("Hhead\u{1f}J120\u{1f}!50:pricing_page");
        assert_eq!((lead.text(Field::Seniority), lead.number(Field::Employees)), (Some("head"), Some(120)));
        assert_eq!((lead.count("pricing_page", Seconds(50)), lead.count("pricing_page", Seconds(49))), (1, 0));
    }
}
