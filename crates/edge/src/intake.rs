//! A lead comes in, from a browser: as a request of its own, or with others in one call of the front's
//! (`worker.js`), without the platform's objects, which cost more than what the desk does with it.

use crate::commits::Home;
use crate::gate::{self, Admitted};
use crate::http::{Answer, internal, too_large};
use crate::routes::Ask;
use crate::translate::{PUBLIC_URL, created, edge_origin, queue_key};
use crate::{settings, webcrypto};
use baton_handoff::sealed::{self, Sealed};
use baton_handoff::{self as handoff, Event, Intake, Millis, Problem, Reply, clip};
use js_sys::{Array, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::prelude::{JsCast, JsValue};
use worker::{Request, Url, console_error};

/// Where the platform says who sends. It takes the place of what a sender says itself.
const SENDER: &str = "cf-connecting-ip";

/// A lead as it was posted.
pub struct Posted {
    /// The address it was sent to.
    pub url: Url,
    /// The `Origin` header.
    pub origin: Option<String>,
    /// Who sent it, as the platform says.
    pub sender: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Posted {
    /// What a request says, whose body was read.
    pub fn of(request: &Request, url: Url, body: Vec<u8>) -> Posted {
        let origin = request.headers().get("origin").ok().flatten();
        Posted { url, origin, sender: sender(request), body }
    }

    /// What `worker.js` hands over: address, origin, body, sender.
    pub fn handed(lead: &JsValue) -> Option<Posted> {
        let lead = lead.dyn_ref::<Array>()?;
        Some(Posted {
            url: Url::parse(&lead.get(0).as_string()?).ok()?,
            origin: lead.get(1).as_string(),
            body: Uint8Array::new(&lead.get(2)).to_vec(),
            sender: lead.get(3).as_string(),
        })
    }
}

/// Who sent a request, as the platform says.
pub fn sender(request: &Request) -> Option<String> {
    request.headers().get(SENDER).ok().flatten()
}

/// Takes a lead that came with others.
pub async fn take(home: &Rc<Home>, posted: Posted) -> Result<Answer, Problem> {
    let admitted = match gate::admit(home, posted.sender.as_deref(), posted.url.path()) {
        Ok(admitted) => admitted,
        Err(refusal) => return Ok(refusal),
    };
    let limit = Ask::Intake.body_limit();
    if posted.body.len() > limit {
        return Err(too_large(limit));
    }
    handle(home, posted, &admitted).await
}

/// Reads a lead that may come in, and hands it to the desk.
pub async fn handle(home: &Rc<Home>, posted: Posted, admitted: &Admitted) -> Result<Answer, Problem> {
    let mut lead = match Sealed::read(&posted.body)? {
        Some(sealed) => handoff::intake::parse(&opened(home, &sealed).await?)?,
        None => handoff::intake::parse(&posted.body)?,
    };
    gate::label(home, admitted, &mut lead);
    gate::prove(home, &mut lead).await?;
    let intake = Intake {
        lead: handoff::vouched::from_anybody(lead)?,
        origin: posted.origin,
        sent_at: sent_at(&posted.url),
        edge_origin: edge_origin(&posted.url, settings::text(&home.env, PUBLIC_URL).as_deref()),
    };
    match home.submit(Event::Intake(Box::new(intake))).await? {
        Reply::Receipt(receipt) => Ok(Answer::json(created(!receipt.repeat), receipt.to_json())),
        Reply::Conflict(problem) => Err(problem),
        _ => Err(internal()),
    }
}

/// What is inside a sealed lead.
async fn opened(home: &Rc<Home>, sealed: &Sealed) -> Result<Vec<u8>, Problem> {
    let Some(key) = queue_key(home, Some(sealed.key))? else {
        // Nobody else learns of it: in the browser it waits, and is lost in the end.
        console_error!("desk {}: no key {} for lead {}", home.name, sealed.key, clip(&sealed.id));
        return Err(sealed::unknown_key(sealed));
    };
    webcrypto::open(&key.private, sealed).await.map_err(|_| sealed::not_opened())
}

/// When the browser sent the request, `?sent=1795255200000`. In the address, because the body
/// is what was kept when the form was sent, however often it is sent again.
fn sent_at(url: &Url) -> Option<Millis> {
    let (_, at) = url.query_pairs().find(|(key, _)| key == "sent")?;
    at.parse().ok().map(Millis)
}

#[cfg(test)]
mod tests {
    use super::{Millis, Url, sent_at};

    #[test]
    fn the_browser_says_when_it_sent() {
        let at = |query: &str| sent_at(&Url::parse(&format!("https://edge.example/v1/desks/a/leads{query}")).unwrap());
        assert_eq!(at("?sent=1795255200000"), Some(Millis(1_795_255_200_000)));
        for other in ["", "?sent=", "?sent=now", "?at=5", "?sent=99999999999999999999"] {
            assert_eq!(at(other), None, "{other}");
        }
    }
}
