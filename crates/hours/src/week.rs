//! The week as people write it: blocks of working time a day.

use core::fmt;

/// The days of a week as they are written, Monday first.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A day, in seconds.
pub(crate) const DAY: i64 = 86_400;

/// A block of working time. It belongs to the day it begins on, also where it runs over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    /// Seconds from the midnight its day begins with.
    from: i64,
    /// The same; over 24 hours where it runs over midnight.
    to: i64,
}

/// Why a text is no block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongBlock {
    /// It is not two times of day.
    Form,
    /// It closes when it opens.
    Empty,
}

impl Block {
    /// The whole day.
    pub const WHOLE_DAY: Block = Block { from: 0, to: DAY };

    /// From one time of day to another, `09:00` to `17:30`, also with seconds. A block that closes no
    /// later than it opens runs over midnight; `24:00` and `00:00` close at midnight.
    ///
    /// # Errors
    ///
    /// [`WrongBlock::Form`] for what is not a time from `00:00` to `24:00`; [`WrongBlock::Empty`] where
    /// both are the same (but `00:00` to `00:00`, which is the whole day).
    pub fn new(from: &str, to: &str) -> Result<Block, WrongBlock> {
        let (from, to) = (time_of_day(from), time_of_day(to));
        let (Some(from @ ..DAY), Some(to)) = (from, to) else { return Err(WrongBlock::Form) };
        if from == to && from != 0 {
            return Err(WrongBlock::Empty);
        }
        Ok(Block { from, to: if to <= from { to + DAY } else { to } })
    }

    /// Of `09:00-17:30`.
    ///
    /// # Errors
    ///
    /// As [`Block::new`].
    pub fn parse(text: &str) -> Result<Block, WrongBlock> {
        let (from, to) = text.split_once(['-', '–']).ok_or(WrongBlock::Form)?;
        Block::new(from.trim(), to.trim())
    }

    /// When it opens, in seconds from the midnight its day begins with.
    #[must_use]
    pub fn from(self) -> i64 {
        self.from
    }

    /// When it closes, in seconds from the midnight its day begins with; over 86,400 where it runs
    /// over midnight.
    #[must_use]
    pub fn to(self) -> i64 {
        self.to
    }

    /// Whether both have a moment in common, `other` beginning so many days later.
    #[must_use]
    pub fn overlaps(self, other: Block, days_later: i64) -> bool {
        let shift = days_later * DAY;
        self.from < other.to + shift && other.from + shift < self.to
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.to > DAY { self.to - DAY } else { self.to };
        for (sign, time) in [("", self.from), ("-", to)] {
            write!(f, "{sign}{:02}:{:02}", time / 3_600, time / 60 % 60)?;
            if time % 60 != 0 {
                write!(f, ":{:02}", time % 60)?;
            }
        }
        Ok(())
    }
}

/// Seconds from midnight of `09:00` or `09:00:30`, up to `24:00`.
fn time_of_day(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let (hours, minutes) = (two_digits(parts.next()?, 1)?, two_digits(parts.next()?, 2)?);
    let seconds = parts.next().map_or(Some(0), |part| two_digits(part, 2))?;
    let time = hours * 3_600 + minutes * 60 + seconds;
    (parts.next().is_none() && minutes < 60 && seconds < 60 && time <= DAY).then_some(time)
}

fn two_digits(text: &str, least: usize) -> Option<i64> {
    let right = (least..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}

/// The blocks of each day, Monday first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Week {
    days: [Vec<Block>; 7],
}

impl Week {
    /// Every day, the whole day.
    #[must_use]
    pub fn round_the_clock() -> Week {
        Week { days: core::array::from_fn(|_| vec![Block::WHOLE_DAY]) }
    }

    /// These blocks a day, Monday first. They may overlap: time counts once.
    #[must_use]
    pub fn new(days: [Vec<Block>; 7]) -> Week {
        Week { days }
    }

    /// The blocks that begin on a day, 0 being Monday.
    #[must_use]
    pub fn blocks(&self, weekday: usize) -> &[Block] {
        self.days.get(weekday).map_or(&[], Vec::as_slice)
    }

    /// The days, Monday first.
    pub fn days(&self) -> impl Iterator<Item = &[Block]> {
        self.days.iter().map(Vec::as_slice)
    }

    /// Whether nobody ever works.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.iter().all(Vec::is_empty)
    }

    /// Whether there is no moment without work.
    #[must_use]
    pub fn is_round_the_clock(&self) -> bool {
        self.days.iter().all(|blocks| blocks.contains(&Block::WHOLE_DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, WrongBlock};

    #[test]
    fn blocks_are_read_and_written() {
        for (text, from, to) in [
            ("09:00-17:30", 32_400, 63_000),
            ("00:00-24:00", 0, 86_400),
            ("22:00-06:00", 79_200, 108_000),
            ("08:15:30-08:16", 29_730, 29_760),
        ] {
            let block = Block::parse(text).unwrap();
            assert_eq!((block.from(), block.to(), block.to_string().as_str()), (from, to, text));
        }
        assert_eq!(Block::parse("9:00 - 17:00").unwrap().to_string(), "09:00-17:00");
        assert_eq!(Block::parse("00:00-00:00"), Ok(Block::WHOLE_DAY));
        assert_eq!(Block::parse("18:00-00:00").unwrap().to(), 86_400);
    }

    #[test]
    fn what_is_no_block_says_why() {
        for text in ["", "9-17", "09:00", "09:60-10:00", "24:00-25:00", "24:00-06:00", "09:00-24:01", "009:00-10:00"] {
            assert_eq!(Block::parse(text), Err(WrongBlock::Form), "{text}");
        }
        assert_eq!(Block::parse("09:00-09:00"), Err(WrongBlock::Empty));
    }

    #[test]
    fn overlaps_are_seen_over_midnight() {
        let block = |text| Block::parse(text).unwrap();
        assert!(block("09:00-12:00").overlaps(block("11:59-13:00"), 0));
        assert!(!block("09:00-12:00").overlaps(block("12:00-13:00"), 0));
        assert!(block("22:00-06:00").overlaps(block("05:00-07:00"), 1));
        assert!(!block("22:00-06:00").overlaps(block("06:00-07:00"), 1));
    }
}
