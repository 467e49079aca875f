//! Weeks and months of the desk's zone, as whole days.

use baton_hours::Date;

/// Into what a report is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Weeks from Monday to Sunday.
    Week,
    /// Months.
    Month,
}

impl By {
    /// Reads the word in a query.
    #[must_use]
    pub fn from_id(id: &str) -> Option<By> {
        match id {
            "week" => Some(By::Week),
            "month" => Some(By::Month),
            _ => None,
        }
    }

    /// Both kinds.
    pub(crate) const BOTH: [By; 2] = [By::Week, By::Month];

    /// The word in a query.
    pub(crate) fn id(self) -> &'static str {
        match self {
            By::Week => "week",
            By::Month => "month",
        }
    }

    /// The first and the last day of the period that a day lies in.
    pub(crate) fn whole(self, day: Date) -> (Date, Date) {
        let back = match self {
            By::Week => i64::try_from(day.weekday()).unwrap_or(0),
            By::Month => day.civil().2 - 1,
        };
        (day.plus(-back), self.last_day(day))
    }

    /// The periods from a day to a day, both included; the first and the last may be cut off.
    pub(crate) fn periods(self, from: Date, to: Date) -> Vec<(Date, Date)> {
        let mut periods = Vec::new();
        let mut begin = from;
        while begin <= to {
            let end = self.last_day(begin).min(to);
            periods.push((begin, end));
            begin = end.plus(1);
        }
        periods
    }

    /// The last day of the period that a day lies in.
    fn last_day(self, day: Date) -> Date {
        match self {
            By::Week => day.plus(6 - i64::try_from(day.weekday()).unwrap_or(0)),
            By::Month => {
                let (year, month, _) = day.civil();
                let next = if month == 12 { Date::of(year + 1, 1, 1) } else { Date::of(year, month + 1, 1) };
                next.map_or(day, |next| next.plus(-1))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::By;
    use baton_hours::Date;

    fn cut(by: By, from: &str, to: &str) -> Vec<String> {
        let day = |text| Date::parse(text).unwrap();
        by.periods(day(from), day(to)).iter().map(|(from, to)| format!("{from} {to}")).collect()
    }

    #[test]
    fn a_whole_week_and_a_whole_month() {
        let whole = |by: By, day: &str| {
            let (from, to) = by.whole(Date::parse(day).unwrap());
            format!("{from} {to}")
        };
        for day in ["2026-11-16", "2026-11-19", "2026-11-22"] {
            assert_eq!(whole(By::Week, day), "2026-11-16 2026-11-22");
        }
        assert_eq!(whole(By::Month, "2024-02-29"), "2024-02-01 2024-02-29");
        assert_eq!(whole(By::Month, "2026-12-01"), "2026-12-01 2026-12-31");
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        assert_eq!(
            cut(By::Week, "2026-11-14", "2026-11-23"),
            ["2026-11-14 2026-11-15", "2026-11-16 2026-11-22", "2026-11-23 2026-11-23"]
        );
        assert_eq!(cut(By::Month, "2024-02-10", "2024-03-01"), ["2024-02-10 2024-02-29", "2024-03-01 2024-03-01"]);
        assert_eq!(cut(By::Month, "2026-12-01", "2026-12-31"), ["2026-12-01 2026-12-31"]);
        assert_eq!(cut(By::Week, "2026-11-23", "2026-11-22"), Vec::<String>::new());
    }
}
