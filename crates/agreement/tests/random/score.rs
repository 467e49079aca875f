//! The random part that becomes the card.

use super::questions::{Asker, Questions, several};
use super::spelling::{Node, Value, texts};
use super::{Choices, Known, LANGUAGES};

/// What the rest may ask about, put into the agreement.
pub fn names(c: &mut Choices<'_>, root: &mut Node) -> Known {
    let (lists, signals, sources) = (c.names(3), c.names(3), c.names(3));
    let tiers = (0..=c.below(4)).map(|number| c.name(number)).collect();
    let mut checklists = vec![
        ("bant".to_owned(), ["budget", "authority", "need", "timeline"].map(str::to_owned).to_vec()),
        ("gpct".to_owned(), ["goals", "plans", "challenges", "timeline"].map(str::to_owned).to_vec()),
    ];
    let mut own = Node::named();
    for number in 0..c.below(4) {
        let id = if c.once_in(4) { "bant".to_owned() } else { c.name(number) };
        let points: Vec<String> = (0..=c.below(4)).map(|number| format!("p_{}", c.name(number))).collect();
        let is_new = !checklists.iter().any(|(known, points)| *known == id && points[0] != "budget");
        if is_new {
            own.put(&id, texts(&points));
            checklists.retain(|(known, _)| *known != id);
            checklists.push((id, points));
        }
    }
    if !own.is_empty() {
        root.put("checklists", Value::Table(own));
    }
    put_lists(c, &lists, root);
    let signals_of = |c: &mut Choices<'_>, id: &String| {
        let mut signal = Node::table().with("id", Value::Text(id.clone()));
        if c.once_in(2) {
            signal.put("pages", pages(c));
        }
        if c.once_in(2) {
            signal.put("events", several(c, "event "));
        }
        Value::Table(signal)
    };
    let tables: Vec<Value> = signals.iter().map(|id| signals_of(c, id)).collect();
    put_tables("signals", tables, root);
    let last = sources.len();
    let tables: Vec<Value> = (1..).zip(&sources).map(|(number, id)| source(c, id, number == last)).collect();
    put_tables("sources", tables, root);
    Known { lists, signals, checklists, tiers, sources }
}

pub fn put_tables(key: &str, tables: Vec<Value>, root: &mut Node) {
    if !tables.is_empty() {
        root.put(key, Value::List(tables));
    }
}

fn put_lists(c: &mut Choices<'_>, ids: &[String], root: &mut Node) {
    let mut lists = Node::named();
    for id in ids {
        let count = if c.once_in(60) { 1_001 } else { 1 + c.below(6) };
        let entry = |number: usize, c: &mut Choices<'_>| Value::Folded(format!("{}{number}", c.text()));
        let entries = (0..count).map(|number| entry(number, c)).collect();
        let mut list = Node::table().with("entries", Value::List(entries));
        if c.once_in(2) {
            list.put("private", Value::Flag(c.once_in(2)));
        }
        if c.once_in(2) {
            list.put("filter", Value::Flag(c.once_in(2)));
        }
        lists.put(id, Value::Table(list));
    }
    if !lists.is_empty() {
        root.put("lists", Value::Table(lists));
    }
}

fn pages(c: &mut Choices<'_>) -> Value {
    let count = 1 + c.below(3);
    let page = |c: &mut Choices<'_>| Value::Path(format!("{}{}", c.pick(&["/", "*", "/demo*"]), c.text()));
    Value::List((0..count).map(|_| page(c)).collect())
}

fn source(c: &mut Choices<'_>, id: &str, is_last: bool) -> Value {
    let source = Node::table().with("id", Value::Text(id.to_owned()));
    Value::Table(if is_last && c.once_in(2) { source } else { source.with("pages", pages(c)) })
}

