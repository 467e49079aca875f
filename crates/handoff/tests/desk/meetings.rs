//! Meetings, by the word of the tools they are booked in.

use baton_handoff::{BookingTool, Event, LeadMove, Meeting, Question, Reply, page};
use serde_json::{Value as Json, json};

use crate::world::{AGREEMENT, MINUTE, World, ada, ada_with, id, token};

fn world() -> World {
    let events = "on = [\"lead.assigned\", \"lead.quarantined\"";
    World::with(
        &AGREEMENT.replace(events, "on = [\"lead.assigned\", \"lead.booked\", \"lead.unbooked\", \"lead.quarantined\""),
    )
}

/// What Calendly posts about an invitee.
fn calendly(event: &str, invitee: &str, lead: Option<&str>) -> Json {
    json!({"event": event, "created_at": "2026-11-21T10:01:00.000000Z", "payload": {
        "uri": format!("https://api.calendly.com/scheduled_events/E/invitees/{invitee}"),
        "email": "ada@works.example", "name": "Ada King", "rescheduled": false,
        "tracking": {"utm_content": lead, "salesforce_uuid": lead},
        "scheduled_event": {"start_time": "2026-11-22T12:00:00.000000Z", "end_time": "2026-11-22T12:30:00.000000Z"},
    }})
}

/// What Cal.com posts about a booking.
fn cal(event: &str, uid: &str, lead: Option<&str>) -> Json {
    json!({"triggerEvent": event, "createdAt": "2026-11-21T10:01:00Z", "payload": {
        "uid": uid, "startTime": "2026-11-22T12:00:00Z", "endTime": "2026-11-22T12:30:00Z",
        "attendees": [{"email": "ada@works.example", "name": "Ada"}], "metadata": {"leadId": lead},
    }})
}

/// Whether it was a repeat, or none of ours.
fn says(world: &mut World, tool: BookingTool, body: &Json) -> bool {
    let Some(meeting) = Meeting::parse(tool, body.to_string().as_bytes()).unwrap() else { return true };
    match world.handle(Event::Meeting(meeting)) {
        Ok(Reply::Booked { repeat }) => repeat,
        other => panic!("{other:?}"),
    }
}

fn state(world: &mut World, n: u32) -> String {
    world.page(n)["lead"]["state"].as_str().unwrap().to_owned()
}

/// What others were told, by type.
fn told(world: &mut World) -> Vec<Json> {
    let all = world.deliver_all();
    all.iter().filter(|one| one.endpoint == "events").map(|one| serde_json::from_str(&one.body).unwrap()).collect()
}

#[test]
fn a_booked_meeting_stops_the_clock_and_is_shown() {
    let mut world = world();
    world.receipt(&ada(1));
    let token = token(&world.deliver_all()[0]);
    world.now.0 += MINUTE;
    assert!(!says(&mut world, BookingTool::Calendly, &calendly("invitee.created", "1", Some(&id(1)))));
    let lead = world.page(1)["lead"].clone();
    assert_eq!((&lead["state"], &lead["window"]["missed_at"]), (&"booked".into(), &Json::Null));
    assert!(lead["window"]["met_at"].is_i64());
    assert_eq!(
        lead["meeting"],
        json!({"tool": "Calendly", "state": "booked", "starts_at": 1_795_348_800_000_i64, "ends_at": 1_795_350_600_000_i64})
    );
    let events = told(&mut world);
    assert_eq!(
        (&events[0]["type"], &events[0]["data"]["starts_at"]),
        (&"lead.booked".into(), &1_795_348_800_000_i64.into())
    );
    world.now.0 += 60 * MINUTE;
    world.due();
    assert_eq!(state(&mut world, 1), "booked", "nobody is reminded, nothing is missed");
    let baton_handoff::Answer::Handoff(view) = world.ask(Question::Handoff { token }).unwrap() else { panic!() };
    let html = page::render(&view);
    assert!(html.contains("<h2>Meeting booked</h2>") && html.contains("tomorrow 12:00 UTC"), "{html}");
}

#[test]
fn the_same_webhook_twice_is_one() {
    let mut world = world();
    world.receipt(&ada(1));
    let (booked, cancelled) =
        (calendly("invitee.created", "1", Some(&id(1))), calendly("invitee.canceled", "1", Some(&id(1))));
    assert!(!says(&mut world, BookingTool::Calendly, &booked));
    let before = world.dump();
    assert!(says(&mut world, BookingTool::Calendly, &booked));
    assert_eq!(world.dump(), before);
    assert!(!says(&mut world, BookingTool::Calendly, &cancelled));
    let before = world.dump();
    for again in [&cancelled, &booked, &cancelled] {
        assert!(says(&mut world, BookingTool::Calendly, again), "an old webhook, played again, changes nothing");
    }
    assert_eq!(world.dump(), before);
    assert_eq!(state(&mut world, 1), "assigned");
}

