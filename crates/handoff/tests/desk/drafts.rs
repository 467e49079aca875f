//! Changes of the agreement: drafted, approved by both sides, published, taken back; and the leads they are tried on.

use crate::world::{AGREEMENT, World, ada, id};
use baton_handoff::access::{Bearer, Holder, Role};
use baton_handoff::{AgreementChange, Event, Problem, Question, Reply, Speaker};
use serde_json::{Value, json};

fn speaker(name: &str, role: Role) -> Speaker {
    let actor = format!("token:tok_{}_{}", name.to_lowercase(), role.id());
    Speaker::of(&Bearer::Holder(Holder { actor, name: name.to_owned(), role, rep: None, scopes: Vec::new() }))
}

fn mia() -> Speaker {
    speaker("Mia", Role::Marketing)
}

fn sam() -> Speaker {
    speaker("Sam", Role::SalesLead)
}

fn done(world: &mut World, change: Result<AgreementChange, Problem>) -> Result<Value, Problem> {
    match world.handle(Event::Agreement(Box::new(change?)))? {
        Reply::Draft { json, .. } => Ok(serde_json::from_str(&json).unwrap()),
        Reply::Published(published) => Ok(serde_json::from_str(&published.to_json()).unwrap()),
        Reply::Unpublishable(problems) => Ok(serde_json::from_str(&problems.to_json()).unwrap()),
        other => panic!("{other:?}"),
    }
}

fn draft(world: &mut World, by: Speaker, text: &str, base: i64) -> Result<Value, Problem> {
    let body = json!({"text": text, "why": "students pass", "base": base}).to_string();
    done(world, AgreementChange::draft(by, body.as_bytes()))
}

fn act(world: &mut World, by: Speaker, draft: i64, what: &str) -> Result<Value, Problem> {
    done(world, AgreementChange::of_draft(by, draft, json!({"do": what}).to_string().as_bytes()))
}

