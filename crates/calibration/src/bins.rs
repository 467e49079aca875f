//! Atoms put together into the few groups that a card has lines for.
//!
//! Neighbours are merged, the least different first, until what is left differs for sure. Numbers keep their order,
//! and where a rising or falling line explains them as well, they rise or fall. Texts are neighbours by how often
//! they are won. What is missing stays by itself.

use crate::features::{Atom, Feature};
use crate::measure::{chi_square_tail, float};

/// Leads of an atom or a group, and how many of them were won.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Leads.
    pub leads: usize,
    /// Of these won.
    pub won: usize,
}

impl Count {
    fn and(self, other: Count) -> Count {
        Count { leads: self.leads + other.leads, won: self.won + other.won }
    }

    /// How often they are won, if there are any.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        (self.leads > 0).then(|| float(self.won) / float(self.leads))
    }

    /// How often they are won, drawn a little toward `base`.
    #[must_use]
    pub fn rate(self, base: f64) -> f64 {
        (float(self.won) + 2.0 * base) / (float(self.leads) + 2.0)
    }

    /// The log odds of that, against those of `base`: what it speaks for, before any other column.
    #[must_use]
    pub fn evidence(self, base: f64) -> f64 {
        let rate = (float(self.won) + base) / (float(self.leads) + 1.0);
        (rate / (1.0 - rate)).ln() - (base / (1.0 - base)).ln()
    }
}

/// Atoms of one column that are one line of the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Which atoms, in their order.
    pub atoms: Vec<usize>,
    /// Their leads.
    pub count: Count,
}

/// Most groups of a column.
const MOST_GROUPS: usize = 7;
/// Neighbours that differ by less than this are one: the 1 % point of chi-square with one degree.
const SURE: f64 = 6.635;

/// The leads of each atom among some rows.
#[must_use]
pub fn table(feature: &Feature, rows: &[u32], won: &[bool]) -> Vec<Count> {
    let mut table = vec![Count::default(); feature.atoms.len()];
    for row in rows.iter().filter_map(|row| usize::try_from(*row).ok()) {
        let (Some(code), Some(won)) = (feature.codes.get(row), won.get(row)) else { continue };
        if let Some(count) = table.get_mut(usize::from(*code)) {
            count.leads += 1;
            count.won += usize::from(*won);
        }
    }
    table
}

/// How likely a column's atoms differ so much by chance alone. Atoms too small for the test are taken together.
#[must_use]
pub fn by_chance(table: &[Count]) -> f64 {
    let all = table.iter().fold(Count::default(), |all, count| all.and(*count));
    let base = float(all.won) / float(all.leads).max(1.0);
    let mut tested: Vec<Count> = Vec::new();
    let mut small = Count::default();
    for count in table {
        if float(count.leads) * base.min(1.0 - base) >= 5.0 {
            tested.push(*count);
        } else {
            small = small.and(*count);
        }
    }
    if float(small.leads) * base.min(1.0 - base) >= 2.0 {
        tested.push(small);
    }
    let expected = |count: &Count| float(count.leads) * base;
    let square: f64 = tested
        .iter()
        .map(|count| (float(count.won) - expected(count)).powi(2) / (expected(count) * (1.0 - base)).max(1e-12))
        .sum();
    chi_square_tail(square, tested.len().saturating_sub(1))
}

/// The groups of a column, those of its numbers from low to high.
#[must_use]
pub fn groups(feature: &Feature, table: &[Count]) -> Vec<Group> {
    let all = table.iter().fold(Count::default(), |all, count| all.and(*count));
    let base = float(all.won) / float(all.leads).max(1.0);
    let mut apart: Vec<Group> = Vec::new();
    let mut line: Vec<Group> = Vec::new();
    for (at, (atom, count)) in feature.atoms.iter().zip(table).enumerate() {
        let group = Group { atoms: vec![at], count: *count };
        match atom {
            Atom::Missing | Atom::Rare => apart.push(group),
            Atom::Text(_) | Atom::From(_) => line.push(group),
        }
    }
    if !feature.is_number {
        line.sort_by(|a, b| a.count.rate(base).total_cmp(&b.count.rate(base)).then(a.atoms.cmp(&b.atoms)));
    }
    let fewest = if feature.is_number { all.leads / 100 } else { 0 };
    merge(&mut line, fewest);
    if feature.is_number {
        line = straightened(line, base);
    } else {
        line.iter_mut().for_each(|group| group.atoms.sort_unstable());
    }
    apart.append(&mut line);
    apart
}

