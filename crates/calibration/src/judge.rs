//! The rows of a file, scored by the agreement's full card as the edge would score them.

use baton_agreement::Agreement;
use baton_scoring::{
    Condition, Field, Gate, Lead, Prepared, Rating, RawField, Rule, Seconds, Signal, Submission, Tables, map_fields,
    score,
};
use csv::StringRecord;

use crate::learn::Known;
use crate::names::Told;
use crate::{Columns, Past, Role, names};

/// A card and the room for one lead.
pub struct Judge<'a> {
    agreement: &'a Agreement,
    prepared: Prepared<'a>,
    tables: Tables,
    lead: Lead,
    form: Submission,
    mapping: Vec<Option<Field>>,
    told: Told,
    source: Option<usize>,
}

impl<'a> Judge<'a> {
    /// A judge of a file's rows. Columns are fields as `baton score` takes them; the signals that the card asks for and
    /// that name a column's value are told by it; the column of sources tells the source where the agreement has it.
    #[must_use]
    pub fn of(agreement: &'a Agreement, columns: &Columns) -> Judge<'a> {
        let names: Vec<&str> = columns.list.iter().map(|column| column.name.as_str()).collect();
        let raw = |name: &&str| RawField { name: (*name).to_owned(), ..RawField::default() };
        let fields: Vec<RawField> = names.iter().map(raw).collect();
        let guessed = map_fields(&fields);
        let said = |(field, column): (Option<Field>, &crate::columns::Column)| match column.role {
            Role::Form(field) => Some(field),
            Role::Other | Role::Source => field,
            _ => None,
        };
        let mapping = guessed.into_iter().zip(&columns.list).map(said).collect();
        let told = Told::of(signals(agreement).iter().map(String::as_str), &names);
        let card = agreement.full.score_card();
        Judge {
            agreement,
            prepared: Prepared::of(&card),
            tables: baton_knowledge::full(),
            lead: Lead::of(agreement.card.fields()),
            form: Submission { fields, ..Submission::default() },
            mapping,
            told,
            source: columns.of(Role::Source),
        }
    }

    /// What a row is worth.
    pub fn rate(&mut self, row: &StringRecord) -> Rating<'a> {
        self.read(|at| row.get(at));
        self.prepared.rate(&self.lead, Seconds(0))
    }

    /// What each criterion of the card gave each row of a file that was kept, one in so many of them.
    #[must_use]
    pub fn criteria(&mut self, past: &Past, rows: &[u32]) -> Vec<Known> {
        let card = &self.agreement.card;
        let mut known: Vec<Known> = card.criteria.iter().map(|criterion| Known::of(criterion, past.rows)).collect();
        let full = self.agreement.full.score_card();
        for row in rows.iter().filter_map(|row| usize::try_from(*row).ok()) {
            self.read(|at| past.cell(row, at));
            let verdict = score(&self.lead, &full, Seconds(0));
            for reason in &verdict.reasons {
                if let Some(known) = known.iter_mut().find(|known| known.id == reason.criterion) {
                    known.note(row, reason.points.0);
                }
            }
        }
        known
    }

    fn read<'r>(&mut self, cell: impl Fn(usize) -> Option<&'r str>) {
        for (at, field) in self.form.fields.iter_mut().enumerate() {
            cell(at).unwrap_or_default().clone_into(&mut field.value);
        }
        self.form.signals.clear();
        let signals = &mut self.form.signals;
        self.told.signals(&cell, |name| signals.push(Signal { name: name.to_owned(), at: Seconds(0) }));
        if let Some(at) = self.source {
            let said = names::slug(cell(at).unwrap_or_default());
            let known = self.agreement.card.sources.iter().find(|source| source.id == said);
            self.form.source = known.map(|source| source.id.clone());
        }
        self.lead.read(&self.form, &self.mapping, &self.tables, &self.agreement.full.score_card());
    }
}

/// What a rule gives when it holds, or at most; what it takes is below nothing.
#[must_use]
pub fn points_of(rule: &Rule) -> i32 {
    match rule {
        Rule::When { points, .. } => points.0,
        Rule::PerSignal(each) if each.each.0 < 0 => -each.cap.0,
        Rule::PerSignal(each) => each.cap.0,
    }
}

/// The names of all signals that a card's criteria ask for.
#[must_use]
pub fn signals(agreement: &Agreement) -> Vec<String> {
    let mut names = Vec::new();
    for criterion in &agreement.card.criteria {
        match &criterion.rule {
            Rule::When { gate, .. } => of_gate(gate, &mut names),
            Rule::PerSignal(each) => names.push(each.signal.clone()),
        }
    }
    names
}

fn of_gate(gate: &Gate, names: &mut Vec<String>) {
    gate.each(&mut |_, condition| {
        if let Condition::Signal { name, .. } = condition {
            names.push(name.clone());
        }
    });
}
