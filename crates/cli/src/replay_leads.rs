//! The leads of `baton replay`: what came in when, and when somebody first called.

use std::path::Path;

use baton_agreement::Agreement;
use baton_calibration::columns::{LOOKED_AT, is_missing};
use baton_calibration::dates::read_any;
use baton_calibration::{Columns, Role};
use baton_hours::Millis;
use baton_replay::PastLead;
use baton_scoring::{Field, Submission};

use crate::fail::Failure;
use crate::{route, score_input};

/// The leads of a file, in the order of their arrival.
pub(crate) struct Past {
    pub leads: Vec<PastLead>,
    /// What was taken for what, for people.
    pub columns: Vec<String>,
    /// Rows without an instant, which are left out.
    pub undated: u64,
}

/// What is asked of the file.
pub(crate) struct Asked<'a> {
    pub path: &'a Path,
    /// `created=Received on`, as many as there are.
    pub said: &'a [String],
    pub source: Option<&'a str>,
    pub agreements: [&'a Agreement; 2],
}

/// Reads a file twice: its first rows to see what the columns are, then all of them.
pub(crate) fn read(asked: &Asked<'_>) -> Result<Past, Failure> {
    if asked.path == Path::new("-") {
        return Err(Failure::refused("the leads are read twice, and `-` can be read once", "name a file"));
    }
    let columns = columns(asked)?;
    let created = columns.of(Role::Created).ok_or_else(|| {
        let names: Vec<&str> = columns.list.iter().map(|column| column.name.as_str()).collect();
        Failure::refused(
            format!("no column of `{}` says when a lead came in", asked.path.display()),
            format!("name it: --column \"created=…\"; the file has: {}", names.join(", ")),
        )
    })?;
    let reader = Reader {
        created: columns.list.get(created),
        contact: columns.of(Role::FirstContact).and_then(|at| columns.list.get(at)),
        source: columns.of(Role::Source).and_then(|at| columns.list.get(at)),
        columns: &columns,
        asked,
    };
    let mut past = Past { leads: Vec::new(), columns: told(&columns), undated: 0 };
    let mut row = 0;
    score_input::each_lead(asked.path, asked.source, &mut |form, mapping| {
        row += 1;
        match reader.lead(row, form, mapping) {
            Some(lead) => past.leads.push(lead),
            None => past.undated += 1,
        }
        Ok(())
    })?;
    // Of one instant, in the order of the file.
    past.leads.sort_by_key(|lead| lead.at);
    if past.leads.is_empty() {
        return Err(Failure::refused(
            format!("no lead of `{}` has an instant that can be read", asked.path.display()),
            "write instants like 2026-11-23T09:00:00Z, or name another column: --column \"created=…\"",
        ));
    }
    Ok(past)
}

struct Reader<'a> {
    created: Option<&'a baton_calibration::columns::Column>,
    contact: Option<&'a baton_calibration::columns::Column>,
    source: Option<&'a baton_calibration::columns::Column>,
    columns: &'a Columns,
    asked: &'a Asked<'a>,
}

impl Reader<'_> {
    fn lead(&self, row: u64, form: &Submission, mapping: &[Option<Field>]) -> Option<PastLead> {
        let value = |column: Option<&baton_calibration::columns::Column>| {
            let name = &column?.name;
            let found = form.fields.iter().find(|field| field.name.trim() == name)?;
            Some(found.value.trim()).filter(|value| !is_missing(value))
        };
        let instant = |column: Option<&baton_calibration::columns::Column>| {
            let text = value(column)?;
            let at = read_any(text, column?.dates.unwrap_or_default())?;
            Some(Millis::from_seconds(at))
        };
        let at = instant(self.created)?;
        let later = |name: &str| {
            let is_it = |column: &&baton_calibration::columns::Column| column.name == name.trim();
            let role = self.columns.list.iter().find(is_it).map(|column| column.role);
            role.is_some_and(|role| role.is_afterwards() || matches!(role, Role::Created | Role::LeftOut | Role::Key))
        };
        let mut lead = PastLead::of(row, at, form, mapping, &later);
        lead.contacted_at = instant(self.contact).filter(|contacted| *contacted >= at);
        let [old, _] = self.asked.agreements;
        lead.measure(old.calendar());
        if lead.source.is_none() {
            lead.source = value(self.source).filter(|source| self.is_source(source)).map(str::to_owned);
        }
        lead.who = route::who(form, mapping);
        Some(lead)
    }

    fn is_source(&self, source: &str) -> bool {
        self.asked.agreements.iter().any(|agreement| agreement.card.sources.iter().any(|known| known.id == source))
    }
}

/// The columns, from the names and values of the first leads.
fn columns(asked: &Asked<'_>) -> Result<Columns, Failure> {
    let mut headers: Vec<String> = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let read = score_input::each_lead(asked.path, None, &mut |form, _| {
        let mut row = vec![String::new(); headers.len()];
        for field in &form.fields {
            let at = headers.iter().position(|name| *name == field.name).unwrap_or_else(|| {
                headers.push(field.name.clone());
                row.push(String::new());
                headers.len() - 1
            });
            if let Some(cell) = row.get_mut(at) {
                cell.clone_from(&field.value);
            }
        }
        rows.push(row);
        if rows.len() < LOOKED_AT { Ok(()) } else { Err(Failure::ReaderLeft) }
    });
    match read {
        // Enough was seen.
        Ok(()) | Err(Failure::ReaderLeft) => {}
        Err(other) => return Err(other),
    }
    let names: Vec<&str> = headers.iter().map(String::as_str).collect();
    let mut columns = Columns::guess(&names, &rows);
    for said in asked.said {
        columns.say(said).map_err(|problem| Failure::refused(problem.message, problem.help))?;
    }
    Ok(columns)
}

/// What decides anything in a replay, a line each.
fn told(columns: &Columns) -> Vec<String> {
    let asked = [(Role::Created, "came in"), (Role::FirstContact, "first tried"), (Role::Source, "source")];
    let of = asked.iter().filter_map(|(role, words)| {
        let column = columns.list.get(columns.of(*role)?)?;
        Some(format!("{words}: `{}` ({})", column.name, column.why.words()))
    });
    of.collect()
}
