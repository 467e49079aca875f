//! Signatures under what goes out and what comes in: HMAC-SHA256 over the bytes as they travel.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{Millis, Problem};

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
    let apart = (now.seconds().0).saturating_sub(at).saturating_abs();
    let signed = signature.strip_prefix("v0=").and_then(from_hex).ok_or_else(not_from_slack)?;
    let parts: [&[u8]; 4] = [b"v0:", timestamp.as_bytes(), b":", body];
    // Every secret is tried, so that which of two it was takes no other time.
    let mut right = false;
    for secret in secrets.split_whitespace() {
        right |= mac(secret.as_bytes(), &parts).verify_slice(&signed).is_ok();
    }
    if right && apart <= WORTH.seconds().0 { Ok(()) } else { Err(not_from_slack()) }
}

fn not_from_slack() -> Problem {
    Problem::caller(
        401,
        "not_from_slack",
        "this is not signed by Slack, or too old",
        "Set the app's Signing Secret at the edge, and the Request URL in the app's settings.",
    )
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
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
