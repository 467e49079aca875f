//! Conditions and gates as people write them.

use core::ops::Range;

use baton_scoring::{Condition, Field, Gate, GateLimits, Points, Test};

use crate::problem::nearest;
use crate::reader::{At, Problems, Table};

/// The keys of which a condition has exactly one.
const TESTS: [&str; 8] = ["is", "one_of", "contains", "between", "at_least", "at_most", "present", "absent"];

/// What was asked of which field or signal, for the checks across the file.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub condition: Condition,
    pub span: Range<usize>,
}

/// Reads a condition on a field or a signal from the keys of `table`.
pub(crate) fn read_condition(table: &mut Table<'_>, problems: &mut Problems) -> Option<Condition> {
    let field = table.text("field", problems);
    let signal = table.text("signal", problems);
    table.knows(&TESTS);
    match (field, signal) {
        (Some(field), None) => {
            let field = read_field(&field, problems)?;
            read_test(table, field, problems).map(|test| Condition::field(field, test))
        }
        (None, Some(signal)) => {
            let at_least = table.number("at_least", problems).map_or(1, |n| n.value);
            Some(Condition::Signal { name: signal.value, at_least: u32::try_from(at_least).unwrap_or(1).max(1) })
        }
        (Some(_), Some(signal)) => {
            problems.error(
                "two_subjects",
                &signal.span,
                format!("{} asks about a field and about a signal", table.name),
                "make two of it".to_owned(),
            );
            None
        }
        (None, None) => {
            if !table.has("field") && !table.has("signal") {
                table.missing("field", "\"employees\"", problems);
            }
            None
        }
    }
}

pub(crate) fn read_field(name: &At<String>, problems: &mut Problems) -> Option<Field> {
    let field = Field::from_id(&name.value);
    if field.is_none() {
        problems.unknown("unknown_field", "field", name, Field::ALL.map(Field::id));
    }
    field
}

fn read_test(table: &mut Table<'_>, field: Field, problems: &mut Problems) -> Option<Test> {
    let written: Vec<&str> = TESTS.into_iter().filter(|test| table.has(test)).collect();
    // Bands may be open at one end, or have both written apart.
    let one = matches!(written.as_slice(), [_] | ["at_least", "at_most"]);
    let test = match written.first() {
        Some(&"is") => table.text("is", problems).map(|text| {
            known_value(field, &text, problems);
            Test::Is(text.value)
        }),
        Some(&"one_of") => table.texts("one_of", problems).map(|list| {
            not_empty(&list, problems);
            list.value.iter().for_each(|text| known_value(field, text, problems));
            Test::OneOf(list.value.into_iter().map(|text| text.value).collect())
        }),
        Some(&"contains") => table.texts("contains", problems).map(|list| {
            not_empty(&list, problems);
            Test::Contains(list.value.into_iter().map(|text| text.value).collect())
        }),
        Some(&("between" | "at_least" | "at_most")) => read_band(table, field, problems),
        Some(&key @ ("present" | "absent")) => {
            let wanted = table.flag(key, problems)?;
            // `present = false` is a way of saying absent.
            Some(if wanted == (key == "present") { Test::Present } else { Test::Absent })
        }
        _ => {
            problems.error(
                "no_test",
                &table.span,
                format!("{} says nothing about `{}`", table.name, field.id()),
                format!("add one of: {}", TESTS.join(", ")),
            );
            None
        }
    };
    if !written.is_empty() && !one {
        problems.error(
            "two_tests",
            &table.span,
            format!("{} asks two things at once: {}", table.name, written.join(" and ")),
            "make two of it".to_owned(),
        );
    }
    test
}

