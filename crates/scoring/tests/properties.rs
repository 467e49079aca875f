//! What holds for every card and every lead.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test's helper may end the test")]

use baton_scoring::{
    Card, CardError, CardKind, Condition, Confirmation, Criterion, Field, Fields, Filter, Gate, Group, GroupLimits,
    Interval, Lead, List, Need, Offer, OfferKind, OfferTexts, PerSignal, Points, Prepared, Private, RareReaders,
    RawField, Rule, ScoreCard, Seconds, Signal, SignalRule, Source, Submission, Tables, Test, Tier, Verdict, Visit,
    evaluate, map_fields, rate, score,
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
        (0u32..4).prop_map(Test::InList),
        (any::<u16>(), any::<u16>()).prop_map(|(from, to)| Test::Between { from: from.into(), to: to.into() }),
        Just(Test::Present),
        Just(Test::Absent),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        4 => (select(Field::ALL.to_vec()), test()).prop_map(|(field, test)| Condition::field(field, test)),
        1 => (word(), 0u32..4, 0i64..20)
            .prop_map(|(name, at_least, within)| Condition::Signal { name, at_least, within: Seconds(within) }),
        1 => word().prop_map(|point| Condition::Confirmed { point }),
    ]
}

/// What only gates may ask.
fn gate_condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        4 => condition(),
        1 => (-5i32..120).prop_map(|points| Condition::Score { at_least: Points(points) }),
        1 => (0u32..4).prop_map(|at_least| Condition::Tier { at_least }),
        1 => select(vec![Condition::Mql, Condition::Sql]),
    ]
}

fn gate(condition: impl Strategy<Value = Condition> + 'static) -> impl Strategy<Value = Gate> {
    let leaf = (word(), condition).prop_map(|(words, condition)| Gate::If { words, condition });
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Gate::All),
            vec(inner.clone(), 0..3).prop_map(Gate::Any),
            vec(inner.clone(), 0..3).prop_map(Gate::None),
            (0u32..4, vec(inner, 0..3)).prop_map(|(needed, parts)| Gate::AtLeast(needed, parts)),
        ]
    })
}

fn criterion() -> impl Strategy<Value = Criterion> {
    let rule = prop_oneof![
        2 => (condition(), -100i32..100)
            .prop_map(|(condition, points)| Rule::When { gate: Gate::of(condition), points: Points(points) }),
        1 => (gate(condition()), -100i32..100).prop_map(|(gate, points)| Rule::When { gate, points: Points(points) }),
        1 => (word(), -20i32..20, 0i32..60, 0i64..20, 0i64..20).prop_map(|(signal, each, cap, within, decay)| {
            let (within, decay) = (Seconds(within), Seconds(decay));
            Rule::PerSignal(PerSignal { signal, each: Points(each), cap: Points(cap), within, decay })
        }),
    ];
    (select(vec![Group::Fit, Group::Engagement]), rule).prop_map(|(group, rule)| Criterion {
        id: String::new(),
        group,
        words: "because".into(),
        rule,
    })
}

fn tiers() -> impl Strategy<Value = Vec<Tier>> {
    vec(1i32..100, 1..4).prop_map(|mut from| {
        from.sort_unstable_by(|a, b| b.cmp(a));
        from.dedup();
        from.push(0);
        let tier = |at_least| Tier { id: format!("t{at_least}"), at_least: Points(at_least), share: 0 };
        from.into_iter().map(tier).collect()
    })
}

fn offers() -> impl Strategy<Value = Vec<Offer>> {
    let kind = select(OfferKind::ALL.to_vec());
    let open = Gate::All(vec![]);
    let when = prop_oneof![Just(open.clone()), gate(gate_condition())];
    let offer = (kind, vec(0u8..4, 0..3), when).prop_map(|(kind, tiers, when)| {
        let text = OfferTexts { language: "en".into(), headline: "Hello".into(), ..OfferTexts::default() };
        Offer { kind, tiers, when, link: String::new(), texts: vec![text] }
    });
    vec(offer, 0..4)
}

/// Three lists, as [`Test::InList`] asks for three.
fn lists() -> impl Strategy<Value = Vec<List>> {
    let list = vec(word(), 0..4).prop_map(|mut entries| {
        entries.sort_unstable();
        List::Entries { id: "list".into(), entries }
    });
    vec(list, 3..=3)
}

fn limits() -> impl Strategy<Value = GroupLimits> {
    (1i32..200).prop_map(|cap| GroupLimits::of(Points(cap)))
}

