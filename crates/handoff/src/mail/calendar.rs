//! A meeting as a calendar file: RFC 5545, so much of it as a meeting needs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::Millis;
use crate::log::Kind;
use crate::message::Notice;
use crate::sink::Calendar;

/// A meeting whose end nobody knows takes so long in the calendar.
const USUAL: Millis = Millis(30 * 60_000);

/// The file of the meeting that a notice tells of, if it is known when it is. One that was called off is taken out of
/// the calendar again: the same `UID`, a later `SEQUENCE`, `CANCELLED` (RFC 5545, 3.8.1.11 and 3.8.7.4).
pub(super) fn of(notice: &Notice<'_>) -> Option<String> {
    let (starts_at, status) = match notice.kind {
        Kind::LeadBooked { starts_at: Some(starts_at), .. } => (Millis(*starts_at), "CONFIRMED"),
        Kind::LeadUnbooked { starts_at: Some(starts_at), .. } => (Millis(*starts_at), "CANCELLED"),
        _ => return None,
    };
    let about = &notice.lead;
    let mut file = Calendar::new();
    file.line("BEGIN", "VCALENDAR").line("VERSION", "2.0").line("PRODID", "-//Baton//Handoff//EN");
    file.line("METHOD", "PUBLISH").line("BEGIN", "VEVENT");
    file.text("UID", &format!("{}@{}", about.id, notice.desk.as_tag()));
    file.instant("DTSTAMP", notice.at).instant("DTSTART", starts_at).instant("DTEND", starts_at + USUAL);
    file.text("SEQUENCE", &notice.at.seconds().0.to_string()).line("STATUS", status);
    file.text("SUMMARY", about.title());
    if let Some(who) = &about.package.who {
        file.text("DESCRIPTION", who);
    }
    file.line("END", "VEVENT").line("END", "VCALENDAR");
    Some(file.finish())
}

/// As attachments travel.
pub(super) fn encoded(file: &str) -> String {
    STANDARD.encode(file)
}
