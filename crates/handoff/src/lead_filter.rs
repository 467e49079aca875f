//! Which leads a list shows: what was typed, and what they must be.

use baton_hours::Date;

use crate::arrival::Here;
use crate::database::params;
use crate::matching::key;
use crate::search::{self, Asked};
use crate::{Database, Millis, Problem, Value, figures};

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

/// A page of a list: places in the order of arrival, newest first.
pub(crate) struct Page {
    pub places: Vec<i64>,
    /// Whether the search went on to the oldest lead.
    pub is_whole: bool,
}

/// So many blocks are searched for one page where something else narrows it: the next page goes on.
const MOST_BLOCKS: i64 = 64;

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

    /// The newest leads that are so, before a place.
    pub(crate) fn page(
        &self,
        here: &Here<'_>,
        (before, limit): (i64, u32),
        rep: Option<&str>,
        db: &mut dyn Database,
    ) -> Result<Page, Problem> {
        let (mut conditions, mut values) = self.conditions(here)?;
        if let Some(rep) = rep {
            conditions.push("owner = ?".to_owned());
            values.push(rep.into());
        }
        let conditions: String = conditions.iter().map(|condition| format!(" AND {condition}")).collect();
        match self.asked() {
            Some(asked) => searched(&asked, (before, limit), (&conditions, &values), db),
            None => {
                // Ids stand in an index of their own, which is the table's first.
                let index = if Asked::id(&self.q).is_some() { "sqlite_autoindex_leads_1" } else { "leads_listed" };
                let sql = format!(
                    "SELECT seq FROM leads INDEXED BY {index} WHERE seq < ?{conditions} ORDER BY seq DESC LIMIT ?"
                );
                let mut all = vec![Value::from(before)];
                all.extend(values);
                all.push(limit.into());
                let places = places(&db.query(&sql, &all)?)?;
                Ok(Page { places, is_whole: true })
            }
        }
    }

    fn conditions(&self, here: &Here<'_>) -> Result<(Vec<String>, Vec<Value>), Problem> {
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
        if !self.reason.is_empty() {
            conditions.push("id IN (SELECT lead FROM lead_figures WHERE reason = ?)".to_owned());
            values.push((&self.reason).into());
        }
        if let Some(id) = Asked::id(&self.q) {
            conditions.push("id >= ? AND id < ?".to_owned());
            values.extend(params![&id, format!("{id}g")]);
        }
        self.of_days(here, &mut conditions, &mut values)?;
        Ok((conditions, values))
    }

    /// By day of arrival; and of a figure, by what it counts.
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
        if !self.figure.is_empty() {
            let rules = here.in_force.agreement.as_ref().map(|agreement| agreement.report).unwrap_or_default();
            let (condition, more) = figures::links::condition(self, rules.facts)?;
            conditions.push(condition);
            values.extend(more);
        }
        Ok(())
    }
}

/// Goes from the newest block back until the page is full.
fn searched(
    asked: &Asked,
    (before, limit): (i64, u32),
    (conditions, values): (&str, &[Value]),
    db: &mut dyn Database,
) -> Result<Page, Problem> {
    let rows = db.query("SELECT max(seq) FROM leads WHERE seq < ?", &params![before])?;
    let newest = rows.first().map_or(Ok(None), |row| row.optional_integer(0))?;
    let Some(newest) = newest else { return Ok(Page { places: Vec::new(), is_whole: true }) };
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    // Those without words are read themselves; what stands of them among the words is not asked for.
    let after = search::words_to(db)?;
    let mut found = search::newest(asked, (after, before, most), (conditions, values), db)?;
    let before = before.min(after + 1);
    let first = search::block_of(newest.min(after));
    let last = (first - MOST_BLOCKS).max(-1);
    for block in (last + 1..=first).rev() {
        if found.len() >= most {
            break;
        }
        search_block(asked, block, (before, most), (conditions, values), &mut found, db)?;
    }
    Ok(Page { places: found, is_whole: last < 0 })
}

/// Of the leads of a block that may have all of it those that do, newest first, until there are so many. Words are kept
/// by their first letters alone, so of a long one there may be many that only begin alike: they are read on.
fn search_block(
    asked: &Asked,
    block: i64,
    (mut before, most): (i64, usize),
    (conditions, values): (&str, &[Value]),
    found: &mut Vec<i64>,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    let (words, of_words) = asked.statement(block);
    let sql = format!(
        "SELECT seq, name, company, email FROM leads INDEXED BY leads_listed WHERE seq IN ({words}) AND seq < ?{conditions}
         ORDER BY seq DESC LIMIT ?"
    );
    while found.len() < most {
        let limit = if asked.is_short() { most - found.len() } else { AT_ONCE };
        let mut all = of_words.clone();
        all.push(before.into());
        all.extend_from_slice(values);
        all.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
        let rows = db.query(&sql, &all)?;
        for row in &rows {
            if found.len() < most && asked.fits([row.optional_text(1)?, row.optional_text(2)?, row.optional_text(3)?]) {
                found.push(row.integer(0)?);
            }
        }
        match rows.last() {
            Some(last) if rows.len() == limit => before = last.integer(0)?,
            _ => return Ok(()),
        }
    }
    Ok(())
}

/// So many leads that may have a long word are read at once.
const AT_ONCE: usize = 500;

fn places(rows: &[crate::Row]) -> Result<Vec<i64>, Problem> {
    rows.iter().map(|row| row.integer(0)).collect()
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
