//! A lead is sent again with corrected answers: its host refused the form, or the visitor went
//! back. It stays the same lead: same id, same link, same owner, same clock.

use crate::arrival::{self, Here};
use crate::database::params;
use crate::decision::{Routed, Scored};
use crate::joining::Kin;
use crate::log::{self, Entry, Kind};
use crate::message::Notice;
use crate::receipt::Tested;
use crate::{Database, Ids, Intake, Millis, OfferWords, ParsedLead, Problem, Receipt, Reply};
use crate::{
    answers, booking, confirm, decision, joining, leads, links, outbox, preparation, rituals, search, uniting,
};

/// So long after its arrival a lead may be corrected: as long as a browser keeps one.
pub(crate) const OPEN: Millis = Millis(72 * 3_600_000);

/// Puts corrected answers in the place of those that are kept, which stay beside them.
///
/// Who owns the lead keeps it, and is told. One that nobody owned is looked at anew.
pub(crate) fn correct(
    here: &Here<'_>,
    intake: &Intake,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let lead = &intake.lead;
    let id = lead.id.as_str();
    let unreadable = || Problem::record("unreadable_lead", format_args!("lead `{id}`"));
    let (stored, more) = leads::find_with(db, id, "offer")?.ok_or_else(unreadable)?;
    let agreement = here.in_force.agreement.as_ref();
    // What joined the lead meanwhile stays in it.
    let came = intake;
    let with_joined = joining::with_joined(lead, db)?.map(|lead| Intake {
        lead,
        origin: intake.origin.clone(),
        sent_at: intake.sent_at,
        edge_origin: intake.edge_origin.clone(),
    });
    let intake = with_joined.as_ref().unwrap_or(intake);
    let with_confirmed = confirm::with_confirmed(intake, id, db)?;
    let intake = with_confirmed.as_ref().unwrap_or(intake);
    let (mut scored, route) = decision::decide_here(here, intake, arrival::book(here, intake), db)?.unseen();
    let route = arrival::known_site(here, intake).and(route);
    // Who it is may be told only now. What is in quarantine joins nobody, and what is closed stays so.
    let may_join = stored.state.is_open() && !lead.test && (stored.owner.is_some() || route.is_ok());
    let kin = if may_join { joining::kin(here, &scored.person, id, db)? } else { Kin::Nobody };
    if let Kin::Joins { lead: before, why } = kin {
        return uniting::unite(here, came, stored, &before, why, ids, db);
    }
    scored.keep_meeting(OfferWords::from_stored(more.text(0)?)?);
    revise(here, intake, &scored, lead.digest.to_vec(), db)?;
    if stored.owner.is_some() {
        joining::remember(here, &scored.person, id, db)?;
    }
    let verdict = &scored.verdict;
    let kind = Kind::LeadCorrected {
        revision: lead.revision,
        score: i64::from(verdict.score.0),
        tier: verdict.tier.clone(),
        offer: scored.offer.kind.clone(),
        mql: Some(verdict.mql()),
    };
    let (state, owner) = match stored.owner {
        Some(owner) => {
            rituals::begin_if_asked(here, id, db)?;
            tell(here, id, kind, ids, db)?;
            (stored.state, Some(owner))
        }
        // Marketing has it back: whoever corrects their answers does not open it again.
        None if stored.state.is_closed() => {
            tell(here, id, kind, ids, db)?;
            (stored.state, None)
        }
        None => {
            let route = match route {
                Ok(routed) => Ok(with_their_rep(here, &kin, routed, db)?),
                Err(held) => Err(held),
            };
            let first = Entry { lead: Some(id), actor: "visitor", kind };
            arrival::place_again(here, intake, &scored, route, first, ids, db)?
        }
    };
    let host = booking::host(agreement, leads::borrowed(owner.as_ref()), scored.offer.is_meeting());
    let test = lead.test.then_some(Tested { quarantine: None });
    Ok(Reply::Receipt(Receipt { lead: lead.id.clone(), state, repeat: false, offer: scored.offer, host, test }))
}

/// Out of quarantine a lead may turn out to be of somebody who comes again after the end.
pub(crate) fn with_their_rep<'a>(
    here: &Here<'_>,
    kin: &Kin,
    routed: Routed<'a>,
    db: &mut dyn Database,
) -> Result<Routed<'a>, Problem> {
    match kin {
        Kin::ReturnsFrom { lead } => Ok(Routed { before: arrival::owner_before(here, lead, db)?, ..routed }),
        _ => Ok(routed),
    }
}

/// Puts answers in the place of a lead's own, which are kept beside them. `digest` is that of
/// the submission the lead goes by.
pub(crate) fn revise(
    here: &Here<'_>,
    intake: &Intake,
    scored: &Scored,
    digest: Vec<u8>,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    let lead = &intake.lead;
    db.execute(
        "INSERT INTO conflicts (lead, digest, v, at, raw) SELECT id, digest, 1, ?, raw FROM leads WHERE id = ?
         ON CONFLICT DO NOTHING",
        &params![here.now, &lead.id],
    )?;
    rewrite(here, lead, scored, digest, db)
}

/// Writes down what is decided about a lead now.
pub(crate) fn rewrite(
    here: &Here<'_>,
    lead: &ParsedLead,
    scored: &Scored,
    digest: Vec<u8>,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    search::forget(db, &lead.id)?;
    let columns = answers::COLUMNS.map(|column| format!("{column} = ?")).join(", ");
    let mut values = answers::values(here, lead, scored, digest);
    values.extend(params![&lead.id]);
    db.execute(&format!("UPDATE leads SET {columns} WHERE id = ?"), &values)?;
    let [name, company, email, _] = &scored.named;
    search::remember(db, &lead.id, [name.as_deref(), company.as_deref(), email.as_deref()])
}

/// Those who were told of the lead are told of its correction.
pub(crate) fn tell(here: &Here<'_>, id: &str, kind: Kind, ids: &mut Ids, db: &mut dyn Database) -> Result<(), Problem> {
    let Some(stored) = leads::find(db, id)? else { return Ok(()) };
    let edge_origin = stored.edge_origin.as_str();
    let rep = stored.owner.as_ref().map(|(rep, _)| rep.as_str());
    // Who has answered needs no link to answer by.
    let rep = rep.filter(|_| stored.state.awaits_answer());
    let link = rep.and_then(|rep| links::link(here.desk, edge_origin, here.in_force.key.as_ref(), id, rep, here.now));
    let version = here.in_force.version;
    let lead = stored.about();
    let answer_link = link.clone();
    let is_fast = preparation::is_fast_for(here, lead.owner.map(|(id, _)| id), db)?;
    let (at, desk) = (here.now, here.desk);
    let notice = Notice { kind: &kind, at, desk, agreement: version, edge_origin, is_fast, lead, link, answer_link };
    let drafts = notice.drafts(here.in_force.agreement.as_ref(), ids);
    log::append(db, here.now, Some(version), &[Entry { lead: Some(id), actor: "visitor", kind }])?;
    outbox::put(db, here.now, &drafts)
}
