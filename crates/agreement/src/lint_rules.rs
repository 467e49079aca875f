//! What works in routes, offers and the roster, but hardly as meant.

use std::collections::BTreeSet;

use baton_scoring::Offer;

use crate::agreement::{Route, Target};
use crate::escalation::StepKind;
use crate::handoff_part::{HandoffPart, WrittenRep};
use crate::lint_ladder::check_ladder;
use crate::logic::implies;
use crate::reader::{At, Problems};
use crate::scoring_part::ScoringPart;

pub(crate) fn lint_rules(
    owner: Option<&At<String>>,
    scoring: &ScoringPart,
    handoff: &HandoffPart,
    language: &str,
    problems: &mut Problems,
) {
    check_routes(handoff, problems);
    check_offers(scoring, problems);
    check_languages(scoring, language, problems);
    check_ladder(handoff, problems);
    check_managers(owner, handoff, problems);
}

/// A route none of whose leads gets past an earlier one.
fn check_routes(handoff: &HandoffPart, problems: &mut Problems) {
    for (place, (id, _, route)) in handoff.routes.iter().enumerate() {
        let Some(when) = &route.when else { continue };
        let takes_all = |before: &Route| {
            before.to != Target::AccountOwner && before.when.as_ref().is_some_and(|gate| implies(when, gate))
        };
        let before = handoff.routes.iter().take(place).find(|(_, _, before)| takes_all(before));
        if let Some((before, ..)) = before {
            let message = format!("every lead for the route `{}` is taken by `{}` before", id.value, before.value);
            let help = format!("put it before `{}`, or ask something else", before.value);
            problems.warning("route_implied", &id.span, message, help);
        }
    }
}

/// An offer none of whose leads gets past the earlier ones.
fn check_offers(scoring: &ScoringPart, problems: &mut Problems) {
    let offers = &scoring.card.offers;
    let all: Vec<u8> = (0..u8::try_from(scoring.card.tiers.len()).unwrap_or(u8::MAX)).collect();
    for (place, (offer, (span, _))) in offers.iter().zip(&scoring.offers).enumerate() {
        let is_fallback = place + 1 == offers.len() && offer.tiers.is_empty() && offer.when.is_open();
        let takes = |before: &Offer, tier: &u8| {
            (before.tiers.is_empty() || before.tiers.contains(tier)) && implies(&offer.when, &before.when)
        };
        let tiers = if offer.tiers.is_empty() { &all } else { &offer.tiers };
        let taken = |tier: &u8| offers.iter().take(place).any(|before| takes(before, tier));
        if !is_fallback && !tiers.is_empty() && tiers.iter().all(taken) {
            let help = "put it before them, or give it tiers or a `when` of its own".to_owned();
            let message = "nobody sees this offer: the ones before take every lead it is for".to_owned();
            problems.warning("offer_shadowed", span, message, help);
        }
    }
}

fn check_languages(scoring: &ScoringPart, language: &str, problems: &mut Problems) {
    let offers = || scoring.card.offers.iter().zip(&scoring.offers).filter(|(offer, _)| !offer.texts.is_empty());
    let spoken: BTreeSet<&str> =
        offers().flat_map(|(offer, _)| &offer.texts).map(|texts| texts.language.as_str()).chain([language]).collect();
    for (offer, (_, place)) in offers() {
        let lacking = spoken.iter().filter(|tag| !offer.texts.iter().any(|texts| texts.language == **tag));
        let lacking: Vec<String> = lacking.map(|tag| format!("`{tag}`")).collect();
        if !lacking.is_empty() {
            let message = format!("this offer has no words in {}", lacking.join(", "));
            let help =
                "every offer needs the languages that another one has, and the agreement's `language`".to_owned();
            problems.warning("missing_language", place, message, help);
        }
    }
}

fn check_managers(owner: Option<&At<String>>, handoff: &HandoffPart, problems: &mut Problems) {
    let told = handoff.escalation.iter().any(|(_, step)| step.does == StepKind::TellManager);
    let known: Vec<&str> = handoff.reps.iter().map(|rep| rep.id.value.as_str()).collect();
    for WrittenRep { id, manager, .. } in &handoff.reps {
        let takes_leads = handoff.pools.iter().any(|pool| pool.members.iter().any(|rep| rep.value == id.value));
        match manager {
            // Above the handoff owner there is nobody to tell.
            None if told && takes_leads && owner.is_none_or(|owner| owner.value != id.value) => {
                let help = "write `manager = \"mara\"`: the id of one of the [[reps]]".to_owned();
                let message =
                    format!("the ladder tells the manager, and `{}` has none: the handoff owner is told", id.value);
                problems.warning("rep_without_manager", &id.span, message, help);
            }
            Some(manager) if !known.contains(&manager.value.as_str()) => {
                problems.unknown("unknown_rep", "rep", manager, known.iter().copied());
            }
            Some(manager) if manager.value == id.value => {
                let help = "name somebody else, or take it out".to_owned();
                let message = format!("`{}` is told of what `{}` missed", id.value, id.value);
                problems.warning("own_manager", &manager.span, message, help);
            }
            _ => {}
        }
    }
}
