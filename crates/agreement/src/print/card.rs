//! The part that becomes the card.

use baton_scoring::{Card, Criterion, Gate, Group, List, Offer, PerSignal, Points, Rule, Tier};

use super::page::{Page, key, text, texts};
use super::questions::{Questions, span};
use crate::agreement::Agreement;
use crate::scoring_part::NO_PAGE;

pub(super) fn print(agreement: &Agreement, page: &mut Page) {
    let card = &agreement.card;
    page.section("[score]");
    page.entry("fit_cap", &card.fit.cap.0.to_string());
    page.entry("engagement_cap", &card.engagement.cap.0.to_string());
    page.entry("share_of", &agreement.share_of.to_string());
    page.section("[grade]");
    page.entry("fit", &grades(card.fit.grades));
    page.entry("engagement", &grades(card.engagement.grades));
    print_lists(agreement, page);
    print_signals(card, page);
    page.section("[checklists]");
    for checklist in &agreement.checklists {
        page.entry(&key(&checklist.id), &texts(&checklist.points, 0));
    }
    for group in [Group::Fit, Group::Engagement] {
        for criterion in card.criteria.iter().filter(|criterion| criterion.group == group) {
            print_criterion(agreement, criterion, page);
        }
    }
    card.tiers.iter().for_each(|tier| print_tier(tier, page));
    print_qualification(agreement, "[mql]", &card.mql, page);
    print_qualification(agreement, "[sql]", &card.sql, page);
    for source in &card.sources {
        page.section("[[sources]]");
        page.entry("id", &text(&source.id));
        if source.pages.iter().any(|page| page == NO_PAGE) {
            page.entry("channel", flag(true));
        } else {
            print_some("pages", &source.pages, page);
        }
    }
    card.offers.iter().for_each(|offer| print_offer(agreement, offer, page));
}

fn grades(grades: [Points; 3]) -> String {
    let [best, middle, last] = grades.map(|points| points.0);
    format!("[{best}, {middle}, {last}]")
}

fn print_lists(agreement: &Agreement, page: &mut Page) {
    for (place, list) in (0u32..).zip(&agreement.card.lists) {
        // The full card hides none.
        let List::Entries { id, entries } = list else { continue };
        let private = agreement.private.lists.iter().find(|(private, _)| *private == place);
        page.section(&format!("[lists.{}]", key(id)));
        page.entry("entries", &texts(entries, 0));
        page.entry("private", flag(private.is_some()));
        if let Some((_, filter)) = private {
            page.entry("filter", flag(filter.is_some()));
        }
    }
}

fn print_signals(card: &Card, page: &mut Page) {
    for signal in &card.signals {
        page.section("[[signals]]");
        page.entry("id", &text(&signal.id));
        print_some("pages", &signal.pages, page);
        print_some("events", &signal.events, page);
    }
}

/// A list where there is something on it.
fn print_some(key: &str, all: &[String], page: &mut Page) {
    if !all.is_empty() {
        page.entry(key, &texts(all, 0));
    }
}

pub(super) fn flag(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

fn print_criterion(agreement: &Agreement, criterion: &Criterion, page: &mut Page) {
    page.section(&format!("[[{}]]", criterion.group.id()));
    page.entry("id", &text(&criterion.id));
    page.entry("reason", &text(&criterion.words));
    page.entry("private", flag(agreement.private.criteria.contains(&criterion.id)));
    match &criterion.rule {
        Rule::When { gate, points } => {
            page.entries(Questions { agreement, worded: false }.entries(gate, 0));
            page.entry("points", &points.0.to_string());
        }
        Rule::PerSignal(PerSignal { signal, each, cap, within, decay }) => {
            page.entry("signal", &text(signal));
            page.entries(span("within", *within).into_iter().collect());
            page.entry("points_each", &each.0.to_string());
            page.entry("cap", &cap.0.to_string());
            page.entries(span("decay", *decay).into_iter().collect());
        }
    }
}

fn print_tier(tier: &Tier, page: &mut Page) {
    page.section("[[tiers]]");
    page.entry("id", &text(&tier.id));
    page.entry("at_least", &tier.at_least.0.to_string());
    if tier.share > 0 {
        page.entry("share", &tier.share.to_string());
    }
}

fn print_qualification(agreement: &Agreement, header: &str, gate: &Gate, page: &mut Page) {
    // What holds for nobody is how the card says that nothing was written.
    if !matches!(gate, Gate::Any(parts) if parts.is_empty()) {
        page.section(header);
        page.entries(Questions { agreement, worded: true }.entries(gate, 0));
    }
}

fn print_offer(agreement: &Agreement, offer: &Offer, page: &mut Page) {
    page.section("[[offers]]");
    page.entry("kind", &text(offer.kind.id()));
    if !offer.tiers.is_empty() {
        let ids = offer.tiers.iter().filter_map(|place| agreement.card.tiers.get(usize::from(*place)));
        page.entry("tiers", &texts(&ids.map(|tier| tier.id.as_str()).collect::<Vec<_>>(), 0));
    }
    if !offer.when.is_open() {
        page.entry("when", &Questions { agreement, worded: true }.inline(&offer.when, 0));
    }
    if !offer.link.is_empty() {
        page.entry("link", &text(&offer.link));
    }
    for texts in &offer.texts {
        page.section(&format!("[offers.texts.{}]", key(&texts.language)));
        page.entry("headline", &text(&texts.headline));
        page.entry("text", &text(&texts.text));
        page.entry("button", &text(&texts.button));
    }
}
