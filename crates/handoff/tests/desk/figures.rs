//! The figures are counted as things happen, and again from the log: both come to the same.

use std::collections::BTreeMap;

use baton_handoff::figures::ReportAsked;
use baton_handoff::figures::Tally;
use baton_handoff::figures::check::{self, Recount};
use baton_handoff::{Database, Event, LeadMove, Question};
use serde_json::Value;

use crate::world::{MINUTE, World, ada, id, somebody_else, token};

/// What is counted of a dimension: by value and tier.
fn cells(world: &mut World, dimension: &str) -> BTreeMap<(String, String), String> {
    let sql = format!("SELECT value, tier, cell FROM figures WHERE dimension = '{dimension}'");
    let mut cells: BTreeMap<(String, String), Tally> = BTreeMap::new();
    for row in world.rows(&sql) {
        let key = (row.text(0).unwrap().to_owned(), row.text(1).unwrap().to_owned());
        cells.entry(key).or_default().add_stored(row.text(2).unwrap());
    }
    cells.into_iter().filter(|(_, cell)| !cell.is_empty()).map(|(key, cell)| (key, cell.to_stored())).collect()
}

fn cell(world: &mut World, dimension: &str, value: &str, tier: &str) -> String {
    cells(world, dimension).remove(&(value.to_owned(), tier.to_owned())).unwrap_or_default()
}

fn moved(world: &mut World, n: u32, body: &str) {
    world.handle(Event::Move(LeadMove::parse(&id(n), body.as_bytes()).unwrap())).unwrap();
}

