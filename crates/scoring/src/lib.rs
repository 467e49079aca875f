//! What a lead is worth, and why.
//!
//! A [`Submission`] comes in as the visitor typed it, becomes a [`Lead`] of normalised
//! fields, is held against a [`ScoreCard`] and leaves as a [`Verdict`] with a reason for every
//! point. The same code runs in the visitor's browser, at the edge and in `baton`, and the
//! same lead, card and `now` give the same bytes of verdict in all of them.
//!
//! In scope: field mapping, normalising, the card and its bytes, the score, the verdict.
//!
//! Out of scope: reading `agreement.toml` (`baton-agreement`), routing and everything after
//! the verdict (`baton-handoff`), any input or output, any clock. This crate depends on
//! nothing but `core` and `alloc`, which know no clock and no environment, and which bring no
//! machinery of panics: it is the part of Baton whose every byte a visitor downloads.
//!
//! ```
//! use baton_scoring::{Card, ScoreCard, Seconds, Submission, Tables, evaluate};
//!
//! let bytes = Card::default().encode();
//! let card = ScoreCard::read(&bytes)?;
//! let form = Submission::from_packed("f\u{1f}email\u{1f}\u{1f}email\u{1f}\u{1f}\u{1f}\u{1f}\u{1f}ada@works.example");
//! let (lead, verdict) = evaluate(&card, &form, &Tables::small(), Seconds(0));
//! assert_eq!(lead.text(baton_scoring::Field::EmailDomain), Some("works.example"));
//! assert_eq!(verdict.score.0, 0, "an empty card gives no points");
//! # Ok::<(), baton_scoring::CardError>(())
//! ```

#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod points;
mod text;

mod field;
mod page;
mod submission;

mod mapping;
mod mapping_words;

mod normalise;
mod tables;

mod lead;

mod condition;
mod filter;

mod card;
mod public;

mod codec;
mod reader;

mod criterion_step;
mod question;
mod score_card;

mod score;

mod json;
mod verdict;

mod changes;

pub use card::{
    Card, CardKind, Criterion, Group, GroupLimits, List, Offer, OfferKind, OfferTexts, PerSignal, Rule, SignalRule,
    Source, Tier,
};
pub use changes::{Change, Need};
pub use codec::CardError;
pub use condition::{Answer, Condition, Gate, GateLimits, Test};
pub use field::{Field, Fields};
pub use filter::Filter;
pub use json::Json;
pub use lead::Lead;
pub use mapping::{Mapped, MappedBy, explain_mapping, map_fields};
pub use normalise::{
    BUDGET_BANDS, EmailAddress, MARKETS, TIMELINE_BANDS, Title, budget, budget_band, company_core, country,
    did_you_mean, email_kind, employees, market, phone, read_title, region, registrable_domain, timeline_band,
};
pub use points::{Interval, Points, Seconds};
pub use public::{Private, Travels};
pub use score::{Prepared, Rating, evaluate, judge, rate, score};
pub use score_card::{Answers, GateBytes, ScoreCard};
pub use submission::{Confirmation, RawField, Signal, Submission, Visit};
pub use tables::{FUNCTION_NAMES, RareReaders, Readers, SortedText, Tables, WordBook};
pub use text::{WordList, Words, fold, fold_into};
pub use verdict::{GateVerdict, Reason, SkipCause, Skipped, Verdict};
