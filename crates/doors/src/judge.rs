//! Scoring, with everything asserted that holds for every card and every lead.

use baton_scoring::{
    CardKind, Interval, Json, Lead, OfferKind, Points, ScoreCard, Seconds, Submission, Tables, Verdict, rate, score,
};
use serde::de::IgnoredAny;

/// The instant at which everything here is scored.
pub(crate) const NOW: Seconds = Seconds(1_790_000_000);

/// Scores a lead with reasons and without, and holds both to what they promise.
pub(crate) fn judge(lead: &Lead, card: &ScoreCard<'_>) -> Verdict {
    let verdict = score(lead, card, NOW);
    let rating = rate(lead, card, NOW);
    for points in [verdict.score, verdict.low, verdict.high] {
        assert!((0..=100).contains(&points.0), "{points:?} is no score: {verdict:?}");
    }
    let told: i64 = verdict.reasons.iter().map(|reason| i64::from(reason.points.0)).sum();
    assert_eq!(told, i64::from(verdict.score.0), "the reasons do not add up: {:?}", verdict.reasons);

    let bounds = Interval { low: verdict.low, high: verdict.high };
    assert_eq!((rating.score, rating.bounds), (verdict.score, bounds));
    assert_eq!((rating.fit, rating.engagement), (verdict.fit, verdict.engagement));
    assert_eq!((rating.tier, rating.offer), (verdict.tier.as_str(), verdict.offer));
    assert_eq!(rating.offer_place, verdict.offer_place);
    assert_eq!((rating.mql(), rating.sql()), (verdict.mql(), verdict.sql()));

    is_json(&verdict.to_json());
    is_json(&rating.to_json());
    verdict
}

/// What only a card from the compiler keeps: bounds around the score, and on a full card no doubt.
pub(crate) fn judge_compiled(lead: &Lead, card: &ScoreCard<'_>) -> Verdict {
    let verdict = judge(lead, card);
    assert!(verdict.low <= verdict.score && verdict.score <= verdict.high, "{verdict:?}");
    assert!(!verdict.tier.is_empty(), "{verdict:?}");
    // The last offer is for everybody; the browser may leave the choice to the edge.
    assert!(verdict.offer_place.is_some() || card.kind == CardKind::Public, "{verdict:?}");
    verdict
}

/// The browser's word on a form, held against the edge's.
pub(crate) fn judge_both(
    form: &Submission,
    full: &ScoreCard<'_>,
    public: &ScoreCard<'_>,
    edge_tables: &Tables,
) -> Verdict {
    let edge = judge_compiled(&Lead::new(form, edge_tables, full), full);
    let browser = judge_compiled(&Lead::new(form, &Tables::small(), public), public);
    assert_eq!((edge.low, edge.high), (edge.score, edge.score), "the edge knows");
    let within = |points: Points| browser.low <= points && points <= browser.high;
    assert!(within(edge.score), "the edge's {} is not in {:?} to {:?}", edge.score.0, browser.low, browser.high);
    assert!(
        browser.offer != OfferKind::Meeting || edge.offer == OfferKind::Meeting,
        "the browser promised a meeting that the edge does not offer: {browser:?} {edge:?}"
    );
    edge
}

/// A card's offers, as the visitor's page reads them.
pub(crate) fn offers_are_json(card: &ScoreCard<'_>) {
    let mut json = Json::new();
    card.write_offers(&mut json);
    is_json(&json.finish());
}

pub(crate) fn is_json(text: &str) {
    let read: Result<IgnoredAny, _> = serde_json::from_str(text);
    assert!(read.is_ok(), "{:?}: {text}", read.err());
}
