//! Routes: the first that matches takes the lead.

use baton_agreement::{Agreement, Route, Target};
use baton_scoring::{Answer, Lead, Rating, ScoreCard, Seconds};
use serde::{Deserialize, Serialize};

use crate::matching::AccountOwner;

/// What became of a route when a lead came by. Stored in receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriedRoute {
    /// Its id.
    pub route: String,
    /// Whether it took the lead.
    pub matched: bool,
    /// What of its `when` does not hold, in the agreement's words.
    pub unmet: Vec<String>,
}

/// The route of a lead, and those that were tried before it. A route that cannot be decided does
/// not match; one to the account's owner needs an owner.
///
/// None only if the agreement names no route for all, which checking an agreement finds.
#[must_use]
pub fn choose<'a>(
    agreement: &'a Agreement,
    card: &ScoreCard<'_>,
    lead: &Lead,
    rating: &Rating<'_>,
    owner: &AccountOwner,
    now: Seconds,
) -> Option<(&'a Route, Vec<TriedRoute>)> {
    let mut tried = Vec::new();
    for route in &agreement.routes {
        let holds = card.holds(&route.gate, lead, rating, now) == Answer::Yes;
        let unmet = match (&route.to, owner) {
            _ if !holds => card.unmet(&route.gate, lead, rating, now),
            (Target::AccountOwner, AccountOwner::Nobody) => vec!["somebody owns the account".to_owned()],
            (Target::AccountOwner, AccountOwner::Tie { reason, .. }) => {
                vec![format!("one rep owns the account: {reason}")]
            }
            _ => Vec::new(),
        };
        let matched = unmet.is_empty() && holds;
        tried.push(TriedRoute { route: route.id.clone(), matched, unmet });
        if matched {
            return Some((route, tried));
        }
    }
    None
}
