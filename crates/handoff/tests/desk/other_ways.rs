//! Leads that no form sent: of other systems, of files, and what people did elsewhere.

use crate::world::{AGREEMENT, EDGE, MINUTE, START, World, ada, id};
use baton_handoff::{Event, Intake, Problem, Reply, SignalBatch, imports, vouched};
use serde_json::{Value as Json, json};

/// With a chat that is answered within a minute, and a webinar that is worth something.
fn world() -> World {
    let agreement = AGREEMENT
        .replace("[[sources]]\nid = \"content\"", "[[sources]]\nid = \"chat\"\nchannel = true\n\n[[sources]]\nid = \"webinar\"\nchannel = true\n\n[[sources]]\nid = \"content\"")
        .replacen("[windows.by_source]\n", "[windows.by_source]\nchat = \"1m\"\nwebinar = \"1d\"\n", 1);
    let webinar = "\n[[signals]]\nid = \"webinar\"\nevents = [\"webinar_attended\"]\n\n[[engagement]]\nid = \"webinar\"\nreason = \"came to a webinar\"\nsignal = \"webinar\"\npoints_each = 15\ncap = 30\n";
    World::with(&format!("{agreement}{webinar}"))
}

fn arrive(world: &mut World, source: &str, body: &Json) -> Result<baton_handoff::Receipt, Problem> {
    let lead = vouched::from_system(source, body.to_string().as_bytes())?;
    let intake = Intake { lead, origin: None, sent_at: None, edge_origin: EDGE.to_owned() };
    match world.handle(Event::Intake(Box::new(intake)))? {
        Reply::Receipt(receipt) => Ok(receipt),
        other => panic!("{other:?}"),
    }
}

fn signals(world: &mut World, all: &Json) -> Result<Json, Problem> {
    let batch = SignalBatch::parse(json!({"signals": all}).to_string().as_bytes())?;
    match world.handle(Event::Signals(batch))? {
        Reply::Signals(taken) => Ok(serde_json::from_str(&taken.to_json()).unwrap()),
        other => panic!("{other:?}"),
    }
}

fn chat() -> Json {
    json!({"fields": [
        {"name": "name", "value": "Eva Lind"},
        {"name": "email", "value": "eva@lind.example"},
        {"name": "message", "value": "Does it work with our CRM?"},
    ]})
}

#[test]
fn a_chat_is_a_task_at_once_with_what_was_asked() {
    let mut world = world();
    let receipt = arrive(&mut world, "chat", &chat()).unwrap();
    let told = world.deliver_all();
    assert!(told[0].body.contains("Does it work with our CRM?") && told[0].body.contains("/h/acme/"));
    let page = world.json(baton_handoff::Question::Lead(receipt.lead.clone()));
    let lead = &page["lead"];
    assert_eq!((&lead["state"], &lead["quarantine"]), (&json!("notified"), &json!(null)), "from no site, and trusted");
    assert_eq!(lead["window"]["due_at"], json!(START.0 + MINUTE), "a window of its own");
    assert_eq!(lead["package"]["source"], "chat");
    assert!(arrive(&mut world, "chat", &chat()).unwrap().repeat, "sent twice it is one");
    // Read again, it is of the chat still.
    let mut corrected = chat();
    corrected["id"] = receipt.lead.clone().into();
    corrected["revision"] = 2.into();
    corrected["fields"][2]["value"] = "And with Salesforce?".into();
    arrive(&mut world, "chat", &corrected).unwrap();
    let page = world.json(baton_handoff::Question::Lead(receipt.lead));
    assert_eq!(page["lead"]["verdict"]["source"], "chat");
}

#[test]
fn a_source_is_one_of_the_agreements_and_nobodys_own() {
    let mut world = world();
    let problem = arrive(&mut world, "fax", &chat()).unwrap_err();
    assert_eq!((problem.status, problem.code), (400, "unknown_source"));
    assert!(problem.help.contains("chat, webinar"), "{}", problem.help);
    // What a browser says of its source is not heard.
    let mut body: Json = serde_json::from_str(&ada(1)).unwrap();
    body["vouched"] = json!({"source": "chat"});
    body["page"]["url"] = "https://www.acme.example/paper".into();
    let lead = vouched::from_anybody(baton_handoff::intake::parse(body.to_string().as_bytes()).unwrap()).unwrap();
    let origin = Some("https://elsewhere.example".to_owned());
    let intake = Intake { lead, origin, sent_at: None, edge_origin: EDGE.to_owned() };
    world.handle(Event::Intake(Box::new(intake))).unwrap();
    let lead = &world.page(1)["lead"];
    assert_eq!((&lead["quarantine"], &lead["verdict"]["source"]), (&json!("unknown_site"), &json!("content")));
}

#[test]
fn signals_join_the_open_lead_of_their_person() {
    let mut world = world();
    world.receipt(&ada(1));
    let before = world.page(1)["lead"]["score"].as_i64().unwrap();
    let at = START.seconds().0 - 3_600;
    let all = json!([
        {"email": "Ada@works.example", "name": "webinar_attended", "at": at, "source": "webinar"},
        {"email": "nobody@works.example", "name": "webinar_attended", "at": at},
        {"lead": id(1), "name": "webinar_attended", "at": at - 86_400},
        {"lead": id(9), "name": "webinar_attended", "at": at},
    ]);
    let taken = signals(&mut world, &all).unwrap();
    assert_eq!(taken, json!({"v": 1, "taken": 2, "repeated": 0, "unknown": [1, 3]}));
    let page = world.page(1);
    assert_eq!(page["lead"]["score"].as_i64(), Some((before + 30).min(100)).map(|most| most.min(100)));
    assert_eq!(page["lead"]["verdict"]["source"], "demo_request", "it still is who asked for a demo");
    let kinds = world.kinds(1);
    assert_eq!(kinds.iter().filter(|kind| *kind == "lead.signalled").count(), 2);
    let again = signals(&mut world, &all).unwrap();
    assert_eq!((&again["taken"], &again["repeated"]), (&json!(0), &json!(2)));
    assert_eq!(world.page(1)["lead"]["score"], page["lead"]["score"]);
    assert_eq!(
        signals(&mut world, &json!([{"lead": id(1), "name": "x", "source": "fax"}])).unwrap_err().code,
        "unknown_source"
    );
    for wrong in [json!([]), json!([{"name": "x"}]), json!([{"email": "a@b.example", "lead": "x", "name": "y"}])] {
        assert_eq!(signals(&mut world, &wrong).unwrap_err().code, "wrong_shape", "{wrong}");
    }
}

#[test]
fn a_file_twice_is_once() {
    let mut world = world();
    let file = "Work Email,Full name,Message\nada@works.example,Ada King,Prices?\nben@other.example,Ben Hall,\nno address,X,\n";
    let import = imports::read("webinar", file.as_bytes()).unwrap();
    let before = world.count("leads");
    assert_eq!((import.leads.len(), import.wrong.len(), before), (2, 1, 0));
    for (round, expected) in [(0, false), (1, true)] {
        for (_, lead) in imports::read("webinar", file.as_bytes()).unwrap().leads {
            let intake = Intake { lead, origin: None, sent_at: None, edge_origin: EDGE.to_owned() };
            let reply = world.handle(Event::Intake(Box::new(intake))).unwrap();
            assert!(matches!(reply, Reply::Receipt(receipt) if receipt.repeat == expected), "round {round}");
        }
    }
    assert_eq!(world.count("leads WHERE source = 'webinar' AND owner IS NOT NULL"), 2);
}
