//! How long leads are kept.

use baton_scoring::Seconds;

use crate::duration::read_duration;
use crate::keys::KEEP_DAYS;
use crate::reader::{Problems, Table};

/// What is promised to those who fill in a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Privacy {
    /// So long a lead is kept from the day it came in; none: until somebody erases it.
    pub keep_leads: Option<Seconds>,
}

pub(crate) fn read_privacy(root: &mut Table<'_>, problems: &mut Problems) -> Privacy {
    let mut table = root.table("privacy", problems);
    let keep_leads = table.text("keep_leads", problems);
    table.finish(problems);
    Privacy { keep_leads: keep_leads.and_then(|text| read_duration(&text, KEEP_DAYS, problems)) }
}
