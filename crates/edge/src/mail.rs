//! Mail through the platform's `send_email` binding.

use crate::timing::within;
use baton_handoff::Outcome;
use js_sys::{Function, JSON, Promise, Reflect};
use std::time::Duration;
use worker::Env;
use worker::js_sys::futures::JsFuture;
use worker::wasm_bindgen::{JsCast, JsValue};

/// Hands a message to a binding and says what came of it. Never fails, and never takes longer than
/// `patience`. Of an error the code alone is told: the platform's words may hold an address.
pub async fn send(env: &Env, (binding, message): (&str, &str), patience: Duration) -> Outcome {
    let asked = match ask(env, binding, message) {
        Ok(promise) => promise,
        Err(error) => return failed(error),
    };
    match within(patience, JsFuture::from(asked)).await {
        Some(Ok(_)) => Outcome { status: Some(200), ..Outcome::default() },
        Some(Err(error)) => failed(code(&error)),
        None => failed(format!("no answer within {} s", patience.as_secs())),
    }
}

fn ask(env: &Env, binding: &str, message: &str) -> Result<Promise, String> {
    let missing = || format!("binding {binding} is not there");
    let target = Reflect::get(env.as_ref(), &JsValue::from_str(binding)).map_err(|_| missing())?;
    if !target.is_object() {
        return Err(missing());
    }
    let send = Reflect::get(&target, &JsValue::from_str("send")).map_err(|_| missing())?;
    let send: Function = send.dyn_into().map_err(|_| missing())?;
    let message = JSON::parse(message).map_err(|_| "the message is no JSON".to_owned())?;
    let answer = send.call1(&target, &message).map_err(|error| code(&error))?;
    // What a binding returns may be thenable only.
    Ok(Promise::resolve(&answer))
}

/// `E_RATE_LIMIT_EXCEEDED` and the like: a property of the error, or how its message begins.
fn code(error: &JsValue) -> String {
    let said = |key: &str| Reflect::get(error, &JsValue::from_str(key)).ok().and_then(|value| value.as_string());
    let is_code = |text: &String| text.starts_with("E_");
    let word =
        |text: String| text.split(|c: char| !c.is_ascii_uppercase() && c != '_').next().unwrap_or_default().to_owned();
    let told = said("code").filter(is_code).or_else(|| said("message").map(word).filter(is_code));
    told.unwrap_or_else(|| "the mail service failed".to_owned())
}

fn failed(error: String) -> Outcome {
    Outcome { error: Some(error), ..Outcome::default() }
}
