//! Two runs of the same leads, held against each other.

use std::collections::BTreeMap;

use baton_agreement::Agreement;
use baton_hours::Millis;
use serde::Serialize;

use crate::headcount::Headcount;
use crate::history::Course;
use crate::judge::{Cause, Judge, causes};
use crate::past::PastLead;
use crate::tally::{Load, Share, shares};
use crate::terms::Terms;

/// One of the two agreements, and how it went under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The agreement's name.
    pub name: String,
    /// How many reps it has in pools.
    pub reps: usize,
    /// How its desk bore the leads.
    pub load: Load,
}

/// How many leads are not as they were.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Another score.
    pub scored: usize,
    /// Another tier.
    pub tiered: usize,
    /// Another route.
    pub routed: usize,
    /// Another rep. Turns shift when one lead goes elsewhere, so this is more than routes.
    pub given: usize,
    /// Another time allowed.
    pub timed: usize,
    /// In time before and missed now.
    pub newly_missed: usize,
    /// Missed before and in time now.
    pub newly_met: usize,
}

/// What changed for one lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its row in the file.
    pub row: u64,
    /// When it came in, as an instant in ms.
    pub at: i64,
    /// Who it is.
    pub who: String,
    /// Under the old agreement.
    pub before: Course,
    /// Under the new one.
    pub after: Course,
    /// Which criteria gave other points. Empty where something else decided: a lead it joined, a
    /// tier by share.
    pub causes: Vec<Cause>,
}

/// What would have been different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replay {
    /// How many leads were replayed.
    pub leads: usize,
    /// The first one's arrival, in ms.
    pub from: i64,
    /// The last one's.
    pub to: i64,
    /// By what reps were taken to answer.
    pub terms: Terms,
    /// How many leads of the file say when they were first tried.
    pub observed: usize,
    /// The old agreement.
    pub old: Side,
    /// The new one.
    pub new: Side,
    /// How many leads are not as they were.
    pub changed: Told,
    /// Leads by tier before and after, the tiers in the agreements' order.
    pub tiers: Vec<(String, String, usize)>,
    /// By route.
    pub routes: Vec<Share>,
    /// By pool.
    pub pools: Vec<Share>,
    /// By rep.
    pub reps: Vec<Share>,
    /// Which criteria gave how many leads other points, the most first.
    pub causes: Vec<(Cause, usize)>,
    /// Missed windows by weekday (Monday first) and hour in the new agreement's zone: old, new.
    pub misses: Vec<[usize; 2]>,
    /// The leads that changed, in their order; as many as were asked for.
    pub changes: Vec<Change>,
    /// How many reps would have been enough, if that was asked.
    pub headcount: Option<Headcount>,
}

/// Both agreements, with how the leads went under them.
pub struct Runs<'a> {
    /// The leads, in the order of arrival.
    pub leads: &'a [PastLead],
    /// By what reps were taken to answer.
    pub terms: &'a Terms,
    /// The old agreement.
    pub old: (&'a Agreement, &'a [Course]),
    /// The new one.
    pub new: (&'a Agreement, &'a [Course]),
}

impl Replay {
    /// Holds the runs against each other; the first `most` leads that changed are listed.
    #[must_use]
    pub fn of(runs: &Runs<'_>, most: usize) -> Replay {
        let Runs { leads, terms, old: (old, before), new: (new, after) } = *runs;
        let mut changed = Told::default();
        for (was, is) in before.iter().zip(after) {
            changed.count(was, is);
        }
        let (all_causes, changes) = changes(runs, most);
        Replay {
            leads: leads.len(),
            from: leads.first().map_or(0, |lead| lead.at.0),
            to: leads.last().map_or(0, |lead| lead.at.0),
            terms: terms.clone(),
            observed: leads.iter().filter(|lead| lead.contacted_at.is_some()).count(),
            old: Side { name: old.name.clone(), reps: in_pools(old), load: Load::of(before) },
            new: Side { name: new.name.clone(), reps: in_pools(new), load: Load::of(after) },
            changed,
            tiers: matrix(runs),
            routes: shares(before, after, &|course| Some(&course.route)),
            pools: shares(before, after, &|course| Some(&course.pool)),
            reps: shares(before, after, &|course| course.rep.as_deref()),
            causes: all_causes,
            misses: misses(runs),
            changes,
            headcount: None,
        }
    }
}

