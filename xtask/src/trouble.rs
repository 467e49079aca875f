//! What went wrong, told to a person: a sentence, what was seen, and what to do.

use std::fmt;
use std::io;
use std::path::Path;

/// A reason to stop.
#[derive(Debug)]
pub struct Trouble {
    message: String,
    /// The last words of a program that failed.
    seen: String,
    help: String,
}

impl Trouble {
    /// `message` says what could not be had or done, `help` what to do about it.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Trouble {
        Trouble { message: message.into(), seen: String::new(), help: help.into() }
    }

    /// A file that could not be read or written.
    pub fn file(path: &Path, error: &io::Error) -> Trouble {
        Trouble::new(
            format!("`{}` cannot be read or written: {error}", path.display()),
            "Check that it exists and that you may write there.",
        )
    }

    /// Adds what the program that failed said last.
    pub fn with_output(mut self, seen: &str) -> Trouble {
        self.seen = seen.to_owned();
        self
    }

    /// Whether the program that failed said this.
    pub fn mentions(&self, words: &str) -> bool {
        self.seen.contains(words)
    }

    /// Says what to do in other words.
    pub fn with_help(mut self, help: impl Into<String>) -> Trouble {
        self.help = help.into();
        self
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.seen.lines() {
            writeln!(f, "    | {line}")?;
        }
        writeln!(f, "error: {}", self.message)?;
        write!(f, " help: {}", self.help)
    }
}
