//! The lead in a CRM: told in order and once, moved by what sales does there, and no echo either way.

use baton_agreement::EndpointKind;
use baton_handoff::crm::{CrmHeard, CrmSetting, lead_of, said_by};
use baton_handoff::{Answer, Event, Intake, LeadMove, Millis, Outcome, Question, Reply};
use serde_json::{Value as Json, json};

use crate::crm_held::{Held, deliver};
use crate::world::{AGREEMENT, EDGE, MINUTE, START, World, ada, ada_with, id};

const HUBSPOT: &str = r#"
[[deliveries]]
id = "hubspot"
kind = "hubspot"
secret = "HUBSPOT_TOKEN"
signing_secret = "HUBSPOT_SECRET"
owners = { ana = "101", ben = "102" }
source = "content"
poll = "5m"
"#;

const SALESFORCE: &str = r#"
[[deliveries]]
id = "salesforce"
kind = "salesforce"
secret = "SALESFORCE_CLIENT"
signing_secret = "SALESFORCE_KEY"
domain = "acme.my.salesforce.com"
owners = { ana = "005000000000ANA", ben = "005000000000BEN" }
source = "content"
"#;

fn world(crm: &str) -> World {
    World::with(&format!("{AGREEMENT}{crm}"))
}

/// What changed in the CRM, by a webhook.
fn says(world: &mut World, kind: EndpointKind, body: &Json) -> CrmHeard {
    let said = said_by(kind, body.to_string().as_bytes(), world.now).unwrap();
    match world.handle(Event::CrmSaid { endpoint: kind.id().to_owned(), said }) {
        Ok(Reply::Crm(heard)) => heard,
        other => panic!("{other:?}"),
    }
}

fn changed(property: &str, value: &str, at: Millis) -> Json {
    json!([{"eventId": 1, "subscriptionType": "contact.propertyChange", "objectId": 501, "propertyName": property,
        "propertyValue": value, "occurredAt": at.0, "changeSource": "CRM_UI", "attemptNumber": 0}])
}

fn state(world: &mut World, n: u32) -> String {
    world.page(n)["lead"]["state"].as_str().unwrap().to_owned()
}

fn owner(world: &mut World, n: u32) -> String {
    world.page(n)["lead"]["owner"]["id"].as_str().unwrap().to_owned()
}

fn moved(world: &mut World, n: u32, body: &Json) {
    let made = LeadMove::parse(&id(n), body.to_string().as_bytes()).unwrap();
    world.handle(Event::Move(made)).unwrap();
}

#[test]
fn a_lead_is_one_contact_with_one_note() {
    let (mut world, mut held) = (world(HUBSPOT), Held::default());
    world.receipt(&ada(1));
    deliver(&mut world, &mut held);
    let user = if owner(&mut world, 1) == "ana" { "101" } else { "102" };
    let contact = held.one().clone();
    assert_eq!(held.records.keys().next().map(String::as_str), Some("ada@works.example"));
    for (property, value) in [
        ("firstname", "Ada"),
        ("lastname", "King"),
        ("company", "Works & Co"),
        ("baton_lead_id", &id(1)),
        ("baton_score", "80"),
        ("baton_tier", "hot"),
        ("baton_qualification", "MQL"),
        ("baton_reasons", "+40 50 to 1,000 people\n+40 asked for a demo"),
        ("hs_lead_status", "NEW"),
        ("hubspot_owner_id", user),
    ] {
        assert_eq!(contact[property], value, "{property}");
    }
    let note = held.notes[&id(1)]["hs_note_body"].as_str().unwrap();
    assert!(note.contains("How do we start? &lt;!channel&gt; *now*"), "{note}");
    let count = held.asked.len();
    // The same visitor corrects an answer: the same contact, the same note.
    let mut second = ada_with(1, &[("message", "When can we start?")]);
    second["revision"] = 2.into();
    world.receipt(&second.to_string());
    deliver(&mut world, &mut held);
    assert_eq!((held.records.len(), held.notes.len()), (1, 1));
    assert!(held.notes[&id(1)]["hs_note_body"].as_str().unwrap().contains("When can we start?"));
    assert!(held.asked.len() > count);
    assert_eq!(world.kinds(1).iter().filter(|kind| *kind == "lead.notified").count(), 1, "a CRM tells nobody");
}

