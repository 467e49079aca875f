//! The route table: a method and a path become one [`Route`], here and nowhere else.
//!
//! The Worker reads the table to know who may pass and where to, the desk object reads the
//! same table to know what is asked of it, so both can never disagree about a path.

use baton_handoff::{DeskName, sealed};
use baton_scoring::CardKind;

/// What a request asks for. `HEAD` is read as `GET`; its body is left out by the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// Is the Worker up.
    Health,
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
    /// `POST …/score`: verdicts for leads that are not kept.
    Score,
    /// `GET …/leads`: the lead list.
    Leads,
    /// `GET …/leads.csv`: all leads, for a spreadsheet.
    LeadRows,
    /// `GET …/leads/{lead}`: one lead with its timeline and deliveries.
    Lead(String),
    /// `POST …/accounts`: companies that have an owner, as CSV.
    Accounts,
    /// `POST …/people/export`: all that is kept of a person.
    Export,
    /// `POST …/people/erase`: what is personal of a person is taken away.
    Erase,
    /// `GET …/deliveries`: how every endpoint does, and what was given up.
    Deliveries,
    /// `POST …/deliveries/{id}/replay`: what was given up is tried again.
    Replay(String),
    /// `POST …/slack`: a button was pressed, a form was sent.
    Slack,
    /// `POST …/meetings/{tool}`: a booking tool tells of a meeting.
    Meeting(String),
    /// `GET …/roster`: everybody, and how they stand.
    Roster,
    /// `POST …/roster`: something is said of a rep: away, back, another cap.
    ChangeRoster,
    /// `GET …/disagreements`: how often browser and edge disagreed, by cause.
    Disagreements,
    /// `GET …/log`: what happened to the desk itself.
    Log,
    /// `GET /h/{desk}/{token}`: the handoff page.
    Handoff(String),
    /// `POST /h/{desk}/{token}`: the rep commits to a next step.
    Acknowledge(String),
    /// `POST …/clock`: the test clock.
    Clock,
}

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone; the desk itself looks at origins and link signatures.
    Anyone,
    /// The holder of the admin token.
    Admin,
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
            ["v1", "health"] => return health(method),
            ["v1", "desks", desk, rest @ ..] => (*desk, desk_methods(rest)),
            ["h", desk, token] if !token.is_empty() => (
                *desk,
                Some(Methods {
                    get: Some(Ask::Handoff((*token).to_owned())),
                    post: Some(Ask::Acknowledge((*token).to_owned())),
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
            Ask::Publish
            | Ask::Agreements
            | Ask::Agreement(_)
            | Ask::Score
            | Ask::Leads
            | Ask::Lead(_)
            | Ask::LeadRows
            | Ask::Accounts
            | Ask::Export
            | Ask::Erase
            | Ask::Deliveries
            | Ask::Replay(_)
            | Ask::Roster
            | Ask::ChangeRoster
            | Ask::Move(_)
            | Ask::Disagreements
            | Ask::Log
            | Ask::Clock => Access::Admin,
            Ask::Card
            | Ask::Key
            | Ask::Intake
            | Ask::Offer(_)
            | Ask::Book(_)
            | Ask::Booked(_)
            | Ask::Handoff(_)
            | Ask::Acknowledge(_)
            | Ask::Meeting(_)
            | Ask::Slack => Access::Anyone,
        }
    }

    /// The most bytes of body this takes; 0 where a body means nothing and is not read.
    pub fn body_limit(&self) -> usize {
        match self {
            Ask::Intake => sealed::MAX_BYTES,
            Ask::Publish => 256 * 1024,
            Ask::Accounts => 16 * 1024 * 1024,
            Ask::Score => 4 * 1024 * 1024,
            // Slack sends the whole message along in which a button was pressed.
            Ask::Slack | Ask::Meeting(_) => 256 * 1024,
            Ask::Acknowledge(_) | Ask::Move(_) => 8 * 1024,
            Ask::Clock | Ask::Booked(_) | Ask::ChangeRoster | Ask::Export | Ask::Erase => 1024,
            _ => 0,
        }
    }
}

