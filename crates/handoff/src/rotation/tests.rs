use super::{LEAD, Rotation, Turn};
use baton_agreement::{Member, RepId};
use proptest::prelude::*;

fn pool(weights: &[u32]) -> Vec<Member> {
    weights
        .iter()
        .zip('a'..)
        .map(|(weight, name)| Member { rep: RepId::new(name.to_string()), weight: *weight })
        .collect()
}

fn next(rotation: &mut Rotation, eligible: &[bool]) -> Option<Turn> {
    let place = rotation.next_place(eligible)?;
    rotation.give(place, eligible)
}

fn turns(weights: &[u32], n: usize) -> String {
    let mut rotation = Rotation::resume(None, &pool(weights));
    let all = vec![true; weights.len()];
    (0..n).map(|_| next(&mut rotation, &all).unwrap().rep.to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn sequences() {
    assert_eq!(turns(&[1, 1, 1], 7), "a b c a b c a");
    assert_eq!(turns(&[2, 1], 6), "a b a a b a");
    assert_eq!(turns(&[5, 1, 1], 7), "a a b a c a a");
    assert_eq!(turns(&[5, 2, 3], 10), "a c b a a c a b c a");
    assert_eq!(turns(&[1], 3), "a a a");
    assert!(next(&mut Rotation::resume(None, &[]), &[]).is_none());
    assert!(next(&mut Rotation::resume(None, &pool(&[1, 2])), &[false, false]).is_none());
}

/// Every pool of up to four with weights up to seven.
fn small_pools() -> impl Iterator<Item = Vec<u32>> {
    [(1u32, 7u32), (2, 49), (3, 343), (4, 2401)].into_iter().flat_map(|(members, pools)| {
        (0..pools).map(move |mut n| {
            (0..members)
                .map(|_| {
                    let weight = n % 7 + 1;
                    n /= 7;
                    weight
                })
                .collect()
        })
    })
}

/// At no time is anybody a whole lead ahead of or behind their share, and after each round the
/// shares are exact.
#[test]
fn nobody_is_a_whole_lead_off() {
    for weights in small_pools() {
        let sum: u32 = weights.iter().sum();
        let all = vec![true; weights.len()];
        let mut rotation = Rotation::resume(None, &pool(&weights));
        for turn in 1..=i64::from(sum) {
            next(&mut rotation, &all).unwrap();
            for (turns, weight) in rotation.members.iter().zip(&weights) {
                let off = turns.assigned * i64::from(sum) - turn * i64::from(*weight);
                assert!(off.abs() < i64::from(sum), "{weights:?}, turn {turn}");
                assert_eq!(turns.owed, -off * (LEAD / i64::from(sum)), "{weights:?}, turn {turn}");
            }
        }
        assert!(rotation.members.iter().zip(&weights).all(|(turns, weight)| turns.assigned == i64::from(*weight)));
    }
}

/// The well-known algorithm, written down by its own rule: everybody's count grows by their
/// weight, the greatest is next and is taken down by the sum.
#[test]
fn it_is_smooth_weighted_round_robin() {
    let mut other = 0;
    for weights in small_pools() {
        let sum: i64 = weights.iter().map(|weight| i64::from(*weight)).sum();
        let mut counts = vec![0i64; weights.len()];
        let mut smooth = Vec::new();
        for _ in 0..2 * sum {
            for (count, weight) in counts.iter_mut().zip(&weights) {
                *count += i64::from(*weight);
            }
            let most = *counts.iter().max().unwrap();
            let next = counts.iter().position(|count| *count == most).unwrap();
            counts[next] -= sum;
            smooth.push(char::from(b'a' + u8::try_from(next).unwrap()).to_string());
        }
        other += usize::from(turns(&weights, smooth.len()) != smooth.join(" "));
    }
    assert_eq!(other, 0, "pools that go another way");
}

#[test]
fn who_is_away_is_not_paid_back() {
    let members = pool(&[1, 1, 1]);
    let mut rotation = Rotation::resume(None, &members);
    let names = |rotation: &mut Rotation, eligible: &[bool], n: usize| -> String {
        (0..n).map(|_| next(rotation, eligible).unwrap().rep.to_string()).collect()
    };
    assert_eq!(names(&mut rotation, &[true; 3], 3), "abc");
    assert_eq!(names(&mut rotation, &[true, true, false], 100), "ab".repeat(50));
    assert_eq!(names(&mut rotation, &[true; 3], 6).matches('c').count(), 2, "no flood for who returns");
    // Who joins begins at nothing owed, and who stays keeps their turn.
    let stored = rotation.to_stored();
    let mut grown = Rotation::resume(Some(&stored), &pool(&[1, 1, 1, 1]));
    let first = names(&mut grown, &[true; 4], 8);
    assert_eq!(first.matches('d').count(), 2, "{first}");
}

#[test]
fn the_bytes_are_pinned() {
    let members = pool(&[2, 1]);
    let mut rotation = Rotation::resume(None, &members);
    let turn = next(&mut rotation, &[true, true]).unwrap();
    assert_eq!((turn.assigned, turn.total, turn.weight, turn.weights), (1, 1, 2, 3));
    assert_eq!(rotation.shortfalls(&[true, true]), [Some(333), Some(666)]);
    assert_eq!(rotation.shortfalls(&[false, true]), [None, Some(1333)]);
    let stored = rotation.to_stored();
    assert_eq!(
        stored,
        r#"{"v":2,"total":1,"members":[{"rep":"a","weight":2,"assigned":1,"owed":-1780977152354400,"last":1},{"rep":"b","weight":1,"assigned":0,"owed":1780977152354400,"last":0}]}"#
    );
    assert_eq!(Rotation::resume(Some(&stored), &members), rotation);
    // Version 1 counted leads; what is owed follows from that.
    let old = r#"{"v":1,"members":[{"rep":"a","weight":2,"assigned":1},{"rep":"b","weight":1,"assigned":0}]}"#;
    let resumed = Rotation::resume(Some(old), &members);
    let owed = |rotation: &Rotation| rotation.members.iter().map(|member| member.owed).collect::<Vec<_>>();
    assert_eq!((resumed.total, owed(&resumed)), (1, owed(&rotation)));
}

#[test]
fn what_cannot_be_read_starts_anew() {
    let members = pool(&[2, 1]);
    for stored in ["{", "", r#"{"v":1"#, "[]", r#"{"v":3}"#] {
        assert_eq!(Rotation::resume(Some(stored), &members), Rotation::resume(None, &members), "{stored}");
    }
}

/// Whoever gets a lead is away from then on. The last of four is owed 1/4 + 1/3 + 1/2 of a lead,
/// and whom a rule chooses makes no difference: no rule holds one lead in pools of four and more.
#[test]
fn one_lead_cannot_be_held_among_four() {
    let mut rotation = Rotation::resume(None, &pool(&[1; 4]));
    let mut eligible = [true; 4];
    for _ in 0..3 {
        let place = rotation.next_place(&eligible).unwrap();
        rotation.give(place, &eligible).unwrap();
        eligible[place] = false;
    }
    let most = rotation.members.iter().map(|member| member.owed).max().unwrap();
    assert_eq!(most, LEAD / 12 * 13);
}

/// Of those who are owed the same, two at a time: as with chips on a line that fire in pairs,
/// everybody ends half a lead from the next.
#[test]
fn the_bound_grows_with_the_members() {
    for members in [3_usize, 5, 7, 9, 15] {
        let mut rotation = Rotation::resume(None, &pool(&vec![1; members]));
        let pair = |rotation: &Rotation| {
            let owed = |place: usize| rotation.members[place].owed;
            (0..members).find_map(|one| Some((one, (one + 1..members).find(|two| owed(*two) == owed(one))?)))
        };
        while let Some((one, two)) = pair(&rotation) {
            let eligible: Vec<bool> = (0..members).map(|place| place == one || place == two).collect();
            next(&mut rotation, &eligible).unwrap();
        }
        let most = rotation.members.iter().map(|member| member.owed).max().unwrap();
        assert_eq!(most, LEAD / 4 * (members as i64 - 1), "{members}");
    }
}

#[test]
fn what_was_owed_to_who_left_is_shared_by_the_rest() {
    let stored = |owed: &[i64]| {
        let members: Vec<String> = owed
            .iter()
            .zip('a'..)
            .map(|(owed, rep)| {
                format!(r#"{{"rep":"{rep}","weight":1,"assigned":0,"owed":{},"last":0}}"#, owed * LEAD / 4)
            })
            .collect();
        format!(r#"{{"v":2,"total":9,"members":[{}]}}"#, members.join(","))
    };
    let quarters = |owed: &[i64], members: usize| -> Vec<i64> {
        let rotation = Rotation::resume(Some(&stored(owed)), &pool(&vec![1; members]));
        rotation.members.iter().map(|member| (member.owed * 4 + member.owed.signum() * LEAD / 2) / LEAD).collect()
    };
    assert_eq!(quarters(&[2, -3, 1], 3), [2, -3, 1], "nobody left");
    assert_eq!(quarters(&[3, -1, -2], 2), [2, -2]);
    assert_eq!(quarters(&[1, 1, -2], 2), [0, 0]);
    assert_eq!(quarters(&[6, -2, -4], 2), [2, -2], "what is beyond a half of a pool of two is forgotten");
    assert_eq!(quarters(&[3, -3, 0], 2), [2, -2], "and where nothing was owed to who left");
    assert_eq!(quarters(&[-4, 4], 1), [0]);
}

proptest! {
    /// Whoever can take leads when, joins and leaves: nothing is owed in all, and nobody of n is
    /// further than (n - 1) / 2 leads from what is owed to them.
    #[test]
    fn shares_hold_among_those_who_can(
        weights in prop::collection::vec(1u32..=9, 2..=6),
        days in prop::collection::vec((any::<u8>(), any::<u8>(), 1usize..12), 1..60),
    ) {
        let all = pool(&weights);
        let mut stored = None;
        for (who, has_left, leads) in days {
            let few: Vec<Member> = (0..).zip(&all).filter(|(place, _)| has_left >> place & 3 != 3).map(|(_, member)| member.clone()).collect();
            let mut rotation = Rotation::resume(stored.as_deref(), &few);
            let eligible: Vec<bool> = (0..few.len()).map(|place| who >> place & 1 == 1).collect();
            for _ in 0..leads {
                let Some(place) = rotation.next_place(&eligible) else { break };
                prop_assert!(eligible[place]);
                rotation.give(place, &eligible).unwrap();
                prop_assert_eq!(rotation.members.iter().map(|member| member.owed).sum::<i64>(), 0);
                for member in &rotation.members {
                    let most = LEAD / 2 * (few.len() as i64 - 1) + LEAD / 100;
                    prop_assert!(member.owed.abs() <= most, "{} is owed {}", member.rep, member.owed as f64 / LEAD as f64);
                }
            }
            stored = Some(rotation.to_stored());
        }
    }
}
