//! The deployment's settings: variables and secrets, read as text or not at all.

use js_sys::Reflect;
use worker::Env;
use worker::wasm_bindgen::JsValue;

/// A variable or secret, when it is set and not empty.
///
/// By hand: the `worker` crate asks a binding for its type, and one that is declared but not
/// set is `null`, which has none; the error is not caught and the caller waits for ever.
pub fn text(env: &Env, name: &str) -> Option<String> {
    let value = Reflect::get(env.as_ref(), &JsValue::from_str(name)).ok()?;
    value.as_string().filter(|text| !text.is_empty())
}
