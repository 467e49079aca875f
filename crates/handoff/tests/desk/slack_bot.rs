//! A Slack app's bot: direct messages, changed in place; buttons and the forms behind them.

use baton_handoff::slack_press::{self, SlackRequest};
use baton_handoff::{
    Answer, Event, LeadMove, Millis, Outcome, Outgoing, Question, Reply, Request, SlackSecrets, request,
};
use serde_json::{Value as Json, json};

use crate::world::{AGREEMENT, MINUTE, START, World, ada, id, token};

const BOT: &str = r#"
[[deliveries]]
id = "bot"
kind = "slack_bot"
secret = "SLACK_BOT_TOKEN"
signing_secret = "SLACK_SIGNING_SECRET"
second = "events"
on = ["lead.assigned", "lead.escalated"]

[[escalation]]
at = "100%"
do = "tell_manager"
"#;

/// Ana is known in Slack; Ben is found there by his address; Mara is their manager.
fn world() -> World {
    World::with(&agreement())
}

fn agreement() -> String {
    let (before, _) = AGREEMENT.split_once("[[deliveries]]").unwrap();
    let (_, events) = AGREEMENT.rsplit_once("[[deliveries]]").unwrap();
    let events = format!("[[deliveries]]{}", events.replace("\"lead.assigned\", ", ""));
    let ana = "email = \"ana@acme.example\"";
    format!("{before}{events}{BOT}").replacen(ana, &format!("{ana}\nslack = \"U0ANA\"\nmanager = \"mara\""), 1)
}

fn setting(name: &str) -> Option<String> {
    match name {
        "SLACK_BOT_TOKEN" => Some("xoxb-1".to_owned()),
        _ => None,
    }
}

fn sent(outgoing: &Outgoing) -> Request {
    request(outgoing, &setting, START).unwrap()
}

fn body(sent: &Request) -> Json {
    serde_json::from_str(sent.body.as_ref().unwrap()).unwrap()
}

/// The bot's messages that may go now; those to others arrive.
fn bots(world: &mut World) -> Vec<Outgoing> {
    let (bots, others): (Vec<_>, Vec<_>) = world.claim().into_iter().partition(|outgoing| outgoing.endpoint == "bot");
    others.iter().for_each(|outgoing| world.delivered(&outgoing.id, 200));
    bots
}

fn says(world: &mut World, outgoing: &Outgoing, body: Json) {
    let outcome = Outcome { status: Some(200), body: body.to_string(), ..Outcome::default() };
    world.handle(Event::Delivered { id: outgoing.id.clone(), outcome }).unwrap();
}

fn takes(world: &mut World, outgoing: &Outgoing) {
    says(world, outgoing, json!({"ok": true, "channel": "D1", "ts": "17.1"}));
}

/// Lead 1, Ana's, whose card arrived; and the token of its buttons.
fn told() -> (World, String) {
    let mut world = world();
    world.receipt(&ada(1));
    let card = bots(&mut world).remove(0);
    takes(&mut world, &card);
    let token = token(&card);
    (world, token)
}

