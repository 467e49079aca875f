//! The desk's [`Database`] on native SQLite, for tests, simulations and the command line.
//!
//! It is as strict as a Durable Object's, so that what runs here runs there: the same limits on
//! statements and parameters, the same statements refused, the same integers. And it can be
//! told to fail, at any call, in both ways a storage fails: before it did what it was asked,
//! and after.
//!
//! In scope: the binding, the strictness, transactions, faults on demand, a dump to compare.
//!
//! Out of scope: what is stored (`baton-handoff`).

mod faults;
mod strict;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use baton_handoff::{Database, DatabaseError, Desk, Event, Ids, Millis, Problem, Reply, Row, Stage, Value};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};

use faults::Faults;
pub use faults::Landed;

/// A desk's database: a file, or memory.
pub struct NativeDatabase {
    connection: Connection,
    /// How many transactions are open, one inside the other.
    depth: usize,
    faults: Faults,
    has_readers: bool,
}

impl NativeDatabase {
    /// Opens a file, or makes it.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, or is no database.
    pub fn open(path: &Path) -> Result<NativeDatabase, DatabaseError> {
        let connection = Connection::open(path).map_err(|error| failure(&error))?;
        // What is committed is on the disk, as at the edge.
        connection.pragma_update(None, "journal_mode", "WAL").map_err(|error| failure(&error))?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(|error| failure(&error))?;
        // What is erased is not to be read in what SQLite has freed.
        connection.pragma_update(None, "secure_delete", "ON").map_err(|error| failure(&error))?;
        NativeDatabase::of(connection)
    }

