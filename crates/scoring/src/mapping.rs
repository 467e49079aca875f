//! Which field of a form is what.
//!
//! The witnesses, as far as they speak: the marketer's own `data-baton-field` (final), the
//! `autocomplete` token, options that can be only one thing, what the visitor reads (label,
//! placeholder), what the programmer wrote (name, id), the input's type, the options again,
//! the neighbours. A witness is heard only on what such an input can hold: nobody types a
//! message into a select. Who is unsure says nothing: an unmapped field is kept raw.

use alloc::vec::Vec;

use crate::mapping_words::{AUTOCOMPLETE, Line, NEVER, OPTIONS, SURE_OPTIONS, TRAP, WORDS, Wording};
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
            } else if after_code && Kind::of(raw) == Kind::Text {
                (one.field, one.by) = (Some(Field::Phone), MappedBy::Neighbours);
            }
        }
        after_code = one.field == Some(Field::Phone) && raw.kind == "select";
    }
    mapped
}

/// Whether a word is one of the last line's, which says no more than "name".
fn is_bare_name(word: &str) -> bool {
    !word.is_empty() && WORDS.last().is_some_and(|(_, bare)| bare.split('|').any(|one| one == word))
}

/// What one field is by itself.
fn map_field(raw: &RawField) -> Mapped {
    let by = |by| move |(field, word)| Mapped { field, by, word };
    if !raw.field.is_empty() {
        // The tag's word is final, also when it is a word we do not know ("ignore").
        let field = Field::from_id(raw.field.trim()).filter(|field| field.is_asked());
        return Mapped { field, by: MappedBy::Tag, word: "" };
    }
    let kind = Kind::of(raw);
    let [label, placeholder, name, id] =
        [&raw.label, &raw.placeholder, &raw.name, &raw.id].map(|text| Wording::of(text));
    if let Some(refused) = refused(raw, kind, [&label, &name, &id]) {
        return refused;
    }
    let options = Wording::of(&raw.options);
    let sure = if kind == Kind::Choice { sure_option(raw, &options) } else { None };
    let told = by_autocomplete(&raw.autocomplete).map(|field| (field, ""));
    // `name` is what tools fill in where they do not know.
    let is_vague = matches!(told, Some((Some(Field::Name), _)));
    if let Some(told) = told.filter(|_| !is_vague) {
        return by(MappedBy::Autocomplete)(told);
    }
    if let Some(sure) = sure {
        return by(MappedBy::Options)(sure);
    }
    let hear = |witness: &Wording| hear(witness, WORDS, kind, raw);
    let read = hear(&label).map(by(MappedBy::Label));
    // A placeholder may be an example ("e.g. jane@acme.com"), which says less than a name.
    let is_example = raw.placeholder.contains(['.', ':', '@']);
    let shown = hear(&placeholder).filter(|(field, _)| field.is_some() || !is_example).map(by(MappedBy::Placeholder));
    let written = hear(&name).or_else(|| hear(&id)).map(by(MappedBy::Name));
    let heard = match (read, written) {
        (Some(read), Some(written)) if is_more_exact(&written, &read, label.count()) => Some(written),
        (None, written) if is_example => written.or(shown),
        (read, written) => read.or(shown).or(written),
    };
    heard
        .or_else(|| told.map(by(MappedBy::Autocomplete)))
        .or_else(|| kind.field().map(|field| by(MappedBy::Kind)((Some(field), ""))))
        .or_else(|| weak_option(raw, &options, kind).map(by(MappedBy::Options)))
        .unwrap_or_default()
}

/// What is never mapped: what no visitor fills in, or nobody may read.
fn refused(raw: &RawField, kind: Kind, witnesses: [&Wording; 3]) -> Option<Mapped> {
    let find = |words| witnesses.iter().find_map(|witness| witness.find(words));
    let refused = |by, word| Some(Mapped { field: None, by, word });
    if let Some(word) = find(TRAP) {
        return refused(MappedBy::Honeypot, word);
    }
    // Gravity's trap has the label of a real field, and Mailchimp's a name of numbers.
    let is_mailchimps = raw.name.starts_with("b_") && raw.name.len() > 30;
    if is_mailchimps || (raw.name.starts_with("input_") && raw.autocomplete == "new-password") {
        return refused(MappedBy::Honeypot, "");
    }
    if kind == Kind::Never || raw.autocomplete.contains("cc-") || raw.autocomplete.contains("one-time-code") {
        return refused(MappedBy::NeverRead, "");
    }
    find(NEVER).filter(|_| kind != Kind::Email).and_then(|word| refused(MappedBy::NeverRead, word))
}

