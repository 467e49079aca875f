//! What two records have in common, what differs, and how much each weighs.
//!
//! The points are rounded odds: one point makes it about half as likely again that the two are
//! one person. They were set by hand and held against labelled sets; `docs/matching.md` tells
//! how they add up.

use super::born::BirthLikeness;
use super::company::CompanyVerdict;
use super::mail::MailLikeness;
use super::name::Likeness;

/// One thing that was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// E-mail addresses.
    Mail(MailLikeness),
    /// A mailbox that people with different names write from: read as nobody's own.
    SharedMail,
    /// Given names.
    Given(Likeness),
    /// Family names.
    Family(Likeness),
    /// Given and family name stand in each other's place.
    Crossed,
    /// Senior and junior.
    OtherGeneration,
    /// The same telephone number.
    SamePhone,
    /// The same number, but one that people with different names have: a switchboard.
    SharedPhone,
    /// Two numbers.
    OtherPhone,
    /// Dates of birth.
    Birth(BirthLikeness),
    /// Companies.
    Company(CompanyVerdict),
    /// Street and house.
    Street(Place),
    /// Postal codes.
    Postcode(Place),
    /// Cities.
    City(Place),
    /// Job titles are the same.
    SameTitle,
}

/// How two parts of an address stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The same.
    Same,
    /// Nearly the same letters.
    Alike,
    /// Two.
    Other,
}

/// So many points make two records one person.
pub const ENOUGH: i32 = 11;

impl Evidence {
    /// What it weighs.
    #[must_use]
    pub fn points(self) -> i32 {
        match self {
            Evidence::Mail(likeness) => mail_points(likeness),
            Evidence::Given(likeness) => likeness.given_points(),
            Evidence::Family(likeness) => likeness.family_points(),
            Evidence::SharedMail | Evidence::SharedPhone | Evidence::SameTitle => 1,
            Evidence::Crossed | Evidence::OtherPhone => -1,
            Evidence::OtherGeneration => -14,
            Evidence::SamePhone => 8,
            Evidence::Birth(BirthLikeness::Same) => 7,
            Evidence::Birth(BirthLikeness::Typo) => 3,
            Evidence::Birth(BirthLikeness::Near) => 1,
            Evidence::Birth(BirthLikeness::Other) => -5,
            Evidence::Company(CompanyVerdict::Same) => 4,
            Evidence::Company(CompanyVerdict::Alike) => 3,
            Evidence::Company(CompanyVerdict::Unknown) => 0,
            Evidence::Company(CompanyVerdict::Different) => -3,
            Evidence::Street(Place::Same) => 4,
            Evidence::Street(Place::Alike) | Evidence::Postcode(Place::Same) => 2,
            Evidence::City(Place::Same | Place::Alike) | Evidence::Postcode(Place::Alike) => 1,
            Evidence::Street(Place::Other) => -1,
            Evidence::City(Place::Other) => -2,
            Evidence::Postcode(Place::Other) => 0,
        }
    }

    /// Whether it says by itself that these are two people. Such a pair is not put into one
    /// cluster by a chain of others.
    #[must_use]
    pub fn is_against(self) -> bool {
        matches!(
            self,
            Evidence::OtherGeneration
                | Evidence::Given(Likeness::Different)
                | Evidence::Family(Likeness::Different)
                | Evidence::Birth(BirthLikeness::Other)
                | Evidence::Mail(MailLikeness::OtherAtCompany | MailLikeness::OwnNames)
        )
    }

