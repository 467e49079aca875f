//! Who asks something of a desk, and how far that goes: what a request shows is looked up here.

use crate::auth::{self, ADMIN_TOKEN, Carried, Shown};
use crate::commits::Home;
use crate::http::{Answer, internal};
use crate::routes::{Access, Ask};
use crate::{access, settings, translate};
use baton_handoff::access::{Bearer, Reach, Right};
use baton_handoff::{self as handoff, Event, Problem, Question, Reply, Scope, Token, TokenWish, session};
use std::rc::Rc;
use worker::{Method, Request, Url};

/// Somebody who may ask what they ask.
pub struct Passed {
    bearer: Bearer,
    reach: Reach,
}

impl Passed {
    /// Who.
    pub fn bearer(&self) -> &Bearer {
        &self.bearer
    }

    /// The rep to whose leads they are held, if they are.
    pub fn own(&self) -> Option<&str> {
        self.bearer.held_to(self.reach)
    }
}

/// Lets whoever sent a request pass, if they may ask this; none where anybody may.
pub async fn let_in(home: &Rc<Home>, request: &Request, ask: &Ask) -> Result<Option<Passed>, Problem> {
    let passed = match ask.access() {
        Access::Anyone => return Ok(None),
        Access::Somebody => Passed { bearer: bearer(home, request).await?, reach: Reach::All },
        Access::Right(rights) => passes(home, request, rights).await?,
    };
    if passed.own().is_some() && !ask.narrows() {
        return Err(internal());
    }
    Ok(Some(passed))
}

/// Lets whoever sent a request pass, if they have one of these rights.
pub async fn passes(home: &Rc<Home>, request: &Request, rights: &[Right]) -> Result<Passed, Problem> {
    let bearer = bearer(home, request).await?;
    let reach = bearer.may(rights)?;
    Ok(Passed { bearer, reach })
}

/// Who sent a request.
async fn bearer(home: &Rc<Home>, request: &Request) -> Result<Bearer, Problem> {
    let header = |name: &str| request.headers().get(name).ok().flatten();
    let secret = settings::text(&home.env, ADMIN_TOKEN);
    let access = settings::text(&home.env, access::SETTINGS);
    let shown = auth::shown(&Carried::by(header, access.is_some()), secret.as_deref(), &home.name)?;
    if matches!(shown, Shown::Session(_) | Shown::Assertion(_)) {
        own_page(home, request, matches!(request.method(), Method::Get | Method::Head))?;
    }
    let question = match shown {
        Shown::Certain(bearer) => return Ok(bearer),
        Shown::Token(token) => Question::Bearer(token),
        Shown::Session(session) => Question::Session { session, secret: secret.map(Token) },
        Shown::Assertion(assertion) => access::person(home, &assertion.0, &access.unwrap_or_default()).await?,
    };
    match home.read(|desk, now, db| desk.ask(question, now, db))? {
        handoff::Answer::Bearer(bearer) => Ok(bearer),
        _ => Err(internal()),
    }
}

/// Refuses a page of another site; who does not say where they are, too, unless it is `harmless`.
fn own_page(home: &Rc<Home>, request: &Request, harmless: bool) -> Result<(), Problem> {
    let url = request.url().map_err(|_| internal())?;
    let own = translate::edge_origin(&url, settings::text(&home.env, translate::PUBLIC_URL).as_deref());
    auth::from_own_page(|name| request.headers().get(name).ok().flatten(), harmless, &own)
}

/// Gives a browser a cookie for what it shows; a longer one (`keep=1`) to a device that is somebody's own. Scripts never
/// see it, and no other site's page has it sent.
pub fn begin_session(
    home: &Rc<Home>,
    request: &Request,
    url: &Url,
    passed: Option<&Passed>,
) -> Result<Answer, Problem> {
    own_page(home, request, true)?;
    let bearer = passed.map(Passed::bearer).cloned().ok_or_else(internal)?;
    let told = Answer::json(200, bearer.to_json());
    let lifetime = session::lifetime(&bearer, translate::parameter(url, "keep").is_some_and(|keep| keep == "1"));
    let secret = settings::text(&home.env, ADMIN_TOKEN).map(Token);
    match home.read(|desk, now, db| desk.ask(Question::BeginSession { bearer, secret, lifetime }, now, db))? {
        handoff::Answer::Text(session) => Ok(told.with("set-cookie", cookie(home, &session, lifetime.seconds().0))),
        _ => Err(internal()),
    }
}

/// Takes the cookie back.
pub fn end_session(home: &Rc<Home>, request: &Request) -> Result<Answer, Problem> {
    own_page(home, request, true)?;
    Ok(Answer::v1(204, "text/plain", "").with("set-cookie", cookie(home, "", 0)))
}

fn cookie(home: &Rc<Home>, session: &str, seconds: i64) -> String {
    let name = auth::cookie_name(&home.name);
    format!("{name}={session}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Strict")
}

/// A question about leads, held to those of a rep where the right goes no farther.
pub fn narrowed(question: Question, passed: Option<&Passed>) -> Question {
    let Some(rep) = passed.and_then(Passed::own).map(str::to_owned) else { return question };
    match question {
        Question::Leads { limit, before, filter } => Question::LeadsOf { rep, limit, before, filter },
        Question::Lead(lead) => Question::LeadOf { rep, lead },
        other => other,
    }
}

/// The question what needs a person: a rep's own part where the right goes no farther, and of what
/// is no lead only what they may see anyway.
pub fn now(rep: Option<String>, passed: Option<&Passed>) -> Question {
    let own = passed.and_then(Passed::own).map(str::to_owned);
    let may = |right| passed.is_some_and(|passed| passed.bearer().reach(right) == Reach::All);
    let rep = own.or(rep.filter(|rep| !rep.is_empty()));
    Question::Now(Scope { rep, deliveries: may(Right::DeliveriesRead), roster: may(Right::RosterRead) })
}

/// Makes a token. It stands in this answer and nowhere else.
pub async fn make_token(home: &Rc<Home>, text: &[u8]) -> Result<Answer, Problem> {
    match home.submit(Event::MakeToken(TokenWish::parse(text)?)).await? {
        Reply::TokenMade(json) => Ok(Answer::json(201, json)),
        _ => Err(internal()),
    }
}

/// Revokes one. The answer is what tokens there are then.
pub async fn revoke_token(home: &Rc<Home>, id: String) -> Result<Answer, Problem> {
    home.submit(Event::RevokeToken { id }).await?;
    translate::ask_desk(home, Question::Tokens)
}

/// Signs handoff links with another key from now on.
pub async fn turn_link_key(home: &Rc<Home>) -> Result<Answer, Problem> {
    match home.submit(Event::TurnLinkKey).await? {
        Reply::LinkKey(key) => Ok(Answer::json(201, format!(r#"{{"v":1,"key":{key}}}"#))),
        _ => Err(internal()),
    }
}
