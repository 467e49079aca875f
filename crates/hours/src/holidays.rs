//! Holidays by country and region, as rules.

use std::collections::BTreeMap;

use crate::Date;

/// A built-in list: the public holidays of a country, or of one of its regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HolidayList {
    name: &'static str,
}

impl HolidayList {
    /// The list of a name, `de` or `de-by`; none if there is no such list.
    #[must_use]
    pub fn named(_name: &str) -> Option<HolidayList> {
        None
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The holidays of a year, in no order.
    #[must_use]
    pub fn of_year(self, _year: i64) -> Vec<(Date, &'static str)> {
        Vec::new()
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
