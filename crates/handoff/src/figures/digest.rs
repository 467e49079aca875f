//! The page for the meeting of both leads: a week or a month that is over, what came back, what was missed, and one
//! question to decide, which is chosen by rule from what the report warns of.

use std::collections::BTreeMap;

use baton_agreement::{DigestTo, ReportRules};
use baton_hours::Date;
use serde::Serialize;
use serde_json::Value as Json;

use super::period::By;
use super::report::{self, Range, name_of};
use super::sums::Sums;
use super::tally::Count;
use super::warnings::{self, MadeOf, Warning};
use crate::arrival::Here;
use crate::comments::{self, About, Said};
use crate::json::json as text;
use crate::lead_filter::day;
use crate::{Database, Problem, clip};

/// Where a week has too few leads to warn of anything, so many weeks up to it are looked at.
const WEEKS: i64 = 13;

/// What is asked of the digest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DigestAsked {
    /// `week` or `month`.
    pub by: String,
    /// A day of it, `2026-11-21`; empty for the last that is over.
    pub of: String,
}

/// A question that two people can decide in a meeting, and the warning that asks it.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Debug, Serialize)]
pub(crate) struct Decide {
    /// The warning's code; `nothing` where there is none.
    code: &'static str,
    /// The question.
    pub words: &'static str,
    /// What was found.
    pub because: String,
    /// The query of the leads behind it.
    leads: String,
    /// What that sentence is made of.
    #[serde(flatten)]
    made_of: MadeOf,
}

/// Which warning asks what, the first that was found deciding.
const QUESTIONS: [(&str, &str); 11] = [
    ("rejected", "Which line of the agreement do we change so that fewer leads come back?"),
    ("vague", "Which reasons do we take away, and who goes through last week's rejections with their rep?"),
    ("lost_time", "What kept us from answering in time, and who makes sure that it does not come again?"),
    ("slow", "What does this rep need to answer as fast as the others: fewer leads, other hours, or help?"),
    ("far_from_the_rest", "What is different there, and do we change the route, the score or the way we work?"),
    ("few_sqls", "Do we raise the bar for an MQL, or is it that nobody follows up?"),
    ("many_sqls", "Do we lower the bar for an MQL and hand over more?"),
    ("volume", "Does marketing's promise still hold, or do we write another number into the agreement?"),
    ("few_leads", "Which form, tag or campaign was broken, and how do we learn of it sooner next time?"),
    ("definitions_changed", "Did the change of the agreement do what we wanted?"),
    ("not_reviewed", "When do we go through the agreement together?"),
];

/// Where nothing stands out.
const CALM: &str = "What is the one thing we try this week to answer sooner?";

/// What the digest of a period says.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Digest {
    now: i64,
    v: u8,
    by: &'static str,
    pub from: String,
    pub to: String,
    /// Where the digest before this one begins.
    before: String,
    /// Where the next one begins; none while its period runs.
    after: Option<String>,
    definitions: Vec<Json>,
    /// What people call the reasons.
    reasons: BTreeMap<String, String>,
    figures: Json,
    /// The same figures of the period before.
    figures_before: Json,
    /// Rejected leads by reason, the most frequent first.
    #[cfg_attr(feature = "shapes", schemars(with = "Vec<Vec<Json>>"))]
    rejected: Vec<(String, i64)>,
    /// Who missed windows: id, name, how many, and of how many that ended.
    missed: Vec<Missed>,
    warnings: Vec<Warning>,
    pub decide: Decide,
    /// Who it is sent to when the period is over.
    sent_to: Vec<String>,
    comments: Vec<Said>,
    #[serde(skip)]
    pub sums: Sums,
    #[serde(skip)]
    pub sums_before: Sums,
}

/// A rep with windows that were missed.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Missed {
    rep: String,
    pub name: String,
    pub missed: i64,
    pub ended: i64,
}

/// The digest, as JSON.
pub(crate) fn answer(here: &Here<'_>, asked: &DigestAsked, db: &mut dyn Database) -> Result<String, Problem> {
    let by = By::read(&asked.by)?;
    let last = last_over(report::today(here), by);
    let (from, to) = day("of", &asked.of)?.map_or(last, |day| by.whole(day));
    if from > last.0 {
        let message = format!("{from} to {to} is not over");
        return Err(Problem::caller(400, "not_over", message, "Ask for a week or a month that is."));
    }
    Ok(text(&digest(here, by, (from, to), db)?))
}

/// The last period that is over.
pub(super) fn last_over(today: Date, by: By) -> (Date, Date) {
    let (from, _) = by.whole(today);
    by.whole(from.plus(-1))
}