#[test]
fn a_cancelled_or_missed_meeting_begins_the_window_again() {
    for (tool, event, why) in [
        (BookingTool::Calendly, "invitee.canceled", "cancelled"),
        (BookingTool::Cal, "BOOKING_CANCELLED", "cancelled"),
        (BookingTool::Calendly, "invitee_no_show.created", "missed"),
        (BookingTool::Cal, "BOOKING_NO_SHOW_UPDATED", "missed"),
    ] {
        let mut world = world();
        world.receipt(&ada(1));
        world.deliver_all();
        let lead = id(1);
        let body = |event: &str| match tool {
            BookingTool::Cal => cal(event, "u1", Some(&lead)),
            _ => calendly(event, "1", Some(&lead)),
        };
        let booked = if tool == BookingTool::Cal { "BOOKING_CREATED" } else { "invitee.created" };
        assert!(!says(&mut world, tool, &body(booked)));
        world.now.0 += 600 * MINUTE;
        world.due();
        told(&mut world);
        let over = match event {
            "invitee_no_show.created" => {
                json!({"event": event, "payload": {"uri": "https://api.calendly.com/invitee_no_shows/N",
                    "invitee": "https://api.calendly.com/scheduled_events/E/invitees/1"}})
            }
            "BOOKING_NO_SHOW_UPDATED" => {
                json!({"triggerEvent": event, "payload": {"bookingUid": "u1", "attendees": [{"email": "ada@works.example", "noShow": true}]}})
            }
            _ => body(event),
        };
        assert!(!says(&mut world, tool, &over), "{event}");
        let lead = world.page(1)["lead"].clone();
        assert_eq!(
            (&lead["state"], &lead["window"]["due_at"]),
            (&"assigned".into(), &(world.now.0 + 5 * MINUTE).into()),
            "{event}"
        );
        assert_eq!((&lead["window"]["met_at"], &lead["meeting"]["state"]), (&Json::Null, &why.into()));
        let events = told(&mut world);
        assert_eq!((&events[0]["type"], &events[0]["data"]["why"]), (&"lead.unbooked".into(), &why.into()));
        assert!(events[0]["links"]["handoff"].is_string(), "the rep is to act");
        // The clock is a clock: it can be missed, and it can be met.
        world.now.0 += 5 * MINUTE;
        world.due();
        assert!(world.kinds(1).contains(&"window.missed".to_owned()));
    }
}

#[test]
fn a_moved_meeting_is_a_meeting() {
    let mut world = world();
    world.receipt(&ada(1));
    let lead = id(1);
    says(&mut world, BookingTool::Calendly, &calendly("invitee.created", "1", Some(&lead)));
    let mut old = calendly("invitee.canceled", "1", Some(&lead));
    old["payload"]["rescheduled"] = true.into();
    assert!(says(&mut world, BookingTool::Calendly, &old));
    assert!(!says(&mut world, BookingTool::Calendly, &calendly("invitee.created", "2", Some(&lead))));
    // One of two is called off, in whichever order that is told.
    assert!(!says(&mut world, BookingTool::Calendly, &calendly("invitee.canceled", "1", Some(&lead))));
    assert_eq!(state(&mut world, 1), "booked");
    assert!(!says(&mut world, BookingTool::Calendly, &calendly("invitee.canceled", "2", Some(&lead))));
    assert_eq!(state(&mut world, 1), "assigned");
}

