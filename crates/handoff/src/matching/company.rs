//! Companies: when two names, domains, numbers and places are one company's.

use baton_scoring::{Tables, company_core, fold};

use super::mail::company_domain;
use super::words::{edits, words};

/// Words that join, and words by which a group names its parts: they tell no company from another.
const JOINERS: &str = " and und et y e en und the of de du des der die das di do da la le les el los for fur ";
const GENERAL: &str = " group gruppe groupe grupo gruppo groep holding holdings international global worldwide europe europa emea \
     deutschland germany france frankreich italia italy espana spain uk usa us america austria osterreich schweiz suisse svizzera \
     switzerland nederland netherlands belgium belgique brasil brazil portugal ";

/// A company, read for comparing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Company {
    words: Vec<String>,
    joined: String,
    letters: usize,
    /// First letters of all words, without and with those that join.
    initials: [String; 2],
    domain: Option<String>,
    phone: Option<String>,
    postcode: String,
    city: String,
}

/// One thing that two companies have in common, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompanyReason {
    /// They write from one registered domain.
    SameDomain(String),
    /// The names are the same without legal form and words like "group".
    SameName(String),
    /// One name is the first letters of the other.
    Acronym(String),
    /// One name begins with the other.
    BeginsWith(String),
    /// The names differ by a slip of the hand.
    NameTypo,
    /// Their domains differ behind the name only: atlas.de, atlas.com.
    SameLabel(String),
    /// The same telephone number.
    SamePhone,
    /// The same postal code.
    SamePostcode(String),
    /// The same city.
    SameCity(String),
    /// Nothing but the name speaks for it, and that is not enough.
    NameAlone,
    /// Two registered domains.
    OtherDomain(String, String),
    /// Two names.
    OtherName,
}

/// Whether two companies are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompanyVerdict {
    /// They are not, as far as is told.
    Different,
    /// Not enough is told of one of them.
    Unknown,
    /// The names are alike, and nothing else speaks for it.
    Alike,
    /// They are.
    Same,
}

/// A verdict and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyDecision {
    /// Whether they are one.
    pub verdict: CompanyVerdict,
    /// Why.
    pub reasons: Vec<CompanyReason>,
}

/// What is told of a company, as it was typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct CompanyDetails<'a> {
    /// Its name.
    pub name: &'a str,
    /// Of a mail address or a website.
    pub domain: &'a str,
    /// Normalised.
    pub phone: Option<&'a str>,
    /// Postal code.
    pub postcode: &'a str,
    /// City.
    pub city: &'a str,
}

impl Company {
    /// Reads what is told. Domains of free and throw-away mail are nobody's.
    #[must_use]
    pub fn read(details: CompanyDetails<'_>, tables: &Tables, is_throw_away: fn(&str) -> bool) -> Company {
        let folded = fold(details.name);
        let all = words(company_core(&folded));
        let content: Vec<String> = without(all.clone(), JOINERS);
        let first = |words: &[String]| words.iter().filter_map(|word| word.chars().next()).collect::<String>();
        let initials = [first(&content), first(&all)];
        let words = without(content, GENERAL);
        let joined = words.concat();
        Company {
            letters: joined.chars().count(),
            joined,
            words,
            initials,
            domain: company_domain(host(details.domain), tables, is_throw_away),
            phone: details.phone.map(str::to_owned),
            postcode: super::words::plain(details.postcode).replace(' ', ""),
            city: super::words::words(details.city).concat(),
        }
    }

