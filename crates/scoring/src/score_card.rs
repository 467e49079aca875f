//! The card as scoring reads it: its bytes, asked where they lie.
//!
//! One reader for all: browser, edge and command line ask the same bytes with the same code,
//! and nothing is built up before the first question.

use alloc::vec::Vec;

use crate::codec::{CardError, gate_bytes, offer_kind, open, opened, read_limits, tag};
use crate::condition::GateLimits;
use crate::criterion_step::StepRule;
use crate::page::matches_path;
use crate::reader::Reader;
use crate::score::{field_of, leaves};
use crate::{Answer, CardKind, Field, Fields, Gate, GroupLimits, Interval, Json, Lead, OfferKind, Points, Seconds};

/// A card, ready to score with.
///
/// A part that is damaged in spite of a checksum that holds gives no points and no offer: who
/// made it meant harm, and nobody else is hurt.
#[derive(Clone, Copy, Debug)]
pub struct ScoreCard<'a> {
    /// Who may see it.
    pub kind: CardKind,
    /// What the group of fit is held to.
    pub fit: GroupLimits,
    /// What the group of engagement is held to.
    pub engagement: GroupLimits,
    tiers: &'a [u8],
    lists: &'a [u8],
    signals: &'a [u8],
    sources: &'a [u8],
    pub(crate) criteria: &'a [u8],
    pub(crate) mql: &'a [u8],
    pub(crate) sql: &'a [u8],
    offers: &'a [u8],
}

/// The answers a question may get: surely one, or, on a public card, something between two.
///
/// Kleene's connectives keep the order no, unknown, yes (and "none" reverses it), so bounds
/// go through them one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The least.
    pub low: Answer,
    /// The greatest.
    pub high: Answer,
}

impl Answers {
    /// Surely this one.
    #[must_use]
    pub const fn sure(answer: Answer) -> Answers {
        Answers { low: answer, high: answer }
    }

    pub(crate) const UNSURE: Answers = Answers { low: Answer::No, high: Answer::Yes };

    pub(crate) fn holds(holds: bool) -> Answers {
        Answers::sure(if holds { Answer::Yes } else { Answer::No })
    }

    /// Whether it surely holds.
    #[must_use]
    pub fn surely(self) -> bool {
        self.low == Answer::Yes
    }
}

/// What is known when a question is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene<'l> {
    pub lead: &'l Lead,
    pub now: Seconds,
    /// The score, where there is one already.
    pub score: Interval,
    /// The best and the last tier it may be in.
    pub tiers: (u32, u32),
    pub mql: Answers,
    pub sql: Answers,
}

impl<'l> Scene<'l> {
    /// Before anything is scored.
    pub fn new(lead: &'l Lead, now: Seconds) -> Scene<'l> {
        let no = Answers::sure(Answer::No);
        Scene { lead, now, score: Interval::default(), tiers: (u32::MAX, u32::MAX), mql: no, sql: no }
    }
}

impl<'a> ScoreCard<'a> {
    /// The card that asks nothing.
    pub const EMPTY: ScoreCard<'static> = ScoreCard {
        kind: CardKind::Full,
        fit: GroupLimits { cap: Points(0), grades: [Points(0); 3], private: Interval::NONE },
        engagement: GroupLimits { cap: Points(0), grades: [Points(0); 3], private: Interval::NONE },
        tiers: &[0],
        lists: &[0],
        signals: &[0],
        sources: &[0],
        criteria: &[0],
        mql: &[tag::GATE_ANY, 0],
        sql: &[tag::GATE_ANY, 0],
        offers: &[0],
    };

