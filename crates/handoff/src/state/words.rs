//! The names of states and moves, and how a move is refused.

use super::{IllegalMove, MoveKind, State};
use crate::Problem;

/// Every state with its name in storage and on the wire, and what is said of a lead in it.
const STATES: [(State, &str, &str); 17] = [
    (State::Received, "received", "it has just come in"),
    (State::Quarantined, "quarantined", "it is in quarantine"),
    (State::Qualified, "qualified", "it was just scored"),
    (State::Offered, "offered", "nobody owns it yet"),
    (State::Assigned, "assigned", "its rep was not told yet"),
    (State::Notified, "notified", "its rep has not answered yet"),
    (State::Acknowledged, "acknowledged", "its rep has promised a next step"),
    (State::Attempted, "attempted", "nobody has reached the visitor yet"),
    (State::Connected, "connected", "somebody has spoken with the visitor"),
    (State::Booked, "booked", "a meeting is booked"),
    (State::Accepted, "accepted", "sales has accepted it"),
    (State::Rejected, "rejected", "sales has rejected it"),
    (State::Nurture, "nurture", "marketing has it back"),
    (State::Opportunity, "opportunity", "it is an opportunity"),
    (State::Won, "won", "it is won"),
    (State::Lost, "lost", "it is lost"),
    (State::Erased, "erased", "it was erased"),
];

/// Every kind of move with its name, and what is said when it may not happen.
const MOVES: [(MoveKind, &str, &str); 19] = [
    (MoveKind::Qualify, "qualify", "scored"),
    (MoveKind::Offer, "offer", "offered anything"),
    (MoveKind::Assign, "assign", "assigned"),
    (MoveKind::Quarantine, "quarantine", "put in quarantine"),
    (MoveKind::Notify, "notify", "told of"),
    (MoveKind::Acknowledge, "acknowledge", "answered"),
    (MoveKind::Attempt, "attempt", "attempted"),
    (MoveKind::Connect, "connect", "connected"),
    (MoveKind::Book, "book", "booked"),
    (MoveKind::Unbook, "unbook", "freed of its meeting"),
    (MoveKind::Accept, "accept", "accepted"),
    (MoveKind::Reject, "reject", "rejected"),
    (MoveKind::Nurture, "nurture", "given to marketing"),
    (MoveKind::Return, "return", "returned to marketing"),
    (MoveKind::Open, "open", "made an opportunity"),
    (MoveKind::Win, "win", "won"),
    (MoveKind::Lose, "lose", "lost"),
    (MoveKind::Reassign, "reassign", "reassigned"),
    (MoveKind::Erase, "erase", "erased"),
];

impl State {
    /// Every state.
    pub const ALL: [State; 17] = {
        let mut all = [State::Received; 17];
        let mut at = 0;
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
        while at < all.len() {
            all[at] = STATES[at].0;
            at += 1;
        }
        all
    };

    /// The name in storage and on the wire.
    #[must_use]
    pub fn id(self) -> &'static str {
        STATES.iter().find(|(state, ..)| *state == self).map_or("", |(_, id, _)| id)
    }

    /// The state of that name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<State> {
        STATES.iter().find(|(_, known, _)| *known == id).map(|(state, ..)| *state)
    }

    fn words(self) -> &'static str {
        STATES.iter().find(|(state, ..)| *state == self).map_or("", |(.., words)| words)
    }
}

impl MoveKind {
    /// Every kind.
    pub const ALL: [MoveKind; 19] = {
        let mut all = [MoveKind::Qualify; 19];
        let mut at = 0;
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
        while at < all.len() {
            all[at] = MOVES[at].0;
            at += 1;
        }
        all
    };

    /// Its name, as the drawing has it.
    #[must_use]
    pub fn id(self) -> &'static str {
        MOVES.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, id, _)| id)
    }

    fn words(self) -> &'static str {
        MOVES.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., words)| words)
    }
}

impl IllegalMove {
    /// The refusal, in words: 409 `not_now`.
    #[must_use]
    pub fn problem(self) -> Problem {
        let IllegalMove { from, by } = self;
        let message = format!("this lead cannot be {} now: {}", by.words(), from.words());
        Problem::caller(409, "not_now", message, self.help())
    }

    /// What to do instead.
    fn help(self) -> &'static str {
        match (self.from, self.by) {
            (State::Erased, _) => "Nothing is left of it to work with.",
            (from, _) if from.is_closed() => "It is closed. If they come back, they are a new lead.",
            (State::Quarantined, _) => "Allow its site in the agreement and let them send it again.",
            (_, MoveKind::Accept) => "Acknowledge it first: say what you will do, and until when.",
            (_, MoveKind::Open) => "Accept it first.",
            (_, MoveKind::Win | MoveKind::Lose) => "Make it an opportunity first.",
            (_, MoveKind::Acknowledge) => "It is answered already; write down what happened since.",
            (_, MoveKind::Nurture) => "Acknowledge it first, or reject it with a reason.",
            (State::Accepted, MoveKind::Book) => "Write the meeting down as connected once it took place.",
            (State::Accepted, MoveKind::Reject) => "Give it to marketing, or make it an opportunity that is lost.",
            (State::Opportunity, _) => "It is a deal now: win it or lose it.",
            _ => "Look at the lead; it may have moved on since.",
        }
    }
}
