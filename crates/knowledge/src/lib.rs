//! What the edge knows.
use baton_scoring::Tables;

/// The full tables.
#[must_use]
pub fn full() -> Tables {
    Tables { is_full: true, ..Tables::small() }
}