    /// Opens a file to read it: whatever would write fails.
    ///
    /// # Errors
    ///
    /// When there is none, or it is no database.
    pub fn open_to_read(path: &Path) -> Result<NativeDatabase, DatabaseError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        NativeDatabase::of(Connection::open_with_flags(path, flags).map_err(|error| failure(&error))?)
    }

    /// A database that is gone when it is dropped.
    ///
    /// # Errors
    ///
    /// When SQLite cannot make one.
    pub fn in_memory() -> Result<NativeDatabase, DatabaseError> {
        NativeDatabase::of(Connection::open_in_memory().map_err(|error| failure(&error))?)
    }

    /// The same, for a desk whose report nobody reads and whose leads nobody searches.
    #[must_use]
    pub fn without_readers(self) -> NativeDatabase {
        NativeDatabase { has_readers: false, ..self }
    }

    fn of(connection: Connection) -> Result<NativeDatabase, DatabaseError> {
        strict::limit(&connection).map_err(|error| failure(&error))?;
        // More than the desk has: one that is dropped is parsed again, which costs more than running it.
        connection.set_prepared_statement_cache_capacity(512);
        // A plan hangs on the statement and not on what is bound to it: else SQLite parses some of them anew for
        // every other value, which was a quarter of all work.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(|error| failure(&error))?;
        Ok(NativeDatabase { connection, depth: 0, faults: Faults::default(), has_readers: true })
    }

    /// Runs `work` as one transaction, or as a savepoint of the one that is open. `Ok` keeps
    /// what it wrote; `Err` or a panic undoes it, and nothing else.
    ///
    /// # Errors
    ///
    /// What `work` returns, or that the transaction could not be begun or committed.
    pub fn transaction<T, E: From<DatabaseError>>(
        &mut self,
        work: impl FnOnce(&mut NativeDatabase) -> Result<T, E>,
    ) -> Result<T, E> {
        let name = format!("transaction_{}", self.depth);
        let begin = if self.depth == 0 { "BEGIN IMMEDIATE".to_owned() } else { format!("SAVEPOINT {name}") };
        self.command(&begin)?;
        self.depth += 1;
        // The connection is brought to order before the panic goes on.
        let result = catch_unwind(AssertUnwindSafe(|| work(self)));
        self.depth -= 1;
        let result = match result {
            Ok(Ok(value)) => self.keep(&name).map(|()| value).map_err(E::from),
            Ok(Err(error)) => Err(error),
            Err(panic) => {
                self.undo(&name)?;
                resume_unwind(panic)
            }
        };
        if result.is_err() {
            self.undo(&name)?;
        }
        result
    }

    /// Lets the `call`-th call from now fail, counted from 1, once. `landed` says whether it
    /// does what it was asked before it fails.
    pub fn fail_at(&mut self, call: usize, landed: Landed) {
        self.faults.at_call(call, landed);
    }

    /// Lets the next commit of an outermost transaction fail, once.
    pub fn fail_commit(&mut self, landed: Landed) {
        self.faults.at_commit(landed);
    }

    /// Takes back what was to fail and has not: an event may need fewer calls than was thought.
    pub fn fail_no_more(&mut self) {
        self.faults.none();
    }

    /// How many calls there have been so far.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.faults.calls()
    }

    /// Every table with every row as text, to compare what was before with what is now.
    ///
    /// # Errors
    ///
    /// When a table cannot be read.
    pub fn dump(&mut self) -> Result<String, DatabaseError> {
        let tables = self.run("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name", &[])?;
        let mut dump = String::new();
        for Row(columns) in &tables {
            let [Value::Text(name), Value::Text(sql)] = columns.as_slice() else { continue };
            dump.push_str(&format!("{sql}\n"));
            for Row(values) in self.run(&format!("SELECT * FROM \"{name}\""), &[])? {
                let values: Vec<String> = values.iter().map(shown).collect();
                dump.push_str(&format!("{name}: {}\n", values.join(" | ")));
            }
        }
        Ok(dump)
    }

    fn keep(&mut self, name: &str) -> Result<(), DatabaseError> {
        if self.depth > 0 {
            return self.command(&format!("RELEASE {name}"));
        }
        match self.faults.commit() {
            None => self.command("COMMIT"),
            Some(Landed::No) => Err(faults::on_demand()),
            Some(Landed::Yes) => self.command("COMMIT").and(Err(faults::on_demand())),
        }
    }

    fn undo(&mut self, name: &str) -> Result<(), DatabaseError> {
        if self.depth > 0 {
            return self.command(&format!("ROLLBACK TO {name}; RELEASE {name}"));
        }
        // A commit that failed may have ended the transaction, or not.
        if self.connection.is_autocommit() { Ok(()) } else { self.command("ROLLBACK") }
    }

    /// A command of our own, past the strictness that binds the desk.
    fn command(&self, sql: &str) -> Result<(), DatabaseError> {
        self.connection.execute_batch(sql).map_err(|error| failure(&error))
    }

    fn run(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|error| failure(&error))?;
        let columns = statement.column_count();
        let bound = rusqlite::params_from_iter(params.iter().map(Bound));
        let mut rows = statement.query(bound).map_err(|error| failure(&error))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(|error| failure(&error))? {
            let value = |column| row.get_ref(column).map_err(|error| failure(&error)).and_then(from_sqlite);
            all.push(Row((0..columns).map(value).collect::<Result<_, _>>()?));
        }
        Ok(all)
    }
}

impl Database for NativeDatabase {
    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<(), DatabaseError> {
        self.query(sql, params).map(drop)
    }

    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        strict::check(sql, params)?;
        match self.faults.call() {
            None => self.run(sql, params),
            Some(Landed::No) => Err(faults::on_demand()),
            Some(Landed::Yes) => self.run(sql, params).and(Err(faults::on_demand())),
        }
    }

    fn has_readers(&self) -> bool {
        self.has_readers
    }
}

impl Stage for NativeDatabase {
    fn play(&mut self, desk: &mut Desk, event: Event, now: Millis, ids: &mut Ids) -> Result<Reply, Problem> {
        self.transaction(|db| desk.handle(event, now, ids, db))
    }
}

/// A value on its way in.
struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A value on its way out. The desk knows no fractions, and no integer that a double would bend.
fn from_sqlite(value: ValueRef<'_>) -> Result<Value, DatabaseError> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => strict::exact(number).map(Value::Integer),
        ValueRef::Text(text) => match core::str::from_utf8(text) {
            Ok(text) => Ok(Value::Text(text.to_owned())),
            Err(_) => Err(DatabaseError("a text is not UTF-8".to_owned())),
        },
        ValueRef::Blob(bytes) => Ok(Value::Blob(bytes.to_vec())),
        ValueRef::Real(number) => Err(DatabaseError(format!("{number} is no whole number"))),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

fn failure(error: &rusqlite::Error) -> DatabaseError {
    DatabaseError(error.to_string())
}
