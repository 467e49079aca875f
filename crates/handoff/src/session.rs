//! Sessions: what a browser keeps in a cookie in the place of a token.
//!
//! A session says who holds it and until when, signed with the desk's key of links; nothing of it is
//! stored. It is worth what the token behind it is worth: a token that is revoked takes its sessions
//! along, and so does an admin secret that is changed, and a key that is turned twice.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::access::{Bearer, Holder};
use crate::arrival::Here;
use crate::{Database, DeskName, Millis, Problem, link_keys, links, signing, tokens};

/// A session is good for so long: a working day, with its evening.
const USUAL: Millis = Millis(12 * 3_600_000);
/// On a device that is somebody's own: a rep's phone, which is to open within seconds.
const KEPT: Millis = Millis(60 * 86_400_000);
/// What the payload begins with. No link's does, so that neither is ever taken for the other.
const MARK: &str = "session1";
/// Who holds the deployment's admin secret, as a session says it. No token has such an id.
const SECRET: &str = "secret";

/// How long a session of somebody's is to be. Whoever holds the admin secret shows it again every day.
#[must_use]
pub fn lifetime(bearer: &Bearer, keep: bool) -> Millis {
    match bearer {
        Bearer::Holder(_) if keep => KEPT,
        _ => USUAL,
    }
}

/// Begins a session for somebody who showed a token. `secret` is the deployment's, as it is now.
///
/// # Errors
///
/// The caller's, `no_session`: they are held by no token. Ours: the desk has no key.
pub(crate) fn begin(
    here: &Here<'_>,
    bearer: &Bearer,
    secret: Option<&str>,
    lifetime: Millis,
) -> Result<String, Problem> {
    let holder = match bearer {
        Bearer::Secret => SECRET,
        Bearer::Holder(holder) => token_of(holder).ok_or_else(no_session)?,
    };
    let (id, key) = here.in_force.key.as_ref().ok_or_else(|| Problem::ours("no_key", "the desk has no key"))?;
    let ends = (here.now + lifetime).0;
    let payload = [MARK, &id.to_string(), holder, &ends.to_string()].join("\n");
    let signature = mac(here.desk, key, payload.as_bytes(), salt(holder, secret)).finalize().into_bytes();
    Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(payload), URL_SAFE_NO_PAD.encode(signature)))
}

/// Who holds a session.
///
/// # Errors
///
/// The caller's, 401 `session_over`: however it is wrong, it looks the same.
pub(crate) fn bearer(
    here: &Here<'_>,
    session: &str,
    secret: Option<&str>,
    db: &mut dyn Database,
) -> Result<Bearer, Problem> {
    let (payload, signature) = links::parts(session).map_err(|_| over())?;
    let key = links::key_of(session).map_err(|_| over())?;
    let key = link_keys::find(here.in_force, key, db)?.ok_or_else(over)?;
    let text = core::str::from_utf8(&payload).map_err(|_| over())?;
    let said: Vec<&str> = text.split('\n').collect();
    let [MARK, _, holder, ends] = said.as_slice() else { return Err(over()) };
    let signed = mac(here.desk, &key, &payload, salt(holder, secret));
    signed.verify_slice(&signature).map_err(|_| over())?;
    if ends.parse().map_or(true, |ends| here.now >= Millis(ends)) {
        return Err(over());
    }
    match *holder {
        // Without a secret there is nobody who holds it.
        SECRET if secret.is_some() => Ok(Bearer::Secret),
        SECRET => Err(over()),
        token => tokens::bearer_of_id(here, token, db)?.ok_or_else(over),
    }
}

/// The id of the token somebody holds.
fn token_of(holder: &Holder) -> Option<&str> {
    holder.actor.strip_prefix(tokens::ACTOR)
}

/// What else a session is bound to.
fn salt<'a>(holder: &str, secret: Option<&'a str>) -> &'a [u8] {
    if holder == SECRET { secret.unwrap_or_default().as_bytes() } else { b"" }
}

fn mac(desk: &DeskName, key: &[u8], payload: &[u8], salt: &[u8]) -> Hmac<Sha256> {
    signing::mac(key, &[desk.as_object_name().as_bytes(), b"\nsession\n", payload, b"\n", salt])
}

fn over() -> Problem {
    Problem::caller(401, "session_over", "this session is over", "Open the console with your token again.")
}

fn no_session() -> Problem {
    Problem::caller(
        403,
        "no_session",
        "only who shows a token gets a session",
        "Send `authorization: Bearer …`; who came through Cloudflare Access needs none.",
    )
}
