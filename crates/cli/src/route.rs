//! `baton route`.

use std::io::{self, BufWriter, Write};

use baton_handoff::{Answer, Desk, DeskName, Event, Ids, Intake, Millis, Problem, Question, Receipt, Reply, intake};
use baton_scoring::{Field, Submission};
use baton_sqlite::NativeDatabase;
use clap::Args;
use serde_json::{Value, json};

use crate::fail::Failure;
use crate::score::{Format, Leads};
use crate::{check, instant_text, score, score_input};

/// Gives the leads of a file to reps, one after another, as the desk would: with its routes, its
/// turns, its caps and working hours. Nothing is sent and nothing is kept.
///
/// Leads are read as by `baton score`. A column `received_at` says when a lead comes in, as
/// `2026-11-23T09:00:00Z` or in seconds since 1970; without it all come in at `--now`. Leads come
/// in in the order of the file.
#[derive(Args)]
#[command(after_help = "\
Examples:
  baton route agreement.toml leads.csv
  baton route agreement.toml leads.csv --explain --source demo_request
  baton route agreement.toml leads.csv --format jsonl | jq .rep

Columns of the table: row, rep, route, pool, who. `--explain` adds the receipt:
which routes were tried and why they did not match, how everybody stood, and
what decided.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    leads: Leads,
    /// Show the receipts.
    #[arg(long)]
    explain: bool,
    /// For people, or for programs.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// Tells of every lead of a file why it is worth what it is worth and why its rep has it: the
/// reasons and their points, the routes that were tried, how everybody stood, what decided.
#[derive(Args)]
#[command(after_help = "\
Examples:
  baton explain agreement.toml leads.csv
  baton explain agreement.toml - --source demo_request < lead.jsonl

Leads are read, scored and given to reps as by `baton route`.")]
pub(crate) struct Explained {
    #[command(flatten)]
    leads: Leads,
}

/// `baton explain`: the same road, told in full.
pub(crate) fn explain(explained: &Explained) -> Result<(), Failure> {
    let leads = explained.leads.clone();
    run_with(&Arguments { leads, explain: true, format: Format::Table }, true)
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    run_with(arguments, false)
}

fn run_with(arguments: &Arguments, with_reasons: bool) -> Result<(), Failure> {
    let agreement = check::load(&arguments.leads.agreement)?;
    score::check_source(arguments.leads.source.as_deref(), &agreement.card)?;
    let mut run = Run {
        out: BufWriter::new(io::stdout().lock()),
        desk: OwnDesk::with(check::read(&arguments.leads.agreement)?, agreement.site.origins.first().cloned())?,
        now: Millis::from_seconds(arguments.leads.now.map_or_else(score::clock, baton_scoring::Seconds)),
        arguments,
        with_reasons,
        row: 0,
        has_said_something: false,
    };
    if arguments.format == Format::Table {
        writeln!(run.out, "{:>5}  {:<16} {:<20} {:<14} lead", "row", "rep", "route", "pool")?;
    }
    let from = arguments.leads.source.as_deref();
    let read = score_input::each_lead(&arguments.leads.leads, from, &mut |form, mapping| run.take(form, mapping));
    // The rows before one that cannot be read are told all the same.
    run.out.flush()?;
    read?;
    if run.row == 0 {
        eprintln!("no leads in `{}`", arguments.leads.leads.display());
    } else if !run.has_said_something {
        let file = arguments.leads.leads.display();
        eprintln!(
            "warning: no column of `{file}` says anything of a lead\n help: name them email, name, company, \u{2026}"
        );
    }
    Ok(())
}

struct Run<'a, W: Write> {
    out: W,
    desk: OwnDesk,
    now: Millis,
    arguments: &'a Arguments,
    /// Whether the score is explained, too.
    with_reasons: bool,
    row: u64,
    /// Whether any lead had a field that is known.
    has_said_something: bool,
}

