//! The native side of `tests/parity/random.mjs`: scores packed submissions, one a line with its
//! instant in front (`seconds<TAB>packed`), and prints two SHA-256 over all verdicts.
//!
//! `parity_digest CARD < LEADS`. The first is what the edge says; the second what the console's
//! module says, which has no public suffix list. On a public card both have the browser's tables,
//! and say the same.

#![expect(clippy::disallowed_methods, reason = "an example is told its card on the command line")]

use std::io::BufRead;
use std::process::ExitCode;

use baton_scoring::{ScoreCard, Seconds, Submission, Tables, evaluate};
use sha2::{Digest, Sha256};

fn main() -> ExitCode {
    match digest() {
        Ok(digest) => {
            println!("{digest}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn digest() -> Result<String, String> {
    let path = std::env::args().nth(1).ok_or("parity_digest CARD < LEADS")?;
    let bytes = std::fs::read(&path).map_err(|error| format!("{path}: {error}"))?;
    let card = ScoreCard::read(&bytes).map_err(|error| error.to_string())?;
    let edge = baton_knowledge::of_card(card.kind);
    let tables = [edge, Tables { public_suffix: None, ..edge }];
    let mut digests = [Sha256::new(), Sha256::new()];
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let (now, packed) = line.split_once('\t').ok_or("a line without an instant")?;
        let now = Seconds(now.parse().map_err(|_| "an instant that is no number")?);
        let form = Submission::from_packed(packed);
        for (tables, digest) in tables.iter().zip(&mut digests) {
            let (_, verdict) = evaluate(&card, &form, tables, now);
            digest.update(verdict.to_json());
            digest.update("\n");
        }
    }
    let hex = |digest: Sha256| digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    Ok(digests.map(hex).join(" "))
}
