//! Instants as the page says them: in UTC, because a page without a script cannot know better.

use baton_hours::Date;

use crate::Millis;

const DAY: i64 = 86_400_000;
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `10:00 UTC` today, `tomorrow 10:00 UTC`, `Tue 24 Nov 10:00 UTC` on another day.
pub(super) fn when(at: Millis, now: Millis) -> String {
    let clock = at.utc_clock();
    match at.0.div_euclid(DAY) - now.0.div_euclid(DAY) {
        0 => clock,
        1 => format!("tomorrow {clock}"),
        _ => format!("{} {clock}", date(at)),
    }
}

/// `09:55:48 UTC`.
pub(super) fn exact(at: Millis) -> String {
    let seconds = at.0.rem_euclid(DAY) / 1000;
    format!("{:02}:{:02}:{:02} UTC", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `2026-11-21T10:00:00Z`, for a `<time>`.
pub(super) fn machine(at: Millis) -> String {
    let seconds = at.0.rem_euclid(DAY) / 1000;
    format!("{}T{:02}:{:02}:{:02}Z", at.day(), seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn date(at: Millis) -> String {
    let (_, month, day) = civil(at);
    let weekday = WEEKDAYS.get(Date::of_instant(at.seconds().0).weekday());
    let month = usize::try_from(month - 1).ok().and_then(|of| MONTHS.get(of));
    format!("{} {day} {}", weekday.unwrap_or(&""), month.unwrap_or(&""))
}

/// Year, month and day of the Gregorian calendar.
fn civil(at: Millis) -> (i64, i64, i64) {
    Date::of_instant(at.seconds().0).civil()
}

#[cfg(test)]
mod tests {
    use super::{civil, machine, when};
    use crate::Millis;

    #[test]
    fn days_read_well() {
        let now = Millis(1_795_219_200_000 + 10 * 3_600_000);
        let in_hours = |hours: i64| when(now + Millis(hours * 3_600_000), now);
        assert_eq!(in_hours(1), "11:00 UTC");
        assert_eq!(in_hours(24), "tomorrow 10:00 UTC");
        assert_eq!(in_hours(72), "Tue 24 Nov 10:00 UTC");
        assert_eq!(in_hours(-24), "Fri 20 Nov 10:00 UTC");
        assert_eq!(machine(now), "2026-11-21T10:00:00Z");
    }

    /// Both ways of the calendar agree on every day of two centuries.
    #[test]
    fn the_calendar_leads_back() {
        for day in 0..73_050 {
            let at = Millis(day * 86_400_000 + 1);
            let (year, month, of_month) = civil(at);
            assert_eq!(Millis::of_day(year, month, of_month), Some(at.midnight()), "{year}-{month}-{of_month}");
        }
    }
}
