//! Scores of many leads at once, for trying an agreement out and for `cargo xtask bench scoring`.
//!
//! Leads come prepared, that is normalised, and packed: bytes cross the boundary in one copy,
//! objects would be read key by key through it, which takes five times as long as scoring them.

use baton_scoring::{
    Card, CardKind, Fields, Lead, ScoreCard, Seconds, Submission, Tables, each_part, evaluate, score_of, scores,
};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// The instant at which leads are scored, in seconds: signals after it do not count.
const NOW: Seconds = Seconds(1_780_315_200);

/// So many leads are scored together: as many as lie in a processor's nearest memory.
const BLOCK: usize = 32;

/// Stands between packed leads.
const LEAD: u8 = 0x1e;

/// A card that leads are held against.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Scorer {
    card: Vec<u8>,
    /// The leads that are scored together, read again and again into the same places.
    block: Vec<Lead>,
}

#[wasm_bindgen]
impl Scorer {
    /// Reads a compiled card.
    ///
    /// # Errors
    /// If the bytes are not a card.
    #[wasm_bindgen(constructor)]
    pub fn new(card: Vec<u8>) -> Result<Scorer, JsError> {
        let asked: Fields = Card::decode(&card).map_err(|error| JsError::new(error.message()))?.asks();
        Ok(Scorer { card, block: vec![Lead::of(asked); BLOCK] })
    }

    /// The scores of packed leads, 0 to 100 each, in their order; see [`Lead::unpack`] for a
    /// lead's form, U+001E stands between them. Bytes, because that is what a file has; a text
    /// would be copied letter by letter.
    ///
    /// # Errors
    /// If the bytes are not UTF-8.
    pub fn score_packed(&mut self, leads: &[u8]) -> Result<Vec<i32>, JsError> {
        let leads = core::str::from_utf8(leads).map_err(|_| JsError::new("the leads are not UTF-8"))?;
        // `new` read these bytes once.
        let card = ScoreCard::reread(&self.card);
        let mut points = Vec::new();
        let mut filled = 0;
        each_part(leads.as_bytes(), LEAD, |part| {
            if let (Some(lead), Some(packed)) = (self.block.get_mut(filled), leads.get(part)) {
                lead.unpack(packed);
                filled += 1;
            }
            if filled == BLOCK {
                points.extend(scores(&self.block, &card, NOW).map(|score| score.0));
                filled = 0;
            }
        });
        points.extend(scores(self.block.get(..filled).unwrap_or_default(), &card, NOW).map(|score| score.0));
        Ok(points)
    }

    /// The score of one packed lead; 0 if it is not UTF-8.
    pub fn score_one(&mut self, packed: &[u8]) -> i32 {
        let packed = core::str::from_utf8(packed).unwrap_or_default();
        let card = ScoreCard::reread(&self.card);
        self.block.first_mut().map_or(0, |lead| {
            lead.unpack(packed);
            score_of(lead, &card, NOW).0
        })
    }
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

#[cfg(test)]
mod tests {
    use super::Scorer;

    const AGREEMENT: &str = include_str!("../../../tests/bench/scoring/agreement.toml");

    #[test]
    fn packed_leads_are_scored_in_their_order() {
        let agreement = baton_agreement::check(AGREEMENT).agreement.unwrap();
        let mut scorer = Scorer::new(agreement.full.bytes).unwrap();
        let lead = "Awork\u{1f}Fworks\u{1f}J120\u{1f}Hc_level\u{1f}Iengineering\u{1f}]demo_request\u{1f}!1780000000:pricing_page";
        let text = [lead, "", "?odd\u{1f}~\u{1f}!\u{1f}J5000"].join("\u{1e}");
        // Size 20, C-level 20, function 10, work mail 10; demo 25, pricing page 5, no consent -2.
        assert_eq!(scorer.score_packed(text.as_bytes()).unwrap(), [88, 0, 7]);
        assert_eq!(scorer.score_one(lead.as_bytes()), 88);
        let many = vec![text.as_str(); 50].join("\u{1e}");
        assert_eq!(scorer.score_packed(many.as_bytes()).unwrap(), [88, 0, 7].repeat(50), "in blocks");
    }
}
