//! The one place that draws randomness. Everything else is handed bytes.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn get_random_values(bytes: &Uint8Array) -> Result<JsValue, JsValue>;
}

/// 32 fresh bytes: one event's worth of ids and keys.
pub fn draw() -> worker::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    let fresh = Uint8Array::new_with_length(32);
    get_random_values(&fresh)?;
    fresh.copy_to(&mut bytes);
    Ok(bytes)
}
