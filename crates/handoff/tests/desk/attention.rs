//! What needs a person this minute, and what those who look on are told.

use crate::world::{AGREEMENT, MINUTE, World, ada, id, lead, somebody_else};
use baton_handoff::{
    Answer, Changes, Event, LeadMove, Problem, PushChange, Question, Reply, RosterChange, Scope, State,
};
use serde_json::{Value, json};

fn everything() -> Scope {
    Scope { rep: None, deliveries: true, roster: true }
}

fn now(world: &mut World, scope: Scope) -> Value {
    world.json(Question::Now(scope))
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|lead| lead["id"].as_str().unwrap().to_owned()).collect()
}

fn person(n: u32) -> String {
    lead(n, "https://www.acme.example/demo", &[("email", &format!("p{n}@c{n}.example")), ("company_size", "120")])
}

fn changes(world: &mut World, after: Option<i64>) -> Changes {
    match world.desk.ask(Question::Changes { after }, world.now, &mut world.db).unwrap() {
        Answer::Changes(changes) => changes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn clocks_stand_by_when_they_are_due_and_go_when_they_are_answered() {
    let mut world = World::new();
    for n in 1..=3 {
        world.receipt(&person(n));
        world.now.0 += MINUTE;
    }
    let told = now(&mut world, everything());
    assert_eq!(ids(&told["running"]), [id(1), id(2), id(3)]);
    assert_eq!(told["missed"], json!([]));
    // The first two windows of five minutes end.
    world.now.0 += 3 * MINUTE;
    world.handle(Event::Due).unwrap();
    let told = now(&mut world, everything());
    assert_eq!((ids(&told["missed"]), &told["missed_in_all"]), (vec![id(1), id(2)], &json!(2)));
    assert_eq!(ids(&told["running"]), [id(3)]);
    let mut answer = |n: u32, body: Value| {
        world.handle(Event::Move(LeadMove::parse(&id(n), body.to_string().as_bytes()).unwrap())).unwrap()
    };
    answer(1, json!({"move": "attempted", "channel": "call", "reached": false}));
    answer(3, json!({"move": "rejected", "reason": "no_budget"}));
    let told = now(&mut world, everything());
    assert_eq!((ids(&told["missed"]), ids(&told["running"])), (vec![id(2)], vec![]));
}

#[test]
fn it_is_read_from_indexes() {
    let mut world = World::new();
    for such in [
        "state IN ('assigned', 'notified') AND due_at IS NOT NULL AND due_at <= 5 ORDER BY due_at",
        "state = 'quarantined' AND quarantine <> 'test' ORDER BY seq DESC",
    ] {
        let plan = world.rows(&format!("EXPLAIN QUERY PLAN SELECT id FROM leads WHERE {such} LIMIT 200"));
        let plan: Vec<&str> = plan.iter().map(|row| row.text(3).unwrap()).collect();
        assert!(plan.len() == 1 && plan[0].contains("USING INDEX leads_"), "{plan:?}");
    }
}

#[test]
fn what_else_waits_for_somebody_is_told_to_whom_it_may_be() {
    let mut world = World::new();
    world.intake_from(Some("https://elsewhere.example"), &person(1)).unwrap();
    let until = world.now.0 + 60 * MINUTE;
    let away = format!(r#"{{"rep":"ana","away_until":{until},"away_why":"ill"}}"#);
    world.handle(Event::Roster(RosterChange::parse(away.as_bytes()).unwrap())).unwrap();
    let told = now(&mut world, everything());
    assert_eq!((ids(&told["quarantined"]), &told["quarantined_in_all"]), (vec![id(1)], &json!(1)));
    assert_eq!(told["away"], json!([{"id": "ana", "name": "Ana Silva", "away_until": until, "away_why": "ill"}]));
    let told = now(&mut world, Scope::default());
    assert_eq!((&told["away"], &told["dead"]), (&json!([]), &json!([])), "no right, no word");
    let told = now(&mut world, Scope { rep: Some("ana".to_owned()), ..everything() });
    assert_eq!((&told["quarantined"], &told["quarantined_in_all"]), (&json!([]), &json!(0)), "it is nobody's");
}

#[test]
fn a_rep_takes_a_lead_up_from_their_own_list() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let owner = world.page(1)["lead"]["owner"]["id"].as_str().unwrap().to_owned();
    let other = if owner == "ana" { "ben" } else { "ana" };
    let due = world.now.0 + 15 * MINUTE;
    let take = |by: &str| json!({"move": "acknowledged", "by": by, "next_step": "Call back", "due_at": due});
    let mut say = |body: Value| -> Result<State, Problem> {
        match world.handle(Event::Move(LeadMove::parse(&id(1), body.to_string().as_bytes())?))? {
            Reply::Moved { state, .. } => Ok(state),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(say(take(other)).unwrap_err().code, "not_your_lead");
    assert_eq!(say(json!({"move": "acknowledged", "by": owner})).unwrap_err().code, "wrong_shape");
    assert_eq!(say(take(&owner)).unwrap(), State::Acknowledged);
    assert_eq!(say(take(&owner)).unwrap_err().status, 409, "once");
    let scope = || Scope { rep: Some(owner.clone()), ..Scope::default() };
    let mine = now(&mut world, scope())["mine"][0].clone();
    assert_eq!(mine["promise"], json!({"next_step": "Call back", "due_at": due, "kept": false}));
    assert_eq!(mine["window"]["met_at"], world.now.0);
    let back = json!({"move": "undone", "by": owner}).to_string();
    world.handle(Event::Move(LeadMove::parse(&id(1), back.as_bytes()).unwrap())).unwrap();
    let mine = now(&mut world, scope())["mine"][0].clone();
    assert_eq!((&mine["promise"], mine["window"]["met_at"].is_null()), (&Value::Null, true), "as it was");
}

#[test]
fn those_who_look_on_are_told_whose_a_lead_is_and_was() {
    let mut world = World::new();
    let before = changes(&mut world, None);
    assert!(!before.any && before.leads.is_empty());
    world.receipt(&ada(1));
    let after = changes(&mut world, Some(before.last));
    assert_eq!(after.leads.len(), 1);
    let (owner, row) = (after.leads[0].owner.clone().unwrap(), after.leads[0].row.clone());
    assert!(after.last > before.last && after.leads[0].left.is_none());
    assert_eq!(serde_json::from_str::<Value>(&row).unwrap()["name"], "Ada King");
    let give = json!({"move": "reassigned", "to": "mara"}).to_string();
    world.handle(Event::Move(LeadMove::parse(&id(1), give.as_bytes()).unwrap())).unwrap();
    let given = changes(&mut world, Some(after.last));
    assert_eq!((given.leads[0].owner.as_deref(), given.leads[0].left.as_deref()), (Some("mara"), Some(owner.as_str())));
    assert!(!changes(&mut world, Some(given.last)).any);
    for n in 2..=30 {
        world.receipt(&person(n));
    }
    let many = changes(&mut world, Some(given.last));
    assert!(many.any && many.leads.is_empty(), "too many to tell one by one");
}

const KEYS: &str = r#""keys":{"p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg"}"#;

fn subscribe(world: &mut World, rep: &str, n: u32) {
    let body = format!(r#"{{"endpoint":"https://fcm.googleapis.com/fcm/send/{n}",{KEYS}}}"#);
    let change = PushChange::parse(body.as_bytes()).unwrap();
    world.handle(Event::Push { rep: rep.to_owned(), change }).unwrap();
}

#[test]
fn a_rep_with_a_device_is_told_there_and_one_without_is_not() {
    let phones = "\n[[deliveries]]\nid = \"phones\"\nkind = \"push\"\nsecret = \"VAPID_PRIVATE_KEY\"\non = [\"lead.assigned\"]\n";
    let secrets = AGREEMENT.replacen("[secrets]\n", "[secrets]\nVAPID_PRIVATE_KEY = \"phones\"\n", 1);
    let mut world = World::with(&format!("{secrets}{phones}"));
    world.receipt(&ada(1));
    assert!(world.rows("SELECT 1 FROM deliveries WHERE kind = 'push'").is_empty(), "nobody listens");
    for rep in ["ana", "ben"] {
        for n in 0..12 {
            subscribe(&mut world, rep, n + if rep == "ana" { 100 } else { 200 });
            world.now.0 += 1;
        }
    }
    assert_eq!(world.count("push_targets"), 20, "ten devices a rep");
    world.receipt(&somebody_else(2));
    let sent = world.rows("SELECT recipient, body FROM deliveries WHERE kind = 'push'");
    assert_eq!(sent.len(), 1);
    let owner = world.page(2)["lead"]["owner"]["id"].as_str().unwrap().to_owned();
    assert_eq!(sent[0].text(0).unwrap(), owner);
    let body: Value = serde_json::from_str(sent[0].text(1).unwrap()).unwrap();
    assert_eq!(
        (&body["lead"], &body["desk"], &body["from"]),
        (&json!(id(2)), &json!("acme"), &json!("https://edge.example"))
    );
    assert!(body["body"].as_str().unwrap().starts_with("answer within "), "{body}");
    world.handle(Event::PushGone { endpoint: "https://fcm.googleapis.com/fcm/send/111".to_owned() }).unwrap();
    assert_eq!(world.count("push_targets"), 19);
}

#[test]
fn a_test_goes_to_one_endpoint_and_says_that_it_is_one() {
    let mut world = World::new();
    let test = |endpoint: &str| Event::TestEndpoint {
        endpoint: endpoint.to_owned(),
        edge_origin: "https://edge.example".to_owned(),
    };
    assert_eq!(world.handle(test("nowhere")).unwrap_err().code, "unknown_endpoint");
    let endpoints = world.json(Question::Deliveries)["endpoints"].clone();
    for endpoint in endpoints.as_array().unwrap() {
        world.handle(test(endpoint["endpoint"].as_str().unwrap())).unwrap();
    }
    let sent = world.rows("SELECT body FROM deliveries WHERE lead = 'test'");
    assert_eq!(sent.len(), endpoints.as_array().unwrap().len());
    assert!(sent.iter().all(|row| row.text(0).unwrap().contains("test")));
    world.deliver_all();
    assert!(
        world.rows("SELECT 1 FROM deliveries WHERE state <> 'delivered'").is_empty(),
        "and it arrives as others do"
    );
}
