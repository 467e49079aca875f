//! The card's bytes.
//!
//! ```text
//! "BTN"  format  kind  checksum(8, little endian, over kind and body)  body
//! ```
//!
//! Numbers are LEB128 (signed ones zigzag), texts and lists carry their length in front.
//!
//! **Forward:** a reader that meets a higher format number refuses with `card_newer`; the
//! widget then leaves the decision to the edge. **Backward:** a new thing that old readers
//! must not misread gets a new format number, and readers keep reading the number before.
//!
//! Decoding is total. Any change of a single byte changes the checksum (FNV-1a: each step is
//! a bijection), lengths are held against the bytes that are left before anything is
//! allocated, and gates may nest only [`GateLimits::DEPTH`] deep.

use crate::card::{Card, CardKind, Criterion, Group, Offer, OfferKind, OfferTexts, Rule, Source, Tier};
use crate::condition::{Condition, Gate, GateLimits, Test};
use crate::{Field, Interval, Points};

/// The format this code writes, and the only one there is yet.
const FORMAT: u8 = 1;
const MAGIC: &[u8; 3] = b"BTN";
const HEADER: usize = 13;

/// Why bytes are not a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardError {
    /// They do not begin as a card does.
    NotACard,
    /// A later version of Baton wrote them.
    Newer,
    /// They were cut off or changed on the way.
    Damaged,
}

impl CardError {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            CardError::NotACard => "not_a_card",
            CardError::Newer => "card_newer",
            CardError::Damaged => "card_damaged",
        }
    }

    /// A sentence.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            CardError::NotACard => "these bytes are not a score card",
            CardError::Newer => "this score card was written by a later version of Baton",
            CardError::Damaged => "this score card was cut off or changed on its way",
        }
    }
}

impl core::fmt::Display for CardError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for CardError {}

