//! Messages to a rep's own devices: who has asked for them, and what they say.
//!
//! The desk keeps where a browser wants to be told and the keys to encrypt to it; the adapter does the
//! encrypting (RFC 8291) and signing (RFC 8292). Only push services that browsers use are taken: the
//! address comes from a rep, and the edge posts to it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use baton_agreement::{Agreement, EndpointKind, RepId};
use serde::{Deserialize, Serialize};

use crate::database::params;
use crate::json::json;
use crate::log::Kind;
use crate::message::Notice;
use crate::{Database, Millis, Problem, Reply, duration};

/// Devices of one rep, at most; the oldest gives way.
const MOST: i64 = 10;
/// An address has at most so many characters.
const ADDRESS_CHARS: usize = 1_000;

/// The hosts of push services, as browsers name them: Chromium, Firefox, Safari, Edge. A dot in front:
/// every host below it.
const SERVICES: [&str; 4] =
    ["fcm.googleapis.com", ".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"];

/// Where a browser wants to be told, and the keys to encrypt to it.
#[derive(Clone, PartialEq, Eq)]
pub struct PushTarget {
    /// The address. Whoever knows it can send noise there, so it is in no log.
    pub endpoint: String,
    /// The browser's public key: an uncompressed point of P-256, 65 bytes.
    pub p256dh: Vec<u8>,
    /// The secret that both share, 16 bytes.
    pub auth: Vec<u8>,
}

impl core::fmt::Debug for PushTarget {
    /// Not itself: who knows it can write to the device.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PushTarget")
    }
}

/// What a browser says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushChange {
    /// It wants to be told.
    On(PushTarget),
    /// No more.
    Off {
        /// Its address.
        endpoint: String,
    },
}

/// The body of a change, as a browser's `PushSubscription` has it.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Deserialize)]
pub(crate) struct Said {
    endpoint: String,
    #[serde(default)]
    keys: Option<Keys>,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Deserialize)]
struct Keys {
    p256dh: String,
    auth: String,
}

impl PushChange {
    /// Reads `{"endpoint":…,"keys":{"p256dh":…,"auth":…}}`; without keys it is not wanted any more.
    ///
    /// # Errors
    ///
    /// The caller's: `wrong_shape`, `unknown_push_service`.
    pub fn parse(body: &[u8]) -> Result<PushChange, Problem> {
        let help =
            r#"Send what the browser's `PushSubscription` is as JSON: {"endpoint":…,"keys":{"p256dh":…,"auth":…}}."#;
        let wrong = |message: &str| Problem::wrong_shape(message.to_owned(), help);
        let Said { endpoint, keys } =
            serde_json::from_slice(body).map_err(|_| wrong("this is no subscription of a browser's"))?;
        let Some(keys) = keys else { return Ok(PushChange::Off { endpoint }) };
        if endpoint.len() > ADDRESS_CHARS || !is_service(&endpoint) {
            let message = "this is the address of no push service that browsers use";
            let help = "Subscribe with a browser of today: Chrome, Edge, Firefox or Safari.";
            return Err(Problem::caller(400, "unknown_push_service", message, help));
        }
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
        let p256dh = bytes(&keys.p256dh).filter(|key| key.len() == 65 && key.first() == Some(&4));
        let auth = bytes(&keys.auth).filter(|auth| auth.len() == 16);
        match (p256dh, auth) {
            (Some(p256dh), Some(auth)) => Ok(PushChange::On(PushTarget { endpoint, p256dh, auth })),
            _ => Err(wrong("these are not a browser's keys")),
        }
    }
}

/// Whether an address is that of a push service. A machine's own is one too: that is how Baton is tested.
fn is_service(address: &str) -> bool {
    let (scheme, rest) = address.split_once("://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if scheme == "http" {
        return host.split(':').next() == Some("127.0.0.1");
    }
    scheme == "https"
        && SERVICES.iter().any(|service| match service.strip_prefix('.') {
            Some(below) => host.strip_suffix(below).is_some_and(|front| front.ends_with('.') && front.len() > 1),
            None => host == *service,
        })
}

/// Keeps what a browser of a rep's says.
pub(crate) fn change(rep: &str, change: &PushChange, now: Millis, db: &mut dyn Database) -> Result<Reply, Problem> {
    match change {
        PushChange::On(PushTarget { endpoint, p256dh, auth }) => {
            db.execute(
                "INSERT INTO push_targets (endpoint, v, rep, p256dh, auth, at) VALUES (?, 1, ?, ?, ?, ?)
                 ON CONFLICT (endpoint) DO UPDATE SET rep = excluded.rep, p256dh = excluded.p256dh,
                     auth = excluded.auth, at = excluded.at",
                &params![endpoint, rep, p256dh.clone(), auth.clone(), now],
            )?;
            db.execute(
                "DELETE FROM push_targets WHERE rep = ?1 AND endpoint NOT IN
                     (SELECT endpoint FROM push_targets WHERE rep = ?1 ORDER BY at DESC, endpoint LIMIT ?2)",
                &params![rep, MOST],
            )?;
        }
        PushChange::Off { endpoint } => {
            db.execute("DELETE FROM push_targets WHERE endpoint = ? AND rep = ?", &params![endpoint, rep])?;
        }
    }
    Ok(Reply::Done)
}

