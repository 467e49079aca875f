//! Whether a person works at an instant, and if not, why and from when on again.

use crate::{Calendar, Date, Millis, Pauses};

/// Days on which a person is away, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// For people: "holiday".
    pub reason: String,
}

/// Whether a person works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Yes.
    Working,
    /// The hours of the day are over, have not begun, or pause.
    Closed {
        /// When this person works again; none if not within fifty years.
        opens_at: Option<Millis>,
    },
    /// It is a holiday.
    Holiday {
        /// The day.
        date: Date,
        /// What is celebrated.
        name: String,
        /// When this person works again; none if not within fifty years.
        opens_at: Option<Millis>,
    },
    /// The person is away.
    Absent {
        /// The last day.
        until: Date,
        /// Why.
        reason: String,
        /// When this person works again; none if not within fifty years.
        opens_at: Option<Millis>,
    },
}

impl Availability {
    /// Whether it is [`Availability::Working`].
    #[must_use]
    pub fn is_working(&self) -> bool {
        *self == Availability::Working
    }

    /// When the person works again; none for one who works, and for one who never does.
    #[must_use]
    pub fn opens_at(&self) -> Option<Millis> {
        match self {
            Availability::Working => None,
            Availability::Closed { opens_at }
            | Availability::Holiday { opens_at, .. }
            | Availability::Absent { opens_at, .. } => *opens_at,
        }
    }
}

/// Whether somebody with this calendar and these absences works at an instant. The days of an absence
/// are those of the calendar's zone; the begin of work after it leaves out every absence.
#[must_use]
pub fn working(calendar: &Calendar, absences: &[Absence], at: Millis) -> Availability {
    let zone = calendar.zone();
    let span = |absence: &Absence| (zone.midnight(absence.from), zone.midnight(absence.to.plus(1)));
    let away = Pauses::new(absences.iter().map(span));
    let opens_at = || calendar.next_open_without(at, &away);
    let date = zone.date(at);
    if let Some(absence) = absences.iter().find(|absence| (absence.from..=absence.to).contains(&date)) {
        return Availability::Absent { until: absence.to, reason: absence.reason.clone(), opens_at: opens_at() };
    }
    if calendar.is_open(at) {
        return Availability::Working;
    }
    match calendar.holidays().name_of(date).filter(|_| calendar.special(date).is_none()) {
        Some(name) => Availability::Holiday { date, name, opens_at: opens_at() },
        None => Availability::Closed { opens_at: opens_at() },
    }
}
