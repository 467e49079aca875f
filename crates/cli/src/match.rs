//! `baton match`.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use baton_handoff::matching::{Clusters, Details, Knowledge, Link, Person, clusters};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::fail::Failure;
use crate::input;
use crate::match_columns::{Columns, Role};

/// Finds the rows of a file that are one person's, as the desk would, and says why.
///
/// Rows need not agree in everything: what agrees and what differs adds up. Nicknames, accents,
/// titles, changed-over names and slips of the hand are understood; a department's mailbox and a
/// switchboard's number are nobody's own.
#[derive(Args)]
#[command(after_help = "\
Examples:
  baton match people.csv
  baton match people.csv --format csv > numbered.csv
  baton match - --format json < people.csv

Columns are known by their names, in seven languages: email, first_name,
last_name (or name), phone, company, website, job_title, street (several are put
together), postcode, city, country, date_of_birth, id. Other columns are carried
along; `cluster`, `label` and `rec_id` are never read. What each column was
taken for is said first.

The table shows the clusters of two rows and more; a row is numbered as a
spreadsheet shows it, the header being row 1. `--format csv` writes every row as
it came, with `baton_cluster` behind it: rows with the same number are one
person. `--format json` writes one object: columns, clusters, reasons.")]
pub(crate) struct Arguments {
    /// A .csv file in UTF-8, or `-` for standard input.
    people: PathBuf,
    /// For people, or for programs.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let file = People::read(&arguments.people)?;
    if !file.columns.tell_people_apart() {
        return Err(Failure::out(
            format!("no column of `{}` tells who somebody is", arguments.people.display()),
            "name the columns email, first_name, last_name, phone, company; the first row must be the names",
        ));
    }
    let found = clusters(&file.people());
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match arguments.format {
        Format::Table => file.tell(&found, &mut out)?,
        Format::Json => writeln!(out, "{}", file.json(&found))?,
        Format::Csv => file.numbered(&found, &mut out)?,
    }
    out.flush()?;
    Ok(())
}

/// A file of people.
struct People {
    headers: csv::StringRecord,
    columns: Columns,
    rows: Vec<csv::StringRecord>,
}

