//! Reading TOML so that every problem is told, not just the first.
//!
//! A [`Table`] remembers which keys were asked for; what is left over at the end is unknown,
//! and the keys that were asked for are what it may have been meant to be.

use core::ops::Range;
use std::collections::BTreeSet;

use baton_hours::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::keys::{GATE, Kind, Need, PART, Section};
use crate::problem::{Problem, Severity, nearest};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct At<T> {
    pub value: T,
    pub span: Range<usize>,
}

/// A list of texts, each with its place.
pub(crate) type Texts = At<Vec<At<String>>>;

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

    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|problem| problem.severity == Severity::Error)
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
        let help = did_you_mean(what, written, known);
        self.error(code, &written.span, format!("there is no {what} `{}`", written.value), help);
    }
}

/// The nearest of the known words, or all of them.
pub(crate) fn did_you_mean<'k>(
    what: &str,
    written: &At<String>,
    known: impl IntoIterator<Item = &'k str> + Clone,
) -> String {
    if let Some(best) = nearest(&written.value, known.clone()) {
        return format!("did you mean `{best}`?");
    }
    let all: Vec<&str> = known.into_iter().collect();
    if all.is_empty() { format!("there is no {what} yet") } else { format!("known are: {}", all.join(", ")) }
}

/// One table of the file.
pub(crate) struct Table<'t> {
    /// What people call it: `[[fit]]`, `[site]`.
    pub name: String,
    /// Where it stands.
    pub span: Range<usize>,
    section: &'static Section,
    entries: Option<&'t DeTable<'t>>,
    asked: BTreeSet<&'static str>,
}