/// Merges the least different neighbours until all that are left differ.
fn merge(line: &mut Vec<Group>, fewest: usize) {
    while line.len() > 1 {
        let costs = line.windows(2).map(|pair| match pair {
            // A band of hardly anybody is none.
            [a, b] if a.count.leads < fewest || b.count.leads < fewest => cost(a.count, b.count).min(SURE / 2.0),
            [a, b] => cost(a.count, b.count),
            _ => f64::INFINITY,
        });
        let Some((at, least)) = costs.enumerate().min_by(|a, b| a.1.total_cmp(&b.1)) else { return };
        if least >= SURE && line.len() <= MOST_GROUPS {
            return;
        }
        join(line, at);
    }
}

/// Puts a group together with the one behind it.
fn join(line: &mut Vec<Group>, at: usize) {
    if at + 1 >= line.len() {
        return;
    }
    let next = line.remove(at + 1);
    if let Some(group) = line.get_mut(at) {
        group.atoms.extend(next.atoms);
        group.count = group.count.and(next.count);
    }
}

/// What is lost by taking two for one: twice the difference of their log likelihoods.
fn cost(a: Count, b: Count) -> f64 {
    2.0 * (likelihood(a) + likelihood(b) - likelihood(a.and(b)))
}

fn likelihood(count: Count) -> f64 {
    let part = |some: usize| if some == 0 { 0.0 } else { float(some) * (float(some) / float(count.leads)).ln() };
    part(count.won) + part(count.leads - count.won)
}

/// The line made to rise or to fall, where that loses little: people expect it of sizes and counts, and it is a
/// guard against noise.
fn straightened(line: Vec<Group>, base: f64) -> Vec<Group> {
    let best =
        [true, false].map(|rising| pooled(line.clone(), rising, base)).into_iter().min_by(|a, b| a.1.total_cmp(&b.1));
    match best {
        Some((straight, lost)) if lost <= SURE + 2.0 * float(line.len() - straight.len().min(line.len())) => straight,
        _ => line,
    }
}

/// Pools adjacent violators. Source: M. Ayer et al., "An empirical distribution function for sampling with
/// incomplete information", Annals of Mathematical Statistics 26 (1955).
fn pooled(mut line: Vec<Group>, rising: bool, base: f64) -> (Vec<Group>, f64) {
    let before: f64 = line.iter().map(|group| likelihood(group.count)).sum();
    let wrong = |pair: &[Group]| match pair {
        [a, b] => (a.count.rate(base) > b.count.rate(base)) == rising,
        _ => false,
    };
    while let Some(at) = line.windows(2).position(wrong) {
        join(&mut line, at);
    }
    let after: f64 = line.iter().map(|group| likelihood(group.count)).sum();
    (line, 2.0 * (before - after))
}

#[cfg(test)]
mod tests {
    use super::{Count, by_chance, groups};
    use crate::features::{Atom, Feature, Subject};

    fn feature(atoms: Vec<Atom>, is_number: bool) -> Feature {
        let subject = Subject::Signal("x".into());
        Feature { name: "x".into(), subject, atoms, is_number, column: 0, codes: Vec::new() }
    }

    fn count(leads: usize, won: usize) -> Count {
        Count { leads, won }
    }

    #[test]
    fn numbers_rise_where_that_explains_them() {
        let atoms = (0..6).map(|n| Atom::From(f64::from(n))).collect();
        let table = [count(100, 10), count(100, 12), count(100, 30), count(100, 28), count(100, 60), count(100, 55)];
        let found = groups(&feature(atoms, true), &table);
        let parts: Vec<Vec<usize>> = found.iter().map(|group| group.atoms.clone()).collect();
        assert_eq!(parts, [vec![0, 1], vec![2, 3], vec![4, 5]]);
    }

    #[test]
    fn a_valley_that_is_sure_stays_one() {
        let atoms = (0..3).map(|n| Atom::From(f64::from(n))).collect();
        let found = groups(&feature(atoms, true), &[count(500, 250), count(500, 100), count(500, 250)]);
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn texts_of_one_worth_are_one_line_and_what_is_missing_stands_alone() {
        let text = |text: &str| Atom::Text(text.to_owned());
        let atoms = vec![Atom::Missing, text("a"), text("b"), text("c")];
        let found = groups(&feature(atoms, false), &[count(50, 20), count(200, 160), count(200, 20), count(200, 158)]);
        let parts: Vec<Vec<usize>> = found.iter().map(|group| group.atoms.clone()).collect();
        assert_eq!(parts, [vec![0], vec![2], vec![1, 3]]);
    }

    #[test]
    fn chance_is_called_chance() {
        assert!(by_chance(&[count(500, 50), count(500, 55), count(500, 48)]) > 0.5);
        assert!(by_chance(&[count(500, 50), count(500, 150)]) < 1e-9);
        assert!(by_chance(&[count(5, 5), count(500, 50)]) > 0.0, "five rows are no column");
    }
}
