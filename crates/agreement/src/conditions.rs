//! Conditions on fields and signals as people write them.

use core::ops::Range;

use baton_scoring::{Condition, Field, Seconds, Test, Words, fold};

use crate::duration::read_duration;
use crate::keys::SIGNAL_DAYS;
use crate::names::{Names, empty_list, not_blank};
use crate::problem::nearest;
use crate::reader::{At, Problems, Table, Texts};

/// The keys of which a condition on a field has exactly one.
const TESTS: [&str; 9] = ["is", "one_of", "contains", "in_list", "between", "at_least", "at_most", "present", "absent"];

/// What was asked of which field or signal, for the checks across the file.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub condition: Condition,
    /// Where the question stands.
    pub span: Range<usize>,
    /// Where the name it asks about stands.
    pub subject: Range<usize>,
}

/// Reads a condition on a field.
pub(crate) fn read_field_test(table: &mut Table<'_>, names: &Names, problems: &mut Problems) -> Option<Condition> {
    let name = table.text("field", problems)?;
    let Some(field) = Field::from_id(&name.value) else {
        problems.unknown("unknown_field", "field", &name, Field::ALL.map(Field::id));
        return None;
    };
    read_test(table, field, names, problems).map(|test| Condition::field(field, test))
}

/// Reads a condition on a signal.
pub(crate) fn read_signal_test(table: &mut Table<'_>, problems: &mut Problems) -> Option<Condition> {
    let signal = table.text("signal", problems)?;
    let at_least = read_count(table, problems).unwrap_or(1);
    let within = read_within(table, "within", problems);
    Some(Condition::Signal { name: signal.value, at_least, within })
}

/// A time over which signals count; none is zero.
pub(crate) fn read_within(table: &mut Table<'_>, key: &'static str, problems: &mut Problems) -> Seconds {
    let written = table.text(key, problems);
    written.and_then(|text| read_duration(&text, SIGNAL_DAYS, problems)).unwrap_or_default()
}

/// `at_least` where it counts something.
pub(crate) fn read_count(table: &mut Table<'_>, problems: &mut Problems) -> Option<u32> {
    let number = table.number("at_least", problems)?;
    let count = u32::try_from(number.value).ok().filter(|count| *count > 0);
    if count.is_none() {
        let message = format!("at least {} holds for every lead", number.value);
        problems.error("bad_count", &number.span, message, "write a number from 1".to_owned());
    }
    count
}

fn read_test(table: &mut Table<'_>, field: Field, names: &Names, problems: &mut Problems) -> Option<Test> {
    let written: Vec<&'static str> = TESTS.into_iter().filter(|test| table.has(test)).collect();
    // Bands may be open at one end, or have both written apart.
    let one = matches!(written.as_slice(), [_] | ["at_least", "at_most"]);
    if !written.is_empty() && !one {
        problems.error(
            "two_tests",
            &table.span,
            format!("{} asks two things at once: {}", table.name, written.join(" and ")),
            "make two of it".to_owned(),
        );
    }
    match written.first().copied() {
        Some("is") => table.text("is", problems).map(|text| {
            possible_value(field, &text, problems);
            Test::Is(text.value)
        }),
        Some("one_of") => table.texts("one_of", problems).map(|list| {
            not_empty(&list, problems);
            list.value.iter().for_each(|text| possible_value(field, text, problems));
            Test::OneOf(list.value.into_iter().map(|text| text.value).collect())
        }),
        Some("contains") => table.texts("contains", problems).map(|list| {
            not_empty(&list, problems);
            list.value.iter().for_each(|text| has_words(text, problems));
            Test::Contains(list.value.into_iter().map(|text| text.value).collect())
        }),
        Some("in_list") => read_in_list(table, field, names, problems),
        Some("between" | "at_least" | "at_most") => read_band(table, field, problems),
        Some(key @ ("present" | "absent")) => {
            let wanted = table.flag(key, problems)?;
            // `present = false` is a way of saying absent.
            Some(if wanted == (key == "present") { Test::Present } else { Test::Absent })
        }
        _ => {
            let help = format!("add one of: {}", TESTS.join(", "));
            let message = format!("{} says nothing about `{}`", table.name, field.id());
            problems.error("no_test", &table.span, message, help);
            None
        }
    }
}

fn read_in_list(table: &mut Table<'_>, field: Field, names: &Names, problems: &mut Problems) -> Option<Test> {
    let list = table.text("in_list", problems)?;
    if field.is_number() {
        let help = "ask for a band: `between`, `at_least` or `at_most`".to_owned();
        problems.error("list_on_number", &list.span, format!("`{}` is a number", field.id()), help);
        return None;
    }
    let place = names.list(&list.value);
    if place.is_none() {
        problems.unknown("unknown_list", "list", &list, names.list_ids());
    }
    place.map(Test::InList)
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
        let help = "a band goes with `employees` and `budget`; use `is`, `one_of` or `contains`".to_owned();
        problems.error("band_on_text", &table.span, format!("`{}` is not a number", field.id()), help);
        return None;
    }
    if let Some(end) = [&low, &high].into_iter().flatten().find(|end| end.value < 0) {
        let message = format!("`{}` is never {}", field.id(), end.value);
        problems.error("bad_band", &end.span, message, "write a number from 0".to_owned());
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

fn not_empty(list: &Texts, problems: &mut Problems) {
    if list.value.is_empty() {
        empty_list(list, problems);
    }
}

/// A phrase is looked for word by word.
fn has_words(phrase: &At<String>, problems: &mut Problems) {
    if Words::of(&fold(&phrase.value)).phrase().is_empty() {
        let message = format!("`{}` has no words to look for", phrase.value);
        let help = "write words: letters, digits, `+` and `#`; other characters only part them".to_owned();
        problems.error("no_words", &phrase.span, message, help);
    }
}

/// A value that a field can never have can never match. It is judged as it is compared: case,
/// accents and blanks make no difference.
fn possible_value(field: Field, text: &At<String>, problems: &mut Problems) {
    if !not_blank(text, problems) {
        return;
    }
    let folded = fold(&text.value);
    if let Some(known) = field.known_values()
        && !known.contains(&folded.as_str())
    {
        let help = match nearest(&folded, known.iter().copied()) {
            Some(best) => format!("did you mean `{best}`?"),
            None => format!("it is one of: {}", known.join(", ")),
        };
        problems.error("unknown_value", &text.span, format!("`{}` is never `{}`", field.id(), text.value), help);
    }
    let wanted = match field {
        Field::Country | Field::Language if folded.len() != 2 => "a code of two letters, like `de`",
        Field::EmailDomain | Field::RegistrableDomain if folded.contains(['@', '/', ' ']) => {
            "what stands behind the `@`, like `acme.example`"
        }
        Field::Page if !folded.starts_with('/') => "a path, like `/demo`",
        Field::Email if !folded.contains('@') => "a whole address; for its domain ask `email_domain`",
        _ => return,
    };
    let message = format!("`{}` is never `{}`", field.id(), text.value);
    problems.warning("impossible_value", &text.span, message, format!("it is {wanted}"));
}
