//! From the offer to the meeting: who is shown, where the link leads, what is noticed of it,
//! and what becomes of promises the edge does not share.

use crate::world::{AGREEMENT, MINUTE, World, ada, id, lead};
use baton_handoff::{Answer, Booked, Event, Host, Millis, Question, Reply, State};

const DAY: Millis = Millis(24 * 60 * MINUTE);

fn link(world: &mut World, lead: &str, page: Option<&str>) -> String {
    match world.ask(Question::Book { lead: lead.to_owned(), page: page.map(str::to_owned) }) {
        Ok(Answer::Link(link)) => link,
        other => panic!("{other:?}"),
    }
}

/// Ana on Calendly, the team on Cal.com with a name and a face, in the page.
fn inline() -> String {
    AGREEMENT
        .replace(
            "link = \"https://meet.acme.example/team\"",
            "link = \"https://cal.com/acme/team\"\nname = \"Acme sales\"\npicture = \"https://p.example/team.jpg\"\ninline = true",
        )
        .replace(
            "booking = \"https://meet.acme.example/ana?name={name}&email={email}&company={company}&lead={lead}\"",
            "booking = \"https://calendly.com/ana/30min\"\npicture = \"https://p.example/ana.jpg\"",
        )
}

#[test]
fn the_receipt_says_who_and_where() {
    let mut world = World::with(&inline());
    let ana = Host {
        name: "Ana Silva".into(),
        picture: Some("https://p.example/ana.jpg".into()),
        frame: Some("https://calendly.com".into()),
    };
    assert_eq!(world.receipt(&ada(1)).host.as_ref(), Some(&ana));
    assert_eq!(world.receipt(&ada(1)).host, Some(ana), "and again the same");
    let ben = world.receipt(&ada(2)).host.unwrap();
    assert_eq!((ben.name.as_str(), ben.picture, ben.frame.as_deref()), ("Ben Okafor", None, Some("https://cal.com")));
    let Ok(Reply::Receipt(unknown)) = world.intake_from(None, &ada(3)) else { panic!("no receipt") };
    let team = unknown.host.unwrap();
    assert_eq!((team.name.as_str(), team.picture.as_deref()), ("Acme sales", Some("https://p.example/team.jpg")));
    let cold = world.receipt(&lead(4, "https://www.acme.example/x", &[("email", "a@works.example")]));
    assert_eq!(cold.host.unwrap().frame, None, "a thank-you has no calendar");
}

#[test]
fn a_frame_is_asked_for_at_the_click() {
    let mut world = World::with(&inline());
    world.receipt(&ada(1));
    let tab = format!(
        "https://calendly.com/ana/30min?name=Ada%20King&first_name=Ada&last_name=King&email=ada%40works.example&utm_content={0}&salesforce_uuid={0}",
        id(1)
    );
    assert_eq!(link(&mut world, &id(1), None), tab);
    assert_eq!(
        link(&mut world, &id(1), Some("www.acme.example")),
        format!("{tab}&embed_domain=www.acme.example&embed_type=Inline")
    );
    assert_eq!(link(&mut world, "nobody", None), "https://cal.com/acme/team");
}

#[test]
fn a_link_is_honoured_for_fourteen_days() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let start = world.now;
    world.now = Millis(start.0 + 14 * DAY.0 - 1);
    assert!(link(&mut world, &id(1), None).starts_with("https://meet.acme.example/ana?name=Ada"));
    world.now = Millis(start.0 + 14 * DAY.0);
    assert_eq!(link(&mut world, &id(1), None), "https://meet.acme.example/team", "and says nothing of Ada any more");
}

