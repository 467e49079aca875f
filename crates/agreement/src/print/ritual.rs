//! How a handoff goes, and what sales may answer.

use super::card::flag;
use super::page::{Page, inline, key, lines, text};
use crate::agreement::Agreement;

pub(super) fn print(agreement: &Agreement, page: &mut Page) {
    let rules = &agreement.handoff;
    if rules.fast_track_above.is_some() || !rules.peaks.is_empty() || !rules.by_tier.is_empty() {
        page.section("[handoff]");
    }
    if let Some(load) = rules.fast_track_above {
        page.entry("fast_track_above", &load.to_string());
    }
    if !rules.peaks.is_empty() {
        let peaks = rules.peaks.iter();
        let peaks = peaks.map(|peak| inline(&vec![("from", peak.from.to_string()), ("to", peak.to.to_string())]));
        page.entry("peaks", &lines(&peaks.collect::<Vec<_>>(), 0));
    }
    if !rules.by_tier.is_empty() {
        page.section("[handoff.ritual_by_tier]");
    }
    for (tier, ritual) in &rules.by_tier {
        page.entry(&key(tier), &text(ritual.id()));
    }
    for reason in &agreement.reasons {
        page.section("[[feedback.reasons]]");
        page.entry("id", &text(&reason.id));
        page.entry("words", &text(&reason.words));
        page.entry("needs_text", flag(reason.needs_text));
    }
}
