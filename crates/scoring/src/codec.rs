//! The card's bytes.
//!
//! ```text
//! "BTN"  format  kind  checksum(8, little endian, over kind and body)  body
//! ```
//!
//! Numbers are LEB128 (signed ones zigzag), texts and lists carry their length in front, and
//! so does each part of the body, each criterion and each part of a gate: who scores skips
//! what is not asked. The parts stand in the order of [`Writer::card`].
//!
//! **Forward:** a reader that meets a higher format number refuses with `card_newer`; the
//! widget then leaves the decision to the edge. **Backward:** whatever a reader could misread
//! gets a new format number, and readers keep reading the number before it from format 2 on.
//! Format 1 never left the workshop and is refused like any other text.
//!
//! Decoding is total. Any change of a single byte changes the checksum (FNV-1a: each step is
//! a bijection), lengths are held against the bytes that are left before anything is
//! allocated, and gates may nest only [`GateLimits::DEPTH`] deep.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::card::{
    Card, CardKind, Criterion, Group, GroupLimits, List, Offer, OfferKind, OfferTexts, PerSignal, Rule, SignalRule,
    Source, Tier,
};
use crate::condition::{Condition, Gate, GateLimits, Test};
use crate::filter::Filter;
use crate::reader::Reader;
use crate::{Field, Interval, Points, Seconds};

/// The format this code writes, and the only one there is yet.
const FORMAT: u8 = 2;
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
        let kind = self.kind as u8;
        let mut bytes = Vec::with_capacity(HEADER + body.0.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&[FORMAT, kind]);
        bytes.extend_from_slice(&checksum(kind, &body.0).to_le_bytes());
        bytes.extend_from_slice(&body.0);
        bytes
    }

    /// The card of these bytes, for people's tools; [`crate::ScoreCard`] is what scores.
    ///
    /// # Errors
    /// Anything that is not, to the last byte, what [`Card::encode`] writes.
    pub fn decode(bytes: &[u8]) -> Result<Card, CardError> {
        let (kind, body) = open(bytes)?;
        let mut reader = Reader(body);
        let card = read_card(&mut reader, kind).ok_or(CardError::Damaged)?;
        if reader.0.is_empty() { Ok(card) } else { Err(CardError::Damaged) }
    }
}

/// Kind and body of a card whose checksum holds.
pub(crate) fn open(bytes: &[u8]) -> Result<(CardKind, &[u8]), CardError> {
    let (kind, told, body) = opened(bytes)?;
    if told != checksum(kind as u8, body) {
        return Err(CardError::Damaged);
    }
    Ok((kind, body))
}

/// Kind, checksum and body.
pub(crate) fn opened(bytes: &[u8]) -> Result<(CardKind, u64, &[u8]), CardError> {
    let [b'B', b'T', b'N', format, rest @ ..] = bytes else { return Err(CardError::NotACard) };
    if *format != FORMAT {
        return Err(if *format > FORMAT { CardError::Newer } else { CardError::NotACard });
    }
    let Some(([kind, told @ ..], body)) = rest.split_first_chunk::<9>() else { return Err(CardError::Damaged) };
    let kind = match kind {
        0 => CardKind::Full,
        1 => CardKind::Public,
        _ => return Err(CardError::Damaged),
    };
    Ok((kind, u64::from_le_bytes(*told), body))
}

/// The numbers that stand for the kinds of rules, tests, conditions and gates in the bytes.
pub(crate) mod tag {
    pub const RULE_CONDITION: u8 = 0;
    pub const RULE_GATE: u8 = 1;
    pub const RULE_PER_SIGNAL: u8 = 2;

    pub const IS: u8 = 0;
    pub const ONE_OF: u8 = 1;
    pub const CONTAINS: u8 = 2;
    pub const BETWEEN: u8 = 3;
    pub const PRESENT: u8 = 4;
    pub const ABSENT: u8 = 5;
    pub const IN_LIST: u8 = 6;
    pub const SIGNAL: u8 = 16;
    pub const SCORE: u8 = 17;
    pub const TIER: u8 = 18;
    pub const MQL: u8 = 19;
    pub const SQL: u8 = 20;
    pub const CONFIRMED: u8 = 21;

    pub const GATE_ALL: u8 = 0;
    pub const GATE_ANY: u8 = 1;
    pub const GATE_NONE: u8 = 2;
    pub const GATE_AT_LEAST: u8 = 3;
    pub const GATE_IF: u8 = 4;

