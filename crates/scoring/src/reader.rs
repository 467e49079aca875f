//! Reading the card's bytes where they lie.

use crate::Points;

/// A place in the bytes of a card. Every read is total: `None` is damage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    #[inline]
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// LEB128; a number of more than 32 bits, or one padded with empty groups, is damage:
    /// each number has one spelling, so decode and encode are inverse to each other.
    #[inline]
    pub fn number(&mut self) -> Option<u32> {
        let first = self.byte()?;
        if first < 0x80 { Some(u32::from(first)) } else { self.long_number(first) }
    }

    fn long_number(&mut self, first: u8) -> Option<u32> {
        let mut number = u32::from(first & 0x7f);
        for shift in [7u32, 14, 21, 28] {
            let byte = self.byte()?;
            if shift == 28 && byte > 0x0f || byte == 0 {
                return None;
            }
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    #[inline]
    pub fn points(&mut self) -> Option<Points> {
        let zigzag = self.number()?;
        Some(Points((zigzag >> 1) as i32 ^ -((zigzag & 1) as i32)))
    }

    /// The bytes behind a length, which is never more than the bytes that are left.
    #[inline]
    pub fn block(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        self.take(length)
    }

    #[inline]
    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (block, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(block)
    }

    pub fn text(&mut self) -> Option<&'a str> {
        core::str::from_utf8(self.block()?).ok()
    }

    pub fn word(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }
}