#[test]
fn a_lead_counts_where_it_came_from_and_with_whom_it_is() {
    let mut world = World::new();
    world.receipt(&ada(1));
    assert_eq!(cell(&mut world, "source", "demo_request", "hot"), "n:1 k:1 B8:1 E4:1");
    assert_eq!(cell(&mut world, "campaign", "q4", "hot"), "n:1 k:1 B8:1 E4:1");
    assert_eq!(cell(&mut world, "rep", "ana", "hot"), "n:1 k:1 B8:1 E4:1");
    assert_eq!(cell(&mut world, "pool", "inbound", "hot"), "n:1 k:1 B8:1 E4:1");

    let told = world.deliver_all();
    world.now.0 += 2 * MINUTE;
    world.acknowledge(&token(&told[0]), "Call").unwrap();
    assert_eq!(cell(&mut world, "rep", "ana", "hot"), "n:1 t:1 h:1 w:1 k:1 S0:1 H75:1 B8:1 E4:1", "in two minutes");
    for body in [r#"{"move":"connected","by":"ana"}"#, r#"{"move":"accepted","by":"ana"}"#] {
        moved(&mut world, 1, body);
    }
    moved(&mut world, 1, r#"{"move":"opportunity","by":"ana","value":9000}"#);
    moved(&mut world, 1, r#"{"move":"won","by":"ana"}"#);
    let won = "n:1 t:1 h:1 w:1 a:1 k:1 ks:1 s:1 o:1 v:1 p:9000 pv:9000 x:1 g:1 S0:1 H75:1 B8:1 C8:1 D8:1 E4:1";
    assert_eq!(cell(&mut world, "source", "demo_request", "hot"), won);
}

#[test]
fn a_missed_window_is_whose_it_was_though_another_has_the_lead() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.now.0 += 6 * MINUTE;
    world.due();
    moved(&mut world, 1, r#"{"move":"reassigned","to":"ben"}"#);
    world.now.0 += MINUTE;
    moved(&mut world, 1, r#"{"move":"rejected","by":"ben","reason":"spam"}"#);
    assert_eq!(cell(&mut world, "rep", "ana", "hot"), "m:1");
    let ben = "n:1 h:1 w:1 lm:1 r:1 ru:1 k:1 H88:1 B8:1 E4:1 Rspam:1";
    assert_eq!(cell(&mut world, "rep", "ben", "hot"), ben, "seven minutes after it came");
}

#[test]
fn what_is_taken_back_was_not() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let before = cell(&mut world, "rep", "ana", "hot");
    moved(&mut world, 1, r#"{"move":"rejected","by":"ana","reason":"spam"}"#);
    assert_eq!(cell(&mut world, "rep", "ana", "hot"), "n:1 h:1 w:1 r:1 ru:1 rq:1 k:1 H0:1 B8:1 E4:1 Rspam:1");
    moved(&mut world, 1, r#"{"move":"undone","by":"ana"}"#);
    assert_eq!(cell(&mut world, "rep", "ana", "hot"), before);
}

#[test]
fn an_erased_lead_stays_a_number_and_its_campaign_goes() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.receipt(&somebody_else(2));
    moved(&mut world, 1, r#"{"move":"erased"}"#);
    assert_eq!(cells(&mut world, "campaign").len(), 2, "{:?}", cells(&mut world, "campaign"));
    assert_eq!(cell(&mut world, "campaign", "q4", "hot"), "");
    assert_eq!(cell(&mut world, "campaign", "", "hot"), "n:1 k:1 B8:1 E4:1");
    assert!(!world.rows("SELECT facts FROM lead_figures").iter().any(|row| row.text(0).unwrap().contains("q4")));
}

#[test]
fn quarantine_is_counted_apart_and_a_release_hands_over() {
    let mut world = World::new();
    world.intake_from(Some("https://elsewhere.example"), &ada(1)).unwrap();
    assert_eq!(cell(&mut world, "source", "demo_request", "hot"), "q:1");
    moved(&mut world, 1, r#"{"move":"released"}"#);
    assert_eq!(cell(&mut world, "source", "demo_request", "hot"), "n:1 k:1 B8:1 E4:1");
}

#[test]
fn a_desk_of_before_catches_up_in_slices_while_leads_come() {
    let mut world = World::new();
    for n in 1..=120 {
        world.receipt(&ada(n));
    }
    world.now.0 += MINUTE;
    moved(&mut world, 7, r#"{"move":"attempted","by":"ana","channel":"call","reached":false}"#);
    let counted = ["source", "campaign", "rep", "pool"].map(|dimension| cells(&mut world, dimension));
    // As the tables of before were.
    for table in ["figures", "lead_figures"] {
        world.db.execute(&format!("DELETE FROM {table}"), &[]).unwrap();
    }
    world.db.execute("INSERT INTO timers (lead, kind, due_at, failures) VALUES ('', 'figures', 0, 0)", &[]).unwrap();
    // Something happens to a lead that is not counted yet.
    moved(&mut world, 90, r#"{"move":"attempted","by":"ana","channel":"call","reached":false}"#);
    moved(&mut world, 90, r#"{"move":"undone","by":"ana"}"#);
    for _ in 0..4 {
        world.due();
    }
    assert_eq!(world.count("timers WHERE lead = ''"), 0);
    assert_eq!(["source", "campaign", "rep", "pool"].map(|dimension| cells(&mut world, dimension)), counted);
}

#[test]
fn a_number_that_somebody_changed_is_found_and_named() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.receipt(&somebody_else(2));
    assert_eq!(check::everything(&mut world.db).unwrap(), Vec::<String>::new());
    world.counts = false;
    let changed = "UPDATE figures SET cell = 'n:2 k:1 B8:1 E4:1' WHERE dimension = 'rep' AND value = 'ana'";
    world.db.execute(changed, &[]).unwrap();
    world.db.execute(&format!("UPDATE lead_figures SET facts = '{{}}' WHERE lead = '{}'", id(2)), &[]).unwrap();
    let found = check::everything(&mut world.db).unwrap();
    assert_eq!(found[0], format!("lead {}: its facts are not what its log says", id(2)));
    assert_eq!(found[1], "rep `ana`, tier `hot`: stored is `n:2 k:1 B8:1 E4:1`, the log says `n:1 k:1 B8:1 E4:1`");
    assert_eq!(found.len(), 2);
}

/// Intake goes on while a day is worked out again, and what happens to leads that were read already counts.
#[test]
fn a_day_is_worked_out_again_in_slices_while_leads_come() {
    let mut world = World::new();
    for n in 1..=150 {
        world.receipt(&somebody_else(n));
    }
    let mut recount = Recount::begin(&mut world.db, None).unwrap().unwrap();
    let (mut n, mut steps) = (150, 0);
    let checked = loop {
        if let Some(checked) = recount.step(&mut world.db).unwrap() {
            break checked;
        }
        steps += 1;
        n += 1;
        world.receipt(&somebody_else(n));
        let owner = world.page(steps)["lead"]["owner"]["id"].as_str().unwrap().to_owned();
        moved(&mut world, steps, &format!(r#"{{"move":"rejected","by":"{owner}","reason":"spam"}}"#));
    };
    assert_eq!(steps, 5, "and a sixth that is not full");
    assert_eq!((checked.differences, checked.leads, checked.next), (Vec::new(), i64::from(n), None));
}

/// A report of half a year by a dimension, as it is told.
fn half_a_year(world: &mut World, dimension: &str) -> String {
    let (from, to) = ("2026-11-05".to_owned(), "2027-05-03".to_owned());
    let asked = ReportAsked { from, to, by: "week".to_owned(), dimension: dimension.to_owned(), of: String::new() };
    let mut told = world.json(Question::Report(asked));
    told["now"] = Value::Null;
    told.to_string()
}

/// Days that are over are added up in blocks; what changes in them later changes their block; and a report reads the
/// same whether it reads blocks or days.
#[test]
fn blocks_of_days_are_the_sums_of_their_days_at_all_times() {
    let mut world = World::new();
    for n in 1..=60 {
        world.receipt(&if n % 3 == 0 { somebody_else(n) } else { ada(n) });
        if n % 5 == 0 {
            for body in [r#"{"move":"connected","by":"ana"}"#, r#"{"move":"accepted","by":"ana"}"#] {
                moved(&mut world, n, body);
            }
            moved(&mut world, n, r#"{"move":"opportunity","by":"ana","value":9000}"#);
        } else if n % 4 == 0 {
            moved(&mut world, n, r#"{"move":"rejected","by":"ana","reason":"spam"}"#);
        }
        world.now.0 += 3 * 24 * 60 * MINUTE;
        world.due();
        // An old lead, of a block that is over.
        if n > 30 && n % 5 == 0 {
            moved(&mut world, n - 25, r#"{"move":"won","by":"ana"}"#);
        }
        assert_eq!(check::everything(&mut world.db).unwrap(), [""; 0], "after {n}");
    }
    let blocks = world.rows("SELECT DISTINCT block FROM figure_blocks WHERE dimension = 'pool'").len();
    assert!(blocks >= 4, "{blocks}");

    let dimensions = ["tier", "source", "campaign", "rep", "pool"];
    let by_blocks = dimensions.map(|dimension| half_a_year(&mut world, dimension));
    world.db.execute("UPDATE figure_blocks SET cell = 'n:7 ' || cell WHERE dimension = 'source'", &[]).unwrap();
    assert!(half_a_year(&mut world, "source") != by_blocks[1], "it is blocks that are read");
    let told = check::everything(&mut world.db).unwrap();
    assert!(told.len() == blocks && told[0].starts_with("source, block"), "{told:?}");
    world.db.execute("DELETE FROM figure_blocks", &[]).unwrap();
    world.db.execute("DELETE FROM meta WHERE key = 'figure_blocks'", &[]).unwrap();
    assert!(dimensions.map(|dimension| half_a_year(&mut world, dimension)) == by_blocks, "by their days");
    for told in &by_blocks {
        let (told, by_tier): (Value, Value) = (told.parse().unwrap(), by_blocks[0].parse().unwrap());
        assert_eq!(
            (&told["total"], &told["periods"]),
            (&by_tier["total"], &by_tier["periods"]),
            "{}",
            told["dimension"]
        );
    }

    // A desk of before begins with its first day.
    world.receipt(&ada(61));
    for _ in 0..4 * blocks {
        world.now.0 += 100;
        world.due();
    }
    assert_eq!(world.rows("SELECT DISTINCT block FROM figure_blocks WHERE dimension = 'pool'").len(), blocks);
    assert!(dimensions.map(|dimension| half_a_year(&mut world, dimension)) == by_blocks, "by blocks again");
}
