//! What went wrong, and whose fault it is.

use core::fmt;

use baton_scoring::Json;

use crate::DatabaseError;

/// A refusal or a failure, told so that whoever reads it knows what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status it is answered with.
    pub status: u16,
    /// Stable name; callers match on it, metrics count it.
    pub code: &'static str,
    /// What is wrong: lower case, no full stop, what was sent in backticks.
    pub message: String,
    /// A sentence that says what to do.
    pub help: String,
    /// Whose fault it is.
    pub fault: Fault,
}

/// Whose fault a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The caller sent what cannot be taken.
    Caller,
    /// Ours: storage, the platform, a mistake in the code. Trying again may help.
    Ours,
    /// This one record's: what is stored of it cannot be read. The others are well.
    Record,
}

impl Problem {
    /// The caller's fault.
    #[must_use]
    pub fn caller(status: u16, code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem { status, code, message: message.into(), help: help.into(), fault: Fault::Caller }
    }

    /// The caller's fault: a body that is not what was asked for.
    #[must_use]
    pub fn wrong_shape(message: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem::caller(400, "wrong_shape", message, help)
    }

    /// Ours.
    #[must_use]
    pub fn ours(code: &'static str, message: impl Into<String>) -> Problem {
        Problem {
            status: 500,
            code,
            message: message.into(),
            help: "Send the same again in a moment; nothing is stored twice.".to_owned(),
            fault: Fault::Ours,
        }
    }

    /// One record's. `record` names it by kind and id, never by its content.
    #[must_use]
    pub fn record(code: &'static str, record: impl fmt::Display) -> Problem {
        Problem {
            status: 500,
            code,
            message: format!("what is stored of {record} cannot be read"),
            help: "The other records are well; look at this one in the desk's database.".to_owned(),
            fault: Fault::Record,
        }
    }

    /// As JSON: `code`, `message`, `help`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Json::new();
        json.open('{').key("code").text(self.code).key("message").text(&self.message);
        json.key("help").text(&self.help).close('}');
        json.finish()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl core::error::Error for Problem {}

impl From<DatabaseError> for Problem {
    fn from(error: DatabaseError) -> Problem {
        Problem::ours("storage", error.0)
    }
}

/// What a caller wrote, short enough to repeat to them.
pub fn clip(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::Problem;

    #[test]
    fn the_json_of_a_problem_is_pinned() {
        let problem = Problem::caller(400, "wrong_shape", "`id` is \"x\"", "Send a UUID.");
        assert_eq!(problem.to_json(), r#"{"code":"wrong_shape","message":"`id` is \"x\"","help":"Send a UUID."}"#);
    }
}
