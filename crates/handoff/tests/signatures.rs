//! Signatures, held against vectors that others published.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on shall stop; a library of others reads the clock, so its test does"
)]

use std::path::Path;

use baton_handoff::{Millis, Outgoing, Request, request, signing};

fn webhook(id: &str, body: &str) -> Outgoing {
    Outgoing {
        id: id.to_owned(),
        lead: String::new(),
        endpoint: "events".to_owned(),
        kind: "webhook".to_owned(),
        secret: "URL KEY".to_owned(),
        recipient: None,
        changes: None,
        body: body.to_owned(),
    }
}

fn sent(outgoing: &Outgoing, keys: &str, at: Millis) -> Result<Request, String> {
    let setting = |name: &str| match name {
        "URL" => Some("https://hooks.example/x".to_owned()),
        "KEY" if !keys.is_empty() => Some(keys.to_owned()),
        _ => None,
    };
    request(outgoing, &setting, at)
}

fn header<'r>(request: &'r Request, name: &str) -> &'r str {
    request.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str()).unwrap()
}

/// The vectors beside the repository; nothing where they are not.
fn vectors() -> Vec<serde_json::Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/webhook_vectors.json");
    match std::fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text).unwrap(),
        Err(_) => {
            println!("SKIPPED published signatures: no ../shared/data/webhook_vectors.json");
            Vec::new()
        }
    }
}

#[test]
fn the_vectors_of_standard_webhooks_and_of_slack() {
    for vector in vectors() {
        let text = |key: &str| vector[key].as_str().unwrap_or_default();
        let at = Millis(vector["timestamp"].as_i64().unwrap_or_default() * 1000);
        match text("scheme") {
            "standard-webhooks v1" => {
                let request = sent(&webhook(text("id"), text("body")), text("secret"), at).unwrap();
                assert_eq!(header(&request, "webhook-signature"), text("expect"));
                assert_eq!(header(&request, "webhook-timestamp"), "1614265330");
            }
            "slack v0" => {
                let at_text = "1531420618";
                let verify =
                    |body: &[u8]| signing::verify_slack(text("secret"), Some(at_text), Some(text("expect")), body, at);
                assert!(verify(text("body").as_bytes()).is_ok());
                assert!(verify(text("body").trim_end_matches('c').as_bytes()).is_err());
            }
            "hubspot v3" => {
                let stamp = vector["timestamp"].as_i64().unwrap();
                let stamped = stamp.to_string();
                let verify = |body: &str, signature: &str, now: i64| {
                    let headers = (Some(stamped.as_str()), Some(signature));
                    let asked = (text("method"), text("url"));
                    signing::verify_hubspot(text("secret"), headers, asked, body.as_bytes(), Millis(now)).is_ok()
                };
                let (body, signature) = (text("body"), text("expect"));
                assert!(verify(body, signature, stamp) && verify(body, signature, stamp + 300_000));
                assert!(!verify(body, signature, stamp + 300_001) && !verify(body, signature, stamp - 300_001));
                assert!(
                    !verify(&format!("{body} "), signature, stamp) && !verify(body, &signature.to_lowercase(), stamp)
                );
            }
            scheme @ ("hubspot v1" | "hubspot v2") => {
                let (body, signature) = (text("body"), text("expect"));
                let version = scheme.trim_start_matches("hubspot ");
                let verify = |body: &str, signature: &str, secret: &str, url: &str| {
                    let headers = [("x-hubspot-signature", signature), ("x-hubspot-signature-version", version)];
                    let header = |name: &str| {
                        headers.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
                    };
                    signing::verify_hubspot_any(secret, &header, ("POST", url), body.as_bytes(), Millis(0)).is_ok()
                };
                let (secret, url) = (text("secret"), text("url"));
                assert!(verify(body, signature, secret, url), "{scheme}");
                assert!(
                    verify(body, signature, &format!("older {secret}"), url),
                    "while one takes the place of another"
                );
                assert!(!verify(&format!("{body} "), signature, secret, url) && !verify(body, signature, "", url));
                assert!(!verify(body, &signature.replace('2', "3"), secret, url) && !verify(body, "", secret, url));
                assert_eq!(verify(body, signature, secret, "https://elsewhere.example"), version == "v1");
            }
            _ => {}
        }
    }
}

