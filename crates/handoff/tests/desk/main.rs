//! The desk, whole, on real SQLite.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests say what is wrong by failing"
)]

mod world;

mod accounts;
mod agreements;
mod attention;
mod booking;
mod chain;
mod clock;
mod corpora;
mod corrections;
mod crm;
mod crm_held;
mod digest;
mod drafts;
mod erasure;
mod events;
mod faults;
mod feedback;
mod figures;
mod handoff;
mod intake;
mod joining;
mod ladder;
mod lead_list;
mod leaving;
mod link_keys;
mod mail;
mod meetings;
mod moves;
mod other_ways;
mod outage;
mod outbox;
mod pinned;
mod questions;
mod queue_keys;
mod release;
mod report;
mod rituals;
mod roster;
mod routing;
mod search;
mod shares;
mod slack_bot;
mod tokens;
mod walks;
