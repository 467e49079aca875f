//! Where a visitor books: the owner's calendar, filled in with what they said, and what is
//! known of a meeting that was booked there.
//!
//! Targets come from the agreement alone. What visitors said becomes values of parameters,
//! encoded, and never a part of the address.

use baton_agreement::{Agreement, BookingTool, Calendar, RepId};
use baton_scoring::{Field, Lead};
use serde::{Deserialize, Serialize};

use crate::json::json;
use crate::leads::{self, Stored};
use crate::log::{self, Entry, Kind};
use crate::problem::clip;
use crate::receipt::{Host, OfferWords};
use crate::sink::UrlParam;
use crate::{Database, Millis, Problem, Reply, intake, joining};

/// So long a link that was shown leads to the lead's owner; then to the team, unfilled.
const HONOURED: Millis = Millis(14 * 86_400_000);

/// So many reports of a meeting are kept of one lead.
const MOST_REPORTS: usize = 5;

/// Where the link of a lead leads now: to its owner's calendar; to the desk's general one while
/// there is no owner, after [`HONOURED`], and for a lead nobody knows. `page` is the host of the
/// page that shows it in a frame.
pub(crate) fn target(
    agreement: &Agreement,
    id: &str,
    page: Option<&str>,
    now: Millis,
    db: &mut dyn Database,
) -> Result<String, Problem> {
    let general = &agreement.booking.general;
    let found = match leads::find_with(db, id, "raw")? {
        Some((lead, more)) => Some((lead.received_at, lead, more)),
        // A link that was shown to somebody whose submission joined their open lead.
        None => match joining::joined_to(id, db)? {
            Some((id, at)) => leads::find_with(db, &id, "raw")?.map(|(lead, more)| (at, lead, more)),
            None => None,
        },
    };
    let found = found.filter(|(at, ..)| now - *at < HONOURED);
    let Some((_, lead, more)) = found else { return Ok(filled(general, "", None, page)) };
    let parsed = more.blob(0).ok().and_then(|raw| intake::parse(raw).ok());
    let said = parsed.map(|parsed| intake::understood(&parsed.submission));
    Ok(filled(calendar_of(agreement, owner_of(&lead)), &lead.id, said.as_ref(), page))
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Shown<'a> {
    v: u8,
    lead: &'a str,
    offer: &'a OfferWords,
    host: Option<Host>,
}

/// What the visitor of a lead is shown: the offer, and who they meet. For a page that came after
/// the submit, whose answer went to the page before. Whoever has the id has the booking link, and
/// learns no more here than there; after [`HONOURED`] nothing.
pub(crate) fn shown(
    agreement: Option<&Agreement>,
    id: &str,
    now: Millis,
    db: &mut dyn Database,
) -> Result<String, Problem> {
    // An id that was joined to a lead is no lead's own.
    let of = match joining::joined_to(id, db)? {
        Some((lead, _)) => lead,
        None => id.to_owned(),
    };
    let found = leads::find_with(db, &of, "offer")?.filter(|(lead, _)| now - lead.received_at < HONOURED);
    let Some((lead, more)) = found else { return Err(leads::unknown(id)) };
    let offer = OfferWords::from_stored(more.text(0)?)?;
    let host = host(agreement, leads::borrowed(lead.owner.as_ref()), offer.is_meeting());
    Ok(json(&Shown { v: 1, lead: id, offer: &offer, host }))
}

fn owner_of(lead: &Stored) -> Option<&str> {
    lead.owner.as_ref().map(|(owner, _)| owner.as_str())
}

/// The calendar of a rep; the general one for nobody, for who has left and for who has none.
fn calendar_of<'a>(agreement: &'a Agreement, owner: Option<&str>) -> &'a Calendar {
    let rep = owner.and_then(|owner| agreement.rep(&RepId::new(owner)));
    rep.and_then(|rep| rep.booking.as_ref()).unwrap_or(&agreement.booking.general)
}

