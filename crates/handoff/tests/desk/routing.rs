//! Routes, turns and shares.

use crate::world::{World, ada, lead};
use baton_agreement::{Member, RepId};
use baton_handoff::rotation::Rotation;
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn the_first_route_that_matches() {
    let mut world = World::new();
    for (n, size, owner) in [(1, "5000", "mara"), (2, "120", "ana"), (3, "a few", "ben"), (4, "1,001", "mara")] {
        let email = format!("a{n}@b.example");
        world.receipt(&lead(n, "https://www.acme.example/demo", &[("email", &email), ("company_size", size)]));
        assert_eq!(world.page(n)["lead"]["owner"]["id"], owner, "{size}");
    }
}

/// A hundred leads, and among them repeats, conflicts, leads from elsewhere and storage that
/// fails: at no time is a rep a whole lead off their share.
#[test]
fn a_hundred_interleaved_leads_are_shared_exactly() {
    let mut world = World::new();
    let mut owners: BTreeMap<String, i64> = BTreeMap::new();
    let mut total = 0;
    for n in 0..100 {
        match n % 5 {
            1 => assert!(world.receipt(&ada(n - 1)).repeat),
            2 => assert!(world.intake_from(Some("https://evil.example"), &ada(1000 + n)).is_ok()),
            3 => {
                let call = world.db.calls() % 7 + 1;
                world.db.fail_at(call, baton_sqlite::Landed::Yes);
                assert!(world.intake(&ada(n)).is_err(), "call {call}");
            }
            4 => assert!(world.intake(&lead(n - 4, "", &[("name", "Eve")])).is_ok()),
            _ => {}
        }
        let receipt = world.receipt(&ada(n));
        if receipt.repeat {
            continue;
        }
        *owners.entry(receipt.host.unwrap().name).or_default() += 1;
        total += 1;
        for (name, share) in [("Ana Silva", 2), ("Ben Okafor", 1)] {
            let assigned = owners.get(name).copied().unwrap_or(0);
            assert!((3 * assigned - share * total).abs() < 3, "{name} has {assigned} of {total}");
        }
    }
    assert_eq!(total, 100);
    assert_eq!(world.count("leads WHERE state = 'quarantined'"), 20);
}

#[test]
fn a_changed_pool_goes_on_from_what_is_owed() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.receipt(&ada(2));
    let same = format!("{}\n# reworded\n", crate::world::AGREEMENT);
    world.handle(baton_handoff::Event::Publish { source: same }).unwrap();
    assert_eq!(
        world.receipt(&ada(3)).host.as_ref().map(|host| host.name.as_str()),
        Some("Ana Silva"),
        "ana, ben, ana: the round goes on"
    );
    let equal = crate::world::AGREEMENT.replace("weight = 2", "weight = 1");
    world.handle(baton_handoff::Event::Publish { source: equal }).unwrap();
    let hosts: Vec<_> = (4..8).map(|n| world.receipt(&ada(n)).host.unwrap().name).collect();
    assert_eq!(hosts, ["Ben Okafor", "Ana Silva", "Ben Okafor", "Ana Silva"], "Ana had the last one");
}

#[test]
fn turns_that_cannot_be_read_cost_a_share_and_no_lead() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.rows("UPDATE rotations SET state = '{\"v\":1'");
    assert_eq!(world.receipt(&ada(2)).host.as_ref().map(|host| host.name.as_str()), Some("Ana Silva"));
}

#[test]
fn an_assignment_says_why() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.receipt(&ada(2));
    let page = world.page(2);
    assert_eq!(
        page["timeline"][1]["words"],
        "given to Ben Okafor by route everyone_else: 1 of 2 leads in inbound, a share of 1 in 3"
    );
    assert_eq!((&page["timeline"][1]["actor"], &page["timeline"][1]["agreement"]), (&"desk".into(), &1.into()));
}

#[test]
fn published_sequences_of_weighted_round_robin() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/routing_vectors.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("SKIPPED published_sequences_of_weighted_round_robin: no ../shared/data/routing_vectors.json");
        return;
    };
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    let vectors = vectors["smooth_weighted_round_robin"].as_array().unwrap();
    assert!(!vectors.is_empty());
    for vector in vectors {
        let weights = vector["weights"].as_array().unwrap();
        let members: Vec<Member> = weights
            .iter()
            .zip('a'..)
            .map(|(weight, name)| Member {
                rep: RepId::new(name.to_string()),
                weight: u32::try_from(weight.as_u64().unwrap()).unwrap(),
            })
            .collect();
        let mut rotation = Rotation::resume(None, &members);
        let all = vec![true; members.len()];
        let mut next = || {
            let place = rotation.next_place(&all).unwrap();
            rotation.give(place, &all).unwrap().rep.to_string()
        };
        let turns: Vec<String> = (0..vector["n"].as_u64().unwrap()).map(|_| next()).collect();
        assert_eq!(turns.join(" "), vector["expect"].as_str().unwrap(), "{}", vector["source"]);
    }
}
