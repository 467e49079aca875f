//! The desk's report held against what is true.

use std::collections::BTreeMap;

use baton_handoff::figures::{self, ReportAsked};
use baton_handoff::hours::Date;
use baton_handoff::{Answer, Desk, DeskName, Problem, Question, verify};
use baton_sqlite::NativeDatabase;
use serde_json::Value;

use crate::truth::{Counts, PLANTED, Truth};
use crate::year::Year;

const DAY: i64 = 86_400_000;

/// What came of holding a desk against the truth.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// What differs: a sentence each.
    pub differences: Vec<String>,
    /// What the report warns of: code and sentence.
    pub warnings: Vec<(String, String)>,
    /// How many figures were held against the truth.
    pub figures: usize,
}

impl Held {
    /// What was planted and the report does not warn of.
    #[must_use]
    pub fn unnamed(&self) -> Vec<&'static str> {
        let is_named = |(code, words): &(&str, &str)| {
            self.warnings.iter().any(|(told, sentence)| told == code && sentence.contains(words))
        };
        PLANTED.iter().filter(|planted| !is_named(planted)).map(|(_, words)| *words).collect()
    }
}

/// Holds the report, the counters and the log of a desk against what is true of the year.
///
/// # Errors
///
/// Ours: the database's.
pub fn hold(year: &Year, truth: &Truth, db: &mut NativeDatabase) -> Result<Held, Problem> {
    let mut held = Held::default();
    for dimension in ["source", "rep"] {
        let report = report(year, dimension, db)?;
        held.of(&format!("all leads by {dimension}"), report.pointer("/total"), &truth.all);
        let values = report.get("values").and_then(Value::as_array).cloned().unwrap_or_default();
        let of: BTreeMap<&str, &Value> =
            values.iter().filter_map(|value| Some((value.get("value")?.as_str()?, value.get("figures")?))).collect();
        for ((known, value), counts) in truth.by.iter().filter(|((known, _), _)| *known == dimension) {
            held.of(&format!("{known} {value}"), of.get(value.as_str()).copied(), counts);
        }
        if dimension == "rep" {
            held.warnings = warnings(&report);
        }
    }
    held.differences.extend(figures::check::everything(db)?);
    held.differences.extend(verify::everything(db)?.broken.map(|broken| broken.why));
    Ok(held)
}

/// The report of the whole year.
///
/// # Errors
///
/// Ours: the database's.
pub fn report(year: &Year, dimension: &str, db: &mut NativeDatabase) -> Result<Value, Problem> {
    let name = DeskName::parse("acme").ok_or_else(|| Problem::ours("demo", "no name for a desk"))?;
    let day = |at: i64| Date::from_days(at / DAY).to_string();
    let asked = ReportAsked {
        from: day(year.begin().0),
        to: day(year.end.0),
        by: "week".to_owned(),
        dimension: dimension.to_owned(),
        of: String::new(),
    };
    match Desk::new(name).ask(Question::Report(asked), year.end, db)? {
        Answer::Json(text) => serde_json::from_str(&text)
            .map_err(|error| Problem::ours("demo", format!("the report is no JSON: {error}"))),
        other => Err(Problem::ours("demo", format!("no report: {other:?}"))),
    }
}

fn warnings(report: &Value) -> Vec<(String, String)> {
    let all = report.get("warnings").and_then(Value::as_array).cloned().unwrap_or_default();
    let word = |of: &Value, key: &str| of.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    all.iter().map(|warning| (word(warning, "code"), word(warning, "words"))).collect()
}

impl Held {
    fn of(&mut self, what: &str, told: Option<&Value>, counts: &Counts) {
        let Some(told) = told else { return self.differences.push(format!("{what}: the report has no such value")) };
        let number = |path: &str| told.pointer(path).and_then(Value::as_i64).unwrap_or(0);
        let decided = counts.accepted + counts.rejected;
        for (path, truth) in [
            ("/counts/leads", counts.leads),
            ("/counts/quarantined", counts.quarantined),
            ("/counts/opportunities", counts.opportunities),
            ("/counts/pipeline", counts.pipeline),
            ("/counts/won_leads", counts.won),
            ("/counts/won_value", counts.won_value),
            ("/shares/windows_met/0", counts.met),
            ("/shares/windows_met/1", counts.met + counts.missed),
            ("/shares/accepted/0", counts.accepted),
            ("/shares/accepted/1", decided),
            ("/shares/rejected/0", counts.rejected),
            ("/shares/rejected_other/0", counts.rejected_other),
            ("/shares/rejected_untried/0", counts.rejected_untried),
            ("/shares/rejected_at_once/0", counts.rejected_at_once),
            ("/shares/worked/0", counts.worked),
            ("/shares/returned/0", counts.returned),
            ("/shares/won/1", counts.won + counts.lost),
        ] {
            // No rep has what is in quarantine.
            if path == "/counts/quarantined" && (what.starts_with("rep") || what.ends_with("by rep")) {
                continue;
            }
            self.figures += 1;
            if number(path) != truth {
                self.differences.push(format!("{what}, {path}: the report says {}, true is {truth}", number(path)));
            }
        }
        self.figures += 1;
        let (told, (low, high)) = (number("/times/human/median_ms"), counts.median());
        // Buckets grow by a tenth: a median is at most 5 % off.
        if told * 100 < low * 95 || told * 100 > high * 105 {
            let truth = format!("{low} to {high} ms");
            self.differences.push(format!("{what}, the median answer: the report says {told} ms, true is {truth}"));
        }
    }
}
