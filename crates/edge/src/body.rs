//! Request bodies, refused by size before they are read and while they are read.

use crate::http::too_large;
use crate::timing::within;
use baton_handoff::Problem;
use futures_util::StreamExt;
use std::time::Duration;
use worker::{ByteStream, Request, Response};

/// Of a body that is refused, so many bytes are still let in. A sender who is cut off while
/// sending sees a broken connection in place of the refusal.
const HEARD_OUT: usize = 8 * 1024 * 1024;

/// And for so long.
const PATIENCE: Duration = Duration::from_secs(10);

/// Reads a body of at most `limit` bytes.
pub async fn read(request: &mut Request, limit: usize) -> Result<Vec<u8>, Problem> {
    let length = request.headers().get("content-length").ok().flatten();
    match declared(length.as_deref(), limit)? {
        // The platform holds a sender to the length it declared, so one read is enough.
        Some(0) => Ok(Vec::new()),
        Some(_) => request.bytes().await.map_err(|_| broken()),
        None => match request.stream() {
            Ok(stream) => collect(stream, limit).await,
            // There is no body at all.
            Err(_) => Ok(Vec::new()),
        },
    }
}

/// What the `content-length` header promises, refused when it is over the limit. `None` when
/// there is no such header or it is not a number: then only counting helps.
pub fn declared(header: Option<&str>, limit: usize) -> Result<Option<usize>, Problem> {
    match header.and_then(|text| text.trim().parse::<u64>().ok()) {
        // What is not read may be as long as it likes.
        _ if limit == 0 => Ok(Some(0)),
        Some(length) => match usize::try_from(length) {
            Ok(length) if length <= limit => Ok(Some(length)),
            _ => Err(too_large(limit)),
        },
        None => Ok(None),
    }
}

/// Lets a refused body in and forgets it.
pub async fn hear_out(mut request: Request) {
    if let Ok(mut stream) = request.stream() {
        forget(&mut stream).await;
    }
}

/// Reads the answer to a delivery, of at most `limit` bytes.
pub async fn read_answer(response: &mut Response, limit: usize) -> Option<String> {
    let body = collect(response.stream().ok()?, limit).await.ok()?;
    String::from_utf8(body).ok()
}

/// Counts while reading; keeps nothing of a body over the limit.
async fn collect(mut stream: ByteStream, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut body = Capped::new(limit);
    while let Some(chunk) = stream.next().await {
        if let Err(problem) = body.push(&chunk.map_err(|_| broken())?) {
            forget(&mut stream).await;
            return Err(problem);
        }
    }
    Ok(body.bytes)
}

async fn forget(stream: &mut ByteStream) {
    let mut heard = 0;
    let all = async {
        while let Some(Ok(chunk)) = stream.next().await {
            heard += chunk.len();
            if heard > HEARD_OUT {
                break;
            }
        }
    };
    // Whether it ended or the patience did: the refusal is said now.
    within(PATIENCE, all).await;
}

/// Bytes that never grow over a limit.
struct Capped {
    bytes: Vec<u8>,
    limit: usize,
}

impl Capped {
    fn new(limit: usize) -> Capped {
        Capped { bytes: Vec::new(), limit }
    }

    fn push(&mut self, chunk: &[u8]) -> Result<(), Problem> {
        if chunk.len() > self.limit - self.bytes.len() {
            return Err(too_large(self.limit));
        }
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }
}

fn broken() -> Problem {
    Problem::wrong_shape("the body broke off", "Send the whole body again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_length_is_held_against_the_limit() {
        assert_eq!(declared(Some("10"), 10).unwrap(), Some(10));
        assert_eq!(declared(Some(" 0 "), 10).unwrap(), Some(0));
        assert_eq!(declared(None, 10).unwrap(), None);
        assert_eq!(declared(Some("many"), 10).unwrap(), None);
        assert_eq!(declared(Some("11"), 0).unwrap(), Some(0), "a body that is not read");
        for length in ["11", "4294967307", "18446744073709551615"] {
            let problem = declared(Some(length), 10).unwrap_err();
            assert_eq!((problem.status, problem.code), (413, "too_large"), "{length}");
        }
    }

    #[test]
    fn an_undeclared_body_is_counted() {
        let mut body = Capped::new(5);
        body.push(b"abc").unwrap();
        body.push(b"de").unwrap();
        body.push(b"").unwrap();
        assert_eq!(body.push(b"f").unwrap_err().code, "too_large");
        assert_eq!(body.bytes, b"abcde");
    }
}
