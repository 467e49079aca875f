//! `baton backtest`, `fit`, `replay` and `audit` as their users call them.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const EXAMPLE: &str = "examples/agreement.toml";

/// A folder of its own for each test, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn named(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("baton-past-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn baton(arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Command::new(env!("CARGO_BIN_EXE_baton")).args(arguments).current_dir(root).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Past leads, a quarter of an hour apart; with `first_contact` if somebody called.
fn past(called_after: Option<i64>) -> String {
    let mut text = String::from("received_at,email,company_size,job_title,source,first_contact_at\n");
    for row in 0..40 {
        let at = |minutes: i64| format!("2026-03-02T{:02}:{:02}:00Z", 8 + minutes / 60, minutes % 60);
        let called = called_after.map(|after| at(row * 15 + after)).unwrap_or_default();
        writeln!(text, "{},p{row}@company{row}.example,{},Head of Data,demo_request,{called}", at(row * 15), 120 + row)
            .unwrap();
    }
    text
}

/// Two hundred past leads of two sizes. Of a hundred companies of 200 people `of_large` were won, of a hundred of 5
/// people `of_small`; what sales noted of most that were won is known only afterwards.
fn outcomes(of_large: usize, of_small: usize) -> String {
    let mut text = String::from("Create date,email,company_size,job_title,won,Signed note\n");
    for row in 0..200 {
        let (place, is_large) = (row / 2, row % 2 == 0);
        // Spread over the hundred, so that neither half of the year is the better one.
        let is_won = place * 37 % 100 < if is_large { of_large } else { of_small };
        let (size, day) = (if is_large { 200 } else { 5 }, row / 8 + 1);
        let noted = if is_won && row % 10 > 1 { "signed" } else { "" };
        writeln!(text, "2026-03-{day:02},p{row}@company{row}.example,{size},Head of Data,{},{noted}", u8::from(is_won))
            .unwrap();
    }
    text
}

#[test]
fn a_backtest_tells_what_can_be_worked_out_by_hand() {
    let folder = Folder::named("backtest");
    let past = folder.file("past.csv", &outcomes(80, 20));
    let report = folder.path("report.html");
    let output = baton(&["backtest", EXAMPLE, &past, "--html", &report]);
    assert!(output.status.success(), "{}", err(&output));
    let told = out(&output);
    for part in [
        "past.csv: 200 rows, 200 leads count, 100 won",
        "ranks right (AUC)     0.800",
        "lift at 20 %          1.60",
        "Signed note: is filled in only for leads that were won",
    ] {
        assert!(told.contains(part), "{part} is not in:\n{told}");
    }
    assert!(folder.read("report.html").contains("50 to 1,000 people"));
    let json = baton(&["backtest", EXAMPLE, &past, "--json"]);
    let found: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
    // Two scores: of all pairs of won and not won, 80 · 80 the right way and 2 · 80 · 20 level.
    assert_eq!((&found["auc"], &found["capture_20"]), (&0.8.into(), &0.32.into()));
    let in_tiers = found["tiers"].as_array().unwrap().iter().map(|tier| tier["leads"].as_u64().unwrap());
    assert_eq!(in_tiers.sum::<u64>(), 200);
    let size = found["criteria"].as_array().unwrap().iter().find(|line| line["id"] == "size_ideal").unwrap();
    assert_eq!((&size["leads"], &size["won"], &size["worth"]), (&100.into(), &80.into(), &"earns".into()));
    assert_eq!(out(&baton(&["backtest", EXAMPLE, &past, "--json"])), out(&json), "the same again");
}

#[test]
fn a_backtest_without_signal_or_outcome_says_so() {
    let folder = Folder::named("nothing");
    let past = folder.file("past.csv", &outcomes(50, 50));
    let told = out(&baton(&["backtest", EXAMPLE, &past]));
    assert!(told.contains("Nothing found: the card ranks these leads no better than a coin would"), "{told}");
    let bare = folder.file("bare.csv", "email,company_size\na@b.example,20\n");
    let output = baton(&["backtest", EXAMPLE, &bare]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("--outcome COLUMN, one of email, company_size"), "{}", err(&output));
    let output = baton(&["backtest", EXAMPLE, &past, "--outcome", "Stage"]);
    assert!(!output.status.success() && err(&output).contains("Stage"), "{}", err(&output));
}

