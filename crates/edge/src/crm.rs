//! What a CRM posts to a desk, verified over its raw bytes; and what is told there, request by request.

use crate::commits::Home;
use crate::http::{Answer, internal, unknown_path};
use crate::translate::created;
use crate::{clock, outbox, settings};
use baton_handoff::crm::{Conversation, CrmSetting, Next, Session, lead_of, said_by};
use baton_handoff::{self as handoff, Event, Intake, Outcome, Outgoing, Problem, Question, Reply, signing};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;
use worker::Request;

/// The sessions there are, by endpoint. Forgotten with the object: another is asked for then.
#[derive(Debug, Default)]
pub struct Sessions(RefCell<BTreeMap<String, Session>>);

impl Sessions {
    fn of(&self, endpoint: &str) -> Option<Session> {
        self.0.borrow().get(endpoint).cloned()
    }

    fn keep(&self, endpoint: &str, session: Option<Session>) {
        match session {
            Some(session) => self.0.borrow_mut().insert(endpoint.to_owned(), session),
            None => self.0.borrow_mut().remove(endpoint),
        };
    }
}

/// Tells a CRM, if the message is for one. Never takes longer than `patience` in all: a claim is not
/// held for longer.
pub async fn tell(home: &Rc<Home>, outgoing: &Outgoing, patience: Duration) -> Option<Outcome> {
    let session = home.sessions.of(&outgoing.endpoint);
    let mut conversation = Conversation::of(outgoing, &|name| settings::text(&home.env, name), session)?;
    let until = clock::read().0 + i64::try_from(patience.as_millis()).unwrap_or(i64::MAX);
    let mut heard = None;
    loop {
        match conversation.next(heard.take()) {
            Next::Done(outcome) => {
                home.sessions.keep(&outgoing.endpoint, conversation.session());
                return Some(outcome);
            }
            Next::Ask(request) => {
                let left = u64::try_from(until - clock::read().0).unwrap_or(0);
                heard = Some(outbox::call(*request, Duration::from_millis(left.max(1))).await);
            }
        }
    }
}

/// Takes what a CRM tells of its records. What is none of ours is answered 200, too: the CRM can do
/// nothing about it, and would send it again.
pub async fn said(
    home: &Rc<Home>,
    request: &Request,
    (endpoint, address): (String, &str),
    body: &[u8],
) -> Result<Answer, Problem> {
    let setting = verified(home, request, (&endpoint, address), body)?;
    let said = said_by(setting.kind, body, clock::read())?;
    match home.submit(Event::CrmSaid { endpoint, said }).await? {
        Reply::Crm(heard) => {
            Ok(Answer::json(200, format!(r#"{{"v":1,"taken":{},"ignored":{}}}"#, heard.taken, heard.ignored)))
        }
        _ => Err(internal()),
    }
}

/// Takes a record that is new in a CRM as a lead.
pub async fn lead(
    home: &Rc<Home>,
    request: &Request,
    (endpoint, address, edge_origin): (String, &str, String),
    body: &[u8],
) -> Result<Answer, Problem> {
    let setting = verified(home, request, (&endpoint, address), body)?;
    let said = said_by(setting.kind, body, clock::read())?.into_iter().next();
    let said =
        said.ok_or_else(|| Problem::wrong_shape("there is no record in it", "Send one record; see docs/crm.md."))?;
    let lead = lead_of(&setting, &said)?;
    let intake = Box::new(Intake { lead, origin: None, sent_at: None, edge_origin });
    match home.submit(Event::CrmLead { endpoint, said, intake }).await? {
        Reply::Receipt(receipt) => Ok(Answer::json(created(!receipt.repeat), receipt.to_json())),
        Reply::Known { lead } => Ok(Answer::json(200, format!(r#"{{"v":1,"lead":"{lead}","repeat":true}}"#))),
        Reply::Conflict(problem) => Err(problem),
        _ => Err(internal()),
    }
}

/// The CRM that signed a request. One that the agreement does not have, or that signs nothing, has no
/// such address.
fn verified(
    home: &Rc<Home>,
    request: &Request,
    (endpoint, address): (&str, &str),
    body: &[u8],
) -> Result<CrmSetting, Problem> {
    let setting = match home.read(|desk, now, db| desk.ask(Question::Crm(endpoint.to_owned()), now, db))? {
        handoff::Answer::Crm(Some(setting)) => setting,
        handoff::Answer::Crm(None) => return Err(unknown_path()),
        _ => return Err(internal()),
    };
    let name = setting.signing_secret.as_deref().ok_or_else(unknown_path)?;
    let secret = settings::text(&home.env, name).unwrap_or_default();
    let header = |name: &str| request.headers().get(name).ok().flatten();
    // A CRM dates by the real clock, whatever the test clock says.
    let (now, method) = (clock::read(), request.method().as_ref().to_owned());
    match setting.kind.id() {
        "hubspot" => signing::verify_hubspot_any(&secret, &header, (&method, address), body, now)?,
        _ => signing::verify_standard_webhook(&secret, &header, body, now)?,
    }
    Ok(*setting)
}
