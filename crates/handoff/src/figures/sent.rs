//! The digest, sent when its week or month is over: to Slack channels and mailboxes that the agreement names.

use baton_agreement::{Agreement, DigestTo};
use baton_hours::Date;

use super::digest::{self, Digest};
use super::period::By;
use super::report;
use super::sketch::quantile;
use super::tally::Count;
use crate::arrival::Here;
use crate::log::{self, Entry, Kind};
use crate::outbox::Draft;
use crate::{Database, Ids, Millis, Problem, duration, erasure, mail, meta, outbox, slack, timers};

/// It goes at eight in the morning of the first day behind its period, in the desk's zone, in ms of the day.
const AT: Millis = Millis(8 * 3_600_000);
/// Stands where a lead's id does: no lead has it.
const NO_LEAD: &str = "digest";

/// A page of a few lines, before it is a message.
pub(crate) struct Sheet {
    /// Its title.
    pub title: String,
    /// The one thing to decide.
    pub question: String,
    /// What was found, a line each.
    pub lines: Vec<String>,
    /// The page itself.
    pub link: String,
}

/// Sets the timer for the next digest, or stops it where nobody is to be sent one. What was over before anybody wished
/// for it is not sent.
pub(crate) fn arrange(agreement: &Agreement, now: Millis, db: &mut dyn Database) -> Result<(), Problem> {
    if agreement.digest.is_empty() {
        By::BOTH.into_iter().try_for_each(|by| meta::forget(db, key(by)))?;
        return timers::stop_one(db, erasure::DESK, timers::DIGEST);
    }
    for by in By::BOTH {
        let (last, _) = digest::last_over(agreement.calendar().zone().date(now), by);
        meta::begin(db, key(by), last.days())?;
    }
    timers::set(db, erasure::DESK, timers::DIGEST, next(agreement, now))
}

/// Sends what is over and was not sent, and sets the timer for the next.
pub(crate) fn send_due(here: &Here<'_>, ids: &mut Ids, db: &mut dyn Database) -> Result<(), Problem> {
    let Some(agreement) = here.in_force.agreement.as_ref() else {
        return timers::set(db, erasure::DESK, timers::DIGEST, here.now + Millis(86_400_000));
    };
    if agreement.digest.is_empty() {
        return arrange(agreement, here.now, db);
    }
    for by in By::BOTH {
        let (from, to) = digest::last_over(report::today(here), by);
        if meta::get(db, key(by))?.is_some_and(|sent| sent >= from.days()) {
            continue;
        }
        send(here, agreement, (by, from, to), ids, db)?;
        meta::set(db, key(by), from.days())?;
    }
    timers::set(db, erasure::DESK, timers::DIGEST, next(agreement, here.now))
}

fn key(by: By) -> &'static str {
    match by {
        By::Week => "digest_week",
        By::Month => "digest_month",
    }
}

/// When the next week or month is over.
fn next(agreement: &Agreement, now: Millis) -> Millis {
    let zone = agreement.calendar().zone();
    let today = zone.date(now);
    let ends = By::BOTH.map(|by| by.whole(today).1.plus(1)).into_iter().min();
    zone.midnight(ends.unwrap_or(today.plus(1))) + AT
}

fn send(
    here: &Here<'_>,
    agreement: &Agreement,
    (by, from, to): (By, Date, Date),
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    let told = digest::digest(here, by, (from, to), db)?;
    // Links begin as those of the last lead do: the desk itself has no address. Without leads there is no meeting.
    let rows = db.query("SELECT edge_origin FROM leads ORDER BY seq DESC LIMIT 1", &[])?;
    let Some(row) = rows.first() else { return Ok(()) };
    let sheet = sheet(here, by, &told, row.text(0)?);
    let drafts: Vec<Draft> =
        digest::readers(here).iter().filter_map(|reader| draft(agreement, reader, &sheet, ids)).collect();
    outbox::put(db, here.now, &drafts)?;
    let kind = Kind::DigestSent { by: by.id().to_owned(), from: told.from, to: told.to };
    log::append(db, here.now, Some(here.in_force.version), &[Entry { lead: None, actor: "desk", kind }])
}

fn draft(agreement: &Agreement, reader: &DigestTo, sheet: &Sheet, ids: &mut Ids) -> Option<Draft> {
    let delivery = match reader {
        DigestTo::Slack(delivery) => delivery,
        DigestTo::Mail { by, .. } => by,
    };
    let endpoint = agreement.deliveries.iter().find(|endpoint| endpoint.id == *delivery)?;
    let id = ids.delivery();
    let body = match reader {
        DigestTo::Slack(_) => slack::sheet(sheet),
        DigestTo::Mail { address, .. } => mail::sheet(sheet, address, endpoint, &id)?,
    };
    Some(Draft {
        id,
        lead: NO_LEAD.to_owned(),
        endpoint: endpoint.id.clone(),
        kind: endpoint.kind.id(),
        secret: endpoint.secret.clone(),
        event: "digest",
        body,
        recipient: None,
        card: None,
        stands_for: None,
    })
}

fn sheet(here: &Here<'_>, by: By, told: &Digest, origin: &str) -> Sheet {
    let desk = here.desk.as_tag();
    let mut lines = vec![told.decide.because.clone()];
    lines.extend(lines_of(told));
    lines.retain(|line| !line.is_empty());
    Sheet {
        title: format!("{desk}: the {} from {} to {}", by.id(), told.from, told.to),
        question: told.decide.words.to_owned(),
        lines,
        link: format!("{origin}/desk/?desk={desk}#/report?digest={}&of={}", by.id(), told.from),
    }
}

fn lines_of(told: &Digest) -> Vec<String> {
    let (sums, before) = (&told.sums, &told.sums_before);
    let of = |count| sums.of(count);
    let mut lines = vec![format!("{} leads were handed over, {} before", of(Count::Leads), before.of(Count::Leads))];
    let human = sums.human();
    if let (Some(median), Some(most)) = (quantile(&human, 500), quantile(&human, 900)) {
        let [median, most] = [median, most].map(|ms| duration(Millis(ms)));
        lines.push(format!("First answer after {median} (median), nine of ten within {most}"));
    }
    let (met, missed) = (of(Count::Met), of(Count::Missed));
    if met + missed > 0 {
        let who: Vec<String> =
            told.missed().iter().map(|of| format!("{} ({} of {})", of.name, of.missed, of.ended)).collect();
        let who = if who.is_empty() { String::new() } else { format!(": {}", who.join(", ")) };
        lines.push(format!("{missed} of {} windows were missed{who}", met + missed));
    }
    let (accepted, rejected) = (of(Count::Accepted), of(Count::Rejected));
    if accepted + rejected > 0 {
        let why: Vec<String> =
            told.rejected().iter().map(|(code, times)| format!("{} ({times})", told.reason(code))).collect();
        let why = if why.is_empty() { String::new() } else { format!(": {}", why.join(", ")) };
        lines.push(format!("Sales accepted {accepted} and rejected {rejected}{why}"));
    }
    let won = of(Count::Won);
    if won > 0 {
        lines.push(format!("{won} were won, worth {}", of(Count::WonValue)));
    }
    lines
}
