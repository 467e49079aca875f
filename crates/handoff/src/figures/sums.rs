//! Many cells added up fast, for who only reads.

use std::collections::BTreeMap;

use super::sketch::{self, quantile};
use super::tally::Count;

/// Numbers of one value, or of all.
#[derive(Clone, Debug)]
pub(crate) struct Sums {
    counts: [i64; Count::ALL.len()],
    system: Vec<i64>,
    human: Vec<i64>,
    /// Leads, accepted and opportunities, by band of ten points.
    pub bands: [[i64; 10]; 3],
    pub evidence: [i64; 6],
    pub reasons: BTreeMap<String, i64>,
}

impl Default for Sums {
    fn default() -> Sums {
        let buckets = vec![0; usize::from(sketch::LAST) + 1];
        Sums {
            counts: [0; Count::ALL.len()],
            system: buckets.clone(),
            human: buckets,
            bands: [[0; 10]; 3],
            evidence: [0; 6],
            reasons: BTreeMap::new(),
        }
    }
}

impl Sums {
    /// Adds cells as they are stored, one behind the other. A year of a large desk is millions of parts, so each
    /// is read once, byte by byte, and nothing is allocated; what cannot be read is left out.
    pub fn add_stored(&mut self, cells: &str) {
        for part in cells.as_bytes().split(|byte| *byte == b' ') {
            self.add_part(part);
        }
    }

    fn add_part(&mut self, part: &[u8]) -> Option<()> {
        let colon = part.iter().position(|byte| *byte == b':')?;
        let (key, times) = (part.get(..colon)?, number(part.get(colon + 1..)?)?);
        let (first, rest) = key.split_first()?;
        let at = || usize::try_from(number(rest)?).ok();
        let place = match first {
            b'S' => self.system.get_mut(at()?),
            b'H' => self.human.get_mut(at()?),
            b'B' => self.bands[0].get_mut(at()?),
            b'C' => self.bands[1].get_mut(at()?),
            b'D' => self.bands[2].get_mut(at()?),
            b'E' => self.evidence.get_mut(at()?),
            b'R' => {
                let code = str::from_utf8(rest).ok()?;
                if !self.reasons.contains_key(code) {
                    self.reasons.insert(code.to_owned(), 0);
                }
                self.reasons.get_mut(code)
            }
            _ => self.counts.get_mut(Count::from_id(str::from_utf8(key).ok()?)? as usize),
        }?;
        *place = place.saturating_add(times);
        Some(())
    }

    /// Adds others.
    pub fn add_all(&mut self, other: &Sums) {
        let pairs = self.counts.iter_mut().zip(&other.counts);
        let pairs = pairs.chain(self.system.iter_mut().zip(&other.system));
        let pairs = pairs.chain(self.human.iter_mut().zip(&other.human));
        let pairs = pairs.chain(self.bands.iter_mut().flatten().zip(other.bands.iter().flatten()));
        for (mine, theirs) in pairs.chain(self.evidence.iter_mut().zip(&other.evidence)) {
            *mine = mine.saturating_add(*theirs);
        }
        for (code, times) in &other.reasons {
            *self.reasons.entry(code.clone()).or_default() += times;
        }
    }

    /// One number.
    pub fn of(&self, count: Count) -> i64 {
        self.counts.get(count as usize).copied().unwrap_or(0)
    }

    /// The times until a person answered, by bucket; empty ones left out.
    pub fn human(&self) -> Vec<(u8, i64)> {
        filled(&self.human)
    }

    /// The times until the rep was told.
    pub fn system(&self) -> Vec<(u8, i64)> {
        filled(&self.system)
    }

    /// The median time to a person's answer, in ms.
    pub fn human_median(&self) -> Option<i64> {
        quantile(&self.human(), 500)
    }
}

/// A whole number, with its sign.
fn number(text: &[u8]) -> Option<i64> {
    let (sign, digits) = match text {
        [b'-', digits @ ..] => (-1, digits),
        digits => (1, digits),
    };
    let next = |number: i64, byte: &u8| {
        byte.is_ascii_digit().then(|| number.saturating_mul(10).saturating_add(i64::from(byte - b'0')))
    };
    let number = digits.iter().try_fold(0, next)?;
    (!digits.is_empty()).then_some(sign * number)
}

fn filled(buckets: &[i64]) -> Vec<(u8, i64)> {
    (0..=sketch::LAST).zip(buckets).filter(|(_, times)| **times != 0).map(|(at, times)| (at, *times)).collect()
}
