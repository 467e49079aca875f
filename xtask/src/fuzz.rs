//! `cargo xtask fuzz`: what libFuzzer makes of the repository's own inputs, sent through the doors.
//!
//! Stable Rust is enough: coverage is a pass of LLVM's that rustc hands on, and there is no
//! address sanitizer, because the crates forbid unsafe code.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::{Args, ValueEnum};

use crate::environment::command;
use crate::places::Places;
use crate::steps::{ask, run, stream};
use crate::trouble::Trouble;

/// What is fuzzed, and how long.
#[derive(Args)]
pub struct Fuzz {
    /// One door; without it every door in turn.
    door: Option<Door>,
    /// How many inputs are tried at each door.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    executions: u64,
    /// Try this one file and no other: an input that was found before.
    #[arg(long, value_name = "FILE", requires = "door")]
    input: Option<PathBuf>,
    /// What else libFuzzer is told: `-- -minimize_crash=1`.
    #[arg(last = true)]
    flags: Vec<String>,
}

/// A place where bytes come in, as `crates/doors` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Door {
    /// The text of an agreement.
    Agreement,
    /// The bytes of a card.
    Card,
    /// The JSON of a lead.
    Lead,
    /// A form as the widget packs it.
    Packed,
    /// What people and other systems post.
    Said,
}

/// What rustc is told so that libFuzzer sees which branches an input takes; as cargo-fuzz does it,
/// without a sanitizer, and without the tracing of comparisons, which takes seven tenths of the
/// time: the dictionaries know the words it would find.
const COVERAGE: &str = "-Cpasses=sancov-module -Ccodegen-units=1 --cfg fuzzing \
    -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table";

/// More memory than this, in MB, is a finding whatever the allocations were.
const MOST_MEMORY: u32 = 1_024;
/// And so is an input that takes longer, in seconds.
const MOST_SECONDS: u32 = 20;

impl Door {
    fn name(self) -> &'static str {
        match self {
            Door::Agreement => "agreement",
            Door::Card => "card",
            Door::Lead => "lead",
            Door::Packed => "packed",
            Door::Said => "said",
        }
    }
}

/// Builds the targets and runs them, one after the other.
pub fn fuzz(places: &Places, wanted: &Fuzz) -> Result<ExitCode, Trouble> {
    let house = places.target.join("fuzz");
    let longest = write_seeds(places, &house.join("seeds"))?;
    let programs = build(places, &house.join("build"))?;
    let doors = wanted.door.map_or_else(|| Door::value_variants().to_vec(), |door| vec![door]);
    for door in doors {
        println!("\n── {} {}", door.name(), "─".repeat(60_usize.saturating_sub(door.name().len())));
        let longest = longest.iter().find(|(name, _)| name == door.name()).map_or("0", |(_, longest)| longest);
        let mut target = target(door, wanted, &house, &programs)?;
        let (status, _) = stream(target.arg(format!("-max_len={longest}")).args(&wanted.flags))?;
        if !status.success() {
            let name = door.name();
            println!(
                "\nThe input is the file that libFuzzer names above. `cargo xtask fuzz {name} --input FILE` tries it again,"
            );
            println!(
                "and `-- -minimize_crash=1 -runs=100000` behind that makes it smaller. Mend it, and freeze it as a test."
            );
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes them; returns each door and the length of its longest input.
fn write_seeds(places: &Places, seeds: &Path) -> Result<Vec<(String, String)>, Trouble> {
    let mut cargo = command("cargo");
    cargo.args(["run", "--quiet", "--package", "baton-doors", "--example", "seeds", "--"]).arg(seeds);
    let said = run("fuzz: seeds and dictionaries", cargo.current_dir(&places.root))?;
    let pair = |line: &str| line.split_once(' ').map(|(name, longest)| (name.to_owned(), longest.to_owned()));
    Ok(said.lines().filter_map(pair).collect())
}

/// Builds all targets; returns the directory they are in.
fn build(places: &Places, target: &Path) -> Result<PathBuf, Trouble> {
    let host = ask(command("rustc").arg("-vV").current_dir(&places.root))
        .and_then(|said| said.lines().find_map(|line| line.strip_prefix("host: ").map(str::to_owned)))
        .ok_or_else(|| Trouble::new("rustc does not say for which machine it builds", "Run `rustc -vV`."))?;
    let mut cargo = command("cargo");
    // With a target named, the flags are for it alone and not for build scripts.
    cargo.args(["build", "--release", "--locked", "--target", &host]).current_dir(places.root.join("fuzz"));
    cargo.env("CARGO_TARGET_DIR", target).env("RUSTFLAGS", COVERAGE);
    run("fuzz: targets", &mut cargo)
        .map_err(|trouble| trouble.with_help("libFuzzer is C++: a compiler for it, `c++`, must be there."))?;
    Ok(target.join(host).join("release"))
}

fn target(door: Door, wanted: &Fuzz, house: &Path, programs: &Path) -> Result<Command, Trouble> {
    let name = door.name();
    let mut target = command(programs.join(name));
    if let Some(input) = &wanted.input {
        target.arg(input);
    } else {
        // New inputs go into the first directory; the seeds are only read.
        let corpus = house.join("corpus").join(name);
        fs::create_dir_all(&corpus).map_err(|error| Trouble::file(&corpus, &error))?;
        target.arg(corpus).arg(house.join("seeds").join(name));
        target.arg(format!("-runs={}", wanted.executions)).arg("-print_final_stats=1");
    }
    let found = house.join("found");
    fs::create_dir_all(&found).map_err(|error| Trouble::file(&found, &error))?;
    target.arg(format!("-artifact_prefix={}/{name}-", found.display()));
    target.arg(format!("-rss_limit_mb={MOST_MEMORY}")).arg(format!("-timeout={MOST_SECONDS}"));
    let words = house.join("seeds").join(name).with_extension("dict");
    if fs::metadata(&words).is_ok_and(|words| words.len() > 0) {
        target.arg(format!("-dict={}", words.display()));
    }
    Ok(target)
}
