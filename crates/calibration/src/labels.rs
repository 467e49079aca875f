//! Honest labels: which leads teach who buys, and which teach nothing yet.
//!
//! A lead counts when enough time has passed that its outcome would be known; one that is open is censored and
//! not lost; one that nobody worked, or reached too late, says nothing of its worth; and a reason of rejection
//! teaches what it is about.

use std::collections::BTreeMap;

use baton_scoring::{Seconds, fold};

use crate::columns::is_missing;
use crate::dates::{DAY, read_any};
use crate::outcome::reason_teaches;
use crate::past::Stored;
use crate::{Outcome, Past, Problem, Role, Teaches};

/// What a row is to the fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// Counts, and became what the file counts as success.
    Won,
    /// Counts, and did not.
    Lost,
    /// Left out: nobody knows yet.
    Open,
    /// Left out: too young for its outcome to be known.
    Young,
    /// Left out: nobody worked it.
    Unworked,
    /// Left out: sales reached it after the window.
    Missed,
    /// Left out: rejected for when it came, not for who it is.
    Timing,
    /// Left out: rejected for a reason that says nothing of who it is.
    Nothing,
    /// Left out: its outcome is empty or in words nobody knows.
    Unread,
}

impl Label {
    /// Every one, in the order they are told.
    pub const ALL: [Label; 9] = [
        Label::Won,
        Label::Lost,
        Label::Open,
        Label::Young,
        Label::Unworked,
        Label::Missed,
        Label::Timing,
        Label::Nothing,
        Label::Unread,
    ];

    /// Its name, for programs.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Label::Won => "won",
            Label::Lost => "lost",
            Label::Open => "open",
            Label::Young => "young",
            Label::Unworked => "unworked",
            Label::Missed => "missed_window",
            Label::Timing => "bad_timing",
            Label::Nothing => "teaches_nothing",
            Label::Unread => "not_understood",
        }
    }

    /// Why it counts or does not.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Label::Won => "won",
            Label::Lost => "lost, or rejected as the wrong fit",
            Label::Open => "still open: left out, not counted as lost",
            Label::Young => "too young for the outcome to be known",
            Label::Unworked => "nobody worked it: says nothing of its worth",
            Label::Missed => "sales missed the window: says nothing of its worth",
            Label::Timing => "rejected for the timing: teaches when, not who",
            Label::Nothing => "duplicate, spam or never reached: teaches nothing of fit",
            Label::Unread => "outcome empty or not understood",
        }
    }

    /// Whether it was won, of one that counts.
    #[must_use]
    pub fn won(self) -> Option<bool> {
        match self {
            Label::Won => Some(true),
            Label::Lost => Some(false),
            _ => None,
        }
    }
}

/// How long it takes until an outcome is known, fitted from the won leads of the file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Horizon {
    /// Half of the won leads took longer than so many days.
    pub median_days: f64,
    /// One in ten took longer: a lead younger than this is left out.
    pub days: f64,
}

/// The labels of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    /// A row's label.
    pub list: Vec<Label>,
    /// When each came in, where the file says it.
    pub created: Vec<Option<Seconds>>,
    /// How long outcomes take; none where the file has no dates of both ends.
    pub horizon: Option<Horizon>,
    /// What the outcome's labels were taken for.
    pub understood: Vec<(String, &'static str)>,
    /// Something the reader should see to.
    pub warnings: Vec<String>,
}

impl Labels {
    /// How many rows have a label.
    #[must_use]
    pub fn count(&self, label: Label) -> usize {
        self.list.iter().filter(|one| **one == label).count()
    }
}

