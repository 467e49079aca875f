//! Cards that no compiler wrote, under a checksum that holds: what the fuzz target for cards
//! found, or holds since it was written.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test's helper may end the test")]

use baton_scoring::{
    Card, Condition, Criterion, Field, Gate, Group, GroupLimits, Interval, Json, Offer, OfferKind, OfferTexts,
    PerSignal, Points, Rule, ScoreCard, Seconds, Signal, Submission, Tables, Test, Tier, evaluate,
};

const NOW: Seconds = Seconds(100);

/// The bytes with one stretch replaced by another of the same length, and the checksum mended.
fn forged(card: &Card, from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = card.encode();
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
    let sum = bytes[4..5]
        .iter()
        .chain(&bytes[13..])
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    bytes[5..13].copy_from_slice(&sum.to_le_bytes());
    bytes
}

fn criterion(id: &str, group: Group, rule: Rule) -> Criterion {
    Criterion { id: id.into(), group, words: "why".into(), rule }
}

fn always(id: &str, group: Group, points: i32) -> Criterion {
    let gate = Gate::of(Condition::field(Field::Email, Test::Absent));
    criterion(id, group, Rule::When { gate, points: Points(points) })
}

#[test]
fn an_offer_with_a_damaged_link_stays_json() {
    let texts = OfferTexts { language: "en".into(), headline: "Hello".into(), ..OfferTexts::default() };
    let offer = |link: &str| Offer {
        kind: OfferKind::Meeting,
        tiers: vec![],
        when: Gate::All(vec![]),
        link: link.into(),
        texts: vec![texts.clone()],
    };
    let card = Card { offers: vec![offer("https://a.example"), offer("")], ..Card::default() };
    for damaged in [b"\x11ht\xffp", b"\x7fhttp"] {
        let bytes = forged(&card, b"\x11http", damaged);
        let mut json = Json::new();
        ScoreCard::read(&bytes).unwrap().write_offers(&mut json);
        let texts = json.finish();
        assert!(texts.starts_with(r#"[{"kind":"meeting","link":"","texts":{"#), "{texts}");
        let second = r#"{"kind":"meeting","link":"","texts":{"en":{"headline":"Hello","text":"","button":""}}}]"#;
        assert!(texts.ends_with(second), "{texts}");
        assert_eq!(texts.matches('{').count(), texts.matches('}').count(), "{texts}");
    }
}

#[test]
fn a_signal_asked_for_a_million_times_is_not_advised() {
    let condition = Condition::Signal { name: "visit".into(), at_least: 1_000_000, within: Seconds(0) };
    let tier = |id: &str, at_least| Tier { id: id.into(), at_least: Points(at_least), share: 0 };
    let card = Card {
        criteria: vec![criterion("c", Group::Fit, Rule::When { gate: Gate::of(condition), points: Points(20) })],
        tiers: vec![tier("hot", 10), tier("cold", 0)],
        fit: GroupLimits::of(Points(100)),
        ..Card::default()
    };
    let bytes = card.encode();
    let card = ScoreCard::read(&bytes).unwrap();
    let (lead, verdict) = evaluate(&card, &Submission::default(), &Tables::small(), NOW);
    assert_eq!(verdict.with_changes(&lead, &card, NOW).changes, []);
}

#[test]
fn reasons_add_up_at_the_ends_of_what_points_can_be() {
    let visits = |each, cap| {
        let (within, decay) = (Seconds(0), Seconds(0));
        Rule::PerSignal(PerSignal { signal: "visit".into(), each: Points(each), cap: Points(cap), within, decay })
    };
    let limits = |cap| GroupLimits {
        cap: Points(cap),
        private: Interval { low: Points(i32::MIN), high: Points(i32::MAX) },
        ..GroupLimits::of(Points(100))
    };
    let (most, least) = (i32::MAX, i32::MIN);
    let signal = Signal { name: "visit".into(), at: NOW };
    let form = Submission { signals: vec![signal.clone(), signal], ..Submission::default() };
    for cap in [most, least, 100, 0] {
        for [one, two, three] in [[most, most, least], [least, least, most], [least, 1, 1], [most, 1, -1]] {
            let criteria = vec![
                always("one", Group::Fit, one),
                always("two", Group::Fit, two),
                criterion("visits", Group::Fit, visits(three, most)),
                always("other", Group::Engagement, one),
                criterion("held", Group::Engagement, visits(two, cap)),
            ];
            let card = Card { criteria, fit: limits(cap), engagement: limits(most), ..Card::default() };
            let bytes = card.encode();
            let card = ScoreCard::read(&bytes).unwrap();
            let (_, verdict) = evaluate(&card, &form, &Tables::small(), NOW);
            let told: i64 = verdict.reasons.iter().map(|reason| i64::from(reason.points.0)).sum();
            assert_eq!(told, i64::from(verdict.score.0), "{cap} {one} {two} {three}: {:?}", verdict.reasons);
            assert!((0..=100).contains(&verdict.score.0));
        }
    }
}
