//! Tiers by share: how the scores of the last leads are distributed, and where that cuts.
//!
//! The desk counts scores, not leads: ten blocks of a tenth of the last N leads each, and a
//! block has at most one row a score. When a block is full the cuts are taken anew, the oldest
//! block is forgotten and another begins. In between, a cut stands as it is: the card that a
//! visitor's browser holds is the card the desk scores with.

use baton_agreement::{Agreement, Cut};
use baton_scoring::Points;

use crate::database::params;
use crate::log::{self, Entry, Kind};
use crate::{Database, Millis, Problem};

/// So many blocks are remembered, the full ones and the one that fills.
const BLOCKS: i64 = 10;

/// The row of a block that counts all its leads stands where no score can.
const ALL: i64 = -1;

/// The cuts in force.
pub(crate) fn in_force(agreement: &Agreement, db: &mut dyn Database) -> Result<Vec<Cut>, Problem> {
    if !agreement.has_shares() {
        return Ok(Vec::new());
    }
    let rows = db.query("SELECT tier, share, at_least FROM tier_cuts", &[])?;
    let cut = |row: &crate::Row| {
        let share = u8::try_from(row.integer(1)?).unwrap_or_default();
        Ok(Cut { tier: row.string(0)?, share, at_least: points(row.integer(2)?) })
    };
    rows.iter().map(cut).collect()
}

/// Counts a lead's score, and takes the cuts anew when a block is full. Says whether they were
/// taken: then the agreement in force is to be read again.
pub(crate) fn count(
    agreement: &Agreement,
    version: i64,
    score: Points,
    now: Millis,
    db: &mut dyn Database,
) -> Result<bool, Problem> {
    if !agreement.has_shares() {
        return Ok(false);
    }
    let newest = db.query("SELECT max(block) FROM score_counts", &[])?;
    let block = newest.first().map_or(Ok(None), |row| row.optional_integer(0))?.unwrap_or_default();
    // One statement for both rows: they can never tell different things.
    let counted = db.query(
        "INSERT INTO score_counts (block, score, leads) VALUES (?, ?, 1), (?, ?, 1)
         ON CONFLICT (block, score) DO UPDATE SET leads = leads + 1 RETURNING score, leads",
        &params![block, score.0, block, ALL],
    )?;
    let mut held = 0;
    for row in &counted {
        if row.integer(0)? == ALL {
            held = row.integer(1)?;
        }
    }
    if held < i64::from(agreement.share_of) / BLOCKS {
        return Ok(false);
    }
    take_cuts(agreement, version, block, now, db)?;
    Ok(true)
}

fn take_cuts(
    agreement: &Agreement,
    version: i64,
    block: i64,
    now: Millis,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    db.execute("DELETE FROM score_counts WHERE block <= ?", &params![block - BLOCKS])?;
    let rows = db.query("SELECT score, sum(leads) FROM score_counts WHERE score >= 0 GROUP BY score", &[])?;
    let mut counts = Vec::with_capacity(rows.len());
    for row in &rows {
        counts.push((points(row.integer(0)?), row.integer(1)?));
    }
    let of: i64 = counts.iter().map(|(_, leads)| leads).sum();
    let before = in_force(agreement, db)?;
    let mut told = Vec::new();
    for tier in agreement.card.tiers.iter().filter(|tier| tier.share > 0) {
        let at_least = cut(&counts, tier.share);
        let is_new = !before.iter().any(|cut| cut.tier == tier.id && cut.at_least == at_least);
        db.execute(
            "INSERT INTO tier_cuts (tier, share, at_least) VALUES (?, ?, ?)
             ON CONFLICT (tier) DO UPDATE SET share = excluded.share, at_least = excluded.at_least",
            &params![&tier.id, i64::from(tier.share), at_least.0],
        )?;
        if is_new {
            let (share, at_least) = (i64::from(tier.share), i64::from(at_least.0));
            told.push(Kind::TierCut { tier: tier.id.clone(), at_least, share, of });
        }
    }
    db.execute("INSERT INTO score_counts (block, score, leads) VALUES (?, ?, 0)", &params![block + 1, ALL])?;
    let entries: Vec<Entry<'_>> = told.into_iter().map(|kind| Entry { lead: None, actor: "desk", kind }).collect();
    log::append(db, now, Some(version), &entries)
}

/// The score from which a lead is among the best so many percent: of all scores the one whose
/// share comes nearest, the higher of two.
fn cut(counts: &[(Points, i64)], share: u8) -> Points {
    let all: i64 = counts.iter().map(|(_, leads)| leads).sum();
    let wanted = all * i64::from(share);
    let mut above = 0;
    let mut best = (i64::MAX, Points::MAX_SCORE);
    // `counts` is grouped by score, and so in its order.
    for (score, leads) in counts.iter().rev() {
        above += leads;
        let off = (above * 100 - wanted).abs();
        if off < best.0 {
            best = (off, *score);
        }
    }
    best.1
}

fn points(stored: i64) -> Points {
    Points(i32::try_from(stored).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Points, cut};

    #[test]
    fn a_cut_comes_as_near_as_scores_allow() {
        let counts =
            |list: &[(i32, i64)]| list.iter().map(|(score, leads)| (Points(*score), *leads)).collect::<Vec<_>>();
        let even = counts(&(0..100).map(|score| (score, 1)).collect::<Vec<_>>());
        for share in 1..=99 {
            assert_eq!(cut(&even, share), Points(100 - i32::from(share)), "{share}");
        }
        // Half of all have 40: a fifth is best cut above them, four fifths below.
        let lumped = counts(&[(10, 25), (40, 50), (70, 15), (90, 10)]);
        assert_eq!(cut(&lumped, 20), Points(70));
        assert_eq!(cut(&lumped, 15), Points(90), "10 and 25 are as near: the higher");
        assert_eq!(cut(&lumped, 80), Points(40));
        assert_eq!(cut(&counts(&[(55, 300)]), 20), Points(55));
        assert_eq!(cut(&[], 20), Points(100));
    }
}
