//! `cargo xtask bench`: how fast, beside what others use.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;

use crate::browser;
use crate::environment::command;
use crate::parts::{Finish, build_all, console};
use crate::places::Places;
use crate::setup;
use crate::steps::{run, stream};
use crate::trouble::Trouble;

/// What can be measured.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Bench {
    /// What the API's document promises, by requests that Schemathesis makes up: so many an operation as are said,
    /// else 50.
    Api,
    /// One score: natively, in wasm in Node and in Chromium, and by JavaScript rule engines.
    Scoring,
    /// The browser, killed after the offer is painted, as often as is said: is every lead delivered once.
    BrowserCrash,
    /// The console in Chromium, until it can be used, on a processor as it is and four times slower, in as many rounds
    /// as are said, else 15.
    Console,
    /// The edge, killed again and again while leads come in, as many as are said, else 20,000.
    Crash,
    /// Intake at one desk, beside a Worker that only stores, and again with as many leads stored as are
    /// said besides 1,000 and 100,000.
    Desk,
    /// The edge's memory over so many requests as are said, else 100,000, and a tenth as many alarms.
    Memory,
    /// Points learned from past leads, beside what others reach on the same files; how long a fit and a backtest take.
    Learning,
    /// A desk with so many leads as are said, else a million: searches, reports, and what intake notices of an export.
    Stored,
    /// The widget in Chromium, beside what others put on a page: bytes, script time on load, the time from the submit
    /// to the painted link, and the work in between. In as many rounds as are said, else 24.
    Widget,
}

/// Builds what is measured and measures it.
///
/// `times` is how often, where that is asked.
pub fn measure(places: &Places, what: Bench, times: Option<u32>) -> Result<ExitCode, Trouble> {
    match what {
        Bench::Api => api(places, times.unwrap_or(50)),
        Bench::Memory => memory(places, times.unwrap_or(100_000)),
        Bench::Scoring => scoring(places),
        Bench::BrowserCrash => {
            in_browser(places, "tests/bench/browser_crash/run.mjs", vec![times.unwrap_or(20).to_string()])
        }
        Bench::Console => {
            let out = text(tables(places)?.join("console.md"));
            in_browser(places, "tests/bench/console/run.mjs", vec![out, times.unwrap_or(15).to_string()])
        }
        Bench::Crash => on_workerd(places, "tests/bench/edge_crash/run.mjs", vec![times.unwrap_or(20_000).to_string()]),
        Bench::Stored => stored(places, times.unwrap_or(1_000_000)),
        Bench::Desk => desk(places, times),
        Bench::Learning => learning(places),
        Bench::Widget => widget(places, times.unwrap_or(24)),
    }
}

/// Where the tables are written, there from now on.
fn tables(places: &Places) -> Result<PathBuf, Trouble> {
    let out = places.build().join("bench");
    fs::create_dir_all(&out).map_err(|error| Trouble::file(&out, &error))?;
    Ok(out)
}

