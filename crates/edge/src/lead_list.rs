//! Leads as CSV, written while it is read: a slice at a time, and others have their turn between.

use crate::commits::Home;
use crate::http::internal;
use crate::timing;
use baton_handoff::{Answer, LeadFilter, LeadRows, Problem, Question};
use futures_util::{StreamExt, stream};
use std::future::ready;
use std::rc::Rc;
use worker::{Error, Headers, Response, ResponseBuilder, Result, console_error};

/// The list of those that a filter lets through, or why it lets nothing be asked. Should a slice fail, the download
/// breaks off and is seen to have.
pub fn response(home: &Rc<Home>, filter: LeadFilter) -> Result<std::result::Result<Response, Problem>> {
    // Read before anything is answered: a refusal has a status of its own.
    let first = match rows(home, 0, Box::new(filter.clone())) {
        Ok(first) => first,
        Err(problem) => return Ok(Err(problem)),
    };
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
    let rest = stream::unfold(first.next, move |next| {
        let (home, filter) = (Rc::clone(&home), Box::new(filter.clone()));
        async move { slice(&home, next?, filter).await }
    });
    let begun = stream::once(ready(Ok(first.text.into_bytes())));
    ResponseBuilder::new().with_headers(headers).from_stream(begun.chain(rest)).map(Ok)
}

fn rows(home: &Home, after: i64, filter: Box<LeadFilter>) -> std::result::Result<LeadRows, Problem> {
    match home.read(|desk, now, db| desk.ask(Question::LeadRows { after, filter }, now, db))? {
        Answer::LeadRows(rows) => Ok(rows),
        _ => Err(internal()),
    }
}

async fn slice(home: &Home, after: i64, filter: Box<LeadFilter>) -> Option<(Result<Vec<u8>>, Option<i64>)> {
    timing::rest().await;
    match rows(home, after, filter) {
        Ok(LeadRows { text, next }) => Some((Ok(text.into_bytes()), next)),
        Err(problem) => {
            console_error!("desk {}: the list of leads broke off: {}", home.name, problem.code);
            Some((Err(Error::from("the list broke off")), None))
        }
    }
}