    /// Reads a card's bytes.
    ///
    /// # Errors
    /// Bytes that are not a card, were changed on their way, or are of a later format.
    pub fn read(bytes: &'a [u8]) -> Result<ScoreCard<'a>, CardError> {
        let (kind, body) = open(bytes)?;
        ScoreCard::parts(kind, &mut Reader(body)).ok_or(CardError::Damaged)
    }

    /// The card of bytes that [`ScoreCard::read`] has taken before: their checksum, which takes
    /// longer than a score, is not worked out again. Other bytes are [`ScoreCard::EMPTY`].
    #[must_use]
    pub fn reread(bytes: &'a [u8]) -> ScoreCard<'a> {
        let opened = opened(bytes).ok();
        opened.and_then(|(kind, _, body)| ScoreCard::parts(kind, &mut Reader(body))).unwrap_or(ScoreCard::EMPTY)
    }

    fn parts(kind: CardKind, r: &mut Reader<'a>) -> Option<ScoreCard<'a>> {
        let card = ScoreCard {
            kind,
            fit: read_limits(r)?,
            engagement: read_limits(r)?,
            tiers: r.block()?,
            lists: r.block()?,
            signals: r.block()?,
            sources: r.block()?,
            criteria: r.block()?,
            mql: r.block()?,
            sql: r.block()?,
            offers: r.block()?,
        };
        r.0.is_empty().then_some(card)
    }

    /// The source that a page belongs to.
    #[must_use]
    pub fn source_of(&self, path: &str) -> Option<&'a str> {
        let mut r = Reader(self.sources);
        for _ in 0..r.number()? {
            let id = r.text()?;
            let pages = r.number()?;
            let mut takes = pages == 0;
            for _ in 0..pages {
                takes |= matches_path(r.block()?, path.as_bytes()) && !path.is_empty();
            }
            if takes {
                return Some(id);
            }
        }
        None
    }

    /// The signal that a page is.
    #[must_use]
    pub fn signal_of_page(&self, path: &str) -> Option<&'a str> {
        self.signal(true, path.as_bytes())
    }

    /// The signal that an event of this name is, where the agreement gives it another one.
    #[must_use]
    pub fn signal_of_event(&self, event: &str) -> Option<&'a str> {
        self.signal(false, event.as_bytes())
    }

    fn signal(&self, is_page: bool, seen: &[u8]) -> Option<&'a str> {
        let mut r = Reader(self.signals);
        for _ in 0..r.number()? {
            let id = r.text()?;
            let mut found = false;
            for _ in 0..r.number()? {
                let pattern = r.block()?;
                found |= is_page && matches_path(pattern, seen);
            }
            for _ in 0..r.number()? {
                found |= r.block()? == seen && !is_page;
            }
            if found {
                return Some(id);
            }
        }
        None
    }

    /// The place of the tier a score is in, its name, and the least score of the tier above.
    #[must_use]
    pub fn tier_of(&self, score: Points) -> (u32, &'a str, Option<Points>) {
        let mut r = Reader(self.tiers);
        let count = r.number().unwrap_or_default();
        let mut above = None;
        for place in 0..count {
            let (Some(id), Some(at_least), Some(_)) = (r.block(), r.points(), r.byte()) else { break };
            if score >= at_least || place + 1 == count {
                return (place, core::str::from_utf8(id).unwrap_or_default(), above);
            }
            above = Some(at_least);
        }
        (0, "", None)
    }

    /// The kind of the first offer that holds for this lead, and its place. On a public card:
    /// the kind that every answer the edge may give comes to, a thank-you where they differ.
    pub(crate) fn offer(&self, scene: &Scene<'_>) -> Option<(OfferKind, u32)> {
        let mut r = Reader(self.offers);
        let mut all: Option<(OfferKind, u32)> = None;
        for place in 0..r.number()? {
            let mut offer = Reader(r.block()?);
            let kind = offer_kind(offer.byte()?)?;
            let tiers = offer.block()?;
            let gate = offer.block()?;
            let (best, last) = scene.tiers;
            let among = |place: u32| tiers.is_empty() || tiers.iter().any(|tier| u32::from(*tier) == place);
            if !(best..=last).any(among) {
                continue;
            }
            let holds = self.gate(gate, scene, GateLimits::DEPTH)?;
            let surely = holds.surely() && (best..=last).all(among);
            if holds.high == Answer::Yes {
                if all.is_some_and(|(before, _)| before != kind) {
                    return None;
                }
                all = all.or(Some((kind, place)));
            }
            if surely {
                return all;
            }
        }
        // Nothing holds for certain: the edge may come to the end of the list, and thank.
        all.filter(|(kind, _)| *kind == OfferKind::Thanks)
    }

    /// Whether a question on it takes the understanding of one of these fields, of which only the
    /// part that is asked counts: whether a company is named takes none ([`Card::fields`](crate::Card::fields)).
    #[must_use]
    pub fn asks_any(&self, fields: Fields) -> bool {
        let mut found = false;
        let mut look =
            |_: &str, condition: &[u8]| found |= understood_by(condition).is_some_and(|field| fields.has(field));
        // What is damaged is not asked either.
        for step in self.steps().flatten() {
            match step.rule {
                StepRule::Condition { bytes, .. } => look("", bytes),
                StepRule::Gate { bytes, .. } => drop(leaves(bytes, GateLimits::DEPTH, &mut look)),
                StepRule::PerSignal(_) => {}
            }
        }
        let mut offers = Reader(self.offers);
        let count = offers.number().unwrap_or_default();
        let of_offers = (0..count).map_while(|_| gate_of_offer(Reader(offers.block()?)));
        for gate in [self.mql, self.sql].into_iter().chain(of_offers) {
            let _ = leaves(gate, GateLimits::DEPTH, &mut look);
        }
        found
    }

    /// The offers as the visitor's page needs them, a JSON list:
    /// `[{"kind":"meeting","link":"","texts":{"en":{"headline":…,"text":…,"button":…}}}]`.
    pub fn write_offers(&self, json: &mut Json) {
        json.open('[');
        let mut r = Reader(self.offers);
        for _ in 0..r.number().unwrap_or_default() {
            let Some(offer) = r.block() else { break };
            write_offer(Reader(offer), json);
        }
        json.close(']');
    }

    /// Asks a gate.
    pub(crate) fn gate(&self, bytes: &'a [u8], scene: &Scene<'_>, depth: usize) -> Option<Answers> {
        let depth = depth.checked_sub(1)?;
        let mut r = Reader(bytes);
        let kind = r.byte()?;
        if kind == tag::GATE_IF {
            r.block()?;
            return self.ask(r.0, scene);
        }
        let needed = if kind == tag::GATE_AT_LEAST { r.number()? } else { 1 };
        let parts = r.number()?;
        let needed = if kind == tag::GATE_ALL { parts } else { needed };
        // How many parts are at least "unknown" and at least "yes", of the lows and the highs.
        let (mut low, mut high) = ([0u32; 2], [0u32; 2]);
        for behind in (0..parts).rev() {
            let answers = self.gate(r.block()?, scene, depth)?;
            count(&mut low, answers.low);
            count(&mut high, answers.high);
            // The parts behind can change nothing any more.
            if low[1] >= needed || high[0] + behind < needed {
                break;
            }
        }
        let reached = |counted: [u32; 2]| {
            let [known_or_not, yes] = counted;
            if yes >= needed {
                Answer::Yes
            } else if known_or_not >= needed {
                Answer::Unknown
            } else {
                Answer::No
            }
        };
        let answers = Answers { low: reached(low), high: reached(high) };
        Some(if kind == tag::GATE_NONE { answers.reversed() } else { answers })
    }

    /// Asks a condition.
    pub(crate) fn ask(&self, bytes: &'a [u8], scene: &Scene<'_>) -> Option<Answers> {
        self.question(bytes)?.answers(scene)
    }

    /// The kind of a list and what it is made of.
    pub(crate) fn list(&self, place: u32) -> Option<(u8, Reader<'a>)> {
        let mut lists = Reader(self.lists);
        if place >= lists.number()? {
            return None;
        }
        for _ in 0..place {
            skip_list(&mut lists)?;
        }
        Some((lists.byte()?, lists))
    }
}

