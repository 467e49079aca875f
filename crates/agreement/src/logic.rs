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
    let mut refused = Vec::new();
    parts.iter().for_each(|part| none_of(part, &mut refused));
    for one in singles {
        let asked = Gate::of(one.clone());
        if let Some(other) = refused.iter().find(|other| implies(&asked, &Gate::of((**other).clone()))) {
            return Some((in_short(one), format!("not {}", in_short(other))));
        }
    }
    None
}

/// The single conditions that must not hold for a gate to hold.
fn none_of<'g>(gate: &'g Gate, found: &mut Vec<&'g Condition>) {
    match gate {
        Gate::All(parts) => parts.iter().for_each(|part| none_of(part, found)),
        Gate::None(parts) => {
            found.extend(parts.iter().filter_map(|part| match part {
                Gate::If { condition, .. } => Some(condition),
                _ => None,
            }));
        }
        _ => {}
    }
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
    if alike(one, other) {
        return true;
    }
    match (one, other) {
        (_, Gate::All(wanted)) => wanted.iter().all(|wanted| implies(one, wanted)),
        (Gate::Any(parts), _) => !parts.is_empty() && parts.iter().all(|part| implies(part, other)),
        (Gate::If { condition, .. }, Gate::If { condition: wanted, .. }) => condition_implies(condition, wanted),
        (_, Gate::Any(wanted)) if wanted.iter().any(|wanted| implies(one, wanted)) => true,
        (_, Gate::AtLeast(needed, wanted)) if enough(*needed, wanted, |wanted| implies(one, wanted)) => true,
        (Gate::All(parts), _) => parts.iter().any(|part| implies(part, other)),
        // A part that does not hold may be unknown, and then nothing follows for another one.
        (Gate::None(parts), Gate::None(wanted)) => {
            wanted.iter().all(|wanted| parts.iter().any(|part| alike(part, wanted)))
        }
        (Gate::AtLeast(n, parts), Gate::AtLeast(m, wanted)) => {
            n >= m
                && parts.len() == wanted.len()
                && parts.iter().zip(wanted).all(|(part, wanted)| implies(part, wanted))
        }
        _ => false,
    }
}

fn enough(needed: u32, parts: &[Gate], holds: impl Fn(&Gate) -> bool) -> bool {
    parts.iter().filter(|part| holds(part)).count() >= usize::try_from(needed).unwrap_or(usize::MAX)
}

