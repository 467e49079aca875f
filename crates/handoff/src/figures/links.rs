//! Which leads a figure counts: the same facts, asked as a list.

use crate::lead_filter::LeadFilter;
use crate::{Problem, Value, clip};

/// Every figure that leads to leads, and what is so of their facts.
const FIGURES: [(&str, &str); 21] = [
    ("leads", "1"),
    ("told", "facts ->> '$.facts.told_ms' IS NOT NULL"),
    ("answered", "facts LIKE '%\"answered_ms\"%'"),
    ("unanswered", "facts NOT LIKE '%\"answered_ms\"%'"),
    ("missed", "EXISTS (SELECT 1 FROM json_each(facts, '$.facts.turns') t WHERE t.value ->> '$.missed' > 0)"),
    ("met", "EXISTS (SELECT 1 FROM json_each(facts, '$.facts.turns') t WHERE t.value ->> '$.met' > 0)"),
    ("rescued", "facts ->> '$.facts.is_rescued'"),
    ("accepted", "(facts ->> '$.facts.is_accepted' OR facts ->> '$.facts.deal' IS NOT NULL)"),
    ("rejected", "facts ->> '$.facts.rejection' IS NOT NULL"),
    ("rejected_untried", "facts ->> '$.facts.rejection.is_untried'"),
    ("rejected_at_once", "facts ->> '$.facts.rejection.is_at_once'"),
    ("mql", "facts ->> '$.facts.mql'"),
    (
        "sql",
        "(facts ->> '$.facts.is_confirmed' OR facts ->> '$.facts.is_accepted' OR facts ->> '$.facts.deal' IS NOT NULL)",
    ),
    ("opportunity", "facts ->> '$.facts.deal' IS NOT NULL"),
    ("won", "facts ->> '$.facts.deal.is_won' = 1"),
    ("lost", "facts ->> '$.facts.deal.is_won' = 0"),
    ("worked", "facts ->> '$.facts.is_worked'"),
    ("unworked", "facts ->> '$.facts.is_worked' IS NOT 1"),
    ("promises_broken", "EXISTS (SELECT 1 FROM json_each(facts, '$.facts.turns') t WHERE t.value ->> '$.broken' > 0)"),
    ("returned", "facts ->> '$.facts.is_returned'"),
    ("evidence", "facts ->> '$.facts.evidence' >= 3"),
];

/// The condition for leads of a figure, and its values.
pub(crate) fn condition(filter: &LeadFilter) -> Result<(String, Vec<Value>), Problem> {
    let found = FIGURES.iter().find(|(figure, _)| *figure == filter.figure);
    let (_, holds) = found.ok_or_else(|| unknown(&filter.figure))?;
    let mut sql = format!(
        "EXISTS (SELECT 1 FROM lead_figures WHERE lead = leads.id AND facts ->> '$.facts.turns[0]' IS NOT NULL
         AND facts ->> '$.facts.held' IS NULL AND facts ->> '$.facts.is_gone' IS NULL AND {holds}"
    );
    let mut values = Vec::new();
    let mut is = |condition: String, wanted: &String| {
        if !wanted.is_empty() {
            sql.push_str(" AND ");
            sql.push_str(&condition);
            values.push(if wanted == "-" { "".into() } else { wanted.into() });
        }
    };
    for (key, wanted) in [("campaign", &filter.campaign), ("source", &filter.source), ("tier", &filter.tier)] {
        is(format!("coalesce(facts ->> '$.facts.{key}', '') = ?"), wanted);
    }
    for (key, wanted) in [("rep", &filter.rep), ("pool", &filter.pool)] {
        is(
            format!("EXISTS (SELECT 1 FROM json_each(facts, '$.facts.turns') t WHERE t.value ->> '$.{key}' = ?)"),
            wanted,
        );
    }
    sql.push(')');
    Ok((sql, values))
}

fn unknown(figure: &str) -> Problem {
    let known: Vec<&str> = FIGURES.iter().map(|(figure, _)| *figure).collect();
    let message = format!("there is no figure `{}` that has leads", clip(figure));
    Problem::caller(400, "unknown_figure", message, format!("Ask for one of: {}.", known.join(", ")))
}
