//! Two records, and whether they are one person.

use baton_scoring::{Field, Tables};

use super::born::Born;
use super::company::{Company, CompanyDecision, CompanyDetails, CompanyReason, CompanyVerdict, same_company};
use super::evidence::{ENOUGH, Evidence, Place};
use super::mail::{MailLikeness, Mailbox};
use super::name::{Likeness, NameLikeness, PersonName};
use super::words::{edits, words};

/// What is told of a person, as it was typed. What is empty is not told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Details<'a> {
    /// Given name.
    pub given: &'a str,
    /// Family name.
    pub family: &'a str,
    /// The whole name, where the halves are empty.
    pub name: &'a str,
    /// E-mail address.
    pub email: &'a str,
    /// Telephone number.
    pub phone: &'a str,
    /// Company name.
    pub company: &'a str,
    /// The company's website.
    pub website: &'a str,
    /// Job title.
    pub job_title: &'a str,
    /// Street and house.
    pub street: &'a str,
    /// Postal code.
    pub postcode: &'a str,
    /// City.
    pub city: &'a str,
    /// Country, in words or as a code.
    pub country: &'a str,
    /// Date of birth.
    pub born: &'a str,
}

impl<'a> Details<'a> {
    /// What a form's fields say of a person. No form asks for street and birth.
    #[must_use]
    pub fn of_fields(said: impl Fn(Field) -> &'a str) -> Details<'a> {
        Details {
            given: said(Field::FirstName),
            family: said(Field::LastName),
            name: said(Field::Name),
            email: said(Field::Email),
            phone: said(Field::Phone),
            company: said(Field::Company),
            website: said(Field::Website),
            job_title: said(Field::JobTitle),
            postcode: said(Field::PostalCode),
            city: said(Field::City),
            country: said(Field::Country),
            ..Details::default()
        }
    }
}

/// What the comparison knows besides the records.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
    /// Suffixes, free mail, countries.
    pub tables: &'a Tables,
    /// Whether a domain is known for throw-away mail.
    pub is_throw_away: fn(&str) -> bool,
}

/// A person, read for comparing.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Who it is.
    pub name: PersonName,
    /// Where they read mail.
    pub mail: Option<Mailbox>,
    /// Figures of the telephone number: as E.164 writes them where the country is told.
    pub phone: Option<String>,
    /// Whom they work for.
    pub company: Company,
    /// When they were born.
    pub born: Option<Born>,
    /// Street and house: their words in order, in one.
    pub street: String,
    /// Postal code.
    pub postcode: String,
    /// City, in one word.
    pub city: String,
    title: String,
}

/// Which contacts of two records are those of several people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// The mailbox is.
    pub mail: bool,
    /// The telephone is.
    pub phone: bool,
}

/// Whether two records are one person, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether they are.
    pub is_same: bool,
    /// What the evidence adds up to.
    pub points: i32,
    /// What was compared.
    pub evidence: Vec<Evidence>,
}

impl Person {
    /// Reads what is told.
    #[must_use]
    pub fn read(details: &Details<'_>, knowledge: Knowledge<'_>) -> Person {
        let Knowledge { tables, is_throw_away } = knowledge;
        let country = baton_scoring::country(&baton_scoring::fold(details.country), tables);
        let mail = Mailbox::read(details.email, tables, is_throw_away);
        let phone = figures(details.phone, country);
        let domain = mail.as_ref().and_then(Mailbox::company_domain).unwrap_or(details.website);
        let company = Company::read(
            CompanyDetails {
                name: details.company,
                domain,
                phone: phone.as_deref(),
                postcode: details.postcode,
                city: details.city,
            },
            tables,
            is_throw_away,
        );
        let mut street = words(details.street);
        street.sort_unstable();
        Person {
            name: PersonName::read(details.given, details.family, details.name),
            mail,
            phone,
            company,
            born: Born::read(details.born),
            street: street.concat(),
            postcode: words(details.postcode).concat(),
            city: words(details.city).concat(),
            title: words(details.job_title).concat(),
        }
    }
}

