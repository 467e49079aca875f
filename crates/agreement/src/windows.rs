//! The clock: windows and the ladder.

use core::ops::Range;

use baton_scoring::Seconds;

use crate::agreement::Windows;
use crate::duration::{parse, read_duration};
use crate::escalation::{Step, StepAt, StepKind};
use crate::keys::WINDOW_DAYS;
use crate::reader::{At, Problems, Table};

pub(crate) fn read_windows(root: &mut Table<'_>, problems: &mut Problems) -> (Windows, Vec<At<String>>) {
    let mut table = root.table("windows", problems);
    let first = table.text("first_response", problems);
    let first = first.and_then(|text| read_duration(&text, WINDOW_DAYS, problems));
    let mut by_source = Vec::new();
    let mut named = Vec::new();
    for (source, text) in table.named_texts("by_source", problems) {
        if let Some(window) = read_duration(&text, WINDOW_DAYS, problems) {
            by_source.push((source.value.clone(), window));
            named.push(source);
        }
    }
    table.finish(problems);
    (Windows { first_response: first.unwrap_or(Seconds(300)), by_source }, named)
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
