//! What holds for any calendar, and a count by the minute that knows no shortcut.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what is wrong by failing")]

use std::collections::BTreeMap;

use baton_hours::{Block, Calendar, Date, HolidayList, Holidays, Millis, Pauses, Seconds, Week, Zone};
use proptest::prelude::*;

const MINUTE: i64 = 60_000;

const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "America/Asuncion",
];

fn block() -> impl Strategy<Value = Block> {
    (0..96_i64, 1..=96_i64).prop_filter_map("it closes when it opens", |(from, to)| {
        let text = |quarter: i64| format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15);
        Block::new(&text(from), &text(to)).ok()
    })
}

fn calendar() -> impl Strategy<Value = Calendar> {
    let day = || prop::collection::vec(block(), 0..3);
    let week = [day(), day(), day(), day(), day(), day(), day()];
    // Days around two moved clocks of the north and one of the south, 2026.
    let date = prop_oneof![20_530..20_545_i64, 20_740..20_765_i64].prop_map(Date::from_days);
    let special = prop::collection::btree_map(date.clone(), day(), 0..3);
    let own = prop::collection::btree_map(date, Just("fair".to_owned()), 0..3);
    (0..ZONES.len(), week, special, own, any::<bool>()).prop_map(|(zone, week, special, own, with_list)| {
        let lists = if with_list { vec![HolidayList::named("de-by").unwrap()] } else { Vec::new() };
        Calendar::new(Zone::named(ZONES[zone]).unwrap(), Week::new(week), Holidays { own, lists }, special)
    })
}

/// A minute around two moved clocks.
fn instant() -> impl Strategy<Value = Millis> {
    prop_oneof![20_530..20_545_i64, 20_740..20_765_i64]
        .prop_flat_map(|day| (0..1_440_i64).prop_map(move |minute| Millis((day * 1_440 + minute) * MINUTE)))
}

fn pauses() -> impl Strategy<Value = Pauses> {
    let pause = (instant(), 0..3_000_i64).prop_map(|(from, minutes)| (from, from + Millis(minutes * MINUTE)));
    prop::collection::vec(pause, 0..3).prop_map(Pauses::new)
}

/// Minute by minute, by asking of each whether it is open.
fn counted(calendar: &Calendar, start: Millis, end: Millis) -> i64 {
    (start.0..end.0).step_by(MINUTE as usize).filter(|at| calendar.is_open(Millis(*at))).count() as i64 * 60
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_due_was_worked(calendar in calendar(), start in instant(), work in 0..200_000_i64, pauses in pauses()) {
        if let Some(due) = calendar.deadline(start, Seconds(work), &pauses) {
            prop_assert_eq!(calendar.elapsed(start, due, &pauses), Seconds(work));
            prop_assert!(due >= start);
            if work > 0 {
                // And not a moment before.
                let before = calendar.elapsed_millis(start, due - Millis(1), &pauses);
                prop_assert_eq!(before, Millis(work * 1000 - 1));
            }
        }
    }

    #[test]
    fn more_work_is_due_later(calendar in calendar(), start in instant(), less in 0..90_000_i64, more in 0..90_000_i64, pauses in pauses()) {
        let due = |work| calendar.deadline(start, Seconds(work), &pauses);
        if let Some(last) = due(less + more) {
            let first = due(less).unwrap();
            prop_assert!(first <= last);
            // One after the other is both at once.
            prop_assert_eq!(calendar.deadline(first, Seconds(more), &pauses), if more == 0 { Some(first) } else { Some(last) });
        }
    }

    #[test]
    fn work_adds_up(calendar in calendar(), mut at in prop::array::uniform3(instant()), pauses in pauses()) {
        at.sort_unstable();
        let [start, middle, end] = at;
        let worked = |from, to| calendar.elapsed_millis(from, to, &pauses);
        prop_assert_eq!(worked(start, middle) + worked(middle, end), worked(start, end));
        prop_assert!(worked(start, end) <= end - start);
        prop_assert_eq!(calendar.elapsed(end, start, &pauses), Seconds(0));
    }

    #[test]
    fn the_next_opening_is_the_first(calendar in calendar(), at in instant()) {
        if let Some(opens) = calendar.next_open(at) {
            prop_assert!(opens >= at && calendar.is_open(opens));
            prop_assert_eq!(calendar.elapsed(at, opens, &Pauses::NONE), Seconds(0));
            prop_assert_eq!(opens == at, calendar.is_open(at));
        } else {
            prop_assert!(!calendar.is_open(at));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_what_is_counted_minute_by_minute(calendar in calendar(), start in instant(), minutes in 0..5_000_i64) {
        let end = start + Millis(minutes * MINUTE);
        prop_assert_eq!(calendar.elapsed(start, end, &Pauses::NONE).0, counted(&calendar, start, end));
    }
}

/// Ten years ahead, with holidays and moved clocks. The measure is printed; the bound is generous, as
/// tests are not optimised.
#[test]
fn a_deadline_ten_years_ahead_takes_no_time() {
    let blocks = || vec![Block::parse("09:00-12:30").unwrap(), Block::parse("13:30-17:30").unwrap()];
    let week = Week::new([blocks(), blocks(), blocks(), blocks(), blocks(), Vec::new(), Vec::new()]);
    let lists = vec![HolidayList::named("de-by").unwrap()];
    let zone = Zone::named("Europe/Berlin").unwrap();
    let calendar = Calendar::new(zone, week, Holidays { own: BTreeMap::new(), lists }, BTreeMap::new());
    let start = Millis(1_795_219_200_000);
    let work = Seconds(10 * 250 * 27_000);
    #[expect(clippy::disallowed_methods, reason = "a test may look at the clock to measure")]
    let now = std::time::Instant::now;
    let begin = now();
    const TIMES: u32 = 100;
    for _ in 0..TIMES {
        let due = calendar.deadline(start, work, &Pauses::NONE).unwrap();
        assert!((due - start).0 > 3_600 * 86_400_000, "{due:?}");
    }
    let each = begin.elapsed() / TIMES;
    eprintln!("a deadline ten years ahead: {each:?}");
    assert!(each.as_millis() < 20, "{each:?}");
}