impl People {
    fn read(path: &Path) -> Result<People, Failure> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input::open(path)?);
        let headers = reader.headers().map_err(|error| input::no_row(path, 1, &error))?.clone();
        let mut rows = Vec::new();
        for (at, row) in (2..).zip(reader.records()) {
            rows.push(row.map_err(|error| input::no_row(path, at, &error))?);
        }
        let columns = Columns::of(&headers);
        Ok(People { headers, columns, rows })
    }

    fn people(&self) -> Vec<Person> {
        let tables = baton_knowledge::full();
        let knowledge = Knowledge { tables: &tables, is_throw_away: baton_knowledge::is_throw_away };
        self.rows.iter().map(|row| self.person(row, knowledge)).collect()
    }

    fn person(&self, row: &csv::StringRecord, knowledge: Knowledge<'_>) -> Person {
        let told = |role| self.columns.value(row, role);
        let (given, family, name) = (told(Role::Given), told(Role::Family), told(Role::Name));
        let (email, phone, company) = (told(Role::Email), told(Role::Phone), told(Role::Company));
        let (website, job_title, street) = (told(Role::Website), told(Role::JobTitle), told(Role::Street));
        let (postcode, city, country) = (told(Role::Postcode), told(Role::City), told(Role::Country));
        let born = told(Role::Born);
        let details = Details {
            given: &given,
            family: &family,
            name: &name,
            email: &email,
            phone: &phone,
            company: &company,
            website: &website,
            job_title: &job_title,
            street: &street,
            postcode: &postcode,
            city: &city,
            country: &country,
            born: &born,
        };
        Person::read(&details, knowledge)
    }

    fn tell(&self, found: &Clusters, out: &mut impl Write) -> Result<(), Failure> {
        for (header, role) in self.columns.told(&self.headers) {
            writeln!(out, "column {:<24} {role}", plain(header.trim()))?;
        }
        let groups = groups(found);
        let several: Vec<&Vec<usize>> = groups.iter().filter(|rows| rows.len() > 1).collect();
        let links = links_by_cluster(found);
        for rows in &several {
            writeln!(out, "\n{} rows are one person", rows.len())?;
            for row in rows.iter() {
                writeln!(out, "  row {:<7} {}", row + 2, self.line(*row))?;
            }
            let of = rows.first().and_then(|row| found.of.get(*row));
            for link in of.and_then(|of| links.get(of)).into_iter().flatten() {
                writeln!(out, "    {} and {}: {}", link.one + 2, link.other + 2, link.decision.words())?;
            }
        }
        if !found.held_apart.is_empty() {
            writeln!(out, "\nheld apart, because another row of the cluster speaks against it:")?;
        }
        for link in &found.held_apart {
            writeln!(out, "    {} and {}: {}", link.one + 2, link.other + 2, link.decision.words())?;
        }
        let (rows, people) = (self.rows.len(), groups.len());
        writeln!(out, "\n{rows} rows, {people} people, {} of them more than once", several.len())?;
        Ok(())
    }

    /// What tells a row apart, as it was written.
    fn line(&self, row: usize) -> String {
        let Some(row) = self.rows.get(row) else { return String::new() };
        let values = self.columns.used().filter_map(|at| row.get(at)).map(str::trim).filter(|value| !value.is_empty());
        plain(&values.collect::<Vec<&str>>().join(" | "))
    }

    fn json(&self, found: &Clusters) -> Value {
        let columns: BTreeMap<&str, &str> =
            self.columns.told(&self.headers).map(|(header, role)| (header.trim(), role)).collect();
        let links = links_by_cluster(found);
        let cluster = |(number, rows): (usize, &Vec<usize>)| {
            let of = rows.first().and_then(|row| found.of.get(*row));
            let reasons: Vec<Value> =
                of.and_then(|of| links.get(of)).into_iter().flatten().map(|link| reason(link)).collect();
            let rows: Vec<Value> = rows.iter().map(|row| json!({ "row": row + 2, "id": self.id(*row) })).collect();
            json!({ "cluster": number + 1, "rows": rows, "reasons": reasons })
        };
        let groups = groups(found);
        let clusters: Vec<Value> = groups.iter().enumerate().map(cluster).collect();
        let held: Vec<Value> = found.held_apart.iter().map(reason).collect();
        json!({ "rows": self.rows.len(), "people": groups.len(), "columns": columns, "clusters": clusters, "held_apart": held })
    }

    fn id(&self, row: usize) -> Option<String> {
        self.rows.get(row).map(|row| self.columns.value(row, Role::Id)).filter(|id| !id.is_empty())
    }

    fn numbered(&self, found: &Clusters, out: &mut impl Write) -> Result<(), Failure> {
        let number: BTreeMap<usize, usize> = groups(found)
            .iter()
            .enumerate()
            .flat_map(|(number, rows)| rows.iter().map(move |row| (*row, number + 1)).collect::<Vec<_>>())
            .collect();
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(out);
        let failed = |error: csv::Error| Failure::from(io::Error::from(error));
        writer.write_record(self.headers.iter().chain(["baton_cluster"])).map_err(failed)?;
        for (at, row) in self.rows.iter().enumerate() {
            let number = number.get(&at).copied().unwrap_or_default().to_string();
            // A row that ends early must not put its number under another column.
            let missing = self.headers.len().saturating_sub(row.len());
            let padding = std::iter::repeat_n("", missing);
            writer.write_record(row.iter().chain(padding).chain([number.as_str()])).map_err(failed)?;
        }
        writer.flush()?;
        Ok(())
    }
}

/// The rows of each cluster, in the order of their first rows.
fn groups(found: &Clusters) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, cluster) in found.of.iter().enumerate() {
        groups.entry(*cluster).or_default().push(row);
    }
    groups.into_values().collect()
}

fn links_by_cluster(found: &Clusters) -> BTreeMap<usize, Vec<&Link>> {
    let mut links: BTreeMap<usize, Vec<&Link>> = BTreeMap::new();
    for link in &found.links {
        links.entry(found.of.get(link.one).copied().unwrap_or(link.one)).or_default().push(link);
    }
    links
}

fn reason(link: &Link) -> Value {
    let why: Vec<Value> =
        link.decision.evidence.iter().map(|one| json!({ "words": one.words(), "points": one.points() })).collect();
    json!({ "rows": [link.one + 2, link.other + 2], "points": link.decision.points, "evidence": why })
}

/// Control characters off: what stands in a file must not drive a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
