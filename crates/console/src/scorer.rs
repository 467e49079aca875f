//! Scores of many leads at once, for trying an agreement out and for `cargo xtask bench scoring`.
//!
//! Leads come prepared, that is normalised: packed into one string, which crosses the boundary in
//! one copy, or as objects, which are read key by key.

use std::collections::BTreeMap;

use baton_scoring::{CardKind, Field, Lead, ScoreCard, Seconds, Submission, Tables, evaluate, rate};
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

/// The instant at which leads are scored, in seconds: signals after it do not count.
const NOW: Seconds = Seconds(1_780_315_200);

/// When a signal was seen of which an object only says how often: a day before, packed.
const SEEN: &str = "!1780228800:";

/// Stands between packed leads.
const LEAD: char = '\u{1e}';
/// Stands between the parts of a packed lead.
const PART: char = '\u{1f}';

/// A card that leads are held against.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Scorer {
    card: Vec<u8>,
}

#[wasm_bindgen]
impl Scorer {
    /// Reads a compiled card.
    ///
    /// # Errors
    /// If the bytes are not a card.
    #[wasm_bindgen(constructor)]
    pub fn new(card: Vec<u8>) -> Result<Scorer, JsError> {
        ScoreCard::read(&card).map_err(|error| JsError::new(error.message()))?;
        Ok(Scorer { card })
    }

    /// The scores of packed leads, 0 to 100 each, in their order; see [`Lead::unpack`] for a
    /// lead's form, U+001E stands between them.
    #[must_use]
    pub fn score_packed(&self, leads: &str) -> Vec<i32> {
        let card = self.read();
        let mut lead = Lead::default();
        leads.split(LEAD).map(|packed| score(&mut lead, packed, &card)).collect()
    }

    /// The score of one lead that is an object: names of fields to texts, `employees` to a number,
    /// `signals` to an object that says how often each was seen.
    ///
    /// # Errors
    /// If it is not such an object.
    pub fn score_object(&self, lead: JsValue) -> Result<i32, JsValue> {
        let lead: ObjectLead = serde_wasm_bindgen::from_value(lead)?;
        Ok(score(&mut Lead::default(), &lead.packed(), &self.read()))
    }

    /// The same for an array of them.
    ///
    /// # Errors
    /// If one is not such an object.
    pub fn score_objects(&self, leads: JsValue) -> Result<Vec<i32>, JsValue> {
        let leads: Vec<ObjectLead> = serde_wasm_bindgen::from_value(leads)?;
        let card = self.read();
        let mut lead = Lead::default();
        Ok(leads.into_iter().map(|object| score(&mut lead, &object.packed(), &card)).collect())
    }
}

impl Scorer {
    fn read(&self) -> ScoreCard<'_> {
        // `new` read these bytes once.
        ScoreCard::read(&self.card).unwrap_or(ScoreCard::EMPTY)
    }
}

/// The one place where a prepared lead becomes a score.
fn score(lead: &mut Lead, packed: &str, card: &ScoreCard<'_>) -> i32 {
    lead.unpack(packed);
    rate(lead, card, NOW).score.0
}

/// The whole verdict of a packed submission, as JSON: the full card with the edge's tables but
/// for the public suffix list, a public one with the browser's. For the parity corpus.
///
/// # Errors
/// If the bytes are not a card.
#[wasm_bindgen]
pub fn verdict(card: &[u8], packed: &str, now: u32) -> Result<String, JsError> {
    let card = ScoreCard::read(card).map_err(|error| JsError::new(error.message()))?;
    let tables = match card.kind {
        CardKind::Full => Tables { public_suffix: None, ..baton_knowledge::full() },
        CardKind::Public => Tables::small(),
    };
    let form = Submission::from_packed(packed);
    Ok(evaluate(&card, &form, &tables, Seconds(i64::from(now))).1.to_json())
}

macro_rules! object_lead {
    ($($key:ident: $field:ident),* $(,)?) => {
        /// A lead as an object has it; keys that are missing or `null` are unknown.
        #[derive(Deserialize)]
        #[serde(default)]
        #[derive(Default)]
        struct ObjectLead {
            $($key: Option<String>,)*
            employees: Option<u32>,
            signals: BTreeMap<String, u32>,
        }

        impl ObjectLead {
            /// As one packed lead.
            fn packed(&self) -> String {
                let mut packed = String::new();
                $(if let Some(value) = &self.$key { part(&mut packed, Field::$field, value); })*
                if let Some(people) = self.employees {
                    part(&mut packed, Field::Employees, &people.to_string());
                }
                for (name, times) in &self.signals {
                    for _ in 0..*times {
                        packed.push_str(SEEN);
                        packed.push_str(name);
                        packed.push(PART);
                    }
                }
                packed
            }
        }
    };
}

fn part(packed: &mut String, field: Field, value: &str) {
    packed.push(char::from(0x40 + field.number()));
    packed.push_str(value);
    packed.push(PART);
}

object_lead! {
    email: Email, email_kind: EmailKind, email_domain: EmailDomain, first_name: FirstName, last_name: LastName,
    name: Name, company: Company, job_title: JobTitle, seniority: Seniority, function: Function,
    industry: Industry, country: Country, region: Region, city: City, postal_code: PostalCode, phone: Phone,
    website: Website, budget: Budget, timeline: Timeline, message: Message, interest: Interest,
    heard_from: HeardFrom, channel: Channel, consent: Consent, campaign: Campaign,
    campaign_source: CampaignSource, campaign_medium: CampaignMedium, page: Page, source: Source,
}

#[cfg(test)]
mod tests {
    use super::Scorer;

    const AGREEMENT: &str = include_str!("../../../tests/bench/scoring/agreement.toml");

    #[test]
    fn packed_leads_are_scored_in_their_order() {
        let agreement = baton_agreement::check(AGREEMENT).agreement.unwrap();
        let scorer = Scorer::new(agreement.full.bytes).unwrap();
        let lead = "Awork\u{1f}Fworks\u{1f}J120\u{1f}Hc_level\u{1f}Iengineering\u{1f}]demo_request\u{1f}!1780000000:pricing_page";
        let text = [lead, "", "?odd\u{1f}~\u{1f}!\u{1f}J5000"].join("\u{1e}");
        // Size 20, C-level 20, function 10, work mail 10; demo 25, pricing page 5, no consent -2.
        assert_eq!(scorer.score_packed(&text), [88, 0, 7]);
    }
}