#[test]
fn the_first_click_is_written_down_and_no_other() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.receipt(&ada(2));
    for lead in [id(1), id(1), id(2), "nobody".to_owned()] {
        assert!(matches!(world.handle(Event::Opened { lead }), Ok(Reply::Done)));
    }
    let opened = |world: &mut World, n| -> Vec<String> {
        let page = world.page(n);
        let events = page["timeline"].as_array().unwrap().iter().filter(|event| event["kind"] == "link.opened");
        events.map(|event| event["words"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(opened(&mut world, 1), ["opened the calendar of Ana Silva"]);
    assert_eq!(opened(&mut world, 2), ["opened the team's calendar"], "Ben has none of his own");
    assert_eq!(world.count("events WHERE kind = 'link.opened'"), 2);
}

#[test]
fn a_reported_meeting_is_evidence_and_changes_no_state() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let report = |lead: &str, reference: &str| {
        let body = format!(r#"{{"tool":"calendly","reference":"{reference}"}}"#);
        Event::Booked(Booked::parse(lead, body.as_bytes()).unwrap())
    };
    for (reference, expected) in [("a", false), ("a", true), ("b", false)] {
        match world.handle(report(&id(1), reference)) {
            Ok(Reply::Booked { repeat }) => assert_eq!(repeat, expected, "{reference}"),
            other => panic!("{other:?}"),
        }
    }
    for n in 0..20 {
        world.handle(report(&id(1), &format!("n{n}"))).unwrap();
    }
    assert_eq!(world.count("events WHERE kind = 'booking.reported'"), 5, "nobody fills a desk with them");
    assert_eq!(world.page(1)["lead"]["state"], State::Assigned.id());
    assert_eq!(world.handle(report("nobody", "a")).unwrap_err().code, "unknown_lead");
}

#[test]
fn a_page_that_came_later_learns_what_its_visitor_is_shown_and_no_more() {
    let mut world = World::new();
    let receipt = world.receipt(&ada(1));
    let shown = world.json(Question::Offer(id(1)));
    assert_eq!(shown["offer"]["headline"], receipt.offer.headline);
    assert_eq!(shown["host"]["name"], receipt.host.unwrap().name);
    let keys: Vec<&str> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["host", "lead", "offer", "v"], "no state, no score");
    // Who joined an open lead has a link and an offer of their own id.
    world.receipt(&ada(2));
    assert_eq!(world.json(Question::Offer(id(2)))["lead"], id(2));
    let code =
        |world: &mut World, id: &str| world.ask(Question::Offer(id.to_owned())).err().map(|problem| problem.code);
    assert_eq!(code(&mut world, "nobody"), Some("unknown_lead"));
    world.now.0 += 14 * 86_400_000;
    assert_eq!(code(&mut world, &id(1)), Some("unknown_lead"), "after two weeks it says nothing of anybody");
}

/// Somebody, promised a meeting on a card.
fn promised(n: u32, card: &str, fields: &[(&str, &str)]) -> String {
    let mut body: serde_json::Value = serde_json::from_str(&lead(n, "https://www.acme.example/demo", fields)).unwrap();
    body["fields"][0]["value"] = format!("ada{n}@works.example").into();
    body["shown"] = serde_json::json!({"offer": "meeting", "score": 80, "card": card});
    body.to_string()
}

#[test]
fn disagreements_are_counted_by_cause() {
    let mut world = World::new();
    let Ok(Answer::Card { id: card, .. }) = world.ask(Question::Card(baton_scoring::CardKind::Public)) else {
        panic!("no card")
    };
    let hot = [("email", "ada@works.example"), ("company_size", "120")];
    let cold = [("email", "ada@works.example")];
    world.receipt(&promised(1, &card, &hot));
    world.receipt(&promised(2, "another", &hot));
    assert_eq!(world.json(Question::Disagreements)["causes"], serde_json::json!([]), "these agree");

    world.receipt(&promised(3, "another", &cold));
    world.receipt(&promised(4, "another", &cold));
    world.receipt(&promised(5, &card, &cold));
    world.intake_from(Some("https://else.example"), &promised(6, &card, &hot)).unwrap();
    // Thanked first; then the same id again, promised a meeting for other answers.
    world.receipt(&promised(7, &card, &cold).replace("\"meeting\"", "\"none\""));
    world.intake(&promised(7, &card, &hot)).unwrap();
    world.intake(&promised(7, &card, &hot)).unwrap();

    let counted = world.json(Question::Disagreements);
    let causes: Vec<(&str, i64)> = counted["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cause| (cause["cause"].as_str().unwrap(), cause["times"].as_i64().unwrap()))
        .collect();
    assert_eq!(causes, [("older_card", 2), ("not_reproduced", 1), ("quarantine", 1), ("repeat", 1)]);
    let plan = world.rows(
        "EXPLAIN QUERY PLAN SELECT json_extract(data, '$.cause'), count(*) AS times, max(at) FROM events
         WHERE kind = 'offer.disagreed' GROUP BY 1 ORDER BY times DESC, 1",
    );
    let plan: Vec<&str> = plan.iter().map(|row| row.text(3).unwrap()).collect();
    assert!(plan[0].contains("INDEX disagreements"), "{plan:?}");
}

#[test]
fn a_test_submission_is_kept_and_nobody_is_bothered() {
    let mut world = World::new();
    let test = |n: u32| ada(n).replacen("\"v\":1", "\"v\":1,\"test\":true", 1);
    let receipt = world.receipt(&test(1));
    assert_eq!((receipt.state, receipt.offer.kind.as_str(), receipt.host), (State::Quarantined, "meeting", None));
    assert_eq!(receipt.test.unwrap().quarantine, None, "a real one would have gone to a rep");
    let Ok(Reply::Receipt(elsewhere)) = world.intake_from(Some("https://else.example"), &test(2)) else {
        panic!("no receipt")
    };
    assert_eq!(elsewhere.test.unwrap().quarantine, Some("unknown_site"));
    assert_eq!(world.page(1)["lead"]["quarantine"], "test");
    assert_eq!(world.kinds(1), ["lead.received", "lead.quarantined"], "and no promise is held against it");
    assert!(world.deliver_all().is_empty(), "nobody is told");
    assert_eq!(world.count("rotations"), 0, "nobody's turn is taken");
}
