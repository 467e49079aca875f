//! `cargo xtask test`: sets up, builds, runs the suites, and counts.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::browser;
use crate::environment::{command, now};
use crate::parts::{self, Finish};
use crate::places::Places;
use crate::setup::{self, Tools};
use crate::steps::{ask, run as run_step, seconds_since};
use crate::suites::{Need, Suite, Surroundings, Tally};
use crate::trouble::Trouble;

/// One line of the account at the end.
struct Line {
    name: &'static str,
    tally: Option<Tally>,
    seconds: f64,
}

/// Runs one suite or all of them. Whatever cannot run counts as failed, and the others run.
pub fn run(places: &Places, only: Option<Suite>) -> ExitCode {
    let suites: Vec<Suite> = Suite::ALL.into_iter().filter(|suite| only.is_none_or(|only| only == *suite)).collect();
    let mut account = Vec::new();

    let tools = timed(&mut account, "set-up", || set_up(places, &suites));
    let built = timed(&mut account, "build", || match &tools {
        Ok(Some(tools)) => parts::build_all(places, tools, Finish::Full).map(drop),
        _ => Ok(()),
    });
    let wants_browser = suites.iter().any(|suite| suite.need() == Need::BuildAndBrowser);
    let browser =
        timed(&mut account, "browser", || if wants_browser { browser::find_or_install().map(Some) } else { Ok(None) });
    for trouble in [tools.as_ref().err(), built.as_ref().err(), browser.as_ref().err()].into_iter().flatten() {
        println!("\n{trouble}");
    }

    for suite in suites {
        println!("\n── {} {}", suite.name(), "─".repeat(60_usize.saturating_sub(suite.name().len())));
        let started = now();
        let tally = match surroundings(suite.need(), places, &tools, &built, &browser) {
            Ok(around) => suite.run(&around).unwrap_or_else(|trouble| {
                println!("{trouble}");
                Tally::of(false)
            }),
            Err(sentence) => {
                println!("  {} cannot run: {sentence}", suite.name());
                Tally::of(false)
            }
        };
        account.push(Line { name: suite.name(), tally: Some(tally), seconds: seconds_since(started) });
    }
    finish(&account)
}

/// The tools for the suites there are; `None` if those need nothing but cargo.
fn set_up(places: &Places, suites: &[Suite]) -> Result<Option<Tools>, Trouble> {
    for (suite, component, program) in [(Suite::Fmt, "rustfmt", "fmt"), (Suite::Clippy, "clippy", "clippy")] {
        if suites.contains(&suite) && ask(command("cargo").args([program, "--version"])).is_none() {
            run_step(component, command("rustup").args(["component", "add", component]))?;
        }
    }
    let needs_wasm = suites.iter().any(|suite| suite.need() != Need::Nothing || *suite == Suite::ClippyWasm);
    if needs_wasm { setup::tools(places).map(Some) } else { Ok(None) }
}

fn timed<T>(account: &mut Vec<Line>, name: &'static str, work: impl FnOnce() -> T) -> T {
    let started = now();
    let done = work();
    account.push(Line { name, tally: None, seconds: seconds_since(started) });
    done
}

/// What the suite needs, or why it is not there.
fn surroundings<'a>(
    need: Need,
    places: &'a Places,
    tools: &'a Result<Option<Tools>, Trouble>,
    built: &Result<(), Trouble>,
    browser: &Result<Option<PathBuf>, Trouble>,
) -> Result<Surroundings<'a>, &'static str> {
    let tools = match tools {
        Ok(tools) => tools.as_ref(),
        Err(_) if need == Need::Nothing => None,
        Err(_) => return Err("a tool is missing, see above"),
    };
    if need != Need::Nothing && built.is_err() {
        return Err("the build failed, see above");
    }
    let browser = match browser {
        Ok(browser) => browser.clone(),
        Err(_) if need == Need::BuildAndBrowser => return Err("there is no browser, see above"),
        Err(_) => None,
    };
    Ok(Surroundings { places, tools, browser })
}

/// Prints the account; its last line is what counts.
fn finish(account: &[Line]) -> ExitCode {
    let total: f64 = account.iter().map(|line| line.seconds).sum();
    println!("\n── account {}", "─".repeat(53));
    // What there was no need for took no time either.
    let told = account.iter().filter(|line| line.tally.is_some() || line.seconds >= 0.05);
    for Line { name, tally, seconds } in told {
        let share = if total > 0.0 { 100.0 * seconds / total } else { 0.0 };
        let counts = tally.map_or(String::new(), |tally| format!("{} passed, {} failed", tally.passed, tally.failed));
        println!("  {name:<12} {seconds:>7.1} s  {share:>3.0} %  {counts}");
    }
    println!("  {:<12} {total:>7.1} s", "in all");
    let sum = account.iter().filter_map(|line| line.tally).fold(Tally::default(), Tally::and);
    println!("\n{} passed, {} failed", sum.passed, sum.failed);
    if sum.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
