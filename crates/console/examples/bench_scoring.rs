//! The native side of `cargo xtask bench scoring`.
//!
//! `bench_scoring card AGREEMENT CARD` compiles an agreement's full card. `bench_scoring time CARD
//! LEADS ROUNDS` scores a file of packed leads so many times over and prints
//! `{"scores": […], "micros": […]}`: every lead's score, and each round's microseconds per lead.

#![expect(clippy::disallowed_methods, reason = "a bench reads its arguments and a clock")]

use std::fs;
use std::process::ExitCode;
use std::time::Instant;

use baton_console::Scorer;

/// A round lasts at least so long, in microseconds, so that the clock's grain does not matter.
const LEAST_ROUND: f64 = 50_000.0;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["card", agreement, card] => write_card(agreement, card),
        ["time", card, leads, rounds] => time(card, leads, rounds.parse().unwrap_or(1)),
        _ => Err("bench_scoring card AGREEMENT CARD | bench_scoring time CARD LEADS ROUNDS".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn write_card(agreement: &str, card: &str) -> Result<(), String> {
    let text = fs::read_to_string(agreement).map_err(|error| format!("{agreement}: {error}"))?;
    let checked = baton_agreement::check(&text);
    let compiled = checked.agreement.ok_or_else(|| format!("{agreement}: {:?}", checked.problems))?;
    fs::write(card, compiled.full.bytes).map_err(|error| format!("{card}: {error}"))
}

fn time(card: &str, leads: &str, rounds: u32) -> Result<(), String> {
    let card = fs::read(card).map_err(|error| format!("{card}: {error}"))?;
    let leads = fs::read(leads).map_err(|error| format!("{leads}: {error}"))?;
    let mut scorer = Scorer::new(card).map_err(|_| "not a card".to_owned())?;
    let mut score = || scorer.score_packed(&leads).unwrap_or_default();
    let scores = score();
    let one = micros(1, || score().len());
    let passes = (1..1_000).find(|passes| f64::from(*passes) * one >= LEAST_ROUND).unwrap_or(1);
    let count = f64::from(u32::try_from(scores.len()).unwrap_or(u32::MAX));
    let times: Vec<String> = (0..rounds)
        .map(|_| micros(passes, || score().len()) / f64::from(passes) / count)
        .map(|micros| format!("{micros:.4}"))
        .collect();
    println!("{{\"scores\": {scores:?}, \"micros\": [{}]}}", times.join(", "));
    Ok(())
}

fn micros(passes: u32, mut work: impl FnMut() -> usize) -> f64 {
    let start = Instant::now();
    for _ in 0..passes {
        std::hint::black_box(work());
    }
    start.elapsed().as_secs_f64() * 1e6
}
