//! Random questions.

use baton_scoring::Field;

use super::spelling::{Node, Value, texts};
use super::{Choices, Known};

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    Criterion,
    Mql,
    Sql,
    Rule,
}

pub struct Questions<'k> {
    pub known: &'k Known,
    pub asker: Asker,
}

impl Questions<'_> {
    /// Puts a question into a table, with so many levels left.
    pub fn put(&self, c: &mut Choices<'_>, depth: usize, into: &mut Node) {
        if depth < 2 || !c.once_in(2) {
            return self.single(c, into);
        }
        let parts = |c: &mut Choices<'_>| -> Vec<Value> {
            let count = if c.once_in(40) { 64 } else { 1 + c.below(4) };
            (0..count).map(|_| Value::Table(self.question(c, depth - 1))).collect()
        };
        match c.below(5) {
            0 => into.put("all", Value::List(parts(c))),
            1 => into.put("any", Value::List(parts(c))),
            2 => into.put("none", Value::List(parts(c))),
            3 => {
                let parts = parts(c);
                into.put("at_least", Value::Number(c.between(1, parts.len() as i64)));
                into.put("of", Value::List(parts));
            }
            _ => self.checklist(c, into),
        }
    }

    pub fn question(&self, c: &mut Choices<'_>, depth: usize) -> Node {
        let mut table = Node::table();
        self.put(c, depth, &mut table);
        table
    }

    /// A checklist by its name, or its points one by one, which may say the same.
    fn checklist(&self, c: &mut Choices<'_>, into: &mut Node) {
        let (id, points) = c.pick(&self.known.checklists);
        let reason = c.text();
        let worded = self.asker != Asker::Criterion;
        if c.once_in(3) {
            let words = c.below(3);
            let point = |point: &String| {
                let said = point.replace('_', " ");
                let words = match words {
                    0 => format!("{reason}: {said}"),
                    1 => format!("{said} confirmed"),
                    _ => reason.clone(),
                };
                let part = Node::table().with("confirmed", Value::Text(point.clone()));
                Value::Table(if worded { part.with("reason", Value::Text(words)) } else { part })
            };
            into.put("of", Value::List(points.iter().map(point).collect()));
            into.put("at_least", Value::Number(c.between(1, points.len() as i64)));
            return;
        }
        into.put("checklist", Value::Text(id.clone()));
        if worded && c.once_in(2) {
            into.put("reason", Value::Text(reason));
        }
        if c.once_in(2) {
            into.put("at_least", Value::Number(c.between(1, points.len() as i64)));
        }
    }

    fn single(&self, c: &mut Choices<'_>, into: &mut Node) {
        if self.asker != Asker::Criterion {
            let reason = c.text();
            into.put("reason", Value::Text(reason));
        }
        let kinds = match self.asker {
            Asker::Criterion => 8,
            Asker::Mql => 10,
            Asker::Sql | Asker::Rule => 11,
        };
        match c.below(kinds) {
            6 => {
                let odd = format!("other {}", c.text());
                let signal = if self.known.signals.is_empty() { &odd } else { c.pick(&self.known.signals) };
                into.put("signal", Value::Text(signal.clone()));
                if c.once_in(2) {
                    into.put("at_least", Value::Number(c.between(1, 2_147_483_647)));
                }
                if c.once_in(2) {
                    into.put("within", Value::Time(c.seconds(1_095)));
                }
            }
            7 => {
                let (_, points) = c.pick(&self.known.checklists);
                into.put("confirmed", Value::Text(c.pick(points).clone()));
            }
            8 => into.put("score_at_least", Value::Number(c.between(-1_000, 1_000))),
            9 => into.put("tier_at_least", Value::Text(c.pick(&self.known.tiers).clone())),
            10 => {
                let sql = self.asker == Asker::Rule && c.once_in(2);
                into.put("qualified", Value::Text(if sql { "sql" } else { "mql" }.to_owned()));
            }
            _ => self.field(c, into),
        }
    }

    fn field(&self, c: &mut Choices<'_>, into: &mut Node) {
        let field = if c.once_in(4) { Field::Employees } else { *c.pick(&Field::ALL) };
        into.put("field", Value::Text(field.id().to_owned()));
        match c.below(6) {
            1 => into.put("present", Value::Flag(!c.once_in(3))),
            2 => into.put("absent", Value::Flag(!c.once_in(3))),
            _ if field.is_number() && !c.once_in(5) => band(c, into),
            3 if !field.is_number() && !self.known.lists.is_empty() => {
                into.put("in_list", Value::Text(c.pick(&self.known.lists).clone()));
            }
            4 => {
                let count = 1 + c.below(3);
                let phrase = |c: &mut Choices<'_>| Value::Folded(format!("{}word", c.text()));
                into.put("contains", Value::List((0..count).map(|_| phrase(c)).collect()));
            }
            5 => {
                let count = if c.once_in(10) { 30 } else { 1 + c.below(3) };
                into.put("one_of", Value::List((0..count).map(|_| self.value(c, field)).collect()));
            }
            _ => into.put("is", self.value(c, field)),
        }
    }

    /// What a field may be.
    fn value(&self, c: &mut Choices<'_>, field: Field) -> Value {
        match field.known_values() {
            Some(known) => Value::Text((*c.pick(known)).to_owned()),
            None if field == Field::Source => match self.known.sources.as_slice() {
                // Without a source every name is wrong.
                [] => Value::Folded("nowhere".to_owned()),
                sources => Value::Folded(c.pick(sources).clone()),
            },
            None => Value::Folded(format!("{}x", c.text())),
        }
    }
}

fn band(c: &mut Choices<'_>, into: &mut Node) {
    let most = 2_147_483_647;
    let from = *c.pick(&[50, 0, 1, 1_001, most]);
    let to = if c.once_in(3) { from } else { c.between(from, most) };
    match c.below(4) {
        0 => into.put("between", Value::List(vec![Value::Number(from), Value::Number(to)])),
        1 => into.put("at_least", Value::Number(from)),
        2 => into.put("at_most", Value::Number(to)),
        _ => {
            into.put("at_least", Value::Number(from));
            into.put("at_most", Value::Number(to));
        }
    }
}

/// A table of texts, for events and such.
pub fn several(c: &mut Choices<'_>, begin: &str) -> Value {
    let count = c.below(3);
    let all: Vec<String> = (0..count).map(|_| format!("{begin}{}", c.text())).collect();
    texts(&all)
}
