//! The handoff link: what it shows, and what it does when it is answered.

use crate::world::{START, World, ada, id, token};
use baton_handoff::links::{Claim, sign};
use baton_handoff::{Answer, Desk, DeskName, DueChoice, Event, HandoffView, Millis, Problem, Question, Reply, State};

fn world() -> (World, String) {
    let mut world = World::new();
    world.receipt(&ada(1));
    let token = token(&world.deliver_all()[0]);
    (world, token)
}

fn view(world: &mut World, token: &str) -> Result<Box<HandoffView>, Problem> {
    match world.ask(Question::Handoff { token: token.to_owned() })? {
        Answer::Handoff(view) => Ok(view),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_page_has_five_facts_and_the_reasons() {
    let (mut world, token) = world();
    let view = view(&mut world, &token).unwrap();
    assert_eq!((view.rep.as_str(), view.title.as_str(), view.state), ("Ana Silva", "Ada King", State::Notified));
    assert_eq!(
        view.package.facts().map(|(_, fact)| fact.unwrap_or("-").to_owned()),
        [
            "Ada King, Head of Data, Works & Co · ada@works.example",
            "demo request · Book a demo (/demo) · campaign q4",
            "How do we start? <!channel> *now*",
            "this quarter",
            "-",
        ]
    );
    let reasons: Vec<_> = view.reasons.iter().map(|reason| (reason.words.as_str(), reason.points)).collect();
    assert_eq!(reasons, [("50 to 1,000 people", 40), ("asked for a demo", 40)]);
    assert_eq!((view.score, view.mql, view.acknowledgement.is_none()), (80, true, true));
    assert!(baton_handoff::page::render(&view).contains("Ada King"));
}

#[test]
fn an_acknowledgement_is_kept_and_told() {
    let (mut world, token) = world();
    world.now.0 += 120_000;
    world.acknowledge(&token, "  Call Ada & send *quote* ").unwrap();
    let page = world.page(1);
    assert_eq!(page["lead"]["state"], "acknowledged");
    assert_eq!(
        page["lead"]["acknowledgement"],
        serde_json::json!({"by": "Ana Silva", "next_step": "Call Ada & send *quote*", "at": world.now.0, "due_at": world.now.0 + 3_600_000})
    );
    let told = world.deliver_all();
    assert_eq!(told.iter().map(|outgoing| outgoing.endpoint.as_str()).collect::<Vec<_>>(), ["events"]);
    assert!(told[0].body.contains("\"type\":\"lead.acknowledged\""));
    assert!(!told[0].body.contains("/h/acme/"), "nobody is to act any more");
    assert_eq!(view(&mut world, &token).unwrap().acknowledgement.unwrap().next_step, "Call Ada & send *quote*");
}

#[test]
fn a_form_sent_twice_is_one_acknowledgement() {
    let (mut world, token) = world();
    world.acknowledge(&token, "Call").unwrap();
    let before = world.dump();
    world.now.0 += 5_000;
    assert!(matches!(world.acknowledge(&token, "Call "), Ok(Reply::Acknowledged)));
    let problem = world.acknowledge(&token, "Send a quote").unwrap_err();
    assert_eq!((problem.status, problem.code), (409, "already_acknowledged"));
    assert!(world.dump() == before);
}

#[test]
fn what_is_no_commitment_changes_nothing() {
    let (mut world, token) = world();
    let before = world.dump();
    for (next_step, due, code) in
        [("", "in_1h", "next_step_needed"), ("call", "", "due_needed"), ("call", "2020-01-01T10:00", "due_in_the_past")]
    {
        let due = DueChoice { text: due.to_owned(), zone_offset: 0 };
        let event = Event::Acknowledge { token: token.clone(), next_step: next_step.to_owned(), due };
        assert_eq!(world.handle(event).unwrap_err().code, code);
    }
    assert!(world.dump() == before);
}

#[test]
fn links_that_were_touched_open_nothing() {
    let (mut world, token) = world();
    let before = world.dump();
    // Every sixth bit here; every bit is tried where links are made.
    for at in (0..token.len() * 8).step_by(6) {
        let mut bytes = token.clone().into_bytes();
        bytes[at / 8] ^= 1 << (at % 8);
        let Ok(changed) = String::from_utf8(bytes) else { continue };
        assert_eq!(view(&mut world, &changed).err().unwrap().code, "link_not_valid");
        assert_eq!(world.acknowledge(&changed, "call").unwrap_err().code, "link_not_valid");
    }
    for odd in ["", ".", "a.b", &"A".repeat(5000), "\u{0}"] {
        assert_eq!(view(&mut world, odd).err().unwrap().code, "link_not_valid");
    }
    assert!(world.dump() == before);
}

#[test]
fn links_end_after_fourteen_days() {
    let (mut world, token) = world();
    world.now = START + Millis(14 * 86_400_000 - 1);
    assert!(view(&mut world, &token).is_ok());
    world.now.0 += 1;
    assert_eq!(view(&mut world, &token).err().unwrap().code, "link_expired");
    let problem = world.acknowledge(&token, "call").unwrap_err();
    assert_eq!((problem.status, problem.code), (410, "link_expired"));
}

#[test]
fn links_open_at_their_own_desk_only() {
    let (mut world, token) = world();
    let rows = world.rows("SELECT key FROM link_keys");
    let key = rows[0].blob(0).unwrap().to_vec();
    // Even with the very rows of the desk, under another name it is another desk.
    world.desk = Desk::new(DeskName::parse("acme.sales").unwrap());
    assert_eq!(view(&mut world, &token).err().unwrap().code, "link_not_valid");
    world.desk = Desk::new(DeskName::parse("acme").unwrap());
    for (claim, code) in [
        (Claim { key: 9, lead: id(1), rep: "ana".into(), expires_at: Millis(i64::MAX) }, "link_not_valid"),
        (Claim { key: 1, lead: id(2), rep: "ana".into(), expires_at: Millis(i64::MAX) }, "link_not_valid"),
        (Claim { key: 1, lead: id(1), rep: "ben".into(), expires_at: Millis(i64::MAX) }, "not_your_lead"),
    ] {
        let forged = sign(&claim, &DeskName::parse("acme").unwrap(), &key);
        assert_eq!(world.acknowledge(&forged, "call").unwrap_err().code, code, "{claim:?}");
    }
}

#[test]
fn keys_differ_from_desk_to_desk_and_stay() {
    let mut one = World::new();
    let keys = one.dump();
    one.handle(Event::Publish { source: format!("{}\n#\n", crate::world::AGREEMENT) }).unwrap();
    assert_eq!(one.count("link_keys"), 1, "a new agreement keeps old links alive");
    assert!(keys.contains("link_keys: 1 | "));
}