    /// Whether neither a name nor a domain is told.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.joined.is_empty() && self.domain.is_none()
    }

    /// The name in one word, without legal form: what an index finds it by.
    #[must_use]
    pub fn joined(&self) -> &str {
        &self.joined
    }

    /// First letters of the name's words, where there are several.
    #[must_use]
    pub fn acronym(&self) -> Option<&str> {
        let [initials, _] = &self.initials;
        (initials.len() > 1).then_some(initials.as_str())
    }

    /// The registered domain, if it is its own.
    #[must_use]
    pub fn domain(&self) -> Option<&str> {
        self.domain.as_deref()
    }

    /// The telephone number, normalised.
    #[must_use]
    pub fn phone(&self) -> Option<&str> {
        self.phone.as_deref()
    }

    /// The domain's own name: `atlas` of atlas.co.uk.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.domain()?.split('.').next()
    }

    /// How the names are alike, if they are.
    fn name_likeness(&self, other: &Company) -> Option<CompanyReason> {
        if self.joined.is_empty() || other.joined.is_empty() {
            return None;
        }
        if self.joined == other.joined {
            return Some(CompanyReason::SameName(self.joined.clone()));
        }
        let is_acronym = |short: &Company, long: &Company| {
            (2..=6).contains(&short.letters) && long.words.len() > 1 && long.initials.contains(&short.joined)
        };
        if is_acronym(self, other) {
            return Some(CompanyReason::Acronym(self.joined.clone()));
        }
        if is_acronym(other, self) {
            return Some(CompanyReason::Acronym(other.joined.clone()));
        }
        let (few, many) = if self.words.len() <= other.words.len() { (self, other) } else { (other, self) };
        if few.letters >= 3 && many.words.starts_with(&few.words) {
            return Some(CompanyReason::BeginsWith(few.words.join(" ")));
        }
        let letters = self.letters.min(other.letters);
        let most = usize::from(letters >= 6) + usize::from(letters >= 12);
        edits(&self.joined, &other.joined, most).map(|_| CompanyReason::NameTypo)
    }
}

/// Whether two companies are one: by their registered domain; else by name and, besides it,
/// domain, telephone or place. Never by the name alone.
#[must_use]
pub fn same_company(one: &Company, other: &Company) -> CompanyDecision {
    let decided = |verdict, reasons| CompanyDecision { verdict, reasons };
    if let (Some(domain), Some(theirs)) = (one.domain(), other.domain())
        && domain == theirs
    {
        return decided(CompanyVerdict::Same, vec![CompanyReason::SameDomain(domain.to_owned())]);
    }
    let other_domains = one.domain.clone().zip(other.domain.clone()).map(|(a, b)| CompanyReason::OtherDomain(a, b));
    // Two domains and two spellings are two companies.
    let name = one.name_likeness(other).filter(|name| other_domains.is_none() || *name != CompanyReason::NameTypo);
    let Some(name) = name else {
        let are_named = !one.joined.is_empty() && !other.joined.is_empty();
        let mut reasons: Vec<CompanyReason> = are_named.then_some(CompanyReason::OtherName).into_iter().collect();
        let verdict =
            if are_named || other_domains.is_some() { CompanyVerdict::Different } else { CompanyVerdict::Unknown };
        reasons.extend(other_domains);
        return decided(verdict, reasons);
    };
    let is_full = matches!(name, CompanyReason::SameName(_) | CompanyReason::Acronym(_));
    let has_other_domain = other_domains.is_some();
    let mut reasons = vec![name];
    reasons.extend(more_than_the_name(one, other));
    // Of a name that is only nearly the same, or over two domains, a city says too little.
    let is_same = reasons.iter().skip(1).any(|reason| match reason {
        CompanyReason::SameCity(_) => is_full && !has_other_domain,
        _ => true,
    });
    reasons.extend(other_domains);
    if !is_same {
        reasons.push(CompanyReason::NameAlone);
    }
    decided(if is_same { CompanyVerdict::Same } else { CompanyVerdict::Alike }, reasons)
}

fn more_than_the_name(one: &Company, other: &Company) -> Vec<CompanyReason> {
    let mut found = Vec::new();
    if let Some(label) = one.label().filter(|label| other.label() == Some(*label)) {
        found.push(CompanyReason::SameLabel(label.to_owned()));
    }
    if one.phone.is_some() && one.phone == other.phone {
        found.push(CompanyReason::SamePhone);
    }
    if !one.postcode.is_empty() && one.postcode == other.postcode {
        found.push(CompanyReason::SamePostcode(one.postcode.clone()));
    }
    if !one.city.is_empty() && one.city == other.city {
        found.push(CompanyReason::SameCity(one.city.clone()));
    }
    found
}

