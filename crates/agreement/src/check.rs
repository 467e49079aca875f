//! From the text to the agreement, with every problem on the way.

use baton_hours::Date;
use core::ops::Range;

use toml::de::DeTable;

use crate::agreement::{Agreement, CompiledCard, Rep, RepId};
use crate::cross_check::cross_check;
use crate::handoff_part::read_handoff;
use crate::hours::Calendars;
use crate::keys::ROOT;
use crate::problem::{Problem, Severity};
use crate::reader::{At, Problems, Table};
use crate::scoring_part::read_scoring;

/// What a check found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The agreement; there unless a problem is an error.
    pub agreement: Option<Agreement>,
    /// All problems, in the order of the text.
    pub problems: Vec<Problem>,
}

/// Reads the text of an agreement, checks it and compiles it.
///
/// Nothing is said of dates in the past: see [`check_on`].
#[must_use]
pub fn check(source: &str) -> Checked {
    check_on(source, None)
}

/// Reads the text of an agreement, checks it as of a day and compiles it.
#[must_use]
pub fn check_on(source: &str, today: Option<Date>) -> Checked {
    let (document, syntax) = DeTable::parse_recoverable(source);
    let mut problems = Problems::default();
    for error in &syntax {
        let span = error.span().unwrap_or(0..0);
        let help = "this is not TOML; see the example agreement for how it is written".to_owned();
        problems.error("not_toml", &span, error.message().to_lowercase(), help);
    }
    let mut root = Table::new("", first_key(source, document.get_ref()), &ROOT, Some(document.get_ref()));
    let agreement = read(&mut root, today, &mut problems);
    root.finish(&mut problems);
    if !syntax.is_empty() {
        // What cannot be parsed leaves holes; to tell those as missing keys would mislead.
        problems.0.retain(|problem| problem.severity == Severity::Error && !HOLES.contains(&problem.code));
    }
    let mut problems = problems.0;
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    problems.dedup();
    let stopped = problems.iter().any(|problem| problem.severity == Severity::Error);
    Checked { agreement: agreement.filter(|_| !stopped), problems }
}

/// Where what concerns the whole file is told: at its first key, behind the comments.
fn first_key(source: &str, document: &DeTable<'_>) -> Range<usize> {
    let first = document.iter().map(|(key, _)| key.span()).min_by_key(|span| span.start);
    first.unwrap_or(0..source.lines().next().map_or(0, str::len))
}

/// What is told of a text with holes although nothing is missing in it.
const HOLES: [&str; 4] = ["missing_key", "no_tiers", "no_last_offer", "no_last_route"];

fn read(root: &mut Table<'_>, today: Option<Date>, problems: &mut Problems) -> Option<Agreement> {
    let name = root.text("name", problems);
    let owner = root.text("owner", problems);
    let review_by = root.date("review_by", problems);
    let language = root.text("language", problems).unwrap_or(At { value: "en".to_owned(), span: 0..0 });
    let scoring = read_scoring(root, name.as_ref().map_or("", |name| &name.value), &language.value, problems);
    let handoff = read_handoff(root, &scoring.names, problems);
    cross_check(owner.as_ref(), &scoring, &handoff, &language.value, problems);
    if let (Some(review_by), Some(today)) = (&review_by, today) {
        check_review(review_by, today, problems);
    }
    let public = scoring.card.public(&scoring.private);
    let reps: Vec<Rep> = handoff.reps.into_iter().map(|written| written.rep).collect();
    Some(Agreement {
        name: name?.value,
        owner: RepId::new(owner?.value),
        review_by: review_by?.value,
        language: language.value,
        site: handoff.site,
        full: CompiledCard::of(&scoring.card),
        public: CompiledCard::of(&public),
        card: scoring.card,
        private: scoring.private,
        share_of: scoring.share_of,
        checklists: scoring.names.checklists,
        booking: handoff.booking,
        calendars: Calendars::of(&handoff.hours.desk, &handoff.hours.own, reps.iter()),
        hours: handoff.hours.desk,
        holidays: handoff.hours.own,
        reps,
        pools: handoff.pools.into_iter().map(|written| written.pool).collect(),
        routes: handoff.routes.into_iter().map(|(_, _, route)| route).collect(),
        returning: handoff.returning,
        privacy: handoff.privacy,
        approval: handoff.approval,
        accounts: handoff.accounts.into_iter().map(|written| written.account).collect(),
        windows: handoff.windows,
        escalation: handoff.escalation.into_iter().map(|(_, step)| step).collect(),
        handoff: handoff.ritual.rules,
        reasons: handoff.ritual.reasons,
        report: handoff.report,
        digest: handoff.digest,
        secrets: handoff.secrets,
        deliveries: handoff.deliveries.into_iter().map(|(_, endpoint)| endpoint).collect(),
    })
}

/// Rules that nobody reviewed grow old; after a quarter more they are hardly anybody's.
fn check_review(review_by: &At<String>, today: Date, problems: &mut Problems) {
    let Some(due) = Date::parse(&review_by.value) else { return };
    let late = due.days_until(today);
    if late <= 0 {
        return;
    }
    let days = if late == 1 { "1 day ago".to_owned() } else { format!("{late} days ago") };
    let help = "look at it together, marketing and sales, and write the next date".to_owned();
    if late > QUARTER {
        let message = format!("nobody reviewed this agreement for more than a quarter: it was due {days}");
        problems.warning("review_overdue", &review_by.span, message, help);
    } else {
        problems.warning("review_due", &review_by.span, format!("this agreement was to be reviewed {days}"), help);
    }
}

/// Days.
const QUARTER: i64 = 92;
