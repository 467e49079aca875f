//! What runs found, frozen: the seed, and what went wrong. A seed tells another week once the
//! generators change, so the events themselves stand in a test of the crate that was at fault.

use baton_simulation::run;

/// A lead without a name was corrected and turned out to be of somebody who had an open lead
/// already, since then out of quarantine another: two reps had one person. Both are one now
/// (`handoff/tests/desk/corrections.rs`).
#[test]
fn repro_101_a_correction_tells_who_it_is() {
    run(101, 7, None).unwrap();
}

/// The same, where the wrong name had come twice and what had joined the first was corrected.
#[test]
fn repro_227_a_correction_of_what_joined_tells_who_it_is() {
    run(227, 7, None).unwrap();
}

/// Leads of a rep who was taken off the roster stayed with them, seed after seed
/// (`handoff/tests/desk/leaving.rs`).
#[test]
fn repro_1_who_leaves_leaves_no_leads_behind() {
    run(1, 7, None).unwrap();
}
