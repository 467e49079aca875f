//! Whether a change of the agreement takes the consent of both sides.

use crate::reader::{Problems, Table};

/// How a changed agreement comes into force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Approval {
    /// Marketing and sales have to approve a draft before it can be published, and nothing is published past them.
    pub required: bool,
}

pub(crate) fn read_approval(root: &mut Table<'_>, problems: &mut Problems) -> Approval {
    let mut table = root.table("approval", problems);
    let required = table.flag("required", problems).unwrap_or(false);
    table.finish(problems);
    Approval { required }
}
