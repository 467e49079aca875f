//! Meetings, as the tools they are booked in tell of them. Their word counts: a meeting that is booked
//! ends the window, one that is cancelled or missed begins it again.

mod parse;

use baton_agreement::BookingTool;
use baton_scoring::{RawField, Submission};

use crate::arrival::Here;
use crate::database::params;
use crate::joining;
use crate::leads::{self, Stored};
use crate::log::Kind;
use crate::plan::Plan;
use crate::state::{self, IllegalMove, Move};
use crate::{Database, Ids, Millis, Problem, Reply, reassign};

/// What a tool says of a meeting. See [`Meeting::parse`].
#[derive(Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Which tool.
    pub tool: BookingTool,
    /// What it calls the meeting.
    pub reference: String,
    /// What it says.
    pub what: What,
    /// The lead's id, where the booking link took it along.
    pub lead: Option<String>,
    /// Who booked.
    pub email: Option<String>,
    /// When it begins.
    pub starts_at: Option<Millis>,
    /// When it ends.
    pub ends_at: Option<Millis>,
}

impl core::fmt::Debug for Meeting {
    /// What is not personal.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Meeting({}, {:?})", self.tool.id(), self.what)
    }
}

/// What became of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It stands in the calendar.
    Booked,
    /// It was called off.
    Cancelled,
    /// The visitor did not come.
    Missed,
}

impl What {
    fn id(self) -> &'static str {
        match self {
            What::Booked => "booked",
            What::Cancelled => "cancelled",
            What::Missed => "missed",
        }
    }
}

/// Takes what a tool says. The same again changes nothing; a meeting of nobody the desk knows is none
/// of ours and is answered as a repeat is, for no vendor can do anything about it.
pub(crate) fn handle(
    here: &Here<'_>,
    meeting: &Meeting,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let known = stored(meeting, db)?;
    if known.as_ref().is_some_and(|known| is_repeat(known, meeting)) {
        return Ok(Reply::Booked { repeat: true });
    }
    let of = match &known {
        Some(known) => leads::find_joined(db, &known.lead)?,
        None => whose(here, meeting, db)?,
    };
    let Some(lead) = of else { return Ok(Reply::Booked { repeat: true }) };
    keep(here, meeting, &lead.id, db)?;
    let plan = match meeting.what {
        What::Booked => booked(here, meeting, lead, ids)?,
        What::Cancelled | What::Missed => {
            let starts_at = meeting.starts_at.or(known.and_then(|known| known.starts_at));
            fell_through(here, (meeting, starts_at), lead, ids, db)?
        }
    };
    plan.write(here, db)?;
    Ok(Reply::Booked { repeat: false })
}

/// What is kept of a meeting.
struct Known {
    lead: String,
    state: String,
    starts_at: Option<Millis>,
}

fn stored(meeting: &Meeting, db: &mut dyn Database) -> Result<Option<Known>, Problem> {
    let rows = db.query(
        "SELECT lead, state, starts_at FROM meetings WHERE tool = ? AND reference = ?",
        &params![meeting.tool.id(), &meeting.reference],
    )?;
    let known = |row: &crate::Row| {
        Ok(Known { lead: row.string(0)?, state: row.string(1)?, starts_at: row.optional_millis(2)? })
    };
    rows.first().map(known).transpose()
}

/// What was said before. That it is booked, said of one that is over, is old news that came late,
/// unless it is for another time.
fn is_repeat(known: &Known, meeting: &Meeting) -> bool {
    match meeting.what {
        What::Booked => known.starts_at == meeting.starts_at,
        what => known.state == what.id(),
    }
}

/// The lead by the id that the link took along, else the open lead of the same person.
fn whose(here: &Here<'_>, meeting: &Meeting, db: &mut dyn Database) -> Result<Option<Stored>, Problem> {
    if let Some(id) = &meeting.lead
        && let Some(found) = leads::find_joined(db, id)?
    {
        return Ok(Some(found));
    }
    let Some(email) = &meeting.email else { return Ok(None) };
    let field = RawField { name: "email".into(), value: email.clone(), ..RawField::default() };
    let said = Submission { fields: vec![field], ..Submission::default() };
    match joining::open_lead(here, &said, db)? {
        Some(lead) => leads::find(db, &lead),
        None => Ok(None),
    }
}

