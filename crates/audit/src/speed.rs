//! How long people waited until somebody first tried to reach them.

use baton_calibration::measure::percentile;
use baton_hours::{Calendar, Pauses};
use serde::Serialize;

use crate::row::Lead;

/// How fast somebody, or a source, was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Speed {
    /// Who or what; empty for all.
    pub name: String,
    /// Leads of which the file can say whether anybody tried.
    pub leads: usize,
    /// Leads with both instants.
    pub timed: usize,
    /// Tried within five minutes, on the clock.
    pub within_5m: usize,
    /// Within an hour.
    pub within_1h: usize,
    /// Within 24 hours.
    pub within_24h: usize,
    /// Never, as of the end of the file.
    pub never: usize,
    /// Half of those tried waited no longer, in ms.
    pub median_ms: Option<i64>,
    /// Nine of ten of those tried waited no longer, in ms.
    pub p90_ms: Option<i64>,
    /// The same in working time, where hours were given.
    pub working: Option<Working>,
    /// Leads by how long they waited, the bands of [`Band::ALL`] in order.
    pub bands: [usize; 8],
}

/// The same in working time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Working {
    /// Tried within five minutes of working time.
    pub within_5m: usize,
    /// Within an hour of it.
    pub within_1h: usize,
    /// Half of those tried waited no longer, in ms.
    pub median_ms: Option<i64>,
    /// Nine of ten waited no longer, in ms.
    pub p90_ms: Option<i64>,
}

/// A band of waiting times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// In words.
    pub words: &'static str,
    /// It ends before this, in ms.
    pub below_ms: i64,
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

impl Band {
    /// Every band of those who were tried; behind them come those who never were.
    pub const ALL: [Band; 7] = [
        Band { words: "under 5 minutes", below_ms: 5 * MINUTE },
        Band { words: "5 to 30 minutes", below_ms: 30 * MINUTE },
        Band { words: "30 to 60 minutes", below_ms: HOUR },
        Band { words: "1 to 4 hours", below_ms: 4 * HOUR },
        Band { words: "4 to 24 hours", below_ms: 24 * HOUR },
        Band { words: "1 to 3 days", below_ms: 72 * HOUR },
        Band { words: "over 3 days", below_ms: i64::MAX },
    ];
}

impl Speed {
    /// Of these leads.
    pub(crate) fn of<'l>(name: &str, leads: impl Iterator<Item = &'l Lead>, hours: Option<&Calendar>) -> Speed {
        let mut speed = Speed { name: name.to_owned(), ..Speed::default() };
        let (mut raw, mut working) = (Vec::new(), Vec::new());
        for lead in leads {
            speed.leads += usize::from(lead.tried.is_some());
            let never = lead.fate == crate::row::Fate::Ignored || lead.is_untried();
            speed.never += usize::from(never);
            let Some(waited) = lead.waited_ms() else { continue };
            raw.push(waited);
            if let (Some(calendar), Some(at), Some(contacted)) = (hours, lead.at, lead.contacted_at) {
                working.push(calendar.elapsed_millis(at, contacted, &Pauses::NONE).0);
            }
        }
        speed.timed = raw.len();
        let within = |times: &[i64], most: i64| times.iter().filter(|time| **time < most).count();
        (speed.within_5m, speed.within_1h) = (within(&raw, 5 * MINUTE), within(&raw, HOUR));
        speed.within_24h = within(&raw, 24 * HOUR);
        for waited in &raw {
            let band = Band::ALL.iter().position(|band| *waited < band.below_ms).unwrap_or(6);
            if let Some(count) = speed.bands.get_mut(band) {
                *count += 1;
            }
        }
        speed.bands[7] = speed.never;
        raw.sort_unstable();
        working.sort_unstable();
        (speed.median_ms, speed.p90_ms) = (percentile(&raw, 50), percentile(&raw, 90));
        speed.working = hours.map(|_| Working {
            within_5m: within(&working, 5 * MINUTE),
            within_1h: within(&working, HOUR),
            median_ms: percentile(&working, 50),
            p90_ms: percentile(&working, 90),
        });
        speed
    }

    /// Leads that waited an hour or longer, or for ever.
    #[must_use]
    pub fn late(&self) -> usize {
        self.timed - self.within_1h + self.never
    }

    /// Leads of which it is known how long they waited, or that nobody ever tried.
    #[must_use]
    pub fn known(&self) -> usize {
        self.timed + self.never
    }
}

impl Lead {
    /// How long it waited; none where an instant lacks, or the first try is older than the lead.
    pub(crate) fn waited_ms(&self) -> Option<i64> {
        let waited = (self.contacted_at? - self.at?).0;
        (waited >= 0).then_some(waited)
    }

    /// Rejected although nobody ever tried.
    pub(crate) fn is_untried(&self) -> bool {
        self.fate == crate::row::Fate::Rejected && self.tried == Some(false)
    }
}
