//! Signatures under what goes out and what comes in: HMAC-SHA256 over the bytes as they travel.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::{Millis, Problem, Seconds};

/// What was signed longer ago than this, or is dated further ahead, is refused: Slack's own rule,
/// "within five minutes of local time".
pub const WORTH: Millis = Millis(5 * 60_000);

/// The headers of Standard Webhooks for one message. `keys` is the secret's value: one key, or
/// two with a blank between them while one takes the place of the other; each signs.
///
/// # Errors
///
/// When a key cannot be read.
pub(crate) fn standard_webhook(
    id: &str,
    at: Millis,
    body: &str,
    keys: &str,
) -> Result<[(&'static str, String); 2], &'static str> {
    let seconds = at.seconds().0.to_string();
    let mut signatures = Vec::new();
    for key in keys.split_whitespace() {
        let encoded = key.strip_prefix("whsec_").unwrap_or(key);
        let key = STANDARD.decode(encoded).map_err(|_| "holds no key like `whsec_` and base64")?;
        let parts = [id.as_bytes(), b".", seconds.as_bytes(), b".", body.as_bytes()];
        signatures.push(format!("v1,{}", STANDARD.encode(mac(&key, &parts).finalize().into_bytes())));
    }
    if signatures.is_empty() {
        return Err("holds no key");
    }
    Ok([("webhook-timestamp", seconds), ("webhook-signature", signatures.join(" "))])
}

/// Verifies a request that says it is Slack's: `X-Slack-Signature` over the bytes as they came,
/// in a time that does not depend on how much of it is right.
///
/// # Errors
///
/// The caller's, `not_from_slack`: unsigned, signed by another, or too old.
pub fn verify_slack(
    secrets: &str,
    timestamp: Option<&str>,
    signature: Option<&str>,
    body: &[u8],
    now: Millis,
) -> Result<(), Problem> {
    let (Some(timestamp), Some(signature)) = (timestamp, signature) else { return Err(not_from_slack()) };
    let at: i64 = timestamp.parse().map_err(|_| not_from_slack())?;
    let signed = signature.strip_prefix("v0=").and_then(from_hex).ok_or_else(not_from_slack)?;
    let parts: [&[u8]; 4] = [b"v0:", timestamp.as_bytes(), b":", body];
    let is_right = signed_by_one_of(secrets, &parts, &signed);
    if is_right && is_near(Millis::from_seconds(Seconds(at)), now) { Ok(()) } else { Err(not_from_slack()) }
}

/// Verifies a webhook of Calendly's: `t=…,v1=…`, over time and bytes.
/// developer.calendly.com, "Webhook signatures".
///
/// # Errors
///
/// The caller's, `not_signed`.
pub fn verify_calendly(secrets: &str, signature: Option<&str>, body: &[u8], now: Millis) -> Result<(), Problem> {
    let signature = signature.unwrap_or_default();
    let part = |name: &str| signature.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
    let (Some(at), Some(signed)) = (part("t"), part("v1").and_then(from_hex)) else {
        return Err(not_signed("Calendly"));
    };
    let dated: i64 = at.parse().map_err(|_| not_signed("Calendly"))?;
    let is_right = signed_by_one_of(secrets, &[at.as_bytes(), b".", body], &signed);
    if is_right && is_near(Millis::from_seconds(Seconds(dated)), now) { Ok(()) } else { Err(not_signed("Calendly")) }
}

/// Verifies a webhook of Cal.com's: hexadecimal, over the bytes. It has no time in it; that the same
/// one again changes nothing is the desk's doing. cal.com/docs/developing/guides/automation/webhooks.
///
/// # Errors
///
/// The caller's, `not_signed`.
pub fn verify_cal(secrets: &str, signature: Option<&str>, body: &[u8]) -> Result<(), Problem> {
    let signed = signature.and_then(|signature| from_hex(signature.strip_prefix("sha256=").unwrap_or(signature)));
    match signed {
        Some(signed) if signed_by_one_of(secrets, &[body], &signed) => Ok(()),
        _ => Err(not_signed("Cal.com")),
    }
}

/// Verifies a webhook of HubSpot's, version 3: base64, over method, address, bytes and time in ms.
/// developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation.
///
/// # Errors
///
/// The caller's, `not_signed`.
pub fn verify_hubspot(
    secrets: &str,
    (timestamp, signature): (Option<&str>, Option<&str>),
    (method, url): (&str, &str),
    body: &[u8],
    now: Millis,
) -> Result<(), Problem> {
    let (Some(timestamp), Some(signature)) = (timestamp, signature) else { return Err(not_signed("HubSpot")) };
    let signed = STANDARD.decode(signature).map_err(|_| not_signed("HubSpot"))?;
    let dated: i64 = timestamp.parse().map_err(|_| not_signed("HubSpot"))?;
    let parts = [method.as_bytes(), url.as_bytes(), body, timestamp.as_bytes()];
    let is_right = signed_by_one_of(secrets, &parts, &signed);
    if is_right && is_near(Millis(dated), now) { Ok(()) } else { Err(not_signed("HubSpot")) }
}

/// Verifies a webhook of HubSpot's by what it has: version 3 where it is there, else version 2 (over method,
/// address and bytes), as its workflows sign, or 1 (over the bytes). Those have no time in them; that the
/// same one again changes nothing is the desk's doing. The address is the one of [`verify_hubspot`].
///
/// # Errors
///
/// The caller's, `not_signed`.
pub fn verify_hubspot_any(
    secrets: &str,
    header: &dyn Fn(&str) -> Option<String>,
    (method, url): (&str, &str),
    body: &[u8],
    now: Millis,
) -> Result<(), Problem> {
    if let Some(signature) = header("x-hubspot-signature-v3") {
        let at = header("x-hubspot-request-timestamp");
        return verify_hubspot(secrets, (at.as_deref(), Some(&signature)), (method, url), body, now);
    }
    let signed = header("x-hubspot-signature").as_deref().and_then(from_hex).ok_or_else(|| not_signed("HubSpot"))?;
    let is_second = header("x-hubspot-signature-version").as_deref() == Some("v2");
    let parts: [&[u8]; 3] = if is_second { [method.as_bytes(), url.as_bytes(), body] } else { [b"", b"", body] };
    let mut right = false;
    for secret in secrets.split_whitespace() {
        let mut hash = Sha256::new_with_prefix(secret);
        parts.iter().for_each(|part| hash.update(part));
        right |= is_same(&hash.finalize(), &signed);
    }
    if right { Ok(()) } else { Err(not_signed("HubSpot")) }
}

/// Verifies a Standard Webhook: `v1,` and base64, over id, time in seconds and bytes; several with blanks
/// between them. standardwebhooks.com.
///
/// # Errors
///
/// The caller's, `not_signed`.
pub fn verify_standard_webhook(
    secrets: &str,
    header: &dyn Fn(&str) -> Option<String>,
    body: &[u8],
    now: Millis,
) -> Result<(), Problem> {
    let refused = || not_signed("this desk's key");
    let (Some(id), Some(at)) = (header("webhook-id"), header("webhook-timestamp")) else { return Err(refused()) };
    let dated: i64 = at.parse().map_err(|_| refused())?;
    let keys = secrets.split_whitespace().filter_map(|key| {
        STANDARD.decode(key.strip_prefix("whsec_").unwrap_or(key)).ok().filter(|key| !key.is_empty())
    });
    let keys: Vec<Vec<u8>> = keys.collect();
    let parts = [id.as_bytes(), b".", at.as_bytes(), b".", body];
    let mut right = false;
    for signature in header("webhook-signature").unwrap_or_default().split(' ') {
        let Some(signed) = signature.strip_prefix("v1,").and_then(|signed| STANDARD.decode(signed).ok()) else {
            continue;
        };
        for key in &keys {
            right |= mac(key, &parts).verify_slice(&signed).is_ok();
        }
    }
    let is_recent = is_near(Millis::from_seconds(Seconds(dated)), now);
    if right && is_recent { Ok(()) } else { Err(refused()) }
}

/// Whether two hashes are the same, in a time that does not depend on where they differ.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |all, (one, other)| all | (one ^ other)) == 0
}

/// Whether one of the secrets made a signature; all are tried, so that which it was takes no other time.
fn signed_by_one_of(secrets: &str, parts: &[&[u8]], signed: &[u8]) -> bool {
    let mut right = false;
    for secret in secrets.split_whitespace() {
        right |= mac(secret.as_bytes(), parts).verify_slice(signed).is_ok();
    }
    right
}

/// Whether something was dated within [`WORTH`] of now, before or behind.
fn is_near(at: Millis, now: Millis) -> bool {
    now.0.saturating_sub(at.0).saturating_abs() <= WORTH.0
}

fn not_signed(by: &str) -> Problem {
    Problem::caller(
        401,
        "not_signed",
        format!("this is not signed by {by}, or too old"),
        "Set the value of the secret that the agreement names for it at the edge, and the same one where the webhook is made.",
    )
}

fn not_from_slack() -> Problem {
    Problem::caller(
        401,
        "not_from_slack",
        "this is not signed by Slack, or too old",
        "Set the app's Signing Secret at the edge, and the Request URL in the app's settings.",
    )
}

/// HMAC-SHA256 over parts, one behind the other.
pub(crate) fn mac(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mac) => mac,
        // HMAC takes keys of any length; the type does not say so.
        Err(_) => Hmac::<Sha256>::new(&Default::default()),
    };
    parts.iter().for_each(|part| mac.update(part));
    mac
}

