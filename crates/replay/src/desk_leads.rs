//! Past leads as a desk tells of them (`GET …/past`): tried on a changed agreement, and learned from.
//!
//! A lead is judged by its own form, signals and dates included. What joined it later is left out.

use baton_agreement::Agreement;
use baton_calibration::learn::Known;
use baton_calibration::study::{Options, Study, study_by};
use baton_calibration::{Past, Problem, Said};
use baton_handoff::{Millis, ParsedLead, intake};
use baton_knowledge::full;
use baton_scoring::{Field, Seconds, evaluate, map_fields};
use csv::Writer;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::compare::{Comparer, Comparison};

/// A lead with what became of it.
#[derive(Debug)]
pub struct DeskLead {
    /// Its id.
    pub id: String,
    /// When it came in.
    pub at: Millis,
    /// What came in.
    parsed: ParsedLead,
    /// What each of its fields was mapped to.
    mapping: Vec<Option<Field>>,
    told: Told,
}

/// Leads of a desk, the newest first.
#[derive(Debug, Default)]
pub struct DeskLeads {
    list: Vec<DeskLead>,
}

#[derive(Debug, Deserialize)]
struct Told {
    lead: String,
    received_at: i64,
    state: String,
    reason: Option<String>,
    worked: bool,
    contacted_at: Option<i64>,
    decided_at: Option<i64>,
    owner: Option<String>,
    body: Box<RawValue>,
}

#[derive(Deserialize)]
struct Slice {
    leads: Vec<Told>,
    next: Option<i64>,
}

/// The columns that every lead has; behind them stand the fields.
const COLUMNS: [&str; 6] = ["outcome", "created", "first_contact", "closed", "owner", "reason"];

/// More rows than a desk is asked for.
const MOST: usize = 1 << 20;

impl DeskLeads {
    /// Takes a slice, as the desk wrote it; tells where the next begins. A lead that cannot be read is left out.
    ///
    /// # Errors
    /// It is no slice.
    pub fn take(&mut self, slice: &str) -> Result<Option<i64>, serde_json::Error> {
        let Slice { leads, next } = serde_json::from_str(slice)?;
        self.list.extend(leads.into_iter().filter_map(|told| {
            let parsed = intake::parse(told.body.get().as_bytes()).ok()?;
            let mapping = map_fields(&parsed.submission.fields);
            Some(DeskLead { id: told.lead.clone(), at: Millis(told.received_at), parsed, mapping, told })
        }));
        Ok(next)
    }

    /// All of them.
    #[must_use]
    pub fn list(&self) -> &[DeskLead] {
        &self.list
    }

    /// What a changed agreement would have made of the newest so many: who would be scored, tiered and routed otherwise.
    #[must_use]
    pub fn compare(&self, old: &Agreement, new: &Agreement, newest: usize) -> Comparison {
        let mut comparer = Comparer::of(old, new);
        for lead in self.list.iter().take(newest) {
            comparer.take(&lead.parsed.submission, seconds(lead.at));
        }
        comparer.finish()
    }

    /// Learns from all of them what points their outcomes speak for.
    ///
    /// # Errors
    /// No outcomes, or only one side of them.
    pub fn study(&self, agreement: &Agreement) -> Result<(Study, Past), Problem> {
        let fields = self.fields();
        let table = self.table(&fields)?;
        let said: Vec<String> = COLUMNS
            .iter()
            .copied()
            .chain(fields.iter().map(|field| field.id()))
            .map(|name| format!("{name}={name}"))
            .collect();
        let said = Said { columns: said, ..Said::default() };
        let past = Past::read(table.as_slice(), &said, MOST, &mut |_, _| Ok(()))?;
        let given = |agreement: &Agreement, rows: &[u32]| self.given(agreement, rows);
        let study = study_by(&past, &said, Some(agreement), &given, &Options::default(), &mut |_| {})?;
        Ok((study, past))
    }

    /// The fields that any of them answered, in the order of the fields.
    fn fields(&self) -> Vec<Field> {
        let is_there = |field: &Field| {
            self.list.iter().any(|lead| lead.mapping.contains(&Some(*field)))
                // The source stands in no field of the form that the card could ask for by a column.
                && !matches!(field, Field::Source)
        };
        Field::ALL.into_iter().filter(is_there).collect()
    }

    /// The table that is learned from, oldest first.
    fn table(&self, fields: &[Field]) -> Result<Vec<u8>, Problem> {
        let mut table = Writer::from_writer(Vec::new());
        let names = COLUMNS.iter().copied().chain(fields.iter().map(|field| field.id()));
        table.write_record(names).map_err(|error| unwritten(&error))?;
        for lead in self.list.iter().rev() {
            let instant = |at: Option<i64>| at.map(|at| Millis(at).rfc3339()).unwrap_or_default();
            let told = &lead.told;
            let fixed = [
                outcome(told).to_owned(),
                instant(Some(told.received_at)),
                instant(told.contacted_at),
                instant(told.decided_at),
                told.owner.clone().unwrap_or_default(),
                told.reason.clone().unwrap_or_default(),
            ];
            let answers = fields.iter().map(|field| {
                let at = lead.mapping.iter().position(|mapped| mapped == &Some(*field));
                at.and_then(|at| lead.parsed.submission.fields.get(at))
                    .map(|field| field.value.clone())
                    .unwrap_or_default()
            });
            table.write_record(fixed.into_iter().chain(answers)).map_err(|error| unwritten(&error))?;
        }
        table.into_inner().map_err(|error| unwritten(error.error()))
    }