impl<'t> Table<'t> {
    pub fn new(
        name: impl Into<String>,
        span: Range<usize>,
        section: &'static Section,
        entries: Option<&'t DeTable<'t>>,
    ) -> Table<'t> {
        Table { name: name.into(), span, section, entries, asked: BTreeSet::new() }
    }

    /// The value of a key; tells a key that must be there and is not.
    fn find(&mut self, key: &'static str, problems: &mut Problems) -> Option<&'t Spanned<DeValue<'t>>> {
        #[cfg(test)]
        crate::record::asked(self.section, key);
        let first = self.asked.insert(key);
        let found = self.entries.and_then(|entries| entries.iter().find(|(name, _)| name.get_ref() == key));
        let required = self.section.key(key).is_some_and(|key| key.need == Need::Required);
        // Of a table that is not there the one around it has told.
        if found.is_none() && first && required && self.entries.is_some() {
            self.missing(key, problems);
        }
        found.map(|(_, value)| value)
    }

    pub fn has(&self, key: &str) -> bool {
        self.entries.is_some_and(|entries| entries.iter().any(|(name, _)| name.get_ref() == key))
    }

    /// A key that something was already told about.
    pub fn forgive(&mut self, key: &'static str) {
        self.asked.insert(key);
    }

    /// A key that must be there in this case, though not in every table of its kind.
    pub fn must_have(&self, key: &str, problems: &mut Problems) {
        if !self.has(key) {
            self.missing(key, problems);
        }
    }

    /// Where the value of a key stands; the table where it is not there.
    pub fn place(&self, key: &str) -> Range<usize> {
        let found = self.entries.and_then(|entries| entries.iter().find(|(name, _)| name.get_ref() == key));
        found.map_or_else(|| self.span.clone(), |(_, value)| value.span())
    }

    /// What the section says of a table within it.
    fn inner(&self, key: &str) -> &'static Section {
        match self.section.key(key).map(|key| &key.kind) {
            Some(Kind::Table(section) | Kind::Tables(section) | Kind::NamedTables(section)) => section,
            _ => &Section::NOTHING,
        }
    }

    pub fn text(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<String>> {
        let value = self.find(key, problems)?;
        text_of(key, value, problems)
    }

    pub fn number(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<i32>> {
        let value = self.find(key, problems)?;
        number_of(key, value, problems)
    }

    pub fn flag(&mut self, key: &'static str, problems: &mut Problems) -> Option<bool> {
        let value = self.find(key, problems)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            wrong_kind(key, "true or false", value, problems);
        }
        flag
    }

    pub fn date(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<String>> {
        let value = self.find(key, problems)?;
        let date = value.get_ref().as_datetime().filter(|date| date.date.is_some() && date.time.is_none());
        if date.is_none() {
            wrong_kind(key, "a date like 2027-03-31, without quotes", value, problems);
        }
        date.map(|date| At { value: date.to_string(), span: value.span() })
    }

    /// The same as a day of the calendar.
    pub fn day(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<Date>> {
        let date = self.date(key, problems)?;
        Date::parse(&date.value).map(|value| At { value, span: date.span })
    }

    pub fn dates(&mut self, key: &'static str, problems: &mut Problems) -> Option<Vec<At<Date>>> {
        const WANTED: &str = "dates like [2026-12-24, 2026-12-31], without quotes";
        let value = self.find(key, problems)?;
        let Some(array) = value.get_ref().as_array() else {
            wrong_kind(key, WANTED, value, problems);
            return None;
        };
        let mut dates = Vec::new();
        for item in array {
            let date = item.get_ref().as_datetime().filter(|date| date.time.is_none());
            match date.and_then(|date| Date::parse(&date.to_string())) {
                Some(value) => dates.push(At { value, span: item.span() }),
                None => wrong_kind(key, WANTED, item, problems),
            }
        }
        Some(dates)
    }

    pub fn texts(&mut self, key: &'static str, problems: &mut Problems) -> Option<Texts> {
        let value = self.find(key, problems)?;
        texts_of(key, value, problems)
    }

    pub fn numbers(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<Vec<At<i32>>>> {
        let value = self.find(key, problems)?;
        let Some(array) = value.get_ref().as_array() else {
            wrong_kind(key, "numbers like [50, 1000]", value, problems);
            return None;
        };
        let numbers = array.iter().filter_map(|item| number_of(key, item, problems)).collect();
        Some(At { value: numbers, span: value.span() })
    }

    /// A table within this one; an empty one if it is not there.
    pub fn table(&mut self, key: &'static str, problems: &mut Problems) -> Table<'t> {
        let name = if self.name.is_empty() { format!("[{key}]") } else { format!("{}.{key}", self.name) };
        let section = self.inner(key);
        let absent = |name: String| Table::new(name, 0..0, section, None);
        let Some(value) = self.find(key, problems) else { return absent(name) };
        match value.get_ref().as_table() {
            Some(entries) => Table::new(name, value.span(), section, Some(entries)),
            None => {
                wrong_kind(key, "a table", value, problems);
                absent(name)
            }
        }
    }

    /// The tables of a list of tables: `[[fit]]`.
    pub fn tables(&mut self, key: &'static str, problems: &mut Problems) -> Vec<Table<'t>> {
        let section = self.inner(key);
        let is_part = section.title == GATE.title || section.title == PART.title;
        let name = if is_part { format!("this part of `{key}`") } else { format!("[[{key}]]") };
        let Some(value) = self.find(key, problems) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            let wanted = if is_part {
                "a list like [{ … }, { … }]".to_owned()
            } else {
                format!("a list of tables, each begun by {name}")
            };
            wrong_kind(key, &wanted, value, problems);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in array {
            match item.get_ref().as_table() {
                Some(entries) => tables.push(Table::new(name.clone(), item.span(), section, Some(entries))),
                None => wrong_kind(key, "a table like { … }", item, problems),
            }
        }
        tables
    }

    /// Every entry of the table `key`, whose own keys are names people chose.
    pub fn named<V>(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
        read: impl Fn(&mut Table<'t>, &str, &'t Spanned<DeValue<'t>>, &mut Problems) -> Option<V>,
    ) -> Vec<(At<String>, V)> {
        let section = self.inner(key);
        let table = self.table(key, problems);
        let mut found = Vec::new();
        for (name, value) in table.entries.into_iter().flatten() {
            let name = At { value: name.get_ref().to_string(), span: name.span() };
            let mut inner =
                Table::new(format!("{}.{}", table.name, name.value), value.span(), section, value.get_ref().as_table());
            if let Some(read) = read(&mut inner, &name.value, value, problems) {
                found.push((name, read));
            }
        }
        // The parser gives them in the order of the alphabet; people mean their own.
        found.sort_by_key(|(name, _)| name.span.start);
        found
    }

    pub fn named_tables(&mut self, key: &'static str, problems: &mut Problems) -> Vec<(At<String>, Table<'t>)> {
        self.named(key, problems, |inner, name, value, problems| {
            if inner.entries.is_none() {
                let title = inner.section.title.replace('*', name);
                wrong_kind(name, &format!("a table of its own, begun by {title}"), value, problems);
                return None;
            }
            Some(Table::new(inner.name.clone(), inner.span.clone(), inner.section, inner.entries))
        })
    }

    pub fn named_texts(&mut self, key: &'static str, problems: &mut Problems) -> Vec<(At<String>, At<String>)> {
        self.named(key, problems, |_, name, value, problems| text_of(name, value, problems))
    }

    pub fn named_lists(&mut self, key: &'static str, problems: &mut Problems) -> Vec<(At<String>, Texts)> {
        self.named(key, problems, |_, name, value, problems| texts_of(name, value, problems))
    }

    fn lacks(&self, key: &str) -> String {
        format!("{} lacks `{key}`", if self.name.is_empty() { "the agreement" } else { &self.name })
    }

    /// Tells that a key lacks which must be there.
    pub fn missing(&self, key: &str, problems: &mut Problems) {
        let message = self.lacks(key);
        let declared = self.section.key(key);
        let example = declared.map_or("…", |key| key.example);
        let help = match declared.map(|key| &key.kind) {
            Some(Kind::Table(_) | Kind::Tables(_)) => format!("add `{}`", example.replace('\n', " ")),
            _ => format!("write `{key} = {example}`"),
        };
        problems.error("missing_key", &self.span, message, help);
    }

    /// Tells the keys that do not belong here, and those that nobody asked for this time.
    pub fn finish(self, problems: &mut Problems) {
        let quiet = self.is_troubled(problems);
        for (key, _) in self.entries.into_iter().flatten() {
            let written = At { value: key.get_ref().to_string(), span: key.span() };
            if self.asked.contains(written.value.as_str()) {
                continue;
            }
            match self.section.key(&written.value) {
                None => self.tell_unknown(&written, problems),
                // Where something is wrong already, a key may be idle for that reason alone.
                Some(_) if quiet => {}
                Some(declared) => {
                    let message = format!("`{}` does nothing here", written.value);
                    let help = format!("{} Nothing here asks for it: take it out", declared.doc);
                    problems.warning("idle_key", &written.span, message, help);
                }
            }
        }
    }

    fn tell_unknown(&self, written: &At<String>, problems: &mut Problems) {
        let place = if self.name.is_empty() { String::from("at the top level") } else { format!("in {}", self.name) };
        let known: Vec<&str> = self.section.each().map(|key| key.name).collect();
        let best = nearest(&written.value, known.iter().copied());
        if let Some(best) = best {
            // It is misspelt, not missing.
            let missing = self.lacks(best);
            problems.0.retain(|told| (told.code, &told.span, &told.message) != ("missing_key", &self.span, &missing));
        }
        let help = match best {
            Some(best) => format!("did you mean `{best}`?"),
            None => format!("known here are: {}", known.join(", ")),
        };
        problems.error("unknown_key", &written.span, format!("`{}` is not a key {place}", written.value), help);
    }

    /// Whether a problem was told within this table.
    fn is_troubled(&self, problems: &Problems) -> bool {
        let ends = self.entries.into_iter().flatten().map(|(_, value)| value.span().end);
        let all = self.span.start..ends.fold(self.span.end, usize::max);
        problems.0.iter().any(|problem| all.start <= problem.span.start && problem.span.end <= all.end)
    }
}

fn texts_of(key: &str, value: &Spanned<DeValue<'_>>, problems: &mut Problems) -> Option<Texts> {
    let Some(array) = value.get_ref().as_array() else {
        wrong_kind(key, "a list of texts like [\"a\", \"b\"]", value, problems);
        return None;
    };
    let texts = array.iter().filter_map(|item| text_of(key, item, problems)).collect();
    Some(At { value: texts, span: value.span() })
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
        DeValue::Integer(_) if wanted.contains("number") => "a number too large",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a decimal point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(date) if date.time.is_some() => "a date with a time",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    problems.error("wrong_kind", &value.span(), format!("`{key}` is {found}"), format!("write {wanted}"));
}
