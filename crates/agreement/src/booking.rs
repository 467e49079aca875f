//! Where visitors book: links, the tools behind them, and who is shown beside them.

use crate::agreement::Booking;
use crate::reader::{At, Problems, Table};

/// What may be filled into a booking link, in braces.
pub const PREFILLS: [&str; 6] = ["{name}", "{first_name}", "{last_name}", "{email}", "{company}", "{lead}"];

/// A booking link and the tool behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// As written. With one of [`PREFILLS`] in it, it is taken as it is; else the tool's own
    /// names of name, e-mail and lead are put behind it.
    pub link: String,
    /// The tool as the agreement names it; none: it is told by the link's host.
    pub named: Option<BookingTool>,
}

impl Calendar {
    /// The tool behind the link.
    #[must_use]
    pub fn tool(&self) -> BookingTool {
        self.named.unwrap_or_else(|| BookingTool::of_link(&self.link))
    }

    /// Whether the link says itself where the answers go.
    #[must_use]
    pub fn is_template(&self) -> bool {
        PREFILLS.iter().any(|prefill| self.link.contains(prefill))
    }

    /// Scheme, host and port of the link: `https://calendly.com`.
    #[must_use]
    pub fn origin(&self) -> &str {
        let start = self.link.find("://").map_or(0, |at| at + 3);
        let end = self.link.get(start..).and_then(|rest| rest.find(['/', '?', '#', '{']));
        end.and_then(|end| self.link.get(..start + end)).unwrap_or(&self.link)
    }
}

/// The calendars whose ways are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingTool {
    /// Calendly.
    Calendly,
    /// Cal.com, theirs or one's own.
    Cal,
    /// HubSpot Meetings.
    HubSpot,
    /// SavvyCal.
    SavvyCal,
    /// Chili Piper.
    ChiliPiper,
    /// Google's appointment schedules.
    Google,
    /// Any other: what its link says is filled in, and nothing else.
    Other,
}

impl BookingTool {
    /// Every tool.
    pub const ALL: [BookingTool; 7] = [
        BookingTool::Calendly,
        BookingTool::Cal,
        BookingTool::HubSpot,
        BookingTool::SavvyCal,
        BookingTool::ChiliPiper,
        BookingTool::Google,
        BookingTool::Other,
    ];

    /// The name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            BookingTool::Calendly => "Calendly",
            BookingTool::Cal => "Cal.com",
            BookingTool::HubSpot => "HubSpot",
            BookingTool::SavvyCal => "SavvyCal",
            BookingTool::ChiliPiper => "Chili Piper",
            BookingTool::Google => "Google",
            BookingTool::Other => "the calendar",
        }
    }

    /// The name in agreements and events.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            BookingTool::Calendly => "calendly",
            BookingTool::Cal => "cal",
            BookingTool::HubSpot => "hubspot",
            BookingTool::SavvyCal => "savvycal",
            BookingTool::ChiliPiper => "chilipiper",
            BookingTool::Google => "google",
            BookingTool::Other => "other",
        }
    }

    /// The tools that tell of meetings by webhook.
    pub const TELLING: [BookingTool; 3] = [BookingTool::Calendly, BookingTool::Cal, BookingTool::HubSpot];

    /// The tool of that name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<BookingTool> {
        BookingTool::ALL.into_iter().find(|tool| tool.id() == id)
    }

    /// The tool whose host a link leads to. A calendar on a host of one's own is named instead.
    #[must_use]
    pub fn of_link(link: &str) -> BookingTool {
        let host = host(link);
        let at = |domain: &str| host == domain || host.strip_suffix(domain).is_some_and(|sub| sub.ends_with('.'));
        match () {
            () if at("calendly.com") => BookingTool::Calendly,
            () if at("cal.com") || at("cal.eu") => BookingTool::Cal,
            () if is_hubspot(&host) => BookingTool::HubSpot,
            () if at("savvycal.com") => BookingTool::SavvyCal,
            () if at("chilipiper.com") => BookingTool::ChiliPiper,
            () if host == "calendar.google.com" || host == "calendar.app.google" => BookingTool::Google,
            () => BookingTool::Other,
        }
    }
}

/// `meetings.hubspot.com`, `meetings-eu1.hubspot.com`.
fn is_hubspot(host: &str) -> bool {
    host.strip_suffix(".hubspot.com").is_some_and(|sub| sub == "meetings" || sub.starts_with("meetings-"))
}

/// The host of a link in lower case, without port and user.
fn host(link: &str) -> String {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default().to_ascii_lowercase()
}

