//! Leads are found as one types, and lists are narrowed.

use baton_handoff::{Answer, Database, Desk, DeskName, Event, LeadFilter, LeadMove, Question};

use crate::lead_list::ids_of;
use crate::world::{MINUTE, World, ada, ada_with, id, somebody_else};

/// The numbers of the leads a filter lets through, newest first.
fn found(world: &mut World, filter: LeadFilter) -> Vec<u32> {
    let list = world.json(Question::Leads { limit: 50, before: None, filter: Box::new(filter) });
    let leads = list["leads"].as_array().unwrap().iter();
    leads.map(|lead| u32::from_str_radix(lead["id"].as_str().unwrap().get(24..).unwrap(), 16).unwrap()).collect()
}

fn typed(world: &mut World, q: &str) -> Vec<u32> {
    found(world, LeadFilter { q: q.to_owned(), ..LeadFilter::default() })
}

fn moved(world: &mut World, n: u32, body: &str) {
    world.handle(Event::Move(LeadMove::parse(&id(n), body.as_bytes()).unwrap())).unwrap();
}

#[test]
fn by_the_beginning_of_every_word_that_says_who() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.receipt(&somebody_else(2));
    let zoe =
        ada_with(3, &[("name", "Zoë Müller-Lindqvist"), ("email", "zoe@acme.example"), ("company", "Åkerlund AB")]);
    world.receipt(&zoe.to_string());
    for (q, expected) in [
        ("a", vec![3, 1]),
        ("ada", vec![1]),
        ("KING ad", vec![1]),
        ("king zoe", vec![]),
        ("ada@works.example", vec![1]),
        ("ada@works.examples", vec![]),
        ("works.ex", vec![1]),
        ("other", vec![2]),
        ("mueller", vec![3]),
        ("lindqvist", vec![3]),
        ("akerl", vec![3]),
        ("orks", vec![]),
        ("!", vec![3, 2, 1]),
    ] {
        assert_eq!(typed(&mut world, q), expected, "{q}");
    }
    assert_eq!(typed(&mut world, &id(2)), [2]);
    assert_eq!(typed(&mut world, id(2).get(..30).unwrap()), [3, 2, 1], "the beginning of an id");
}

