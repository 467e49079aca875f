//! Leads from a file: CSV with a line of column names, mapped as the fields of a form are.

use baton_scoring::{Field, RawField, map_fields};
use serde::Serialize;
use serde_json::json;

use crate::json::json as to_json;
use crate::problem::clip;
use crate::{ParsedLead, Problem, vouched};

/// So many rows are taken at a time.
pub const MOST: usize = 5_000;
/// Of so many rows is told what is wrong with them.
const MOST_TOLD: usize = 50;

/// A file of leads, read.
pub struct Import {
    /// What each column is, as it is told.
    pub columns: Vec<Column>,
    /// The rows that can be taken, each with its line.
    pub leads: Vec<(usize, ParsedLead)>,
    /// The rows that cannot, and why.
    pub wrong: Vec<WrongRow>,
}

/// A column and the field it was mapped to.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// As the file has it.
    pub name: String,
    /// What it is; none: it is kept and scores nothing.
    pub field: Option<&'static str>,
}

/// A row that is not taken.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrongRow {
    /// Its line in the file, from 1.
    pub line: usize,
    /// A sentence.
    pub why: String,
}

/// Reads a file of leads of one source.
///
/// # Errors
///
/// The caller's, `bad_import`: it is no CSV, no column is an e-mail address, or there are too many rows.
pub fn read(source: &str, body: &[u8]) -> Result<Import, Problem> {
    let refused = |message: String| {
        let help = "Send CSV in UTF-8 with a line of column names, one of them the e-mail address; at most 5,000 rows.";
        Problem::caller(400, "bad_import", message, help)
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(body);
    let headers = reader.headers().map_err(|error| refused(format!("this is no CSV: {error}")))?.clone();
    let names: Vec<RawField> = headers
        .iter()
        .map(|name| RawField { name: name.to_owned(), label: name.to_owned(), ..RawField::default() })
        .collect();
    let fields = map_fields(&names);
    let columns = headers.iter().zip(&fields);
    let columns = columns.map(|(name, field)| Column { name: name.to_owned(), field: field.map(Field::id) }).collect();
    if !fields.contains(&Some(Field::Email)) {
        return Err(refused("no column is an e-mail address".to_owned()));
    }
    let mut import = Import { columns, leads: Vec::new(), wrong: Vec::new() };
    for (line, record) in (2..).zip(reader.records()) {
        if import.leads.len() + import.wrong.len() >= MOST {
            return Err(refused(format!("there are more than {MOST} rows")));
        }
        let row = record.map_err(|error| format!("this is no CSV: {error}"));
        match row.and_then(|record| lead(source, &names, &fields, &record)) {
            Ok(lead) => import.leads.push((line, lead)),
            Err(why) => import.wrong.push(WrongRow { line, why }),
        }
    }
    Ok(import)
}

/// A row as a lead, or why it is none.
fn lead(
    source: &str,
    names: &[RawField],
    fields: &[Option<Field>],
    record: &csv::StringRecord,
) -> Result<ParsedLead, String> {
    if record.len() > names.len() {
        return Err(format!("it has {} cells, the first line has {}", record.len(), names.len()));
    }
    let email = fields.iter().position(|field| *field == Some(Field::Email)).and_then(|at| record.get(at));
    let email = email.unwrap_or_default();
    if email.is_empty() {
        return Err("it has no e-mail address".to_owned());
    }
    if baton_scoring::EmailAddress::parse(email).is_none() {
        return Err(format!("`{}` is no e-mail address", clip(email)));
    }
    let cells = names.iter().zip(fields).zip(record.iter()).filter(|(_, value)| !value.is_empty());
    let cells: Vec<serde_json::Value> = cells
        .map(|((name, field), value)| {
            json!({"name": name.name, "label": name.name, "field": field.map_or("", Field::id), "value": value})
        })
        .collect();
    vouched::from_system(source, json!({"v": 1, "fields": cells}).to_string().as_bytes())
        .map_err(|problem| problem.message)
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Told<'a> {
    v: u8,
    dry_run: bool,
    columns: &'a [Column],
    rows: usize,
    good: usize,
    new: usize,
    known: usize,
    wrong: usize,
    problems: &'a [WrongRow],
}

impl Import {
    /// What would be taken, or was: the columns, the rows that are wrong, and what became of the others.
    #[must_use]
    pub fn to_json(&self, dry: bool, new: usize, known: usize) -> String {
        let told = self.wrong.get(..MOST_TOLD).unwrap_or(&self.wrong);
        to_json(&Told {
            v: 1,
            dry_run: dry,
            columns: &self.columns,
            rows: self.leads.len() + self.wrong.len(),
            good: self.leads.len(),
            new,
            known,
            wrong: self.wrong.len(),
            problems: told,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    const FILE: &str = "E-Mail;x,Full Name,Company,Favourite colour\n";

    #[test]
    fn columns_are_mapped_as_a_form_is() {
        let file = "Work Email,Full name,Company,Job title,Favourite colour\nada@works.example,Ada King,Works,CTO,blue\n\
                    ,Nobody,,,\nnot an address,Eva,,,\nb@works.example,a,b,c,d,e\n";
        let import = read("list", file.as_bytes()).unwrap();
        let columns: Vec<_> = import.columns.iter().map(|column| column.field.unwrap_or("-")).collect();
        assert_eq!(columns, ["email", "name", "company", "job_title", "-"]);
        assert_eq!(import.leads.len(), 1);
        let wrong: Vec<_> = import.wrong.iter().map(|row| (row.line, row.why.as_str())).collect();
        assert_eq!(
            wrong,
            [
                (3, "it has no e-mail address"),
                (4, "`not an address` is no e-mail address"),
                (5, "it has 6 cells, the first line has 5"),
            ]
        );
        let again = read("list", file.as_bytes()).unwrap();
        assert_eq!(again.leads[0].1.id, import.leads[0].1.id, "the same row is the same lead");
        assert_eq!(import.leads[0].1.submission.source.as_deref(), Some("list"));
        assert!(import.to_json(true, 0, 0).starts_with(r#"{"v":1,"dry_run":true,"columns":[{"name":"Work Email""#));
    }

    #[test]
    fn what_is_no_file_of_leads() {
        let file = FILE.replace("E-Mail;x", "a");
        for file in ["", "a,b\n1,2\n", file.as_str(), "\u{0}"] {
            assert_eq!(read("list", file.as_bytes()).err().map(|problem| problem.code), Some("bad_import"), "{file:?}");
        }
    }
}
