//! `baton`: the agreement and the score at the command line.
//!
//! In scope: reading files, writing to terminals, one HTTP call. It decides nothing: what is
//! right is said by `baton-agreement`, what a lead is worth by `baton-scoring`, when somebody works by
//! `baton-hours`.

mod audit;
mod backtest;
mod check;
mod compile;
mod fail;
mod fit;
mod hours;
mod hours_case;
mod input;
mod instant_text;
mod map;
mod r#match;
mod match_columns;
mod past;
mod publish;
mod replay;
mod replay_leads;
mod route;
mod schema;
mod score;
mod score_input;
mod show;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::fail::Failure;

/// What marketing and sales agreed on, checked, tried and published.
#[derive(Parser)]
#[command(name = "baton", version, about, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Before anything is installed:
  baton audit export.csv --html report.html

A first round:
  baton check agreement.toml
  baton score agreement.toml leads.csv --explain
  baton route agreement.toml leads.csv --explain
  baton backtest agreement.toml past.csv --html report.html
  baton fit past.csv > proposed.toml
  baton map forms.jsonl
  baton replay agreement.toml changed.toml leads.csv
  baton match people.csv
  BATON_ADMIN_TOKEN=… baton publish agreement.toml --to https://edge.example --desk acme
  BATON_ADMIN_TOKEN=… baton verify --at https://edge.example --desk acme

Exit codes:
  0  done
  1  the agreement has errors, or was refused; a case is not as expected; a log is broken
  2  the command line is wrong
  3  a file or the edge could not be reached or read";

#[derive(Subcommand)]
enum Command {
    /// Tell every problem of an agreement at once.
    Check(check::Arguments),
    /// Print what the desk understands of an agreement, defaults filled in.
    Show(show::Arguments),
    /// Score the leads of a file as the edge would.
    Score(score::Arguments),
    /// Tell what the fields of forms are taken for, and why.
    Map(map::Arguments),
    /// Give the leads of a file to reps as the desk would, and tell why.
    Route(route::Arguments),
    /// Tell of every lead of a file why it is worth that and why its rep has it.
    Explain(route::Explained),
    /// Tell what another agreement would have made of past leads, and how many reps would have been enough.
    Replay(replay::Arguments),
    /// Tell from a CRM's export where leads leak, before anything is installed.
    Audit(audit::Arguments),
    /// Find the rows of a file that are one person's, and say why.
    Match(r#match::Arguments),
    /// Compute cases of working time: deadlines, and what was worked.
    Hours(hours::Arguments),
    /// Tell how good the score card was on past leads.
    Backtest(backtest::Arguments),
    /// Propose points that past leads speak for.
    Fit(fit::Arguments),
    /// Put an agreement into force at a desk.
    Publish(publish::Arguments),
    /// Tell whether a desk's log is what was written: nothing changed, nothing missing.
    Verify(verify::Arguments),
    /// Print the JSON Schema of agreements, or the page that explains every key.
    Schema(schema::Arguments),
    /// Write a compiled score card to a file.
    Compile(compile::Arguments),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Score(arguments) => score::run(&arguments),
        Command::Map(arguments) => map::run(&arguments),
        Command::Route(arguments) => route::run(&arguments),
        Command::Explain(arguments) => route::explain(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Audit(arguments) => audit::run(&arguments),
        Command::Match(arguments) => r#match::run(&arguments),
        Command::Hours(arguments) => hours::run(&arguments),
        Command::Backtest(arguments) => backtest::run(&arguments),
        Command::Fit(arguments) => fit::run(&arguments),
        Command::Publish(arguments) => publish::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Compile(arguments) => compile::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Told) => ExitCode::from(1),
        Err(Failure::Refused { message, help }) => tell(&message, &help, 1),
        Err(Failure::Out { message, help }) => tell(&message, &help, 3),
        Err(Failure::ReaderLeft) => ExitCode::SUCCESS,
    }
}

fn tell(message: &str, help: &str, code: u8) -> ExitCode {
    eprintln!("error: {message}\n help: {help}");
    ExitCode::from(code)
}
