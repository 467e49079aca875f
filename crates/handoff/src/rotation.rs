//! Whose turn it is: weighted, fair and exact.

use baton_agreement::{Member, RepId};
use serde::{Deserialize, Serialize};

use crate::json::json;

/// The turns of one pool so far. Stored as JSON, version 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotation {
    v: u8,
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
    /// of so many.
    pub weights: i64,
}

impl Rotation {
    /// The rotation of a pool: as stored, if the pool still has the same members and weights.
    /// A pool that was changed starts anew; so does one whose record cannot be read, because a
    /// lead with an owner is worth more than a share that is exact.
    #[must_use]
    pub fn resume(stored: Option<&str>, members: &[Member]) -> Rotation {
        let fresh = Rotation {
            v: 1,
            members: members
                .iter()
                .map(|member| Turns { rep: member.rep.as_str().to_owned(), weight: member.weight, assigned: 0 })
                .collect(),
        };
        let kept: Option<Rotation> = stored.and_then(|text| serde_json::from_str(text).ok());
        let same = |kept: &Rotation| {
            let who = |rotation: &Rotation| -> Vec<(String, u32)> {
                rotation.members.iter().map(|turns| (turns.rep.clone(), turns.weight)).collect()
            };
            who(kept) == who(&fresh)
        };
        kept.filter(same).unwrap_or(fresh)
    }

    /// Takes the next turn: it goes to the member who is furthest behind their share once this
    /// lead is counted, `(total + 1) × weight − assigned × weights`; among equals to the first in
    /// the agreement. This is the smooth weighted round robin of the well-known load balancers.
    /// None: the pool is empty.
    pub fn next_member(&mut self) -> Option<Turn> {
        self.next_member_but(&[])
    }

    /// The same among all but these.
    pub fn next_member_but(&mut self, except: &[String]) -> Option<Turn> {
        let total: i64 = self.members.iter().map(|member| member.assigned).sum::<i64>() + 1;
        let weights: i64 = self.members.iter().map(|member| i64::from(member.weight)).sum();
        let behind = |member: &Turns| total * i64::from(member.weight) - member.assigned * weights;
        // `max_by_key` keeps the last of equals, so it looks from the end.
        let others = self.members.iter_mut().rev().filter(|member| !except.contains(&member.rep));
        let next = others.max_by_key(|member| behind(member))?;
        next.assigned += 1;
        Some(Turn {
            rep: RepId::new(next.rep.clone()),
            assigned: next.assigned,
            total,
            weight: i64::from(next.weight),
            weights,
        })
    }

    /// As stored.
    #[must_use]
    pub fn to_stored(&self) -> String {
        json(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Rotation;
    use baton_agreement::{Member, RepId};

    fn pool(weights: &[u32]) -> Vec<Member> {
        weights
            .iter()
            .zip('a'..)
            .map(|(weight, name)| Member { rep: RepId::new(name.to_string()), weight: *weight })
            .collect()
    }

    fn turns(weights: &[u32], n: usize) -> String {
        let mut rotation = Rotation::resume(None, &pool(weights));
        (0..n).map(|_| rotation.next_member().unwrap().rep.to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn sequences() {
        assert_eq!(turns(&[1, 1, 1], 7), "a b c a b c a");
        assert_eq!(turns(&[2, 1], 6), "a b a a b a");
        assert_eq!(turns(&[5, 1, 1], 7), "a a b a c a a");
        assert_eq!(turns(&[5, 2, 3], 10), "a c b a a c a b c a");
        assert_eq!(turns(&[1], 3), "a a a");
        assert!(Rotation::resume(None, &[]).next_member().is_none());
    }

    /// Every pool of up to four with weights up to seven: at no time is anybody a whole lead
    /// ahead of or behind their share, and after each round the shares are exact.
    #[test]
    fn nobody_is_a_whole_lead_off() {
        let weights = |mut n: u32, members: u32| -> Vec<u32> {
            (0..members)
                .map(|_| {
                    let weight = n % 7 + 1;
                    n /= 7;
                    weight
                })
                .collect()
        };
        for (members, pools) in [(1, 7), (2, 49), (3, 343), (4, 2401)] {
            for n in 0..pools {
                let weights = weights(n, members);
                let sum: u32 = weights.iter().sum();
                let mut rotation = Rotation::resume(None, &pool(&weights));
                for turn in 1..=i64::from(sum) {
                    rotation.next_member().unwrap();
                    for (turns, weight) in rotation.members.iter().zip(&weights) {
                        let off = turns.assigned * i64::from(sum) - turn * i64::from(*weight);
                        assert!(off.abs() < i64::from(sum), "{weights:?}, turn {turn}");
                    }
                }
                assert!(
                    rotation.members.iter().zip(&weights).all(|(turns, weight)| turns.assigned == i64::from(*weight))
                );
            }
        }
    }

    #[test]
    fn the_bytes_are_pinned() {
        let members = pool(&[2, 1]);
        let mut rotation = Rotation::resume(None, &members);
        let turn = rotation.next_member().unwrap();
        assert_eq!((turn.assigned, turn.total, turn.weight, turn.weights), (1, 1, 2, 3));
        let stored = rotation.to_stored();
        assert_eq!(
            stored,
            r#"{"v":1,"members":[{"rep":"a","weight":2,"assigned":1},{"rep":"b","weight":1,"assigned":0}]}"#
        );
        assert_eq!(Rotation::resume(Some(&stored), &members), rotation);
    }

    #[test]
    fn a_changed_pool_starts_anew() {
        let members = pool(&[2, 1]);
        let mut rotation = Rotation::resume(None, &members);
        rotation.next_member();
        let stored = rotation.to_stored();
        for (stored, members) in
            [(stored.as_str(), pool(&[1, 1])), (&stored, pool(&[2, 1, 1])), ("{", members), ("", pool(&[]))]
        {
            assert_eq!(Rotation::resume(Some(stored), &members), Rotation::resume(None, &members));
        }
    }
}
