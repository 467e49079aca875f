//! The most a lead can score on a card.

use baton_scoring::{Card, Condition, Criterion, Field, Gate, Group, List, Points, Rule, Test};

use crate::logic::values;

/// The most a lead can score: what the criteria can give, through caps and clamps.
///
/// One field has one value, so of the criteria that ask about it only those count that hold
/// for the best value. What different fields have to do with each other is not known here;
/// the number is never too small.
pub(crate) fn reachable(card: &Card) -> Points {
    let held = |group: Group, cap: Points| in_group(card, group).held_to(cap);
    (held(Group::Fit, card.fit.cap) + held(Group::Engagement, card.engagement.cap)).held_to(Points::MAX_SCORE)
}

/// The sum of everything a group can give, as if all of it could come together.
pub(crate) fn sum_of_all(card: &Card, group: Group) -> Points {
    card.criteria.iter().filter(|criterion| criterion.group == group).map(|criterion| criterion.rule.range().high).sum()
}

fn in_group(card: &Card, group: Group) -> Points {
    let criteria = || card.criteria.iter().filter(|criterion| criterion.group == group);
    let free = criteria().filter(|criterion| one_value(criterion).is_none());
    let free: Points = free.map(|criterion| criterion.rule.range().high).sum();
    let mut fields: Vec<Field> = criteria().filter_map(one_value).map(|(field, ..)| field).collect();
    fields.sort_unstable();
    fields.dedup();
    let bound = fields.into_iter().map(|field| {
        let asked: Vec<(&Test, Points)> = criteria()
            .filter_map(one_value)
            .filter(|(asked, ..)| *asked == field)
            .map(|(_, test, points)| (test, points))
            .collect();
        best_value(card, &asked)
    });
    free + bound.sum()
}

/// The question of a criterion that asks for the value of one field.
fn one_value(criterion: &Criterion) -> Option<(Field, &Test, Points)> {
    let Rule::When { gate: Gate::If { condition: Condition::Field { field, test }, .. }, points } = &criterion.rule
    else {
        return None;
    };
    // A message may contain everything at once, consent is several things, and a number may be
    // asked for as a text, too.
    let texts = field.is_number() && values(test).is_some();
    let single = *field != Field::Consent && !texts && !matches!(test, Test::Contains(_));
    single.then_some((*field, test, *points))
}

/// A domain on a list stands for its subdomains as well.
fn is_or_is_under(text: &str, entry: &str) -> bool {
    text.strip_suffix(entry).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// A value a field may have.
enum Value<'v> {
    Text(&'v str),
    Number(u32),
    Other,
    Nothing,
}

fn best_value(card: &Card, asked: &[(&Test, Points)]) -> Points {
    let mut candidates = vec![Value::Other, Value::Nothing];
    for (test, _) in asked {
        candidates.extend(values(test).into_iter().flatten().map(|text| Value::Text(text)));
        candidates.extend(entries(card, test).iter().map(|text| Value::Text(text)));
        if let Test::Between { from, to } = test {
            candidates.extend([Value::Number(*from), Value::Number(*to)]);
        }
    }
    let points = |value: &Value<'_>| asked.iter().filter(|(test, _)| holds(card, test, value)).map(|(_, p)| *p).sum();
    candidates.iter().map(points).max().unwrap_or_default()
}

fn entries<'c>(card: &'c Card, test: &Test) -> &'c [String] {
    let Test::InList(place) = test else { return &[] };
    match usize::try_from(*place).ok().and_then(|place| card.lists.get(place)) {
        Some(List::Entries { entries, .. }) => entries,
        _ => &[],
    }
}

fn holds(card: &Card, test: &Test, value: &Value<'_>) -> bool {
    match (test, value) {
        (Test::Absent, value) => matches!(value, Value::Nothing),
        (_, Value::Nothing) => false,
        (Test::Present, _) => true,
        (Test::Between { from, to }, Value::Number(number)) => (from..=to).contains(&number),
        (Test::InList(_), Value::Text(text)) => entries(card, test).iter().any(|entry| is_or_is_under(text, entry)),
        (test, Value::Text(text)) => values(test).is_some_and(|values| values.iter().any(|value| value == text)),
        _ => false,
    }
}