/// The last token is the field's; those before it say whose (`shipping`, `work`), and
/// `webauthn` behind it is none.
fn by_autocomplete(tokens: &str) -> Option<Option<Field>> {
    tokens.split_ascii_whitespace().rev().find_map(|token| {
        if token.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("tel")) && !token.ends_with("extension") {
            return Some(Some(Field::Phone));
        }
        AUTOCOMPLETE.iter().find(|(known, _)| token.eq_ignore_ascii_case(known)).map(|(_, field)| *field)
    })
}

/// The first line that has a word of the witness, among those such an input can hold.
fn hear(witness: &Wording, lines: &[Line], kind: Kind, raw: &RawField) -> Option<(Option<Field>, &'static str)> {
    if witness.is_empty() {
        return None;
    }
    let may_hold = |field: &Option<Field>| field.map_or(kind != Kind::Prose, |field| kind.holds(field, raw));
    lines.iter().filter(|(field, _)| may_hold(field)).find_map(|(field, words)| Some((*field, witness.find(words)?)))
}

/// Whether what the programmer wrote beats what the visitor reads: "Name" over `last_name`, and
/// a question in many words, in which much is named, over `timeline`.
fn is_more_exact(written: &Mapped, read: &Mapped, words: usize) -> bool {
    const MANY_WORDS: usize = 8;
    written.field.is_some()
        && (words > MANY_WORDS || (read.field == Some(Field::Name) && is_bare_name(read.word)))
        && read.field.is_some()
}

/// Countries, states, calling codes, forms of address: no select has them for something else.
fn sure_option(raw: &RawField, options: &Wording) -> Option<(Option<Field>, &'static str)> {
    let mut last = b' ';
    let codes =
        raw.options.bytes().filter(|byte| core::mem::replace(&mut last, *byte) == b'+' && byte.is_ascii_digit());
    if codes.count() > 1 {
        return Some((Some(Field::Phone), ""));
    }
    SURE_OPTIONS.iter().find_map(|(field, words)| Some((*field, options.find(words)?)))
}

fn weak_option(raw: &RawField, options: &Wording, kind: Kind) -> Option<(Option<Field>, &'static str)> {
    if kind != Kind::Choice {
        return None;
    }
    if raw.options.contains(['$', '€', '£']) {
        return Some((Some(Field::Budget), ""));
    }
    hear(options, OPTIONS, kind, raw)
}

/// What an input can hold.
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

impl Kind {
    fn of(raw: &RawField) -> Kind {
        match raw.kind.as_str() {
            "email" => Kind::Email,
            "tel" => Kind::Phone,
            "url" => Kind::Url,
            "number" | "range" => Kind::Number,
            "date" | "month" | "week" | "datetime-local" => Kind::Date,
            "checkbox" => Kind::Tick,
            "select" | "select-one" | "select-multiple" | "radio" => Kind::Choice,
            "textarea" => Kind::Prose,
            "hidden" => Kind::Campaign,
            "password" | "file" | "submit" | "button" | "image" | "reset" | "time" | "color" => Kind::Never,
            _ => Kind::Text,
        }
    }

    fn holds(self, field: Field, raw: &RawField) -> bool {
        use Field::{
            Budget, Campaign, CampaignMedium, CampaignSource, Channel, City, Company, Consent, Country, Email,
            Employees, HeardFrom, Industry, Interest, JobTitle, Message, Phone, PostalCode, Region, Timeline, Website,
        };
        match self {
            Kind::Text => !matches!(field, Channel | Consent),
            Kind::Email => field == Email,
            Kind::Phone => matches!(field, Phone | PostalCode | Employees | Budget),
            Kind::Url => field == Website,
            Kind::Number => matches!(field, Phone | PostalCode | Employees | Budget | Timeline),
            Kind::Date => field == Timeline,
            Kind::Tick => field == Consent,
            Kind::Choice => match field {
                // "Phone type: home, work" is no number.
                Phone => raw.options.is_empty() || raw.options.contains('+'),
                _ => matches!(
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
            },
            Kind::Prose => matches!(field, Message | HeardFrom),
            Kind::Campaign => matches!(field, Campaign | CampaignSource | CampaignMedium),
            Kind::Never => false,
        }
    }

    /// What an input is by its type alone.
    fn field(self) -> Option<Field> {
        match self {
            Kind::Email => Some(Field::Email),
            Kind::Phone => Some(Field::Phone),
            Kind::Url => Some(Field::Website),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
