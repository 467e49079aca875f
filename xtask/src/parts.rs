//! Builds what is served, in parts, each only when something it is made of changed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::environment::{command, home, variable};
use crate::fingerprint;
use crate::places::Places;
use crate::setup::{self, Tools, WASM_TARGET, WorkerCompiler};
use crate::steps::{ask, run, tell};
use crate::trouble::Trouble;

/// One thing that is built by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The scoring crate for the browser.
    Widget,
    /// The tag's two scripts.
    Scripts,
    /// What the console works out in the browser.
    Console,
    /// The console's files and the headers.
    Pages,
    /// The Worker.
    Worker,
}

/// How much trouble is taken over the Worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// As it is tested and deployed.
    Full,
    /// Not optimised by binaryen, which takes a minute: for a developer who waits to see a change.
    Quick,
}

/// wasm features that rustc's output may use: named one by one, so that binaryen never
/// writes an encoding that browsers do not read yet.
const WASM_FEATURES: [&str; 6] = [
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-reference-types",
];

/// What changes how a part is made without being one of its files; count it up on a change here.
const RECIPE: u32 = 4;

/// Builds every part that is not as its sources say, and names those.
pub fn build_all(places: &Places, tools: &Tools, finish: Finish) -> Result<Vec<Part>, Trouble> {
    let mut built = Vec::new();
    for part in [Part::Widget, Part::Scripts, Part::Console, Part::Pages, Part::Worker] {
        if build(part, places, tools, finish)? {
            built.push(part);
        }
    }
    Ok(built)
}

/// Builds one part unless it is as its sources say; whether it had to.
fn build(part: Part, places: &Places, tools: &Tools, finish: Finish) -> Result<bool, Trouble> {
    let stamp = places.build().join("stamps").join(part.name());
    let now = fingerprint::of_contents(&part.recipe(tools), &part.inputs(places))?;
    let is_there = part.outputs(places).iter().all(|output| output.exists());
    let then = fs::read_to_string(&stamp).unwrap_or_default();
    if is_there && (then == stamped(&now, Finish::Full) || then == stamped(&now, finish)) {
        return Ok(false);
    }
    // Should this build stop half-way, nothing that counted before counts any more.
    let _ = fs::remove_file(&stamp);
    match part {
        Part::Widget => widget(places, tools)?,
        Part::Scripts => scripts(places)?,
        Part::Console => console(places, tools, &places.stage().join("desk/wasm"))?,
        Part::Pages => tell("console: pages", || pages(places))?,
        Part::Worker => worker(places, tools, finish)?,
    }
    let finish = if part == Part::Worker { finish } else { Finish::Full };
    write(&stamp, stamped(&now, finish).as_bytes())?;
    Ok(true)
}

fn stamped(fingerprint: &str, finish: Finish) -> String {
    format!("{fingerprint} {finish:?}")
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Part::Widget => "widget",
            Part::Scripts => "scripts",
            Part::Console => "console",
            Part::Pages => "pages",
            Part::Worker => "worker",
        }
    }

    /// What it is made with.
    fn recipe(self, tools: &Tools) -> String {
        let with = match self {
            Part::Widget | Part::Console => format!("{} {}", tools.rustc, setup::WASM_BINDGEN_CLI),
            Part::Scripts | Part::Pages => String::new(),
            Part::Worker => format!("{:?} {} {}", tools.worker, tools.rustc, setup::WORKER_BUILD),
        };
        format!("{RECIPE} {} {with}", self.name())
    }

    /// What it is made of.
    fn inputs(self, places: &Places) -> Vec<PathBuf> {
        let relative: &[&str] = match self {
            Part::Widget => &["Cargo.toml", "Cargo.lock", "package-lock.json", "crates/scoring", "crates/widget"],
            Part::Scripts => &["package-lock.json", "www/embed"],
            Part::Console => &[
                "Cargo.toml",
                "Cargo.lock",
                "crates/scoring",
                "crates/knowledge",
                "crates/agreement",
                "crates/hours",
                "crates/handoff",
                "crates/calibration",
                "crates/audit",
                "crates/replay",
                "crates/console",
            ],
            Part::Pages => &["package-lock.json", "www/desk", "www/audit", "www/_headers", "build/stage/desk"],
            Part::Worker => &[
                "Cargo.toml",
                "Cargo.lock",
                "package-lock.json",
                "crates/scoring",
                "crates/knowledge",
                "crates/agreement",
                "crates/handoff",
                "crates/edge",
            ],
        };
        relative.iter().map(|path| places.root.join(path)).collect()
    }

    /// What must be there for it to count as built.
    fn outputs(self, places: &Places) -> Vec<PathBuf> {
        let relative: &[&str] = match self {
            Part::Widget => &["www/embed/scorer_bg.wasm", "www/embed/scorer_rare.wasm"],
            Part::Scripts => &["www/baton.js", "www/embed/engine.js", "www/embed/signals.js", "www/embed/baton.d.ts"],
            Part::Console => &["stage/desk/wasm/console.js"],
            Part::Pages => {
                &["www/_headers", "www/desk/wasm/console.js", "www/desk/vendor/uplot.js", "www/audit/index.html"]
            }
            Part::Worker => &["edge/worker.js", "edge/index.js", "edge/index_bg.wasm"],
        };
        relative.iter().map(|path| places.build().join(path)).collect()
    }
}

