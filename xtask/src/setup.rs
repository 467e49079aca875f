//! Gets what a build needs, each only if it is missing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::environment::command;
use crate::fingerprint;
use crate::places::Places;
use crate::steps::{ask, run, tell};
use crate::trouble::Trouble;

/// The command line of wasm-bindgen: to the last digit the version of the crate in Cargo.lock.
pub const WASM_BINDGEN_CLI: &str = "0.2.129";
/// What turns a Rust crate into a Worker; made for `worker` of the same version.
pub const WORKER_BUILD: &str = "0.8.7";
/// What looks over the dependencies.
pub const CARGO_DENY: &str = "0.20.2";
/// Where the widget and the Worker run.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// The oldest Node whose npm packages still install.
const NODE: (u32, u32) = (20, 3);

/// The tools of a build, all of them there.
#[derive(Debug, Clone)]
pub struct Tools {
    /// Reads a wasm module and writes its JavaScript.
    pub wasm_bindgen: PathBuf,
    /// Builds the Worker.
    pub worker_build: PathBuf,
    /// Which compiler builds the Worker.
    pub worker: WorkerCompiler,
    /// The version of the compiler for everything else, `1.95.0`.
    pub rustc: String,
}

/// How the Worker survives a panic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkerCompiler {
    /// Nightly with its own std: a panic is one failed request. Its version.
    Unwind(String),
    /// Stable: a panic takes the memory of every desk in the isolate.
    Abort,
}

/// Gets everything a build needs.
pub fn tools(places: &Places) -> Result<Tools, Trouble> {
    let rustc = stable(places)?;
    let worker = worker_compiler();
    let wasm_bindgen = cargo_tool(places, "wasm-bindgen-cli", WASM_BINDGEN_CLI, "wasm-bindgen", "3 minutes")?;
    let worker_build = cargo_tool(places, "worker-build", WORKER_BUILD, "worker-build", "6 minutes")?;
    npm(places)?;
    Ok(Tools { wasm_bindgen, worker_build, worker, rustc })
}

/// What looks over the dependencies.
pub fn cargo_deny(places: &Places) -> Result<PathBuf, Trouble> {
    cargo_tool(places, "cargo-deny", CARGO_DENY, "cargo-deny", "6 minutes")
}

/// The compiler that is in use, with the wasm target. Returns its version.
fn stable(places: &Places) -> Result<String, Trouble> {
    let version = ask(command("rustc").arg("--version").current_dir(&places.root))
        .and_then(|line| line.split(' ').nth(1).map(str::to_owned))
        .ok_or_else(|| Trouble::new("there is no `rustc`", "Install Rust with rustup (https://rustup.rs)."))?;
    if !has_target(None) {
        run("wasm target", command("rustup").args(["target", "add", WASM_TARGET])).map_err(|trouble| {
            trouble.with_help(format!(
                "Install Rust with rustup, or the target {WASM_TARGET} for rustc {version} by hand."
            ))
        })?;
    }
    tell(&format!("rustc {version} with {WASM_TARGET}"), || Ok(version))
}

/// Whether a toolchain has the wasm target's standard library.
fn has_target(toolchain: Option<&str>) -> bool {
    let mut rustc = command("rustc");
    rustc.args(toolchain.map(|name| format!("+{name}")));
    ask(rustc.args(["--print", "target-libdir", "--target", WASM_TARGET])).is_some_and(|dir| Path::new(&dir).is_dir())
}

/// Nightly with rust-src, or stable and a warning.
fn worker_compiler() -> WorkerCompiler {
    match nightly() {
        Ok(version) => WorkerCompiler::Unwind(version),
        Err(trouble) => {
            warn_of_abort(&trouble);
            WorkerCompiler::Abort
        }
    }
}

/// Says once and clearly what the fallback means.
pub fn warn_of_abort(trouble: &Trouble) {
    eprintln!(
        "warning: the Worker is built without `--panic-unwind`: a panic in one request then drops the \
         memory of every desk in its isolate. Good enough to try Baton, not to deploy it.\n{trouble}"
    );
}

