//! Cloudflare Access before the console: its assertion, verified with the team's own keys.

use crate::commits::Home;
use crate::http::internal;
use crate::{clock, outbox, webcrypto};
use baton_handoff::access_jwt::{self, AccessSettings, Assertion};
use baton_handoff::{self as handoff, Millis, Problem, Question};
use serde_json::Value;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;
use worker::console_error;

/// The variable that says Access stands before this deployment, and who is what. See
/// [`AccessSettings`].
pub const SETTINGS: &str = "BATON_ACCESS";

/// How long the team's keys may take.
const PATIENCE: Duration = Duration::from_secs(4);
/// Keys are asked for again when they are so old: the team turns them every six weeks, or at once.
const LIFE: Millis = Millis(3_600_000);
/// A key that is not among them is asked for, but not more often than this.
const PAUSE: Millis = Millis(5_000);

/// The keys a team publishes, and when they were read.
#[derive(Default)]
pub struct Keys {
    all: BTreeMap<String, Value>,
    read_at: Millis,
    asked_at: Millis,
}

/// Whom an assertion is of, as a question to the desk.
pub async fn person(home: &Rc<Home>, assertion: &str, settings: &str) -> Result<Question, Problem> {
    let settings = AccessSettings::parse(settings).map_err(|why| {
        console_error!("desk {}: {SETTINGS}: {why}", home.name);
        internal()
    })?;
    let assertion = Assertion::parse(assertion)?;
    let key = key(home, &settings, &assertion.key).await?.ok_or_else(access_jwt::refused)?;
    let is_theirs = webcrypto::rs256(&key, &assertion.signature, &assertion.signed).await;
    if !matches!(is_theirs, Ok(true)) {
        return Err(access_jwt::refused());
    }
    let email = assertion.holds(&settings, clock::read())?;
    let role = settings.role(&email, &home.name);
    Ok(Question::Person { email, role })
}

/// A key by its id; the team is asked where it is not at hand.
async fn key(home: &Rc<Home>, settings: &AccessSettings, id: &str) -> Result<Option<Value>, Problem> {
    let now = clock::read();
    let (known, wants) = {
        let mut keys = home.access_keys.borrow_mut();
        let known = keys.all.get(id).filter(|_| now - keys.read_at < LIFE).cloned();
        let wants = known.is_none() && (now - keys.asked_at >= PAUSE || keys.asked_at > now);
        if wants {
            keys.asked_at = now;
        }
        (known, wants)
    };
    if !wants {
        return Ok(known);
    }
    let asked = handoff::Request {
        method: "GET",
        url: settings.keys_at(),
        headers: Vec::new(),
        body: None,
        reads_answer: true,
    };
    let answer = outbox::call(asked, PATIENCE).await;
    let read = match answer.status {
        Some(200) => access_jwt::keys(&answer.body),
        status => Err(answer.error.unwrap_or_else(|| format!("status {}", status.unwrap_or_default()))),
    };
    let mut keys = home.access_keys.borrow_mut();
    match read {
        Ok(all) => (keys.all, keys.read_at) = (all, now),
        // Those at hand serve on: signed in is signed in, while the team cannot be reached.
        Err(why) => console_error!("desk {}: the keys of Access: {why}", home.name),
    }
    Ok(keys.all.get(id).cloned())
}
