//! What a calendar answers, case by case.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what is wrong by failing")]

use std::collections::BTreeMap;

use baton_hours::{
    Absence, Availability, Block, Calendar, Date, Holidays, Millis, Pauses, Seconds, Week, Zone, working,
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// An instant of `2026-11-23 09:00` in UTC.
fn utc(text: &str) -> Millis {
    let (date, time) = text.split_once(' ').unwrap();
    let minutes = Block::new(time, "24:00").unwrap().from();
    Millis(Date::parse(date).unwrap().days() * 24 * HOUR + minutes * 1000)
}

fn blocks(written: &[&str]) -> Vec<Block> {
    written.iter().map(|text| Block::parse(text).unwrap()).collect()
}

fn week(days: &[(usize, &[&str])]) -> Week {
    let mut all: [Vec<Block>; 7] = Default::default();
    for (day, written) in days {
        all[*day] = blocks(written);
    }
    Week::new(all)
}

fn office(zone: &str, written: &[&str]) -> Calendar {
    let week = week(&[0, 1, 2, 3, 4].map(|day| (day, written)));
    Calendar::new(Zone::named(zone).unwrap(), week, Holidays::default(), BTreeMap::new())
}

fn deadline(calendar: &Calendar, start: &str, hours: i64) -> Millis {
    calendar.deadline(utc(start), Seconds(hours * 3_600), &Pauses::NONE).unwrap()
}

#[test]
fn work_goes_over_nights_lunches_and_weekends() {
    let berlin = office("Europe/Berlin", &["09:00-12:30", "13:30-18:00"]);
    // Friday 17:00 in Berlin, two hours: one on Friday, one on Monday.
    assert_eq!(deadline(&berlin, "2026-11-20 16:00", 2), utc("2026-11-23 09:00"));
    // Before opening, over lunch.
    assert_eq!(deadline(&berlin, "2026-11-23 03:00", 4), utc("2026-11-23 13:00"));
}

#[test]
fn a_deadline_on_closing_time_stays_there() {
    let berlin = office("Europe/Berlin", &["09:00-17:00"]);
    assert_eq!(deadline(&berlin, "2026-11-20 08:00", 8), utc("2026-11-20 16:00"));
    // No work is done at once, be it open or closed.
    assert_eq!(deadline(&berlin, "2026-11-21 08:00", 0), utc("2026-11-21 08:00"));
    assert!(!berlin.is_open(utc("2026-11-20 16:00")), "a span does not hold its end");
    assert!(berlin.is_open(utc("2026-11-20 08:00")), "a span holds its begin");
}

#[test]
fn an_end_before_the_start_is_nothing() {
    let berlin = office("Europe/Berlin", &["09:00-17:00"]);
    let (early, late) = (utc("2026-11-20 08:00"), utc("2026-11-20 12:00"));
    assert_eq!(berlin.elapsed(late, early, &Pauses::NONE), Seconds(0));
    assert_eq!(berlin.elapsed(early, late, &Pauses::NONE), Seconds(4 * 3_600));
    assert_eq!(berlin.elapsed(early, early, &Pauses::NONE), Seconds(0));
}

#[test]
fn pauses_do_not_count() {
    let berlin = office("Europe/Berlin", &["09:00-17:00"]);
    let pause = |from, to| (utc(from), utc(to));
    let pauses =
        Pauses::new([pause("2026-11-20 09:00", "2026-11-20 10:00"), pause("2026-11-20 15:00", "2026-11-23 09:00")]);
    let done = berlin.deadline(utc("2026-11-20 08:00"), Seconds(7 * 3_600), &pauses).unwrap();
    assert_eq!(done, utc("2026-11-23 10:00"));
    assert_eq!(berlin.elapsed(utc("2026-11-20 08:00"), done, &pauses), Seconds(7 * 3_600));
    // A pause without an end.
    let stopped = Pauses::new([(utc("2026-11-20 09:00"), Millis(i64::MAX))]);
    assert_eq!(berlin.deadline(utc("2026-11-20 08:00"), Seconds(3_601), &stopped), None);
    let all = Calendar::round_the_clock();
    assert_eq!(all.deadline(utc("2026-11-20 08:00"), Seconds(3_601), &stopped), None);
}

#[test]
fn nights_belong_to_the_day_they_begin_on() {
    let sundays = week(&[(6, &["22:00-06:00"]), (0, &["05:00-07:00"])]);
    let monday = BTreeMap::from([(Date::parse("2026-11-23").unwrap(), "town fair".to_owned())]);
    let calendar = |holidays| Calendar::new(Zone::utc(), sundays.clone(), holidays, BTreeMap::new());
    let all_night = |calendar: &Calendar| {
        calendar.elapsed(utc("2026-11-22 12:00"), utc("2026-11-23 12:00"), &Pauses::NONE).0 / 3_600
    };
    // Overlapping hours count once.
    assert_eq!(all_night(&calendar(Holidays::default())), 9);
    // On the holiday none begins; the night before goes on to its end.
    assert_eq!(all_night(&calendar(Holidays { own: monday, lists: Vec::new() })), 8);
}

#[test]
fn special_days_have_their_own_hours_holiday_or_not() {
    let date = |text| Date::parse(text).unwrap();
    let own = BTreeMap::from([(date("2026-12-24"), "eve".to_owned())]);
    let special = BTreeMap::from([(date("2026-12-24"), blocks(&["09:00-12:00"])), (date("2026-12-23"), Vec::new())]);
    let week = week(&[0, 1, 2, 3, 4].map(|day| (day, &["09:00-17:00"][..])));
    let calendar = Calendar::new(Zone::utc(), week, Holidays { own, lists: Vec::new() }, special);
    let worked = |day: &str| {
        calendar.elapsed(utc(&format!("{day} 00:00")), utc(&format!("{day} 23:59")), &Pauses::NONE).0 / 3_600
    };
    assert_eq!(["2026-12-22", "2026-12-23", "2026-12-24", "2026-12-25"].map(worked), [8, 0, 3, 8]);
}

#[test]
fn moved_clocks() {
    // Berlin: 02:00 to 03:00 is left out on 2026-03-29 (a Sunday) and comes twice on 2026-10-25.
    let day = |blocks: &[&str]| {
        let week = week(&[(6, blocks)]);
        Calendar::new(Zone::named("Europe/Berlin").unwrap(), week, Holidays::default(), BTreeMap::new())
    };
    let minutes = |blocks: &[&str], date: &str| {
        let midnight = utc(&format!("{date} 00:00"));
        day(blocks).elapsed(midnight - Millis(6 * HOUR), midnight + Millis(30 * HOUR), &Pauses::NONE).0 / 60
    };
    for (blocks, spring, autumn) in [
        (&["00:00-24:00"][..], 23 * 60, 25 * 60),
        (&["01:00-04:00"], 120, 240),
        // Both edges are left out: moved on, as long as ever. In autumn both are the first.
        (&["02:00-02:30"], 30, 30),
        // One edge is left out: it opens at 03:30, or closes at 03:30.
        (&["02:30-04:00"], 30, 150),
        (&["01:00-02:30"], 90, 90),
        // It would open at 03:30 and close at 03:15.
        (&["02:30-03:15"], 0, 105),
        // What is moved on overtakes what was written behind it, and counts once.
        (&["02:30-02:45", "03:00-05:00"], 120, 135),
        (&["02:00-03:00"], 0, 120),
    ] {
        assert_eq!(minutes(blocks, "2026-03-29"), spring, "{blocks:?} in spring");
        assert_eq!(minutes(blocks, "2026-10-25"), autumn, "{blocks:?} in autumn");
    }
}

#[test]
fn a_calendar_that_never_opens_says_so_at_once() {
    let never = Calendar::new(Zone::utc(), Week::default(), Holidays::default(), BTreeMap::new());
    assert_eq!(never.deadline(Millis(0), Seconds(1), &Pauses::NONE), None);
    assert_eq!(never.next_open(Millis(0)), None);
    assert_eq!(never.elapsed(Millis(0), Millis(i64::MAX), &Pauses::NONE), Seconds(0));
    // One day, and never again.
    let once = BTreeMap::from([(Date::parse("2026-12-24").unwrap(), blocks(&["09:00-12:00"]))]);
    let once = Calendar::new(Zone::utc(), Week::default(), Holidays::default(), once);
    assert_eq!(deadline(&once, "2026-01-01 00:00", 3), utc("2026-12-24 12:00"));
    assert_eq!(once.deadline(utc("2026-01-01 00:00"), Seconds(3 * 3_600 + 1), &Pauses::NONE), None);
    assert_eq!(once.next_open(utc("2026-12-24 12:00")), None);
}

#[test]
fn the_ends_of_time_are_no_trouble() {
    let berlin = office("Europe/Berlin", &["09:00-17:00"]);
    for at in [Millis(i64::MIN), Millis(i64::MAX)] {
        assert!(!berlin.is_open(at));
        assert!(berlin.deadline(at, Seconds(i64::MAX), &Pauses::NONE).is_none());
        assert_eq!(Calendar::round_the_clock().elapsed(at, at, &Pauses::NONE), Seconds(0));
    }
    let always = Calendar::round_the_clock();
    assert_eq!(always.deadline(Millis(5), Seconds(300), &Pauses::NONE), Some(Millis(300_005)));
    assert_eq!(always.deadline(Millis(5), Seconds(-300), &Pauses::NONE), Some(Millis(5)));
}

#[test]
fn who_does_not_work_says_why_and_until_when() {
    let date = |text| Date::parse(text).unwrap();
    let own = BTreeMap::from([(date("2026-11-23"), "town fair".to_owned())]);
    let week = week(&[0, 1, 2, 3, 4].map(|day| (day, &["09:00-17:00"][..])));
    let zone = Zone::named("America/New_York").unwrap();
    let calendar = Calendar::new(zone, week, Holidays { own, lists: Vec::new() }, BTreeMap::new());
    let away = |from, to| Absence { from: date(from), to: date(to), reason: "holiday".to_owned() };
    let absences = [away("2026-11-25", "2026-11-27"), away("2026-11-28", "2026-11-30")];
    let at = |text| working(&calendar, &absences, utc(text));

    assert_eq!(at("2026-11-24 14:00"), Availability::Working);
    assert_eq!(at("2026-11-20 22:00"), Availability::Closed { opens_at: Some(utc("2026-11-24 14:00")) });
    assert_eq!(
        at("2026-11-23 15:00"),
        Availability::Holiday {
            date: date("2026-11-23"),
            name: "town fair".to_owned(),
            opens_at: Some(utc("2026-11-24 14:00"))
        }
    );
    // Midnight in New York; and two absences in a row.
    let back = Some(utc("2026-12-01 14:00"));
    assert_eq!(at("2026-11-25 04:59"), Availability::Closed { opens_at: back });
    let absent = at("2026-11-25 05:00");
    assert_eq!(
        absent,
        Availability::Absent { until: date("2026-11-27"), reason: "holiday".to_owned(), opens_at: back }
    );
    assert!(!absent.is_working() && absent.opens_at() == back);
}