/// What the Worker itself asks of a desk's object. No request from outside can: the front
/// passes on what [`Route::parse`] knows, and that knows none of these paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    /// Does the alarm stand; when is something due.
    LookAfter,
    /// The compiled card, the full one too.
    Card(CardKind),
}

impl Inside {
    /// The path that stands for this.
    pub fn path(self) -> &'static str {
        match self {
            Inside::LookAfter => "/look-after",
            Inside::Card(CardKind::Full) => "/card/full",
            Inside::Card(CardKind::Public) => "/card/public",
        }
    }

    /// What a path stands for.
    pub fn parse(path: &str) -> Option<Inside> {
        [Inside::LookAfter, Inside::Card(CardKind::Full), Inside::Card(CardKind::Public)]
            .into_iter()
            .find(|inside| inside.path() == path)
    }
}

/// What one path does per method.
struct Methods {
    get: Option<Ask>,
    post: Option<Ask>,
}

impl Methods {
    fn get(ask: Ask) -> Option<Methods> {
        Some(Methods { get: Some(ask), post: None })
    }

    fn post(ask: Ask) -> Option<Methods> {
        Some(Methods { get: None, post: Some(ask) })
    }

    fn both(get: Ask, post: Ask) -> Option<Methods> {
        Some(Methods { get: Some(get), post: Some(post) })
    }

    fn allow(&self) -> &'static str {
        match (&self.get, &self.post) {
            (Some(_), Some(_)) => "GET, HEAD, POST, OPTIONS",
            (Some(_), None) => "GET, HEAD, OPTIONS",
            (None, _) => "POST, OPTIONS",
        }
    }
}

/// What lives under `/v1/desks/{desk}/`.
fn desk_methods(rest: &[&str]) -> Option<Methods> {
    match rest {
        ["agreements"] => Methods::both(Ask::Agreements, Ask::Publish),
        ["agreements", n] => Methods::get(Ask::Agreement(version(n)?)),
        ["card"] => Methods::get(Ask::Card),
        ["key.js"] => Methods::get(Ask::Key),
        ["leads"] => Methods::both(Ask::Leads, Ask::Intake),
        ["leads.csv"] => Methods::get(Ask::LeadRows),
        ["leads", lead] if !lead.is_empty() => Methods::get(Ask::Lead((*lead).to_owned())),
        ["leads", lead, "offer"] if !lead.is_empty() => Methods::get(Ask::Offer((*lead).to_owned())),
        ["leads", lead, "booked"] if !lead.is_empty() => Methods::post(Ask::Booked((*lead).to_owned())),
        ["accounts"] => Methods::post(Ask::Accounts),
        ["people", "export"] => Methods::post(Ask::Export),
        ["people", "erase"] => Methods::post(Ask::Erase),
        ["deliveries"] => Methods::get(Ask::Deliveries),
        ["deliveries", id, "replay"] if !id.is_empty() => Methods::post(Ask::Replay((*id).to_owned())),
        ["slack"] => Methods::post(Ask::Slack),
        ["meetings", tool] if !tool.is_empty() => Methods::post(Ask::Meeting((*tool).to_owned())),
        ["roster"] => Methods::both(Ask::Roster, Ask::ChangeRoster),
        ["leads", lead, "moves"] if !lead.is_empty() => Methods::post(Ask::Move((*lead).to_owned())),
        ["disagreements"] => Methods::get(Ask::Disagreements),
        ["log"] => Methods::get(Ask::Log),
        ["book", lead] if !lead.is_empty() => Methods::get(Ask::Book((*lead).to_owned())),
        ["score"] => Methods::post(Ask::Score),
        ["clock"] => Methods::post(Ask::Clock),
        _ => None,
    }
}

/// An agreement's version as a path carries it: `1`, `2`, … and no other spelling.
fn version(text: &str) -> Option<i64> {
    let number: u32 = text.parse().ok()?;
    (number > 0 && number.to_string() == text).then_some(i64::from(number))
}

