//! Where leads wait: by the weekday and hour at which they came in.

use baton_calibration::measure::percentile;
use baton_hours::{Millis, Zone};
use serde::Serialize;

use crate::row::{DAY, Fate, Lead};

/// An hour of the week.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Leads that came in then.
    pub leads: usize,
    /// Half of those tried waited no longer, in ms.
    pub median_ms: Option<i64>,
    /// Nobody ever tried them.
    pub never: usize,
}

/// 168 hours, from Monday midnight.
pub(crate) fn week(leads: &[Lead], zone: &Zone) -> Vec<Cell> {
    let mut waits: Vec<(usize, usize, Vec<i64>)> = vec![Default::default(); 168];
    for lead in leads {
        let Some(cell) = lead.at.and_then(|at| waits.get_mut(hour_of_week(at, zone))) else { continue };
        cell.0 += 1;
        cell.1 += usize::from(lead.fate == Fate::Ignored || lead.is_untried());
        cell.2.extend(lead.waited_ms());
    }
    let cells = waits.into_iter().map(|(leads, never, mut waited)| {
        waited.sort_unstable();
        Cell { leads, never, median_ms: percentile(&waited, 50) }
    });
    cells.collect()
}

/// The hour of the week of an instant, on the wall of a zone.
pub(crate) fn hour_of_week(at: Millis, zone: &Zone) -> usize {
    let date = zone.date(at);
    let hour = ((at - zone.midnight(date)).0 / (DAY / 24)).clamp(0, 23);
    date.weekday() * 24 + usize::try_from(hour).unwrap_or(0)
}
