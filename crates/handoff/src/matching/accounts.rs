//! Whose account a company is.

use std::collections::BTreeMap;

use baton_agreement::{Account, Agreement};
use baton_scoring::List;

use super::company::{Company, CompanyDetails, CompanyReason, CompanyVerdict, same_company};
use super::person::{Knowledge, Person, key};

/// A company and the rep whose account it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedCompany {
    /// The company.
    pub company: Company,
    /// The rep's id.
    pub owner: String,
    /// What people call it: its name, else its domain.
    pub called: String,
}

/// Whose account a lead is, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountOwner {
    /// Nobody's.
    Nobody,
    /// One rep's.
    Owned(Owned),
    /// Several reps have as good a claim: their ids, and the claims. It is for people to settle.
    Tie {
        /// In the order of the accounts.
        reps: Vec<String>,
        /// In words.
        reason: String,
    },
}

/// Who owns an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The rep's id.
    pub rep: String,
    /// In words: which account, and what says so.
    pub reason: String,
}

/// How sure it is that a lead is of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    /// By its name and the city, or by a name that its domain bears.
    Name,
    /// By its name and its telephone, postal code or domain's name.
    NameAndMore,
    /// By its domain.
    Domain,
}

/// Accounts, found by domain and name: 100,000 of them as quickly as ten.
#[derive(Clone, Debug, Default)]
pub struct AccountBook {
    accounts: Vec<OwnedCompany>,
    places: BTreeMap<u64, Vec<usize>>,
}

/// So many accounts of one key are looked at: more of one name are a chain's, and nobody's.
pub(crate) const MOST_A_KEY: usize = 64;

impl AccountBook {
    /// Puts accounts in order.
    #[must_use]
    pub fn of(accounts: Vec<OwnedCompany>) -> AccountBook {
        let mut places: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (place, account) in accounts.iter().enumerate() {
            for key in keys(&account.company) {
                places.entry(key).or_default().push(place);
            }
        }
        AccountBook { accounts, places }
    }

    /// The accounts that an agreement names, lists among them.
    #[must_use]
    pub fn of_agreement(agreement: &Agreement, knowledge: Knowledge<'_>) -> AccountBook {
        let entries = |list: &str| {
            agreement.card.lists.iter().find_map(move |held| match held {
                List::Entries { id, entries } if id == list => Some(entries.as_slice()),
                _ => None,
            })
        };
        let mut accounts = Vec::new();
        for account in &agreement.accounts {
            accounts.extend(owned(account, knowledge));
            let listed = account.list.as_deref().and_then(entries).unwrap_or_default();
            accounts.extend(listed.iter().map(|entry| listed_company(entry, account, knowledge)));
        }
        AccountBook::of(accounts)
    }

    /// Whose account the lead of this person is.
    #[must_use]
    pub fn owner(&self, lead: &Person) -> AccountOwner {
        let company = &lead.company;
        let mut places: Vec<usize> = keys(company)
            .iter()
            .filter_map(|key| self.places.get(key))
            .flat_map(|places| places.iter().take(MOST_A_KEY).copied())
            .collect();
        places.sort_unstable();
        places.dedup();
        account_owner(company, places.iter().filter_map(|place| self.accounts.get(*place)))
    }
}

/// Whose account a company is, among these. The surest claim counts; of two as sure, with two
/// owners, neither.
#[must_use]
pub fn account_owner<'a>(company: &Company, accounts: impl Iterator<Item = &'a OwnedCompany>) -> AccountOwner {
    let claims = accounts.filter_map(|account| claim(company, account).map(|(claim, why)| (claim, account, why)));
    let mut best: Vec<(Claim, &OwnedCompany, String)> = Vec::new();
    for found in claims {
        match best.first().map(|(held, ..)| found.0.cmp(held)) {
            Some(std::cmp::Ordering::Less) => continue,
            Some(std::cmp::Ordering::Greater) => best.clear(),
            _ => {}
        }
        best.push(found);
    }
    let Some((_, first, why)) = best.first() else { return AccountOwner::Nobody };
    let mut reps: Vec<String> = Vec::new();
    for (_, account, _) in &best {
        if !reps.contains(&account.owner) {
            reps.push(account.owner.clone());
        }
    }
    if reps.len() == 1 {
        let reason = format!("account {}: {why}", first.called);
        return AccountOwner::Owned(Owned { rep: first.owner.clone(), reason });
    }
    let claims: Vec<String> =
        best.iter().map(|(_, account, why)| format!("{} of {} ({why})", account.called, account.owner)).collect();
    AccountOwner::Tie { reps, reason: format!("as sure one as the other: {}", claims.join("; ")) }
}

