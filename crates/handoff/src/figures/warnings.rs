//! What of a report somebody should look at, by the thresholds of the agreement.

use std::collections::BTreeMap;

use baton_agreement::ReportRules;
use baton_hours::Date;
use serde::Serialize;

use super::interval::wilson;
use super::report::{ByValue, Range, SHARES, Share, name_of, sums};
use super::sums::Sums;
use super::tally::Count;
use crate::arrival::Here;
use crate::database::params;
use crate::{Database, Problem};

/// A rep answers slowly who takes so many times as long as the rest, by the median.
const SLOW: i64 = 2;
/// Nobody is slow within five minutes, from where on the odds of reaching somebody collapse.
const SLOW_FROM_MS: i64 = 300_000;
/// Rules are looked at once a quarter, in days.
const QUARTER: i64 = 92;

/// Something to look at, in a sentence, with the leads behind it.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Warning {
    pub code: &'static str,
    pub words: String,
    /// Why that is worth a look.
    why: &'static str,
    /// The query of the list of leads; empty where it is about no leads.
    pub leads: String,
    /// What the sentence is made of, for who tells it in another language.
    #[serde(flatten)]
    pub made_of: MadeOf,
}

/// What the sentence of a warning is made of.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct MadeOf {
    /// Who or what it is about: the name of a source or a rep, a day, the first and last day of a period; or nothing.
    of: Vec<String>,
    /// The share it is about, by its id; or empty.
    share: &'static str,
    /// The numbers, in the order of the sentence: percent, leads, times, or ms.
    numbers: Vec<i64>,
}

/// What a report is about.
pub(super) struct About<'a> {
    pub here: &'a Here<'a>,
    pub rules: ReportRules,
    pub range: &'a Range,
    pub periods: &'a [(Date, Date, Sums)],
    pub whole: &'a Sums,
}

/// Everything to look at, the most general first.
pub(super) fn find(
    about: &About<'_>,
    dimension: &str,
    known: &ByValue,
    db: &mut dyn Database,
) -> Result<Vec<Warning>, Problem> {
    let mut found = Vec::new();
    about.of_all(&mut found);
    for told in ["source", "rep"] {
        let read;
        let by_value = if told == dimension {
            known
        } else {
            read = sums(db, told, about.range.from, about.range.to)?;
            &read
        };
        about.of_values(told, &whole_values(by_value), &mut found);
    }
    about.of_periods(&mut found);
    about.of_the_agreement(db, &mut found)?;
    Ok(found)
}

fn whole_values(by_value: &ByValue) -> BTreeMap<&str, Sums> {
    let whole = |tiers: &BTreeMap<String, Sums>| {
        let mut whole = Sums::default();
        tiers.values().for_each(|sums| whole.add_all(sums));
        whole
    };
    by_value.iter().map(|(value, tiers)| (value.as_str(), whole(tiers))).collect()
}

fn share(id: &str) -> Option<&'static Share> {
    SHARES.iter().find(|share| share.id == id)
}

/// A share in whole percent.
fn percent(of: i64, all: i64) -> i64 {
    (of * 100 + all / 2) / all.max(1)
}