/// The widget's wasm. Its glue is `www/embed/scorer.js`: of what wasm-bindgen writes nothing is
/// used, and what it adds to the module for texts and objects is taken out again.
fn widget(places: &Places, tools: &Tools) -> Result<(), Trouble> {
    for (name, features) in WIDGETS {
        one_widget(places, tools, name, features)?;
    }
    Ok(())
}

/// The widget's modules: the one that every page begins with, and the one for cards that ask for more.
const WIDGETS: [(&str, &[&str]); 2] = [("scorer_bg.wasm", &["bare"]), ("scorer_rare.wasm", &["bare", "rare"])];

fn one_widget(places: &Places, tools: &Tools, name: &str, features: &[&str]) -> Result<(), Trouble> {
    let stage = places.stage().join("widget");
    let module = compile(places, "widget: compile", "baton-widget", "widget", features, &SMALLER)?;
    bindgen(tools, "widget: exports", &module, "scorer", &stage)?;
    let (graph, bare) = (stage.join("exports.json"), stage.join("bare.wasm"));
    fs::write(&graph, exports_graph()).map_err(|error| Trouble::file(&graph, &error))?;
    let mut strip = command(places.npm("wasm-metadce"));
    strip.args(WASM_FEATURES).arg("--graph-file").arg(&graph);
    run("widget: strip", strip.arg(stage.join("scorer_bg.wasm")).arg("-o").arg(&bare))?;
    let out = places.www().join("embed").join(name);
    make_parent(&out)?;
    let mut optimise = command(places.npm("wasm-opt"));
    optimise.args(["-Oz", "--converge", "--strip-producers", "--strip-target-features"]).args(WASM_FEATURES);
    run("widget: optimise", optimise.arg(bare).arg("-o").arg(out)).map(drop)
}

/// What LLVM is told when it makes the module small. By itself it leaves functions alone that are hardly longer than a call of
/// them, and keeps a pointer of its own for each place in a loop, which wasm's offsets spare. 0.7 KB of brotli.
const SMALLER: [&str; 2] = ["-Cllvm-args=-inline-threshold=30", "-Cllvm-args=-disable-lsr"];

