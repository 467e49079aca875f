//! Replays on the real desk, on native SQLite: what was changed is told, and nothing else.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says what is wrong by failing"
)]

use baton_agreement::Agreement;
use baton_handoff::{Millis, Problem};
use baton_replay::headcount::{Question, headcount, prove};
use baton_replay::{Answers, Course, Load, PastLead, Replay, Runs, Terms, rehearse};
use baton_scoring::{RawField, Submission, map_fields};
use baton_sqlite::NativeDatabase;

const EXAMPLE: &str = include_str!("../../../examples/agreement.toml");
/// A Monday, nine o'clock UTC.
const MONDAY: i64 = 1_772_442_000_000;
const MINUTE: i64 = 60_000;

fn agreement(changes: &[(&str, &str)]) -> Agreement {
    let mut text = EXAMPLE.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let checked = baton_agreement::check(&text);
    checked.agreement.unwrap_or_else(|| panic!("{:?}", checked.problems))
}

/// A lead every so many minutes from Monday nine o'clock on.
fn leads(number: u64, every: i64) -> Vec<PastLead> {
    let lead = |row: u64| {
        let field = |name: &str, value: String| RawField { name: name.into(), value, ..RawField::default() };
        let size = [30, 200, 5_000][(row % 3) as usize];
        let fields = vec![
            field("email", format!("p{row}@company{row}.example")),
            field("first_name", format!("Given{row}")),
            field("company_size", size.to_string()),
            field("job_title", "Head of Data".to_owned()),
        ];
        let mapping = map_fields(&fields);
        let form = Submission { fields, source: Some("demo_request".to_owned()), ..Submission::default() };
        PastLead::of(row, Millis(MONDAY + (row as i64 - 1) * every * MINUTE), &form, &mapping, &|_| false)
    };
    (1..=number).map(lead).collect()
}

fn run(agreement: &Agreement, leads: &[PastLead], terms: &Terms) -> Vec<Course> {
    run_in(&mut NativeDatabase::in_memory().unwrap().without_readers(), agreement, leads, terms)
}

fn run_in(stage: &mut NativeDatabase, agreement: &Agreement, leads: &[PastLead], terms: &Terms) -> Vec<Course> {
    let mut told = 0;
    let courses = rehearse(agreement, leads, terms, stage, &mut || told += 1).unwrap();
    assert_eq!(told, leads.len());
    courses
}

/// What a desk keeps for readers is left out of a replay: everything else is there, to the last row. The leads are
/// enough for words to be written, which comes once in 1,024.
#[test]
fn a_desk_without_readers_decides_as_every_desk() {
    let (agreement, leads, terms) = (agreement(&[]), leads(1_100, 3), Terms::default());
    let mut whole = NativeDatabase::in_memory().unwrap();
    let mut bare = NativeDatabase::in_memory().unwrap().without_readers();
    let played = bare.transaction(|bare| Ok::<_, Problem>(run_in(bare, &agreement, &leads, &terms)));
    assert_eq!(played.unwrap(), run_in(&mut whole, &agreement, &leads, &terms), "in one transaction, too");
    let kept = |stage: &mut NativeDatabase| -> (Vec<String>, usize) {
        let dump = stage.dump().unwrap().replace("meta: \"words_to\" | 1024", "meta: \"words_to\" | 0");
        let is_for_readers = |line: &&str| READ_ONLY.iter().any(|begin| line.starts_with(begin));
        let of_readers = dump.lines().filter(is_for_readers).count();
        (dump.lines().filter(|line| !is_for_readers(line)).map(str::to_owned).collect(), of_readers)
    };
    let ((whole, read), (bare, unread)) = (kept(&mut whole), kept(&mut bare));
    assert_eq!(whole, bare);
    assert!(read >= 1_100 && unread == 0, "{read} rows for readers, and {unread} where there are none");
}

/// Rows of figures, of how far they are added up, and of words to search by.
const READ_ONLY: [&str; 6] = [
    "figures: ",
    "lead_figures: ",
    "lead_words: ",
    "figure_blocks: ",
    "meta: \"figure_blocks\"",
    "timers: \"\" | \"figure_blocks\"",
];

fn replay(old: &Agreement, new: &Agreement, leads: &[PastLead], terms: &Terms) -> Replay {
    let (before, after) = (run(old, leads, terms), run(new, leads, terms));
    Replay::of(&Runs { leads, terms, old: (old, &before), new: (new, &after) }, 5)
}

#[test]
fn the_same_agreement_makes_no_difference_and_the_same_bytes() {
    let (agreement, leads, terms) = (agreement(&[]), leads(90, 4), Terms::default());
    let told = replay(&agreement, &agreement, &leads, &terms);
    assert_eq!(told.changed, Default::default());
    assert!(told.changes.is_empty() && told.html().contains("Nothing would have been different."));
    let again = replay(&agreement, &agreement, &leads, &terms);
    assert_eq!((told.text(), told.html()), (again.text(), again.html()));
}