impl About<'_> {
    fn of_all(&self, found: &mut Vec<Warning>) {
        let rules = &self.rules;
        let (fewest, above) = (i64::from(rules.fewest), i64::from(rules.rejected_above));
        let all = |id| share(id).map_or((0, 0), |share| (share.read)(self.whole, rules));
        let (rejected, decided) = all("rejected");
        if decided >= fewest && percent(rejected, decided) > above {
            let words =
                format!("{} % of what sales decided on was rejected, more than {above} %", percent(rejected, decided));
            let warning = self.warning("rejected", words, WHY_REJECTED, "figure=rejected");
            found.push(warning.numbers("rejected", &[percent(rejected, decided), above]));
        }
        let (sql, mql) = all("mql_to_sql");
        let (below, too_many) = (i64::from(rules.mql_to_sql_below), i64::from(rules.mql_to_sql_above));
        if mql >= fewest && percent(sql, mql) < below {
            let words = format!("{} % of the MQLs became SQLs, fewer than {below} %", percent(sql, mql));
            let why = "The bar for an MQL is too low, or sales does not follow up.";
            let warning = self.warning("few_sqls", words, why, "figure=mql");
            found.push(warning.numbers("mql_to_sql", &[percent(sql, mql), below]));
        }
        if mql >= fewest && percent(sql, mql) > too_many {
            let words = format!("{} % of the MQLs became SQLs, more than {too_many} %", percent(sql, mql));
            let why = "The bar for an MQL may be so high that good leads are left lying below it.";
            let warning = self.warning("many_sqls", words, why, "figure=sql");
            found.push(warning.numbers("mql_to_sql", &[percent(sql, mql), too_many]));
        }
        self.vague("", self.whole, "", found);
        let months = self.range.from.days_until(self.range.to) + 1;
        if let Some(promised) = rules.leads_a_month {
            let owed = i64::from(promised) * months * 12 / 365;
            let came = self.whole.of(Count::Leads);
            if came < owed {
                let words = format!("marketing handed over {came} leads; {owed} were promised for these days");
                let why = "Marketing's own promise stands in the agreement.";
                found.push(self.warning("volume", words, why, "figure=leads").numbers("", &[came, owed]));
            }
        }
    }

    /// Rejections that teach nobody anything.
    fn vague(&self, of: &str, sums: &Sums, link: &str, found: &mut Vec<Warning>) {
        for (id, words) in [
            ("rejected_other", "for \"other\""),
            ("rejected_untried", "before anybody tried to reach the visitor"),
            ("rejected_at_once", "within a minute of getting the lead"),
        ] {
            let Some(share) = share(id) else { continue };
            let (vague, all) = (share.read)(sums, &self.rules);
            let above = i64::from(self.rules.vague_above);
            if all < i64::from(self.rules.fewest) || percent(vague, all) <= above {
                continue;
            }
            let whose = if of.is_empty() { "of all rejections".to_owned() } else { format!("of {of}'s rejections") };
            let words = format!("{} % {whose} were made {words}, more than {above} %", percent(vague, all));
            let warning = self.warning("vague", words, WHY_VAGUE, &format!("figure={}{link}", share.figure));
            found.push(warning.of(&[of]).numbers(id, &[percent(vague, all), above]));
        }
    }

    /// One source or rep far from the rest.
    fn of_values(&self, dimension: &str, values: &BTreeMap<&str, Sums>, found: &mut Vec<Warning>) {
        let mut whole = Sums::default();
        values.values().for_each(|sums| whole.add_all(sums));
        let shares: &[&str] = match dimension {
            "rep" => &["windows_met", "accepted", "promises_kept"],
            _ => &["accepted", "mql_to_sql"],
        };
        for (value, sums) in values {
            let name = name_of(self.here.in_force.agreement.as_ref(), dimension, value);
            let name = if name.is_empty() { "no known source".to_owned() } else { name };
            let link =
                |figure: &str| format!("figure={figure}&{dimension}={}", if value.is_empty() { "-" } else { value });
            for share in shares.iter().filter_map(|id| share(id)) {
                if let Some((words, numbers)) = self.far(share, sums, &whole, &name) {
                    let warning = self.warning("far_from_the_rest", words, WHY_FAR, &link(share.figure));
                    found.push(warning.of(&[&name]).numbers(share.id, &numbers));
                }
            }
            if dimension == "rep" {
                self.slow(&name, sums, values, value, &link("leads"), found);
                self.vague(&name, sums, &format!("&rep={value}"), found);
            }
        }
    }

    /// What a value's share is told by, if it is lower than the rest's by more than chance does: in words, and in percent.
    fn far(&self, share: &Share, sums: &Sums, whole: &Sums, name: &str) -> Option<(String, [i64; 2])> {
        let ((of, all), (of_whole, all_whole)) = ((share.read)(sums, &self.rules), (share.read)(whole, &self.rules));
        let (of_rest, rest) = (of_whole - of, all_whole - all);
        if all < i64::from(self.rules.fewest) || rest < i64::from(self.rules.fewest) {
            return None;
        }
        let (mine, theirs) = (percent(of, all), percent(of_rest, rest));
        let is_chance = wilson(of, all).1 >= wilson(of_rest, rest).0;
        if is_chance || theirs - mine < i64::from(self.rules.far_by) {
            return None;
        }
        let [what, _] = share.parts;
        Some((format!("{name}: {what} {mine} %, the rest {theirs} %"), [mine, theirs]))
    }

    fn slow(
        &self,
        name: &str,
        sums: &Sums,
        values: &BTreeMap<&str, Sums>,
        itself: &str,
        link: &str,
        found: &mut Vec<Warning>,
    ) {
        let mut rest = Sums::default();
        values.iter().filter(|(value, _)| **value != itself).for_each(|(_, sums)| rest.add_all(sums));
        let enough = |sums: &Sums| sums.of(Count::Answered) >= i64::from(self.rules.fewest);
        if let (Some(mine), Some(theirs)) = (sums.human_median(), rest.human_median())
            && enough(sums)
            && enough(&rest)
            && mine > SLOW * theirs.max(SLOW_FROM_MS / SLOW)
        {
            let words = format!(
                "{name} answers after {} (median), the rest after {}",
                crate::duration(crate::Millis(mine)),
                crate::duration(crate::Millis(theirs))
            );
            let why = "The odds of reaching somebody fall with every minute.";
            found.push(self.warning("slow", words, why, link).of(&[name]).numbers("", &[mine, theirs]));
        }
    }

    /// A week or month in which the windows were missed, or in which hardly anything came, unlike in the others.
    fn of_periods(&self, found: &mut Vec<Warning>) {
        let mut volumes: Vec<i64> = self.periods.iter().map(|(_, _, sums)| sums.of(Count::Leads)).collect();
        volumes.sort_unstable();
        let usual = volumes.get(volumes.len() / 2).copied().unwrap_or(0);
        let last = self.periods.len().saturating_sub(1);
        for (at, (from, to, sums)) in self.periods.iter().enumerate() {
            let (name, first, last_day) = (format!("{from} to {to}"), from.to_string(), to.to_string());
            let days = [first.as_str(), last_day.as_str()];
            let link = |figure: &str| format!("figure={figure}&from={from}&to={to}");
            if let Some((words, numbers)) =
                share("windows_met").and_then(|share| self.far(share, sums, self.whole, &name))
            {
                let warning = Warning { leads: link("missed"), ..self.warning("lost_time", words, WHY_FAR, "") };
                found.push(warning.of(&days).numbers("windows_met", &numbers));
            }
            // The first and the last are cut off.
            let came = sums.of(Count::Leads);
            if at > 0 && at < last && usual >= i64::from(self.rules.fewest) && came * 2 < usual {
                let words = format!("{name}: {came} leads were handed over, usually it is {usual}");
                let why = "A form, a tag or a campaign may have been broken.";
                let warning = Warning { leads: link("leads"), ..self.warning("few_leads", words, why, "") };
                found.push(warning.of(&days).numbers("", &[came, usual]));
            }
        }
    }

    /// Rules that nobody looks at, and rules that changed while this was counted.
    fn of_the_agreement(&self, db: &mut dyn Database, found: &mut Vec<Warning>) -> Result<(), Problem> {
        let (from, to) = self.range.instants(self.here);
        let rows = db.query(
            "SELECT version, published_at FROM agreements WHERE version > 1 AND published_at > ? AND published_at < ?
             ORDER BY version",
            &params![from, to],
        )?;
        if let Some(last) = rows.last() {
            let times = if rows.len() == 1 { "once".to_owned() } else { format!("{} times", rows.len()) };
            let version = last.integer(0)?;
            let words = format!("the agreement was changed {times} in these days, last to version {version}");
            let why = "Numbers from before and after a change of definitions are not the same numbers.";
            let numbers = [i64::try_from(rows.len()).unwrap_or(i64::MAX), version];
            found.push(self.warning("definitions_changed", words, why, "").numbers("", &numbers));
        }
        if let Some(agreement) = &self.here.in_force.agreement
            && let Some(due) = Date::parse(&agreement.review_by)
        {
            let today = agreement.calendar().zone().date(self.here.now);
            let published = db.query("SELECT max(published_at) FROM agreements", &[])?;
            let published = published.first().map_or(Ok(None), |row| row.optional_millis(0))?;
            let untouched = published.map(|at| agreement.calendar().zone().date(at).days_until(today));
            if due < today && untouched.is_none_or(|days| days > QUARTER) {
                let words =
                    format!("the agreement was to be reviewed by {due} and nobody has published one for a quarter");
                let why = "Rules that nobody looks at grow old.";
                found.push(self.warning("not_reviewed", words, why, "").of(&[&due.to_string()]));
            }
        }
        Ok(())
    }

    fn warning(&self, code: &'static str, words: String, why: &'static str, leads: &str) -> Warning {
        let days = format!("from={}&to={}", self.range.from, self.range.to);
        let leads = if leads.is_empty() { String::new() } else { format!("{leads}&{days}") };
        Warning { code, words, why, leads, made_of: MadeOf::default() }
    }
}

impl Warning {
    fn of(mut self, of: &[&str]) -> Warning {
        self.made_of.of = of.iter().map(|&of| of.to_owned()).filter(|of| !of.is_empty()).collect();
        self
    }

    fn numbers(mut self, share: &'static str, numbers: &[i64]) -> Warning {
        self.made_of.share = share;
        self.made_of.numbers = numbers.to_vec();
        self
    }
}

const WHY_REJECTED: &str = "Where a third or more comes back, the two teams do not mean the same lead.";
const WHY_VAGUE: &str = "Such rejections teach nobody anything, and cannot be argued with.";
const WHY_FAR: &str = "It differs from the rest by more than chance does.";