fn buttons(body: &Json) -> Vec<String> {
    let actions = body["blocks"].as_array().unwrap().iter().find(|block| block["type"] == "actions").unwrap();
    actions["elements"].as_array().unwrap().iter().map(|one| one["action_id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn whoever_is_to_act_has_a_card_with_buttons() {
    let mut world = world();
    world.receipt(&ada(1));
    let card = bots(&mut world).remove(0);
    let sent = sent(&card);
    assert_eq!((sent.method, sent.url.as_str()), ("POST", "https://slack.com/api/chat.postMessage"));
    assert!(sent.headers.contains(&("authorization", "Bearer xoxb-1".to_owned())) && sent.reads_answer);
    let body = body(&sent);
    assert_eq!(body["channel"], "U0ANA");
    assert_eq!(body["text"], "New lead: Ada King — Ana Silva");
    assert_eq!(buttons(&body), ["acknowledge", "snooze", "reject", "open"]);
    let text = body.to_string();
    assert!(text.contains("&lt;!channel&gt; *now*") && !text.contains("<!channel>"), "nobody is pinged");
    for button in body["blocks"][4]["elements"].as_array().unwrap().iter().take(3) {
        assert_eq!(button["value"], token(&card).as_str());
    }
    takes(&mut world, &card);
    assert_eq!(world.page(1)["lead"]["state"], "notified");
}

#[test]
fn a_card_says_how_much_is_known_and_what_to_ask_next_and_in_the_season_three_facts() {
    let sql = "\n[sql]\nall = [{ reason = \"is MQL\", qualified = \"mql\" }, { reason = \"knows *the* buyer\", confirmed = \"economic_buyer\" }]\n";
    let told = |more: &str| {
        let mut world = World::with(&format!("{}{sql}{more}", agreement()));
        world.receipt(&ada(1));
        body(&sent(&bots(&mut world).remove(0)))
    };
    let labels = |body: &Json| {
        let fields = body["blocks"][2]["fields"].as_array().unwrap().clone();
        fields.iter().step_by(2).map(|field| field["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let usual = told("");
    assert_eq!(labels(&usual), ["*Who*", "*Came by*", "*Asks*", "*When*", "*Reach by*"]);
    let prepared = usual["blocks"][3]["text"]["text"].as_str().unwrap();
    assert!(prepared.starts_with("*4 of 5 facts* · Ask next: knows "), "{prepared}");
    assert!(!prepared.contains("*the*"), "words of the agreement are not formatted: {prepared}");
    let season = told("\n[handoff]\npeaks = [{ from = 2026-11-01, to = 2026-12-31 }]\n");
    assert_eq!(labels(&season), ["*Who*", "*Asks*", "*Was shown*"]);
    let load = told("\n[handoff]\nfast_track_above = 100\n");
    assert_eq!(labels(&load), labels(&usual));
}

#[test]
fn who_is_not_known_is_looked_up_once() {
    let (mut world, _) = told();
    world.receipt(&ada(2));
    let card = bots(&mut world).remove(0);
    let asks = sent(&card);
    assert_eq!((asks.method, asks.body.as_ref()), ("GET", None));
    assert_eq!(asks.url, "https://slack.com/api/users.lookupByEmail?email=ben%40acme.example");
    says(&mut world, &card, json!({"ok": true, "user": {"id": "U0BEN"}}));
    assert_eq!(world.page(2)["lead"]["state"], "assigned", "nobody was told yet");
    let again = bots(&mut world).remove(0);
    assert_eq!(again.id, card.id);
    assert_eq!(body(&sent(&again))["channel"], "U0BEN");
    takes(&mut world, &again);
    assert_eq!(world.page(2)["lead"]["state"], "notified");
    for n in 3..=5 {
        world.receipt(&ada(n));
    }
    assert!(bots(&mut world).iter().all(|card| sent(card).url.ends_with("/chat.postMessage")), "known now");
}

#[test]
fn who_is_not_in_slack_is_told_by_the_second_channel() {
    let (mut world, _) = told();
    world.receipt(&ada(2));
    for _ in 0..3 {
        let card = bots(&mut world).remove(0);
        says(&mut world, &card, json!({"ok": false, "error": "users_not_found"}));
        world.now.0 += 10_000;
    }
    let events = world.claim();
    assert!(events.iter().any(|told| told.endpoint == "events" && told.body.contains("lead.assigned")));
}

#[test]
fn the_card_changes_when_it_is_answered() {
    let (mut world, token) = told();
    world.acknowledge(&token, "Send <the> quote").unwrap();
    let change = bots(&mut world).remove(0);
    let sent = sent(&change);
    assert_eq!(sent.url, "https://slack.com/api/chat.update");
    let body = body(&sent);
    assert_eq!((&body["channel"], &body["ts"]), (&"D1".into(), &"17.1".into()));
    assert_eq!(body["text"], "Answered: Ada King — Ana Silva");
    assert!(body.to_string().contains("Send &lt;the&gt; quote"));
    assert_eq!(buttons(&body), ["open"], "nothing is left to press");
    takes(&mut world, &change);
    assert_eq!(
        world.kinds(1).iter().filter(|kind| *kind == "lead.notified").count(),
        1,
        "a change tells nobody of the lead"
    );
}

#[test]
fn a_change_waits_for_its_card() {
    let mut world = world();
    world.receipt(&ada(1));
    let card = bots(&mut world).remove(0);
    world.acknowledge(&token(&card), "Call").unwrap();
    assert!(bots(&mut world).is_empty());
    takes(&mut world, &card);
    assert_eq!(bots(&mut world).remove(0).changes, Some(("D1".to_owned(), "17.1".to_owned())));
}

#[test]
fn another_owner_has_a_card_and_the_first_one_says_so() {
    let (mut world, _) = told();
    let moved = LeadMove::parse(&id(1), br#"{"move":"reassigned","to":"mara"}"#).unwrap();
    world.handle(Event::Move(moved)).unwrap();
    let change = bots(&mut world).remove(0);
    let said = body(&sent(&change));
    assert_eq!((&said["ts"], &said["text"]), (&"17.1".into(), &"With somebody else: Ada King — Mara Lindt".into()));
    takes(&mut world, &change);
    let card = bots(&mut world).remove(0);
    assert!(sent(&card).url.contains("mara%40acme.example"));
    says(&mut world, &card, json!({"ok": true, "user": {"id": "U0MARA"}}));
    let card = bots(&mut world).remove(0);
    assert_eq!(buttons(&body(&sent(&card))).len(), 4);
    says(&mut world, &card, json!({"ok": true, "channel": "D2", "ts": "18.2"}));
    world.acknowledge(&token(&card), "Call").unwrap();
    assert_eq!(bots(&mut world).remove(0).changes, Some(("D2".to_owned(), "18.2".to_owned())), "the newest card");
}

#[test]
fn a_miss_is_on_the_card_and_the_manager_is_told() {
    let (mut world, token) = told();
    world.now = START + Millis(5 * MINUTE);
    world.due();
    let missed = bots(&mut world).remove(0);
    let said = body(&sent(&missed));
    assert_eq!(said["text"], "Missed: nobody has answered Ada King — Ana Silva");
    assert_eq!(buttons(&said).len(), 4, "it still wants an answer");
    takes(&mut world, &missed);
    let escalated = bots(&mut world).remove(0);
    assert_eq!(body(&sent(&escalated))["text"], "Needs you: Ada King — Ana Silva");
    takes(&mut world, &escalated);
    let manager = bots(&mut world).remove(0);
    assert!(sent(&manager).url.contains("mara%40acme.example"));
    assert!(!manager.body.contains(&token), "the manager has no link to answer by");
}

fn posted(payload: &Json) -> SlackRequest {
    SlackRequest::parse(
        format!("payload={}", payload.to_string().replace('%', "%25").replace('&', "%26").replace('+', "%2B"))
            .as_bytes(),
    )
    .unwrap()
}

fn press(world: &mut World, button: &str, token: &str) -> Json {
    let payload =
        json!({"type": "block_actions", "trigger_id": "t.1", "actions": [{"action_id": button, "value": token}]});
    let SlackRequest::Press(press) = posted(&payload) else { panic!("no press") };
    let secrets = match world.ask(Question::SlackBot) {
        Ok(Answer::SlackBot(Some(secrets))) => secrets,
        other => panic!("no bot: {other:?}"),
    };
    let names = SlackSecrets { token: "SLACK_BOT_TOKEN".into(), signing: "SLACK_SIGNING_SECRET".into() };
    assert_eq!(secrets, names);
    let view = match world.ask(Question::Handoff { token: press.token.clone() }) {
        Ok(Answer::Handoff(view)) => Ok(view),
        Ok(_) => panic!("no view"),
        Err(problem) => Err(problem),
    };
    let call = slack_press::open(&press, view.as_deref(), &secrets, &setting, world.now).unwrap();
    assert_eq!(call.url, "https://slack.com/api/views.open");
    let opened = body(&call);
    assert_eq!(opened["trigger_id"], "t.1");
    opened["view"].clone()
}

fn submit(world: &mut World, (view, form): (&str, &str), token: &str, values: Json) -> Result<Reply, Json> {
    let view = json!({"id": view, "callback_id": form, "private_metadata": token, "state": {"values": values}});
    let SlackRequest::Answer(answer) = posted(&json!({"type": "view_submission", "view": view})) else {
        panic!("none")
    };
    let told = world.handle(Event::SlackAnswer(answer.clone()));
    told.map_err(|problem| serde_json::from_str(&slack_press::refusal(&answer, &problem)).unwrap())
}

fn promise(step: &str, due: Millis) -> Json {
    json!({"next_step": {"next_step": {"value": step}}, "due": {"due": {"selected_date_time": due.seconds().0}}})
}

fn chosen(name: &str, value: &str) -> Json {
    json!({name: {name: {"selected_option": {"value": value}}}})
}

#[test]
fn a_form_is_a_promise() {
    let (mut world, token) = told();
    let view = press(&mut world, "acknowledge", &token);
    assert_eq!((&view["callback_id"], &view["private_metadata"]), (&"acknowledge".into(), &token.as_str().into()));
    let due = view["blocks"][2]["element"]["initial_date_time"].as_i64().unwrap();
    assert_eq!(due, START.seconds().0 + 15 * 60, "the next quarter of an hour that leaves one");
    let page = world.dump();

    let late =
        submit(&mut world, ("V1", "acknowledge"), &token, promise("Call", START - Millis(2 * MINUTE))).unwrap_err();
    assert_eq!(late["errors"], json!({"due": "that time has passed. Choose a time that is still to come."}));
    let empty = submit(&mut world, ("V1", "acknowledge"), &token, promise(" ", Millis(due * 1000))).unwrap_err();
    assert!(empty["errors"]["next_step"].as_str().unwrap().starts_with("the next step is missing"));
    assert!(world.dump() == page);

    submit(&mut world, ("V1", "acknowledge"), &token, promise("Call & write", Millis(due * 1000))).unwrap();
    let lead = &world.page(1)["lead"];
    assert_eq!(
        (&lead["state"], &lead["acknowledgement"]["next_step"]),
        (&"acknowledged".into(), &"Call & write".into())
    );
    assert_eq!(lead["acknowledgement"]["due_at"], due * 1000);
    let page = world.dump();
    for _ in 0..3 {
        submit(&mut world, ("V1", "acknowledge"), &token, promise("Call & write", Millis(due * 1000))).unwrap();
    }
    assert!(world.dump() == page, "Slack sends up to four times");
    let view = press(&mut world, "acknowledge", &token);
    assert_eq!(view["title"]["text"], "Not possible");
}

#[test]
fn a_lead_is_rejected_with_a_reason() {
    let (mut world, token) = told();
    let view = press(&mut world, "reject", &token);
    assert_eq!(view["blocks"][1]["element"]["options"].as_array().unwrap().len(), 9);
    for _ in 0..2 {
        submit(&mut world, ("V2", "reject"), &token, chosen("reason", "no_budget")).unwrap();
    }
    assert_eq!(world.page(1)["lead"]["state"], "rejected");
    assert_eq!(world.kinds(1).iter().filter(|kind| *kind == "lead.rejected").count(), 1);
    let change = bots(&mut world).remove(0);
    let said = body(&sent(&change));
    assert_eq!(said["text"], "Rejected: Ada King — Ana Silva");
    assert!(said.to_string().contains("no budget") && buttons(&said) == ["open"]);
}

#[test]
fn who_is_put_off_is_reminded_and_the_clock_runs_on() {
    let (mut world, token) = told();
    press(&mut world, "snooze", &token);
    for _ in 0..2 {
        submit(&mut world, ("V3", "snooze"), &token, chosen("for", "15")).unwrap();
    }
    assert_eq!(world.kinds(1).iter().filter(|kind| *kind == "lead.snoozed").count(), 1);
    assert_eq!(world.page(1)["lead"]["state"], "notified");
    while let Some(change) = bots(&mut world).pop() {
        takes(&mut world, &change);
    }
    world.now = START + Millis(5 * MINUTE);
    world.due();
    assert!(world.kinds(1).contains(&"window.missed".to_owned()), "nothing stopped");
    while let Some(change) = bots(&mut world).pop() {
        says(&mut world, &change, json!({"ok": true, "user": {"id": "U0MARA"}, "channel": "D1", "ts": "17.1"}));
    }
    world.now = START + Millis(15 * MINUTE);
    world.due();
    let again = bots(&mut world).remove(0);
    assert_eq!(body(&sent(&again))["text"], "Again: Ada King — Ana Silva");
    world.acknowledge(&token, "Call").unwrap();
    let late = submit(&mut world, ("V4", "snooze"), &token, chosen("for", "5")).unwrap_err();
    assert!(late["errors"]["for"].as_str().unwrap().starts_with("this lead is answered already"));
}

#[test]
fn only_the_owner_answers() {
    let (mut world, token) = told();
    let moved = LeadMove::parse(&id(1), br#"{"move":"reassigned","to":"mara"}"#).unwrap();
    world.handle(Event::Move(moved)).unwrap();
    for (form, values) in [
        ("acknowledge", promise("Call", START + Millis(60 * MINUTE))),
        ("reject", chosen("reason", "spam")),
        ("snooze", chosen("for", "5")),
    ] {
        let refused = submit(&mut world, ("V5", form), &token, values.clone()).unwrap_err();
        assert!(refused.to_string().contains("this lead is not yours"), "{form}");
        let forged = submit(&mut world, ("V5", form), "forged.token", values).unwrap_err();
        assert!(forged.to_string().contains("this link is not valid"), "{form}");
    }
    let view = press(&mut world, "acknowledge", "forged.token");
    assert_eq!(view["title"]["text"], "Not possible");
}