fn health(method: &str) -> Result<Route, NoRoute> {
    match method {
        "GET" | "HEAD" => Ok(Route::Health),
        "OPTIONS" => Ok(Route::Preflight),
        _ => Err(NoRoute::WrongMethod("GET, HEAD, OPTIONS")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk(tag: &str, ask: Ask) -> Result<Route, NoRoute> {
        Ok(Route::Desk(DeskName::parse(tag).unwrap(), ask))
    }

    /// The whole table, pinned: links are in messages that were sent long ago.
    #[test]
    fn every_route_is_pinned() {
        let table = [
            ("GET", "/v1/health", Ok(Route::Health)),
            ("HEAD", "/v1/health", Ok(Route::Health)),
            ("OPTIONS", "/v1/health", Ok(Route::Preflight)),
            ("POST", "/v1/desks/acme/leads", desk("acme", Ask::Intake)),
            ("GET", "/v1/desks/acme/leads", desk("acme", Ask::Leads)),
            ("OPTIONS", "/v1/desks/acme/leads", Ok(Route::Preflight)),
            ("GET", "/v1/desks/acme.sales/leads/x-1", desk("acme.sales", Ask::Lead("x-1".into()))),
            ("GET", "/v1/desks/acme/card", desk("acme", Ask::Card)),
            ("HEAD", "/v1/desks/acme/card", desk("acme", Ask::Card)),
            ("GET", "/v1/desks/acme/key.js", desk("acme", Ask::Key)),
            ("GET", "/v1/desks/acme/leads/x-1/offer", desk("acme", Ask::Offer("x-1".into()))),
            ("GET", "/v1/desks/acme/book/x-1", desk("acme", Ask::Book("x-1".into()))),
            ("POST", "/v1/desks/acme/leads/x-1/booked", desk("acme", Ask::Booked("x-1".into()))),
            ("GET", "/v1/desks/acme/leads.csv", desk("acme", Ask::LeadRows)),
            ("POST", "/v1/desks/acme/accounts", desk("acme", Ask::Accounts)),
            ("POST", "/v1/desks/acme/people/export", desk("acme", Ask::Export)),
            ("POST", "/v1/desks/acme/people/erase", desk("acme", Ask::Erase)),
            ("GET", "/v1/desks/acme/deliveries", desk("acme", Ask::Deliveries)),
            ("POST", "/v1/desks/acme/deliveries/dlv_1/replay", desk("acme", Ask::Replay("dlv_1".into()))),
            ("POST", "/v1/desks/acme/slack", desk("acme", Ask::Slack)),
            ("POST", "/v1/desks/acme/meetings/cal", desk("acme", Ask::Meeting("cal".into()))),
            ("GET", "/v1/desks/acme/roster", desk("acme", Ask::Roster)),
            ("POST", "/v1/desks/acme/roster", desk("acme", Ask::ChangeRoster)),
            ("POST", "/v1/desks/acme/leads/x-1/moves", desk("acme", Ask::Move("x-1".into()))),
            ("GET", "/v1/desks/acme/disagreements", desk("acme", Ask::Disagreements)),
            ("GET", "/v1/desks/acme/log", desk("acme", Ask::Log)),
            ("POST", "/v1/desks/acme/agreements", desk("acme", Ask::Publish)),
            ("GET", "/v1/desks/acme/agreements", desk("acme", Ask::Agreements)),
            ("GET", "/v1/desks/acme/agreements/12", desk("acme", Ask::Agreement(12))),
            ("POST", "/v1/desks/acme/score", desk("acme", Ask::Score)),
            ("POST", "/v1/desks/acme/clock", desk("acme", Ask::Clock)),
            ("GET", "/h/acme/tok.sig", desk("acme", Ask::Handoff("tok.sig".into()))),
            ("POST", "/h/acme/tok.sig", desk("acme", Ask::Acknowledge("tok.sig".into()))),
        ];
        for (method, path, expected) in table {
            assert_eq!(Route::parse(method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn every_route_stands_in_the_documentation() {
        let (routes, documented) = (include_str!("routes.rs"), include_str!("../../../docs/api.md"));
        let named = routes.lines().filter_map(|line| line.trim().strip_prefix("/// `")?.split_once('`'));
        let paths: Vec<&str> =
            named.map(|(path, _)| path).filter(|path| path.contains(" …/") || path.contains(" /h/")).collect();
        assert!(paths.len() > 20, "{paths:?}");
        for path in paths {
            assert!(documented.contains(&format!("`{path}")), "docs/api.md lacks `{path}`");
        }
    }

    #[test]
    fn what_is_no_path_is_unknown() {
        for path in [
            "/",
            "",
            "/v1",
            "/v1/",
            "/v1/desks",
            "/v1/desks/acme",
            "/v1/desks/acme/",
            "/h",
            "/h/acme",
            "/h/acme/",
            "/h/acme/t/x",
            "/v1/health/",
            "/v1/desks/acme/leads/",
            "/v1/desks/acme/nothing",
            "/v1/desks/acme/agreements/0",
            "/v1/desks/acme/agreements/01",
            "/v1/desks/acme/agreements/-1",
            "/v1/desks/acme/agreements/9999999999",
            "/V1/health",
            "/wake",
            "//v1/health",
            "/v2/desks/acme/leads",
        ] {
            assert_eq!(Route::parse("GET", path), Err(NoRoute::UnknownPath), "{path}");
        }
    }

    #[test]
    fn nothing_inside_can_be_asked_from_outside() {
        for inside in [Inside::LookAfter, Inside::Card(CardKind::Full), Inside::Card(CardKind::Public)] {
            assert_eq!(Inside::parse(inside.path()), Some(inside));
            for method in ["GET", "POST"] {
                assert_eq!(Route::parse(method, inside.path()), Err(NoRoute::UnknownPath));
            }
        }
        assert_eq!(Inside::parse("/v1/desks/acme/leads"), None);
    }

    #[test]
    fn a_name_no_desk_can_have_is_an_unknown_desk() {
        for tag in ["", "UPPER", "a_b", "a.b.c", "%61cme", "acme.", ".acme", "acme.main", "ümlaut"] {
            let path = format!("/v1/desks/{tag}/leads");
            assert_eq!(Route::parse("POST", &path), Err(NoRoute::UnknownDesk(tag.into())), "{tag}");
        }
    }

    #[test]
    fn a_wrong_method_says_what_is_allowed() {
        let cases = [
            ("PUT", "/v1/desks/acme/leads", "GET, HEAD, POST, OPTIONS"),
            ("DELETE", "/v1/desks/acme/card", "GET, HEAD, OPTIONS"),
            ("POST", "/v1/desks/acme/card", "GET, HEAD, OPTIONS"),
            ("GET", "/v1/desks/acme/score", "POST, OPTIONS"),
            ("PUT", "/h/acme/t", "GET, HEAD, POST, OPTIONS"),
            ("POST", "/v1/health", "GET, HEAD, OPTIONS"),
        ];
        for (method, path, allow) in cases {
            assert_eq!(Route::parse(method, path), Err(NoRoute::WrongMethod(allow)), "{method} {path}");
        }
    }

    #[test]
    fn nothing_that_shows_or_changes_a_desk_is_open_to_anyone() {
        let open = [
            Ask::Card,
            Ask::Key,
            Ask::Intake,
            Ask::Offer(String::new()),
            Ask::Book(String::new()),
            Ask::Booked(String::new()),
            Ask::Handoff(String::new()),
            Ask::Acknowledge(String::new()),
            Ask::Slack,
            Ask::Meeting(String::new()),
        ];
        let closed = [
            Ask::Publish,
            Ask::Agreements,
            Ask::Agreement(1),
            Ask::Score,
            Ask::Leads,
            Ask::Lead(String::new()),
            Ask::LeadRows,
            Ask::Move(String::new()),
            Ask::Export,
            Ask::Erase,
            Ask::Disagreements,
            Ask::Deliveries,
            Ask::Replay(String::new()),
            Ask::Log,
            Ask::Clock,
        ];
        assert!(open.iter().all(|ask| ask.access() == Access::Anyone));
        assert!(closed.iter().all(|ask| ask.access() == Access::Admin));
    }
}
