//! Tiers by share: the desk counts scores and cuts.

use crate::world::{AGREEMENT, ORIGIN, World, ada, lead};
use baton_handoff::{Answer, Event, Question, Reply};
use baton_scoring::{Card, CardKind};

/// The best fifth of the last 200 leads is hot; 70 points as long as there are none.
fn by_share() -> String {
    assert!(AGREEMENT.contains("id = \"hot\"\nat_least = 70"), "the tests' agreement has another hot tier");
    let shares = AGREEMENT.replacen("id = \"hot\"\nat_least = 70", "id = \"hot\"\nat_least = 70\nshare = 20", 1);
    shares.replacen("[score]\n", "[score]\nshare_of = 200\n", 1)
}

/// A lead that asked for no demo: 40 points if its company has the right size.
fn reader(n: u32, people: &str) -> String {
    lead(n, "https://www.acme.example/blog", &[("company_size", people)])
}

fn hot(world: &mut World) -> (i32, String) {
    match world.ask(Question::Card(CardKind::Public)) {
        Ok(Answer::Card { id, bytes }) => (Card::decode(&bytes).unwrap().tiers[0].at_least.0, id),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_cut_follows_the_leads_and_stands_in_between() {
    let mut world = World::with(&by_share());
    let (written, first) = hot(&mut world);
    assert_eq!(written, 70, "before there are leads, what is written counts");
    // Twenty leads fill a block: one in five has the right size.
    let scores: Vec<i64> = (1..=20)
        .map(|n| {
            assert_eq!(hot(&mut world), (70, first.clone()), "within a block the card stays");
            world.receipt(&reader(n, if n % 5 == 0 { "120" } else { "9" }));
            world.page(n)["lead"]["score"].as_i64().unwrap()
        })
        .collect();
    assert_eq!((scores[4], scores[0]), (40, 0));
    let (cut, second) = hot(&mut world);
    assert_eq!(cut, 40);
    assert_ne!(first, second, "another card");
    let told = world.rows("SELECT data FROM events WHERE kind = 'tier.cut'");
    assert_eq!(told[0].text(0).unwrap(), r#"{"v":1,"tier":"hot","at_least":40,"share":20,"of":20}"#);

    // Better leads come; after a tenth of what is remembered the cut has moved.
    for n in 21..=220 {
        world.receipt(&ada(n));
    }
    let (cut, third) = hot(&mut world);
    assert_eq!((cut, third != second), (80, true));
    assert_eq!(world.page(221 - 1)["lead"]["tier"], "hot");
    assert!(world.count("score_counts") <= 10 * 102, "counts, not leads");
    assert_eq!(world.rows("SELECT sum(leads) FROM score_counts WHERE score >= 0")[0].integer(0).unwrap(), 200);

    // Read from the rows alone, the cut is the same; published anew it is kept.
    world.desk = baton_handoff::Desk::new(baton_handoff::DeskName::parse("acme").unwrap());
    assert_eq!(hot(&mut world), (80, third.clone()));
    let Ok(Reply::Published(again)) = world.handle(Event::Publish { source: format!("{}\n", by_share()) }) else {
        panic!("not published")
    };
    assert_eq!((again.version, &again.public_card), (2, &third));
    // Another share is cut anew.
    world.handle(Event::Publish { source: by_share().replace("share = 20", "share = 30") }).unwrap();
    assert_eq!(hot(&mut world).0, 70);
}

#[test]
fn only_leads_that_were_handed_over_are_counted_and_each_once() {
    let mut world = World::with(&by_share());
    world.receipt(&ada(1));
    world.receipt(&ada(1));
    world.intake_from(Some("https://spam.example"), &ada(2)).unwrap();
    let counted = |world: &mut World| world.rows("SELECT score, leads FROM score_counts ORDER BY score").len();
    assert_eq!(counted(&mut world), 2, "one score, and the count of the block");
    assert_eq!(world.rows("SELECT leads FROM score_counts WHERE score = -1")[0].integer(0).unwrap(), 1);
    let mut plain = World::new();
    plain.intake_from(Some(ORIGIN), &ada(1)).unwrap();
    assert_eq!(counted(&mut plain), 0, "without a tier by share nothing is counted");
}
