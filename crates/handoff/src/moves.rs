//! What people and their tools say happened to a lead: attempts, meetings, decisions, outcomes.

use baton_agreement::{Reason, RepId};
use serde::{Deserialize, Serialize};

use crate::access::{Bearer, Right};
use crate::arrival::Here;
use crate::confirm::{CONFIRMED, MOST_POINTS, Point};
use crate::database::params;
use crate::json::json;
use crate::leads::{self, Stored};
use crate::log::Kind;
use crate::plan::Plan;
use crate::problem::clip;
use crate::state::{self, IllegalMove, Move};
use crate::{
    Database, Ids, Millis, Problem, Reply, State, acknowledge, climb, confirm, erasure, feedback, handoff, next_owner,
    reassign, release, undo,
};

/// A reason has at most so many characters.
const REASON_CHARS: usize = 200;
/// An id that a caller gives a move.
const ID_CHARS: usize = 64;
/// The largest value of a deal, in whole units of the team's currency.
const MOST_VALUE: i64 = 1_000_000_000_000;

/// A move of a lead, as it was sent. See [`LeadMove::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadMove {
    /// The lead's id.
    pub lead: String,
    said: Said,
    /// Who sent it, if that was not the holder of the admin token.
    sender: Option<Box<Sender>>,
}

/// Who sent a move.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sender {
    actor: String,
    name: String,
    /// The rep to whose leads it is held, if it is.
    held_to: Option<String>,
}

