//! Leads as CSV, written while it is read: a slice at a time, and others have their turn between.

use crate::commits::Home;
use baton_handoff::{Answer, LeadFilter, LeadRows, Question};
use futures_util::stream;
use std::rc::Rc;
use std::time::Duration;
use worker::{Delay, Error, Headers, Response, ResponseBuilder, Result, console_error};

/// The list of those that a filter lets through. Should a slice fail, the download breaks off and is seen to have.
pub fn response(home: &Rc<Home>, filter: LeadFilter) -> Result<Response> {
    let headers = Headers::new();
    for (name, value) in [
        ("content-type", "text/csv; charset=utf-8; header=present"),
        ("content-disposition", "attachment; filename=\"leads.csv\""),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("access-control-allow-origin", "*"),
    ] {
        headers.set(name, value)?;
    }
    let home = Rc::clone(home);
    let slices = stream::unfold(Some(0), move |next| {
        let (home, filter) = (Rc::clone(&home), Box::new(filter.clone()));
        async move { slice(&home, next?, filter).await }
    });
    ResponseBuilder::new().with_headers(headers).from_stream(slices)
}

async fn slice(home: &Home, after: i64, filter: Box<LeadFilter>) -> Option<(Result<Vec<u8>>, Option<i64>)> {
    if after > 0 {
        Delay::from(Duration::ZERO).await;
    }
    match home.read(|desk, now, db| desk.ask(Question::LeadRows { after, filter }, now, db)) {
        Ok(Answer::LeadRows(LeadRows { text, next })) => Some((Ok(text.into_bytes()), next)),
        other => {
            console_error!(
                "desk {}: the list of leads broke off: {}",
                home.name,
                other.err().map(|problem| problem.code).unwrap_or_default()
            );
            Some((Err(Error::from("the list broke off")), None))
        }
    }
}
