//! Texts with slips in them: whatever is written, the checker answers, points into the text,
//! and gives an agreement exactly when it told no error.

#![expect(clippy::indexing_slicing, reason = "places are taken modulo the length")]

use baton_agreement::{Severity, check};
use baton_scoring::Card;
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};

const TEXTS: [&str; 2] = [include_str!("../../../examples/agreement.toml"), include_str!("everything.toml")];

/// What people do to a file by mistake.
#[derive(Clone, Debug)]
enum Slip {
    /// A line is gone.
    Without(usize),
    /// A line stands in another place, too.
    Copied(usize, usize),
    /// What stands behind the `=` of one line stands behind that of another.
    Mixed(usize, usize),
    /// A character became another one.
    Typed(usize, char),
    /// The rest is gone.
    Cut(usize),
}

fn slip() -> impl Strategy<Value = Slip> {
    let typed = prop_oneof![Just('"'), Just('['), Just('}'), Just('-'), Just('9'), Just('x'), Just('ß'), Just('\n')];
    prop_oneof![
        4 => any::<usize>().prop_map(Slip::Without),
        3 => (any::<usize>(), any::<usize>()).prop_map(|(from, to)| Slip::Copied(from, to)),
        4 => (any::<usize>(), any::<usize>()).prop_map(|(from, to)| Slip::Mixed(from, to)),
        4 => (any::<usize>(), typed).prop_map(|(at, c)| Slip::Typed(at, c)),
        1 => any::<usize>().prop_map(Slip::Cut),
    ]
}

fn slipped(text: &str, slip: &Slip) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let count = lines.len().max(1);
    match slip {
        Slip::Without(at) if !lines.is_empty() => drop(lines.remove(at % count)),
        Slip::Copied(from, to) if !lines.is_empty() => {
            let line = lines[from % count].clone();
            lines.insert(to % count, line);
        }
        Slip::Mixed(from, to) if !lines.is_empty() => {
            let value = lines[from % count].split_once(" = ").map(|(_, value)| value.to_owned());
            let key = lines[to % count].split_once(" = ").map(|(key, _)| key.to_owned());
            if let (Some(key), Some(value)) = (key, value) {
                lines[to % count] = format!("{key} = {value}");
            }
        }
        Slip::Typed(at, c) => {
            let mut characters: Vec<char> = text.chars().collect();
            let count = characters.len().max(1);
            if let Some(character) = characters.get_mut(at % count) {
                *character = *c;
            }
            return characters.into_iter().collect();
        }
        Slip::Cut(at) => lines.truncate(at % count),
        _ => {}
    }
    lines.join("\n")
}

/// What holds of every answer.
fn is_sound(text: &str) {
    let checked = check(text);
    for problem in &checked.problems {
        let underlined = text.get(problem.span.clone());
        assert!(underlined.is_some(), "{} points outside: {:?}", problem.code, problem.span);
        assert!(!problem.message.is_empty() && !problem.message.ends_with('.'), "{}", problem.message);
        assert!(problem.help.as_ref().is_some_and(|help| !help.is_empty()), "{} does not help", problem.code);
    }
    let errors = checked.problems.iter().any(|problem| problem.severity == Severity::Error);
    assert_eq!(checked.agreement.is_some(), !errors, "{:#?}", checked.problems);
    if let Some(agreement) = checked.agreement {
        assert_eq!(Card::decode(&agreement.full.bytes).as_ref(), Ok(&agreement.card));
        let public = agreement.card.public(&agreement.private);
        assert_eq!(Card::decode(&agreement.public.bytes), Ok(public));
    }
}

proptest! {
    #[test]
    fn every_slip_gets_an_answer(which in 0usize..2, slips in prop::collection::vec(slip(), 1..6)) {
        let text = slips.iter().fold(TEXTS[which].to_owned(), |text, slip| slipped(&text, slip));
        is_sound(&text);
    }

    #[test]
    fn any_text_gets_an_answer(text in ".{0,200}") {
        is_sound(&text);
    }
}
