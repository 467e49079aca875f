//! Dates of birth as files have them.

/// A date of birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Born {
    year: u32,
    month: u32,
    day: u32,
}

/// How two dates of birth stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BirthLikeness {
    /// The same day.
    Same,
    /// One figure differs, two stand in each other's place, or day and month do.
    Typo,
    /// At most [`NEAR_DAYS`] apart, or every figure off by one at most, or by a decade.
    Near,
    /// Two days.
    Other,
}

/// Dates so near to each other are often one, badly remembered.
const NEAR_DAYS: u32 = 120;

impl Born {
    /// Reads `1980-05-17`, `19800517`, `17.05.1980`, `17/05/1980`, and `05/17/1980` where only
    /// that can be meant.
    #[must_use]
    pub fn read(text: &str) -> Option<Born> {
        let text = text.trim();
        let date = text.split(['T', ' ']).next()?;
        let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
        let number = |text: &str| text.parse::<u32>().ok();
        let (year, month, day) = match parts.as_slice() {
            [all] if all.len() == 8 => (number(all.get(..4)?)?, number(all.get(4..6)?)?, number(all.get(6..)?)?),
            [year, month, day] if year.len() == 4 => (number(year)?, number(month)?, number(day)?),
            [day, month, year] if year.len() == 4 => {
                let (day, month) = (number(day)?, number(month)?);
                let (day, month) = if month > 12 { (month, day) } else { (day, month) };
                (number(year)?, month, day)
            }
            _ => return None,
        };
        // Figures that are no date still tell people apart: 1980-17-05 is one mistyped.
        ((1850..=2150).contains(&year) && month <= 99 && day <= 99).then_some(Born { year, month, day })
    }

    /// As one number: what an index finds it by.
    #[must_use]
    pub fn number(self) -> u32 {
        self.year * 10_000 + self.month * 100 + self.day
    }

    /// How two dates stand to each other.
    #[must_use]
    pub fn likeness(self, other: Born) -> BirthLikeness {
        if self == other {
            return BirthLikeness::Same;
        }
        let is_turned = self.year == other.year && self.month == other.day && self.day == other.month;
        let (one, two) = (self.number().to_string(), other.number().to_string());
        if is_turned || is_one_slip(one.as_bytes(), two.as_bytes()) {
            return BirthLikeness::Typo;
        }
        let days = |born: Born| born.year * 365 + born.month * 30 + born.day;
        let is_off_by_one = matches!(self.year.abs_diff(other.year), 0 | 1 | 10)
            && self.month.abs_diff(other.month) <= 1
            && self.day.abs_diff(other.day) <= 1;
        let is_near = is_off_by_one || days(self).abs_diff(days(other)) <= NEAR_DAYS;
        if is_near { BirthLikeness::Near } else { BirthLikeness::Other }
    }
}

/// One figure wrong, or two neighbours swapped.
fn is_one_slip(one: &[u8], two: &[u8]) -> bool {
    let wrong: Vec<usize> = one.iter().zip(two).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect();
    match wrong.as_slice() {
        [_] => true,
        [a, b] => b - a == 1 && one.get(*a) == two.get(*b) && one.get(*b) == two.get(*a),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{BirthLikeness, Born};

    #[test]
    fn dates_are_read_and_compared() {
        let read = |text| Born::read(text).expect("a date");
        assert_eq!(read("1980-05-17"), read("17.05.1980"));
        assert_eq!(read("19800517"), read("05/17/1980"));
        assert_eq!(read("1980-05-17").likeness(read("1980-05-11")), BirthLikeness::Typo);
        assert_eq!(read("1980-05-07").likeness(read("1980-07-05")), BirthLikeness::Typo);
        assert_eq!(read("1980-05-17").likeness(read("1980-06-19")), BirthLikeness::Near);
        assert_eq!(read("1980-05-17").likeness(read("1991-11-02")), BirthLikeness::Other);
        assert!(Born::read("soon").is_none());
    }
}
