//! The people of a file: which of its rows are one person's.
//!
//! Rows that could be one person share a key; only they are compared. The surest pairs are
//! joined first, and two clusters only if no row of one speaks against a row of the other: a
//! chain of weak links does not make strangers one.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use super::name::Likeness;
use super::person::{Decision, Person, Shared, key, mail_key, phone_key, same_person};

/// Two rows that were found to be one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The earlier row, from 0.
    pub one: usize,
    /// The later.
    pub other: usize,
    /// Why.
    pub decision: Decision,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    /// The cluster of each row: the first row of it.
    pub of: Vec<usize>,
    /// The links that made them, surest first.
    pub links: Vec<Link>,
    /// Pairs that look like one person each, but would have joined strangers.
    pub held_apart: Vec<Link>,
    /// How many pairs were compared.
    pub compared: usize,
}

/// The bit of keys that say too little where many rows have them: half a name and a city.
const ONLY_IF_FEW: u64 = 1;
/// Rows behind one key beyond which not each is compared with each, but with its neighbours
/// by name: a city's office, a common family name.
const LARGE_BLOCK: usize = 24;
/// So many neighbours.
const NEIGHBOURS: usize = 8;
/// So many rows of a cluster are asked whether one speaks against another cluster's.
const ASKED: usize = 12;

/// Finds the rows that are one person's.
#[must_use]
pub fn clusters(people: &[Person]) -> Clusters {
    let shared = SharedContacts::find(people);
    let pairs = candidate_pairs(people);
    let mut links: Vec<Link> = Vec::new();
    for (one, other) in &pairs {
        if let Some(decision) = decide(people, &shared, *one, *other).filter(|decision| decision.is_same) {
            links.push(Link { one: *one, other: *other, decision });
        }
    }
    links.sort_by_key(|link| (-link.decision.points, link.one, link.other));
    let mut found = join(people, &shared, links);
    found.compared = pairs.len();
    found
}

fn decide(people: &[Person], shared: &SharedContacts, one: usize, other: usize) -> Option<Decision> {
    let (first, second) = (people.get(one)?, people.get(other)?);
    Some(same_person(first, second, shared.of(first)))
}

/// Joins what is linked, surest first.
fn join(people: &[Person], shared: &SharedContacts, links: Vec<Link>) -> Clusters {
    let mut of: Vec<usize> = (0..people.len()).collect();
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut found = Clusters::default();
    for link in links {
        let (Some(&a), Some(&b)) = (of.get(link.one), of.get(link.other)) else { continue };
        if a == b {
            continue;
        }
        let (into, from) = (a.min(b), a.max(b));
        let mine = members.get(&into).cloned().unwrap_or_else(|| vec![into]);
        let theirs = members.remove(&from).unwrap_or_else(|| vec![from]);
        if speaks_against(people, shared, &mine, &theirs) {
            members.insert(from, theirs);
            found.held_apart.push(link);
            continue;
        }
        for row in &theirs {
            if let Some(cluster) = of.get_mut(*row) {
                *cluster = into;
            }
        }
        members.insert(into, mine.into_iter().chain(theirs).collect());
        found.links.push(link);
    }
    found.of = of;
    found
}

fn speaks_against(people: &[Person], shared: &SharedContacts, mine: &[usize], theirs: &[usize]) -> bool {
    let asked = |rows: &[usize]| rows.iter().copied().take(ASKED).collect::<Vec<usize>>();
    let theirs = asked(theirs);
    asked(mine).iter().any(|one| {
        theirs.iter().any(|other| decide(people, shared, *one, *other).is_some_and(|decision| decision.is_against()))
    })
}

/// Mailboxes and numbers that people with different names have.
struct SharedContacts {
    mails: Vec<u64>,
    phones: Vec<u64>,
}

