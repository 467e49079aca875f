//! The route table: a method and a path become one [`Route`], here and nowhere else.
//!
//! The Worker reads the table to know who may pass and where to, the desk object reads the
//! same table to know what is asked of it, so both can never disagree about a path.

use baton_handoff::access::Right;
use baton_handoff::{DeskName, sealed};

/// What a request asks for. `HEAD` is read as `GET`; its body is left out by the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// Is the Worker up.
    Health,
    /// What can be asked, for programs.
    OpenApi,
    /// A browser asks what it may send from another site.
    Preflight,
    /// Something about one desk.
    Desk(DeskName, Ask),
}

/// What is asked of one desk, in the order a lead travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// `POST …/agreements`: check, number and keep an agreement.
    Publish,
    /// `GET …/agreements`: the versions there are.
    Agreements,
    /// `GET …/agreements/{n}`: the text of one version.
    Agreement(i64),
    /// `POST …/agreements/{n}/restore`: an earlier version is in force again.
    Restore(i64),
    /// `GET …/drafts`: changes of the agreement that wait, and the latest that do not.
    Drafts,
    /// `POST …/drafts`: somebody proposes a change.
    MakeDraft,
    /// `GET …/drafts/{n}`: one draft with its text.
    Draft(i64),
    /// `POST …/drafts/{n}`: a side approves it, it is published or withdrawn.
    ChangeDraft(i64),
    /// `GET …/past`: past leads with what became of them, in slices.
    PastLeads,
    /// `GET …/card`: the public card.
    Card,
    /// `GET …/key.js`: the key that leads are sealed to, for a page that may fetch nothing.
    Key,
    /// `POST …/leads`: a lead comes in.
    Intake,
    /// `GET …/book/{lead}`: the visitor's booking link.
    Book(String),
    /// `GET …/leads/{lead}/offer`: what the visitor is shown.
    Offer(String),
    /// `POST …/leads/{lead}/booked`: a page says that a meeting was booked in it.
    Booked(String),
    /// `POST …/leads/{lead}/moves`: somebody says what happened to a lead.
    Move(String),
    /// `POST …/leads/{lead}/comments`: somebody says something about a lead.
    CommentLead(String),
    /// `POST …/score`: verdicts for leads that are not kept.
    Score,
    /// `GET …/leads`: the lead list.
    Leads,
    /// `GET …/now`: what needs a person this minute.
    Now,
    /// `GET …/live`: a WebSocket that says when something has changed.
    Live,
    /// `GET …/leads.csv`: all leads, or those of a query as the list takes it, for a spreadsheet.
    LeadRows,
    /// `GET …/leads/{lead}`: one lead with its timeline and deliveries.
    Lead(String),
    /// `POST …/accounts`: companies that have an owner, as CSV.
    Accounts,
    /// `POST …/sources/{source}/leads`: a lead of another system, which says where it comes from.
    Arrive(String),
    /// `POST …/signals`: what people did elsewhere whom the desk knows.
    Signals,
    /// `POST …/imports`: leads from a CSV file; with `dry_run=1` nothing is written.
    Import,
    /// `POST …/people/export`: all that is kept of a person.
    Export,
    /// `POST …/people/erase`: what is personal of a person is taken away.
    Erase,
    /// `GET …/deliveries`: how every endpoint does, and what was given up.
    Deliveries,
    /// `POST …/deliveries/{endpoint}/test`: an endpoint is sent a message that says it is a test.
    TestEndpoint(String),
    /// `GET …/push`: the key that browsers subscribe with.
    PushKey,
    /// `POST …/push`: a browser of a rep's wants to be told of things, or no more.
    Push,
    /// `POST …/deliveries/{id}/replay`: what was given up is tried again.
    Replay(String),
    /// `POST …/slack`: a button was pressed, a form was sent.
    Slack,
    /// `POST …/meetings/{tool}`: a booking tool tells of a meeting.
    Meeting(String),
    /// `POST …/crm/{endpoint}`: a CRM tells what changed there.
    Crm(String),
    /// `POST …/crm/{endpoint}/leads`: a record that is new in a CRM is a lead.
    CrmLead(String),
    /// `GET …/roster`: everybody, and how they stand.
    Roster,
    /// `POST …/roster`: something is said of a rep: away, back, another cap.
    ChangeRoster,
    /// `GET …/report`: the figures of both teams, by week or month and by one dimension.
    Report,
    /// `GET …/digest`: the page for the meeting, of a week or a month that is over.
    Digest,
    /// `POST …/digest/comments`: somebody says something about a week or a month.
    CommentDigest,
    /// `GET …/figures/check`: one day of the figures, worked out again from the log.
    CheckFigures,
    /// `GET …/disagreements`: how often browser and edge disagreed, by cause.
    Disagreements,
    /// `GET …/log`: what happened to the desk itself.
    Log,
    /// `GET …/log/verify`: some lines of the log's chain, held against what was written.
    VerifyLog,
    /// `GET /h/{desk}/{token}`: the handoff page.
    Handoff(String),
    /// `POST /h/{desk}/{token}`: the rep commits to a next step.
    Acknowledge(String),
    /// `GET …/session`: who the caller is, and what they may.
    Session,
    /// `POST …/session`: a browser gets a cookie for the token it shows.
    BeginSession,
    /// `DELETE …/session`: the cookie is taken back.
    EndSession,
    /// `GET …/tokens`: the tokens there are, without themselves.
    Tokens,
    /// `POST …/tokens`: somebody gets a token.
    MakeToken,
    /// `DELETE …/tokens/{id}`: a token is worth nothing from now on.
    RevokeToken(String),
    /// `POST …/link-keys`: handoff links are signed with another key from now on.
    TurnLinkKey,
    /// `POST …/clock`: the test clock.
    Clock,
}

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone; the desk itself looks at origins and link signatures.
    Anyone,
    /// Whoever is somebody at the desk, whatever their rights.
    Somebody,
    /// Whoever has one of these rights. Which of them it takes in the end, what is asked says.
    Right(&'static [Right]),
}

