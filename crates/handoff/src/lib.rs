//! What happens after the verdict, and what has to happen before it counts.
//!
//! A [`Desk`] is told [`Event`]s and asked [`Question`]s. It keeps everything in a small
//! [`Database`], so the same desk runs inside a Durable Object, in tests and in simulations.
//! `now` and [`Ids`] are values that come in with the event.
//!
//! In scope: reading leads, publishing agreements, dedupe, route and rotation, windows, the
//! outbox and its messages, handoff links, acknowledgements, the console's answers, the page.
//!
//! Out of scope: what a lead is worth (`baton-scoring`), what an agreement may say
//! (`baton-agreement`), HTTP, alarms, transactions and sending (`baton-edge`).

mod json;
mod problem;

mod ids;
mod names;
mod time;

mod database;
mod meta;
mod schema;
mod shares;

mod event;
mod question;

pub mod access;
pub mod access_jwt;
mod forms_read;
pub mod guard;
pub mod imports;
pub mod session;
pub mod tokens;
pub mod turnstile;

pub mod intake;
pub mod people;
pub mod sealed;
pub mod vouched;

mod account_list;
mod agreements;
mod drafts;

mod arrival;
mod decision;
mod dedupe;
mod joining;
mod lately;
mod leads;
pub mod matching;
mod merging;
mod persons_read;
mod receipt;
mod recent_keys;

pub mod assignment;
pub mod eligibility;
pub mod rotation;
pub mod route;
pub mod routing_receipt;
pub mod state;

mod timers;
mod windows;

mod instants;
mod ladder;

mod climb;
mod clocks;
mod confirm;
mod consent;
mod feedback;
mod leaving;
mod meetings;
mod moves;
mod next_owner;
mod nudge;
mod plan;
mod reassign;
mod rituals;
mod roster;
mod roster_view;
mod undo;

pub mod figures;
mod lead_filter;
mod lead_list;
mod lead_slices;
mod log;
mod package;

mod answer;
pub mod crm;
mod deliveries;
mod endpoints;
pub mod outbox;
mod request;
mod retry;
mod retry_after;

mod link_keys;
pub mod links;
mod mail;
mod message;
mod push;
pub mod signing;
pub mod sink;
mod slack;
mod slack_bot;
mod slack_modal;
pub mod slack_press;
mod trial;
mod webhook;

pub mod events;

mod booking;
mod promise;

pub mod acknowledge;
mod handoff;
pub mod page;
mod page_answer;
mod preparation;
pub mod views;

mod answers;
mod attention;
mod changes;
mod comments;
mod console;
mod correction;
mod erasure;
mod past_leads;
mod release;
mod search;
mod signals;
mod uniting;

mod desk;
#[cfg(feature = "shapes")]
pub mod shapes;

pub use account_list::{
    AccountRow, AccountsChange, MOST as MOST_ACCOUNTS, PART as ACCOUNTS_PART, read as read_accounts,
};
pub use acknowledge::DueChoice;
pub use agreements::{AgreementProblem, Published, Unpublishable};
pub use attention::Scope;
pub use baton_agreement::{BookingTool, Crm, EndpointKind};
pub use baton_hours as hours;
pub use baton_scoring::Seconds;
pub use booking::Booked;
pub use changes::{ChangedLead, Changes};
pub use comments::Comment;
pub use database::{Database, DatabaseError, Row, Value};
pub use desk::{Desk, Stage};
pub use drafts::{AgreementAct, AgreementChange, DraftWish, Side, Speaker};
pub use event::{Event, Intake, Outcome, Outgoing, Reply};
pub use ids::Ids;
pub use intake::ParsedLead;
pub use lead_filter::{LeadFilter, tag};
pub use lead_list::LeadRows;
pub use log::{verify, words};
pub use meetings::{Meeting, MeetingView, What as MeetingSaid};
pub use moves::LeadMove;
pub use names::DeskName;
pub use outbox::Room;
pub use package::Package;
pub use page_answer::PageAnswer;
pub use preparation::{HistoryView, PointView, Preparation};
pub use problem::{Fault, Problem, clip};
pub use push::{PushChange, PushTarget};
pub use question::{Answer, Question, Token};
pub use receipt::{Host, OfferWords, Receipt, Tested};
pub use request::{RESEND_API, Request, SLACK_API, bound_mail, request};
pub use roster::RosterChange;
pub use signals::{SignalBatch, SignalsTaken};
pub use slack_bot::SlackSecrets;
pub use state::State;
pub use time::{Millis, duration};
pub use tokens::TokenWish;
pub use undo::WITHIN as UNDO_WITHIN;
pub use views::HandoffView;
