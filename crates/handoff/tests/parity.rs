//! The parity corpus, natively: the first of four executors. The others are in
//! `tests/parity/run.mjs`.
//!
//! `verdicts.jsonl` holds what each lead's card makes of it, with every reason; `ratings.jsonl`
//! what the widget makes of it, which has the public card and no reasons.
//!
//! `BATON_BLESS=1 cargo test -p baton-handoff --test parity` writes both anew, to be
//! read before they are committed.

#![expect(clippy::unwrap_used, reason = "a test's helper")]

use std::path::{Path, PathBuf};

use baton_agreement::check;
use baton_handoff::intake::parse;
use baton_scoring::{Lead, Seconds, Tables, evaluate, rate};
use serde_json::Value;

fn corpus(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/parity").join(file)
}

#[test]
fn the_native_verdicts_are_the_committed_ones() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/agreement.toml");
    let agreement = check(&std::fs::read_to_string(example).unwrap()).agreement.unwrap();
    let (full, public) = (agreement.full.score_card(), agreement.public.score_card());

    let leads = std::fs::read_to_string(corpus("leads.jsonl")).unwrap();
    let (mut verdicts, mut ratings) = (String::new(), String::new());
    for line in leads.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let lead = parse(case["lead"].to_string().as_bytes()).unwrap();
        // The edge's card with the edge's tables, the browser's with the browser's.
        let (card, tables) =
            if case["card"] == "public" { (&public, Tables::small()) } else { (&full, baton_knowledge::full()) };
        let now = Seconds(case["now"].as_i64().unwrap());
        let (_, verdict) = evaluate(card, &lead.submission, &tables, now);
        for (key, wanted) in case["expect"].as_object().into_iter().flatten() {
            let told: Value = serde_json::from_str(&verdict.to_json()).unwrap();
            assert_eq!(&told[key], wanted, "{}: {key}", case["case"]);
        }
        verdicts.push_str(&verdict.to_json());
        verdicts.push('\n');
        let in_the_browser = Lead::new(&lead.submission, &Tables::small(), &public);
        ratings.push_str(&rate(&in_the_browser, &public, now).to_json());
        ratings.push('\n');
    }
    hold(&leads, "verdicts.jsonl", &verdicts);
    hold(&leads, "ratings.jsonl", &ratings);
}

#[expect(clippy::disallowed_methods, reason = "blessing is asked for by the environment")]
fn hold(leads: &str, file: &str, told: &str) {
    if std::env::var_os("BATON_BLESS").is_some() {
        std::fs::write(corpus(file), told).unwrap();
    }
    let committed = std::fs::read_to_string(corpus(file)).unwrap();
    for (at, (got, wanted)) in told.lines().zip(committed.lines()).enumerate() {
        assert_eq!(got, wanted, "{}", leads.lines().nth(at).unwrap());
    }
    assert_eq!(told.lines().count(), committed.lines().count());
}
