//! Which field of a form is what.
//!
//! The witnesses, as far as they speak: the marketer's own `data-baton-field` (final), the
//! `autocomplete` token, options that can be only one thing, what the visitor reads (label,
//! placeholder), what the programmer wrote (name, id), the input's type, the options again,
//! the neighbours. A witness is heard only on what such an input can hold: nobody types a
//! message into a select. Who is unsure says nothing: an unmapped field is kept raw.

use alloc::vec::Vec;

use crate::mapping_words::{
    AUTOCOMPLETE, BARE_NAME, Lines, NEVER, OPTIONS, SECRET, SURE_OPTIONS, TRAP, WORDS, Wording,
};
use crate::text::{pieces, trim};
use crate::{Field, RawField};

/// What made a field what it was taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MappedBy {
    /// `data-baton-field`.
    Tag,
    /// The `autocomplete` attribute.
    Autocomplete,
    /// The input's type.
    Kind,
    /// The `name` or `id` attribute.
    Name,
    /// The label.
    Label,
    /// The placeholder.
    Placeholder,
    /// What can be chosen.
    Options,
    /// What stands beside it.
    Neighbours,
    /// It is no visitor's to fill in: a captcha, a password, a payment, a token.
    NeverRead,
    /// A trap for machines.
    Honeypot,
    /// Nobody spoke.
    #[default]
    Nobody,
}

impl MappedBy {
    /// The name, as `baton map` tells it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            MappedBy::Tag => "tag",
            MappedBy::Autocomplete => "autocomplete",
            MappedBy::Kind => "type",
            MappedBy::Name => "name",
            MappedBy::Label => "label",
            MappedBy::Placeholder => "placeholder",
            MappedBy::Options => "options",
            MappedBy::Neighbours => "neighbours",
            MappedBy::NeverRead => "never_read",
            MappedBy::Honeypot => "honeypot",
            MappedBy::Nobody => "nobody",
        }
    }
}

/// What a field was taken for, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mapped {
    /// What it is; none if nothing of ours, or unsure.
    pub field: Option<Field>,
    /// Which witness said so.
    pub by: MappedBy,
    /// The word it said, as the tables have it; empty where it took none.
    pub word: &'static str,
}

impl Mapped {
    fn without_word(field: Field, by: MappedBy) -> Mapped {
        Mapped { field: Some(field), by, word: "" }
    }

    /// The next witness is heard only where this one is silent: each goes through all words.
    fn or_else(self, next: impl FnOnce() -> Mapped) -> Mapped {
        if self.by == MappedBy::Nobody { next() } else { self }
    }
}

/// What each field of a form is. Several inputs may be one field: two telephones, a number in
/// three boxes, one list of states per country; what is answered first counts.
#[must_use]
pub fn map_fields(fields: &[RawField]) -> Vec<Option<Field>> {
    explain_mapping(fields).into_iter().map(|mapped| mapped.field).collect()
}

/// What each field of a form is, and what said so.
#[must_use]
pub fn explain_mapping(fields: &[RawField]) -> Vec<Mapped> {
    let mut mapped: Vec<Mapped> = fields.iter().map(map_field).collect();
    let has = |wanted: Field, mapped: &[Mapped]| mapped.iter().any(|one| one.field == Some(wanted));
    // "Name" beside "Surname" is the first name, beside "Vorname" the last.
    let missing = match (has(Field::FirstName, &mapped), has(Field::LastName, &mapped)) {
        (true, false) => Some(Field::LastName),
        (false, true) => Some(Field::FirstName),
        _ => None,
    };
    let has_message = has(Field::Message, &mapped);
    let mut after_code = false;
    for (raw, one) in fields.iter().zip(&mut mapped) {
        if one.field == Some(Field::Name) && is_bare_name(one.word) && missing.is_some() {
            (one.field, one.by) = (missing, MappedBy::Neighbours);
        }
        if one.by == MappedBy::Nobody {
            if raw.kind == "textarea" && !has_message {
                (one.field, one.by) = (Some(Field::Message), MappedBy::Kind);
            } else if after_code && Kind::of(&raw.kind) == Kind::Text {
                (one.field, one.by) = (Some(Field::Phone), MappedBy::Neighbours);
            }
        }
        after_code = one.field == Some(Field::Phone) && raw.kind == "select";
    }
    mapped
}

