//! Scores of many leads at once, for trying an agreement out and for `cargo xtask bench scoring`.
//!
//! Leads come prepared, that is normalised, and packed: bytes cross the boundary in one copy,
//! objects would be read key by key through it, which takes five times as long as scoring them.

use baton_scoring::{Card, Field, Lead, Prepared, ScoreCard, Seconds, Submission, Tables, evaluate};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// The instant at which leads are scored, in seconds: signals after it do not count.
const NOW: Seconds = Seconds(1_780_315_200);

/// A card that leads are held against.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Scorer {
    card: Prepared<'static>,
    /// One lead for all: what one took in memory serves the next.
    lead: Lead,
    /// What of a lead the card asks, a number a field.
    needs: Vec<u8>,
    /// Where a page writes a lead down.
    room: Vec<u8>,
}

#[wasm_bindgen]
impl Scorer {
    /// Reads a compiled card. Its bytes stay in memory as long as the page: a few kilobytes for
    /// each card that is tried.
    ///
    /// # Errors
    /// If the bytes are not a card.
    #[wasm_bindgen(constructor)]
    pub fn new(card: Vec<u8>) -> Result<Scorer, JsError> {
        let decoded = Card::decode(&card).map_err(|error| JsError::new(error.message()))?;
        let (asked, understood) = (decoded.asked(), decoded.fields());
        let need = |field: Field| u8::from(asked.has(field)) + u8::from(asked.has(field) && understood.has(field));
        Ok(Scorer {
            card: Prepared::of(&ScoreCard::reread(card.leak())),
            lead: Lead::of(understood),
            needs: Field::ALL.into_iter().map(need).collect(),
            room: Vec::new(),
        })
    }

    /// The scores of packed leads, 0 to 100 each, in their order; see [`Lead::unpack`] for a
    /// lead's form, U+001E stands between them. Bytes, because that is what a file has; a text
    /// would be copied letter by letter.
    ///
    /// # Errors
    /// If the bytes are not UTF-8.
    pub fn score_packed(&mut self, leads: &[u8]) -> Result<Vec<i32>, JsError> {
        let mut leads = Some(core::str::from_utf8(leads).map_err(|_| JsError::new("the leads are not UTF-8"))?);
        let mut points = Vec::new();
        while let Some(packed) = leads {
            leads = self.lead.unpack(packed);
            points.push(self.card.score(&self.lead, NOW).0);
        }
        Ok(points)
    }

    /// For every field, by its number: 2 where the card asks what it says, 1 where only whether
    /// it was answered, so that a packed value may be empty, 0 where it does not ask.
    pub fn needs(&self) -> Vec<u8> {
        self.needs.clone()
    }

    /// Makes room for a packed lead of so many bytes and tells its address in the module's memory:
    /// what is written there needs no copy on its way in.
    pub fn room(&mut self, bytes: usize) -> usize {
        self.room.resize(bytes, 0);
        self.room.as_ptr() as usize
    }

    /// The score of the packed lead of so many bytes that was written there; 0 if it is not UTF-8.
    pub fn score_written(&mut self, bytes: usize) -> i32 {
        let written = self.room.get(..bytes).unwrap_or_default();
        core::str::from_utf8(written).map_or(0, |packed| {
            self.lead.unpack(packed);
            self.card.score(&self.lead, NOW).0
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
    let tables = Tables { public_suffix: None, ..baton_knowledge::of_card(card.kind) };
    let form = Submission::from_packed(packed);
    Ok(evaluate(&card, &form, &tables, Seconds(i64::from(now))).1.to_json())
}

#[cfg(test)]
mod tests {
    use super::Scorer;
    use baton_scoring::Field;

    const AGREEMENT: &str = include_str!("../../../tests/bench/scoring/agreement.toml");

    #[test]
    fn packed_leads_are_scored_in_their_order() {
        let agreement = baton_agreement::check(AGREEMENT).agreement.unwrap();
        let mut scorer = Scorer::new(agreement.full.bytes).unwrap();
        let packed = |parts: &[&str]| {
            let part = |(mark, value): (&str, &str)| format!("{mark}{}\0{value}", value.len() as u8 as char);
            parts.iter().map(|text| part(text.split_at(1))).collect::<String>()
        };
        let lead = packed(&[
            "Awork",
            "Fworks",
            "J120",
            "Hc_level",
            "Iengineering",
            "]demo_request",
            "!\0\u{4a}\u{62}\u{50}\u{6}pricing_page",
        ]);
        let text = [lead.as_str(), "", &packed(&["?odd", "~", "!", "J5000"])].join("\u{1e}");
        // Size 20, C-level 20, function 10, work mail 10; demo 25, pricing page 5, no consent -2.
        assert_eq!(scorer.score_packed(text.as_bytes()).unwrap(), [88, 0, 7]);
        scorer.room(lead.len());
        scorer.room.copy_from_slice(lead.as_bytes());
        assert_eq!((scorer.score_written(lead.len()), scorer.score_written(lead.len() + 1)), (88, 0));
        let need = |field: Field| scorer.needs()[usize::from(field.number())];
        assert_eq!([Field::EmailKind, Field::Company, Field::FirstName].map(need), [2, 1, 0]);
        let many = vec![text.as_str(); 50].join("\u{1e}");
        assert_eq!(scorer.score_packed(many.as_bytes()).unwrap(), [88, 0, 7].repeat(50), "one after another");
    }
}
