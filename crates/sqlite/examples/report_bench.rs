//! How long the report takes over a year of a million leads: `report_bench [FILE]`, and the file stays. The cells are made as they would
//! be stored: 50 reps, 40 campaigns, 6 sources, 5 pools, 3 tiers, every day of a year, some 25 numbers a cell.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench measures, and fails loudly"
)]

use std::fmt::Write;
use std::time::Instant;

use baton_handoff::figures::ReportAsked;
use baton_handoff::{Database, Desk, DeskName, Event, Ids, Millis, Question, Value};
use baton_sqlite::NativeDatabase;

/// 2026-11-21T10:00:00Z.
const NOW: Millis = Millis(1_795_255_200_000);
const LEADS: i64 = 1_000_000;

fn main() {
    let mut db = match std::env::args().nth(1) {
        Some(file) => NativeDatabase::open(file.as_ref()).unwrap(),
        None => NativeDatabase::in_memory().unwrap(),
    };
    let mut desk = Desk::new(DeskName::parse("acme").unwrap());
    db.transaction(|db| desk.migrate(db)).unwrap();
    let source = include_str!("../../handoff/tests/desk/agreement.toml").to_owned();
    db.transaction(|db| desk.handle(Event::Publish { source }, NOW, &mut Ids::from_entropy([1; 32]), db)).unwrap();
    let today = NOW.0 / 86_400_000;
    let mut bytes = 0;
    let mut rows = 0;
    for (dimension, values) in [("rep", 50), ("campaign", 40), ("source", 6), ("pool", 5)] {
        db.transaction(|db| {
            for day in today - 365..today {
                for value in 0..values {
                    for tier in ["hot", "warm", "cold"] {
                        let cell = cell(LEADS / 365 / values / 3, day + value);
                        bytes += cell.len();
                        rows += 1;
                        let row = [
                            Value::from(dimension),
                            Value::from(day),
                            Value::from(format!("{dimension}_{value}")),
                            Value::from(tier),
                            Value::from(cell),
                        ];
                        db.execute(
                            "INSERT INTO figures (dimension, day, value, tier, v, cell) VALUES (?, ?, ?, ?, 1, ?)",
                            &row,
                        )?;
                    }
                }
            }
            Ok::<(), baton_handoff::DatabaseError>(())
        })
        .unwrap();
    }
    // Days that are over are added up by the alarm, some at a time.
    db.execute("INSERT INTO meta (key, value) VALUES ('figure_blocks', ?)", &[Value::from((today - 365) / 16 * 4)])
        .unwrap();
    db.execute("INSERT INTO timers (lead, kind, due_at, failures) VALUES ('', 'figure_blocks', 0, 0)", &[]).unwrap();
    let (mut longest, mut now) = (0.0_f64, NOW);
    while !db.query("SELECT 1 FROM timers WHERE kind = 'figure_blocks'", &[]).unwrap().is_empty() {
        let begun = Instant::now();
        let mut ids = Ids::from_entropy([2; 32]);
        now = now + Millis(1_000);
        db.transaction(|db| desk.handle(Event::Due, now, &mut ids, db)).unwrap();
        longest = longest.max(begun.elapsed().as_secs_f64() * 1000.0);
    }
    println!("added up, {longest:.0} ms at the longest slice\n");
    println!(
        "{rows} cells, {bytes} bytes\n\n| dimension | by | answer, KB | best of 7, ms | worst, ms |\n| --- | --- | ---: | ---: | ---: |"
    );
    for dimension in ["tier", "source", "campaign", "rep", "pool"] {
        for by in ["week", "month"] {
            let mut times = Vec::new();
            let mut size = 0;
            for _ in 0..7 {
                let begun = Instant::now();
                let asked = ReportAsked {
                    from: "2025-11-22".to_owned(),
                    to: "2026-11-21".to_owned(),
                    by: by.to_owned(),
                    dimension: dimension.to_owned(),
                    of: String::new(),
                };
                let answer = desk.ask(Question::Report(asked), NOW, &mut db).unwrap();
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
                let baton_handoff::Answer::Json(json) = answer else { continue };
                size = json.len() / 1024;
            }
            times.sort_by(f64::total_cmp);
            println!("| {dimension} with tier | {by} | {size} | {:.0} | {:.0} |", times[0], times[6]);
        }
    }
}

/// A cell of so many leads, as the desk writes one.
fn cell(leads: i64, salt: i64) -> String {
    let leads = leads.max(1);
    let mut cell = format!(
        "n:{leads} t:{leads} h:{} w:{} m:{} lm:{} a:{} r:{} ru:1 k:{} ks:{} s:{} o:{} v:1 p:{} pv:9000 x:{} g:{} b:1 u:1",
        leads,
        leads,
        leads / 4 + 1,
        leads / 4 + 1,
        leads / 3 + 1,
        leads / 4 + 1,
        leads / 2 + 1,
        leads / 6 + 1,
        leads / 5 + 1,
        leads / 8 + 1,
        leads * 1_000,
        leads / 2 + 1,
        leads / 3 + 1
    );
    for at in 0..leads.min(5) {
        let _ = write!(cell, " S{}:{}", 20 + (salt + at) % 7, leads / 5 + 1);
    }
    for at in 0..leads.min(24) {
        let _ = write!(cell, " H{}:{}", 60 + (salt * 7 + at * 3) % 70, leads / 24 + 1);
    }
    for (band, key) in [("B", 3), ("C", 2), ("D", 2)] {
        for at in 0..key {
            let _ = write!(cell, " {band}{}:{}", 4 + (salt + at) % 6, leads / 3 + 1);
        }
    }
    cell.push_str(" E3:2 E4:3 Rno_budget:1 Rbad_timing:1");
    cell
}
