//! The rules of the house that no compiler holds: who may depend on whom, what the pure
//! crates may not know, and what must not stand in a file. `cargo test` reads the manifests
//! and the files and names every breach.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use toml::{Table, Value};

use crate::setup::{WASM_BINDGEN_CLI, WORKER_BUILD};

/// Each crate, and the crates of ours it may stand on: downward only.
const MAY_STAND_ON: [(&str, &[&str]); 14] = [
    ("scoring", &[]),
    ("knowledge", &["scoring"]),
    ("hours", &["scoring"]),
    ("agreement", &["scoring", "hours"]),
    ("handoff", &["scoring", "knowledge", "hours", "agreement"]),
    ("replay", &["scoring", "knowledge", "hours", "agreement", "handoff", "calibration"]),
    ("sqlite", &["handoff"]),
    ("calibration", &["scoring", "knowledge", "hours", "agreement"]),
    ("audit", &["scoring", "knowledge", "hours", "agreement", "handoff", "calibration"]),
    ("widget", &["scoring"]),
    ("edge", &["scoring", "knowledge", "agreement", "handoff"]),
    ("console", &["scoring", "knowledge", "agreement", "handoff", "replay", "calibration", "audit"]),
    ("cli", &["scoring", "knowledge", "hours", "agreement", "handoff", "replay", "sqlite", "calibration", "audit"]),
    ("doors", &["scoring", "knowledge", "agreement", "handoff"]),
];

/// Packages outside `crates/`, and what of ours they stand on: nothing in `crates/` stands on them.
const TESTS_STAND_ON: [(&str, &[&str]); 2] = [
    ("tests/simulation", &["agreement", "handoff", "sqlite"]),
    // Of the simulation its dice.
    ("tests/demo", &["handoff", "sqlite", "simulation"]),
];

/// Crates that decide: they are given the time and ids, and know no platform.
const PURE: [&str; 8] = ["scoring", "knowledge", "hours", "agreement", "handoff", "replay", "calibration", "audit"];

/// What a pure crate must not know: platforms, clocks, randomness, tasks, the network.
const FORBIDDEN_IN_PURE: [&str; 18] = [
    "worker",
    "worker-macros",
    "js-sys",
    "web-sys",
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "serde-wasm-bindgen",
    "gloo",
    "getrandom",
    "rand",
    "fastrand",
    "tokio",
    "async-std",
    "futures",
    "chrono",
    "time",
    "ureq",
    "rusqlite",
];

/// Crates whose every byte a visitor loads, and what they must therefore not contain.
const FORBIDDEN_IN_WIDGET: [&str; 6] = ["serde", "serde_json", "toml", "regex", "uuid", "strsim"];

/// The longest file a person reads in one sitting, generously.
const MOST_LINES: usize = 600;

/// Names of committed files that are not text, or not ours.
const NOT_TEXT: [&str; 7] = [".png", ".jpg", ".webp", ".ico", ".wasm", ".bin", ".card"];

#[test]
fn dependencies_point_downward() {
    for (name, allowed) in MAY_STAND_ON {
        for (section, dependency) in dependencies(&manifest(name)) {
            let Some(ours) = dependency.strip_prefix("baton-") else { continue };
            // A test may use the crate's own adapters; what is shipped may not.
            let is_test_only = section == "dev-dependencies";
            assert!(is_test_only || allowed.contains(&ours), "crates/{name} must not stand on {dependency}");
        }
    }
    for (path, allowed) in TESTS_STAND_ON {
        for (_, dependency) in dependencies(&read_toml(&format!("{path}/Cargo.toml"))) {
            let Some(ours) = dependency.strip_prefix("baton-") else { continue };
            assert!(allowed.contains(&ours), "{path} must not stand on {dependency}");
        }
    }
}

#[test]
fn the_house_has_the_rooms_it_is_drawn_with() {
    let members: Vec<String> = array(workspace().get("members")).collect();
    let drawn =
        MAY_STAND_ON.iter().map(|(name, _)| format!("crates/{name}")).chain(tests()).chain(["xtask".to_owned()]);
    assert_eq!(members, drawn.collect::<Vec<_>>(), "a new crate belongs into MAY_STAND_ON, with what it may stand on");
}

