//! Every list there is.

use super::rule::Rule;
use super::{List, america, europe, south_and_east};

/// Countries and regions.
pub(super) fn all() -> impl Iterator<Item = &'static List> {
    let groups = europe::ALL.iter().chain(america::ALL).chain(south_and_east::ALL);
    groups.flat_map(|group| group.iter())
}

pub(super) const fn country(name: &'static str, rules: &'static [Rule]) -> List {
    List { name, base: None, without: &[], rules }
}

/// A region: the country's holidays and more.
pub(super) const fn region(name: &'static str, country: &'static List, rules: &'static [Rule]) -> List {
    List { name, base: Some(country), without: &[], rules }
}

/// A region that does not have all of the country's.
pub(super) const fn region_without(
    name: &'static str,
    country: &'static List,
    without: &'static [&'static str],
    rules: &'static [Rule],
) -> List {
    List { name, base: Some(country), without, rules }
}
