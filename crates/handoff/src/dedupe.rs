//! The same id again: the same lead, or another one that claims to be it.

use crate::database::params;
use crate::log::{self, Entry, Kind};
use crate::{Database, Millis, OfferWords, ParsedLead, Problem, Receipt, Reply, State};

/// So many different leads under one id are kept; of more it is only said that they differ.
const MOST_CONFLICTS: i64 = 20;

/// The reply to a lead whose id is known. None: it is new.
///
/// The same answers again change nothing and get the same receipt. Other answers are kept
/// beside the first, which stays as it is: people decide what they mean.
pub(crate) fn known(db: &mut dyn Database, now: Millis, lead: &ParsedLead) -> Result<Option<Reply>, Problem> {
    let rows = db.query("SELECT digest, state, offer, owner_name FROM leads WHERE id = ?", &params![&lead.id])?;
    let Some(row) = rows.first() else { return Ok(None) };
    if row.blob(0)? != lead.digest {
        return conflict(db, now, lead).map(Some);
    }
    Ok(Some(Reply::Receipt(Receipt {
        lead: lead.id.clone(),
        state: State::from_id(row.text(1)?).ok_or_else(|| unreadable(lead))?,
        repeat: true,
        offer: OfferWords::from_stored(row.text(2)?)?,
        host: row.optional_string(3)?,
    })))
}

fn conflict(db: &mut dyn Database, now: Millis, lead: &ParsedLead) -> Result<Reply, Problem> {
    let kept = db.query(
        "SELECT count(*), coalesce(max(digest = ?), 0) FROM conflicts WHERE lead = ?",
        &params![lead.digest, &lead.id],
    )?;
    let (many, same) = kept.first().map_or(Ok((0, 0)), |row| Ok::<_, Problem>((row.integer(0)?, row.integer(1)?)))?;
    if same == 0 && many < MOST_CONFLICTS {
        db.execute(
            "INSERT INTO conflicts (lead, digest, v, at, raw) VALUES (?, ?, 1, ?, ?)",
            &params![&lead.id, lead.digest, now, lead.raw.clone()],
        )?;
        let digest = lead.digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        log::append(
            db,
            now,
            None,
            &[Entry { lead: Some(&lead.id), actor: "visitor", kind: Kind::LeadConflict { digest } }],
        )?;
    }
    Ok(Reply::Conflict(Problem::caller(
        409,
        "different_lead_same_id",
        format!("the lead `{}` is kept already, with other answers", lead.id),
        "Make a new id for a new submission. Both were kept; do not send this one again.",
    )))
}

fn unreadable(lead: &ParsedLead) -> Problem {
    Problem::record("unreadable_lead", format_args!("lead `{}`", lead.id))
}
