//! Leads that were normalised before, packed into one text.

use core::ops::Range;

use super::{Lead, Open, Seen, Slot, Span};
use crate::text::each_part;
use crate::{Field, Seconds};

impl Lead {
    /// Reads a lead that was normalised before, as rows of a batch carry it: parts apart by
    /// U+001F, each a field's number as the character U+0040 plus that number with its value
    /// behind it, or `!seconds:name` for a signal. What is none of these is left out.
    pub fn unpack(&mut self, packed: &str) {
        self.clear();
        self.texts.push_str(packed);
        each_part(packed.as_bytes(), 0x1f, |part| self.unpack_part(packed, part));
    }

    #[inline]
    fn unpack_part(&mut self, packed: &str, part: Range<usize>) {
        let Some([code, ..]) = packed.as_bytes().get(part.clone()) else { return };
        let span = Span::of(part.start + 1..part.end);
        if *code == b'!' {
            self.unpack_signal(packed, span);
        } else if let Some(field) = code.checked_sub(0x40).and_then(Field::from_number)
            && self.wanted.has(field)
        {
            let number =
                if field.is_number() { packed.get(span.range()).and_then(|text| text.parse().ok()) } else { None };
            self.put(field, Slot { raw: Some(span), text: Some(span), number, open: Open::Closed });
        }
    }

    fn unpack_signal(&mut self, packed: &str, span: Span) {
        let Some(bytes) = packed.as_bytes().get(span.range()) else { return };
        let (is_before, digits) = bytes.strip_prefix(b"-").map_or((false, bytes), |digits| (true, digits));
        let mut at = 0i64;
        let mut rest = digits;
        while let [digit @ b'0'..=b'9', behind @ ..] = rest {
            at = at.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
            rest = behind;
        }
        if let [b':', name @ ..] = rest {
            let end = span.range().end;
            let at = Seconds(if is_before { -at } else { at });
            self.signals.push(Seen { name: Span::of(end - name.len()..end), at });
        }
    }
}
