//! The report, from the counters alone: what was counted, by week or month and by one dimension with its tiers.

use std::collections::BTreeMap;

use baton_agreement::{Agreement, PoolId, RepId, ReportRules};
use baton_hours::Date;
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::blocks::{self, Parts, Summed};
use super::interval::wilson;
use super::period::By;
use super::sketch::{ERROR_PERCENT, quantile, range};
use super::sums::Sums;
use super::tally::Count;
use super::warnings::{self, Warning};
use super::{DIMENSIONS, is_behind};
use crate::arrival::Here;
use crate::database::params;
use crate::json::json as text;
use crate::lead_filter::day;
use crate::{Database, Millis, Problem, clip};

/// The longest a report looks back at once, in days: three years.
const MOST_DAYS: i64 = 3 * 366;

/// What is asked of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportAsked {
    /// The first day, `2026-01-01`; empty for a quarter, or by month a year, before the last.
    pub from: String,
    /// The last day; empty for today.
    pub to: String,
    /// `week` or `month`.
    pub by: String,
    /// `tier`, `source`, `campaign`, `rep` or `pool`.
    pub dimension: String,
    /// One of its values, to which total and periods are held; `-` for none that is known, empty for all.
    pub of: String,
}

/// A share that is shown, its definition, and how it is read from the sums.
pub(super) struct Share {
    pub id: &'static str,
    /// One sentence.
    pub words: &'static str,
    /// What the numerator and what the denominator counts.
    pub parts: [&'static str; 2],
    /// The leads behind it, as the list knows them.
    pub figure: &'static str,
    pub read: fn(&Sums, &ReportRules) -> (i64, i64),
}

macro_rules! shares {
    ($($id:literal $figure:literal: $words:literal, $of:literal / $all:literal, |$sums:ident, $rules:pat_param| $read:expr;)+) => {
        /// Every share, in the order it is shown.
        pub(super) const SHARES: &[Share] = &[
            $(Share { id: $id, words: $words, parts: [$of, $all], figure: $figure, read: |$sums, $rules| $read }),+
        ];
    };
}

shares! {
    "windows_met" "missed": "Windows for the first response that were met, of all that ended.",
        "windows met" / "windows met or missed", |sums, _| (sums.of(Count::Met), sums.of(Count::Met) + sums.of(Count::Missed));
    "told" "told": "Leads whose rep a message reached, of all handed over.",
        "leads whose rep was told" / "leads handed over", |sums, _| (sums.of(Count::Told), sums.of(Count::Leads));
    "accepted" "accepted": "Leads that sales accepted, of those it decided on.",
        "accepted" / "accepted or rejected", |sums, _| (sums.of(Count::Accepted), decided(sums));
    "rejected" "rejected": "Leads that sales rejected, of those it decided on.",
        "rejected" / "accepted or rejected", |sums, _| (sums.of(Count::Rejected), decided(sums));
    "rejected_other" "rejected": "Rejections whose reason is \"other\", of all rejections.",
        "rejected for \"other\"" / "rejected", |sums, _| (other(sums), sums.of(Count::Rejected));
    "rejected_untried" "rejected_untried": "Rejections before anybody tried to reach the visitor, of all rejections.",
        "rejected untried" / "rejected", |sums, _| (sums.of(Count::RejectedUntried), sums.of(Count::Rejected));
    "rejected_at_once" "rejected_at_once": "Rejections within a minute of getting the lead, of all rejections.",
        "rejected within a minute" / "rejected", |sums, _| (sums.of(Count::RejectedAtOnce), sums.of(Count::Rejected));
    "mql" "mql": "Leads that were marketing-qualified, of all handed over.",
        "MQLs" / "leads handed over", |sums, _| (sums.of(Count::Mql), sums.of(Count::Leads));
    "mql_to_sql" "sql": "Marketing-qualified leads that became sales-qualified: the points of the SQL gate were confirmed, or sales accepted.",
        "MQLs that became SQLs" / "MQLs", |sums, _| (sums.of(Count::MqlSql), sums.of(Count::Mql));
    "sql_to_opportunity" "opportunity": "Sales-qualified leads that became an opportunity.",
        "opportunities" / "SQLs", |sums, _| (sums.of(Count::Opportunity), sums.of(Count::Sql));
    "won" "won": "Opportunities that were won, of those that ended.",
        "won" / "won or lost", |sums, _| (sums.of(Count::Won), sums.of(Count::Won) + sums.of(Count::Lost));
    "worked" "unworked": "Leads that sales worked (tried, spoke or met), of all that marketing sourced and handed over.",
        "leads worked" / "leads sourced", |sums, _| (sums.of(Count::Worked), sums.of(Count::Leads));
    "promises_kept" "promises_broken": "Promised next steps that were done in time, of all whose time came.",
        "promises kept" / "promises kept or broken",
        |sums, _| (sums.of(Count::PromisesKept), sums.of(Count::PromisesKept) + sums.of(Count::PromisesBroken));
    "rescued" "rescued": "Leads with a missed window that booked a meeting by the link before a person answered.",
        "rescued by the booking link" / "leads with a missed window", |sums, _| (sums.of(Count::Rescued), sums.of(Count::LeadsMissed));
    "returned" "returned": "Leads that went back to marketing, of all handed over.",
        "leads back with marketing" / "leads handed over", |sums, _| (sums.of(Count::Returned), sums.of(Count::Leads));
    "evidence" "evidence": "Leads that came with as many of the five facts as marketing promised.",
        "leads with enough facts" / "leads handed over", |sums, rules| (with_facts(sums, rules.facts), sums.of(Count::Leads));
}

fn decided(sums: &Sums) -> i64 {
    sums.of(Count::Accepted) + sums.of(Count::Rejected)
}

fn other(sums: &Sums) -> i64 {
    sums.reasons.get("other").copied().unwrap_or(0)
}

fn with_facts(sums: &Sums, least: u32) -> i64 {
    sums.evidence.iter().skip(usize::try_from(least).unwrap_or(0)).sum()
}

/// Numbers that are shown as they are.
const COUNTS: [(&str, &str, &str, Count); 8] = [
    ("leads", "leads", "Leads handed over to a rep, on the day they came in.", Count::Leads),
    ("quarantined", "quarantined", "Leads in quarantine, which nobody got.", Count::Quarantined),
    ("sql", "sql", "Leads that became sales-qualified.", Count::Sql),
    ("opportunities", "opportunity", "Leads that became an opportunity.", Count::Opportunity),
    ("won_leads", "won", "Leads that were won.", Count::Won),
    ("pipeline", "opportunity", "What the opportunities are worth, in the currency of the desk.", Count::Pipeline),
    ("won_value", "won", "What the won leads are worth, in the currency of the desk.", Count::WonValue),
    ("touched", "touched", "Visitors whom the desk sent the booking link.", Count::Touched),
];

/// Times, with their leads and the sentence that defines them.
const TIMES: [(&str, &str, &str); 2] = [
    ("system", "told", "From the arrival until a message about the lead reached its rep."),
    (
        "human",
        "answered",
        "From the arrival until a person acknowledged, tried, reached or rejected it; round the clock.",
    ),
];

/// What is asked, read.
pub(super) struct Range {
    pub from: Date,
    pub to: Date,
    by: By,
    dimension: &'static str,
    /// The value that is looked at alone, if one is.
    of: Option<String>,
}

/// Sums by value and tier.
pub(super) type ByValue = BTreeMap<String, BTreeMap<String, Sums>>;

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Report<'a> {
    now: i64,
    v: u8,
    from: String,
    to: String,
    by: &'a str,
    dimension: &'a str,
    /// The value that total and periods are held to; none where they are of all.
    of: Option<&'a str>,
    /// Leads that came before figures were kept are still being counted.
    is_behind: bool,
    error_percent: i64,
    /// What the agreement says of the report, for who shows it.
    rules: Json,
    /// What people call the reasons of rejections.
    reasons: BTreeMap<&'a str, &'a str>,
    definitions: Vec<Json>,
    benchmarks: Vec<Json>,
    total: Json,
    periods: Vec<Json>,
    values: Vec<Json>,
    warnings: Vec<Warning>,
}

