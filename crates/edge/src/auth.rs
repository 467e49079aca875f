//! What a request shows to be let in: the admin token, compared in constant time; a token of the
//! desk's or a session, which the desk looks up; or what Cloudflare Access asserts.

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
    /// A cookie: the browser sends it by itself, whoever's page asks.
    Session(Token),
    /// An assertion of Cloudflare Access; it comes by itself, too.
    Assertion(Token),
}

/// What a request carries, by header.
#[derive(Default)]
pub struct Carried {
    /// `authorization`.
    pub authorization: Option<String>,
    /// `cookie`.
    pub cookie: Option<String>,
    /// `cf-access-jwt-assertion`, where the deployment says that Access stands before it.
    pub assertion: Option<String>,
}

impl Carried {
    /// Reads a request's headers by their names.
    pub fn by(header: impl Fn(&str) -> Option<String>, behind_access: bool) -> Carried {
        Carried {
            authorization: authorization(&header),
            cookie: header("cookie"),
            assertion: header(ASSERTION).filter(|_| behind_access),
        }
    }
}

/// The header in which Access asserts who sends.
pub const ASSERTION: &str = "cf-access-jwt-assertion";

/// The name of a desk's cookie. `__Host-` holds browsers to https, this host and all its paths.
pub fn cookie_name(desk: &DeskName) -> String {
    format!("__Host-baton-{}", desk.as_tag())
}

/// The session in a `cookie` header.
fn session(cookies: &str, desk: &DeskName) -> Option<Token> {
    let name = cookie_name(desk);
    let mut all = cookies.split(';').filter_map(|cookie| cookie.trim().split_once('='));
    all.find(|(known, value)| *known == name && !value.is_empty()).map(|(_, value)| Token(value.to_owned()))
}

/// Whether a page of another site sent a request that carries what browsers send by themselves.
/// They say where a request came from, all of them since 2023; an `origin` serves for the others.
/// Who says nothing passes where that is `harmless`.
pub fn from_own_page(header: impl Fn(&str) -> Option<String>, harmless: bool, own_origin: &str) -> Result<(), Problem> {
    let is_own = match (header("sec-fetch-site").as_deref(), header("origin").as_deref()) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin == own_origin,
        (None, None) => harmless,
    };
    if is_own { Ok(()) } else { Err(foreign_page()) }
}

/// The refusal of another site's page.
pub fn foreign_page() -> Problem {
    Problem::caller(
        403,
        "foreign_page",
        "this was sent from another site's page",
        "Open the link from your message, or the console, and answer there.",
    )
}

/// Reads what a request to a desk shows. `secret` is the configured admin token: without one
/// nobody passes by it, and the answer says how to set it. What was written into the request on
/// purpose goes before what a browser sends along.
pub fn shown(carried: &Carried, secret: Option<&str>, desk: &DeskName) -> Result<Shown, Problem> {
    if carried.authorization.is_none() {
        if let Some(session) = carried.cookie.as_deref().and_then(|cookies| session(cookies, desk)) {
            return Ok(Shown::Session(session));
        }
        if let Some(assertion) = &carried.assertion {
            return Ok(Shown::Assertion(Token(assertion.clone())));
        }
    }
    let given = carried.authorization.as_deref().and_then(bearer).unwrap_or_default();
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
fn authorization(of: impl Fn(&str) -> Option<String>) -> Option<String> {
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

    fn shows(header: Option<&str>, secret: Option<&str>, desk: &DeskName) -> Result<Shown, Problem> {
        shown(&Carried { authorization: header.map(str::to_owned), ..Carried::default() }, secret, desk)
    }

    fn acme() -> DeskName {
        DeskName::parse("acme").unwrap()
    }

    #[test]
    fn only_the_token_passes() {
        let secret = Some("correct horse");
        for header in ["Bearer correct horse", "bearer  correct horse "] {
            assert_eq!(shows(Some(header), secret, &acme()), Ok(Shown::Certain(Bearer::Secret)));
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
            let problem = shows(header, secret, &acme()).unwrap_err();
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
        assert_eq!(authorization(both).as_deref(), Some("Bearer a"));
    }

    #[test]
    fn without_a_configured_token_nobody_passes() {
        for secret in [None, Some("")] {
            for header in [None, Some("Bearer "), Some("Bearer undefined")] {
                let problem = shows(header, secret, &acme()).unwrap_err();
                assert!(problem.help.contains("wrangler secret put"), "{header:?}");
            }
        }
    }

    #[test]
    fn the_desk_is_the_tokens() {
        let token = "baton_acme_c2VjcmV0";
        let header = format!("Bearer {token}");
        for secret in [None, Some("correct horse")] {
            assert_eq!(shows(Some(&header), secret, &acme()), Ok(Shown::Token(Token(token.to_owned()))));
            for other in ["acme.sales", "other"] {
                let problem = shows(Some(&header), secret, &DeskName::parse(other).unwrap()).unwrap_err();
                assert_eq!((problem.status, problem.code), (403, "token_of_another_desk"));
                assert!(!problem.message.contains("c2Vj"), "{}", problem.message);
            }
        }
    }

    #[test]
    fn what_was_written_on_purpose_goes_first_and_each_desk_has_its_cookie() {
        let carried = |authorization: Option<&str>, cookie: &str| Carried {
            authorization: authorization.map(str::to_owned),
            cookie: Some(cookie.to_owned()),
            assertion: Some("a.b.c".to_owned()),
        };
        let cookies = "other=1; __Host-baton-acme.sales=two; __Host-baton-acme=one";
        let desk = |tag| DeskName::parse(tag).unwrap();
        let shows = |carried: &Carried, tag| shown(carried, Some("secret"), &desk(tag)).ok();
        assert_eq!(shows(&carried(None, cookies), "acme"), Some(Shown::Session(Token("one".into()))));
        assert_eq!(shows(&carried(None, cookies), "acme.sales"), Some(Shown::Session(Token("two".into()))));
        assert_eq!(shows(&carried(None, cookies), "globex"), Some(Shown::Assertion(Token("a.b.c".into()))));
        assert_eq!(shows(&carried(None, "__Host-baton-acme="), "acme"), Some(Shown::Assertion(Token("a.b.c".into()))));
        assert_eq!(shows(&carried(Some("Bearer secret"), cookies), "acme"), Some(Shown::Certain(Bearer::Secret)));
        assert_eq!(shows(&carried(Some("Bearer wrong"), cookies), "acme"), None);
    }

    #[test]
    fn another_sites_page_gets_nothing_from_what_a_browser_sends_along() {
        let passes = |site: Option<&str>, origin: Option<&str>, reads: bool| {
            let header = |name: &str| match name {
                "sec-fetch-site" => site.map(str::to_owned),
                _ => origin.map(str::to_owned),
            };
            from_own_page(header, reads, "https://edge.example").is_ok()
        };
        let own = Some("https://edge.example");
        assert!(passes(Some("same-origin"), own, false) && passes(Some("none"), None, true));
        assert!(passes(None, own, false) && passes(None, None, true));
        for (site, origin, reads) in [
            (Some("cross-site"), own, false),
            (Some("cross-site"), None, true),
            (Some("same-site"), own, true),
            (Some(""), own, true),
            (None, Some("https://evil.example"), true),
            (None, Some("null"), true),
            (None, None, false),
        ] {
            assert!(!passes(site, origin, reads), "{site:?} {origin:?} {reads}");
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