/// What a claim of an account rests on, if it has one.
fn claim(company: &Company, account: &OwnedCompany) -> Option<(Claim, String)> {
    let decision = same_company(company, &account.company);
    let words = || decision.reasons.iter().map(CompanyReason::words).collect::<Vec<String>>().join(", ");
    let has = |wanted: fn(&CompanyReason) -> bool| decision.reasons.iter().any(wanted);
    match decision.verdict {
        CompanyVerdict::Same if has(|reason| matches!(reason, CompanyReason::SameDomain(_))) => {
            Some((Claim::Domain, words()))
        }
        CompanyVerdict::Same if decision.reasons.iter().any(is_more) => Some((Claim::NameAndMore, words())),
        CompanyVerdict::Same => Some((Claim::Name, words())),
        // An account without a domain of its own: the lead's domain bears its name.
        _ if account.company.domain().is_none() && company.label() == Some(account.company.joined()) => {
            let label = account.company.joined();
            Some((Claim::Name, format!("the domain {} bears its name", company.domain().unwrap_or(label))))
        }
        _ => None,
    }
}

fn is_more(reason: &CompanyReason) -> bool {
    matches!(reason, CompanyReason::SamePhone | CompanyReason::SamePostcode(_) | CompanyReason::SameLabel(_))
}

