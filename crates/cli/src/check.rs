//! `baton check`.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use baton_agreement::{Agreement, Checked, Date, Place, Problem, Severity, USUAL_LEADS, check_on, usefulness};
use baton_calibration::report::thousands;
use baton_scoring::Json;
use clap::{Args, ValueEnum};

use crate::fail::Failure;

/// Tells every problem of an agreement at once: file, line and column, the words it is about,
/// why, and what was probably meant. Warnings do not stop it from being published.
#[derive(Args)]
#[command(
    after_help = "Example:\n  baton check agreement.toml\n  baton check agreement.toml --format json | jq .problems"
)]
pub(crate) struct Arguments {
    /// The agreement, a TOML file. examples/agreement.toml is one; `baton schema --docs` explains every key.
    agreement: PathBuf,
    /// For people, or for an editor.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let text = read(&arguments.agreement)?;
    let checked = check_on(&text, Some(today()));
    match arguments.format {
        Format::Json => writeln!(std::io::stdout(), "{}", as_json(&text, &checked))?,
        Format::Text => {
            print_problems(&arguments.agreement, &text, &checked.problems);
            if let Some(agreement) = &checked.agreement {
                print_summary(agreement);
                print_usefulness(agreement);
            }
        }
    }
    if checked.agreement.is_some() { Ok(()) } else { Err(Failure::Told) }
}

/// The day, in UTC: a review date is not a matter of hours.
#[expect(clippy::disallowed_methods, reason = "the command's clock, read once per run")]
pub(crate) fn today() -> Date {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Date::of_instant(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// The text of an agreement.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::reading(path, &error))
}

/// An agreement that can be used; else its problems are told.
pub(crate) fn load(path: &Path) -> Result<Agreement, Failure> {
    let text = read(path)?;
    let checked = baton_agreement::check(&text);
    checked.agreement.ok_or_else(|| {
        print_problems(path, &text, &checked.problems);
        Failure::Told
    })
}

fn print_problems(path: &Path, text: &str, problems: &[Problem]) {
    let renderer = if std::io::stderr().is_terminal() { Renderer::styled() } else { Renderer::plain() };
    let origin = path.display().to_string();
    for problem in problems {
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let snippet = Snippet::source(text)
            .path(origin.as_str())
            .annotation(AnnotationKind::Primary.span(first_line(text, problem)));
        let title = level.primary_title(problem.message.as_str()).id(problem.code);
        let group = title.element(snippet).elements(problem.help.as_deref().map(|help| Level::HELP.message(help)));
        eprintln!("{}\n", renderer.render(&[group]));
    }
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    if errors > 0 {
        eprintln!("{} with {}: not publishable", count(errors, "error"), count(warnings, "warning"));
    }
}

/// A table of many lines is underlined at its first.
fn first_line(text: &str, problem: &Problem) -> core::ops::Range<usize> {
    let start = problem.span.start.min(text.len());
    let end = problem.span.end.clamp(start, text.len());
    let line = text.get(start..end).and_then(|part| part.find('\n')).map_or(end, |at| start + at);
    start..line
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn print_summary(agreement: &Agreement) {
    let members: usize = agreement.pools.iter().map(|pool| pool.members.len()).sum();
    println!(
        "{}: {}, {}, {} with {}, {}",
        agreement.name,
        format_args!("{} criteria", agreement.card.criteria.len()),
        count(agreement.card.tiers.len(), "tier"),
        count(agreement.pools.len(), "pool"),
        count(members, "place"),
        count(agreement.routes.len(), "route"),
    );
    println!(
        "full card {} bytes, {}; public card {} bytes, {}",
        agreement.full.bytes.len(),
        agreement.full.id,
        agreement.public.bytes.len(),
        agreement.public.id
    );
}

/// Below this share of hot leads the instant offer is a rare thing, and somebody should hear what
/// to do about it.
const FEW_OFFERS: u32 = 80;

/// What a visitor's browser can promise without asking the edge.
fn print_usefulness(agreement: &Agreement) {
    let useful = usefulness(agreement, &baton_knowledge::full(), USUAL_LEADS);
    let leads = counted(useful.leads);
    if useful.hot == 0 {
        println!("instant offer: to nobody, as no lead of {leads} plausible ones earns a meeting");
        return;
    }
    let share = useful.percent();
    println!("instant offer: {share} % of the hot leads, from the browser alone ({leads} plausible leads)");
    if useful.unkept > 0 {
        println!("  {} offers were made that the full card does not make: please report this", useful.unkept);
    }
    let Some(cost) = useful.costliest.filter(|_| useful.offered < useful.hot) else { return };
    let id = &cost.criterion;
    if cost.offered_without > useful.offered {
        let (fewer, hot) = (counted(cost.offered_without - useful.offered), counted(useful.hot));
        println!("  `{id}` costs most: were nothing of it private, {fewer} of {hot} hot leads would not have to wait.");
    } else {
        println!("  Several private criteria cost that together; `{id}` can take the most points.");
    }
    if share < FEW_OFFERS {
        println!("  A browser offers only what nothing private can take back: drop `private = true`, ask about a");
        println!("  private list that may travel as a filter, or let `{id}` take fewer points.");
    }
}

/// `20,000`.
fn counted(leads: u32) -> String {
    thousands(usize::try_from(leads).unwrap_or(usize::MAX))
}

fn as_json(text: &str, checked: &Checked) -> String {
    let mut json = Json::new();
    json.open('{').key("problems").open('[');
    for problem in &checked.problems {
        let (start, end) = (Place::of(text, problem.span.start), Place::of(text, problem.span.end));
        let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        json.open('{').key("code").text(problem.code).key("severity").text(problem.severity.id());
        for (key, number) in
            [("line", start.line), ("column", start.column), ("end_line", end.line), ("end_column", end.column)]
        {
            json.key(key).number(whole(number));
        }
        json.key("message").text(&problem.message).key("help").text(problem.help.as_deref().unwrap_or_default());
        json.close('}');
    }
    json.close(']');
    if let Some(agreement) = &checked.agreement {
        usefulness_as_json(agreement, &mut json);
    }
    json.close('}');
    json.finish()
}

fn usefulness_as_json(agreement: &Agreement, json: &mut Json) {
    let useful = usefulness(agreement, &baton_knowledge::full(), USUAL_LEADS);
    json.key("instant_offer").open('{');
    for (key, number) in [("leads", useful.leads), ("hot", useful.hot), ("offered", useful.offered)] {
        json.key(key).number(i64::from(number));
    }
    let costliest = useful.costliest.as_ref().filter(|_| useful.offered < useful.hot);
    json.key("costliest").text(costliest.map_or("", |cost| cost.criterion.as_str())).close('}');
}
