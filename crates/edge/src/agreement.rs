//! What is done about the agreement: published, drafted, approved, taken back.

use crate::commits::Home;
use crate::entrance::Passed;
use crate::http::{self, Answer, internal};
use crate::translate::{created, parameter};
use baton_handoff::{AgreementChange, Event, Problem, Reply, Speaker};
use std::rc::Rc;
use worker::Url;

/// A text is put into force at once.
pub async fn publish(home: &Rc<Home>, url: &Url, text: &[u8], passed: Option<&Passed>) -> Result<Answer, Problem> {
    let source = String::from_utf8(text.to_vec())
        .map_err(|_| Problem::wrong_shape("the agreement is not UTF-8 text", "Save `agreement.toml` as UTF-8."))?;
    let why = parameter(url, "why");
    answer(home, AgreementChange::publish(speaker(passed)?, source, why.as_deref())).await
}

/// A change is proposed.
pub async fn draft(home: &Rc<Home>, text: &[u8], passed: Option<&Passed>) -> Result<Answer, Problem> {
    answer(home, AgreementChange::draft(speaker(passed)?, text)?).await
}

/// A draft is approved, published or withdrawn.
pub async fn change_draft(
    home: &Rc<Home>,
    draft: i64,
    text: &[u8],
    passed: Option<&Passed>,
) -> Result<Answer, Problem> {
    answer(home, AgreementChange::of_draft(speaker(passed)?, draft, text)?).await
}

/// An earlier version is in force again.
pub async fn restore(home: &Rc<Home>, version: i64, text: &[u8], passed: Option<&Passed>) -> Result<Answer, Problem> {
    answer(home, AgreementChange::restore(speaker(passed)?, version, text)?).await
}

fn speaker(passed: Option<&Passed>) -> Result<Speaker, Problem> {
    passed.map(|passed| Speaker::of(passed.bearer())).ok_or_else(internal)
}

async fn answer(home: &Rc<Home>, change: AgreementChange) -> Result<Answer, Problem> {
    match home.submit(Event::Agreement(Box::new(change))).await? {
        Reply::Published(published) => Ok(Answer::json(created(!published.unchanged), published.to_json())),
        Reply::Draft { json, new } => Ok(Answer::json(created(new), json)),
        Reply::Unpublishable(problems) => Ok(Answer::json(422, problems.to_json()).with("content-type", http::PROBLEM)),
        _ => Err(internal()),
    }
}
