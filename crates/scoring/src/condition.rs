//! Conditions and gates: questions a lead answers with yes, no or unknown.
//!
//! These are the questions as people write them. [`crate::ScoreCard`] asks them, from the
//! card's bytes.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::text::{Words, fold};
use crate::{Field, Points, Seconds};

/// Kleene's three answers, in his order: an unknown lies between a no and a yes. With that
/// order "all" is the least answer of its parts, "any" the greatest and "at least n" the
/// n-th greatest, and "none" turns the order round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// It does not hold.
    No,
    /// The lead does not say.
    Unknown,
    /// It holds.
    Yes,
}

/// What is asked of one field. Texts are kept folded, phrases as words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// The value is this text.
    Is(String),
    /// The value is one of these texts.
    OneOf(Vec<String>),
    /// The value contains one of these words or phrases (see [`Words::phrase`]), as whole words.
    Contains(Vec<String>),
    /// The value is on a list, by its place in [`crate::Card::lists`].
    InList(u32),
    /// The number lies in the band, both ends included.
    Between {
        /// Lower end.
        from: u32,
        /// Upper end; `u32::MAX` for an open one.
        to: u32,
    },
    /// The field was answered. Never unknown.
    Present,
    /// The field was not answered. Never unknown.
    Absent,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// About a field.
    Field {
        /// Which field.
        field: Field,
        /// What is asked of it.
        test: Test,
    },
    /// A signal was seen at least so often.
    Signal {
        /// Name of the signal.
        name: String,
        /// How often.
        at_least: u32,
        /// Only what happened within so many seconds counts. Zero: whenever.
        within: Seconds,
    },
    /// The score is at least so high. In gates only: a criterion makes the score.
    Score {
        /// How high.
        at_least: Points,
    },
    /// The lead is in this tier or a better one, by its place in [`crate::Card::tiers`]. In
    /// gates only.
    Tier {
        /// The place.
        at_least: u32,
    },
    /// The lead is marketing-qualified. In offers and routes only.
    Mql,
    /// The lead is sales-qualified. In offers and routes only.
    Sql,
    /// A rep has confirmed a point of a checklist (BANT, GPCT, MEDDIC or one's own).
    Confirmed {
        /// The point: `economic_buyer`.
        point: String,
    },
}

impl Condition {
    /// A condition on a field, texts folded so that they compare.
    #[must_use]
    pub fn field(field: Field, test: Test) -> Condition {
        let folded = |texts: Vec<String>| texts.iter().map(|text| fold(text)).collect();
        let test = match test {
            Test::Is(text) => Test::Is(fold(&text)),
            Test::OneOf(texts) => Test::OneOf(folded(texts)),
            Test::Contains(texts) => {
                let phrase = |text: &String| Words::of(&fold(text)).phrase().to_owned();
                Test::Contains(texts.iter().map(phrase).collect())
            }
            other => other,
        };
        Condition::Field { field, test }
    }

    /// Whether it asks about the list of that place.
    #[must_use]
    pub fn asks_list(&self, place: u32) -> bool {
        matches!(self, Condition::Field { test: Test::InList(asked), .. } if *asked == place)
    }

    /// The field whose answer it has to understand: to ask whether there is one takes no
    /// understanding, unless the field is derived.
    pub(crate) fn understands(&self) -> Option<Field> {
        match self {
            Condition::Field { field, test: Test::Present | Test::Absent } if field.is_asked() => None,
            other => other.asks(),
        }
    }

    /// The field it asks about, if it asks about one.
    #[must_use]
    pub fn asks(&self) -> Option<Field> {
        match self {
            Condition::Field { field, .. } => Some(*field),
            _ => None,
        }
    }
}

/// Conditions put together: a qualification, a criterion, or the `when` of a route or offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Every part holds. Of no parts: holds.
    All(Vec<Gate>),
    /// One part holds. Of no parts: does not hold.
    Any(Vec<Gate>),
    /// No part holds. Of no parts: holds.
    None(Vec<Gate>),
    /// So many parts hold.
    AtLeast(u32, Vec<Gate>),
    /// One condition, with the words in which people speak of it.
    If {
        /// For people: "company and e-mail are known". Empty in a criterion, whose own words
        /// say it.
        words: String,
        /// The question.
        condition: Condition,
    },
}

/// How deep and how wide a gate may be; the decoder and the linter hold to it.
pub struct GateLimits;

impl GateLimits {
    /// Levels of nesting.
    pub const DEPTH: usize = 4;
    /// Parts on one level.
    pub const PARTS: usize = 64;
}

impl Gate {
    /// A gate of one condition without words of its own.
    #[must_use]
    pub fn of(condition: Condition) -> Gate {
        Gate::If { words: String::new(), condition }
    }

    /// The parts; none for a single condition.
    #[must_use]
    pub fn parts(&self) -> &[Gate] {
        match self {
            Gate::If { .. } => &[],
            Gate::All(parts) | Gate::Any(parts) | Gate::None(parts) | Gate::AtLeast(_, parts) => parts,
        }
    }

    /// Whether it asks nothing at all and so holds for every lead.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Gate::All(parts) if parts.is_empty())
    }

    /// Whether one of its conditions is so.
    #[must_use]
    pub fn any(&self, is_so: impl Fn(&Condition) -> bool) -> bool {
        let mut found = false;
        self.each(&mut |_, condition| found |= is_so(condition));
        found
    }

    /// Every single condition with its words, in order.
    pub fn each<'g>(&'g self, visit: &mut dyn FnMut(&'g str, &'g Condition)) {
        if let Gate::If { words, condition } = self {
            visit(words, condition);
        }
        for part in self.parts() {
            part.each(visit);
        }
    }
}