pub(super) fn digest(
    here: &Here<'_>,
    by: By,
    (from, to): (Date, Date),
    db: &mut dyn Database,
) -> Result<Digest, Problem> {
    let agreement = here.in_force.agreement.as_ref();
    let rules = agreement.map(|agreement| agreement.report).unwrap_or_default();
    let by_rep = report::sums(db, "rep", from, to)?;
    let sums = report::total(&report::sums(db, "source", from, to)?);
    let (before, before_to) = by.whole(from.plus(-1));
    let sums_before = report::total(&report::sums(db, "source", before, before_to)?);
    let mut warnings = warned(here, rules, (from, to), db)?;
    if warnings.is_empty() {
        warnings = warned(here, rules, (to.plus(1 - 7 * WEEKS), to), db)?;
    }
    let next = by.whole(to.plus(1)).0;
    let mut rejected: Vec<(String, i64)> = sums.reasons.clone().into_iter().filter(|(_, times)| *times > 0).collect();
    rejected.sort_by_key(|(_, times)| -times);
    let missed = by_rep.iter().filter_map(|(rep, tiers)| {
        let mut of_rep = Sums::default();
        tiers.values().for_each(|sums| of_rep.add_all(sums));
        let (met, missed) = (of_rep.of(Count::Met), of_rep.of(Count::Missed));
        (missed > 0).then(|| Missed {
            rep: rep.clone(),
            name: name_of(agreement, "rep", rep),
            missed,
            ended: met + missed,
        })
    });
    let mut missed: Vec<Missed> = missed.collect();
    missed.sort_by_key(|of| -of.missed);
    let sent_to = agreement.map(|agreement| agreement.digest.iter().map(|to| to.written().to_owned()).collect());
    Ok(Digest {
        now: here.now.0,
        v: 1,
        by: by.id(),
        from: from.to_string(),
        to: to.to_string(),
        before: before.to_string(),
        after: (next <= last_over(report::today(here), by).0).then(|| next.to_string()),
        definitions: report::definitions(),
        reasons: report::reasons(agreement).into_iter().map(|(id, words)| (id.to_owned(), words.to_owned())).collect(),
        figures: report::shown(&sums, &rules, true),
        figures_before: report::shown(&sums_before, &rules, false),
        rejected,
        missed,
        decide: decide(&warnings),
        warnings,
        sent_to: sent_to.unwrap_or_default(),
        comments: comments::list(&About::Digest { by: by.id(), from: from.to_string() }, db)?,
        sums,
        sums_before,
    })
}

/// What the report warns of in these days.
fn warned(
    here: &Here<'_>,
    rules: ReportRules,
    (from, to): (Date, Date),
    db: &mut dyn Database,
) -> Result<Vec<Warning>, Problem> {
    let range = Range::whole(from, to);
    let by_rep = report::sums(db, "rep", from, to)?;
    let mut periods = Vec::new();
    for (from, to) in By::Week.periods(from, to) {
        periods.push((from, to, report::total(&report::sums(db, "source", from, to)?)));
    }
    let mut whole = Sums::default();
    periods.iter().for_each(|(_, _, sums)| whole.add_all(sums));
    let about = warnings::About { here, rules, range: &range, periods: &periods, whole: &whole };
    warnings::find(&about, "rep", &by_rep, db)
}

/// The question of the warning that comes first in [`QUESTIONS`].
fn decide(warnings: &[Warning]) -> Decide {
    for (code, words) in QUESTIONS {
        if let Some(found) = warnings.iter().find(|warning| warning.code == code) {
            let Warning { words: because, leads, made_of, .. } = found.clone();
            return Decide { code, words, because, leads, made_of };
        }
    }
    Decide { code: "nothing", words: CALM, because: String::new(), leads: String::new(), made_of: MadeOf::default() }
}

impl By {
    /// Reads the word in a query; empty is a week.
    fn read(id: &str) -> Result<By, Problem> {
        By::from_id(if id.is_empty() { "week" } else { id }).ok_or_else(|| {
            let message = format!("there is no digest of a `{}`", clip(id));
            Problem::caller(400, "wrong_digest", message, "Ask for `week` or `month`.")
        })
    }
}

/// The period that comments on a digest are about: its kind and its first day.
///
/// # Errors
///
/// The caller's: `wrong_digest`, `wrong_day`.
pub(crate) fn period_of(here: &Here<'_>, by: &str, of: &str) -> Result<(&'static str, String), Problem> {
    let by = By::read(by)?;
    let (from, _) = day("of", of)?.map_or_else(|| last_over(report::today(here), by), |day| by.whole(day));
    Ok((by.id(), from.to_string()))
}

impl Digest {
    /// What people call a reason.
    pub fn reason<'a>(&'a self, code: &'a str) -> &'a str {
        self.reasons.get(code).map_or(code, String::as_str)
    }

    /// Rejected leads by reason.
    pub fn rejected(&self) -> &[(String, i64)] {
        &self.rejected
    }

    /// Who missed windows.
    pub fn missed(&self) -> &[Missed] {
        &self.missed
    }
}

/// Who is told, as the agreement writes it.
pub(super) fn readers<'a>(here: &Here<'a>) -> &'a [DigestTo] {
    here.in_force.agreement.as_ref().map(|agreement| agreement.digest.as_slice()).unwrap_or_default()
}
