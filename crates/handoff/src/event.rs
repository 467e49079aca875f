//! What happens to a desk, and what it replies.

use core::fmt;

use crate::account_list::AccountsChange;
use crate::acknowledge::DueChoice;
use crate::agreements::{Published, Unpublishable};
use crate::booking::Booked;
use crate::comments::Comment;
use crate::crm::{CrmHeard, CrmSaid};
use crate::drafts::AgreementChange;
use crate::intake::ParsedLead;
use crate::meetings::Meeting;
use crate::outbox::Room;
use crate::push::PushChange;
use crate::receipt::Receipt;
use crate::roster::RosterChange;
use crate::signals::{SignalBatch, SignalsTaken};
use crate::slack_press::SlackAnswer;
use crate::{LeadMove, Millis, Problem, State, TokenWish};

/// Something that changes a desk. One event is one savepoint of the adapter's.
#[derive(Debug)]
pub enum Event {
    /// The holder of the deployment's secret publishes an agreement: an [`AgreementChange`], in short.
    Publish {
        /// The text of `agreement.toml`.
        source: String,
    },
    /// Somebody drafts, approves, publishes or takes back a change of the agreement.
    Agreement(Box<AgreementChange>),
    /// A lead comes in.
    Intake(Box<Intake>),
    /// A visitor followed the booking link.
    Opened {
        /// The lead's id, as the link has it.
        lead: String,
    },
    /// A page says that a meeting was booked in it.
    Booked(Booked),
    /// The tool a meeting was booked in tells of it.
    Meeting(Meeting),
    /// A CRM tells what changed there.
    CrmSaid {
        /// The delivery's id.
        endpoint: String,
        /// What it tells.
        said: Vec<CrmSaid>,
    },
    /// A record that is new in a CRM comes in as a lead.
    CrmLead {
        /// The delivery's id.
        endpoint: String,
        /// The record.
        said: CrmSaid,
        /// The lead made of it.
        intake: Box<Intake>,
    },
    /// A rep commits to a next step.
    Acknowledge {
        /// The token of the handoff link.
        token: String,
        /// What they will do, in their words.
        next_step: String,
        /// Until when.
        due: DueChoice,
    },
    /// Signals of people the desk knows.
    Signals(SignalBatch),
    /// The page behind a handoff link was read: a person did, or a program that reads their mail.
    HandoffOpened {
        /// The token of the handoff link.
        token: String,
    },
    /// The owner of a lead says something else of it on the handoff page.
    OwnerSays {
        /// The token of the handoff link.
        token: String,
        /// The body of a move, without `by`.
        body: serde_json::Value,
    },
    /// A rep answers in Slack.
    SlackAnswer(SlackAnswer),
    /// Something is said of a rep: away, back, another cap.
    Roster(RosterChange),
    /// A browser of a rep's wants to be told of things, or no more.
    Push {
        /// Whose.
        rep: String,
        /// What it says.
        change: PushChange,
    },
    /// A push service knows an address no more.
    PushGone {
        /// The address.
        endpoint: String,
    },
    /// An endpoint shall be sent a message that says it is a test.
    TestEndpoint {
        /// Its id in the agreement.
        endpoint: String,
        /// The edge's own origin: links begin with it.
        edge_origin: String,
    },
    /// A list of accounts is uploaded.
    Accounts(AccountsChange),
    /// Somebody says what happened to a lead.
    Move(LeadMove),
    /// Somebody says something about a lead or a digest.
    Comment(Comment),
    /// The alarm rings: every timer that is due.
    Due,
    /// The alarm's work failed: the earliest timer alone.
    DueOne,
    /// That failed, too: the earliest timer is put off without a look at what it is about.
    PutOff,
    /// The adapter has hands free to deliver.
    ClaimDeliveries(Room),
    /// An adapter begins, with nothing on its way: what one before it had claimed is due again.
    Woken,
    /// A claimed delivery went out, or did not.
    Delivered {
        /// Which.
        id: String,
        /// What came of it.
        outcome: Outcome,
    },
    /// A delivery that was given up shall be tried again.
    Replay {
        /// Which.
        id: String,
    },
    /// Handoff links shall be signed with another key.
    TurnLinkKey,
    /// Somebody shall get a token.
    MakeToken(TokenWish),
    /// A token is worth nothing from now on.
    RevokeToken {
        /// Its id.
        id: String,
    },
    /// The test clock is moved.
    MoveClock {
        /// How far ahead. The clock is never moved back.
        advance: Millis,
    },
}

/// A lead that comes in, and where from.
#[derive(Clone)]
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
    /// The `Retry-After` of the answer, as it came.
    pub retry_after: Option<String>,
    /// Why there was no answer. Never holds the address: that is the secret.
    pub error: Option<String>,
    /// The answer's body, where [`Request::reads_answer`](crate::Request) asks for it.
    pub body: String,
}

/// What a desk replies to an event.
#[derive(Debug)]
pub enum Reply {
    /// The agreement is kept, numbered and in force. 201, or 200 when `unchanged`.
    Published(Published),
    /// A draft as it stands now. 201 where it is `new`.
    Draft {
        /// With its text, as JSON.
        json: String,
        /// Whether it was made by this.
        new: bool,
    },
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
    /// What became of what a CRM told. 200.
    Crm(CrmHeard),
    /// The record is a lead's already. 200.
    Known {
        /// Which.
        lead: String,
    },
    /// What became of a batch of signals. 200.
    Signals(SignalsTaken),
    /// Deliveries to make. They are the caller's for 15 seconds.
    Deliveries(Vec<Outgoing>),
    /// The number of the key that signs links from now on. 201.
    LinkKey(i64),
    /// A token, as JSON: the one time that it stands anywhere. 201.
    TokenMade(String),
    /// The clock's new offset, in ms ahead of the real one.
    Clock(Millis),
    /// Done.
    Done,
}

/// One message to the outside. [`crate::request`] makes a request of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The same in every try; receivers dedupe by it.
    pub id: String,
    /// The lead it is about.
    pub lead: String,
    /// The endpoint's id in the agreement.
    pub endpoint: String,
    /// The kind of endpoint, as agreements name it.
    pub kind: String,
    /// Names of secrets: of the address or the token, and, behind a blank, of the key that signs.
    pub secret: String,
    /// For whom it is, where one endpoint speaks with many: a member id or an e-mail address.
    pub recipient: Option<String>,
    /// Channel and timestamp of the earlier message that it changes.
    pub changes: Option<(String, String)>,
    /// The body.
    pub body: String,
}

impl fmt::Debug for Outgoing {
    /// The ids only: the body is personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outgoing({} to {})", self.id, self.endpoint)
    }
}
