//! Where a lead stands, every move it can make, and what follows from each.

mod words;

use crate::Millis;

/// Where a lead stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It came in. Passed through within the intake.
    Received,
    /// Kept and visible, but nobody was told: the site is unknown, or nothing could be decided.
    Quarantined,
    /// It has its verdict. Passed through within the intake.
    Qualified,
    /// What the visitor is shown was decided. Passed through within the intake.
    Offered,
    /// A rep owns it; the clock runs.
    Assigned,
    /// The rep's message has arrived; the clock runs.
    Notified,
    /// The rep has committed to a next step and a time.
    Acknowledged,
    /// Somebody tried to reach the visitor, and has not yet.
    Attempted,
    /// Somebody spoke with the visitor.
    Connected,
    /// A meeting stands in the calendar.
    Booked,
    /// Sales takes it.
    Accepted,
    /// Sales does not take it. Closed.
    Rejected,
    /// Marketing has it back: not now. Closed.
    Nurture,
    /// There is a deal to win.
    Opportunity,
    /// The deal was won. Closed.
    Won,
    /// The deal was lost. Closed.
    Lost,
    /// What was personal of it is gone. Closed.
    Erased,
}

/// What happens to a lead, with what its consequences hang on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// It is scored.
    Qualify,
    /// What the visitor is shown is decided.
    Offer,
    /// A route gives it to a rep.
    Assign,
    /// It is kept where nobody is told of it.
    Quarantine,
    /// The message about it reached its rep.
    Notify,
    /// The rep commits to a next step, until this instant.
    Acknowledge(Millis),
    /// A call, a mail or a message that reached nobody; until when the next step is promised.
    Attempt(Option<Millis>),
    /// Somebody spoke with the visitor; until when the next step is promised.
    Connect(Option<Millis>),
    /// A meeting was booked.
    Book,
    /// The meeting was cancelled or missed: the first response is owed again.
    Unbook,
    /// Sales takes it.
    Accept,
    /// Sales does not take it.
    Reject,
    /// Not now: marketing takes it back.
    Nurture,
    /// Nobody did anything with it, or nobody can be reached: the desk gives it back to marketing.
    Return,
    /// There is a deal.
    Open,
    /// The deal is won.
    Win,
    /// The deal is lost.
    Lose,
    /// Another rep gets it.
    Reassign,
    /// What is personal of it is taken away.
    Erase,
}

/// A kind of move: what an edge of the graph is named by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the move of the same name")]
pub enum MoveKind {
    Qualify,
    Offer,
    Assign,
    Quarantine,
    Notify,
    Acknowledge,
    Attempt,
    Connect,
    Book,
    Unbook,
    Accept,
    Reject,
    Nurture,
    Return,
    Open,
    Win,
    Lose,
    Reassign,
    Erase,
}

/// An instant that is written down of a lead, the first time it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The rep was told.
    Told,
    /// A rep committed to a next step, or did it at once.
    Acknowledged,
    /// Somebody tried to reach the visitor.
    Attempted,
    /// Somebody spoke with them.
    Connected,
}

/// The one timer that runs for a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// The window for the first response, and its ladder.
    Ladder,
    /// What was promised until then.
    Promise(Millis),
    /// Nothing was promised: until something happens again.
    Quiet,
}

/// What follows from a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// This instant is written down, unless an earlier one is.
    Note(Mark, Millis),
    /// The window for the first response is over: met if this instant lies in it.
    Answered(Millis),
    /// One attempt more without contact.
    CountAttempt,
    /// This timer runs from now on and no other.
    Run(Timer),
    /// No timer runs any more.
    Stop,
    /// The owner is told.
    TellOwner,
    /// Nobody owns it any more.
    Release,
}

/// The state every lead begins in.
pub const BEGINNING: State = State::Received;

use MoveKind as K;
use State as S;

