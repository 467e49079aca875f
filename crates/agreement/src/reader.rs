//! Reading TOML so that every problem is told, not just the first.
//!
//! A [`Table`] remembers which keys were asked for; what is left over at the end is unknown,
//! and the keys that were asked for are what it may have been meant to be.

use core::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::problem::{Problem, Severity, nearest};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct At<T> {
    pub value: T,
    pub span: Range<usize>,
}

/// Collects problems.
#[derive(Debug, Default)]
pub(crate) struct Problems(pub Vec<Problem>);

impl Problems {
    pub fn error(&mut self, code: &'static str, span: &Range<usize>, message: String, help: impl Into<Option<String>>) {
        self.add(Severity::Error, code, span, message, help.into());
    }

    pub fn warning(
        &mut self,
        code: &'static str,
        span: &Range<usize>,
        message: String,
        help: impl Into<Option<String>>,
    ) {
        self.add(Severity::Warning, code, span, message, help.into());
    }

    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        span: &Range<usize>,
        message: String,
        help: Option<String>,
    ) {
        self.0.push(Problem { code, severity, span: span.clone(), message, help });
    }

    /// A word that is none of the known ones.
    pub fn unknown<'k>(
        &mut self,
        code: &'static str,
        what: &str,
        written: &At<String>,
        known: impl IntoIterator<Item = &'k str> + Clone,
    ) {
        let help = match nearest(&written.value, known.clone()) {
            Some(best) => format!("did you mean `{best}`?"),
            None => {
                let all: Vec<&str> = known.into_iter().collect();
                if all.is_empty() {
                    format!("there is no {what} yet")
                } else {
                    format!("known are: {}", all.join(", "))
                }
            }
        };
        self.error(code, &written.span, format!("there is no {what} `{}`", written.value), help);
    }
}

/// One table of the file.
pub(crate) struct Table<'t> {
    /// What people call it: `[[fit]]`, `[site]`.
    pub name: String,
    /// Where it stands.
    pub span: Range<usize>,
    entries: Option<&'t DeTable<'t>>,
    asked: Vec<&'static str>,
}

