//! The parity corpus, natively: the first of four executors. The others are in
//! `tests/parity/run.mjs`.
//!
//! `BATON_BLESS=1 cargo test -p baton-handoff --test parity` writes the verdicts anew, to be
//! read before they are committed.

use std::path::{Path, PathBuf};

use baton_agreement::check;
use baton_handoff::intake::parse;
use baton_scoring::{Card, Seconds, Tables, evaluate};
use serde_json::Value;

fn corpus(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/parity").join(file)
}

#[test]
#[expect(clippy::disallowed_methods, reason = "blessing is asked for by the environment")]
fn the_native_verdicts_are_the_committed_ones() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/agreement.toml");
    let agreement = check(&std::fs::read_to_string(example).unwrap()).agreement.unwrap();
    let full = Card::decode(&agreement.full.bytes).unwrap();
    let public = Card::decode(&agreement.public.bytes).unwrap();

    let leads = std::fs::read_to_string(corpus("leads.jsonl")).unwrap();
    let mut verdicts = String::new();
    for line in leads.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let lead = parse(case["lead"].to_string().as_bytes()).unwrap();
        let card = if case["card"] == "public" { &public } else { &full };
        let now = Seconds(case["now"].as_i64().unwrap());
        let (_, verdict) = evaluate(card, &lead.submission, &Tables::small(), now);
        for (key, wanted) in case["expect"].as_object().into_iter().flatten() {
            let told: Value = serde_json::from_str(&verdict.to_json()).unwrap();
            assert_eq!(&told[key], wanted, "{}: {key}", case["case"]);
        }
        verdicts.push_str(&verdict.to_json());
        verdicts.push('\n');
    }
    let committed = corpus("verdicts.jsonl");
    if std::env::var_os("BATON_BLESS").is_some() {
        std::fs::write(&committed, &verdicts).unwrap();
    }
    let committed = std::fs::read_to_string(committed).unwrap();
    for (at, (got, wanted)) in verdicts.lines().zip(committed.lines()).enumerate() {
        assert_eq!(got, wanted, "{}", leads.lines().nth(at).unwrap());
    }
    assert_eq!(verdicts.lines().count(), committed.lines().count());
}
