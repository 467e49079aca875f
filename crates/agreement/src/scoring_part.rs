//! The part of an agreement that becomes the card.

use core::ops::Range;

use baton_scoring::{Card, Criterion, Gate, Group, GroupLimits, PerSignal, Points, Private, Rule, Source};

use crate::conditions::{Asked, read_within};
use crate::gates::{Asker, Gates};
use crate::keys::{MOST_POINTS, SHARE_OF};
use crate::names::{Names, read_names, read_pages};
use crate::offers::read_offers;
use crate::reader::{At, Problems, Table};
use crate::tiers::read_tiers;

/// The card and what the checks across the file need to know of it.
#[derive(Default)]
pub(crate) struct ScoringPart {
    pub card: Card,
    pub private: Private,
    pub names: Names,
    /// Of how many leads the share of a tier is taken.
    pub share_of: u32,
    /// Where the caps of fit and engagement are written.
    pub caps: [Option<Range<usize>>; 2],
    /// Ids of all criteria, with their places.
    pub criteria: Vec<At<String>>,
    /// Of the criteria on the card, in their order.
    pub written: Vec<Written>,
    pub tiers: Vec<(At<String>, At<i32>)>,
    pub sources: Vec<(At<String>, bool)>,
    /// Where the offers on the card stand, and their texts.
    pub offers: Vec<(Range<usize>, Range<usize>)>,
    pub asked: Vec<Asked>,
    /// Whether every criterion could be read, so that sums mean something.
    pub whole: bool,
}

/// A criterion as it was written.
pub(crate) struct Written {
    pub span: Range<usize>,
    /// The points.
    pub points: Range<usize>,
    /// The band, where it has one.
    pub band: Range<usize>,
    pub private: bool,
}

pub(crate) fn read_scoring(
    root: &mut Table<'_>,
    agreement: &str,
    language: &str,
    problems: &mut Problems,
) -> ScoringPart {
    let mut part = ScoringPart { whole: true, ..ScoringPart::default() };
    part.names = read_names(root, agreement, problems);
    part.card.lists = part.names.card_lists();
    part.card.signals = part.names.signal_rules.clone();
    part.private = part.names.private();
    read_limits(root, &mut part, problems);
    // Gates ask for tiers by name.
    read_tiers(root, &mut part, problems);
    for group in [Group::Fit, Group::Engagement] {
        for table in root.tables(group.id(), problems) {
            read_criterion(table, group, &mut part, problems);
        }
    }
    part.card.mql = read_qualification(root, "mql", Asker::Mql, &mut part, problems);
    part.card.sql = read_qualification(root, "sql", Asker::Sql, &mut part, problems);
    read_sources(root, &mut part, problems);
    read_offers(root, language, &mut part, problems);
    part
}

fn read_limits(root: &mut Table<'_>, part: &mut ScoringPart, problems: &mut Problems) {
    let mut score = root.table("score", problems);
    part.card.fit = GroupLimits::of(read_cap(&mut score, "fit_cap", problems));
    part.card.engagement = GroupLimits::of(read_cap(&mut score, "engagement_cap", problems));
    part.caps = ["fit_cap", "engagement_cap"].map(|key| score.has(key).then(|| score.place(key)));
    let (least, most, default) = SHARE_OF;
    let share_of = score.number("share_of", problems);
    if let Some(number) = &share_of
        && !(least..=most).contains(&number.value)
    {
        let message = format!("a share of the last {} leads", number.value);
        let help = format!("write a number from {least} to {most}: fewer say little, more are long ago");
        problems.error("bad_share", &number.span, message, help);
    }
    part.share_of = share_of.map_or(default, |number| number.value).try_into().unwrap_or_default();
    score.finish(problems);

    let mut grade = root.table("grade", problems);
    for (key, limits) in [("fit", &mut part.card.fit), ("engagement", &mut part.card.engagement)] {
        read_grades(&mut grade, key, limits, problems);
    }
    grade.finish(problems);
}

fn read_cap(score: &mut Table<'_>, key: &'static str, problems: &mut Problems) -> Points {
    match score.number(key, problems) {
        Some(cap) if cap.value < 1 || cap.value > MOST_POINTS => {
            let help = format!("write a number from 1 to {MOST_POINTS}; 100 binds nothing");
            problems.error("bad_cap", &cap.span, format!("`{key}` is {}", cap.value), help);
            Points::MAX_SCORE
        }
        Some(cap) => Points(cap.value),
        None => Points::MAX_SCORE,
    }
}

fn read_grades(table: &mut Table<'_>, key: &'static str, limits: &mut GroupLimits, problems: &mut Problems) {
    let Some(written) = table.numbers(key, problems) else { return };
    let numbers: Vec<i32> = written.value.iter().map(|number| number.value).collect();
    let quarters = limits.grades.map(|points| points.0);
    // Of a cap below 3 the quarters do not all differ; they hold where nothing is written, so
    // they may be written, too.
    let grades = <[i32; 3]>::try_from(numbers).ok().filter(|grades| {
        let [best, middle, last] = *grades;
        *grades == quarters || (1..=limits.cap.0).contains(&best) && best > middle && middle > last && last > 0
    });
    match grades {
        Some(grades) => limits.grades = grades.map(Points),
        None => {
            let [best, middle, last] = quarters;
            let help = format!(
                "write three numbers that fall, none above the cap of {} and none below 1: `[{best}, {middle}, {last}]`",
                limits.cap.0
            );
            problems.error("bad_grade", &written.span, format!("these are no grades of `{key}`"), help);
        }
    }
}