    pub const LIST_ENTRIES: u8 = 0;
    pub const LIST_HIDDEN: u8 = 1;
}

/// The bytes of a gate alone, for routes.
pub(crate) fn gate_bytes(gate: &Gate) -> Vec<u8> {
    let mut writer = Writer(Vec::new());
    writer.gate(gate);
    writer.0
}

struct Writer(Vec<u8>);

impl Writer {
    fn card(&mut self, card: &Card) {
        for limits in [&card.fit, &card.engagement] {
            self.limits(limits);
        }
        self.block(|w| w.list(&card.tiers, Writer::tier));
        self.block(|w| w.list(&card.lists, Writer::named_list));
        self.block(|w| w.list(&card.signals, Writer::signal_rule));
        self.block(|w| w.list(&card.sources, Writer::source));
        self.block(|w| w.list(&card.criteria, |w, criterion| w.block(|w| w.criterion(criterion))));
        self.block(|w| w.gate(&card.mql));
        self.block(|w| w.gate(&card.sql));
        self.block(|w| w.list(&card.offers, |w, offer| w.block(|w| w.offer(offer))));
    }

    fn limits(&mut self, limits: &GroupLimits) {
        self.points(limits.cap);
        limits.grades.iter().for_each(|least| self.points(*least));
        self.points(limits.private.low);
        self.points(limits.private.high);
    }

    fn tier(&mut self, tier: &Tier) {
        self.text(&tier.id);
        self.points(tier.at_least);
        self.byte(tier.share);
    }

    fn named_list(&mut self, list: &List) {
        match list {
            List::Entries { id, entries } => {
                self.byte(tag::LIST_ENTRIES);
                self.text(id);
                self.block(|w| w.texts(entries));
            }
            List::Hidden(filter) => {
                self.byte(tag::LIST_HIDDEN);
                self.0.extend_from_slice(&filter.salt.to_le_bytes());
                self.block(|w| w.0.extend_from_slice(&filter.bytes));
            }
        }
    }

    fn signal_rule(&mut self, rule: &SignalRule) {
        self.text(&rule.id);
        self.texts(&rule.pages);
        self.texts(&rule.events);
    }

    fn source(&mut self, source: &Source) {
        self.text(&source.id);
        self.texts(&source.pages);
    }

