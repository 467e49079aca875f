//! What `baton backtest` and `baton fit` have in common: the file, what is said of it, progress and reports.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use baton_calibration::measure::Measures;
use baton_calibration::report::{percent, thousands};
use baton_calibration::study::Ground;
use baton_calibration::{Label, Problem, Said};
use clap::Args;
use indicatif::ProgressBar;

use crate::fail::Failure;
use crate::score;

/// What is said of a file of past leads.
#[derive(Args, Clone)]
pub(crate) struct Told {
    /// The column that tells what became of a lead. Default: found by its name and labels.
    #[arg(long, value_name = "COLUMN")]
    outcome: Option<String>,
    /// A label of that column that counts as won, where its words do not tell. May be given again.
    #[arg(long, value_name = "LABEL")]
    won: Vec<String>,
    /// What a column is, where the guess is wrong: created=Entry, other=Source. May be given again.
    #[arg(long = "column", value_name = "ROLE=COLUMN")]
    columns: Vec<String>,
    /// A column to learn nothing from. May be given again.
    #[arg(long, value_name = "COLUMN")]
    leave_out: Vec<String>,
    /// A column to learn from although it looks like one that is known only afterwards. May be given again.
    #[arg(long, value_name = "COLUMN")]
    keep: Vec<String>,
    /// In how many parts the leads are cut; each is tried on what was learned from the others.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(2..=20))]
    pub folds: u8,
    /// Print JSON, for programs.
    #[arg(long)]
    pub json: bool,
    /// Write a report that opens by itself.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
}

impl Told {
    pub fn said(&self) -> Said {
        Said {
            outcome: self.outcome.clone(),
            won: self.won.clone(),
            columns: self.columns.clone(),
            left_out: self.leave_out.clone(),
            kept: self.keep.clone(),
        }
    }
}

/// What is written below a report.
pub(crate) fn made_by(command: &str) -> String {
    format!("Made by baton {command} {}. Nothing was sent anywhere.", env!("CARGO_PKG_VERSION"))
}

/// A problem of the file, as a failure of the command.
pub(crate) fn refused(problem: Problem) -> Failure {
    Failure::refused(problem.message, problem.help)
}

pub(crate) fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| {
        Failure::out(format!("cannot write `{}`: {error}", path.display()), "check the folder, and who may write there")
    })
}

/// A count of rows that runs along, on a terminal only.
pub(crate) fn progress() -> ProgressBar {
    if std::io::stderr().is_terminal() { score::progress() } else { ProgressBar::hidden() }
}

/// How good it is, as a table.
pub(crate) fn measures(out: &mut dyn Write, measures: &Measures) -> Result<(), Failure> {
    let auc = measures.auc;
    writeln!(out, "  ranks right (AUC)     {:.3}   {:.3} to {:.3}; a coin has 0.5", auc.auc, auc.low, auc.high)?;
    writeln!(out, "  Brier score           {:.3}", measures.brier)?;
    writeln!(out, "  off by (ECE)          {:.3}", measures.ece)?;
    writeln!(out, "  lift at 20 %          {:.2}", measures.top_20.lift)?;
    writeln!(out, "  caught in that 20 %   {}", percent(measures.top_20.capture))?;
    writeln!(out, "\n    said    came   leads")?;
    for bin in &measures.bins {
        let filled = "▇".repeat(bin.won.saturating_mul(24).checked_div(bin.leads).unwrap_or(0));
        writeln!(out, "  {:>6}  {:>6}  {:>6}  {filled}", percent(bin.said), percent(bin.came), thousands(bin.leads))?;
    }
    Ok(())
}

/// Who counts, and what was left out.
pub(crate) fn ground(out: &mut dyn Write, ground: &Ground) -> Result<(), Failure> {
    for label in Label::ALL {
        let count = ground.labels.count(label);
        if count > 0 {
            writeln!(out, "  {:>9}  {}", thousands(count), label.words())?;
        }
    }
    if let Some(horizon) = ground.labels.horizon {
        writeln!(
            out,
            "  half of what was won took more than {:.0} days, one in ten more than {:.0}",
            horizon.median_days, horizon.days
        )?;
    }
    for warning in &ground.labels.warnings {
        writeln!(out, "  careful: {warning}")?;
    }
    if !ground.hindsight.is_empty() {
        writeln!(out, "\nLeft out, known only afterwards (--keep COLUMN takes one in)")?;
        for one in &ground.hindsight {
            writeln!(out, "  {}: {}", score::plain(&one.column), one.cause.words())?;
        }
    }
    Ok(())
}

/// What changed over time.
pub(crate) fn drift(
    out: &mut dyn Write,
    drift: Option<&baton_calibration::drift::Drift>,
    order: &str,
) -> Result<(), Failure> {
    let Some(drift) = drift else { return Ok(()) };
    let (off, corrected) = drift.off();
    writeln!(out, "\nOver time, {order}: learned from the older half, tried on the newer")?;
    if drift.is_there() {
        writeln!(
            out,
            "  drift: off by {}, and by {} with the level corrected after each block",
            percent(off),
            percent(corrected)
        )?;
    } else {
        writeln!(out, "  the level held: off by {}", percent(off))?;
    }
    writeln!(out, "  within these newer leads it ranks {:.3} on average", drift.auc())?;
    writeln!(out, "    came    said  corrected    AUC   Brier  corrected")?;
    for block in &drift.blocks {
        writeln!(
            out,
            "  {:>6}  {:>6}     {:>6}  {:.3}   {:.3}      {:.3}",
            percent(block.came),
            percent(block.said),
            percent(block.corrected),
            block.auc,
            block.brier,
            block.brier_corrected
        )?;
    }
    for (name, psi) in &drift.shifted {
        writeln!(out, "  shifted: {} ({psi:.2})", score::plain(name))?;
    }
    Ok(())
}
