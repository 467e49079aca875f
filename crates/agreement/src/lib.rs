//! What marketing and sales wrote down, read, checked and compiled.
//!
//! [`check`] takes the text of an `agreement.toml` and gives every problem in it at once,
//! each with its place in the text, and, if none of them is an error, the [`Agreement`] with
//! both compiled cards.
//!
//! In scope: the form of the file, what its parts mean together, suggestions, compilation.
//!
//! Out of scope: files, terminals and colours (`baton-cli`), versions and who published what
//! (`baton-handoff`), the meaning of points (`baton-scoring`).

mod problem;
mod reader;
#[cfg(test)]
mod record;

mod duration;

mod agreement;
mod endpoint;
mod escalation;

mod keys;

mod documentation;
mod field_words;
mod pretty;
mod schema;

mod conditions;
mod gates;
mod logic;
mod names;

mod offers;
mod scoring_part;
mod tiers;

mod accounts;
mod approval;
mod booking;
mod crm;
mod deliveries;
mod handoff_part;
mod hours;
mod privacy;
mod report_rules;
mod ritual;
mod roster;
mod windows;

mod print;

pub mod meaning;
pub mod view;

mod check;
mod cross_check;
mod lint_card;
mod lint_ladder;
mod lint_rules;
mod reach;

mod plausible;
mod plausible_titles;
mod plausible_words;
mod usefulness;

pub use accounts::{Account, Returning};
pub use agreement::{
    Agreement, Booking, Checklist, CompiledCard, Cut, IfNobody, Member, Needs, Pool, PoolId, Reason, Rep, RepId, Route,
    Secret, Share, Site, Takes, Target, Window, WindowTime, Windows,
};
pub use approval::Approval;
pub use baton_hours::Date;
pub use booking::{BookingTool, Calendar};
pub use check::{Checked, check, check_on};
pub use crm::{Crm, FACTS, STANDINGS};
pub use documentation::documentation;
pub use endpoint::{EVENTS, Endpoint, EndpointKind, Sender};
pub use escalation::{Step, StepAt, StepKind};
pub use hours::{Calendars, DeskHours, Hours, OwnHolidays, RepHours};
pub use plausible::plausible_leads;
pub use print::print;
pub use privacy::Privacy;
pub use problem::{Place, Problem, Severity};
pub use report_rules::{DigestTo, ReportRules};
pub use ritual::{HandoffRules, Peak, Ritual};
pub use schema::json_schema;
pub use usefulness::{Cost, USUAL_LEADS, Usefulness, percent, usefulness, usefulness_of};