impl CompanyReason {
    /// In words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            CompanyReason::SameDomain(domain) => format!("same domain {domain}"),
            CompanyReason::SameName(name) => format!("same name without legal form: {name}"),
            CompanyReason::Acronym(short) => format!("{short} is the first letters of the other name"),
            CompanyReason::BeginsWith(short) => format!("one name begins with the other: {short}"),
            CompanyReason::NameTypo => "the names differ by a slip of the hand".to_owned(),
            CompanyReason::SameLabel(label) => format!("domains with the same name: {label}"),
            CompanyReason::SamePhone => "same telephone".to_owned(),
            CompanyReason::SamePostcode(postcode) => format!("same postal code {postcode}"),
            CompanyReason::SameCity(city) => format!("same city {city}"),
            CompanyReason::NameAlone => "only the name speaks for it".to_owned(),
            CompanyReason::OtherDomain(one, other) => format!("two domains: {one}, {other}"),
            CompanyReason::OtherName => "two names".to_owned(),
        }
    }
}

fn without(mut words: Vec<String>, list: &str) -> Vec<String> {
    let is_in = |word: &str| list.split(' ').any(|one| one == word);
    if words.iter().any(|word| !is_in(word)) {
        words.retain(|word| !is_in(word));
    }
    words
}

/// The host of a website, a mail address or a domain.
fn host(text: &str) -> &str {
    let text = text.trim();
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let text = text.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let text = text.rsplit('@').next().unwrap_or_default();
    text.strip_prefix("www.").unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::{Company, CompanyDetails, CompanyVerdict, same_company};
    use baton_scoring::Tables;

    fn company(name: &str, domain: &str, city: &str) -> Company {
        let tables: Tables = baton_knowledge::full();
        Company::read(CompanyDetails { name, domain, city, ..CompanyDetails::default() }, &tables, |_| false)
    }

    fn verdict(one: (&str, &str, &str), other: (&str, &str, &str)) -> CompanyVerdict {
        let there = same_company(&company(one.0, one.1, one.2), &company(other.0, other.1, other.2)).verdict;
        let back = same_company(&company(other.0, other.1, other.2), &company(one.0, one.1, one.2)).verdict;
        assert_eq!(there, back, "{one:?} {other:?}");
        there
    }

    #[test]
    fn a_company_is_known_by_its_domain_or_by_its_name_and_more() {
        use CompanyVerdict::{Alike, Different, Same, Unknown};
        for (one, other, expected) in [
            (("Atlas", "mail.atlas.co.uk", ""), ("Something else", "atlas.co.uk", ""), Same),
            (("Atlas GmbH", "gmail.com", ""), ("Atlas", "gmail.com", ""), Alike),
            (("Atlas GmbH", "", "Köln"), ("ATLAS", "", "Koeln"), Same),
            (("Atlas GmbH", "atlas.de", ""), ("Atlas Inc.", "atlas.com", ""), Same),
            (("Atlas GmbH", "atlas.de", "Köln"), ("Atlas SA", "atlas-voyages.fr", "Köln"), Alike),
            (("IBM", "", "Armonk"), ("International Business Machines Corp.", "", "Armonk"), Same),
            (("BMW AG", "", "München"), ("Bayerische Motoren Werke", "", "Muenchen"), Same),
            (("Siemens Deutschland GmbH", "", "Berlin"), ("Siemens AG", "", "Berlin"), Same),
            (("Data Works Ltd", "", "Leeds"), ("Dataworks", "", "Leeds"), Same),
            (("Atlas Logistics", "", "Leeds"), ("Atlas Travel", "", "Leeds"), Different),
            (("Atlas", "", "Leeds"), ("Atlas Travel", "", "Leeds"), Alike),
            (("Atlas", "", ""), ("", "gmail.com", ""), Unknown),
            (("", "atlas.de", ""), ("", "globus.de", ""), Different),
        ] {
            assert_eq!(verdict(one, other), expected, "{one:?} {other:?}");
        }
    }
}
