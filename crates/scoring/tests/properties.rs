//! What holds for every card and every lead.

use baton_scoring::{
    Card, CardError, CardKind, Condition, Criterion, Field, Gate, Group, Interval, Offer, OfferKind, OfferTexts,
    Points, RawField, Rule, Seconds, Signal, Source, Submission, Tables, Test, Tier, evaluate,
};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;

fn word() -> impl Strategy<Value = String> {
    select(vec![
        "works",
        "gmail",
        "head of data",
        "cto",
        "120",
        "50",
        "demo",
        "é ß",
        "",
        "11-50",
        "a@works.example",
        "a@gmail.com",
    ])
    .prop_map(str::to_owned)
}

fn test() -> impl Strategy<Value = Test> {
    prop_oneof![
        word().prop_map(Test::Is),
        vec(word(), 0..4).prop_map(Test::OneOf),
        vec(word(), 0..4).prop_map(Test::Contains),
        (any::<u16>(), any::<u16>()).prop_map(|(from, to)| Test::Between { from: from.into(), to: to.into() }),
        Just(Test::Present),
        Just(Test::Absent),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        4 => (select(Field::ALL.to_vec()), test()).prop_map(|(field, test)| Condition::field(field, test)),
        1 => (word(), 0u32..4).prop_map(|(name, at_least)| Condition::Signal { name, at_least }),
        1 => (-5i32..120).prop_map(|points| Condition::Score { at_least: Points(points) }),
    ]
}

fn gate() -> impl Strategy<Value = Gate> {
    let leaf = (word(), condition()).prop_map(|(words, condition)| Gate::If { words, condition });
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Gate::All),
            vec(inner.clone(), 0..3).prop_map(Gate::Any),
            (0u32..4, vec(inner, 0..3)).prop_map(|(needed, parts)| Gate::AtLeast(needed, parts)),
        ]
    })
}

fn criterion() -> impl Strategy<Value = Criterion> {
    let rule = prop_oneof![
        (condition(), -100i32..100).prop_map(|(condition, points)| Rule::When { condition, points: Points(points) }),
        (word(), -20i32..20, 0i32..60).prop_map(|(signal, each, cap)| Rule::PerSignal {
            signal,
            each: Points(each),
            cap: Points(cap)
        }),
    ];
    (select(vec![Group::Fit, Group::Engagement]), rule).prop_map(|(group, rule)| Criterion {
        id: String::new(),
        group,
        words: "because".into(),
        rule,
    })
}

fn card() -> impl Strategy<Value = Card> {
    let tiers = vec(1i32..100, 1..4).prop_map(|mut from| {
        from.sort_unstable_by(|a, b| b.cmp(a));
        from.push(0);
        from.into_iter().map(|at_least| Tier { id: format!("t{at_least}"), at_least: Points(at_least) }).collect()
    });
    let sources = vec((word(), vec(word(), 0..2)), 0..3)
        .prop_map(|list| list.into_iter().map(|(id, pages)| Source { id, pages }).collect());
    (1i32..200, 1i32..200, vec(criterion(), 0..12), tiers, gate(), sources).prop_map(
        |(fit, engagement, mut criteria, tiers, mql, sources)| {
            for (at, criterion) in criteria.iter_mut().enumerate() {
                criterion.id = format!("c{at}");
            }
            let text = OfferTexts { language: "en".into(), headline: "Hello".into(), ..OfferTexts::default() };
            // As the checker demands: the meeting is for the best tier, the thanks for all.
            let meeting = Offer { kind: OfferKind::Meeting, tiers: vec![0], texts: vec![text.clone()] };
            let thanks = Offer { kind: OfferKind::Thanks, tiers: vec![], texts: vec![text] };
            Card {
                fit_cap: Points(fit),
                engagement_cap: Points(engagement),
                criteria,
                tiers,
                mql,
                sources,
                offers: vec![meeting, thanks],
                ..Card::default()
            }
        },
    )
}

fn submission() -> impl Strategy<Value = Submission> {
    let names = vec!["email", "company", "job_title", "company_size", "message", "budget", "industry", "website", "x"];
    let field =
        (select(names), word()).prop_map(|(name, value)| RawField { name: name.into(), value, ..RawField::default() });
    let signal = (word(), -5i64..15).prop_map(|(name, at)| Signal { name, at: Seconds(at) });
    (vec(field, 0..8), vec(signal, 0..6), word()).prop_map(|(fields, signals, page)| Submission {
        fields,
        signals,
        page,
        source: None,
    })
}