/// Why a method and a path are no route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoRoute {
    /// Nothing lives at this path.
    UnknownPath,
    /// The path names a desk whose name no desk can have.
    UnknownDesk(String),
    /// The path exists, the method does not; what it allows, as an `Allow` header.
    WrongMethod(&'static str),
}

impl Route {
    /// Reads a method (upper case) and a path (as the URL carries it, without the query).
    pub fn parse(method: &str, path: &str) -> Result<Route, NoRoute> {
        let parts: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
        let (desk, methods) = match parts.as_slice() {
            ["v1", "health"] => return only_get(method, Route::Health),
            ["v1", "openapi.json"] => return only_get(method, Route::OpenApi),
            ["v1", "desks", desk, rest @ ..] => (*desk, desk_methods(rest)),
            ["h", desk, token] if !token.is_empty() => (
                *desk,
                Some(Methods {
                    get: Some(Ask::Handoff((*token).to_owned())),
                    post: Some(Ask::Acknowledge((*token).to_owned())),
                    delete: None,
                }),
            ),
            _ => return Err(NoRoute::UnknownPath),
        };
        let methods = methods.ok_or(NoRoute::UnknownPath)?;
        if method == "OPTIONS" {
            return Ok(Route::Preflight);
        }
        let allow = methods.allow();
        let ask = match method {
            "GET" | "HEAD" => methods.get,
            "POST" => methods.post,
            "DELETE" => methods.delete,
            _ => None,
        };
        let ask = ask.ok_or(NoRoute::WrongMethod(allow))?;
        match DeskName::parse(desk) {
            Some(name) => Ok(Route::Desk(name, ask)),
            None => Err(NoRoute::UnknownDesk(desk.to_owned())),
        }
    }
}

impl Ask {
    /// Who may ask this.
    pub fn access(&self) -> Access {
        match self {
            Ask::Agreements | Ask::Agreement(_) | Ask::Drafts | Ask::Draft(_) => Access::Right(&[Right::AgreementRead]),
            Ask::Publish | Ask::Restore(_) | Ask::MakeDraft | Ask::ChangeDraft(_) => {
                Access::Right(&[Right::AgreementWrite])
            }
            Ask::Score => Access::Right(&[Right::LeadsScore]),
            Ask::Now | Ask::Live | Ask::PushKey | Ask::Push => Access::Right(&[Right::LeadsRead]),
            Ask::Leads | Ask::Lead(_) => Access::Right(&[Right::LeadsRead]),
            Ask::Move(_) => Access::Right(MOVES),
            Ask::CommentLead(_) => Access::Right(&[Right::LeadsComment]),
            Ask::CommentDigest => Access::Right(&[Right::ReportsComment]),
            Ask::Accounts => Access::Right(&[Right::AccountsWrite]),
            Ask::Export => Access::Right(&[Right::PeopleExport]),
            Ask::Erase => Access::Right(&[Right::PeopleErase]),
            Ask::Deliveries => Access::Right(&[Right::DeliveriesRead]),
            Ask::Replay(_) | Ask::TestEndpoint(_) => Access::Right(&[Right::DeliveriesReplay]),
            Ask::Roster => Access::Right(&[Right::RosterRead]),
            Ask::ChangeRoster => Access::Right(&[Right::RosterWrite]),
            Ask::Disagreements | Ask::Report | Ask::Digest => Access::Right(&[Right::ReportsRead]),
            Ask::Log | Ask::VerifyLog | Ask::CheckFigures => Access::Right(&[Right::LogRead]),
            Ask::Tokens | Ask::MakeToken | Ask::RevokeToken(_) | Ask::TurnLinkKey => {
                Access::Right(&[Right::TokensWrite])
            }
            Ask::Arrive(_) | Ask::Import => Access::Right(&[Right::LeadsWrite]),
            Ask::Signals => Access::Right(&[Right::SignalsWrite]),
            Ask::LeadRows | Ask::PastLeads => Access::Right(&[Right::LeadsExport]),
            Ask::Clock => Access::Right(&[Right::ClockMove]),
            Ask::Session | Ask::BeginSession => Access::Somebody,
            Ask::EndSession
            | Ask::Card
            | Ask::Key
            | Ask::Intake
            | Ask::Offer(_)
            | Ask::Book(_)
            | Ask::Booked(_)
            | Ask::Handoff(_)
            | Ask::Acknowledge(_)
            | Ask::Meeting(_)
            | Ask::Crm(_)
            | Ask::CrmLead(_)
            | Ask::Slack => Access::Anyone,
        }
    }