pub(crate) fn read_booking(root: &mut Table<'_>, problems: &mut Problems) -> Booking {
    let mut table = root.table("booking", problems);
    let calendar = read_calendar(&mut table, "link", "tool", problems);
    let name = table.text("name", problems).map(|name| name.value);
    let picture = read_picture(&mut table, problems);
    let inline = table.flag("inline", problems).unwrap_or(false);
    table.finish(problems);
    let general = calendar.unwrap_or(Calendar { link: String::new(), named: None });
    Booking { general, name, picture, inline, webhooks: Vec::new() }
}

/// A link and its tool, by the keys that say them.
pub(crate) fn read_calendar(
    table: &mut Table<'_>,
    link: &'static str,
    tool: &'static str,
    problems: &mut Problems,
) -> Option<Calendar> {
    let link = table.text(link, problems);
    let named = table.text(tool, problems).and_then(|written| {
        let known = BookingTool::from_id(&written.value);
        if known.is_none() {
            problems.unknown("unknown_tool", "booking tool", &written, BookingTool::ALL.map(BookingTool::id));
        }
        known
    });
    let link = link?;
    check_link(&link, problems);
    Some(Calendar { link: link.value, named })
}

/// A portrait, which visitors' browsers fetch from where it says.
pub(crate) fn read_picture(table: &mut Table<'_>, problems: &mut Problems) -> Option<String> {
    let picture = table.text("picture", problems)?;
    if !is_web(&picture.value) {
        let help = "write the whole address of the picture, beginning with https://".to_owned();
        let message = format!("`{}` is not a picture a visitor's browser can fetch", picture.value);
        problems.error("bad_picture", &picture.span, message, help);
    }
    Some(picture.value)
}

/// Over TLS, or from this machine, where a desk is tried out.
fn is_web(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://localhost") || link.starts_with("http://127.0.0.1")
}

fn check_link(link: &At<String>, problems: &mut Problems) {
    if !is_web(&link.value) {
        let help = "write the whole address, beginning with https://".to_owned();
        problems.error("bad_link", &link.span, format!("`{}` is not a link a visitor can follow", link.value), help);
    }
    let bare = PREFILLS.iter().fold(link.value.clone(), |text, prefill| text.replace(prefill, ""));
    if bare.contains(['{', '}']) {
        let help = format!("it can hold: {}", PREFILLS.join(", "));
        problems.error("unknown_prefill", &link.span, "this link has braces that nothing fills".to_owned(), help);
    }
}

#[cfg(test)]
mod tests {
    use super::{BookingTool, Calendar};

    #[test]
    fn tools_are_told_by_their_hosts() {
        for (link, tool) in [
            ("https://calendly.com/ana/30min", BookingTool::Calendly),
            ("https://CALENDLY.com", BookingTool::Calendly),
            ("https://acme.calendly.com/x", BookingTool::Calendly),
            ("https://cal.com/ana", BookingTool::Cal),
            ("https://app.cal.com/ana", BookingTool::Cal),
            ("https://meetings.hubspot.com/ana", BookingTool::HubSpot),
            ("https://meetings-eu1.hubspot.com/ana", BookingTool::HubSpot),
            ("https://savvycal.com/ana/chat", BookingTool::SavvyCal),
            ("https://acme.chilipiper.com/me/ana", BookingTool::ChiliPiper),
            ("https://calendar.app.google/abc", BookingTool::Google),
            ("https://calendar.google.com/calendar/appointments/schedules/a", BookingTool::Google),
        ] {
            assert_eq!(BookingTool::of_link(link), tool, "{link}");
        }
        for other in [
            "https://notcalendly.com/x",
            "https://calendly.com.evil.example/x",
            "https://evil.example/calendly.com",
            "https://calendly.com@evil.example/",
            "https://evil.example?https://cal.com",
            "https://hubspot.com/meetings",
            "https://www.hubspot.com/meetings",
            "https://local.example",
            "",
        ] {
            assert_eq!(BookingTool::of_link(other), BookingTool::Other, "{other}");
        }
        assert!(BookingTool::ALL.into_iter().all(|tool| BookingTool::from_id(tool.id()) == Some(tool)));
    }

    #[test]
    fn a_calendar_knows_its_origin() {
        for (link, origin) in [
            ("https://calendly.com/ana/30min?x=https://y/", "https://calendly.com"),
            ("http://localhost:8788/calendly", "http://localhost:8788"),
            ("https://cal.com", "https://cal.com"),
            ("https://cal.com?x", "https://cal.com"),
        ] {
            assert_eq!(Calendar { link: link.into(), named: None }.origin(), origin);
        }
    }
}