impl Person {
    /// What an index finds a person by: their mailbox, their number, and their family name with
    /// their company. Whoever is the same person by one of these has one of the keys; who has
    /// one need not be the same. Stored: never change what a key is made of.
    #[must_use]
    pub fn keys(&self) -> Vec<i64> {
        let name = self.name.family.words().first().or_else(|| self.name.given.words().first());
        let company = [Some(self.company.joined()).filter(|name| !name.is_empty()), self.company.domain()];
        let with_company = company.into_iter().flatten().zip(["company", "domain"]);
        let named = name.into_iter().flat_map(|name| with_company.clone().map(move |(of, tag)| key(tag, &[name, of])));
        let mut keys: Vec<i64> =
            [mail_key(self), phone_key(self)].into_iter().flatten().chain(named).map(stored).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// A key as it is stored: 53 bits, which every home of the database carries.
fn stored(key: u64) -> i64 {
    i64::try_from(key & ((1 << 53) - 1)).unwrap_or_default()
}

/// The mailbox.
pub(crate) fn mail_key(person: &Person) -> Option<u64> {
    person.mail.as_ref().map(|mail| key("mail", &[mail.address()]))
}

/// The last figures: with or without the country in front.
pub(crate) fn phone_key(person: &Person) -> Option<u64> {
    const LAST: usize = 7;
    let figures = person.phone.as_deref()?;
    figures.get(figures.len().checked_sub(LAST)?..).map(|last| key("phone", &[last]))
}

/// FNV-1a. Two keys with one number only cost a comparison.
pub(crate) fn key(tag: &str, parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in std::iter::once(&tag).chain(parts) {
        for byte in part.bytes().chain(std::iter::once(0x1f)) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// Fewest figures of a number that is told in full.
const FEWEST_FIGURES: usize = 7;

/// A number's figures, without trunk zeros.
fn figures(text: &str, country: Option<&str>) -> Option<String> {
    let known = baton_scoring::phone(text, country);
    let figures: String = known.as_deref().unwrap_or(text).chars().filter(char::is_ascii_digit).collect();
    let figures = figures.trim_start_matches('0');
    (figures.len() >= FEWEST_FIGURES).then(|| figures.to_owned())
}

/// Whether two numbers are one, with or without the country in front.
pub(crate) fn is_same_phone(one: &str, other: &str) -> bool {
    const NATIONAL: usize = 8;
    one == other || (one.len().min(other.len()) >= NATIONAL && (one.ends_with(other) || other.ends_with(one)))
}

/// Whether two records are one person.
///
/// The evidence adds up; [`ENOUGH`] points are enough, if the name or the mailbox is part of it:
/// a date and a street are a household's. Weighs the same in both directions.
#[must_use]
pub fn same_person(one: &Person, other: &Person, shared: Shared) -> Decision {
    let name = one.name.likeness(&other.name);
    let mut evidence = Vec::with_capacity(10);
    let mail = mail(one, other, shared, name, &mut evidence);
    weigh_name(name, &mut evidence);
    weigh_contacts(one, other, shared, &mut evidence);
    weigh_place(one, other, &mut evidence);
    let points = evidence.iter().map(|evidence| evidence.points()).sum();
    let has_mail = matches!(mail, MailLikeness::Same | MailLikeness::Typo(_));
    let has_name = name.is_like()
        || name.given == Likeness::Mangled
        || name.family == Likeness::Mangled
        || (name.given <= Likeness::Mixed) != (name.family <= Likeness::Mixed);
    // Colleagues have names like each other's: with nothing of their own, the name is to be exact.
    let is_exact = name.given <= Likeness::PartOf && name.family <= Likeness::PartOf;
    let has_own = evidence.iter().any(|evidence| evidence.is_own());
    Decision { is_same: points >= ENOUGH && (has_mail || has_name) && (has_own || is_exact), points, evidence }
}

fn mail(
    one: &Person,
    other: &Person,
    shared: Shared,
    name: NameLikeness,
    evidence: &mut Vec<Evidence>,
) -> MailLikeness {
    let (Some(mine), Some(theirs)) = (&one.mail, &other.mail) else { return MailLikeness::Absent };
    let mut likeness = mine.likeness(theirs);
    if likeness == MailLikeness::Same && shared.mail {
        evidence.push(Evidence::SharedMail);
        return MailLikeness::SamePost;
    }
    // Anna and Anne at one company have addresses as near to each other as their names.
    let is_one_given = matches!(name.given, Likeness::Same | Likeness::Nickname | Likeness::PartOf | Likeness::Initial);
    let is_one_name = name.is_like() && is_one_given;
    let is_at_company = mine.company_domain().is_some();
    likeness = match likeness {
        MailLikeness::AlikeAtCompany if name.given == Likeness::Absent => MailLikeness::Other,
        MailLikeness::AlikeAtCompany | MailLikeness::OtherAtCompany if !is_one_name => {
            let each_has_its_own = is_of(mine, &[one]) && is_of(theirs, &[other]) && name.given != Likeness::Absent;
            if each_has_its_own && is_at_company { MailLikeness::OwnNames } else { MailLikeness::OtherAtCompany }
        }
        MailLikeness::OtherAtCompany if is_of(mine, &[one, other]) && is_of(theirs, &[one, other]) => {
            MailLikeness::AlikeAtCompany
        }
        // An address like another's is no slip where the companies are two as well.
        MailLikeness::Typo(_) if are_colleagues_of_nobody(one, other) => MailLikeness::Other,
        likeness => likeness,
    };
    evidence.push(Evidence::Mail(likeness));
    likeness
}

/// Whether both name their company, and the two have different names.
fn are_colleagues_of_nobody(one: &Person, other: &Person) -> bool {
    let (mine, theirs) = (one.company.joined(), other.company.joined());
    !mine.is_empty() && !theirs.is_empty() && same_company(&one.company, &other.company).verdict < CompanyVerdict::Alike
}

/// Whether an address is made of the name of one of these: `john.smith`, `jsmith` and `smith` are
/// addresses that a company gives to one John Smith.
fn is_of(mailbox: &Mailbox, people: &[&Person]) -> bool {
    let local: String = mailbox.local().chars().filter(char::is_ascii_alphanumeric).collect();
    !local.is_empty()
        && people.iter().any(|person| {
            let (given, family) = (person.name.given.joined(), person.name.family.joined());
            let first: String = given.chars().take(1).collect();
            let written = [
                format!("{given}{family}"),
                format!("{family}{given}"),
                format!("{first}{family}"),
                format!("{family}{first}"),
                given.to_owned(),
                family.to_owned(),
            ];
            written.contains(&local)
        })
}

fn weigh_name(name: NameLikeness, evidence: &mut Vec<Evidence>) {
    let halves = [Evidence::Given(name.given), Evidence::Family(name.family)];
    let is_told =
        |half: &Evidence| !matches!(half, Evidence::Given(Likeness::Absent) | Evidence::Family(Likeness::Absent));
    evidence.extend(halves.into_iter().filter(is_told));
    if name.is_crossed {
        evidence.push(Evidence::Crossed);
    }
    if name.is_other_generation {
        evidence.push(Evidence::OtherGeneration);
    }
}

fn weigh_contacts(one: &Person, other: &Person, shared: Shared, evidence: &mut Vec<Evidence>) {
    if let (Some(mine), Some(theirs)) = (&one.phone, &other.phone) {
        evidence.push(match is_same_phone(mine, theirs) {
            true if shared.phone => Evidence::SharedPhone,
            true => Evidence::SamePhone,
            false => Evidence::OtherPhone,
        });
    }
    if let (Some(mine), Some(theirs)) = (one.born, other.born) {
        evidence.push(Evidence::Birth(mine.likeness(theirs)));
    }
    if !one.company.is_empty() && !other.company.is_empty() {
        let CompanyDecision { verdict, reasons } = same_company(&one.company, &other.company);
        let is_slip = verdict == CompanyVerdict::Alike && reasons.contains(&CompanyReason::NameTypo);
        let verdict = if is_slip { CompanyVerdict::Unknown } else { verdict };
        // Free mail hides the company, and a mail's domain without a name is a weak "other".
        let is_named = !one.company.joined().is_empty() && !other.company.joined().is_empty();
        if verdict == CompanyVerdict::Same || is_named && verdict != CompanyVerdict::Unknown {
            evidence.push(Evidence::Company(verdict));
        }
    }
    if !one.title.is_empty() && one.title == other.title {
        evidence.push(Evidence::SameTitle);
    }
}

fn weigh_place(one: &Person, other: &Person, evidence: &mut Vec<Evidence>) {
    let place = |mine: &str, theirs: &str| {
        if mine.is_empty() || theirs.is_empty() {
            return None;
        }
        let most = mine.len().min(theirs.len()) / 4;
        Some(match edits(mine, theirs, most.max(1)) {
            Some(0) => Place::Same,
            Some(_) => Place::Alike,
            None => Place::Other,
        })
    };
    evidence.extend(place(&one.street, &other.street).map(Evidence::Street));
    evidence.extend(place(&one.postcode, &other.postcode).map(Evidence::Postcode));
    evidence.extend(place(&one.city, &other.city).map(Evidence::City));
}

impl Decision {
    /// Whether it says by itself that these are two people.
    #[must_use]
    pub fn is_against(&self) -> bool {
        !self.is_same && self.evidence.iter().any(|evidence| evidence.is_against())
    }

    /// What speaks for it, in words, what weighs most first.
    #[must_use]
    pub fn because(&self) -> String {
        let mut evidence: Vec<Evidence> = self.evidence.iter().copied().filter(|one| one.points() > 0).collect();
        evidence.sort_by_key(|one| -one.points());
        evidence.iter().map(|one| one.words()).collect::<Vec<String>>().join(", ")
    }

    /// In words, what weighs most first.
    #[must_use]
    pub fn words(&self) -> String {
        let mut evidence: Vec<Evidence> = self.evidence.iter().copied().filter(|one| one.points() != 0).collect();
        evidence.sort_by_key(|one| -one.points().abs());
        let words: Vec<String> = evidence.iter().map(|one| format!("{} {:+}", one.words(), one.points())).collect();
        format!("{} = {}", words.join(", "), self.points)
    }
}
