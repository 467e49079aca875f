//! What the parts of an agreement mean together.

use std::collections::BTreeSet;

use baton_scoring::{Card, Condition, Field, Source, Test};

use crate::agreement::{Route, Target};
use crate::conditions::Asked;
use crate::handoff_part::{HandoffPart, WrittenPool, WrittenRep};
use crate::hours::check_holidays;
use crate::lint_card::lint_card;
use crate::lint_rules::lint_rules;
use crate::reach::reachable;
use crate::reader::{At, Problems};
use crate::ritual::check_ritual;
use crate::scoring_part::{NO_PAGE, ScoringPart};

pub(crate) fn cross_check(
    owner: Option<&At<String>>,
    scoring: &ScoringPart,
    handoff: &HandoffPart,
    language: &str,
    problems: &mut Problems,
) {
    unique("list", scoring.names.lists.iter().map(|list| &list.id), problems);
    unique("signal", scoring.names.signals.iter(), problems);
    unique("checklist", scoring.names.own_checklists.iter(), problems);
    unique("criterion", scoring.criteria.iter(), problems);
    unique("tier", scoring.tiers.iter().map(|(id, _)| id), problems);
    unique("source", scoring.sources.iter().map(|(id, _)| id), problems);
    unique("rep", handoff.reps.iter().map(|rep| &rep.id), problems);
    unique("pool", handoff.pools.iter().map(|pool| &pool.id), problems);
    unique("route", handoff.routes.iter().map(|(id, ..)| id), problems);
    unique("delivery", handoff.deliveries.iter().map(|(id, _)| id), problems);

    check_tiers(scoring, problems);
    check_sources(scoring, handoff, problems);
    check_roster(owner, handoff, problems);
    check_holidays(&handoff.hours, &handoff.asked_holidays, problems);
    check_routes(handoff, problems);
    check_needs(handoff, problems);
    check_ritual(&handoff.ritual, scoring, problems);
    let asked: Vec<&Asked> = scoring.asked.iter().chain(&handoff.asked).collect();
    lint_card(scoring, &asked, problems);
    lint_rules(owner, scoring, handoff, language, problems);
}

pub(crate) fn unique<'a>(what: &str, names: impl Iterator<Item = &'a At<String>>, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for name in names {
        if name.value.is_empty() || name.value.len() > 64 || !name.value.bytes().all(is_name_byte) {
            let help = "use small letters, digits, `_` and `-`, at most 64".to_owned();
            problems.error("bad_name", &name.span, format!("`{}` cannot name a {what}", name.value), help);
        }
        if !seen.insert(name.value.as_str()) {
            let help = "give one of them another name".to_owned();
            problems.error("twice", &name.span, format!("there are two of the {what} `{}`", name.value), help);
        }
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-'
}

fn check_tiers(scoring: &ScoringPart, problems: &mut Problems) {
    let most = reachable(&scoring.card);
    let mut above: Option<(i32, bool)> = None;
    for ((id, at_least), tier) in scoring.tiers.iter().zip(&scoring.card.tiers) {
        let by_share = tier.share > 0;
        if above.is_some_and(|(above, _)| at_least.value >= above) {
            let help = "order the tiers from the best to the last".to_owned();
            let message = format!("no lead can be `{}`: the tier before takes them all", id.value);
            // Where many leads have one score, shares are cut at one score, and until the next cut that holds.
            if above.is_some_and(|(above, above_by_share)| at_least.value == above && (by_share || above_by_share)) {
                problems.warning("tiers_out_of_order", &at_least.span, message, help);
            } else {
                problems.error("tiers_out_of_order", &at_least.span, message, help);
            }
        } else if scoring.whole && at_least.value > most.0 {
            let help = format!("a lead can reach {} at most with these criteria and caps", most.0);
            problems.warning("tier_out_of_reach", &at_least.span, format!("hardly a lead can be `{}`", id.value), help);
        }
        above = Some((at_least.value, by_share));
    }
    if let Some((id, at_least)) = scoring.tiers.last()
        && at_least.value != 0
    {
        let message = format!("a lead below {} is in no tier", at_least.value);
        problems.error(
            "no_last_tier",
            &at_least.span,
            message,
            format!("let the last tier, `{}`, begin at 0", id.value),
        );
    }
}

