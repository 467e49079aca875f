//! The same id again: the same lead, its correction, or another one that claims to be it.

use crate::arrival::Here;
use crate::correction::OPEN;
use crate::database::params;
use crate::log::{self, Entry, Kind};
use crate::receipt::Tested;
use crate::{
    Database, Millis, OfferWords, ParsedLead, Problem, Receipt, Reply, Row, State, booking, intake, leads, promise,
};

/// So many different leads under one id are kept; of more it is only said that they differ.
const MOST_CONFLICTS: i64 = 20;

/// What a lead is to those there are.
pub(crate) enum Known {
    /// Its id has not been seen.
    No,
    /// It has, and this is the reply.
    Told(Box<Reply>),
    /// It has; these are its corrected answers.
    ToCorrect,
    /// It was joined to this lead; these are its corrected answers.
    ToJoinAgain(String),
}

/// Whether a lead's id is known.
///
/// The same answers again change nothing and get the same receipt, and so does a revision that
/// a later one has overtaken. Other answers of the same revision are kept beside the first,
/// which stays as it is: people decide what they mean.
pub(crate) fn known(here: &Here<'_>, lead: &ParsedLead, db: &mut dyn Database) -> Result<Known, Problem> {
    let Some(row) = held(&lead.id, db)? else { return Ok(Known::No) };
    let offer = OfferWords::from_stored(row.text(2)?)?;
    let id = row.string(7)?;
    let state = State::from_id(row.text(1)?).ok_or_else(|| unreadable(lead))?;
    // What was erased does not come back, whatever a browser still has in its queue.
    if state != State::Erased && row.blob(0)? != lead.digest {
        // The revision stands in the body that is kept, and nowhere else: it is rarely asked for.
        let held = intake::parse(row.blob(5)?).map_or(1, |held| held.revision);
        if lead.revision == held || (lead.revision > held && !may_correct(db, here.now, &id, row.millis(6)?)?) {
            return conflict(db, here.now, &id, lead, &offer).map(|reply| Known::Told(Box::new(reply)));
        }
        if lead.revision > held {
            return Ok(if id == lead.id { Known::ToCorrect } else { Known::ToJoinAgain(id) });
        }
    }
    let owner = row.optional_string(3)?.zip(row.optional_string(4)?);
    Ok(Known::Told(Box::new(Reply::Receipt(Receipt {
        lead: id,
        state,
        repeat: true,
        host: booking::host(here.in_force.agreement.as_ref(), leads::borrowed(owner.as_ref()), offer.is_meeting()),
        offer,
        test: lead.test.then_some(Tested { quarantine: None }),
    }))))
}

/// What is held under an id, a lead's or that of a submission which joined one.
///
/// A value in a statement about `leads` stands behind a `SELECT`: else SQLite plans it anew for every other
/// value, because of the table's partial indexes, which costs more than all that the statement does.
fn held(id: &str, db: &mut dyn Database) -> Result<Option<Row>, Problem> {
    let mut rows = db.query(
        "SELECT digest, state, offer, owner, owner_name, raw, received_at, id FROM leads WHERE id IN (SELECT ?)",
        &params![id],
    )?;
    if rows.is_empty() && !db.query("SELECT 1 FROM lead_aliases WHERE id = ?", &params![id])?.is_empty() {
        rows = db.query(
            "SELECT a.digest, l.state, l.offer, l.owner, l.owner_name, a.raw, a.at, l.id
             FROM lead_aliases a JOIN leads l ON l.id = a.lead WHERE a.id = ?",
            &params![id],
        )?;
    }
    Ok(rows.pop())
}

/// The id of a lead stands in its booking link, which visitors pass on: not everybody who has
/// it may rewrite the lead for ever.
fn may_correct(db: &mut dyn Database, now: Millis, id: &str, received_at: Millis) -> Result<bool, Problem> {
    let kept = db.query("SELECT count(*) FROM conflicts WHERE lead = ?", &params![id])?;
    let kept = kept.first().map_or(Ok(0), |row| row.integer(0))?;
    Ok(kept < MOST_CONFLICTS && now - received_at <= OPEN)
}

fn conflict(
    db: &mut dyn Database,
    now: Millis,
    id: &str,
    lead: &ParsedLead,
    first: &OfferWords,
) -> Result<Reply, Problem> {
    let kept = db.query(
        "SELECT count(*), coalesce(max(digest = ?), 0) FROM conflicts WHERE lead = ?",
        &params![lead.digest, id],
    )?;
    let (many, same) = kept.first().map_or(Ok((0, 0)), |row| Ok::<_, Problem>((row.integer(0)?, row.integer(1)?)))?;
    if same == 0 && many < MOST_CONFLICTS {
        db.execute(
            "INSERT INTO conflicts (lead, digest, v, at, raw) VALUES (?, ?, 1, ?, ?)",
            &params![id, lead.digest, now, lead.raw.clone()],
        )?;
        let digest = lead.digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let mut entries = vec![Entry { lead: Some(id), actor: "visitor", kind: Kind::LeadConflict { digest } }];
        let disagreed = promise::repeated(lead, first);
        entries.extend(disagreed.map(|kind| Entry { lead: Some(id), actor: "desk", kind }));
        log::append(db, now, None, &entries)?;
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
