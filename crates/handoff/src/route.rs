//! Routes: the first that matches sends the lead to its pool.

use baton_agreement::{Agreement, Pool, Route};
use baton_scoring::{Answer, Lead, Rating, ScoreCard, Seconds};

/// The route of a lead, and its pool. A route that cannot be decided does not match.
///
/// None only if the agreement names no route for all, or a pool it does not have; checking an
/// agreement finds both.
#[must_use]
pub(crate) fn choose<'a>(
    agreement: &'a Agreement,
    card: &ScoreCard<'_>,
    lead: &Lead,
    rating: &Rating<'_>,
    now: Seconds,
) -> Option<(&'a Route, &'a Pool)> {
    let matches = |route: &&Route| card.holds(&route.gate, lead, rating, now) == Answer::Yes;
    let route = agreement.routes.iter().find(matches)?;
    Some((route, agreement.pool(&route.to)?))
}
