//! Times in which the clock stands.

use crate::Millis;

/// Half-open stretches of time that do not count: from an instant to right before another. They may
/// be given in any order and overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pauses {
    /// In order, apart from each other, none empty.
    stretches: Vec<(Millis, Millis)>,
}

impl Pauses {
    /// No pause.
    pub const NONE: Pauses = Pauses { stretches: Vec::new() };

    /// These, each from its begin to its end; [`Millis`]`(i64::MAX)` where there is no end yet.
    pub fn new(stretches: impl IntoIterator<Item = (Millis, Millis)>) -> Pauses {
        let mut given: Vec<_> = stretches.into_iter().filter(|(from, to)| from < to).collect();
        given.sort_unstable();
        let mut merged: Vec<(Millis, Millis)> = Vec::with_capacity(given.len());
        for (from, to) in given {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        Pauses { stretches: merged }
    }

    /// The pause that ends first after an instant.
    pub(crate) fn after(&self, at: Millis) -> Option<(Millis, Millis)> {
        let next = self.stretches.partition_point(|(_, to)| *to <= at);
        self.stretches.get(next).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::Pauses;
    use crate::Millis;

    #[test]
    fn pauses_are_put_in_order_and_joined() {
        let pauses =
            Pauses::new([(5, 7), (1, 2), (6, 9), (9, 10), (4, 4), (8, 3)].map(|(a, b)| (Millis(a), Millis(b))));
        assert_eq!(pauses.stretches, [(Millis(1), Millis(2)), (Millis(5), Millis(10))]);
        assert_eq!(pauses.after(Millis(0)), Some((Millis(1), Millis(2))));
        assert_eq!(pauses.after(Millis(2)), Some((Millis(5), Millis(10))));
        assert_eq!(pauses.after(Millis(10)), None);
    }
}
