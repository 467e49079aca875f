//! What sales answers: reasons of the agreement's, points confirmed, and the last word taken back.

use crate::world::{AGREEMENT, MINUTE, START, World, ada, id, token};
use baton_handoff::{Answer, Event, HandoffView, LeadMove, PageAnswer, Problem, Question, Reply, State};
use serde_json::{Value as Json, json};

const SQL: &str = "\n[checklists]\nready = [\"conversation\"]\n\n[sql]\nall = [\n  { reason = \"is MQL\", qualified = \"mql\" },\n  { reason = \"knows the buyer\", confirmed = \"economic_buyer\" },\n  { checklist = \"ready\" },\n]\n";

fn world() -> (World, String) {
    let mut world = World::with(&format!("{AGREEMENT}{SQL}"));
    world.receipt(&ada(1));
    let token = token(&world.deliver_all()[0]);
    (world, token)
}

fn make(world: &mut World, body: &Json) -> Result<(State, bool), Problem> {
    match world.handle(Event::Move(LeadMove::parse(&id(1), body.to_string().as_bytes())?))? {
        Reply::Moved { state, repeat } => Ok((state, repeat)),
        other => panic!("{other:?}"),
    }
}

fn post(world: &mut World, token: &str, form: &str) -> Result<Reply, Problem> {
    let PageAnswer::Move(body) = PageAnswer::parse(form.as_bytes()) else { panic!("{form}") };
    world.handle(Event::OwnerSays { token: token.to_owned(), body })
}

fn view(world: &mut World, token: &str) -> Box<HandoffView> {
    match world.ask(Question::Handoff { token: token.to_owned() }) {
        Ok(Answer::Handoff(view)) => view,
        other => panic!("{other:?}"),
    }
}

fn last_words(world: &mut World) -> String {
    let page = world.page(1);
    page["timeline"].as_array().unwrap().last().unwrap()["words"].as_str().unwrap().to_owned()
}

/// All rows that say where a lead stands; not the log, and not what was sent.
fn standing(world: &mut World) -> Vec<String> {
    ["leads", "timers", "acknowledgements", "confirmations"]
        .map(|table| format!("{:?}", world.rows(&format!("SELECT * FROM {table}"))))
        .to_vec()
}

