//! Routes: the first that matches sends the lead to its pool.

use baton_agreement::{Agreement, Pool, Route};
use baton_scoring::{Answer, Lead, Points, Seconds};

/// The route of a lead, and its pool. A route that cannot be decided does not match.
///
/// None only if the agreement names no route for all, or a pool it does not have; checking an
/// agreement finds both.
#[must_use]
pub(crate) fn choose<'a>(
    agreement: &'a Agreement,
    lead: &Lead,
    score: Points,
    now: Seconds,
) -> Option<(&'a Route, &'a Pool)> {
    let matches = |route: &&Route| route.when.as_ref().is_none_or(|gate| gate.ask(lead, score, now) == Answer::Yes);
    let route = agreement.routes.iter().find(matches)?;
    Some((route, agreement.pool(&route.to)?))
}
