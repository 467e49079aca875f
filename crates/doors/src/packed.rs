//! A string that says it is a packed form.

use baton_scoring::{Lead, Submission, map_fields};

use crate::judge::{judge_both, judge_compiled};
use crate::samples::{edge_tables, example_cards};

pub(crate) fn enter(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    let form = Submission::from_packed(text);
    assert_eq!(map_fields(&form.fields).len(), form.fields.len());
    let packed = form.to_packed();
    let again = Submission::from_packed(&packed);
    assert_eq!(again.to_packed(), packed, "packing twice packs otherwise");
    let (full, public) = example_cards();
    judge_both(&form, &full, &public, edge_tables());
    // The rows of a batch, which were normalised before.
    let mut lead = Lead::default();
    lead.unpack(text);
    judge_compiled(&lead, &full);
}
