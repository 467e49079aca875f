//! Many cells added up fast, for who only reads.

use std::collections::BTreeMap;

use super::sketch::{self, quantile};
use super::tally::{Count, Key};

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
    /// Adds cells as they are stored, one behind the other.
    pub fn add_stored(&mut self, cells: &str) {
        for part in cells.split(' ') {
            let Some((key, times)) = part.split_once(':') else { continue };
            if let (Some(key), Ok(times)) = (Key::parse(key), times.parse::<i64>()) {
                self.add(key, times);
            }
        }
    }

    fn add(&mut self, key: Key, times: i64) {
        let place = match key {
            Key::Count(count) => self.counts.get_mut(count as usize),
            Key::System(bucket) => self.system.get_mut(usize::from(bucket)),
            Key::Human(bucket) => self.human.get_mut(usize::from(bucket)),
            Key::Band(band) => self.bands[0].get_mut(usize::from(band)),
            Key::BandAccepted(band) => self.bands[1].get_mut(usize::from(band)),
            Key::BandOpportunity(band) => self.bands[2].get_mut(usize::from(band)),
            Key::Evidence(facts) => self.evidence.get_mut(usize::from(facts)),
            Key::Reason(code) => Some(self.reasons.entry(code).or_default()),
        };
        if let Some(place) = place {
            *place = place.saturating_add(times);
        }
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

fn filled(buckets: &[i64]) -> Vec<(u8, i64)> {
    (0..=sketch::LAST).zip(buckets).filter(|(_, times)| **times != 0).map(|(at, times)| (at, *times)).collect()
}
