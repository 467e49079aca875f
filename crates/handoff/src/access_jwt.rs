//! Whom Cloudflare Access let in: its assertion read and judged. The signature itself is verified by
//! the platform, over [`Assertion::signed`] and with a key of [`keys`].
//!
//! The rules are those of developers.cloudflare.com/cloudflare-one, "Validate JWTs": RS256, a key the
//! team publishes under the assertion's `kid`, `iss` the team's domain, `aud` the application's tag.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::BTreeMap;

use baton_agreement::Agreement;
use serde::Deserialize;
use serde_json::Value;

use crate::access::{Bearer, Holder, Role};
use crate::{DeskName, Millis, Problem};

/// An assertion is at most so long; Access' own are below 2 KB, with all their groups.
const MAX_BYTES: usize = 16 * 1024;
/// Clocks may be so far apart.
const LENIENCE: i64 = 60;

/// What a deployment says of Access, as JSON in one variable:
/// `{"team":"https://acme.cloudflareaccess.com","audience":"4714…","people":{"ada@works.example":{"acme":"admin"}}}`.
/// Reps need not stand in it: the roster has their addresses.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessSettings {
    /// The team's domain: who signs, and where its keys are.
    pub team: String,
    /// The tag of the application before this deployment.
    pub audience: String,
    #[serde(default)]
    people: BTreeMap<String, BTreeMap<String, String>>,
}

impl AccessSettings {
    /// Reads the variable.
    ///
    /// # Errors
    ///
    /// In words, what is wrong with it, for the log: it is whoever deployed who can mend it.
    pub fn parse(text: &str) -> Result<AccessSettings, String> {
        let settings: AccessSettings = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if settings.audience.is_empty() {
            return Err("`audience` is empty".to_owned());
        }
        let roles = settings.people.values().flat_map(BTreeMap::values);
        match roles.into_iter().find(|role| Role::parse(role).is_none_or(|role| role == Role::Rep)) {
            Some(role) => Err(format!("`{role}` is no role; reps are known by the roster")),
            None => Ok(settings),
        }
    }

    /// Where the team's keys are.
    #[must_use]
    pub fn keys_at(&self) -> String {
        format!("{}/cdn-cgi/access/certs", self.team.trim_end_matches('/'))
    }

    /// What somebody is at a desk by these settings.
    #[must_use]
    pub fn role(&self, email: &str, desk: &DeskName) -> Option<Role> {
        let known = self.people.iter().find(|(known, _)| known.eq_ignore_ascii_case(email))?.1;
        known.get(&desk.as_tag()).and_then(|role| Role::parse(role))
    }
}

/// What Access asserts of a request. Nothing of it is true before its signature is verified.
pub struct Assertion {
    /// The id of the key that signed it.
    pub key: String,
    /// What was signed.
    pub signed: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
    claims: Claims,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Value,
    exp: i64,
    #[serde(default)]
    nbf: i64,
    #[serde(default)]
    email: String,
}

impl Assertion {
    /// Takes an assertion apart.
    ///
    /// # Errors
    ///
    /// The caller's, 401 `access_refused`.
    pub fn parse(text: &str) -> Result<Assertion, Problem> {
        let (signed, signature) = text.rsplit_once('.').filter(|_| text.len() <= MAX_BYTES).ok_or_else(refused)?;
        let (header, claims) = signed.split_once('.').ok_or_else(refused)?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| refused());
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| refused())?;
        // One algorithm, named here and not by who sends: `none` and HMAC under a public key are the trap.
        if header.alg != "RS256" {
            return Err(refused());
        }
        let claims = serde_json::from_slice(&decode(claims)?).map_err(|_| refused())?;
        Ok(Assertion { key: header.kid, signed: signed.as_bytes().to_vec(), signature: decode(signature)?, claims })
    }

    /// Whom a verified assertion is of: their address, in lower case. `now` is the real clock's.
    ///
    /// # Errors
    ///
    /// The caller's, 401 `access_refused`: of another team or application, over, or of no person.
    pub fn holds(&self, settings: &AccessSettings, now: Millis) -> Result<String, Problem> {
        let now = now.seconds().0;
        let Claims { iss, aud, exp, nbf, email } = &self.claims;
        let is_ours = match aud {
            Value::String(one) => *one == settings.audience,
            Value::Array(all) => all.iter().any(|one| one.as_str() == Some(&settings.audience)),
            _ => false,
        };
        let is_theirs = iss.trim_end_matches('/') == settings.team.trim_end_matches('/');
        let is_now = *nbf <= now.saturating_add(LENIENCE) && now < exp.saturating_add(LENIENCE);
        match is_ours && is_theirs && is_now && email.contains('@') {
            true => Ok(email.to_lowercase()),
            false => Err(refused()),
        }
    }
}

/// The keys a team publishes, as JWKs by their ids; RSA for signatures only.
///
/// # Errors
///
/// In words, for the log.
pub fn keys(body: &str) -> Result<BTreeMap<String, Value>, String> {
    #[derive(Deserialize)]
    struct Published {
        keys: Vec<Value>,
    }
    let published: Published = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let usable = |key: &Value| {
        let text = |name| key.get(name).and_then(Value::as_str);
        let id = text("kid").filter(|_| text("kty") == Some("RSA") && text("use").is_none_or(|use_| use_ == "sig"))?;
        let part = |name| text(name).map(str::to_owned).map(Value::String);
        let jwk = [("kty", Value::from("RSA")), ("n", part("n")?), ("e", part("e")?)];
        Some((id.to_owned(), Value::Object(jwk.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())))
    };
    Ok(published.keys.iter().filter_map(usable).collect())
}

