//! The page that explains every key, printed from the table the reader works by.

use core::fmt::Write;

use baton_scoring::{Field, GateLimits};

use crate::agreement::EVENTS;
use crate::field_words::{event_words, field_words};
use crate::keys::{GATE, Key, Kind, Need, PART, ROOT, Section};

/// The page, in Markdown.
#[must_use]
pub fn documentation() -> String {
    let mut page = String::from(HEAD);
    for key in ROOT.each() {
        match key.kind {
            Kind::Table(section) | Kind::Tables(section) if section.title == GATE.title => named(key, &mut page),
            Kind::Table(section) | Kind::Tables(section) | Kind::NamedTables(section) => {
                chapter(section, key, &mut page);
            }
            Kind::NamedTexts | Kind::NamedLists => named(key, &mut page),
            _ => {
                if key.name == "name" {
                    page.push_str(&format!("\n## {}\n\n{}\n", ROOT.title, ROOT.doc));
                }
                entry(key, &mut page);
            }
        }
    }
    questions(&mut page);
    fields(&mut page);
    page.push_str(TAIL);
    events(&mut page);
    page
}

const HEAD: &str = "\
# The agreement, key by key

An agreement is one TOML file in which marketing and sales write down what they agreed. `baton check` reads it as both
would and tells every problem at once: where it is, why, and what was probably meant. `examples/agreement.toml` is a
whole one. With `#:schema ../docs/agreement.schema.json` in its first line an editor completes the keys and underlines
what does not belong (Even Better TOML, Taplo and others read it).

This page and the schema are printed from the table the reader works by (`baton schema --docs`, `baton schema`), so
they say what it does.
";

const TAIL: &str = "
## Durations

A whole number and one unit: seconds `30s`, minutes `5m` (or `5min`), hours `4h`, days `2d`. A window lasts at most 90
days, a signal is remembered for at most three years. A step of the ladder may also be a share of its window: `50%`.

## Order of evaluation

1. A question is answered no, unknown or yes, in this order. About a field nobody answered it is unknown, never no; only
   `present` and `absent` always know. `all` is the least answer of its parts, `any` the greatest, `at_least` of so many
   the greatest that so many parts reach, and `none` turns the answer of `any` round. What is unknown gives no points.
2. A criterion that holds gives its `points`. One with `points_each` gives them for every time, less what `decay` took,
   held to its `cap`.
3. The points of a group, negative ones included, are added up and held to 0 and the group's cap.
4. The two groups are added up and held to 100. That is the score, and with it the tier.
5. [mql] is asked, then [sql]. Then the first offer and the first route that match are taken.

## What `private` means

Two cards are made of an agreement. The full one stays at the edge, which decides. The public one goes to the visitor's
browser, so that a good lead sees an offer without waiting. A private criterion and the entries of a private list are on
the full card only; a test searches the public card's bytes for them.

The browser promises a meeting only when the edge will keep it. What it cannot see it counts at its worst: a private
criterion that takes 60 points keeps the browser from promising anything to anybody. Put the values that cost points
into a private list and ask nothing but `in_list`: a filter of the list then travels (1.23 bytes an entry), which is sure
of everybody who is not on the list, and only who may be on it waits for the edge. A filter is no lock: who guesses an
entry can ask it and learns \"perhaps\". `filter = false` keeps that back, too, at the cost above.
";

fn chapter(section: &Section, key: &Key, page: &mut String) {
    let anchor = if key.need == Need::Required { " Required." } else { "" };
    let _ = write!(page, "\n## `{}`\n\n{}{anchor}\n\n```toml\n{}\n```\n", section.title, section.doc, key.example);
    // Both groups have the same criteria.
    if section.title != "[[engagement]]" {
        keys(section, page);
    }
}

/// A section whose keys are names, or which is a gate.
fn named(key: &Key, page: &mut String) {
    let need = if key.need == Need::Required { " Required." } else { "" };
    let _ = write!(page, "\n## `[{}]`\n\n{}{need}\n\n```toml\n{}\n```\n", key.name, key.doc, key.example);
}

fn keys(section: &Section, page: &mut String) {
    let is_question = |key: &Key| PART.key(key.name).is_some_and(|shared| core::ptr::eq(shared, key));
    for key in section.each().filter(|key| !is_question(key)) {
        entry(key, page);
        let inner = match key.kind {
            Kind::Table(inner) if inner.title != GATE.title => Some(inner),
            Kind::Tables(inner) | Kind::NamedTables(inner) => Some(inner),
            _ => None,
        };
        if let Some(inner) = inner {
            let _ = write!(page, "\n### `{}` of `{}`\n\n{}\n", key.name, section.title, inner.doc);
            keys(inner, page);
        }
    }
    if section.key("points").is_some() {
        page.push_str("\nAnd the keys of a question, see [Questions](#questions).\n");
    }
}

