//! Holidays by country and region, as rules.
//!
//! The lists hold what closes offices: the public holidays of a country and of its regions, whole days,
//! from 2000 to 2100. They were written from the countries' laws and held against a public list of 2025.
//!
//! What no rule gives is not in them and belongs into an agreement's own list: the feasts of the moon
//! (India's, Ceuta's and Melilla's), feasts of single towns, evenings (Australia's of 24 and 31 December),
//! and days that a government proclaims from year to year.

mod america;
mod europe;
mod places;
mod rule;
mod south_and_east;

use std::collections::BTreeMap;

use crate::Date;
pub(crate) use rule::List;

/// A built-in list: the public holidays of a country, or of one of its regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HolidayList {
    list: &'static List,
}

impl HolidayList {
    /// The list of a name, `de` or `de-by`; none if there is no such list.
    #[must_use]
    pub fn named(name: &str) -> Option<HolidayList> {
        places::all().find(|list| list.name == name).map(|list| HolidayList { list })
    }

    /// The names of all lists.
    pub fn names() -> impl Iterator<Item = &'static str> {
        places::all().map(|list| list.name)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.list.name
    }

    /// The holidays of a year, in order. Outside of 2000 to 2100 the rules of today are taken.
    #[must_use]
    pub fn of_year(self, year: i64) -> Vec<(Date, &'static str)> {
        self.list.of_year(year)
    }
}

/// The days on which nobody works: own ones, and those of built-in lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays {
    /// Own days, and what they are called.
    pub own: BTreeMap<Date, String>,
    /// Built-in lists.
    pub lists: Vec<HolidayList>,
}

impl Holidays {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.own.is_empty() && self.lists.is_empty()
    }

    /// The holidays of a year, in no order, some perhaps twice.
    pub fn of_year(&self, year: i64) -> impl Iterator<Item = (Date, &str)> {
        let first = Date::of(year, 1, 1).unwrap_or(Date::from_days(i64::MAX));
        let end = Date::of(year + 1, 1, 1).unwrap_or(first);
        let own = self.own.range(first..end.max(first)).map(|(date, name)| (*date, name.as_str()));
        own.chain(self.lists.iter().flat_map(move |list| list.of_year(year)))
    }

    /// What the holiday of a day is called; none if it is no holiday.
    #[must_use]
    pub fn name_of(&self, date: Date) -> Option<String> {
        let (year, ..) = date.civil();
        self.of_year(year).find(|(day, _)| *day == date).map(|(_, name)| name.to_owned())
    }
}
