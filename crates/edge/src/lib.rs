//! The Cloudflare Worker: HTTP in, desk, deliveries out. It decides nothing.
//!
//! In scope: routes, sizes, tokens, headers; handing a request to its desk as an event; shared
//! commits on the object's SQLite; the alarm; sending what the outbox holds. This crate holds
//! the edge's one clock read and its one draw of randomness.
//!
//! Out of scope: what a lead is worth, whose it is and what is said to whom. That is
//! `baton-scoring`, `baton-agreement` and `baton-handoff`, which run natively as well.

// In the order a request travels: through the Worker, into the desk's object, out again.
mod front;
mod inside;
mod openapi;
mod routes;

mod access;
mod agreement;
mod auth;
mod body;
mod bookings;
mod entrance;
mod gate;
mod http;
mod lead_list;
mod live;
mod recount;
mod settings;
mod slack;

mod jurisdiction;
mod objects;

mod directory;
mod directory_do;

mod scores;

mod desk_do;
mod intake;
mod translate;

mod commits;
mod crm;
mod sql;

mod alarm;
mod mail;
mod other_ways;
mod outbox;
mod push;
mod sweep;

mod webcrypto;

mod clock;
mod entropy;
mod timing;

use worker::web_sys::{Request, Response};
use worker::{Context, Env, Result, ScheduleContext, ScheduledEvent, event};

/// A request from outside.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    front::answer(request, &env).await
}

/// The cron trigger.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    sweep::run(&env).await;
}
