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

use baton_scoring::{Field, Json, Lead, ScoreCard, Seconds, Submission, Tables, map_fields, rate};
use wasm_bindgen::prelude::wasm_bindgen;

/// The smallest allocator that frees. wasm only: natively std's own serves.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

thread_local! {
    /// The bytes of this page's card. A browser's wasm has one thread, and one desk per page.
    static CARD: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Takes the public card and answers with what the page needs of it:
/// `{"ok":true,"offers":[{"kind":"meeting","link":"","texts":{"en":{"headline":…,…}}}]}`,
/// or `{"ok":false,"code":"card_damaged","message":…}`.
#[wasm_bindgen]
#[must_use]
pub fn load(card: Vec<u8>) -> String {
    let answer = match ScoreCard::read(&card) {
        Ok(card) => offers(&card),
        Err(error) => return refusal(error.code(), error.message()),
    };
    put(card);
    answer
}

/// Scores a packed submission (see [`Submission::from_packed`]) at `now`, in seconds, and
/// answers with a rating's JSON. Without a card: `{"ok":false,"code":"no_card",…}`.
///
/// No reasons: no visitor reads them, and their words do not leave the edge.
#[wasm_bindgen]
#[must_use]
pub fn score(packed: &str, now: u32) -> String {
    let bytes = CARD.try_with(Cell::take).unwrap_or_default();
    let answer = match ScoreCard::read(&bytes) {
        Ok(card) => {
            let lead = Lead::new(&Submission::from_packed(packed), &Tables::small(), &card);
            rate(&lead, &card, Seconds(i64::from(now))).to_json()
        }
        Err(_) => refusal("no_card", "no score card was loaded"),
    };
    put(bytes);
    answer
}

/// Keeps the card. A `Cell` is emptied and filled rather than borrowed: no borrow can fail.
fn put(card: Vec<u8>) {
    // Fails only while the thread ends, and a page's one thread ends with the page.
    let _ = CARD.try_with(|slot| slot.set(card));
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

fn offers(card: &ScoreCard<'_>) -> String {
    let mut json = Json::new();
    json.open('{').key("ok").flag(true).key("offers");
    card.write_offers(&mut json);
    json.close('}');
    json.finish()
}

fn refusal(code: &str, message: &str) -> String {
    let mut json = Json::new();
    json.open('{').key("ok").flag(false).key("code").text(code).key("message").text(message).close('}');
    json.finish()
}
