//! Deliveries go out: claimed with a commit, sent at once, their outcome an event like any other.

use crate::commits::Home;
use crate::timing::within;
use crate::{body, clock, crm, mail, push, settings};
use baton_handoff::{self as handoff, Event, Outcome, Outgoing, Room};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;
use worker::url::Host;
use worker::wasm_bindgen::JsValue;
use worker::web_sys::ReadableStream;
use worker::{
    AbortController, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response, ResponseBody, Url,
    console_error,
};

/// How long a receiver may take to answer.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How many deliveries are on their way at once: the platform opens no more connections.
const SLOTS: usize = 6;

/// How many of them may be for one endpoint: one that is slow shall not hold them all.
const SLOTS_EACH: usize = 3;

/// Of an answer that says what came of a delivery, so many bytes are read.
const ANSWER_BYTES: usize = 64 * 1024;

/// How many deliveries are on their way, by endpoint.
#[derive(Debug, Default)]
pub struct Slots(RefCell<BTreeMap<String, usize>>);

impl Slots {
    /// What more may be sent now.
    pub fn room(&self) -> Room {
        let under_way = self.0.borrow().clone();
        let limit = SLOTS.saturating_sub(under_way.values().sum());
        Room { limit, each: SLOTS_EACH, under_way }
    }

    /// Whether nothing is on its way.
    pub fn all_free(&self) -> bool {
        self.0.borrow().is_empty()
    }
}

/// One taken slot; free again when dropped, whatever happens in between.
struct Slot {
    home: Rc<Home>,
    endpoint: String,
}

impl Slot {
    fn take(home: &Rc<Home>, endpoint: &str) -> Slot {
        *home.slots.0.borrow_mut().entry(endpoint.to_owned()).or_default() += 1;
        Slot { home: Rc::clone(home), endpoint: endpoint.to_owned() }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = self.home.slots.0.borrow_mut();
        let left = taken.get(&self.endpoint).copied().unwrap_or(0).saturating_sub(1);
        match left {
            0 => taken.remove(&self.endpoint),
            _ => taken.insert(self.endpoint.clone(), left),
        };
    }
}

/// Sends one claimed delivery, without waiting for it. The platform holds the request back
/// until the claim is on disk.
pub fn send(home: &Rc<Home>, outgoing: Outgoing) {
    let slot = Slot::take(home, &outgoing.endpoint);
    let home = Rc::clone(home);
    let object = Rc::clone(&home);
    object.state.wait_until(async move {
        let outcome = match outgoing.kind.as_str() {
            "push" => push::send(&home, &outgoing).await,
            _ => match crm::tell(&home, &outgoing, PATIENCE).await {
                Some(outcome) => outcome,
                None => deliver(&home.env, &outgoing).await,
            },
        };
        drop(slot);
        // Should this fail, the claim runs out and the alarm sends the delivery again: twice is
        // better than never, and receivers are told the delivery's id.
        if let Err(problem) = home.submit(Event::Delivered { id: outgoing.id, outcome }).await {
            console_error!("desk {}: an outcome was not kept: {problem}", home.name);
        }
    });
}

async fn deliver(env: &Env, outgoing: &Outgoing) -> Outcome {
    if let Some(bound) = handoff::bound_mail(outgoing) {
        return mail::send(env, bound, PATIENCE).await;
    }
    match handoff::request(outgoing, &|name| settings::text(env, name), clock::read()) {
        Ok(request) => call(request, PATIENCE).await,
        Err(why) => failed(why),
    }
}

/// Sends a request and says what came of it. Never fails, and never takes longer than `patience`.
pub async fn call(request: handoff::Request, patience: Duration) -> Outcome {
    let url = match allowed(&request.url) {
        Ok(url) => url,
        Err(why) => return failed(format!("the address {why}")),
    };
    let abort = AbortController::default();
    let signal = abort.signal();
    let answer = async {
        let response = Fetch::Request(platform(&url, &request)?).send_with_signal(&signal).await?;
        Ok::<_, worker::Error>(answered(response, request.reads_answer).await)
    };
    match within(patience, answer).await {
        Some(Ok(outcome)) => outcome,
        // The platform's own words may hold the URL, and the URL is the secret.
        Some(Err(_)) => failed("the connection failed".to_owned()),
        None => {
            abort.abort();
            failed(format!("no answer within {} s", patience.as_secs()))
        }
    }
}

/// Leads leave in the open only towards the machine itself, which is how development works.
pub fn allowed(url: &str) -> Result<Url, &'static str> {
    let url = Url::parse(url.trim()).map_err(|_| "holds no URL")?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err("holds a URL that is not https"),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn platform(url: &Url, request: &handoff::Request) -> worker::Result<Request> {
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::from(request.method.to_owned()))
        .with_headers(headers)
        // A redirect would carry the lead to a place the agreement does not name.
        .with_redirect(RequestRedirect::Manual)
        .with_body(request.body.as_deref().map(JsValue::from_str));
    Request::new_with_init(url.as_str(), &init)
}

/// The answer's status, and its body where that says what came of the delivery; else it is
/// nobody's business and is not read.
pub async fn answered(mut response: Response, reads: bool) -> Outcome {
    let retry_after = response.headers().get("retry-after").ok().flatten();
    let status = Some(response.status_code());
    let mut text = String::new();
    if reads {
        // What breaks off, or is longer, says nothing.
        text = body::read_answer(&mut response, ANSWER_BYTES).await.unwrap_or_default();
    } else if let ResponseBody::Stream(body) = response.body() {
        hang_up(body);
    }
    Outcome { status, retry_after, error: None, body: text }
}

fn hang_up(body: &ReadableStream) {
    // Nothing depends on when, or whether, the stream is closed.
    drop(body.cancel());
}

fn failed(error: String) -> Outcome {
    Outcome { error: Some(error), ..Outcome::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_leave_encrypted_or_not_at_all() {
        for url in [
            "https://hooks.example/T/B",
            " https://hooks.example/T/B\n",
            "http://localhost:9/x",
            "http://127.0.0.1:9/x",
            "http://127.8.8.8/x",
            "http://[::1]:9/x",
        ] {
            assert!(allowed(url).is_ok(), "{url}");
        }
        for url in [
            "http://hooks.example/T/B",
            "http://10.0.0.1/",
            "http://127.0.0.1.example/",
            "http://localhost.example/",
            "ftp://localhost/x",
            "file:///etc/passwd",
            "hooks.example/T/B",
            "",
        ] {
            assert!(allowed(url).is_err(), "{url}");
        }
    }

    #[test]
    fn why_a_url_is_refused_does_not_tell_the_url() {
        for url in ["http://hooks.example/secret", "not a url, secret"] {
            assert!(!allowed(url).unwrap_err().contains("secret"));
        }
    }

    #[test]
    fn a_slow_endpoint_leaves_room_for_others() {
        let slots = Slots::default();
        assert!(slots.all_free());
        slots.0.borrow_mut().extend([("slack".to_owned(), 3), ("crm".to_owned(), 2)]);
        let room = slots.room();
        assert_eq!((room.limit, room.each, room.under_way.len()), (1, SLOTS_EACH, 2));
        assert!(!slots.all_free());
    }
}
