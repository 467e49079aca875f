//! Who gets a lead that its owner does not answer.

use baton_agreement::{PoolId, RepId};

use crate::arrival::Here;
use crate::database::params;
use crate::leads::Stored;
use crate::log::{self, Kind};
use crate::rotation::Rotation;
use crate::{Database, Problem};

/// The rep who gets a lead next.
pub(crate) struct NextRep {
    /// Who.
    pub rep: String,
    /// Their name.
    pub name: String,
    /// The pool whose turn it is, and how its turns stand then.
    pub turn: Option<(String, String)>,
}

/// Everybody who has had a lead, and the pool it was given to.
pub(crate) fn owners(lead: &str, db: &mut dyn Database) -> Result<(Vec<String>, Option<PoolId>), Problem> {
    let (mut reps, mut pool) = (Vec::new(), None);
    for kind in ["lead.assigned", "lead.reassigned"] {
        for data in log::of_kind(db, lead, kind)? {
            match Kind::from_stored(kind, &data) {
                Some(Kind::LeadAssigned { rep, pool: of, .. }) => {
                    reps.push(rep);
                    pool = Some(PoolId::new(of));
                }
                Some(Kind::LeadReassigned { rep, .. }) => reps.push(rep),
                _ => {}
            }
        }
    }
    Ok((reps, pool))
}

/// The next rep of the pool a lead was given to, but none of `except`. Reads only; the turn
/// counts once it is written.
pub(crate) fn next_rep(
    here: &Here<'_>,
    lead: &Stored,
    except: &[String],
    db: &mut dyn Database,
) -> Result<Option<NextRep>, Problem> {
    let Some(agreement) = &here.in_force.agreement else { return Ok(None) };
    let (_, pool) = owners(&lead.id, db)?;
    let Some(pool) = pool.and_then(|pool| agreement.pool(&pool)) else { return Ok(None) };
    let rows = db.query("SELECT state FROM rotations WHERE pool = ?", &params![pool.id.as_str()])?;
    let mut rotation = Rotation::resume(rows.first().and_then(|row| row.text(0).ok()), &pool.members);
    let turn = rotation.next_member_but(except);
    Ok(turn.and_then(|turn| agreement.rep(&turn.rep)).map(|rep| NextRep {
        rep: rep.id.as_str().to_owned(),
        name: rep.name.clone(),
        turn: Some((pool.id.as_str().to_owned(), rotation.to_stored())),
    }))
}

/// The rep of that id, chosen by a person: out of turn. None: the agreement does not know them.
pub(crate) fn named_rep(here: &Here<'_>, rep: &str) -> Option<NextRep> {
    let agreement = here.in_force.agreement.as_ref()?;
    let rep = agreement.rep(&RepId::new(rep))?;
    Some(NextRep { rep: rep.id.as_str().to_owned(), name: rep.name.clone(), turn: None })
}
