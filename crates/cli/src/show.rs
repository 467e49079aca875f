//! `baton show`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::check;
use crate::fail::Failure;

/// Prints an agreement as the desk understands it, which is an agreement itself, and the same one.
#[derive(Args)]
#[command(after_help = "\
Every section stands in the order of `baton schema --docs`, defaults are filled
in, built-in checklists are written out, and texts stand as they are compared.
What is printed is an agreement itself, and the same one.

Example:
  baton show agreement.toml
What a change of the file changes for the desk, and not only in the file:
  diff <(baton show before.toml) <(baton show after.toml)")]
pub(crate) struct Arguments {
    /// The agreement.
    agreement: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let agreement = check::load(&arguments.agreement)?;
    std::io::stdout().write_all(baton_agreement::print(&agreement).as_bytes())?;
    Ok(())
}
