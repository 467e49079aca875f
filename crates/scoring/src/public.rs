//! The card a browser may see.
//!
//! Private criteria are taken out, and what they can give or take is kept as an interval of
//! their group. Of a criterion that asks one question about a private list only the list's
//! filter is left: who is certainly not on the list gets a certain answer.

use crate::filter::Filter;
use crate::{Card, CardKind, Condition, Criterion, Gate, Group, List, Rule, Test};

/// What of an agreement stays at the edge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Private {
    /// Ids of criteria.
    pub criteria: Vec<String>,
    /// Lists, by their place, and the filter that may travel in their stead.
    pub lists: Vec<(u32, Option<Filter>)>,
}

impl Private {
    /// Whether a list is private, and the filter of one that is.
    fn list(&self, place: u32) -> Option<Option<&Filter>> {
        self.lists.iter().find(|(private, _)| *private == place).map(|(_, filter)| filter.as_ref())
    }
}

impl Card {
    /// The public card: nothing private in it, no words of criteria and gates, which no visitor
    /// reads, and no list that no question left on it asks about.
    #[must_use]
    pub fn public(&self, private: &Private) -> Card {
        let mut card = Card { kind: CardKind::Public, ..self.clone() };
        card.criteria.clear();
        for criterion in &self.criteria {
            match travels(criterion, private) {
                Travels::Whole => card.criteria.push(Criterion { words: String::new(), ..criterion.clone() }),
                Travels::Filter => {
                    card.criteria.push(Criterion { id: String::new(), words: String::new(), ..criterion.clone() });
                }
                Travels::Not => {
                    let limits = match criterion.group {
                        Group::Fit => &mut card.fit,
                        Group::Engagement => &mut card.engagement,
                    };
                    limits.private = limits.private + criterion.rule.range();
                }
            }
        }
        let asks_for = |wanted: &Condition| card.offers.iter().any(|offer| asks(&offer.when, wanted));
        let sql = asks_for(&Condition::Sql);
        // What is asked by a question that travels travels too: without it the answer is another.
        let mql = asks_for(&Condition::Mql) || sql && asks(&self.sql, &Condition::Mql);
        card.mql = if mql { wordless(&self.mql) } else { Gate::Any(Vec::new()) };
        card.sql = if sql { wordless(&self.sql) } else { Gate::Any(Vec::new()) };
        for offer in &mut card.offers {
            offer.when = wordless(&offer.when);
        }
        card.lists = (0u32..).zip(&self.lists).map(|(place, list)| listed(&card, private, place, list)).collect();
        card
    }
}

/// How much of a criterion goes to the browser.
enum Travels {
    Whole,
    Filter,
    Not,
}

fn travels(criterion: &Criterion, private: &Private) -> Travels {
    let marked = private.criteria.contains(&criterion.id);
    let mut hidden = false;
    let mut filtered = false;
    if let Rule::When { gate, .. } = &criterion.rule {
        gate.each(&mut |_, condition| {
            if let Condition::Field { test: Test::InList(place), .. } = condition
                && let Some(filter) = private.list(*place)
            {
                hidden = true;
                filtered = filter.is_some() && matches!(gate, Gate::If { .. });
            }
        });
    }
    match (marked, hidden, filtered) {
        (false, false, _) => Travels::Whole,
        (_, true, true) => Travels::Filter,
        _ => Travels::Not,
    }
}

/// A list as the browser gets it: itself, its filter, or nothing, which says "perhaps" of all.
fn listed(card: &Card, private: &Private, place: u32, list: &List) -> List {
    let wanted = |condition: &Condition| matches!(condition, Condition::Field { test: Test::InList(asked), .. } if *asked == place);
    let in_criteria = card.criteria.iter().any(|criterion| match &criterion.rule {
        Rule::When { gate, .. } => any(gate, &wanted),
        Rule::PerSignal(_) => false,
    });
    let gates = [&card.mql, &card.sql].into_iter().chain(card.offers.iter().map(|offer| &offer.when));
    let asked = in_criteria || gates.into_iter().any(|gate| any(gate, &wanted));
    match (asked, private.list(place)) {
        (true, None) => list.clone(),
        (true, Some(Some(filter))) => List::Hidden(filter.clone()),
        _ => List::Hidden(Filter { salt: 0, bytes: Vec::new() }),
    }
}

fn asks(gate: &Gate, wanted: &Condition) -> bool {
    any(gate, &|condition| condition == wanted)
}

fn any(gate: &Gate, wanted: &impl Fn(&Condition) -> bool) -> bool {
    let mut found = false;
    gate.each(&mut |_, condition| found |= wanted(condition));
    found
}

fn wordless(gate: &Gate) -> Gate {
    let all = |parts: &[Gate]| parts.iter().map(wordless).collect();
    match gate {
        Gate::All(parts) => Gate::All(all(parts)),
        Gate::Any(parts) => Gate::Any(all(parts)),
        Gate::None(parts) => Gate::None(all(parts)),
        Gate::AtLeast(needed, parts) => Gate::AtLeast(*needed, all(parts)),
        Gate::If { condition, .. } => Gate::of(condition.clone()),
    }
}