/// Labels the rows of a file. `won` names labels that are success, where their words do not tell; `window` is the
/// time allowed until the first contact, if there is one.
///
/// # Errors
/// No column of outcomes, or none that was both won and lost.
pub fn label(past: &Past, won: &[String], window: Option<Seconds>) -> Result<Labels, Problem> {
    let Some(outcome) = past.column(Role::Outcome) else {
        let names: Vec<&str> = past.columns.list.iter().map(|column| column.name.as_str()).collect();
        return Err(Problem::new(
            "no_outcome",
            "no column tells what became of the leads",
            format!("name it: --outcome COLUMN, one of {}", names.join(", ")),
        ));
    };
    let mut labels = Labels::default();
    let outcomes = read_outcomes(outcome, won, &mut labels);
    labels.list = outcome.each(&outcomes, None).map(by_outcome).collect();
    by_reason(past, outcome, &outcomes, &mut labels);
    by_dates(past, window, &mut labels);
    let (won, lost) = (labels.count(Label::Won), labels.count(Label::Lost));
    if won == 0 || lost == 0 {
        let seen: Vec<&str> =
            outcome.words().iter().map(String::as_str).filter(|word| !is_missing(word)).take(6).collect();
        let found = format!("{won} leads were won and {lost} lost, of those that count");
        let help = format!("say which labels are won: --won LABEL; the column has {}", seen.join(", "));
        return Err(Problem::new("one_sided", found, help));
    }
    Ok(labels)
}

fn by_outcome(outcome: Option<Outcome>) -> Label {
    match outcome {
        Some(Outcome::Won) => Label::Won,
        Some(Outcome::Lost | Outcome::Rejected) => Label::Lost,
        Some(Outcome::Open | Outcome::Accepted) => Label::Open,
        Some(Outcome::Unworked) => Label::Unworked,
        None => Label::Unread,
    }
}

/// What each label of the outcome's column is.
fn read_outcomes(stored: &Stored, won: &[String], labels: &mut Labels) -> Vec<Option<Outcome>> {
    let won: Vec<String> = won.iter().map(|label| fold(label)).collect();
    let mut outcomes: Vec<Option<Outcome>> = stored.words().iter().map(|word| read_one(word, &won)).collect();
    let named = stored.words().iter().filter(|word| !is_missing(word)).count();
    let has = |outcomes: &[Option<Outcome>], side| outcomes.contains(&Some(side));
    if won.is_empty() && named == 2 && !(has(&outcomes, Outcome::Won) && has(&outcomes, Outcome::Lost)) {
        by_rarity(stored, &mut outcomes, labels);
    } else if !has(&outcomes, Outcome::Won) && has(&outcomes, Outcome::Lost) {
        // Only who was lost is named so; `Accepted` and the like are the best there is.
        for outcome in outcomes.iter_mut().filter(|outcome| **outcome == Some(Outcome::Accepted)) {
            *outcome = Some(Outcome::Won);
        }
    } else if !has(&outcomes, Outcome::Lost) && !has(&outcomes, Outcome::Rejected) {
        // `Won`, or nothing: an empty cell beside success is none.
        let empty = stored.words().iter().zip(&mut outcomes).filter(|(word, _)| is_missing(word));
        empty.for_each(|(_, outcome)| *outcome = Some(Outcome::Lost));
    }
    let told = stored.words().iter().zip(&outcomes).take(40);
    labels.understood =
        told.map(|(word, outcome)| (word.clone(), outcome.map_or("not understood", Outcome::id))).collect();
    outcomes
}

fn read_one(word: &str, won: &[String]) -> Option<Outcome> {
    if won.is_empty() {
        return Outcome::read(word);
    }
    if won.contains(&fold(word)) {
        return Some(Outcome::Won);
    }
    match Outcome::read(word) {
        _ if is_missing(word) => None,
        Some(Outcome::Won) | None => Some(Outcome::Lost),
        other => other,
    }
}

