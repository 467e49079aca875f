//! Two leads of a desk turn out to be one person's, because the answers of one were corrected:
//! one stays, and the other becomes a submission that joined it.
//!
//! The one that somebody has done more with stays, and of equals the one that was the person's
//! already. Its owner and clock stay, as with every join; the other's owner is told who goes on.

use crate::arrival::Here;
use crate::database::params;
use crate::joining::Kin;
use crate::leads::{self, Stored};
use crate::log::Kind;
use crate::{Database, Ids, Intake, OfferWords, Problem, Reply, State, Value};
use crate::{correction, intake, joining, search, timers};

/// Makes one of two leads: `corrected`, whose answers are now those of `intake`, and the open lead
/// `before` of the same person. `why` they are the same.
pub(crate) fn unite(
    here: &Here<'_>,
    intake: &Intake,
    corrected: Stored,
    before: &str,
    why: String,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let unreadable = || Problem::record("unreadable_lead", format_args!("lead `{before}`"));
    let before = leads::find(db, before)?.ok_or_else(unreadable)?;
    if done_with(before.state) >= done_with(corrected.state) {
        absorb(here, &before, &corrected, &why, ids, db)?;
        return joining::join(here, intake, &before.id, why, ids, db);
    }
    absorb(here, &corrected, &before, &why, ids, db)?;
    correction::correct(here, intake, ids, db)
}

/// Looks whose an open lead is, once answers that had joined it were corrected: they may be of
/// somebody who has another. `reply` is what the correction came to.
pub(crate) fn look_again(
    here: &Here<'_>,
    intake: &Intake,
    lead: &str,
    reply: Reply,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let Some((stored, more)) = leads::find_with(db, lead, "raw")? else { return Ok(reply) };
    let Some(person) = joining::person_of(more.blob(0)?).filter(|_| stored.state.is_open()) else { return Ok(reply) };
    let Kin::Joins { lead: other, why } = joining::kin(here, &person, lead, db)? else { return Ok(reply) };
    let unreadable = || Problem::record("unreadable_lead", format_args!("lead `{other}`"));
    let (other, more) = leads::find_with(db, &other, "raw")?.ok_or_else(unreadable)?;
    if done_with(other.state) >= done_with(stored.state) {
        absorb(here, &other, &stored, &why, ids, db)?;
        return joining::join(here, intake, &other.id, why, ids, db);
    }
    let answers = intake::parse(more.blob(0)?).map_err(|_| unreadable())?;
    absorb(here, &stored, &other, &why, ids, db)?;
    let from =
        Intake { lead: answers, origin: intake.origin.clone(), sent_at: None, edge_origin: other.edge_origin.clone() };
    joining::join(here, &from, lead, why, ids, db)
}

/// How far somebody has come with a lead. That its rep was told is nobody's doing.
fn done_with(state: State) -> State {
    if state.awaits_answer() { State::Assigned } else { state }
}

/// Puts all that is kept of one lead to another. Its events stay under its own id, and the
/// submission's id leads to the lead that stays.
fn absorb(
    here: &Here<'_>,
    stays: &Stored,
    goes: &Stored,
    why: &str,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    let name = stays.owner.as_ref().map(|(_, name)| name.clone());
    let kind = Kind::LeadUnited { into: stays.id.clone(), name, why: why.to_owned() };
    correction::tell(here, &goes.id, kind, ids, db)?;
    keep_meeting(stays, goes, db)?;
    repoint_keys(stays, goes, db)?;
    timers::stop(db, &goes.id)?;
    search::forget(db, &goes.id)?;
    let both = params![&stays.id, &goes.id];
    for statement in [
        "INSERT OR IGNORE INTO conflicts (lead, digest, v, at, raw) SELECT ?1, digest, 1, received_at, raw FROM leads WHERE id = ?2",
        "INSERT INTO lead_aliases (id, v, lead, at, digest, raw) SELECT id, 1, ?1, received_at, digest, raw FROM leads WHERE id = ?2",
        "UPDATE lead_aliases SET lead = ?1 WHERE lead = ?2",
        "UPDATE OR IGNORE conflicts SET lead = ?1 WHERE lead = ?2",
        "UPDATE OR IGNORE moves SET lead = ?1 WHERE lead = ?2",
        "UPDATE OR IGNORE acknowledgements SET lead = ?1 WHERE lead = ?2",
        "UPDATE OR IGNORE confirmations SET lead = ?1 WHERE lead = ?2",
        "UPDATE meetings SET lead = ?1 WHERE lead = ?2",
        "UPDATE comments SET about = ?1 WHERE about = ?2",
    ] {
        db.execute(statement, &both)?;
    }
    for statement in [
        "DELETE FROM conflicts WHERE lead = ?",
        "DELETE FROM moves WHERE lead = ?",
        "DELETE FROM acknowledgements WHERE lead = ?",
        "DELETE FROM confirmations WHERE lead = ?",
        "DELETE FROM undo WHERE lead = ?",
        "DELETE FROM leads WHERE id = ?",
    ] {
        db.execute(statement, &params![&goes.id])?;
    }
    Ok(())
}

/// A meeting that was offered is never taken back, under whichever id.
fn keep_meeting(stays: &Stored, goes: &Stored, db: &mut dyn Database) -> Result<(), Problem> {
    let mut is_meeting = |id: &str| {
        let rows = db.query("SELECT offer FROM leads WHERE id = ?", &params![id])?;
        rows.first().map_or(Ok(false), |row| OfferWords::from_stored(row.text(0)?).map(|offer| offer.is_meeting()))
    };
    if is_meeting(&goes.id)? && !is_meeting(&stays.id)? {
        db.execute(
            "UPDATE leads SET offer = (SELECT offer FROM leads WHERE id = ?) WHERE id = ?",
            &params![&goes.id, &stays.id],
        )?;
    }
    Ok(())
}

/// By what the one was found, the other is found from now on.
fn repoint_keys(stays: &Stored, goes: &Stored, db: &mut dyn Database) -> Result<(), Problem> {
    let rows = db.query("SELECT raw FROM leads WHERE id = ?", &params![&goes.id])?;
    let person = rows.first().and_then(|row| joining::person_of(row.blob(0).ok()?));
    for key in person.map_or_else(Vec::new, |person| person.keys()).into_iter().map(Value::from) {
        let [stays, goes] = [&stays.id, &goes.id].map(|id| Value::Text(id.clone()));
        db.execute(
            "UPDATE OR REPLACE lead_keys SET lead = (SELECT seq FROM leads WHERE id = ?)
             WHERE key = ? AND lead = (SELECT seq FROM leads WHERE id = ?)",
            &[stays, key, goes],
        )?;
    }
    Ok(())
}
