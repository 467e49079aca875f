//! Sums over the courses of leads.

use baton_calibration::measure::percentile;
use serde::Serialize;

use crate::history::Course;

/// How many leads went somewhere under each agreement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// A tier, a route, a pool or a rep.
    pub name: String,
    /// Leads under the old agreement.
    pub before: usize,
    /// Leads under the new one.
    pub after: usize,
    /// Missed windows of theirs under the old agreement.
    pub missed_before: usize,
    /// The same under the new one.
    pub missed_after: usize,
}

/// How a desk bore its leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Load {
    /// Leads that had a window.
    pub with_window: usize,
    /// Of those, the ones whose window was missed.
    pub missed: usize,
    /// Leads that nobody answered.
    pub unanswered: usize,
    /// Half of the answers came within this time on the clock, in ms.
    pub median_ms: Option<i64>,
    /// Nine of ten answers came within this time on the clock, in ms.
    pub p90_ms: Option<i64>,
    /// Answers within five minutes on the clock.
    pub within_5m: usize,
    /// How often a lead was given on.
    pub given_on: usize,
    /// Leads that went back to marketing because nobody did anything.
    pub returned: usize,
    /// Leads in quarantine.
    pub quarantined: usize,
    /// Submissions that joined a lead there was.
    pub joined: usize,
    /// Submissions that the desk refused.
    pub refused: usize,
}

impl Load {
    /// Summed up.
    #[must_use]
    pub fn of(courses: &[Course]) -> Load {
        let count = |is: &dyn Fn(&Course) -> bool| courses.iter().filter(|course| is(course)).count();
        let mut times: Vec<i64> = courses.iter().filter_map(|course| course.answered_after_ms).collect();
        times.sort_unstable();
        Load {
            with_window: count(&Course::has_window),
            missed: count(&|course| course.has_window() && course.missed),
            unanswered: count(&|course| course.rep.is_some() && course.answered_at.is_none()),
            median_ms: percentile(&times, 50),
            p90_ms: percentile(&times, 90),
            within_5m: times.iter().filter(|time| **time < 300_000).count(),
            given_on: courses.iter().map(|course| course.given_on as usize).sum(),
            returned: count(&|course| course.returned),
            quarantined: count(&|course| course.quarantine.is_some()),
            joined: count(&|course| course.joined.is_some()),
            refused: count(&|course| course.refused.is_some()),
        }
    }

    /// The share of windows that were met, in thousandths; none where there were none.
    #[must_use]
    pub fn met(&self) -> Option<usize> {
        ((self.with_window - self.missed) * 1_000).checked_div(self.with_window)
    }
}

/// Leads by a name under each agreement, the most under the new one first.
pub(crate) fn shares(before: &[Course], after: &[Course], name: &dyn Fn(&Course) -> Option<&str>) -> Vec<Share> {
    let mut all: std::collections::BTreeMap<&str, Share> = std::collections::BTreeMap::new();
    for (is_new, courses) in [(false, before), (true, after)] {
        for course in courses {
            let Some(name) = name(course).filter(|name| !name.is_empty()) else { continue };
            let share = all.entry(name).or_insert_with(|| Share { name: name.to_owned(), ..Share::default() });
            let (leads, missed) = match is_new {
                true => (&mut share.after, &mut share.missed_after),
                false => (&mut share.before, &mut share.missed_before),
            };
            *leads += 1;
            *missed += usize::from(course.has_window() && course.missed);
        }
    }
    let mut all: Vec<Share> = all.into_values().collect();
    all.sort_by(|one, other| (other.after, other.before, &one.name).cmp(&(one.after, one.before, &other.name)));
    all
}

#[cfg(test)]
mod tests {
    use baton_calibration::measure::percentile;

    #[test]
    fn percentiles_are_values_that_occur() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!((percentile(&[7], 50), percentile(&[7], 90)), (Some(7), Some(7)));
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!((percentile(&ten, 50), percentile(&ten, 90)), (Some(5), Some(9)));
    }
}
