//! Bytes that say they are a lead.

use baton_handoff::intake::{MAX_BYTES, parse};
use baton_handoff::sealed::Sealed;
use baton_scoring::{Lead, Submission};

use crate::judge::{judge, judge_both};
use crate::samples::{edge_tables, example_cards};

pub(crate) fn enter(body: &[u8]) {
    enter_sealed(body);
    let lead = match parse(body) {
        Ok(lead) => lead,
        Err(problem) => {
            let known = matches!(
                (problem.status, problem.code),
                (400, "not_json" | "wrong_shape") | (413, "too_large") | (503, "newer_version")
            );
            assert!(known && !problem.message.is_empty() && !problem.help.is_empty(), "{problem:?}");
            return;
        }
    };
    assert!(body.len() <= MAX_BYTES && lead.raw == body);
    assert!(lead.id.len() == 36 && !lead.id.bytes().any(|byte| byte.is_ascii_uppercase()), "{}", lead.id);
    let (full, public) = example_cards();
    let verdict = judge_both(&lead.submission, &full, &public, edge_tables());
    // The edge reads JSON and the browser packs: the same lead must be worth the same.
    let packed = Submission::from_packed(&lead.submission.to_packed());
    let again = judge(&Lead::new(&packed, edge_tables(), &full), &full);
    assert_eq!(verdict.to_json(), again.to_json(), "packing changes the verdict");
}

/// A sealed lead is no lead, and the other way round.
fn enter_sealed(body: &[u8]) {
    match Sealed::read(body) {
        Ok(Some(sealed)) => {
            assert!(sealed.sealed.len() < body.len() && parse(body).is_err(), "{sealed:?}");
        }
        Ok(None) => {}
        Err(problem) => assert_eq!((problem.status, problem.code), (400, "wrong_shape"), "{problem:?}"),
    }
}
