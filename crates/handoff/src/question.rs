//! What a desk can be asked. Asking changes nothing.

use core::fmt;

use baton_scoring::CardKind;

use crate::Millis;
use crate::access::{Bearer, Role};
use crate::attention::Scope;
use crate::changes::Changes;
use crate::console::Listing;
use crate::crm::CrmSetting;
use crate::figures::check::Recount;
use crate::figures::digest::DigestAsked;
use crate::figures::report::ReportAsked;
use crate::lead_filter::LeadFilter;
use crate::lead_list::LeadRows;
use crate::people::{Asked, Found};
use crate::push::PushTarget;
use crate::sealed::QueueKey;
use crate::slack_bot::SlackSecrets;
use crate::views::HandoffView;

/// Something somebody wants to know of a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// The compiled card of the agreement in force. The full one is for the edge alone.
    Card(CardKind),
    /// A key that leads are sealed to: the one of that id, else the newest. For the edge alone.
    /// → [`Answer::QueueKey`].
    QueueKey(Option<i64>),
    /// Which agreements were published. → [`Answer::Json`].
    Agreements,
    /// The text of one version. → [`Answer::Text`].
    Agreement(i64),
    /// The drafts that wait, and the latest that do not. → [`Answer::Json`].
    Drafts,
    /// One draft with its text. → [`Answer::Json`].
    Draft(i64),
    /// Past leads with what became of them, a slice, the newest first. → [`Answer::Json`].
    PastLeads {
        /// Those before this place; none: the newest.
        before: Option<i64>,
    },
    /// Where a visitor books. Never fails for an unknown lead. → [`Answer::Link`].
    Book {
        /// The lead's id.
        lead: String,
        /// Host of the page that shows the calendar in a frame; none for a tab of its own.
        page: Option<String>,
    },
    /// How every endpoint does, and what was given up. → [`Answer::Json`].
    Deliveries,
    /// Which secrets a Slack app's bot works with. For the edge alone. → [`Answer::SlackBot`].
    SlackBot,
    /// Which secret Turnstile's proofs are verified with, if leads need one. For the edge alone. → [`Answer::Secret`].
    TurnstileSecret,
    /// Which secret messages to devices are signed by. For the edge alone. → [`Answer::Secret`].
    PushSecret,
    /// The devices of a rep. For the edge alone. → [`Answer::PushTargets`].
    PushTargets(String),
    /// Which secret a booking tool signs by. For the edge alone. → [`Answer::Secret`].
    BookingSecret(String),
    /// The CRM of that id, as the agreement names it. For the edge alone. → [`Answer::Crm`].
    Crm(String),
    /// What a visitor is shown, for a page that came after the submit. → [`Answer::Json`].
    Offer(String),
    /// How often browser and edge disagreed, by cause. → [`Answer::Json`].
    Disagreements,
    /// What happened to the desk itself, the newest first. → [`Answer::Json`].
    Log,
    /// The figures of both teams. → [`Answer::Json`].
    Report(ReportAsked),
    /// The page for the meeting, of a week or a month that is over. → [`Answer::Json`].
    Digest(DigestAsked),
    /// One day of the figures worked out again from the log, not yet begun: the first behind this one, or the
    /// first there is. → [`Answer::Recount`].
    Recount(Option<i64>),
    /// The log's chain, verified behind a line; 0 for the first. → [`Answer::Json`].
    VerifyLog(i64),
    /// Everybody on the roster, and how they stand. → [`Answer::Json`].
    Roster,
    /// What needs a person this minute. → [`Answer::Json`].
    Now(Scope),
    /// What has happened behind a line of the log; none: which line is the last. → [`Answer::Changes`].
    Changes {
        /// That line.
        after: Option<i64>,
    },
    /// The newest leads. → [`Answer::Json`], or [`Answer::GoOn`] first.
    Leads {
        /// How many at most; held to 1 to 500.
        limit: u32,
        /// Only those that came before this lead.
        before: Option<String>,
        /// What they must be.
        filter: Box<LeadFilter>,
    },
    /// The newest leads of a rep's. → as [`Question::Leads`].
    LeadsOf {
        /// Whose.
        rep: String,
        /// As in [`Question::Leads`].
        limit: u32,
        /// As in [`Question::Leads`].
        before: Option<String>,
        /// As in [`Question::Leads`].
        filter: Box<LeadFilter>,
    },
    /// What [`Answer::GoOn`] says of one of these two.
    LeadsOn(Box<Listing>),
    /// Leads as rows for a spreadsheet, a slice. → [`Answer::LeadRows`].
    LeadRows {
        /// Where the slice before ended; 0 for the first.
        after: i64,
        /// What they must be.
        filter: Box<LeadFilter>,
    },
    /// One lead with its timeline and deliveries. → [`Answer::Json`].
    Lead(String),
    /// The same, if that rep has it. → [`Answer::Json`].
    LeadOf {
        /// Who.
        rep: String,
        /// Which.
        lead: String,
    },
    /// Who holds a token. → [`Answer::Bearer`].
    Bearer(Token),
    /// A session for who showed a token. → [`Answer::Text`].
    BeginSession {
        /// Who.
        bearer: Bearer,
        /// The deployment's admin secret.
        secret: Option<Token>,
        /// How long it is to be.
        lifetime: Millis,
    },
    /// Who holds a session. → [`Answer::Bearer`].
    Session {
        /// What they show.
        session: Token,
        /// The deployment's admin secret.
        secret: Option<Token>,
    },
    /// Whom Cloudflare Access let in. → [`Answer::Bearer`].
    Person {
        /// Their e-mail address, in lower case.
        email: String,
        /// What the deployment says they are; none for who is on the roster alone.
        role: Option<Role>,
    },
    /// The tokens there are, without themselves. → [`Answer::Json`].
    Tokens,
    /// The leads of a person, a slice of the search. → [`Answer::People`].
    People {
        /// Who.
        asked: Asked,
        /// Where the slice begins; 0 for the first.
        after: i64,
    },
    /// All that is kept of one lead. → [`Answer::Json`].
    Everything(String),
    /// The handoff page behind a link. → [`Answer::Handoff`].
    Handoff {
        /// The token of the link.
        token: String,
    },
}

