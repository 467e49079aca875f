//! Leads that were normalised before, packed into one text.

use core::ops::Range;

use super::{Lead, Open, Seen, Slot, Span};
use crate::{Field, Seconds};

/// Stands behind a lead where another one follows.
const NEXT: u8 = 0x1e;

impl Lead {
    /// Reads a lead that was normalised before, as rows of a batch carry it, and hands back what
    /// stands behind it: nothing after the last. Leads are apart by U+001E. A part of a lead is a
    /// mark, the length of its value in bytes as two characters of seven bits each, the lower
    /// first, and the value. The mark is a field's number as the character U+0040 plus that
    /// number. For a signal it is U+0020 plus how often it was seen at an instant, at most 31
    /// times; its value is that instant in seconds, five characters of seven bits, the lowest
    /// first, and its name. What is none of these is left out; with a length that leads too far,
    /// the batch ends.
    pub fn unpack<'p>(&mut self, packed: &'p str) -> Option<&'p str> {
        self.clear();
        let mut at = 0;
        let bytes = packed.as_bytes();
        while let [mark, low @ 0..=0x7f, high @ 0..=0x7f, behind @ ..] = bytes.get(at..).unwrap_or_default()
            && *mark != NEXT
        {
            let length = usize::from(*low) | usize::from(*high) << 7;
            if length > behind.len() {
                break;
            }
            self.unpack_part(packed, *mark, at + 3..at + 3 + length);
            at += 3 + length;
        }
        let (lead, behind) = packed.split_at_checked(at)?;
        self.texts.push_str(lead);
        behind.strip_prefix(NEXT as char)
    }

    #[inline]
    fn unpack_part(&mut self, packed: &str, mark: u8, value: Range<usize>) {
        let span = Span::of(value);
        if let times @ 1..=31 = mark.wrapping_sub(0x20) {
            self.unpack_signal(packed, span, times);
        } else if let Some(field) = mark.checked_sub(0x40).and_then(Field::from_number) {
            let raw = Some(span);
            let text = raw.filter(|_| self.wanted.has(field));
            let number =
                if field.is_number() { packed.get(span.range()).and_then(|text| text.parse().ok()) } else { None };
            self.put(field, Slot { raw, text, number, open: Open::Closed });
        }
    }

    #[inline]
    fn unpack_signal(&mut self, packed: &str, span: Span, times: u8) {
        let Some((instant, name)) =
            packed.as_bytes().get(span.range()).and_then(|value| value.split_first_chunk::<5>())
        else {
            return;
        };
        let at = Seconds(instant.iter().rev().fold(0, |at, seven| at << 7 | i64::from(*seven & 0x7f)));
        let end = span.range().end;
        self.signals.push(Seen { name: Span::of(end - name.len()..end), at, times: u32::from(times) });
    }
}
