//! Timers are rows; the alarm is only the wake-up call for the earliest.

use crate::arrival::Here;
use crate::database::params;
use crate::endpoints::DUE;
use crate::log::{self, Entry, Kind};
use crate::plan::Plan;
use crate::{Database, Fault, Ids, Millis, Problem, Row, climb, erasure, figures, leads, leaving, nudge, search};

/// The next rung of the ladder while nobody has answered: the end of the window is one of them.
/// One row a lead, so that the intake sets one timer however long the ladder is.
pub(crate) const FIRST_RESPONSE: &str = "first_response";
/// The promised next step is due.
pub(crate) const PROMISE: &str = "promise";
/// Nothing is promised: so long nothing may happen.
pub(crate) const QUIET: &str = "quiet";
/// Its owner has left the agreement: somebody else gets it.
pub(crate) const OWNER_LEFT: &str = "owner_left";
/// Leads that are older than the agreement keeps them are looked for. It is the desk's own: of no lead.
pub(crate) const RETENTION: &str = "retention";
/// Leads that came before figures were kept are counted. The desk's own, too.
pub(crate) const FIGURES: &str = "figures";
/// A week or a month is over: whom the agreement names is sent the digest. The desk's own, too.
pub(crate) const DIGEST: &str = "digest";
/// Lines of a log that came before they were chained are linked. The desk's own, too.
pub(crate) const CHAIN: &str = "chain";
/// Leads get the words they are found by. The desk's own, too.
pub(crate) const WORDS: &str = "words";
/// Keys that leads are found by are put to the others. The desk's own, too.
pub(crate) const KEYS: &str = "keys";
/// Days of figures that are over are added up. The desk's own, too.
pub(crate) const BLOCKS: &str = "figure_blocks";
/// The owner wished to be reminded. It stands beside the others: no clock stops for it.
pub(crate) const SNOOZE: &str = "snooze";
/// Between two slices of work that fills the time, in ms: leads come in meanwhile. Were it none, the alarm would
/// leave it to the object itself for seconds, and a long rush would outrun it.
pub(crate) const BREATH: Millis = Millis(20);
/// So many timers are run for one alarm; the rest are still due, so it rings again at once.
pub(crate) const MOST: i64 = 100;
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

/// Stops every timer of a lead.
pub(crate) fn stop(db: &mut dyn Database, lead: &str) -> Result<(), Problem> {
    db.execute("DELETE FROM timers WHERE lead = ?", &params![lead])?;
    Ok(())
}

/// Stops one timer.
pub(crate) fn stop_one(db: &mut dyn Database, lead: &str, kind: &str) -> Result<(), Problem> {
    db.execute("DELETE FROM timers WHERE lead = ? AND kind = ?", &params![lead, kind])?;
    Ok(())
}

/// Whether that timer is set.
pub(crate) fn is_set(db: &mut dyn Database, lead: &str, kind: &str) -> Result<bool, Problem> {
    Ok(!db.query("SELECT 1 FROM timers WHERE lead = ? AND kind = ?", &params![lead, kind])?.is_empty())
}

/// Sets the one timer of a lead in the place of whichever it had. Who is put off stays so.
pub(crate) fn replace(db: &mut dyn Database, lead: &str, kind: &str, due_at: Millis) -> Result<(), Problem> {
    db.execute("DELETE FROM timers WHERE lead = ? AND kind <> ?", &params![lead, SNOOZE])?;
    set(db, lead, kind, due_at)
}

/// When the desk has to do something next: a timer, or a message that may be sent.
pub(crate) fn next_due(db: &mut dyn Database) -> Result<Option<Millis>, Problem> {
    let sql =
        format!("SELECT min(at) FROM (SELECT min(due_at) AS at FROM timers UNION ALL SELECT min(at) FROM ({DUE}))");
    let rows = db.query(&sql, &[])?;
    rows.first().map_or(Ok(None), |row| row.optional_millis(0))
}

/// A timer that is due.
struct Timer {
    lead: String,
    kind: String,
    failures: i64,
}

