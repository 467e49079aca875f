//! What the console's pages work out in the browser.
//!
//! In scope: the agreement, checked as it is typed, by the same crate that checks it at the
//! command line and at the edge; and the scores of leads that are tried on a card.
//!
//! Out of scope: the pages (`www/desk`), and every decision: nothing is decided here.

mod desk;
mod looked_over;
mod scorer;

use baton_agreement::{Agreement, Place, check as check_agreement};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

pub use desk::{PastLeads, Taught, Tried, differs};
pub use looked_over::{Asked, Reported, audit_file, backtest_file, compare_files};
pub use scorer::Scorer;

/// What a check of an agreement found.
#[derive(Debug, Serialize)]
pub struct Check {
    /// Every problem, in the order of the text.
    pub problems: Vec<Finding>,
    /// What the agreement says in short; none if it has errors.
    pub summary: Option<Summary>,
}

/// One problem and its place. Lines and columns count from 1, offsets are UTF-16 code units,
/// which is how a text field counts.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// Stable name.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// Line of its beginning.
    pub line: usize,
    /// Column of its beginning.
    pub column: usize,
    /// Beginning in the text.
    pub start: usize,
    /// End in the text.
    pub end: usize,
    /// A sentence.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// An agreement in short.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// Its name.
    pub name: String,
    /// How many criteria it has.
    pub criteria: usize,
    /// Its tiers, best first, with the score they begin at.
    pub tiers: Vec<(String, i32)>,
    /// How many reps it names.
    pub reps: usize,
    /// How many routes it has.
    pub routes: usize,
    /// The first-response window in seconds.
    pub first_response_seconds: i64,
    /// Size of the public card in bytes.
    pub public_card_bytes: usize,
}

/// Checks the text of an agreement: a [`Check`] as a plain object.
///
/// # Errors
/// Only if the browser cannot hold the answer.
#[wasm_bindgen]
pub fn check(text: &str) -> Result<JsValue, JsValue> {
    serde_wasm_bindgen::to_value(&look_over(text)).map_err(JsValue::from)
}

/// The same, before it crosses into JavaScript.
#[must_use]
pub fn look_over(text: &str) -> Check {
    let checked = check_agreement(text);
    let units = |offset: usize| text.get(..offset).map_or(0, |before| before.encode_utf16().count());
    let findings = checked.problems.into_iter().map(|problem| {
        let Place { line, column } = Place::of(text, problem.span.start);
        Finding {
            code: problem.code,
            severity: problem.severity.id(),
            line,
            column,
            start: units(problem.span.start),
            end: units(problem.span.end),
            message: problem.message,
            help: problem.help,
        }
    });
    Check { problems: findings.collect(), summary: checked.agreement.as_ref().map(sum_up) }
}

fn sum_up(agreement: &Agreement) -> Summary {
    Summary {
        name: agreement.name.clone(),
        criteria: agreement.card.criteria.len(),
        tiers: agreement.card.tiers.iter().map(|tier| (tier.id.clone(), tier.at_least.0)).collect(),
        reps: agreement.reps.len(),
        routes: agreement.routes.len(),
        first_response_seconds: agreement.windows.first_response.usual.0,
        public_card_bytes: agreement.public.bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::look_over;

    const EXAMPLE: &str = include_str!("../../../examples/agreement.toml");

    #[test]
    fn places_count_as_a_text_field_does() {
        let text = format!("# 🚀\n{}", EXAMPLE.replacen("owner = \"mara\"", "owner = \"maria\"", 1));
        let check = look_over(&text);
        let finding = &check.problems[0];
        assert_eq!((finding.code, finding.severity), ("unknown_rep", "error"));
        let units: Vec<u16> = text.encode_utf16().collect();
        assert_eq!(String::from_utf16_lossy(&units[finding.start..finding.end]), "\"maria\"");
        assert!(check.summary.is_none());
    }

    #[test]
    fn a_good_agreement_is_summed_up() {
        let summary = look_over(EXAMPLE).summary.unwrap();
        assert_eq!((summary.criteria, summary.reps, summary.first_response_seconds), (17, 3, 300));
        assert_eq!(summary.tiers.first(), Some(&("hot".to_owned(), 70)));
    }
}
