//! Which leads a list shows: what was typed, and what they must be.

use baton_hours::Date;

use crate::arrival::Here;
use crate::matching::key;
use crate::search::Asked;
use crate::{Millis, Problem, Value, figures};

/// What the leads of a list must be. Empty texts ask for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadFilter {
    /// What was typed: beginnings of a name, a company, an address, its host, or of the lead's id.
    pub q: String,
    /// States, with commas between.
    pub state: String,
    /// A tier's id.
    pub tier: String,
    /// Where they came from; `-` stands for nowhere that is known.
    pub source: String,
    /// A rep's id; `-` stands for nobody.
    pub owner: String,
    /// The code of the reason they were rejected for.
    pub reason: String,
    /// The first day, `2026-11-21`, in the desk's zone.
    pub from: String,
    /// The last day.
    pub to: String,
    /// A figure of the report whose leads they are: [`figures::links`] knows which. `rep`, `pool` and
    /// `campaign` narrow it, as the report is narrowed.
    pub figure: String,
    /// A rep who had them, for `figure`.
    pub rep: String,
    /// A pool, for `figure`.
    pub pool: String,
    /// A campaign, for `figure`.
    pub campaign: String,
}

/// What a filter asks of leads, as conditions over `leads`.
pub(crate) struct Wanted {
    /// What the list's index tells without a lead's row; empty, or it begins with ` AND`.
    pub listed: String,
    /// Its values.
    pub values: Vec<Value>,
    /// What must be looked up for each lead by itself, if anything must.
    pub looked_up: Option<String>,
    /// Its values.
    pub looked_up_by: Vec<Value>,
}

impl LeadFilter {
    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == LeadFilter::default()
    }

    /// What was typed, for who compares.
    pub(crate) fn asked(&self) -> Option<Asked> {
        if Asked::id(&self.q).is_some() { None } else { Asked::read(&self.q) }
    }

    /// The first id that begins as was typed, and the first behind them.
    pub(crate) fn ids(&self) -> Option<[String; 2]> {
        Asked::id(&self.q).map(|id| [id.clone(), format!("{id}g")])
    }

    /// What leads must be, those of one rep if there is one.
    pub(crate) fn wanted(&self, here: &Here<'_>, rep: Option<&str>) -> Result<Wanted, Problem> {
        let (mut listed, mut values) = self.listed();
        if let Some(rep) = rep {
            listed.push("owner = ?".to_owned());
            values.push(rep.into());
        }
        self.of_days(here, &mut listed, &mut values)?;
        let (mut looked_up, mut looked_up_by): (Vec<String>, Vec<Value>) = (Vec::new(), Vec::new());
        if !self.reason.is_empty() {
            looked_up.push("EXISTS (SELECT 1 FROM lead_figures WHERE reason = ? AND lead = leads.id)".to_owned());
            looked_up_by.push((&self.reason).into());
        }
        if !self.figure.is_empty() {
            let rules = here.in_force.agreement.as_ref().map(|agreement| agreement.report).unwrap_or_default();
            let (condition, more) = figures::links::condition(self, rules.facts)?;
            looked_up.push(condition);
            looked_up_by.extend(more);
        }
        Ok(Wanted {
            listed: listed.iter().map(|condition| format!(" AND {condition}")).collect(),
            values,
            looked_up: (!looked_up.is_empty()).then(|| looked_up.join(" AND ")),
            looked_up_by,
        })
    }

    fn listed(&self) -> (Vec<String>, Vec<Value>) {
        let (mut conditions, mut values): (Vec<String>, Vec<Value>) = (Vec::new(), Vec::new());
        let states: Vec<&str> =
            self.state.split(',').map(str::trim).filter(|state| !state.is_empty()).take(20).collect();
        if !states.is_empty() {
            conditions.push(format!("state IN ({})", vec!["?"; states.len()].join(", ")));
            values.extend(states.into_iter().map(Value::from));
        }
        for (column, wanted) in [("tier", &self.tier), ("source", &self.source)] {
            if !wanted.is_empty() && self.figure.is_empty() {
                conditions.push(format!("{column} = ?"));
                values.push(if wanted == "-" { "".into() } else { wanted.into() });
            }
        }
        match self.owner.as_str() {
            "" => {}
            "-" => conditions.push("owner IS NULL".to_owned()),
            owner => {
                conditions.push("owner = ?".to_owned());
                values.push(owner.into());
            }
        }
        if let Some(ids) = self.ids() {
            conditions.push("id >= ? AND id < ?".to_owned());
            values.extend(ids.map(Value::from));
        }
        (conditions, values)
    }

    /// By day of arrival.
    fn of_days(&self, here: &Here<'_>, conditions: &mut Vec<String>, values: &mut Vec<Value>) -> Result<(), Problem> {
        let (from, to) = (day("from", &self.from)?, day("to", &self.to)?);
        let zone = here.in_force.agreement.as_ref().map(|agreement| agreement.calendar().zone().clone());
        let midnight = |date: Date| match &zone {
            Some(zone) => zone.midnight(date),
            None => Millis(date.days() * 86_400_000),
        };
        if let Some(from) = from {
            conditions.push("received_at >= ?".to_owned());
            values.push(midnight(from).into());
        }
        if let Some(to) = to {
            conditions.push("received_at < ?".to_owned());
            values.push(midnight(to.plus(1)).into());
        }
        Ok(())
    }
}

/// A tag for an answer that tells when it was asked in front, `{"now":…,`: that alone is no news.
#[must_use]
pub fn tag(json: &str) -> String {
    let rest = json.split_once(',').map_or(json, |(_, rest)| rest);
    format!("{:016x}", key("answer", &[rest]))
}

/// A day as it is written in a query.
pub(crate) fn day(name: &str, text: &str) -> Result<Option<Date>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || {
        let message = format!("`{name}` is no day: `{}`", crate::clip(text));
        Problem::caller(400, "wrong_day", message, "Write a day as 2026-11-21.")
    };
    Date::parse(text).map(Some).ok_or_else(wrong)
}
