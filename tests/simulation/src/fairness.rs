//! Turns, reckoned once more from their receipts.

use std::collections::BTreeMap;

use baton_handoff::routing_receipt::{How, MemberTried, RoutingReceipt};

use crate::Broken;
use crate::broken::hold;

/// One lead, in parts.
const LEAD: i128 = 1_000_000_000_000_000_000;
/// What the rests of divisions come to in a week is far less than this.
const REST: i128 = 1_000_000;

/// Every pool so far.
#[derive(Default)]
pub(crate) struct Shares {
    pools: BTreeMap<String, Pool>,
}

/// What is owed to whom in one pool.
struct Pool {
    total: i64,
    owed: BTreeMap<String, i128>,
    /// Who could take the first lead, with their weights.
    first: BTreeMap<String, u32>,
    /// Whether those are still the same.
    unchanged: bool,
}

/// A turn that was taken.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub pool: String,
    pub rep: String,
    /// Who was away meanwhile.
    pub away: Vec<String>,
}

impl Shares {
    /// Counts an assignment, if it was a turn: it was the turn of somebody who could take it, of
    /// who was owed most, and nobody is further from their share than they may be.
    pub fn assigned(&mut self, receipt: &RoutingReceipt, rep: &str) -> Result<Option<Taken>, Broken> {
        let name = match &receipt.how {
            How::Turn { pool, .. } | How::LeastOpen { pool, .. } | How::NextWorking { pool, .. } => pool,
            _ => return Ok(None),
        };
        let tried = receipt.pools.iter().rev().find(|tried| tried.pool == *name);
        let tried = tried.ok_or_else(|| Broken::new("every assignment has its receipt", format!("no pool {name}")))?;
        let can = |member: &MemberTried| match &receipt.how {
            How::NextWorking { opens_at, .. } => opens(member) == Some(*opens_at),
            How::LeastOpen { .. } => member.bars.is_empty() && has_least(member, &tried.members),
            _ => member.bars.is_empty(),
        };
        let takers: BTreeMap<String, u32> = tried
            .members
            .iter()
            .filter(|member| can(member))
            .map(|member| (member.rep.clone(), member.weight))
            .collect();
        hold(takers.contains_key(rep), "who gets a turn can take it", || format!("{rep} in {name}: {tried:?}"))?;
        if let How::Turn { behind, .. } = &receipt.how {
            let most = tried.members.iter().filter_map(|member| member.behind).max();
            hold(most == Some(*behind), "whose turn it is is owed most", || format!("{rep} in {name}: {tried:?}"))?;
        }
        let pool = self.pools.entry(name.clone()).or_insert_with(|| Pool {
            total: 0,
            owed: BTreeMap::new(),
            first: takers.clone(),
            unchanged: true,
        });
        pool.take(&tried.members, &takers, rep);
        pool.is_fair(name)?;
        let is_away = |member: &&MemberTried| !can(member);
        let away = tried.members.iter().filter(is_away).map(|member| member.rep.clone()).collect();
        Ok(Some(Taken { pool: name.clone(), rep: rep.to_owned(), away }))
    }

    /// How many turns a pool has had.
    pub fn total(&self, pool: &str) -> i64 {
        self.pools.get(pool).map_or(0, |pool| pool.total)
    }

    /// The furthest that anybody is from their share, in thousandths of a lead.
    pub fn furthest(&self) -> i64 {
        let all = self.pools.values().flat_map(|pool| pool.owed.values());
        i64::try_from(all.map(|owed| owed.abs()).max().unwrap_or(0) / (LEAD / 1000)).unwrap_or(i64::MAX)
    }
}

/// Whether nobody who can take a lead has less open by weight.
fn has_least(member: &MemberTried, of: &[MemberTried]) -> bool {
    let load = |member: &MemberTried| (u64::from(member.open.unwrap_or(u32::MAX)), u64::from(member.weight));
    let (open, weight) = load(member);
    let others = of.iter().filter(|other| other.bars.is_empty()).map(load);
    others.into_iter().all(|(others_open, others_weight)| open * others_weight <= others_open * weight)
}

/// When a member whom only their hours keep from work begins.
fn opens(member: &MemberTried) -> Option<i64> {
    let waits = !member.bars.is_empty() && member.bars.iter().all(baton_handoff::eligibility::Bar::is_hours);
    let ends: Option<Vec<i64>> = member.bars.iter().map(|bar| bar.ends_at().map(|at| at.0)).collect();
    ends.filter(|_| waits).and_then(|ends| ends.into_iter().max())
}

impl Pool {
    fn take(&mut self, members: &[MemberTried], takers: &BTreeMap<String, u32>, rep: &str) {
        self.owed.retain(|held, _| members.iter().any(|member| member.rep == *held));
        for member in members {
            self.owed.entry(member.rep.clone()).or_insert(0);
        }
        self.settle();
        let all: i128 = takers.values().map(|weight| i128::from(*weight)).sum();
        for (taker, weight) in takers {
            let owed = self.owed.entry(taker.clone()).or_insert(0);
            *owed += LEAD * i128::from(*weight) / all.max(1);
            if taker == rep {
                *owed -= LEAD;
            }
        }
        self.total += 1;
        self.unchanged &= *takers == self.first;
    }

    /// After somebody has left, the rest share what was owed to them, and keep no more than a pool
    /// of so many brings about.
    fn settle(&mut self) {
        let sum: i128 = self.owed.values().sum();
        let members = self.owed.len() as i128;
        self.owed.values_mut().for_each(|owed| *owed -= sum / members);
        let mut sorted: Vec<i128> = self.owed.values().copied().collect();
        sorted.sort_unstable();
        let mut thousandths = 1_000;
        let mut together = 0;
        for (k, owed) in (1..members).zip(sorted.into_iter().rev()) {
            together += owed;
            let most = LEAD / 2 * k * (members - k);
            if together > most + REST {
                thousandths = thousandths.min(most * 1_000 / together);
            }
        }
        self.owed.values_mut().for_each(|owed| *owed = *owed * thousandths / 1_000);
    }

    /// Within one lead while the same reps can take leads. Whoever can take leads when, and joins
    /// and leaves, within half as many leads as there are others in the pool: nothing better is
    /// true, see ARCHITECTURE.md.
    fn is_fair(&self, name: &str) -> Result<(), Broken> {
        let others = self.owed.len().saturating_sub(1) as i128;
        let most = if self.unchanged { LEAD.min(LEAD / 2 * others) } else { LEAD / 2 * others };
        let far = self.owed.iter().find(|(_, owed)| owed.abs() > most + REST);
        hold(far.is_none(), "fairness", || format!("{name}: {:?} of {:?}", far, self.owed))
    }
}