#[test]
fn pure_crates_know_no_platform_no_clock_and_no_chance() {
    for name in PURE {
        for (section, dependency) in dependencies(&manifest(name)) {
            let is_forbidden = FORBIDDEN_IN_PURE.contains(&dependency.as_str());
            assert!(
                !is_forbidden || section == "dev-dependencies",
                "crates/{name} is pure and must not know `{dependency}`"
            );
        }
    }
    for name in ["scoring", "widget"] {
        for (section, dependency) in dependencies(&manifest(name)) {
            let is_heavy = FORBIDDEN_IN_WIDGET.contains(&dependency.as_str());
            assert!(
                !is_heavy || section == "dev-dependencies",
                "crates/{name}: `{dependency}` is too heavy for a visitor"
            );
        }
    }
}

#[test]
fn the_reader_of_zones_has_no_clock() {
    let workspace = workspace();
    let jiff = workspace.get("dependencies").and_then(|all| all.get("jiff")).unwrap();
    assert_eq!(jiff.get("default-features"), Some(&Value::Boolean(false)), "its `std` has a clock and reads files");
    assert_eq!(array(jiff.get("features")).collect::<Vec<_>>(), ["alloc"]);
    for (name, _) in MAY_STAND_ON {
        let is_used = dependencies(&manifest(name)).iter().any(|(_, dependency)| dependency == "jiff");
        assert!(name == "hours" || !is_used, "crates/{name}: zones are read in crates/hours alone");
    }
}

fn tests() -> impl Iterator<Item = String> {
    TESTS_STAND_ON.iter().map(|(path, _)| (*path).to_owned())
}

#[test]
fn every_crate_is_under_the_lints_of_the_workspace() {
    let crates = MAY_STAND_ON.iter().map(|(name, _)| format!("crates/{name}"));
    for name in crates.chain(tests()).chain(["xtask".to_owned()]) {
        let lints = read_toml(&format!("{name}/Cargo.toml")).remove("lints");
        assert_eq!(
            lints,
            Some(Value::Table(Table::from_iter([("workspace".to_owned(), true.into())]))),
            "{name}/Cargo.toml"
        );
    }
}

#[test]
fn exceptions_to_a_lint_say_why() {
    let (allow, expect) = (["#[", "allow("].concat(), ["expect", "("].concat());
    for (path, text) in texts(&["crates/", "xtask/", "tests/"], &[".rs"]) {
        assert!(
            !text.contains(&allow) && !text.contains(&allow.replace('#', "#!")),
            "{path}: use #[expect] with a reason"
        );
        for attribute in attributes(&text, &expect) {
            assert!(attribute.contains("reason"), "{path}: `{attribute}` has no reason");
        }
    }
}

#[test]
fn one_version_of_wasm_bindgen_and_its_tools() {
    let workspace = workspace();
    let pinned = |name: &str| dependency_version(workspace.get("dependencies").unwrap(), name);
    assert_eq!(pinned("wasm-bindgen"), format!("={WASM_BINDGEN_CLI}"));
    assert_eq!(pinned("worker"), format!("={WORKER_BUILD}"));
    let lock = read_toml("Cargo.lock");
    for (name, version) in [("wasm-bindgen", WASM_BINDGEN_CLI), ("worker", WORKER_BUILD)] {
        let locked: Vec<_> = packages(&lock).filter(|package| text_of(package, "name") == name).collect();
        assert_eq!(locked.len(), 1, "Cargo.lock holds {name} more than once");
        assert_eq!(text_of(locked[0], "version"), version, "{name} in Cargo.lock");
    }
    for (name, _) in MAY_STAND_ON {
        for (section, table) in sections(&manifest(name)) {
            for name_in_it in ["wasm-bindgen", "js-sys", "web-sys", "worker"] {
                let is_shared = table.get(name_in_it).is_none_or(|entry| entry.get("workspace").is_some());
                assert!(
                    is_shared,
                    "crates/{name}, {section}: the version of `{name_in_it}` belongs into the workspace"
                );
            }
        }
    }
}

#[test]
fn a_file_can_be_read_in_one_sitting() {
    for (path, text) in texts(&["crates/", "www/", "xtask/", "tests/"], &[".rs", ".js", ".mjs", ".css", ".html"]) {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "{path} has {lines} lines and is perhaps two files");
    }
}