/// FNV-1a, 64 bits. Finds damage; it is no signature.
/// Source: Fowler, Noll, Vo; the IETF draft draft-eastlake-fnv.
fn checksum(kind: u8, body: &[u8]) -> u64 {
    let bytes = core::iter::once(&kind).chain(body);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Card {
    /// The bytes of this card.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut body = Writer(Vec::new());
        body.card(self);
        let kind = match self.kind {
            CardKind::Full => 0,
            CardKind::Public => 1,
        };
        let mut bytes = Vec::with_capacity(HEADER + body.0.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&[FORMAT, kind]);
        bytes.extend_from_slice(&checksum(kind, &body.0).to_le_bytes());
        bytes.extend_from_slice(&body.0);
        bytes
    }

    /// The card of these bytes.
    ///
    /// # Errors
    /// Anything that is not, to the last byte, what [`Card::encode`] writes.
    pub fn decode(bytes: &[u8]) -> Result<Card, CardError> {
        let [b'B', b'T', b'N', format, rest @ ..] = bytes else { return Err(CardError::NotACard) };
        if *format != FORMAT {
            return Err(if *format > FORMAT { CardError::Newer } else { CardError::NotACard });
        }
        let [kind, a, b, c, d, e, f, g, h, body @ ..] = rest else { return Err(CardError::Damaged) };
        if u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]) != checksum(*kind, body) {
            return Err(CardError::Damaged);
        }
        let kind = match kind {
            0 => CardKind::Full,
            1 => CardKind::Public,
            _ => return Err(CardError::Damaged),
        };
        let mut reader = Reader(body);
        let card = reader.card(kind)?;
        if reader.0.is_empty() { Ok(card) } else { Err(CardError::Damaged) }
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn card(&mut self, card: &Card) {
        self.points(card.fit_cap);
        self.points(card.engagement_cap);
        for reach in [card.private_fit, card.private_engagement] {
            self.points(reach.low);
            self.points(reach.high);
        }
        self.list(&card.sources, |w, source| {
            w.text(&source.id);
            w.list(&source.pages, |w, page| w.text(page));
        });
        self.list(&card.criteria, Writer::criterion);
        self.list(&card.tiers, |w, tier| {
            w.text(&tier.id);
            w.points(tier.at_least);
        });
        self.gate(&card.mql);
        self.list(&card.offers, |w, offer| {
            w.byte(match offer.kind {
                OfferKind::Thanks => 0,
                OfferKind::Meeting => 1,
            });
            w.list(&offer.tiers, |w, tier| w.byte(*tier));
            w.list(&offer.texts, |w, texts| {
                for text in [&texts.language, &texts.headline, &texts.text, &texts.button] {
                    w.text(text);
                }
            });
        });
    }

    fn criterion(&mut self, criterion: &Criterion) {
        self.text(&criterion.id);
        self.text(&criterion.words);
        let group = match criterion.group {
            Group::Fit => 0,
            Group::Engagement => 1,
        };
        match &criterion.rule {
            Rule::When { condition, points } => {
                self.byte(group);
                self.condition(condition);
                self.points(*points);
            }
            Rule::PerSignal { signal, each, cap } => {
                self.byte(2 | group);
                self.text(signal);
                self.points(*each);
                self.points(*cap);
            }
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Field { field, test } => {
                let tag = match test {
                    Test::Is(_) => 0,
                    Test::OneOf(_) => 1,
                    Test::Contains(_) => 2,
                    Test::Between { .. } => 3,
                    Test::Present => 4,
                    Test::Absent => 5,
                };
                self.byte(tag);
                self.byte(field.number());
                match test {
                    Test::Is(text) => self.text(text),
                    Test::OneOf(texts) | Test::Contains(texts) => self.list(texts, |w, text| w.text(text)),
                    Test::Between { from, to } => {
                        self.number(*from);
                        self.number(*to);
                    }
                    Test::Present | Test::Absent => {}
                }
            }
            Condition::Signal { name, at_least } => {
                self.byte(6);
                self.text(name);
                self.number(*at_least);
            }
            Condition::Score { at_least } => {
                self.byte(7);
                self.points(*at_least);
            }
        }
    }

    fn gate(&mut self, gate: &Gate) {
        match gate {
            Gate::All(parts) => {
                self.byte(0);
                self.list(parts, Writer::gate);
            }
            Gate::Any(parts) => {
                self.byte(1);
                self.list(parts, Writer::gate);
            }
            Gate::AtLeast(needed, parts) => {
                self.byte(2);
                self.number(*needed);
                self.list(parts, Writer::gate);
            }
            Gate::If { words, condition } => {
                self.byte(3);
                self.text(words);
                self.condition(condition);
            }
        }
    }

    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    fn number(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.byte(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }

    fn points(&mut self, points: Points) {
        self.number((points.0 << 1 ^ points.0 >> 31) as u32);
    }

    fn text(&mut self, text: &str) {
        self.number(u32::try_from(text.len()).unwrap_or(u32::MAX));
        self.0.extend_from_slice(text.as_bytes());
    }

    fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Writer, &T)) {
        self.number(u32::try_from(items.len()).unwrap_or(u32::MAX));
        for item in items {
            write(self, item);
        }
    }
}

struct Reader<'a>(&'a [u8]);

type Read<T> = Result<T, CardError>;

