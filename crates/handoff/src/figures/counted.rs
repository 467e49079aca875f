//! What a lead counts for, by its facts: in which cells, and how much.

use std::collections::BTreeMap;

use super::facts::{Facts, Turn};
use super::sketch::bucket;
use super::tally::{Count, Key, Tally};

/// Where something is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    pub dimension: &'static str,
    pub day: i64,
    pub value: String,
    pub tier: String,
}

/// Cells and what is in them.
pub(crate) type Cells = BTreeMap<Cell, Tally>;

/// Adds what a lead counts for, so many times; -1 takes it away.
pub(crate) fn add(cells: &mut Cells, facts: &Facts, times: i64) {
    if facts.is_gone {
        return;
    }
    let mut put = |dimension, value: &str, tally: &Tally| {
        let (value, tier) = (value.to_owned(), facts.tier.clone());
        cells.entry(Cell { dimension, day: facts.day, value, tier }).or_default().add_all(tally, times);
    };
    let of_lead = of_lead(facts);
    for (dimension, value) in [("source", &facts.source), ("campaign", &facts.campaign)] {
        // Spam does not make campaigns.
        let value = if facts.held.is_some() && dimension == "campaign" { "" } else { value };
        put(dimension, value, &of_lead);
        for turn in &facts.turns {
            put(dimension, value, &of_turn(turn));
        }
    }
    // The whole lead is with who has it or had it last; what was done by others is theirs.
    if let Some(last) = facts.turns.last() {
        put("rep", &last.rep, &of_lead);
        put("pool", &last.pool, &of_lead);
    }
    for turn in &facts.turns {
        let tally = of_turn(turn);
        put("rep", &turn.rep, &tally);
        put("pool", &turn.pool, &tally);
    }
}

fn of_lead(facts: &Facts) -> Tally {
    let mut tally = Tally::default();
    if let Some(why) = &facts.held {
        if why != "test" {
            tally.add(Key::Count(Count::Quarantined), 1);
        }
        return tally;
    }
    if facts.turns.is_empty() {
        return tally;
    }
    let deal = facts.deal.as_ref();
    let is_accepted = facts.is_accepted || deal.is_some();
    let is_sql = is_accepted || facts.is_confirmed;
    let (is_won, is_lost) =
        (deal.is_some_and(|deal| deal.is_won == Some(true)), deal.is_some_and(|deal| deal.is_won == Some(false)));
    let rejection = facts.rejection.as_ref();
    for (count, holds) in [
        (Count::Leads, true),
        (Count::Told, facts.told_ms.is_some()),
        (Count::LeadsMissed, facts.is_missed()),
        (Count::Rescued, facts.is_rescued),
        (Count::Touched, facts.is_touched),
        (Count::Accepted, is_accepted),
        (Count::Rejected, rejection.is_some()),
        (Count::RejectedUntried, rejection.is_some_and(|rejection| rejection.is_untried)),
        (Count::RejectedAtOnce, rejection.is_some_and(|rejection| rejection.is_at_once)),
        (Count::Mql, facts.mql),
        (Count::MqlSql, facts.mql && is_sql),
        (Count::Sql, is_sql),
        (Count::Opportunity, deal.is_some()),
        (Count::Won, is_won),
        (Count::Lost, is_lost),
        (Count::Worked, facts.is_worked),
        (Count::Returned, facts.is_returned),
    ] {
        if holds {
            tally.add(Key::Count(count), 1);
        }
    }
    let value = deal.map_or(0, |deal| deal.value);
    for (count, amount) in [(Count::Pipeline, value), (Count::WonValue, if is_won { value } else { 0 })] {
        if amount != 0 {
            tally.add(Key::Count(count), amount);
        }
    }
    let band = u8::try_from(facts.score.clamp(0, 99) / 10).unwrap_or(0);
    tally.add(Key::Band(band), 1);
    if is_accepted {
        tally.add(Key::BandAccepted(band), 1);
    }
    if deal.is_some() {
        tally.add(Key::BandOpportunity(band), 1);
    }
    tally.add(Key::Evidence(facts.evidence), 1);
    if let Some(rejection) = rejection {
        tally.add(Key::Reason(rejection.code.clone()), 1);
    }
    if let Some(ms) = facts.told_ms {
        tally.add(Key::System(bucket(ms)), 1);
    }
    tally
}

fn of_turn(turn: &Turn) -> Tally {
    let mut tally = Tally::default();
    for (count, times) in [
        (Count::Met, turn.met),
        (Count::Missed, turn.missed),
        (Count::PromisesKept, turn.kept),
        (Count::PromisesBroken, turn.broken),
        (Count::Answered, i64::from(turn.answered_ms.is_some())),
    ] {
        if times != 0 {
            tally.add(Key::Count(count), times);
        }
    }
    if let Some(ms) = turn.answered_ms {
        tally.add(Key::Human(bucket(ms)), 1);
    }
    tally
}
