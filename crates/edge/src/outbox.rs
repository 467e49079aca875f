//! Deliveries go out: claimed with a commit, sent at once, their outcome an event like any other.

use crate::commits::Home;
use crate::settings;
use crate::timing::within;
use baton_handoff::{Event, Outcome, Outgoing, Seconds};
use std::cell::Cell;
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
const PATIENCE: Duration = Duration::from_secs(10);

/// How many deliveries are on their way at once: the platform opens no more connections.
const SLOTS: usize = 6;

/// How many deliveries are on their way.
#[derive(Debug, Default)]
pub struct Slots(Cell<usize>);

impl Slots {
    /// How many more may be sent now.
    pub fn free(&self) -> usize {
        SLOTS.saturating_sub(self.0.get())
    }
}

/// One taken slot; free again when dropped, whatever happens in between.
struct Slot(Rc<Home>);

impl Slot {
    fn take(home: &Rc<Home>) -> Slot {
        let taken = &home.slots.0;
        taken.set(taken.get() + 1);
        Slot(Rc::clone(home))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let taken = &self.0.slots.0;
        taken.set(taken.get().saturating_sub(1));
    }
}

/// Sends one claimed delivery, without waiting for it. The platform holds the request back
/// until the claim is on disk.
pub fn send(home: &Rc<Home>, outgoing: Outgoing) {
    let slot = Slot::take(home);
    let home = Rc::clone(home);
    let object = Rc::clone(&home);
    object.state.wait_until(async move {
        let outcome = deliver(&home.env, &outgoing).await;
        drop(slot);
        // Should this fail, the claim runs out and the alarm sends the delivery again: twice is
        // better than never, and receivers are told the delivery's id.
        if let Err(problem) = home.submit(Event::Delivered { id: outgoing.id, outcome }).await {
            console_error!("desk {}: an outcome was not kept: {problem}", home.name);
        }
    });
}

async fn deliver(env: &Env, outgoing: &Outgoing) -> Outcome {
    let url = match target(env, &outgoing.secret) {
        Ok(url) => url,
        Err(error) => return failed(error),
    };
    let abort = AbortController::default();
    let signal = abort.signal();
    let answer = async { Fetch::Request(request(&url, outgoing)?).send_with_signal(&signal).await };
    match within(PATIENCE, answer).await {
        Some(Ok(response)) => answered(&response),
        // The platform's own words may hold the URL, and the URL is the secret.
        Some(Err(_)) => failed("the connection failed".to_owned()),
        None => {
            abort.abort();
            failed(format!("no answer within {} s", PATIENCE.as_secs()))
        }
    }
}

/// The URL that the endpoint's secret holds.
fn target(env: &Env, secret: &str) -> Result<Url, String> {
    let value = settings::text(env, secret).ok_or_else(|| format!("secret {secret} is not set"))?;
    allowed(&value).map_err(|why| format!("secret {secret} {why}"))
}

/// Leads leave in the open only towards the machine itself, which is how development works.
fn allowed(url: &str) -> Result<Url, &'static str> {
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

fn request(url: &Url, outgoing: &Outgoing) -> worker::Result<Request> {
    let headers = Headers::new();
    for (name, value) in &outgoing.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        // A redirect would carry the lead to a place the agreement does not name.
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(JsValue::from_str(&outgoing.body)));
    Request::new_with_init(url.as_str(), &init)
}

/// The answer's status; its body is nobody's business and is not read.
fn answered(response: &Response) -> Outcome {
    if let ResponseBody::Stream(body) = response.body() {
        hang_up(body);
    }
    let wait = response.headers().get("retry-after").ok().flatten();
    Outcome { status: Some(response.status_code()), retry_after: wait.as_deref().and_then(seconds), error: None }
}

fn hang_up(body: &ReadableStream) {
    // Nothing depends on when, or whether, the stream is closed.
    drop(body.cancel());
}

/// `Retry-After` in seconds; its other form, a date, is read as absent.
fn seconds(header: &str) -> Option<Seconds> {
    header.trim().parse::<u32>().ok().map(|seconds| Seconds(i64::from(seconds)))
}

fn failed(error: String) -> Outcome {
    Outcome { status: None, retry_after: None, error: Some(error) }
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
    fn retry_after_is_seconds() {
        assert_eq!(seconds("120").map(|wait| wait.0), Some(120));
        assert_eq!(seconds(" 0 ").map(|wait| wait.0), Some(0));
        for header in ["", "soon", "-1", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "99999999999"] {
            assert!(seconds(header).is_none(), "{header}");
        }
    }
}