impl Told {
    fn count(&mut self, was: &Course, is: &Course) {
        self.scored += usize::from(was.score != is.score);
        self.tiered += usize::from(was.tier != is.tier);
        self.routed += usize::from(was.route != is.route);
        self.given += usize::from(was.rep != is.rep);
        self.timed += usize::from(was.allowed_ms != is.allowed_ms);
        self.newly_missed += usize::from(!was.missed && is.missed);
        self.newly_met += usize::from(was.missed && !is.missed);
    }
}

fn in_pools(agreement: &Agreement) -> usize {
    let members = agreement.pools.iter().flat_map(|pool| &pool.members);
    members.map(|member| &member.rep).collect::<std::collections::BTreeSet<_>>().len()
}

/// Leads by both tiers; only what occurs.
fn matrix(runs: &Runs<'_>) -> Vec<(String, String, usize)> {
    let mut cells: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (was, is) in runs.old.1.iter().zip(runs.new.1) {
        *cells.entry((&was.tier, &is.tier)).or_default() += 1;
    }
    let place = |agreement: &Agreement, tier: &str| {
        agreement.card.tiers.iter().position(|known| known.id == tier).unwrap_or(usize::MAX)
    };
    let mut cells: Vec<_> = cells.into_iter().collect();
    cells.sort_by_key(|((was, is), _)| (place(runs.old.0, was), place(runs.new.0, is)));
    cells.into_iter().map(|((was, is), leads)| (was.to_owned(), is.to_owned(), leads)).collect()
}

/// The causes of all changed scores, summed up, and the changed leads that are listed.
fn changes(runs: &Runs<'_>, most: usize) -> (Vec<(Cause, usize)>, Vec<Change>) {
    let (old, new) = (Judge::of(runs.old.0), Judge::of(runs.new.0));
    let mut sums: BTreeMap<Cause, usize> = BTreeMap::new();
    let mut listed = Vec::new();
    for ((lead, was), is) in runs.leads.iter().zip(runs.old.1).zip(runs.new.1) {
        let is_other_score = was.score != is.score;
        let is_listed = listed.len() < most && is_changed(was, is);
        if !is_other_score && !is_listed {
            continue;
        }
        let causes = if is_other_score { why(lead, &old, &new) } else { Vec::new() };
        for cause in &causes {
            *sums.entry(cause.clone()).or_default() += 1;
        }
        if is_listed {
            let (who, before, after) = (lead.who.clone(), was.clone(), is.clone());
            listed.push(Change { row: lead.row, at: lead.at.0, who, before, after, causes });
        }
    }
    let mut sums: Vec<(Cause, usize)> = sums.into_iter().collect();
    sums.sort_by(|(one, ones), (other, others)| others.cmp(ones).then_with(|| one.cmp(other)));
    (sums, listed)
}

/// Whether anything that was agreed came out otherwise. Another turn alone is no change of terms.
fn is_changed(was: &Course, is: &Course) -> bool {
    was.score != is.score
        || was.tier != is.tier
        || was.route != is.route
        || was.allowed_ms != is.allowed_ms
        || was.missed != is.missed
        || was.quarantine != is.quarantine
}

fn why(lead: &PastLead, old: &Judge<'_>, new: &Judge<'_>) -> Vec<Cause> {
    let Ok(mut read) = baton_handoff::intake::parse(&lead.body) else { return Vec::new() };
    read.submission.source.clone_from(&lead.source);
    let now = lead.at.seconds();
    causes(&old.judge(&read.submission, now), &new.judge(&read.submission, now))
}

/// Missed windows by weekday and hour of arrival, in the new agreement's zone.
fn misses(runs: &Runs<'_>) -> Vec<[usize; 2]> {
    let zone = runs.new.0.calendar().zone();
    let mut cells = vec![[0, 0]; 7 * 24];
    for ((lead, was), is) in runs.leads.iter().zip(runs.old.1).zip(runs.new.1) {
        if !was.missed && !is.missed {
            continue;
        }
        let date = zone.date(lead.at);
        let hour = (lead.at - zone.midnight(date)).0.div_euclid(Millis(3_600_000).0);
        let at = date.weekday() * 24 + usize::try_from(hour.clamp(0, 23)).unwrap_or(0);
        if let Some([old, new]) = cells.get_mut(at) {
            *old += usize::from(was.missed);
            *new += usize::from(is.missed);
        }
    }
    cells
}