/// Whether a word says no more than "name".
fn is_bare_name(word: &str) -> bool {
    !word.is_empty() && pieces(BARE_NAME, b'|').any(|one| one == word)
}

/// What one field is by itself.
fn map_field(raw: &RawField) -> Mapped {
    if !raw.field.is_empty() {
        // The tag's word is final, also when it is a word we do not know ("ignore").
        let field = Field::from_id(trim(&raw.field)).filter(|field| field.is_asked());
        return Mapped { field, by: MappedBy::Tag, word: "" };
    }
    let input = Input { raw, kind: Kind::of(&raw.kind) };
    let [label, name, id, tokens, options, placeholder] =
        [&raw.label, &raw.name, &raw.id, &raw.autocomplete, &raw.options, &raw.placeholder]
            .map(|text| Wording::of(text));
    let told = input.hear(&tokens, AUTOCOMPLETE, MappedBy::Autocomplete);
    // `name` is what tools fill in where they do not know.
    let is_vague = told.field == Some(Field::Name);
    let shown = || input.hear(&placeholder, WORDS, MappedBy::Placeholder);
    let named = |text| input.hear(text, WORDS, MappedBy::Name);
    let written = || named(&name).or_else(|| named(&id));
    // A placeholder may be an example ("e.g. jane@acme.com"), which says less than a name.
    let is_example = raw.placeholder.bytes().any(|byte| matches!(byte, b'.' | b':' | b'@'));
    input
        .refused([&label, &name, &id], &tokens)
        .or_else(|| if is_vague { Mapped::default() } else { told })
        .or_else(|| input.sure_option(&options))
        .or_else(|| more_exact(input.hear(&label, WORDS, MappedBy::Label), label.count(), written))
        .or_else(|| if is_example { written().or_else(shown) } else { shown().or_else(written) })
        .or_else(|| told)
        .or_else(|| input.by_type())
        .or_else(|| input.weak_option(&options))
}

/// What the programmer wrote, where it beats what the visitor reads in so many words: `last_name`
/// over "Name", and `timeline` over a question in many words, in which much is named.
fn more_exact(read: Mapped, words: usize, written: impl FnOnce() -> Mapped) -> Mapped {
    const MANY_WORDS: usize = 8;
    let is_vague = words > MANY_WORDS || (read.field == Some(Field::Name) && is_bare_name(read.word));
    if !is_vague || read.field.is_none() {
        return read;
    }
    let written = written();
    if written.field.is_some() { written } else { read }
}

/// An input while its witnesses are heard.
struct Input<'r> {
    raw: &'r RawField,
    kind: Kind,
}

