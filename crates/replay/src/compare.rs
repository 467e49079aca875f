//! Scores, tiers and routes of past leads under two agreements: what a page can tell without a desk.

use std::collections::BTreeMap;

use baton_agreement::Agreement;
use baton_calibration::report::{Figure, Page, Tone, thousands};
use baton_scoring::{Seconds, Submission};
use serde::Serialize;

use crate::judge::{Cause, Judge, Judged, causes};
use crate::words::share;

/// What differs, without turns, windows and who joins whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// How many leads were compared.
    pub leads: usize,
    /// Another score.
    pub scored: usize,
    /// Another tier.
    pub tiered: usize,
    /// Another route.
    pub routed: usize,
    /// Marketing-qualified under one and not under the other.
    pub qualified: usize,
    /// Leads by tier before and after.
    pub tiers: Vec<(String, String, usize)>,
    /// Leads by route before and after.
    pub routes: Vec<(String, String, usize)>,
    /// Which criteria gave how many leads other points, the most first.
    pub causes: Vec<(Cause, usize)>,
    /// The first leads that changed: row, before, after, why.
    pub changes: Vec<(u64, Judged, Judged, Vec<Cause>)>,
}

/// So many leads are listed one by one.
const LISTED: usize = 50;

/// Compares leads one at a time.
pub struct Comparer<'a> {
    old: Judge<'a>,
    new: Judge<'a>,
    names: [&'a str; 2],
    sums: Comparison,
    tiers: BTreeMap<(String, String), usize>,
    routes: BTreeMap<(String, String), usize>,
    causes: BTreeMap<Cause, usize>,
}

impl<'a> Comparer<'a> {
    /// Of an old and a new agreement.
    #[must_use]
    pub fn of(old: &'a Agreement, new: &'a Agreement) -> Comparer<'a> {
        Comparer {
            old: Judge::of(old),
            new: Judge::of(new),
            names: [&old.name, &new.name],
            sums: Comparison::default(),
            tiers: BTreeMap::new(),
            routes: BTreeMap::new(),
            causes: BTreeMap::new(),
        }
    }

    /// Takes a lead: the form, as of when.
    pub fn take(&mut self, form: &Submission, now: Seconds) {
        let (was, is) = (self.old.judge(form, now), self.new.judge(form, now));
        let sums = &mut self.sums;
        sums.leads += 1;
        sums.scored += usize::from(was.score != is.score);
        sums.tiered += usize::from(was.tier != is.tier);
        sums.routed += usize::from(was.route != is.route);
        sums.qualified += usize::from(was.mql != is.mql);
        *self.tiers.entry((was.tier.clone(), is.tier.clone())).or_default() += 1;
        *self.routes.entry((was.route.clone(), is.route.clone())).or_default() += 1;
        let why = causes(&was, &is);
        for cause in &why {
            *self.causes.entry(cause.clone()).or_default() += 1;
        }
        let is_other = was.score != is.score || was.tier != is.tier || was.route != is.route || was.mql != is.mql;
        if is_other && sums.changes.len() < LISTED {
            let row = u64::try_from(sums.leads).unwrap_or(u64::MAX);
            sums.changes.push((row, was, is, why));
        }
    }

    /// What came of it.
    #[must_use]
    pub fn finish(self) -> Comparison {
        let flat = |cells: BTreeMap<(String, String), usize>| {
            let mut cells: Vec<_> = cells.into_iter().map(|((was, is), leads)| (was, is, leads)).collect();
            cells.sort_by_key(|(.., leads)| core::cmp::Reverse(*leads));
            cells
        };
        let mut causes: Vec<(Cause, usize)> = self.causes.into_iter().collect();
        causes.sort_by(|(one, ones), (other, others)| others.cmp(ones).then_with(|| one.cmp(other)));
        Comparison { tiers: flat(self.tiers), routes: flat(self.routes), causes, ..self.sums }
    }

    /// The names of both agreements.
    #[must_use]
    pub fn names(&self) -> [&'a str; 2] {
        self.names
    }
}

impl Comparison {
    /// The report as HTML.
    #[must_use]
    pub fn html(&self, [old, new]: [&str; 2]) -> String {
        let about =
            format!("{} leads under \u{201c}{old}\u{201d} and under \u{201c}{new}\u{201d}.", thousands(self.leads));
        let mut page = Page::new("What the change would have done", &about);
        let nothing = self.scored + self.tiered + self.routed + self.qualified == 0;
        let sentence = match nothing {
            true => "Nothing would have been different.".to_owned(),
            false => {
                format!("{} leads change their tier, {} their route.", thousands(self.tiered), thousands(self.routed))
            }
        };
        page.answer(
            Tone::Plain,
            &sentence,
            "Scores, tiers and routes, lead by lead. Turns, windows and caps need the desk: `baton replay` runs it.",
        );
        let figure = |label: &str, leads: usize| Figure {
            label: label.to_owned(),
            value: thousands(leads),
            note: format!("{} of leads", share(leads, self.leads)),
        };
        page.figures(&[
            figure("another score", self.scored),
            figure("another tier", self.tiered),
            figure("another route", self.routed),
            figure("another MQL", self.qualified),
        ]);
        page.section("Where do they go?", "");
        for (caption, cells) in [("Tiers", &self.tiers), ("Routes", &self.routes)] {
            let rows: Vec<Vec<String>> =
                cells.iter().map(|(was, is, leads)| vec![was.clone(), is.clone(), thousands(*leads)]).collect();
            page.table(caption, &["old", "new", "#leads"], &rows);
        }
        if !self.causes.is_empty() {
            page.section("Why?", "The criteria that give other points.");
            let row = |(cause, leads): &(Cause, usize)| {
                vec![
                    cause.words.clone(),
                    format!("{:+}", cause.before),
                    format!("{:+}", cause.after),
                    thousands(*leads),
                ]
            };
            let rows: Vec<Vec<String>> = self.causes.iter().take(30).map(row).collect();
            page.table("Criteria", &["criterion", "#old", "#new", "#leads"], &rows);
        }
        if !self.changes.is_empty() {
            page.section("Which leads?", "The first that changed, by their row in the file.");
            let both = |was: String, is: String| if was == is { was } else { format!("{was} \u{2192} {is}") };
            let rows: Vec<Vec<String>> = self
                .changes
                .iter()
                .map(|(row, was, is, why)| {
                    let why: Vec<&str> = why.iter().take(3).map(|cause| cause.words.as_str()).collect();
                    vec![
                        row.to_string(),
                        both(was.score.to_string(), is.score.to_string()),
                        both(was.tier.clone(), is.tier.clone()),
                        both(was.route.clone(), is.route.clone()),
                        why.join("; "),
                    ]
                })
                .collect();
            page.table("Leads that changed", &["#row", "#score", "tier", "route", "why"], &rows);
        }
        page.finish("Worked out in this page. Nothing was sent.")
    }
}
