//! Files that are looked over in the page: an export for its leaks, past leads under two agreements.

use baton_agreement::Agreement;
use baton_audit::{Audit, Hours, Settings, Table, audit};
use baton_calibration::backtest::backtest;
use baton_calibration::columns::LOOKED_AT;
use baton_calibration::{Columns, Problem, Role, Said, pages};
use baton_replay::compare::Comparer;
use baton_scoring::{RawField, Seconds, Submission};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// What somebody says beside the file. Empty texts say nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What the file is called.
    pub name: String,
    /// `created=Create Date`, as many as there are.
    pub columns: Vec<String>,
    /// The labels of the outcome that count as won.
    pub won: Vec<String>,
    /// What a customer is worth.
    pub value: Option<f64>,
    /// The share of answered leads that become customers, in percent.
    pub rate: Option<f64>,
    /// Working hours, Monday to Friday.
    pub hours: String,
    /// Their zone.
    pub zone: String,
}

/// A report, or why there is none.
#[derive(Debug, Default, Serialize)]
pub struct Reported {
    /// The report, a whole HTML file.
    pub html: String,
    /// An agreement to begin with; empty where there is none.
    pub agreement: String,
    /// What each column was taken for: name, role, why.
    pub columns: Vec<(String, String, String)>,
    /// What is wrong; none if nothing is.
    pub problem: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

/// Looks an export over: a [`Reported`] as a plain object.
///
/// # Errors
/// Only if the browser cannot hold the answer.
#[wasm_bindgen]
pub fn audit_export(bytes: &[u8], asked: JsValue) -> Result<JsValue, JsValue> {
    let asked: Asked = serde_wasm_bindgen::from_value(asked)?;
    serde_wasm_bindgen::to_value(&audit_file(bytes, &asked)).map_err(JsValue::from)
}

/// Tells how good an agreement's card was on past leads: a [`Reported`] as a plain object.
///
/// # Errors
/// Only if the browser cannot hold the answer.
#[wasm_bindgen]
pub fn backtest_past(agreement: &str, bytes: &[u8], asked: JsValue) -> Result<JsValue, JsValue> {
    let asked: Asked = serde_wasm_bindgen::from_value(asked)?;
    serde_wasm_bindgen::to_value(&backtest_file(agreement, bytes, &asked)).map_err(JsValue::from)
}

/// Compares what two agreements make of the leads of a file: a [`Reported`] as a plain object.
///
/// # Errors
/// Only if the browser cannot hold the answer.
#[wasm_bindgen]
pub fn compare_agreements(old: &str, new: &str, leads: &[u8]) -> Result<JsValue, JsValue> {
    serde_wasm_bindgen::to_value(&compare_files(old, new, leads)).map_err(JsValue::from)
}

/// The same, before it crosses into JavaScript.
#[must_use]
pub fn audit_file(bytes: &[u8], asked: &Asked) -> Reported {
    let looked = settings(asked).and_then(|settings| Table::read(bytes).and_then(|table| audit(&table, &settings)));
    match looked {
        Ok(found) => of_audit(&found),
        Err(problem) => refused(problem.message, problem.help),
    }
}

/// The same as [`backtest_past`], before it crosses into JavaScript.
#[must_use]
pub fn backtest_file(agreement: &str, bytes: &[u8], asked: &Asked) -> Reported {
    let checked = baton_agreement::check(agreement);
    let Some(agreement) = checked.agreement else {
        let first = checked.problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
        return refused(format!("the agreement has errors: {first}"), "put it right first".to_owned());
    };
    let said = Said { won: asked.won.clone(), columns: asked.columns.clone(), ..Said::default() };
    match backtest(bytes, &said, &agreement, FOLDS, &mut |_| {}) {
        Ok(found) => Reported {
            html: pages::of_backtest(&found, &asked.name, "Worked out in this page. Nothing was sent."),
            columns: told(&found.columns),
            ..Reported::default()
        },
        // Which column is what can only be put right where it is seen.
        Err(problem) => Reported { columns: guessed(bytes, asked), ..refused(problem.message, problem.help) },
    }
}

/// In how many parts the leads are cut, as the command line has it.
const FOLDS: usize = 5;

fn told(columns: &Columns) -> Vec<(String, String, String)> {
    let each = columns.list.iter();
    each.map(|column| (column.name.clone(), column.role.id().to_owned(), column.why.words().to_owned())).collect()
}

/// What the columns are taken for where there is no report.
fn guessed(bytes: &[u8], asked: &Asked) -> Vec<(String, String, String)> {
    let Ok(table) = Table::read(bytes) else { return Vec::new() };
    let headers: Vec<&str> = table.headers.iter().map(String::as_str).collect();
    let mut columns = Columns::guess(&headers, table.rows.get(..LOOKED_AT.min(table.rows.len())).unwrap_or_default());
    for said in &asked.columns {
        // What was said of a column that there is not is the problem that is told already.
        let _ = columns.say(said);
    }
    told(&columns)
}

fn of_audit(found: &Audit) -> Reported {
    let column =
        |column: &baton_audit::ColumnTold| (column.name.clone(), column.role.to_owned(), column.why.to_owned());
    Reported {
        html: found.html(),
        agreement: found.agreement.clone(),
        columns: found.columns.iter().map(column).collect(),
        ..Reported::default()
    }
}

fn settings(asked: &Asked) -> Result<Settings, Problem> {
    let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let hours = said(&asked.hours).map(|block| Hours::parse(&block, said(&asked.zone).as_deref()));
    Ok(Settings {
        name: asked.name.clone(),
        columns: asked.columns.clone(),
        value: asked.value.map(whole),
        rate: asked.rate.map(|percent| whole(percent * 10.0).clamp(0, 1_000)),
        hours: hours.transpose()?,
    })
}

#[expect(clippy::cast_possible_truncation, reason = "the range holds it")]
fn whole(number: f64) -> i64 {
    number.clamp(0.0, 1e12).round() as i64
}

/// The same as [`compare_agreements`], before it crosses into JavaScript.
#[must_use]
pub fn compare_files(old: &str, new: &str, leads: &[u8]) -> Reported {
    let read = |which: &str, text: &str| -> Result<Agreement, Reported> {
        let checked = baton_agreement::check(text);
        let first = checked.problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
        checked.agreement.ok_or_else(|| {
            refused(format!("the {which} agreement has errors: {first}"), format!("put the {which} one right first"))
        })
    };
    let (old, new) = match (read("old", old), read("new", new)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(problem), _) | (_, Err(problem)) => return problem,
    };
    let table = match Table::read(leads) {
        Ok(table) => table,
        Err(problem) => return refused(problem.message, problem.help),
    };
    let headers: Vec<&str> = table.headers.iter().map(String::as_str).collect();
    let columns = Columns::guess(&headers, table.rows.get(..LOOKED_AT.min(table.rows.len())).unwrap_or_default());
    let mut comparer = Comparer::of(&old, &new);
    let names = comparer.names();
    for row in &table.rows {
        let now = columns.instant(row, Role::Created).unwrap_or(Seconds(0));
        comparer.take(&form(row, &columns, [&old, &new]), now);
    }
    Reported { html: comparer.finish().html(names), ..Reported::default() }
}