fn read_criterion(mut table: Table<'_>, group: Group, part: &mut ScoringPart, problems: &mut Problems) {
    let id = table.text("id", problems);
    let words = table.text("reason", problems);
    let private = table.flag("private", problems).unwrap_or(false);
    let each = table.has("points_each");
    let rule = if each { read_per_signal(&mut table, part, problems) } else { read_when(&mut table, part, problems) };
    let written = Written {
        span: table.span.clone(),
        points: table.place(if each { "points_each" } else { "points" }),
        band: table.place(if table.has("between") { "between" } else { "at_least" }),
        private,
    };
    table.finish(problems);
    part.criteria.extend(id.clone());
    let (Some(id), Some(words), Some(rule)) = (id, words, rule) else {
        part.whole = false;
        return;
    };
    if private {
        part.private.criteria.push(id.value.clone());
    }
    part.card.criteria.push(Criterion { id: id.value, group, words: words.value, rule });
    part.written.push(written);
}

fn read_when(table: &mut Table<'_>, part: &mut ScoringPart, problems: &mut Problems) -> Option<Rule> {
    let mut gates = Gates { names: &part.names, asker: Asker::Criterion, asked: &mut part.asked, problems };
    let gate = gates.criterion(table);
    table.must_have("points", problems);
    let points = read_points(table, "points", problems)?;
    Some(Rule::When { gate: gate?, points })
}

fn read_per_signal(table: &mut Table<'_>, part: &mut ScoringPart, problems: &mut Problems) -> Option<Rule> {
    table.must_have("signal", problems);
    table.must_have("cap", problems);
    let signal = table.text("signal", problems);
    let each = read_points(table, "points_each", problems);
    let cap = table.number("cap", problems);
    let within = read_within(table, "within", problems);
    let decay = read_within(table, "decay", problems);
    if decay.0 > 0 && within >= decay {
        let help = "take `within` out, or make it shorter than `decay`".to_owned();
        let message = "`within` changes nothing: the points are gone before".to_owned();
        problems.warning("within_idle", &table.place("within"), message, help);
    }
    let (signal, each, cap) = (signal?, each?, cap?);
    if cap.value < each.0.abs() {
        let help = format!("write at least {}: the points of one time", each.0.abs());
        problems.error("bad_cap", &cap.span, format!("a cap of {} is less than one time gives", cap.value), help);
        return None;
    }
    if cap.value > MOST_POINTS {
        let help = format!("write a number from 1 to {MOST_POINTS}");
        problems.error("bad_cap", &cap.span, format!("`cap` is {}", cap.value), help);
        return None;
    }
    let condition = baton_scoring::Condition::Signal { name: signal.value.clone(), at_least: 1, within };
    part.asked.push(Asked { condition, span: table.span.clone(), subject: signal.span });
    Some(Rule::PerSignal(PerSignal { signal: signal.value, each, cap: Points(cap.value), within, decay }))
}

fn read_points(table: &mut Table<'_>, key: &'static str, problems: &mut Problems) -> Option<Points> {
    let points = table.number(key, problems)?;
    if points.value == 0 || points.value.saturating_abs() > MOST_POINTS {
        let help = format!("write a number from 1 to {MOST_POINTS}, or from -{MOST_POINTS} to -1");
        problems.error("bad_points", &points.span, format!("`{key}` is {}", points.value), help);
        return None;
    }
    Some(Points(points.value))
}

fn read_qualification(
    root: &mut Table<'_>,
    key: &'static str,
    asker: Asker,
    part: &mut ScoringPart,
    problems: &mut Problems,
) -> Gate {
    let table = root.table(key, problems);
    if !root.has(key) {
        return Gate::Any(Vec::new());
    }
    let mut gates = Gates { names: &part.names, asker, asked: &mut part.asked, problems };
    gates.gate(table).unwrap_or(Gate::Any(Vec::new()))
}

/// The page of a source that has none: no address holds a control character.
pub(crate) const NO_PAGE: &str = "\u{1}";

fn read_sources(root: &mut Table<'_>, part: &mut ScoringPart, problems: &mut Problems) {
    for mut table in root.tables("sources", problems) {
        let id = table.text("id", problems);
        let mut pages = read_pages(&mut table, problems);
        let is_channel = table.flag("channel", problems).unwrap_or(false);
        if is_channel {
            if !pages.is_empty() {
                let help = "take `pages` out, or write a source of its own for them".to_owned();
                problems.error("channel_with_pages", &table.place("pages"), "a channel has no pages".to_owned(), help);
            }
            pages = vec![NO_PAGE.to_owned()];
        }
        table.finish(problems);
        let Some(id) = id else { continue };
        part.sources.push((id.clone(), pages.is_empty()));
        part.card.sources.push(Source { id: id.value, pages });
    }
}
