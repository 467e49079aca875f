//! What follows from what: enough of it to find questions that never hold or never matter.
//!
//! Both answers may miss something; neither claims what is not so.

use baton_scoring::{Condition, Field, Gate, Test};

/// Two of these parts that no lead meets together, told in short.
pub(crate) fn contradiction(parts: &[Gate]) -> Option<(String, String)> {
    let mut singles = Vec::new();
    for part in parts {
        all_of(part, &mut singles);
    }
    for (place, one) in singles.iter().enumerate() {
        for other in singles.iter().skip(place + 1) {
            if exclude(one, other) {
                return Some((in_short(one), in_short(other)));
            }
        }
    }
    None
}

/// How many of these parts a lead can meet at once, at most.
pub(crate) fn most_at_once(parts: &[Gate]) -> usize {
    // Of parts that exclude each other a lead meets one.
    let mut groups: Vec<Vec<&Gate>> = Vec::new();
    for part in parts {
        let excludes = |other: &&Gate| contradiction(&[part.clone(), (*other).clone()]).is_some();
        match groups.iter_mut().find(|group| group.iter().all(excludes)) {
            Some(group) => group.push(part),
            None => groups.push(vec![part]),
        }
    }
    groups.len()
}

/// The single conditions that must all hold for a gate to hold.
fn all_of<'g>(gate: &'g Gate, found: &mut Vec<&'g Condition>) {
    match gate {
        Gate::If { condition, .. } => found.push(condition),
        Gate::All(parts) => parts.iter().for_each(|part| all_of(part, found)),
        _ => {}
    }
}

/// Whether no lead meets both.
pub(crate) fn exclude(one: &Condition, other: &Condition) -> bool {
    let (Condition::Field { field, test: one }, Condition::Field { field: same, test: other }) = (one, other) else {
        return false;
    };
    field == same
        && match (one, other) {
            (Test::Absent, test) | (test, Test::Absent) => *test != Test::Absent,
            (Test::Between { from, to }, Test::Between { from: from_2, to: to_2 }) => to < from_2 || to_2 < from,
            _ => match (values(one), values(other)) {
                // A field with many values answers more than one question.
                (Some(one), Some(other)) => {
                    !matches!(field, Field::Consent) && one.iter().all(|value| !other.contains(value))
                }
                _ => false,
            },
        }
}

/// The texts a test lets through, where they are few.
pub(crate) fn values(test: &Test) -> Option<&[String]> {
    match test {
        Test::Is(text) => Some(core::slice::from_ref(text)),
        Test::OneOf(texts) => Some(texts),
        _ => None,
    }
}

/// Whether every lead that meets `one` also meets `other`.
pub(crate) fn implies(one: &Gate, other: &Gate) -> bool {
    match (one, other) {
        (_, Gate::All(wanted)) => wanted.iter().all(|wanted| implies(one, wanted)),
        (Gate::Any(parts), _) => !parts.is_empty() && parts.iter().all(|part| implies(part, other)),
        (Gate::If { condition, .. }, Gate::If { condition: wanted, .. }) => condition_implies(condition, wanted),
        (_, Gate::Any(wanted)) if wanted.iter().any(|wanted| implies(one, wanted)) => true,
        (_, Gate::AtLeast(needed, wanted)) if enough(*needed, wanted, |wanted| implies(one, wanted)) => true,
        (Gate::All(parts), _) => parts.iter().any(|part| implies(part, other)),
        (Gate::None(parts), Gate::None(wanted)) => {
            wanted.iter().all(|wanted| parts.iter().any(|part| implies(wanted, part)))
        }
        (Gate::AtLeast(n, parts), Gate::AtLeast(m, wanted)) => n >= m && same(parts, wanted),
        _ => false,
    }
}

fn enough(needed: u32, parts: &[Gate], holds: impl Fn(&Gate) -> bool) -> bool {
    parts.iter().filter(|part| holds(part)).count() >= usize::try_from(needed).unwrap_or(usize::MAX)
}

fn same(parts: &[Gate], wanted: &[Gate]) -> bool {
    let both = |(part, wanted)| implies(part, wanted) && implies(wanted, part);
    parts.len() == wanted.len() && parts.iter().zip(wanted).all(both)
}

fn condition_implies(one: &Condition, other: &Condition) -> bool {
    if one == other {
        return true;
    }
    match (one, other) {
        (Condition::Field { field, test: one }, Condition::Field { field: same, test: other }) => {
            field == same && test_implies(one, other)
        }
        (
            Condition::Signal { name, at_least, within },
            Condition::Signal { name: same, at_least: fewer, within: longer },
        ) => name == same && at_least >= fewer && (longer.0 == 0 || within.0 != 0 && within <= longer),
        (Condition::Score { at_least }, Condition::Score { at_least: lower }) => at_least >= lower,
        // The best tier has the first place.
        (Condition::Tier { at_least }, Condition::Tier { at_least: later }) => at_least <= later,
        _ => false,
    }
}

fn test_implies(one: &Test, other: &Test) -> bool {
    match (one, other) {
        (Test::Absent, _) | (_, Test::Absent) => false,
        (_, Test::Present) => true,
        (Test::Between { from, to }, Test::Between { from: low, to: high }) => low <= from && to <= high,
        (Test::Contains(phrases), Test::Contains(more)) => phrases.iter().all(|phrase| more.contains(phrase)),
        _ => match (values(one), values(other)) {
            (Some(one), Some(other)) => one.iter().all(|value| other.contains(value)),
            _ => false,
        },
    }
}

/// A condition as one would say it on the telephone.
pub(crate) fn in_short(condition: &Condition) -> String {
    match condition {
        Condition::Field { field, test } => {
            let field = field.id();
            match test {
                Test::Is(text) => format!("{field} is {text}"),
                Test::OneOf(texts) => format!("{field} is one of {}", texts.join(", ")),
                Test::Contains(phrases) => format!("{field} contains {}", phrases.join(" or ")),
                Test::InList(_) => format!("{field} is on a list"),
                Test::Between { from: 0, to } => format!("{field} at most {to}"),
                Test::Between { from, to: u32::MAX } => format!("{field} at least {from}"),
                Test::Between { from, to } => format!("{field} from {from} to {to}"),
                Test::Present => format!("{field} present"),
                Test::Absent => format!("{field} absent"),
            }
        }
        Condition::Signal { name, at_least, .. } => format!("{name} at least {at_least}"),
        Condition::Score { at_least } => format!("score at least {}", at_least.0),
        Condition::Tier { .. } => "a tier".to_owned(),
        Condition::Mql => "mql".to_owned(),
        Condition::Sql => "sql".to_owned(),
        Condition::Confirmed { point } => format!("{point} confirmed"),
    }
}
