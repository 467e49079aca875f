//! `baton score`.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use baton_scoring::{
    Card, Field, Lead, Need, Prepared, Rating, ScoreCard, Seconds, SkipCause, Skipped, Submission, Tables, score,
};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use crate::check;
use crate::fail::Failure;
use crate::score_input;

/// Scores the leads of a file with the full card, as the edge would, a verdict a row.
///
/// A CSV's column names are taken for what a form's fields are called: `email`, `Job title`,
/// `company_size` and so on, in the languages the widget knows. A JSONL line is a lead as the
/// widget sends it, or a flat object of field names and values.
#[derive(Args)]
#[command(after_help = "\
Examples:
  baton score agreement.toml leads.csv
  baton score agreement.toml leads.csv --explain --source demo_request
  baton score agreement.toml - < leads.jsonl --format jsonl

Columns of the table: score, tier, MQL or SQL, who. `--explain` adds the grade,
a line for every reason (their points add up to the score), what could not be
decided, and what would lift the lead into the next tier. `--format jsonl`
writes the verdicts as JSON, one a line.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    leads: Leads,
    /// Show the reasons.
    #[arg(long)]
    explain: bool,
    /// For people, or for programs.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// A file of leads, and what it is held against.
#[derive(Args, Clone)]
pub(crate) struct Leads {
    /// The agreement.
    pub agreement: PathBuf,
    /// A .csv or .jsonl file, or `-` for standard input (JSONL if the first byte is `{`).
    pub leads: PathBuf,
    /// The source these leads came from, where no page tells it.
    #[arg(long, value_name = "SOURCE")]
    pub source: Option<String>,
    /// As of this instant, in seconds since 1970. Default: now.
    #[arg(long, value_name = "SECONDS")]
    pub now: Option<i64>,
}

/// How the rows are told.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Jsonl,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let agreement = check::load(&arguments.leads.agreement)?;
    check_source(arguments.leads.source.as_deref(), &agreement.card)?;
    let card = agreement.full.score_card();
    let mut run = Run {
        out: BufWriter::with_capacity(1 << 16, io::stdout().lock()),
        card,
        prepared: Prepared::of(&card),
        tables: baton_knowledge::full(),
        lead: Lead::of(agreement.card.fields()),
        now: arguments.leads.now.map_or_else(clock, Seconds),
        explain: arguments.explain,
        format: arguments.format,
        rows: 0,
        progress: progress(),
    };
    if run.format == Format::Table {
        writeln!(run.out, "{:>5}  {:<8} {:<4} lead", "score", "tier", "is")?;
    }
    let from = arguments.leads.source.as_deref();
    let read = score_input::each_lead(&arguments.leads.leads, from, &mut |form, mapping| run.row(form, mapping));
    // The rows before one that cannot be read are told all the same.
    run.out.flush()?;
    read?;
    run.progress.finish_and_clear();
    if run.rows == 0 {
        eprintln!("no leads in `{}`", arguments.leads.leads.display());
    }
    Ok(())
}

struct Run<'a, W: Write> {
    out: W,
    card: ScoreCard<'a>,
    /// The same, for rows without reasons.
    prepared: Prepared<'a>,
    tables: Tables,
    /// One lead for all rows: what one row took in memory serves the next.
    lead: Lead,
    now: Seconds,
    explain: bool,
    format: Format,
    rows: u64,
    progress: ProgressBar,
}

impl<W: Write> Run<'_, W> {
    fn row(&mut self, form: &Submission, mapping: &[Option<Field>]) -> Result<(), Failure> {
        let Run { out, card, lead, now, .. } = self;
        lead.read(form, mapping, &self.tables, card);
        self.rows += 1;
        if self.rows.is_multiple_of(4_096) {
            self.progress.set_position(self.rows);
        }
        match self.format {
            Format::Jsonl => {
                let verdict = score(lead, card, *now);
                let verdict = if self.explain { verdict.with_changes(lead, card, *now) } else { verdict };
                writeln!(out, "{}", verdict.to_json())?;
            }
            Format::Table => {
                table_row(out, lead, &self.prepared.rate(lead, *now))?;
                if self.explain {
                    explain(out, lead, card, *now)?;
                }
            }
        }
        Ok(())
    }
}

fn table_row(out: &mut impl Write, lead: &Lead, rating: &Rating<'_>) -> io::Result<()> {
    let qualified = match (rating.sql(), rating.mql()) {
        (true, _) => "SQL",
        (_, true) => "MQL",
        _ => "-",
    };
    write!(out, "{:>5}  ", rating.score.0)?;
    column(out, rating.tier, 8)?;
    column(out, qualified, 4)?;
    who(out, lead)?;
    writeln!(out)
}