#[test]
fn owner_and_status_are_sent_when_they_change_here_and_not_else() {
    let (mut world, mut held) = (world(HUBSPOT), Held::default());
    world.receipt(&ada(1));
    deliver(&mut world, &mut held);
    // Sales gives it to somebody there; nobody has told us yet.
    held.records.get_mut("ada@works.example").unwrap()["hubspot_owner_id"] = "777".into();
    world.now.0 += MINUTE;
    moved(&mut world, 1, &json!({"move": "attempted", "channel": "call", "reached": false}));
    deliver(&mut world, &mut held);
    let contact = held.one();
    assert_eq!(
        (&contact["hs_lead_status"], &contact["hubspot_owner_id"]),
        (&"ATTEMPTED_TO_CONTACT".into(), &"777".into())
    );
    let other = if owner(&mut world, 1) == "ana" { "ben" } else { "ana" };
    moved(&mut world, 1, &json!({"move": "reassigned", "to": other}));
    deliver(&mut world, &mut held);
    let contact = held.one();
    assert_eq!(contact["hs_lead_status"], "ATTEMPTED_TO_CONTACT", "who was contacted is never new again");
    assert_eq!(contact["hubspot_owner_id"], if other == "ana" { "101" } else { "102" });
    assert_eq!(contact["baton_state"], "assigned");
}

#[test]
fn what_waited_is_told_as_it_is_now() {
    let (mut world, mut held) = (world(HUBSPOT), Held::default());
    world.receipt(&ada(1));
    held.instead = vec![Outcome { status: Some(503), ..Outcome::default() }];
    deliver(&mut world, &mut held);
    for (n, body) in
        [json!({"move": "connected"}), json!({"move": "accepted"}), json!({"move": "opportunity", "value": 5})]
            .iter()
            .enumerate()
    {
        world.now.0 += 100 + n as i64;
        moved(&mut world, 1, body);
    }
    let mut statuses = Vec::new();
    for _ in 0..40 {
        world.now.0 += 1_000;
        deliver(&mut world, &mut held);
        statuses
            .extend(held.records.values().map(|contact| contact["hs_lead_status"].as_str().unwrap_or("-").to_owned()));
    }
    statuses.dedup();
    assert_eq!(statuses, ["OPEN_DEAL"], "it was never new there, for it was not new any more");
    assert_eq!(world.count("deliveries WHERE state NOT IN ('delivered') AND lead <> ''"), 0);
}

#[test]
fn sales_moves_the_lead_there_and_it_is_not_said_back() {
    let (mut world, mut held) = (world(HUBSPOT), Held::default());
    world.receipt(&ada(1));
    deliver(&mut world, &mut held);
    world.now.0 += MINUTE;
    let at = world.now;
    let status = changed("hs_lead_status", "CONNECTED", at);
    assert_eq!(says(&mut world, EndpointKind::HubSpot, &status), CrmHeard { taken: 1, ignored: 0 });
    let lead = world.page(1)["lead"].clone();
    assert_eq!(lead["state"], "connected", "contacted there is contacted here");
    assert!(lead["window"]["met_at"].is_i64(), "and the clock has stopped");
    assert_eq!(world.rows("SELECT actor FROM events WHERE kind = 'lead.connected'")[0].text(0).unwrap(), "hubspot");
    let sent = held.asked.len();
    deliver(&mut world, &mut held);
    assert_eq!(held.one()["hs_lead_status"], "NEW", "the status is theirs: it is not written over");
    assert_eq!(held.asked.len(), sent + 1, "what is ours is told once: {:?}", &held.asked[sent..]);
    assert_eq!(held.one()["baton_state"], "connected");
    // The webhook again, and late ones: nothing.
    let before = world.dump();
    for body in
        [status, changed("hs_lead_status", "NEW", START), changed("hs_lead_status", "ATTEMPTED_TO_CONTACT", START)]
    {
        assert_eq!(says(&mut world, EndpointKind::HubSpot, &body).taken, 0);
    }
    assert_eq!(world.dump(), before);
}

