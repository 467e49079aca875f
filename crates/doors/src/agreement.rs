//! Text that says it is an agreement.

use baton_agreement::{Agreement, CompiledCard, Date, Place, Severity, check_on, plausible_leads};
use baton_scoring::{Card, CardKind, ScoreCard};

use crate::judge::{NOW, judge_both, offers_are_json};
use crate::samples::{edge_tables, forms};

/// The day of every check.
const TODAY: &str = "2026-11-21";

/// Of so many problems the line and column are counted; all others are counted alike.
const MOST_PLACES: usize = 4;

/// A problem must point at whole characters of the text, or it cannot be underlined.
pub(crate) fn enter(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    let checked = check_on(text, Date::parse(TODAY));
    for problem in &checked.problems {
        assert!(text.get(problem.span.clone()).is_some(), "{problem:?} points at no text");
        assert!(!problem.message.is_empty() && !problem.code.is_empty(), "{problem:?}");
    }
    for problem in checked.problems.iter().take(MOST_PLACES) {
        let place = Place::of(text, problem.span.end);
        assert!(place.line >= 1 && place.column >= 1);
    }
    let has_errors = checked.problems.iter().any(|problem| problem.severity == Severity::Error);
    match checked.agreement {
        None => assert!(has_errors, "no agreement, and nobody says why"),
        Some(agreement) => {
            assert!(!has_errors, "an agreement with an error");
            keeps_its_word(&agreement);
        }
    }
}

fn keeps_its_word(agreement: &Agreement) {
    let full = compiled(&agreement.full, CardKind::Full, &agreement.card);
    let public = compiled(&agreement.public, CardKind::Public, &agreement.card.public(&agreement.private));
    let plausible: Vec<_> = plausible_leads(&agreement.card, 7, NOW).take(2).collect();
    for form in forms().iter().chain(&plausible) {
        judge_both(form, &full, &public, edge_tables());
    }
}

fn compiled<'a>(compiled: &'a CompiledCard, kind: CardKind, card: &Card) -> ScoreCard<'a> {
    assert_eq!(Card::decode(&compiled.bytes).as_ref(), Ok(card), "the bytes are another card");
    let read = ScoreCard::read(&compiled.bytes);
    assert!(read.is_ok_and(|card| card.kind == kind), "a compiled card cannot be read");
    let card = compiled.score_card();
    offers_are_json(&card);
    card
}