#[test]
fn a_fit_proposes_an_agreement_that_checks_and_ranks_as_it_says() {
    let folder = Folder::named("fit");
    let past = folder.file("past.csv", &outcomes(80, 20));
    let proposed = folder.path("proposed.toml");
    let output = baton(&["fit", &past, "--out", &proposed, "--html", &folder.path("fit.html")]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(out(&output).contains("The proposed card, on leads it never saw"), "{}", out(&output));
    assert!(baton(&["check", &proposed]).status.success());
    let tested: serde_json::Value =
        serde_json::from_str(&out(&baton(&["backtest", &proposed, &past, "--json"]))).unwrap();
    assert_eq!(tested["auc"], 0.8, "the card asks for the one thing that tells");
    assert!(folder.read("fit.html").contains("Signed note"));
    let json: serde_json::Value = serde_json::from_str(&out(&baton(&["fit", &past, "--json"]))).unwrap();
    assert_eq!(json["left_out"][0]["column"], "Signed note");
    let kept = out(&baton(&["fit", &past, "--json", "--keep", "Signed note"]));
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert!(kept["auc"].as_f64() > json["auc"].as_f64(), "{} {}", kept["auc"], json["auc"]);
}

#[test]
fn a_fit_moves_the_points_of_an_agreement_and_nothing_else() {
    let folder = Folder::named("refit");
    let past = folder.file("past.csv", &outcomes(80, 20));
    let output = baton(&["fit", EXAMPLE, &past]);
    assert!(output.status.success(), "{}", err(&output));
    let proposed = folder.file("proposed.toml", &out(&output));
    assert!(baton(&["check", &proposed]).status.success());
    let json: serde_json::Value = serde_json::from_str(&out(&baton(&["fit", EXAMPLE, &past, "--json"]))).unwrap();
    let change = |id: &str| {
        let change = json["changes"].as_array().unwrap().iter().find(|change| change["id"] == id).unwrap();
        (change["from"].as_i64().unwrap(), change["to"].as_i64().unwrap())
    };
    let (from, to) = change("size_ideal");
    assert!(to > from, "it tells more than was thought: {from} {to}");
    // What no lead of the file tells of stays as it was.
    let (from, to) = change("competitor");
    assert_eq!(from, to);
    let flat = folder.file("flat.csv", &outcomes(50, 50));
    let output = baton(&["fit", &flat]);
    assert!(out(&output).is_empty() && err(&output).contains("Nothing is proposed"), "{}", err(&output));
}

#[test]
fn a_replay_tells_what_differs_in_words_json_and_a_report() {
    let folder = Folder::named("replay");
    let example = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(EXAMPLE)).unwrap();
    let changed = example.replacen("between = [50, 1000]\npoints = 20", "between = [50, 1000]\npoints = 5", 1);
    let (new, leads) = (folder.file("new.toml", &changed), folder.file("leads.csv", &past(Some(9))));
    let report = folder.path("replay.html");
    let output = baton(&["replay", EXAMPLE, &new, &leads, "--html", &report]);
    assert!(output.status.success(), "{}", err(&output));
    let told = out(&output);
    for part in [
        "40 leads of 2026-03-02",
        "Reps answer as they did",
        "40 (100.0 %)",
        "+20 to +5  50 to 1,000 people",
        "came in: `received_at`",
    ] {
        assert!(told.contains(part), "{part} is not in:\n{told}");
    }
    assert!(folder.read("replay.html").contains("50 to 1,000 people"));
    let json = out(&baton(&["replay", EXAMPLE, &new, &leads, "--json", "--assume", "--headcount"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["changed"]["scored"], &json["terms"]["answers"]), (&40.into(), &"assumed".into()));
    assert!(json["headcount"]["run"]["met"].as_i64() >= Some(950), "{}", json["headcount"]);
}

#[test]
fn a_replay_without_instants_says_what_to_do() {
    let folder = Folder::named("undated");
    let leads = folder.file("leads.csv", "email,company\na@b.example,Works\n");
    let output = baton(&["replay", EXAMPLE, EXAMPLE, &leads]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("--column") && err(&output).contains("email, company"), "{}", err(&output));
    let output = baton(&["replay", EXAMPLE, EXAMPLE, &leads, "--busy", "soon"]);
    assert!(output.status.code() == Some(2) && err(&output).contains("90s, 10m"), "{}", err(&output));
}

#[test]
fn an_audit_writes_a_report_and_an_agreement_that_checks() {
    let folder = Folder::named("audit");
    let mut text = String::from("Eingang;Erstkontakt;Besitzer;Quelle;Status\n");
    for row in 0..200 {
        let (owner, hour) = if row % 4 == 0 { ("Ben Okafor", 14) } else { ("Ana Silva", 9) };
        let day = row % 27 + 1;
        writeln!(text, "{day:02}.03.2026 09:00;{day:02}.03.2026 {hour:02}:10;{owner};Messe;Gewonnen").unwrap();
    }
    let export = folder.file("export.csv", &text);
    let (report, begin) = (folder.path("report.html"), folder.path("begin.toml"));
    let arguments = ["audit", &export, "--html", &report, "--agreement", &begin, "--value", "1000", "--rate", "10%"];
    let output = baton(&arguments);
    assert!(output.status.success(), "{}", err(&output));
    let told = out(&output);
    assert!(
        told.contains("1. Ben Okafor answers later than the others") && told.contains("1,000 (as you said)"),
        "{told}"
    );
    assert!(folder.read("report.html").contains("Ben Okafor"));
    let checked = baton(&["check", &begin]);
    assert!(checked.status.success() && err(&checked).is_empty(), "{}", err(&checked));
    assert_eq!(out(&baton(&arguments)), told, "the same again");
    let json: serde_json::Value = serde_json::from_str(&out(&baton(&["audit", &export, "--json"]))).unwrap();
    assert_eq!((&json["rows"], &json["leaks"][0]["about"]), (&200.into(), &"Ben Okafor".into()));
}

#[test]
fn a_file_that_is_no_export_says_what_to_do() {
    let folder = Folder::named("wrong");
    let wrong = folder.file("leads.xlsx", "PK\u{3}\u{4}rest");
    let output = baton(&["audit", &wrong]);
    assert!(output.status.code() == Some(1) && err(&output).contains("save it as CSV"), "{}", err(&output));
    let export = folder.file("export.csv", "Created,Status\n2026-03-02,Won\n");
    for (arguments, part) in [
        (vec!["audit", &export, "--column", "owner=Who"], "the file has: Created, Status"),
        (vec!["audit", &export, "--hours", "9 to 5"], "09:00-17:00"),
        (vec!["audit", &export, "--rate", "lots"], "0.13 or 13%"),
        (vec!["audit", "no-such.csv"], "check the name"),
    ] {
        let output = baton(&arguments);
        assert!(!output.status.success() && err(&output).contains(part), "{arguments:?}: {}", err(&output));
    }
}
