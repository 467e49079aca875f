//! The little of SQLite that a desk needs, so that it runs on any.

use core::fmt;

use crate::Problem;

/// A SQLite database, as strict as the strictest home: at most 100 parameters and 100 KB per
/// statement, one statement a call, no `BEGIN`, `SAVEPOINT` or `PRAGMA`, integers within ±2^53.
///
/// Transactions are the adapter's business: it wraps every event in one.
pub trait Database {
    /// Runs a statement for its effect.
    ///
    /// # Errors
    ///
    /// When the database refuses the statement or cannot carry it out. What it did before that
    /// is undone with the transaction, not by this call.
    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<(), DatabaseError>;

    /// Runs a statement for its rows.
    ///
    /// # Errors
    ///
    /// As [`Database::execute`].
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DatabaseError>;

    /// Whether anybody reads the report of this desk and searches its leads. Where nobody does, as in a replay, neither
    /// figures nor the words that leads are found by are kept: a fifth of an intake's work, on which no decision hangs.
    fn has_readers(&self) -> bool {
        true
    }
}

/// Why the database did not do what it was asked, in its own words. Ours, never the caller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseError(pub String);

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for DatabaseError {}

/// A value in a statement or a row.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number within ±2^53: the platform carries numbers as doubles.
    Integer(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

impl fmt::Debug for Value {
    /// Tells the kind and the size: rows hold what visitors typed, and logs must not.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("Null"),
            Value::Integer(number) => write!(f, "Integer({number})"),
            Value::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Value::Blob(bytes) => write!(f, "Blob({} bytes)", bytes.len()),
        }
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $made:expr),* $(,)?) => {
        $(impl From<$type> for Value {
            fn from($value: $type) -> Value {
                $made
            }
        })*
    };
}

from! {
    i64 => |n| Value::Integer(n),
    i32 => |n| Value::Integer(i64::from(n)),
    u32 => |n| Value::Integer(i64::from(n)),
    bool => |flag| Value::Integer(i64::from(flag)),
    crate::Millis => |at| Value::Integer(at.0),
    &str => |text| Value::Text(text.to_owned()),
    &String => |text| Value::Text(text.clone()),
    String => |text| Value::Text(text),
    Vec<u8> => |bytes| Value::Blob(bytes),
    [u8; 32] => |bytes| Value::Blob(bytes.to_vec()),
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// One row, its columns in the order of the statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// The whole number in a column, counted from 0.
    ///
    /// # Errors
    ///
    /// When the column holds something else: the record's fault.
    pub fn integer(&self, column: usize) -> Result<i64, Problem> {
        self.optional_integer(column)?.ok_or_else(|| wrong(column))
    }

    /// The whole number in a column, or nothing.
    ///
    /// # Errors
    ///
    /// As [`Row::integer`].
    pub fn optional_integer(&self, column: usize) -> Result<Option<i64>, Problem> {
        match self.0.get(column) {
            Some(Value::Integer(number)) => Ok(Some(*number)),
            Some(Value::Null) => Ok(None),
            _ => Err(wrong(column)),
        }
    }

    /// The text in a column.
    ///
    /// # Errors
    ///
    /// As [`Row::integer`].
    pub fn text(&self, column: usize) -> Result<&str, Problem> {
        self.optional_text(column)?.ok_or_else(|| wrong(column))
    }

    /// The text in a column, or nothing.
    ///
    /// # Errors
    ///
    /// As [`Row::integer`].
    pub fn optional_text(&self, column: usize) -> Result<Option<&str>, Problem> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            _ => Err(wrong(column)),
        }
    }

    /// The bytes in a column.
    ///
    /// # Errors
    ///
    /// As [`Row::integer`].
    pub fn blob(&self, column: usize) -> Result<&[u8], Problem> {
        match self.0.get(column) {
            Some(Value::Blob(bytes)) => Ok(bytes),
            _ => Err(wrong(column)),
        }
    }

    pub(crate) fn millis(&self, column: usize) -> Result<crate::Millis, Problem> {
        self.integer(column).map(crate::Millis)
    }

    pub(crate) fn optional_millis(&self, column: usize) -> Result<Option<crate::Millis>, Problem> {
        Ok(self.optional_integer(column)?.map(crate::Millis))
    }

    /// The text in a column, owned.
    pub(crate) fn string(&self, column: usize) -> Result<String, Problem> {
        self.text(column).map(str::to_owned)
    }

    /// The text in a column or nothing, owned.
    pub(crate) fn optional_string(&self, column: usize) -> Result<Option<String>, Problem> {
        Ok(self.optional_text(column)?.map(str::to_owned))
    }
}

fn wrong(column: usize) -> Problem {
    Problem::record("unreadable_row", format_args!("column {column} of a row"))
}

/// A list of values from things of different kinds.
macro_rules! params {
    ($($value:expr),* $(,)?) => { [$($crate::Value::from($value)),*] };
}
pub(crate) use params;

#[cfg(test)]
mod tests {
    use super::{Row, Value};
    use crate::Fault;

    #[test]
    fn a_column_of_another_kind_is_the_records_fault() {
        let row = Row(vec![Value::Integer(1), Value::Text("a".into()), Value::Null, Value::Blob(vec![1])]);
        assert_eq!((row.integer(0), row.text(1), row.optional_text(2)), (Ok(1), Ok("a"), Ok(None)));
        assert_eq!(row.blob(3), Ok(&[1_u8][..]));
        for problem in [row.integer(1).unwrap_err(), row.text(2).unwrap_err(), row.blob(9).unwrap_err()] {
            assert_eq!(problem.fault, Fault::Record);
        }
    }

    #[test]
    fn what_visitors_typed_is_not_debugged() {
        assert_eq!(format!("{:?}", Value::from("ada@works.example")), "Text(17 bytes)");
    }
}
