//! The same person in several rows.

use std::collections::{BTreeMap, BTreeSet};

use baton_calibration::{Columns, Role};
use baton_handoff::matching::{Details, Knowledge, Person, clusters};
use baton_scoring::Field;
use serde::Serialize;

use crate::row::Lead;

/// What stands twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Twice {
    /// People with several rows.
    pub people: usize,
    /// Rows beyond each person's first.
    pub extra: usize,
    /// People whose rows have different owners.
    pub several_owners: usize,
    /// Rows of one person, numbered as a spreadsheet shows them: the header is row 1. The largest first.
    pub examples: Vec<Vec<usize>>,
}

/// None where no column tells who somebody is.
pub(crate) fn twice(rows: &[Vec<String>], columns: &Columns, leads: &[Lead]) -> Option<Twice> {
    let tells = [Field::Email, Field::Name, Field::FirstName, Field::LastName, Field::Phone];
    if !tells.iter().any(|field| columns.of(Role::Form(*field)).is_some()) {
        return None;
    }
    let tables = baton_knowledge::full();
    let knowledge = Knowledge { tables: &tables, is_throw_away: baton_knowledge::is_throw_away };
    let people: Vec<Person> = rows.iter().map(|row| person(row, columns, knowledge)).collect();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, cluster) in clusters(&people).of.into_iter().enumerate() {
        groups.entry(cluster).or_default().push(row);
    }
    let mut several: Vec<Vec<usize>> = groups.into_values().filter(|rows| rows.len() > 1).collect();
    several.sort_by_key(|rows| core::cmp::Reverse(rows.len()));
    let owners = |rows: &Vec<usize>| {
        let owners = rows.iter().filter_map(|row| leads.get(*row)).map(|lead| lead.owner.as_str());
        owners.filter(|owner| !owner.is_empty()).collect::<BTreeSet<&str>>().len()
    };
    Some(Twice {
        people: several.len(),
        extra: several.iter().map(|rows| rows.len() - 1).sum(),
        several_owners: several.iter().filter(|rows| owners(rows) > 1).count(),
        examples: several.iter().take(5).map(|rows| rows.iter().map(|row| row + 2).collect()).collect(),
    })
}

fn person(row: &[String], columns: &Columns, knowledge: Knowledge<'_>) -> Person {
    let said = |field| columns.value(row, Role::Form(field)).unwrap_or_default();
    let details = Details::of_fields(said);
    Person::read(&details, knowledge)
}