fn check_sources(scoring: &ScoringPart, handoff: &HandoffPart, problems: &mut Problems) {
    let known = || scoring.sources.iter().map(|(id, _)| id.value.as_str());
    for source in &handoff.window_names.sources {
        if !known().any(|id| id == source.value) {
            problems.unknown("unknown_source", "source", source, known().collect::<Vec<_>>());
        }
    }
    for source in &handoff.crm_names.sources {
        if !known().any(|id| id == source.value) {
            problems.unknown("unknown_source", "source", source, known().collect::<Vec<_>>());
        }
    }
    let tiers = || scoring.tiers.iter().map(|(id, _)| id.value.as_str());
    for tier in &handoff.window_names.tiers {
        if !tiers().any(|id| id == tier.value) {
            problems.unknown("unknown_tier", "tier", tier, tiers().collect::<Vec<_>>());
        }
    }
    for Asked { condition, span, .. } in scoring.asked.iter().chain(&handoff.asked) {
        let Condition::Field { field: Field::Source, test } = condition else { continue };
        let wanted = match test {
            Test::Is(one) => core::slice::from_ref(one),
            Test::OneOf(many) => many.as_slice(),
            _ => &[],
        };
        for name in wanted {
            if !known().any(|id| id == name) {
                let written = At { value: name.clone(), span: span.clone() };
                problems.unknown("unknown_source", "source", &written, known().collect::<Vec<_>>());
            }
        }
    }
    let mut caught: Option<&str> = None;
    let is_channel = |id: &str| {
        scoring.card.sources.iter().any(|source| source.id == id && source.pages.iter().any(|page| page == NO_PAGE))
    };
    for (id, catches_all) in scoring.sources.iter().filter(|(id, _)| !is_channel(&id.value)) {
        if let Some(before) = caught {
            let help = format!("`{before}` has no pages and takes every form; put it last");
            problems.error("source_shadowed", &id.span, format!("no lead can come from `{}`", id.value), help);
        } else if *catches_all {
            caught = Some(&id.value);
        } else if let Some(before) = covered_by(&scoring.card, &id.value) {
            let help = format!("put it before `{before}`, or give it pages of its own");
            let message = format!("every page of `{}` belongs to `{before}` already", id.value);
            problems.warning("source_covered", &id.span, message, help);
        }
    }
}

/// The earlier source that has every page of this one.
fn covered_by<'c>(card: &'c Card, id: &str) -> Option<&'c str> {
    let place = card.sources.iter().position(|source| source.id == id)?;
    let pages = &card.sources.get(place)?.pages;
    let has = |before: &&Source| pages.iter().all(|page| before.pages.iter().any(|pattern| covers(pattern, page)));
    card.sources.iter().take(place).find(has).map(|source| source.id.as_str())
}

/// Whether a pattern matches everything another one does. The `*` of the other one is only
/// matched by a `*`, so this never claims too much.
fn covers(pattern: &str, other: &str) -> bool {
    const STARS: usize = 4;
    if pattern.matches('*').count() > STARS {
        // Every star more multiplies the ways to try.
        return false;
    }
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == other };
    other.strip_prefix(head).is_some_and(|rest| {
        let mut rests = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
        rests.any(|at| rest.get(at..).is_some_and(|rest| covers(tail, rest)))
    })
}

fn check_roster(owner: Option<&At<String>>, handoff: &HandoffPart, problems: &mut Problems) {
    let reps = || handoff.reps.iter().map(|rep| rep.id.value.as_str());
    if let Some(owner) = owner
        && !reps().any(|id| id == owner.value)
    {
        problems.unknown("unknown_rep", "rep", owner, reps().collect::<Vec<_>>());
    }
    for written in &handoff.accounts {
        if !reps().any(|id| id == written.owner.value) {
            problems.unknown("unknown_rep", "rep", &written.owner, reps().collect::<Vec<_>>());
        }
    }
    for rep in &handoff.crm_names.reps {
        if !reps().any(|id| id == rep.value) {
            problems.unknown("unknown_rep", "rep", rep, reps().collect::<Vec<_>>());
        }
    }
    let mut placed = BTreeSet::new();
    for pool in &handoff.pools {
        let mut here = BTreeSet::new();
        for member in &pool.members {
            placed.insert(member.value.as_str());
            if !reps().any(|id| id == member.value) {
                problems.unknown("unknown_rep", "rep", member, reps().collect::<Vec<_>>());
            }
            if !here.insert(member.value.as_str()) {
                let help = "name a rep once and use `weight` for a larger share".to_owned();
                problems.error("twice", &member.span, format!("`{}` is in this pool twice", member.value), help);
            }
        }
    }
    // A member who is nobody may be the one who is in no pool.
    let all_known = placed.iter().all(|member| reps().any(|id| id == *member));
    for WrittenRep { id, .. } in handoff.reps.iter().filter(|_| all_known) {
        let is_named =
            |(_, _, route): &(_, _, Route)| matches!(&route.to, Target::Rep(rep) if rep.as_str() == id.value);
        let is_owner = owner.is_some_and(|owner| owner.value == id.value) || handoff.routes.iter().any(is_named);
        if !placed.contains(id.value.as_str()) && !is_owner {
            let help = "add this rep to the `members` of a pool".to_owned();
            problems.warning(
                "rep_in_no_pool",
                &id.span,
                format!("`{}` is in no pool and gets no lead", id.value),
                help,
            );
        }
    }
}

