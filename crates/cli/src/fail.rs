//! How a command ends badly, by whose fault it is.

use std::io;
use std::path::Path;

/// Why a command did not do what it was asked for.
pub(crate) enum Failure {
    /// The problems were told already.
    Told,
    /// The agreement or the leads cannot be used.
    Refused {
        /// A sentence.
        message: String,
        /// What to do.
        help: String,
    },
    /// Something outside could not be reached or read.
    Out {
        /// A sentence.
        message: String,
        /// What to do.
        help: String,
    },
    /// Whoever read our output has gone (`| head`); no failure of ours.
    ReaderLeft,
}

impl Failure {
    pub fn out(message: impl Into<String>, help: impl Into<String>) -> Failure {
        Failure::Out { message: message.into(), help: help.into() }
    }

    pub fn refused(message: impl Into<String>, help: impl Into<String>) -> Failure {
        Failure::Refused { message: message.into(), help: help.into() }
    }

    pub fn reading(path: &Path, error: &io::Error) -> Failure {
        let help = match error.kind() {
            io::ErrorKind::NotFound => "check the name, or where you are",
            io::ErrorKind::PermissionDenied => "check who may read it",
            _ => "see whether it is a readable text file in UTF-8",
        };
        Failure::out(format!("cannot read `{}`: {error}", path.display()), help)
    }
}

/// Writing to standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ReaderLeft,
            _ => Failure::out(format!("cannot write: {error}"), "see whether the disk is full"),
        }
    }
}
