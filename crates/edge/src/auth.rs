//! The admin's bearer token, compared in constant time.

use baton_handoff::Problem;

/// The secret (or, for development, the variable) that holds the admin token.
pub const ADMIN_TOKEN: &str = "BATON_ADMIN_TOKEN";

/// Lets the holder of the admin token pass. `header` is the request's `authorization`, `secret`
/// the configured token: without one nobody passes, and the answer says how to set it.
pub fn admin(header: Option<&str>, secret: Option<&str>) -> Result<(), Problem> {
    let Some(secret) = secret.filter(|secret| !secret.is_empty()) else {
        return Err(refusal(
            "this deployment has no admin token",
            "Set one with `wrangler secret put BATON_ADMIN_TOKEN` and send it as `authorization: Bearer …`.",
        ));
    };
    let given = header.and_then(bearer).unwrap_or_default();
    if same(given.as_bytes(), secret.as_bytes()) {
        return Ok(());
    }
    Err(refusal("this needs the admin token", "Send `authorization: Bearer …` with the value of BATON_ADMIN_TOKEN."))
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

    #[test]
    fn only_the_token_passes() {
        let secret = Some("correct horse");
        assert!(admin(Some("Bearer correct horse"), secret).is_ok());
        assert!(admin(Some("bearer  correct horse "), secret).is_ok());
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
            let problem = admin(header, secret).unwrap_err();
            assert_eq!((problem.status, problem.code), (401, "token_needed"), "{header:?}");
            assert!(!problem.message.contains("horse") && !problem.help.contains("horse"));
        }
    }

    #[test]
    fn without_a_configured_token_nobody_passes() {
        for secret in [None, Some("")] {
            for header in [None, Some("Bearer "), Some("Bearer undefined")] {
                let problem = admin(header, secret).unwrap_err();
                assert!(problem.help.contains("wrangler secret put"), "{header:?}");
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
