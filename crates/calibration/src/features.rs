//! What of a past lead can become a criterion: each column's values, cut into atoms before any outcome is looked at.

use std::collections::BTreeMap;

use baton_scoring::{Card, Field, Fields, Lead, RawField, ScoreCard, Submission, map_fields};

use crate::columns::number;
use crate::past::{Past, Stored};
use crate::{Role, names};

/// What a criterion asks about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A field of the agreement.
    Field(Field),
    /// Something another system tells of as a signal; the beginning of its name.
    Signal(String),
}

/// The finest piece of a column that is looked at by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Atom {
    /// Nothing stands there.
    Missing,
    /// Something that no criterion can name: not understood, or different on every row.
    Rare,
    /// This text, as conditions compare it.
    Text(String),
    /// Numbers from this one up to the next atom's.
    From(f64),
}

/// A column, cut into atoms.
#[derive(Clone, Debug)]
pub struct Feature {
    /// Its header.
    pub name: String,
    /// What a criterion would ask about.
    pub subject: Subject,
    /// Its atoms: numbers in their order.
    pub atoms: Vec<Atom>,
    /// Whether they are numbers.
    pub is_number: bool,
    /// Where the column stands.
    pub(crate) column: usize,
    /// Each row's atom.
    pub(crate) codes: Vec<u16>,
}

/// Most texts of a column that are looked at by themselves.
const MOST_TEXTS: usize = 60;
/// Most bands that numbers are cut into before they are merged.
const MOST_BANDS: usize = 24;
/// So many rows at least make a text worth its own look.
const FEWEST_ROWS: usize = 10;

/// The features of a file: every column that says something of a lead when it comes in.
#[must_use]
pub fn features(past: &Past) -> Vec<Feature> {
    let raw: Vec<RawField> =
        past.columns.list.iter().map(|c| RawField { name: c.name.clone(), ..RawField::default() }).collect();
    let mapped = map_fields(&raw);
    let mut list = Vec::new();
    for (at, column) in past.columns.list.iter().enumerate() {
        let Some(stored) = past.store.get(at) else { continue };
        let field = match column.role {
            Role::Form(field) => Some(field),
            Role::Source => mapped.get(at).copied().flatten(),
            Role::Other => None,
            _ => continue,
        };
        if column.dates.is_some() && field.is_none() {
            continue;
        }
        // A column of numbers under the name of a text is no such field: `campaign` may count calls, and
        // `time on website` is no address.
        let is_count =
            |field: &Field| !matches!(field, Field::Employees | Field::Budget | Field::Phone | Field::PostalCode);
        let field = field.filter(|field| !(is_count(field) && mostly_numbers(stored)));
        // A few texts again and again are no names: `Last Activity` is nobody's family.
        let field =
            field.filter(|field| !(names_one(*field) && few_texts(stored) && past.rows > 20 * stored.words().len()));
        match field {
            Some(field) => of_field(&mut list, at, &column.name, field, stored),
            None => list.push(of_column(at, &column.name, stored)),
        }
    }
    name_apart(&mut list);
    list.retain(|feature| feature.atoms.len() > 1);
    list
}

/// Two columns whose names are the same when they are written small: the later ones are numbered.
fn name_apart(list: &mut [Feature]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for feature in list {
        if let Subject::Signal(name) = &mut feature.subject {
            let count = seen.entry(name.clone()).or_default();
            *count += 1;
            if *count > 1 {
                *name = format!("{name}_{count}");
            }
        }
    }
}

/// What follows from a field that was mapped: its own text, and what is read out of it.
fn of_field(list: &mut Vec<Feature>, at: usize, name: &str, field: Field, stored: &Stored) {
    use Field::{
        Budget, Company, Country, Email, EmailKind, Employees, FirstName, Function, JobTitle, LastName, Market,
        Message, Name, Phone, PostalCode, Seniority, Timeline, TimelineBand, Website,
    };
    let named =
        |field: Field| if field == Field::JobTitle { name.to_owned() } else { format!("{name} ({})", field.id()) };
    match field {
        Email => {
            list.push(of_texts(at, named(EmailKind), EmailKind, stored, field));
        }
        FirstName | LastName | Name | Phone | Company | Website | Message | PostalCode | Field::EmailDomain => {
            list.push(of_presence(at, name.to_owned(), field, stored));
        }
        JobTitle if !few_texts(stored) => {
            list.push(of_texts(at, named(Seniority), Seniority, stored, field));
            list.push(of_texts(at, named(Function), Function, stored, field));
        }
        Employees | Budget => list.push(of_numbers_field(at, name, field, stored)),
        Timeline => list.push(of_texts(at, named(TimelineBand), TimelineBand, stored, field)),
        Country if few_texts(stored) => list.push(of_texts(at, name.to_owned(), Country, stored, field)),
        Country => list.push(of_texts(at, named(Market), Market, stored, field)),
        _ => list.push(of_texts(at, name.to_owned(), field, stored, field)),
    }
}

