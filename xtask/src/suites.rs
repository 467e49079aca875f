//! The suites of `cargo xtask test`, in the order in which they are cheap.

use std::path::PathBuf;
use std::process::Command;

use clap::ValueEnum;

use crate::environment::command;
use crate::places::Places;
use crate::setup::{self, Tools, WASM_TARGET};
use crate::sizes;
use crate::steps::stream;
use crate::trouble::Trouble;

/// One suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Suite {
    /// Is the Rust formatted.
    Fmt,
    /// Lints, for this machine.
    Clippy,
    /// Lints again, for wasm: code behind `cfg` and the crates that only live there.
    ClippyWasm,
    /// Licences, sources and bans of what we depend on, and advisories where their source can be reached.
    Deny,
    /// The tests that run without wasm: `cargo test`.
    Native,
    /// Types of the JavaScript.
    Types,
    /// One corpus of leads, four executors, the same bytes of verdict.
    Parity,
    /// Bytes a page has to load, against tests/sizes.json.
    Sizes,
    /// A browser and workerd, from the form to the acknowledgement.
    E2e,
    /// `wrangler deploy --dry-run`.
    Deploy,
}

/// What a suite cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// cargo only.
    Nothing,
    /// What is served.
    Build,
    /// What is served, and a browser to look at it.
    BuildAndBrowser,
}

/// How many tests of a suite went which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Those that held.
    pub passed: usize,
    /// Those that did not, or could not run.
    pub failed: usize,
}

/// The crates that are compiled to wasm.
const IN_WASM: [&str; 6] =
    ["baton-scoring", "baton-agreement", "baton-handoff", "baton-widget", "baton-edge", "baton-console"];

/// For so long the simulation runs seeds; a plain `cargo test` is content with less.
const SIMULATION_SECONDS: &str = "60";

impl Suite {
    /// All of them, in order.
    pub const ALL: [Suite; 10] = [
        Suite::Fmt,
        Suite::Clippy,
        Suite::ClippyWasm,
        Suite::Deny,
        Suite::Native,
        Suite::Types,
        Suite::Parity,
        Suite::Sizes,
        Suite::E2e,
        Suite::Deploy,
    ];

    /// As `--only` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Suite::Fmt => "fmt",
            Suite::Clippy => "clippy",
            Suite::ClippyWasm => "clippy-wasm",
            Suite::Deny => "deny",
            Suite::Native => "native",
            Suite::Types => "types",
            Suite::Parity => "parity",
            Suite::Sizes => "sizes",
            Suite::E2e => "e2e",
            Suite::Deploy => "deploy",
        }
    }

    /// What must be there before it runs.
    pub fn need(self) -> Need {
        match self {
            Suite::Fmt | Suite::Clippy | Suite::ClippyWasm | Suite::Deny | Suite::Native => Need::Nothing,
            Suite::Types | Suite::Sizes | Suite::Deploy => Need::Build,
            Suite::Parity | Suite::E2e => Need::BuildAndBrowser,
        }
    }

    /// Runs it, its output streamed.
    pub fn run(self, around: &Surroundings) -> Result<Tally, Trouble> {
        match self {
            Suite::Fmt => {
                let ours = around.succeeds(around.cargo(&["fmt", "--all", "--check"]))?;
                let targets = around.cargo(&["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]);
                Ok(ours.and(around.succeeds(targets)?))
            }
            Suite::Clippy => {
                around.succeeds(around.cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
            }
            Suite::ClippyWasm => around.succeeds(around.clippy_wasm()),
            Suite::Deny => around.deny(),
            Suite::Native => {
                let mut tests = around.cargo(&["test", "--workspace", "--no-fail-fast"]);
                tests.env("BATON_SIMULATION_SECONDS", SIMULATION_SECONDS);
                around.counts(tests, cargo_tally)
            }
            Suite::Types => {
                let browser = around.succeeds(around.tsc("tsconfig.json"))?;
                Ok(browser.and(around.succeeds(around.tsc("tsconfig.node.json"))?))
            }
            Suite::Parity => around.counts(
                around.node(&["tests/e2e/run.mjs", "tests/parity/run.mjs", "tests/parity/random.mjs"]),
                last_tally,
            ),
            Suite::Sizes => around.sizes(),
            Suite::E2e => around.counts(around.node(&["tests/e2e/run.mjs"]), last_tally),
            Suite::Deploy => around.deploy(),
        }
    }
}

/// What a suite finds around it.
pub struct Surroundings<'a> {
    /// Where things are.
    pub places: &'a Places,
    /// The tools, for the suites that need a build.
    pub tools: Option<&'a Tools>,
    /// The browser, for the suites that need one.
    pub browser: Option<PathBuf>,
}

impl Surroundings<'_> {
    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = self.here("cargo");
        cargo.args(arguments);
        cargo
    }

    fn clippy_wasm(&self) -> Command {
        let mut clippy = self.cargo(&["clippy", "--target", WASM_TARGET]);
        for name in IN_WASM {
            clippy.args(["--package", name]);
        }
        clippy.args(["--", "--deny", "warnings"]);
        clippy
    }

    fn tsc(&self, project: &str) -> Command {
        let mut tsc = self.here(self.places.npm("tsc").as_os_str());
        tsc.args(["--project", project, "--pretty", "false"]);
        tsc
    }

    fn node(&self, arguments: &[&str]) -> Command {
        let mut node = self.here("node");
        node.args(arguments).envs(self.browser.iter().map(|browser| ("BATON_CHROMIUM", browser)));
        node
    }

    fn here(&self, program: impl Into<std::ffi::OsString>) -> Command {
        let mut command = command(program);
        command.current_dir(&self.places.root);
        command
    }

    /// A program that is one test by itself.
    fn succeeds(&self, mut command: Command) -> Result<Tally, Trouble> {
        let (status, _) = stream(&mut command)?;
        Ok(Tally::of(status.success()))
    }

    /// A program that says how many of its tests held.
    fn counts(&self, mut command: Command, read: fn(&str) -> Tally) -> Result<Tally, Trouble> {
        let (status, output) = stream(&mut command)?;
        let mut tally = read(&output);
        // Stopped before it could count, or unhappy with something that is not a test.
        if tally == Tally::default() || (!status.success() && tally.failed == 0) {
            tally.failed += 1;
        }
        Ok(tally)
    }

    /// What we depend on. The list of advisories is on the internet: where that cannot be reached, this says so and goes on.
    fn deny(&self) -> Result<Tally, Trouble> {
        let program = setup::cargo_deny(self.places)?;
        let check = |what: &[&str]| {
            let mut deny = self.here(&program);
            deny.args(["--log-level", "error", "check"]).args(what);
            deny
        };
        let ours = self.succeeds(check(&["bans", "licenses", "sources"]))?;
        let (status, output) = stream(&mut check(&["advisories"]))?;
        if !status.success() && output.contains("failed to fetch advisory database") {
            println!("  SKIPPED: the advisories cannot be fetched here; nothing is said about known vulnerabilities.");
            return Ok(ours);
        }
        Ok(ours.and(Tally::of(status.success())))
    }

    fn sizes(&self) -> Result<Tally, Trouble> {
        let Some(tools) = self.tools else { return Ok(Tally::of(false)) };
        let now = sizes::measure(self.places, tools)?;
        print!("{}", now.table());
        let (differences, note) = now.compare(self.places)?;
        for line in note.iter().chain(&differences) {
            println!("  {line}");
        }
        if !differences.is_empty() {
            println!("  Is that what you meant? Then `cargo xtask sizes --write`, and commit tests/sizes.json.");
        }
        Ok(Tally::of(differences.is_empty()))
    }

    /// What would be deployed, as wrangler understands wrangler.toml; it asks nobody.
    fn deploy(&self) -> Result<Tally, Trouble> {
        let mut wrangler = self.here(self.places.npm("wrangler").as_os_str());
        wrangler.args(["deploy", "--dry-run", "--outdir"]).arg(self.places.stage().join("deploy"));
        wrangler.envs([("WRANGLER_SEND_METRICS", "false"), ("CI", "1"), ("NO_COLOR", "1")]);
        let (status, output) = stream(&mut wrangler)?;
        let bound = ["env.DESK (Desk)", "env.DIRECTORY (Directory)", "env.ASSETS"];
        let missing: Vec<_> = bound.iter().filter(|binding| !output.contains(**binding)).collect();
        for binding in &missing {
            println!("  wrangler does not bind {binding}");
        }
        Ok(Tally::of(status.success() && missing.is_empty()))
    }
}

