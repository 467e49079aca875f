//! The clock: windows and the ladder.

use core::ops::Range;

use baton_scoring::Seconds;

use crate::agreement::{Window, WindowTime, Windows};
use crate::duration::{parse, read_duration};
use crate::escalation::{Step, StepAt, StepKind};
use crate::keys::WINDOW_DAYS;
use crate::reader::{At, Problems, Table, TextOrTable};

pub(crate) fn read_windows(
    root: &mut Table<'_>,
    has_hours: bool,
    problems: &mut Problems,
) -> (Windows, Vec<At<String>>) {
    let mut table = root.table("windows", problems);
    let first = table.text("first_response", problems);
    let first = first.and_then(|text| read_duration(&text, WINDOW_DAYS, problems));
    let mut by_source = Vec::new();
    let mut named = Vec::new();
    let time = read_time(&mut table, has_hours, problems).unwrap_or(WindowTime::RoundTheClock);
    for (source, written) in table.named_texts_or_tables("by_source", problems) {
        let (within, own) = match written {
            TextOrTable::Text(text) => (Some(text), None),
            TextOrTable::Table(mut inner) => {
                let read = (inner.text("within", problems), read_time(&mut inner, has_hours, problems));
                inner.finish(problems);
                read
            }
        };
        if let Some(within) = within.and_then(|text| read_duration(&text, WINDOW_DAYS, problems)) {
            by_source.push((source.value.clone(), Window { within, time: own.unwrap_or(time) }));
            named.push(source);
        }
    }
    table.finish(problems);
    // TOML puts tables behind texts, so their order says nothing.
    by_source.sort_by(|(one, _), (other, _)| one.cmp(other));
    (Windows { first_response: first.unwrap_or(Seconds(300)), time, by_source }, named)
}

fn read_time(table: &mut Table<'_>, has_hours: bool, problems: &mut Problems) -> Option<WindowTime> {
    let written = table.text("in", problems)?;
    let found = WindowTime::ALL.into_iter().find(|time| time.id() == written.value);
    match found {
        None => problems.unknown("unknown_time", "time for a window", &written, WindowTime::ALL.map(WindowTime::id)),
        Some(WindowTime::WorkingHours) if !has_hours => {
            let help = "write [hours] with `zone` and `mon_to_fri`".to_owned();
            let message = "without [hours] the desk works round the clock".to_owned();
            problems.warning("no_hours", &written.span, message, help);
        }
        Some(_) => {}
    }
    found
}

/// The ladder, with the place of each step's time.
pub(crate) fn read_escalation(root: &mut Table<'_>, problems: &mut Problems) -> Vec<(Range<usize>, Step)> {
    let mut steps = Vec::new();
    for mut table in root.tables("escalation", problems) {
        if steps.is_empty() {
            let message = "the desk does not act on the ladder yet: no step of it will be taken".to_owned();
            let help = "a missed window is told to the owner; keep the ladder for later, or take it out".to_owned();
            problems.warning("not_in_force", &table.span, message, help);
        }
        let at = table.text("at", problems);
        let does = table.text("do", problems);
        table.finish(problems);
        let does = does.and_then(|does| read_kind(&does, problems));
        let (Some(at), Some(does)) = (at, does) else { continue };
        if let Some(due) = read_at(&at, problems) {
            steps.push((at.span, Step { at: due, does }));
        }
    }
    steps
}

fn read_kind(written: &At<String>, problems: &mut Problems) -> Option<StepKind> {
    let kind = StepKind::ALL.into_iter().find(|kind| kind.id() == written.value);
    if kind.is_none() {
        problems.unknown("unknown_step", "step", written, StepKind::ALL.map(StepKind::id));
    }
    kind
}

fn read_at(at: &At<String>, problems: &mut Problems) -> Option<StepAt> {
    let share = at.value.strip_suffix('%').and_then(|number| number.trim().parse::<u32>().ok());
    let found = match (share, parse(&at.value)) {
        (Some(percent @ 0..=1_000), _) => Some(StepAt::Share(percent)),
        (_, Some(seconds @ 0..)) if seconds <= WINDOW_DAYS * 86_400 => Some(StepAt::After(Seconds(seconds))),
        _ => None,
    };
    if found.is_none() {
        let help = "write a share of the window, `50%`, or a time after its start, `3m`".to_owned();
        problems.error("bad_step", &at.span, format!("`{}` is not a time in a window", at.value), help);
    }
    found
}
