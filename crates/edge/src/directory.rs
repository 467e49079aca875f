//! The directory: one small object that knows which desks exist and when each wants to be
//! looked after. What it is asked and told, and the Worker's way to it.

use crate::http::internal;
use crate::jurisdiction::Jurisdiction;
use crate::objects::{self, DIRECTORY};
use baton_handoff::{DeskName, Problem};
use std::cell::RefCell;
use std::collections::BTreeMap;
use worker::Env;
use worker::web_sys::Response;

/// How many desks one isolate remembers; more are simply asked for again.
const REMEMBERED: usize = 10_000;

thread_local! {
    /// Desks that are known to exist, and where. A desk never ceases to and is never moved, so this cannot go stale; desks
    /// that are not known are asked for each time.
    static KNOWN: RefCell<BTreeMap<String, Option<Jurisdiction>>> = const { RefCell::new(BTreeMap::new()) };
}

/// What the directory is asked, and how that looks as a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// Remember this desk, and where it is. Again changes nothing.
    Register(String, Option<Jurisdiction>),
    /// Is there such a desk: 200 with the name of its jurisdiction if it has one, or 404.
    Knows(String),
    /// Which desks want to be looked after now: `[tag, …]`, the longest overdue first.
    Due,
    /// A desk was looked after, and wants to be again at this time (machine time, ms).
    AskAgain(String, i64),
}

impl Call {
    /// The path that stands for this call.
    pub fn path(&self) -> String {
        match self {
            Call::Register(tag, None) => format!("/register/{tag}"),
            Call::Register(tag, Some(place)) => format!("/register/{tag}/{}", place.id()),
            Call::Knows(tag) => format!("/knows/{tag}"),
            Call::Due => "/due".to_owned(),
            Call::AskAgain(tag, at) => format!("/ask-again/{tag}/{at}"),
        }
    }

    /// The call that a path stands for.
    pub fn parse(path: &str) -> Option<Call> {
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        match parts.as_slice() {
            ["register", tag] => Some(Call::Register((*tag).to_owned(), None)),
            ["register", tag, place] => Some(Call::Register((*tag).to_owned(), Some(Jurisdiction::of(place)?))),
            ["knows", tag] => Some(Call::Knows((*tag).to_owned())),
            ["due"] => Some(Call::Due),
            ["ask-again", tag, at] => Some(Call::AskAgain((*tag).to_owned(), at.parse().ok()?)),
            _ => None,
        }
    }
}

/// A desk that exists.
#[derive(Clone, Copy)]
pub struct Found {
    /// Where it was made; none: anywhere.
    pub place: Option<Jurisdiction>,
}

/// Looks whether a desk exists. Asks the directory unless this isolate knows.
pub async fn find(env: &Env, desk: &DeskName) -> Result<Option<Found>, Problem> {
    let tag = desk.as_tag();
    if let Some(place) = KNOWN.with_borrow(|known| known.get(&tag).copied()) {
        return Ok(Some(Found { place }));
    }
    let answer = call(env, &Call::Knows(tag.clone())).await?;
    if answer.status() != 200 {
        return Ok(None);
    }
    let place = Jurisdiction::of(core::str::from_utf8(&objects::bytes(answer).await?).unwrap_or_default());
    remember(tag, place);
    Ok(Some(Found { place }))
}

/// Registers a desk. Only when this is `Ok` is it certain that the desk will be found.
pub async fn register(env: &Env, desk: &DeskName, place: Option<Jurisdiction>) -> Result<(), Problem> {
    let tag = desk.as_tag();
    match call(env, &Call::Register(tag.clone(), place)).await?.status() {
        200 => {
            remember(tag, place);
            Ok(())
        }
        _ => Err(internal()),
    }
}

/// Tells or asks the directory one thing.
pub async fn call(env: &Env, call: &Call) -> Result<Response, Problem> {
    objects::ask(&objects::stub(env, DIRECTORY, "directory", None)?, &objects::call(&call.path())?).await
}

fn remember(tag: String, place: Option<Jurisdiction>) {
    KNOWN.with_borrow_mut(|known| {
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(tag, place);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_reads_back_as_itself() {
        let calls = [
            Call::Register("acme.sales".into(), None),
            Call::Register("acme".into(), Some(Jurisdiction::Eu)),
            Call::Knows("acme".into()),
            Call::Due,
            Call::AskAgain("acme".into(), 1_732_147_200_000),
        ];
        for call in calls {
            assert_eq!(Call::parse(&call.path()), Some(call.clone()), "{}", call.path());
        }
        for path in ["", "/", "/knows", "/register/a/b", "/register/a/eu/c", "/ask-again/acme/soon"] {
            assert_eq!(Call::parse(path), None, "{path}");
        }
    }
}
