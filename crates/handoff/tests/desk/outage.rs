//! Endpoints that are slow, away, or away for an hour; who is told instead; what was given up.

use std::collections::{BTreeMap, BTreeSet};

use baton_handoff::{Event, Fault, Millis, Outcome, Outgoing, Question, Reply, Room};
use serde_json::Value as Json;

use crate::world::{AGREEMENT, MINUTE, START, World, ada, id};

fn claim(world: &mut World, room: Room) -> Vec<Outgoing> {
    match world.handle(Event::ClaimDeliveries(room)) {
        Ok(Reply::Deliveries(claimed)) => claimed,
        other => panic!("nothing claimed: {other:?}"),
    }
}

fn health(world: &mut World, endpoint: &str) -> Json {
    let page = world.json(Question::Deliveries);
    page["endpoints"].as_array().unwrap().iter().find(|one| one["endpoint"] == endpoint).unwrap().clone()
}

/// Slack, and a second channel that is told after 90 seconds.
fn with_second() -> World {
    let second = "secret = \"SLACK_WEBHOOK_URL\"\nsecond = \"pager\"\nsecond_after = \"90s\"";
    let mut text = AGREEMENT.replacen("secret = \"SLACK_WEBHOOK_URL\"", second, 1);
    text.push_str(
        "\n[[deliveries]]\nid = \"pager\"\nkind = \"webhook\"\nsecret = \"PAGER_URL\"\non = [\"lead.escalated\"]\n",
    );
    World::with(&text)
}

fn endpoints(claimed: &[Outgoing]) -> Vec<&str> {
    claimed.iter().map(|outgoing| outgoing.endpoint.as_str()).collect()
}

#[test]
fn an_endpoint_that_is_slow_keeps_nobody_waiting() {
    let mut world = World::new();
    (1..=20).for_each(|n| drop(world.receipt(&ada(n))));
    let mut under_way: BTreeMap<String, usize> = BTreeMap::new();
    let mut told = 0;
    // Slack never answers; events always do.
    for _ in 0..40 {
        let busy: usize = under_way.values().sum();
        let room = Room { limit: 6 - busy, each: 3, under_way: under_way.clone() };
        for outgoing in claim(&mut world, room) {
            if outgoing.endpoint == "slack" {
                *under_way.entry(outgoing.endpoint).or_default() += 1;
            } else {
                world.delivered(&outgoing.id, 200);
                told += 1;
            }
        }
    }
    assert_eq!(under_way["slack"], 3);
    assert_eq!(told, 20, "everything for the other endpoint went out");
}

#[test]
fn the_last_place_is_for_who_has_none() {
    let mut world = World::new();
    (1..=9).for_each(|n| drop(world.receipt(&ada(n))));
    let slow = BTreeMap::from([("slack".to_owned(), 3), ("others".to_owned(), 2)]);
    assert_eq!(endpoints(&claim(&mut world, Room { limit: 1, each: 3, under_way: slow })), ["events"]);
    let both = BTreeMap::from([("slack".to_owned(), 3), ("events".to_owned(), 2)]);
    assert!(claim(&mut world, Room { limit: 1, each: 3, under_way: both }).is_empty());
}

#[test]
fn what_a_dead_claimer_had_is_due_at_once() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let claimed = world.claim();
    world.now.0 += 1;
    assert!(world.claim().is_empty());
    world.handle(Event::Woken).unwrap();
    assert_eq!(world.desk.next_due(&mut world.db).unwrap(), Some(world.now));
    assert_eq!(world.claim(), claimed, "the same ids and bytes again");
}

