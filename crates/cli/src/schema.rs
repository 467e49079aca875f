//! `baton schema`.

use std::io::Write;

use clap::Args;

use crate::fail::Failure;

/// Prints the JSON Schema of agreements, by which an editor completes keys and underlines what
/// does not belong; or the page that explains every key.
#[derive(Args)]
#[command(after_help = "\
Example:
  baton schema > agreement.schema.json
  baton schema --docs > agreement.md
In the first line of an agreement, for Even Better TOML and Taplo:
  #:schema ./agreement.schema.json")]
pub(crate) struct Arguments {
    /// The page that explains every key, in Markdown, instead of the schema.
    #[arg(long)]
    docs: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let text = if arguments.docs { baton_agreement::documentation() } else { baton_agreement::json_schema() };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
