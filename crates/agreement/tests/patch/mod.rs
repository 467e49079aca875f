//! Wrong agreements, written as what they change of the example.
//!
//! Lines of `- ` are replaced by the lines of `+ ` behind them, lines of `+ ` alone stand at the
//! end, `@ 2027-05-01` is the day of the check, and `<<65|text |>>` is a text so many times, `#` in
//! it being the number.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a patch that does not fit shall stop the test")]

use baton_agreement::Date;

const EXAMPLE: &str = include_str!("../../../../examples/agreement.toml");

/// The example with a patch, and the day it is checked on.
pub(crate) fn patched(patch: &str, code: &str) -> (String, Option<Date>) {
    let mut text = EXAMPLE.to_owned();
    let mut today = None;
    let mut from: Vec<&str> = Vec::new();
    let mut to: Vec<&str> = Vec::new();
    for line in patch.lines().chain([""]) {
        let begins = line.starts_with("- ") || line == "-";
        if (begins || line.is_empty()) && !(to.is_empty() && (begins || from.is_empty())) {
            apply(&mut text, &from, &to, code);
            from.clear();
            to.clear();
        }
        match line.split_at_checked(2) {
            Some(("- ", rest)) => from.push(rest),
            Some(("+ ", rest)) => to.push(rest),
            Some(("@ ", rest)) => today = Some(Date::parse(rest).unwrap()),
            _ if line == "+" => to.push(""),
            _ if line == "-" => from.push(""),
            _ if line.is_empty() || line.starts_with('#') => {}
            _ => panic!("{code}.patch: `{line}` is none of - + @ #"),
        }
    }
    (text, today)
}

fn apply(text: &mut String, from: &[&str], to: &[&str], code: &str) {
    let to = repeated(&to.join("\n"));
    if from.is_empty() {
        text.push('\n');
        text.push_str(&to);
        text.push('\n');
        return;
    }
    let from = from.join("\n");
    assert!(text.contains(&from), "{code}.patch: the example does not have\n{from}");
    *text = text.replacen(&from, &to, 1);
}

fn repeated(text: &str) -> String {
    let Some((before, rest)) = text.split_once("<<") else { return text.to_owned() };
    let (inside, behind) = rest.split_once("|>>").unwrap();
    let (times, part) = inside.split_once('|').unwrap();
    let all: String = (0..times.parse::<usize>().unwrap()).map(|n| part.replace('#', &n.to_string())).collect();
    format!("{before}{all}{behind}")
}