/// The report, as JSON.
pub(crate) fn report(here: &Here<'_>, asked: &ReportAsked, db: &mut dyn Database) -> Result<String, Problem> {
    let agreement = here.in_force.agreement.as_ref();
    let rules = agreement.map(|agreement| agreement.report).unwrap_or_default();
    let range = read(here, asked)?;
    // Tiers are told by every dimension; sources have the fewest rows.
    let stored = if range.dimension == "tier" { "source" } else { range.dimension };
    let all = sums(db, stored, range.from, range.to)?;
    let (mut periods, mut looked_at) = (Vec::new(), Vec::new());
    for (from, to) in range.by.periods(range.from, range.to) {
        // Every lead is counted in every dimension: together they come to the same by each.
        let by_source = sums(db, "source", from, to)?;
        let sums = match &range.of {
            Some(_) if range.dimension != "tier" => {
                range.looked_at(&sums_of(db, stored, range.of.as_deref(), from, to)?)
            }
            _ => range.looked_at(&by_source),
        };
        looked_at.push((from, to, sums));
        periods.push((from, to, total(&by_source)));
    }
    let whole = together(&periods);
    let about = warnings::About { here, rules, range: &range, periods: &periods, whole: &whole };
    let warnings = warnings::find(&about, stored, &all, db)?;
    let values = if range.dimension == "tier" { by_tier(all) } else { all };
    Ok(text(&Report {
        now: here.now.0,
        v: 1,
        from: range.from.to_string(),
        to: range.to.to_string(),
        by: &asked.by,
        dimension: range.dimension,
        of: range.of.as_deref(),
        is_behind: is_behind(db)?,
        error_percent: ERROR_PERCENT,
        rules: json!({"facts": rules.facts, "leads_a_month": rules.leads_a_month, "fewest": rules.fewest}),
        reasons: reasons(agreement),
        definitions: definitions(),
        benchmarks: benchmarks(&rules),
        total: shown(&together(&looked_at), &rules, true),
        periods: looked_at.iter().map(|(from, to, sums)| of_period((*from, *to), sums, &rules)).collect(),
        values: values
            .iter()
            .map(|(value, tiers)| of_value(agreement, range.dimension, value, tiers, &rules))
            .collect(),
        warnings,
    }))
}

