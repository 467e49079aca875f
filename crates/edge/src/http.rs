//! Answers. Every one is built here, so every one carries the headers it must.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use baton_handoff::{Fault, Problem, clip, page};
use js_sys::Array;
use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::JsValue;
use worker::{Headers, Response, ResponseBuilder};

/// What a page of another site may send to `/v1`. No credentials: a cookie never counts.
const CORS: [(&str, &str); 2] =
    [("access-control-allow-origin", "*"), ("access-control-expose-headers", "Baton-Key, ETag, Retry-After")];

/// What a preflight is answered with, on top of [`CORS`].
const PREFLIGHT: [(&str, &str); 3] = [
    ("access-control-allow-methods", "GET, POST, OPTIONS"),
    ("access-control-allow-headers", "authorization, content-type"),
    ("access-control-max-age", "86400"),
];

/// The media type of a problem.
pub const PROBLEM: &str = "application/problem+json";

/// An answer before it is the platform's `Response`: plain data, so that tests can read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Header names (lower case) and values, each name once.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty means none.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer of `/v1`: readable from any site, kept by no cache.
    pub fn v1(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Answer {
        Answer { status, headers: Vec::new(), body: body.into() }
            .with("content-type", content_type)
            .with("cache-control", "no-store")
            .with_all(&CORS)
    }

    /// JSON text as it is.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Answer {
        Answer::v1(status, "application/json", body)
    }

    /// A page for people. It may load nothing, run nothing, be framed by nobody, and send its
    /// form home only; its address, which is the key to it, is told to no other site.
    pub fn page(status: u16, html: String) -> Answer {
        let style = STANDARD.encode(Sha256::digest(page::STYLE));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        Answer { status, headers: Vec::new(), body: html.into_bytes() }
            .with("content-type", "text/html; charset=utf-8")
            .with("cache-control", "no-store")
            .with("content-security-policy", policy)
            .with("referrer-policy", "no-referrer")
            .with("x-content-type-options", "nosniff")
    }

    /// A refusal or a failure of what was asked at `path`: a page for people under `/h`, else
    /// `application/problem+json`. What went wrong inside is for the log: a caller is told that
    /// it did.
    pub fn problem(path: &str, problem: &Problem) -> Answer {
        let problem = if problem.fault == Fault::Ours && problem.status == 500 { &internal() } else { problem };
        let answer = match path.starts_with("/h/") {
            true => Answer::page(problem.status, page::refusal(problem)),
            false => Answer::v1(problem.status, PROBLEM, problem.to_json()),
        };
        match problem.status {
            503 => answer.with("retry-after", "5"),
            _ => answer,
        }
    }

    /// The answer to a preflight.
    pub fn preflight() -> Answer {
        Answer { status: 204, headers: Vec::new(), body: Vec::new() }.with_all(&CORS).with_all(&PREFLIGHT)
    }

    /// A redirect that tells its target nothing of where it came from.
    pub fn redirect(status: u16, target: &str) -> Answer {
        Answer { status, headers: Vec::new(), body: Vec::new() }
            .with("location", target)
            .with("cache-control", "no-store")
            .with("referrer-policy", "no-referrer")
            .with("x-content-type-options", "nosniff")
    }

    /// Sets a header, in place of an earlier one of that name.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }

    fn with_all(self, headers: &[(&'static str, &str)]) -> Answer {
        headers.iter().fold(self, |answer, (name, value)| answer.with(name, *value))
    }

    /// The answer to `HEAD`: the headers alone.
    pub fn without_body(mut self) -> Answer {
        self.body.clear();
        self
    }

    /// Several as `worker.js` hands them on: status, text and headers of each. Most have the same headers,
    /// which cross once.
    pub fn to_front(answers: &[Answer]) -> Array {
        let mut known: Vec<(&[(&str, String)], Array)> = Vec::new();
        let all = Array::new();
        for Answer { status, headers, body } in answers {
            let held = known.iter().find(|(held, _)| held == headers).map(|(_, held)| held.clone());
            let crossed = held.unwrap_or_else(|| {
                let pair =
                    |(name, value): &(&str, String)| Array::of2(&JsValue::from_str(name), &JsValue::from_str(value));
                let crossed: Array = headers.iter().map(pair).collect();
                known.push((headers, crossed.clone()));
                crossed
            });
            // Whatever is told over this way is JSON.
            let text = JsValue::from_str(&String::from_utf8_lossy(body));
            all.push(&Array::of3(&JsValue::from_f64(f64::from(*status)), &text, &crossed));
        }
        all
    }

    /// The platform's response.
    pub fn into_response(self) -> worker::Result<Response> {
        let headers = Headers::new();
        for (name, value) in &self.headers {
            headers.set(name, value)?;
        }
        let response = ResponseBuilder::new().with_status(self.status).with_headers(headers);
        Ok(if self.body.is_empty() { response.empty() } else { response.fixed(self.body) })
    }
}

/// The caller's fault: nothing lives here.
pub fn unknown_path() -> Problem {
    Problem::caller(404, "unknown_path", "nothing lives at this path", "Look at the routes in the README.")
}

/// The caller's fault: a desk that nobody published an agreement for.
pub fn unknown_desk(tag: &str) -> Problem {
    Problem::caller(
        404,
        "unknown_desk",
        format!("there is no desk `{}`", clip(tag)),
        "Check `data-desk`, or publish the desk's agreement with `baton publish`.",
    )
}

/// The caller's fault: the path exists, the method does not.
pub fn wrong_method(method: &str, allow: &str) -> Problem {
    Problem::caller(
        405,
        "wrong_method",
        format!("`{}` does nothing here", clip(method)),
        format!("Use one of {allow}."),
    )
}

/// The caller's fault: a body over the limit, given in bytes.
pub fn too_large(limit: usize) -> Problem {
    Problem::caller(
        413,
        "too_large",
        format!("the body is larger than {limit} bytes"),
        "Send less; files do not belong here.",
    )
}

/// Nobody's fault: the desk did not answer in time. What was sent may have arrived; sending
/// it again under the same id is safe.
pub fn desk_busy() -> Problem {
    Problem {
        status: 503,
        help: "Send the same again after the seconds in Retry-After; nothing is stored twice.".to_owned(),
        ..Problem::ours("desk_busy", "the desk did not answer in time")
    }
}

/// Our fault. What happened goes to the log, not to the caller.
pub fn internal() -> Problem {
    Problem::ours("internal", "something went wrong on our side")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "/v1/desks/acme/leads";

    fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
        answer.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    #[test]
    fn problems_can_be_read_from_any_site() {
        for problem in
            [unknown_path(), unknown_desk("x"), wrong_method("PUT", "GET"), too_large(1), desk_busy(), internal()]
        {
            let answer = Answer::problem(PATH, &problem);
            assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"), "{}", problem.code);
            assert_eq!(header(&answer, "content-type"), Some("application/problem+json"));
            assert_eq!(header(&answer, "cache-control"), Some("no-store"));
            assert!(header(&answer, "access-control-allow-credentials").is_none());
        }
    }

    #[test]
    fn a_busy_desk_says_when_to_come_back() {
        assert_eq!(header(&Answer::problem(PATH, &desk_busy()), "retry-after"), Some("5"));
        assert_eq!(header(&Answer::problem(PATH, &internal()), "retry-after"), None);
    }

    #[test]
    fn people_are_told_in_a_page() {
        let answer = Answer::problem("/h/acme/token", &unknown_desk("acme"));
        assert_eq!((answer.status, header(&answer, "content-type")), (404, Some("text/html; charset=utf-8")));
        assert!(header(&answer, "access-control-allow-origin").is_none(), "no other site reads a handoff page");
        assert!(header(&answer, "content-security-policy").unwrap().contains("frame-ancestors 'none'"));
        assert_eq!(header(&answer, "referrer-policy"), Some("no-referrer"));
    }

    #[test]
    fn what_went_wrong_inside_is_not_told() {
        let answer = Answer::problem(PATH, &Problem::ours("storage", "no such table: leads"));
        let text = String::from_utf8(answer.body).unwrap();
        assert!(text.contains("\"internal\"") && !text.contains("table"), "{text}");
    }

    #[test]
    fn a_preflight_is_pinned() {
        let answer = Answer::preflight();
        assert_eq!((answer.status, answer.body.len()), (204, 0));
        assert_eq!(header(&answer, "access-control-allow-methods"), Some("GET, POST, OPTIONS"));
        assert_eq!(header(&answer, "access-control-allow-headers"), Some("authorization, content-type"));
    }

    #[test]
    fn a_header_is_set_once() {
        let answer = Answer::json(200, "{}").with("cache-control", "public, max-age=300");
        let all: Vec<_> = answer.headers.iter().filter(|(name, _)| *name == "cache-control").collect();
        assert_eq!(all.len(), 1);
        assert_eq!(header(&answer, "cache-control"), Some("public, max-age=300"));
    }

    #[test]
    fn what_a_caller_wrote_is_clipped() {
        assert!(unknown_desk(&"x".repeat(9_999)).message.len() < 120);
    }
}
