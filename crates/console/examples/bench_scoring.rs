//! The native side of `cargo xtask bench scoring`.
//!
//! `bench_scoring card AGREEMENT CARD` compiles an agreement's full card. `bench_scoring time CARD
//! LEADS ROUNDS` scores a file of packed leads so many times over and prints
//! `{"scores": […], "micros": {"native": […], "native packed": […]}}`: every lead's score, and each
//! round's microseconds per lead, of leads in memory and of packed ones.

#![expect(clippy::disallowed_methods, reason = "a bench reads its arguments and a clock")]

use std::fs;
use std::process::ExitCode;
use std::time::Instant;

use baton_console::Scorer;
use baton_scoring::{Lead, Points, Prepared, ScoreCard, Seconds};

/// A round lasts at least so long, in microseconds, so that the clock's grain does not matter.
const LEAST_ROUND: f64 = 50_000.0;

/// The instant at which leads are scored, as in `leads.mjs`.
const NOW: Seconds = Seconds(1_780_315_200);

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
    let leads = fs::read_to_string(leads).map_err(|error| format!("{leads}: {error}"))?;
    let mut scorer = Scorer::new(card.clone()).map_err(|_| "not a card".to_owned())?;
    let scores = scorer.score_packed(leads.as_bytes()).unwrap_or_default();
    let prepared = Prepared::of(&ScoreCard::reread(&card));
    let in_memory = unpacked(&leads);
    let one_by_one = || in_memory.iter().map(|lead| prepared.score(lead, NOW)).collect::<Vec<Points>>();
    if !one_by_one().iter().map(|score| score.0).eq(scores.iter().copied()) {
        return Err("leads in memory and packed ones do not score the same".to_owned());
    }
    let (mut native, mut packed) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        native.push(round(scores.len(), || one_by_one().len()));
        packed.push(round(scores.len(), || scorer.score_packed(leads.as_bytes()).unwrap_or_default().len()));
    }
    println!("{{\"scores\": {scores:?}, \"micros\": {{\"native\": {native:?}, \"native packed\": {packed:?}}}}}");
    Ok(())
}

fn unpacked(leads: &str) -> Vec<Lead> {
    let mut all = Vec::new();
    let mut rest = Some(leads);
    while let Some(packed) = rest {
        let mut lead = Lead::default();
        rest = lead.unpack(packed);
        all.push(lead);
    }
    all
}

/// Microseconds per lead, over as many passes as make a round.
fn round(leads: usize, mut work: impl FnMut() -> usize) -> f64 {
    let one = micros(1, &mut work);
    let passes = (1..1_000).find(|passes| f64::from(*passes) * one >= LEAST_ROUND).unwrap_or(1);
    micros(passes, work) / f64::from(passes) / f64::from(u32::try_from(leads).unwrap_or(u32::MAX))
}

fn micros(passes: u32, mut work: impl FnMut() -> usize) -> f64 {
    let start = Instant::now();
    for _ in 0..passes {
        std::hint::black_box(work());
    }
    start.elapsed().as_secs_f64() * 1e6
}
