//! From the submission to the lead: every answer folded, and what follows from it worked out.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::{Lead, Open, Seen, Slot, Span};
use crate::normalise::{EmailAddress, email_kind, employees, is_free_mail, read_title};
use crate::page::{host_of, parameter_of, split_address};
use crate::text::{before_mark, fold_into, trim};
use crate::{Field, ScoreCard, Submission, Tables, map_fields};

impl Lead {
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
        self.derive_from_company(tables);
        self.derive_places(tables);
        self.derive_answers(tables);
        self.derive_from_page(submission, card);
        self.take_signals(submission, card);
    }

    /// A field as the visitor filled it in.
    fn take(&mut self, field: Field, typed: &str) {
        if let Some(before) = self.raw(field) {
            // What is answered first counts; of a telephone, the boxes it is split into.
            if let Some(whole) = joined_phone(field, before, typed) {
                self.put(field, Slot::default());
                self.take(field, &whole);
            }
            return;
        }
        if !self.wanted.has(field) {
            let typed = trim(typed);
            if !typed.is_empty() {
                let raw = Some(self.keep(typed));
                self.put(field, Slot { raw, ..Slot::default() });
            }
            return;
        }
        let start = self.texts.len();
        fold_into(&mut self.texts, typed);
        let text = Span::of(start..self.texts.len());
        if text.range().is_empty() {
            return;
        }
        let trimmed = trim(typed);
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

    /// It was answered, and these tables cannot read it.
    fn leave_open(&mut self, field: Field) {
        self.change(field, |slot| *slot = Slot { raw: slot.raw, open: Open::Anything, ..Slot::default() });
    }

    fn derive_name(&mut self) {
        if self.slot(Field::Name).raw.is_some() || !self.wanted.has(Field::Name) {
            return;
        }
        let mut name = String::new();
        for part in [Field::FirstName, Field::LastName] {
            name.push_str(self.raw(part).unwrap_or_default());
            name.push(' ');
        }
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
        if let Some(readers) = tables.readers.filter(|_| tables.public_suffix.is_some()) {
            if let Some(registrable) = (readers.registrable_domain)(self.at(domain), tables).map(str::to_owned) {
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

    fn derive_from_company(&mut self, tables: &Tables) {
        let Some(span) = self.slot(Field::Company).text else { return };
        let Some(readers) = tables.rare else { return self.leave_open(Field::Company) };
        let name = self.at(span);
        let core = (readers.company_core)(name);
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
            known = tables.rare.and_then(|readers| (readers.country)(self.at(text), tables));
            let open = if known.is_none() && !tables.is_full { Open::Anything } else { Open::Closed };
            let text = known.map(|code| self.keep(code));
            self.put(Field::Country, Slot { raw: Some(raw), text, number: None, open });
            if self.wanted.has(Field::Market) {
                let sales_region = tables.rare.zip(known).and_then(|(readers, code)| (readers.market)(code));
                let sales_region = sales_region.map(|market| self.keep(market));
                self.put(Field::Market, Slot { raw: Some(raw), text: sales_region, number: None, open });
            }
        }
        // What only the edge can read stays open in the browser.
        let open = if tables.is_full { Open::Closed } else { Open::Anything };
        if let Some(text) = self.slot(Field::Region).text {
            let read = tables.readers.and_then(|readers| (readers.region)(self.at(text), known, tables));
            let code = read.map(|code| self.keep(code));
            self.change(Field::Region, |slot| {
                slot.open = open;
                slot.text = code.or(slot.text);
            });
        }
        if let Slot { raw: Some(raw), text: Some(_), .. } = *self.slot(Field::Phone) {
            if is_calling_code(self.at(raw)) {
                self.put(Field::Phone, Slot::default());
                return;
            }
            let number = tables.readers.and_then(|readers| (readers.phone)(self.at(raw), known));
            let open = if number.is_none() { open } else { Open::Closed };
            let text = number.map(|number| self.keep(&number));
            self.put(Field::Phone, Slot { raw: Some(raw), text, number: None, open });
        }
    }

    /// Sizes, sums and times from the answers people give.
    fn derive_answers(&mut self, tables: &Tables) {
        if let Some(text) = self.slot(Field::Employees).text {
            let number = employees(self.at(text));
            self.change(Field::Employees, |slot| (slot.number, slot.text) = (number, None));
        }
        if let Some(text) = self.slot(Field::Budget).text {
            match tables.rare {
                Some(readers) => {
                    let number = (readers.budget)(self.at(text));
                    self.change(Field::Budget, |slot| slot.number = number);
                }
                None => self.leave_open(Field::Budget),
            }
        }
        if self.wanted.has(Field::TimelineBand)
            && let Slot { raw: Some(raw), text: Some(text), .. } = *self.slot(Field::Timeline)
        {
            match tables.rare {
                Some(readers) => {
                    if let Some(band) = (readers.timeline_band)(self.at(text)) {
                        self.derive(Field::TimelineBand, raw, band);
                    }
                }
                None => self.put(Field::TimelineBand, Slot { raw: Some(raw), open: Open::Anything, ..Slot::EMPTY }),
            }
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
        let span = self.keep(&path.to_ascii_lowercase());
        let path = self.at(span);
        if let Some(source) = submission.source.as_deref().or_else(|| card.source_of(path)) {
            let evidence = if path.is_empty() { self.keep(source) } else { span };
            self.derive(Field::Source, evidence, source);
        }
        if !span.range().is_empty() {
            self.put(Field::Page, Slot { raw: Some(span), text: Some(span), number: None, open: Open::Closed });
        }
        let primary = before_mark(&submission.language, |byte| matches!(byte, b'-' | b'_'));
        self.take(Field::Language, primary);
    }

    fn take_signals(&mut self, submission: &Submission, card: &ScoreCard<'_>) {
        for signal in &submission.signals {
            let name = self.keep(card.signal_of_event(&signal.name).unwrap_or(&signal.name));
            self.signals.push(Seen { name, at: signal.at, times: 1 });
        }
        for visit in &submission.visits {
            let path = split_address(&visit.page).0.to_ascii_lowercase();
            if let Some(signal) = card.signal_of_page(&path) {
                let name = self.keep(signal);
                self.signals.push(Seen { name, at: visit.at, times: 1 });
            }
        }
        for confirmation in &submission.confirmed {
            let point = self.keep(&confirmation.point);
            self.confirmed.push((point, confirmation.holds));
        }
    }
}

/// A number in several boxes: a calling code that was chosen, an area code, the rest.
fn joined_phone(field: Field, before: &str, typed: &str) -> Option<String> {
    let typed = trim(typed);
    if field != Field::Phone || typed.is_empty() || digits(before) >= SHORTEST_PHONE {
        return None;
    }
    let is_whole = typed.as_bytes().first() == Some(&b'+') || digits(before) == 0;
    let mut whole = String::new();
    if !is_whole {
        whole.push_str(before);
        whole.push(' ');
    }
    whole.push_str(typed);
    Some(whole)
}

/// `Germany (+49)` was there before anybody typed.
fn is_calling_code(text: &str) -> bool {
    text.bytes().any(|byte| byte == b'+') && digits(text) <= LONGEST_CODE
}

/// Digits of a number that stands by itself.
const SHORTEST_PHONE: usize = 7;

/// Digits of a calling code; the longest are those of islands (`+1684`).
const LONGEST_CODE: usize = 4;

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}