impl Input<'_> {
    /// The first line that has a word of the witness, among those such an input can hold.
    fn hear(&self, witness: &Wording, lines: Lines, by: MappedBy) -> Mapped {
        for (field, words) in lines.iter() {
            if field.map_or(self.kind != Kind::Prose, |field| self.holds(field))
                && let Some(word) = witness.find(words)
            {
                return Mapped { field, by, word };
            }
        }
        Mapped::default()
    }

    /// What is never mapped: what no visitor fills in, or nobody may read.
    fn refused(&self, witnesses: [&Wording; 3], tokens: &Wording) -> Mapped {
        let find = |words| witnesses.into_iter().find_map(|witness| witness.find(words));
        let name = &self.raw.name;
        // Mailchimp's trap has a name of numbers, and Gravity's the label of a real field.
        let is_trap = name.starts_with("b_") && name.len() > 30
            || name.starts_with("input_") && self.raw.autocomplete == "new-password";
        if let Some(word) = find(TRAP).or(is_trap.then_some("")) {
            return Mapped { field: None, by: MappedBy::Honeypot, word };
        }
        let secret = if self.kind == Kind::Never { Some("") } else { tokens.find(SECRET) };
        match secret.or_else(|| find(NEVER).filter(|_| self.kind != Kind::Email)) {
            Some(word) => Mapped { field: None, by: MappedBy::NeverRead, word },
            None => Mapped::default(),
        }
    }

    /// Countries, states, calling codes, forms of address: no select has them for something else.
    fn sure_option(&self, options: &Wording) -> Mapped {
        let pairs = self.raw.options.as_bytes().windows(2);
        match pairs.filter(|pair| matches!(pair, [b'+', b'0'..=b'9'])).count() {
            0 | 1 => self.hear(options, SURE_OPTIONS, MappedBy::Options),
            _ => Mapped::without_word(Field::Phone, MappedBy::Options),
        }
    }

    /// What the options say where nothing else does.
    fn weak_option(&self, options: &Wording) -> Mapped {
        if self.raw.options.chars().any(|sign| matches!(sign, '$' | '€' | '£')) {
            return Mapped::without_word(Field::Budget, MappedBy::Options);
        }
        self.hear(options, OPTIONS, MappedBy::Options)
    }

    /// What an input is by its type alone.
    fn by_type(&self) -> Mapped {
        let field = match self.kind {
            Kind::Email => Field::Email,
            Kind::Phone => Field::Phone,
            Kind::Url => Field::Website,
            _ => return Mapped::default(),
        };
        Mapped::without_word(field, MappedBy::Kind)
    }

    fn holds(&self, field: Field) -> bool {
        use Field::{
            Budget, Campaign, CampaignMedium, CampaignSource, Channel, City, Company, Consent, Country, Email,
            Employees, HeardFrom, Industry, Interest, JobTitle, Message, Phone, PostalCode, Region, Timeline, Website,
        };
        match self.kind {
            // Of a row of a table, or what a script tells, nobody knows the type.
            Kind::Text => self.raw.kind.is_empty() || !matches!(field, Channel | Consent),
            Kind::Email => field == Email,
            Kind::Phone => matches!(field, Phone | PostalCode | Employees | Budget),
            Kind::Url => field == Website,
            Kind::Number => matches!(field, Phone | PostalCode | Employees | Budget | Timeline),
            Kind::Date => field == Timeline,
            Kind::Tick => field == Consent,
            // "Phone type: home, work" is no number.
            Kind::Choice if field == Phone => {
                self.raw.options.is_empty() || self.raw.options.bytes().any(|byte| byte == b'+')
            }
            Kind::Choice => matches!(
                field,
                Employees
                    | Industry
                    | Country
                    | Region
                    | City
                    | Budget
                    | Timeline
                    | Interest
                    | HeardFrom
                    | Channel
                    | JobTitle
                    | Consent
                    | Company
            ),
            Kind::Prose => matches!(field, Message | HeardFrom),
            Kind::Campaign => matches!(field, Campaign | CampaignSource | CampaignMedium),
            Kind::Never => false,
        }
    }
}

/// What sort of answer an input takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Email,
    Phone,
    Url,
    Number,
    Date,
    Tick,
    Choice,
    Prose,
    Campaign,
    Never,
}

/// The types of inputs; what is not here is text.
const KINDS: &[(Kind, &str)] = &[
    (Kind::Email, "email"),
    (Kind::Phone, "tel"),
    (Kind::Url, "url"),
    (Kind::Number, "number|range"),
    (Kind::Date, "date|month|week|datetime-local"),
    (Kind::Tick, "checkbox"),
    (Kind::Choice, "select|radio|select-one|select-multiple"),
    (Kind::Prose, "textarea"),
    (Kind::Campaign, "hidden"),
    (Kind::Never, "password|file|submit|button|image|reset|time|color"),
];

impl Kind {
    fn of(kind: &str) -> Kind {
        let known = KINDS.iter().find(|(_, names)| pieces(names, b'|').any(|name| name == kind));
        known.map_or(Kind::Text, |(kind, _)| *kind)
    }
}

#[cfg(test)]
mod tests;
