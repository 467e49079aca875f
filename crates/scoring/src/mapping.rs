//! Which field of a form is what.
//!
//! Four witnesses are heard in the order of their reliability: the marketer's own
//! `data-baton-field`, the `autocomplete` token, the input's type, and the words of name,
//! id, label and placeholder. Who is unsure says nothing: an unmapped field is kept raw.

use alloc::string::String;
use alloc::vec::Vec;

use crate::mapping_words::{AUTOCOMPLETE, PHRASES};
use crate::text::{Words, fold};
use crate::{Field, RawField};

/// What made a field what it was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

/// What each field of a form is; a field that two inputs claim goes to the first of them.
#[must_use]
pub fn map_fields(fields: &[RawField]) -> Vec<Option<Field>> {
    let mut taken: Vec<Field> = Vec::new();
    fields
        .iter()
        .map(|raw| {
            let (field, _) = map_field(raw)?;
            if taken.contains(&field) {
                return None;
            }
            taken.push(field);
            Some(field)
        })
        .collect()
}

/// What one field is, and what said so.
#[must_use]
pub fn map_field(raw: &RawField) -> Option<(Field, MappedBy)> {
    if !raw.field.is_empty() {
        // The tag's word is final, also when it is a word we do not know ("ignore").
        return Field::from_id(raw.field.trim()).filter(|field| field.is_asked()).map(|field| (field, MappedBy::Tag));
    }
    by_autocomplete(&raw.autocomplete)
        .map(|field| (field, MappedBy::Autocomplete))
        .or_else(|| by_kind(&raw.kind).map(|field| (field, MappedBy::Kind)))
        .or_else(|| by_words(&raw.name).or_else(|| by_words(&raw.id)).map(|field| (field, MappedBy::Name)))
        .or_else(|| by_words(&raw.label).map(|field| (field, MappedBy::Label)))
        .or_else(|| by_words(&raw.placeholder).map(|field| (field, MappedBy::Placeholder)))
}

/// The last token is the field's; those before it say whose (`shipping`, `work`).
fn by_autocomplete(tokens: &str) -> Option<Field> {
    let last = tokens.split_ascii_whitespace().next_back()?;
    AUTOCOMPLETE.iter().find(|(token, _)| last.eq_ignore_ascii_case(token)).map(|(_, field)| *field)
}

fn by_kind(kind: &str) -> Option<Field> {
    match kind {
        "email" => Some(Field::Email),
        "tel" => Some(Field::Phone),
        _ => None,
    }
}

fn by_words(text: &str) -> Option<Field> {
    if text.is_empty() {
        return None;
    }
    let folded = fold(&split_camel(text));
    let words = Words::of(&folded);
    PHRASES.iter().find(|(_, phrases)| words.contain_any(*phrases)).map(|(field, _)| *field)
}

/// `jobTitle` to `job Title`: names are written by programmers.
fn split_camel(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut before_is_small = false;
    for c in text.chars() {
        if before_is_small && c.is_ascii_uppercase() {
            out.push(' ');
        }
        before_is_small = c.is_ascii_lowercase();
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{MappedBy, map_field, map_fields};
    use crate::{Field, RawField};

    fn named(name: &str) -> RawField {
        RawField { name: name.into(), ..RawField::default() }
    }

    #[test]
    fn names_of_the_usual_builders() {
        for (name, field) in [
            ("email", Field::Email),
            ("work_email", Field::Email),
            ("firstname", Field::FirstName),
            ("firstName", Field::FirstName),
            ("last-name", Field::LastName),
            ("company", Field::Company),
            ("company_name", Field::Company),
            ("companySize", Field::Employees),
            ("0-1/numemployees", Field::Employees),
            ("jobTitle", Field::JobTitle),
            ("phone", Field::Phone),
            ("your-name", Field::Name),
            ("your-message", Field::Message),
            ("inbound_message", Field::Message),
            ("utm_source", Field::CampaignSource),
            ("domain", Field::Website),
        ] {
            assert_eq!(map_field(&named(name)), Some((field, MappedBy::Name)), "{name}");
        }
        assert_eq!(map_field(&named("field_7")), None);
        assert_eq!(map_field(&named("csrf_token")), None);
    }

    #[test]
    fn the_more_reliable_witness_is_heard_first() {
        let raw = RawField {
            name: "company".into(),
            autocomplete: "section-a work given-name".into(),
            label: "Phone".into(),
            ..RawField::default()
        };
        assert_eq!(map_field(&raw), Some((Field::FirstName, MappedBy::Autocomplete)));
        let tagged = RawField { field: "timeline".into(), ..raw.clone() };
        assert_eq!(map_field(&tagged), Some((Field::Timeline, MappedBy::Tag)));
        assert_eq!(map_field(&RawField { field: "ignore".into(), ..raw }), None);
        let derived = RawField { field: "seniority".into(), ..RawField::default() };
        assert_eq!(map_field(&derived), None, "a derived field cannot be filled in");
    }

    #[test]
    fn labels_speak_where_names_do_not() {
        let raw = RawField { name: "f3".into(), label: "Wie viele Mitarbeiter?".into(), ..RawField::default() };
        assert_eq!(map_field(&raw), Some((Field::Employees, MappedBy::Label)));
    }

    #[test]
    fn the_first_claim_wins() {
        let mapped = map_fields(&[named("email"), named("confirm_email")]);
        assert_eq!(mapped, [Some(Field::Email), None]);
    }
}
