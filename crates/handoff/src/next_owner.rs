//! Who gets a lead that its owner does not answer.

use baton_agreement::RepId;

use crate::arrival::Here;
use crate::assignment::{Asking, assign};
use crate::decision::{self, Routed};
use crate::leads::{self, Stored};
use crate::log::{self, Kind};
use crate::roster::StoredRoster;
use crate::routing_receipt::{How, RoutingReceipt};
use crate::{Database, Intake, Problem, intake};

/// The rep who gets a lead next.
pub(crate) struct NextRep {
    /// Who.
    pub rep: String,
    /// Their name.
    pub name: String,
    /// The pool whose turn it is, and how its turns stand then.
    pub turn: Option<(String, String)>,
    /// Why; none where a person chose.
    pub receipt: Option<RoutingReceipt>,
}

/// Everybody who has had a lead.
pub(crate) fn owners(lead: &str, db: &mut dyn Database) -> Result<Vec<String>, Problem> {
    let mut reps = Vec::new();
    for kind in ["lead.assigned", "lead.reassigned"] {
        for data in log::of_kind(db, lead, kind)? {
            let assigned = Kind::from_stored(kind, &data);
            if let Some(Kind::LeadAssigned { rep, .. } | Kind::LeadReassigned { rep, .. }) = assigned {
                reps.push(rep);
            }
        }
    }
    Ok(reps)
}

/// The next rep for a lead by its answers and the agreement in force, but none of `except`. None
/// where nobody is left whose turn it could be: managers are told of that, not given the lead.
/// Reads only; the turn counts once it is written.
pub(crate) fn next_rep(
    here: &Here<'_>,
    lead: &Stored,
    except: &[String],
    db: &mut dyn Database,
) -> Result<Option<NextRep>, Problem> {
    let found = by_routes(here, lead, except, db)?;
    let is_turn = |next: &NextRep| {
        let how = next.receipt.as_ref().map(|receipt| &receipt.how);
        matches!(how, Some(How::Turn { .. } | How::LeastOpen { .. } | How::NextWorking { .. }))
    };
    Ok(found.filter(is_turn))
}

/// Whoever the routes give a lead to now, but none of `except`: by turn, by name or as the one who
/// is left. None where the routes cannot be asked. Reads only.
pub(crate) fn by_routes(
    here: &Here<'_>,
    lead: &Stored,
    except: &[String],
    db: &mut dyn Database,
) -> Result<Option<NextRep>, Problem> {
    let Some(agreement) = &here.in_force.agreement else { return Ok(None) };
    let Some((_, more)) = leads::find_with(db, &lead.id, "raw")? else { return Ok(None) };
    let parsed = intake::parse(more.blob(0)?)
        .map_err(|_| Problem::record("unreadable_lead", format_args!("lead `{}`", lead.id)))?;
    let language = parsed.language.clone();
    let intake = Intake { lead: parsed, origin: None, sent_at: None, edge_origin: String::new() };
    // It has come past its label once already.
    let decided = decision::decide_here(here, &intake, String::new(), db)?;
    let Ok(Routed { route, tried, owner, domain, .. }) = decided.routed else { return Ok(None) };
    let except: Vec<RepId> = except.iter().map(RepId::new).collect();
    let (domain, now) = (domain.as_deref(), here.now);
    let asking =
        Asking { agreement, route, tried, owner, before: None, language: &language, domain, except: &except, now };
    let found = assign(&asking, &mut StoredRoster { agreement, db })?.filter(|found| !except.contains(&found.rep.id));
    Ok(found.map(|found| NextRep {
        rep: found.rep.id.as_str().to_owned(),
        name: found.rep.name.clone(),
        turn: found.turn.map(|(pool, _, rotation)| (pool.id.as_str().to_owned(), rotation.to_stored())),
        receipt: Some(found.receipt),
    }))
}

/// The rep of that id, chosen by a person: out of turn. None: the agreement does not know them.
pub(crate) fn named_rep(here: &Here<'_>, rep: &str) -> Option<NextRep> {
    let agreement = here.in_force.agreement.as_ref()?;
    let rep = agreement.rep(&RepId::new(rep))?;
    Some(NextRep { rep: rep.id.as_str().to_owned(), name: rep.name.clone(), turn: None, receipt: None })
}
