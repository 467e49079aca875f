//! What happens to a desk, and what it replies.

use core::fmt;

use baton_scoring::Seconds;

use crate::account_list::AccountsChange;
use crate::acknowledge::DueChoice;
use crate::agreements::{Published, Unpublishable};
use crate::booking::Booked;
use crate::intake::ParsedLead;
use crate::receipt::Receipt;
use crate::roster::RosterChange;
use crate::{LeadMove, Millis, Problem, State};

/// Something that changes a desk. One event is one savepoint of the adapter's.
#[derive(Debug)]
pub enum Event {
    /// An agreement is published.
    Publish {
        /// The text of `agreement.toml`.
        source: String,
    },
    /// A lead comes in.
    Intake(Box<Intake>),
    /// A visitor followed the booking link.
    Opened {
        /// The lead's id, as the link has it.
        lead: String,
    },
    /// A page says that a meeting was booked in it.
    Booked(Booked),
    /// A rep commits to a next step.
    Acknowledge {
        /// The token of the handoff link.
        token: String,
        /// What they will do, in their words.
        next_step: String,
        /// Until when.
        due: DueChoice,
    },
    /// Something is said of a rep: away, back, another cap.
    Roster(RosterChange),
    /// A list of accounts is uploaded.
    Accounts(AccountsChange),
    /// Somebody says what happened to a lead.
    Move(LeadMove),
    /// The alarm rings: every timer that is due.
    Due,
    /// The alarm's work failed: the earliest timer alone.
    DueOne,
    /// That failed, too: the earliest timer is put off without a look at what it is about.
    PutOff,
    /// The adapter has hands free to deliver.
    ClaimDeliveries {
        /// How many deliveries it takes at most.
        limit: usize,
    },
    /// A claimed delivery went out, or did not.
    Delivered {
        /// Which.
        id: String,
        /// What came of it.
        outcome: Outcome,
    },
    /// The test clock is moved.
    MoveClock {
        /// How far ahead. The clock is never moved back.
        advance: Millis,
    },
}

/// A lead that comes in, and where from.
pub struct Intake {
    /// The lead, from [`crate::intake::parse`].
    pub lead: ParsedLead,
    /// The `Origin` header, as the browser sent it.
    pub origin: Option<String>,
    /// When the browser sent it, by the same clock as the lead's `submitted_at`.
    pub sent_at: Option<Millis>,
    /// The edge's own origin, `https://edge.example`, without a slash: links begin with it.
    pub edge_origin: String,
}

impl fmt::Debug for Intake {
    /// The id only: the rest is personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Intake({})", self.lead.id)
    }
}

/// What came of a try to deliver.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// The `Retry-After` of the answer.
    pub retry_after: Option<Seconds>,
    /// Why there was no answer. Never holds the address: that is the secret.
    pub error: Option<String>,
}

/// What a desk replies to an event.
#[derive(Debug)]
pub enum Reply {
    /// The agreement is kept, numbered and in force. 201, or 200 when `unchanged`.
    Published(Published),
    /// The agreement has problems; nothing was changed. 422.
    Unpublishable(Unpublishable),
    /// The lead is kept. 201, or 200 when `repeat`.
    Receipt(Receipt),
    /// A lead of this id but with other answers is kept already; these are kept beside it. 409.
    Conflict(Problem),
    /// The report of a meeting is kept. 201, or 200 when `repeat`.
    Booked {
        /// Whether it was kept before.
        repeat: bool,
    },
    /// The acknowledgement is kept. 303 to the page it was made on.
    Acknowledged,
    /// The lead was moved. 201, or 200 when `repeat`.
    Moved {
        /// Where it stands now.
        state: State,
        /// Whether this very move was made before.
        repeat: bool,
    },
    /// Deliveries to make. They are the caller's for 30 seconds.
    Deliveries(Vec<Outgoing>),
    /// The clock's new offset, in ms ahead of the real one.
    Clock(Millis),
    /// Done.
    Done,
}

/// One message to the outside, ready to be sent by POST.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The same in every try; receivers dedupe by it.
    pub id: String,
    /// The lead it is about.
    pub lead: String,
    /// The endpoint's id in the agreement.
    pub endpoint: String,
    /// Name of the secret that holds the address.
    pub secret: String,
    /// Header names, lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl fmt::Debug for Outgoing {
    /// The ids only: the body is personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outgoing({} to {})", self.id, self.endpoint)
    }
}