/// An hour without Slack, by the test clock. The alarm is the only one who acts.
#[test]
fn after_an_hour_everything_arrives_within_a_minute() {
    let mut world = World::new();
    let (gone, back) = (START, START + Millis(60 * MINUTE));
    let mut arrived: BTreeMap<String, Millis> = BTreeMap::new();
    let mut order: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let (mut tries, mut slowest, mut leads) = (0, Millis(0), 0);
    let end = back + Millis(MINUTE);
    while world.now < end {
        if world.now < back && world.now.0 >= START.0 + i64::from(leads) * MINUTE / 2 {
            leads += 1;
            world.receipt(&ada(leads));
        }
        world.due();
        for _ in 0..4 {
            for outgoing in claim(&mut world, Room { limit: 6, each: 3, under_way: BTreeMap::new() }) {
                let away = outgoing.endpoint == "slack" && (gone..back).contains(&world.now);
                tries += i32::from(away);
                world.delivered(&outgoing.id, if away { 503 } else { 200 });
                if !away {
                    arrived.insert(outgoing.id.clone(), world.now);
                    order.entry((outgoing.lead, outgoing.endpoint.clone())).or_default().push(outgoing.id);
                }
            }
        }
        world.now.0 += 500;
    }
    assert_eq!(leads, 120);
    let left = world.count("deliveries WHERE state <> 'delivered'");
    assert_eq!(left, 0, "all of {} within a minute", arrived.len());
    // Until it was known to be down each message had a first try; then one in half a minute.
    assert!((100..=140).contains(&tries), "{tries} tries");
    for row in world.rows("SELECT id, lead, endpoint, created_at FROM deliveries ORDER BY seq") {
        let key = (row.text(1).unwrap().to_owned(), row.text(2).unwrap().to_owned());
        assert_eq!(order.get_mut(&key).unwrap().remove(0), row.text(0).unwrap(), "in order");
        let took = arrived[row.text(0).unwrap()] - Millis(row.integer(3).unwrap());
        if key.1 == "events" {
            slowest = slowest.max(took);
        }
    }
    assert!(slowest < Millis(2_000), "the other endpoint noticed nothing: {slowest:?}");
    assert_eq!(health(&mut world, "slack")["state"], "well");
}

#[test]
fn how_an_endpoint_does_is_told() {
    let mut world = World::new();
    assert_eq!(health(&mut world, "slack")["state"], "idle");
    world.receipt(&ada(1));
    let slack = world.claim().remove(0);
    world.now.0 += 120;
    world.delivered(&slack.id, 503);
    let failing = health(&mut world, "slack");
    assert_eq!((&failing["state"], &failing["last_error"]), (&"failing".into(), &"status 503".into()));
    assert_eq!(failing["waiting"], 1);
    for _ in 0..4 {
        world.now.0 += 30_000;
        world.claim();
        world.delivered(&slack.id, 503);
    }
    let down = health(&mut world, "slack");
    assert_eq!(down["state"], "down");
    assert_eq!(down["down_since"], START.0 + 120);
    assert_eq!(down["next_try_at"], world.now.0 + 30_000);
    world.now.0 += 30_000;
    world.claim();
    world.now.0 += 250;
    world.delivered(&slack.id, 200);
    let well = health(&mut world, "slack");
    assert_eq!((&well["state"], &well["latency_ms"], &well["waiting"]), (&"well".into(), &250.into(), &0.into()));
    assert_eq!(well["down_since"], Json::Null);
}

/// An answer to what was sent before the failures says nothing of how it is now.
#[test]
fn a_late_success_opens_no_gate() {
    let mut world = World::new();
    (1..=3).for_each(|n| drop(world.receipt(&ada(n))));
    let early: Vec<Outgoing> = world.claim().into_iter().filter(|outgoing| outgoing.endpoint == "slack").collect();
    world.now.0 += 1_000;
    for _ in 0..5 {
        world.delivered(&early[1].id, 503);
    }
    assert_eq!(health(&mut world, "slack")["state"], "down");
    world.delivered(&early[0].id, 200);
    assert_eq!(health(&mut world, "slack")["state"], "down");
    assert_eq!(world.page(1)["lead"]["state"], "notified", "it did arrive");
}

#[test]
fn the_second_channel_is_told_when_the_first_is_away() {
    let mut world = with_second();
    world.receipt(&ada(1));
    let slack = world.claim().remove(0);
    world.delivered(&slack.id, 503);
    assert_eq!(world.page(1)["lead"]["undelivered"], 2, "what stands by is not missing");
    world.now = START + Millis(89_999);
    assert!(!endpoints(&world.claim()).contains(&"pager"));
    world.now = START + Millis(90_000);
    let due = world.desk.next_due(&mut world.db).unwrap();
    assert!(due <= Some(world.now), "the alarm rings for it");
    let claimed = world.claim();
    let pager = claimed.iter().find(|outgoing| outgoing.endpoint == "pager").unwrap();
    assert!(pager.body.contains("\"type\":\"lead.assigned\"") && pager.body.contains("/h/acme/"));
    assert_eq!(pager.secret, "PAGER_URL");
    world.delivered(&pager.id, 200);
    assert_eq!(world.page(1)["lead"]["state"], "notified");
    assert_eq!(
        world.count("deliveries WHERE endpoint = 'slack' AND state IN ('waiting', 'sending')"),
        1,
        "Slack is still tried"
    );
}

