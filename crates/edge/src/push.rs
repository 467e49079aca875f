//! Web Push: a message encrypted to one browser (RFC 8291, in the `aes128gcm` coding of RFC 8188) and
//! signed by the deployment's own key (VAPID, RFC 8292). The platform does the cryptography: in the
//! module it would be 13 KB of `p256`.

use crate::commits::Home;
use crate::entrance::Passed;
use crate::http::{Answer, internal};
use crate::outbox::{self, PATIENCE};
use crate::timing::within;
use crate::{clock, entropy, settings, webcrypto};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use baton_handoff::access::Bearer;
use baton_handoff::{self as handoff, Event, Outcome, Outgoing, Problem, PushChange, PushTarget, Question};
use serde_json::json;
use std::rc::Rc;
use worker::js_sys::Uint8Array;
use worker::{Fetch, Headers, Method, Request, RequestInit, RequestRedirect, console_error};

/// How long a push service keeps a message for a device that is off, in s: later than this the
/// window it tells of has long been missed.
const KEPT_FOR: &str = "3600";

/// How long a signature counts, in s. RFC 8292 allows a day.
const SIGNED_FOR: i64 = 12 * 3_600;

/// One record holds the whole message: RFC 8291, section 4.
const RECORD: u32 = 4_096;

/// `GET …/push`: the key that a browser subscribes with; none where nothing is sent to devices.
pub async fn key(home: &Rc<Home>) -> Result<Answer, Problem> {
    let key = match signer(home) {
        Some(secret) => {
            Some(URL_SAFE_NO_PAD.encode(webcrypto::Signer::new(&secret).await.map_err(|_| bad_key())?.public))
        }
        None => None,
    };
    Ok(Answer::json(200, json!({"v": 1, "key": key}).to_string()))
}

/// `POST …/push`: a browser of a rep's wants to be told, or no more.
pub async fn change(home: &Rc<Home>, text: &[u8], passed: Option<&Passed>) -> Result<Answer, Problem> {
    let rep = match passed.ok_or_else(internal)?.bearer() {
        Bearer::Holder(holder) => holder.rep.clone(),
        Bearer::Secret => None,
    };
    let rep = rep.ok_or_else(|| {
        let help = "Ask whoever runs the desk for a token of the role `rep`.";
        Problem::caller(403, "not_a_rep", "messages to devices are for reps, and this token is nobody's", help)
    })?;
    home.submit(Event::Push { rep, change: PushChange::parse(text)? }).await?;
    Ok(Answer::json(200, r#"{"v":1}"#))
}

fn bad_key() -> Problem {
    Problem::ours("push_key", "the secret that messages to devices are signed by is no VAPID key")
}

/// The private key of the deployment, where the agreement names it and it is set.
fn signer(home: &Rc<Home>) -> Option<Vec<u8>> {
    match home.read(|desk, now, db| desk.ask(Question::PushSecret, now, db)) {
        Ok(handoff::Answer::Secret(Some(name))) => private(&settings::text(&home.env, &name)?),
        _ => None,
    }
}

/// 32 bytes in base64url, as `web-push generate-vapid-keys` writes them.
fn private(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('=')).ok().filter(|key| key.len() == 32)
}

/// Sends a message to every device of whom it is for. It has arrived when one of them was reached.
pub async fn send(home: &Rc<Home>, outgoing: &Outgoing) -> Outcome {
    let Some(key) = settings::text(&home.env, &outgoing.secret) else {
        return failed(format!("secret {} is not set", outgoing.secret));
    };
    let Some(key) = private(&key) else { return failed(format!("secret {} is no VAPID key", outgoing.secret)) };
    let rep = outgoing.recipient.clone().unwrap_or_default();
    let targets = match home.read(|desk, now, db| desk.ask(Question::PushTargets(rep), now, db)) {
        Ok(handoff::Answer::PushTargets(targets)) => targets,
        _ => return failed("the devices could not be read".to_owned()),
    };
    // Nobody listens any more: that is for good.
    let mut last = Outcome { status: Some(410), ..Outcome::default() };
    let mut arrived = None;
    for target in targets {
        let outcome = match within(PATIENCE, to_device(&key, &target, outgoing)).await {
            Some(Ok(outcome)) => outcome,
            // The platform's own words may hold the address.
            Some(Err(_)) => failed("the connection failed".to_owned()),
            None => failed(format!("no answer within {} s", PATIENCE.as_secs())),
        };
        match outcome.status {
            Some(200..=299) => arrived = Some(outcome),
            Some(404 | 410) => {
                if let Err(problem) = home.submit(Event::PushGone { endpoint: target.endpoint }).await {
                    console_error!("desk {}: a device that is gone was not forgotten: {problem}", home.name);
                }
            }
            _ => last = outcome,
        }
    }
    arrived.unwrap_or(last)
}

async fn to_device(key: &[u8], target: &PushTarget, outgoing: &Outgoing) -> worker::Result<Outcome> {
    let Ok(url) = outbox::allowed(&target.endpoint) else { return Ok(failed("the address is not https".to_owned())) };
    let body = encrypted(target, outgoing.body.as_bytes()).await?;
    let signer = webcrypto::Signer::new(key).await?;
    let claims = json!({
        "aud": url.origin().ascii_serialization(),
        "exp": clock::read().0 / 1_000 + SIGNED_FOR,
        "sub": from(&outgoing.body),
    });
    let signed = signed(&signer, &claims.to_string()).await?;
    let headers = Headers::new();
    headers.set("authorization", &format!("vapid t={signed}, k={}", URL_SAFE_NO_PAD.encode(signer.public)))?;
    headers.set("content-encoding", "aes128gcm")?;
    headers.set("content-type", "application/octet-stream")?;
    headers.set("ttl", KEPT_FOR)?;
    headers.set("urgency", "high")?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(Uint8Array::from(body.as_slice()).into()));
    let response = Fetch::Request(Request::new_with_init(url.as_str(), &init)?).send().await?;
    Ok(outbox::answered(response, false).await)
}

