//! Conditions and gates: questions a lead answers with yes, no or unknown.

use crate::text::{Words, fold};
use crate::{Field, Lead, Points, Seconds};

/// Kleene's three answers. An unknown never becomes a yes or a no by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// The lead does not say.
    Unknown,
}

impl Answer {
    fn from(holds: bool) -> Answer {
        if holds { Answer::Yes } else { Answer::No }
    }
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
    },
    /// The score is at least so high.
    Score {
        /// How high.
        at_least: Points,
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

    /// The lead's answer at `now`, given its score so far.
    #[must_use]
    pub fn ask(&self, lead: &Lead, score: Points, now: Seconds) -> Answer {
        match self {
            Condition::Field { field, test } => ask_field(lead, *field, test),
            Condition::Signal { name, at_least } => Answer::from(lead.count(name, now) >= *at_least),
            Condition::Score { at_least } => Answer::from(score >= *at_least),
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

fn ask_field(lead: &Lead, field: Field, test: &Test) -> Answer {
    let text =
        |holds: &dyn Fn(&str) -> bool| lead.text(field).map_or(Answer::Unknown, |text| Answer::from(holds(text)));
    match test {
        Test::Present => Answer::from(lead.raw(field).is_some()),
        Test::Absent => Answer::from(lead.raw(field).is_none()),
        Test::Is(wanted) => text(&|text| text == wanted),
        Test::OneOf(wanted) => text(&|text| wanted.iter().any(|one| one == text)),
        Test::Contains(wanted) => text(&|text| {
            let words = Words::of(text);
            wanted.iter().any(|phrase| words.contain(phrase))
        }),
        Test::Between { from, to } => {
            lead.number(field).map_or(Answer::Unknown, |number| Answer::from((*from..=*to).contains(&number)))
        }
    }
}

/// Conditions put together: a qualification, or the `when` of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Every part holds. Of no parts: holds.
    All(Vec<Gate>),
    /// One part holds. Of no parts: does not hold.
    Any(Vec<Gate>),
    /// So many parts hold.
    AtLeast(u32, Vec<Gate>),
    /// One condition, with the words in which people speak of it.
    If {
        /// For people: "company and e-mail are known".
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
}

impl Gate {
    /// The lead's answer at `now`.
    #[must_use]
    pub fn ask(&self, lead: &Lead, score: Points, now: Seconds) -> Answer {
        let count = |parts: &[Gate]| {
            let mut counted = (0usize, 0usize);
            for part in parts {
                match part.ask(lead, score, now) {
                    Answer::Yes => counted.0 += 1,
                    Answer::Unknown => counted.1 += 1,
                    Answer::No => {}
                }
            }
            counted
        };
        // "At least n" says all three: n is how many are needed for a yes.
        let (parts, needed) = match self {
            Gate::If { condition, .. } => return condition.ask(lead, score, now),
            Gate::All(parts) => (parts, parts.len()),
            Gate::Any(parts) => (parts, 1),
            Gate::AtLeast(needed, parts) => (parts, usize::try_from(*needed).unwrap_or(usize::MAX)),
        };
        let (yes, unknown) = count(parts);
        if yes >= needed {
            Answer::Yes
        } else if yes + unknown >= needed {
            Answer::Unknown
        } else {
            Answer::No
        }
    }

    /// Every single condition with its words, in order.
    pub fn each<'g>(&'g self, visit: &mut dyn FnMut(&'g str, &'g Condition)) {
        match self {
            Gate::If { words, condition } => visit(words, condition),
            Gate::All(parts) | Gate::Any(parts) | Gate::AtLeast(_, parts) => {
                for part in parts {
                    part.each(visit);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Condition, Gate, Test};
    use crate::{Card, Field, Lead, Points, RawField, Seconds, Submission, Tables};

    fn lead() -> Lead {
        let field =
            |name: &str, value: &str| RawField { name: name.into(), value: value.into(), ..RawField::default() };
        let fields = vec![
            field("industry", "Financial Services"),
            field("company_size", "120"),
            field("message", "We'd like a demo, please"),
        ];
        Lead::new(&Submission { fields, ..Submission::default() }, &Tables::small(), &Card::default())
    }

    fn ask(field: Field, test: Test) -> Answer {
        Condition::field(field, test).ask(&lead(), Points(50), Seconds(0))
    }

    #[test]
    fn tests_of_fields() {
        assert_eq!(ask(Field::Industry, Test::Is("FINANCIAL services".into())), Answer::Yes);
        assert_eq!(ask(Field::Industry, Test::OneOf(vec!["retail".into()])), Answer::No);
        assert_eq!(ask(Field::Message, Test::Contains(vec!["pricing".into(), "Demo".into()])), Answer::Yes);
        assert_eq!(ask(Field::Message, Test::Contains(vec!["dem".into()])), Answer::No);
        assert_eq!(ask(Field::Employees, Test::Between { from: 120, to: 120 }), Answer::Yes);
        assert_eq!(ask(Field::Employees, Test::Between { from: 121, to: u32::MAX }), Answer::No);
        assert_eq!(ask(Field::Budget, Test::Is("x".into())), Answer::Unknown);
        assert_eq!(ask(Field::Budget, Test::Present), Answer::No);
        assert_eq!(ask(Field::Budget, Test::Absent), Answer::Yes);
    }

    #[test]
    fn gates_are_kleene() {
        let part = |answer: Answer| {
            let condition = match answer {
                Answer::Yes => Condition::field(Field::Industry, Test::Present),
                Answer::No => Condition::field(Field::Budget, Test::Present),
                Answer::Unknown => Condition::field(Field::Budget, Test::Is("x".into())),
            };
            Gate::If { words: String::new(), condition }
        };
        use Answer::{No, Unknown, Yes};
        let ask = |gate: Gate| gate.ask(&lead(), Points(50), Seconds(0));
        assert_eq!(ask(Gate::All(vec![part(Yes), part(Unknown)])), Unknown);
        assert_eq!(ask(Gate::All(vec![part(No), part(Unknown)])), No);
        assert_eq!(ask(Gate::Any(vec![part(Yes), part(Unknown)])), Yes);
        assert_eq!(ask(Gate::Any(vec![part(No), part(Unknown)])), Unknown);
        assert_eq!(ask(Gate::AtLeast(2, vec![part(Yes), part(No), part(Unknown)])), Unknown);
        assert_eq!(ask(Gate::AtLeast(2, vec![part(Yes), part(No), part(No)])), No);
        assert_eq!(ask(Gate::All(vec![])), Yes);
        assert_eq!(ask(Gate::Any(vec![])), No);
    }
}
