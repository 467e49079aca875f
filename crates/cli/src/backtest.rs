//! `baton backtest`.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use baton_calibration::backtest::{Backtest, Worth, backtest};
use baton_calibration::proposal::file_name;
use baton_calibration::report::{percent, thousands};
use baton_calibration::{json, pages};
use clap::Args;

use crate::fail::Failure;
use crate::{check, input, past, score};

/// Tells how good the score card was on past leads whose outcome is known.
///
/// Columns are mapped as `baton score` maps them. The outcome, dates, owner and so on are found by name and content, and
/// `--column` corrects them. Nothing leaves this machine.
#[derive(Args)]
#[command(after_help = "\
Examples:
  baton backtest agreement.toml past.csv
  baton backtest agreement.toml past.csv --outcome Stage --won 'Closed Won' --html report.html
  baton backtest agreement.toml past.csv --json | jq .auc

A lead counts when its outcome is known: open, too young, unworked, and rejected
for the timing are left out and counted apart. docs/learning.md explains every
number.")]
pub(crate) struct Arguments {
    /// The agreement.
    agreement: PathBuf,
    /// Past leads as CSV, or `-` for standard input.
    past: PathBuf,
    #[command(flatten)]
    told: past::Told,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let agreement = check::load(&arguments.agreement)?;
    let told = &arguments.told;
    let progress = past::progress();
    let input = input::open(&arguments.past)?;
    let mut done = |rows: usize| progress.set_position(u64::try_from(rows).unwrap_or(u64::MAX));
    let found = backtest(input, &told.said(), &agreement, usize::from(told.folds), &mut done).map_err(past::refused)?;
    progress.finish_and_clear();
    let file = file_name(&arguments.past.display().to_string());
    if let Some(path) = &told.html {
        past::write_file(path, &pages::of_backtest(&found, &file, &past::made_by("backtest")))?;
    }
    let mut out = BufWriter::new(io::stdout().lock());
    if told.json {
        writeln!(out, "{}", json::of_backtest(&found))?;
    } else {
        table(&mut out, &found, &file)?;
    }
    Ok(out.flush()?)
}

fn table(out: &mut dyn Write, found: &Backtest, file: &str) -> Result<(), Failure> {
    writeln!(
        out,
        "{file}: {} rows, {} leads count, {} won\n",
        thousands(found.read),
        thousands(found.measures.leads),
        thousands(found.measures.won)
    )?;
    past::ground(out, &found.ground)?;
    writeln!(out)?;
    if let Some(nothing) = &found.nothing {
        writeln!(out, "Nothing found: {nothing}.\n")?;
    }
    past::measures(out, &found.measures)?;
    writeln!(out, "\n  tier      leads     won  precision  recall")?;
    for tier in &found.tiers {
        writeln!(
            out,
            "  {:<8} {:>6}  {:>6}  {:>9}  {:>6}",
            tier.id,
            thousands(tier.count.leads),
            thousands(tier.count.won),
            tier.count.share().map_or_else(|| "–".to_owned(), percent),
            percent(tier.recall)
        )?;
    }
    writeln!(out, "\n  score         leads     won")?;
    for band in found.bands.iter().rev() {
        let Some(share) = band.count.share() else { continue };
        let scores = format!("{} to {}", band.from, band.to);
        writeln!(out, "  {scores:<10} {:>8}  {:>6}", thousands(band.count.leads), percent(share))?;
    }
    if found.nothing.is_none() {
        writeln!(out, "\n  points  spoken for   leads  criterion")?;
        for line in &found.criteria {
            let (observed, verdict) = match line.worth {
                Worth::TooFew => ("–".to_owned(), "  (too few leads)"),
                Worth::Shared => (format!("{:+.0}", line.observed), "  (says what others say)"),
                Worth::Nothing => (format!("{:+.0}", line.observed), "  (shows nothing)"),
                Worth::Harms => (format!("{:+.0}", line.observed), "  (against what came)"),
                Worth::Earns => (format!("{:+.0}", line.observed), ""),
            };
            writeln!(
                out,
                "  {:>+6}  {observed:>10}  {:>6}  {}{verdict}",
                line.points,
                thousands(line.held.leads),
                score::plain(&line.words)
            )?;
        }
    }
    past::drift(out, found.drift.as_ref(), found.ground.order.words())
}
