//! Who is there. The agreement says who works when; what changes from day to day is written here.

use crate::arrival::Here;
use crate::log::{self, Entry, Kind};
use crate::{Database, Millis, Problem, Seconds};

/// A rep counts as away from now on, for so long: they missed the window of a lead.
///
/// Written into the log, from which whoever decides about eligibility takes it.
pub(crate) fn mark_away(
    here: &Here<'_>,
    lead: &str,
    (rep, name): (&str, &str),
    time: Seconds,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    let time = Millis::from_seconds(time);
    let kind = Kind::RepAway { rep: rep.to_owned(), name: name.to_owned(), until: (here.now + time).0, for_ms: time.0 };
    log::append(db, here.now, Some(here.in_force.version), &[Entry { lead: Some(lead), actor: "desk", kind }])
}
