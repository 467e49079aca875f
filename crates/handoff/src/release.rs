//! Somebody lets a lead out of quarantine: where it goes is decided anew, and its clock starts
//! then.

use crate::arrival::{self, Here};
use crate::database::params;
use crate::decision::{self, Decided, Quarantine};
use crate::joining::{self, Kin};
use crate::leads::{self, Stored};
use crate::log::{self, Entry, Kind};
use crate::problem::clip;
use crate::state::{self, IllegalMove, Move};
use crate::{Database, Ids, Intake, OfferWords, Problem, Reply, State, correction, intake, shares, uniting};

/// Gives a lead to a rep, whatever it was held for. One of somebody who has an open lead joins that.
///
/// `by` and `name` are who has looked at it, `reason` is what they say.
pub(crate) fn release(
    here: &Here<'_>,
    stored: Stored,
    (by, name): (&str, &str),
    reason: Option<String>,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<State, Problem> {
    // From here it passes through being scored and offered to its rep, as at its arrival.
    state::step(stored.state, Move::Qualify, here.now).map_err(IllegalMove::problem)?;
    let id = stored.id.clone();
    let unreadable = || Problem::record("unreadable_lead", format_args!("lead `{id}`"));
    let (_, more) = leads::find_with(db, &stored.id, "raw, origin, offer")?.ok_or_else(unreadable)?;
    let lead = intake::parse(more.blob(0)?).map_err(|_| unreadable())?;
    if lead.test {
        return Err(sent_by_the_check());
    }
    let (origin, edge_origin) = (more.optional_string(1)?, stored.edge_origin.clone());
    let intake = Intake { lead, origin, sent_at: None, edge_origin };
    let Decided { mut scored, routed, .. } = decision::decide_here(here, &intake, arrival::book(here, &intake), db)?;
    let routed = routed.map_err(|held| still_held(&held))?;
    let verdict = &scored.verdict;
    let kind = Kind::LeadReleased {
        name: name.to_owned(),
        reason,
        score: Some(i64::from(verdict.score.0)),
        tier: Some(verdict.tier.clone()),
        mql: Some(verdict.mql()),
    };
    let kin = joining::kin(here, &scored.person, &stored.id, db)?;
    if let Kin::Joins { lead, why } = kin {
        let entry = Entry { lead: Some(&stored.id), actor: by, kind };
        log::append(db, here.now, Some(here.in_force.version), &[entry])?;
        let Reply::Receipt(receipt) = uniting::unite(here, &intake, stored, &lead, why, ids, db)? else {
            return Err(unreadable());
        };
        return Ok(receipt.state);
    }
    scored.keep_meeting(OfferWords::from_stored(more.text(2)?)?);
    let routed = correction::with_their_rep(here, &kin, routed, db)?;
    correction::rewrite(here, &intake.lead, &scored, intake.lead.digest.to_vec(), db)?;
    let first = Entry { lead: Some(&stored.id), actor: by, kind };
    let (state, _) = arrival::place_again(here, &intake, &scored, Ok(routed), first, ids, db)?;
    // The desk's clock, too: that it waited for somebody to look was not the desk's delay.
    db.execute("UPDATE leads SET began_at = ? WHERE id = ?", &params![here.now, &id])?;
    // Now it says something of the leads there are. Whether that recut a tier, the desk reads.
    if let Some(agreement) = &here.in_force.agreement {
        shares::count(agreement, here.in_force.version, scored.verdict.score, here.now, db)?;
    }
    Ok(state)
}

fn sent_by_the_check() -> Problem {
    let message = "this lead was sent by the install check, nobody waits for an answer";
    Problem::caller(409, "test_lead", message, "Leave it where it is.")
}

fn still_held(held: &Quarantine) -> Problem {
    let message = format!("nobody can be given this lead: {}", clip(held.cause().unwrap_or(held.id())));
    Problem::caller(
        409,
        "undecided",
        message,
        "Publish an agreement whose last route takes every lead; then release it.",
    )
}