impl<W: Write> Run<'_, W> {
    fn take(&mut self, form: &Submission, mapping: &[Option<Field>]) -> Result<(), Failure> {
        self.row += 1;
        let row = self.row;
        self.has_said_something |= mapping.iter().any(Option::is_some);
        let at = received_at(form).transpose().map_err(|written| wrong_time(row, &written))?.unwrap_or(self.now);
        let receipt = self.desk.take(row, form, at).map_err(|problem| refused(row, &problem))?;
        let told = Told::of(&self.desk.page(&receipt.lead, at).map_err(|problem| refused(row, &problem))?);
        match self.arguments.format {
            Format::Jsonl => {
                let joined = (receipt.lead != id(row)).then(|| receipt.lead.clone());
                let line = json!({
                    "row": row, "rep": told.rep, "name": told.name, "route": told.route, "pool": told.pool,
                    "state": receipt.state.id(), "joined": joined, "quarantine": told.quarantine,
                    "received_at": at.seconds().0, "because": told.because,
                });
                writeln!(self.out, "{line}")?;
            }
            Format::Table => {
                let rep = told.rep.as_deref().unwrap_or("-");
                let who = who(form, mapping);
                writeln!(self.out, "{row:>5}  {rep:<16} {:<20} {:<14} {who}", told.route, told.pool)?;
                if let Some(reason) = &told.quarantine {
                    writeln!(self.out, "         kept in quarantine: {}", reason.replace('_', " "))?;
                }
                for line in told.reasons.iter().filter(|_| self.with_reasons) {
                    writeln!(self.out, "         {line}")?;
                }
                for sentence in told.because.iter().filter(|_| self.arguments.explain) {
                    writeln!(self.out, "         {sentence}")?;
                }
            }
        }
        Ok(())
    }
}

/// A desk in memory, for as long as the command runs.
struct OwnDesk {
    desk: Desk,
    db: NativeDatabase,
    origin: Option<String>,
    events: u64,
}

impl OwnDesk {
    fn with(agreement: String, origin: Option<String>) -> Result<OwnDesk, Failure> {
        let ours = |problem: Problem| Failure::out(problem.message, "this is a fault of ours: please tell us");
        let name = DeskName::parse("file").ok_or_else(|| ours(Problem::ours("no_name", "`file` is no name")))?;
        let db = NativeDatabase::in_memory()
            .map_err(|error| Failure::out(error.to_string(), "see whether there is memory left"))?;
        let mut own = OwnDesk { desk: Desk::new(name), db, origin, events: 0 };
        let OwnDesk { desk, db, .. } = &mut own;
        db.transaction(|db| desk.migrate(db)).map_err(ours)?;
        own.handle(Event::Publish { source: agreement }, Millis(0)).map_err(ours)?;
        Ok(own)
    }

    fn handle(&mut self, event: Event, now: Millis) -> Result<Reply, Problem> {
        self.events += 1;
        let mut entropy = [0; 32];
        for (byte, of) in entropy.iter_mut().zip(self.events.to_be_bytes()) {
            *byte = of;
        }
        // Nothing leaves this desk: what it calls secret need not be.
        let (desk, mut ids) = (&mut self.desk, Ids::from_entropy(entropy));
        self.db.transaction(|db| desk.handle(event, now, &mut ids, db))
    }

    fn take(&mut self, row: u64, form: &Submission, at: Millis) -> Result<Receipt, Problem> {
        let mut lead = intake::parse(body(row, form).to_string().as_bytes())?;
        lead.submission.source.clone_from(&form.source);
        let intake = Intake { lead, origin: self.origin.clone(), sent_at: None, edge_origin: String::new() };
        match self.handle(Event::Intake(Box::new(intake)), at)? {
            Reply::Receipt(receipt) => Ok(receipt),
            Reply::Conflict(problem) => Err(problem),
            other => Err(Problem::ours("no_receipt", format!("the desk replied {other:?}"))),
        }
    }

    /// The lead as the console shows it.
    fn page(&mut self, lead: &str, now: Millis) -> Result<Value, Problem> {
        match self.desk.ask(Question::Lead(lead.to_owned()), now, &mut self.db)? {
            Answer::Json(page) => {
                serde_json::from_str(&page).map_err(|error| Problem::ours("no_page", error.to_string()))
            }
            other => Err(Problem::ours("no_page", format!("the desk answered {other:?}"))),
        }
    }
}