fn card() -> impl Strategy<Value = Card> {
    let sources = vec((word(), vec(word(), 0..2)), 0..3)
        .prop_map(|list| list.into_iter().map(|(id, pages)| Source { id, pages }).collect());
    let signals = vec((word(), vec(word(), 0..2), vec(word(), 0..2)), 0..3)
        .prop_map(|list| list.into_iter().map(|(id, pages, events)| SignalRule { id, pages, events }).collect());
    let gates = (gate(gate_condition()), gate(gate_condition()));
    let parts = (limits(), limits(), vec(criterion(), 0..12), tiers(), gates, sources, signals, lists(), offers());
    parts.prop_map(|(fit, engagement, mut criteria, tiers, (mql, sql), sources, signals, lists, offers)| {
        for (at, criterion) in criteria.iter_mut().enumerate() {
            criterion.id = format!("c{at}");
        }
        let card = Card { fit, engagement, criteria, tiers, mql, sql, sources, signals, lists, ..Card::default() };
        Card { offers, ..card }
    })
}

fn submission() -> impl Strategy<Value = Submission> {
    let names = vec![
        "email",
        "company",
        "job_title",
        "company_size",
        "message",
        "budget",
        "industry",
        "website",
        "country",
        "region",
        "phone",
        "timeline",
        "x",
    ];
    let value = prop_oneof![3 => word(), 1 => "\\PC{0,20}"];
    let field =
        (select(names), value).prop_map(|(name, value)| RawField { name: name.into(), value, ..RawField::default() });
    let signal = (word(), -5i64..15).prop_map(|(name, at)| Signal { name, at: Seconds(at) });
    let visit = (word(), -5i64..15).prop_map(|(page, at)| Visit { page, at: Seconds(at) });
    let confirmed = (word(), any::<bool>()).prop_map(|(point, holds)| Confirmation { point, holds });
    (vec(field, 0..8), vec(signal, 0..6), vec(visit, 0..3), vec(confirmed, 0..3), word()).prop_map(
        |(fields, signals, visits, confirmed, page)| Submission {
            fields,
            signals,
            visits,
            confirmed,
            page,
            ..Submission::default()
        },
    )
}

/// Some criteria, some lists, with or without their filters.
fn private() -> impl Strategy<Value = Private> {
    (any::<u16>(), vec((0u32..3, any::<bool>()), 0..3)).prop_map(|(hide, lists)| Private {
        criteria: (0..16).filter(|bit| hide & (1 << bit) != 0).map(|bit| format!("c{bit}")).collect(),
        // The filters are made in `public`, where the entries are known.
        lists: lists
            .into_iter()
            .map(|(place, filter)| (place, filter.then(|| Filter { salt: 0, bytes: vec![] })))
            .collect(),
    })
}

/// The public card, its filters made of the lists they stand for.
fn public(card: &Card, mut private: Private) -> Card {
    for (place, filter) in &mut private.lists {
        let Some(List::Entries { entries, .. }) = card.lists.get(*place as usize) else { continue };
        if filter.is_some() {
            *filter = Filter::of(entries.iter().map(String::as_str), 7);
        }
    }
    card.public(&private)
}

/// Whether a question on a card is about what was answered in a field, and not only whether.
fn has_to_understand(card: &Card, wanted: Field) -> bool {
    let criteria = card.criteria.iter().filter_map(Criterion::gate);
    let mut gates = criteria.chain([&card.mql, &card.sql]).chain(card.offers.iter().map(|offer| &offer.when));
    gates.any(|gate| {
        gate.any(|condition| match condition {
            Condition::Field { field, test: Test::Present | Test::Absent } => *field == wanted && !wanted.is_asked(),
            other => other.asks() == Some(wanted),
        })
    })
}

fn judge(card: &Card, form: &Submission, tables: &Tables) -> (Lead, Verdict) {
    let bytes = card.encode();
    evaluate(&ScoreCard::read(&bytes).unwrap(), form, tables, Seconds(10))
}