    /// Whether this can be held to the leads of one rep. A right that goes no farther opens nothing else.
    pub fn narrows(&self) -> bool {
        match self {
            Ask::Leads | Ask::Lead(_) | Ask::Move(_) | Ask::CommentLead(_) => true,
            _ => matches!(self, Ask::Now | Ask::Live | Ask::PushKey | Ask::Push),
        }
    }

    /// The most bytes of body this takes; 0 where a body means nothing and is not read.
    pub fn body_limit(&self) -> usize {
        match self {
            Ask::Intake => sealed::MAX_BYTES,
            Ask::Publish => 256 * 1024,
            // A text in JSON, where every line end is two signs, and what a proposal stands on.
            Ask::MakeDraft => 512 * 1024,
            Ask::ChangeDraft(_) => 1024,
            Ask::Accounts => 16 * 1024 * 1024,
            Ask::Score | Ask::Import => 4 * 1024 * 1024,
            Ask::Arrive(_) | Ask::CrmLead(_) => baton_handoff::intake::MAX_BYTES,
            Ask::Signals => 256 * 1024,
            // Slack sends the whole message along in which a button was pressed.
            Ask::Slack | Ask::Meeting(_) | Ask::Crm(_) => 256 * 1024,
            Ask::Acknowledge(_) | Ask::Move(_) => 8 * 1024,
            Ask::Restore(_) => 4 * 1024,
            // Two thousand characters, whatever they are written in.
            Ask::CommentLead(_) | Ask::CommentDigest => 32 * 1024,
            Ask::MakeToken | Ask::Push => 4 * 1024,
            Ask::Clock | Ask::Booked(_) | Ask::ChangeRoster | Ask::Export | Ask::Erase => 1024,
            _ => 0,
        }
    }
}

/// What a move can take; the move says which.
const MOVES: &[Right] = &[Right::LeadsMove, Right::LeadsGive, Right::LeadsRelease, Right::PeopleErase];

/// What one path does per method.
struct Methods {
    get: Option<Ask>,
    post: Option<Ask>,
    delete: Option<Ask>,
}

impl Methods {
    fn get(ask: Ask) -> Option<Methods> {
        Some(Methods { get: Some(ask), post: None, delete: None })
    }

    fn post(ask: Ask) -> Option<Methods> {
        Some(Methods { get: None, post: Some(ask), delete: None })
    }

    fn both(get: Ask, post: Ask) -> Option<Methods> {
        Some(Methods { get: Some(get), post: Some(post), delete: None })
    }

    fn delete(ask: Ask) -> Option<Methods> {
        Some(Methods { get: None, post: None, delete: Some(ask) })
    }

    fn allow(&self) -> &'static str {
        match (&self.get, &self.post, &self.delete) {
            (Some(_), Some(_), Some(_)) => "GET, HEAD, POST, DELETE, OPTIONS",
            (Some(_), Some(_), None) => "GET, HEAD, POST, OPTIONS",
            (Some(_), None, _) => "GET, HEAD, OPTIONS",
            (None, Some(_), _) => "POST, OPTIONS",
            (None, None, _) => "DELETE, OPTIONS",
        }
    }
}