#[test]
fn without_an_id_the_address_of_an_open_lead_tells_whose_it_is() {
    let mut world = world();
    world.receipt(&ada(1));
    world.receipt(&ada(2));
    let meeting = |email: &str, outcome: &str, id: i64| {
        json!({"hs_object_id": id, "hs_meeting_outcome": outcome, "email": email,
            "hs_meeting_start_time": "2026-11-22T12:00:00Z", "hs_meeting_end_time": 1_795_350_600_000_i64})
    };
    assert!(says(&mut world, BookingTool::HubSpot, &meeting("nobody@works.example", "SCHEDULED", 7)));
    assert!(!says(&mut world, BookingTool::HubSpot, &meeting("Ada@Works.example", "SCHEDULED", 7)));
    assert_eq!((state(&mut world, 1).as_str(), state(&mut world, 2).as_str()), ("booked", "assigned"));
    assert!(says(&mut world, BookingTool::HubSpot, &meeting("ada@works.example", "COMPLETED", 7)));
    assert!(!says(&mut world, BookingTool::HubSpot, &meeting("ada@works.example", "NO_SHOW", 7)));
    assert_eq!(state(&mut world, 1), "assigned");
    // The same meeting, put on another day.
    let mut moved = meeting("ada@works.example", "RESCHEDULED", 7);
    moved["hs_meeting_start_time"] = "2026-11-25T12:00:00Z".into();
    assert!(!says(&mut world, BookingTool::HubSpot, &moved));
    assert_eq!(state(&mut world, 1), "booked");
}

#[test]
fn a_lead_that_has_gone_on_stays_where_it_is() {
    let mut world = world();
    world.receipt(&ada(1));
    let lead = id(1);
    says(&mut world, BookingTool::Cal, &cal("BOOKING_CREATED", "u1", Some(&lead)));
    world.handle(Event::Move(LeadMove::parse(&lead, br#"{"move":"connected","by":"ana"}"#).unwrap())).unwrap();
    assert!(!says(&mut world, BookingTool::Cal, &cal("BOOKING_CANCELLED", "u1", Some(&lead))));
    assert_eq!(state(&mut world, 1), "connected");
    world
        .handle(Event::Move(LeadMove::parse(&lead, br#"{"move":"rejected","by":"ana","reason":"spam"}"#).unwrap()))
        .unwrap();
    assert!(!says(&mut world, BookingTool::Cal, &cal("BOOKING_CREATED", "u2", Some(&lead))));
    assert_eq!(state(&mut world, 1), "rejected", "closed is closed");
    assert!(world.kinds(1).iter().filter(|kind| *kind == "lead.booked").count() == 2, "and it is written down");
}

#[test]
fn whatever_else_a_tool_sends_changes_nothing() {
    let mut world = world();
    world.receipt(&ada(1));
    let before = world.dump();
    for (tool, body) in [
        (BookingTool::Calendly, json!({"event": "routing_form_submission.created", "payload": {}})),
        (BookingTool::Calendly, json!({"event": "invitee.created"})),
        (BookingTool::Calendly, json!({"event": "invitee.created", "payload": {"uri": "x".repeat(300)}})),
        (BookingTool::Cal, json!({"triggerEvent": "PING"})),
        (BookingTool::Cal, json!({"triggerEvent": "BOOKING_CREATED", "payload": [1]})),
        (BookingTool::HubSpot, json!({})),
        (BookingTool::Other, json!({"event": "invitee.created"})),
    ] {
        assert!(says(&mut world, tool, &body), "{body}");
    }
    assert_eq!(world.dump(), before);
    for body in ["", "[]", "x", "null"] {
        assert_eq!(Meeting::parse(BookingTool::Cal, body.as_bytes()).unwrap_err().code, "wrong_shape");
    }
}

#[test]
fn a_meeting_goes_along_when_two_leads_become_one() {
    let mut world = world();
    let mut first: Json = serde_json::from_str(&ada(1)).unwrap();
    first["id"] = id(9).into();
    world.receipt(&first.to_string());
    let wrong = [("name", "Adda Kingg"), ("email", "adda@wroks.example"), ("company", "Wroks")];
    world.receipt(&ada_with(1, &wrong).to_string());
    for n in [9, 1] {
        let booked = calendly("invitee.created", &n.to_string(), Some(&id(n)));
        assert!(!says(&mut world, BookingTool::Calendly, &booked));
    }
    let mut right = ada_with(1, &[]);
    right["revision"] = 2.into();
    assert_eq!(world.receipt(&right.to_string()).lead, id(9));
    assert_eq!(world.count(&format!("meetings WHERE lead = '{}'", id(9))), 2, "none is left behind");
    assert!(!says(&mut world, BookingTool::Calendly, &calendly("invitee.canceled", "9", Some(&id(9)))));
    assert_eq!(state(&mut world, 9), "booked", "the other is still to come");
    assert!(!says(&mut world, BookingTool::Calendly, &calendly("invitee.canceled", "1", Some(&id(1)))));
    assert_eq!(state(&mut world, 9), "assigned", "and now there is none");
    world.handle(Event::Move(LeadMove::parse(&id(9), br#"{"move":"erased"}"#).unwrap())).unwrap();
    assert_eq!(world.count("meetings"), 0);
}