/// A push service knows an address no more: the browser is gone, or wants no messages.
pub(crate) fn gone(endpoint: &str, db: &mut dyn Database) -> Result<Reply, Problem> {
    db.execute("DELETE FROM push_targets WHERE endpoint = ?", &params![endpoint])?;
    Ok(Reply::Done)
}

/// The devices of a rep.
pub(crate) fn targets(rep: &str, db: &mut dyn Database) -> Result<Vec<PushTarget>, Problem> {
    let rows = db.query("SELECT endpoint, p256dh, auth FROM push_targets WHERE rep = ? ORDER BY at", &params![rep])?;
    let target = |row: &crate::Row| {
        let (p256dh, auth) = (row.blob(1)?.to_vec(), row.blob(2)?.to_vec());
        Ok(PushTarget { endpoint: row.string(0)?, p256dh, auth })
    };
    rows.iter().map(target).collect()
}

/// Whether a rep has any.
pub(crate) fn has_device(rep: &str, db: &mut dyn Database) -> Result<bool, Problem> {
    Ok(!db.query("SELECT 1 FROM push_targets WHERE rep = ? LIMIT 1", &params![rep])?.is_empty())
}

/// The name of the secret by which messages to devices are signed, where the agreement has such a delivery.
pub(crate) fn secret(agreement: Option<&Agreement>) -> Option<String> {
    let endpoint = agreement?.deliveries.iter().find(|endpoint| endpoint.kind == EndpointKind::Push)?;
    Some(endpoint.secret.clone())
}

/// What a device is sent, before it is encrypted to it.
#[derive(Serialize)]
struct Body<'a> {
    v: u8,
    title: String,
    body: String,
    lead: &'a str,
    desk: String,
    /// A later message about the same lead takes the place of an earlier one.
    tag: &'a str,
    /// Who sends it, for the push service.
    from: &'a str,
}

/// The message about what happened, and for whom it is; none where it is for nobody's pocket.
pub(crate) fn message(notice: &Notice<'_>, agreement: &Agreement) -> Option<(String, Option<String>)> {
    let rep = match notice.kind {
        Kind::LeadAssigned { .. }
        | Kind::LeadReassigned { .. }
        | Kind::LeadUnbooked { due_at: Some(_), .. }
        | Kind::LeadReminded { .. }
        | Kind::PromisePassed { .. } => notice.lead.owner?.0,
        Kind::LeadEscalated { manager, .. } => manager.as_str(),
        _ => return None,
    };
    agreement.rep(&RepId::new(rep))?;
    let about = &notice.lead;
    let due = about.due_at.filter(|due| about.state.awaits_answer() && *due > notice.at);
    let left = due.map(|due| format!("answer within {}", duration(due - notice.at)));
    let place = [about.job_title, about.company].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let score = format!("{} {}", about.tier, about.score);
    let said = [left.unwrap_or_default(), score, place];
    let said: Vec<String> = said.into_iter().filter(|part| !part.is_empty()).collect();
    let body = Body {
        v: 1,
        title: format!("{}{}", crate::slack::heading(notice), about.title()),
        body: said.join(" · "),
        lead: about.id,
        desk: notice.desk.as_tag(),
        tag: about.id,
        from: notice.edge_origin,
    };
    Some((json(&body), Some(rep.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::{PushChange, is_service};

    const KEYS: &str = r#""keys":{"p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg"}"#;

    #[test]
    fn only_push_services_are_posted_to() {
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
            "https://web.push.apple.com/QGu",
            "https://wns2-by3p.notify.windows.com/w/?token=B",
            "http://127.0.0.1:8099/push/1",
        ] {
            assert!(is_service(good), "{good}");
        }
        for bad in [
            "https://evil.example/fcm.googleapis.com",
            "https://fcm.googleapis.com.evil.example/",
            "https://evilpush.apple.com/",
            "https://.push.apple.com/",
            "http://fcm.googleapis.com/",
            "https://fcm.googleapis.com@evil.example/",
            "https://10.0.0.1/",
            "http://127.0.0.1.evil.example/",
            "ftp://fcm.googleapis.com/",
            "fcm.googleapis.com",
            "",
        ] {
            assert!(!is_service(bad), "{bad}");
        }
    }

    #[test]
    fn a_subscription_is_what_a_browser_says() {
        let on = format!(r#"{{"endpoint":"https://fcm.googleapis.com/fcm/send/x","expirationTime":null,{KEYS}}}"#);
        assert!(matches!(PushChange::parse(on.as_bytes()), Ok(PushChange::On(_))));
        let off = br#"{"endpoint":"https://fcm.googleapis.com/fcm/send/x"}"#;
        assert!(matches!(PushChange::parse(off), Ok(PushChange::Off { .. })));
        let elsewhere = format!(r#"{{"endpoint":"https://evil.example/x",{KEYS}}}"#);
        assert_eq!(PushChange::parse(elsewhere.as_bytes()).unwrap_err().code, "unknown_push_service");
        let short = on.replace("BTBZMqHH6r4Tts7J_aSIgg", "BTBZ");
        for wrong in ["", "{}", "[]", short.as_str(), &on.replace("BCVx", "ACVx")] {
            assert_eq!(PushChange::parse(wrong.as_bytes()).unwrap_err().code, "wrong_shape", "{wrong}");
        }
    }
}