/// Bytes from small hexadecimal digits, as signatures are written.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let pairs = text.as_bytes().chunks_exact(2);
    pairs.map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.last()?)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::{standard_webhook, verify_slack};
    use crate::Millis;

    const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
    const AT: &str = "1531420618";
    const NOW: Millis = Millis(1_531_420_618_000);

    fn signed(body: &[u8]) -> String {
        use hmac::Mac as _;
        let bytes = super::mac(SECRET.as_bytes(), &[b"v0:", AT.as_bytes(), b":", body]).finalize().into_bytes();
        format!("v0={}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    }

    #[test]
    fn what_slack_signed_is_slacks() {
        let body = b"payload=%7B%7D";
        let signature = signed(body);
        let verify = |secret, at, signature: &str, body: &[u8], now| {
            verify_slack(secret, Some(at), Some(signature), body, now).map_err(|problem| problem.code)
        };
        assert_eq!(verify(SECRET, AT, &signature, body, NOW), Ok(()));
        let both = format!("another {SECRET}");
        assert_eq!(verify(&both, AT, &signature, body, NOW), Ok(()), "while one secret takes the place of another");
        for late in [-300_000, 300_000] {
            assert_eq!(verify(SECRET, AT, &signature, body, Millis(NOW.0 + late)), Ok(()));
            let over = Millis(NOW.0 + late + if late < 0 { -1000 } else { 1000 });
            assert_eq!(verify(SECRET, AT, &signature, body, over), Err("not_from_slack"));
        }
        for bad in ["", "v0=", "v0=zz", "v1=00", &signature.to_uppercase(), &signature.replace("v0=", "")] {
            assert_eq!(verify(SECRET, AT, bad, body, NOW), Err("not_from_slack"), "{bad}");
        }
        assert!(verify("", AT, &signature, body, NOW).is_err());
        assert!(verify("other", AT, &signature, body, NOW).is_err());
        assert!(verify(SECRET, "1531420619", &signature, body, NOW).is_err());
        assert!(verify_slack(SECRET, None, Some(&signature), body, NOW).is_err());
        assert!(verify_slack(SECRET, Some(AT), None, body, NOW).is_err());
        for at in 0..body.len() {
            let mut other = body.to_vec();
            other[at] ^= 1;
            assert!(verify(SECRET, AT, &signature, &other, NOW).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_webhook_is_signed_by_each_key() {
        let one = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let [_, (_, alone)] = standard_webhook("msg", NOW, "{}", one).unwrap();
        let [(_, at), (_, both)] = standard_webhook("msg", NOW, "{}", &format!("{one} whsec_AAAA")).unwrap();
        assert_eq!(at, AT);
        assert!(both.starts_with(&format!("{alone} v1,")) && both.split(' ').count() == 2);
        for keys in ["", "  ", "whsec_!", "whsec_A"] {
            assert!(standard_webhook("msg", NOW, "{}", keys).is_err(), "{keys}");
        }
    }
}
