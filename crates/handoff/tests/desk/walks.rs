//! Random days at a desk with a ladder: whatever is sent when, no lead is lost sight of.

use std::collections::{BTreeMap, BTreeSet};

use crate::ladder::{STEPS, agreement};
use crate::world::{MINUTE, World, ada, id, token};
use baton_handoff::{Event, LeadMove, State};

/// A small generator (xorshift), so that a walk is told by its seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

const MOVES: [&str; 14] = [
    r#"{"move":"attempted","channel":"call","reached":false}"#,
    r#"{"move":"attempted","channel":"mail","reached":true}"#,
    r#"{"move":"attempted","by":"ana","channel":"call","reached":false,"next_step":"Mail","due_at":DUE}"#,
    r#"{"move":"connected","next_step":"Quote","due_at":DUE}"#,
    r#"{"move":"booked"}"#,
    r#"{"move":"accepted","by":"ben"}"#,
    r#"{"move":"rejected","reason":"spam"}"#,
    r#"{"move":"nurture"}"#,
    r#"{"move":"opportunity"}"#,
    r#"{"move":"opportunity","value":9000}"#,
    r#"{"move":"accepted"}"#,
    r#"{"move":"won"}"#,
    r#"{"move":"reassigned"}"#,
    r#"{"move":"reassigned","to":"mara"}"#,
];

#[test]
fn no_lead_is_lost_sight_of() {
    let mut reached = BTreeSet::new();
    for seed in 1..=30 {
        walk(seed, &mut reached);
    }
    let far = [State::Attempted, State::Connected, State::Booked, State::Accepted, State::Opportunity, State::Nurture];
    assert!(far.iter().all(|state| reached.contains(state)), "the walks reach only {reached:?}");
}

fn walk(seed: u64, reached: &mut BTreeSet<State>) {
    let mut dice = Dice(u64::wrapping_mul(seed, 0x9E37_79B9_7F4A_7C15));
    let mut world = World::with(&agreement("offline_after_miss = \"1h\"", STEPS));
    let mut links = Vec::new();
    let mut leads = 0;
    for step in 0..120 {
        match dice.below(10) {
            0 if leads < 5 => {
                leads += 1;
                world.receipt(&ada(leads));
            }
            1..=2 => links.extend(world.deliver_all().iter().filter(|told| told.body.contains("/h/acme/")).map(token)),
            3 if !links.is_empty() => {
                let link = links[usize::try_from(dice.below(links.len() as u64)).unwrap()].clone();
                let _ = world.acknowledge(&link, "Call");
            }
            4..=5 if leads > 0 => {
                let lead = id(u32::try_from(1 + dice.below(u64::from(leads))).unwrap());
                let due = (world.now.0 + 30 * MINUTE).to_string();
                let body = dice.pick(&MOVES).replace("DUE", &due);
                let _ = world.handle(Event::Move(LeadMove::parse(&lead, body.as_bytes()).unwrap()));
            }
            6 => {
                let steps = if dice.below(2) == 0 { STEPS } else { &STEPS[..1] };
                world.handle(Event::Publish { source: agreement("", steps) }).unwrap();
            }
            7 => world.now.0 += i64::try_from(dice.below(30)).unwrap() * 60 * MINUTE,
            _ => world.now.0 += i64::try_from(dice.below(10)).unwrap() * MINUTE / 2,
        }
        // The alarm may be late, or ring for nothing.
        if dice.below(3) > 0 {
            world.due();
            assert_eq!(world.count(&format!("timers WHERE due_at <= {}", world.now.0)), 0, "seed {seed}, step {step}");
        }
        check(&mut world, seed, step, reached);
    }
}

/// Every open lead has an owner and one timer, every closed one none; no window is missed twice or
/// met when it is over; a visitor is touched once.
fn check(world: &mut World, seed: u64, step: usize, reached: &mut BTreeSet<State>) {
    let at = format!("seed {seed}, step {step}");
    let rows = world.rows(
        "SELECT id, state, owner, (SELECT count(*) FROM timers t WHERE t.lead = leads.id), due_at, met_at FROM leads",
    );
    for row in rows {
        let state = State::from_id(row.text(1).unwrap()).unwrap();
        reached.insert(state);
        assert!(state.is_stored(), "{at}: {state:?}");
        assert_eq!(row.integer(3).unwrap(), i64::from(state.is_open()), "{at}: {} in {state:?}", row.text(0).unwrap());
        let owner = row.optional_text(2).unwrap();
        assert!(owner.is_some() || state == State::Nurture, "{at}: nobody owns a lead in {state:?}");
        if let (Some(met), Some(due)) = (row.optional_integer(5).unwrap(), row.optional_integer(4).unwrap()) {
            assert!(met < due, "{at}: met when it was over");
        }
    }
    let mut windows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in world.rows("SELECT lead, kind FROM events WHERE lead IS NOT NULL ORDER BY seq") {
        let seen = windows.entry(row.text(0).unwrap().to_owned()).or_default();
        match row.text(1).unwrap() {
            "window.started" => seen.retain(|kind| kind == "visitor.touch" || kind == "lead.returned"),
            kind @ ("window.missed" | "visitor.touch" | "lead.returned") => {
                assert!(!seen.iter().any(|before| before == kind), "{at}: {kind} twice");
                seen.push(kind.to_owned());
            }
            _ => {}
        }
    }
}