impl SharedContacts {
    /// A number is a switchboard's as soon as two names share it that have nothing in common, a
    /// mailbox with three such names.
    fn find<P: Borrow<Person>>(people: &[P]) -> SharedContacts {
        let mails = people.iter().enumerate().filter_map(|(row, person)| Some((mail_key(person.borrow())?, row)));
        let phones = people.iter().enumerate().filter_map(|(row, person)| Some((phone_key(person.borrow())?, row)));
        SharedContacts { mails: shared_by(people, mails.collect(), 3), phones: shared_by(people, phones.collect(), 2) }
    }

    fn of(&self, person: &Person) -> Shared {
        let has = |keys: &[u64], key: Option<u64>| key.is_some_and(|key| keys.binary_search(&key).is_ok());
        Shared { mail: has(&self.mails, mail_key(person)), phone: has(&self.phones, phone_key(person)) }
    }
}

fn shared_by<P: Borrow<Person>>(people: &[P], mut keyed: Vec<(u64, usize)>, least: usize) -> Vec<u64> {
    keyed.sort_unstable();
    let mut shared = Vec::new();
    for block in keyed.chunk_by(|a, b| a.0 == b.0) {
        let mut strangers: Vec<&Person> = Vec::new();
        for person in block.iter().filter_map(|(_, row)| people.get(*row)).map(Borrow::borrow) {
            if strangers.iter().all(|known| are_strangers(known, person)) {
                strangers.push(person);
            }
            if strangers.len() == least {
                shared.extend(block.first().map(|(key, _)| *key));
                break;
            }
        }
    }
    shared
}

/// Whether two people have no part of their names in common.
#[must_use]
pub fn are_strangers(one: &Person, other: &Person) -> bool {
    let name = one.name.likeness(&other.name);
    name.given == Likeness::Different && name.family == Likeness::Different
}

/// Which contacts of somebody are those of several people, as far as these people tell.
#[must_use]
pub(crate) fn shared_among(people: &[&Person], person: &Person) -> Shared {
    SharedContacts::find(people).of(person)
}

