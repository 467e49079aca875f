//! The parity corpus, natively: the first of four executors. The others are in
//! `tests/parity/run.mjs`.
//!
//! `verdicts.jsonl` holds what each lead's card makes of it, with every reason; `ratings.jsonl`
//! what the widget makes of it, which has the public card and no reasons. The modules for the
//! browser have no public suffix list; `without_suffixes.jsonl` names the cases of which they
//! therefore say something else, each with that verdict.
//!
//! `BATON_BLESS=1 cargo test -p baton-handoff --test parity` writes all three anew, to be
//! read before they are committed.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test's helpers")]

use std::path::{Path, PathBuf};

use baton_agreement::{Agreement, check};
use baton_handoff::intake::parse;
use baton_scoring::{
    Confirmation, Field, Lead, Seconds, Submission, Tables, Visit, budget_band, did_you_mean, evaluate, rate,
};
use serde_json::{Value, json};

/// The agreements that cases name, each with its place below the root.
const AGREEMENTS: [(&str, &str); 3] = [
    ("example", "examples/agreement.toml"),
    ("every_condition", "tests/parity/every_condition.toml"),
    ("normalisers", "tests/parity/normalisers.toml"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn corpus(file: &str) -> PathBuf {
    root().join("tests/parity").join(file)
}

#[test]
fn the_native_verdicts_are_the_committed_ones() {
    let agreements = AGREEMENTS.map(|(name, file)| (name, agreement(file)));
    let leads = std::fs::read_to_string(corpus("leads.jsonl")).unwrap();
    let (mut verdicts, mut ratings, mut elsewhere) = (String::new(), String::new(), String::new());
    let mut wrong = Vec::new();
    for line in leads.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (_, agreement) = agreements.iter().find(|(name, _)| case["agreement"] == *name).unwrap();
        let public = agreement.public.score_card();
        // The edge's card with the edge's tables, the browser's with the browser's.
        let (card, tables) = if case["card"] == "public" {
            (public, Tables::small())
        } else {
            (agreement.full.score_card(), baton_knowledge::full())
        };
        let submission = submission(&case);
        let now = Seconds(case["now"].as_i64().unwrap());
        let verdict = {
            let (lead, verdict) = evaluate(&card, &submission, &tables, now);
            wrong.extend(misread(&case, &lead, &tables));
            verdict.to_json()
        };
        wrong.extend(unexpected(&case, &verdict));
        let browser = Tables { public_suffix: None, ..tables };
        let without = evaluate(&card, &submission, &browser, now).1.to_json();
        if without != verdict {
            elsewhere.push_str(&format!("{}\t{without}\n", case["case"].as_str().unwrap()));
        }
        verdicts.push_str(&(verdict + "\n"));
        let in_the_browser = Lead::new(&submission, &Tables::small(), &public);
        ratings.push_str(&(rate(&in_the_browser, &public, now).to_json() + "\n"));
    }
    assert!(wrong.is_empty(), "{} facts do not hold:\n{}", wrong.len(), wrong.join("\n"));
    hold(&leads, "verdicts.jsonl", &verdicts);
    hold(&leads, "ratings.jsonl", &ratings);
    hold(&elsewhere, "without_suffixes.jsonl", &elsewhere);
}

fn agreement(file: &str) -> Agreement {
    let checked = check(&std::fs::read_to_string(root().join(file)).unwrap());
    checked.agreement.ok_or_else(|| format!("{file}: {:?}", checked.problems)).unwrap()
}

/// The lead of a case, and what is known besides.
fn submission(case: &Value) -> Submission {
    let mut submission = parse(case["lead"].to_string().as_bytes()).unwrap().submission;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let known = |key: &str| case["known"][key].as_array().cloned().unwrap_or_default();
    for one in known("confirmed") {
        submission.confirmed.push(Confirmation { point: text(&one["point"]), holds: one["holds"].as_bool().unwrap() });
    }
    for one in known("visits") {
        submission.visits.push(Visit { page: text(&one["page"]), at: Seconds(one["at"].as_i64().unwrap()) });
    }
    submission
}

/// What was written by hand of the verdict, and is not so.
fn unexpected(case: &Value, verdict: &str) -> Vec<String> {
    let told: Value = serde_json::from_str(verdict).unwrap();
    let mut wrong: Vec<String> = Vec::new();
    let mut expect = |what: &str, wanted: &Value, got: &Value| {
        if wanted != got {
            wrong.push(format!("{}: {what}: wrote {wanted}, is {got}", case["case"]));
        }
    };
    for (key, wanted) in case["expect"].as_object().into_iter().flatten() {
        expect(key, wanted, &told[key]);
    }
    if let Some(wanted) = case.get("gave") {
        let reasons: Vec<&Value> = told["reasons"].as_array().unwrap().iter().map(|one| &one["criterion"]).collect();
        expect("gave", wanted, &json!(reasons));
    }
    for (criterion, cause) in case["skips"].as_object().into_iter().flatten() {
        let skipped = told["skipped"].as_array().unwrap();
        let skip = skipped.iter().find(|skip| skip["criterion"] == criterion.as_str());
        expect(criterion, cause, skip.map_or(&Value::Null, |skip| &skip["cause"]));
    }
    wrong
}

/// What was written by hand of the lead's fields, and was read otherwise.
fn misread(case: &Value, lead: &Lead, tables: &Tables) -> Vec<String> {
    let facts = case["facts"].as_object().into_iter().flatten();
    let read = |key: &str| match key {
        "did_you_mean" => json!(lead.text(Field::EmailDomain).and_then(|domain| did_you_mean(domain, tables))),
        "budget_band" => json!(lead.number(Field::Budget).map(budget_band)),
        "budget_number" => json!(lead.number(Field::Budget)),
        "employees" => json!(lead.number(Field::Employees)),
        key => json!(lead.text(Field::from_id(key).unwrap())),
    };
    let wrong = facts.filter(|(key, wanted)| read(key) != **wanted);
    wrong.map(|(key, wanted)| format!("{}: {key}: wrote {wanted}, read {}", case["case"], read(key))).collect()
}

#[expect(clippy::disallowed_methods, reason = "blessing is asked for by the environment")]
fn hold(names: &str, file: &str, told: &str) {
    if std::env::var_os("BATON_BLESS").is_some() {
        std::fs::write(corpus(file), told).unwrap();
    }
    let committed = std::fs::read_to_string(corpus(file)).unwrap();
    for (at, (got, wanted)) in told.lines().zip(committed.lines()).enumerate() {
        assert_eq!(got, wanted, "{}", names.lines().nth(at).unwrap());
    }
    assert_eq!(told.lines().count(), committed.lines().count());
}
