//! The `Directory` object: a table of desks, and nothing decided.

use crate::clock;
use crate::directory::Call;
use crate::sql::Store;
use baton_handoff::{Database, Problem, Value};
use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

/// How many desks one sweep looks after.
const SWEEP: i64 = 500;

/// The schema, one entry per version; entries are only ever added.
const SCHEMA: [&[&str]; 2] = [
    &[
        "CREATE TABLE desks (
        tag TEXT PRIMARY KEY,
        registered_at INTEGER NOT NULL,
        ask_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
        "CREATE INDEX desks_by_ask_at ON desks (ask_at)",
    ],
    &["ALTER TABLE desks ADD COLUMN jurisdiction TEXT"],
];

/// The one object that knows which desks exist.
#[durable_object(fetch)]
pub struct Directory {
    store: AssertUnwindSafe<Store>,
    migrated: AssertUnwindSafe<Cell<bool>>,
}

impl DurableObject for Directory {
    fn new(state: State, _env: Env) -> Self {
        Directory { store: AssertUnwindSafe(Store::of(&state)), migrated: AssertUnwindSafe(Cell::new(false)) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        let Some(call) = Call::parse(&request.path()) else {
            return Response::error("no such call", 404);
        };
        // One synchronous stretch: no other call comes in between, and the reply leaves after
        // the commit.
        let done = self.store.transaction(|db| {
            if !self.migrated.get() {
                migrate(db)?;
            }
            answer(db, call)
        });
        match done.unwrap_or_else(|error| Err(error.into())) {
            Ok((status, body)) => {
                self.migrated.set(true);
                Ok(Response::ok(body)?.with_status(status))
            }
            Err(problem) => {
                worker::console_error!("directory: {problem}");
                Response::error("the directory failed", 500)
            }
        }
    }
}

/// Does what a call asks; the answer's status and text.
fn answer(db: &mut dyn Database, call: Call) -> std::result::Result<(u16, String), Problem> {
    let now = Value::Integer(clock::read().0);
    match call {
        Call::Register(tag, place) => {
            let place = place.map_or(Value::Null, |place| Value::Text(place.id().to_owned()));
            db.execute(
                "INSERT INTO desks (tag, registered_at, ask_at, jurisdiction) VALUES (?1, ?2, ?2, ?3)
                 ON CONFLICT (tag) DO NOTHING",
                &[Value::Text(tag), now, place],
            )?;
            Ok((200, String::new()))
        }
        Call::Knows(tag) => {
            let found = db.query("SELECT coalesce(jurisdiction, '') FROM desks WHERE tag = ?1", &[Value::Text(tag)])?;
            Ok(match found.first() {
                Some(row) => (200, row.text(0)?.to_owned()),
                None => (404, String::new()),
            })
        }
        Call::Due => {
            let due = db.query(
                "SELECT tag FROM desks WHERE ask_at <= ?1 ORDER BY ask_at LIMIT ?2",
                &[now, Value::Integer(SWEEP)],
            )?;
            // A tag holds nothing that JSON would have to escape.
            let tags: Vec<String> = due
                .iter()
                .map(|row| row.text(0).map(|tag| format!("\"{tag}\"")))
                .collect::<std::result::Result<_, _>>()?;
            Ok((200, format!("[{}]", tags.join(","))))
        }
        Call::AskAgain(tag, at) => {
            db.execute("UPDATE desks SET ask_at = ?2 WHERE tag = ?1", &[Value::Text(tag), Value::Integer(at)])?;
            Ok((200, String::new()))
        }
    }
}

/// Brings the schema to its newest version.
fn migrate(db: &mut dyn Database) -> std::result::Result<(), Problem> {
    db.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT", &[])?;
    let version = match db.query("SELECT version FROM schema_version", &[])?.first() {
        Some(row) => row.integer(0)?,
        None => {
            db.execute("INSERT INTO schema_version (version) VALUES (0)", &[])?;
            0
        }
    };
    for (step, statements) in (1..).zip(SCHEMA) {
        if step > version {
            for statement in statements {
                db.execute(statement, &[])?;
            }
            db.execute("UPDATE schema_version SET version = ?1", &[Value::Integer(step)])?;
        }
    }
    Ok(())
}
