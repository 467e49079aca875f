//! The card a browser may see.
//!
//! Private criteria are taken out, and what they can give or take is kept as an interval of
//! their group. Of a criterion that asks one question about a private list only the list's
//! filter is left: who is certainly not on the list gets a certain answer.

use alloc::string::String;
use alloc::vec::Vec;

use crate::filter::Filter;
use crate::{Card, CardKind, Condition, Criterion, Gate, Group, List, Test};

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

    /// How much of a criterion goes to the browser.
    #[must_use]
    pub fn travels(&self, criterion: &Criterion) -> Travels {
        let mut hidden = false;
        let mut filtered = false;
        if let Some(gate) = criterion.gate() {
            gate.each(&mut |_, condition| {
                if let Condition::Field { test: Test::InList(place), .. } = condition
                    && let Some(filter) = self.list(*place)
                {
                    hidden = true;
                    filtered = filter.is_some() && matches!(gate, Gate::If { .. });
                }
            });
        }
        match (self.criteria.contains(&criterion.id), hidden, filtered) {
            (false, false, _) => Travels::Whole,
            (_, true, true) => Travels::Filter,
            _ => Travels::Not,
        }
    }
}

/// How much of a criterion goes to the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Travels {
    /// All of it but its words.
    Whole,
    /// The filter of the private list it asks about.
    Filter,
    /// Nothing but what it can give or take.
    Not,
}

impl Card {
    /// The public card: nothing private in it, no words of criteria and gates, which no visitor
    /// reads, and no list that no question left on it asks about.
    #[must_use]
    pub fn public(&self, private: &Private) -> Card {
        let mut card = Card { kind: CardKind::Public, ..self.clone() };
        card.criteria.clear();
        for criterion in &self.criteria {
            match private.travels(criterion) {
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
        let asks_for = |wanted: &Condition| card.offers.iter().any(|offer| offer.when.any(|asked| asked == wanted));
        let sql = asks_for(&Condition::Sql);
        // What is asked by a question that travels travels too: without it the answer is another.
        let mql = asks_for(&Condition::Mql) || sql && self.sql.any(|asked| *asked == Condition::Mql);
        card.mql = if mql { wordless(&self.mql) } else { Gate::Any(Vec::new()) };
        card.sql = if sql { wordless(&self.sql) } else { Gate::Any(Vec::new()) };
        for offer in &mut card.offers {
            offer.when = wordless(&offer.when);
        }
        card.lists = (0u32..).zip(&self.lists).map(|(place, list)| listed(&card, private, place, list)).collect();
        card
    }
}

/// A list as the browser gets it: itself, its filter, or nothing, which says "perhaps" of all.
fn listed(card: &Card, private: &Private, place: u32, list: &List) -> List {
    let asked = card.gates().any(|gate| gate.any(|condition| condition.asks_list(place)));
    match (asked, private.list(place)) {
        (true, None) => list.clone(),
        (true, Some(Some(filter))) => List::Hidden(filter.clone()),
        _ => List::Hidden(Filter { salt: 0, bytes: Vec::new() }),
    }
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