/// Every move there is: from where, by what, to where. What is not in here cannot happen.
pub const EDGES: &[(State, MoveKind, State)] = &[
    (S::Received, K::Qualify, S::Qualified),
    (S::Qualified, K::Offer, S::Offered),
    (S::Offered, K::Assign, S::Assigned),
    (S::Offered, K::Quarantine, S::Quarantined),
    (S::Quarantined, K::Qualify, S::Qualified),
    (S::Assigned, K::Notify, S::Notified),
    (S::Assigned, K::Acknowledge, S::Acknowledged),
    (S::Notified, K::Acknowledge, S::Acknowledged),
    (S::Assigned, K::Attempt, S::Attempted),
    (S::Notified, K::Attempt, S::Attempted),
    (S::Acknowledged, K::Attempt, S::Attempted),
    (S::Attempted, K::Attempt, S::Attempted),
    (S::Connected, K::Attempt, S::Connected),
    (S::Booked, K::Attempt, S::Booked),
    (S::Accepted, K::Attempt, S::Accepted),
    (S::Assigned, K::Connect, S::Connected),
    (S::Notified, K::Connect, S::Connected),
    (S::Acknowledged, K::Connect, S::Connected),
    (S::Attempted, K::Connect, S::Connected),
    (S::Connected, K::Connect, S::Connected),
    (S::Booked, K::Connect, S::Connected),
    (S::Accepted, K::Connect, S::Accepted),
    (S::Assigned, K::Book, S::Booked),
    (S::Notified, K::Book, S::Booked),
    (S::Acknowledged, K::Book, S::Booked),
    (S::Attempted, K::Book, S::Booked),
    (S::Connected, K::Book, S::Booked),
    (S::Booked, K::Book, S::Booked),
    (S::Booked, K::Unbook, S::Assigned),
    (S::Acknowledged, K::Accept, S::Accepted),
    (S::Attempted, K::Accept, S::Accepted),
    (S::Connected, K::Accept, S::Accepted),
    (S::Booked, K::Accept, S::Accepted),
    (S::Assigned, K::Reject, S::Rejected),
    (S::Notified, K::Reject, S::Rejected),
    (S::Acknowledged, K::Reject, S::Rejected),
    (S::Attempted, K::Reject, S::Rejected),
    (S::Connected, K::Reject, S::Rejected),
    (S::Booked, K::Reject, S::Rejected),
    (S::Acknowledged, K::Nurture, S::Nurture),
    (S::Attempted, K::Nurture, S::Nurture),
    (S::Connected, K::Nurture, S::Nurture),
    (S::Booked, K::Nurture, S::Nurture),
    (S::Accepted, K::Nurture, S::Nurture),
    (S::Assigned, K::Return, S::Nurture),
    (S::Notified, K::Return, S::Nurture),
    (S::Acknowledged, K::Return, S::Nurture),
    (S::Attempted, K::Return, S::Nurture),
    (S::Accepted, K::Open, S::Opportunity),
    (S::Opportunity, K::Win, S::Won),
    (S::Opportunity, K::Lose, S::Lost),
    (S::Assigned, K::Reassign, S::Assigned),
    (S::Notified, K::Reassign, S::Assigned),
    (S::Acknowledged, K::Reassign, S::Assigned),
    (S::Attempted, K::Reassign, S::Assigned),
    (S::Connected, K::Reassign, S::Assigned),
    (S::Booked, K::Reassign, S::Assigned),
    (S::Accepted, K::Reassign, S::Assigned),
    (S::Opportunity, K::Reassign, S::Opportunity),
    (S::Quarantined, K::Erase, S::Erased),
    (S::Assigned, K::Erase, S::Erased),
    (S::Notified, K::Erase, S::Erased),
    (S::Acknowledged, K::Erase, S::Erased),
    (S::Attempted, K::Erase, S::Erased),
    (S::Connected, K::Erase, S::Erased),
    (S::Booked, K::Erase, S::Erased),
    (S::Accepted, K::Erase, S::Erased),
    (S::Rejected, K::Erase, S::Erased),
    (S::Nurture, K::Erase, S::Erased),
    (S::Opportunity, K::Erase, S::Erased),
    (S::Won, K::Erase, S::Erased),
    (S::Lost, K::Erase, S::Erased),
];

/// A move that no edge allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IllegalMove {
    /// Where the lead stands.
    pub from: State,
    /// What was to happen.
    pub by: MoveKind,
}

