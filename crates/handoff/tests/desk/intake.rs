//! A lead comes in: once, twice, differing, from elsewhere, strange.

use crate::world::{EDGE, ORIGIN, World, ada, id, lead};
use baton_handoff::guard::Suspicion;
use baton_handoff::{Event, Intake, LeadMove, Question, Reply, State, intake};

#[test]
fn once() {
    let mut world = World::new();
    let receipt = world.receipt(&ada(1));
    assert_eq!(
        (receipt.state, receipt.repeat, receipt.host.as_ref().map(|host| host.name.as_str())),
        (State::Assigned, false, Some("Ana Silva"))
    );
    assert_eq!(receipt.offer.kind, "meeting");
    assert_eq!(
        receipt.offer.href.as_deref(),
        Some(format!("https://edge.example/v1/desks/acme/book/{}", id(1)).as_str())
    );
    assert_eq!(world.kinds(1), ["lead.received", "lead.assigned", "window.started"]);
    assert_eq!((world.count("leads"), world.count("timers"), world.count("deliveries")), (1, 1, 2));
}

#[test]
fn twice_is_once() {
    let mut world = World::new();
    let first = world.receipt(&ada(1));
    let before = world.dump();
    world.now.0 += 86_400_000;
    let second = world.receipt(&ada(1));
    assert!(second.repeat);
    assert_eq!(second.to_json(), first.to_json().replace("\"repeat\":false", "\"repeat\":true"), "the same answer");
    assert!(world.dump() == before, "a repeat writes nothing");
}

#[test]
fn what_is_no_answer_of_the_visitors_makes_no_difference() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let mut again: serde_json::Value = serde_json::from_str(&ada(1)).unwrap();
    again["submitted_at"] = 5.into();
    again["shown"] = serde_json::json!({"offer": "thanks"});
    again["page"]["title"] = "Another".into();
    again["fields"][0]["label"] = "Your name".into();
    assert!(world.receipt(&again.to_string()).repeat);
}

#[test]
fn the_same_id_with_other_answers_is_kept_beside_the_first() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let other = lead(1, "https://www.acme.example/demo", &[("name", "Eve")]);
    for _ in 0..2 {
        match world.intake(&other) {
            Ok(Reply::Conflict(problem)) => assert_eq!((problem.status, problem.code), (409, "different_lead_same_id")),
            reply => panic!("{reply:?}"),
        }
    }
    assert_eq!(world.page(1)["lead"]["name"], "Ada King", "the first stands");
    let kept = world.rows("SELECT raw FROM conflicts");
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].blob(0).unwrap(), other.as_bytes());
    assert_eq!(world.kinds(1).iter().filter(|kind| *kind == "lead.conflict").count(), 1);
    assert!(world.receipt(&ada(1)).repeat, "and is still known");
}

#[test]
fn conflicts_do_not_fill_the_desk() {
    let mut world = World::new();
    world.receipt(&ada(1));
    for n in 0..50 {
        let other = lead(1, "", &[("name", &format!("Eve {n}"))]);
        assert!(matches!(world.intake(&other), Ok(Reply::Conflict(_))));
    }
    assert_eq!(world.count("conflicts"), 20);
}

#[test]
fn unknown_sites_are_kept_in_quarantine() {
    let mut world = World::new();
    for (n, origin, reason) in
        [(1, Some("https://evil.example"), "unknown_site"), (2, None, "no_origin"), (3, Some("null"), "unknown_site")]
    {
        let Ok(Reply::Receipt(receipt)) = world.intake_from(origin, &ada(n)) else { panic!("refused") };
        assert_eq!((receipt.state, receipt.host), (State::Quarantined, None));
        assert_eq!(receipt.offer.kind, "meeting", "what was earned is offered; the link leads to the general calendar");
        let page = world.page(n);
        assert_eq!(page["lead"]["quarantine"], reason);
        assert_eq!(
            (&page["lead"]["owner"], &page["lead"]["window"]),
            (&serde_json::Value::Null, &serde_json::Value::Null)
        );
        assert_eq!(page["deliveries"].as_array().unwrap().len(), 1, "told to those who asked for quarantine");
        assert_eq!(page["deliveries"][0]["event"], "lead.quarantined");
        assert_eq!(world.kinds(n), ["lead.received", "lead.quarantined", "offer.disagreed"]);
    }
    assert_eq!(world.count("timers"), 0);
    assert_eq!(world.count("rotations"), 0, "nobody's turn was taken");
}

