//! Mail through the platform's `send_email` binding.

use crate::timing::within;
use baton_handoff::Outcome;
use js_sys::{JSON, Promise, Reflect};
use std::time::Duration;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use worker::Env;
use worker::js_sys::futures::JsFuture;
use worker::wasm_bindgen::JsCast;

#[wasm_bindgen]
extern "C" {
    /// Something bound to the Worker that sends mail. Its method is called as one: where another
    /// Worker is behind it, whatever is asked of the method itself would be asked of that Worker.
    type Binding;
    #[wasm_bindgen(method, catch)]
    fn send(this: &Binding, message: &JsValue) -> Result<JsValue, JsValue>;
}

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
    let message = JSON::parse(message).map_err(|_| "the message is no JSON".to_owned())?;
    let answer = target.unchecked_into::<Binding>().send(&message).map_err(|error| code(&error))?;
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
