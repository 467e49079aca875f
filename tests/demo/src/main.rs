//! `year`: writes a made-up year into a desk's database, and holds the desk's report against it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use baton_demo::{Year, held, live, year::DAYS};
use baton_handoff::Millis;
use baton_sqlite::NativeDatabase;
use clap::Parser;

/// Writes a made-up year into a new database of a desk's, and says whether the report tells what was planted.
#[derive(Parser)]
struct Arguments {
    /// The database; it must not be there yet.
    database: PathBuf,
    /// About so many leads.
    #[arg(long, default_value_t = 100_000)]
    leads: u32,
    /// Another seed is another year.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// When it ends, in ms since 1970.
    #[arg(long)]
    end: i64,
    /// The site whose form is filled in.
    #[arg(long, default_value = "http://localhost:8788")]
    origin: String,
    /// The edge that links lead to.
    #[arg(long, default_value = "http://127.0.0.1:8787")]
    edge: String,
    /// Where the year's agreement is written.
    #[arg(long)]
    agreement: PathBuf,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "how long it takes is said")]
fn run(arguments: &Arguments) -> Result<bool, String> {
    let Arguments { database, leads, seed, end, origin, edge, agreement } = arguments;
    if database.exists() {
        return Err(format!("{} is there already", database.display()));
    }
    let year = Year { leads: *leads, seed: *seed, end: Millis(*end), origin: origin.clone(), edge: edge.clone() };
    std::fs::write(agreement, year.agreement()).map_err(|error| format!("{}: {error}", agreement.display()))?;
    let mut db = NativeDatabase::open(database).map_err(|error| error.to_string())?;
    let begun = Instant::now();
    let mut tell = |day: i64| {
        if day % 28 == 27 {
            println!("  {} weeks of {} are lived after {} s", (day + 1) / 7, DAYS / 7, begun.elapsed().as_secs());
        }
    };
    let truth = live(&year, &mut db, &mut tell).map_err(|problem| problem.to_string())?;
    println!("  {} leads in {} s, by seed {seed}", truth.all.leads + truth.all.quarantined, begun.elapsed().as_secs());
    let begun = Instant::now();
    let held = held::hold(&year, &truth, &mut db).map_err(|problem| problem.to_string())?;
    println!(
        "  {} figures of the report, every counter and every line of the log held against the truth in {} s: {} differ",
        held.figures,
        begun.elapsed().as_secs(),
        held.differences.len()
    );
    held.differences.iter().take(20).for_each(|difference| println!("    {difference}"));
    println!("  the report warns:");
    held.warnings.iter().for_each(|(_, words)| println!("    {words}"));
    held.unnamed().iter().for_each(|words| println!("  planted and not named: {words}"));
    Ok(held.differences.is_empty() && held.unnamed().is_empty())
}