/// What lives under `/v1/desks/{desk}/`.
fn desk_methods(rest: &[&str]) -> Option<Methods> {
    match rest {
        ["agreements"] => Methods::both(Ask::Agreements, Ask::Publish),
        ["agreements", n] => Methods::get(Ask::Agreement(version(n)?)),
        ["agreements", n, "restore"] => Methods::post(Ask::Restore(version(n)?)),
        ["drafts"] => Methods::both(Ask::Drafts, Ask::MakeDraft),
        ["drafts", n] => Methods::both(Ask::Draft(version(n)?), Ask::ChangeDraft(version(n)?)),
        ["past"] => Methods::get(Ask::PastLeads),
        ["card"] => Methods::get(Ask::Card),
        ["key.js"] => Methods::get(Ask::Key),
        ["leads"] => Methods::both(Ask::Leads, Ask::Intake),
        ["now"] => Methods::get(Ask::Now),
        ["live"] => Methods::get(Ask::Live),
        ["leads.csv"] => Methods::get(Ask::LeadRows),
        ["leads", lead] if !lead.is_empty() => Methods::get(Ask::Lead((*lead).to_owned())),
        ["leads", lead, "offer"] if !lead.is_empty() => Methods::get(Ask::Offer((*lead).to_owned())),
        ["leads", lead, "booked"] if !lead.is_empty() => Methods::post(Ask::Booked((*lead).to_owned())),
        ["accounts"] => Methods::post(Ask::Accounts),
        ["sources", source, "leads"] if !source.is_empty() => Methods::post(Ask::Arrive((*source).to_owned())),
        ["signals"] => Methods::post(Ask::Signals),
        ["imports"] => Methods::post(Ask::Import),
        ["people", "export"] => Methods::post(Ask::Export),
        ["people", "erase"] => Methods::post(Ask::Erase),
        ["deliveries"] => Methods::get(Ask::Deliveries),
        ["push"] => Methods::both(Ask::PushKey, Ask::Push),
        ["deliveries", endpoint, "test"] if !endpoint.is_empty() => {
            Methods::post(Ask::TestEndpoint((*endpoint).to_owned()))
        }
        ["deliveries", id, "replay"] if !id.is_empty() => Methods::post(Ask::Replay((*id).to_owned())),
        ["slack"] => Methods::post(Ask::Slack),
        ["meetings", tool] if !tool.is_empty() => Methods::post(Ask::Meeting((*tool).to_owned())),
        ["crm", endpoint] if !endpoint.is_empty() => Methods::post(Ask::Crm((*endpoint).to_owned())),
        ["crm", endpoint, "leads"] if !endpoint.is_empty() => Methods::post(Ask::CrmLead((*endpoint).to_owned())),
        ["roster"] => Methods::both(Ask::Roster, Ask::ChangeRoster),
        ["leads", lead, "moves"] if !lead.is_empty() => Methods::post(Ask::Move((*lead).to_owned())),
        ["leads", lead, "comments"] if !lead.is_empty() => Methods::post(Ask::CommentLead((*lead).to_owned())),
        ["report"] => Methods::get(Ask::Report),
        ["digest"] => Methods::get(Ask::Digest),
        ["digest", "comments"] => Methods::post(Ask::CommentDigest),
        ["figures", "check"] => Methods::get(Ask::CheckFigures),
        ["disagreements"] => Methods::get(Ask::Disagreements),
        ["log"] => Methods::get(Ask::Log),
        ["log", "verify"] => Methods::get(Ask::VerifyLog),
        ["book", lead] if !lead.is_empty() => Methods::get(Ask::Book((*lead).to_owned())),
        ["score"] => Methods::post(Ask::Score),
        ["session"] => {
            Some(Methods { get: Some(Ask::Session), post: Some(Ask::BeginSession), delete: Some(Ask::EndSession) })
        }
        ["tokens"] => Methods::both(Ask::Tokens, Ask::MakeToken),
        ["tokens", id] if !id.is_empty() => Methods::delete(Ask::RevokeToken((*id).to_owned())),
        ["link-keys"] => Methods::post(Ask::TurnLinkKey),
        ["clock"] => Methods::post(Ask::Clock),
        _ => None,
    }
}

/// An agreement's version as a path carries it: `1`, `2`, … and no other spelling.
fn version(text: &str) -> Option<i64> {
    let number: u32 = text.parse().ok()?;
    (number > 0 && number.to_string() == text).then_some(i64::from(number))
}

fn only_get(method: &str, route: Route) -> Result<Route, NoRoute> {
    match method {
        "GET" | "HEAD" => Ok(route),
        "OPTIONS" => Ok(Route::Preflight),
        _ => Err(NoRoute::WrongMethod("GET, HEAD, OPTIONS")),
    }
}

#[cfg(test)]
mod tests;
