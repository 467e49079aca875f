//! The desk's [`Database`] on the object's own SQLite, and the synchronous transaction.
//!
//! Bound by hand: the binding of the `worker` crate lets errors of a cursor pass through
//! uncaught, which leaves the caller waiting for ever, and does not know `transactionSync`.

use baton_handoff::{Database, DatabaseError, Row, Value};
use js_sys::{Array, ArrayBuffer, Date, Uint8Array};
use wasm_bindgen::closure::ScopedClosure;
use wasm_bindgen::intern;
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

/// Above this an integer no longer travels exactly: 2^53 − 1.
const LARGEST: i64 = (1 << 53) - 1;

#[wasm_bindgen]
extern "C" {
    /// `ctx.storage`.
    type Storage;
    #[wasm_bindgen(method, getter)]
    fn sql(this: &Storage) -> Sql;
    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &Storage,
        run: &ScopedClosure<'_, dyn FnMut() -> Result<JsValue, JsValue>>,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setAlarm)]
    fn set_alarm(this: &Storage, at: &Date) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = deleteAlarm)]
    fn delete_alarm(this: &Storage) -> Result<JsValue, JsValue>;

    /// `ctx.storage.sql`.
    type Sql;
    #[wasm_bindgen(method, catch, variadic)]
    fn exec(this: &Sql, statement: &str, parameters: &Array) -> Result<Cursor, JsValue>;

    /// The rows of one statement.
    type Cursor;
    #[wasm_bindgen(method, catch)]
    fn raw(this: &Cursor) -> Result<JsValue, JsValue>;

    /// All rows at once, each an array: one call, and an error in the middle is an `Err`.
    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    fn rows_of(rows: &JsValue) -> Result<Array, JsValue>;
}

/// The storage of one Durable Object: its SQLite database and its alarm.
pub struct Store {
    storage: Storage,
    sql: Sql,
}

impl Store {
    /// The storage of the object that `state` belongs to.
    pub fn of(state: &worker::durable::State) -> Store {
        let raw: JsValue = AsRef::<JsValue>::as_ref(state.storage().as_raw()).clone();
        let storage: Storage = raw.unchecked_into();
        let sql = storage.sql();
        Store { storage, sql }
    }

    /// Runs `work` as one transaction, or as a savepoint of the one that is open: `Ok` keeps
    /// what it wrote, `Err` and a panic undo it. The outer error is the platform's (nothing
    /// was kept), the inner one is `work`'s own.
    pub fn transaction<T, E>(
        &self,
        work: impl FnOnce(&mut Connection<'_>) -> Result<T, E>,
    ) -> Result<Result<T, E>, DatabaseError> {
        let mut work = Some(work);
        let mut outcome = None;
        let mut run = || {
            let Some(work) = work.take() else { return Err(JsValue::from_str("called twice")) };
            let result = work(&mut self.connection());
            let undo = result.is_err();
            outcome = Some(result);
            if undo { Err(JsValue::from_str("undo")) } else { Ok(JsValue::UNDEFINED) }
        };
        let ran = {
            // Sound: after a panic everything captured here is dropped unread.
            let run = ScopedClosure::borrow_mut_assert_unwind_safe(&mut run);
            self.storage.transaction_sync(&run)
        };
        match (outcome, ran) {
            (Some(Err(own)), _) => Ok(Err(own)),
            (Some(Ok(value)), Ok(_)) => Ok(Ok(value)),
            (_, Err(error)) => Err(failure(&error)),
            (None, Ok(_)) => Err(DatabaseError("the transaction was not run".to_owned())),
        }
    }

    /// Statements outside a transaction; for reading.
    pub fn connection(&self) -> Connection<'_> {
        Connection { sql: &self.sql, written: 0 }
    }

    /// Sets the object's one alarm, in machine time (ms). Inside a transaction it commits, or
    /// is undone, with the rows; so the promise it answers with is not waited for.
    pub fn set_alarm(&self, at: i64) -> Result<(), DatabaseError> {
        let date = Date::new(&JsValue::from_f64(at as f64));
        self.storage.set_alarm(&date).map(drop).map_err(|error| failure(&error))
    }