#[test]
fn throw_away_addresses_are_kept_in_quarantine_and_scored_all_the_same() {
    let mut world = World::new();
    // On the long list only: the browser knows it as an address at work, and so does the score.
    let body = |n: u32, email: &str| ada(1).replace(&id(1), &id(n)).replace("ada@works.example", email);
    for (n, email) in [(1, "ada@0-mail.com"), (2, "ada@mailinator.com"), (3, "ada@mx.mailinator.com")] {
        assert_eq!(world.receipt(&body(n, email)).state.id(), "quarantined", "{email}");
        assert_eq!(world.page(n)["lead"]["quarantine"], "throw_away_mail");
        assert_eq!(world.page(n)["lead"]["score"], 80);
    }
    assert_eq!(world.count("timers"), 0, "no clock runs");
    for (n, email) in [(4, "ada@works.example"), (5, "ada@gmail.com"), (6, "ada@com"), (7, "no address")] {
        assert_eq!(world.receipt(&body(n, email)).state.id(), "assigned", "{email}");
    }
}

#[test]
fn a_filled_honeypot_is_kept_in_quarantine_and_scored_all_the_same() {
    let mut world = World::new();
    let body = |n: u32, flag: &str| ada(n).replacen('{', &format!("{{\"honeypot\":{flag},"), 1);
    assert_eq!(world.receipt(&body(1, "true")).state.id(), "quarantined");
    assert_eq!(
        (&world.page(1)["lead"]["quarantine"], &world.page(1)["lead"]["score"]),
        (&"honeypot".into(), &80.into())
    );
    assert_eq!(world.count("timers"), 0, "no clock runs");
    for (n, flag) in [(2, "false"), (3, "null"), (4, "\"yes\"")] {
        assert_eq!(world.receipt(&body(n, flag)).state.id(), "assigned", "{flag}");
    }
}

