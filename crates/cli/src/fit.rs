//! `baton fit`.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use baton_calibration::proposal::{changed, file_name, lines, whole};
use baton_calibration::report::{percent, thousands};
use baton_calibration::study::{Options, Study, study};
use baton_calibration::{Past, json, pages};
use clap::Args;

use crate::fail::Failure;
use crate::{check, input, past, score};

/// Proposes points that past leads speak for, as an agreement.
///
/// With an agreement its own points are the beginning: they move as far as the leads insist, and columns it does not
/// ask about are added where they tell more than chance. Without one a whole card is learned. The proposal is printed,
/// its evidence a comment on each line; figures go to standard error.
#[derive(Args)]
#[command(after_help = "\
Examples:
  baton fit agreement.toml past.csv > proposed.toml
  baton fit past.csv --outcome Converted --html report.html --out learned.toml
  baton fit past.csv --json | jq '{auc, ece, left_out}'

Every figure is measured on leads that the card which was tried had never seen.
Where the leads tell nothing, nothing is proposed. docs/learning.md explains
every number.")]
pub(crate) struct Arguments {
    /// The agreement, if there is one, and past leads as CSV (`-` for standard input).
    #[arg(required = true, num_args = 1..=2, value_names = ["AGREEMENT", "PAST"])]
    files: Vec<PathBuf>,
    #[command(flatten)]
    told: past::Told,
    /// Write the proposal here; the figures then go to standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Most rows that a card is learned from: more would not change a point.
const MOST_ROWS: usize = 200_000;

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (agreement, leads) = match arguments.files.as_slice() {
        [agreement, leads] => (Some(agreement), leads),
        [leads] => (None, leads),
        _ => return Err(Failure::refused("there is no file", "name the past leads")),
    };
    let loaded = agreement.map(|path| Ok::<_, Failure>((check::load(path)?, check::read(path)?))).transpose()?;
    let told = &arguments.told;
    let (said, progress) = (told.said(), past::progress());
    let mut rows = 0_u64;
    let read = Past::read(input::open(leads)?, &said, MOST_ROWS, &mut |_, _| {
        rows += 1;
        if rows.is_multiple_of(4_096) {
            progress.set_position(rows);
        }
        Ok(())
    });
    let read = read.map_err(past::refused)?;
    let options = Options { folds: usize::from(told.folds) };
    let mut done = |fold: usize| progress.set_message(format!("part {fold} of {}", told.folds));
    let found = study(&read, &said, loaded.as_ref().map(|(agreement, _)| agreement), &options, &mut done);
    let found = found.map_err(past::refused)?;
    progress.finish_and_clear();
    let file = file_name(&leads.display().to_string());
    let proposal = match &loaded {
        _ if found.nothing.is_some() => String::new(),
        Some((_, text)) => changed(&found, &file, text),
        None => whole(&found, &file, check::today()),
    };
    if let Some(path) = &told.html {
        past::write_file(
            path,
            &pages::of_study(&found, &read.columns, &file, read.read, &proposal, &past::made_by("fit")),
        )?;
    }
    if let Some(path) = arguments.out.as_ref().filter(|_| !proposal.is_empty()) {
        past::write_file(path, &proposal)?;
    }
    let mut out = BufWriter::new(io::stdout().lock());
    if told.json {
        writeln!(out, "{}", json::of_study(&found, &read, &proposal))?;
    } else if arguments.out.is_some() {
        table(&mut out, &found, &read, &file)?;
    } else {
        table(&mut io::stderr().lock(), &found, &read, &file)?;
        out.write_all(proposal.as_bytes())?;
    }
    Ok(out.flush()?)
}

fn table(out: &mut dyn Write, found: &Study, read: &Past, file: &str) -> Result<(), Failure> {
    let measures = &found.measures;
    writeln!(
        out,
        "{file}: {} rows, {} leads count, {} won\n",
        thousands(read.read),
        thousands(measures.leads),
        thousands(measures.won)
    )?;
    past::ground(out, &found.ground)?;
    if let Some(nothing) = &found.nothing {
        writeln!(out, "\nNothing found: {nothing}. Nothing is proposed.")?;
        return past::drift(out, found.drift.as_ref(), found.ground.order.words());
    }
    writeln!(out, "\nThe proposed card, on leads it never saw")?;
    past::measures(out, measures)?;
    if let Some(today) = &found.today {
        let verdict = if found.is_better() {
            "the proposed one is surely better"
        } else {
            "the proposed one is not surely better"
        };
        writeln!(
            out,
            "\nToday's card ranks {:.3} ({:.3} to {:.3}): {verdict}",
            today.auc.auc, today.auc.low, today.auc.high
        )?;
        for (known, learned) in found.team.iter().zip(&found.learned.team) {
            let sign = if known.points == learned.points { ' ' } else { '~' };
            writeln!(out, "{sign} {:>+5} → {:>+5}  {}", known.points, learned.points, score::plain(&known.words))?;
        }
    }
    if let Some(effect) = &found.effect {
        writeln!(
            out,
            "  of the last {} leads, {} leave the best fifth ({} won) and {} enter it ({} won)",
            thousands(effect.leads),
            effect.leave.0,
            effect.leave.1,
            effect.enter.0,
            effect.enter.1
        )?;
    }
    let lines = lines(found);
    if !lines.is_empty() {
        writeln!(out, "\n  points     won   leads  line")?;
    }
    for line in lines {
        let share = percent(
            f64::from(u32::try_from(line.won).unwrap_or(0)) / f64::from(u32::try_from(line.leads).unwrap_or(1).max(1)),
        );
        writeln!(
            out,
            "  {:>+6}  {share:>6}  {:>6}  {}",
            line.points,
            thousands(line.leads),
            score::plain(&line.words)
        )?;
    }
    past::drift(out, found.drift.as_ref(), found.ground.order.words())
}
