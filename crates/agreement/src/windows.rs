//! The clock: windows and the ladder.

use core::ops::Range;

use baton_scoring::Seconds;

use crate::agreement::{Window, WindowTime, Windows};
use crate::duration::{parse, read_duration};
use crate::escalation::{Step, StepAt, StepKind};
use crate::keys::WINDOW_DAYS;
use crate::reader::{At, Problems, Table};

/// What holds of the desk's own clock where nothing is written: a receipt takes milliseconds, a
/// message to a rep perhaps a second; a minute is a receiver that was down.
const OFFERED: Seconds = Seconds(10);
const TOLD: Seconds = Seconds(60);
/// Leads that nobody did anything with for two days are lost to sales.
const RETURN_AFTER: Seconds = Seconds(48 * 3_600);
/// From the fifth attempt on hardly anybody answers any more.
const ATTEMPTS: u32 = 5;

/// The sources and tiers that windows name.
#[derive(Default)]
pub(crate) struct WindowNames {
    pub sources: Vec<At<String>>,
    pub tiers: Vec<At<String>>,
}

pub(crate) fn read_windows(root: &mut Table<'_>, has_hours: bool, problems: &mut Problems) -> (Windows, WindowNames) {
    let mut table = root.table("windows", problems);
    let mut names = WindowNames::default();
    let runs = read_time(&mut table, has_hours, problems).unwrap_or(WindowTime::RoundTheClock);
    let response = ["first_response", "by_source", "by_tier"];
    let attempt = ["first_attempt", "attempt_by_source", "attempt_by_tier"];
    let contact = ["first_contact", "contact_by_source", "contact_by_tier"];
    let mut window = |keys| read_window(&mut table, keys, &mut names, problems);
    let first_response = window(response).unwrap_or(Window::of_all(Seconds(300)));
    let (first_attempt, first_contact) = (window(attempt), window(contact));
    let mut time = |key| {
        let text = table.text(key, problems);
        text.and_then(|text| read_duration(&text, WINDOW_DAYS, problems))
    };
    let (offered, told) = (time("offered"), time("told"));
    let (return_after, offline_after_miss) = (time("return_to_marketing_after"), time("offline_after_miss"));
    let returns = table.flag("return_to_marketing", problems).unwrap_or(true);
    let attempts = table.number("attempts_before_nurture", problems);
    table.finish(problems);
    if let Some(attempts) = attempts.as_ref().filter(|attempts| !(1..=100).contains(&attempts.value)) {
        let help = "write a whole number from 1 to 100".to_owned();
        problems.error("bad_attempts", &attempts.span, format!("{} attempts", attempts.value), help);
    }
    let attempts = attempts.and_then(|attempts| u32::try_from(attempts.value).ok());
    let windows = Windows {
        time: runs,
        offered: offered.unwrap_or(OFFERED),
        told: told.unwrap_or(TOLD),
        first_response,
        first_attempt,
        first_contact,
        return_after: returns.then_some(return_after.unwrap_or(RETURN_AFTER)),
        attempts_before_nurture: attempts.unwrap_or(ATTEMPTS).max(1),
        offline_after_miss,
    };
    (windows, names)
}

/// One window: its time, and the times of the named sources and tiers.
fn read_window(
    table: &mut Table<'_>,
    [usual, by_source, by_tier]: [&'static str; 3],
    names: &mut WindowNames,
    problems: &mut Problems,
) -> Option<Window> {
    let text = table.text(usual, problems);
    let written = text.is_some();
    let usual_time = text.and_then(|text| read_duration(&text, WINDOW_DAYS, problems));
    let mut named = |key, into: &mut Vec<At<String>>| {
        let mut times = Vec::new();
        for (name, text) in table.named_texts(key, problems) {
            if let Some(time) = read_duration(&text, WINDOW_DAYS, problems) {
                times.push((name.value.clone(), time));
                into.push(name);
            }
        }
        times
    };
    let sources = names.sources.len();
    let by_source = named(by_source, &mut names.sources);
    let tiers = names.tiers.len();
    let by_tier = named(by_tier, &mut names.tiers);
    if !written && usual != "first_response" {
        let first = names.sources.get(sources).or(names.tiers.get(tiers));
        if let Some(first) = first {
            let help = format!("write `{usual}` for the leads that are not named");
            problems.error("no_usual_window", &first.span, format!("there is no `{usual}`"), help);
        }
    }
    usual_time.map(|usual| Window { usual, by_source, by_tier })
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