    /// Whether it is something of one's own that the two have in common, besides the name: what
    /// colleagues and neighbours do not share.
    #[must_use]
    pub fn is_own(self) -> bool {
        match self {
            Evidence::Mail(likeness) => likeness < MailLikeness::OtherAtCompany && likeness != MailLikeness::SamePost,
            Evidence::Birth(likeness) => likeness < BirthLikeness::Other,
            Evidence::SamePhone | Evidence::Street(Place::Same | Place::Alike) | Evidence::Postcode(Place::Same) => {
                true
            }
            _ => false,
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Evidence::Mail(likeness) => mail_words(likeness),
            Evidence::Given(likeness) => name_words("given name", likeness),
            Evidence::Family(likeness) => name_words("family name", likeness),
            Evidence::Birth(likeness) => match likeness {
                BirthLikeness::Same => "same date of birth",
                BirthLikeness::Typo => "date of birth mistyped",
                BirthLikeness::Near => "nearly the same date of birth",
                BirthLikeness::Other => "two dates of birth",
            }
            .to_owned(),
            Evidence::Street(place) => place_words("street", place),
            Evidence::Postcode(place) => place_words("postal code", place),
            Evidence::City(place) => place_words("city", place),
            other => other.fixed_words().to_owned(),
        }
    }

    fn fixed_words(self) -> &'static str {
        match self {
            Evidence::SharedMail => "same mailbox, but several people write from it",
            Evidence::Crossed => "given and family name changed over",
            Evidence::OtherGeneration => "senior and junior",
            Evidence::SamePhone => "same telephone",
            Evidence::SharedPhone => "same telephone, but a switchboard's",
            Evidence::OtherPhone => "two telephones",
            Evidence::Company(CompanyVerdict::Same) => "same company",
            Evidence::Company(CompanyVerdict::Alike) => "companies of a like name",
            Evidence::Company(CompanyVerdict::Different) => "two companies",
            Evidence::SameTitle => "same job title",
            _ => "nothing told",
        }
    }
}

fn mail_points(likeness: MailLikeness) -> i32 {
    match likeness {
        MailLikeness::Same => 22,
        MailLikeness::SamePost => 2,
        MailLikeness::Typo(1 | 2) => 10,
        MailLikeness::Typo(_) => 6,
        MailLikeness::SameLocal => 3,
        MailLikeness::AlikeAtCompany => 4,
        MailLikeness::OtherAtCompany => -4,
        MailLikeness::OwnNames => -12,
        MailLikeness::Other => -1,
        MailLikeness::Absent => 0,
    }
}

fn mail_words(likeness: MailLikeness) -> String {
    match likeness {
        MailLikeness::Same => "same e-mail",
        MailLikeness::SamePost => "same e-mail, but of a department",
        MailLikeness::Typo(1) => "e-mail mistyped by one letter",
        MailLikeness::Typo(edits) => return format!("e-mail mistyped by {edits} letters"),
        MailLikeness::SameLocal => "same name at two mail domains",
        MailLikeness::AlikeAtCompany => "nearly the same e-mail at one domain",
        MailLikeness::OtherAtCompany => "two e-mails at one company",
        MailLikeness::OwnNames => "two e-mails at one company, each with its own name",
        MailLikeness::Other => "two e-mails",
        MailLikeness::Absent => "no e-mail",
    }
    .to_owned()
}

fn name_words(which: &str, likeness: Likeness) -> String {
    match likeness {
        Likeness::Same => format!("same {which}"),
        Likeness::Nickname => format!("{which}s short for one another"),
        Likeness::PartOf => format!("{which} in part the same"),
        Likeness::Typo(1) => format!("{which} mistyped by one letter"),
        Likeness::Typo(edits) => format!("{which} mistyped by {edits} letters"),
        Likeness::Mixed => format!("{which} with its letters mixed up"),
        Likeness::Initial => format!("{which} by its first letter"),
        Likeness::Ending => format!("{which}s that differ in the ending"),
        Likeness::Mangled => format!("{which} perhaps mangled"),
        Likeness::Absent => format!("{which} not told"),
        Likeness::Different => format!("two {which}s"),
    }
}

fn place_words(which: &str, place: Place) -> String {
    match place {
        Place::Same => format!("same {which}"),
        Place::Alike => format!("nearly the same {which}"),
        Place::Other => format!("another {which}"),
    }
}
