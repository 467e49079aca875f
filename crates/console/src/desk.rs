//! What the agreement's page works out: what an agreement says, what another says otherwise, and what past leads of
//! the desk make of it.

use baton_agreement::meaning::{Change, changes};
use baton_agreement::view::View;
use baton_agreement::{Agreement, check};
use baton_calibration::gain::{Difference, Gain};
use baton_calibration::measure::Measures;
use baton_calibration::pages;
use baton_calibration::proposal::changed;
use baton_replay::compare::Comparison;
use baton_replay::desk_leads::DeskLeads;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

/// What an agreement says, for people: a [`View`] as a plain object; undefined if it has errors.
///
/// # Errors
/// Only if the browser cannot hold the answer.
#[wasm_bindgen]
pub fn view(text: &str) -> Result<JsValue, JsValue> {
    let view = check(text).agreement.as_ref().map(View::of);
    serde_wasm_bindgen::to_value(&view).map_err(JsValue::from)
}

/// What the newer of two agreements says otherwise: a list of [`Change`]; undefined if one has errors.
///
/// # Errors
/// Only if the browser cannot hold the answer.
#[wasm_bindgen]
pub fn difference(old: &str, new: &str) -> Result<JsValue, JsValue> {
    serde_wasm_bindgen::to_value(&differs(old, new)).map_err(JsValue::from)
}

/// The same, before it crosses into JavaScript.
#[must_use]
pub fn differs(old: &str, new: &str) -> Option<Vec<Change>> {
    let (old, new) = (check(old).agreement?, check(new).agreement?);
    Some(changes(&old, &new))
}

/// Past leads of the desk, loaded slice by slice.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct PastLeads {
    leads: DeskLeads,
}

/// What a changed agreement would have made of them.
#[derive(Debug, Serialize)]
pub struct Tried {
    /// The figures.
    pub comparison: Comparison,
    /// The ids of the leads in `comparison.changes`, in their order.
    pub ids: Vec<String>,
}

/// What they teach.
#[derive(Debug, Default, Serialize)]
pub struct Taught {
    /// Why nothing can be said.
    pub problem: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// Why nothing is proposed.
    pub nothing: Option<String>,
    /// Whether the proposal is better beyond doubt.
    pub better: bool,
    /// Leads that count, and those of them that were won.
    pub leads: usize,
    /// Won of these.
    pub won: usize,
    /// How well today's card ranks, and the proposed one on leads it never saw; 0.5 is a coin.
    pub auc: Pair,
    /// How far off their probabilities are, squared.
    pub brier: Pair,
    /// How far off in bins.
    pub ece: Pair,
    /// The proposal.
    pub text: String,
    /// The report, a whole HTML file.
    pub html: String,
}

/// A figure of both cards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Pair {
    /// Of today's card.
    pub today: f64,
    /// Of the proposed one.
    pub proposed: f64,
    /// Lower end of the difference, where one is known.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

#[wasm_bindgen]
impl PastLeads {
    /// None yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> PastLeads {
        PastLeads::default()
    }

    /// Takes a slice as the desk wrote it; tells where the next one begins, if there is one.
    ///
    /// # Errors
    /// It is no slice.
    pub fn take(&mut self, slice: &str) -> Result<Option<f64>, JsError> {
        let next = self.leads.take(slice).map_err(|error| JsError::new(&error.to_string()))?;
        #[expect(clippy::cast_precision_loss, reason = "a place in the order of arrival, far below 2^53")]
        Ok(next.map(|next| next as f64))
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.leads.list().len()
    }

    /// What a changed agreement would have made of the newest so many: a [`Tried`]; undefined if one has errors.
    ///
    /// # Errors
    /// Only if the browser cannot hold the answer.
    pub fn attempt(&self, old: &str, new: &str, newest: usize) -> Result<JsValue, JsValue> {
        serde_wasm_bindgen::to_value(&self.tried(old, new, newest)).map_err(JsValue::from)
    }

    /// What they teach: a [`Taught`].
    ///
    /// # Errors
    /// Only if the browser cannot hold the answer.
    pub fn teach(&self, text: &str, made_by: &str) -> Result<JsValue, JsValue> {
        serde_wasm_bindgen::to_value(&self.taught(text, made_by)).map_err(JsValue::from)
    }
}

impl PastLeads {
    fn tried(&self, old: &str, new: &str, newest: usize) -> Option<Tried> {
        let (old, new) = (check(old).agreement?, check(new).agreement?);
        let comparison = self.leads.compare(&old, &new, newest);
        let at = |row: u64| usize::try_from(row).ok()?.checked_sub(1);
        let id = |row: u64| self.leads.list().get(at(row)?).map(|lead| lead.id.clone());
        let ids = comparison.changes.iter().map(|(row, ..)| id(*row).unwrap_or_default()).collect();
        Some(Tried { comparison, ids })
    }

    fn taught(&self, text: &str, made_by: &str) -> Taught {
        let refused =
            |message: String, help: String| Taught { problem: Some(message), help: Some(help), ..Taught::default() };
        let Some(agreement) = check(text).agreement else {
            return refused("the agreement in force has errors".to_owned(), "put it right first".to_owned());
        };
        match self.studied(&agreement, text, made_by) {
            Ok(taught) => taught,
            Err(problem) => refused(problem.message, problem.help),
        }
    }

    fn studied(&self, agreement: &Agreement, text: &str, made_by: &str) -> Result<Taught, baton_calibration::Problem> {
        let (study, past) = self.leads.study(agreement)?;
        let proposed = if study.nothing.is_some() { String::new() } else { changed(&study, FILE, text) };
        let (is, was) = (&study.measures, study.today.clone().unwrap_or_default());
        let Gain { auc, brier } = study.gain.unwrap_or_default();
        let pair = |of: fn(&Measures) -> f64, by: Option<Difference>| Pair {
            today: of(&was),
            proposed: of(is),
            low: by.map(|by| by.low),
            high: by.map(|by| by.high),
        };
        Ok(Taught {
            nothing: study.nothing.clone(),
            better: study.is_better() && check(&proposed).agreement.is_some(),
            leads: is.leads,
            won: is.won,
            auc: pair(|of| of.auc.auc, Some(auc)),
            brier: pair(|of| of.brier, Some(brier)),
            ece: pair(|of| of.ece, None),
            html: pages::of_study(&study, &past.columns, FILE, past.read, &proposed, made_by),
            text: proposed,
            ..Taught::default()
        })
    }
}

/// What the reports call the leads of the desk.
const FILE: &str = "the leads of this desk";

#[cfg(test)]
mod tests {
    use super::{PastLeads, differs};

    const EXAMPLE: &str = include_str!("../../../examples/agreement.toml");

    #[test]
    fn what_two_texts_say_otherwise_or_nothing_if_one_is_wrong() {
        let other = EXAMPLE.replacen("first_response = \"5m\"", "first_response = \"10m\"", 1);
        let found = differs(EXAMPLE, &other).unwrap();
        assert_eq!(found.iter().map(|change| change.section.as_str()).collect::<Vec<_>>(), ["windows"]);
        assert!(differs(EXAMPLE, "name = 1").is_none());
    }

    #[test]
    fn of_no_leads_nothing_is_taught_and_it_says_so() {
        let taught = PastLeads::new().taught(EXAMPLE, "by a test");
        assert!(taught.problem.is_some() && !taught.better && taught.text.is_empty());
        assert!(PastLeads::new().taught("name = 1", "").help.unwrap().contains("right first"));
        assert_eq!(PastLeads::new().tried(EXAMPLE, EXAMPLE, 10).unwrap().comparison.leads, 0);
    }
}
