//! The names of signals that stand for a column's values, so that a card can ask for what no form's field says.
//!
//! A column `Lead Origin` with the value `Landing Page` is the signal `lead_origin-landing_page`; a number of the
//! column `Age` is `age-30-below-60`, `age-below-30` or `age-from-60`; an empty cell is `age-none`; a value that no
//! signal of the agreement names is `lead_origin-other`. Who sends signals to a desk names them the same.

use std::collections::BTreeMap;

use baton_scoring::fold;

use crate::columns::number;

/// A text as part of a signal's name.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in fold(text).chars() {
        let keep = c.is_ascii_lowercase() || c.is_ascii_digit();
        if keep {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        if out.len() >= LONGEST {
            break;
        }
    }
    let name = out.trim_end_matches('_').to_owned();
    if name.is_empty() { "x".to_owned() } else { name }
}

/// The name of a signal has 64 signs at most, and two of these are in it.
const LONGEST: usize = 29;

/// A cell's text as the end of a signal's name; `none` and `other` mean something else there.
#[must_use]
pub fn value(text: &str) -> String {
    match slug(text) {
        name if name == "none" || name == "other" => format!("is_{name}"),
        name => name,
    }
}

/// A number as part of a name: `2_5`, `m3` for minus three.
fn written(number: f64) -> String {
    format!("{number}").replace('-', "m").replace('.', "_")
}

fn read(text: &str) -> Option<f64> {
    text.replace('m', "-").replace('_', ".").parse().ok()
}

/// The signal of a band, from one number to below another.
#[must_use]
pub fn band(subject: &str, from: Option<f64>, below: Option<f64>) -> String {
    match (from, below) {
        (Some(from), Some(below)) => format!("{subject}-{}-below-{}", written(from), written(below)),
        (Some(from), None) => format!("{subject}-from-{}", written(from)),
        (None, Some(below)) => format!("{subject}-below-{}", written(below)),
        (None, None) => format!("{subject}-any"),
    }
}

/// What the signals that an agreement asks for say of a file's columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    columns: Vec<Column>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Column {
    at: usize,
    subject: String,
    bands: Vec<(Option<f64>, Option<f64>, String)>,
    texts: BTreeMap<String, String>,
    none: Option<String>,
    other: Option<String>,
}

impl Told {
    /// Which of these signals are values of which columns, by the columns' names.
    pub fn of<'n>(signals: impl IntoIterator<Item = &'n str>, headers: &[&str]) -> Told {
        let mut told = Told::default();
        let slugs: Vec<String> = headers.iter().map(|header| slug(header)).collect();
        for signal in signals {
            let Some((subject, value)) = signal.split_once('-') else { continue };
            let Some(at) = slugs.iter().position(|slug| slug == subject) else { continue };
            let place = told.columns.iter().position(|column| column.at == at).unwrap_or_else(|| {
                told.columns.push(Column { at, subject: subject.to_owned(), ..Column::default() });
                told.columns.len() - 1
            });
            if let Some(column) = told.columns.get_mut(place) {
                column.note(value, signal);
            }
        }
        told
    }

    /// Hands over the signals that a row's cells are.
    pub fn signals<'r>(&self, cell: impl Fn(usize) -> Option<&'r str>, mut take: impl FnMut(&str)) {
        for column in &self.columns {
            let value = cell(column.at).unwrap_or_default().trim();
            if let Some(signal) = column.signal(value) {
                take(signal);
            }
        }
    }

    /// Whether no column says anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }
}

impl Column {
    fn note(&mut self, value: &str, signal: &str) {
        let signal = signal.to_owned();
        let below = |text: &str| text.strip_prefix("below-").and_then(read);
        let band = match value {
            "none" => return self.none = Some(signal),
            "other" => return self.other = Some(signal),
            _ => value.strip_prefix("from-").and_then(read).map(|from| (Some(from), None)).or_else(|| {
                let under = below(value).map(|below| (None, Some(below)));
                under.or_else(|| {
                    let (from, to) = value.split_once("-below-")?;
                    Some((Some(read(from)?), Some(read(to)?)))
                })
            }),
        };
        match band {
            Some((from, below)) => self.bands.push((from, below, signal)),
            None => {
                self.texts.insert(value.to_owned(), signal);
            }
        }
    }

    fn signal(&self, value: &str) -> Option<&str> {
        if value.is_empty() {
            return self.none.as_deref();
        }
        if !self.bands.is_empty()
            && let Some(number) = number(value)
        {
            let holds = |from: &Option<f64>, below: &Option<f64>| {
                from.is_none_or(|from| number >= from) && below.is_none_or(|below| number < below)
            };
            let band = self.bands.iter().find(|(from, below, _)| holds(from, below));
            return band.map(|(_, _, signal)| signal.as_str());
        }
        self.texts.get(&self::value(value)).or(self.other.as_ref()).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::{Told, band, slug};

    #[test]
    fn a_cell_is_the_signal_that_names_it() {
        let bands = [band("age", None, Some(30.0)), band("age", Some(30.0), Some(59.5)), band("age", Some(59.5), None)];
        assert_eq!(bands, ["age-below-30", "age-30-below-59_5", "age-from-59_5"]);
        let minus = band("balance", Some(-12.0), Some(-3.0));
        assert_eq!(minus, "balance-m12-below-m3");
        let names = ["age-none", "origin-landing_page", "origin-other", "pricing_page", "unknown-x", &minus];
        let told = Told::of(bands.iter().map(String::as_str).chain(names), &["Age", "Origin", "Balance"]);
        let signals = |row: [&str; 3]| {
            let mut found = Vec::new();
            told.signals(|at| row.get(at).copied(), |signal| found.push(signal.to_owned()));
            found
        };
        assert_eq!(
            signals(["29", "Landing Page", "-5"]),
            ["age-below-30", "origin-landing_page", "balance-m12-below-m3"]
        );
        assert_eq!(signals([" 59.5 ", "API", "0"]), ["age-from-59_5", "origin-other"]);
        assert_eq!(signals(["", "", ""]), ["age-none"]);
    }

    #[test]
    fn slugs_are_names() {
        assert_eq!(slug("How did you hear about us?"), "how_did_you_hear_about_us");
        assert_eq!(slug("Größe (€)"), "grosse");
        assert_eq!(slug("???"), "x");
        assert_eq!(super::value("Other"), "is_other");
    }
}