/// Who a visitor meets, as the page shows them: the owner, by the name the lead remembers, else
/// the team, if it has a name or a face.
pub(crate) fn host(agreement: Option<&Agreement>, owner: Option<(&str, &str)>, is_meeting: bool) -> Option<Host> {
    let rep = agreement.zip(owner).and_then(|(agreement, (id, _))| agreement.rep(&RepId::new(id)));
    let team = agreement.map(|agreement| &agreement.booking);
    let name = owner.map(|(_, name)| name.to_owned()).or_else(|| team.and_then(|team| team.name.clone()));
    let picture = match owner {
        Some(_) => rep.and_then(|rep| rep.picture.clone()),
        None => team.and_then(|team| team.picture.clone()),
    };
    let calendar = agreement.map(|agreement| calendar_of(agreement, owner.map(|(id, _)| id)));
    let frame = calendar
        .filter(|calendar| is_meeting && team.is_some_and(|team| team.inline) && can_be_framed(calendar))
        .map(|calendar| calendar.origin().to_owned());
    let is_known = name.is_some() || picture.is_some() || frame.is_some();
    is_known.then(|| Host { name: name.unwrap_or_default(), picture, frame })
}

/// Whether a tool lets other sites show its calendar in a frame.
fn can_be_framed(calendar: &Calendar) -> bool {
    match calendar.tool() {
        BookingTool::Calendly | BookingTool::Cal | BookingTool::HubSpot | BookingTool::SavvyCal => true,
        // Its short links do not.
        BookingTool::Google => calendar.origin() == "https://calendar.google.com",
        BookingTool::ChiliPiper | BookingTool::Other => false,
    }
}

/// A calendar's link, filled in: where the link has places for answers, there; else in the way
/// of its tool, leaving alone what the link says already.
fn filled(calendar: &Calendar, id: &str, lead: Option<&Lead>, page: Option<&str>) -> String {
    let answers = Answers::of(id, lead);
    let tool = calendar.tool();
    let mut parameters = if calendar.is_template() { Vec::new() } else { answers.for_tool(tool, &calendar.link) };
    let mut link = fill(&calendar.link, &answers);
    if let Some(page) = page {
        if tool == BookingTool::Cal {
            link = with_segment(&link, "embed");
        }
        parameters.extend(framed(tool, page));
    }
    with_parameters(link, &parameters)
}

/// What the tool's own script would say when it makes the frame: Calendly's `widget.js`, Cal.com's
/// embed-core (`embed.ts`, github.com/calcom/cal.com), HubSpot's and Google's snippets to paste.
fn framed(tool: BookingTool, page: &str) -> Vec<(&'static str, String)> {
    match tool {
        BookingTool::Calendly => vec![("embed_domain", page.to_owned()), ("embed_type", "Inline".to_owned())],
        BookingTool::Cal => vec![("embed", String::new())],
        BookingTool::HubSpot => vec![("embed", "true".to_owned())],
        BookingTool::Google => vec![("gv", "true".to_owned())],
        BookingTool::SavvyCal | BookingTool::ChiliPiper | BookingTool::Other => Vec::new(),
    }
}

/// What a visitor said of who they are.
struct Answers<'a> {
    name: String,
    first: &'a str,
    last: &'a str,
    email: &'a str,
    company: &'a str,
    lead: &'a str,
}