fn nightly() -> Result<String, Trouble> {
    let help = "Run `rustup toolchain install nightly --component rust-src --target wasm32-unknown-unknown` where there is a network.";
    let in_help = |trouble: Trouble| trouble.with_help(help);
    if nightly_version().is_none() {
        let arguments = ["toolchain", "install", "nightly", "--profile", "minimal", "--no-self-update"];
        run("nightly Rust", command("rustup").args(arguments)).map_err(in_help)?;
    }
    if !has_nightly_source() {
        let arguments = ["component", "add", "rust-src", "--toolchain", "nightly"];
        run("rust-src for nightly", command("rustup").args(arguments)).map_err(in_help)?;
    }
    if !has_target(Some("nightly")) {
        let arguments = ["target", "add", WASM_TARGET, "--toolchain", "nightly"];
        run("wasm target for nightly", command("rustup").args(arguments)).map_err(in_help)?;
    }
    let version = nightly_version().ok_or_else(|| Trouble::new("nightly Rust does not start", help))?;
    tell(&format!("{version} with rust-src"), || Ok(version.clone()))
}

fn nightly_version() -> Option<String> {
    ask(command("rustc").args(["+nightly", "--version"]))
}

fn has_nightly_source() -> bool {
    ask(command("rustc").args(["+nightly", "--print", "sysroot"]))
        .is_some_and(|root| Path::new(&root).join("lib/rustlib/src/rust/library/std").is_dir())
}

/// A program of a crate, compiled once a version and kept outside the target directory.
fn cargo_tool(places: &Places, package: &str, version: &str, program: &str, time: &str) -> Result<PathBuf, Trouble> {
    let root = places.tools.join(format!("{package}-{version}"));
    let path = root.join("bin").join(program);
    if !is_version(&path, version) {
        println!("         {package} {version} is compiled once, which takes about {time}");
        // Kept until it is done, so that a second try goes on where the first stopped.
        let target = places.tools.join(format!("{package}-{version}-target"));
        let mut install = command("cargo");
        install.args(["install", "--locked", "--force", "--version", version, package, "--root"]);
        install.arg(&root).env("CARGO_TARGET_DIR", &target);
        run(&format!("{package} {version}"), &mut install).map_err(|trouble| {
            trouble.with_help(format!(
                "Cargo must reach a crates registry and a C linker; `cargo install --locked {package} --version {version} --root {}` shows more.",
                root.display()
            ))
        })?;
        // Only disk space; the next `cargo install` would do without it as well.
        let _ = fs::remove_dir_all(target);
    }
    tell(&format!("{package} {version}"), || {
        if is_version(&path, version) {
            return Ok(path.clone());
        }
        let help = format!("Remove `{}` and run the command again.", root.display());
        Err(Trouble::new(format!("`{}` is not {package} {version}", path.display()), help))
    })
}

fn is_version(program: &Path, version: &str) -> bool {
    ask(Command::new(program).arg("--version")).is_some_and(|said| said.split_whitespace().any(|word| word == version))
}

/// The npm tools, exactly as package-lock.json has them.
fn npm(places: &Places) -> Result<(), Trouble> {
    node(places)?;
    let inputs = [places.root.join("package-lock.json"), places.root.join("package.json")];
    let wanted = fingerprint::of_contents("npm ci", &inputs)?;
    let stamp = places.root.join("node_modules/.baton-stamp");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return tell("npm tools as in package-lock.json", || Ok(()));
    }
    let mut ci = command("npm");
    ci.args(["ci", "--no-audit", "--no-fund"]).current_dir(&places.root);
    run("npm tools as in package-lock.json", &mut ci)
        .map_err(|trouble| trouble.with_help("npm must reach its registry once; `npm ci` shows more."))?;
    fs::write(&stamp, wanted).map_err(|error| Trouble::file(&stamp, &error))
}

fn node(places: &Places) -> Result<(), Trouble> {
    let (major, minor) = NODE;
    let help = format!("Install Node {major} or newer, with npm.");
    let said = ask(command("node").arg("--version").current_dir(&places.root))
        .ok_or_else(|| Trouble::new("there is no `node`", help.clone()))?;
    let mut numbers = said.trim_start_matches('v').split('.').filter_map(|part| part.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if version < NODE {
        return Err(Trouble::new(format!("Node {said} is too old, {major}.{minor} is needed"), help));
    }
    if ask(command("npm").arg("--version")).is_none() {
        return Err(Trouble::new("there is Node but no `npm`", help));
    }
    tell(&format!("Node {said}"), || Ok(()))
}