#[test]
fn who_was_contacted_is_not_made_new_there() {
    let (mut world, mut held) = (world(HUBSPOT), Held::default());
    world.receipt(&ada(1));
    deliver(&mut world, &mut held);
    world.now.0 += MINUTE;
    moved(&mut world, 1, &json!({"move": "connected"}));
    deliver(&mut world, &mut held);
    // A workflow of theirs sets it back, as it does with everybody who fills in a form.
    for _ in 0..2 {
        world.now.0 += MINUTE;
        held.records.get_mut("ada@works.example").unwrap()["hs_lead_status"] = "NEW".into();
        let at = world.now;
        says(&mut world, EndpointKind::HubSpot, &changed("hs_lead_status", "NEW", at));
        assert_eq!(state(&mut world, 1), "connected");
        deliver(&mut world, &mut held);
        assert_eq!(held.one()["hs_lead_status"], "CONNECTED");
        let (at, sent) = (world.now, held.asked.len());
        says(&mut world, EndpointKind::HubSpot, &changed("hs_lead_status", "CONNECTED", at));
        deliver(&mut world, &mut held);
        assert_eq!(held.asked.len(), sent, "our own word is none of theirs");
    }
}

#[test]
fn our_own_words_come_back_and_change_nothing() {
    let (mut world, mut held) = (world(HUBSPOT), Held::default());
    world.receipt(&ada(1));
    deliver(&mut world, &mut held);
    let first = owner(&mut world, 1);
    let (mine, theirs, other) = if first == "ana" { ("101", "102", "ben") } else { ("102", "101", "ana") };
    let wrote_first = world.now;
    world.now.0 += MINUTE;
    moved(&mut world, 1, &json!({"move": "reassigned", "to": other}));
    deliver(&mut world, &mut held);
    let wrote_second = world.now;
    world.now.0 += 1_000;
    // HubSpot tells of both writes, late and in the wrong order.
    for (value, at) in [(theirs, wrote_second), (mine, wrote_first), (theirs, wrote_second)] {
        assert_eq!(says(&mut world, EndpointKind::HubSpot, &changed("hubspot_owner_id", value, at)).taken, 0);
    }
    assert_eq!(owner(&mut world, 1), other);
    // Sales gives it back there: that is news.
    world.now.0 += 1_000;
    let at = world.now;
    assert_eq!(says(&mut world, EndpointKind::HubSpot, &changed("hubspot_owner_id", mine, at)).taken, 1);
    assert_eq!(owner(&mut world, 1), first);
    let writes = |held: &Held| held.asked.iter().filter(|(_, path)| path.ends_with("contacts/batch/upsert")).count();
    held.records.get_mut("ada@works.example").unwrap()["hubspot_owner_id"] = "unchanged".into();
    let before = writes(&held);
    deliver(&mut world, &mut held);
    assert!(writes(&held) > before);
    assert_eq!(held.one()["hubspot_owner_id"], "unchanged", "they know it");
    // An owner whom the agreement does not have stays theirs, and is seen.
    world.now.0 += 1_000;
    let at = world.now;
    assert_eq!(says(&mut world, EndpointKind::HubSpot, &changed("hubspot_owner_id", "999", at)).taken, 0);
    assert_eq!(owner(&mut world, 1), first);
    assert_eq!(world.kinds(1).iter().filter(|kind| *kind == "crm.differs").count(), 1);
}

#[test]
fn a_change_there_that_is_older_than_ours_goes_under() {
    let (mut world, mut held) = (world(HUBSPOT), Held::default());
    world.receipt(&ada(1));
    deliver(&mut world, &mut held);
    let first = owner(&mut world, 1);
    let (mine, other) = if first == "ana" { ("101", "ben") } else { ("102", "ana") };
    world.now.0 += MINUTE;
    let before = world.now;
    world.now.0 += MINUTE;
    moved(&mut world, 1, &json!({"move": "reassigned", "to": other}));
    // HubSpot is down: our change waits, and an older one of theirs is told.
    assert_eq!(says(&mut world, EndpointKind::HubSpot, &changed("hubspot_owner_id", mine, before)).taken, 0);
    assert_eq!(owner(&mut world, 1), other);
}