#[test]
fn what_the_guard_suspects_waits_in_quarantine_and_is_let_out() {
    let mut world = World::new();
    for (n, suspicion, reason) in [(1, Suspicion::Flood, "flood"), (2, Suspicion::RepeatedText, "repeated_text")] {
        let mut lead = intake::parse(ada(n).as_bytes()).unwrap();
        lead.suspicion = Some(suspicion);
        let intake = Intake { lead, origin: Some(ORIGIN.to_owned()), sent_at: None, edge_origin: EDGE.to_owned() };
        world.handle(Event::Intake(Box::new(intake))).unwrap();
        assert_eq!(world.page(n)["lead"]["quarantine"], reason);
        assert_eq!(world.count("timers"), i64::from(n) - 1, "no clock runs");
        let released = LeadMove::parse(&id(n), br#"{"move":"released"}"#).unwrap();
        world.handle(Event::Move(released)).unwrap();
        assert_eq!(world.page(n)["lead"]["state"], "assigned");
    }
    let spam = ada(3).replace("How do we start?", "[url=https://x.example]here[/url]");
    assert_eq!(world.receipt(&spam).state.id(), "quarantined");
    assert_eq!(world.page(3)["lead"]["quarantine"], "known_spam");
}

#[test]
fn a_form_that_was_filled_in_faster_than_people_do_waits_where_the_agreement_says_so() {
    let told = |n: u32, ms: &str| ada(n).replacen('{', &format!("{{\"filled_ms\":{ms},"), 1);
    let mut lenient = World::new();
    assert_eq!(lenient.receipt(&told(1, "12")).state.id(), "assigned");
    assert_eq!(lenient.page(1)["lead"]["filled_ms"], 12, "it is shown all the same");
    let mut strict = World::with(&crate::world::AGREEMENT.replace("[site]", "[site]\nfilled_within = \"2s\""));
    for (n, ms, state) in [
        (1, "12", "quarantined"),
        (2, "1999", "quarantined"),
        (3, "2000", "assigned"),
        (4, "-1", "assigned"),
        (5, "\"fast\"", "assigned"),
        (6, "null", "assigned"),
    ] {
        let body = told(n, ms).replace("ada@", &format!("ada{n}@"));
        assert_eq!(strict.receipt(&body).state.id(), state, "{ms} ms");
    }
    assert_eq!(strict.page(1)["lead"]["quarantine"], "too_fast");
    strict.handle(Event::Move(LeadMove::parse(&id(1), br#"{"move":"released"}"#).unwrap())).unwrap();
    assert_eq!(strict.page(1)["lead"]["state"], "assigned");
}

#[test]
fn what_a_visitor_agreed_to_is_told_in_the_words_they_read() {
    let box_ = r#"{"name":"gdpr","type":"checkbox","label":"I agree","text":"I agree to be called about the product.","value":"yes"}"#;
    let body = ada(1).replacen("\"fields\":[", &format!("\"consent_version\":\"2026-10\",\"fields\":[{box_},"), 1);
    let mut world = World::new();
    world.receipt(&body);
    let told = world.page(1);
    let expected =
        serde_json::json!([{"given": true, "text": "I agree to be called about the product.", "version": "2026-10"}]);
    assert_eq!(told["lead"]["consents"], expected);
}

#[test]
fn strict_desks_refuse_unknown_sites() {
    let strict = crate::world::AGREEMENT.replace("[site]", "[site]\nstrict_origins = true");
    let mut world = World::with(&strict);
    let before = world.dump();
    for origin in [Some("https://evil.example"), None] {
        let problem = world.intake_from(origin, &ada(1)).unwrap_err();
        assert_eq!((problem.status, problem.code), (403, "origin_not_allowed"));
    }
    assert!(world.dump() == before);
    assert!(world.intake_from(Some(ORIGIN), &ada(1)).is_ok());
}

#[test]
fn a_desk_without_an_agreement_is_no_desk() {
    let mut world = World::empty();
    let before = world.dump();
    let problem = world.intake(&ada(1)).unwrap_err();
    assert_eq!((problem.status, problem.code), (404, "unknown_desk"));
    assert_eq!(world.ask(Question::Book { lead: id(1), page: None }).unwrap_err().code, "unknown_desk");
    assert!(world.handle(Event::Due).is_ok());
    assert!(world.dump() == before);
}

#[test]
fn the_raw_body_is_kept_with_everything_in_it() {
    let mut world = World::new();
    let body = format!(
        r#" {{"id":"{}","fields":[{{"name":"x","value":"\u0000\ud83d\ude00","odd":[1,{{"k":null}}]}}],"later":{{"a":1.50}}}}"#,
        id(1)
    );
    world.receipt(&body);
    assert_eq!(world.rows("SELECT raw FROM leads")[0].blob(0).unwrap(), body.as_bytes());
    assert_eq!(world.page(1)["lead"]["fields"][0]["value"], "\0😀");
}

#[test]
fn strange_answers_refuse_no_lead() {
    let mut world = World::new();
    let long = "é".repeat(10_000);
    let strange = [
        "",
        "\u{0}\u{1}\u{7f}",
        "\u{202e}evil\u{2066}",
        "'; DROP TABLE leads; --",
        "{{7*7}}",
        long.as_str(),
        "\r\n\r\n",
    ];
    for (n, value) in (1..).zip(strange) {
        let names = ["name", "email", "company", "job_title", "company_size", "phone", "message", "timeline"];
        let fields: Vec<_> = names
            .iter()
            .map(|name| (*name, if value.len() > 1000 && *name != "message" { "x" } else { value }))
            .collect();
        assert_eq!(world.receipt(&lead(n, value.get(..100).unwrap_or(value), &fields)).state, State::Assigned, "{n}");
        world.page(n);
    }
    assert_eq!(world.deliver_all().len(), 14);
}

/// Only a mistake of ours gets a lead here, and then it is kept all the same.
#[test]
fn what_cannot_be_decided_is_kept() {
    let mut world = World::new();
    // An agreement that an earlier release took and this one does not.
    world.rows("UPDATE agreements SET source = 'name = 1'");
    world.desk = baton_handoff::Desk::new(baton_handoff::DeskName::parse("acme").unwrap());
    let receipt = world.receipt(&ada(1));
    assert_eq!((receipt.state, receipt.offer.kind.as_str()), (State::Quarantined, "thanks"));
    let page = world.page(1);
    assert_eq!(page["lead"]["quarantine"], "undecided");
    assert_eq!(page["lead"]["fields"][0]["value"], "Ada King");
    assert!(world.receipt(&ada(1)).repeat);
}

#[test]
fn offers_speak_the_pages_language() {
    let mut world = World::new();
    for (n, language, headline) in [(1, "de-AT", "Wählen Sie"), (2, "fr", "Pick a time"), (3, "", "Pick a time")] {
        let receipt = world.receipt(&ada(n).replace("\"language\":\"en\"", &format!("\"language\":\"{language}\"")));
        assert_eq!(receipt.offer.headline, headline, "{language}");
    }
}
