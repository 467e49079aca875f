//! The page for the meeting, and what people say of a lead or of a week.

use baton_handoff::access::Bearer;
use baton_handoff::figures::DigestAsked;
use baton_handoff::{Comment, Event, LeadMove, Question};
use serde_json::{Value, json};

use crate::world::{AGREEMENT, MINUTE, World, ada, id, somebody_else};

const DAY: i64 = 24 * 60 * MINUTE;

fn agreement() -> String {
    format!("{AGREEMENT}\n[report]\nfewest = 1\ndigest = [\"slack\"]\n")
}

fn digest(world: &mut World, by: &str, of: &str) -> Value {
    world.json(Question::Digest(DigestAsked { by: by.to_owned(), of: of.to_owned() }))
}

fn comment(lead: Option<&str>, body: &str) -> Comment {
    Comment::parse(lead, body.as_bytes(), &Bearer::Secret, None).unwrap()
}

fn moved(world: &mut World, n: u32, body: &str) {
    world.handle(Event::Move(LeadMove::parse(&id(n), body.as_bytes()).unwrap())).unwrap();
}

#[test]
fn a_week_that_is_over_is_told_and_asks_one_question() {
    let mut world = World::with(&agreement());
    world.receipt(&ada(1));
    world.receipt(&somebody_else(2));
    world.now.0 += MINUTE;
    moved(&mut world, 1, r#"{"move":"rejected","by":"ana","reason":"no_budget"}"#);
    world.now.0 += 9 * DAY;
    world.due();
    let told = digest(&mut world, "week", "");
    assert_eq!((&told["from"], &told["to"]), (&json!("2026-11-23"), &json!("2026-11-29")), "the last that is over");
    assert_eq!(told["figures"]["counts"]["leads"], 0);
    assert_eq!(told["figures_before"]["counts"]["leads"], 2);
    let week = digest(&mut world, "week", "2026-11-21");
    assert_eq!(week["from"], "2026-11-16");
    assert_eq!(week["rejected"], json!([["no_budget", 1]]));
    assert_eq!(week["decide"]["code"], "rejected", "{week:#}");
    assert!(week["decide"]["words"].as_str().unwrap().ends_with('?'));
    assert_eq!(week["after"], "2026-11-23");
    assert_eq!(told["after"], Value::Null, "the one behind it runs");
    assert_eq!(week["missed"].as_array().unwrap().len(), 1, "somebody else's window was missed");
    let month = world.ask(Question::Digest(DigestAsked { by: "month".into(), of: "2026-12-01".into() })).unwrap_err();
    assert_eq!(month.code, "not_over");
    assert_eq!(
        world.ask(Question::Digest(DigestAsked { by: "day".into(), of: String::new() })).unwrap_err().code,
        "wrong_digest"
    );
}

#[test]
fn it_is_sent_once_when_its_week_is_over_and_not_for_what_was_before() {
    let mut world = World::with(&agreement());
    world.receipt(&ada(1));
    let sent = |world: &mut World| world.count("deliveries WHERE event = 'digest'");
    world.due();
    assert_eq!(sent(&mut world), 0, "nobody had wished for the week before");
    for _ in 0..10 {
        world.now.0 += DAY / 2;
        world.due();
    }
    assert_eq!(sent(&mut world), 1, "one week ended in these five days");
    assert_eq!(world.count("events WHERE kind = 'digest.sent'"), 1);
    world.now.0 += 30 * DAY;
    world.due();
    world.due();
    assert_eq!(sent(&mut world), 3, "the last week and the last month; what was slept through is not sent later");
}

#[test]
fn what_is_said_of_a_lead_stands_with_it_and_goes_with_it() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let lead = id(1);
    world.handle(Event::Comment(comment(Some(&lead), r#"{"text":" Their CFO is on holiday. "}"#))).unwrap();
    let page = world.page(1);
    assert_eq!(page["comments"][0]["text"], "Their CFO is on holiday.");
    assert_eq!(page["comments"][0]["name"], "the admin");
    let logged = page["timeline"].as_array().unwrap().iter().find(|event| event["kind"] == "lead.commented").unwrap();
    assert_eq!(logged["words"], "the admin wrote a comment", "the log says that, and not what");
    moved(&mut world, 1, r#"{"move":"erased"}"#);
    assert_eq!(world.count("comments"), 0);
    let late = world.handle(Event::Comment(comment(Some(&lead), r#"{"text":"x"}"#))).unwrap_err();
    assert_eq!(late.code, "lead_erased");
    let nobody = world.handle(Event::Comment(comment(Some("nobody"), r#"{"text":"x"}"#))).unwrap_err();
    assert_eq!(nobody.code, "unknown_lead");
}

#[test]
fn a_rep_says_something_of_their_own_leads_alone() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let owner = world.page(1)["lead"]["owner"]["id"].as_str().unwrap().to_owned();
    let said = |rep: &str| Comment::parse(Some(&id(1)), br#"{"text":"x"}"#, &Bearer::Secret, Some(rep)).unwrap();
    world.handle(Event::Comment(said(&owner))).unwrap();
    assert_eq!(world.handle(Event::Comment(said("mara"))).unwrap_err().code, "not_your_lead");
}

#[test]
fn what_is_said_of_a_week_stands_on_its_page() {
    let mut world = World::new();
    world.now.0 += 20 * DAY;
    world.handle(Event::Comment(comment(None, r#"{"text":"A good one.","by":"week","of":"2026-11-26"}"#))).unwrap();
    assert_eq!(digest(&mut world, "week", "2026-11-23")["comments"][0]["text"], "A good one.");
    assert_eq!(digest(&mut world, "week", "2026-11-16")["comments"], json!([]));
    for body in ["", "{}", r#"{"text":"  "}"#, &format!(r#"{{"text":"{}"}}"#, "x".repeat(2_001))] {
        let refused = Comment::parse(None, body.as_bytes(), &Bearer::Secret, None).unwrap_err();
        assert_eq!(refused.code, "bad_comment", "{body}");
    }
}
