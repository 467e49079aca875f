//! Whatever an agreement says, it says again when it is printed and read.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on shall stop; what a generator picks is there"
)]

mod random;

use std::cell::Cell;
use std::collections::BTreeSet;

use baton_agreement::{Agreement, Checked, Cut, Severity, check, print};
use baton_scoring::{Card, CardKind, Points};
use proptest::prelude::{any, prop};
use proptest::test_runner::{Config, TestError, TestRunner};
use random::Choices;
use random::spelling::spell;

const TEXTS: [&str; 4] = [
    include_str!("../../../examples/agreement.toml"),
    include_str!("everything.toml"),
    include_str!("../../../tests/bench/scoring/agreement.toml"),
    include_str!("../../handoff/tests/desk/agreement.toml"),
];

fn codes(checked: &Checked) -> BTreeSet<&'static str> {
    checked.problems.iter().map(|problem| problem.code).collect()
}

/// Prints an agreement and reads it again; gives what was printed.
fn round_trip(first: &Checked) -> String {
    let agreement = first.agreement.as_ref().unwrap();
    let printed = print(agreement);
    let again = check(&printed);
    let errors: Vec<_> = again.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{printed}");
    let read = again.agreement.as_ref().unwrap_or_else(|| panic!("nothing was read:\n{printed}"));
    assert_eq!(read, agreement, "{printed}");
    assert_eq!(print(read), printed);
    // What was written as it should be is printed as it should be.
    let new: Vec<_> = codes(&again).difference(&codes(first)).copied().collect();
    assert!(new.is_empty(), "{new:?} of\n{printed}\n{:#?}", again.problems);
    printed
}

/// The bytes of both cards are the cards.
fn cards_are_whole(agreement: &Agreement) {
    assert_eq!(Card::decode(&agreement.full.bytes).as_ref(), Ok(&agreement.card));
    let public = Card::decode(&agreement.public.bytes).unwrap();
    assert_eq!(public.kind, CardKind::Public);
    assert_eq!(public, agreement.card.public(&agreement.private));
}

#[test]
fn tiers_cut_at_one_score_are_printed_and_read_again() {
    let shared = TEXTS[0].replacen("id = \"hot\"\n", "id = \"hot\"\nshare = 20\n", 1).replacen(
        "id = \"warm\"\n",
        "id = \"warm\"\nshare = 50\n",
        1,
    );
    let agreement = check(&shared).agreement.unwrap();
    let cut = |tier: &str, share, at_least| Cut { tier: tier.to_owned(), share, at_least: Points(at_least) };
    for (hot, warm) in [(60, 60), (40, 60), (100, 100), (0, 0), (60, 0)] {
        let cuts = agreement.clone().with_cuts(&[cut("hot", 20, hot), cut("warm", 50, warm)]);
        let printed = print(&cuts);
        let again = check(&printed);
        assert_eq!(again.agreement.as_ref(), Some(&cuts), "{:#?}\n{printed}", again.problems);
    }
    // Without a share, two tiers at one score are a slip.
    let slip = TEXTS[0].replacen("at_least = 40", "at_least = 70", 1);
    assert!(
        check(&slip)
            .problems
            .iter()
            .any(|found| found.code == "tiers_out_of_order" && found.severity == Severity::Error)
    );
}

#[test]
fn what_people_wrote_is_printed_and_read_again() {
    for text in TEXTS {
        let checked = check(text);
        cards_are_whole(checked.agreement.as_ref().unwrap());
        round_trip(&checked);
    }
}

/// One agreement in two spellings, from two rows of choices.
fn two_spellings(content: &[u32], style: &[u32]) -> (String, String) {
    let agreement = random::agreement(&mut Choices(content));
    (spell(&agreement, &mut Choices(&[])), spell(&agreement, &mut Choices(style)))
}

#[test]
fn random_agreements_are_printed_and_read_again() {
    let rows = |most| prop::collection::vec(any::<u32>(), 0..most);
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let (all, wrong) = (Cell::new(0u32), Cell::new(0u32));
    let cases = runner.config().cases;
    let done = runner.run(&(rows(1_600), rows(2_400)), |(content, style)| {
        let (plain, styled) = two_spellings(&content, &style);
        let (checked, other) = (check(&plain), check(&styled));
        all.set(all.get() + 1);
        assert_eq!(
            checked.agreement, other.agreement,
            "two spellings of one agreement:\n{plain}\n----\n{styled}\n{:#?}\n{:#?}",
            checked.problems, other.problems
        );
        match &checked.agreement {
            None => wrong.set(wrong.get() + 1),
            Some(agreement) => {
                cards_are_whole(agreement);
                round_trip(&checked);
            }
        }
        Ok(())
    });
    // The rows of numbers tell nothing; both texts stand in the reason.
    match done {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(error) => panic!("{error}"),
    }
    eprintln!("{} of {} random agreements have an error", wrong.get(), all.get());
    assert!(cases >= 256 && all.get() >= cases, "{} of {cases}", all.get());
    assert!(wrong.get() * 100 < all.get() * 30, "{} of {} have errors", wrong.get(), all.get());
}