/// All periods as one.
fn together(periods: &[(Date, Date, Sums)]) -> Sums {
    let mut whole = Sums::default();
    periods.iter().for_each(|(_, _, sums)| whole.add_all(sums));
    whole
}

fn read(here: &Here<'_>, asked: &ReportAsked) -> Result<Range, Problem> {
    let wrong = |message: String, help: &str| Problem::caller(400, "wrong_report", message, help);
    let by = By::from_id(&asked.by)
        .ok_or_else(|| wrong(format!("there is no report by `{}`", clip(&asked.by)), "Ask by `week` or `month`."))?;
    let known = ["tier"].into_iter().chain(DIMENSIONS).find(|known| *known == asked.dimension);
    let dimension = known.ok_or_else(|| {
        let message = format!("there is no dimension `{}`", clip(&asked.dimension));
        wrong(message, "Ask for `tier`, `source`, `campaign`, `rep` or `pool`.")
    })?;
    let to = day("to", &asked.to)?.unwrap_or_else(|| today(here));
    let back = if by == By::Week { 13 * 7 - 1 } else { 365 };
    let from = day("from", &asked.from)?.unwrap_or_else(|| to.plus(-back));
    if from > to || from.days_until(to) > MOST_DAYS {
        return Err(wrong(format!("from {from} to {to} is no time a report covers"), "Ask for up to three years."));
    }
    let of = match asked.of.as_str() {
        "" => None,
        "-" => Some(String::new()),
        value => Some(value.to_owned()),
    };
    Ok(Range { from, to, by, dimension, of })
}