impl<'a> Answers<'a> {
    fn of(id: &'a str, lead: Option<&'a Lead>) -> Answers<'a> {
        let said = |field| lead.and_then(|lead| lead.raw(field)).unwrap_or_default();
        let full = said(Field::Name);
        let (first, last) = names(full, said(Field::FirstName), said(Field::LastName));
        let name = if full.is_empty() { format!("{first} {last}").trim().to_owned() } else { full.to_owned() };
        Answers { name, first, last, email: said(Field::Email), company: said(Field::Company), lead: id }
    }

    /// Under the names by which a tool prefills its form and hands the lead's id back. What a tool
    /// does not document is not sent: it would put somebody's address into a log for nothing.
    ///
    /// - Calendly: help.calendly.com, article 226766767 ("pre-populate invitee information"): an
    ///   event asks for one name or for two, and takes its own. The last two come back in its webhook.
    /// - Cal.com: cal.com/help/embedding/prefill-booking-form-embed; its embed puts them into the
    ///   address. `metadata[…]` comes back in its webhook.
    /// - HubSpot: no page of its own; pages in public repositories use both spellings.
    /// - SavvyCal: docs.savvycal.com, articles 14 ("Personalizing links") and 71 (`metadata[…]`).
    /// - Chili Piper: help.chilipiper.com, article 32118298275603 ("Smart Booking Links"): `id` is the
    ///   e-mail address; it finds those who are in the CRM already. A router's own link takes the
    ///   router's data fields (article 30935152032275), as its script for pages sends them.
    /// - Google's appointment schedules document none.
    fn for_tool(&self, tool: BookingTool, link: &str) -> Vec<(&'static str, String)> {
        let Answers { name, first, last, email, company, lead } = self;
        let pairs: &[(&'static str, &str)] = match tool {
            BookingTool::Calendly => &[
                ("name", name),
                ("first_name", first),
                ("last_name", last),
                ("email", email),
                ("utm_content", lead),
                ("salesforce_uuid", lead),
            ],
            BookingTool::Cal => &[("name", name), ("email", email), ("metadata[leadId]", lead)],
            BookingTool::HubSpot => &[
                ("firstName", first),
                ("lastName", last),
                ("firstname", first),
                ("lastname", last),
                ("email", email),
                ("company", company),
            ],
            BookingTool::SavvyCal => &[("display_name", name), ("email", email), ("metadata[lead]", lead)],
            BookingTool::ChiliPiper if link.contains("/concierge-router/") => &[
                ("PersonFirstName", first),
                ("PersonLastName", last),
                ("PersonEmail", email),
                ("CompanyName", company),
            ],
            BookingTool::ChiliPiper => &[("id", email)],
            BookingTool::Google | BookingTool::Other => &[],
        };
        pairs.iter().filter(|(_, said)| !said.is_empty()).map(|(key, said)| (*key, (*said).to_owned())).collect()
    }
}

/// First and last name as the form asked for them, or the full name taken apart at its first blank.
pub(crate) fn names<'a>(full: &'a str, first: &'a str, last: &'a str) -> (&'a str, &'a str) {
    if first.is_empty() && last.is_empty() { full.split_once(' ').unwrap_or((full, "")) } else { (first, last) }
}

/// Fills `{name}`, `{first_name}`, `{last_name}`, `{email}`, `{company}` and `{lead}` in, each
/// percent-encoded, so that no answer can change where the link leads. Other braces stay.
fn fill(template: &str, answers: &Answers<'_>) -> String {
    let values = [
        ("name", answers.name.as_str()),
        ("first_name", answers.first),
        ("last_name", answers.last),
        ("email", answers.email),
        ("company", answers.company),
        ("lead", answers.lead),
    ];
    let mut link = String::with_capacity(template.len());
    let mut rest = template;
    // One pass: a value that looks like a placeholder is not filled in again.
    while let Some((before, after)) = rest.split_once('{') {
        link.push_str(before);
        let value = after.split_once('}').and_then(|(name, behind)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, behind))
        });
        match value {
            Some((value, behind)) => {
                link.push_str(&UrlParam::new(value).to_string());
                rest = behind;
            }
            None => {
                link.push('{');
                rest = after;
            }
        }
    }
    link.push_str(rest);
    link
}