/// Where a move leads, and what follows from it.
///
/// # Errors
///
/// When there is no such edge. Nothing is to be changed then.
pub fn step(from: State, by: Move, now: Millis) -> Result<(State, Vec<Effect>), IllegalMove> {
    let kind = by.kind();
    let edge = EDGES.iter().find(|(start, with, _)| *start == from && *with == kind);
    let (_, _, to) = edge.ok_or(IllegalMove { from, by: kind })?;
    Ok((*to, effects(from, by, *to, now)))
}

fn effects(from: State, by: Move, to: State, now: Millis) -> Vec<Effect> {
    let mut effects = Vec::new();
    // Whoever does something with a lead has taken it up, whether they said so before or not.
    // Booking may be the visitor's own doing: it ends the window and is no acknowledgement.
    let acts = matches!(by.kind(), K::Acknowledge | K::Attempt | K::Connect | K::Reject);
    if from.awaits_answer() && (acts || by == Move::Book) {
        effects.push(Effect::Answered(now));
        effects.extend(acts.then_some(Effect::Note(Mark::Acknowledged, now)));
    }
    match by {
        Move::Notify => effects.push(Effect::Note(Mark::Told, now)),
        Move::Attempt(_) => effects.push(Effect::Note(Mark::Attempted, now)),
        Move::Connect(_) => effects.extend([Mark::Attempted, Mark::Connected].map(|mark| Effect::Note(mark, now))),
        Move::Assign | Move::Reassign | Move::Unbook => effects.push(Effect::TellOwner),
        Move::Return => effects.push(Effect::Release),
        _ => {}
    }
    if by.kind() == K::Attempt && to == State::Attempted {
        effects.push(Effect::CountAttempt);
    }
    effects.extend(timer(by, to));
    effects
}

/// What becomes of the lead's timer; none: it is left as it is.
fn timer(by: Move, to: State) -> Option<Effect> {
    let promised = |due: Option<Millis>| Effect::Run(due.map_or(Timer::Quiet, Timer::Promise));
    match by {
        _ if to.is_closed() => Some(Effect::Stop),
        // A deal changes hands and goes on: no window runs for it.
        Move::Reassign if !to.awaits_answer() => Some(Effect::Run(Timer::Quiet)),
        Move::Assign | Move::Reassign | Move::Unbook => Some(Effect::Run(Timer::Ladder)),
        Move::Acknowledge(due) => Some(promised(Some(due))),
        Move::Attempt(due) | Move::Connect(due) => Some(promised(due)),
        Move::Book | Move::Accept | Move::Open => Some(Effect::Run(Timer::Quiet)),
        _ => None,
    }
}

impl Move {
    /// Its kind.
    #[must_use]
    pub fn kind(self) -> MoveKind {
        match self {
            Move::Qualify => K::Qualify,
            Move::Offer => K::Offer,
            Move::Assign => K::Assign,
            Move::Quarantine => K::Quarantine,
            Move::Notify => K::Notify,
            Move::Acknowledge(_) => K::Acknowledge,
            Move::Attempt(_) => K::Attempt,
            Move::Connect(_) => K::Connect,
            Move::Book => K::Book,
            Move::Unbook => K::Unbook,
            Move::Accept => K::Accept,
            Move::Reject => K::Reject,
            Move::Nurture => K::Nurture,
            Move::Return => K::Return,
            Move::Open => K::Open,
            Move::Win => K::Win,
            Move::Lose => K::Lose,
            Move::Reassign => K::Reassign,
            Move::Erase => K::Erase,
        }
    }
}

impl State {
    /// Whether nothing is left to be done: it can only be erased.
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, S::Rejected | S::Nurture | S::Won | S::Lost | S::Erased)
    }

    /// Whether somebody has to do something with it.
    #[must_use]
    pub fn is_open(self) -> bool {
        !self.is_closed()
    }

    /// Whether the window for the first response runs.
    #[must_use]
    pub fn awaits_answer(self) -> bool {
        matches!(self, S::Assigned | S::Notified)
    }

    /// Whether sales may say that it does not take a lead in it.
    #[must_use]
    pub fn can_be_rejected(self) -> bool {
        EDGES.iter().any(|(from, by, _)| *from == self && *by == K::Reject)
    }

    /// Whether a lead is ever stored in it. The others are passed through within one event.
    #[must_use]
    pub fn is_stored(self) -> bool {
        !matches!(self, S::Received | S::Qualified | S::Offered)
    }
}

#[cfg(test)]
mod tests;