    /// The rule stands before id and words: scoring without reasons never comes to them.
    fn criterion(&mut self, criterion: &Criterion) {
        let group = match criterion.group {
            Group::Fit => 0,
            Group::Engagement => 1,
        };
        match &criterion.rule {
            Rule::When { gate: Gate::If { words, condition }, points } if words.is_empty() => {
                self.byte(tag::RULE_CONDITION << 1 | group);
                self.points(*points);
                self.block(|w| w.condition(condition));
            }
            Rule::When { gate, points } => {
                self.byte(tag::RULE_GATE << 1 | group);
                self.points(*points);
                self.block(|w| w.gate(gate));
            }
            Rule::PerSignal(rule) => {
                self.byte(tag::RULE_PER_SIGNAL << 1 | group);
                self.text(&rule.signal);
                self.points(rule.each);
                self.points(rule.cap);
                self.seconds(rule.within);
                self.seconds(rule.decay);
            }
        }
        self.text(&criterion.id);
        self.text(&criterion.words);
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Field { field, test } => self.test(*field, test),
            Condition::Signal { name, at_least, within } => {
                self.byte(tag::SIGNAL);
                self.text(name);
                self.number(*at_least);
                self.seconds(*within);
            }
            Condition::Score { at_least } => {
                self.byte(tag::SCORE);
                self.points(*at_least);
            }
            Condition::Tier { at_least } => {
                self.byte(tag::TIER);
                self.number(*at_least);
            }
            Condition::Mql => self.byte(tag::MQL),
            Condition::Sql => self.byte(tag::SQL),
            Condition::Confirmed { point } => {
                self.byte(tag::CONFIRMED);
                self.text(point);
            }
        }
    }

    fn test(&mut self, field: Field, test: &Test) {
        self.byte(match test {
            Test::Is(_) => tag::IS,
            Test::OneOf(_) => tag::ONE_OF,
            Test::Contains(_) => tag::CONTAINS,
            Test::Between { .. } => tag::BETWEEN,
            Test::Present => tag::PRESENT,
            Test::Absent => tag::ABSENT,
            Test::InList(_) => tag::IN_LIST,
        });
        self.byte(field.number());
        match test {
            Test::Is(text) => self.text(text),
            Test::OneOf(texts) | Test::Contains(texts) => self.texts(texts),
            Test::Between { from, to } => {
                self.number(*from);
                self.number(*to);
            }
            Test::InList(place) => self.number(*place),
            Test::Present | Test::Absent => {}
        }
    }

    fn gate(&mut self, gate: &Gate) {
        self.byte(match gate {
            Gate::All(_) => tag::GATE_ALL,
            Gate::Any(_) => tag::GATE_ANY,
            Gate::None(_) => tag::GATE_NONE,
            Gate::AtLeast(..) => tag::GATE_AT_LEAST,
            Gate::If { .. } => tag::GATE_IF,
        });
        if let Gate::AtLeast(needed, _) = gate {
            self.number(*needed);
        }
        if let Gate::If { words, condition } = gate {
            self.text(words);
            self.condition(condition);
        } else {
            self.list(gate.parts(), |w, part| w.block(|w| w.gate(part)));
        }
    }

    fn offer(&mut self, offer: &Offer) {
        self.byte(match offer.kind {
            OfferKind::Thanks => 0,
            OfferKind::Meeting => 1,
            OfferKind::Resource => 2,
        });
        self.block(|w| w.0.extend_from_slice(&offer.tiers));
        self.block(|w| w.gate(&offer.when));
        self.text(&offer.link);
        self.list(&offer.texts, |w, texts| {
            for text in [&texts.language, &texts.headline, &texts.text, &texts.button] {
                w.text(text);
            }
        });
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

    /// A duration; the linter keeps it far below 2^32 seconds.
    fn seconds(&mut self, seconds: Seconds) {
        self.number(u32::try_from(seconds.0.max(0)).unwrap_or(u32::MAX));
    }

    fn text(&mut self, text: &str) {
        self.block(|w| w.0.extend_from_slice(text.as_bytes()));
    }

    fn texts(&mut self, texts: &[String]) {
        self.list(texts, |w, text| w.text(text));
    }

    fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Writer, &T)) {
        self.number(u32::try_from(items.len()).unwrap_or(u32::MAX));
        for item in items {
            write(self, item);
        }
    }

    /// What `write` writes, behind its length.
    fn block(&mut self, write: impl FnOnce(&mut Writer)) {
        let mut inner = Writer(Vec::new());
        write(&mut inner);
        self.number(u32::try_from(inner.0.len()).unwrap_or(u32::MAX));
        self.0.append(&mut inner.0);
    }
}

fn read_card(r: &mut Reader<'_>, kind: CardKind) -> Option<Card> {
    Some(Card {
        kind,
        fit: read_limits(r)?,
        engagement: read_limits(r)?,
        tiers: whole(r, |r| list(r, |r| Some(Tier { id: owned(r)?, at_least: r.points()?, share: r.byte()? })))?,
        lists: whole(r, |r| list(r, read_list))?,
        signals: whole(r, |r| list(r, |r| Some(SignalRule { id: owned(r)?, pages: texts(r)?, events: texts(r)? })))?,
        sources: whole(r, |r| list(r, |r| Some(Source { id: owned(r)?, pages: texts(r)? })))?,
        criteria: whole(r, |r| list(r, |r| whole(r, read_criterion)))?,
        mql: whole(r, |r| read_gate(r, GateLimits::DEPTH))?,
        sql: whole(r, |r| read_gate(r, GateLimits::DEPTH))?,
        offers: whole(r, |r| list(r, |r| whole(r, read_offer)))?,
    })
}

pub(crate) fn read_limits(r: &mut Reader<'_>) -> Option<GroupLimits> {
    Some(GroupLimits {
        cap: r.points()?,
        grades: [r.points()?, r.points()?, r.points()?],
        private: Interval { low: r.points()?, high: r.points()? },
    })
}

fn read_list(r: &mut Reader<'_>) -> Option<List> {
    match r.byte()? {
        tag::LIST_ENTRIES => Some(List::Entries { id: owned(r)?, entries: whole(r, texts)? }),
        tag::LIST_HIDDEN => Some(List::Hidden(Filter { salt: r.word()?, bytes: r.block()?.to_vec() })),
        _ => None,
    }
}