#[test]
fn no_file_knows_this_machine() {
    for (path, text) in texts(&[""], &[""]) {
        for line in text.lines().filter(|_| path != "Cargo.lock") {
            assert!(!names_machine(line), "{path} names a directory of a machine: {line}");
            assert!(!names_registry(line), "{path} names a package registry: {line}");
        }
    }
    let lock = fs::read_to_string(root().join("package-lock.json")).unwrap();
    let help = "write it with --omit-lockfile-registry-resolved";
    assert!(!lock.contains("\"resolved\""), "package-lock.json says where packages came from; {help}");
}

#[test]
fn machines_and_registries_are_recognised() {
    // Put together here and below, so that this file does not accuse itself.
    let temporary = ["", "tmp", "x"].join("/");
    for line in [temporary.clone(), format!("cp {temporary} ."), format!("\"{temporary}\"")] {
        assert!(names_machine(&line), "{line}");
    }
    for line in
        [format!("https://site.example{temporary}"), format!("build{temporary}"), "the /tmp directory".to_owned()]
    {
        assert!(!names_machine(&line), "{line}");
    }
    let registry = ["registry", "npmjs", "org"].join(".");
    assert!(names_registry(&format!("see https://{registry}/left")));
    assert!(!names_registry(&format!("see https://site.example/{registry}")));
}

/// Whether a line has an absolute path that only one machine has.
fn names_machine(line: &str) -> bool {
    let places = ["tmp", "root", "home", "work", "farm"].map(|place| format!("/{place}/"));
    places.iter().any(|place| {
        let before = line.match_indices(place.as_str()).map(|(at, _)| line.get(..at).unwrap_or_default());
        before
            .into_iter()
            .any(|before| !before.ends_with(|sign: char| sign.is_alphanumeric() || "._-}*)".contains(sign)))
    })
}

/// Whether a line has the address of a place that packages come from.
fn names_registry(line: &str) -> bool {
    let hosts = line.split("://").skip(1).map(|rest| rest.split(['/', '"', '\'', ' ', ')']).next().unwrap_or_default());
    hosts.into_iter().any(|host| ["npmjs", "debian", "pypi", "pythonhosted"].iter().any(|name| host.contains(name)))
}

#[test]
fn the_deployment_has_both_objects_and_no_test_clock() {
    let source = fs::read_to_string(root().join("wrangler.toml")).unwrap();
    assert!(!source.contains(&["BATON", "TEST", "CLOCK"].join("_")), "a deployed desk's clock must not be movable");
    let deployment = read_toml("wrangler.toml");
    let bindings = deployment["durable_objects"]["bindings"].as_array().unwrap();
    let mut classes: Vec<_> =
        bindings.iter().map(|binding| (text_of(binding, "name"), text_of(binding, "class_name"))).collect();
    classes.sort();
    let expected =
        [("DESK", "Desk"), ("DIRECTORY", "Directory")].map(|(name, class)| (name.to_owned(), class.to_owned()));
    assert_eq!(classes, expected);
    let migrations = deployment["migrations"].as_array().unwrap();
    let sqlite: Vec<String> = migrations.iter().flat_map(|step| array(step.get("new_sqlite_classes"))).collect();
    assert_eq!(sqlite, ["Desk", "Directory"]);
}

#[test]
fn every_threat_names_tests_that_there_are() {
    let security = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let threats = security.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| threat "));
    let mut named = 0;
    for threat in threats {
        let tests: Vec<_> = threat.split('`').skip(1).step_by(2).filter_map(|code| code.split_once(": ")).collect();
        assert!(!tests.is_empty(), "names no test: {threat}");
        for (file, name) in tests {
            let text = fs::read_to_string(root().join(file)).unwrap_or_default();
            assert!(text.contains(name), "SECURITY.md: `{file}` has no test `{name}`");
            named += 1;
        }
    }
    assert!(named > 30, "{named}");
}