    /// Takes the alarm away; in a transaction as [`Store::set_alarm`].
    pub fn delete_alarm(&self) -> Result<(), DatabaseError> {
        self.storage.delete_alarm().map(drop).map_err(|error| failure(&error))
    }
}

/// A desk's way to its rows. The texts of statements are few and come again: each becomes a text
/// of JavaScript's once.
pub struct Connection<'a> {
    sql: &'a Sql,
    written: usize,
}

impl Connection<'_> {
    /// How many statements that write were run on this connection.
    pub fn written(&self) -> usize {
        self.written
    }

    fn run(&mut self, sql: &str, params: &[Value]) -> Result<Cursor, DatabaseError> {
        if !sql.starts_with("SELECT") {
            self.written += 1;
        }
        self.sql.exec(intern(sql), &bind(params)?).map_err(|error| failure(&error))
    }
}

impl Database for Connection<'_> {
    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<(), DatabaseError> {
        self.run(sql, params).map(drop)
    }

    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let cursor = self.run(sql, params)?;
        let rows = cursor.raw().and_then(|rows| rows_of(&rows)).map_err(|error| failure(&error))?;
        rows.iter()
            .map(|row| Array::unchecked_from_js(row).iter().map(from_js).collect())
            .map(|row: Result<Vec<Value>, _>| row.map(Row))
            .collect()
    }
}

fn bind(params: &[Value]) -> Result<Array, DatabaseError> {
    let bound = Array::new();
    for value in params {
        bound.push(&to_js(value)?);
    }
    Ok(bound)
}

fn to_js(value: &Value) -> Result<JsValue, DatabaseError> {
    Ok(match value {
        Value::Null => JsValue::NULL,
        Value::Integer(number) => JsValue::from_f64(exact(*number)?),
        Value::Text(text) => JsValue::from_str(text),
        Value::Blob(bytes) => Uint8Array::from(bytes.as_slice()).into(),
    })
}

fn from_js(value: JsValue) -> Result<Value, DatabaseError> {
    if value.is_null() || value.is_undefined() {
        return Ok(Value::Null);
    }
    if let Some(number) = value.as_f64() {
        return whole(number).map(Value::Integer);
    }
    if let Some(text) = value.as_string() {
        return Ok(Value::Text(text));
    }
    match value.dyn_into::<ArrayBuffer>() {
        Ok(buffer) => Ok(Value::Blob(Uint8Array::new(&buffer).to_vec())),
        Err(_) => Err(DatabaseError("a column is neither number, text nor bytes".to_owned())),
    }
}

/// An integer as the platform carries it, refused where it would lose digits.
fn exact(number: i64) -> Result<f64, DatabaseError> {
    if (-LARGEST..=LARGEST).contains(&number) {
        return Ok(number as f64);
    }
    Err(DatabaseError(format!("{number} is beyond 2^53")))
}

/// A number as the platform gives it, refused where it is no integer or has lost digits.
fn whole(number: f64) -> Result<i64, DatabaseError> {
    if number.fract() == 0.0 && number.abs() <= LARGEST as f64 {
        return Ok(number as i64);
    }
    Err(DatabaseError(format!("{number} is no whole number within 2^53")))
}

fn failure(error: &JsValue) -> DatabaseError {
    DatabaseError(worker::Error::from(error.clone()).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_travel_exactly_or_not_at_all() {
        for number in [0, 1, -1, LARGEST, -LARGEST, 1_732_147_200_000] {
            assert_eq!(whole(exact(number).unwrap()).unwrap(), number);
        }
        for number in [LARGEST + 1, -LARGEST - 1, i64::MAX, i64::MIN] {
            assert!(exact(number).is_err(), "{number}");
        }
        for number in [0.5, f64::NAN, f64::INFINITY, 9_007_199_254_740_992.0] {
            assert!(whole(number).is_err(), "{number}");
        }
    }
}
