//! The platform's own cryptography, none of it in the module: X25519, HKDF-SHA256 and AES-128-GCM for
//! leads that waited sealed, RS256 for assertions.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use baton_handoff::sealed::Sealed;
use js_sys::{Array, ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};
use worker::js_sys::futures::JsFuture;
use worker::{Error, Result};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_key(
        format: &str,
        key: &Uint8Array,
        algorithm: &JsValue,
        extractable: bool,
        usages: &Array,
    ) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_jwk(
        format: &str,
        key: &JsValue,
        algorithm: &JsValue,
        extractable: bool,
        usages: &Array,
    ) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = verify, catch)]
    fn verify(
        algorithm: &JsValue,
        key: &JsValue,
        signature: &Uint8Array,
        signed: &Uint8Array,
    ) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = exportKey, catch)]
    fn export_key(format: &str, key: &JsValue) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = deriveBits, catch)]
    fn derive_bits(algorithm: &JsValue, key: &JsValue, length: u32) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = decrypt, catch)]
    fn decrypt(algorithm: &JsValue, key: &JsValue, sealed: &Uint8Array) -> core::result::Result<Promise, JsValue>;
}

/// Everything else that could be sealed to the same key has another name.
const INFO: &[u8] = b"baton/queue/v1";
/// What stands before the 32 bytes of a private X25519 key in PKCS #8.
const PKCS8: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20];

/// Opens what a browser has sealed. An error says that it was sealed to another key or changed.
pub async fn open(private: &[u8], sealed: &Sealed) -> Result<Vec<u8>> {
    let own = private_key(private).await?;
    let salt = [sealed.enc, public_half(&own).await?].concat();
    let theirs = wait(import_key("raw", &bytes(&sealed.enc), &"X25519".into(), false, &Array::new())).await?;
    let shared = derive_bits(&object(&[("name", &"X25519".into()), ("public", &theirs)])?, &own, 256);
    let shared =
        wait(import_key("raw", &as_bytes(&wait(shared).await?), &"HKDF".into(), false, &uses("deriveBits"))).await?;
    let hkdf = object(&[
        ("name", &"HKDF".into()),
        ("hash", &"SHA-256".into()),
        ("salt", &bytes(&salt)),
        ("info", &bytes(INFO)),
    ])?;
    let derived = as_bytes(&wait(derive_bits(&hkdf, &shared, 224)).await?);
    let (key, iv) = (derived.subarray(0, 16), derived.subarray(16, 28));
    let key = wait(import_key("raw", &key, &"AES-GCM".into(), false, &uses("decrypt"))).await?;
    let gcm = object(&[("name", &"AES-GCM".into()), ("iv", &iv)])?;
    let opened = wait(decrypt(&gcm, &key, &bytes(&sealed.sealed))).await?;
    Ok(as_bytes(&opened).to_vec())
}

/// The public half of a private key.
pub async fn public_key(private: &[u8]) -> Result<[u8; 32]> {
    public_half(&private_key(private).await?).await
}

/// Whether a signature by RS256 (PKCS #1 v1.5 over SHA-256) is of the holder of a key, a JWK.
pub async fn rs256(jwk: &serde_json::Value, signature: &[u8], signed: &[u8]) -> Result<bool> {
    let algorithm = object(&[("name", &"RSASSA-PKCS1-v1_5".into()), ("hash", &"SHA-256".into())])?;
    let jwk = js_sys::JSON::parse(&jwk.to_string())?;
    let key = wait(import_jwk("jwk", &jwk, &algorithm, false, &uses("verify"))).await?;
    let verified = wait(verify(&"RSASSA-PKCS1-v1_5".into(), &key, &bytes(signature), &bytes(signed))).await?;
    Ok(verified.is_truthy())
}

/// Extractable, because its public half is read from its export; it never leaves this file.
async fn private_key(private: &[u8]) -> Result<JsValue> {
    let pkcs8 = [&PKCS8, private].concat();
    wait(import_key("pkcs8", &bytes(&pkcs8), &"X25519".into(), true, &uses("deriveBits"))).await
}

async fn public_half(private: &JsValue) -> Result<[u8; 32]> {
    let jwk = wait(export_key("jwk", private)).await?;
    let x = Reflect::get(&jwk, &"x".into())?.as_string().unwrap_or_default();
    let half = URL_SAFE_NO_PAD.decode(x.trim_end_matches('=')).ok().and_then(|half| half.try_into().ok());
    half.ok_or_else(|| Error::RustError("a key without a public half".to_owned()))
}

async fn wait(promise: core::result::Result<Promise, JsValue>) -> Result<JsValue> {
    Ok(JsFuture::from(promise?).await?)
}

fn object(parts: &[(&str, &JsValue)]) -> Result<JsValue> {
    let object = Object::new();
    for (key, value) in parts {
        Reflect::set(&object, &JsValue::from_str(key), value)?;
    }
    Ok(object.into())
}

fn uses(usage: &str) -> Array {
    Array::of1(&JsValue::from_str(usage))
}

fn bytes(bytes: &[u8]) -> Uint8Array {
    Uint8Array::from(bytes)
}

fn as_bytes(buffer: &JsValue) -> Uint8Array {
    Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>())
}