fn read_criterion(r: &mut Reader<'_>) -> Option<Criterion> {
    let head = r.byte()?;
    let group = if head & 1 == 0 { Group::Fit } else { Group::Engagement };
    let rule = match head >> 1 {
        tag::RULE_CONDITION => {
            let points = r.points()?;
            Rule::When { gate: Gate::of(whole(r, read_condition)?), points }
        }
        tag::RULE_GATE => {
            let points = r.points()?;
            let gate = whole(r, |r| read_gate(r, GateLimits::DEPTH))?;
            // The spelling of a single condition is the one above.
            if matches!(&gate, Gate::If { words, .. } if words.is_empty()) {
                return None;
            }
            Rule::When { gate, points }
        }
        tag::RULE_PER_SIGNAL => Rule::PerSignal(PerSignal {
            signal: owned(r)?,
            each: r.points()?,
            cap: r.points()?,
            within: seconds(r)?,
            decay: seconds(r)?,
        }),
        _ => return None,
    };
    Some(Criterion { group, rule, id: owned(r)?, words: owned(r)? })
}

fn read_condition(r: &mut Reader<'_>) -> Option<Condition> {
    let kind = r.byte()?;
    Some(match kind {
        tag::SIGNAL => Condition::Signal { name: owned(r)?, at_least: r.number()?, within: seconds(r)? },
        tag::SCORE => Condition::Score { at_least: r.points()? },
        tag::TIER => Condition::Tier { at_least: r.number()? },
        tag::MQL => Condition::Mql,
        tag::SQL => Condition::Sql,
        tag::CONFIRMED => Condition::Confirmed { point: owned(r)? },
        _ => {
            let field = Field::from_number(r.byte()?)?;
            let test = match kind {
                tag::IS => Test::Is(owned(r)?),
                tag::ONE_OF => Test::OneOf(texts(r)?),
                tag::CONTAINS => Test::Contains(texts(r)?),
                tag::BETWEEN => Test::Between { from: r.number()?, to: r.number()? },
                tag::PRESENT => Test::Present,
                tag::ABSENT => Test::Absent,
                tag::IN_LIST => Test::InList(r.number()?),
                _ => return None,
            };
            Condition::Field { field, test }
        }
    })
}

fn read_gate(r: &mut Reader<'_>, depth: usize) -> Option<Gate> {
    let depth = depth.checked_sub(1)?;
    let kind = r.byte()?;
    let needed = if kind == tag::GATE_AT_LEAST { r.number()? } else { 0 };
    if kind == tag::GATE_IF {
        return Some(Gate::If { words: owned(r)?, condition: read_condition(r)? });
    }
    let parts = list(r, |r| whole(r, |r| read_gate(r, depth)))?;
    Some(match kind {
        tag::GATE_ALL => Gate::All(parts),
        tag::GATE_ANY => Gate::Any(parts),
        tag::GATE_NONE => Gate::None(parts),
        tag::GATE_AT_LEAST => Gate::AtLeast(needed, parts),
        _ => return None,
    })
}

fn read_offer(r: &mut Reader<'_>) -> Option<Offer> {
    Some(Offer {
        kind: offer_kind(r.byte()?)?,
        tiers: r.block()?.to_vec(),
        when: whole(r, |r| read_gate(r, GateLimits::DEPTH))?,
        link: owned(r)?,
        texts: list(r, |r| {
            Some(OfferTexts { language: owned(r)?, headline: owned(r)?, text: owned(r)?, button: owned(r)? })
        })?,
    })
}

pub(crate) fn offer_kind(byte: u8) -> Option<OfferKind> {
    match byte {
        0 => Some(OfferKind::Thanks),
        1 => Some(OfferKind::Meeting),
        2 => Some(OfferKind::Resource),
        _ => None,
    }
}

fn owned(r: &mut Reader<'_>) -> Option<String> {
    r.text().map(str::to_owned)
}

fn texts(r: &mut Reader<'_>) -> Option<Vec<String>> {
    list(r, owned)
}

fn seconds(r: &mut Reader<'_>) -> Option<Seconds> {
    r.number().map(|seconds| Seconds(i64::from(seconds)))
}

/// Grows as items are read: a length that lies allocates nothing.
fn list<T>(r: &mut Reader<'_>, read: impl Fn(&mut Reader<'_>) -> Option<T>) -> Option<Vec<T>> {
    let length = r.number()?;
    let mut items = Vec::new();
    for _ in 0..length {
        items.push(read(r)?);
    }
    Some(items)
}

/// What stands behind a length, read to its last byte.
fn whole<T>(r: &mut Reader<'_>, read: impl FnOnce(&mut Reader<'_>) -> Option<T>) -> Option<T> {
    let mut inner = Reader(r.block()?);
    let read = read(&mut inner)?;
    inner.0.is_empty().then_some(read)
}
