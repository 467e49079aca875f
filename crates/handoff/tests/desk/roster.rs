//! Who can take a lead now, and who gets it when nobody can.

use crate::world::{AGREEMENT, World, ada, id, lead};
use baton_handoff::{Answer, Event, Millis, Question, RosterChange};
use serde_json::Value;

fn say(world: &mut World, body: &str) {
    let change = RosterChange::parse(body.as_bytes()).unwrap();
    world.handle(Event::Roster(change)).unwrap();
}

fn owner(world: &mut World, n: u32) -> String {
    world.receipt(&person(n));
    world.page(n)["lead"]["owner"]["id"].as_str().unwrap_or("nobody").to_owned()
}

fn person(n: u32) -> String {
    lead(n, "https://www.acme.example/demo", &[("email", &format!("p{n}@c{n}.example")), ("company_size", "120")])
}

fn because(world: &mut World, n: u32) -> Vec<String> {
    let page = world.page(n);
    let said = page["timeline"][1]["because"].as_array().unwrap();
    said.iter().map(|sentence| sentence.as_str().unwrap().to_owned()).collect()
}

fn roster(world: &mut World) -> Value {
    match world.desk.ask(Question::Roster, world.now, &mut world.db).unwrap() {
        Answer::Json(roster) => serde_json::from_str(&roster).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_is_away_gets_nothing_and_no_flood_after() {
    let mut world = World::new();
    let until = world.now.0 + 3_600_000;
    say(&mut world, &format!(r#"{{"rep":"ana","away_until":{until},"away_why":"at the dentist"}}"#));
    let while_away: Vec<String> = (1..=6).map(|n| owner(&mut world, n)).collect();
    assert_eq!(while_away, ["ben"; 6]);
    assert!(because(&mut world, 1).contains(&"Ana Silva cannot: is away (at the dentist)".to_owned()));
    assert_eq!(roster(&mut world)["reps"][0]["away_why"], "at the dentist");
    // Back by itself.
    world.now = Millis(until);
    let after: Vec<String> = (7..=12).map(|n| owner(&mut world, n)).collect();
    assert_eq!(after, ["ana", "ben", "ana", "ana", "ben", "ana"], "two of three, as ever");
    let entry = world.rows("SELECT data FROM events WHERE kind = 'roster.changed'");
    assert_eq!(entry.len(), 1);
}

#[test]
fn what_happens_to_the_desk_itself_stands_in_its_log_the_newest_first() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let until = world.now.0 + 3_600_000;
    say(&mut world, &format!(r#"{{"rep":"ana","away_until":{until},"away_why":"ill"}}"#));
    let log = world.json(Question::Log);
    let words: Vec<&str> =
        log["events"].as_array().unwrap().iter().map(|event| event["words"].as_str().unwrap()).collect();
    assert_eq!(words, ["Ana Silva is away: ill", "agreement 1 was published"], "and nothing of any lead");
    assert_eq!((&log["events"][0]["actor"], &log["events"][0]["at"]), (&"admin".into(), &world.now.0.into()));
    let plan = world.rows(
        "EXPLAIN QUERY PLAN SELECT seq, at, kind, actor, agreement, data FROM events WHERE lead IS NULL
         ORDER BY seq DESC LIMIT 100",
    );
    let plan: Vec<&str> = plan.iter().map(|row| row.text(3).unwrap()).collect();
    assert!(plan[0].contains("USING INDEX log_by_lead"), "{plan:?}");
    assert!(!plan.iter().any(|step| step.contains("TEMP")), "{plan:?}");
}

#[test]
fn caps_count_what_is_open_and_what_came_today() {
    let capped = AGREEMENT.replace("id = \"ana\"\n", "id = \"ana\"\nopen_leads = 2\n");
    let mut world = World::with(&capped.replace("id = \"ben\"\n", "id = \"ben\"\nper_day = 1\nmanager = \"mara\"\n"));
    let owners: Vec<String> = (1..=4).map(|n| owner(&mut world, n)).collect();
    assert_eq!(owners, ["ana", "ben", "ana", "mara"], "the manager, when both are full");
    let said = because(&mut world, 4);
    assert!(said.contains(&"Ana Silva cannot: has 2 open leads of at most 2".to_owned()), "{said:?}");
    assert!(said.contains(&"Ben Okafor cannot: got 1 of at most 1 leads today".to_owned()), "{said:?}");
    assert!(said.last().unwrap().starts_with("nobody else can take it: it goes to the manager of"), "{said:?}");
    // Tomorrow Ben's count is new; what is open is not.
    world.now = world.now + Millis(86_400_000);
    assert_eq!(owner(&mut world, 5), "ben");
    say(&mut world, r#"{"rep":"ana","open_leads":3}"#);
    assert_eq!(owner(&mut world, 6), "ana");
    let now = roster(&mut world);
    assert_eq!((&now["reps"][0]["open"], &now["reps"][0]["open_cap"]), (&3.into(), &3.into()));
}

#[test]
fn routes_ask_for_skills_languages_and_products_and_some_companies_are_blocked() {
    let with = AGREEMENT
        .replace("id = \"ana\"\n", "id = \"ana\"\nlanguages = [\"de\"]\nblocked = [\"c3.example\"]\n")
        .replace("id = \"ben\"\n", "id = \"ben\"\nlanguages = [\"en\"]\n")
        .replace("id = \"everyone_else\"\n", "id = \"everyone_else\"\nsame_language = true\n");
    let mut world = World::with(&with);
    let german = |n: u32| person(n).replace(r#""language":"en""#, r#""language":"de-AT""#);
    for n in [1, 2] {
        world.receipt(&german(n));
        assert_eq!(world.page(n)["lead"]["owner"]["id"], "ana");
    }
    assert!(because(&mut world, 1).contains(&"Ben Okafor cannot: does not speak de".to_owned()));
    world.receipt(&german(3));
    let said = because(&mut world, 3);
    assert!(said.contains(&"Ana Silva cannot: gets no leads of c3.example".to_owned()), "{said:?}");
    assert_eq!(world.page(3)["lead"]["owner"]["id"], "mara");
}

#[test]
fn the_pool_behind_helps_out_and_in_the_end_the_agreements_owner_has_it() {
    let with = AGREEMENT.replace("id = \"inbound\"\n", "id = \"inbound\"\nfallback = \"enterprise\"\n");
    let mut world = World::with(&with);
    let until = world.now.0 + 1;
    for rep in ["ana", "ben"] {
        say(&mut world, &format!(r#"{{"rep":"{rep}","away_until":{}}}"#, i64::MAX / 1024));
    }
    assert_eq!(owner(&mut world, 1), "ana", "who is back first has it, even if that is far away");
    let ways = "fallback = \"enterprise\"\nif_nobody = [\"fallback\"]\n";
    let mut world = World::with(&AGREEMENT.replace("id = \"inbound\"\n", &format!("id = \"inbound\"\n{ways}")));
    for rep in ["ana", "ben"] {
        say(&mut world, &format!(r#"{{"rep":"{rep}","away_until":{until}}}"#));
    }
    assert_eq!(owner(&mut world, 2), "mara");
    assert_eq!(world.page(2)["timeline"][1]["pool"], "enterprise");
    say(&mut world, &format!(r#"{{"rep":"mara","away_until":{until}}}"#));
    assert_eq!(owner(&mut world, 3), "mara", "a lead always has an owner");
    assert!(because(&mut world, 3).last().unwrap().contains("owner of the agreement"));
}

#[test]
fn a_route_may_name_a_rep() {
    let with = AGREEMENT.replace("to = \"enterprise\"", "rep = \"mara\"");
    let mut world = World::with(&with);
    world.receipt(&lead(1, "", &[("email", "a@b.example"), ("company_size", "5000")]));
    let page = world.page(1);
    assert_eq!(page["lead"]["owner"]["id"], "mara");
    assert_eq!(page["timeline"][1]["words"], "given to Mara Lindt by route large_companies");
    let until = world.now.0 + 9;
    say(&mut world, &format!(r#"{{"rep":"mara","away_until":{until}}}"#));
    world.receipt(&lead(2, "", &[("email", "c@d.example"), ("company_size", "5000")]));
    assert_eq!(world.page(2)["lead"]["owner"]["id"], "mara", "who has no manager is the agreement's owner here");
}

#[test]
fn open_leads_can_be_what_is_shared() {
    let with = AGREEMENT.replace("id = \"inbound\"\n", "id = \"inbound\"\nshare = \"open_leads\"\n");
    let mut world = World::with(&with);
    let owners: Vec<String> = (1..=6).map(|n| owner(&mut world, n)).collect();
    assert_eq!(owners.iter().filter(|owner| *owner == "ana").count(), 4, "{owners:?}: by weight");
    // Ben has none left; the next ones are his until he has his share again.
    world.rows("UPDATE leads SET state = 'won' WHERE owner = 'ben'");
    assert_eq!([owner(&mut world, 7), owner(&mut world, 8)], ["ben", "ben"]);
}

#[test]
fn what_is_no_change_is_refused() {
    for body in ["", "{}", r#"{"rep":1}"#, r#"{"rep":"ana","away":true}"#, r#"{"rep":"ana","open_leads":-1}"#] {
        assert_eq!(RosterChange::parse(body.as_bytes()).unwrap_err().code, "wrong_shape", "{body}");
    }
    let mut world = World::new();
    let change = RosterChange::parse(br#"{"rep":"nobody"}"#).unwrap();
    assert_eq!(world.handle(Event::Roster(change)).unwrap_err().code, "unknown_rep");
    world.receipt(&ada(1));
    assert_eq!(world.page(1)["lead"]["id"], id(1));
}

#[test]
fn an_account_has_its_owner_and_who_comes_back_their_rep() {
    let owned = "[[routes]]\nid = \"accounts\"\naccount_owner = true\n\n[[routes]]\nid = \"large_companies\"";
    let accounts = "\n[[accounts]]\ndomain = \"atlas.example\"\nowner = \"ben\"\n";
    let with = AGREEMENT.replace("[[routes]]\nid = \"large_companies\"", owned) + accounts;
    let mut world = World::with(&with);
    world.receipt(&lead(1, "", &[("name", "Al Gore"), ("email", "al@atlas.example")]));
    let page = world.page(1);
    assert_eq!((&page["lead"]["owner"]["id"], &page["timeline"][1]["route"]), (&"ben".into(), &"accounts".into()));
    let said = because(&mut world, 1);
    assert!(said.last().unwrap().starts_with("it goes to the account's owner: account atlas.example"), "{said:?}");
    assert_eq!([owner(&mut world, 2), owner(&mut world, 3), owner(&mut world, 4)], ["ana", "ben", "ana"]);
    let said = because(&mut world, 2);
    assert_eq!(said[0], "route accounts does not match: “somebody owns the account” does not hold");
    // A closed lead that returns is a new one, with the same rep.
    world.rows("UPDATE leads SET state = 'won' WHERE id LIKE '%3'");
    let again = person(3).replace(&id(3), &id(5));
    world.receipt(&again);
    let page = world.page(5);
    assert_eq!(page["lead"]["owner"]["id"], "ben");
    assert_eq!(because(&mut world, 5).last().unwrap(), "it goes to who had this person's last lead");
    let kinds: Vec<&str> = page["timeline"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"lead.came_back"), "{kinds:?}");
}

const HOURS: &str = r#"
[hours]
zone = "Europe/Berlin"
mon_to_fri = ["09:00-12:30", "13:30-18:00"]
holidays = ["de"]
"#;

/// The tests' agreement in working hours: Ana in Berlin, Ben in New York.
fn in_hours(windows: &str) -> World {
    let with = AGREEMENT
        .replace("id = \"ben\"\n", "id = \"ben\"\nzone = \"America/New_York\"\nholidays = [\"us\"]\n")
        .replace("[windows]\n", &format!("{HOURS}\n[windows]\n{windows}"));
    World::with(&with)
}

#[test]
fn who_is_off_work_gets_no_lead_that_another_can_take() {
    let mut world = in_hours("");
    // Monday, 2026-11-23, 10:00 in Berlin: New York sleeps.
    world.now = Millis(1_795_420_800_000 + 3_600_000);
    assert_eq!([owner(&mut world, 1), owner(&mut world, 2)], ["ana", "ana"]);
    assert!(because(&mut world, 1).contains(&"Ben Okafor cannot: is not at work now".to_owned()));
    // 19:00 in Berlin is 13:00 in New York, where the break is over at half past one.
    world.now = world.now + Millis(9 * 3_600_000 + 1_800_000);
    assert_eq!(owner(&mut world, 3), "ben");
    // At night whoever begins first has it: Berlin, at nine.
    world.now = world.now + Millis(8 * 3_600_000);
    assert_eq!(owner(&mut world, 4), "ana");
    let said = because(&mut world, 4);
    assert_eq!(said.last().unwrap(), "nobody in inbound can take it now: it goes to who begins to work first");
    // Thanksgiving, 20:00 in Berlin.
    world.now = Millis(1_795_420_800_000 + 3 * 86_400_000 + 13 * 3_600_000);
    assert_eq!(owner(&mut world, 5), "ana");
    let said = because(&mut world, 5);
    assert!(said.iter().any(|said| said.starts_with("Ben Okafor cannot: has a holiday")), "{said:?}");
}

#[test]
fn windows_in_working_hours_run_in_those_of_the_owner() {
    let mut world = in_hours("in = \"working_hours\"\n");
    // Friday 2026-11-27, 17:58 in Berlin, 11:58 in New York.
    world.now = Millis(1_795_420_800_000 + 4 * 86_400_000 + 8 * 3_600_000 + 58 * 60_000);
    let due = |world: &mut World, n: u32| world.page(n)["lead"]["window"]["due_at"].as_i64().unwrap() - world.now.0;
    assert_eq!(owner(&mut world, 1), "ana");
    // Two minutes on Friday, three on Monday.
    assert_eq!(due(&mut world, 1), 2 * 60_000 + (63 * 3_600_000) + 3 * 60_000);
    assert_eq!(owner(&mut world, 2), "ben");
    assert_eq!(due(&mut world, 2), 5 * 60_000);
}

#[test]
fn as_many_reps_as_there_are_may_have_caps() {
    let mut with = AGREEMENT.to_owned();
    let members: Vec<String> = (0..60).map(|n| format!("{{ rep = \"r{n}\" }}")).collect();
    for n in 0..60 {
        with +=
            &format!("\n[[reps]]\nid = \"r{n}\"\nname = \"Rep {n}\"\nemail = \"r{n}@acme.example\"\nopen_leads = 1\n");
    }
    let mut world = World::with(&with.replace("[{ rep = \"mara\" }]", &format!("[{}]", members.join(", "))));
    let big = |n: u32| lead(n, "", &[("email", &format!("p{n}@c{n}.example")), ("company_size", "5000")]);
    for n in 1..=61 {
        world.receipt(&big(n));
    }
    assert_eq!(world.count("leads WHERE owner LIKE 'r%'"), 60);
    assert_eq!(world.page(61)["lead"]["owner"]["id"], "mara", "everybody has one: the agreement's owner");
    assert_eq!(roster(&mut world)["reps"].as_array().unwrap().len(), 63);
}
