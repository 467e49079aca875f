//! Whose turn it is: weighted, fair and exact, whoever can take a lead just now.
//!
//! Every lead that a pool hands out is owed to those who could have taken it, each a part by
//! weight; who takes it pays a whole lead. Next is who is owed most. While the same members can
//! take leads this is the smooth weighted round robin of the well-known load balancers. Who is
//! away is owed nothing meanwhile, so nobody comes back to a flood, and who is new begins at
//! nothing owed.
//!
//! Whoever can take leads when, nobody of `n` members is ever further than `(n - 1) / 2` leads from
//! what is owed to them: within one lead in pools of up to three. In larger ones no rule can hold
//! one lead. Both are shown in ARCHITECTURE.md.

use baton_agreement::{Member, RepId};
use serde::{Deserialize, Serialize};

use crate::json::json;

/// A lead is divided into so many parts: the least common multiple of 1 to 40, so that pools
/// whose weights come to no more share without a rest. Of others the rest stays with who takes
/// the lead, and is less than a millionth of it.
const LEAD: i64 = 5_342_931_457_063_200;

/// Nobody is owed more than this, in parts, nor owes more: a record cannot grow without end.
const MOST_OWED: i64 = 100 * LEAD;

/// The turns of one pool so far. Stored as JSON, version 2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotation {
    v: u8,
    /// Leads so far.
    total: i64,
    /// In the order of the agreement.
    members: Vec<Turns>,
}

/// The turns of one member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Turns {
    rep: String,
    weight: u32,
    /// Leads so far.
    assigned: i64,
    /// In parts of a lead.
    #[serde(default)]
    owed: i64,
    /// The number of the newest of them; 0 for none.
    #[serde(default)]
    last: i64,
}

/// A turn, and why it is this member's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Whose.
    pub rep: RepId,
    /// How many leads of the pool they have with this one.
    pub assigned: i64,
    /// How many leads the pool has had with this one.
    pub total: i64,
    /// Their share,
    pub weight: i64,
    /// of so many among those who could take it.
    pub weights: i64,
}

/// The form of version 1, which counted leads only.
#[derive(Deserialize)]
struct Stored {
    #[serde(default)]
    total: Option<i64>,
    members: Vec<Turns>,
}

impl Rotation {
    /// The rotation of a pool as stored, brought to its members of today: who stays keeps what
    /// they are owed, who is new is owed nothing, what was owed to who left is shared by the rest. One whose record cannot be read starts anew,
    /// because a lead with an owner is worth more than a share that is exact.
    #[must_use]
    pub fn resume(stored: Option<&str>, members: &[Member]) -> Rotation {
        let kept: Option<Stored> = stored.and_then(|text| serde_json::from_str(text).ok());
        let before = kept.map(|kept| match kept.total {
            Some(total) => Rotation { v: 2, total, members: kept.members },
            None => Rotation::counted(kept.members),
        });
        let fresh = |member: &Member| {
            let rep = member.rep.as_str();
            let kept = before.iter().flat_map(|before| &before.members).find(|turns| turns.rep == rep);
            Turns {
                rep: rep.to_owned(),
                weight: member.weight,
                ..kept.cloned().unwrap_or(Turns { rep: String::new(), weight: 0, assigned: 0, owed: 0, last: 0 })
            }
        };
        let total = before.as_ref().map_or(0, |before| before.total);
        let mut rotation = Rotation { v: 2, total, members: members.iter().map(fresh).collect() };
        rotation.settle();
        rotation
    }

    /// After somebody has left: nothing is owed in all again, and nobody is further from their share
    /// than a pool of so many members ever brings them (see the bound in ARCHITECTURE.md); what is
    /// beyond that is forgotten, by the same part for all. Who left may have been owed nothing: the rest
    /// can be too far apart all the same. Nothing changes where nobody left.
    fn settle(&mut self) {
        let members = i128::try_from(self.members.len()).unwrap_or(i128::MAX).max(1);
        let sum: i128 = self.members.iter().map(|member| i128::from(member.owed)).sum();
        let mut owed: Vec<i128> = self.members.iter().map(|member| i128::from(member.owed) - sum / members).collect();
        let mut sorted = owed.clone();
        sorted.sort_unstable_by(|one, other| other.cmp(one));
        // Of the k who are owed most, k · (n − k) / 2 leads together are the most.
        let (mut kept, mut of, mut together) = (1, 1, 0);
        for (k, one) in (1..members).zip(sorted) {
            together += one;
            let most = i128::from(LEAD) * k * (members - k) / 2;
            // Fractions in thousandths: nobody is owed by a thousandth exactly.
            if together > 0 && most * of < kept * together {
                (kept, of) = (most * 1_000 / together, 1_000);
            }
        }
        owed.iter_mut().for_each(|owed| *owed = *owed * kept / of);
        let rest: i128 = owed.iter().sum();
        if let Some(first) = owed.first_mut() {
            *first -= rest;
        }
        for (member, owed) in self.members.iter_mut().zip(owed) {
            member.owed = i64::try_from(owed).unwrap_or_default();
        }
    }

