//! Messages: claimed, tried again, in order, given up.

use crate::world::{MINUTE, START, World, ada, token};
use baton_handoff::{Event, Millis, Outcome, Outgoing, Reply, Room, request};

fn only(world: &mut World, endpoint: &str) -> Outgoing {
    let mut claimed = world.claim();
    claimed.retain(|outgoing| outgoing.endpoint == endpoint);
    assert_eq!(claimed.len(), 1, "{endpoint}");
    claimed.remove(0)
}

fn delivery(world: &mut World, endpoint: &str) -> serde_json::Value {
    let page = world.page(1);
    page["deliveries"].as_array().unwrap().iter().find(|delivery| delivery["endpoint"] == endpoint).unwrap().clone()
}

#[test]
fn what_is_claimed_is_not_claimed_again() {
    let mut world = World::new();
    world.receipt(&ada(1));
    assert!(
        matches!(world.handle(Event::ClaimDeliveries(Room::of(0))), Ok(Reply::Deliveries(none)) if none.is_empty())
    );
    let claimed = world.claim();
    assert_eq!(claimed.iter().map(|outgoing| outgoing.endpoint.as_str()).collect::<Vec<_>>(), ["slack", "events"]);
    assert_eq!(claimed[0].secret, "SLACK_WEBHOOK_URL");
    let sent = request(&claimed[0], &|_| Some("https://hooks.example/T".to_owned()), world.now).unwrap();
    assert_eq!(sent.headers[1], ("webhook-id", claimed[0].id.clone()));
    world.now.0 += 14_999;
    assert!(world.claim().is_empty());
    world.now.0 += 1;
    assert_eq!(world.claim(), claimed, "the claimer died: the same ids and bytes again");
}

#[test]
fn the_schedule_of_tries() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let id = only(&mut world, "slack").id;
    world.delivered(&id, 503);
    for pause in [1, 2, 5, 10, 30, 30, 30] {
        assert_eq!(delivery(&mut world, "slack")["next_at"], world.now.0 + pause * 1000);
        assert_eq!(delivery(&mut world, "slack")["last_error"], "status 503");
        world.now.0 += pause * 1000;
        let again = world.claim();
        assert!(again.iter().any(|outgoing| outgoing.id == id), "after {pause} s");
        world.delivered(&id, 503);
    }
    assert_eq!(delivery(&mut world, "slack")["attempts"], 8);
    world.now.0 += 30_000;
    world.claim();
    world.delivered(&id, 200);
    let done = delivery(&mut world, "slack");
    assert_eq!(
        (&done["state"], &done["delivered_at"], &done["last_error"]),
        (&"delivered".into(), &world.now.0.into(), &serde_json::Value::Null)
    );
}

#[test]
fn a_receiver_is_given_the_time_it_asks_for() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let id = only(&mut world, "slack").id;
    for header in ["17", "Sat, 21 Nov 2026 10:00:17 GMT"] {
        let outcome = Outcome { status: Some(429), retry_after: Some(header.to_owned()), ..Outcome::default() };
        world.handle(Event::Delivered { id: id.clone(), outcome }).unwrap();
        assert_eq!(delivery(&mut world, "slack")["next_at"], world.now.0 + 17_000, "{header}");
    }
    world.receipt(&ada(2));
    let others: Vec<String> = world.claim().into_iter().map(|outgoing| outgoing.endpoint).collect();
    assert_eq!(others, ["events"], "it is the endpoint that wants to be left alone, not the message");
    world.now.0 += 17_000;
    only(&mut world, "slack");
}

#[test]
fn an_arrived_message_has_arrived() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let id = only(&mut world, "slack").id;
    world.delivered(&id, 200);
    let before = world.dump();
    world.delivered(&id, 500);
    world.delivered(&id, 200);
    world.handle(Event::Delivered { id: "dlv_nobody".to_owned(), outcome: Outcome::default() }).unwrap();
    assert!(world.dump() == before);
}

#[test]
fn the_first_message_that_arrives_notifies() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let claimed = world.claim();
    world.delivered(&claimed[1].id, 503);
    assert_eq!(world.page(1)["lead"]["state"], "assigned");
    world.delivered(&claimed[0].id, 204);
    assert_eq!(world.page(1)["lead"]["state"], "notified");
    world.now.0 += 30_000;
    world.deliver_all();
    assert_eq!(world.kinds(1).iter().filter(|kind| *kind == "lead.notified").count(), 1);
    assert_eq!(world.page(1)["lead"]["undelivered"], 0);
}