fn keep(here: &Here<'_>, meeting: &Meeting, lead: &str, db: &mut dyn Database) -> Result<(), Problem> {
    db.execute(
        "INSERT INTO meetings (tool, reference, v, lead, state, starts_at, ends_at, at) VALUES (?, ?, 1, ?, ?, ?, ?, ?)
         ON CONFLICT (tool, reference) DO UPDATE SET state = excluded.state, at = excluded.at,
             starts_at = coalesce(excluded.starts_at, starts_at), ends_at = coalesce(excluded.ends_at, ends_at)",
        &params![
            meeting.tool.id(),
            &meeting.reference,
            lead,
            meeting.what.id(),
            meeting.starts_at,
            meeting.ends_at,
            here.now,
        ],
    )?;
    Ok(())
}

/// A lead that has gone further than a meeting stays where it is; the meeting is written down.
fn booked(here: &Here<'_>, meeting: &Meeting, mut lead: Stored, ids: &mut Ids) -> Result<Plan, Problem> {
    let mut plan = Plan::new(&lead.id);
    let kind = Kind::LeadBooked { name: meeting.tool.name().to_owned(), starts_at: meeting.starts_at.map(|at| at.0) };
    let is_open = lead.state.is_open() && lead.owner.is_some();
    if let Ok((to, effects)) = state::step(lead.state, Move::Book, here.now) {
        plan.follow(here, &mut lead, to, &effects, ids);
    }
    if is_open {
        plan.tell(here, &lead, meeting.tool.id(), kind, false, ids);
    } else {
        plan.log(meeting.tool.id(), kind);
    }
    Ok(plan)
}

/// The clock begins again where the lead rests on this meeting alone.
fn fell_through(
    here: &Here<'_>,
    (meeting, starts_at): (&Meeting, Option<Millis>),
    mut lead: Stored,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Plan, Problem> {
    let mut plan = Plan::new(&lead.id);
    let starts_at = starts_at.map(|at| at.0);
    let (name, why) = (meeting.tool.name().to_owned(), meeting.what.id().to_owned());
    let actor = meeting.tool.id();
    match state::step(lead.state, Move::Unbook, here.now) {
        Ok((to, _)) if !has_another(here, meeting, &lead.id, db)? => {
            plan.execute("DELETE FROM acknowledgements WHERE lead = ?", params![&lead.id]);
            let due = reassign::begin_anew(&mut plan, here, &mut lead, to);
            let kind = Kind::LeadUnbooked { name, why, due_at: Some(due.0), starts_at };
            plan.tell(here, &lead, actor, kind, true, ids);
            reassign::run(&mut plan, here, &lead, due);
        }
        Ok(_) | Err(IllegalMove { .. }) => plan.log(actor, Kind::LeadUnbooked { name, why, due_at: None, starts_at }),
    }
    Ok(plan)
}

/// Whether another meeting of the lead is still to come.
fn has_another(here: &Here<'_>, meeting: &Meeting, lead: &str, db: &mut dyn Database) -> Result<bool, Problem> {
    let rows = db.query(
        "SELECT 1 FROM meetings WHERE lead = ? AND state = 'booked' AND NOT (tool = ? AND reference = ?)
         AND coalesce(ends_at, starts_at, ?) >= ? LIMIT 1",
        &params![lead, meeting.tool.id(), &meeting.reference, here.now, here.now],
    )?;
    Ok(!rows.is_empty())
}

/// The lead's last meeting, told.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MeetingView {
    /// The tool's name for people.
    pub tool: &'static str,
    /// `booked`, `cancelled` or `missed`.
    pub state: String,
    /// When it begins, in ms.
    pub starts_at: Option<i64>,
    /// When it ends, in ms.
    pub ends_at: Option<i64>,
}

/// The meeting that a lead's tools told of last.
pub(crate) fn last(lead: &str, db: &mut dyn Database) -> Result<Option<MeetingView>, Problem> {
    let rows = db.query(
        "SELECT tool, state, starts_at, ends_at FROM meetings WHERE lead = ?
         ORDER BY state = 'booked' DESC, at DESC LIMIT 1",
        &params![lead],
    )?;
    let view = |row: &crate::Row| {
        Ok(MeetingView {
            tool: BookingTool::from_id(row.text(0)?).unwrap_or(BookingTool::Other).name(),
            state: row.string(1)?,
            starts_at: row.optional_integer(2)?,
            ends_at: row.optional_integer(3)?,
        })
    };
    rows.first().map(view).transpose()
}
