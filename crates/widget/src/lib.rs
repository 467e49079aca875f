//! The scoring crate in the visitor's browser.
//!
//! In scope: three functions and the card they share. No decision is taken here.
//!
//! Out of scope: the form, the network, the queue and the panel, which are JavaScript
//! (`www/embed`), and everything `baton-scoring` does.
//!
//! The boundary is one string in and one string out: an object a field would cost 18 KB of
//! glue. Times are whole seconds, unsigned 32 bits, which a JavaScript number carries exactly.

use core::cell::Cell;

use baton_scoring::{Card, Field, Json, Lead, Seconds, Submission, Tables, map_fields, score};
use wasm_bindgen::prelude::wasm_bindgen;

/// The smallest allocator that frees. wasm only: natively std's own serves.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

thread_local! {
    /// The card of this page. A browser's wasm has one thread, and one desk per page.
    static CARD: Cell<Option<Card>> = const { Cell::new(None) };
}

/// Takes the public card and answers with what the page needs of it:
/// `{"ok":true,"offers":[{"kind":"meeting","texts":{"en":{"headline":…,"text":…,"button":…}}}]}`,
/// or `{"ok":false,"code":"card_damaged","message":…}`.
#[wasm_bindgen]
#[must_use]
pub fn load(card: &[u8]) -> String {
    match Card::decode(card) {
        Ok(card) => {
            let answer = offers(&card);
            put(card);
            answer
        }
        Err(error) => refusal(error.code(), error.message()),
    }
}

/// Scores a packed submission (see [`Submission::from_packed`]) at `now`, in seconds, and
/// answers with the verdict's JSON. Without a card: `{"ok":false,"code":"no_card",…}`.
#[wasm_bindgen(js_name = score)]
#[must_use]
pub fn score_packed(packed: &str, now: u32) -> String {
    let Some(card) = CARD.try_with(Cell::take).ok().flatten() else {
        return refusal("no_card", "no score card was loaded");
    };
    let lead = Lead::new(&Submission::from_packed(packed), &Tables::small(), &card);
    let verdict = score(&lead, &card, Seconds(i64::from(now)));
    put(card);
    verdict.to_json()
}

/// Keeps the card. A `Cell` is emptied and filled rather than borrowed: no borrow can fail.
fn put(card: Card) {
    // Fails only while the thread ends, and a page's one thread ends with the page.
    let _ = CARD.try_with(|slot| slot.set(Some(card)));
}

/// What each field of a packed submission is: a JSON list of field names, `""` for unknown.
#[wasm_bindgen]
#[must_use]
pub fn map(packed: &str) -> String {
    let mut json = Json::new();
    json.open('[');
    for field in map_fields(&Submission::from_packed(packed).fields) {
        json.text(field.map_or("", Field::id));
    }
    json.close(']');
    json.finish()
}

fn offers(card: &Card) -> String {
    let mut json = Json::new();
    json.open('{').key("ok").flag(true).key("offers").open('[');
    for offer in &card.offers {
        json.open('{').key("kind").text(offer.kind.id()).key("texts").open('{');
        for texts in &offer.texts {
            json.key(&texts.language).open('{').key("headline").text(&texts.headline);
            json.key("text").text(&texts.text).key("button").text(&texts.button).close('}');
        }
        json.close('}').close('}');
    }
    json.close(']').close('}');
    json.finish()
}

fn refusal(code: &str, message: &str) -> String {
    let mut json = Json::new();
    json.open('{').key("ok").flag(false).key("code").text(code).key("message").text(message).close('}');
    json.finish()
}