/// The day it is, in the desk's zone.
pub(super) fn today(here: &Here<'_>) -> Date {
    let today = here.in_force.agreement.as_ref().map(|agreement| agreement.calendar().zone().date(here.now));
    today.unwrap_or_else(|| Date::from_days(here.now.0.div_euclid(86_400_000)))
}

/// What was counted of a dimension between two days, both included.
pub(super) fn sums(db: &mut dyn Database, dimension: &str, from: Date, to: Date) -> Result<ByValue, Problem> {
    sums_of(db, dimension, None, from, to)
}

/// The same of one value alone.
fn sums_of(
    db: &mut dyn Database,
    dimension: &str,
    value: Option<&str>,
    from: Date,
    to: Date,
) -> Result<ByValue, Problem> {
    let Parts { before, blocks, behind } = blocks::parts(Summed::read(db)?, dimension, (from.days(), to.days()));
    let rows = db.query(
        "SELECT value, tier, group_concat(cell, ' ') FROM (
             SELECT value, tier, cell FROM figure_blocks WHERE dimension = ?1 AND block >= ?2 AND block < ?3
             UNION ALL SELECT value, tier, cell FROM figures WHERE dimension = ?1 AND day >= ?4 AND day <= ?5
             UNION ALL SELECT value, tier, cell FROM figures WHERE dimension = ?1 AND day >= ?6 AND day <= ?7
         ) WHERE ?8 IS NULL OR value = ?8 GROUP BY value, tier",
        &params![dimension, blocks.0, blocks.1, before.0, before.1, behind.0, behind.1, value],
    )?;
    let mut all = ByValue::new();
    for row in &rows {
        let tiers = all.entry(row.string(0)?).or_default();
        tiers.entry(row.string(1)?).or_default().add_stored(row.text(2)?);
    }
    Ok(all)
}

/// All values and tiers together.
pub(super) fn total(all: &ByValue) -> Sums {
    let mut whole = Sums::default();
    all.values().flat_map(BTreeMap::values).for_each(|sums| whole.add_all(sums));
    whole
}

/// Tiers in the place of values.
fn by_tier(all: ByValue) -> ByValue {
    let mut tiers = ByValue::new();
    for (tier, sums) in all.into_values().flatten() {
        tiers.entry(tier).or_default().entry(String::new()).or_default().add_all(&sums);
    }
    tiers
}

fn of_period((from, to): (Date, Date), sums: &Sums, rules: &ReportRules) -> Json {
    json!({"from": from.to_string(), "to": to.to_string(), "figures": shown(sums, rules, true)})
}

fn of_value(
    agreement: Option<&Agreement>,
    dimension: &str,
    value: &str,
    tiers: &BTreeMap<String, Sums>,
    rules: &ReportRules,
) -> Json {
    let mut whole = Sums::default();
    tiers.values().for_each(|sums| whole.add_all(sums));
    let of_tiers: Vec<Json> = match dimension {
        "tier" => Vec::new(),
        _ => tiers.iter().map(|(tier, sums)| json!({"tier": tier, "figures": shown(sums, rules, false)})).collect(),
    };
    let name = name_of(agreement, dimension, value);
    json!({"value": value, "name": name, "figures": shown(&whole, rules, true), "tiers": of_tiers})
}

/// What people call the reasons of rejections, by code.
pub(super) fn reasons(agreement: Option<&Agreement>) -> BTreeMap<&str, &str> {
    let reasons = agreement.map(|agreement| agreement.reasons.as_slice()).unwrap_or_default();
    reasons.iter().map(|reason| (reason.id.as_str(), reason.words.as_str())).collect()
}

/// What people call a value.
pub(super) fn name_of(agreement: Option<&Agreement>, dimension: &str, value: &str) -> String {
    match (dimension, agreement) {
        ("rep", Some(agreement)) => {
            agreement.rep(&RepId::new(value)).map_or_else(|| value.to_owned(), |rep| rep.name.clone())
        }
        ("pool", Some(agreement)) if agreement.pools.iter().any(|pool| pool.id == PoolId::new(value)) => {
            value.replace('_', " ")
        }
        ("source", _) => value.replace('_', " "),
        _ => value.to_owned(),
    }
}

