//! The normalised fields a criterion may ask about.

use crate::text::pieces;

/// One normalised field of a lead.
///
/// The numbers are part of the card's bytes: they are never reused and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Field {
    /// E-mail address, lower case.
    Email = 0,
    /// `work`, `free`, `role` or `disposable`, from the address.
    EmailKind = 1,
    /// The part behind the `@`, lower case.
    EmailDomain = 2,
    /// Given name.
    FirstName = 3,
    /// Family name.
    LastName = 4,
    /// Full name; put together from first and last where the form asks for both.
    Name = 5,
    /// Company name.
    Company = 6,
    /// Job title as typed.
    JobTitle = 7,
    /// `c_level`, `vp`, `head`, `manager`, `individual` or `student`, from the job title.
    Seniority = 8,
    /// `engineering`, `data`, `sales` and so on, from the job title.
    Function = 9,
    /// Number of people in the company. A number.
    Employees = 10,
    /// Industry.
    Industry = 11,
    /// Country, as its code: `de`.
    Country = 12,
    /// State, province or region; as its code (`us-ca`) where the edge knows it.
    Region = 13,
    /// City.
    City = 14,
    /// Postal code.
    PostalCode = 15,
    /// Telephone number.
    Phone = 16,
    /// The company's website.
    Website = 17,
    /// Budget as answered, and the number in it.
    Budget = 18,
    /// When they want to start or decide.
    Timeline = 19,
    /// Their question, in their own words.
    Message = 20,
    /// The product or topic they picked.
    Interest = 21,
    /// How they heard of the company.
    HeardFrom = 22,
    /// How they would like to be reached.
    Channel = 23,
    /// What they agreed to.
    Consent = 24,
    /// `utm_campaign`.
    Campaign = 25,
    /// `utm_source`.
    CampaignSource = 26,
    /// `utm_medium`.
    CampaignMedium = 27,
    /// Path of the page the form stood on, lower case, without host and query.
    Page = 28,
    /// Where the lead comes from, as the agreement names it: `demo_request`, `content`, ….
    Source = 29,
    /// The sales region of the country: `dach`, `nordics`, `north_america`, ….
    Market = 30,
    /// When they want to start, as one of a few: `now`, `month`, `quarter`, ….
    TimelineBand = 31,
    /// The part of the mail's domain that somebody registered: `works.co.uk`. Edge only.
    RegistrableDomain = 32,
    /// The language of the page: `en`, `pt`.
    Language = 33,
}

/// The names, in the order of the numbers. In one text: a list of slices would cost the widget eight bytes a name.
const IDS: &str = "email|email_kind|email_domain|first_name|last_name|name|company|job_title|seniority|function|employees|\
industry|country|region|city|postal_code|phone|website|budget|timeline|message|interest|heard_from|channel|\
consent|campaign|campaign_source|campaign_medium|page|source|market|timeline_band|registrable_domain|\
language";

impl Field {
    /// How many there are.
    pub const COUNT: usize = 34;

    /// Every field, in the order of its number.
    pub const ALL: [Field; Field::COUNT] = [
        Field::Email,
        Field::EmailKind,
        Field::EmailDomain,
        Field::FirstName,
        Field::LastName,
        Field::Name,
        Field::Company,
        Field::JobTitle,
        Field::Seniority,
        Field::Function,
        Field::Employees,
        Field::Industry,
        Field::Country,
        Field::Region,
        Field::City,
        Field::PostalCode,
        Field::Phone,
        Field::Website,
        Field::Budget,
        Field::Timeline,
        Field::Message,
        Field::Interest,
        Field::HeardFrom,
        Field::Channel,
        Field::Consent,
        Field::Campaign,
        Field::CampaignSource,
        Field::CampaignMedium,
        Field::Page,
        Field::Source,
        Field::Market,
        Field::TimelineBand,
        Field::RegistrableDomain,
        Field::Language,
    ];

    /// The name used in agreements, on the wire and in `data-baton-field`.
    #[must_use]
    pub fn id(self) -> &'static str {
        pieces(IDS, b'|').nth(usize::from(self.number())).unwrap_or_default()
    }

    /// The field of that name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Field> {
        Field::ALL.into_iter().zip(pieces(IDS, b'|')).find(|(_, known)| *known == id).map(|(field, _)| field)
    }

    /// The field of that number in a card's bytes.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Field> {
        Field::ALL.get(usize::from(number)).copied()
    }

    /// The number of this field in a card's bytes.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Whether a form can ask for it. The others are derived from those.
    #[must_use]
    pub fn is_asked(self) -> bool {
        !matches!(
            self,
            Field::EmailKind
                | Field::EmailDomain
                | Field::Seniority
                | Field::Function
                | Field::Page
                | Field::Source
                | Field::Market
                | Field::TimelineBand
                | Field::RegistrableDomain
                | Field::Language
        )
    }

    /// Whether it has a number, so that bands apply to it.
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, Field::Employees | Field::Budget)
    }

    /// The fields that a form asks for and this one is worked out from, or read with the help of.
    #[must_use]
    pub fn comes_from(self) -> &'static [Field] {
        match self {
            Field::EmailKind | Field::EmailDomain | Field::RegistrableDomain => &[Field::Email, Field::Website],
            Field::Name => &[Field::FirstName, Field::LastName],
            Field::Seniority | Field::Function => &[Field::JobTitle],
            Field::Market | Field::Region | Field::Phone => &[Field::Country],
            Field::TimelineBand => &[Field::Timeline],
            _ => &[],
        }
    }

    /// The values a derived field can have, where they are a closed list.
    #[must_use]
    pub fn known_values(self) -> Option<&'static [&'static str]> {
        match self {
            Field::EmailKind => Some(&["work", "free", "role", "disposable"]),
            Field::Seniority => Some(&["c_level", "vp", "head", "manager", "individual", "student"]),
            Field::Function => Some(crate::FUNCTION_NAMES),
            Field::Market => Some(crate::MARKETS),
            Field::TimelineBand => Some(crate::TIMELINE_BANDS),
            _ => None,
        }
    }
}

/// A set of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields(u64);

impl Fields {
    /// None of them.
    pub const NONE: Fields = Fields(0);
    /// All of them.
    pub const ALL: Fields = Fields(u64::MAX);

    /// These and one more.
    #[must_use]
    pub const fn with(self, field: Field) -> Fields {
        Fields(self.0 | 1 << field as u8)
    }

    /// Whether it is one of them.
    #[must_use]
    pub const fn has(self, field: Field) -> bool {
        self.0 & 1 << field as u8 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, Fields};

    #[test]
    fn numbers_and_names_lead_back_to_the_field() {
        for (at, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(field.number()), at);
            assert_eq!(Field::from_number(field.number()), Some(field));
            assert_eq!(Field::from_id(field.id()), Some(field));
        }
        assert_eq!(Field::from_number(34), None);
        assert_eq!(Field::from_id("shoe_size"), None);
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set = Fields::NONE.with(Field::Email).with(Field::Language);
        let held: Vec<Field> = Field::ALL.into_iter().filter(|field| set.has(*field)).collect();
        assert_eq!(held, [Field::Email, Field::Language]);
        assert!(Field::ALL.into_iter().all(|field| Fields::ALL.has(field) && !Fields::NONE.has(field)));
    }
}
