//! The part of an agreement that becomes the card.

use baton_scoring::{
    Card, Criterion, Field, Gate, GateLimits, Group, Offer, OfferKind, OfferTexts, Points, Rule, Source, Tier,
};

use crate::conditions::{Asked, read_condition, read_gate};
use crate::reader::{At, Problems, Table};

/// No criterion may give or take more: sums stay far from any overflow, and a point stays
/// something people can weigh.
const MOST_POINTS: i32 = 1_000;

/// The card and what the checks across the file need to know of it.
#[derive(Default)]
pub(crate) struct ScoringPart {
    pub card: Card,
    /// Ids of private criteria.
    pub private: Vec<String>,
    /// Ids of criteria, with their places.
    pub criteria: Vec<At<String>>,
    pub tiers: Vec<(At<String>, At<i32>)>,
    pub sources: Vec<(At<String>, bool)>,
    pub asked: Vec<Asked>,
}

pub(crate) fn read_scoring(root: &mut Table<'_>, language: &str, problems: &mut Problems) -> ScoringPart {
    let mut part = ScoringPart::default();
    let mut score = root.table("score", problems);
    part.card.fit_cap = read_cap(&mut score, "fit_cap", problems);
    part.card.engagement_cap = read_cap(&mut score, "engagement_cap", problems);
    score.finish(problems);

    for group in [Group::Fit, Group::Engagement] {
        for table in root.tables(group.id(), problems) {
            read_criterion(table, group, &mut part, problems);
        }
    }
    read_tiers(root, &mut part, problems);
    let mql = root.table("mql", problems);
    part.card.mql = if root.has("mql") {
        read_gate(mql, GateLimits::DEPTH, &mut part.asked, problems).unwrap_or(Gate::Any(Vec::new()))
    } else {
        root.missing("mql", "a gate: [mql] all = [ … ]", problems);
        Gate::Any(Vec::new())
    };
    read_sources(root, &mut part, problems);
    read_offers(root, language, &mut part, problems);
    part
}

fn read_cap(score: &mut Table<'_>, key: &'static str, problems: &mut Problems) -> Points {
    match score.number(key, problems) {
        Some(cap) if cap.value < 1 || cap.value > MOST_POINTS => {
            let help = format!("write a number from 1 to {MOST_POINTS}; 100 binds nothing");
            problems.error("bad_cap", &cap.span, format!("`{key}` is {}", cap.value), help);
            Points::MAX_SCORE
        }
        Some(cap) => Points(cap.value),
        None => Points::MAX_SCORE,
    }
}

fn read_criterion(mut table: Table<'_>, group: Group, part: &mut ScoringPart, problems: &mut Problems) {
    let id = table.required("id", "\"a_short_name\"", problems);
    let words = table.required("reason", "\"in the words people use\"", problems);
    let private = table.flag("private", problems).unwrap_or(false);
    let rule = if table.has("points_each") {
        read_per_signal(&mut table, problems)
    } else {
        read_when(&mut table, part, problems)
    };
    table.finish(problems);
    let (Some(id), Some(words)) = (id, words) else { return };
    part.criteria.push(id.clone());
    if private {
        part.private.push(id.value.clone());
    }
    if let Some(rule) = rule {
        part.card.criteria.push(Criterion { id: id.value, group, words: words.value, rule });
    }
}

fn read_when(table: &mut Table<'_>, part: &mut ScoringPart, problems: &mut Problems) -> Option<Rule> {
    let condition = read_condition(table, problems);
    if !table.has("points") {
        table.missing("points", "10", problems);
    }
    table.knows(&["points_each", "cap"]);
    let points = read_points(table, "points", problems)?;
    let condition = condition?;
    part.asked.push(Asked { condition: condition.clone(), span: table.span.clone() });
    Some(Rule::When { condition, points })
}

fn read_per_signal(table: &mut Table<'_>, problems: &mut Problems) -> Option<Rule> {
    let signal = table.required("signal", "\"pricing_page\"", problems);
    let each = read_points(table, "points_each", problems);
    let cap = table.number("cap", problems);
    if !table.has("cap") {
        table.missing("cap", "15", problems);
    }
    let (signal, each, cap) = (signal?, each?, cap?);
    if cap.value < each.0.abs() {
        let help = format!("write at least {}: the points of one time", each.0.abs());
        problems.error("bad_cap", &cap.span, format!("a cap of {} is less than one time gives", cap.value), help);
    }
    Some(Rule::PerSignal { signal: signal.value, each, cap: Points(cap.value) })
}

fn read_points(table: &mut Table<'_>, key: &'static str, problems: &mut Problems) -> Option<Points> {
    let points = table.number(key, problems)?;
    if points.value == 0 || points.value.abs() > MOST_POINTS {
        let help = format!("write a number from 1 to {MOST_POINTS}, or from -{MOST_POINTS} to -1");
        problems.error("bad_points", &points.span, format!("`{key}` is {}", points.value), help);
    }
    Some(Points(points.value))
}