/// Fields that hold something else for every lead.
fn names_one(field: Field) -> bool {
    use Field::{Company, EmailDomain, FirstName, LastName, Message, Name, Website};
    matches!(field, FirstName | LastName | Name | Company | Website | Message | EmailDomain)
}

fn few_texts(stored: &Stored) -> bool {
    stored.words().len() <= MOST_TEXTS
}

/// Each word of a column as a lead understands it.
fn understood(stored: &Stored, typed: Field, mut take: impl FnMut(&Lead)) {
    let bytes = Card::default().encode();
    let Ok(card) = ScoreCard::read(&bytes) else { return };
    let tables = baton_knowledge::full();
    let mut lead = Lead::of(Fields::ALL);
    let mut form = Submission { fields: vec![RawField::default()], ..Submission::default() };
    for word in stored.words() {
        if let Some(field) = form.fields.first_mut() {
            field.value.clone_from(word);
        }
        lead.read(&form, &[Some(typed)], &tables, &card);
        take(&lead);
    }
}

fn of_texts(at: usize, name: String, field: Field, stored: &Stored, typed: Field) -> Feature {
    let mut texts: Vec<Atom> = Vec::new();
    understood(stored, typed, |lead| {
        texts.push(match (lead.raw(typed), lead.text(field)) {
            (None, _) => Atom::Missing,
            (_, None) => Atom::Rare,
            (_, Some(text)) => Atom::Text(text.to_owned()),
        });
    });
    by_text(at, name, Subject::Field(field), stored, texts)
}

fn of_presence(at: usize, name: String, field: Field, stored: &Stored) -> Feature {
    let texts = stored.words().iter().map(|word| if word.is_empty() { Atom::Missing } else { Atom::Rare }).collect();
    by_text(at, name, Subject::Field(field), stored, texts)
}

fn of_numbers_field(at: usize, name: &str, field: Field, stored: &Stored) -> Feature {
    let mut numbers = Vec::new();
    understood(stored, field, |lead| {
        let asked = lead.raw(field).is_some();
        numbers.push((asked, lead.number(field).map(f64::from)));
    });
    by_number(at, name.to_owned(), Subject::Field(field), stored, &numbers)
}

fn mostly_numbers(stored: &Stored) -> bool {
    let filled = stored.words().iter().filter(|word| !word.is_empty());
    let (all, numbers) = filled.fold((0, 0), |(all, n), word| (all + 1, n + usize::from(number(word).is_some())));
    all > 0 && numbers * 20 >= all * 19
}

fn of_column(at: usize, name: &str, stored: &Stored) -> Feature {
    let subject = Subject::Signal(names::slug(name));
    if mostly_numbers(stored) {
        let numbers: Vec<(bool, Option<f64>)> =
            stored.words().iter().map(|word| (!word.is_empty(), number(word))).collect();
        return by_number(at, name.to_owned(), subject, stored, &numbers);
    }
    let text = |word: &String| if word.is_empty() { Atom::Missing } else { Atom::Text(names::value(word)) };
    by_text(at, name.to_owned(), subject, stored, stored.words().iter().map(text).collect())
}

/// Rows of each word.
fn counts(stored: &Stored) -> Vec<usize> {
    let mut counts = vec![0_usize; stored.words().len()];
    for code in &stored.codes {
        if let Some(count) = usize::try_from(*code).ok().and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    counts
}

fn by_text(at: usize, name: String, subject: Subject, stored: &Stored, texts: Vec<Atom>) -> Feature {
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut missing, mut rare) = (0_usize, 0_usize);
    for (atom, count) in texts.iter().zip(counts(stored)) {
        match atom {
            Atom::Text(text) => *rows.entry(text).or_default() += count,
            Atom::Missing => missing += count,
            _ => rare += count,
        }
    }
    let fewest = FEWEST_ROWS.max(stored.codes.len() / 2_000);
    let mut kept: Vec<(usize, &str)> =
        rows.iter().filter(|(_, n)| **n >= fewest).map(|(text, n)| (*n, *text)).collect();
    kept.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    kept.truncate(MOST_TEXTS);
    rare += rows.values().sum::<usize>() - kept.iter().map(|(n, _)| n).sum::<usize>();
    let mut atoms: Vec<Atom> = Vec::new();
    atoms.extend((missing > 0).then_some(Atom::Missing));
    atoms.extend((rare > 0).then_some(Atom::Rare));
    atoms.extend(kept.iter().map(|(_, text)| Atom::Text((*text).to_owned())));
    let places: BTreeMap<&str, u16> = places(&atoms);
    let place =
        |atom: &Atom| atoms.iter().position(|one| one == atom).and_then(|at| u16::try_from(at).ok()).unwrap_or(0);
    let (of_missing, of_rare) = (place(&Atom::Missing), place(&Atom::Rare));
    let of_words: Vec<u16> = texts
        .iter()
        .map(|atom| match atom {
            Atom::Missing => of_missing,
            Atom::Text(text) => places.get(text.as_str()).copied().unwrap_or(of_rare),
            _ => of_rare,
        })
        .collect();
    let codes = stored.each(&of_words, of_rare).collect();
    Feature { name, subject, atoms: atoms.clone(), is_number: false, column: at, codes }
}