#[test]
fn a_rejection_names_a_reason_of_the_agreement() {
    let (mut world, _) = world();
    let before = world.dump();
    for (body, code, help) in [
        (json!({"move": "rejected", "by": "ana", "reason": "a student"}), "unknown_reason", "wrong_fit, wrong_contact"),
        (json!({"move": "rejected", "by": "ana", "reason": "other"}), "note_needed", "`note`"),
    ] {
        let problem = make(&mut world, &body).unwrap_err();
        assert_eq!((problem.status, problem.code), (400, code), "{body}");
        assert!(problem.help.contains(help), "{}", problem.help);
    }
    assert!(world.dump() == before);
    make(&mut world, &json!({"move": "rejected", "by": "ana", "reason": "other", "note": "a student"})).unwrap();
    assert_eq!(last_words(&mut world), "Ana Silva rejected it: other (a student)");
    let data = world.rows("SELECT data FROM events WHERE kind = 'lead.rejected'")[0].text(0).unwrap().to_owned();
    assert!(data.contains(r#""code":"other""#), "{data}");
}

#[test]
fn an_agreement_has_reasons_of_its_own() {
    let own = "\n[[feedback.reasons]]\nid = \"too_small\"\nwords = \"too small for us\"\n";
    let mut world = World::with(&format!("{AGREEMENT}{own}"));
    world.receipt(&ada(1));
    let problem = make(&mut world, &json!({"move": "rejected", "reason": "spam"})).unwrap_err();
    assert_eq!(problem.code, "unknown_reason");
    assert!(problem.help.starts_with("Send one of: too_small."), "{}", problem.help);
    make(&mut world, &json!({"move": "rejected", "reason": "too_small"})).unwrap();
    assert_eq!(last_words(&mut world), "the desk's admin rejected it: too small for us");
}

#[test]
fn what_a_rep_confirms_meets_the_gate() {
    let (mut world, token) = world();
    let asked = view(&mut world, &token).preparation;
    assert!(!asked.sql);
    assert_eq!(asked.ask_next, ["knows the buyer", "conversation confirmed"]);
    assert_eq!(
        asked.points.iter().map(|point| point.point.as_str()).collect::<Vec<_>>(),
        ["economic_buyer", "conversation"]
    );
    let unknown = make(&mut world, &json!({"move": "confirmed", "points": [{"point": "mood", "holds": true}]}));
    assert_eq!(unknown.unwrap_err().code, "unknown_point");
    let points = json!([{"point": "economic_buyer", "holds": true}, {"point": "conversation", "holds": false}]);
    let (state, _) = make(&mut world, &json!({"move": "confirmed", "by": "ana", "points": points})).unwrap();
    assert_eq!(state, State::Notified, "no answer to the lead");
    assert_eq!(view(&mut world, &token).preparation.ask_next, ["conversation confirmed"]);
    post(&mut world, &token, "answer=confirm&point.conversation=yes&point.economic_buyer=").unwrap();
    assert_eq!(last_words(&mut world), "Ana Silva confirmed conversation: 80 points, qualified for sales");
    let met = view(&mut world, &token).preparation;
    assert!(met.sql && met.ask_next.is_empty());
    let verdict = &world.page(1)["lead"]["verdict"];
    assert!(verdict["gates"].as_array().unwrap().iter().any(|gate| gate["gate"] == "sql" && gate["passed"] == true));
    // Whatever the visitor says later, what was found out stays.
    let mut corrected: Json = serde_json::from_str(&ada(1)).unwrap();
    corrected["revision"] = 2.into();
    corrected["fields"][4]["value"] = "140".into();
    world.receipt(&corrected.to_string());
    assert!(view(&mut world, &token).preparation.sql);
    assert_eq!(world.count("confirmations"), 2);
}

#[test]
fn a_move_is_taken_back_within_a_minute() {
    for body in [
        json!({"move": "rejected", "by": "ana", "reason": "spam"}),
        json!({"move": "attempted", "by": "ana", "channel": "call", "reached": false}),
        json!({"move": "attempted", "by": "ana", "channel": "call", "reached": true, "next_step": "Call", "due_at": START.0 + 90 * MINUTE}),
        json!({"move": "booked", "by": "ana"}),
        json!({"move": "confirmed", "by": "ana", "points": [{"point": "budget", "holds": true}]}),
    ] {
        let (mut world, _) = world();
        world.now.0 += MINUTE;
        let before = standing(&mut world);
        let (stood, _) = make(&mut world, &body).unwrap();
        assert!(standing(&mut world) != before, "{body}");
        world.now.0 += MINUTE;
        assert_eq!(make(&mut world, &json!({"move": "undone", "by": "ana"})).unwrap().0, State::Notified, "{stood:?}");
        let after = standing(&mut world);
        assert!(after == before, "{body}\n{before:?}\n{after:?}");
        assert_eq!(world.kinds(1).last().unwrap(), "lead.undone");
        // The clock that runs again is missed as if nothing had been said.
        world.now.0 = START.0 + 5 * MINUTE;
        world.due();
        assert!(world.kinds(1).contains(&"window.missed".to_owned()), "{body}");
    }
}

#[test]
fn an_acknowledgement_is_taken_back_on_the_page() {
    let (mut world, token) = world();
    let before = standing(&mut world);
    world.acknowledge(&token, "Call").unwrap();
    assert_eq!(view(&mut world, &token).undo.as_ref().map(|(made, _)| made.as_str()), Some("acknowledged"));
    post(&mut world, &token, "answer=undo").unwrap();
    assert!(standing(&mut world) == before);
    assert!(view(&mut world, &token).acknowledgement.is_none());
    world.acknowledge(&token, "Call").unwrap();
    assert_eq!(world.page(1)["lead"]["state"], "acknowledged");
}

#[test]
fn what_is_too_late_or_anothers_is_not_taken_back() {
    let (mut world, _) = world();
    let undo = |by: &str| json!({"move": "undone", "by": by});
    let refused = |world: &mut World, body: &Json| {
        let problem = make(world, body).unwrap_err();
        assert_eq!((problem.status, problem.code), (409, "not_taken_back"));
        problem.message
    };
    assert_eq!(refused(&mut world, &undo("ana")), "there is nothing to take back");
    make(&mut world, &json!({"move": "booked", "by": "ana"})).unwrap();
    assert_eq!(refused(&mut world, &undo("ben")), "somebody else said that");
    world.now.0 += MINUTE + 1;
    assert_eq!(refused(&mut world, &undo("ana")), "that was said more than a minute ago");
    make(&mut world, &json!({"move": "connected", "by": "ana"})).unwrap();
    make(&mut world, &json!({"move": "reassigned", "to": "ben"})).unwrap();
    assert_eq!(refused(&mut world, &undo("ana")), "somebody did something since");
}

#[test]
fn erasing_leaves_nothing_of_it() {
    let (mut world, token) = world();
    world.acknowledge(&token, "Call about the secret plan").unwrap();
    make(&mut world, &json!({"move": "confirmed", "by": "ana", "points": [{"point": "budget", "holds": true}]}))
        .unwrap();
    make(&mut world, &json!({"move": "rejected", "by": "ana", "reason": "other", "note": "a secret plan"})).unwrap();
    make(&mut world, &json!({"move": "erased"})).unwrap();
    assert_eq!((world.count("undo"), world.count("confirmations")), (0, 0));
    assert!(!world.dump().contains("secret plan"));
    let data = world.rows("SELECT data FROM events WHERE kind = 'lead.rejected'")[0].text(0).unwrap().to_owned();
    assert!(data.contains(r#""code":"other""#), "for the figures: {data}");
}