/// A row as a form: what was known only afterwards is no answer of the visitor's.
fn form(row: &[String], columns: &Columns, agreements: [&Agreement; 2]) -> Submission {
    let answers = columns.list.iter().zip(row).filter(|(column, _)| !column.role.is_afterwards());
    let fields = answers.map(|(column, value)| RawField {
        name: column.name.clone(),
        value: value.clone(),
        ..RawField::default()
    });
    let is_known = |source: &&str| {
        agreements.iter().any(|agreement| agreement.card.sources.iter().any(|known| known.id == **source))
    };
    let source = columns.value(row, Role::Source).filter(is_known).map(str::to_owned);
    Submission { fields: fields.collect(), source, ..Submission::default() }
}

fn refused(message: String, help: String) -> Reported {
    Reported { problem: Some(message), help: Some(help), ..Reported::default() }
}

#[cfg(test)]
mod tests {
    use super::{Asked, audit_file, compare_files};

    const EXAMPLE: &str = include_str!("../../../examples/agreement.toml");

    #[test]
    fn an_export_becomes_a_report_and_a_wrong_one_a_sentence() {
        let csv = b"Created,First contact,Owner,Status\n2026-03-02 09:00,2026-03-02 09:03,Ana,Won\n";
        let asked = Asked { name: "leads.csv".to_owned(), value: Some(100.0), ..Asked::default() };
        let reported = audit_file(csv, &asked);
        assert!(reported.html.contains("leads.csv") && reported.problem.is_none());
        assert!(baton_agreement::check(&reported.agreement).agreement.is_some());
        assert_eq!(reported.columns[0].1, "created");
        let wrong = audit_file(b"PK\x03\x04", &asked);
        assert!(wrong.html.is_empty() && wrong.help.unwrap().contains("CSV"));
        let asked = Asked { hours: "nine to five".to_owned(), ..asked };
        assert!(audit_file(csv, &asked).problem.unwrap().contains("nine to five"));
    }

    #[test]
    fn a_card_is_held_against_past_leads_and_columns_are_told_even_where_there_is_no_report() {
        let mut csv = "Created,Email,Company size,Stage\n".to_owned();
        for n in 0..200 {
            let (size, stage) = if n % 3 == 0 { (120, "Closed Won") } else { (3, "Closed Lost") };
            csv.push_str(&format!("2026-03-{:02},p{n}@works{n}.example,{size},{stage}\n", n % 28 + 1));
        }
        let asked = Asked { name: "past.csv".to_owned(), ..Asked::default() };
        let reported = super::backtest_file(EXAMPLE, csv.as_bytes(), &asked);
        assert!(reported.html.contains("past.csv") && reported.problem.is_none(), "{:?}", reported.problem);
        assert!(reported.columns.iter().any(|(name, role, _)| name == "Stage" && role == "outcome"));
        let none = super::backtest_file(EXAMPLE, b"Email,Company size\na@b.example,3\n", &asked);
        assert!(none.problem.is_some() && none.columns.len() == 2, "{none:?}");
        assert!(super::backtest_file("name = 1", csv.as_bytes(), &asked).problem.unwrap().contains("has errors"));
    }

    #[test]
    fn two_agreements_are_compared_by_what_visitors_answered() {
        let new = EXAMPLE.replacen("between = [50, 1000]\npoints = 20", "between = [50, 1000]\npoints = 5", 1);
        let csv = b"received_at,email,company_size,source\n2026-03-02,a@works.example,120,demo_request\n2026-03-03,b@other.example,12,content\n";
        let html = compare_files(EXAMPLE, &new, csv).html;
        assert!(html.contains("50 to 1,000 people") && html.contains("2 leads under"), "{html}");
        let wrong = compare_files(EXAMPLE, "name = 1", csv);
        assert!(wrong.problem.unwrap().contains("new agreement"));
    }
}
