//! The units: points and seconds, whole numbers both.

use core::iter::Sum;
use core::ops::{Add, Neg, Sub};

/// Points of a score card. Whole, may be negative inside a card; a score is 0 to 100.
///
/// Arithmetic saturates: no card, however wild, can make a sum wrap around.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(pub i32);

impl Points {
    /// No points.
    pub const ZERO: Points = Points(0);
    /// The most a lead can score.
    pub const MAX_SCORE: Points = Points(100);

    /// This many points `times` over.
    #[must_use]
    pub fn times(self, times: u32) -> Points {
        Points(self.0.saturating_mul(i32::try_from(times).unwrap_or(i32::MAX)))
    }

    /// Into `[0, cap]`.
    #[must_use]
    pub fn held_to(self, cap: Points) -> Points {
        Points(self.0.min(cap.0).max(0))
    }
}

impl Add for Points {
    type Output = Points;
    fn add(self, other: Points) -> Points {
        Points(self.0.saturating_add(other.0))
    }
}

impl Sub for Points {
    type Output = Points;
    fn sub(self, other: Points) -> Points {
        Points(self.0.saturating_sub(other.0))
    }
}

impl Neg for Points {
    type Output = Points;
    fn neg(self) -> Points {
        Points(self.0.saturating_neg())
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Points>>(points: I) -> Points {
        points.fold(Points::ZERO, Add::add)
    }
}

/// Whole seconds since 1970-01-01T00:00:00Z, or a duration of whole seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub i64);

/// What a sum can still become: at least `low`, at most `high`.
///
/// The public card knows that private criteria exist and what they can give or take in all,
/// but not what they ask; this is how it carries that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// The least it can be, in points.
    pub low: Points,
    /// The most it can be, in points.
    pub high: Points,
}

impl Interval {
    /// Nothing, surely.
    pub const NONE: Interval = Interval { low: Points::ZERO, high: Points::ZERO };

    /// The interval that holds one value only.
    #[must_use]
    pub fn exactly(points: Points) -> Interval {
        Interval { low: points, high: points }
    }

    /// Both ends into `[0, cap]`. Clamping is monotone, so bounds stay bounds.
    #[must_use]
    pub fn held_to(self, cap: Points) -> Interval {
        Interval { low: self.low.held_to(cap), high: self.high.held_to(cap) }
    }
}

impl Add for Interval {
    type Output = Interval;
    fn add(self, other: Interval) -> Interval {
        Interval { low: self.low + other.low, high: self.high + other.high }
    }
}