#[test]
fn what_is_narrowed_is_narrowed() {
    let mut world = World::new();
    for n in 1..=4 {
        world.receipt(&ada(n));
    }
    world.intake_from(Some("https://elsewhere.example"), &ada(5)).unwrap();
    moved(&mut world, 2, r#"{"move":"rejected","by":"ana","reason":"spam"}"#);
    world.now.0 += 24 * 60 * MINUTE;
    world.receipt(&somebody_else(6));
    let by = |key: &str, value: &str| {
        let mut filter = LeadFilter::default();
        let field = match key {
            "state" => &mut filter.state,
            "tier" => &mut filter.tier,
            "source" => &mut filter.source,
            "owner" => &mut filter.owner,
            "reason" => &mut filter.reason,
            "from" => &mut filter.from,
            "to" => &mut filter.to,
            _ => &mut filter.figure,
        };
        value.clone_into(field);
        filter
    };
    for (key, value, expected) in [
        ("state", "rejected", vec![2]),
        ("state", "rejected,quarantined", vec![5, 2]),
        ("tier", "cold", vec![6]),
        ("source", "demo_request", vec![6, 5, 4, 3, 2, 1]),
        ("source", "-", vec![]),
        ("owner", "-", vec![5]),
        ("reason", "spam", vec![2]),
        ("reason", "other", vec![]),
        ("from", "2026-11-22", vec![6]),
        ("to", "2026-11-21", vec![5, 4, 3, 2, 1]),
        ("figure", "rejected", vec![2]),
        ("figure", "leads", vec![6, 4, 3, 2, 1]),
        ("figure", "rejected_at_once", vec![2]),
        ("figure", "unanswered", vec![6, 4, 3, 1]),
    ] {
        assert_eq!(found(&mut world, by(key, value)), expected, "{key} {value}");
    }
    let both = LeadFilter { q: "works".into(), state: "quarantined".into(), ..LeadFilter::default() };
    assert_eq!(found(&mut world, both), [5]);
    let ana = LeadFilter { figure: "leads".into(), rep: "ana".into(), ..LeadFilter::default() };
    let of_ana = LeadFilter { owner: "ana".into(), ..LeadFilter::default() };
    assert_eq!(found(&mut world, ana), found(&mut world, of_ana));
    for (key, value, code) in [("from", "tomorrow", "wrong_day"), ("figure", "luck", "unknown_figure")] {
        let asked = Question::Leads { limit: 5, before: None, filter: Box::new(by(key, value)) };
        assert_eq!(world.ask(asked).unwrap_err().code, code);
    }
}

#[test]
fn pages_go_on_where_the_last_one_ended() {
    let mut world = World::new();
    for n in 1..=7 {
        world.receipt(&ada(n));
    }
    let works = LeadFilter { q: "works".into(), ..LeadFilter::default() };
    let mut before = None;
    let mut seen = Vec::new();
    for (page, more) in [(3, true), (3, true), (1, false)] {
        let asked = Question::Leads { limit: 3, before: before.clone(), filter: Box::new(works.clone()) };
        let list = world.json(asked);
        let leads = list["leads"].as_array().unwrap();
        assert_eq!((leads.len(), &list["more"]), (page, &serde_json::Value::Bool(more)));
        seen.extend(leads.iter().map(|lead| lead["id"].as_str().unwrap().to_owned()));
        before = seen.last().cloned();
    }
    assert_eq!(seen, (1..=7).rev().map(id).collect::<Vec<_>>());
}

/// Gives every lead there is its words, as happens when a thousand have come.
fn index(world: &mut World) {
    world.db.execute("INSERT INTO timers (lead, kind, due_at, failures) VALUES ('', 'words', 0, 0)", &[]).unwrap();
    while world.count("timers WHERE kind = 'words'") > 0 {
        world.handle(Event::Due).unwrap();
        world.now.0 += 1_000;
    }
}

#[test]
fn a_lead_is_found_before_it_has_its_words_and_after() {
    let mut world = World::new();
    for n in 1..=3 {
        world.receipt(&ada(n));
    }
    assert_eq!(world.count("lead_words"), 0, "the intake writes none");
    assert_eq!(typed(&mut world, "works"), [3, 2, 1]);
    index(&mut world);
    assert!(world.count("lead_words") >= 9);
    assert_eq!((typed(&mut world, "works"), typed(&mut world, "king")), (vec![3, 2, 1], vec![1]));
    // Some with, some without; and one that is corrected while it has none.
    world.receipt(&ada(4));
    world.receipt(&ada(5));
    let mut corrected = ada_with(4, &[("name", "Eva Lind")]);
    corrected["revision"] = 2.into();
    world.receipt(&corrected.to_string());
    assert_eq!((typed(&mut world, "works"), typed(&mut world, "eva")), (vec![5, 4, 3, 2, 1], vec![4]));
    index(&mut world);
    assert_eq!((typed(&mut world, "works"), typed(&mut world, "eva")), (vec![5, 4, 3, 2, 1], vec![4]));
    moved(&mut world, 5, r#"{"move":"erased"}"#);
    index(&mut world);
    assert_eq!(typed(&mut world, "works"), [4, 3, 2, 1]);
}

#[test]
fn every_thousandth_lead_wakes_who_writes_the_words() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.db.execute("UPDATE leads SET seq = 1023", &[]).unwrap();
    assert_eq!(world.count("timers WHERE kind = 'words'"), 0);
    world.receipt(&somebody_else(2));
    assert_eq!(world.count("timers WHERE kind = 'words'"), 1);
    world.now.0 += 1_000;
    world.handle(Event::Due).unwrap();
    assert_eq!(world.count("timers WHERE kind = 'words'"), 0);
    assert!(world.count("lead_words") > 0);
    assert_eq!((typed(&mut world, "king"), typed(&mut world, "other")), (vec![1], vec![2]));
}

/// A desk that is ended again and again gets on with them all the same.
#[test]
fn words_are_written_in_many_short_lives_too() {
    let mut world = World::new();
    for n in 1..=200 {
        world.receipt(&somebody_else(n));
    }
    world.db.execute("INSERT INTO timers (lead, kind, due_at, failures) VALUES ('', 'words', 0, 0)", &[]).unwrap();
    let mut lives = Vec::new();
    while world.count("timers WHERE kind = 'words'") > 0 {
        world.desk = Desk::new(DeskName::parse("acme").unwrap());
        world.now.0 += 1_000;
        world.handle(Event::Due).unwrap();
        lives.push(world.rows("SELECT value FROM meta WHERE key = 'words_to'")[0].integer(0).unwrap());
    }
    assert_eq!(lives, [64, 128, 192, 200]);
}

#[test]
fn who_was_corrected_or_erased_is_found_no_more() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let mut corrected = ada_with(1, &[("name", "Eva Lind")]);
    corrected["revision"] = 2.into();
    world.receipt(&corrected.to_string());
    assert_eq!((typed(&mut world, "king"), typed(&mut world, "eva")), (vec![], vec![1]));
    moved(&mut world, 1, r#"{"move":"erased"}"#);
    assert_eq!(typed(&mut world, "eva"), Vec::<u32>::new());
    assert_eq!(world.count("lead_words"), 0);
}

/// Of a word ten letters are kept: newer leads whose word begins alike do not push the one that is looked for off the page.
#[test]
fn a_long_word_is_found_behind_many_that_begin_alike() {
    let mut world = World::new();
    for n in 1..=12 {
        let company = format!("Wilhelmshaven{}", char::from(b'a' + u8::try_from(n).unwrap()));
        world.receipt(&ada_with(n, &[("company", &company)]).to_string());
    }
    index(&mut world);
    let asked = |q: &str| LeadFilter { q: q.into(), ..LeadFilter::default() };
    for (q, found) in [
        ("wilhelmshavenb", 1),
        ("wilhelmshavenc works.ex", 1),
        ("wilhelmsh", 3),
        ("wilhelmshaven", 3),
        ("wilhelmshavenzz", 0),
    ] {
        let list = world.json(Question::Leads { limit: 3, before: None, filter: Box::new(asked(q)) });
        assert_eq!(list["leads"].as_array().unwrap().len(), found, "{q}");
        assert_eq!(list["more"], found == 3, "{q}");
    }
}

/// A desk has one thread: what goes far down the list is done in turns, and is what one turn would have found.
#[test]
fn who_looks_far_down_the_list_lets_others_have_their_turn() {
    let mut world = World::new();
    for n in 1..=6 {
        world.receipt(&ada(n));
    }
    moved(&mut world, 1, r#"{"move":"rejected","by":"ana","reason":"spam"}"#);
    moved(&mut world, 4, r#"{"move":"rejected","by":"ana","reason":"spam"}"#);
    // Each in a block of its own, and a stretch of the list of its own.
    world.db.execute("UPDATE leads SET seq = seq * 200000", &[]).unwrap();
    world.db.execute("UPDATE meta SET value = 0 WHERE key = 'words_to'", &[]).unwrap();
    index(&mut world);
    for (filter, expected, turns) in [
        (LeadFilter { state: "rejected".into(), ..LeadFilter::default() }, vec![4, 1], 7),
        (LeadFilter { q: "works".into(), state: "rejected".into(), ..LeadFilter::default() }, vec![4, 1], 7),
        (LeadFilter { q: "nobody".into(), ..LeadFilter::default() }, vec![], 7),
        (LeadFilter { q: "works".into(), figure: "rejected".into(), ..LeadFilter::default() }, vec![4, 1], 7),
        (LeadFilter { reason: "spam".into(), ..LeadFilter::default() }, vec![4, 1], 1),
    ] {
        finds(&mut world, filter, (expected, turns));
    }
    let rejected = LeadFilter { state: "rejected".into(), ..LeadFilter::default() };
    let page = world.json(Question::Leads { limit: 1, before: None, filter: Box::new(rejected) });
    assert_eq!((&page["leads"][0]["id"], &page["more"]), (&id(4).into(), &true.into()), "full is not whole");
}

#[test]
fn leads_that_must_be_looked_at_one_by_one_are_looked_at_in_turns() {
    let mut world = World::new();
    for n in 1..=520 {
        world.receipt(&somebody_else(n));
    }
    moved(&mut world, 1, r#"{"move":"rejected","by":"ana","reason":"spam"}"#);
    let rejected = LeadFilter { figure: "rejected".into(), ..LeadFilter::default() };
    for q in ["", "other"] {
        finds(&mut world, LeadFilter { q: q.into(), ..rejected.clone() }, (vec![1], 2));
        index(&mut world);
    }
}

/// A filter finds these leads, after so many turns, and as a list for a spreadsheet the same.
fn finds(world: &mut World, filter: LeadFilter, (expected, turns): (Vec<u32>, u32)) {
    let asked = Question::Leads { limit: 50, before: None, filter: Box::new(filter.clone()) };
    assert_eq!(turns_of(world, asked), turns, "{filter:?}");
    assert_eq!(found(world, filter.clone()), expected, "{filter:?}");
    let ids: Vec<String> = expected.into_iter().map(id).collect();
    assert_eq!(ids_of(world, &filter), ids, "{filter:?}");
}

/// How many turns it takes until there is an answer.
fn turns_of(world: &mut World, mut question: Question) -> u32 {
    for turns in 1.. {
        match world.desk.ask(question, world.now, &mut world.db).unwrap() {
            Answer::GoOn(next) => question = *next,
            _ => return turns,
        }
    }
    0
}
