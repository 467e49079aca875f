//! Timers are rows; the alarm is only the wake-up call for the earliest.

use crate::arrival::Here;
use crate::database::params;
use crate::leads::{self, Stored};
use crate::log::{self, Entry, Kind};
use crate::message::Notice;
use crate::outbox::{self, Draft};
use crate::{Database, Fault, Ids, Millis, Problem, Row, links};

/// The end of the first-response window.
pub(crate) const FIRST_RESPONSE: &str = "first_response";
/// So many timers are run for one alarm; the rest are still due, so it rings again at once.
const MOST: i64 = 100;
/// A timer that cannot be run is tried again after this pause, doubled with every failure.
const PAUSE: i64 = 60_000;

/// Sets a timer. Setting it twice is setting it once.
pub(crate) fn set(db: &mut dyn Database, lead: &str, kind: &str, due_at: Millis) -> Result<(), Problem> {
    db.execute(
        "INSERT INTO timers (lead, kind, due_at, failures) VALUES (?, ?, ?, 0) ON CONFLICT (lead, kind) DO UPDATE SET due_at = excluded.due_at",
        &params![lead, kind, due_at],
    )?;
    Ok(())
}

/// Stops a timer, if it is set.
pub(crate) fn stop(db: &mut dyn Database, lead: &str, kind: &str) -> Result<(), Problem> {
    db.execute("DELETE FROM timers WHERE lead = ? AND kind = ?", &params![lead, kind])?;
    Ok(())
}

/// When the desk has to do something next: a timer, or a message that may be sent.
pub(crate) fn next_due(db: &mut dyn Database) -> Result<Option<Millis>, Problem> {
    let rows = db.query(
        "SELECT min(at) FROM (
            SELECT min(due_at) AS at FROM timers UNION ALL
            SELECT min(next_at) FROM deliveries WHERE next_at IS NOT NULL)",
        &[],
    )?;
    rows.first().map_or(Ok(None), |row| row.optional_millis(0))
}

/// A timer that is due.
struct Timer {
    lead: String,
    kind: String,
    failures: i64,
}

/// Runs every timer that is due.
///
/// Each is decided before anything of it is written, so one whose record cannot be read leaves
/// nothing half done: it is put off, and the others run. A failure of the database itself is
/// passed on and undoes the event.
pub(crate) fn run(here: &Here<'_>, ids: &mut Ids, db: &mut dyn Database) -> Result<(), Problem> {
    let rows = db.query(
        "SELECT lead, kind, failures FROM timers WHERE due_at <= ? ORDER BY due_at, lead LIMIT ?",
        &params![here.now, MOST],
    )?;
    let timer =
        |row: &Row| Ok::<_, Problem>(Timer { lead: row.string(0)?, kind: row.string(1)?, failures: row.integer(2)? });
    for row in &rows {
        let timer = timer(row)?;
        match decide(here, &timer, ids, db) {
            Ok(miss) => {
                stop(db, &timer.lead, &timer.kind)?;
                if let Some(miss) = miss {
                    miss.write(here, db)?;
                }
            }
            Err(problem) if problem.fault == Fault::Record => put_off(here, &timer, &problem, db)?,
            Err(problem) => return Err(problem),
        }
    }
    Ok(())
}

/// What a due timer comes to. Reads only.
fn decide(here: &Here<'_>, timer: &Timer, ids: &mut Ids, db: &mut dyn Database) -> Result<Option<Miss>, Problem> {
    if timer.kind != FIRST_RESPONSE {
        return Err(Problem::record("unknown_timer", format_args!("timer `{}` of lead `{}`", timer.kind, timer.lead)));
    }
    let lead = leads::find(db, &timer.lead)?;
    let lead = lead.ok_or_else(|| Problem::record("timer_without_lead", format_args!("lead `{}`", timer.lead)))?;
    Ok(Miss::of(here, &lead, ids))
}

/// A window that was missed, ready to be written.
pub(crate) struct Miss {
    lead: String,
    due_at: Millis,
    kind: Kind,
    drafts: Vec<Draft>,
}

impl Miss {
    /// The miss of a lead, if its window is over, unanswered and not yet written down as missed.
    pub fn of(here: &Here<'_>, lead: &Stored, ids: &mut Ids) -> Option<Miss> {
        let due_at = lead.due_at.filter(|due| !crate::windows::in_time(*due, here.now))?;
        if lead.met_at.is_some() || lead.missed_at.is_some() {
            return None;
        }
        let (owner, name) = lead.owner.clone()?;
        let link = links::link(here.desk, &lead.edge_origin, here.in_force.key.as_ref(), &lead.id, &owner, here.now);
        let kind = Kind::WindowMissed { due_at: due_at.0, owner, name };
        let notice = Notice {
            kind: &kind,
            at: here.now,
            desk: here.desk,
            agreement: here.in_force.version,
            edge_origin: &lead.edge_origin,
            lead: lead.about(),
            link,
        };
        let drafts = notice.drafts(here.in_force.agreement.as_ref(), ids);
        Some(Miss { lead: lead.id.clone(), due_at, kind, drafts })
    }

    /// Writes it down. The window was missed when it ended, however late the alarm rang.
    pub fn write(self, here: &Here<'_>, db: &mut dyn Database) -> Result<(), Problem> {
        db.execute("UPDATE leads SET missed_at = ? WHERE id = ?", &params![self.due_at, &self.lead])?;
        let entry = Entry { lead: Some(&self.lead), actor: "desk", kind: self.kind };
        log::append(db, here.now, Some(here.in_force.version), &[entry])?;
        outbox::put(db, here.now, &self.drafts)
    }
}

fn put_off(here: &Here<'_>, timer: &Timer, problem: &Problem, db: &mut dyn Database) -> Result<(), Problem> {
    let doubled = u32::try_from(timer.failures.clamp(0, 6)).unwrap_or(0);
    let pause = Millis(PAUSE << doubled);
    db.execute(
        "UPDATE timers SET due_at = ?, failures = failures + 1 WHERE lead = ? AND kind = ?",
        &params![here.now + pause, &timer.lead, &timer.kind],
    )?;
    let kind = Kind::TimerFailed { timer: timer.kind.clone(), code: problem.code.to_owned() };
    log::append(db, here.now, Some(here.in_force.version), &[Entry { lead: Some(&timer.lead), actor: "desk", kind }])
}