    /// What each criterion gave each lead, by its whole form as of the day it came in.
    fn given(&self, agreement: &Agreement, rows: &[u32]) -> Vec<Known> {
        let criteria = &agreement.card.criteria;
        let mut known: Vec<Known> = criteria.iter().map(|criterion| Known::of(criterion, self.list.len())).collect();
        let (card, tables) = (agreement.full.score_card(), full());
        for row in rows.iter().filter_map(|row| usize::try_from(*row).ok()) {
            let Some(lead) = self.list.iter().rev().nth(row) else { continue };
            let (_, verdict) = evaluate(&card, &lead.parsed.submission, &tables, seconds(lead.at));
            for reason in &verdict.reasons {
                if let Some(known) = known.iter_mut().find(|known| known.id == reason.criterion) {
                    known.note(row, reason.points.0);
                }
            }
        }
        known
    }
}

/// What became of it, in words that the labels know. What was never worked teaches nothing, whatever was said of it.
fn outcome(told: &Told) -> &'static str {
    match told.state.as_str() {
        "won" => "won",
        "lost" => "lost",
        "rejected" => "rejected",
        _ if !told.worked => "unworked",
        _ => "open",
    }
}

/// Into memory a table can always be written.
fn unwritten(error: &dyn std::fmt::Display) -> Problem {
    Problem {
        code: "not_written",
        message: format!("the leads could not be put into a table: {error}"),
        help: "this is a fault of ours".to_owned(),
    }
}

fn seconds(at: Millis) -> Seconds {
    Seconds(at.0.div_euclid(1_000))
}

#[cfg(test)]
mod tests {
    use super::DeskLeads;
    use serde_json::json;

    const EXAMPLE: &str = include_str!("../../../examples/agreement.toml");

    /// Leads of whom large companies buy, and students never; `known` says whether the card is right about that.
    fn leads(count: u32) -> DeskLeads {
        let mut leads = DeskLeads::default();
        let each: Vec<_> = (0..count)
            .map(|n| {
                let is_large = n % 3 == 0;
                let is_won = if is_large { n % 4 != 1 } else { n % 7 == 1 };
                json!({
                    "lead": format!("0193a2f0-0000-7000-8000-{n:012x}"),
                    "received_at": 1_790_000_000_000_i64 + i64::from(n) * 3_600_000,
                    "state": if n % 29 == 0 { "assigned" } else if is_won { "won" } else { "lost" },
                    "tier": "hot", "source": "demo_request", "owner": "ana", "reason": null, "worked": true,
                    "contacted_at": 1_790_000_060_000_i64 + i64::from(n) * 3_600_000,
                    "decided_at": 1_790_100_000_000_i64 + i64::from(n) * 3_600_000,
                    "body": {
                        "v": 1, "id": format!("0193a2f0-0000-7000-8000-{n:012x}"), "submitted_at": 1_790_000_000_000_i64,
                        "page": {"url": "https://www.acme.example/demo"},
                        "fields": [
                            {"name": "email", "label": "E-mail", "value": format!("p{n}@works{n}.example")},
                            {"name": "company_size", "label": "Company size", "value": if is_large { "5000" } else { "30" }},
                            {"name": "country", "label": "Country", "value": if n % 2 == 0 { "Germany" } else { "France" }},
                        ],
                        "signals": if n == 0 { json!([{"name": "pricing_page", "at": 1_789_999_000}]) } else { json!([]) },
                    },
                })
            })
            .rev()
            .collect();
        let next = leads.take(&json!({"v": 1, "leads": each, "next": 7}).to_string()).unwrap();
        assert_eq!((next, leads.list().len()), (Some(7), usize::try_from(count).unwrap()));
        leads
    }

    fn checked(text: &str) -> baton_agreement::Agreement {
        baton_agreement::check(text).agreement.unwrap()
    }

    #[test]
    fn a_change_is_tried_on_the_newest_leads() {
        let (old, new) = (
            checked(EXAMPLE),
            checked(&EXAMPLE.replacen("at_least = 1001\npoints = 15", "at_least = 1001\npoints = 3", 1)),
        );
        let found = leads(30).compare(&old, &new, 12);
        assert_eq!((found.leads, found.scored, found.routed), (12, 4, 0), "{found:?}");
        assert_eq!(found.causes.first().map(|(cause, leads)| (cause.before, cause.after, *leads)), Some((15, 3, 4)));
    }

    #[test]
    fn a_card_that_has_it_the_wrong_way_round_is_told_a_better_one() {
        let wrong = EXAMPLE.replacen("at_least = 1001\npoints = 15", "at_least = 1001\npoints = -15", 1);
        let (study, past) = leads(600).study(&checked(&wrong)).unwrap();
        assert_eq!(past.read, 600);
        assert!(study.is_better(), "{:?} {:?}", study.gain, study.nothing);
        let text = baton_calibration::proposal::changed(&study, "this desk", &wrong);
        let proposed = checked(&text);
        let size = proposed.card.criteria.iter().find(|criterion| criterion.id == "size_large").unwrap();
        assert!(baton_calibration::judge::points_of(&size.rule) > 0, "{text}");
    }

    #[test]
    fn signals_count_with_their_dates_though_no_column_has_them() {
        let agreement = checked(EXAMPLE);
        let given = leads(60).given(&agreement, &[0, 59]);
        let pricing = given.iter().find(|known| agreement.card.criteria.iter().any(|criterion| criterion.id == known.id && matches!(&criterion.rule, baton_scoring::Rule::PerSignal(each) if each.signal == "pricing_page"))).unwrap();
        assert!(pricing.codes[0] > 0 && pricing.codes[1] == 0, "{:?}", &pricing.codes[..2]);
    }

    #[test]
    fn few_outcomes_speak_for_nothing() {
        let (study, _) = leads(40).study(&checked(EXAMPLE)).unwrap();
        assert!(!study.is_better());
        assert!(DeskLeads::default().study(&checked(EXAMPLE)).is_err());
    }
}
