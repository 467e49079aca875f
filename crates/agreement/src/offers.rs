//! What a visitor is shown.

use baton_scoring::{Gate, Offer, OfferKind, OfferTexts};

use crate::gates::{Asker, Gates};
use crate::names::empty_list;
use crate::reader::{At, Problems, Table};
use crate::scoring_part::ScoringPart;

pub(crate) fn read_offers(root: &mut Table<'_>, language: &str, part: &mut ScoringPart, problems: &mut Problems) {
    let mut lost = false;
    for table in root.tables("offers", problems) {
        lost |= read_offer(table, language, part, problems).is_none();
    }
    let last = part.card.offers.last();
    if !lost && last.is_none_or(|last| !last.tiers.is_empty() || !last.when.is_open()) {
        let help = "end with an [[offers]] of `kind = \"thanks\"` without `tiers` and `when`".to_owned();
        let span = part.offers.last().map_or(root.span.clone(), |(span, _)| span.clone());
        problems.error("no_last_offer", &span, "no offer is for everybody".to_owned(), help);
    }
}

fn read_offer(mut table: Table<'_>, language: &str, part: &mut ScoringPart, problems: &mut Problems) -> Option<()> {
    let kind = table.text("kind", problems);
    let tiers = table.texts("tiers", problems);
    if let Some(none) = tiers.as_ref().filter(|tiers| tiers.value.is_empty()) {
        // It would be for all of them, which nobody means by it.
        empty_list(none, problems);
    }
    let texts_place = table.place("texts");
    let texts = read_texts(&mut table, language, problems);
    let conditional = table.has("when");
    let when = table.table("when", problems);
    let when = if conditional {
        Gates { names: &part.names, asker: Asker::Rule, asked: &mut part.asked, problems }.gate(when)
    } else {
        Some(Gate::All(Vec::new()))
    };
    let places = tiers.map(|tiers| tier_places(&tiers.value, part, problems)).unwrap_or_default();
    let kind = kind.and_then(|kind| read_kind(&kind, problems));
    let link = if kind == Some(OfferKind::Resource) { read_link(&mut table, problems) } else { String::new() };
    let span = table.span.clone();
    table.finish(problems);
    if texts.is_empty() {
        let help = format!("add [offers.texts.{language}] with `headline`, `text` and, for a meeting, `button`");
        problems.error("offer_without_words", &span, "this offer says nothing".to_owned(), help);
    }
    part.card.offers.push(Offer { kind: kind?, tiers: places, when: when?, link, texts });
    part.offers.push((span, texts_place));
    Some(())
}

fn tier_places(tiers: &[At<String>], part: &ScoringPart, problems: &mut Problems) -> Vec<u8> {
    let mut places = Vec::new();
    for tier in tiers {
        match part.names.tiers.iter().position(|id| *id == tier.value) {
            Some(place) => places.push(u8::try_from(place).unwrap_or(u8::MAX)),
            None => problems.unknown("unknown_tier", "tier", tier, part.names.tiers.iter().map(String::as_str)),
        }
    }
    places
}

fn read_kind(written: &At<String>, problems: &mut Problems) -> Option<OfferKind> {
    let kind = OfferKind::ALL.into_iter().find(|kind| kind.id() == written.value);
    if kind.is_none() {
        problems.unknown("unknown_offer", "kind of offer", written, OfferKind::ALL.map(OfferKind::id));
    }
    kind
}

/// The link of a resource.
fn read_link(table: &mut Table<'_>, problems: &mut Problems) -> String {
    table.must_have("link", problems);
    let Some(link) = table.text("link", problems) else { return String::new() };
    if !link.value.starts_with("https://") {
        let help = "write the whole address, beginning with https://".to_owned();
        problems.error("bad_link", &link.span, format!("`{}` is not a link a visitor can follow", link.value), help);
    }
    if link.value.contains(['{', '}']) {
        let help = "a resource is the same for everybody; only booking links are filled in".to_owned();
        problems.error("unknown_prefill", &link.span, "this link has braces that nothing fills".to_owned(), help);
    }
    link.value
}

fn read_texts(table: &mut Table<'_>, language: &str, problems: &mut Problems) -> Vec<OfferTexts> {
    let mut found = Vec::new();
    for (tag, mut table) in table.named_tables("texts", problems) {
        let headline = table.text("headline", problems);
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
