//! The scoring crate in the visitor's browser.
//!
//! In scope: four functions, the buffers they share with the page, and the card. No decision is
//! taken here.
//!
//! Out of scope: the form, the network, the queue and the panel, which are JavaScript
//! (`www/embed`), and everything `baton-scoring` does.
//!
//! The boundary is numbers: the page asks for [`room`], writes UTF-8 or a card there, calls, and
//! reads the answer's bytes at [`answer`]. What wasm-bindgen writes for texts and objects would be
//! more than the page's own share (`www/embed/scorer.js`) ten times over. Times are whole
//! seconds, unsigned 32 bits, which a JavaScript number carries exactly.

#![cfg_attr(feature = "bare", no_std)]

extern crate alloc;

use alloc::string::String;
use alloc::vec::Vec;

use baton_scoring::{Field, Json, Lead, RareReaders, ScoreCard, Seconds, Submission, Tables, map_fields, rate};
use spin::Mutex;
use wasm_bindgen::prelude::wasm_bindgen;

/// The smallest allocator that frees. wasm only: natively std's own serves.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// A panic traps without a word: the page then shows what the edge offers.
#[cfg(all(feature = "bare", target_arch = "wasm32"))]
#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// What this module knows. A page begins with the one that has no rare readers, two thirds of the
/// other's size. A constant, so that the compiler leaves out what no reader in it asks for.
const TABLES: &Tables = if cfg!(feature = "rare") { &Tables::small() } else { &Tables::smallest() };

// A browser's wasm has one thread, and one desk per page: no lock is ever waited for.

/// What the page says.
static SAID: Mutex<Vec<u8>> = Mutex::new(Vec::new());
/// What it is answered.
static ANSWER: Mutex<String> = Mutex::new(String::new());
/// The bytes of this page's card.
static CARD: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Makes room for so many bytes of what the page has to say, and tells their address.
#[wasm_bindgen]
#[must_use]
pub fn room(bytes: u32) -> u32 {
    let mut said = SAID.lock();
    said.clear();
    said.resize(bytes as usize, 0);
    said.as_ptr() as usize as u32
}

/// The address of the newest answer, whose length the call returned.
#[wasm_bindgen]
#[must_use]
pub fn answer() -> u32 {
    ANSWER.lock().as_ptr() as usize as u32
}

/// Takes the public card and answers with what the page needs of it:
/// `{"ok":true,"rare":false,"offers":[{"kind":"meeting","link":"","texts":{"en":{"headline":…,…}}}]}`,
/// where `rare` is whether it asks for what only the module with rare readers can read, or `{"ok":false,"code":"card_damaged","message":…}`. Returns the answer's length.
#[wasm_bindgen]
#[must_use]
pub fn load() -> u32 {
    let card = core::mem::take(&mut *SAID.lock());
    tell(match ScoreCard::read(&card) {
        Ok(read) => {
            let offers = offers(&read);
            *CARD.lock() = card;
            offers
        }
        Err(error) => refusal(error.code(), error.message()),
    })
}

/// Scores a packed submission (see [`Submission::from_packed`]) at `now`, in seconds, and
/// answers with a rating's JSON: on a page without a card, that of one that asks nothing.
///
/// No reasons: no visitor reads them, and their words do not leave the edge.
#[wasm_bindgen]
#[must_use]
pub fn score(now: u32) -> u32 {
    let bytes = CARD.lock();
    // `load` has read these bytes.
    let card = ScoreCard::reread(&bytes);
    let lead = Lead::new(&submission(), TABLES, &card);
    tell(rate(&lead, &card, Seconds(i64::from(now))).to_json())
}

/// What each field of a packed submission is: a JSON list of field names, `""` for unknown.
#[wasm_bindgen]
#[must_use]
pub fn map() -> u32 {
    let mut json = Json::new();
    json.open('[');
    for field in map_fields(&submission().fields) {
        json.text(field.map_or("", Field::id));
    }
    json.close(']');
    tell(json.finish())
}

/// What the page says, packed. Bytes that are no UTF-8 are none: JavaScript writes no such.
fn submission() -> Submission {
    Submission::from_packed(core::str::from_utf8(&SAID.lock()).unwrap_or_default())
}

fn tell(answer: String) -> u32 {
    let length = answer.len() as u32;
    *ANSWER.lock() = answer;
    length
}

fn offers(card: &ScoreCard<'_>) -> String {
    let mut json = Json::new();
    let is_rare = TABLES.rare.is_none() && card.asks_any(RareReaders::FIELDS);
    json.open('{').key("ok").flag(true).key("rare").flag(is_rare).key("offers");
    card.write_offers(&mut json);
    json.close('}');
    json.finish()
}

fn refusal(code: &str, message: &str) -> String {
    let mut json = Json::new();
    json.open('{').key("ok").flag(false).key("code").text(code).key("message").text(message).close('}');
    json.finish()
}
