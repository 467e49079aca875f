//! `baton audit`.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use baton_audit::{Hours, Settings, Table, audit};
use baton_calibration::Problem;
use clap::Args;

use crate::fail::Failure;
use crate::input;

/// Tells from a CRM's export where leads leak: who was accepted, rejected and ignored, how long people waited
/// for whom, who stands there twice, what that costs, and which three leaks to plug first.
///
/// Any CSV with a row a lead will do: HubSpot, Salesforce, Pipedrive, or made by hand. What each column was
/// taken for is said, and can be said otherwise. Nothing is sent anywhere.
#[derive(Args)]
#[command(after_help = "\
Examples:
  baton audit export.csv
  baton audit export.csv --html report.html --agreement agreement.toml
  baton audit export.csv --hours 09:00-17:00 --zone Europe/Berlin --value 12000 --rate 0.08
  baton audit export.csv --column \"created=Enquiry received\" --column \"owner=AE\"

Roles of columns: created, first_contact, outcome, owner, source, reason,
attempts, value, closed, left_out, and the fields of an agreement (email,
company, …). Times without an offset are read as the file's own clock.")]
pub(crate) struct Arguments {
    /// A CSV file, or `-` for standard input.
    export: PathBuf,
    /// Say what a column is: created=…, first_contact=…, outcome=…
    #[arg(long = "column", value_name = "ROLE=NAME")]
    columns: Vec<String>,
    /// What a new customer is worth. Default: from the file, else 5000.
    #[arg(long)]
    value: Option<i64>,
    /// The share of answered leads that become customers, 0.13 or 13%. Default: from the file, else 0.13.
    #[arg(long, value_parser = rate)]
    rate: Option<i64>,
    /// Working hours, Monday to Friday: 09:00-17:00. Times are then told in working time, too.
    #[arg(long, value_name = "FROM-TO")]
    hours: Option<String>,
    /// The zone of the working hours: Europe/Berlin.
    #[arg(long, requires = "hours")]
    zone: Option<String>,
    /// Write JSON.
    #[arg(long)]
    json: bool,
    /// Write a report that opens in any browser, without names of leads.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write an agreement to begin with.
    #[arg(long, value_name = "FILE")]
    agreement: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let hours = arguments.hours.as_deref().map(|block| Hours::parse(block, arguments.zone.as_deref()));
    let settings = Settings {
        name: arguments.export.file_name().map_or_else(|| "export".to_owned(), |name| name.to_string_lossy().into()),
        columns: arguments.columns.clone(),
        value: arguments.value,
        rate: arguments.rate,
        hours: hours.transpose().map_err(refused)?,
    };
    let mut bytes = Vec::new();
    let read = input::open(&arguments.export)?.read_to_end(&mut bytes);
    read.map_err(|error| Failure::reading(&arguments.export, &error))?;
    let found = Table::read(&bytes).and_then(|table| audit(&table, &settings)).map_err(refused)?;
    if let Some(path) = &arguments.html {
        write(path, &found.html())?;
    }
    if let Some(path) = &arguments.agreement {
        write(path, &found.agreement)?;
    }
    let mut out = io::stdout().lock();
    if arguments.json {
        let json = serde_json::to_string_pretty(&found);
        writeln!(out, "{}", json.map_err(|error| Failure::out(error.to_string(), "this is a fault of ours"))?)?;
    } else {
        write!(out, "{}", found.text())?;
    }
    Ok(())
}

/// A share in thousandths.
fn rate(text: &str) -> Result<i64, String> {
    let bare = text.trim();
    let (number, of) = bare.strip_suffix('%').map_or((bare, 1_000.0), |percent| (percent.trim(), 10.0));
    let share: f64 = number.parse().map_err(|_| "write a share: 0.13 or 13%".to_owned())?;
    let thousandths = share * of;
    #[expect(clippy::cast_possible_truncation, reason = "the range below holds it")]
    let whole = thousandths.round() as i64;
    if (0..=1_000).contains(&whole) { Ok(whole) } else { Err("write a share from 0 to 1: 0.13 or 13%".to_owned()) }
}

fn refused(problem: Problem) -> Failure {
    Failure::refused(problem.message, problem.help)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| {
        Failure::out(format!("cannot write `{}`: {error}", path.display()), "name a file in a folder of yours")
    })?;
    eprintln!("wrote {}", path.display());
    Ok(())
}
