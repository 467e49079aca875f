//! What is the same for every input: some forms, the example's cards, the edge's tables.

use std::sync::LazyLock;

use baton_agreement::{Agreement, check};
use baton_scoring::{Confirmation, RawField, ScoreCard, Seconds, Signal, Submission, Tables, Visit};

use crate::judge::NOW;

/// The agreement that works.
pub(crate) const EXAMPLE: &str = include_str!("../../../examples/agreement.toml");

static AGREEMENT: LazyLock<Option<Agreement>> = LazyLock::new(|| check(EXAMPLE).agreement);

/// The example's full card and its public one.
pub(crate) fn example_cards() -> (ScoreCard<'static>, ScoreCard<'static>) {
    assert!(AGREEMENT.is_some(), "the example agreement has an error");
    let card =
        |compiled: fn(&'static Agreement) -> ScoreCard<'static>| AGREEMENT.as_ref().map_or(ScoreCard::EMPTY, compiled);
    (card(|agreement| agreement.full.score_card()), card(|agreement| agreement.public.score_card()))
}

/// What the edge knows.
pub(crate) fn edge_tables() -> &'static Tables {
    static TABLES: LazyLock<Tables> = LazyLock::new(baton_knowledge::full);
    &TABLES
}

/// Forms to hold a card against: one that says nothing, one that says everything, an odd one.
pub(crate) fn forms() -> &'static [Submission] {
    static FORMS: LazyLock<[Submission; 3]> = LazyLock::new(|| [Submission::default(), rich(), odd()]);
    FORMS.as_slice()
}

fn field(name: &str, value: &str) -> RawField {
    RawField { name: name.to_owned(), value: value.to_owned(), ..RawField::default() }
}

fn days_ago(days: i64) -> Seconds {
    Seconds(NOW.0 - days * 86_400)
}

/// A good lead of the example.
fn rich() -> Submission {
    let fields = [
        ("email", "ada@works.example"),
        ("first_name", "Ada"),
        ("last_name", "King"),
        ("company", "Works Ltd"),
        ("website", "https://www.works.example/about"),
        ("job_title", "Head of Data"),
        ("company_size", "50-200"),
        ("country", "Germany"),
        ("region", "Bavaria"),
        ("phone", "+49 89 123456"),
        ("budget", "20k EUR"),
        ("timeline", "this quarter"),
        ("industry", "software"),
        ("message", "We are evaluating vendors and would love a demo."),
    ];
    let signal = |days| Signal { name: "pricing_page".to_owned(), at: days_ago(days) };
    Submission {
        fields: fields.map(|(name, value)| field(name, value)).to_vec(),
        signals: vec![signal(0), signal(3), signal(40)],
        visits: vec![Visit { page: "https://site.example/pricing".to_owned(), at: days_ago(1) }],
        confirmed: ["champion", "need", "budget"]
            .map(|point| Confirmation { point: point.to_owned(), holds: true })
            .to_vec(),
        language: "de-AT".to_owned(),
        page: "https://site.example/demo?utm_source=ads&utm_campaign=q4".to_owned(),
        source: None,
    }
}

/// Answers that are hard to read, and times at the ends of time.
fn odd() -> Submission {
    let signal = |at| Signal { name: "pricing_page".to_owned(), at: Seconds(at) };
    Submission {
        fields: vec![
            field("email", "student@gmail.com"),
            field("company", "\u{0} GmbH \u{202e}"),
            field("job_title", "Stagiaire, ex-CTO"),
            field("company_size", "4294967296+"),
            field("budget", "-1e9"),
            field("country", "Neverland"),
            field("phone", "++"),
            field("message", "\u{1f600} \u{df}\u{130} \"quoted\" \\ student project"),
        ],
        signals: vec![signal(i64::MIN), signal(i64::MAX), signal(0), signal(NOW.0)],
        confirmed: vec![Confirmation { point: "champion".to_owned(), holds: false }],
        page: "//?utm_source=%ff&utm_medium=%".to_owned(),
        source: Some("content".to_owned()),
        ..Submission::default()
    }
}