impl Reader<'_> {
    fn card(&mut self, kind: CardKind) -> Read<Card> {
        Ok(Card {
            kind,
            fit_cap: self.points()?,
            engagement_cap: self.points()?,
            private_fit: Interval { low: self.points()?, high: self.points()? },
            private_engagement: Interval { low: self.points()?, high: self.points()? },
            sources: self.list(|r| Ok(Source { id: r.text()?, pages: r.texts()? }))?,
            criteria: self.list(Reader::criterion)?,
            tiers: self.list(|r| Ok(Tier { id: r.text()?, at_least: r.points()? }))?,
            mql: self.gate(GateLimits::DEPTH)?,
            offers: self.list(Reader::offer)?,
        })
    }

    fn criterion(&mut self) -> Read<Criterion> {
        let (id, words, tag) = (self.text()?, self.text()?, self.byte()?);
        let group = if tag & 1 == 0 { Group::Fit } else { Group::Engagement };
        let rule = match tag >> 1 {
            0 => Rule::When { condition: self.condition()?, points: self.points()? },
            1 => Rule::PerSignal { signal: self.text()?, each: self.points()?, cap: self.points()? },
            _ => return Err(CardError::Damaged),
        };
        Ok(Criterion { id, group, words, rule })
    }

    fn condition(&mut self) -> Read<Condition> {
        let tag = self.byte()?;
        match tag {
            6 => return Ok(Condition::Signal { name: self.text()?, at_least: self.number()? }),
            7 => return Ok(Condition::Score { at_least: self.points()? }),
            _ => {}
        }
        let field = Field::from_number(self.byte()?).ok_or(CardError::Damaged)?;
        let test = match tag {
            0 => Test::Is(self.text()?),
            1 => Test::OneOf(self.texts()?),
            2 => Test::Contains(self.texts()?),
            3 => Test::Between { from: self.number()?, to: self.number()? },
            4 => Test::Present,
            5 => Test::Absent,
            _ => return Err(CardError::Damaged),
        };
        Ok(Condition::Field { field, test })
    }

    fn gate(&mut self, depth: usize) -> Read<Gate> {
        let depth = depth.checked_sub(1).ok_or(CardError::Damaged)?;
        Ok(match self.byte()? {
            0 => Gate::All(self.list(|r| r.gate(depth))?),
            1 => Gate::Any(self.list(|r| r.gate(depth))?),
            2 => Gate::AtLeast(self.number()?, self.list(|r| r.gate(depth))?),
            3 => Gate::If { words: self.text()?, condition: self.condition()? },
            _ => return Err(CardError::Damaged),
        })
    }

    fn offer(&mut self) -> Read<Offer> {
        Ok(Offer {
            kind: match self.byte()? {
                0 => OfferKind::Thanks,
                1 => OfferKind::Meeting,
                _ => return Err(CardError::Damaged),
            },
            tiers: self.list(Reader::byte)?,
            texts: self.list(|r| {
                Ok(OfferTexts { language: r.text()?, headline: r.text()?, text: r.text()?, button: r.text()? })
            })?,
        })
    }

    fn byte(&mut self) -> Read<u8> {
        let (first, rest) = self.0.split_first().ok_or(CardError::Damaged)?;
        self.0 = rest;
        Ok(*first)
    }

    /// LEB128; a number of more than 32 bits, or one padded with empty groups, is damage:
    /// each number has one spelling, so decode and encode are inverse to each other.
    fn number(&mut self) -> Read<u32> {
        let mut number: u32 = 0;
        for shift in [0u32, 7, 14, 21, 28] {
            let byte = self.byte()?;
            let bits = u32::from(byte & 0x7f);
            if shift == 28 && bits > 0x0f || shift > 0 && byte == 0 {
                return Err(CardError::Damaged);
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(CardError::Damaged)
    }

    fn points(&mut self) -> Read<Points> {
        let zigzag = self.number()?;
        Ok(Points((zigzag >> 1) as i32 ^ -((zigzag & 1) as i32)))
    }

    /// A length, never more than the bytes that are left.
    fn length(&mut self) -> Read<usize> {
        let length = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        if length > self.0.len() { Err(CardError::Damaged) } else { Ok(length) }
    }

    fn text(&mut self) -> Read<String> {
        let length = self.length()?;
        let (text, rest) = self.0.split_at_checked(length).ok_or(CardError::Damaged)?;
        self.0 = rest;
        core::str::from_utf8(text).map(str::to_owned).map_err(|_| CardError::Damaged)
    }

    fn texts(&mut self) -> Read<Vec<String>> {
        self.list(Reader::text)
    }

    /// Grows as items are read: a length that lies allocates nothing.
    fn list<T>(&mut self, read: impl Fn(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let length = self.length()?;
        let mut items = Vec::new();
        for _ in 0..length {
            items.push(read(self)?);
        }
        Ok(items)
    }
}