fn entry(key: &Key, page: &mut String) {
    let need = match key.need {
        Need::Required => "required".to_owned(),
        Need::Default(default) if is_literal(default) => format!("else `{default}`"),
        Need::Default(default) => format!("else {default}"),
        Need::Optional => String::new(),
    };
    let need = if need.is_empty() { need } else { format!(", {need}") };
    let _ = write!(
        page,
        "\n**`{}`** — {}{need}. {} \\\n`{} = {}`\n",
        key.name,
        kind(&key.kind),
        key.doc,
        key.name,
        key.example
    );
}

fn is_literal(default: &str) -> bool {
    matches!(default, "true" | "false") || default.starts_with('"') || default.parse::<i32>().is_ok()
}

fn kind(kind: &Kind) -> String {
    let one_of = |words: Vec<&str>| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    match kind {
        Kind::Text => "a text".to_owned(),
        Kind::Name => "a name (small letters, digits, `_`, `-`)".to_owned(),
        Kind::Flag => "true or false".to_owned(),
        Kind::Date => "a date".to_owned(),
        Kind::Dates => "a list of dates".to_owned(),
        Kind::Blocks => "a list of [blocks](#hours)".to_owned(),
        Kind::Number(from, i32::MAX) => format!("a whole number from {from}"),
        Kind::Number(from, to) => format!("a whole number from {from} to {to}"),
        Kind::Numbers(count) => format!("{count} whole numbers"),
        Kind::Duration(days) => format!("a [duration](#durations) of at most {days} days"),
        Kind::Step => "a share or a [duration](#durations)".to_owned(),
        Kind::Texts => "a list of texts".to_owned(),
        Kind::Choice(_) if is_field(kind) => "a [field](#fields)".to_owned(),
        Kind::Choice(words) => format!("one of {}", one_of(words())),
        Kind::Choices(words) => format!("a list of {}", one_of(words())),
        Kind::Table(section) if section.title == GATE.title => "a [gate](#questions)".to_owned(),
        Kind::Tables(section) if section.title == GATE.title || section.title == PART.title => {
            "a list of questions".to_owned()
        }
        Kind::Table(_) => "a table".to_owned(),
        Kind::Tables(_) => "a list of tables".to_owned(),
        Kind::NamedTables(_) => "tables under names".to_owned(),
        Kind::NamedTexts => "texts under names".to_owned(),
        Kind::NamedLists => "lists of names under names".to_owned(),
        Kind::NamedDurations(days) => format!("[durations](#durations) of at most {days} days under names"),
    }
}

fn is_field(kind: &Kind) -> bool {
    matches!(kind, Kind::Choice(words) if words().len() == Field::ALL.len())
}

fn questions(page: &mut String) {
    let _ = write!(
        page,
        "\n## Questions\n\nA criterion asks one question, or several put together. A gate does the same, and each of its \
         single questions has a `reason`. They nest at most {} levels deep, with at most {} parts on a level.\n",
        GateLimits::DEPTH,
        GateLimits::PARTS
    );
    for key in GATE.each() {
        entry(key, page);
    }
    page.push_str(
        "\n`score_at_least`, `tier_at_least` and `qualified` stand in gates only: a criterion makes the score and cannot \
         ask for it.\n",
    );
}

fn fields(page: &mut String) {
    page.push_str(
        "\n## Fields\n\nA form may call them what it likes; Baton maps what was filled in to these. What nobody answered \
         is unknown.\n\n| field | what it is | values |\n| --- | --- | --- |\n",
    );
    for field in Field::ALL {
        let values = match field.known_values() {
            Some(values) => values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", "),
            None if field.is_number() => "a number; bands apply".to_owned(),
            None => "a text".to_owned(),
        };
        let _ = writeln!(page, "| `{}` | {} | {values} |", field.id(), field_words(field));
    }
}

fn events(page: &mut String) {
    page.push_str("\n## Events\n\nWhat a delivery can be told of, in `on`.\n\n| event | when |\n| --- | --- |\n");
    for event in EVENTS {
        let _ = writeln!(page, "| `{event}` | {} |", event_words(event));
    }
}
