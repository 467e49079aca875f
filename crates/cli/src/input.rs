//! The file that a command reads.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::fail::Failure;

/// Opens a file, or standard input for `-`.
pub(crate) fn open(path: &Path) -> Result<Box<dyn io::Read>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| Failure::reading(path, &error))?;
    Ok(Box::new(file))
}

/// A row, counted as a spreadsheet does, that is none.
pub(crate) fn no_row(path: &Path, row: u64, error: &csv::Error) -> Failure {
    Failure::out(
        format!("row {row} of `{}` is not CSV: {error}", path.display()),
        "save it as CSV in UTF-8, columns apart by commas",
    )
}