/// What the page uses of the widget's module, as `wasm-metadce` wants to be told.
fn exports_graph() -> String {
    let exports = ["memory", "room", "answer", "load", "score", "map"];
    let nodes: Vec<String> = exports.iter().map(|name| format!(r#"{{"name":"{name}","export":"{name}"}}"#)).collect();
    let reaches: Vec<String> = exports.iter().map(|name| format!("\"{name}\"")).collect();
    format!(r#"[{{"name":"page","root":true,"reaches":[{}]}},{}]"#, reaches.join(","), nodes.join(","))
}

/// The console's wasm and its glue. A few people a day load it, and then it scores whole files:
/// made fast, not small.
pub fn console(places: &Places, tools: &Tools, to: &Path) -> Result<(), Trouble> {
    let module = compile(places, "console: compile", "baton-console", "cli", &[], &[])?;
    bindgen(tools, "console: glue", &module, "console", to)?;
    let module = to.join("console_bg.wasm");
    let mut optimise = command(places.npm("wasm-opt"));
    optimise.arg("-O3").args(WASM_FEATURES).arg(&module).arg("-o").arg(&module);
    run("console: optimise", &mut optimise).map(drop)
}

/// Compiles a crate for browsers and says where its module is.
pub fn compile(
    places: &Places,
    title: &str,
    package: &str,
    profile: &str,
    features: &[&str],
    flags: &[&str],
) -> Result<PathBuf, Trouble> {
    let mut cargo = command("cargo");
    cargo.args(["build", "--lib", "--package", package, "--profile", profile, "--target", WASM_TARGET]);
    cargo.arg(format!("--features={}", features.join(",")));
    let flags = format!("{} {}", remapped(places, None), flags.join(" "));
    cargo.current_dir(&places.root).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
    run(title, &mut cargo)?;
    Ok(places.target.join(WASM_TARGET).join(profile).join(package.replace('-', "_")).with_extension("wasm"))
}

/// Writes the JavaScript of a module, with its types, and what is left of the module.
pub fn bindgen(tools: &Tools, title: &str, module: &Path, name: &str, to: &Path) -> Result<(), Trouble> {
    let mut bindgen = command(&tools.wasm_bindgen);
    bindgen.args(["--target", "web", "--out-name", name, "--remove-name-section", "--remove-producers-section"]);
    run(title, bindgen.arg("--out-dir").arg(to).arg(module)).map(drop)
}

/// What the loader fetches when it is needed: the engine at the first touch, the others where the
/// page calls or has a word of consent, a form is a vendor's or asks for a mode, the tag names a key
/// of Turnstile, a calendar is opened in a frame, the install is checked; and the panel by itself, for the gallery.
const CHUNKS: [&str; 9] = [
    "engine.js",
    "api.js",
    "signals.js",
    "vendors.js",
    "modes.js",
    "turnstile.js",
    "calendar.js",
    "check.js",
    "panel.js",
];

/// What Chromium reads ahead of a script: that it had better compile every function while it loads it, beside the page's
/// thread, than each at its first call. Of the widget all but the start runs in the tick of the submit, for the first time.
const AT_ONCE: &str = "--banner:js=//# allFunctionsCalledOnLoad";

/// The loader and what it fetches.
fn scripts(places: &Places) -> Result<(), Trouble> {
    let embed = places.root.join("www/embed");
    bundle(places, "scripts: loader", &embed.join("baton.js"), "iife", &places.www().join("baton.js"), Some(AT_ONCE))?;
    for name in CHUNKS {
        let to = places.www().join("embed").join(name);
        bundle(places, &format!("scripts: {name}"), &embed.join(name), "esm", &to, Some(AT_ONCE))?;
    }
    copy(&embed.join("window.d.ts"), &places.www().join("embed/baton.d.ts"))
}

fn bundle(
    places: &Places,
    title: &str,
    from: &Path,
    format: &str,
    to: &Path,
    how: Option<&str>,
) -> Result<(), Trouble> {
    let mut esbuild = command(places.npm("esbuild"));
    esbuild.arg(from).args(["--bundle", "--minify", "--target=es2020", "--charset=utf8", "--legal-comments=none"]);
    esbuild
        .args([format!("--format={format}"), format!("--outfile={}", to.display())])
        .arg("--log-level=warning")
        .args(how);
    run(title, &mut esbuild).map(drop)
}

/// The console, as it is, with its wasm in a folder of its own, as well as what the report draws
/// series with; and what the platform says beside the files.
fn pages(places: &Places) -> Result<(), Trouble> {
    let desk = places.www().join("desk");
    mirror(&places.root.join("www/desk"), &desk)?;
    mirror(&places.root.join("www/audit"), &places.www().join("audit"))?;
    for name in ["wasm/console.js", "wasm/console_bg.wasm"] {
        copy(&places.stage().join("desk").join(name), &desk.join(name))?;
    }
    let uplot = places.root.join("node_modules/uplot");
    let vendor = desk.join("vendor");
    bundle(
        places,
        "console: what draws series",
        &uplot.join("dist/uPlot.esm.js"),
        "esm",
        &vendor.join("uplot.js"),
        None,
    )?;
    copy(&uplot.join("dist/uPlot.min.css"), &vendor.join("uplot.css"))?;
    copy(&uplot.join("LICENSE"), &vendor.join("uplot.LICENSE"))?;
    copy(&places.root.join("www/_headers"), &places.www().join("_headers"))
}

/// The Worker. If nightly cannot build it and stable can, it is stable's, with a warning.
fn worker(places: &Places, tools: &Tools, finish: Finish) -> Result<(), Trouble> {
    if tools.worker == WorkerCompiler::Abort {
        return worker_build(places, tools, finish, None);
    }
    let source = ask(command("rustc").args(["+nightly", "--print", "sysroot"])).map(PathBuf::from);
    let Err(trouble) = worker_build(places, tools, finish, source.as_deref()) else {
        return Ok(());
    };
    // An error of ours is one on every compiler.
    if trouble.mentions("could not compile `baton-") {
        return Err(trouble);
    }
    worker_build(places, tools, finish, None)?;
    setup::warn_of_abort(&trouble);
    Ok(())
}

/// `unwind_with` is the root of the nightly whose std is built along.
fn worker_build(places: &Places, tools: &Tools, finish: Finish, unwind_with: Option<&Path>) -> Result<(), Trouble> {
    let mut build = command(&tools.worker_build);
    build.arg("--release").args(unwind_with.map(|_| "--panic-unwind"));
    build.args((finish == Finish::Quick).then_some("--no-opt"));
    // Relative, and to the crate, as worker-build reads it.
    build.args(["--out-dir", "../../build/edge"]).current_dir(places.root.join("crates/edge"));
    build.env("WASM_BINDGEN_BIN", &tools.wasm_bindgen);
    build.env("WASM_OPT_BIN", places.npm("wasm-opt"));
    build.env("ESBUILD_BIN", places.npm("esbuild"));
    build.env("RUSTFLAGS", remapped(places, unwind_with)).env("RUST_BACKTRACE", "0");
    run(if unwind_with.is_some() { "Worker" } else { "Worker, without unwinding" }, &mut build)?;
    // After it: worker-build empties the folder.
    copy(&places.root.join("crates/edge/worker.js"), &places.build().join("edge/worker.js"))
}

/// Compiler flags under which no path of this machine, and with it no byte that differs
/// from machine to machine, gets into a module.
fn remapped(places: &Places, sysroot: Option<&Path>) -> String {
    let cargo_home = variable("CARGO_HOME").map(PathBuf::from).or_else(|| home().map(|home| home.join(".cargo")));
    let mut flags = Vec::new();
    for (path, name) in [(cargo_home.as_deref(), "cargo"), (sysroot, "rust"), (Some(places.root.as_path()), "baton")] {
        if let Some(path) = path {
            flags.push(format!("--remap-path-prefix={}={name}", path.display()));
        }
    }
    flags.join(" ")
}

/// Makes `to` hold exactly the files of `from`.
fn mirror(from: &Path, to: &Path) -> Result<(), Trouble> {
    if to.exists() {
        fs::remove_dir_all(to).map_err(|error| Trouble::file(to, &error))?;
    }
    fs::create_dir_all(to).map_err(|error| Trouble::file(to, &error))?;
    for file in fingerprint::files_in(&[from.to_path_buf()]) {
        let name = file.strip_prefix(from).unwrap_or(&file);
        copy(&file, &to.join(name))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), Trouble> {
    make_parent(to)?;
    fs::copy(from, to).map(drop).map_err(|error| Trouble::file(from, &error))
}

/// Writes a file, with the directories above it.
pub fn write(path: &Path, content: &[u8]) -> Result<(), Trouble> {
    make_parent(path)?;
    fs::write(path, content).map_err(|error| Trouble::file(path, &error))
}

/// Makes the directories above a file.
pub fn make_parent(path: &Path) -> Result<(), Trouble> {
    let Some(parent) = path.parent() else { return Ok(()) };
    fs::create_dir_all(parent).map_err(|error| Trouble::file(parent, &error))
}