proptest! {
    #[test]
    fn a_card_survives_its_bytes(card in card()) {
        prop_assert_eq!(Card::decode(&card.encode()), Ok(card));
    }

    #[test]
    fn no_bytes_make_the_decoder_fall_over(bytes in vec(any::<u8>(), 0..200)) {
        let _ = Card::decode(&bytes);
        let mut dressed = b"BTN\x02\x00".to_vec();
        dressed.extend(bytes);
        prop_assert!(Card::decode(&dressed).is_err());
        prop_assert!(ScoreCard::read(&dressed).is_err());
    }

    #[test]
    fn a_forged_card_gives_a_bounded_score(card in card(), form in submission(), at in any::<usize>(), to in any::<u8>()) {
        let mut bytes = card.encode();
        let at = 13 + at % (bytes.len() - 13);
        bytes[at] = to;
        seal(&mut bytes);
        let Ok(forged) = ScoreCard::read(&bytes) else { return Ok(()) };
        let (lead, verdict) = evaluate(&forged, &form, &Tables::small(), Seconds(10));
        prop_assert!((0..=100).contains(&verdict.score.0));
        prop_assert_eq!(Prepared::of(&forged).rate(&lead, Seconds(10)), rate(&lead, &forged, Seconds(10)));
        let _ = verdict.with_changes(&lead, &forged, Seconds(10)).to_json();
    }

    #[test]
    fn reasons_add_up_and_the_score_is_bounded(card in card(), form in submission()) {
        let (lead, verdict) = judge(&card, &form, &Tables::small());
        let sum: i32 = verdict.reasons.iter().map(|reason| reason.points.0).sum();
        prop_assert_eq!(sum, verdict.score.0);
        prop_assert!((0..=100).contains(&verdict.score.0));
        prop_assert!(verdict.low <= verdict.score && verdict.score <= verdict.high);
        let clamped = verdict.fit.0 + verdict.engagement.0;
        prop_assert_eq!(clamped.min(100), verdict.score.0);
        let bytes = card.encode();
        let card = ScoreCard::read(&bytes).unwrap();
        let rating = rate(&lead, &card, Seconds(10));
        prop_assert_eq!((rating.score, rating.offer, rating.tier), (verdict.score, verdict.offer, verdict.tier.as_str()));
        prop_assert_eq!((rating.mql(), rating.sql()), (verdict.mql(), verdict.sql()));
    }

    #[test]
    fn what_the_browser_promises_the_edge_keeps(card in card(), form in submission(), private in private()) {
        let full_tables = baton_knowledge::full();
        let public = public(&card, private);
        prop_assert_eq!(public.kind, CardKind::Public);
        let (_, edge) = judge(&card, &form, &full_tables);
        prop_assert_eq!((edge.low, edge.high), (edge.score, edge.score), "the edge knows");
        for tables in [Tables::small(), Tables::smallest()] {
            let (_, browser) = judge(&public, &form, &tables);
            prop_assert!(browser.low <= edge.score && edge.score <= browser.high, "{:?} {:?}", browser, edge);
            if browser.offer == OfferKind::Meeting {
                prop_assert_eq!(edge.offer, OfferKind::Meeting);
            }
        }
    }

    #[test]
    fn the_smallest_tables_are_enough_for_a_card_that_asks_for_nothing_rare(card in card(), form in submission()) {
        let bytes = card.encode();
        let read = ScoreCard::read(&bytes).unwrap();
        for field in Field::ALL {
            prop_assert_eq!(read.asks_any(Fields::NONE.with(field)), has_to_understand(&card, field), "{:?}", field);
        }
        if !read.asks_any(RareReaders::FIELDS) {
            let [all, few] = [Tables::small(), Tables::smallest()].map(|tables| judge(&card, &form, &tables).1.to_json());
            prop_assert_eq!(all, few);
        }
    }

    #[test]
    fn what_the_card_does_not_ask_changes_no_verdict(card in card(), form in submission()) {
        let bytes = card.encode();
        let read = ScoreCard::read(&bytes).unwrap();
        let mut few = Lead::of(card.fields());
        few.read(&form, &map_fields(&form.fields), &Tables::small(), &read);
        let some = score(&few, &read, Seconds(10)).with_changes(&few, &read, Seconds(10));
        let (all, verdict) = judge(&card, &form, &Tables::small());
        prop_assert_eq!(some.to_json(), verdict.with_changes(&all, &read, Seconds(10)).to_json());
    }

    #[test]
    fn a_prepared_card_rates_as_its_bytes(card in card(), forms in vec(submission(), 0..5)) {
        let bytes = card.encode();
        let read = ScoreCard::reread(&bytes);
        let prepared = Prepared::of(&read);
        for form in &forms {
            let lead = Lead::new(form, &Tables::small(), &read);
            let rating = rate(&lead, &read, Seconds(10));
            prop_assert_eq!(prepared.score(&lead, Seconds(10)), rating.score);
            prop_assert_eq!(prepared.rate(&lead, Seconds(10)), rating);
        }
    }

    #[test]
    fn packing_changes_no_verdict(card in card(), form in submission()) {
        let packed = Submission::from_packed(&form.to_packed());
        let tables = Tables::small();
        prop_assert_eq!(judge(&card, &form, &tables).1.to_json(), judge(&card, &packed, &tables).1.to_json());
    }

    #[test]
    fn one_more_good_thing_never_costs(card in card(), form in submission(), points in 1i32..50) {
        let mut better = card.clone();
        let condition = Condition::field(Field::Email, Test::Present);
        let rule = Rule::When { gate: Gate::of(condition), points: Points(points) };
        better.criteria.push(Criterion { id: "more".into(), group: Group::Fit, words: String::new(), rule });
        let tables = Tables::small();
        prop_assert!(judge(&better, &form, &tables).1.score >= judge(&card, &form, &tables).1.score);
    }

    #[test]
    fn one_more_good_signal_never_costs(mut card in card(), mut form in submission(), name in word(), at in 0i64..10) {
        // Unless the agreement says negative: a signal that takes, or one whose absence gives.
        card.criteria.retain(|criterion| match &criterion.rule {
            Rule::PerSignal(rule) => rule.each.0 >= 0,
            Rule::When { gate, points } => points.0 >= 0 && !holds_none(gate),
        });
        let before = judge(&card, &form, &Tables::small()).1.score;
        form.signals.push(Signal { name, at: Seconds(at) });
        prop_assert!(judge(&card, &form, &Tables::small()).1.score >= before);
    }

    #[test]
    fn what_would_change_it_does(card in card(), form in submission()) {
        let has_no_events = card.signals.iter().all(|rule| rule.events.is_empty());
        let bytes = card.encode();
        let card = ScoreCard::read(&bytes).unwrap();
        let (lead, verdict) = evaluate(&card, &form, &Tables::small(), Seconds(10));
        let verdict = verdict.with_changes(&lead, &card, Seconds(10));
        for change in &verdict.changes {
            prop_assert!((1..=3).contains(&change.needs.len()));
            prop_assert!(change.score > verdict.score && change.tier != verdict.tier);
            // Each in a form of its own, as a visitor or a rep would answer.
            let mut form = form.clone();
            let can_be_said = change.needs.iter().all(|need| answer(need, &mut form));
            // A signal told by an event's name may be another one; such cards are not asked.
            if can_be_said && has_no_events {
                let (_, lifted) = evaluate(&card, &form, &Tables::small(), Seconds(10));
                prop_assert!(lifted.score == change.score, "{:?} {:?}", change, lifted.score);
            }
        }
        for (at, change) in verdict.changes.iter().enumerate() {
            let others = verdict.changes.iter().enumerate().filter(|(other, _)| *other != at);
            for (_, other) in others {
                prop_assert!(!other.needs.iter().all(|need| change.needs.contains(need)), "{:?} holds {:?}", change, other);
            }
        }
    }
}