/// Who somebody is at a desk: what the deployment says, else whom the roster has under their address.
///
/// # Errors
///
/// The caller's, 403 `not_of_this_desk`.
pub(crate) fn bearer(agreement: Option<&Agreement>, email: &str, role: Option<Role>) -> Result<Bearer, Problem> {
    let on_roster = |agreement: &Agreement| {
        let known = agreement.reps.iter().find(|rep| rep.email.eq_ignore_ascii_case(email));
        known.map(|rep| rep.id.as_str().to_owned())
    };
    let rep = if role.is_none() { agreement.and_then(on_roster) } else { None };
    let role = role.or(rep.as_ref().map(|_| Role::Rep)).ok_or_else(|| {
        Problem::caller(
            403,
            "not_of_this_desk",
            "you are nobody at this desk",
            "Whoever runs it can name your address in `BATON_ACCESS`; a rep's stands on the roster.",
        )
    })?;
    let actor = format!("person:{email}");
    Ok(Bearer::Holder(Holder { actor, name: email.to_owned(), role, rep, scopes: Vec::new() }))
}

/// The one refusal: whoever forges learns nothing from it.
#[must_use]
pub fn refused() -> Problem {
    Problem::caller(
        401,
        "access_refused",
        "Cloudflare Access vouches for nobody here",
        "Sign in again through the address of the console.",
    )
}

#[cfg(test)]
mod tests {
    use super::{AccessSettings, Assertion, keys};
    use crate::access::Role;
    use crate::{DeskName, Millis};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    const NOW: Millis = Millis(1_795_255_200_000);

    fn settings() -> AccessSettings {
        AccessSettings::parse(
            r#"{"team":"https://acme.cloudflareaccess.com","audience":"4714","people":{"Ada@works.example":{"acme":"admin"}}}"#,
        )
        .unwrap()
    }

    fn assertion(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.c2ln", part(header), part(claims))
    }

    fn claims() -> Value {
        json!({"iss": "https://acme.cloudflareaccess.com", "aud": ["4714"], "email": "Ada@Works.example",
            "exp": NOW.0 / 1000 + 600, "nbf": NOW.0 / 1000 - 600, "sub": "x"})
    }

    fn judged(change: impl Fn(&mut Value)) -> Option<String> {
        let mut claims = claims();
        change(&mut claims);
        let text = assertion(&json!({"alg": "RS256", "kid": "k1"}), &claims);
        Assertion::parse(&text).ok()?.holds(&settings(), NOW).ok()
    }

    #[test]
    fn who_is_let_in_is_named_in_lower_case() {
        assert_eq!(judged(|_| ()).as_deref(), Some("ada@works.example"));
        assert_eq!(judged(|claims| claims["aud"] = json!("4714")).as_deref(), Some("ada@works.example"));
    }

    #[test]
    fn whatever_is_not_ours_or_not_now_is_refused() {
        let seconds = NOW.0 / 1000;
        for (name, value) in [
            ("iss", json!("https://evil.cloudflareaccess.com")),
            ("aud", json!(["4715"])),
            ("aud", json!([])),
            ("aud", json!({"4714": true})),
            ("exp", json!(seconds - 61)),
            ("nbf", json!(seconds + 61)),
            ("email", json!("")),
            ("exp", json!("never")),
        ] {
            assert_eq!(judged(|claims| claims[name] = value.clone()), None, "{name}: {value}");
        }
        for header in [
            json!({"alg": "none", "kid": "k1"}),
            json!({"alg": "HS256", "kid": "k1"}),
            json!({"alg": "rs256", "kid": "k1"}),
            json!({"alg": "RS256"}),
        ] {
            assert!(Assertion::parse(&assertion(&header, &claims())).is_err(), "{header}");
        }
        for text in ["", ".", "..", "a.b.c", "e30.e30.", &"a.".repeat(20_000)] {
            assert!(Assertion::parse(text).is_err());
        }
    }

    #[test]
    fn keys_are_taken_by_their_id_and_only_rsa() {
        let published = json!({"keys": [
            {"kid": "k1", "kty": "RSA", "alg": "RS256", "use": "sig", "n": "AQ", "e": "AQAB", "d": "no"},
            {"kid": "k2", "kty": "oct", "k": "AQ"}, {"kid": "k3", "kty": "RSA", "use": "enc", "n": "AQ", "e": "AQAB"},
            {"kty": "RSA", "n": "AQ", "e": "AQAB"}, 7]});
        let all = keys(&published.to_string()).unwrap();
        assert_eq!(all.keys().collect::<Vec<_>>(), ["k1"]);
        assert_eq!(all["k1"], json!({"kty": "RSA", "n": "AQ", "e": "AQAB"}));
        assert!(keys("{}").is_err() && keys("no").is_err());
    }

    #[test]
    fn settings_say_who_is_what_and_where() {
        let settings = settings();
        let desk = |tag| DeskName::parse(tag).unwrap();
        assert_eq!(settings.keys_at(), "https://acme.cloudflareaccess.com/cdn-cgi/access/certs");
        assert_eq!(settings.role("ada@works.example", &desk("acme")), Some(Role::Admin));
        assert_eq!(settings.role("ada@works.example", &desk("acme.sales")), None);
        assert_eq!(settings.role("ben@works.example", &desk("acme")), None);
        for wrong in [
            "",
            "{}",
            r#"{"team":"t","audience":""}"#,
            r#"{"team":"t","audience":"a","people":{"a@b":{"acme":"boss"}}}"#,
            r#"{"team":"t","audience":"a","people":{"a@b":{"acme":"rep"}}}"#,
        ] {
            assert!(AccessSettings::parse(wrong).is_err(), "{wrong}");
        }
    }
}
