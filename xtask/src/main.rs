//! `cargo xtask`: the commands a developer of Baton needs, in one place.
//!
//! In scope: setting a machine up, building what is served, running it, testing it, counting
//! bytes. Out of scope: anything Baton does for its users.

mod baton;
mod bench;
mod browser;
mod children;
mod demo;
mod dev;
mod environment;
mod fingerprint;
mod fuzz;
#[cfg(test)]
mod house;
mod parts;
mod places;
mod setup;
mod sizes;
mod steps;
mod suites;
mod test_run;
mod trouble;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::parts::Finish;
use crate::places::Places;
use crate::trouble::Trouble;

/// Set up, build, run and test Baton.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Every command first gets what is missing: the wasm target, wasm-bindgen and worker-build
(into $BATON_TOOLS, or the user's cache), the npm tools, and for tests a browser.";

#[derive(Subcommand)]
enum Command {
    /// Build everything, run it on this machine and build again what changes.
    Dev,
    /// Live through a made-up year of a desk's, hold its report against what is true, and open the console on it.
    Demo(demo::Demo),
    /// Run every test; the last line is `N passed, N failed`.
    Test {
        /// Run one suite and what it needs.
        #[arg(long, value_name = "NAME")]
        only: Option<suites::Suite>,
    },
    /// Build the Worker into build/edge and the files around it into build/www.
    Build,
    /// Get the tools and stop there.
    Setup {
        /// The browser for the tests too.
        #[arg(long)]
        browser: bool,
    },
    /// Say how many bytes a page has to load.
    Sizes {
        /// Write them to tests/sizes.json, which `test` holds them to.
        #[arg(long)]
        write: bool,
    },
    /// Say how fast it is, beside what others use; the table goes to build/bench.
    Bench {
        /// What is measured.
        what: bench::Bench,
        /// How often, or how many, where the bench asks.
        times: Option<u32>,
    },
    /// Send what a fuzzer makes up through every place where bytes come in.
    Fuzz(fuzz::Fuzz),
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(trouble) => {
            eprintln!("\n{trouble}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Trouble> {
    let places = Places::find()?;
    match command {
        Command::Dev => dev::run(&places)?,
        Command::Demo(wanted) => demo::run(&places, &wanted)?,
        Command::Test { only } => return Ok(test_run::run(&places, only)),
        Command::Build => {
            let tools = setup::tools(&places)?;
            parts::build_all(&places, &tools, Finish::Full)?;
            println!("\nbuild/edge and build/www are ready for `npx wrangler deploy`.");
        }
        Command::Setup { browser } => {
            setup::tools(&places)?;
            if browser {
                let found = browser::find_or_install()?;
                println!("  the browser is {}", found.display());
            }
        }
        Command::Bench { what, times } => return bench::measure(&places, what, times),
        Command::Fuzz(wanted) => return fuzz::fuzz(&places, &wanted),
        Command::Sizes { write } => {
            let tools = setup::tools(&places)?;
            parts::build_all(&places, &tools, Finish::Full)?;
            let now = sizes::measure(&places, &tools)?;
            print!("{}", now.table());
            if write {
                now.write(&places)?;
                println!("\nwritten to tests/sizes.json");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