/// A link with parameters behind those it has, in front of its fragment. One it has stays as it is.
fn with_parameters(link: String, parameters: &[(&'static str, String)]) -> String {
    let (address, fragment) = link.split_once('#').map_or((link.as_str(), None), |(a, b)| (a, Some(b)));
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let has = |key: &str| query.split('&').any(|pair| pair.split('=').next() == Some(key));
    let mut all: Vec<String> = Vec::new();
    if !query.is_empty() {
        all.push(query.to_owned());
    }
    for (key, value) in parameters.iter().filter(|(key, _)| !has(key)) {
        all.push(format!("{}={}", UrlParam::new(key), UrlParam::new(value)));
    }
    let query = if all.is_empty() { String::new() } else { format!("?{}", all.join("&")) };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{path}{query}{fragment}")
}

/// A link with one more segment at the end of its path.
fn with_segment(link: &str, segment: &str) -> String {
    let end = link.find(['?', '#']).unwrap_or(link.len());
    let (path, rest) = link.split_at_checked(end).unwrap_or((link, ""));
    format!("{}/{segment}{rest}", path.trim_end_matches('/'))
}

/// The visitor followed the link. Told once of a lead, and of no lead that nobody knows.
pub(crate) fn opened(
    agreement: Option<&Agreement>,
    id: &str,
    now: Millis,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let Some(lead) = leads::find_joined(db, id)? else { return Ok(Reply::Done) };
    if !log::of_kind(db, &lead.id, "link.opened")?.is_empty() {
        return Ok(Reply::Done);
    }
    let own = |owner: &str| agreement.and_then(|agreement| agreement.rep(&RepId::new(owner))?.booking.as_ref());
    let with = lead.owner.as_ref().filter(|(owner, _)| own(owner).is_some()).map(|(_, name)| name.clone());
    let kind = Kind::LinkOpened { with };
    log::append(db, now, Some(lead.agreement), &[Entry { lead: Some(&lead.id), actor: "visitor", kind }])?;
    Ok(Reply::Done)
}

/// What a page says of a meeting that was booked in it. Evidence: the tool's own word counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// The lead's id.
    pub lead: String,
    /// The tool, as agreements name it.
    pub tool: String,
    /// What the tool calls the meeting, if it said so.
    pub reference: Option<String>,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Deserialize)]
pub(crate) struct Body {
    tool: String,
    reference: Option<String>,
}

impl Booked {
    /// Reads a report about a lead.
    ///
    /// # Errors
    ///
    /// The caller's: `wrong_shape`.
    pub fn parse(lead: &str, body: &[u8]) -> Result<Booked, Problem> {
        let read: Option<Body> = serde_json::from_slice(body).ok();
        let known = read.filter(|body| BookingTool::from_id(&body.tool).is_some());
        let Body { tool, reference } = known.ok_or_else(|| {
            Problem::wrong_shape(
                "this says of no known tool that a meeting was booked",
                r#"Send {"tool":"calendly","reference":"what the tool calls the meeting"}."#,
            )
        })?;
        let reference = reference.map(|text| clip(&text)).filter(|text| !text.is_empty());
        Ok(Booked { lead: lead.to_owned(), tool, reference })
    }
}

/// A page reports a meeting. The same report again changes nothing.
pub(crate) fn booked(booked: Booked, now: Millis, db: &mut dyn Database) -> Result<Reply, Problem> {
    let Booked { lead, tool, reference } = booked;
    let Some(stored) = leads::find_joined(db, &lead)? else { return Err(leads::unknown(&lead)) };
    let (lead, agreement) = (stored.id, stored.agreement);
    let kind = Kind::BookingReported { tool, reference };
    let known = log::of_kind(db, &lead, kind.id())?;
    let repeat = known.contains(&kind.data());
    if !repeat && known.len() < MOST_REPORTS {
        log::append(db, now, Some(agreement), &[Entry { lead: Some(&lead), actor: "visitor", kind }])?;
    }
    Ok(Reply::Booked { repeat })
}

#[cfg(test)]
mod tests;
