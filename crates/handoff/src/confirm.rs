//! What a rep finds out in a conversation: points of a checklist, which the SQL gate asks for.

use serde::{Deserialize, Serialize};

use crate::arrival::{self, Here};
use crate::database::params;
use crate::leads::{self, Stored};
use crate::log::Kind;
use crate::plan::Plan;
use crate::problem::clip;
use crate::{Database, Ids, Intake, OfferWords, ParsedLead, Problem, State, correction, decision, intake};
use baton_scoring::Confirmation;

/// The move's name.
pub(crate) const CONFIRMED: &str = "confirmed";
/// At most so many points are confirmed at a time.
pub(crate) const MOST_POINTS: usize = 64;

/// A point of a checklist, and whether it is so.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Point {
    /// The point: `economic_buyer`.
    pub point: String,
    /// Whether it is so.
    pub holds: bool,
}

/// Writes down what was found out, and takes the score again.
pub(crate) fn confirm(
    here: &Here<'_>,
    lead: &Stored,
    points: &[Point],
    (by, name): (&str, &str),
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<State, Problem> {
    let open = lead.state.is_open() && lead.state != State::Quarantined;
    if !open {
        let help = "Points are confirmed of a lead that somebody works on.";
        return Err(Problem::caller(409, "not_now", "nothing can be confirmed of this lead now", help));
    }
    known(here, points)?;
    for Point { point, holds } in points {
        db.execute(
            "INSERT INTO confirmations (lead, point, v, holds, by, name, at) VALUES (?, ?, 1, ?, ?, ?, ?)
             ON CONFLICT (lead, point) DO UPDATE SET holds = excluded.holds, by = excluded.by, name = excluded.name,
                 at = excluded.at",
            &params![&lead.id, point.as_str(), i64::from(*holds), by, name, here.now],
        )?;
    }
    let sql = score_again(here, &lead.id, db)?;
    let unreadable = || Problem::record("unreadable_lead", format_args!("lead `{}`", lead.id));
    let scored = leads::find(db, &lead.id)?.ok_or_else(unreadable)?;
    let (points, score, tier) = (points.to_vec(), scored.score, scored.tier.clone());
    let mut plan = Plan::new(&lead.id);
    plan.tell(here, &scored, by, Kind::LeadConfirmed { name: name.to_owned(), points, score, tier, sql }, false, ids);
    plan.write(here, db)?;
    Ok(scored.state)
}

/// Every point is one of a checklist's.
fn known(here: &Here<'_>, points: &[Point]) -> Result<(), Problem> {
    let Some(agreement) = &here.in_force.agreement else { return Ok(()) };
    let Some(strange) = points.iter().find(|point| !agreement.has_point(&point.point)) else { return Ok(()) };
    let mut all: Vec<&str> =
        agreement.checklists.iter().flat_map(|checklist| &checklist.points).map(String::as_str).collect();
    all.sort_unstable();
    all.dedup();
    let message = format!("no checklist of the agreement has the point `{}`", clip(&strange.point));
    Err(Problem::caller(400, "unknown_point", message, format!("Send one of: {}.", all.join(", "))))
}

/// Scores a lead as of its submit, with what was confirmed since. Says whether it is
/// sales-qualified then. Owner, clock and a meeting that was offered stay.
pub(crate) fn score_again(here: &Here<'_>, id: &str, db: &mut dyn Database) -> Result<bool, Problem> {
    let unreadable = || Problem::record("unreadable_lead", format_args!("lead `{id}`"));
    let (stored, more) = leads::find_with(db, id, "raw, digest, offer, origin")?.ok_or_else(unreadable)?;
    let mut lead = intake::parse(more.blob(0)?).map_err(|_| unreadable())?;
    put_confirmed(&mut lead, id, db)?;
    let origin = more.optional_string(3)?;
    let intake = Intake { lead, origin, sent_at: None, edge_origin: stored.edge_origin.clone() };
    let mut scored = decision::decide_here(here, &intake, arrival::book(here, &intake), db)?.scored;
    let offered = OfferWords::from_stored(more.text(2)?)?;
    if offered.is_meeting() {
        scored.offer = offered;
    }
    correction::rewrite(here, &intake.lead, &scored, more.blob(1)?.to_vec(), db)?;
    Ok(scored.verdict.sql())
}

/// Gives a lead what was confirmed of it, before it is scored.
pub(crate) fn put_confirmed(lead: &mut ParsedLead, id: &str, db: &mut dyn Database) -> Result<(), Problem> {
    let rows = db.query("SELECT point, holds FROM confirmations WHERE lead = ? ORDER BY point", &params![id])?;
    for row in &rows {
        let confirmation = Confirmation { point: row.string(0)?, holds: row.integer(1)? != 0 };
        lead.submission.confirmed.push(confirmation);
    }
    Ok(())
}

/// The same lead with what was confirmed of it; none where nothing was.
pub(crate) fn with_confirmed(came: &Intake, id: &str, db: &mut dyn Database) -> Result<Option<Intake>, Problem> {
    let mut lead = came.lead.clone();
    put_confirmed(&mut lead, id, db)?;
    let (origin, edge_origin) = (came.origin.clone(), came.edge_origin.clone());
    Ok((!lead.submission.confirmed.is_empty()).then_some(Intake { lead, origin, sent_at: came.sent_at, edge_origin }))
}
