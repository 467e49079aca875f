//! Bytes that say they are a card.

use baton_scoring::{Card, CardKind, Lead, ScoreCard, Tables};

use crate::judge::{NOW, is_json, judge, offers_are_json};
use crate::samples::{edge_tables, forms};

/// Where the body begins, and where kind and checksum stand before it.
const BODY: usize = 13;
const KIND: usize = 4;

/// Up to here a card is asked as well what would change the verdict: that scores it up to 2,000
/// times, and a longer card would say nothing new.
const MOST_FOR_CHANGES: usize = 1_024;

/// As they came, and sealed as a forger would: almost no random bytes have their own checksum.
pub(crate) fn enter(bytes: &[u8]) {
    read(bytes);
    if let Some(sealed) = sealed(bytes) {
        read(&sealed);
    }
}

fn read(bytes: &[u8]) {
    let owned = Card::decode(bytes);
    let read = ScoreCard::read(bytes);
    if let Ok(owned) = &owned {
        assert!(read.is_ok(), "what can be decoded can be scored with");
        assert_eq!(owned.encode(), bytes, "a card has one spelling");
    }
    let Ok(card) = read else { return };
    offers_are_json(&card);
    let tables = if card.kind == CardKind::Full { *edge_tables() } else { Tables::small() };
    for (place, form) in forms().iter().enumerate() {
        let lead = Lead::new(form, &tables, &card);
        let verdict = judge(&lead, &card);
        // The length chooses the lead, so that each card is asked about one of them.
        if bytes.len() <= MOST_FOR_CHANGES && bytes.len() % 16 == place {
            is_json(&verdict.with_changes(&lead, &card, NOW).to_json());
        }
    }
}

/// The same bytes with the checksum they should have; none if they are too short for one.
pub(crate) fn sealed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut sealed = bytes.to_vec();
    let (kind, body) = (*bytes.get(KIND)?, bytes.get(BODY..)?);
    // FNV-1a, as `baton_scoring`'s codec has it.
    let sum = core::iter::once(&kind)
        .chain(body)
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    sealed.get_mut(KIND + 1..BODY)?.copy_from_slice(&sum.to_le_bytes());
    Some(sealed)
}
