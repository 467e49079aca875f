//! Working time: when somebody works, when so much work is done, and how much was done.
//!
//! A [`Calendar`] is a zone, a week, holidays and special days. It answers four questions:
//! [`Calendar::deadline`], [`Calendar::elapsed`], [`Calendar::is_open`] and
//! [`Calendar::next_open`]; [`working`] answers for a person with absences, with the reason.
//!
//! In scope: instants and days, the rules of zones (bundled, [`zone_data_version`]), holidays by
//! country and region as rules.
//!
//! Out of scope: whose calendar counts (`baton-agreement`), what happens at a deadline
//! (`baton-handoff`), the clock: `now` is a value.

mod date;
mod instant;

mod week;
mod zone;

pub mod holidays;

mod pauses;
mod spans;

mod calendar;
mod working;

pub use baton_scoring::Seconds;
pub use calendar::{Calendar, HORIZON_DAYS};
pub use date::Date;
pub use holidays::{HolidayList, Holidays};
pub use instant::Millis;
pub use pauses::Pauses;
pub use week::{Block, WEEKDAYS, Week, WrongBlock};
pub use working::{Absence, Availability, working};
pub use zone::{Zone, zone_data_version, zone_names};