impl Tally {
    /// One test.
    pub fn of(held: bool) -> Tally {
        Tally { passed: usize::from(held), failed: usize::from(!held) }
    }

    /// Both together.
    pub fn and(self, other: Tally) -> Tally {
        Tally { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// `cargo test` counts per program: `test result: ok. 12 passed; 0 failed; …`. A test that
/// is ignored counts as failed: it proves nothing.
fn cargo_tally(output: &str) -> Tally {
    let mut tally = Tally::default();
    for line in output.lines().filter(|line| line.starts_with("test result:")) {
        tally.passed += number_before(line, " passed");
        tally.failed += number_before(line, " failed") + number_before(line, " ignored");
    }
    // A program that did not compile, or died, has no such line.
    tally.failed += output.lines().filter(|line| line.contains("error: could not compile")).count();
    tally
}

/// Our own runners end with `12 passed, 0 failed`.
fn last_tally(output: &str) -> Tally {
    let ours = |line: &&str| line.contains(" passed, ") && line.ends_with(" failed");
    output.lines().rev().find(ours).map_or(Tally::default(), |line| Tally {
        passed: number_before(line, " passed"),
        failed: number_before(line, " failed"),
    })
}

/// The number that stands before a word, or 0.
fn number_before(line: &str, word: &str) -> usize {
    let before = line.split(word).next().filter(|_| line.contains(word));
    before.and_then(|text| text.split_whitespace().last()).and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_counts_are_added_up() {
        let output = "running 2 tests\n\
            test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(cargo_tally(output), Tally { passed: 13, failed: 2 });
        assert_eq!(cargo_tally("error: could not compile `x` (lib) due to 1 previous error"), Tally::of(false));
        assert_eq!(cargo_tally(""), Tally::default());
    }

    #[test]
    fn our_runners_last_word_counts() {
        assert_eq!(last_tally("3 passed, 1 failed\nbuilt\n12 passed, 0 failed\n"), Tally { passed: 12, failed: 0 });
        assert_eq!(last_tally("all is well"), Tally::default());
    }

    #[test]
    fn every_suite_is_run() {
        let all: Vec<_> = Suite::value_variants().to_vec();
        assert_eq!(all, Suite::ALL);
        for suite in all {
            assert_eq!(suite.to_possible_value().unwrap().get_name(), suite.name());
        }
    }
}