/// Two labels that nobody knows: success is the rarer one, and the reader is told so.
fn by_rarity(stored: &Stored, outcomes: &mut [Option<Outcome>], labels: &mut Labels) {
    let mut counts = vec![0_usize; stored.words().len()];
    for code in &stored.codes {
        if let Some(count) = usize::try_from(*code).ok().and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    let mut two: Vec<(usize, usize)> = stored
        .words()
        .iter()
        .zip(&counts)
        .enumerate()
        .filter(|(_, (word, _))| !is_missing(word))
        .map(|(at, (_, n))| (*n, at))
        .collect();
    two.sort_unstable();
    for ((_, at), side) in two.iter().zip([Outcome::Won, Outcome::Lost]) {
        if let Some(outcome) = outcomes.get_mut(*at) {
            *outcome = Some(side);
        }
    }
    let rarer = two.first().and_then(|(_, at)| stored.words().get_index(*at)).map_or("", String::as_str);
    labels
        .warnings
        .push(format!("`{rarer}` is taken for won, because it is the rarer label; say otherwise with --won LABEL"));
}

fn by_reason(past: &Past, outcome: &Stored, outcomes: &[Option<Outcome>], labels: &mut Labels) {
    let Some(reasons) = past.column(Role::Reason) else { return };
    let teaches: Vec<Option<Teaches>> =
        reasons.words().iter().map(|word| (!is_missing(word)).then(|| reason_teaches(word))).collect();
    let rows = labels.list.iter_mut().zip(outcome.each(outcomes, None)).zip(reasons.each(&teaches, None));
    for ((label, outcome), teaches) in rows {
        if !matches!(outcome, Some(Outcome::Rejected | Outcome::Lost)) || *label != Label::Lost {
            continue;
        }
        match teaches {
            Some(Teaches::Timing) => *label = Label::Timing,
            Some(Teaches::Nothing) => *label = Label::Nothing,
            Some(Teaches::Fit) | None => {}
        }
    }
}

/// Where the file has dates: leads nobody reached or reached too late, and those that are too young.
fn by_dates(past: &Past, window: Option<Seconds>, labels: &mut Labels) {
    let created = instants(past, Role::Created);
    let contacted = instants(past, Role::FirstContact);
    let closed = instants(past, Role::Closed);
    if let (Some(created), Some(contacted)) = (&created, &contacted) {
        by_contact(past, created, contacted, window, labels);
    }
    if let (Some(created), Some(closed)) = (&created, &closed) {
        by_age(created, closed, labels);
    }
    labels.created = created.unwrap_or_default();
}

fn by_contact(
    past: &Past,
    created: &[Option<Seconds>],
    contacted: &[Option<Seconds>],
    window: Option<Seconds>,
    labels: &mut Labels,
) {
    // A column that is mostly empty is one that nobody keeps: its gaps prove nothing.
    let kept = contacted.iter().flatten().count() * 4 >= contacted.len();
    let attempts = past.column(Role::Attempts).map(|stored| {
        let some: Vec<bool> =
            stored.words().iter().map(|word| crate::columns::number(word).is_some_and(|n| n > 0.0)).collect();
        stored.each(&some, false).collect::<Vec<bool>>()
    });
    for (at, label) in labels.list.iter_mut().enumerate().filter(|(_, label)| label.won().is_some()) {
        let attempted = attempts.as_ref().and_then(|attempts| attempts.get(at)).copied().unwrap_or(false);
        match (created.get(at).copied().flatten(), contacted.get(at).copied().flatten()) {
            (_, None) if kept && !attempted && *label == Label::Lost => *label = Label::Unworked,
            (Some(came), Some(reached)) if window.is_some_and(|window| reached.0 - came.0 > window.0) => {
                *label = Label::Missed
            }
            _ => {}
        }
    }
}

/// The horizon and who is younger than it when the file ends.
fn by_age(created: &[Option<Seconds>], closed: &[Option<Seconds>], labels: &mut Labels) {
    let pairs = || labels.list.iter().zip(created.iter().zip(closed));
    let mut took: Vec<i64> = pairs()
        .filter(|(label, _)| **label == Label::Won)
        .filter_map(|(_, (came, went))| Some(went.as_ref()?.0 - came.as_ref()?.0).filter(|took| *took >= 0))
        .collect();
    if took.len() < FEWEST_FOR_HORIZON {
        return;
    }
    took.sort_unstable();
    let at = |share: usize| took.get(took.len() * share / 100).copied().unwrap_or_default();
    let horizon = at(90);
    let last = created.iter().chain(closed).flatten().map(|at| at.0).max().unwrap_or_default();
    for (label, came) in labels.list.iter_mut().zip(created) {
        if label.won().is_some() && came.is_some_and(|came| last - came.0 < horizon) {
            *label = Label::Young;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "days of a file")]
    let days = |seconds: i64| seconds as f64 / DAY as f64;
    labels.horizon = Some(Horizon { median_days: days(at(50)), days: days(horizon) });
}

/// Won leads with both dates before a horizon is fitted: below this it would be a guess.
const FEWEST_FOR_HORIZON: usize = 20;

fn instants(past: &Past, role: Role) -> Option<Vec<Option<Seconds>>> {
    let at = past.columns.of(role)?;
    let order = past.columns.list.get(at)?.dates.unwrap_or_default();
    let stored = past.store.get(at)?;
    let mut known: BTreeMap<&str, Option<Seconds>> = BTreeMap::new();
    let read: Vec<Option<Seconds>> =
        stored.words().iter().map(|word| *known.entry(word).or_insert_with(|| read_any(word, order))).collect();
    Some(stored.each(&read, None).collect())
}

#[cfg(test)]
mod tests {
    use super::{Label, Seconds, label};
    use crate::past::{Past, Said};

    fn read(text: &str) -> Past {
        Past::read(text.as_bytes(), &Said::default(), 10_000, &mut |_, _| Ok(())).unwrap()
    }

    #[test]
    fn only_what_is_known_teaches() {
        let past = read(
            "created,first contact,lead status,rejection reason,attempts\n\
             2026-01-01,2026-01-01 00:05,Won,,1\n2026-01-02,2026-01-02 01:00,Lost,,2\n2026-01-03,2026-01-03,Rejected,bad timing,1\n\
             2026-01-03,2026-01-03,Rejected,duplicate,1\n2026-01-03,2026-01-03,Rejected,too small,1\n2026-01-03,,Lost,,0\n\
             2026-01-03,2026-01-09,Lost,,1\n2026-01-04,2026-01-04,Open,,1\n2026-01-04,2026-01-04,whatever,,1\n",
        );
        let labels = label(&past, &[], Some(Seconds(86_400))).unwrap();
        use Label::{Lost, Missed, Nothing, Open, Timing, Unread, Unworked, Won};
        assert_eq!(labels.list, [Won, Lost, Timing, Nothing, Lost, Unworked, Missed, Open, Unread]);
    }

    #[test]
    fn a_horizon_is_fitted_and_the_young_are_left_out() {
        // Won takes ten days; the last leads are lost at once, because who buys has not decided yet.
        let mut text = "created,closed,won\n".to_owned();
        for day in 1..=28 {
            text += &format!(
                "2026-01-{day:02},2026-02-{:02},1\n2026-01-{day:02},2026-01-{day:02},0\n",
                (day + 10 - 31_i32).max(1)
            );
        }
        text += "2026-02-07,2026-02-07,0\n";
        let past = read(&text);
        let labels = label(&past, &[], None).unwrap();
        let horizon = labels.horizon.unwrap();
        assert!(horizon.days > 10.0 && horizon.median_days > 9.0, "{horizon:?}");
        assert_eq!(labels.list.last(), Some(&Label::Young));
        assert_eq!(labels.list.first(), Some(&Label::Won));
    }

    #[test]
    fn labels_nobody_knows_are_told_or_guessed() {
        let past = read("income,age\n>50K,1\n<=50K,2\n<=50K,3\n");
        assert_eq!(label(&past, &[], None).unwrap_err().code, "no_outcome");
        let said = Said { outcome: Some("income".into()), ..Said::default() };
        let past =
            Past::read("income,age\n>50K,1\n<=50K,2\n<=50K,3\n".as_bytes(), &said, 10, &mut |_, _| Ok(())).unwrap();
        let guessed = label(&past, &[], None).unwrap();
        assert_eq!(guessed.list, [Label::Won, Label::Lost, Label::Lost]);
        assert_eq!(guessed.warnings.len(), 1);
        let told = label(&past, &["<=50k".to_owned()], None).unwrap();
        assert_eq!(told.list, [Label::Lost, Label::Won, Label::Won]);
        assert_eq!(told.warnings.len(), 0);
    }
}
