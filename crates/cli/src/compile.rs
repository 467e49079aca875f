//! `baton compile`.

use std::path::PathBuf;

use clap::Args;

use crate::check;
use crate::fail::Failure;

/// Writes the compiled score card of an agreement: the bytes the edge scores by, or the ones a
/// browser is given.
#[derive(Args)]
#[command(after_help = "Example:\n  baton compile agreement.toml --public -o card.bin")]
pub(crate) struct Arguments {
    /// The agreement.
    agreement: PathBuf,
    /// The card for browsers, without private criteria, instead of the full one.
    #[arg(long)]
    public: bool,
    /// Where to write it.
    #[arg(short, long)]
    output: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let agreement = check::load(&arguments.agreement)?;
    let card = if arguments.public { agreement.public } else { agreement.full };
    std::fs::write(&arguments.output, &card.bytes).map_err(|error| {
        Failure::out(
            format!("cannot write `{}`: {error}", arguments.output.display()),
            "check the folder and its rights",
        )
    })?;
    println!("{} bytes, {}", card.bytes.len(), card.id);
    Ok(())
}