    /// What is owed by counts of leads among members who could always take one.
    fn counted(mut members: Vec<Turns>) -> Rotation {
        let total: i64 = members.iter().map(|member| member.assigned).sum();
        let weights: i64 = members.iter().map(|member| i64::from(member.weight)).sum();
        for member in &mut members {
            let due = share(member.weight, weights).saturating_mul(total);
            member.owed = due.saturating_sub(member.assigned.saturating_mul(LEAD)).clamp(-MOST_OWED, MOST_OWED);
        }
        Rotation { v: 2, total, members }
    }

    /// How far each member would be behind with the next lead counted, in thousandths of a lead;
    /// none for whoever cannot take it. The places are those of the members.
    #[must_use]
    pub fn shortfalls(&self, eligible: &[bool]) -> Vec<Option<i64>> {
        let thousandths = |parts: i64| parts / (LEAD / 1000);
        let next = |place: usize| self.owed_next(place, eligible).map(thousandths);
        (0..self.members.len()).map(next).collect()
    }

    /// What a member is owed once the next lead is counted.
    fn owed_next(&self, place: usize, eligible: &[bool]) -> Option<i64> {
        let member = self.members.get(place).filter(|_| eligible.get(place) == Some(&true))?;
        Some(member.owed.saturating_add(share(member.weight, self.weights(eligible))))
    }

    fn weights(&self, eligible: &[bool]) -> i64 {
        let counted = self.members.iter().zip(eligible).filter(|(_, eligible)| **eligible);
        counted.map(|(member, _)| i64::from(member.weight)).sum()
    }

    /// Whose turn is next among those who can take the lead: who is owed most; among equals the
    /// first in the agreement, or whoever of the same weight had a lead less recently. None:
    /// nobody can.
    ///
    /// Among equals of other weights the published sequences go by the order of the file.
    #[must_use]
    pub fn next_place(&self, eligible: &[bool]) -> Option<usize> {
        let places = || (0..self.members.len()).filter_map(|place| Some((place, self.owed_next(place, eligible)?)));
        let most = places().map(|(_, owed)| owed).max()?;
        let equals = || {
            places().filter(|(_, owed)| *owed == most).filter_map(|(place, _)| Some((place, self.members.get(place)?)))
        };
        let (_, first) = equals().next()?;
        let alike = equals().filter(|(_, member)| member.weight == first.weight);
        alike.min_by_key(|(_, member)| member.last).map(|(place, _)| place)
    }

    /// Gives the next lead to one of those who can take it.
    pub fn give(&mut self, place: usize, eligible: &[bool]) -> Option<Turn> {
        let weights = self.weights(eligible);
        self.total += 1;
        let mut given = 0;
        for (member, _) in self.members.iter_mut().zip(eligible).filter(|(_, eligible)| **eligible) {
            let part = share(member.weight, weights);
            given += part;
            member.owed = (member.owed + part).clamp(-MOST_OWED, MOST_OWED);
        }
        let next = self.members.get_mut(place)?;
        // Nothing is owed in all: a rest of the division stays with who takes the lead.
        next.owed = (next.owed - given).clamp(-MOST_OWED, MOST_OWED);
        next.assigned += 1;
        next.last = self.total;
        Some(Turn {
            rep: RepId::new(next.rep.clone()),
            assigned: next.assigned,
            total: self.total,
            weight: i64::from(next.weight),
            weights,
        })
    }

    /// How many leads the pool has had.
    #[must_use]
    pub fn leads(&self) -> i64 {
        self.total
    }

    /// How many leads each member got, and how many were owed to them, in thousandths of a lead: the places are those
    /// of the members.
    pub fn shares(&self) -> impl Iterator<Item = (i64, i64)> + '_ {
        let owed = |member: &Turns| member.assigned.saturating_mul(1000).saturating_add(member.owed / (LEAD / 1000));
        self.members.iter().map(move |member| (member.assigned, owed(member)))
    }

    /// As stored.
    #[must_use]
    pub fn to_stored(&self) -> String {
        json(self)
    }
}

/// The part of a lead that a weight is, among so many.
fn share(weight: u32, weights: i64) -> i64 {
    let part = i128::from(LEAD) * i128::from(weight) / i128::from(weights.max(1));
    i64::try_from(part).unwrap_or(LEAD)
}

#[cfg(test)]
mod tests;
