//! `baton replay`.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use baton_agreement::Agreement;
use baton_handoff::Problem;
use baton_replay::headcount::{Headcount, Question, headcount, prove};
use baton_replay::{Answers, Course, PastLead, Replay, Runs, Terms, rehearse};
use baton_sqlite::NativeDatabase;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::fail::Failure;
use crate::replay_leads::{self, Asked};
use crate::{check, score};

/// Tells what another agreement would have made of past leads: who would be scored, tiered, routed and
/// timed differently, which windows would be missed, and how many reps would have been enough.
///
/// The leads go through the desk itself, twice, in simulated time, with the roster of each agreement: hours,
/// holidays, absences, caps, turns. Nothing is sent and nothing is kept. The same files give the same
/// answer, byte by byte.
#[derive(Args)]
#[command(after_help = "\
Examples:
  baton replay agreement.toml changed.toml leads.csv
  baton replay agreement.toml changed.toml leads.csv --html replay.html
  baton replay agreement.toml agreement.toml leads.jsonl --headcount --busy 15m
  baton replay agreement.toml changed.toml export.csv --column \"created=Create Date\"

Leads are read as by `baton score`. A column must say when each came in
(received_at, Create Date, …); rows without it are left out and counted. Where a
column says when somebody first tried (first_contact_at, …) for at least 30
leads, reps answer as they did then; else, and with --assume, by --reaction and
--busy. What was assumed is said in the output.")]
pub(crate) struct Arguments {
    /// The agreement to compare with.
    old: PathBuf,
    /// The other agreement.
    new: PathBuf,
    /// A .csv or .jsonl file of past leads.
    leads: PathBuf,
    /// The source these leads came from, where no page and no column tells it.
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// Say what a column is: created=…, first_contact=…, source=…
    #[arg(long = "column", value_name = "ROLE=NAME")]
    columns: Vec<String>,
    /// Take stated times, even where the file says how fast reps were.
    #[arg(long)]
    assume: bool,
    /// The mean time until a free rep at work begins with a lead.
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = span)]
    reaction: i64,
    /// How long a lead keeps its rep busy.
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = span)]
    busy: i64,
    /// How long a lead stays open after its first answer.
    #[arg(long, value_name = "TIME", default_value = "5d", value_parser = span)]
    open: i64,
    /// What the times are drawn by.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Tell how many reps, and which hours, would have met 95 % of the new agreement's windows.
    #[arg(long)]
    headcount: bool,
    /// List so many of the leads that changed.
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    list: usize,
    /// Write JSON.
    #[arg(long)]
    json: bool,
    /// Write a report that opens in any browser.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// So many leads that say when they were first tried are enough to go by.
const ENOUGH_OBSERVED: usize = 30;

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (old, new) = (check::load(&arguments.old)?, check::load(&arguments.new)?);
    score::check_source(arguments.source.as_deref(), &new.card)?;
    let past = replay_leads::read(&Asked {
        path: &arguments.leads,
        said: &arguments.columns,
        source: arguments.source.as_deref(),
        agreements: [&old, &new],
    })?;
    if past.undated > 0 {
        eprintln!("{} rows have no instant that can be read and are left out", past.undated);
    }
    let terms = arguments.terms(&past.leads);
    let runs = if arguments.headcount { 3 } else { 2 };
    let progress = progress(past.leads.len() as u64 * runs);
    let (before, after) = both(&past.leads, &terms, [&old, &new], &progress)?;
    let runs = Runs { leads: &past.leads, terms: &terms, old: (&old, &before), new: (&new, &after) };
    let mut replay = Replay::of(&runs, arguments.list);
    if arguments.headcount {
        replay.headcount = Some(reps_needed(&new, &past.leads, &after, &terms, &progress)?);
    }
    progress.finish_and_clear();
    if let Some(path) = &arguments.html {
        let message = |error: io::Error| {
            Failure::out(format!("cannot write `{}`: {error}", path.display()), "name a file in a folder of yours")
        };
        fs::write(path, replay.html()).map_err(message)?;
        eprintln!("wrote {}", path.display());
    }
    let mut out = io::stdout().lock();
    if arguments.json {
        let json = serde_json::to_string_pretty(&replay);
        writeln!(out, "{}", json.map_err(|error| Failure::out(error.to_string(), "this is a fault of ours"))?)?;
    } else {
        write!(out, "{}", replay.text())?;
        writeln!(out, "\nread as {}", past.columns.join(", "))?;
    }
    Ok(())
}

impl Arguments {
    fn terms(&self, leads: &[PastLead]) -> Terms {
        let observed = leads.iter().filter(|lead| lead.contacted_at.is_some()).count();
        let answers = if observed >= ENOUGH_OBSERVED && !self.assume { Answers::Observed } else { Answers::Assumed };
        Terms { answers, reaction_ms: self.reaction, busy_ms: self.busy, open_ms: self.open, seed: self.seed }
    }
}

/// A time with its unit, in ms: `90s`, `10m`, `2h`, `5d`.
fn span(text: &str) -> Result<i64, String> {
    let units = [("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
    let found = units.iter().find_map(|(unit, ms)| {
        let number: i64 = text.trim().strip_suffix(unit)?.trim().parse().ok()?;
        (0..=3_660).contains(&number).then_some(number * ms)
    });
    found.ok_or_else(|| "write a whole number and a unit: 90s, 10m, 2h, 5d".to_owned())
}

/// Both agreements at once: a core each.
fn both(
    leads: &[PastLead],
    terms: &Terms,
    agreements: [&Agreement; 2],
    progress: &ProgressBar,
) -> Result<(Vec<Course>, Vec<Course>), Failure> {
    let [old, new] = agreements;
    thread::scope(|scope| {
        let before = scope.spawn(|| played(old, leads, terms, progress));
        let after = played(new, leads, terms, progress);
        let before = before.join().map_err(|_| ours(&Problem::ours("panicked", "a run ended early")))?;
        Ok((before?, after?))
    })
}

fn played(
    agreement: &Agreement,
    leads: &[PastLead],
    terms: &Terms,
    progress: &ProgressBar,
) -> Result<Vec<Course>, Failure> {
    let db = NativeDatabase::in_memory();
    let db = db.map_err(|error| Failure::out(error.to_string(), "see whether there is memory left"))?;
    let mut stage = db.without_readers();
    let mut since = 0;
    let mut told = || {
        since += 1;
        if since == 256 {
            progress.inc(256);
            since = 0;
        }
    };
    // All of it is one transaction, and every event a savepoint: at a commit SQLite walks through the whole page cache,
    // which for a year of leads was nearly half of the work.
    let courses = stage.transaction(|stage| rehearse(agreement, leads, terms, stage, &mut told));
    courses.map_err(|problem: Problem| ours(&problem))
}

/// The model's answer, and the desk's, which begins with it.
fn reps_needed(
    agreement: &Agreement,
    leads: &[PastLead],
    courses: &[Course],
    terms: &Terms,
    progress: &ProgressBar,
) -> Result<Headcount, Failure> {
    let terms = Terms { answers: Answers::Assumed, ..terms.clone() };
    let mut found = headcount(&Question { agreement, leads, courses, terms: &terms });
    if let Some(asked) = found.hours.first() {
        found.run = prove(agreement, &asked.agreed, &mut |agreement| played(agreement, leads, &terms, progress))?;
    }
    Ok(found)
}

fn ours(problem: &Problem) -> Failure {
    Failure::out(format!("the leads could not be replayed: {}", problem.message), problem.help.clone())
}

fn progress(leads: u64) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(leads);
    let style = ProgressStyle::with_template("{wide_bar} {percent} % of {len} leads, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
