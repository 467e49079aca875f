//! Every problem the checker can tell, as it is told: one wrong agreement for each code.
//!
//! `messages/<code>.patch` changes the example, see `patch/mod.rs`; `messages/<code>.txt` is what
//! is told. `BATON_BLESS=1 cargo test -p baton-agreement` writes it.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on shall stop; tests look where the files are"
)]

mod patch;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use baton_agreement::{Place, Problem, check_on};

use crate::patch::patched;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The names of the patches, which are codes.
fn patches() -> BTreeSet<String> {
    let files = std::fs::read_dir(folder("tests/messages")).unwrap();
    let name = |file: std::io::Result<std::fs::DirEntry>| file.unwrap().file_name().into_string().unwrap();
    files.map(name).filter_map(|name| name.strip_suffix(".patch").map(str::to_owned)).collect()
}

#[test]
fn every_message_is_as_it_was() {
    let bless = std::env::var("BATON_BLESS").is_ok();
    let mut changed = Vec::new();
    for code in patches() {
        let patch = std::fs::read_to_string(folder(&format!("tests/messages/{code}.patch"))).unwrap();
        let (text, today) = patched(&patch, &code);
        let problems = check_on(&text, today).problems;
        assert!(problems.iter().any(|problem| problem.code == code), "{code} is not told: {problems:#?}");
        let told: String = problems.iter().map(|problem| as_told(&text, problem)).collect();
        let path = folder(&format!("tests/messages/{code}.txt"));
        if bless {
            std::fs::write(&path, &told).unwrap();
        }
        if std::fs::read_to_string(&path).unwrap_or_default() != told {
            changed.push(format!("{code}:\n{told}"));
        }
    }
    assert!(
        changed.is_empty(),
        "told otherwise now; look at it, then BATON_BLESS=1 cargo test -p baton-agreement\n{}",
        changed.join("\n")
    );
}

#[test]
fn every_code_has_its_message() {
    let (codes, patches) = (codes(), patches());
    assert!(codes.len() > 60, "only {} codes were found in src", codes.len());
    let without: Vec<&String> = codes.difference(&patches).collect();
    let gone: Vec<&String> = patches.difference(&codes).collect();
    assert!(without.is_empty(), "codes without a patch in tests/messages: {without:?}");
    assert!(gone.is_empty(), "patches for codes that are not in src: {gone:?}");
}

/// Every code literal in src: the first argument of what tells a problem.
fn codes() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in ["src", "src/keys"].iter().flat_map(|name| std::fs::read_dir(folder(name)).unwrap()) {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for call in ["problems.error(", "problems.warning(", "problems.unknown(", "self.error("] {
            for rest in text.split(call).skip(1) {
                if let Some(literal) = rest.trim_start().strip_prefix('"') {
                    found.insert(literal.split('"').next().unwrap().to_owned());
                }
            }
        }
    }
    found
}

fn as_told(text: &str, problem: &Problem) -> String {
    let place = Place::of(text, problem.span.start);
    let line = text.get(problem.span.clone()).unwrap().lines().next().unwrap_or_default();
    let line: String = line.chars().take(80).collect();
    let mut told = String::new();
    writeln!(told, "{} {} at {}:{}", problem.severity.id(), problem.code, place.line, place.column).unwrap();
    writeln!(told, "   on: {line}").unwrap();
    writeln!(told, "  why: {}", problem.message).unwrap();
    writeln!(told, " help: {}\n", problem.help.as_deref().unwrap_or_default()).unwrap();
    told
}
