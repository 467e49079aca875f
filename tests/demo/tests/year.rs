//! A smaller year: the report tells what is true of it, warns of what was planted, and of nothing else.

use baton_demo::{Year, held, live};
use baton_handoff::Millis;
use baton_sqlite::NativeDatabase;

fn year(leads: u32) -> Year {
    Year {
        leads,
        seed: 7,
        // 2026-11-21T10:00:00Z.
        end: Millis(1_795_255_200_000),
        origin: "https://www.northwind.example".to_owned(),
        edge: "https://edge.example".to_owned(),
    }
}

#[test]
fn the_report_tells_the_truth_of_a_year() {
    let year = year(2_400);
    let mut db = NativeDatabase::in_memory().unwrap();
    let truth = live(&year, &mut db, &mut |_| {}).unwrap();
    assert!((2_000..2_800).contains(&truth.all.leads), "{}", truth.all.leads);
    let held = held::hold(&year, &truth, &mut db).unwrap();
    assert_eq!(held.differences, Vec::<String>::new());
    assert!(held.figures > 250, "{}", held.figures);
    assert_eq!(held.unnamed(), Vec::<&str>::new(), "{:#?}", held.warnings);
    for innocent in ["Ana", "Ben", "Chloé", "Dev", "Hugo", "Inés", "Yuki", "Zoe", "demo request:", "trial:", "contact:"]
    {
        assert!(!held.warnings.iter().any(|(_, words)| words.contains(innocent)), "{innocent}: {:#?}", held.warnings);
    }
}

#[test]
fn a_figure_that_is_another_is_found() {
    let year = year(300);
    let mut db = NativeDatabase::in_memory().unwrap();
    let mut truth = live(&year, &mut db, &mut |_| {}).unwrap();
    assert_eq!(held::hold(&year, &truth, &mut db).unwrap().differences, Vec::<String>::new());
    truth.all.accepted += 1;
    assert!(!held::hold(&year, &truth, &mut db).unwrap().differences.is_empty());
}