impl<'t> Table<'t> {
    pub fn new(name: impl Into<String>, span: Range<usize>, entries: &'t DeTable<'t>) -> Table<'t> {
        Table { name: name.into(), span, entries: Some(entries), asked: Vec::new() }
    }

    /// A table that is not there: every key is missing.
    pub fn absent(name: &str) -> Table<'t> {
        Table { name: name.to_owned(), span: 0..0, entries: None, asked: Vec::new() }
    }

    fn find(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.push(key);
        self.entries?.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    pub fn has(&self, key: &str) -> bool {
        self.entries.is_some_and(|entries| entries.iter().any(|(name, _)| name.get_ref() == key))
    }

    /// Keys that a table of this kind knows although nobody asked for them this time.
    pub fn knows(&mut self, keys: &[&'static str]) {
        self.asked.extend(keys);
    }

    pub fn text(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<String>> {
        let value = self.find(key)?;
        text_of(key, value, problems)
    }

    pub fn number(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<i32>> {
        let value = self.find(key)?;
        number_of(key, value, problems)
    }

    pub fn flag(&mut self, key: &'static str, problems: &mut Problems) -> Option<bool> {
        let value = self.find(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            wrong_kind(key, "true or false", value, problems);
        }
        flag
    }

    pub fn date(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<String>> {
        let value = self.find(key)?;
        let date = value.get_ref().as_datetime().filter(|date| date.date.is_some() && date.time.is_none());
        if date.is_none() {
            wrong_kind(key, "a date like 2027-03-31, without quotes", value, problems);
        }
        date.map(|date| At { value: date.to_string(), span: value.span() })
    }

    pub fn texts(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<Vec<At<String>>>> {
        let value = self.find(key)?;
        let Some(array) = value.get_ref().as_array() else {
            wrong_kind(key, "a list of texts like [\"a\", \"b\"]", value, problems);
            return None;
        };
        let texts = array.iter().filter_map(|item| text_of(key, item, problems)).collect();
        Some(At { value: texts, span: value.span() })
    }

    pub fn numbers(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<Vec<At<i32>>>> {
        let value = self.find(key)?;
        let Some(array) = value.get_ref().as_array() else {
            wrong_kind(key, "two numbers like [50, 1000]", value, problems);
            return None;
        };
        let numbers = array.iter().filter_map(|item| number_of(key, item, problems)).collect();
        Some(At { value: numbers, span: value.span() })
    }

    /// A table within this one; absent if it is not there.
    pub fn table(&mut self, key: &'static str, problems: &mut Problems) -> Table<'t> {
        let name = if self.name.is_empty() { format!("[{key}]") } else { format!("{}.{key}", self.name) };
        let Some(value) = self.find(key) else { return Table::absent(&name) };
        match value.get_ref().as_table() {
            Some(entries) => Table::new(name, value.span(), entries),
            None => {
                wrong_kind(key, "a table", value, problems);
                Table::absent(&name)
            }
        }
    }

    /// The tables of a list of tables: `[[fit]]`.
    pub fn tables(&mut self, key: &'static str, problems: &mut Problems) -> Vec<Table<'t>> {
        let Some(value) = self.find(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            wrong_kind(key, &format!("a list of tables, each begun by [[{key}]]"), value, problems);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in array {
            match item.get_ref().as_table() {
                Some(entries) => tables.push(Table::new(format!("[[{key}]]"), item.span(), entries)),
                None => wrong_kind(key, "a table like { … }", item, problems),
            }
        }
        tables
    }

    /// Every entry of a table whose keys are names people chose.
    pub fn named_tables(&self, problems: &mut Problems) -> Vec<(At<String>, Table<'t>)> {
        let mut found = Vec::new();
        for (key, value) in self.entries.into_iter().flatten() {
            let name = At { value: key.get_ref().to_string(), span: key.span() };
            match value.get_ref().as_table() {
                Some(entries) => {
                    let table = Table::new(format!("{}.{}", self.name, name.value), value.span(), entries);
                    found.push((name, table));
                }
                None => wrong_kind(&name.value, "a table", value, problems),
            }
        }
        found
    }

    /// Every entry of a table whose keys are names people chose and whose values are texts.
    pub fn named_texts(&self, problems: &mut Problems) -> Vec<(At<String>, At<String>)> {
        let mut found = Vec::new();
        for (key, value) in self.entries.into_iter().flatten() {
            let name = At { value: key.get_ref().to_string(), span: key.span() };
            if let Some(text) = text_of(&name.value, value, problems) {
                found.push((name, text));
            }
        }
        found
    }

    /// A key that must be there.
    pub fn required(&mut self, key: &'static str, example: &str, problems: &mut Problems) -> Option<At<String>> {
        let present = self.has(key);
        let text = self.text(key, problems);
        if !present {
            self.missing(key, example, problems);
        }
        text
    }

    pub fn missing(&self, key: &str, example: &str, problems: &mut Problems) {
        let message = format!("{} lacks `{key}`", if self.name.is_empty() { "the agreement" } else { &self.name });
        problems.error("missing_key", &self.span, message, format!("write `{key} = {example}`"));
    }

    /// Tells the keys nobody asked for.
    pub fn finish(self, problems: &mut Problems) {
        for (key, _) in self.entries.into_iter().flatten() {
            if !self.asked.contains(&key.get_ref().as_ref()) {
                let written = At { value: key.get_ref().to_string(), span: key.span() };
                let place =
                    if self.name.is_empty() { String::from("at the top level") } else { format!("in {}", self.name) };
                let help = match nearest(&written.value, self.asked.iter().copied()) {
                    Some(best) => format!("did you mean `{best}`?"),
                    None => format!("known here are: {}", self.asked.join(", ")),
                };
                problems.error("unknown_key", &written.span, format!("`{}` is not a key {place}", written.value), help);
            }
        }
    }
}

fn text_of(key: &str, value: &Spanned<DeValue<'_>>, problems: &mut Problems) -> Option<At<String>> {
    match value.get_ref().as_str() {
        Some(text) => Some(At { value: text.to_owned(), span: value.span() }),
        None => {
            wrong_kind(key, "a text in quotes", value, problems);
            None
        }
    }
}

fn number_of(key: &str, value: &Spanned<DeValue<'_>>, problems: &mut Problems) -> Option<At<i32>> {
    let whole = value.get_ref().as_integer().and_then(|n| i32::from_str_radix(n.as_str(), n.radix()).ok());
    match whole {
        Some(number) => Some(At { value: number, span: value.span() }),
        None => {
            wrong_kind(key, "a whole number", value, problems);
            None
        }
    }
}

fn wrong_kind(key: &str, wanted: &str, value: &Spanned<DeValue<'_>>, problems: &mut Problems) {
    let found = match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number too large",
        DeValue::Float(_) => "a number with a decimal point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    problems.error("wrong_kind", &value.span(), format!("`{key}` is {found}"), format!("write {wanted}"));
}