/// Caps, grades, criteria, tiers and gates.
pub fn score(c: &mut Choices<'_>, known: &Known, root: &mut Node) {
    let mut score = Node::table();
    let mut grade = Node::table();
    for (cap_key, group) in [("fit_cap", "fit"), ("engagement_cap", "engagement")] {
        let mut cap = 100;
        if c.once_in(2) {
            cap = if c.once_in(4) { c.between(1, 4) } else { c.between(1, 1_000) };
            score.put(cap_key, Value::Number(cap));
        }
        if c.once_in(2) && cap >= 3 {
            let best = c.between(3, cap);
            let middle = c.between(2, best - 1);
            let last = c.between(1, middle - 1);
            grade.put(group, Value::List([best, middle, last].map(Value::Number).to_vec()));
        }
    }
    if c.once_in(2) {
        score.put("share_of", Value::Number(c.between(200, 100_000)));
    }
    for (key, table) in [("score", score), ("grade", grade)] {
        if !table.is_empty() {
            root.put(key, Value::Table(table));
        }
    }
    let mut number = 0;
    for group in ["fit", "engagement"] {
        let count = c.below(5);
        let tables = (0..count).map(|at| criterion(c, known, number + at)).collect();
        put_tables(group, tables, root);
        number += count;
    }
    tiers(c, known, root);
    root.put("mql", Value::Table(Questions { known, asker: Asker::Mql }.question(c, 4)));
    if c.once_in(2) {
        root.put("sql", Value::Table(Questions { known, asker: Asker::Sql }.question(c, 4)));
    }
}

fn criterion(c: &mut Choices<'_>, known: &Known, number: usize) -> Value {
    let mut criterion = Node::table().with("id", Value::Text(c.name(number))).with("reason", Value::Text(c.text()));
    if c.once_in(2) {
        criterion.put("private", Value::Flag(c.once_in(2)));
    }
    let points = c.between(1, 1_000) * if c.once_in(3) { -1 } else { 1 };
    if !c.once_in(4) {
        Questions { known, asker: Asker::Criterion }.put(c, 4, &mut criterion);
        criterion.put("points", Value::Number(points));
        return Value::Table(criterion);
    }
    let signal = if known.signals.is_empty() { c.text() } else { c.pick(&known.signals).clone() };
    criterion.put("signal", Value::Text(signal));
    criterion.put("points_each", Value::Number(points));
    criterion.put("cap", Value::Number(c.between(points.abs(), 1_000)));
    for key in ["within", "decay"] {
        if c.once_in(2) {
            criterion.put(key, Value::Time(c.seconds(1_095)));
        }
    }
    Value::Table(criterion)
}

fn tiers(c: &mut Choices<'_>, known: &Known, root: &mut Node) {
    let last = known.tiers.len() - 1;
    let mut least = 0;
    let mut tables = Vec::new();
    // From the last to the best, which has the lowest share.
    let mut share = 99;
    for (place, id) in known.tiers.iter().enumerate().rev() {
        let mut tier = Node::table().with("id", Value::Text(id.clone()));
        if place < last {
            least += c.between(1, 40);
        }
        if place < last || c.once_in(2) {
            tier.put("at_least", Value::Number(least));
        }
        if place < last && c.once_in(2) {
            share = c.between(share - 20, share - 1);
            tier.put("share", Value::Number(share));
        }
        tables.push(Value::Table(tier));
    }
    tables.reverse();
    root.put("tiers", Value::List(tables));
}

pub fn offers(c: &mut Choices<'_>, known: &Known, root: &mut Node) {
    let count = 1 + c.below(4);
    let tables = (1..=count).map(|number| offer(c, known, number == count)).collect();
    root.put("offers", Value::List(tables));
}

fn offer(c: &mut Choices<'_>, known: &Known, is_last: bool) -> Value {
    let kind = *c.pick(&["thanks", "meeting", "resource"]);
    let mut offer = Node::table().with("kind", Value::Text(kind.to_owned()));
    if kind == "resource" {
        offer.put("link", Value::Text("https://www.acme.example/a \"guide\"?x=ä#y".to_owned()));
    }
    if !is_last && c.once_in(2) {
        let tiers = c.some(&known.tiers);
        offer.put("tiers", texts(if tiers.is_empty() { &known.tiers } else { &tiers }));
    }
    if !is_last && c.once_in(2) {
        offer.put("when", Value::Table(Questions { known, asker: Asker::Rule }.question(c, 4)));
    }
    let mut languages = c.some(&LANGUAGES);
    if languages.is_empty() {
        languages.push("en");
    }
    let mut words = Node::named();
    for language in languages {
        let mut table = Node::table().with("headline", Value::Text(c.text()));
        for key in ["text", "button"] {
            if c.once_in(2) {
                table.put(key, Value::Text(c.text()));
            }
        }
        words.put(language, Value::Table(table));
    }
    Value::Table(offer.with("texts", Value::Table(words)))
}
