//! What is personal of somebody is handed out, and taken away.

use crate::world::{MINUTE, World, ada, id, token};
use baton_handoff::access::Bearer;
use baton_handoff::people::Asked;
use baton_handoff::{Answer, Comment, Event, LeadMove, Question, Reply, State};
use serde_json::Value;

/// What Ada's leads hold and nobody else's do, as it stands in any column.
const HERS: [&str; 7] =
    ["Ada King", "ada@works.example", "Works & Co", "Head of Data", "call my sister", "+44 20", "her CFO is away"];

fn moved(world: &mut World, n: u32, body: &str) -> State {
    let asked = LeadMove::parse(&id(n), body.as_bytes()).unwrap();
    match world.handle(Event::Move(asked)).unwrap() {
        Reply::Moved { state, .. } => state,
        other => panic!("{other:?}"),
    }
}

fn found(world: &mut World, address: &str) -> Vec<String> {
    let asked = Asked::parse(format!(r#"{{"email":"{address}"}}"#).as_bytes()).unwrap();
    let (mut all, mut after) = (Vec::new(), Some(0));
    while let Some(from) = after {
        match world.ask(Question::People { asked: asked.clone(), after: from }).unwrap() {
            Answer::People(found) => {
                all.extend(found.leads);
                after = found.next;
            }
            other => panic!("{other:?}"),
        }
    }
    all
}

/// Ada with a telephone, corrected, joined, in conflict, answered, attempted, spoken of: in every table.
fn everywhere(world: &mut World) {
    let mut first: Value = serde_json::from_str(&ada(1)).unwrap();
    first["fields"].as_array_mut().unwrap().push(serde_json::json!({"name": "phone", "value": "+44 20 7946 0000"}));
    world.receipt(&first.to_string());
    let mut other = first.clone();
    other["fields"][0]["value"] = "Ada King Jr".into();
    let _ = world.intake(&other.to_string());
    other["revision"] = 2.into();
    world.intake(&other.to_string()).unwrap();
    let mut again = first.clone();
    again["id"] = id(7).into();
    world.intake(&again.to_string()).unwrap();
    let told = world.deliver_all();
    let link = told.iter().find(|message| message.body.contains("/h/acme/")).unwrap();
    world.acknowledge(&token(link), "call my sister").unwrap();
    let said = Comment::parse(Some(&id(7)), br#"{"text":"her CFO is away"}"#, &Bearer::Secret, None).unwrap();
    world.handle(Event::Comment(said)).unwrap();
    world.now.0 += MINUTE;
    let attempted = r#"{"move":"attempted","id":"a1","by":"ana","channel":"call","reached":false,"next_step":"call my sister","due_at":"#;
    moved(world, 1, &format!("{attempted}{}}}", world.now.0 + 60 * MINUTE));
}

#[test]
fn nothing_of_hers_is_left_in_the_file() {
    let folder = std::env::temp_dir().join(format!("baton-erasure-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("desk.sqlite");
    let mut world = World::in_file(&path);
    everywhere(&mut world);
    for n in 20..24 {
        world.receipt(&crate::world::somebody_else(n));
    }
    let before = world.page(1)["lead"].clone();
    let others = world.page(20);
    for canary in HERS {
        assert!(world.dump().contains(canary), "{canary} is nowhere, so this would prove nothing");
    }
    assert_eq!(moved(&mut world, 1, r#"{"move":"erased"}"#), State::Erased);
    for canary in HERS {
        assert!(!world.dump().contains(canary), "{canary} in a row");
    }
    assert_eq!(world.page(20), others, "nobody else is touched");
    let page = world.page(1);
    assert_eq!((&page["lead"]["state"], &page["lead"]["name"]), (&"erased".into(), &Value::Null));
    assert_eq!(
        (&page["lead"]["score"], &page["lead"]["tier"]),
        (&before["score"], &before["tier"]),
        "the figures stay"
    );
    assert_eq!(page["timeline"].as_array().unwrap().last().unwrap()["kind"], "lead.erased");
    drop(world);
    for entry in std::fs::read_dir(&folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for canary in HERS {
            let at = bytes.windows(canary.len()).position(|window| window == canary.as_bytes());
            assert_eq!(at, None, "{canary} in the file");
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn she_is_found_wherever_she_typed_her_address_and_nobody_else_is() {
    let mut world = World::new();
    everywhere(&mut world);
    let mut mentions: Value = serde_json::from_str(&crate::world::somebody_else(20)).unwrap();
    mentions["fields"].as_array_mut().unwrap().push(serde_json::json!(
        {"name": "message", "value": "Ask ada@works.example"}
    ));
    world.receipt(&mentions.to_string());
    let mut held: Value = serde_json::from_str(&ada(1)).unwrap();
    held["id"] = id(30).into();
    world.intake_from(None, &held.to_string()).unwrap();
    assert_eq!(found(&mut world, "ADA@works.example"), [id(1), id(30)], "open and in quarantine");
    assert_eq!(found(&mut world, "da@works.example"), Vec::<String>::new());
    let Answer::Json(all) = world.ask(Question::Everything(id(1))).unwrap() else { panic!() };
    let all: Value = serde_json::from_str(&all).unwrap();
    assert!(all["received"].as_array().unwrap().len() >= 3, "as it came, corrected and joined");
    for canary in HERS {
        assert!(all.to_string().contains(canary), "{canary} is kept and not handed out");
    }
    moved(&mut world, 1, r#"{"move":"erased"}"#);
    moved(&mut world, 30, r#"{"move":"erased"}"#);
    assert_eq!(found(&mut world, "ada@works.example"), Vec::<String>::new());
}

#[test]
fn what_was_not_sent_is_never_sent() {
    let mut world = World::new();
    world.receipt(&ada(1));
    for outgoing in world.claim() {
        world.delivered(&outgoing.id, 410);
    }
    let dead: Vec<String> = world
        .rows("SELECT id FROM deliveries WHERE state <> 'delivered'")
        .iter()
        .map(|row| row.text(0).unwrap().to_owned())
        .collect();
    assert!(!dead.is_empty(), "nothing was given up, so this would prove nothing");
    moved(&mut world, 1, r#"{"move":"erased"}"#);
    for id in dead {
        let problem = world.handle(Event::Replay { id: id.clone() }).unwrap_err();
        assert_eq!(problem.status, 404, "{id}");
    }
    assert!(world.claim().is_empty());
}

#[test]
fn what_is_erased_stays_erased() {
    let mut world = World::new();
    world.receipt(&ada(1));
    moved(&mut world, 1, r#"{"move":"erased"}"#);
    let before = world.dump();
    moved(&mut world, 1, r#"{"move":"erased"}"#);
    assert!(world.receipt(&ada(1)).repeat, "a browser that still had it in its queue");
    let mut corrected: Value = serde_json::from_str(&ada(1)).unwrap();
    corrected["revision"] = 2.into();
    corrected["fields"][0]["value"] = "Ada Lovelace".into();
    assert!(world.receipt(&corrected.to_string()).repeat);
    assert!(world.dump() == before);
    world.now.0 += 60 * MINUTE;
    world.due();
    assert!(world.claim().is_empty(), "and nobody is told of it any more");
    assert!(!world.receipt(&ada(2)).repeat, "who comes again is welcome");
    assert_eq!(world.page(2)["lead"]["returned_from"], Value::Null);
}

#[test]
fn who_is_asked_for_wrongly_is_not_repeated() {
    for body in ["", "{}", r#"{"email":"ada"}"#, r#"{"email":"ada@works"}"#, r#"{"email":"a b@works.example"}"#] {
        let problem = Asked::parse(body.as_bytes()).unwrap_err();
        assert_eq!((problem.status, problem.code), (400, "wrong_shape"), "{body}");
        assert!(!problem.message.contains("works") && !problem.message.contains("ada"), "{}", problem.message);
    }
}

#[test]
fn it_is_whole_or_not_at_all() {
    for landed in [baton_sqlite::Landed::Yes, baton_sqlite::Landed::No] {
        for call in 1.. {
            let mut world = World::new();
            everywhere(&mut world);
            let before = world.dump();
            world.db.fail_at(call, landed);
            let asked = LeadMove::parse(&id(1), br#"{"move":"erased"}"#).unwrap();
            if world.handle(Event::Move(asked)).is_ok() {
                assert!(call > 15, "only {} calls were swept", call - 1);
                break;
            }
            assert!(world.dump() == before, "half done after call {call}");
        }
    }
}

#[test]
fn leads_are_kept_as_long_as_the_agreement_says() {
    let keeps = |time: &str| format!("{}\n[privacy]\nkeep_leads = \"{time}\"\n", crate::world::AGREEMENT);
    let mut world = World::with(&keeps("30d"));
    world.receipt(&ada(1));
    world.now.0 += 20 * 24 * 60 * MINUTE;
    // Nobody has done anything with it: it is with marketing by now.
    world.due();
    for n in 100..160 {
        world.intake_from(None, &crate::world::somebody_else(n)).unwrap();
    }
    world.receipt(&ada(2));
    let promised = r#"{"move":"connected","by":"ana","next_step":"call","due_at":"#;
    let later = world.now.0 + 85 * 24 * 60 * MINUTE;
    moved(&mut world, 2, &format!("{promised}{later}}}"));
    let ring = |world: &mut World| {
        for _ in 0..100 {
            if world.desk.next_due(&mut world.db).unwrap().is_none_or(|due| due > world.now) {
                return;
            }
            world.due();
            world.deliver_all();
        }
        panic!("something is always due: {:?}", world.rows("SELECT lead, kind, due_at, failures FROM timers"));
    };
    ring(&mut world);
    assert_eq!(world.page(1)["lead"]["email"], "ada@works.example", "thirty days are not over");
    world.now.0 += 11 * 24 * 60 * MINUTE;
    ring(&mut world);
    assert_eq!(world.page(1)["lead"]["state"], "erased");
    assert_eq!(world.page(100)["lead"]["state"], "quarantined");
    assert_eq!(world.kinds(1).last().map(String::as_str), Some("lead.erased"));
    world.now.0 += 20 * 24 * 60 * MINUTE;
    ring(&mut world);
    let left = "leads WHERE state = 'quarantined'";
    assert_eq!(world.count(left), 0, "in slices of twenty");
    assert_eq!(world.page(2)["lead"]["state"], "connected", "it is still open");
    world.handle(Event::Publish { source: crate::world::AGREEMENT.to_owned() }).unwrap();
    world.now.0 += 2 * 24 * 60 * MINUTE;
    ring(&mut world);
    let looking = "timers WHERE lead = '' AND kind <> 'figure_blocks'";
    assert_eq!(world.count(looking), 0, "nothing is looked for any more");
}