/// What the row's reasons are, and what would change it.
fn explain(out: &mut impl Write, lead: &Lead, card: &ScoreCard<'_>, now: Seconds) -> io::Result<()> {
    let verdict = score(lead, card, now).with_changes(lead, card, now);
    writeln!(out, "             {}: fit {}, engagement {}", verdict.grade, verdict.fit.0, verdict.engagement.0)?;
    for reason in &verdict.reasons {
        let evidence =
            if reason.evidence.is_empty() { String::new() } else { format!(" ({})", plain(&reason.evidence)) };
        writeln!(out, "       {:>+4}  {}{evidence}", reason.points.0, reason.words)?;
    }
    for skipped in &verdict.skipped {
        writeln!(out, "          ?  {}: {}", skipped.criterion, why_skipped(skipped))?;
    }
    for gate in verdict.gates.iter().filter(|gate| !gate.passed) {
        writeln!(out, "       not {}: {}", gate.gate.to_uppercase(), gate.missing.join("; "))?;
    }
    for change in verdict.changes.iter().take(CHANGES_SHOWN) {
        let needs: Vec<String> = change.needs.iter().map(need).collect();
        writeln!(out, "       {} with {}: {}", change.tier, needs.join(" and "), change.score.0)?;
    }
    let more = verdict.changes.len().saturating_sub(CHANGES_SHOWN);
    if more > 0 {
        writeln!(out, "       and in {more} more ways (--format jsonl --explain tells all)")?;
    }
    Ok(())
}

/// How many ways into the next tier a reader of the table is shown.
const CHANGES_SHOWN: usize = 3;

fn why_skipped(skipped: &Skipped) -> String {
    let field = skipped.field.map_or("", Field::id);
    match skipped.cause {
        SkipCause::Unanswered => format!("`{field}` was not answered"),
        SkipCause::NotUnderstood => format!("the answer to `{field}` is not understood"),
        SkipCause::Unconfirmed => String::from("no rep has confirmed it"),
        SkipCause::EdgeOnly => format!("only the edge can tell `{field}`"),
    }
}

fn need(need: &Need) -> String {
    match need {
        Need::Answer { field, answer, .. } => format!("`{}` being {answer}", field.id()),
        Need::Signal { name, times: 1 } => format!("one more `{name}`"),
        Need::Signal { name, times } => format!("{times} more `{name}`"),
        Need::Confirmation { point } => format!("`{point}` confirmed"),
    }
}

/// A text, filled up with blanks to its width, and one more: the formatter would take as long
/// for it as scoring the row.
fn column(out: &mut impl Write, text: &str, width: usize) -> io::Result<()> {
    out.write_all(text.as_bytes())?;
    (text.chars().count()..=width.max(text.chars().count())).try_for_each(|_| out.write_all(b" "))
}

/// Name, title, company and address, as far as they are known.
fn who(out: &mut impl Write, lead: &Lead) -> io::Result<()> {
    let mut named = false;
    for field in [Field::Name, Field::JobTitle, Field::Company, Field::Email] {
        let Some(raw) = lead.raw(field) else { continue };
        if named {
            out.write_all(b", ")?;
        }
        named = true;
        if raw.bytes().any(|byte| !(b' '..0x7f).contains(&byte)) {
            out.write_all(plain(raw).as_bytes())?;
        } else {
            out.write_all(raw.as_bytes())?;
        }
    }
    if named { Ok(()) } else { out.write_all(b"(nothing that names anyone)") }
}

/// Control characters off: what was typed into a form must not drive a terminal.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

pub(crate) fn check_source(source: Option<&str>, card: &Card) -> Result<(), Failure> {
    let Some(source) = source else { return Ok(()) };
    let known: Vec<&str> = card.sources.iter().map(|source| source.id.as_str()).collect();
    if known.contains(&source) {
        return Ok(());
    }
    Err(Failure::refused(
        format!("the agreement has no source `{source}`"),
        if known.is_empty() { "it names none".to_owned() } else { format!("it has: {}", known.join(", ")) },
    ))
}

pub(crate) fn progress() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {pos} leads, {per_sec} {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

#[expect(clippy::disallowed_methods, reason = "the command line's one clock")]
pub(crate) fn clock() -> Seconds {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Seconds(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
