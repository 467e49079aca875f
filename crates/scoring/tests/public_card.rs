//! What the browser's card must know to promise what the edge keeps.

use baton_scoring::{
    Card, Condition, Field, Gate, Offer, OfferKind, Private, ScoreCard, Seconds, Submission, Tables, Test, evaluate,
};

/// What the door for agreements refuses: only the offers were looked through for questions about the MQL, and the SQL
/// of the public card was a certain no.
#[test]
fn a_public_card_keeps_the_mql_that_only_its_sql_asks_for() {
    let offer = |kind, when| Offer { kind, tiers: vec![], when, link: String::new(), texts: vec![] };
    let card = Card {
        mql: Gate::of(Condition::field(Field::Email, Test::Absent)),
        sql: Gate::All(vec![Gate::of(Condition::Mql)]),
        offers: vec![
            offer(OfferKind::Meeting, Gate::None(vec![Gate::of(Condition::Sql)])),
            offer(OfferKind::Thanks, Gate::All(vec![])),
        ],
        ..Card::default()
    };
    let offered = |card: &Card| {
        let bytes = card.encode();
        evaluate(&ScoreCard::read(&bytes).unwrap(), &Submission::default(), &Tables::small(), Seconds(0)).1.offer
    };
    assert_eq!(offered(&card), OfferKind::Thanks);
    assert_eq!(offered(&card.public(&Private::default())), OfferKind::Thanks);
}