/// Puts what is needed into a form, where a form can say it.
fn answer(need: &Need, form: &mut Submission) -> bool {
    match need {
        Need::Signal { name, times } => {
            form.signals.extend((0..*times).map(|_| Signal { name: name.clone(), at: Seconds(10) }));
        }
        Need::Confirmation { point } => form.confirmed.push(Confirmation { point: point.clone(), holds: true }),
        Need::Answer { .. } => return false,
    }
    true
}

fn holds_none(gate: &Gate) -> bool {
    matches!(gate, Gate::None(_)) || gate.parts().iter().any(holds_none)
}

/// Writes the checksum that a forger would.
fn seal(bytes: &mut [u8]) {
    let sum = bytes[4..5]
        .iter()
        .chain(&bytes[13..])
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    bytes[5..13].copy_from_slice(&sum.to_le_bytes());
}

/// A card that uses every part of the format.
fn whole_card() -> Card {
    let when = |condition| Rule::When { gate: Gate::of(condition), points: Points(-7) };
    let within = Seconds(86_400);
    let leaf = Gate::If { words: "w".into(), condition: Condition::Score { at_least: Points(40) } };
    let small = Gate::of(Condition::field(Field::Employees, Test::Between { from: 0, to: 9 }));
    let rules = [
        when(Condition::field(Field::Company, Test::Is("x".into()))),
        when(Condition::field(Field::Company, Test::OneOf(vec!["x".into(), "yz".into()]))),
        when(Condition::field(Field::Message, Test::Contains(vec!["demo".into()]))),
        when(Condition::field(Field::Employees, Test::Between { from: 50, to: u32::MAX })),
        when(Condition::field(Field::Phone, Test::Present)),
        when(Condition::field(Field::Phone, Test::Absent)),
        when(Condition::field(Field::EmailDomain, Test::InList(1))),
        when(Condition::Signal { name: "webinar".into(), at_least: 2, within }),
        when(Condition::Confirmed { point: "need".into() }),
        Rule::When { gate: Gate::None(vec![small]), points: Points(3) },
        Rule::PerSignal(PerSignal {
            signal: "pricing_page".into(),
            each: Points(5),
            cap: Points(15),
            within,
            decay: Seconds(30 * 86_400),
        }),
    ];
    let criteria = rules.into_iter().enumerate().map(|(at, rule)| Criterion {
        id: format!("c{at}"),
        group: if at % 2 == 0 { Group::Fit } else { Group::Engagement },
        words: "why".into(),
        rule,
    });
    let texts = OfferTexts { language: "en".into(), headline: "H".into(), text: "T".into(), button: "B".into() };
    let offer =
        |kind, when| Offer { kind, tiers: vec![0], when, link: "https://x.example".into(), texts: vec![texts.clone()] };
    let hidden = Filter::of(["rival.example"], 7).unwrap();
    Card {
        fit: GroupLimits { private: Interval { low: Points(-60), high: Points(15) }, ..GroupLimits::of(Points(80)) },
        lists: vec![List::Entries { id: "l".into(), entries: vec!["a.example".into()] }, List::Hidden(hidden)],
        signals: vec![SignalRule { id: "webinar".into(), pages: vec!["/w*".into()], events: vec!["joined".into()] }],
        criteria: criteria.collect(),
        sources: vec![Source { id: "demo_request".into(), pages: vec!["/demo*".into()] }],
        tiers: vec![
            Tier { id: "hot".into(), at_least: Points(70), share: 20 },
            Tier { id: "cold".into(), at_least: Points(0), share: 0 },
        ],
        mql: Gate::All(vec![leaf.clone(), Gate::Any(vec![leaf.clone()]), Gate::AtLeast(1, vec![leaf])]),
        sql: Gate::All(vec![Gate::of(Condition::Mql), Gate::of(Condition::Tier { at_least: 0 })]),
        offers: vec![
            offer(OfferKind::Meeting, Gate::of(Condition::Sql)),
            offer(OfferKind::Resource, Gate::All(vec![])),
            offer(OfferKind::Thanks, Gate::All(vec![])),
        ],
        ..Card::default()
    }
}

