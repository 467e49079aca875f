//! Leads that no form sent: of other systems, of files, and what people did elsewhere.

use crate::commits::Home;
use crate::http::{Answer, internal};
use crate::translate::{PUBLIC_URL, created, edge_origin, parameter};
use crate::{settings, timing};
use baton_handoff::{Event, Intake, ParsedLead, Problem, Reply, SignalBatch, imports, vouched};
use std::rc::Rc;
use worker::Url;

/// So many rows of a file are taken before leads of visitors come in between.
const SLICE: usize = 25;

/// A lead of another system: a chat, a webinar, a trial.
pub async fn arrive(home: &Rc<Home>, url: &Url, source: &str, text: &[u8]) -> Result<Answer, Problem> {
    match take(home, url, vouched::from_system(source, text)?).await? {
        Reply::Receipt(receipt) => Ok(Answer::json(created(!receipt.repeat), receipt.to_json())),
        Reply::Conflict(problem) => Err(problem),
        _ => Err(internal()),
    }
}

/// What people did whom the desk knows.
pub async fn signals(home: &Rc<Home>, text: &[u8]) -> Result<Answer, Problem> {
    match home.submit(Event::Signals(SignalBatch::parse(text)?)).await? {
        Reply::Signals(taken) => Ok(Answer::json(200, taken.to_json())),
        _ => Err(internal()),
    }
}

/// A file of leads, `?source=list`; with `dry_run=1` it is read and nothing is written. A row that was
/// taken before is known, so what failed half way is made whole by sending the file again.
pub async fn import(home: &Rc<Home>, url: &Url, text: &[u8]) -> Result<Answer, Problem> {
    let source = parameter(url, "source").filter(|source| !source.is_empty());
    let source = source
        .ok_or_else(|| Problem::wrong_shape("the source is missing", "Add `?source=` with one of [[sources]]."))?;
    let import = imports::read(&source, text)?;
    if parameter(url, "dry_run").is_some_and(|dry| dry != "0") {
        return Ok(Answer::json(200, import.to_json(true, 0, 0)));
    }
    let (mut new, mut known) = (0, 0);
    for (at, (_, lead)) in import.leads.clone().into_iter().enumerate() {
        match take(home, url, lead).await? {
            Reply::Receipt(receipt) if receipt.repeat => known += 1,
            Reply::Receipt(_) => new += 1,
            _ => known += 1,
        }
        if at % SLICE == SLICE - 1 {
            timing::turn().await;
        }
    }
    Ok(Answer::json(200, import.to_json(false, new, known)))
}

async fn take(home: &Rc<Home>, url: &Url, lead: ParsedLead) -> Result<Reply, Problem> {
    let edge_origin = edge_origin(url, settings::text(&home.env, PUBLIC_URL).as_deref());
    let intake = Intake { lead, origin: None, sent_at: None, edge_origin };
    home.submit(Event::Intake(Box::new(intake))).await
}
