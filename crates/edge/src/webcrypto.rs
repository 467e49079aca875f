//! The platform's own cryptography, none of it in the module: for leads that waited sealed, X25519,
//! HKDF-SHA256 and AES-128-GCM; for messages to devices the same with P-256, and ES256; RS256 for assertions.

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
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = generateKey, catch)]
    fn generate_key(algorithm: &JsValue, extractable: bool, usages: &Array) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = sign, catch)]
    fn sign(algorithm: &JsValue, key: &JsValue, data: &Uint8Array) -> core::result::Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = encrypt, catch)]
    fn encrypt(algorithm: &JsValue, key: &JsValue, data: &Uint8Array) -> core::result::Result<Promise, JsValue>;
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

/// What stands before the 32 bytes of a private key of P-256 in PKCS #8, the public half left out.
const PKCS8_P256: [u8; 35] = [
    0x30, 0x41, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x27, 0x30, 0x25, 0x02, 0x01, 0x01, 0x04, 0x20,
];

/// A key that signs with ES256.
pub struct Signer {
    key: JsValue,
    /// Its public half: an uncompressed point.
    pub public: [u8; 65],
}

impl Signer {
    /// The key of these 32 bytes.
    pub async fn new(private: &[u8]) -> Result<Signer> {
        let pkcs8 = [&PKCS8_P256, private].concat();
        let of = object(&[("name", &"ECDSA".into()), ("namedCurve", &"P-256".into())])?;
        // Extractable, because its public half is read from its export; it never leaves this file.
        let key = wait(import_key("pkcs8", &bytes(&pkcs8), &of, true, &uses("sign"))).await?;
        let jwk = wait(export_key("jwk", &key)).await?;
        let mut public = vec![4];
        for half in ["x", "y"] {
            let half = Reflect::get(&jwk, &half.into())?.as_string().unwrap_or_default();
            public.extend(URL_SAFE_NO_PAD.decode(half.trim_end_matches('=')).unwrap_or_default());
        }
        let public = public.try_into().map_err(|_| Error::RustError("a key without a public half".to_owned()))?;
        Ok(Signer { key, public })
    }

    /// A signature: `r` and `s`, 32 bytes each.
    pub async fn sign(&self, data: &[u8]) -> Result<Vec<u8>> {
        let by = object(&[("name", &"ECDSA".into()), ("hash", &"SHA-256".into())])?;
        Ok(as_bytes(&wait(sign(&by, &self.key, &bytes(data))).await?).to_vec())
    }
}

/// A key for one message: its public half, and the secret it shares with somebody's public key of P-256.
pub async fn agreed(theirs: &[u8]) -> Result<([u8; 65], Vec<u8>)> {
    let curve = object(&[("name", &"ECDH".into()), ("namedCurve", &"P-256".into())])?;
    let pair = wait(generate_key(&curve, true, &uses("deriveBits"))).await?;
    let public = Reflect::get(&pair, &"publicKey".into())?;
    let own = as_bytes(&wait(export_key("raw", &public)).await?).to_vec();
    let theirs = wait(import_key("raw", &bytes(theirs), &curve, false, &Array::new())).await?;
    let with = object(&[("name", &"ECDH".into()), ("public", &theirs)])?;
    let shared = wait(derive_bits(&with, &Reflect::get(&pair, &"privateKey".into())?, 256)).await?;
    let own = own.try_into().map_err(|_| Error::RustError("a key without a public half".to_owned()))?;
    Ok((own, as_bytes(&shared).to_vec()))
}

/// So many bytes derived from a secret: RFC 5869 with SHA-256.
pub async fn hkdf(secret: &[u8], salt: &[u8], info: &[u8], length: u32) -> Result<Vec<u8>> {
    let key = wait(import_key("raw", &bytes(secret), &"HKDF".into(), false, &uses("deriveBits"))).await?;
    let how = object(&[
        ("name", &"HKDF".into()),
        ("hash", &"SHA-256".into()),
        ("salt", &bytes(salt)),
        ("info", &bytes(info)),
    ])?;
    Ok(as_bytes(&wait(derive_bits(&how, &key, length * 8)).await?).to_vec())
}

/// Encrypts with AES-GCM.
pub async fn seal(key: &[u8], iv: &[u8], data: &[u8]) -> Result<Vec<u8>> {
    let key = wait(import_key("raw", &bytes(key), &"AES-GCM".into(), false, &uses("encrypt"))).await?;
    let how = object(&[("name", &"AES-GCM".into()), ("iv", &bytes(iv))])?;
    Ok(as_bytes(&wait(encrypt(&how, &key, &bytes(data))).await?).to_vec())
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
