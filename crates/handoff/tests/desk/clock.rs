//! Windows: started, met, missed. And the alarm that nobody looks at.

use crate::world::{AGREEMENT, MINUTE, START, World, ada, id, lead, token};
use baton_handoff::{Event, Millis, Reply};

#[test]
fn a_window_is_missed_with_nobody_looking() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.deliver_all();
    let due = world.desk.next_due(&mut world.db).unwrap();
    assert_eq!(due, Some(START + Millis(5 * MINUTE)), "the alarm is set for the end of the window");

    world.now = START + Millis(5 * MINUTE - 1);
    world.due();
    assert_eq!(world.page(1)["lead"]["window"]["missed_at"], serde_json::Value::Null);

    world.now = START + Millis(9 * MINUTE);
    world.due();
    let page = world.page(1);
    assert_eq!(
        page["lead"]["window"]["missed_at"],
        (START.0 + 5 * MINUTE),
        "missed when it ended, however late the alarm"
    );
    assert_eq!(page["lead"]["state"], "notified", "a miss is no state");
    assert_eq!(world.kinds(1).last().unwrap(), "window.missed");
    let told: Vec<_> = world.deliver_all().into_iter().map(|outgoing| outgoing.endpoint).collect();
    assert_eq!(told, ["slack", "events"]);
    let next = world.desk.next_due(&mut world.db).unwrap();
    assert_eq!(next, Some(START + Millis(48 * 60 * MINUTE)), "who is still ignored then goes back to marketing");
}

#[test]
fn an_alarm_that_rings_twice_misses_once() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.now = START + Millis(5 * MINUTE);
    world.due();
    let before = world.dump();
    world.due();
    world.now.0 += MINUTE;
    world.due();
    assert!(world.dump() == before);
}

#[test]
fn an_acknowledgement_stops_the_clock() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let token = token(&world.deliver_all()[0]);
    world.now = START + Millis(5 * MINUTE - 1);
    assert!(matches!(world.acknowledge(&token, "Call Ada"), Ok(Reply::Acknowledged)));
    assert_eq!(world.count("timers WHERE kind <> 'promise'"), 0);
    world.now = START + Millis(60 * MINUTE);
    world.due();
    let page = world.page(1);
    assert_eq!(page["lead"]["window"]["met_at"], START.0 + 5 * MINUTE - 1);
    assert_eq!(page["lead"]["window"]["missed_at"], serde_json::Value::Null);
    assert!(!world.kinds(1).contains(&"window.missed".to_owned()));
    assert_eq!(world.count("timers"), 1, "what was promised is waited for");
}

#[test]
fn an_answer_between_the_end_and_its_alarm_is_late() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let token = token(&world.deliver_all()[0]);
    world.now = START + Millis(5 * MINUTE);
    world.acknowledge(&token, "Call Ada").unwrap();
    let page = world.page(1);
    assert_eq!(
        page["lead"]["window"]["missed_at"],
        START.0 + 5 * MINUTE,
        "whoever comes first, the answer is the same"
    );
    assert_eq!(page["lead"]["window"]["met_at"], serde_json::Value::Null);
    assert_eq!(page["lead"]["state"], "acknowledged");
    assert_eq!(world.kinds(1)[4..], ["window.missed", "lead.acknowledged"]);
    let before = world.dump();
    world.due();
    assert!(world.dump() == before, "the alarm finds nothing more to do");
}

/// START is a Saturday.
#[test]
fn a_window_in_working_hours_names_its_zone_data() {
    let hours =
        "[hours]\nzone = \"Europe/Berlin\"\nmon_to_fri = [\"09:00-17:00\"]\n\n[windows]\nin = \"working_hours\"";
    let mut world = World::with(&AGREEMENT.replace("[windows]", hours));
    let mut due = |n, page: &str| {
        let fields = [("name", "Ada King"), ("email", ["", "ada@a.example", "eva@b.example"][n as usize])];
        world.receipt(&lead(n, page, &fields));
        let window = world.page(n)["lead"]["window"]["due_at"].as_i64().unwrap();
        let data = world.rows(&format!("SELECT data FROM events WHERE kind = 'window.started' AND lead = '{}'", id(n)));
        let data: serde_json::Value = serde_json::from_str(data[0].text(0).unwrap()).unwrap();
        (window, data["zone_data"].clone())
    };
    let monday_at_nine = START.0 + (2 * 24 - 2) * 60 * MINUTE;
    let (demo, by) = due(1, "https://www.acme.example/demo");
    assert_eq!(demo, monday_at_nine + 5 * MINUTE);
    assert!(by.as_str().unwrap().starts_with("20"), "the release of the zones' rules: {by}");
}

#[test]
fn windows_hang_on_the_source() {
    let mut world = World::new();
    world.receipt(&lead(1, "https://www.acme.example/ebook", &[("email", "a@b.example")]));
    assert_eq!(world.page(1)["lead"]["window"]["due_at"], START.0 + 240 * MINUTE);
}

#[test]
fn a_poisoned_timer_does_not_stop_the_others() {
    let mut world = World::new();
    for n in 1..=3 {
        world.receipt(&ada(n));
    }
    world.deliver_all();
    world.rows(&format!("UPDATE leads SET package = '{{' WHERE id = '{}'", id(2)));
    world.now = START + Millis(5 * MINUTE);
    world.due();
    assert_eq!(world.count("leads WHERE missed_at IS NOT NULL"), 2);
    assert_eq!(world.count("events WHERE kind = 'timer.failed'"), 1);
    assert_eq!(world.desk.next_due(&mut world.db).unwrap().unwrap(), world.now, "messages of the two others");
    world.deliver_all();
    for pause in [1, 2, 4, 8, 16, 32, 64, 64] {
        assert_eq!(
            world.desk.next_due(&mut world.db).unwrap(),
            Some(world.now + Millis(pause * MINUTE)),
            "put off, never dropped"
        );
        world.now = world.now + Millis(pause * MINUTE);
        world.due();
    }
    world.rows(&format!(
        "UPDATE leads SET package = (SELECT package FROM leads WHERE id = '{}') WHERE id = '{}'",
        id(1),
        id(2)
    ));
    world.now.0 += 64 * MINUTE;
    world.due();
    assert_eq!(world.count("leads WHERE missed_at IS NOT NULL"), 3, "once it is healed, it is done");
}

#[test]
fn many_timers_are_run_in_slices() {
    let mut world = World::new();
    for n in 0..250 {
        world.receipt(&ada(n));
    }
    world.now = START + Millis(5 * MINUTE);
    for missed in [100, 200, 250, 250] {
        world.due();
        assert_eq!(world.count("leads WHERE missed_at IS NOT NULL"), missed);
    }
}

#[test]
fn the_test_clock_goes_forward() {
    let mut world = World::new();
    let real = world.now;
    assert_eq!(world.desk.now(real, &mut world.db).unwrap(), real);
    for (advance, offset) in [(MINUTE, MINUTE), (0, MINUTE), (5, MINUTE + 5)] {
        world.handle(Event::MoveClock { advance: Millis(advance) }).unwrap();
        assert_eq!(world.desk.clock_offset(&mut world.db).unwrap(), Millis(offset));
    }
    for advance in [-1, i64::MIN, i64::MAX] {
        assert_eq!(world.handle(Event::MoveClock { advance: Millis(advance) }).unwrap_err().code, "clock_goes_forward");
    }
    assert_eq!(world.desk.now(real, &mut world.db).unwrap(), real + Millis(MINUTE + 5));
}
