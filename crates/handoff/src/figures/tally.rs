//! What is counted, and how a cell of counts is stored.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Something that is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A number of leads, windows or promises, or an amount.
    Count(Count),
    /// Leads whose rep was told after a time in this bucket of [`super::sketch`].
    System(u8),
    /// Leads that a person answered after a time in this bucket.
    Human(u8),
    /// Leads of a band of ten points: 0 is 0 to 9, 9 is 90 to 100.
    Band(u8),
    /// Those of them that sales accepted.
    BandAccepted(u8),
    /// Those of them that became an opportunity.
    BandOpportunity(u8),
    /// Leads that came with so many of the five facts.
    Evidence(u8),
    /// Rejected leads, by the code of the reason.
    Reason(String),
}

macro_rules! counts {
    ($($(#[doc = $doc:literal])* $variant:ident = $id:literal),+ $(,)?) => {
        /// A number that is kept as it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Count { $($(#[doc = $doc])* $variant),+ }

        impl Count {
            /// Every one.
            pub const ALL: &[Count] = &[$(Count::$variant),+];

            /// The name in storage. Never changed, only added to.
            fn id(self) -> &'static str {
                match self { $(Count::$variant => $id),+ }
            }

            fn from_id(id: &str) -> Option<Count> {
                match id { $($id => Some(Count::$variant),)+ _ => None }
            }
        }
    };
}

counts! {
    /// Leads that were handed over: somebody got them.
    Leads = "n",
    /// Leads in quarantine, which nobody got.
    Quarantined = "q",
    /// Leads whose rep was told.
    Told = "t",
    /// Leads that a person answered.
    Answered = "h",
    /// Windows that were met.
    Met = "w",
    /// Windows that were missed.
    Missed = "m",
    /// Leads with a window that was missed.
    LeadsMissed = "lm",
    /// Those of them that booked a meeting before a person answered.
    Rescued = "z",
    /// Leads whose visitor was sent the booking link by the desk.
    Touched = "c",
    /// Leads that sales accepted.
    Accepted = "a",
    /// Leads that sales rejected.
    Rejected = "r",
    /// Those that were rejected before anybody tried to reach the visitor.
    RejectedUntried = "ru",
    /// Those that were rejected within a minute of being got.
    RejectedAtOnce = "rq",
    /// Leads that were marketing-qualified.
    Mql = "k",
    /// Those of them that became sales-qualified.
    MqlSql = "ks",
    /// Leads that became sales-qualified.
    Sql = "s",
    /// Leads that became an opportunity.
    Opportunity = "o",
    /// Leads that were won.
    Won = "v",
    /// Leads that were lost.
    Lost = "l",
    /// What the opportunities are worth.
    Pipeline = "p",
    /// What was won is worth.
    WonValue = "pv",
    /// Leads somebody worked on: tried, spoke, met.
    Worked = "x",
    /// Promises that were kept in time.
    PromisesKept = "g",
    /// Promises that were not.
    PromisesBroken = "b",
    /// Leads that marketing has back.
    Returned = "u",
}

impl Key {
    /// The name in storage.
    fn write(&self, text: &mut String) {
        let _ = match self {
            Key::Count(count) => write!(text, "{}", count.id()),
            Key::System(bucket) => write!(text, "S{bucket}"),
            Key::Human(bucket) => write!(text, "H{bucket}"),
            Key::Band(band) => write!(text, "B{band}"),
            Key::BandAccepted(band) => write!(text, "C{band}"),
            Key::BandOpportunity(band) => write!(text, "D{band}"),
            Key::Evidence(facts) => write!(text, "E{facts}"),
            Key::Reason(code) => write!(text, "R{code}"),
        };
    }

    pub(super) fn parse(text: &str) -> Option<Key> {
        let mut signs = text.chars();
        let (first, rest) = (signs.next()?, signs.as_str());
        let number = || rest.parse().ok();
        Some(match first {
            'S' => Key::System(number()?),
            'H' => Key::Human(number()?),
            'B' => Key::Band(number()?),
            'C' => Key::BandAccepted(number()?),
            'D' => Key::BandOpportunity(number()?),
            'E' => Key::Evidence(number()?),
            'R' => Key::Reason(rest.to_owned()),
            _ => Key::Count(Count::from_id(text)?),
        })
    }
}

/// Counts; what is not there is nought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<Key, i64>);

impl Tally {
    /// Adds so many.
    pub fn add(&mut self, key: Key, times: i64) {
        let sum = self.0.entry(key).or_default();
        *sum = sum.saturating_add(times);
    }

    /// Adds another, so many times; -1 takes it away. What comes to nought is gone.
    pub fn add_all(&mut self, other: &Tally, times: i64) {
        for (key, count) in &other.0 {
            self.add(key.clone(), count.saturating_mul(times));
        }
        self.0.retain(|_, count| *count != 0);
    }

    /// One number.
    #[must_use]
    pub fn count(&self, count: Count) -> i64 {
        self.0.get(&Key::Count(count)).copied().unwrap_or(0)
    }

    /// All that is not nought.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, i64)> {
        self.0.iter().map(|(key, count)| (key, *count))
    }

    /// Whether nothing is counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As stored, version 1: `n:3 a:1 H68:1`.
    #[must_use]
    pub fn to_stored(&self) -> String {
        let mut text = String::new();
        for (key, count) in &self.0 {
            if !text.is_empty() {
                text.push(' ');
            }
            key.write(&mut text);
            let _ = write!(text, ":{count}");
        }
        text
    }

    /// Adds what is stored; what this release does not know is left out.
    pub fn add_stored(&mut self, text: &str) {
        for part in text.split(' ') {
            let Some((key, count)) = part.rsplit_once(':') else { continue };
            if let (Some(key), Ok(count)) = (Key::parse(key), count.parse()) {
                self.add(key, count);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, Key, Tally};

    #[test]
    fn the_bytes_of_a_cell_are_pinned() {
        let mut tally = Tally::default();
        for (key, times) in [
            (Key::Count(Count::Leads), 12),
            (Key::Count(Count::WonValue), 9_000),
            (Key::System(3), 1),
            (Key::Human(200), 2),
            (Key::Band(9), 4),
            (Key::BandAccepted(9), 3),
            (Key::BandOpportunity(9), 2),
            (Key::Evidence(5), 1),
            (Key::Reason("no_budget".to_owned()), 1),
        ] {
            tally.add(key, times);
        }
        let stored = tally.to_stored();
        assert_eq!(stored, "n:12 pv:9000 S3:1 H200:2 B9:4 C9:3 D9:2 E5:1 Rno_budget:1");
        let mut again = Tally::default();
        again.add_stored(&stored);
        again.add_stored("later:5 broken ?");
        assert_eq!(again, tally);
        again.add_all(&tally, -1);
        assert!(again.is_empty() && again.to_stored().is_empty());
    }
}
