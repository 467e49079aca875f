//! What people say happened to a lead, and the clocks that are read from it.

use crate::world::{AGREEMENT, MINUTE, START, World, ada, id, token};
use baton_handoff::{Event, LeadMove, Millis, Problem, Reply, State};
use serde_json::json;

const HOUR: i64 = 60 * MINUTE;

fn world() -> World {
    let windows =
        "first_response = \"5m\"\nfirst_attempt = \"15m\"\nfirst_contact = \"1h\"\nby_tier = { cold = \"30m\" }";
    let mut world = World::with(&AGREEMENT.replacen("first_response = \"5m\"", windows, 1));
    world.receipt(&ada(1));
    world
}

fn make(world: &mut World, body: &serde_json::Value) -> Result<(State, bool), Problem> {
    match world.handle(Event::Move(LeadMove::parse(&id(1), body.to_string().as_bytes())?))? {
        Reply::Moved { state, repeat } => Ok((state, repeat)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lead_goes_all_the_way() {
    let mut world = world();
    let token = token(&world.deliver_all()[0]);
    world.acknowledge(&token, "Call").unwrap();
    for (body, state) in [
        (json!({"move": "attempted", "by": "ana", "channel": "call", "reached": false}), State::Attempted),
        (json!({"move": "attempted", "by": "ana", "channel": "call", "reached": true}), State::Connected),
        (json!({"move": "booked", "starts_at": START.0 + HOUR}), State::Booked),
        (json!({"move": "connected", "by": "ben"}), State::Connected),
        (json!({"move": "accepted", "by": "ana"}), State::Accepted),
        (json!({"move": "opportunity", "by": "ana", "value": 9000}), State::Opportunity),
        (json!({"move": "won", "value": 12000}), State::Won),
    ] {
        world.now.0 += MINUTE;
        assert_eq!(make(&mut world, &body).unwrap(), (state, false), "{body}");
        assert_eq!(world.count("timers"), i64::from(state.is_open()), "{body}");
    }
    let words: Vec<String> = world.page(1)["timeline"].as_array().unwrap()[5..]
        .iter()
        .map(|event| format!("{}: {}", event["actor"].as_str().unwrap(), event["words"].as_str().unwrap()))
        .collect();
    assert_eq!(
        words,
        [
            "ana: Ana Silva kept the promise: Call",
            "ana: Ana Silva tried by call and reached nobody",
            "ana: Ana Silva reached them by call",
            "admin: a meeting was booked, says the desk's admin",
            "ben: Ben Okafor spoke with them",
            "ana: Ana Silva accepted it",
            "ana: Ana Silva made it an opportunity, worth 9000",
            "admin: the desk's admin won it, worth 12000",
        ]
    );
}

#[test]
fn what_cannot_happen_is_refused_in_words_and_changes_nothing() {
    let mut world = world();
    let before = world.dump();
    for (body, message, help) in [
        (json!({"move": "won"}), "this lead cannot be won now: its rep was not told yet", "opportunity first"),
        (json!({"move": "accepted"}), "this lead cannot be accepted now: its rep was not told yet", "Acknowledge"),
    ] {
        let problem = make(&mut world, &body).unwrap_err();
        assert_eq!((problem.status, problem.code, problem.message.as_str()), (409, "not_now", message));
        assert!(problem.help.contains(help));
    }
    for (body, code) in [
        (json!({"move": "booked", "by": "zoe"}), "unknown_rep"),
        (json!({"move": "reassigned", "to": "zoe"}), "unknown_rep"),
        (json!({"move": "reassigned", "to": "ana"}), "not_now"),
        (json!({"move": "connected", "next_step": "call", "due_at": 5}), "due_in_the_past"),
        (json!({"move": "connected", "next_step": " ", "due_at": START.0 + HOUR}), "next_step_needed"),
    ] {
        assert_eq!(make(&mut world, &body).unwrap_err().code, code, "{body}");
    }
    let unknown = LeadMove::parse(&id(9), br#"{"move":"won"}"#).unwrap();
    assert_eq!(world.handle(Event::Move(unknown)).unwrap_err().code, "unknown_lead");
    assert!(world.dump() == before);
}

#[test]
fn the_same_move_twice_is_one() {
    let mut world = world();
    let body = json!({"move": "attempted", "id": "crm-1", "by": "ana", "channel": "mail", "reached": false});
    assert_eq!(make(&mut world, &body).unwrap(), (State::Attempted, false));
    let before = world.dump();
    world.now.0 += MINUTE;
    assert_eq!(make(&mut world, &body).unwrap(), (State::Attempted, true));
    let other = json!({"move": "rejected", "id": "crm-1", "reason": "spam"});
    let problem = make(&mut world, &other).unwrap_err();
    assert_eq!((problem.status, problem.code), (409, "different_move_same_id"));
    assert!(world.dump() == before);
    assert_eq!(world.page(1)["lead"]["attempts"], 1);
}

#[test]
fn an_attempt_is_an_answer_and_its_promise_is_waited_for() {
    let mut world = world();
    world.now.0 += 2 * MINUTE;
    let due = world.now.0 + HOUR;
    let body = json!({"move": "attempted", "by": "ana", "channel": "call", "reached": false,
        "next_step": "Call again", "due_at": due});
    make(&mut world, &body).unwrap();
    let lead = &world.page(1)["lead"];
    assert_eq!(
        (&lead["window"]["met_at"], &lead["acknowledgement"]["next_step"]),
        (&json!(START.0 + 2 * MINUTE), &json!("Call again"))
    );
    world.now = Millis(due);
    world.due();
    assert_eq!(world.kinds(1).last().unwrap(), "promise.passed");
    world.now.0 += 48 * HOUR;
    world.due();
    assert_eq!(world.page(1)["lead"]["state"], "nurture");
}

#[test]
fn an_answer_after_the_window_is_a_miss_whoever_comes_first() {
    let mut world = world();
    world.now.0 += 6 * MINUTE;
    make(&mut world, &json!({"move": "connected", "by": "ana"})).unwrap();
    assert_eq!(world.kinds(1)[3..], ["window.missed", "lead.connected"]);
    let window = &world.page(1)["lead"]["window"];
    assert_eq!((&window["met_at"], &window["missed_at"]), (&json!(null), &json!(START.0 + 5 * MINUTE)));
}

#[test]
fn attempts_without_contact_end_with_marketing() {
    let mut world = world();
    let body = json!({"move": "attempted", "by": "ana", "channel": "call", "reached": false});
    for _ in 1..5 {
        world.now.0 += HOUR;
        assert_eq!(make(&mut world, &body).unwrap().0, State::Attempted);
    }
    assert_eq!(make(&mut world, &body).unwrap().0, State::Nurture);
    assert_eq!(
        world.page(1)["timeline"].as_array().unwrap().last().unwrap()["words"],
        "back with marketing: nobody reached in 5 attempts"
    );
    assert_eq!((world.count("timers"), world.page(1)["lead"]["owner"].is_null()), (0, true));
}

#[test]
fn a_person_gives_the_lead_to_another() {
    let mut world = world();
    let old = token(&world.deliver_all()[0]);
    world.acknowledge(&old, "Call").unwrap();
    world.now.0 += HOUR / 2;
    assert_eq!(
        make(&mut world, &json!({"move": "reassigned", "by": "mara", "to": "mara"})).unwrap().0,
        State::Assigned
    );
    let lead = &world.page(1)["lead"];
    assert_eq!((lead["owner"]["id"].as_str(), lead["acknowledgement"].is_null()), (Some("mara"), true));
    assert_eq!(
        lead["window"],
        json!({"from_at": world.now.0, "due_at": world.now.0 + 5 * MINUTE, "met_at": null, "missed_at": null})
    );
    assert_eq!(world.acknowledge(&old, "Call").unwrap_err().code, "not_your_lead");
    let new = token(&world.deliver_all().into_iter().find(|told| told.endpoint == "slack").unwrap());
    world.acknowledge(&new, "Mail").unwrap();
    // Nobody is named: the next of the pool who does not have it.
    assert_eq!(make(&mut world, &json!({"move": "reassigned"})).unwrap().0, State::Assigned);
    assert_eq!(world.page(1)["lead"]["owner"]["id"], "ben");
}

#[test]
fn an_open_lead_that_was_reached_is_brought_up_again() {
    let mut world = world();
    make(&mut world, &json!({"move": "connected", "by": "ana"})).unwrap();
    for n in 1..=2 {
        world.now.0 += 48 * HOUR;
        world.due();
        assert_eq!(world.count("events WHERE kind = 'lead.reminded'"), n);
    }
    assert_eq!((world.page(1)["lead"]["state"].as_str(), world.count("timers")), (Some("connected"), 1));
}

#[test]
fn both_clocks_are_read() {
    let mut world = world();
    let began = START.0;
    let clock = |raw: Option<i64>, window: i64, met: Option<bool>| json!({"from_at": began, "due_at": began + window, "raw_ms": raw, "working_ms": raw, "window_ms": window, "met": met});
    assert_eq!(
        world.page(1)["lead"]["clocks"],
        json!({
            "offered": clock(Some(0), 10_000, Some(true)),
            "told": clock(None, 60_000, None),
            "acknowledged": clock(None, 300_000, None),
            "attempted": clock(None, 900_000, None),
            "connected": clock(None, 3_600_000, None),
        })
    );
    world.now.0 += 1_000;
    let token = token(&world.deliver_all()[0]);
    world.now.0 += 2 * MINUTE;
    world.acknowledge(&token, "Call").unwrap();
    world.now.0 += 20 * MINUTE;
    make(&mut world, &json!({"move": "attempted", "by": "ana", "channel": "call", "reached": false})).unwrap();
    world.now.0 += 39 * MINUTE;
    let clocks = world.page(1)["lead"]["clocks"].clone();
    let reading = |name: &str| {
        let clock = &clocks[name];
        (clock["raw_ms"].as_i64(), clock["window_ms"].as_i64(), clock["met"].as_bool())
    };
    assert_eq!(reading("told"), (Some(1_000), Some(60_000), Some(true)));
    assert_eq!(reading("acknowledged"), (Some(2 * MINUTE), Some(5 * MINUTE), Some(true)));
    assert_eq!(reading("attempted"), (Some(22 * MINUTE), Some(15 * MINUTE), Some(false)));
    assert_eq!(
        reading("connected"),
        (None, Some(HOUR), Some(false)),
        "an hour and a minute, and nobody spoke with them"
    );
}

#[test]
fn a_lead_that_waited_shows_on_the_desks_clock_only() {
    let mut world = World::new();
    let lead = baton_handoff::intake::parse(ada(1).as_bytes()).unwrap();
    let sent_at = Some(START - Millis(1_000) + Millis(3 * HOUR));
    let (origin, edge_origin) = (Some(crate::world::ORIGIN.to_owned()), crate::world::EDGE.to_owned());
    world.handle(Event::Intake(Box::new(baton_handoff::Intake { lead, origin, sent_at, edge_origin }))).unwrap();
    let lead = &world.page(1)["lead"];
    assert_eq!(lead["clocks"]["offered"]["raw_ms"], 3 * HOUR);
    assert_eq!(
        (&lead["clocks"]["offered"]["met"], &lead["window"]["due_at"]),
        (&json!(false), &json!(START.0 + 5 * MINUTE))
    );
}

#[test]
fn corrected_answers_do_not_open_what_is_closed() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.now.0 += 49 * HOUR;
    world.due();
    assert_eq!(world.page(1)["lead"]["state"], "nurture");
    let mut corrected: serde_json::Value = serde_json::from_str(&ada(1)).unwrap();
    corrected["revision"] = json!(2);
    corrected["fields"][5]["value"] = json!("Call me");
    let receipt = world.receipt(&corrected.to_string());
    assert_eq!((receipt.state, receipt.host), (State::Nurture, None));
    assert_eq!((world.count("timers"), world.kinds(1).last().unwrap().as_str()), (0, "lead.corrected"));
}