/// A lead as the widget would send it.
fn body(row: u64, form: &Submission) -> Value {
    let answers = form.fields.iter().filter(|field| !is_time(&field.name));
    let field = |field: &baton_scoring::RawField| {
        json!({
            "name": field.name, "id": field.id, "type": field.kind, "autocomplete": field.autocomplete,
            "label": field.label, "placeholder": field.placeholder, "field": field.field,
            "options": field.options, "value": field.value,
        })
    };
    let signals = form.signals.iter().map(|signal| json!({"name": signal.name, "at": signal.at.0}));
    json!({
        "v": 1, "id": id(row), "page": {"url": form.page, "language": form.language},
        "fields": answers.map(field).collect::<Vec<_>>(), "signals": signals.collect::<Vec<_>>(),
    })
}

/// The id of a row's lead.
fn id(row: u64) -> String {
    format!("00000000-0000-7000-8000-{row:012x}")
}

/// What the receipt of a lead says.
struct Told {
    rep: Option<String>,
    name: Option<String>,
    route: String,
    pool: String,
    quarantine: Option<String>,
    /// The score and its reasons, a line each.
    reasons: Vec<String>,
    because: Vec<String>,
}

impl Told {
    fn of(page: &Value) -> Told {
        let timeline = page.get("timeline").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let assigned = timeline.iter().rev().find(|event| event.get("kind") == Some(&json!("lead.assigned")));
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let of = |key: &str| assigned.and_then(|event| event.get(key)?.as_str()).unwrap_or_default().to_owned();
        let because = assigned.and_then(|event| event.get("because")?.as_array()).into_iter().flatten();
        Told {
            rep: page.pointer("/lead/owner/id").and_then(text),
            name: page.pointer("/lead/owner/name").and_then(text),
            route: of("route"),
            pool: of("pool"),
            quarantine: page.pointer("/lead/quarantine").and_then(text),
            reasons: reasons(page),
            because: because.filter_map(text).collect(),
        }
    }
}

/// The score and its reasons, a line each.
fn reasons(page: &Value) -> Vec<String> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(score::plain).unwrap_or_default();
    let Some(verdict) = page.pointer("/lead/verdict") else { return Vec::new() };
    let number = |value: &Value, key: &str| value.get(key).and_then(Value::as_i64).unwrap_or_default();
    let mut lines = vec![format!("{} points, {}", number(verdict, "score"), text(verdict, "tier"))];
    let all = verdict.get("reasons").and_then(Value::as_array).into_iter().flatten();
    lines.extend(all.map(|reason| {
        let evidence = text(reason, "evidence");
        let said = if evidence.is_empty() { String::new() } else { format!(" ({evidence})") };
        format!("{:>+4}  {}{said}", number(reason, "points"), text(reason, "words"))
    }));
    lines
}

fn is_time(name: &str) -> bool {
    matches!(name.trim().to_lowercase().replace([' ', '-'], "_").as_str(), "received_at" | "arrived_at")
}

/// When a lead comes in, where a column says so; `Err` holds what cannot be read.
fn received_at(form: &Submission) -> Option<Result<Millis, String>> {
    let written = &form.fields.iter().find(|field| is_time(&field.name))?.value;
    let written = written.trim();
    if written.is_empty() {
        return None;
    }
    let seconds = written.parse().ok().map(|seconds| Millis::from_seconds(baton_scoring::Seconds(seconds)));
    let at = seconds.or_else(|| instant_text::read(written));
    Some(at.ok_or_else(|| written.to_owned()))
}

fn wrong_time(row: u64, written: &str) -> Failure {
    Failure::refused(
        format!("`received_at` of lead {row} is `{written}`, which is no instant"),
        "write it like 2026-11-23T09:00:00Z, or in seconds since 1970",
    )
}

fn refused(row: u64, problem: &Problem) -> Failure {
    Failure::refused(format!("lead {row}: {}", problem.message), problem.help.clone())
}

/// Name, company and address, as far as they are known.
pub(crate) fn who(form: &Submission, mapping: &[Option<Field>]) -> String {
    let of = |field: Field| {
        let answers = form.fields.iter().zip(mapping);
        let mut found = answers.filter(|(_, mapped)| **mapped == Some(field)).map(|(raw, _)| score::plain(&raw.value));
        found.find(|value| !value.trim().is_empty())
    };
    let name = of(Field::Name).or_else(|| match (of(Field::FirstName), of(Field::LastName)) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (first, last) => first.or(last),
    });
    let known: Vec<String> = [name, of(Field::Company), of(Field::Email)].into_iter().flatten().collect();
    known.join(", ")
}