#[test]
fn other_points_tiers_routes_and_windows_are_told_with_their_reasons() {
    let old = agreement(&[]);
    let new = agreement(&[
        ("between = [50, 1000]\npoints = 20", "between = [50, 1000]\npoints = 5"),
        ("first_response = \"5m\"", "first_response = \"30m\""),
        ("at_least = 1001 }\nto = \"enterprise\"", "at_least = 100 }\nto = \"enterprise\""),
    ]);
    // Slow enough that five minutes are often over.
    let terms = Terms { reaction_ms: 4 * MINUTE, ..Terms::default() };
    let told = replay(&old, &new, &leads(90, 15), &terms);
    // A third each: 30, 200 and 5,000 people.
    assert_eq!((told.changed.scored, told.changed.routed, told.changed.timed), (30, 30, 90), "{}", told.text());
    let (cause, of) = told.causes.first().unwrap();
    assert_eq!((cause.criterion.as_str(), cause.before, cause.after, *of), ("size_ideal", 20, 5, 30));
    let enterprise = told.pools.iter().find(|pool| pool.name == "enterprise").unwrap();
    assert_eq!((enterprise.before, enterprise.after), (30, 60));
    assert_eq!(told.changes.len(), 5);
    assert!(told.changed.newly_missed == 0 && told.changed.newly_met > 0, "{}", told.text());
}

#[test]
fn who_is_answered_late_by_the_file_misses_the_window() {
    let agreement = agreement(&[]);
    let mut leads = leads(60, 60);
    for lead in &mut leads {
        let after = match lead.row % 3 {
            0 => Some(2),
            1 => Some(50),
            _ => None,
        };
        lead.contacted_at = after.map(|minutes| lead.at + Millis(minutes * MINUTE));
        lead.measure(agreement.calendar());
    }
    let terms = Terms { answers: Answers::Observed, ..Terms::default() };
    let courses = run(&agreement, &leads, &terms);
    for (lead, course) in leads.iter().zip(&courses) {
        let (missed, answered) = match lead.row % 3 {
            0 => (false, Some(2 * MINUTE)),
            1 => (true, Some(50 * MINUTE)),
            _ => (true, None),
        };
        assert_eq!((course.missed, course.answered_after_ms), (missed, answered), "row {}: {course:?}", lead.row);
    }
    let load = Load::of(&courses);
    assert_eq!((load.with_window, load.missed, load.unanswered, load.returned), (60, 40, 20, 20));
}

#[test]
fn a_rep_does_one_lead_at_a_time() {
    let agreement = agreement(&[]);
    let terms = Terms { reaction_ms: MINUTE, busy_ms: 30 * MINUTE, ..Terms::default() };
    let (calm, rush) = (run(&agreement, &leads(60, 60), &terms), run(&agreement, &leads(60, 2), &terms));
    let missed = |courses: &[Course]| Load::of(courses).missed;
    assert!(missed(&calm) < 6 && missed(&rush) > 45, "{} and {}", missed(&calm), missed(&rush));
}

#[test]
fn absent_reps_get_nothing_and_hours_stop_the_clock() {
    let away = agreement(&[(
        "email = \"ana@acme.example\"\n",
        "email = \"ana@acme.example\"\nabsences = [{ from = 2026-03-01, to = 2026-03-31 }]\n",
    )]);
    let courses = run(&away, &leads(60, 20), &Terms::default());
    assert!(courses.iter().all(|course| course.rep.as_deref() != Some("ana")));
    let hours = agreement(&[(
        "[windows]\n",
        "[hours]\nzone = \"UTC\"\nmon_to_fri = [\"09:00-10:00\"]\n\n[windows]\nin = \"working_hours\"\n",
    )]);
    // The second lead comes at half past ten: its clock begins on Tuesday.
    let courses = run(&hours, &leads(2, 90), &Terms::default());
    assert_eq!(courses[1].due_at, Some(Millis(MONDAY + 24 * 60 * MINUTE + 5 * MINUTE)));
    assert!(!courses[1].missed && courses[1].answered_after_ms > Some(22 * 60 * MINUTE), "{:?}", courses[1]);
}

#[test]
fn the_desk_itself_says_how_many_reps_are_enough() {
    let agreement = agreement(&[]);
    let terms = Terms::default();
    // A lead every two minutes, ten minutes of work each.
    let leads = leads(300, 2);
    let courses = run(&agreement, &leads, &terms);
    let found = headcount(&Question { agreement: &agreement, leads: &leads, courses: &courses, terms: &terms });
    let answer = &found.hours[0].agreed;
    assert!(answer.reps > Some(4) && answer.met >= 950, "{answer:?}");
    let mut runs = 0;
    let proof = prove(&agreement, answer, &mut |agreement| {
        runs += 1;
        Ok::<_, ()>(run(agreement, &leads, &terms))
    });
    let proof = proof.unwrap().unwrap();
    assert!(proof.met >= 950 && proof.met_as_modelled <= proof.met, "{proof:?}");
    assert!(proof.reps >= answer.reps.unwrap() && proof.reps <= answer.reps.unwrap() + 4, "{answer:?} {proof:?}");
    assert_eq!(proof.runs, runs);
    // And three reps, as there are, are not enough: the question was one.
    assert!(Load::of(&courses).met() < Some(500));
}