impl Answers {
    pub(crate) fn reversed(self) -> Answers {
        let not = |answer| match answer {
            Answer::No => Answer::Yes,
            Answer::Unknown => Answer::Unknown,
            Answer::Yes => Answer::No,
        };
        Answers { low: not(self.high), high: not(self.low) }
    }
}

fn gate_of_offer(mut offer: Reader<'_>) -> Option<&[u8]> {
    let _ = (offer.byte()?, offer.block()?);
    offer.block()
}

/// The field whose answer a condition has to understand.
fn understood_by(condition: &[u8]) -> Option<Field> {
    let is_presence = matches!(condition, [tag::PRESENT | tag::ABSENT, ..]);
    field_of(condition).filter(|field| !(is_presence && field.is_asked()))
}

/// What is damaged is empty: an offer keeps its place in the list, and the list stays JSON.
fn write_offer(mut r: Reader<'_>, json: &mut Json) {
    let kind = r.byte().and_then(offer_kind).unwrap_or_default();
    let _ = (r.block(), r.block());
    json.open('{').key("kind").text(kind.id()).key("link").text(r.text().unwrap_or_default());
    json.key("texts").open('{');
    for _ in 0..r.number().unwrap_or_default() {
        let Some(language) = r.text() else { break };
        json.key(language).open('{');
        for key in ["headline", "text", "button"] {
            json.key(key).text(r.text().unwrap_or_default());
        }
        json.close('}');
    }
    json.close('}').close('}');
}

fn count(counted: &mut [u32; 2], answer: Answer) {
    let [known_or_not, yes] = counted;
    *known_or_not += u32::from(answer >= Answer::Unknown);
    *yes += u32::from(answer == Answer::Yes);
}

fn skip_list(r: &mut Reader<'_>) -> Option<()> {
    if r.byte()? == tag::LIST_ENTRIES {
        r.block()?
    } else {
        r.take(8)?
    };
    r.block().map(|_| ())
}

/// A gate compiled by itself, for what is decided outside the card: routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateBytes(Vec<u8>);

impl GateBytes {
    /// The bytes of a gate whose list places are those of the card it will be asked with.
    #[must_use]
    pub fn of(gate: &Gate) -> GateBytes {
        GateBytes(gate_bytes(gate))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}