/// Who sends it: an address of the deployment's, so that a push service knows whom to ask.
fn from(body: &str) -> String {
    let body: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    body.get("from").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// A JSON Web Token: RFC 7519, signed with ES256.
async fn signed(signer: &webcrypto::Signer, claims: &str) -> worker::Result<String> {
    let head = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
    let said = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims));
    let signature = signer.sign(said.as_bytes()).await?;
    Ok(format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// A message that only the browser can read: RFC 8291, section 3.
async fn encrypted(target: &PushTarget, message: &[u8]) -> worker::Result<Vec<u8>> {
    let (own, shared) = webcrypto::agreed(&target.p256dh).await?;
    let info = [b"WebPush: info\0".as_slice(), &target.p256dh, &own].concat();
    let ikm = webcrypto::hkdf(&shared, &target.auth, &info, 32).await?;
    let drawn = entropy::draw()?;
    let (salt, _) = drawn.split_at(16);
    let key = webcrypto::hkdf(&ikm, salt, b"Content-Encoding: aes128gcm\0", 16).await?;
    let nonce = webcrypto::hkdf(&ikm, salt, b"Content-Encoding: nonce\0", 12).await?;
    // The byte that says: this record is the last.
    let sealed = webcrypto::seal(&key, &nonce, &[message, &[2]].concat()).await?;
    let own_length = u8::try_from(own.len()).unwrap_or_default();
    Ok([salt, &RECORD.to_be_bytes(), &[own_length], &own, &sealed].concat())
}

fn failed(error: String) -> Outcome {
    Outcome { error: Some(error), ..Outcome::default() }
}

#[cfg(test)]
mod tests {
    use super::{from, private};

    #[test]
    fn a_key_is_as_the_usual_tools_write_it() {
        assert_eq!(private(" yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw \n").map(|key| key.len()), Some(32));
        for wrong in ["", "yfWPiYE", "-----BEGIN PRIVATE KEY-----", "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRwAA"] {
            assert_eq!(private(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_message_says_who_sends_it() {
        assert_eq!(from(r#"{"v":1,"from":"https://edge.example"}"#), "https://edge.example");
        assert_eq!(from("no json"), "");
    }
}