fn restore(world: &mut World, by: Speaker, version: i64) -> Result<Value, Problem> {
    done(world, AgreementChange::restore(by, version, br#"{"why":"too few hot leads"}"#))
}

fn code(result: Result<Value, Problem>) -> &'static str {
    result.err().map_or("none", |problem| problem.code)
}

/// The tests' agreement, which lets nothing past the two sides.
fn guarded() -> String {
    format!("{AGREEMENT}\n[approval]\nrequired = true\n")
}

fn reworded(text: &str) -> String {
    let other = text.replace("Test desk", "Another desk");
    assert_ne!(other, text);
    other
}

#[test]
fn a_change_takes_both_sides_and_is_taken_back_in_one_step() {
    let mut world = World::with(&guarded());
    let made = draft(&mut world, mia(), &reworded(&guarded()), 1).unwrap();
    assert_eq!((made["id"].clone(), made["missing"].clone()), (json!(1), json!(["marketing", "sales"])));
    assert_eq!(made["text"], reworded(&guarded()));

    assert_eq!(code(act(&mut world, mia(), 1, "publish")), "approval_missing");
    assert_eq!(act(&mut world, mia(), 1, "approve").unwrap()["missing"], json!(["sales"]));
    assert_eq!(act(&mut world, mia(), 1, "approve").unwrap()["missing"], json!(["sales"]), "twice is once");
    assert_eq!(code(act(&mut world, sam(), 1, "publish")), "approval_missing");
    assert_eq!(act(&mut world, sam(), 1, "approve").unwrap()["missing"], json!([]));
    assert_eq!(act(&mut world, mia(), 1, "publish").unwrap()["version"], 2);
    assert_eq!(code(act(&mut world, mia(), 1, "publish")), "draft_closed");

    let back = restore(&mut world, sam(), 1).unwrap();
    assert_eq!(back["version"], 3, "going back is a new version");
    let list = world.json(Question::Agreements)["agreements"].clone();
    assert_eq!(list[1]["draft"], 1);
    assert_eq!((list[1]["by"].clone(), list[1]["why"].clone()), (json!("Mia"), json!("students pass")));
    assert_eq!((list[0]["by"].clone(), list[0]["restores"].clone()), (json!("Sam"), json!(1)));
    assert_eq!(list[2]["why"], Value::Null, "nobody said why");

    let log = world.json(Question::Log);
    let said: Vec<&str> =
        log["events"].as_array().unwrap().iter().filter_map(|event| event["words"].as_str()).collect();
    for words in [
        "Mia made draft 1: students pass",
        "Mia approved draft 1 for marketing",
        "Sam approved draft 1 for sales",
        "Mia published draft 1 as agreement 2: students pass",
        "Sam went back to agreement 1, as agreement 3: too few hot leads",
    ] {
        assert_eq!(said.iter().filter(|known| **known == words).count(), 1, "{words}: {said:?}");
    }
}

#[test]
fn nobody_approves_for_both_sides_and_who_runs_the_desk_for_neither() {
    let mut world = World::with(&guarded());
    draft(&mut world, mia(), &reworded(&guarded()), 1).unwrap();
    act(&mut world, mia(), 1, "approve").unwrap();
    let twice = act(&mut world, speaker(" MIA", Role::SalesLead), 1, "approve").unwrap_err();
    assert_eq!((twice.code, twice.status), ("one_person", 409), "{twice:?}");
    let same_token = Speaker { name: "M.".to_owned(), side: sam().side, ..mia() };
    assert_eq!(code(act(&mut world, same_token, 1, "approve")), "one_person");
    for by in [Speaker::of(&Bearer::Secret), speaker("Ada", Role::Admin), speaker("Rea", Role::ReadOnly)] {
        assert_eq!(code(act(&mut world, by, 1, "approve")), "no_side");
    }
    assert_eq!(act(&mut world, sam(), 1, "approve").unwrap()["missing"], json!([]));
}

#[test]
fn nothing_gets_past_an_agreement_that_takes_both_sides() {
    let mut world = World::with(&guarded());
    let before = world.dump();
    let problem = world.handle(Event::Publish { source: AGREEMENT.to_owned() }).unwrap_err();
    assert_eq!((problem.code, problem.status), ("approval_needed", 409), "nor can one let itself in");
    let direct = AgreementChange::publish(mia(), AGREEMENT.to_owned(), Some("quick"));
    assert_eq!(code(done(&mut world, Ok(direct))), "approval_needed");
    assert_eq!(code(restore(&mut world, sam(), 1)), "nothing_changed");
    assert!(world.dump() == before);

    for version in 2..4 {
        let text = guarded().replace("Test desk", &format!("Desk {version}"));
        draft(&mut world, mia(), &text, version - 1).unwrap();
        for by in [mia(), sam()] {
            act(&mut world, by, version - 1, "approve").unwrap();
        }
        act(&mut world, mia(), version - 1, "publish").unwrap();
    }
    assert_eq!(code(restore(&mut world, sam(), 1)), "approval_needed", "two steps back are a change");
    assert_eq!(code(restore(&mut world, Speaker::of(&Bearer::Secret), 2)), "no_side");
    assert_eq!(restore(&mut world, sam(), 2).unwrap()["version"], 4);
}

#[test]
fn where_nobody_asks_for_it_a_draft_needs_no_consent_but_a_learned_one_does() {
    let mut world = World::new();
    draft(&mut world, mia(), &reworded(AGREEMENT), 1).unwrap();
    let body =
        json!({"text": format!("# learned\n{AGREEMENT}"), "why": "ranks better", "base": 1, "evidence": {"auc": 0.8}});
    let learned = done(&mut world, AgreementChange::draft(mia(), body.to_string().as_bytes())).unwrap();
    assert_eq!((learned["learned"].clone(), learned["evidence"]["auc"].clone()), (json!(true), json!(0.8)));
    assert_eq!(code(act(&mut world, speaker("Ada", Role::Admin), 2, "publish")), "approval_missing");
    assert_eq!(act(&mut world, speaker("Ada", Role::Admin), 1, "publish").unwrap()["version"], 2);

    let list = world.json(Question::Drafts);
    assert_eq!((list["version"].clone(), list["required"].clone()), (json!(2), json!(false)));
    let behind = &list["drafts"][0];
    assert_eq!((behind["id"].clone(), behind["behind"].clone()), (json!(2), json!(true)));
    assert_eq!(code(act(&mut world, sam(), 2, "approve")), "draft_behind", "nobody has read the two together");
    assert_eq!(act(&mut world, sam(), 2, "withdraw").unwrap()["state"], "withdrawn");
    assert_eq!(restore(&mut world, speaker("Ada", Role::Admin), 1).unwrap()["version"], 3);
}

#[test]
fn a_draft_is_right_has_a_reason_and_changes_something() {
    let mut world = World::new();
    let before = world.dump();
    let broken = AGREEMENT.replace("to = \"inbound\"", "to = \"inbund\"");
    assert_eq!(draft(&mut world, mia(), &broken, 1).unwrap()["code"], "agreement_has_problems");
    assert_eq!(code(draft(&mut world, mia(), AGREEMENT, 1)), "nothing_changed");
    assert_eq!(code(draft(&mut world, mia(), &reworded(AGREEMENT), 2)), "draft_behind");
    for body in ["", "{}", r#"{"text":"x","why":" ","base":1}"#, r#"{"text":"x","why":"y","base":1,"evidence":[]}"#] {
        assert_eq!(code(done(&mut world, AgreementChange::draft(mia(), body.as_bytes()))), "wrong_shape", "{body}");
    }
    assert_eq!(code(act(&mut world, mia(), 1, "eat")), "wrong_shape");
    assert_eq!(code(act(&mut world, mia(), 1, "approve")), "unknown_draft");
    assert_eq!(world.ask(Question::Draft(1)).unwrap_err().code, "unknown_draft");
    assert!(world.dump() == before);
}

#[test]
fn past_leads_come_with_what_became_of_them_in_slices() {
    let mut world = World::new();
    for n in 1..=130 {
        world.receipt(&ada(n));
    }
    let first = world.json(Question::PastLeads { before: None });
    let leads = first["leads"].as_array().unwrap();
    assert_eq!((leads.len(), leads[0]["lead"].clone()), (100, json!(id(130))));
    assert_eq!((leads[0]["worked"].clone(), leads[0]["decided_at"].clone()), (json!(false), Value::Null));
    assert_eq!(leads[0]["body"]["id"], id(130), "as it came in");
    let rest = world.json(Question::PastLeads { before: first["next"].as_i64() });
    assert_eq!((rest["leads"].as_array().unwrap().len(), rest["next"].clone()), (30, Value::Null));
}