/// What a company is found by: its domain, the domain's name, its own, and its first letters.
pub(crate) fn keys(company: &Company) -> Vec<u64> {
    let name = Some(company.joined()).filter(|name| !name.is_empty());
    let mut keys: Vec<u64> = [company.domain(), company.label(), name, company.acronym()]
        .into_iter()
        .flatten()
        .map(|text| key("account", &[text]))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// A key as it is stored: as much of it as a double carries exactly.
pub(crate) fn stored(key: u64) -> i64 {
    i64::try_from(key >> 11).unwrap_or_default()
}

/// The company an account names itself.
pub(crate) fn owned(account: &Account, knowledge: Knowledge<'_>) -> Option<OwnedCompany> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (name, domain, phone, city) =
        (text(&account.name), text(&account.domain), text(&account.phone), text(&account.city));
    if name.is_empty() && domain.is_empty() {
        return None;
    }
    let figures: String = phone.chars().filter(char::is_ascii_digit).collect();
    let phone = Some(figures.as_str()).filter(|figures| !figures.is_empty());
    let details = CompanyDetails { name: &name, domain: &domain, phone, city: &city, ..CompanyDetails::default() };
    let company = Company::read(details, knowledge.tables, knowledge.is_throw_away);
    let called = if name.is_empty() { domain } else { name };
    Some(OwnedCompany { company, owner: account.owner.as_str().to_owned(), called })
}

/// A company of a list: a domain if it looks like one, else a name.
fn listed_company(entry: &str, account: &Account, knowledge: Knowledge<'_>) -> OwnedCompany {
    let is_domain = entry.contains('.') && !entry.contains(' ');
    let (name, domain) = if is_domain { ("", entry) } else { (entry, "") };
    let details = CompanyDetails { name, domain, ..CompanyDetails::default() };
    let company = Company::read(details, knowledge.tables, knowledge.is_throw_away);
    OwnedCompany { company, owner: account.owner.as_str().to_owned(), called: entry.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{AccountBook, AccountOwner, Owned, OwnedCompany};
    use crate::matching::{Company, CompanyDetails, Details, Knowledge, Person};
    use baton_scoring::Tables;

    fn account(tables: &Tables, owner: &str, name: &str, domain: &str, city: &str) -> OwnedCompany {
        let details = CompanyDetails { name, domain, city, ..CompanyDetails::default() };
        let called = if name.is_empty() { domain } else { name }.to_owned();
        OwnedCompany { company: Company::read(details, tables, |_| false), owner: owner.to_owned(), called }
    }

    fn person(tables: &Tables, email: &str, company: &str, city: &str) -> Person {
        let knowledge = Knowledge { tables, is_throw_away: baton_knowledge::is_throw_away };
        Person::read(&Details { email, company, city, ..Details::default() }, knowledge)
    }

    #[test]
    fn the_surest_claim_counts_and_ties_are_told() {
        let tables = baton_knowledge::full();
        let book = AccountBook::of(vec![
            account(&tables, "ana", "Atlas", "atlas.example", ""),
            account(&tables, "ben", "Atlas", "", "Berlin"),
            account(&tables, "mara", "International Business Machines", "", "Armonk"),
            account(&tables, "ana", "Globus", "", "Köln"),
            account(&tables, "ben", "Globus GmbH", "", "Koeln"),
            account(&tables, "ben", "gmail", "gmail.com", ""),
            account(&tables, "mara", "Kestrel Systems", "", ""),
        ]);
        let owner = |email: &str, company: &str, city: &str| book.owner(&person(&tables, email, company, city));
        let owned =
            |rep: &str, reason: &str| AccountOwner::Owned(Owned { rep: rep.to_owned(), reason: reason.to_owned() });
        let by_domain = owned("ana", "account Atlas: same domain atlas.example");
        assert_eq!(owner("x@mail.atlas.example", "Atlas GmbH", "Berlin"), by_domain, "before name and city");
        let by_city = owned("ben", "account Atlas: same name without legal form: atlas, same city berlin");
        assert_eq!(owner("x@gmail.com", "Atlas GmbH", "Berlin"), by_city);
        assert_eq!(owner("x@gmail.com", "Atlas GmbH", ""), AccountOwner::Nobody, "never by the name alone");
        assert_eq!(owner("x@gmail.com", "", ""), AccountOwner::Nobody, "free mail is nobody's");
        assert!(matches!(owner("x@t-online.de", "IBM", "Armonk"), AccountOwner::Owned(owned) if owned.rep == "mara"));
        assert!(matches!(owner("x@kestrelsystems.com", "", ""), AccountOwner::Owned(owned) if owned.rep == "mara"));
        let AccountOwner::Tie { reps, reason } = owner("x@gmail.com", "Globus", "Köln") else { panic!("no tie") };
        assert_eq!(reps, ["ana", "ben"]);
        assert!(reason.contains("Globus of ana") && reason.contains("Globus GmbH of ben"), "{reason}");
    }

    #[test]
    fn an_agreement_names_accounts_and_lists_of_them() {
        let tables = baton_knowledge::full();
        let text = include_str!("../../tests/desk/agreement.toml").replace(
            "[windows]",
            "[lists.key_accounts]\nentries = [\"globus.example\", \"Orchid Labs\"]\n\n[[accounts]]\nowner = \"mara\"\n\
             list = \"key_accounts\"\n\n[[accounts]]\nowner = \"ben\"\ndomain = \"atlas.example\"\n\n[windows]",
        );
        let checked = baton_agreement::check(&text);
        let agreement = checked.agreement.unwrap();
        let knowledge = Knowledge { tables: &tables, is_throw_away: baton_knowledge::is_throw_away };
        let book = AccountBook::of_agreement(&agreement, knowledge);
        for (email, rep) in [("x@globus.example", "mara"), ("x@orchidlabs.com", "mara"), ("x@atlas.example", "ben")] {
            let owner = book.owner(&person(&tables, email, "", ""));
            assert!(matches!(&owner, AccountOwner::Owned(owned) if owned.rep == rep), "{email}: {owner:?}");
        }
    }

    #[test]
    fn accounts_are_asked_by_key() {
        let tables = Tables::small();
        let accounts =
            (0..20_000).map(|n| account(&tables, "ana", &format!("Company {n}x Works"), "", "Berlin")).collect();
        let book = AccountBook::of(accounts);
        let lead = person(&tables, "", "Company 17777x Works Ltd", "Berlin");
        assert!(matches!(book.owner(&lead), AccountOwner::Owned(owned) if owned.reason.contains("17777x")));
    }
}