/// Every figure of some sums. A share is its two numbers and the interval it lies in, in per mille.
pub(super) fn shown(sums: &Sums, rules: &ReportRules, whole: bool) -> Json {
    let counts: BTreeMap<&str, i64> = COUNTS.iter().map(|(id, _, _, count)| (*id, sums.of(*count))).collect();
    let shares: BTreeMap<&str, [i64; 4]> = SHARES
        .iter()
        .map(|share| {
            let (of, all) = (share.read)(sums, rules);
            let (low, high) = wilson(of, all);
            (share.id, [of, all, low, high])
        })
        .collect();
    let times: BTreeMap<&str, Json> = [("system", sums.system()), ("human", sums.human())]
        .into_iter()
        .map(|(id, at)| (id, time(&at, whole)))
        .collect();
    let mut shown = json!({"counts": counts, "shares": shares, "times": times});
    if let (true, Some(shown)) = (whole, shown.as_object_mut()) {
        let [leads, accepted, opportunities] = &sums.bands;
        shown.insert("bands".to_owned(), json!({"leads": leads, "accepted": accepted, "opportunities": opportunities}));
        shown.insert("reasons".to_owned(), json!(sums.reasons));
    }
    shown
}

/// How many, the median and the ninetieth percentile in ms; the whole, as pairs of where a bucket begins and how many.
fn time(buckets: &[(u8, i64)], whole: bool) -> Json {
    let all: i64 = buckets.iter().map(|(_, times)| times).sum();
    let mut time = json!({"n": all, "median_ms": quantile(buckets, 500), "p90_ms": quantile(buckets, 900)});
    if let (true, Some(time)) = (whole, time.as_object_mut()) {
        let drawn: Vec<(i64, i64)> = buckets.iter().map(|(bucket, times)| (range(*bucket).0, *times)).collect();
        time.insert("distribution".to_owned(), json!(drawn));
    }
    time
}

pub(super) fn definitions() -> Vec<Json> {
    let counts = COUNTS
        .iter()
        .map(|(id, figure, words, _)| json!({"id": id, "kind": "count", "words": words, "figure": figure}));
    let shares = SHARES.iter().map(|share| {
        let [of, all] = share.parts;
        json!({"id": share.id, "kind": "share", "words": share.words, "of": of, "all": all, "figure": share.figure})
    });
    let times =
        TIMES.iter().map(|(id, figure, words)| json!({"id": id, "kind": "time", "words": words, "figure": figure}));
    counts.chain(shares).chain(times).collect()
}

fn benchmarks(rules: &ReportRules) -> Vec<Json> {
    vec![
        json!({"id": "human", "value": rules.benchmark_response_hours, "unit": "hours",
            "words": "What others publish: the average time to a first answer of B2B companies. Not a target, and not yours."}),
        json!({"id": "mql_to_sql", "value": rules.benchmark_mql_to_sql, "unit": "percent",
            "words": "What others publish: the share of MQLs that become SQLs. Definitions differ from company to company."}),
    ]
}

impl Range {
    /// All of some days.
    pub fn whole(from: Date, to: Date) -> Range {
        Range { from, to, by: By::Week, dimension: "rep", of: None }
    }

    /// What total and periods show of the sums by value: all, or those of the one value.
    fn looked_at(&self, all: &ByValue) -> Sums {
        let Some(of) = &self.of else { return total(all) };
        let is_tier = self.dimension == "tier";
        let mut sums = Sums::default();
        for (value, tiers) in all {
            let mine = tiers.iter().filter(|(tier, _)| if is_tier { *tier == of } else { value == of });
            mine.for_each(|(_, of_tier)| sums.add_all(of_tier));
        }
        sums
    }

    /// From the first instant to the one behind the last, where the desk has a zone.
    pub fn instants(&self, here: &Here<'_>) -> (Millis, Millis) {
        let midnight = |date: Date| match &here.in_force.agreement {
            Some(agreement) => agreement.calendar().zone().midnight(date),
            None => Millis(date.days() * 86_400_000),
        };
        (midnight(self.from), midnight(self.to.plus(1)))
    }
}