/// A token that somebody shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(pub String);

impl fmt::Debug for Token {
    /// Not itself: it opens the desk.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// What it answers.
pub enum Answer {
    /// A compiled card.
    Card {
        /// Its content hash, for the ETag.
        id: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A key that leads are sealed to; none of that id.
    QueueKey(Option<QueueKey>),
    /// The names of the secrets of the desk's Slack bot, if it has one.
    SlackBot(Option<SlackSecrets>),
    /// The name of a secret, if the agreement has one for it.
    Secret(Option<String>),
    /// A CRM, if the agreement has it.
    Crm(Option<Box<CrmSetting>>),
    /// The devices of a rep.
    PushTargets(Vec<PushTarget>),
    /// Who holds a token.
    Bearer(Bearer),
    /// What has happened.
    Changes(Changes),
    /// A day to be worked out again, if there is one more.
    Recount(Option<Box<Recount>>),
    /// A slice of a list.
    LeadRows(LeadRows),
    /// JSON text as it goes out.
    Json(String),
    /// It takes more than one turn: what is to be asked next, when others had theirs.
    GoOn(Box<Question>),
    /// What a slice of a search found.
    People(Found),
    /// The text of an agreement.
    Text(String),
    /// Where to redirect to.
    Link(String),
    /// The handoff page, before it is HTML. See [`crate::page::render`].
    Handoff(Box<HandoffView>),
}

impl fmt::Debug for Answer {
    /// The kind only: the rest is personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Answer::Card { .. } => "Card",
            Answer::QueueKey(_) => "QueueKey",
            Answer::SlackBot(_) => "SlackBot",
            Answer::Secret(_) => "Secret",
            Answer::Crm(_) => "Crm",
            Answer::PushTargets(_) => "PushTargets",
            Answer::Bearer(_) => "Bearer",
            Answer::Changes(_) => "Changes",
            Answer::Recount(_) => "Recount",
            Answer::LeadRows(_) => "LeadRows",
            Answer::Json(_) => "Json",
            Answer::GoOn(_) => "GoOn",
            Answer::People(_) => "People",
            Answer::Text(_) => "Text",
            Answer::Link(_) => "Link",
            Answer::Handoff(_) => "Handoff",
        })
    }
}