#[test]
fn the_second_channel_is_spared_when_the_first_arrives() {
    let mut world = with_second();
    world.receipt(&ada(1));
    assert_eq!(world.count("deliveries WHERE state = 'standby'"), 1);
    world.deliver_all();
    assert_eq!(world.count("deliveries WHERE endpoint = 'pager'"), 0);
}

#[test]
fn the_second_channel_is_told_at_once_when_the_first_gives_up_or_is_down_for_long() {
    let mut world = with_second();
    world.receipt(&ada(1));
    let slack = world.claim().remove(0);
    for _ in 0..3 {
        world.delivered(&slack.id, 404);
    }
    assert!(endpoints(&world.claim()).contains(&"pager"), "given up");

    let mut world = with_second();
    world.receipt(&ada(1));
    let slack = world.claim().remove(0);
    for _ in 0..5 {
        world.delivered(&slack.id, 503);
    }
    world.now.0 += 2 * MINUTE;
    world.receipt(&ada(2));
    let told: BTreeSet<String> =
        world.claim().into_iter().filter(|one| one.endpoint == "pager").map(|one| one.lead).collect();
    assert_eq!(told, BTreeSet::from([id(1), id(2)]), "down for two minutes: the new lead waits no 90 s");
}

#[test]
fn what_was_given_up_is_listed_and_can_be_tried_again() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let slack = world.claim().remove(0);
    for _ in 0..3 {
        world.delivered(&slack.id, 404);
    }
    let page = world.json(Question::Deliveries);
    let dead = &page["dead"][0];
    assert_eq!(
        (&dead["id"], &dead["endpoint"], &dead["lead"]),
        (&slack.id.as_str().into(), &"slack".into(), &id(1).into())
    );
    assert_eq!((&dead["event"], &dead["last_error"]), (&"lead.assigned".into(), &"status 404".into()));
    assert_eq!(health(&mut world, "slack")["dead"], 1);

    world.now.0 += 25 * 3_600_000;
    world.handle(Event::Replay { id: slack.id.clone() }).unwrap();
    let again = world.claim();
    let again = again.iter().find(|outgoing| outgoing.id == slack.id).unwrap();
    assert_eq!(again, &slack, "the same id and bytes");
    world.delivered(&slack.id, 503);
    assert_eq!(world.page(1)["deliveries"][0]["state"], "waiting", "its patience begins anew");
    world.now.0 += 1_000;
    world.claim();
    world.delivered(&slack.id, 200);
    assert_eq!(world.json(Question::Deliveries)["dead"], serde_json::json!([]));
    assert!(world.kinds(1).contains(&"delivery.replayed".to_owned()));

    for (id, code, status) in [(slack.id.as_str(), "not_dead", 409), ("dlv_nobody", "unknown_delivery", 404)] {
        let problem = world.handle(Event::Replay { id: id.to_owned() }).unwrap_err();
        assert_eq!((problem.code, problem.status, problem.fault), (code, status, Fault::Caller));
    }
}

#[test]
fn an_endpoint_that_left_the_agreement_is_still_told_of() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.handle(Event::Publish { source: AGREEMENT.replace("id = \"events\"", "id = \"crm\"") }).unwrap();
    let gone = health(&mut world, "events");
    assert_eq!((&gone["kind"], &gone["waiting"]), (&Json::Null, &1.into()));
    let slack = world.claim().remove(0);
    world
        .handle(Event::Delivered {
            id: slack.id,
            outcome: Outcome { error: Some("secret X is not set".into()), ..Outcome::default() },
        })
        .unwrap();
    assert_eq!(health(&mut world, "slack")["last_error"], "secret X is not set");
}