#[test]
fn a_cut_or_flipped_card_is_an_error() {
    let bytes = whole_card().encode();
    assert_eq!(Card::decode(&bytes), Ok(whole_card()));
    for end in 0..bytes.len() {
        assert!(Card::decode(&bytes[..end]).is_err(), "cut at {end}");
        assert!(ScoreCard::read(&bytes[..end]).is_err(), "cut at {end}");
    }
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            assert!(Card::decode(&flipped).is_err(), "bit {bit} of byte {at}");
            assert!(ScoreCard::read(&flipped).is_err(), "bit {bit} of byte {at}");
        }
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(Card::decode(&longer), Err(CardError::Damaged));
    let mut newer = bytes;
    newer[3] = 3;
    assert_eq!(Card::decode(&newer), Err(CardError::Newer));
    assert_eq!(ScoreCard::read(&newer).err(), Some(CardError::Newer));
    newer[3] = 1;
    assert_eq!(Card::decode(&newer), Err(CardError::NotACard), "format 1 never left the workshop");
    assert_eq!(Card::decode(b"{\"v\":1}"), Err(CardError::NotACard));
}

/// Format 2, pinned: browsers hold cards for days. If this fails, the format number goes up
/// and the old bytes stay readable.
#[test]
fn the_bytes_of_a_card_stay_as_they_are() {
    let hex: String = whole_card().encode().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, include_str!("card_format_2.hex").trim());
}

/// Verdict 2, pinned.
#[test]
fn the_json_of_a_verdict_stays_as_it_is() {
    let mut card = whole_card();
    card.criteria.truncate(4);
    let form = Submission {
        fields: vec![RawField { name: "company".into(), value: "X".into(), ..RawField::default() }],
        page: "/demo".into(),
        ..Submission::default()
    };
    let bytes = card.encode();
    let card = ScoreCard::read(&bytes).unwrap();
    let (lead, verdict) = evaluate(&card, &form, &Tables::small(), Seconds(0));
    let verdict = verdict.with_changes(&lead, &card, Seconds(0));
    assert_eq!(verdict.to_json(), include_str!("verdict_2.json").trim());
}
