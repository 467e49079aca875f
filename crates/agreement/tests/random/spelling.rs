//! One agreement in many spellings: TOML has several for everything, and so do durations.

use super::Choices;

/// A value as it is meant.
#[derive(Clone, Debug)]
pub enum Value {
    Text(String),
    /// A text whose case and blanks at the ends make no difference.
    Folded(String),
    /// A path, whose case makes no difference.
    Path(String),
    Number(i64),
    Flag(bool),
    Date(&'static str),
    /// Seconds.
    Time(i64),
    List(Vec<Value>),
    Table(Node),
}

/// A table.
#[derive(Clone, Debug)]
pub struct Node {
    entries: Vec<(String, Value)>,
    /// Whether its keys are names people chose, whose order is theirs, too.
    ordered: bool,
}

impl Node {
    pub fn table() -> Node {
        Node { entries: Vec::new(), ordered: false }
    }

    pub fn named() -> Node {
        Node { entries: Vec::new(), ordered: true }
    }

    pub fn put(&mut self, key: &str, value: Value) {
        self.entries.push((key.to_owned(), value));
    }

    pub fn with(mut self, key: &str, value: Value) -> Node {
        self.put(key, value);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries in an order that means the same.
    fn in_order(&self, c: &mut Choices<'_>) -> Vec<&(String, Value)> {
        let mut all: Vec<_> = self.entries.iter().collect();
        for at in (1..all.len()).filter(|_| !self.ordered) {
            // As they were, if there is nothing left to choose from.
            all.swap(at, at - c.below(at + 1));
        }
        all
    }
}

pub fn texts<T: AsRef<str>>(all: &[T]) -> Value {
    Value::List(all.iter().map(|text| Value::Text(text.as_ref().to_owned())).collect())
}

/// The text of an agreement; of no choices, the plain one.
pub fn spell(root: &Node, c: &mut Choices<'_>) -> String {
    let mut head = String::new();
    let mut sections = String::new();
    body(root, "", c, &mut head, &mut sections);
    format!("{head}{sections}")
}

/// The entries of a table: what stands in its own lines, and what has headers of its own.
fn body(node: &Node, path: &str, c: &mut Choices<'_>, lines: &mut String, sections: &mut String) {
    let entries = node.in_order(c);
    let shared = entries.len() > 1 && c.once_in(3);
    for (name, value) in entries {
        let name = key(name, c);
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match value {
            // Of what is ordered nothing may go before the rest.
            Value::Table(inner) if !node.ordered && c.once_in(4) => dotted(inner, &name, c, lines),
            Value::Table(inner) if node.ordered || !c.once_in(4) => {
                let mut own = String::new();
                let mut below = String::new();
                body(inner, &path, c, &mut own, &mut below);
                let silent = own.is_empty() && !below.is_empty() && shared;
                if !silent {
                    sections.push_str(&format!("\n[{path}]\n{own}"));
                }
                sections.push_str(&below);
            }
            Value::List(items) if is_tables(items) && !c.once_in(4) => {
                for item in items {
                    let Value::Table(item) = item else { continue };
                    let mut own = String::new();
                    let mut below = String::new();
                    body(item, &path, c, &mut own, &mut below);
                    sections.push_str(&format!("\n[[{path}]]\n{own}{below}"));
                }
            }
            value => lines.push_str(&format!("{name} = {}{}\n", written(value, c), comment(c))),
        }
    }
}

/// `site.origins = […]`.
fn dotted(node: &Node, name: &str, c: &mut Choices<'_>, lines: &mut String) {
    if node.is_empty() {
        lines.push_str(&format!("{name} = {{}}\n"));
    }
    for (inner, value) in node.in_order(c) {
        let name = format!("{name} . {}", key(inner, c));
        match value {
            Value::Table(inner) => dotted(inner, &name, c, lines),
            value => lines.push_str(&format!("{name} = {}\n", written(value, c))),
        }
    }
}

fn comment(c: &mut Choices<'_>) -> &'static str {
    if c.once_in(6) { " # \"'{[ a note" } else { "" }
}

fn is_tables(items: &[Value]) -> bool {
    !items.is_empty() && items.iter().all(|item| matches!(item, Value::Table(_)))
}

fn key(name: &str, c: &mut Choices<'_>) -> String {
    let bare = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if bare && !c.once_in(5) { name.to_owned() } else { basic(name, c) }
}

fn written(value: &Value, c: &mut Choices<'_>) -> String {
    match value {
        Value::Text(text) => quoted(text, c),
        Value::Folded(text) => match c.below(4) {
            1 => quoted(&text.to_uppercase().replace("SS", "ss"), c),
            2 => quoted(&format!(" \t{text}\n"), c),
            _ => quoted(text, c),
        },
        Value::Path(path) if c.once_in(3) => quoted(&path.to_ascii_uppercase(), c),
        Value::Path(path) => quoted(path, c),
        Value::Number(number) => spelt_number(*number, c),
        Value::Flag(flag) => flag.to_string(),
        Value::Date(date) => (*date).to_owned(),
        Value::Time(seconds) => quoted(&time(*seconds, c), c),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| written(item, c)).collect();
            match c.below(3) {
                0 => format!("[{}]", items.join(", ")),
                1 => format!("[ # so\n\t{}\n]", items.join(" ,\n")),
                _ => format!("[{}{}]", items.join(","), if items.is_empty() { "" } else { ",\n" }),
            }
        }
        Value::Table(node) => {
            let entries: Vec<String> = node
                .in_order(c)
                .into_iter()
                .map(|(name, value)| format!("{} = {}", key(name, c), written(value, c)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

fn spelt_number(number: i64, c: &mut Choices<'_>) -> String {
    match c.below(6) {
        1 if number >= 0 => format!("+{number}"),
        2 if number >= 0 => format!("0x{number:X}"),
        3 if number >= 0 => format!("0b{number:b}"),
        4 if number >= 0 => format!("0o{number:o}"),
        5 if number >= 1_000 => format!("{}_{:03}", number / 1_000, number % 1_000),
        _ => number.to_string(),
    }
}

fn time(seconds: i64, c: &mut Choices<'_>) -> String {
    let units = [("d", 86_400), ("h", 3_600), ("m", 60), ("min", 60), ("s", 1)];
    let units: Vec<_> = units.into_iter().filter(|(_, unit)| seconds % unit == 0).collect();
    let (unit, length) = *c.pick(&units);
    let blank = if c.once_in(3) { " " } else { "" };
    format!("{}{blank}{unit}", seconds / length)
}

fn quoted(text: &str, c: &mut Choices<'_>) -> String {
    let plain = !text.chars().any(|one| one.is_control() && one != '\t' || one == '\u{7f}');
    let lines = !text.chars().any(|one| one.is_control() && !"\t\n".contains(one) || one == '\u{7f}');
    match c.below(5) {
        1 if plain && !text.contains('\'') => format!("'{text}'"),
        2 if lines && !text.contains('\'') => format!("'''\n{text}'''"),
        3 => format!("\"\"\"\n{}\"\"\"", escaped(text, c)),
        4 => format!("\"\"\"{}\\\n   \n \"\"\"", escaped(text, c)),
        _ => basic(text, c),
    }
}

fn basic(text: &str, c: &mut Choices<'_>) -> String {
    format!("\"{}\"", escaped(text, c))
}

fn escaped(text: &str, c: &mut Choices<'_>) -> String {
    let one = |one: char| match one {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        one if one.is_control() || c.once_in(20) => format!("\\U{:08x}", u32::from(one)),
        one => one.to_string(),
    };
    text.chars().map(one).collect()
}