fn check_routes(handoff: &HandoffPart, problems: &mut Problems) {
    let pools = || handoff.pools.iter().map(|pool| pool.id.value.as_str());
    let reps = || handoff.reps.iter().map(|rep| rep.id.value.as_str());
    let mut all_taken: Option<&str> = None;
    for (id, named, route) in &handoff.routes {
        match (&route.to, named) {
            (Target::Pool(_), Some(pool)) if !pools().any(|id| id == pool.value) => {
                problems.unknown("unknown_pool", "pool", pool, pools().collect::<Vec<_>>());
            }
            (Target::Rep(_), Some(rep)) if !reps().any(|id| id == rep.value) => {
                problems.unknown("unknown_rep", "rep", rep, reps().collect::<Vec<_>>());
            }
            _ => {}
        }
        if let Some(before) = all_taken {
            let help = format!("`{before}` has no `when` and takes every lead; put it last");
            problems.error("route_shadowed", &id.span, format!("no lead can reach the route `{}`", id.value), help);
        } else if route.when.is_none() && route.to != Target::AccountOwner {
            all_taken = Some(&id.value);
        }
    }
    if all_taken.is_none() && handoff.all_routes {
        let span = handoff.routes.last().map_or(0..0, |(id, ..)| id.span.clone());
        let help =
            "end with a route to a pool or a rep that has no `when`, so that every lead has somewhere to go".to_owned();
        problems.error("no_last_route", &span, "a lead may match no route".to_owned(), help);
    }
    check_fallbacks(handoff, problems);
    // A route that could not be read may be the one that leads there.
    let known = handoff.routes.iter().all(|(_, named, route)| match (&route.to, named) {
        (Target::Pool(_), Some(named)) => pools().any(|pool| pool == named.value),
        _ => true,
    });
    for WrittenPool { id, .. } in handoff.pools.iter().filter(|_| known && handoff.all_routes) {
        let leads_here =
            |(_, _, route): &(_, _, Route)| matches!(&route.to, Target::Pool(pool) if pool.as_str() == id.value);
        let falls_here = |pool: &WrittenPool| pool.fallback.as_ref().is_some_and(|to| to.value == id.value);
        if !handoff.routes.iter().any(leads_here) && !handoff.pools.iter().any(falls_here) {
            let help = "send a route to it, or take it out".to_owned();
            problems.warning(
                "pool_without_route",
                &id.span,
                format!("no route leads to the pool `{}`", id.value),
                help,
            );
        }
    }
}

/// A pool to fall back to is another one.
fn check_fallbacks(handoff: &HandoffPart, problems: &mut Problems) {
    for WrittenPool { id, fallback, .. } in &handoff.pools {
        let Some(fallback) = fallback else { continue };
        let others = || handoff.pools.iter().map(|pool| pool.id.value.as_str()).filter(|other| *other != id.value);
        if fallback.value == id.value {
            let message = format!("the pool `{}` falls back to itself", id.value);
            let help = "name another pool, or take `fallback` out".to_owned();
            problems.error("falls_back_to_itself", &fallback.span, message, help);
        } else if !others().any(|other| other == fallback.value) {
            problems.unknown("unknown_pool", "pool", fallback, others().collect::<Vec<_>>());
        }
    }
}

/// What a route asks for somebody has to bring.
fn check_needs(handoff: &HandoffPart, problems: &mut Problems) {
    for (id, _, route) in &handoff.routes {
        let members: Vec<&WrittenRep> = match &route.to {
            Target::Pool(to) => {
                let pools = handoff.pools.iter().filter(|pool| pool.id.value == to.as_str());
                let named: Vec<&str> = pools.flat_map(|pool| &pool.members).map(|rep| rep.value.as_str()).collect();
                handoff.reps.iter().filter(|rep| named.contains(&rep.id.value.as_str())).collect()
            }
            Target::Rep(to) => handoff.reps.iter().filter(|rep| rep.id.value == to.as_str()).collect(),
            Target::AccountOwner => continue,
        };
        let nobody = |has: &dyn Fn(&WrittenRep) -> bool| !members.is_empty() && !members.iter().any(|rep| has(rep));
        let mut tell = |what: String| {
            let help = "give it to a rep there, or take it out of the route".to_owned();
            let message = format!("nobody whom the route `{}` leads to {what}", id.value);
            problems.warning("need_unmet", &id.span, message, help);
        };
        for skill in &route.needs.skills {
            if nobody(&|rep| rep.rep.takes.skills.contains(skill)) {
                tell(format!("has the skill `{skill}`"));
            }
        }
        if let Some(product) = &route.needs.product
            && nobody(&|rep| rep.rep.takes.products.is_empty() || rep.rep.takes.products.contains(product))
        {
            tell(format!("sells `{product}`"));
        }
    }
}
