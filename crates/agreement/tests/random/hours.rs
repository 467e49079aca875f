//! Random hours, holidays and absences.

use super::Choices;
use super::spelling::{Node, Value, texts};

const BLOCKS: [&str; 6] = ["09:00-12:30", "13:30 - 18:00", "22:00-06:00", "0:00-24:00", "08:15:30–9:00", "18:00-00:00"];
const DATES: [&str; 4] = ["2026-12-24", "2026-12-31", "2027-01-01", "2028-02-29"];
const ZONES: [&str; 4] = ["Europe/Berlin", "america/new_york", "UTC", "Asia/Kolkata"];
const DAYS: [&str; 9] = ["every_day", "mon_to_fri", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub fn desk(c: &mut Choices<'_>, root: &mut Node) {
    let mut hours = Node::table();
    if c.once_in(2) {
        hours.put("zone", Value::Text((*c.pick(&ZONES)).to_owned()));
    }
    if c.once_in(2) {
        days(c, &mut hours);
    }
    let mut lists = Node::named();
    for name in c.some(&["company", "fairs"]) {
        let dates = Value::List(c.some(&DATES).into_iter().map(Value::Date).collect());
        lists.put(name, Value::Table(Node::table().with("dates", dates)));
        if c.once_in(3) {
            hours.put("holidays", texts(&[name, "de-by"]));
            break;
        }
    }
    if !hours.is_empty() || c.once_in(3) {
        root.put("hours", Value::Table(hours));
    }
    if !lists.is_empty() {
        root.put("holidays", Value::Table(lists));
    }
}

pub fn rep(c: &mut Choices<'_>, rep: &mut Node) {
    if c.once_in(3) {
        rep.put("zone", Value::Text((*c.pick(&ZONES)).to_owned()));
    }
    if c.once_in(3) {
        let mut hours = Node::table();
        days(c, &mut hours);
        rep.put("hours", Value::Table(hours));
    }
    if c.once_in(3) {
        rep.put("holidays", texts(&c.some(&["us", "de"])));
    }
    if c.once_in(3) {
        let to: &'static str = c.pick::<&str>(&DATES);
        let mut absence = Node::table().with("from", Value::Date(DATES[0])).with("to", Value::Date(to));
        if c.once_in(2) {
            absence.put("reason", Value::Text(c.text()));
        }
        rep.put("absences", Value::List(vec![Value::Table(absence)]));
    }
}

/// Some days, of which one at least is open.
fn days(c: &mut Choices<'_>, hours: &mut Node) {
    let open = *c.pick(&DAYS[2..]);
    for day in DAYS {
        if day == open {
            hours.put(day, texts(&["09:00-17:00"]));
        } else if c.once_in(3) {
            hours.put(day, texts(&c.some(&BLOCKS)));
        }
    }
    if c.once_in(3) {
        let special =
            |date| Value::Table(Node::table().with("date", Value::Date(date)).with("open", texts(&["10:00-12:00"])));
        let special = c.some(&DATES).into_iter().map(special).collect();
        hours.put("special", Value::List(special));
    }
}