#[test]
fn opportunity_won_and_lost_come_from_there() {
    let (mut world, mut held) = (world(HUBSPOT), Held::default());
    world.receipt(&ada(1));
    deliver(&mut world, &mut held);
    world.now.0 += MINUTE;
    let at = world.now.0;
    let event = |property: &str, value: &str, at: i64| {
        json!({"subscriptionType": "object.propertyChange", "objectTypeId": "0-1", "objectId": 501, "propertyName": property,
            "propertyValue": value, "occurredAt": at})
    };
    let body = json!([event("recent_deal_amount", "12000.50", at), event("lifecyclestage", "customer", at)]);
    assert_eq!(says(&mut world, EndpointKind::HubSpot, &body).taken, 1);
    assert_eq!(state(&mut world, 1), "won", "by all the steps that lie before");
    let kinds = world.kinds(1);
    for kind in ["lead.connected", "lead.accepted", "lead.opportunity", "lead.won"] {
        assert!(kinds.contains(&kind.to_owned()), "{kind}");
    }
    let won = world.rows("SELECT data FROM events WHERE kind = 'lead.won'")[0].text(0).unwrap().to_owned();
    assert!(won.contains("12000"), "{won}");
    world.receipt(&somebody(2));
    deliver(&mut world, &mut held);
    let at = world.now.0 + 1;
    world.now.0 += 2;
    let body = json!({"hs_object_id": 777, "baton_lead_id": id(2), "hs_lead_status": "UNQUALIFIED", "baton_rejection": "no budget at all", "lastmodifieddate": at});
    assert_eq!(says(&mut world, EndpointKind::HubSpot, &body).taken, 1, "a workflow's webhook, by the lead's own id");
    assert_eq!(state(&mut world, 2), "rejected");
}

fn somebody(n: u32) -> String {
    crate::world::somebody_else(n)
}

#[test]
fn a_snapshot_of_a_customer_makes_nobody_win() {
    let (mut world, mut held) = (world(HUBSPOT), Held::default());
    held.records.insert("ada@works.example".to_owned(), json!({}));
    world.receipt(&ada(1));
    deliver(&mut world, &mut held);
    world.now.0 += MINUTE;
    let at = world.now.0;
    let page = |stage: &str, at: i64| json!({"id": "501", "properties": {"lifecyclestage": stage, "lastmodifieddate": at.to_string()}});
    assert_eq!(says(&mut world, EndpointKind::HubSpot, &page("customer", at)).taken, 0, "they were one before");
    assert_eq!(says(&mut world, EndpointKind::HubSpot, &page("customer", at + 1)).taken, 0);
    // A contact that was logged there before the lead came is none of this lead's.
    let logged = |when: i64| json!({"id": "501", "properties": {"notes_last_contacted": when.to_string(), "lastmodifieddate": (at + 2).to_string()}});
    assert_eq!(says(&mut world, EndpointKind::HubSpot, &logged(START.0 - 5)).taken, 0);
    assert_eq!(says(&mut world, EndpointKind::HubSpot, &logged(at)).taken, 1);
    assert_eq!(state(&mut world, 1), "attempted");
}