/// What the library signs is taken, and nothing that was changed, is too old or was signed by another.
#[test]
fn what_the_library_of_standard_webhooks_signs_is_verified() {
    use standardwebhooks::Webhook;
    let (key, other) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
    let (body, at) = (r#"{"record":"00Q1","at":1}"#, 1_795_255_200);
    let signed = Webhook::new(key).unwrap().sign("msg_1", at, body.as_bytes()).unwrap();
    let verify = |keys: &str, id: &str, at: i64, signature: &str, body: &str, now: i64| {
        let at = at.to_string();
        let headers = [("webhook-id", id), ("webhook-timestamp", at.as_str()), ("webhook-signature", signature)];
        let header =
            |name: &str| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        signing::verify_standard_webhook(keys, &header, body.as_bytes(), Millis(now)).is_ok()
    };
    let now = at * 1000;
    assert!(
        verify(key, "msg_1", at, &signed, body, now)
            && verify(&format!("{other} {key}"), "msg_1", at, &signed, body, now)
    );
    assert!(verify(key, "msg_1", at, &format!("v1a,AAAA v1,AAAA {signed}"), body, now + 300_000));
    for (keys, id, dated, signature, body, now) in [
        (other, "msg_1", at, signed.as_str(), body, now),
        ("", "msg_1", at, &signed, body, now),
        ("whsec_", "msg_1", at, &signed, body, now),
        (key, "msg_2", at, &signed, body, now),
        (key, "msg_1", at + 1, &signed, body, now),
        (key, "msg_1", at, &signed, "{}", now),
        (key, "msg_1", at, &signed, body, now + 301_000),
        (key, "msg_1", at, "", body, now),
        (key, "msg_1", at, &signed.replace("v1,", "v1a,"), body, now),
    ] {
        assert!(!verify(keys, id, dated, signature, body, now), "{id} {signature}");
    }
}

/// Signed by hand, by the vendors' own recipes.
#[test]
fn what_booking_tools_sign() {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let hex = |secret: &str, text: &str| {
        let mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(text);
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let now = Millis(1_795_255_200_000);
    let body = r#"{"event":"invitee.created"}"#;
    let signed = format!("t=1795255200,v1={}", hex("key", &format!("1795255200.{body}")));
    let calendly = |secret, signature: Option<&str>, body: &str, now| {
        signing::verify_calendly(secret, signature, body.as_bytes(), now).map_err(|problem| problem.code)
    };
    assert_eq!(calendly("key", Some(&signed), body, now), Ok(()));
    assert_eq!(calendly("old key", Some(&signed), body, now), Ok(()), "while one key takes the place of another");
    for (secret, signature, body, now) in [
        ("key", None, body, now),
        ("other", Some(signed.as_str()), body, now),
        ("", Some(&signed), body, now),
        ("key", Some(&signed), "{}", now),
        ("key", Some(&signed), body, Millis(now.0 + 301_000)),
        ("key", Some(&signed), body, Millis(now.0 - 301_000)),
        ("key", Some("t=1795255200"), body, now),
        ("key", Some("v1=00"), body, now),
        ("key", Some(&signed.replace("t=1795255200", "t=1795255201")), body, now),
    ] {
        assert_eq!(calendly(secret, signature, body, now), Err("not_signed"), "{signature:?}");
    }
    let cal = hex("key", body);
    assert!(signing::verify_cal("key", Some(&cal), body.as_bytes()).is_ok());
    for (secret, signature) in
        [("key", None), ("other", Some(cal.as_str())), ("", Some(&cal)), ("key", Some("")), ("key", Some("zz"))]
    {
        assert!(signing::verify_cal(secret, signature, body.as_bytes()).is_err(), "{signature:?}");
    }
}

/// Slack's own vector, which is in its documentation.
#[test]
fn the_vector_in_slacks_documentation() {
    let body = b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    let signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    let verify =
        |secret| signing::verify_slack(secret, Some("1531420618"), Some(signature), body, Millis(1_531_420_618_000));
    assert!(verify("8f742231b10e8888abcd99yyyzzz85a5").is_ok());
    assert!(verify("8f742231b10e8888abcd99yyyzzz85a6").is_err());
}

/// The library that receivers use takes what is sent, and nothing that was changed on the way.
#[test]
fn the_library_of_standard_webhooks_verifies_what_is_sent() {
    use http::{HeaderMap, HeaderName, HeaderValue};
    use standardwebhooks::Webhook;
    let (first, second) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
    // The library looks at the clock itself.
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = Millis(i64::try_from(since.as_millis()).unwrap());
    for body in ["{}", r#"{"v":1,"lead":{"name":"Zoë \u2028 <&> 李"}}"#, ""] {
        for keys in [first.to_owned(), format!("{first} {second}"), format!("{second} {first}")] {
            let request = sent(&webhook("dlv_0193a2f0", body), &keys, now).unwrap();
            let headers: HeaderMap = ["webhook-id", "webhook-timestamp", "webhook-signature"]
                .into_iter()
                .map(|name| (HeaderName::from_static(name), HeaderValue::from_str(header(&request, name)).unwrap()))
                .collect();
            for key in keys.split(' ') {
                let receiver = Webhook::new(key).unwrap();
                receiver.verify(body.as_bytes(), &headers).unwrap();
                assert!(receiver.verify(format!("{body} ").as_bytes(), &headers).is_err());
            }
            let stranger = Webhook::new("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").unwrap();
            assert!(stranger.verify(body.as_bytes(), &headers).is_err());
        }
    }
}

#[test]
fn a_key_that_is_not_set_sends_nothing() {
    let message = webhook("dlv_1", "{}");
    assert_eq!(sent(&message, "", Millis(0)), Err("secret KEY is not set".to_owned()));
    assert_eq!(
        sent(&message, "whsec_!", Millis(0)),
        Err("secret KEY holds no key like `whsec_` and base64".to_owned())
    );
    let unsigned = Outgoing { secret: "URL".to_owned(), ..message };
    assert!(sent(&unsigned, "", Millis(0)).unwrap().headers.iter().all(|(name, _)| *name != "webhook-signature"));
}