/// The body. What a move takes beside `move`, `by` and `id` stands in [`TAKES`].
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Said {
    r#move: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reached: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_step: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    starts_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<Vec<Point>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

/// Every move, what it needs, and what it may have.
const TAKES: [(&str, &[&str], &[&str]); 15] = [
    (ERASED, &[], &[]),
    (RELEASED, &[], &["reason"]),
    (ACKNOWLEDGED, &["next_step", "due_at"], &[]),
    ("attempted", &["channel", "reached"], &["next_step", "due_at"]),
    ("connected", &[], &["next_step", "due_at"]),
    ("booked", &[], &["starts_at"]),
    ("accepted", &[], &[]),
    ("rejected", &["reason"], &["note"]),
    (CONFIRMED, &["points"], &[]),
    (UNDONE, &[], &[]),
    ("nurture", &[], &["reason"]),
    ("opportunity", &[], &["value"]),
    ("won", &[], &["value"]),
    ("lost", &[], &["reason"]),
    ("reassigned", &[], &["to", "reason"]),
];

/// The move that takes away what is personal.
const ERASED: &str = "erased";
/// The owner commits to a next step.
const ACKNOWLEDGED: &str = "acknowledged";
/// The move out of quarantine.
const RELEASED: &str = "released";

/// What was last said is taken back.
const UNDONE: &str = "undone";

/// The moves by which a promised next step is done.
const KEEPS: [&str; 5] = ["attempted", "connected", "booked", "accepted", "opportunity"];

/// How a visitor can be tried.
const CHANNELS: [&str; 3] = ["call", "mail", "message"];

impl LeadMove {
    /// Reads a move: `{"move":"attempted","by":"ana","channel":"call","reached":false}`, with
    /// `next_step` and `due_at` (ms) where something is promised, and with an `id` where it may
    /// be sent twice.
    ///
    /// # Errors
    ///
    /// The caller's: `wrong_shape`.
    pub fn parse(lead: &str, body: &[u8]) -> Result<LeadMove, Problem> {
        let example = r#"Send {"move":"attempted","by":"ana","channel":"call","reached":false}."#;
        let said: Said = serde_json::from_slice(body)
            .map_err(|error| Problem::wrong_shape(format!("this is no move: {}", clip(&error.to_string())), example))?;
        let Some((name, needs, may)) = TAKES.iter().find(|(name, ..)| *name == said.r#move) else {
            let all: Vec<&str> = TAKES.iter().map(|(name, ..)| *name).collect();
            return Err(Problem::wrong_shape(
                format!("there is no move `{}`", clip(&said.r#move)),
                format!("Send one of: {}.", all.join(", ")),
            ));
        };
        for (field, given) in said.fields() {
            if needs.contains(&field) && !given {
                return Err(Problem::wrong_shape(format!("`{name}` lacks `{field}`"), example));
            }
            if given && !needs.contains(&field) && !may.contains(&field) {
                let help = format!("Leave `{field}` out, or send the move it belongs to.");
                return Err(Problem::wrong_shape(format!("`{name}` takes no `{field}`"), &help));
            }
        }
        said.check()?;
        Ok(LeadMove { lead: lead.to_owned(), said, sender: None })
    }

    /// The move as somebody sends it. What a rep sends is theirs, and about their own leads.
    ///
    /// # Errors
    ///
    /// The caller's, 403: `not_allowed`, or `not_you` when a rep speaks for another.
    pub fn sent_by(mut self, bearer: &Bearer) -> Result<LeadMove, Problem> {
        let reach = bearer.may(&[self.right()])?;
        let Bearer::Holder(holder) = bearer else { return Ok(self) };
        let held_to = bearer.held_to(reach).map(str::to_owned);
        if let Some(rep) = &held_to {
            if self.said.by.as_ref().is_some_and(|by| by != rep) {
                let message = format!("this token is `{}`'s, who cannot speak for another", clip(rep));
                return Err(Problem::caller(403, "not_you", message, "Leave `by` out."));
            }
            self.said.by = held_to.clone();
        }
        let (actor, name) = (holder.actor.clone(), holder.name.clone());
        self.sender = Some(Box::new(Sender { actor, name, held_to }));
        Ok(self)
    }

    /// What it takes to make it.
    fn right(&self) -> Right {
        match self.said.r#move.as_str() {
            RELEASED => Right::LeadsRelease,
            ERASED => Right::PeopleErase,
            "reassigned" => Right::LeadsGive,
            _ => Right::LeadsMove,
        }
    }

    /// The admin's move that erases a lead.
    #[must_use]
    pub fn erasing(lead: &str) -> LeadMove {
        LeadMove { lead: lead.to_owned(), said: Said { r#move: ERASED.to_owned(), ..Said::default() }, sender: None }
    }

    /// Whether it lets a lead out of quarantine.
    #[must_use]
    pub fn is_release(&self) -> bool {
        self.said.r#move == RELEASED
    }
}

impl LeadMove {
    /// What another system says of a lead, which is verified already: a body of which nothing is checked
    /// but its shape, and who makes the move, by id and name.
    pub(crate) fn of_system(
        lead: &str,
        body: serde_json::Value,
        (actor, name): (&str, &str),
    ) -> Result<LeadMove, Problem> {
        let said: Said = serde_json::from_value(body).map_err(|error| Problem::ours("no_move", error.to_string()))?;
        let sender = Sender { actor: actor.to_owned(), name: name.to_owned(), held_to: None };
        Ok(LeadMove { lead: lead.to_owned(), said, sender: Some(Box::new(sender)) })
    }

    /// What a form says of a lead: a body as [`LeadMove::parse`] reads it.
    pub(crate) fn said(lead: &str, body: &serde_json::Value) -> Result<LeadMove, Problem> {
        LeadMove::parse(lead, body.to_string().as_bytes())
    }
}

impl Said {
    fn fields(&self) -> [(&'static str, bool); 10] {
        [
            ("channel", self.channel.is_some()),
            ("reached", self.reached.is_some()),
            ("next_step", self.next_step.is_some()),
            ("due_at", self.due_at.is_some()),
            ("starts_at", self.starts_at.is_some()),
            ("reason", self.reason.is_some()),
            ("note", self.note.is_some()),
            ("points", self.points.is_some()),
            ("value", self.value.is_some()),
            ("to", self.to.is_some()),
        ]
    }

    fn check(&self) -> Result<(), Problem> {
        let short = |text: &Option<String>, most| {
            text.as_ref().is_none_or(|text| !text.trim().is_empty() && text.chars().count() <= most)
        };
        if !short(&self.id, ID_CHARS) {
            return Err(Problem::wrong_shape(
                "`id` is empty or too long".to_owned(),
                "Send up to 64 characters, or leave it out.",
            ));
        }
        if !short(&self.reason, REASON_CHARS) {
            let help = "Write why, in up to 200 characters.";
            return Err(Problem::wrong_shape("`reason` is empty or too long".to_owned(), help));
        }
        if !short(&self.note, REASON_CHARS) {
            let help = "Write what it was, in up to 200 characters, or leave it out.";
            return Err(Problem::wrong_shape("`note` is empty or too long".to_owned(), help));
        }
        if self.points.as_ref().is_some_and(|points| !(1..=MOST_POINTS).contains(&points.len())) {
            let help = r#"Send {"move":"confirmed","points":[{"point":"budget","holds":true}]}."#;
            return Err(Problem::wrong_shape("`points` is empty or too long".to_owned(), help));
        }
        if self.channel.as_ref().is_some_and(|channel| !CHANNELS.contains(&channel.as_str())) {
            return Err(Problem::wrong_shape(
                "`channel` is none that is known".to_owned(),
                "Send `call`, `mail` or `message`.",
            ));
        }
        if self.next_step.is_some() != self.due_at.is_some() {
            let help = "Send both, or neither: a promise is what and until when.";
            return Err(Problem::wrong_shape("`next_step` and `due_at` belong together".to_owned(), help));
        }
        if self.value.is_some_and(|value| !(0..=MOST_VALUE).contains(&value)) {
            let help = "Send what the deal is worth, in whole units of your currency.";
            return Err(Problem::wrong_shape("`value` is no amount".to_owned(), help));
        }
        Ok(())
    }

    /// The promise in it, if it is one that can be kept.
    fn promise(&self, now: Millis) -> Result<Option<(&str, Millis)>, Problem> {
        let (Some(step), Some(due)) = (&self.next_step, self.due_at) else { return Ok(None) };
        Ok(Some((acknowledge::next_step(step)?, acknowledge::in_reach(Millis(due), now)?)))
    }

    /// What it means for the lead.
    fn step(&self, promised: Option<Millis>) -> Move {
        match self.r#move.as_str() {
            "attempted" if self.reached == Some(true) => Move::Connect(promised),
            "attempted" => Move::Attempt(promised),
            "connected" => Move::Connect(promised),
            "booked" => Move::Book,
            "accepted" => Move::Accept,
            "rejected" => Move::Reject,
            "nurture" => Move::Nurture,
            "opportunity" => Move::Open,
            "won" => Move::Win,
            "lost" => Move::Lose,
            _ => Move::Reassign,
        }
    }

    /// What the log keeps of it; `why` is the agreement's reason for a rejection.
    fn kind(&self, name: String, why: Option<&Reason>) -> Kind {
        let reason = self.reason.clone();
        match self.r#move.as_str() {
            "attempted" => Kind::LeadAttempted {
                name,
                channel: self.channel.clone().unwrap_or_default(),
                reached: self.reached.unwrap_or_default(),
                next_step: self.next_step.clone(),
                due_at: self.due_at,
            },
            "connected" => Kind::LeadConnected { name, next_step: self.next_step.clone(), due_at: self.due_at },
            "booked" => Kind::LeadBooked { name, starts_at: self.starts_at },
            "accepted" => Kind::LeadAccepted { name },
            "rejected" => Kind::LeadRejected {
                name,
                reason: why.map_or_else(|| reason.unwrap_or_default(), |why| why.words.clone()),
                code: why.map(|why| why.id.clone()),
                note: self.note.clone(),
            },
            "nurture" => Kind::LeadNurtured { name, reason },
            "opportunity" => Kind::LeadOpportunity { name, value: self.value },
            "won" => Kind::LeadWon { name, value: self.value },
            _ => Kind::LeadLost { name, reason },
        }
    }
}

/// Moves a lead. The same move with the same id again changes nothing.
pub(crate) fn handle(
    here: &Here<'_>,
    asked: &LeadMove,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let lead = leads::find_joined(db, &asked.lead)?.ok_or_else(|| leads::unknown(&asked.lead))?;
    let sender = asked.sender.as_deref();
    if let Some(rep) = sender.and_then(|sender| sender.held_to.as_deref()) {
        leads::held_to(&lead, rep)?;
    }
    let (move_id, body) = (asked.said.id.as_deref(), json(&asked.said));
    if repeated(&lead.id, move_id, &body, db)? {
        return Ok(Reply::Moved { state: lead.state, repeat: true });
    }
    let (by, name) = match (asked.said.by.as_deref(), sender) {
        (None, Some(sender)) => (sender.actor.clone(), sender.name.clone()),
        (by, _) => actor(here, by)?,
    };
    let mut plan = Plan::new(&lead.id);
    let id = lead.id.clone();
    let made = asked.said.r#move.as_str();
    // An acknowledgement keeps for itself where the lead stood.
    let is_kept = ![RELEASED, ERASED, UNDONE, ACKNOWLEDGED, "reassigned"].contains(&made);
    if is_kept {
        undo::keep(db, here.now, &id, (made, &by))?;
    }
    let state = match made {
        RELEASED => release::release(here, lead, (&by, &name), asked.said.reason.clone(), ids, db)?,
        ERASED => return erased(here, &lead, (&by, &name), db),
        ACKNOWLEDGED => {
            state::step(lead.state, Move::Acknowledge(here.now), here.now).map_err(IllegalMove::problem)?;
            leads::held_to(&lead, &by)?;
            let (step, due) = asked.said.promise(here.now)?.ok_or_else(|| {
                Problem::wrong_shape("a promise is missing".to_owned(), "Send `next_step` and `due_at`.")
            })?;
            handoff::commit(here, lead, (&by, &name), (step, due), ids, db)?
        }
        UNDONE => undo::undo(here, &lead.id, (&by, &name), ids, db)?,
        CONFIRMED => {
            let points = asked.said.points.as_deref().unwrap_or_default();
            confirm::confirm(here, &lead, points, (&by, &name), ids, db)?
        }
        "reassigned" => by_person(here, &mut plan, lead, &asked.said, &by, ids, db)?,
        _ => {
            if KEEPS.contains(&made) {
                handoff::keep_promise(&mut plan, here, &lead, &by, db)?;
            }
            make(here, &mut plan, lead, &asked.said, (&by, &name), ids)?
        }
    };
    plan.write(here, db)?;
    if is_kept {
        undo::seal(db, &id)?;
    }
    if let Some(move_id) = move_id {
        keep(here, &asked.lead, move_id, &body, db)?;
    }
    Ok(Reply::Moved { state, repeat: false })
}

/// Keeps that a move was made. A lead that was released may have joined another: the move is that
/// one's, as the lead is.
pub(crate) fn keep(
    here: &Here<'_>,
    lead: &str,
    move_id: &str,
    body: &str,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    db.execute(
        "INSERT INTO moves (lead, id, v, at, body)
         VALUES (coalesce((SELECT lead FROM lead_aliases WHERE id = ?1), ?1), ?2, 1, ?3, ?4)",
        &params![lead, move_id, here.now, body],
    )
    .map_err(Problem::from)
}

/// Of an erased lead not even the move is kept: made again, it changes nothing.
fn erased(here: &Here<'_>, lead: &Stored, (by, name): (&str, &str), db: &mut dyn Database) -> Result<Reply, Problem> {
    let repeat = lead.state == State::Erased;
    let state = erasure::erase(here, lead, (by, name, erasure::Why::Asked), db)?;
    Ok(Reply::Moved { state, repeat })
}

/// Whether a move of that id was made. Another one of the same id is refused.
pub(crate) fn repeated(lead: &str, move_id: Option<&str>, body: &str, db: &mut dyn Database) -> Result<bool, Problem> {
    let Some(id) = move_id else { return Ok(false) };
    let rows = db.query("SELECT body FROM moves WHERE lead = ? AND id = ?", &params![lead, id])?;
    match rows.first() {
        None => Ok(false),
        Some(row) if row.text(0)? == body => Ok(true),
        Some(_) => Err(Problem::caller(
            409,
            "different_move_same_id",
            format!("the move `{}` of this lead was another one", clip(id)),
            "Make a new id for a new move; send the same body for the same one.",
        )),
    }
}

/// Id and name of who says so: a rep of the agreement, or whoever holds the admin token.
fn actor(here: &Here<'_>, by: Option<&str>) -> Result<(String, String), Problem> {
    let Some(by) = by else { return Ok(("admin".to_owned(), "the desk's admin".to_owned())) };
    let agreement = here.in_force.agreement.as_ref();
    match agreement.and_then(|agreement| agreement.rep(&RepId::new(by))) {
        Some(rep) => Ok((by.to_owned(), rep.name.clone())),
        None => Err(unknown_rep(by)),
    }
}

/// What is said of an id that no rep has.
pub(crate) fn unknown_rep(rep: &str) -> Problem {
    let message = format!("the agreement has no rep `{}`", clip(rep));
    Problem::caller(400, "unknown_rep", message, "Send the id of one of the [[reps]].")
}

/// Every move but a new owner.
fn make(
    here: &Here<'_>,
    plan: &mut Plan,
    mut lead: Stored,
    said: &Said,
    (by, name): (&str, &str),
    ids: &mut Ids,
) -> Result<State, Problem> {
    // What cannot happen now is told before what is wrong with the promise.
    state::step(lead.state, said.step(None), here.now).map_err(IllegalMove::problem)?;
    let promised = said.promise(here.now)?;
    let rejected = said.reason.as_deref().filter(|_| said.r#move == "rejected");
    let why = rejected.map(|code| feedback::reason(here, code, said.note.as_deref())).transpose()?;
    let step = said.step(promised.map(|(_, due)| due));
    let (to, effects) = state::step(lead.state, step, here.now).map_err(IllegalMove::problem)?;
    plan.follow(here, &mut lead, to, &effects, ids);
    if let Some((next_step, due_at)) = promised {
        handoff::promise(plan, here, &lead, (by, name), next_step, due_at);
    }
    plan.tell(here, &lead, by, said.kind(name.to_owned(), why), false, ids);
    let most = here.in_force.agreement.as_ref().map(|agreement| agreement.windows.attempts_before_nurture);
    if lead.state == State::Attempted && most.is_some_and(|most| lead.instants.attempts >= i64::from(most)) {
        climb::give_back(plan, here, &mut lead, "attempts", ids).map_err(IllegalMove::problem)?;
    }
    Ok(lead.state)
}

/// Somebody gives the lead to a rep, or to whoever's turn it is.
fn by_person(
    here: &Here<'_>,
    plan: &mut Plan,
    mut lead: Stored,
    said: &Said,
    by: &str,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<State, Problem> {
    state::step(lead.state, Move::Reassign, here.now).map_err(IllegalMove::problem)?;
    let owner: Vec<String> = lead.owner.iter().map(|(id, _)| id.clone()).collect();
    let next = match &said.to {
        Some(to) if owner.contains(to) => return Err(already_theirs(to)),
        Some(to) => next_owner::named_rep(here, to).ok_or_else(|| unknown_rep(to))?,
        None => next_owner::next_rep(here, &lead, &owner, db)?.ok_or_else(nobody_else)?,
    };
    plan.miss(here, &mut lead, ids);
    reassign::reassign(plan, here, &mut lead, next, "person", by, ids).map_err(IllegalMove::problem)?;
    Ok(lead.state)
}

fn already_theirs(to: &str) -> Problem {
    let message = format!("the lead is with `{}` already", clip(to));
    Problem::caller(409, "not_now", message, "Name somebody else, or leave `to` out for the next in turn.")
}

fn nobody_else() -> Problem {
    let message = "nobody else in the pool can take this lead";
    Problem::caller(409, "nobody_else", message, "Name a rep with `to`.")
}

#[cfg(test)]
mod tests {
    use super::LeadMove;

    #[test]
    fn the_shape_is_strict_and_says_what_is_wrong() {
        for (body, message) in [
            ("", "this is no move: EOF while parsing a value at line 1 column 0"),
            (r#"{"move":"praised"}"#, "there is no move `praised`"),
            (
                r#"{"move":"won","price":5}"#,
                "this is no move: unknown field `price`, expected one of `move`, `id`, `by`, `channel`, `reached`,",
            ),
            (r#"{"move":"attempted","reached":false}"#, "`attempted` lacks `channel`"),
            (r#"{"move":"attempted","channel":"call"}"#, "`attempted` lacks `reached`"),
            (r#"{"move":"attempted","channel":"fax","reached":false}"#, "`channel` is none that is known"),
            (r#"{"move":"rejected"}"#, "`rejected` lacks `reason`"),
            (r#"{"move":"rejected","reason":" "}"#, "`reason` is empty or too long"),
            (r#"{"move":"won","reason":"price"}"#, "`won` takes no `reason`"),
            (r#"{"move":"won","value":-1}"#, "`value` is no amount"),
            (r#"{"move":"connected","due_at":5}"#, "`next_step` and `due_at` belong together"),
            (r#"{"move":"accepted","id":""}"#, "`id` is empty or too long"),
        ] {
            let problem = LeadMove::parse("x", body.as_bytes()).unwrap_err();
            assert_eq!((problem.code, problem.status), ("wrong_shape", 400), "{body}");
            assert!(problem.message.starts_with(message), "{body}: {}", problem.message);
        }
    }
}