fn read_tiers(root: &mut Table<'_>, part: &mut ScoringPart, problems: &mut Problems) {
    for mut table in root.tables("tiers", problems) {
        let id = table.required("id", "\"hot\"", problems);
        let at_least = table.number("at_least", problems);
        if at_least.is_none() && !table.has("at_least") {
            table.missing("at_least", "70", problems);
        }
        table.finish(problems);
        if let (Some(id), Some(at_least)) = (id, at_least) {
            part.card.tiers.push(Tier { id: id.value.clone(), at_least: Points(at_least.value) });
            part.tiers.push((id, at_least));
        }
    }
    if part.tiers.is_empty() {
        let help = "write a [[tiers]] with `id = \"all\"` and `at_least = 0`".to_owned();
        problems.error("no_tiers", &root.span, "the agreement names no tier".to_owned(), help);
    }
}

fn read_sources(root: &mut Table<'_>, part: &mut ScoringPart, problems: &mut Problems) {
    for mut table in root.tables("sources", problems) {
        let id = table.required("id", "\"demo_request\"", problems);
        let pages = table.texts("pages", problems);
        table.finish(problems);
        let Some(id) = id else { continue };
        let patterns: Vec<String> =
            pages.iter().flat_map(|pages| &pages.value).map(|page| page.value.to_ascii_lowercase()).collect();
        for page in pages.iter().flat_map(|pages| &pages.value) {
            if !page.value.starts_with(['/', '*']) {
                let help = "write the path only: `/demo*`".to_owned();
                problems.error("bad_page", &page.span, format!("`{}` is not a path", page.value), help);
            }
        }
        part.sources.push((id.clone(), patterns.is_empty()));
        part.card.sources.push(Source { id: id.value, pages: patterns });
    }
}

fn read_offers(root: &mut Table<'_>, language: &str, part: &mut ScoringPart, problems: &mut Problems) {
    for mut table in root.tables("offers", problems) {
        let kind = table.required("kind", "\"meeting\"", problems);
        let tiers = table.texts("tiers", problems);
        let texts = read_texts(table.table("texts", problems), language, problems);
        let span = table.span.clone();
        table.finish(problems);
        let mut places = Vec::new();
        for tier in tiers.iter().flat_map(|tiers| &tiers.value) {
            match part.tiers.iter().position(|(id, _)| id.value == tier.value) {
                Some(place) => places.push(u8::try_from(place).unwrap_or(u8::MAX)),
                None => {
                    problems.unknown("unknown_tier", "tier", tier, part.tiers.iter().map(|(id, _)| id.value.as_str()))
                }
            }
        }
        let Some(kind) = kind else { continue };
        let kind = match kind.value.as_str() {
            "meeting" => OfferKind::Meeting,
            "thanks" => OfferKind::Thanks,
            _ => {
                problems.unknown("unknown_offer", "kind of offer", &kind, ["meeting", "thanks"]);
                continue;
            }
        };
        if texts.is_empty() {
            let help = format!("add [offers.texts.{language}] with `headline`, `text` and, for a meeting, `button`");
            problems.error("offer_without_words", &span, "this offer says nothing".to_owned(), help);
        }
        part.card.offers.push(Offer { kind, tiers: places, texts });
    }
    if part.card.offers.last().is_none_or(|last| !last.tiers.is_empty()) {
        let help = "end with an [[offers]] of `kind = \"thanks\"` without `tiers`".to_owned();
        problems.error("no_last_offer", &root.span, "no offer is for everybody".to_owned(), help);
    }
}

fn read_texts(texts: Table<'_>, language: &str, problems: &mut Problems) -> Vec<OfferTexts> {
    let mut found = Vec::new();
    for (tag, mut table) in texts.named_tables(problems) {
        let headline = table.required("headline", "\"Pick a time that suits you\"", problems);
        let text = table.text("text", problems).map(|text| text.value).unwrap_or_default();
        let button = table.text("button", problems).map(|text| text.value).unwrap_or_default();
        table.finish(problems);
        let Some(headline) = headline else { continue };
        found.push(OfferTexts { language: tag.value, headline: headline.value, text, button });
    }
    // The fallback language stands first; the rest keep their order.
    found.sort_by_key(|texts| texts.language != language);
    found
}

/// The most a lead can score on a card: what its criteria can give, through caps and clamps.
pub(crate) fn reachable(card: &Card) -> Points {
    // Criteria that ask for different values of one field exclude each other, so of those
    // only the best counts.
    let group = |group: Group, cap: Points| {
        let mut exclusive: Vec<(Field, Points)> = Vec::new();
        let mut sum = Points::ZERO;
        for criterion in card.criteria.iter().filter(|criterion| criterion.group == group) {
            let best = criterion.rule.range().high;
            match exclusive_field(&criterion.rule) {
                Some(field) => match exclusive.iter_mut().find(|(known, _)| *known == field) {
                    Some((_, known)) => *known = (*known).max(best),
                    None => exclusive.push((field, best)),
                },
                None => sum = sum + best,
            }
        }
        (sum + exclusive.into_iter().map(|(_, points)| points).sum()).held_to(cap)
    };
    (group(Group::Fit, card.fit_cap) + group(Group::Engagement, card.engagement_cap)).held_to(Points::MAX_SCORE)
}

/// Rank, size and kind of mail are one value each; two criteria over them usually exclude
/// each other. Only for a warning: overlapping bands make this an underestimate.
fn exclusive_field(rule: &Rule) -> Option<Field> {
    let Rule::When { condition, .. } = rule else { return None };
    condition
        .asks()
        .filter(|field| matches!(field, Field::Employees | Field::Seniority | Field::EmailKind | Field::Source))
}