impl Timer {
    /// Reads lead, kind and failures.
    fn of(row: &Row) -> Result<Timer, Problem> {
        Ok(Timer { lead: row.string(0)?, kind: row.string(1)?, failures: row.integer(2)? })
    }
}

/// Runs the timers that are due, the earliest first and at most so many.
///
/// Each is decided before anything of it is written, so one whose record cannot be read leaves
/// nothing half done: it is put off, and the others run. A failure of the database itself is
/// passed on and undoes the event.
pub(crate) fn run(here: &Here<'_>, most: i64, ids: &mut Ids, db: &mut dyn Database) -> Result<(), Problem> {
    let rows = db.query(
        "SELECT lead, kind, failures FROM timers WHERE due_at <= ? ORDER BY due_at, lead LIMIT ?",
        &params![here.now, most],
    )?;
    for row in &rows {
        let timer = Timer::of(row)?;
        match timer.kind.as_str() {
            RETENTION => erasure::keep_no_longer(here, db)?,
            FIGURES => figures::catch_up(here.now, db)?,
            BLOCKS => figures::blocks::add_up(here.now, db)?,
            DIGEST => figures::sent::send_due(here, ids, db)?,
            CHAIN => log::chain::catch_up(here.now, db)?,
            KEYS => here.recent.settle(here, db)?,
            WORDS => search::catch_up(here, db)?,
            _ => match decide(here, &timer, ids, db) {
                Ok(plan) => plan.write(here, db)?,
                Err(problem) if problem.fault == Fault::Record => put_off(here, &timer, &problem, db)?,
                Err(problem) => return Err(problem),
            },
        }
    }
    Ok(())
}

/// What a due timer comes to. Reads only.
fn decide(here: &Here<'_>, timer: &Timer, ids: &mut Ids, db: &mut dyn Database) -> Result<Plan, Problem> {
    if ![FIRST_RESPONSE, PROMISE, QUIET, OWNER_LEFT, SNOOZE].contains(&timer.kind.as_str()) {
        return Err(Problem::record("unknown_timer", format_args!("timer `{}` of lead `{}`", timer.kind, timer.lead)));
    }
    let lead = leads::find(db, &timer.lead)?;
    let lead = lead.ok_or_else(|| Problem::record("timer_without_lead", format_args!("lead `{}`", timer.lead)))?;
    match timer.kind.as_str() {
        PROMISE => nudge::promise(here, &lead, ids, db),
        QUIET => Ok(nudge::quiet_for_long(here, lead, ids)),
        SNOOZE => Ok(nudge::snoozed(here, &lead, ids)),
        OWNER_LEFT => leaving::pass_on(here, lead, ids, db),
        _ => climb::climb(here, lead, ids, db),
    }
}

fn put_off(here: &Here<'_>, timer: &Timer, problem: &Problem, db: &mut dyn Database) -> Result<(), Problem> {
    later(here.now, timer, problem.code, Some(here.in_force.version), db)
}

/// Puts the earliest timer that is due off, for a reason nobody could tell: running it failed.
pub(crate) fn put_off_first(now: Millis, db: &mut dyn Database) -> Result<(), Problem> {
    let rows = db.query(
        "SELECT lead, kind, failures FROM timers WHERE due_at <= ? ORDER BY due_at, lead LIMIT 1",
        &params![now],
    )?;
    rows.first().map_or(Ok(()), |row| later(now, &Timer::of(row)?, "not_run", None, db))
}

/// A timer is tried again after a pause, doubled with every failure: put off, never dropped.
fn later(now: Millis, timer: &Timer, code: &str, agreement: Option<i64>, db: &mut dyn Database) -> Result<(), Problem> {
    let doubled = u32::try_from(timer.failures.clamp(0, 6)).unwrap_or(0);
    db.execute(
        "UPDATE timers SET due_at = ?, failures = failures + 1 WHERE lead = ? AND kind = ?",
        &params![now + Millis(PAUSE << doubled), &timer.lead, &timer.kind],
    )?;
    let kind = Kind::TimerFailed { timer: timer.kind.clone(), code: code.to_owned() };
    log::append(db, now, agreement, &[Entry { lead: Some(&timer.lead), actor: "desk", kind }])
}