#[test]
fn salesforce_gets_one_lead_with_its_owner_and_a_session_is_renewed_once() {
    let (mut world, mut held) = (world(SALESFORCE), Held::default());
    world.receipt(&ada(1));
    held.instead = vec![
        Outcome { status: Some(200), body: r#"{"access_token":"old"}"#.to_owned(), ..Outcome::default() },
        Outcome { status: Some(401), body: r#"[{"errorCode":"INVALID_SESSION_ID"}]"#.to_owned(), ..Outcome::default() },
    ];
    deliver(&mut world, &mut held);
    let lead = held.one();
    assert_eq!(held.records.keys().next(), Some(&id(1)));
    assert_eq!(
        (&lead["LastName"], &lead["Company"], &lead["Status"]),
        (&"King".into(), &"Works & Co".into(), &"Open - Not Contacted".into())
    );
    assert_eq!(lead["Baton_Score__c"], 80, "a number is a number");
    assert_eq!(lead["OwnerId"], if owner(&mut world, 1) == "ana" { "005000000000ANA" } else { "005000000000BEN" });
    assert!(lead["Description"].as_str().unwrap().contains("Asks: How do we start?"));
    let methods: Vec<&str> = held.asked.iter().map(|(method, _)| method.as_str()).collect();
    assert_eq!(methods, ["POST", "PATCH", "POST", "PATCH"]);
}

#[test]
fn a_session_goes_nowhere_and_is_kept_nowhere() {
    let (mut world, mut held) = (world(SALESFORCE), Held::default());
    world.receipt(&ada(1));
    deliver(&mut world, &mut held);
    // The answer to the login names another instance; requests are told apart by their host.
    assert!(
        held.asked.len() == 2 && held.hosts.iter().all(|host| host == "https://acme.my.salesforce"),
        "{:?}",
        held.hosts
    );
    let dump = world.dump();
    assert!(!dump.contains("session1") && !dump.contains("evil.example"));
}

#[test]
fn what_salesforce_refuses_is_told_in_codes() {
    let answer =
        |status: u16, body: &str| Outcome { status: Some(status), body: body.to_owned(), ..Outcome::default() };
    let login = || answer(200, r#"{"access_token":"s"}"#);
    for (outcome, status, words) in [
        (
            answer(300, r#"["/services/data/v62.0/sobjects/Lead/00Q1","/services/data/v62.0/sobjects/Lead/00Q2"]"#),
            Some(300),
            "Salesforce: 2 Leads have this lead's Baton_Lead_Id__c: merge them (300)",
        ),
        (
            answer(403, r#"[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"ada@works.example"}]"#),
            Some(429),
            "Salesforce: REQUEST_LIMIT_EXCEEDED (403)",
        ),
        (answer(400, r#"[{"errorCode":"UNABLE_TO_LOCK_ROW"}]"#), Some(503), "Salesforce: UNABLE_TO_LOCK_ROW (400)"),
        (
            answer(400, r#"[{"errorCode":"INVALID_FIELD","message":"ada@works.example","fields":["Baton_Score__c"]}]"#),
            Some(400),
            "Salesforce: INVALID_FIELD Baton_Score__c (400)",
        ),
        (answer(500, "<html>"), Some(500), "Salesforce (500)"),
    ] {
        let (mut world, mut held) = (world(SALESFORCE), Held::default());
        world.receipt(&ada(1));
        held.instead = vec![login(), outcome];
        let heard = deliver(&mut world, &mut held);
        assert_eq!((heard[0].status, heard[0].body.as_str()), (status, words));
        assert!(held.records.is_empty());
    }
    // A Lead that was converted is no Lead any more: nothing is owed to it.
    let (mut world, mut held) = (world(SALESFORCE), Held::default());
    world.receipt(&ada(1));
    held.instead = vec![login(), answer(400, r#"[{"errorCode":"CANNOT_UPDATE_CONVERTED_LEAD"}]"#)];
    assert_eq!(deliver(&mut world, &mut held)[0].status, Some(200));
    // An answer that broke off is none: the same again makes no second Lead.
    let (mut world, mut held) = (self::world(SALESFORCE), Held::default());
    world.receipt(&ada(1));
    held.instead = vec![login(), answer(201, r#"{"id":"00Q0"#)];
    assert_eq!(deliver(&mut world, &mut held)[0].status, None);
    world.now.0 += 1_000;
    deliver(&mut world, &mut held);
    assert_eq!(held.records.len(), 1);
}

#[test]
fn a_lead_closed_or_converted_in_salesforce_is_so_here() {
    let (mut world, mut held) = (world(SALESFORCE), Held::default());
    world.receipt(&ada(1));
    deliver(&mut world, &mut held);
    world.now.0 += MINUTE;
    let at = world.now.0;
    let body = json!({"record": "00Q000000000001", "at": at, "properties": {"Baton_Lead_Id__c": id(1), "Status": "Working - Contacted"}});
    assert_eq!(says(&mut world, EndpointKind::Salesforce, &body).taken, 1);
    assert_eq!(state(&mut world, 1), "attempted");
    let body = json!({"record": "00Q000000000001", "at": at + 1, "properties": {"Baton_Lead_Id__c": id(1), "IsConverted": true}});
    assert_eq!(says(&mut world, EndpointKind::Salesforce, &body).taken, 1);
    assert_eq!(state(&mut world, 1), "opportunity");
    let body = json!({"record": "00Q000000000001", "at": at + 2, "properties": {"IsConverted": true, "ConvertedOpportunity": {"IsWon": false, "IsClosed": true, "Amount": 900}}});
    assert_eq!(says(&mut world, EndpointKind::Salesforce, &body).taken, 1);
    assert_eq!(says(&mut world, EndpointKind::Salesforce, &body).taken, 0);
    assert_eq!(state(&mut world, 1), "lost");
    assert_eq!(
        says(
            &mut world,
            EndpointKind::Salesforce,
            &json!({"record": "00Q000000000099", "properties": {"Status": "x"}})
        )
        .ignored,
        1
    );
}

fn crm(world: &mut World, endpoint: &str) -> CrmSetting {
    match world.ask(Question::Crm(endpoint.to_owned())).unwrap() {
        Answer::Crm(Some(setting)) => *setting,
        other => panic!("{other:?}"),
    }
}

fn comes(world: &mut World, endpoint: &str, body: &Json) -> Reply {
    let setting = crm(world, endpoint);
    let said = said_by(setting.kind, body.to_string().as_bytes(), world.now).unwrap().remove(0);
    let lead = lead_of(&setting, &said).unwrap();
    let intake = Box::new(Intake { lead, origin: None, sent_at: None, edge_origin: EDGE.to_owned() });
    world.handle(Event::CrmLead { endpoint: endpoint.to_owned(), said, intake }).unwrap()
}

#[test]
fn a_record_that_is_new_there_is_one_lead_and_stays_one_record() {
    let (mut world, mut held) = (world(SALESFORCE), Held::default());
    let body = json!({"record": "00Q000000000777", "at": world.now.0, "properties": {
        "FirstName": "Ada", "LastName": "King", "Email": "ada@works.example", "Company": "Works", "Title": "CTO"}});
    let Reply::Receipt(receipt) = comes(&mut world, "salesforce", &body) else { panic!("no receipt") };
    assert!(!receipt.repeat);
    assert!(matches!(comes(&mut world, "salesforce", &body), Reply::Known { .. }), "twice is one");
    assert_eq!(world.count("leads"), 1);
    let lead = world.rows("SELECT id, source FROM leads").remove(0);
    assert_eq!(lead.text(1).unwrap(), "content");
    deliver(&mut world, &mut held);
    assert_eq!(
        held.records.keys().map(String::as_str).collect::<Vec<_>>(),
        ["00Q000000000777"],
        "the record it came from"
    );
    assert_eq!(held.one()["Baton_Lead_Id__c"], lead.text(0).unwrap());
    // One that Baton has made itself, and that a workflow tells of before we know its id.
    let (mut world, _) = (self::world(HUBSPOT), Held::default());
    world.receipt(&ada(1));
    let body = json!({"hs_object_id": 501, "properties": {"email": "ada@works.example", "baton_lead_id": id(1)}});
    assert!(matches!(comes(&mut world, "hubspot", &body), Reply::Known { .. }));
    assert_eq!(world.count("leads"), 1);
}

#[test]
fn a_look_goes_on_for_ever_and_takes_what_changed() {
    let (mut world, mut held) = (world(HUBSPOT), Held::default());
    world.receipt(&ada(1));
    deliver(&mut world, &mut held);
    let looks = |held: &Held| held.asked.iter().filter(|(_, path)| path.ends_with("/search")).count();
    assert_eq!(looks(&held), 1);
    world.now.0 += 4 * MINUTE;
    deliver(&mut world, &mut held);
    assert_eq!(looks(&held), 1);
    world.now.0 += MINUTE;
    let at = world.now.0;
    let page = json!({"results": [{"id": "501", "properties": {"baton_lead_id": id(1), "hs_lead_status": "BAD_TIMING",
        "lastmodifieddate": Millis(at - 1).rfc3339()}}]});
    held.instead = vec![Outcome { status: Some(200), body: page.to_string(), ..Outcome::default() }];
    deliver(&mut world, &mut held);
    assert_eq!((looks(&held), state(&mut world, 1).as_str()), (2, "rejected"), "nobody had taken it up: not now is no");
    // Whatever goes wrong, it looks again.
    for _ in 0..3 {
        world.now.0 += 60 * MINUTE;
        held.instead = vec![Outcome {
            status: Some(401),
            body: r#"{"category":"INVALID_AUTHENTICATION"}"#.to_owned(),
            ..Outcome::default()
        }];
        deliver(&mut world, &mut held);
    }
    world.now.0 += 120 * MINUTE;
    let before = looks(&held);
    deliver(&mut world, &mut held);
    assert_eq!(looks(&held), before + 1);
    assert_eq!(world.count("deliveries WHERE event = 'crm.look'"), 1);
}