proptest! {
    #[test]
    fn a_card_survives_its_bytes(card in card()) {
        prop_assert_eq!(Card::decode(&card.encode()), Ok(card));
    }

    #[test]
    fn no_bytes_make_the_decoder_fall_over(bytes in vec(any::<u8>(), 0..200)) {
        let _ = Card::decode(&bytes);
        let mut dressed = b"BTN\x01\x00".to_vec();
        dressed.extend(bytes);
        prop_assert!(Card::decode(&dressed).is_err());
    }

    #[test]
    fn reasons_add_up_and_the_score_is_bounded(card in card(), form in submission()) {
        let (_, verdict) = evaluate(&card, &form, &Tables::small(), Seconds(10));
        let sum: i32 = verdict.reasons.iter().map(|reason| reason.points.0).sum();
        prop_assert_eq!(sum, verdict.score.0);
        prop_assert!((0..=100).contains(&verdict.score.0));
        prop_assert_eq!((verdict.low, verdict.high), (verdict.score, verdict.score));
        let clamped = verdict.fit.0 + verdict.engagement.0;
        prop_assert_eq!(clamped.min(100), verdict.score.0);
    }

    #[test]
    fn what_the_browser_promises_the_edge_keeps(card in card(), form in submission(), hide in any::<u16>()) {
        let hidden: Vec<String> = (0..16).filter(|bit| hide & (1 << bit) != 0).map(|bit| format!("c{bit}")).collect();
        let public = card.public(&hidden);
        prop_assert_eq!(public.kind, CardKind::Public);
        let (_, edge) = evaluate(&card, &form, &Tables::small(), Seconds(10));
        let (_, browser) = evaluate(&public, &form, &Tables::small(), Seconds(10));
        prop_assert!(browser.low <= edge.score && edge.score <= browser.high, "{:?} {:?}", browser, edge);
        if browser.offer == OfferKind::Meeting {
            prop_assert_eq!(edge.offer, OfferKind::Meeting);
        }
    }

    #[test]
    fn packing_changes_no_verdict(card in card(), form in submission()) {
        let packed = Submission::from_packed(&form.to_packed());
        let now = Seconds(10);
        let tables = Tables::small();
        prop_assert_eq!(evaluate(&card, &form, &tables, now).1.to_json(), evaluate(&card, &packed, &tables, now).1.to_json());
    }

    #[test]
    fn one_more_good_thing_never_costs(card in card(), form in submission(), points in 1i32..50) {
        let mut better = card.clone();
        let condition = Condition::field(Field::Email, Test::Present);
        let rule = Rule::When { condition, points: Points(points) };
        better.criteria.push(Criterion { id: "more".into(), group: Group::Fit, words: String::new(), rule });
        let before = evaluate(&card, &form, &Tables::small(), Seconds(10)).1.score;
        prop_assert!(evaluate(&better, &form, &Tables::small(), Seconds(10)).1.score >= before);
    }
}

/// A card that uses every part of the format.
fn whole_card() -> Card {
    let when = |condition| Rule::When { condition, points: Points(-7) };
    let rules = [
        when(Condition::field(Field::Company, Test::Is("x".into()))),
        when(Condition::field(Field::Company, Test::OneOf(vec!["x".into(), "yz".into()]))),
        when(Condition::field(Field::Message, Test::Contains(vec!["demo".into()]))),
        when(Condition::field(Field::Employees, Test::Between { from: 50, to: u32::MAX })),
        when(Condition::field(Field::Phone, Test::Present)),
        when(Condition::field(Field::Phone, Test::Absent)),
        when(Condition::Signal { name: "webinar".into(), at_least: 2 }),
        Rule::PerSignal { signal: "pricing_page".into(), each: Points(5), cap: Points(15) },
    ];
    let criteria = rules.into_iter().enumerate().map(|(at, rule)| Criterion {
        id: format!("c{at}"),
        group: if at % 2 == 0 { Group::Fit } else { Group::Engagement },
        words: "why".into(),
        rule,
    });
    let texts = OfferTexts { language: "en".into(), headline: "H".into(), text: "T".into(), button: "B".into() };
    let leaf = Gate::If { words: "w".into(), condition: Condition::Score { at_least: Points(40) } };
    Card {
        private_fit: Interval { low: Points(-60), high: Points(15) },
        criteria: criteria.collect(),
        sources: vec![Source { id: "demo_request".into(), pages: vec!["/demo*".into()] }],
        tiers: vec![Tier { id: "hot".into(), at_least: Points(70) }, Tier { id: "cold".into(), at_least: Points(0) }],
        mql: Gate::All(vec![leaf.clone(), Gate::Any(vec![leaf.clone()]), Gate::AtLeast(1, vec![leaf])]),
        offers: vec![Offer { kind: OfferKind::Meeting, tiers: vec![0], texts: vec![texts] }],
        ..Card::default()
    }
}

#[test]
fn a_cut_or_flipped_card_is_an_error() {
    let bytes = whole_card().encode();
    assert_eq!(Card::decode(&bytes), Ok(whole_card()));
    for end in 0..bytes.len() {
        assert!(Card::decode(&bytes[..end]).is_err(), "cut at {end}");
    }
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            assert!(Card::decode(&flipped).is_err(), "bit {bit} of byte {at}");
        }
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(Card::decode(&longer), Err(CardError::Damaged));
    let mut newer = bytes;
    newer[3] = 2;
    assert_eq!(Card::decode(&newer), Err(CardError::Newer));
    assert_eq!(Card::decode(b"{\"v\":1}"), Err(CardError::NotACard));
}

/// Format 1, pinned: browsers hold cards for days. If this fails, the format number goes up
/// and the old bytes stay readable.
#[test]
fn the_bytes_of_a_card_stay_as_they_are() {
    let hex: String = whole_card().encode().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, include_str!("card_format_1.hex").trim());
}

/// Verdict 1, pinned.
#[test]
fn the_json_of_a_verdict_stays_as_it_is() {
    let mut card = whole_card();
    card.criteria.truncate(4);
    let form = Submission {
        fields: vec![RawField { name: "company".into(), value: "X".into(), ..RawField::default() }],
        page: "/demo".into(),
        ..Submission::default()
    };
    let (_, verdict) = evaluate(&card, &form, &Tables::small(), Seconds(0));
    assert_eq!(verdict.to_json(), include_str!("verdict_1.json").trim());
}