fn places(atoms: &[Atom]) -> BTreeMap<&str, u16> {
    let texts = atoms.iter().zip(0_u16..).filter_map(|(atom, at)| match atom {
        Atom::Text(text) => Some((text.as_str(), at)),
        _ => None,
    });
    texts.collect()
}

/// Numbers are cut where equally many rows lie between, and at every value where there are few.
fn by_number(at: usize, name: String, subject: Subject, stored: &Stored, numbers: &[(bool, Option<f64>)]) -> Feature {
    let mut rows: Vec<(f64, usize)> = Vec::new();
    let (mut missing, mut rare) = (0_usize, 0_usize);
    for ((asked, number), count) in numbers.iter().zip(counts(stored)) {
        match number {
            Some(number) => rows.push((*number, count)),
            None if *asked => rare += count,
            None => missing += count,
        }
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let cuts = cuts(&rows);
    let mut atoms: Vec<Atom> = Vec::new();
    atoms.extend((missing > 0).then_some(Atom::Missing));
    atoms.extend((rare > 0).then_some(Atom::Rare));
    let before = atoms.len();
    atoms.extend(cuts.iter().map(|cut| Atom::From(*cut)));
    let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
    let of_words: Vec<u16> = numbers
        .iter()
        .map(|(asked, number)| match number {
            Some(number) => place(before + cuts.partition_point(|cut| cut <= number).saturating_sub(1)),
            None if *asked => place(usize::from(missing > 0)),
            None => 0,
        })
        .collect();
    let codes = stored.each(&of_words, 0).collect();
    Feature { name, subject, atoms, is_number: true, column: at, codes }
}

/// Where bands begin, from sorted values and their rows.
fn cuts(rows: &[(f64, usize)]) -> Vec<f64> {
    let all: usize = rows.iter().map(|(_, count)| count).sum();
    let least = (all / MOST_BANDS).max(FEWEST_ROWS.min(all));
    let mut cuts: Vec<f64> = Vec::new();
    let (mut held, mut seen) = (usize::MAX, 0_usize);
    for group in rows.chunk_by(|a, b| a.0 == b.0) {
        let (value, count) = (group.first().map_or(0.0, |row| row.0), group.iter().map(|row| row.1).sum::<usize>());
        let left = all.saturating_sub(seen);
        // A value of many rows begins a band of its own, and so does what follows it.
        if held >= least && (left >= least || cuts.is_empty()) || (count >= least && held > 0 && !cuts.is_empty()) {
            cuts.push(value);
            held = 0;
        }
        held += count;
        seen += count;
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::{Atom, Subject, cuts, features};
    use crate::past::{Past, Said};
    use baton_scoring::Field;

    #[test]
    fn numbers_are_cut_evenly_and_a_heap_stands_alone() {
        let even: Vec<(f64, usize)> = (0..480).map(|n| (f64::from(n), 1)).collect();
        let bands = cuts(&even);
        assert_eq!((bands.len(), bands.first(), bands.get(1)), (24, Some(&0.0), Some(&20.0)));
        let heap: Vec<(f64, usize)> = [(0.0, 400)].into_iter().chain((1..81).map(|n| (f64::from(n), 1))).collect();
        let bands = cuts(&heap);
        assert_eq!(bands.iter().take(3).copied().collect::<Vec<_>>(), [0.0, 1.0, 21.0]);
        assert_eq!(cuts(&[(0.0, 50), (1.0, 50)]), [0.0, 1.0]);
    }

    #[test]
    fn columns_become_fields_signals_or_nothing() {
        let mut text = "id,Job title,Employees,Lead Origin,campaign,Email,won\n".to_owned();
        for n in 0..200 {
            let origin = ["API", "Landing Page"][n % 2];
            text += &format!("{n},Head of Data {n},{},{origin},{},a{n}@gmail.com,{}\n", n * 7, n % 5, n % 2);
        }
        let past = Past::read(text.as_bytes(), &Said::default(), 1000, &mut |_, _| Ok(())).unwrap();
        let found = features(&past);
        let subjects: Vec<Subject> = found.iter().map(|feature| feature.subject.clone()).collect();
        // Seniority, function and the kind of address are the same on every row and tell nothing.
        let signal = |name: &str| Subject::Signal(name.to_owned());
        assert_eq!(subjects, [Subject::Field(Field::Employees), signal("lead_origin"), signal("campaign")]);
        assert_eq!(found.get(1).unwrap().atoms, [Atom::Text("api".into()), Atom::Text("landing_page".into())]);
        assert_eq!(found.get(2).unwrap().atoms.len(), 5);
    }
}