/// Whether two gates are the same but for their words.
fn alike(one: &Gate, other: &Gate) -> bool {
    match (one, other) {
        (Gate::If { condition, .. }, Gate::If { condition: other, .. }) => condition == other,
        (Gate::If { .. }, _) | (_, Gate::If { .. }) => false,
        (Gate::AtLeast(n, _), Gate::AtLeast(m, _)) if n != m => false,
        _ => {
            core::mem::discriminant(one) == core::mem::discriminant(other)
                && one.parts().len() == other.parts().len()
                && one.parts().iter().zip(other.parts()).all(|(one, other)| alike(one, other))
        }
    }
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

#[cfg(test)]
mod tests {
    use baton_scoring::{Answer, Condition, Field, Gate, Test};
    use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};

    use super::{contradiction, implies, most_at_once};

    /// A lead of two fields: a country, perhaps, and a number of people, perhaps.
    #[derive(Clone, Copy, Debug)]
    struct Small {
        country: Option<&'static str>,
        employees: Option<u32>,
    }

    fn leads() -> impl Iterator<Item = Small> {
        [None, Some("de"), Some("fr"), Some("pt")].into_iter().flat_map(|country| {
            let sizes = [None, Some(0), Some(1), Some(2), Some(3), Some(4), Some(5)];
            sizes.into_iter().map(move |employees| Small { country, employees })
        })
    }

    fn yes(holds: bool) -> Answer {
        if holds { Answer::Yes } else { Answer::No }
    }

    fn ask(condition: &Condition, lead: Small) -> Answer {
        let Condition::Field { field, test } = condition else { return Answer::Unknown };
        let known = if *field == Field::Country { lead.country.is_some() } else { lead.employees.is_some() };
        match test {
            Test::Present => yes(known),
            Test::Absent => yes(!known),
            _ if !known => Answer::Unknown,
            Test::Is(text) => yes(lead.country == Some(text)),
            Test::OneOf(texts) => yes(texts.iter().any(|text| lead.country == Some(text))),
            Test::Between { from, to } => yes(lead.employees.is_some_and(|number| (*from..=*to).contains(&number))),
            Test::Contains(_) | Test::InList(_) => Answer::Unknown,
        }
    }

    fn answer(gate: &Gate, lead: Small) -> Answer {
        let mut parts: Vec<Answer> = gate.parts().iter().map(|part| answer(part, lead)).collect();
        parts.sort_unstable_by(|one, other| other.cmp(one));
        match gate {
            Gate::If { condition, .. } => ask(condition, lead),
            Gate::All(_) => parts.last().copied().unwrap_or(Answer::Yes),
            Gate::Any(_) => parts.first().copied().unwrap_or(Answer::No),
            Gate::None(_) => match parts.first() {
                Some(Answer::Yes) => Answer::No,
                Some(Answer::Unknown) => Answer::Unknown,
                _ => Answer::Yes,
            },
            Gate::AtLeast(0, _) => Answer::Yes,
            Gate::AtLeast(n, _) => parts.get(*n as usize - 1).copied().unwrap_or(Answer::No),
        }
    }

    fn single() -> impl Strategy<Value = Gate> {
        let country = prop_oneof![Just("de"), Just("fr"), Just("pt")].prop_map(str::to_owned);
        let several = prop::collection::vec(country.clone(), 1..3);
        let text = prop_oneof![
            country.prop_map(Test::Is),
            several.prop_map(Test::OneOf),
            Just(Test::Present),
            Just(Test::Absent)
        ];
        let band = (0u32..5, 0u32..3).prop_map(|(from, wide)| Test::Between { from, to: from + wide });
        let number = prop_oneof![4 => band, 1 => Just(Test::Present), 1 => Just(Test::Absent)];
        prop_oneof![
            text.prop_map(|test| Gate::of(Condition::field(Field::Country, test))),
            number.prop_map(|test| Gate::of(Condition::field(Field::Employees, test))),
        ]
    }

    fn gates() -> impl Strategy<Value = Gate> {
        single().prop_recursive(3, 12, 3, |part| {
            (prop::collection::vec(part, 0..4), any::<u8>()).prop_map(|(parts, kind)| match kind % 5 {
                0 | 1 => Gate::All(parts),
                2 => Gate::Any(parts),
                3 => Gate::None(parts),
                _ => Gate::AtLeast(1 + u32::from(kind) % 3, parts),
            })
        })
    }

    proptest! {
        #[test]
        fn what_is_implied_holds(one in gates(), other in gates()) {
            if implies(&one, &other) {
                for lead in leads().filter(|lead| answer(&one, *lead) == Answer::Yes) {
                    assert_eq!(answer(&other, lead), Answer::Yes, "{lead:?}");
                }
            }
        }

        #[test]
        fn a_gate_implies_itself(one in gates()) {
            assert!(implies(&one, &one));
        }

        #[test]
        fn what_never_holds_holds_for_nobody(parts in prop::collection::vec(gates(), 0..5)) {
            let most = most_at_once(&parts);
            let contradiction = contradiction(&parts);
            for lead in leads() {
                let held = parts.iter().filter(|part| answer(part, lead) == Answer::Yes).count();
                assert!(held <= most, "{lead:?} meets {held}");
                assert!(contradiction.is_none() || held < parts.len(), "{lead:?} meets {contradiction:?}");
            }
        }
    }
}
