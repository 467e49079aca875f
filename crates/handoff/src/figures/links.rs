//! Which leads a figure counts: the same facts, asked as a list.

use std::fmt::Write;

use crate::lead_filter::LeadFilter;
use crate::{Problem, Value, clip};

/// Figures of leads, and what is so of their facts. With a rep or a pool they are those of who has the lead or had it last.
const OF_LEADS: [(&str, &str); 18] = [
    ("leads", "1"),
    ("told", "facts ->> '$.facts.told_ms' IS NOT NULL"),
    ("unanswered", "facts NOT LIKE '%\"answered_ms\"%'"),
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
    ("returned", "facts ->> '$.facts.is_returned'"),
    ("touched", "facts ->> '$.facts.is_touched'"),
    ("evidence", "facts ->> '$.facts.evidence' >= ?"),
];
/// Figures of turns, and what is so of one. With a rep or a pool they are those of who had the lead then.
const OF_TURNS: [(&str, &str); 4] = [
    ("answered", "t.value ->> '$.answered_ms' IS NOT NULL"),
    ("missed", "t.value ->> '$.missed' > 0"),
    ("met", "t.value ->> '$.met' > 0"),
    ("promises_broken", "t.value ->> '$.broken' > 0"),
];

/// Leads in quarantine, which nobody had; tests are no leads.
const QUARANTINED: &str = "facts ->> '$.facts.held' <> 'test'";
/// Leads that somebody had.
const HANDED_OVER: &str = "facts ->> '$.facts.turns[0]' IS NOT NULL AND facts ->> '$.facts.held' IS NULL";

/// The condition for leads of a figure, and its values. `facts` is how many of the five marketing promised.
pub(crate) fn condition(filter: &LeadFilter, facts: u32) -> Result<(String, Vec<Value>), Problem> {
    let figure = filter.figure.as_str();
    let of_lead = OF_LEADS.iter().find(|(known, _)| *known == figure);
    let of_turn = OF_TURNS.iter().find(|(known, _)| *known == figure);
    let mut values: Vec<Value> = Vec::new();
    let holds = match (of_lead, band(figure)) {
        (Some((_, holds)), _) => {
            values.extend((figure == "evidence").then(|| Value::from(facts)));
            format!("{HANDED_OVER} AND {holds}")
        }
        (None, Some(band)) => {
            // The last band has eleven points: 100 is in it.
            values.extend([Value::from(band * 10), Value::from(if band == 9 { 100 } else { band * 10 + 9 })]);
            format!("{HANDED_OVER} AND facts ->> '$.facts.score' BETWEEN ? AND ?")
        }
        _ if figure == "quarantined" => QUARANTINED.to_owned(),
        _ if of_turn.is_some() => HANDED_OVER.to_owned(),
        _ => return Err(unknown(figure)),
    };
    let mut sql = format!(
        "EXISTS (SELECT 1 FROM lead_figures WHERE lead = leads.id AND facts ->> '$.facts.is_gone' IS NULL AND {holds}"
    );
    let mut is = |sql: &mut String, place: String, wanted: &String| {
        if !wanted.is_empty() {
            let _ = write!(sql, " AND {place} = ?");
            values.push(if wanted == "-" { "".into() } else { wanted.into() });
        }
    };
    for (key, wanted) in [("campaign", &filter.campaign), ("source", &filter.source), ("tier", &filter.tier)] {
        is(&mut sql, format!("coalesce(facts ->> '$.facts.{key}', '')"), wanted);
    }
    let of_whom = [("rep", &filter.rep), ("pool", &filter.pool)];
    if let Some((_, holds)) = of_turn {
        let _ = write!(sql, " AND EXISTS (SELECT 1 FROM json_each(facts, '$.facts.turns') t WHERE {holds}");
        of_whom.into_iter().for_each(|(key, wanted)| is(&mut sql, format!("t.value ->> '$.{key}'"), wanted));
        sql.push(')');
    } else {
        let last = |key| format!("facts ->> '$.facts.turns[#-1].{key}'");
        of_whom.into_iter().for_each(|(key, wanted)| is(&mut sql, last(key), wanted));
    }
    sql.push(')');
    Ok((sql, values))
}

/// Leads of a band of ten points of the score: `band_7` are those from 70 to 79.
fn band(figure: &str) -> Option<i64> {
    let band: i64 = figure.strip_prefix("band_")?.parse().ok()?;
    (0..=9).contains(&band).then_some(band)
}

fn unknown(figure: &str) -> Problem {
    let known: Vec<&str> =
        OF_LEADS.iter().chain(&OF_TURNS).map(|(figure, _)| *figure).chain(["quarantined", "band_0"]).collect();
    let message = format!("there is no figure `{}` that has leads", clip(figure));
    Problem::caller(400, "unknown_figure", message, format!("Ask for one of: {}.", known.join(", ")))
}