fn scoring(places: &Places) -> Result<ExitCode, Trouble> {
    let tools = setup::tools(places)?;
    let chromium = browser::find_or_install()?;
    let source = places.root.join("tests/bench/scoring");
    let out = places.build().join("bench/scoring");
    fs::create_dir_all(&out).map_err(|error| Trouble::file(&out, &error))?;

    // The module as the console has it, so that what is measured is what is served.
    console(places, &tools, &out.join("wasm"))?;
    let native = native(places)?;
    let mut card = command(&native);
    run("bench: card", card.arg("card").arg(source.join("agreement.toml")).arg(out.join("card")))?;
    bundle(places, &source, &out)?;

    let mut node = command("node");
    node.arg(source.join("run.mjs")).arg(&out).arg(&native).arg(places.build().join("bench/scoring.md"));
    let (status, _) = stream(node.current_dir(&places.root).env("BATON_CHROMIUM", chromium))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `baton` as it is shipped, on files that stand beside the project and on one from a seed.
fn learning(places: &Places) -> Result<ExitCode, Trouble> {
    let mut cargo = command("cargo");
    cargo.args(["build", "--package", "baton-cli", "--profile", "cli"]);
    run("bench: baton", cargo.current_dir(&places.root))?;
    let out = tables(places)?;
    let mut node = command("node");
    node.arg(places.root.join("tests/bench/learning/run.mjs"))
        .arg(places.target.join("cli/baton"))
        .arg(out.join("learning.md"));
    let (status, _) = stream(node.current_dir(&places.root))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The filled databases stay beside the build: to fill them takes longer than all that is measured.
fn desk(places: &Places, more: Option<u32>) -> Result<ExitCode, Trouble> {
    let example = filler(places)?;
    let mut arguments =
        vec![text(tables(places)?.join("desk.md")), example("search_bench"), text(places.target.clone())];
    arguments.extend(["1000", "100000"].map(str::to_owned));
    arguments.extend(more.map(|more| more.to_string()));
    on_workerd(places, "tests/bench/desk/run.mjs", arguments)
}

fn stored(places: &Places, count: u32) -> Result<ExitCode, Trouble> {
    let example = filler(places)?;
    let arguments = vec![
        text(tables(places)?.join("stored.md")),
        example("search_bench"),
        text(places.target.join(format!("stored-{count}.sqlite"))),
        example("report_bench"),
        count.to_string(),
    ];
    on_workerd(places, "tests/bench/stored/run.mjs", arguments)
}

/// Builds what fills a desk, and says where its programs are.
fn filler(places: &Places) -> Result<impl Fn(&str) -> String, Trouble> {
    let mut cargo = command("cargo");
    cargo.args(["build", "--package", "baton-sqlite", "--release"]);
    cargo.args(["--example", "search_bench", "--example", "report_bench"]);
    run("bench: fill", cargo.current_dir(&places.root))?;
    let examples = places.target.join("release/examples");
    Ok(move |name: &str| text(examples.join(name)))
}

fn text(path: PathBuf) -> String {
    path.display().to_string()
}

/// Schemathesis is installed beside the tools, which are kept where a repository is thrown away.
fn api(places: &Places, examples: u32) -> Result<ExitCode, Trouble> {
    let tools = text(places.tools.clone());
    on_workerd(places, "tests/bench/api/run.mjs", vec![tools, examples.to_string()])
}

fn memory(places: &Places, requests: u32) -> Result<ExitCode, Trouble> {
    let out = tables(places)?;
    let out = text(out.join("memory.md"));
    on_workerd(places, "tests/bench/memory/run.mjs", vec![out, requests.to_string()])
}

/// Builds what is served and runs a script that starts it.
fn on_workerd(places: &Places, script: &str, arguments: Vec<String>) -> Result<ExitCode, Trouble> {
    let tools = setup::tools(places)?;
    build_all(places, &tools, Finish::Full)?;
    let mut node = command("node");
    let (status, _) = stream(node.arg(places.root.join(script)).args(arguments).current_dir(&places.root))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The peers are installed beside the tools, which are kept where a repository is thrown away.
fn widget(places: &Places, rounds: u32) -> Result<ExitCode, Trouble> {
    let out = tables(places)?;
    let arguments = vec![text(out.join("widget.md")), text(places.tools.join("widget-peers")), rounds.to_string()];
    in_browser(places, "tests/bench/widget/run.mjs", arguments)
}

/// Builds what is served and runs a script that starts it, and a browser.
fn in_browser(places: &Places, script: &str, arguments: Vec<String>) -> Result<ExitCode, Trouble> {
    let tools = setup::tools(places)?;
    let chromium = browser::find_or_install()?;
    build_all(places, &tools, Finish::Full)?;
    let mut node = command("node");
    node.arg(places.root.join(script)).args(arguments);
    let (status, _) = stream(node.current_dir(&places.root).env("BATON_CHROMIUM", chromium))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The native side, optimised as `baton` is for a million rows.
fn native(places: &Places) -> Result<PathBuf, Trouble> {
    let mut cargo = command("cargo");
    cargo.args(["build", "--package", "baton-console", "--example", "bench_scoring", "--profile", "cli"]);
    run("bench: native", cargo.current_dir(&places.root))?;
    Ok(places.target.join("cli/examples/bench_scoring"))
}

/// The engines and the module's glue in one script for a page. Not minified: nobody loads it, and
/// what a stack says should be readable.
fn bundle(places: &Places, source: &Path, out: &Path) -> Result<(), Trouble> {
    let mut esbuild = command(places.npm("esbuild"));
    esbuild.arg(source.join("page.mjs")).args(["--bundle", "--format=iife", "--target=es2022", "--platform=browser"]);
    esbuild.arg(format!("--alias:baton-console={}", out.join("wasm/console.js").display()));
    // The glue's own way of finding its module, which is not used here.
    esbuild.args(["--define:import.meta.url=\"\"", "--log-level=warning"]);
    run("bench: page", esbuild.arg(format!("--outfile={}", out.join("page.js").display()))).map(drop)
}
