//! Handoff links: who may acknowledge which lead, until when, signed.
//!
//! `/h/{desk}/{token}`, the token being `base64url(payload).base64url(HMAC-SHA256)`. The link
//! is all a rep needs, so it is worth as much as a password for one lead: it ends after 14
//! days, names one lead, one rep and one action, and works at one desk only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{DeskName, Millis, Problem, signing};

/// A link is good for so long.
pub const LIFETIME: Millis = Millis(14 * 86_400_000);
/// Version of the payload.
const VERSION: &str = "1";
/// The one action there is.
const ACTION: &str = "acknowledge";

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The number of the key that signed it.
    pub key: i64,
    /// The lead it is about.
    pub lead: String,
    /// The rep it was made for.
    pub rep: String,
    /// From this instant on it is worth nothing.
    pub expires_at: Millis,
}

/// Makes a token.
#[must_use]
pub fn sign(claim: &Claim, desk: &DeskName, key: &[u8]) -> String {
    // Ids and names of reps hold no line breaks, and nothing is read before it is verified.
    let payload =
        [VERSION, &claim.key.to_string(), &claim.lead, &claim.rep, ACTION, &claim.expires_at.0.to_string()].join("\n");
    let signature = mac(desk, key, payload.as_bytes()).finalize().into_bytes();
    format!("{}.{}", URL_SAFE_NO_PAD.encode(payload), URL_SAFE_NO_PAD.encode(signature))
}

/// The whole link a rep is sent. None while the desk has no key.
#[must_use]
pub(crate) fn link(
    desk: &DeskName,
    edge_origin: &str,
    key: Option<&(i64, Vec<u8>)>,
    lead: &str,
    rep: &str,
    now: Millis,
) -> Option<String> {
    let (id, key) = key?;
    let claim = Claim { key: *id, lead: lead.to_owned(), rep: rep.to_owned(), expires_at: now + LIFETIME };
    Some(format!("{edge_origin}/h/{}/{}", desk.as_tag(), sign(&claim, desk, key)))
}

/// The number of the key a token says it was signed with. Nothing of it is true yet.
///
/// # Errors
///
/// The caller's, `link_not_valid`.
pub fn key_of(token: &str) -> Result<i64, Problem> {
    let (payload, _) = parts(token)?;
    core::str::from_utf8(&payload)
        .ok()
        .and_then(|payload| payload.split('\n').nth(1)?.parse().ok())
        .ok_or_else(not_valid)
}

/// Verifies a token, in a time that does not depend on how much of it is right.
///
/// # Errors
///
/// The caller's: `link_not_valid`, `link_expired`.
pub fn verify(token: &str, desk: &DeskName, key: &[u8], now: Millis) -> Result<Claim, Problem> {
    let (payload, signature) = parts(token)?;
    mac(desk, key, &payload).verify_slice(&signature).map_err(|_| not_valid())?;
    let payload = core::str::from_utf8(&payload).map_err(|_| not_valid())?;
    let parts: Vec<&str> = payload.split('\n').collect();
    let [VERSION, key, lead, rep, ACTION, expires_at] = parts.as_slice() else { return Err(not_valid()) };
    let (Ok(key), Ok(expires_at)) = (key.parse(), expires_at.parse()) else { return Err(not_valid()) };
    let expires_at = Millis(expires_at);
    if now >= expires_at {
        return Err(Problem::caller(
            410,
            "link_expired",
            "this link has expired",
            "Links are good for 14 days; ask the handoff owner for the lead.",
        ));
    }
    Ok(Claim { key, lead: (*lead).to_owned(), rep: (*rep).to_owned(), expires_at })
}

/// The payload and the signature. The decoder takes one spelling of each only.
pub(crate) fn parts(token: &str) -> Result<(Vec<u8>, Vec<u8>), Problem> {
    let (payload, signature) = token.split_once('.').ok_or_else(not_valid)?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| not_valid());
    Ok((decode(payload)?, decode(signature)?))
}

/// The desk's name goes in front, so that a link of one desk is nothing at another, even if
/// both should ever hold the same key.
fn mac(desk: &DeskName, key: &[u8], payload: &[u8]) -> Hmac<Sha256> {
    signing::mac(key, &[desk.as_object_name().as_bytes(), b"\n", payload])
}

pub(crate) fn not_valid() -> Problem {
    Problem::caller(
        403,
        "link_not_valid",
        "this link is not valid",
        "Open it from the message again; it may have been cut off when it was copied.",
    )
}

#[cfg(test)]
mod tests {
    use super::{Claim, key_of, sign, verify};
    use crate::{DeskName, Millis};

    const KEY: &[u8] = &[7; 32];

    fn desk(tag: &str) -> DeskName {
        DeskName::parse(tag).unwrap()
    }

    fn claim() -> Claim {
        Claim {
            key: 1,
            lead: "0193a2f0-0000-7000-8000-000000000001".into(),
            rep: "ana".into(),
            expires_at: Millis(1000),
        }
    }

    fn refusal(token: &str, tag: &str, key: &[u8], now: i64) -> &'static str {
        verify(token, &desk(tag), key, Millis(now)).map_or_else(|problem| problem.code, |_| "accepted")
    }

    #[test]
    fn a_link_says_what_was_signed() {
        let token = sign(&claim(), &desk("acme"), KEY);
        assert_eq!(verify(&token, &desk("acme"), KEY, Millis(999)), Ok(claim()));
        assert_eq!(key_of(&token), Ok(1));
        assert_eq!(
            token,
            "MQoxCjAxOTNhMmYwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMQphbmEKYWNrbm93bGVkZ2UKMTAwMA.zq7KxI0jMPZtoQdJbPIFRQZ22QpYXZWpxLrA7fHxPR0",
            "links are in messages that were sent long ago"
        );
    }

    #[test]
    fn every_bit_counts() {
        let token = sign(&claim(), &desk("acme"), KEY);
        for at in 0..token.len() {
            for bit in 0..8 {
                let mut bytes = token.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let Ok(changed) = String::from_utf8(bytes) else { continue };
                assert_eq!(refusal(&changed, "acme", KEY, 0), "link_not_valid", "bit {bit} of byte {at}");
            }
        }
        for cut in 0..token.len() {
            assert_eq!(refusal(token.get(..cut).unwrap(), "acme", KEY, 0), "link_not_valid");
        }
        for more in ["=", ".", "A", ".AAAA"] {
            assert_eq!(refusal(&format!("{token}{more}"), "acme", KEY, 0), "link_not_valid");
        }
    }

    #[test]
    fn links_end() {
        let token = sign(&claim(), &desk("acme"), KEY);
        assert_eq!(refusal(&token, "acme", KEY, 999), "accepted");
        assert_eq!(refusal(&token, "acme", KEY, 1000), "link_expired");
    }

    #[test]
    fn links_of_other_desks_and_keys_are_worth_nothing() {
        let token = sign(&claim(), &desk("acme"), KEY);
        assert_eq!(refusal(&token, "acme.sales", KEY, 0), "link_not_valid");
        assert_eq!(refusal(&token, "acme", &[8; 32], 0), "link_not_valid");
        assert_eq!(refusal(&token, "acme", &[], 0), "link_not_valid");
    }
}
