//! Asking: the answers, and that they change nothing.

use crate::world::{AGREEMENT, START, World, ada, id, lead, token};
use baton_handoff::{Answer, Event, Question};
use baton_scoring::{Card, CardKind};

fn link(world: &mut World, lead: &str) -> String {
    match world.ask(Question::Book { lead: lead.to_owned(), page: None }) {
        Ok(Answer::Link(link)) => link,
        other => panic!("{other:?}"),
    }
}

#[test]
fn no_question_changes_anything() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.intake_from(None, &ada(2)).unwrap();
    let token = token(&world.deliver_all()[0]);
    let before = world.dump();
    let mut asked = 0;
    for question in [
        Question::Card(CardKind::Public),
        Question::Card(CardKind::Full),
        Question::Agreements,
        Question::Agreement(1),
        Question::Agreement(7),
        Question::Book { lead: id(1), page: None },
        Question::Book { lead: id(2), page: None },
        Question::Book { lead: "nobody".into(), page: None },
        Question::Leads { limit: 10, before: None, filter: Box::default() },
        Question::Leads { limit: 0, before: Some(id(1)), filter: Box::default() },
        Question::Lead(id(1)),
        Question::Lead("nobody".into()),
        Question::Handoff { token: token.clone() },
        Question::Handoff { token: "nobody".into() },
    ] {
        drop(world.ask(question.clone()));
        assert!(world.dump() == before, "{question:?} changed something");
        asked += 1;
    }
    world.desk.next_due(&mut world.db).unwrap();
    world.desk.now(START, &mut world.db).unwrap();
    assert_eq!(asked, 14);
    assert!(world.dump() == before);
}

#[test]
fn visitors_book_with_the_owner_or_with_the_team() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.receipt(&ada(2));
    world.intake_from(None, &ada(3)).unwrap();
    assert_eq!(
        link(&mut world, &id(1)),
        format!(
            "https://meet.acme.example/ana?name=Ada%20King&email=ada%40works.example&company=Works%20%26%20Co&lead={}",
            id(1)
        )
    );
    for unowned in [id(2), id(3), id(9), String::new(), "'; --".to_owned()] {
        assert_eq!(link(&mut world, &unowned), "https://meet.acme.example/team", "{unowned}");
    }
}

#[test]
fn a_rep_who_left_books_nothing() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let without = AGREEMENT.replace("\"ana\"", "\"ana-maria\"");
    world.handle(Event::Publish { source: without }).unwrap();
    assert_eq!(link(&mut world, &id(1)), "https://meet.acme.example/team");
    assert_eq!(world.page(1)["lead"]["owner"]["name"], "Ana Silva", "the lead remembers");
}

#[test]
fn the_list_is_newest_first_and_goes_on_before_a_lead() {
    let mut world = World::new();
    for n in 1..=5 {
        world.receipt(&ada(n));
    }
    let mut ids = |limit, before| -> Vec<String> {
        let list = world.json(Question::Leads { limit, before, filter: Box::default() });
        assert_eq!(list["now"], START.0);
        list["leads"].as_array().unwrap().iter().map(|lead| lead["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(2, None), [id(5), id(4)]);
    assert_eq!(ids(2, Some(id(4))), [id(3), id(2)]);
    assert_eq!(ids(9, Some(id(1))), [""; 0]);
    assert_eq!(ids(9, Some("nobody".into())), [""; 0]);
    assert_eq!(ids(0, None), [id(5)]);
    assert_eq!(ids(u32::MAX, None).len(), 5);
}

#[test]
fn a_lead_has_its_page() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let page = world.page(1);
    let lead = &page["lead"];
    assert_eq!(
        (&lead["name"], &lead["email"], &lead["company"], &lead["job_title"]),
        (&"Ada King".into(), &"ada@works.example".into(), &"Works & Co".into(), &"Head of Data".into())
    );
    assert_eq!(
        (&lead["score"], &lead["tier"], &lead["mql"], &lead["agreement"]),
        (&80.into(), &"hot".into(), &true.into(), &1.into())
    );
    assert_eq!(
        lead["fields"][4],
        serde_json::json!({"label": "company_size", "name": "company_size", "field": "employees", "value": "120"})
    );
    assert_eq!(lead["verdict"]["reasons"][0]["criterion"], "size_ideal");
    assert_eq!(lead["page"]["url"], "https://www.acme.example/demo?utm_campaign=q4");
    assert_eq!(lead["shown"], serde_json::json!({"offer": "meeting", "score": 80}));
    assert_eq!(lead["package"]["timeline"], "this quarter");
    assert_eq!(page["timeline"][0]["words"], "came in from demo request: 80 points, hot");
    assert_eq!(page["timeline"][0]["actor"], "visitor");
    assert_eq!(world.ask(Question::Lead("nobody".into())).unwrap_err().code, "unknown_lead");
}

#[test]
fn cards_are_the_compiled_ones() {
    let mut world = World::new();
    let published = baton_agreement::check(AGREEMENT).agreement.unwrap();
    for (kind, compiled) in [(CardKind::Public, &published.public), (CardKind::Full, &published.full)] {
        let Ok(Answer::Card { id, bytes }) = world.ask(Question::Card(kind)) else { panic!("no card") };
        assert_eq!((&id, &bytes), (&compiled.id, &compiled.bytes));
        assert_eq!(Card::decode(&bytes).unwrap().kind, kind);
    }
}

/// The verdict that is kept is scoring's, to the byte: the console passes it on as it is.
#[test]
fn verdicts_are_kept_as_scoring_wrote_them() {
    let mut world = World::new();
    world.receipt(&lead(
        1,
        "https://www.acme.example/demo",
        &[("email", "a@b.example"), ("company_size", "60 \u{7} \"x\"")],
    ));
    let Ok(Answer::Json(json)) = world.ask(Question::Lead(id(1))) else { panic!("no JSON") };
    let stored = world.rows("SELECT verdict FROM leads");
    assert!(json.contains(&format!("\"verdict\":{},", stored[0].text(0).unwrap())));
}
