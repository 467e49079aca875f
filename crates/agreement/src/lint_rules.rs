//! What works in routes, offers and the ladder, but hardly as meant.

use std::collections::BTreeSet;

use baton_scoring::{Gate, Offer, Seconds};

use crate::escalation::StepKind;
use crate::handoff_part::{HandoffPart, WrittenRep};
use crate::logic::implies;
use crate::reader::Problems;
use crate::scoring_part::ScoringPart;

pub(crate) fn lint_rules(scoring: &ScoringPart, handoff: &HandoffPart, language: &str, problems: &mut Problems) {
    check_routes(handoff, problems);
    check_offers(scoring, problems);
    check_languages(scoring, language, problems);
    check_ladder(handoff, problems);
    check_managers(handoff, problems);
}

/// A route none of whose leads gets past an earlier one.
fn check_routes(handoff: &HandoffPart, problems: &mut Problems) {
    for (place, (id, _, route)) in handoff.routes.iter().enumerate() {
        let Some(when) = &route.when else { continue };
        let takes_all = |gate: &Option<Gate>| gate.as_ref().is_some_and(|gate| implies(when, gate));
        let before = handoff.routes.iter().take(place).find(|(_, _, before)| takes_all(&before.when));
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

fn check_ladder(handoff: &HandoffPart, problems: &mut Problems) {
    let windows: Vec<Seconds> = core::iter::once(handoff.windows.first_response)
        .chain(handoff.windows.by_source.iter().map(|(_, window)| window.within))
        .collect();
    for pair in handoff.escalation.windows(2) {
        if let [(_, before), (place, step)] = pair
            && windows.iter().any(|window| step.at.within(*window) < before.at.within(*window))
        {
            let help =
                "write the steps in the order of time; a share and a time may cross in a short window".to_owned();
            problems.warning("ladder_out_of_order", place, "this step is due before the one above it".to_owned(), help);
        }
    }
    for (place, step) in &handoff.escalation {
        if let Some(window) = windows.iter().find(|window| step.at.within(**window) > **window) {
            let message = format!("this step comes after a window of {} has ended", in_words(*window));
            let help = "a missed window ends the ladder; write a share of at most `100%`".to_owned();
            problems.warning("ladder_beyond_window", place, message, help);
        }
    }
}

fn in_words(window: Seconds) -> String {
    let (number, unit) = match window.0 {
        seconds if seconds % 86_400 == 0 => (seconds / 86_400, "d"),
        seconds if seconds % 3_600 == 0 => (seconds / 3_600, "h"),
        seconds if seconds % 60 == 0 => (seconds / 60, "m"),
        seconds => (seconds, "s"),
    };
    format!("`{number}{unit}`")
}

fn check_managers(handoff: &HandoffPart, problems: &mut Problems) {
    let told = handoff.escalation.iter().any(|(_, step)| step.does == StepKind::TellManager);
    let known: Vec<&str> = handoff.reps.iter().map(|rep| rep.id.value.as_str()).collect();
    for WrittenRep { id, manager, .. } in &handoff.reps {
        let takes_leads = handoff.pools.iter().any(|(_, members, _)| members.iter().any(|rep| rep.value == id.value));
        match manager {
            None if told && takes_leads => {
                let help = "write `manager = \"mara\"`: the id of one of the [[reps]]".to_owned();
                let message = format!("the ladder tells the manager, and `{}` has none", id.value);
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
