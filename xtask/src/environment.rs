//! The one place that reads the environment and the clock.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

/// A variable of the environment; an empty one counts as absent.
#[expect(clippy::disallowed_methods, reason = "a build tool is told of its surroundings this way")]
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Now, to measure how long things take.
#[expect(clippy::disallowed_methods, reason = "a person waiting wants to know for how long")]
pub fn now() -> Instant {
    Instant::now()
}

/// What o'clock it is, for a made-up year that ends now.
#[expect(clippy::disallowed_methods, reason = "what is made up for a person to look at ends when they look")]
pub fn since_1970() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

/// The user's own directory.
pub fn home() -> Option<PathBuf> {
    variable("HOME").map(PathBuf::from)
}

/// A command without what `cargo run` says about xtask itself: build scripts that look at
/// such variables would run again each time the caller changes.
pub fn command(program: impl Into<OsString>) -> Command {
    let mut command = Command::new(program.into());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let is_ours = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"]
            .iter()
            .any(|start| name.starts_with(start));
        if is_ours || name == "CARGO" {
            command.env_remove(name.as_ref());
        }
    }
    command
}
