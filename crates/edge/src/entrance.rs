//! Who asks something of a desk, and how far that goes: what a request shows is looked up here.

use crate::auth::{self, ADMIN_TOKEN, Shown};
use crate::commits::Home;
use crate::http::{Answer, internal};
use crate::routes::{Access, Ask};
use crate::{settings, translate};
use baton_handoff::access::{Bearer, Reach, Right, Role};
use baton_handoff::{self as handoff, Event, Problem, Question, Reply, Scope, TokenWish};
use serde_json::json;
use std::rc::Rc;
use worker::Request;

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
pub fn let_in(home: &Rc<Home>, request: &Request, ask: &Ask) -> Result<Option<Passed>, Problem> {
    let Access::Right(rights) = ask.access() else { return Ok(None) };
    let passed = passes(home, request, rights)?;
    if passed.own().is_some() && !ask.narrows() {
        return Err(internal());
    }
    Ok(Some(passed))
}

/// Lets whoever sent a request pass, if they have one of these rights.
pub fn passes(home: &Rc<Home>, request: &Request, rights: &[Right]) -> Result<Passed, Problem> {
    let header = auth::header(&|name| request.headers().get(name).ok().flatten());
    let secret = settings::text(&home.env, ADMIN_TOKEN);
    let bearer = match auth::shown(header.as_deref(), secret.as_deref(), &home.name)? {
        Shown::Certain(bearer) => bearer,
        Shown::Token(token) => match home.read(|desk, now, db| desk.ask(Question::Bearer(token), now, db))? {
            handoff::Answer::Bearer(bearer) => bearer,
            _ => return Err(internal()),
        },
    };
    let reach = bearer.may(rights)?;
    Ok(Passed { bearer, reach })
}

/// A question about leads, held to those of a rep where the right goes no farther.
pub fn narrowed(question: Question, passed: Option<&Passed>) -> Question {
    let Some(rep) = passed.and_then(Passed::own).map(str::to_owned) else { return question };
    match question {
        Question::Leads { limit, before } => Question::LeadsOf { rep, limit, before },
        Question::Lead(lead) => Question::LeadOf { rep, lead },
        other => other,
    }
}

/// Who asks, and how far each of their rights goes, as JSON.
pub fn me(home: &Rc<Home>, passed: Option<&Passed>) -> Result<Answer, Problem> {
    let bearer = passed.ok_or_else(internal)?.bearer();
    let (name, role, rep) = match bearer {
        Bearer::Secret => ("", Role::Admin, None),
        Bearer::Holder(holder) => (holder.name.as_str(), holder.role, holder.rep.as_deref()),
    };
    let rights = Right::EVERY.iter().filter_map(|right| {
        let reach = match bearer.reach(*right) {
            Reach::Nothing => return None,
            Reach::Own => "own",
            Reach::All => "all",
        };
        Some((right.id().to_owned(), reach.into()))
    });
    let rights: serde_json::Map<String, serde_json::Value> = rights.collect();
    let secret = *bearer == Bearer::Secret;
    let me = json!({"v": 1, "desk": home.name.as_tag(), "name": name, "role": role.id(), "rep": rep, "secret": secret, "rights": rights});
    Ok(Answer::json(200, me.to_string()))
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