/// Every pair of rows that shares a key, once.
fn candidate_pairs(people: &[Person]) -> Vec<(usize, usize)> {
    let mut keyed: Vec<(u64, usize)> = Vec::with_capacity(people.len() * 8);
    for (row, person) in people.iter().enumerate() {
        each_key(person, &mut |key| keyed.push((key, row)));
    }
    keyed.sort_unstable();
    keyed.dedup();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let is_asked = |block: &&[(u64, usize)]| match block {
        [] | [_] => false,
        [(key, _), ..] => block.len() <= LARGE_BLOCK || key & ONLY_IF_FEW == 0,
    };
    for block in keyed.chunk_by(|a, b| a.0 == b.0).filter(is_asked) {
        let mut rows: Vec<usize> = block.iter().map(|(_, row)| *row).collect();
        let reach = if rows.len() > LARGE_BLOCK { NEIGHBOURS } else { LARGE_BLOCK };
        if rows.len() > LARGE_BLOCK {
            let name = |row: &usize| people.get(*row).map(sorted_name);
            rows.sort_by_cached_key(name);
        }
        for (at, one) in rows.iter().enumerate() {
            for other in rows.iter().skip(at + 1).take(reach) {
                let (first, second) = (*one.min(other), *one.max(other));
                if let (Ok(first), Ok(second)) = (u32::try_from(first), u32::try_from(second)) {
                    pairs.push((first, second));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.into_iter().map(|(one, other)| (one as usize, other as usize)).collect()
}

/// Both halves of a name, in an order that does not depend on which is which.
fn sorted_name(person: &Person) -> (String, String) {
    let (given, family) = (person.name.given.joined(), person.name.family.joined());
    (given.min(family).to_owned(), given.max(family).to_owned())
}

/// The keys a row is found by. Each is wrong in some pair that is one person; the pair is
/// found if one of them is right.
fn each_key(person: &Person, take: &mut dyn FnMut(u64)) {
    let (low, high) = sorted_name(person);
    let halves = [low.as_str(), high.as_str()].into_iter().filter(|half| half.chars().count() > 1);
    take_some(take, mail_key(person).map(|key| key & !ONLY_IF_FEW));
    take_some(take, phone_key(person).map(|key| key & !ONLY_IF_FEW));
    if let Some(mail) = person.mail.as_ref().filter(|mail| mail.local().len() >= 5) {
        take(key("local", &[mail.local()]) & !ONLY_IF_FEW);
    }
    if let Some(born) = person.born {
        take(key("born", &[&born.number().to_string()]) & !ONLY_IF_FEW);
    }
    if !low.is_empty() {
        take(key("name", &[&low, &high]) & !ONLY_IF_FEW);
    }
    for half in halves {
        for (tag, place) in [("postcode", &person.postcode), ("city", &person.city)] {
            if !place.is_empty() {
                take(key(tag, &[half, place]) | ONLY_IF_FEW);
            }
        }
    }
    let told = person.name.given.words().iter().chain(person.name.family.words());
    for word in told.filter(|word| word.chars().count() > 2) {
        let name = Some(person.company.joined()).filter(|name| !name.is_empty());
        for company in [name, person.company.domain()].into_iter().flatten() {
            take(key("company", &[word, company]) & !ONLY_IF_FEW);
        }
    }
    if !person.street.is_empty() {
        take(key("street", &[&person.street, &person.postcode]) & !ONLY_IF_FEW);
    }
}

fn take_some(take: &mut dyn FnMut(u64), key: Option<u64>) {
    if let Some(key) = key {
        take(key);
    }
}

#[cfg(test)]
mod tests {
    use super::clusters;
    use crate::matching::{Details, Knowledge, Person};

    fn people(rows: &[(&str, &str, &str, &str)]) -> Vec<Person> {
        let tables = baton_knowledge::full();
        let knowledge = Knowledge { tables: &tables, is_throw_away: baton_knowledge::is_throw_away };
        let read = |(given, family, email, phone): &(&str, &str, &str, &str)| {
            Person::read(&Details { given, family, email, phone, country: "de", ..Details::default() }, knowledge)
        };
        rows.iter().map(read).collect()
    }

    #[test]
    fn a_weak_chain_makes_no_strangers_one() {
        let found = clusters(&people(&[
            ("Anna", "Berg", "", "030 123456"),
            ("A.", "Berg", "", "030 123456"),
            ("Axel", "Berg", "", "030 123456"),
        ]));
        assert_eq!(found.of, [0, 0, 2], "A. Berg is one of the two, and not both");
        assert_eq!(found.held_apart.len(), 1);
    }

    #[test]
    fn a_switchboard_is_nobody() {
        let mut rows = vec![("Jan", "Kok", "", "030 99887766"), ("J.", "Kok", "", "030 99887766")];
        assert_eq!(clusters(&people(&rows)).of, [0, 0]);
        rows.push(("Eva", "Lind", "", "030 99887766"));
        assert_eq!(clusters(&people(&rows)).of, [0, 1, 2], "two names share the number now");
    }

    #[test]
    fn a_mailbox_is_a_person_unless_it_is_a_departments() {
        let found = clusters(&people(&[
            ("Jan", "Kok", "jan.kok@atlas.example", ""),
            ("", "", "Jan.Kok+demo@atlas.example", ""),
            ("Jan", "Kok", "info@atlas.example", ""),
            ("Eva", "Lind", "info@atlas.example", ""),
            ("Mia", "Orth", "miaorth@gmail.com", ""),
            ("Mia", "", "Mia.Orth@googlemail.com", ""),
        ]));
        assert_eq!(found.of, [0, 0, 0, 3, 4, 4]);
    }

    #[test]
    fn a_thousand_rows_of_one_switchboard_stay_quick() {
        let names: Vec<String> =
            (0..1_000_u32).map(|n| format!("Name{}", char::from_u32(0x4e00 + n).unwrap_or('x'))).collect();
        let rows: Vec<(&str, &str, &str, &str)> =
            names.iter().map(|name| ("Eva", name.as_str(), "", "030 99887766")).collect();
        assert!(clusters(&people(&rows)).compared < 40_000);
    }
}
