//! What a request shows to be let in: the admin token, compared in constant time, or a token of
//! the desk's, which the desk looks up.

use crate::live;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use baton_handoff::access::Bearer;
use baton_handoff::{DeskName, Problem, Token, clip, tokens};

/// The secret (or, for development, the variable) that holds the admin token.
pub const ADMIN_TOKEN: &str = "BATON_ADMIN_TOKEN";

/// What a request shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Who it is is certain.
    Certain(Bearer),
    /// A token that says it is this desk's. Whether it is, the desk knows.
    Token(Token),
}

/// Reads what a request to a desk shows. `header` is its `authorization`, `secret` the configured
/// admin token: without one nobody passes by it, and the answer says how to set it.
pub fn shown(header: Option<&str>, secret: Option<&str>, desk: &DeskName) -> Result<Shown, Problem> {
    let given = header.and_then(bearer).unwrap_or_default();
    let secret = secret.filter(|secret| !secret.is_empty());
    if secret.is_some_and(|secret| same(given.as_bytes(), secret.as_bytes())) {
        return Ok(Shown::Certain(Bearer::Secret));
    }
    match (tokens::desk_of(given), secret) {
        (Some(named), _) if named == desk.as_tag() => Ok(Shown::Token(Token(given.to_owned()))),
        (Some(named), _) => Err(Problem::caller(
            403,
            "token_of_another_desk",
            format!("this token is of the desk `{}`", clip(named)),
            "Ask at that desk, or with a token of this one.",
        )),
        (None, Some(_)) => Err(refusal(
            "this needs a token",
            "Send `authorization: Bearer …` with a token of this desk, or with the value of BATON_ADMIN_TOKEN.",
        )),
        (None, None) => Err(refusal(
            "this deployment has no admin token",
            "Set one with `wrangler secret put BATON_ADMIN_TOKEN` and send it as `authorization: Bearer …`.",
        )),
    }
}

/// The `authorization` of a request. A browser can set none on a WebSocket, so there the token
/// stands among the protocols it offers: in no address, and so in nobody's log.
pub fn header(of: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    of("authorization").or_else(|| {
        let offered = of("sec-websocket-protocol")?;
        let token = offered.split(',').find_map(|one| one.trim().strip_prefix(live::TOKEN))?;
        let token = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
        Some(format!("Bearer {token}"))
    })
}

/// Whether two byte strings are equal, in a time that depends on their lengths only.
fn same(given: &[u8], secret: &[u8]) -> bool {
    let mut difference = given.len() ^ secret.len();
    for (index, byte) in secret.iter().enumerate() {
        difference |= usize::from(byte ^ given.get(index).copied().unwrap_or(0));
    }
    std::hint::black_box(difference) == 0
}

/// The token of a `Bearer` header; the scheme's name is not case sensitive.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn refusal(message: &str, help: &str) -> Problem {
    Problem::caller(401, "token_needed", message, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acme() -> DeskName {
        DeskName::parse("acme").unwrap()
    }

    #[test]
    fn only_the_token_passes() {
        let secret = Some("correct horse");
        for header in ["Bearer correct horse", "bearer  correct horse "] {
            assert_eq!(shown(Some(header), secret, &acme()), Ok(Shown::Certain(Bearer::Secret)));
        }
        for header in [
            None,
            Some(""),
            Some("Bearer"),
            Some("Bearer "),
            Some("correct horse"),
            Some("Basic correct horse"),
            Some("Bearer correct hors"),
            Some("Bearer correct horse2"),
            Some("Bearer correct_horse"),
        ] {
            let problem = shown(header, secret, &acme()).unwrap_err();
            assert_eq!((problem.status, problem.code), (401, "token_needed"), "{header:?}");
            assert!(!problem.message.contains("horse") && !problem.help.contains("horse"));
        }
    }

    #[test]
    fn a_socket_shows_its_token_among_its_protocols() {
        let shown =
            |protocols: &'static str| header(&|name| (name == "sec-websocket-protocol").then(|| protocols.to_owned()));
        assert_eq!(shown("baton.live.1, baton.token.Y29ycmVjdCBob3JzZQ").as_deref(), Some("Bearer correct horse"));
        for nothing in ["baton.live.1", "", "baton.token.%%", "baton.token", "Y29ycmVjdCBob3JzZQ"] {
            assert_eq!(shown(nothing), None, "{nothing}");
        }
        let both = |name: &str| Some(if name == "authorization" { "Bearer a" } else { "baton.token.Yg" }.to_owned());
        assert_eq!(header(&both).as_deref(), Some("Bearer a"));
    }

    #[test]
    fn without_a_configured_token_nobody_passes() {
        for secret in [None, Some("")] {
            for header in [None, Some("Bearer "), Some("Bearer undefined")] {
                let problem = shown(header, secret, &acme()).unwrap_err();
                assert!(problem.help.contains("wrangler secret put"), "{header:?}");
            }
        }
    }

    #[test]
    fn the_desk_is_the_tokens() {
        let token = "baton_acme_c2VjcmV0";
        let header = format!("Bearer {token}");
        for secret in [None, Some("correct horse")] {
            assert_eq!(shown(Some(&header), secret, &acme()), Ok(Shown::Token(Token(token.to_owned()))));
            for other in ["acme.sales", "other"] {
                let problem = shown(Some(&header), secret, &DeskName::parse(other).unwrap()).unwrap_err();
                assert_eq!((problem.status, problem.code), (403, "token_of_another_desk"));
                assert!(!problem.message.contains("c2Vj"), "{}", problem.message);
            }
        }
    }

    #[test]
    fn equality_is_equality() {
        assert!(same(b"", b""));
        assert!(same(b"abc", b"abc"));
        assert!(!same(b"abc", b"abd"));
        assert!(!same(b"", b"a"));
        assert!(!same(b"abc\0", b"abc"));
        assert!(!same(b"abc", b"abc\0"));
    }
}