#[test]
fn each_endpoint_hears_of_a_lead_in_order() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let claimed = world.claim();
    world.delivered(&claimed[0].id, 503);
    world.delivered(&claimed[1].id, 200);
    world.now = START + Millis(5 * MINUTE);
    world.due();
    world.receipt(&ada(2));

    let mut said: Vec<(String, String)> = Vec::new();
    for outgoing in world.claim() {
        let kind = if outgoing.body.contains("window.missed") || outgoing.body.contains("Missed: ") {
            "missed"
        } else {
            "assigned"
        };
        said.push((format!("{} {}", outgoing.endpoint, outgoing.lead.chars().last().unwrap()), kind.to_owned()));
    }
    said.sort();
    let expected = [("events 1", "missed"), ("events 2", "assigned"), ("slack 1", "assigned"), ("slack 2", "assigned")];
    assert_eq!(said, expected.map(|(to, kind)| (to.to_owned(), kind.to_owned())), "slack has not heard of lead 1 yet");

    assert!(world.claim().is_empty());
    world.delivered(&claimed[0].id, 200);
    let behind = world.claim();
    assert_eq!(behind.len(), 1, "now the next one goes");
    assert!(behind[0].body.contains("Missed: ") && behind[0].endpoint == "slack");
}

#[test]
fn what_waits_behind_another_wakes_nobody() {
    let mut world = World::new();
    world.receipt(&ada(1));
    for outgoing in world.claim() {
        world.delivered(&outgoing.id, 503);
    }
    world.now = START + Millis(5 * MINUTE);
    world.due();
    for outgoing in world.claim() {
        world.delivered(&outgoing.id, 503);
    }
    let due = world.desk.next_due(&mut world.db).unwrap().unwrap();
    assert!(due > world.now, "the missed messages are due, but nobody can send them before the others");
}

#[test]
fn refusals_end_soon_and_are_told() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let id = only(&mut world, "slack").id;
    for n in 1..=3 {
        world.delivered(&id, 404);
        assert_eq!(delivery(&mut world, "slack")["state"], if n < 3 { "waiting" } else { "dead" });
        world.now.0 += 30_000;
        world.claim();
    }
    let page = world.page(1);
    assert_eq!(page["lead"]["undelivered"], 2, "a dead message has not arrived");
    assert_eq!(
        page["timeline"].as_array().unwrap().last().unwrap()["words"],
        "the message to slack was given up: refused 3 times, status 404"
    );
}

#[test]
fn a_dead_message_lets_the_next_one_go() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let first = only(&mut world, "slack");
    world.now = START + Millis(5 * MINUTE);
    world.due();
    for _ in 0..3 {
        world.delivered(&first.id, 410);
        world.now.0 += 30_000;
        world.claim();
    }
    assert_eq!(delivery(&mut world, "slack")["state"], "dead");
    assert_eq!(world.count("deliveries WHERE endpoint = 'slack' AND state = 'sending'"), 1);
}

#[test]
fn after_a_day_it_is_given_up() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let id = only(&mut world, "slack").id;
    world.now.0 += 86_400_000 - 1;
    world.delivered(&id, 500);
    assert_eq!(delivery(&mut world, "slack")["state"], "waiting");
    world.now.0 += 1000;
    world.claim();
    let outcome = Outcome { error: Some("the connection failed".to_owned()), ..Outcome::default() };
    world.handle(Event::Delivered { id, outcome }).unwrap();
    let dead = delivery(&mut world, "slack");
    assert_eq!((&dead["state"], &dead["last_error"]), (&"dead".into(), &"the connection failed".into()));
    assert_eq!(dead["next_at"], serde_json::Value::Null);
    assert_eq!(world.count("deliveries WHERE endpoint = 'slack' AND next_at IS NULL"), 1, "it is not due any more");
}

#[test]
fn acknowledging_before_anything_arrived_is_no_step_back() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let claimed = world.claim();
    let token = token(&claimed[0]);
    world.acknowledge(&token, "Call").unwrap();
    world.delivered(&claimed[0].id, 200);
    assert_eq!(world.page(1)["lead"]["state"], "acknowledged");
}