fn read_band(table: &mut Table<'_>, field: Field, problems: &mut Problems) -> Option<Test> {
    let (low, high) = if let Some(pair) = table.numbers("between", problems) {
        match pair.value.as_slice() {
            [low, high] => (Some(low.clone()), Some(high.clone())),
            _ => {
                let help = "write the lower and the upper end: `between = [50, 1000]`".to_owned();
                problems.error("bad_band", &pair.span, "a band has two ends".to_owned(), help);
                return None;
            }
        }
    } else {
        (table.number("at_least", problems), table.number("at_most", problems))
    };
    if !field.is_number() {
        let help = "a band goes with `employees`; use `is`, `one_of` or `contains`".to_owned();
        problems.error("band_on_text", &table.span, format!("`{}` is not a number", field.id()), help);
        return None;
    }
    let end = |end: &Option<At<i32>>, open: u32| end.as_ref().map_or(open, |n| u32::try_from(n.value).unwrap_or(0));
    let (from, to) = (end(&low, 0), end(&high, u32::MAX));
    if from > to {
        let span = high.map_or(table.span.clone(), |n| n.span);
        let help = format!("write `between = [{to}, {from}]`");
        problems.error("empty_band", &span, format!("no number is at least {from} and at most {to}"), help);
        return None;
    }
    Some(Test::Between { from, to })
}

fn not_empty(list: &At<Vec<At<String>>>, problems: &mut Problems) {
    if list.value.is_empty() {
        problems.error("empty_list", &list.span, "nothing is in this list".to_owned(), "name at least one".to_owned());
    }
}

/// A derived field has a closed list of values; another one can never match.
fn known_value(field: Field, text: &At<String>, problems: &mut Problems) {
    if let Some(known) = field.known_values()
        && !known.contains(&text.value.as_str())
    {
        let help = match nearest(&text.value, known.iter().copied()) {
            Some(best) => format!("did you mean `{best}`?"),
            None => format!("it is one of: {}", known.join(", ")),
        };
        problems.error("unknown_value", &text.span, format!("`{}` is never `{}`", field.id(), text.value), help);
    }
}

/// Reads a gate: `all`, `any`, `at_least` with `of`, or one condition with its reason.
pub(crate) fn read_gate(
    table: Table<'_>,
    depth: usize,
    asked: &mut Vec<Asked>,
    problems: &mut Problems,
) -> Option<Gate> {
    let mut table = table;
    if depth == 0 {
        let message = format!("{} is nested more than {} deep", table.name, GateLimits::DEPTH);
        problems.error("gate_too_deep", &table.span, message, "write it with fewer levels".to_owned());
        return None;
    }
    let gate = if table.has("all") {
        read_parts(&mut table, "all", depth, asked, problems).map(Gate::All)
    } else if table.has("any") {
        read_parts(&mut table, "any", depth, asked, problems).map(Gate::Any)
    } else if table.has("of") {
        let needed = table.number("at_least", problems).map_or(1, |n| u32::try_from(n.value).unwrap_or(1));
        let parts = read_parts(&mut table, "of", depth, asked, problems);
        if let Some(parts) = &parts
            && parts.len() < usize::try_from(needed).unwrap_or(usize::MAX)
        {
            let message = format!("at least {needed} of {} can never be", parts.len());
            problems.error("gate_never", &table.span, message, "lower `at_least` or add parts".to_owned());
        }
        parts.map(|parts| Gate::AtLeast(needed, parts))
    } else {
        read_if(&mut table, asked, problems)
    };
    table.finish(problems);
    gate
}

fn read_parts(
    table: &mut Table<'_>,
    key: &'static str,
    depth: usize,
    asked: &mut Vec<Asked>,
    problems: &mut Problems,
) -> Option<Vec<Gate>> {
    let parts = table.tables(key, problems);
    if parts.is_empty() {
        let help = format!("add a condition: `{key} = [{{ reason = \"…\", field = \"email\", present = true }}]`");
        problems.error("empty_gate", &table.span, format!("nothing is in `{key}`"), help);
    }
    Some(parts.into_iter().filter_map(|part| read_gate(part, depth - 1, asked, problems)).collect())
}

fn read_if(table: &mut Table<'_>, asked: &mut Vec<Asked>, problems: &mut Problems) -> Option<Gate> {
    let words = table.required("reason", "\"in the words people use\"", problems);
    let condition = if table.has("score_at_least") {
        let points = table.number("score_at_least", problems)?;
        Some(Condition::Score { at_least: Points(points.value) })
    } else {
        read_condition(table, problems)
    }?;
    table.knows(&["all", "any", "of", "score_at_least"]);
    asked.push(Asked { condition: condition.clone(), span: table.span.clone() });
    Some(Gate::If { words: words?.value, condition })
}
