//! A move is taken back within a minute, by whoever made it.
//!
//! Before a move, where the lead stands is kept: its row's instants, its timers, what was
//! promised and confirmed. Taking back puts that in place again; a miss that was written down
//! meanwhile stays, for it happened. What was sent cannot be called back: who is told of things is told.

use crate::arrival::Here;
use crate::database::params;
use crate::leads;
use crate::log::Kind;
use crate::plan::Plan;
use crate::{Database, Ids, Millis, Problem, State, confirm};

/// For so long a move can be taken back.
pub const WITHIN: Millis = Millis(60_000);

/// What may happen to a lead without standing in the way: nobody decided it.
const HARMLESS: &str = "('lead.notified', 'lead.opened', 'link.opened', 'booking.reported', 'delivery.dead',
    'delivery.replayed', 'crm.differs')";

/// What a move kept for whoever takes it back.
pub(crate) struct Kept {
    pub made: String,
    pub by: String,
    pub at: Millis,
    /// Whether somebody did something since.
    pub is_overtaken: bool,
}

impl Kept {
    /// Whether nothing stands in the way but who asks.
    pub fn can_be_taken_back(&self, now: Millis) -> bool {
        !self.is_overtaken && now - self.at <= WITHIN
    }
}

/// Keeps where a lead stands, before a move of somebody's. To be sealed behind it.
pub(crate) fn keep(db: &mut dyn Database, now: Millis, lead: &str, (made, by): (&str, &str)) -> Result<(), Problem> {
    db.execute(
        "INSERT OR REPLACE INTO undo (lead, v, made, by, at, seq, state, owner, owner_name, due_at, met_at, assigned_at,
             clock_from, climbed_to, acknowledged_at, attempted_at, connected_at, attempts, timers, promised, confirmed)
         SELECT id, 1, ?, ?, ?, 0, state, owner, owner_name, due_at, met_at, assigned_at, clock_from, climbed_to,
             acknowledged_at, attempted_at, connected_at, attempts,
             (SELECT json_group_array(json_array(kind, due_at, failures)) FROM timers t WHERE t.lead = leads.id),
             (SELECT json_array(v, rep, rep_name, next_step, at, due_at, kept_at) FROM acknowledgements a WHERE a.lead = leads.id),
             (SELECT json_group_array(json_array(point, holds, by, name, at)) FROM confirmations c WHERE c.lead = leads.id)
         FROM leads WHERE id = ?",
        &params![made, by, now, lead],
    )?;
    Ok(())
}

/// Says that everything of a move is in the log: what comes behind is somebody else's.
pub(crate) fn seal(db: &mut dyn Database, lead: &str) -> Result<(), Problem> {
    let last = "UPDATE undo SET seq = (SELECT max(seq) FROM log WHERE lead = ?1) WHERE lead = ?1";
    db.execute(last, &params![lead])?;
    Ok(())
}

/// What could be taken back of a lead, if anything.
pub(crate) fn kept(db: &mut dyn Database, lead: &str) -> Result<Option<Kept>, Problem> {
    let rows = db.query(
        &format!(
            "SELECT made, by, at, EXISTS (SELECT 1 FROM events e WHERE e.lead = undo.lead AND e.seq > undo.seq
                 AND e.kind NOT IN {HARMLESS}) FROM undo WHERE lead = ?"
        ),
        &params![lead],
    )?;
    let read = |row: &crate::Row| {
        let is_overtaken = row.integer(3)? != 0;
        Ok(Kept { made: row.string(0)?, by: row.string(1)?, at: row.millis(2)?, is_overtaken })
    };
    rows.first().map(read).transpose()
}

/// Takes back what was last said of a lead.
///
/// # Errors
///
/// The caller's, `not_taken_back`: it was nobody's move, somebody else's, too long ago, or overtaken.
pub(crate) fn undo(
    here: &Here<'_>,
    lead: &str,
    (by, name): (&str, &str),
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<State, Problem> {
    let kept = kept(db, lead)?.ok_or_else(nothing)?;
    refused(&kept, by, here.now)?;
    restore(lead, db)?;
    let unreadable = || Problem::record("unreadable_lead", format_args!("lead `{lead}`"));
    if kept.made == confirm::CONFIRMED {
        confirm::score_again(here, lead, db)?;
    }
    let stored = leads::find(db, lead)?.ok_or_else(unreadable)?;
    let mut plan = Plan::new(lead);
    let kind = Kind::LeadUndone { name: name.to_owned(), made: kept.made, state: stored.state.id().to_owned() };
    plan.tell(here, &stored, by, kind, false, ids);
    plan.write(here, db)?;
    Ok(stored.state)
}

fn refused(kept: &Kept, by: &str, now: Millis) -> Result<(), Problem> {
    let (message, help) = if kept.is_overtaken {
        ("somebody did something since", "Look at the lead, and make the move that is right now.")
    } else if kept.by != by {
        ("somebody else said that", "Whoever made a move takes it back; make the move that is right now.")
    } else if now - kept.at > WITHIN {
        ("that was said more than a minute ago", "Make the move that is right now; both stay in the log.")
    } else {
        return Ok(());
    };
    Err(Problem::caller(409, "not_taken_back", message, help))
}

fn nothing() -> Problem {
    let help = "What is released, given to somebody else or erased cannot be taken back.";
    Problem::caller(409, "not_taken_back", "there is nothing to take back", help)
}

/// Puts what was kept in its place.
fn restore(lead: &str, db: &mut dyn Database) -> Result<(), Problem> {
    for statement in [
        "UPDATE leads SET (state, owner, owner_name, due_at, met_at, assigned_at, clock_from, climbed_to, acknowledged_at,
             attempted_at, connected_at, attempts) = (SELECT state, owner, owner_name, due_at, met_at, assigned_at,
             clock_from, climbed_to, acknowledged_at, attempted_at, connected_at, attempts FROM undo WHERE lead = ?1)
         WHERE id = ?1",
        "DELETE FROM timers WHERE lead = ?1",
        "INSERT INTO timers (lead, kind, due_at, failures)
         SELECT undo.lead, kept.value ->> 0, kept.value ->> 1, kept.value ->> 2
         FROM undo, json_each(undo.timers) kept WHERE undo.lead = ?1",
        "DELETE FROM acknowledgements WHERE lead = ?1",
        "INSERT INTO acknowledgements (lead, v, rep, rep_name, next_step, at, due_at, kept_at)
         SELECT lead, promised ->> 0, promised ->> 1, promised ->> 2, promised ->> 3, promised ->> 4, promised ->> 5,
             promised ->> 6
         FROM undo WHERE lead = ?1 AND promised IS NOT NULL",
        "DELETE FROM confirmations WHERE lead = ?1",
        "INSERT INTO confirmations (lead, point, v, holds, by, name, at)
         SELECT undo.lead, kept.value ->> 0, 1, kept.value ->> 1, kept.value ->> 2, kept.value ->> 3, kept.value ->> 4
         FROM undo, json_each(undo.confirmed) kept WHERE undo.lead = ?1",
        "DELETE FROM undo WHERE lead = ?1",
    ] {
        db.execute(statement, &params![lead])?;
    }
    Ok(())
}
