//! One condition of a card, read once and asked of as many leads as there are.

use crate::codec::tag;
use crate::filter;
use crate::reader::Reader;
use crate::score_card::Scene;
use crate::text::{Beginnings, begins_with, word_starts};
use crate::{Answer, Answers, Field, Lead, Points, ScoreCard};

/// A question, as its bytes put it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Question<'a> {
    Present(Field),
    Absent(Field),
    Between(Field, u32, u32),
    Text(Field, Wanted<'a>),
    Signal { name: &'a [u8], at_least: u32, within: i64 },
    Score(Points),
    Tier(u32),
    Mql,
    Sql,
    Confirmed(&'a str),
}

/// What a text is held against.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted<'a> {
    Is(&'a [u8]),
    OneOf {
        /// Worked out beforehand where many texts are asked.
        lengths: Option<Lengths>,
        values: Reader<'a>,
    },
    Phrases {
        /// The same.
        beginnings: Option<Beginnings>,
        phrases: Reader<'a>,
    },
    /// What is left of a private list on a public card.
    Hidden {
        salt: u64,
        bytes: &'a [u8],
    },
    /// A list that is not there: nobody is on it.
    Nothing,
}

impl<'a> ScoreCard<'a> {
    /// Reads a condition.
    pub(crate) fn question(&self, bytes: &'a [u8]) -> Option<Question<'a>> {
        let mut r = Reader(bytes);
        let kind = r.byte()?;
        Some(match kind {
            tag::SIGNAL => {
                let (name, at_least, within) = (r.block()?, r.number()?, r.number()?);
                let within = if within == 0 { i64::MAX } else { i64::from(within) };
                Question::Signal { name, at_least, within }
            }
            tag::SCORE => Question::Score(r.points()?),
            tag::TIER => Question::Tier(r.number()?),
            tag::MQL => Question::Mql,
            tag::SQL => Question::Sql,
            tag::CONFIRMED => Question::Confirmed(r.text()?),
            _ => {
                let field = Field::from_number(r.byte()?)?;
                match kind {
                    tag::PRESENT => Question::Present(field),
                    tag::ABSENT => Question::Absent(field),
                    tag::BETWEEN => Question::Between(field, r.number()?, r.number()?),
                    _ => Question::Text(field, self.wanted(kind, r)?),
                }
            }
        })
    }

    fn wanted(&self, kind: u8, mut r: Reader<'a>) -> Option<Wanted<'a>> {
        Some(match kind {
            tag::IS => Wanted::Is(r.block()?),
            tag::ONE_OF => Wanted::OneOf { lengths: None, values: r },
            tag::CONTAINS => Wanted::Phrases { beginnings: None, phrases: r },
            tag::IN_LIST => match self.list(r.number()?) {
                None => Wanted::Nothing,
                Some((tag::LIST_ENTRIES, mut list)) => {
                    list.block()?;
                    Wanted::OneOf { lengths: None, values: Reader(list.block()?) }
                }
                Some((_, mut list)) => Wanted::Hidden { salt: list.word()?, bytes: list.block()? },
            },
            _ => return None,
        })
    }
}

impl Question<'_> {
    /// This question, for many leads.
    pub fn prepared(self) -> Self {
        let Question::Text(field, wanted) = self else { return self };
        Question::Text(
            field,
            match wanted {
                Wanted::OneOf { values, .. } => Wanted::OneOf { lengths: lengths(values), values },
                Wanted::Phrases { phrases, .. } => Wanted::Phrases { beginnings: beginnings(phrases), phrases },
                other => other,
            },
        )
    }

    /// Asks it.
    #[inline]
    pub fn answers(&self, scene: &Scene<'_>) -> Option<Answers> {
        let lead = scene.lead;
        Some(match *self {
            Question::Text(field, wanted) => {
                let (text, others) = lead.known(field);
                let answers = match text {
                    Some(text) if wanted.is_of_other_length(field, text) => Answers::sure(Answer::No),
                    Some(text) => wanted.answers(field, text)?,
                    None => Answers::sure(Answer::Unknown),
                };
                match others {
                    None => answers,
                    Some(others) => wanted.or_else(answers, field, others)?,
                }
            }
            Question::Between(field, from, to) => match lead.number(field) {
                Some(number) => Answers::holds((from..=to).contains(&number)),
                None if lead.is_open(field) => Answers::UNSURE,
                None => Answers::sure(Answer::Unknown),
            },
            Question::Present(field) => answered(lead, field),
            Question::Absent(field) => answered(lead, field).reversed(),
            Question::Signal { name, at_least, within } => {
                let recent = lead.ages(name, scene.now).filter(|(age, _)| *age <= within);
                let seen = recent.fold(0, |sum: u32, (_, times)| sum.saturating_add(times));
                Answers::holds(seen >= at_least)
            }
            Question::Score(at_least) => Answers {
                low: Answers::holds(scene.score.low >= at_least).low,
                high: Answers::holds(scene.score.high >= at_least).high,
            },
            Question::Tier(at_least) => {
                let (best, last) = scene.tiers;
                Answers { low: Answers::holds(last <= at_least).low, high: Answers::holds(best <= at_least).high }
            }
            Question::Mql => scene.mql,
            Question::Sql => scene.sql,
            Question::Confirmed(point) => lead.confirmed(point).map_or(Answers::sure(Answer::Unknown), Answers::holds),
        })
    }
}

impl Wanted<'_> {
    /// Whether the length says no by itself: most texts are told from what is wanted by theirs.
    #[inline]
    fn is_of_other_length(&self, field: Field, text: &[u8]) -> bool {
        // A domain is asked with those above it, which are shorter.
        !is_domain(field)
            && match *self {
                Wanted::Is(wanted) => wanted.len() != text.len(),
                Wanted::OneOf { lengths: Some(lengths), .. } => !lengths.has(text),
                _ => false,
            }
    }

    /// Holds one text against it.
    fn answers(&self, field: Field, text: &[u8]) -> Option<Answers> {
        let is_domain = is_domain(field);
        Some(Answers::holds(match *self {
            Wanted::Is(wanted) => forms(text, is_domain).any(|form| form == wanted),
            Wanted::OneOf { lengths, values } => {
                for form in forms(text, is_domain) {
                    if lengths.is_none_or(|lengths| lengths.has(form)) && one_of(values, form)? {
                        return Some(Answers::holds(true));
                    }
                }
                false
            }
            Wanted::Phrases { beginnings, phrases } => contains(beginnings, phrases, text)?,
            Wanted::Hidden { salt, bytes } => {
                let perhaps = forms(text, is_domain).any(|form| filter::may_hold(salt, bytes, form));
                return Some(if perhaps { Answers::UNSURE } else { Answers::sure(Answer::No) });
            }
            Wanted::Nothing => false,
        }))
    }

    /// The answers, where the edge may find one of these values instead, or any.
    #[cold]
    fn or_else(&self, mut answers: Answers, field: Field, others: Option<&[&str]>) -> Option<Answers> {
        let Some(others) = others else { return Some(Answers::UNSURE) };
        for other in others {
            let other = self.answers(field, other.as_bytes())?;
            answers = Answers { low: answers.low.min(other.low), high: answers.high.max(other.high) };
        }
        Some(answers)
    }
}

/// Whether a field was answered; a derived one is when it is known, which the edge may know
/// better.
fn answered(lead: &Lead, field: Field) -> Answers {
    let is_known = lead.text(field).is_some();
    if field.is_asked() {
        Answers::holds(lead.raw(field).is_some())
    } else if !is_known && lead.is_open(field) {
        Answers::UNSURE
    } else {
        Answers::holds(is_known)
    }
}

fn is_domain(field: Field) -> bool {
    matches!(field, Field::EmailDomain | Field::RegistrableDomain)
}

/// A text and, for a domain, the domains above it: `mail.works.example`, `works.example`.
fn forms(text: &[u8], is_domain: bool) -> impl Iterator<Item = &[u8]> {
    let mut next = Some(text);
    core::iter::from_fn(move || {
        let form = next?;
        let dot = if is_domain { form.iter().position(|byte| *byte == b'.') } else { None };
        next = dot.and_then(|dot| form.get(dot + 1..)).filter(|above| above.iter().any(is_dot));
        Some(form)
    })
}

fn is_dot(byte: &u8) -> bool {
    *byte == b'.'
}

fn one_of(mut values: Reader<'_>, text: &[u8]) -> Option<bool> {
    for _ in 0..values.number()? {
        if values.block()? == text {
            return Some(true);
        }
    }
    Some(false)
}

/// The lengths of some texts, as one mask: most others are known by theirs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lengths(u32);

impl Lengths {
    /// Several lengths have one bit.
    fn bit(text: &[u8]) -> u32 {
        1 << (text.len() & 31)
    }

    fn has(self, text: &[u8]) -> bool {
        self.0 & Lengths::bit(text) != 0
    }
}

fn lengths(mut values: Reader<'_>) -> Option<Lengths> {
    let mut lengths = Lengths::default();
    for _ in 0..values.number()? {
        lengths.0 |= Lengths::bit(values.block()?);
    }
    Some(lengths)
}

fn beginnings(mut phrases: Reader<'_>) -> Option<Beginnings> {
    let mut beginnings = Beginnings::default();
    for _ in 0..phrases.number()? {
        beginnings.add(phrases.block()?);
    }
    Some(beginnings)
}

/// Whether any of the phrases stands in the text.
fn contains(known: Option<Beginnings>, phrases: Reader<'_>, text: &[u8]) -> Option<bool> {
    let beginnings = if known.is_some() { known } else { beginnings(phrases) };
    for word in word_starts(text, beginnings?) {
        let mut phrases = phrases;
        for _ in 0..phrases.number()? {
            let phrase = phrases.block()?;
            if phrase.first() == word.first() && begins_with(word, phrase) {
                return Some(true);
            }
        }
    }
    Some(false)
}
