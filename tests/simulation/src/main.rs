//! `simulate`: weeks of a desk's life, from the command line.

use std::process::ExitCode;

use baton_simulation::{for_seconds, for_seeds, run};
use clap::Parser;

/// Runs through weeks of a desk's life and stops at the first invariant that breaks.
#[derive(Parser)]
struct Arguments {
    /// So many seeds.
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// As many seeds as so many seconds have time for.
    #[arg(long, conflicts_with = "seeds")]
    seconds: Option<u64>,
    /// This seed alone.
    #[arg(long, conflicts_with_all = ["seeds", "seconds"])]
    seed: Option<u64>,
    /// The first of many seeds.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Simulated days a seed.
    #[arg(long, default_value_t = 7)]
    days: u32,
}

fn main() -> ExitCode {
    let Arguments { seeds, seconds, seed, from, days } = Arguments::parse();
    let outcome = match (seed, seconds) {
        (Some(seed), _) => run(seed, days, None).map(|run| format!("{run:?}")).map_err(|broken| (seed, broken)),
        (None, Some(seconds)) => for_seconds(seconds, from, days).map(|tally| tally.to_string()),
        (None, None) => for_seeds(seeds, from, days).map(|tally| tally.to_string()),
    };
    match outcome {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err((seed, broken)) => {
            println!("seed {seed}: {broken}\nAgain: simulate --seed {seed} --days {days}");
            ExitCode::FAILURE
        }
    }
}
