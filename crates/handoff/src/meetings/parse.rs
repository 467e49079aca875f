//! The bodies of booking webhooks, read as far as they matter.

use baton_agreement::BookingTool;
use serde_json::Value as Json;

use super::{Meeting, What};
use crate::problem::clip;
use crate::{Millis, Problem};

/// What a tool calls a meeting is at most so long; Calendly's are addresses.
const REFERENCE_CHARS: usize = 200;

impl Meeting {
    /// Reads a webhook's body. None: it tells of something else, or nothing that can be used.
    ///
    /// # Errors
    ///
    /// The caller's: `wrong_shape` for what is no JSON object.
    pub fn parse(tool: BookingTool, body: &[u8]) -> Result<Option<Meeting>, Problem> {
        let read: Option<Json> = serde_json::from_slice(body).ok();
        let said = read.filter(Json::is_object).ok_or_else(|| {
            let help = "Send what the tool sends, as it comes.";
            Problem::wrong_shape("this is no webhook of a booking tool", help)
        })?;
        let meeting = match tool {
            BookingTool::Calendly => calendly(&said),
            BookingTool::Cal => cal(&said),
            BookingTool::HubSpot => hubspot(&said),
            _ => None,
        };
        let is_short = |reference: &str| !reference.is_empty() && reference.chars().count() <= REFERENCE_CHARS;
        Ok(meeting.filter(|meeting| is_short(&meeting.reference)))
    }
}

/// developer.calendly.com, "Webhook payload": an invitee, in an event. Who moves a meeting cancels one
/// invitee and makes another, so of the old one nothing is said.
fn calendly(said: &Json) -> Option<Meeting> {
    let payload = at(said, "/payload");
    let what = match at(said, "/event").as_str()? {
        "invitee.created" => What::Booked,
        "invitee.canceled" if at(payload, "/rescheduled").as_bool() == Some(true) => return None,
        "invitee.canceled" => What::Cancelled,
        "invitee_no_show.created" => What::Missed,
        _ => return None,
    };
    // Of somebody who did not come, only who it was is told.
    let reference = at(payload, if what == What::Missed { "/invitee" } else { "/uri" });
    Some(Meeting {
        tool: BookingTool::Calendly,
        reference: reference.as_str()?.to_owned(),
        what,
        lead: text(at(payload, "/tracking/salesforce_uuid")).or_else(|| text(at(payload, "/tracking/utm_content"))),
        email: text(at(payload, "/email")),
        starts_at: instant(at(payload, "/scheduled_event/start_time")),
        ends_at: instant(at(payload, "/scheduled_event/end_time")),
    })
}

/// cal.com/docs/developing/guides/automation/webhooks: a booking. One that is moved has a new `uid`.
fn cal(said: &Json) -> Option<Meeting> {
    let payload = at(said, "/payload");
    let attendee = at(payload, "/attendees/0");
    let what = match at(said, "/triggerEvent").as_str()? {
        "BOOKING_CREATED" | "BOOKING_RESCHEDULED" => What::Booked,
        "BOOKING_CANCELLED" | "BOOKING_REJECTED" => What::Cancelled,
        "BOOKING_NO_SHOW_UPDATED" if at(attendee, "/noShow").as_bool() == Some(true) => What::Missed,
        _ => return None,
    };
    let reference = at(payload, "/uid").as_str().or_else(|| at(payload, "/bookingUid").as_str())?;
    Some(Meeting {
        tool: BookingTool::Cal,
        reference: reference.to_owned(),
        what,
        lead: text(at(payload, "/metadata/leadId")),
        email: text(at(attendee, "/email")).or_else(|| text(at(payload, "/responses/email/value"))),
        starts_at: instant(at(payload, "/startTime")),
        ends_at: instant(at(payload, "/endTime")),
    })
}

/// A workflow's webhook with the properties of a meeting (knowledge.hubspot.com, "Use webhooks with
/// workflows"): its link takes no id of ours along, so who booked tells.
fn hubspot(said: &Json) -> Option<Meeting> {
    let properties = said.pointer("/properties").filter(|of| of.is_object()).unwrap_or(said);
    let value = |name: &str| match properties.get(name) {
        Some(Json::Object(property)) => property.get("value").cloned().unwrap_or_default(),
        value => value.cloned().unwrap_or_default(),
    };
    let outcome = text(&value("hs_meeting_outcome")).unwrap_or_default();
    let what = match outcome.to_ascii_uppercase().as_str() {
        "" | "SCHEDULED" | "RESCHEDULED" => What::Booked,
        "CANCELED" | "CANCELLED" => What::Cancelled,
        "NO_SHOW" | "NO SHOW" => What::Missed,
        _ => return None,
    };
    let id = value("hs_object_id");
    Some(Meeting {
        tool: BookingTool::HubSpot,
        reference: text(&id).or_else(|| id.as_i64().map(|id| id.to_string()))?,
        what,
        lead: None,
        email: text(&value("email")),
        starts_at: instant(&value("hs_meeting_start_time")),
        ends_at: instant(&value("hs_meeting_end_time")),
    })
}

/// What stands at a place; null where nothing does.
fn at<'j>(said: &'j Json, path: &str) -> &'j Json {
    static NOTHING: Json = Json::Null;
    said.pointer(path).unwrap_or(&NOTHING)
}

/// A text that says something; nothing that is looked up by needs to be longer than what is clipped.
fn text(value: &Json) -> Option<String> {
    let text = value.as_str()?.trim();
    (!text.is_empty() && clip(text) == text).then(|| text.to_owned())
}

/// An instant by RFC 3339, or in ms since 1970.
fn instant(value: &Json) -> Option<Millis> {
    match value {
        Json::String(text) => Millis::from_rfc3339(text).or_else(|| text.parse().ok().map(Millis)),
        value => value.as_i64().map(Millis),
    }
}