/// Nothing else reads that lock before somebody fuzzes.
#[test]
fn the_lock_of_the_fuzz_targets_knows_what_they_stand_on() {
    let lock = read_toml("fuzz/Cargo.lock");
    let locked: Vec<String> = packages(&lock).map(|package| text_of(package, "name")).collect();
    let mut reached = vec!["doors".to_owned()];
    let mut at = 0;
    while let Some(name) = reached.get(at).cloned() {
        at += 1;
        let manifest = manifest(&name);
        for (section, dependency) in dependencies(&manifest) {
            // What is asked for by a feature alone, for documents and tests, is not built there.
            let of = manifest.get("dependencies").and_then(|all| all.get(dependency.as_str()));
            let is_optional = of.and_then(|of| of.get("optional")).and_then(Value::as_bool).unwrap_or(false);
            if section == "dev-dependencies" || is_optional {
                continue;
            }
            assert!(
                locked.contains(&dependency),
                "fuzz/Cargo.lock lacks {dependency}: `cargo update --manifest-path fuzz/Cargo.toml --workspace`"
            );
            let ours = dependency.strip_prefix("baton-").map(str::to_owned);
            reached.extend(ours.filter(|ours| !reached.contains(ours)));
        }
    }
    assert!(reached.len() > 4, "{reached:?}");
}

#[test]
fn the_commands_are_where_the_documents_say() {
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    assert!(ci.lines().last().unwrap().ends_with("cargo xtask test"));
    let config = read_toml(".cargo/config.toml");
    assert!(text_of(&config["alias"], "xtask").contains("--package xtask"));
}

/// Attributes that begin with a word, up to their closing bracket.
fn attributes<'a>(text: &'a str, word: &str) -> impl Iterator<Item = &'a str> {
    let starts = [format!("#[{word}"), format!("#![{word}")];
    let found: Vec<_> = starts.iter().flat_map(|start| text.match_indices(start.as_str()).map(|(at, _)| at)).collect();
    found.into_iter().filter_map(|at| text.get(at..)?.split(")]").next())
}

/// Committed files, and those about to be, with their text: those under one of the folders
/// and with one of the endings.
fn texts(folders: &[&str], endings: &[&str]) -> Vec<(String, String)> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed = String::from_utf8(output.stdout).unwrap();
    let wanted = |path: &&str| {
        folders.iter().any(|folder| path.starts_with(folder))
            && endings.iter().any(|ending| path.ends_with(ending))
            && !NOT_TEXT.iter().any(|ending| path.ends_with(ending))
    };
    let files = listed.lines().filter(wanted).filter_map(|path| {
        // A file that was deleted and not yet committed is listed and not there.
        let bytes = fs::read(root().join(path)).ok()?;
        Some((path.to_owned(), String::from_utf8_lossy(&bytes).into_owned()))
    });
    let files: Vec<_> = files.collect();
    assert!(!files.is_empty(), "there is nothing under {folders:?}");
    files
}

/// The dependencies of a manifest, each with the section it stands in.
fn dependencies(manifest: &Table) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (section, table) in sections(manifest) {
        for (name, value) in table {
            let package = value.get("package").and_then(Value::as_str).unwrap_or(&name).to_owned();
            found.push((section.clone(), package));
        }
    }
    found
}

/// The dependency sections, those of single targets among them.
fn sections(manifest: &Table) -> Vec<(String, Table)> {
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let tables = targets.filter_map(Value::as_table).chain([manifest]);
    let mut found = Vec::new();
    for table in tables {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            if let Some(inner) = table.get(section).and_then(Value::as_table) {
                found.push((section.to_owned(), inner.clone()));
            }
        }
    }
    found
}

fn manifest(name: &str) -> Table {
    read_toml(&format!("crates/{name}/Cargo.toml"))
}

fn workspace() -> Table {
    match read_toml("Cargo.toml").remove("workspace") {
        Some(Value::Table(table)) => table,
        _ => panic!("Cargo.toml has no workspace"),
    }
}

fn dependency_version(table: &Value, name: &str) -> String {
    let entry = &table[name];
    entry.as_str().or_else(|| entry.get("version").and_then(Value::as_str)).unwrap_or_default().to_owned()
}

fn packages(lock: &Table) -> impl Iterator<Item = &Value> {
    lock["package"].as_array().unwrap().iter()
}

fn array(value: Option<&Value>) -> impl Iterator<Item = String> {
    let items = value.and_then(Value::as_array).cloned().unwrap_or_default();
    items.into_iter().filter_map(|item| item.as_str().map(str::to_owned))
}

fn text_of(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn read_toml(path: &str) -> Table {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.parse().unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}
