//! What one agreement says otherwise than another, by meaning: order of keys, comments, layout and defaults that
//! are written out differ in the file and not here.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::agreement::Agreement;
use crate::print::print;

/// One thing that another agreement says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The section: `fit`, `routes`, `windows`; empty for the head of the file.
    pub section: String,
    /// Which part of it: a criterion's, route's or rep's id. Empty where there is one part only.
    pub id: String,
    /// What people call the part: a criterion's reason, a rep's name; its id where it has no other.
    pub name: String,
    /// What happened to it.
    pub what: What,
}

/// What happened to a part of an agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It stands elsewhere among its like, where the first that matches counts; places from 1.
    Moved {
        /// The place it had.
        from: usize,
        /// The place it has.
        to: usize,
    },
    /// It says something else.
    Says {
        /// The key.
        key: String,
        /// What was said; none: nothing.
        before: Option<String>,
        /// What is said now; none: nothing.
        after: Option<String>,
        /// Of a list, what came in.
        entered: Vec<String>,
        /// Of a list, what went out.
        left: Vec<String>,
    },
}

/// The sections in which the first that matches counts.
const IN_ORDER: [&str; 3] = ["routes", "offers", "sources"];

/// What the newer agreement says otherwise, in the order of the documentation.
#[must_use]
pub fn changes(old: &Agreement, new: &Agreement) -> Vec<Change> {
    let (old, new) = (parts(&print(old)), parts(&print(new)));
    let find = |parts: &'_ [Part], like: &Part| parts.iter().position(|part| part.is_like(like));
    let mut changes = Vec::new();
    for part in &new {
        match find(&old, part).and_then(|at| old.get(at)) {
            None => changes.push(part.change(What::Added)),
            Some(before) => said_otherwise(before, part, &mut changes),
        }
    }
    for part in old.iter().filter(|part| find(&new, part).is_none()) {
        changes.push(part.change(What::Removed));
    }
    for section in IN_ORDER {
        moved(section, &old, &new, &mut changes);
    }
    let place = |change: &Change| new.iter().chain(&old).position(|part| part.section == change.section);
    changes.sort_by_key(place);
    changes
}

/// A part of an agreement as it is printed: a table with its keys.
#[derive(Debug, Default, PartialEq, Eq)]
struct Part {
    section: String,
    id: String,
    entries: Vec<(String, String)>,
}

impl Part {
    fn is_like(&self, other: &Part) -> bool {
        self.section == other.section && self.id == other.id
    }

    fn value(&self, key: &str) -> Option<&str> {
        self.entries.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    fn change(&self, what: What) -> Change {
        let called = ["reason", "name", "words"].iter().find_map(|key| self.value(key));
        let name = called.filter(|_| !self.id.is_empty()).map_or_else(|| self.id.clone(), plain);
        Change { section: self.section.clone(), id: self.id.clone(), name, what }
    }
}

/// Cuts a printed agreement into its parts.
fn parts(printed: &str) -> Vec<Part> {
    let mut parts = vec![Part::default()];
    let mut under = String::new();
    for line in printed.lines().filter(|line| !line.is_empty()) {
        let Some(part) = parts.last_mut() else { break };
        if let Some(title) = line.strip_prefix("[[").and_then(|line| line.strip_suffix("]]")) {
            under = String::new();
            parts.push(Part { section: title.to_owned(), ..Part::default() });
        } else if line.starts_with('[') {
            let title = line.trim_matches(['[', ']']);
            let (section, name) = title.split_once('.').unwrap_or((title, ""));
            // What stands below a table of its own kind belongs to it: the texts of an offer, the windows of a source.
            if !name.is_empty() && part.section == section && section != "lists" {
                under = format!("{name}.");
            } else {
                under = String::new();
                parts.push(Part { section: section.to_owned(), id: plain(name), entries: Vec::new() });
            }
        } else if line.starts_with([' ', ']']) {
            if let Some((_, value)) = part.entries.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((key, value)) = line.split_once(" = ") {
            part.entries.push((format!("{under}{key}"), value.to_owned()));
        }
    }
    name_them(&mut parts);
    parts
}

/// Gives each part the name by which it is found again: its id, else what tells it from its like.
fn name_them(parts: &mut [Part]) {
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    for part in parts {
        if part.id.is_empty() {
            let own = match part.section.as_str() {
                "accounts" => part.value("domain").or(part.value("name")),
                "escalation" => part.value("do"),
                "offers" => part.value("kind"),
                _ => part.value("id"),
            };
            part.id = own.map(plain).unwrap_or_default();
        }
        let nth = seen.entry((part.section.clone(), part.id.clone())).or_default();
        *nth += 1;
        if *nth > 1 {
            part.id = format!("{} {nth}", part.id);
        }
    }
}

fn said_otherwise(before: &Part, after: &Part, changes: &mut Vec<Change>) {
    let gone = before.entries.iter().filter(|(key, _)| after.value(key).is_none());
    for (key, _) in after.entries.iter().chain(gone) {
        let (was, is) = (before.value(key), after.value(key));
        if was == is {
            continue;
        }
        let (old, new) = (was.map(items).unwrap_or_default(), is.map(items).unwrap_or_default());
        let only = |these: &[String], those: &[String]| {
            these.iter().filter(|one| !those.contains(one)).cloned().collect::<Vec<String>>()
        };
        let (entered, left) = if was.is_some() && is.is_some() && is_list(was) && is_list(is) {
            (only(&new, &old), only(&old, &new))
        } else {
            Default::default()
        };
        let says = What::Says { key: key.clone(), before: was.map(plain), after: is.map(plain), entered, left };
        changes.push(after.change(says));
    }
}

/// Parts that stand in another order than before, as far as both agreements have them: the fewest that have to be
/// taken out for the others to stand as they stood.
fn moved(section: &str, old: &[Part], new: &[Part], changes: &mut Vec<Change>) {
    let of = |parts: &'_ [Part], others: &'_ [Part]| -> Vec<usize> {
        let is_common =
            |(_, part): &(usize, &Part)| part.section == section && others.iter().any(|other| other.is_like(part));
        parts.iter().enumerate().filter(is_common).map(|(at, _)| at).collect()
    };
    let (before, after) = (of(old, new), of(new, old));
    let place = |at: &usize| {
        let part = new.get(*at)?;
        before.iter().position(|at| old.get(*at).is_some_and(|old| old.is_like(part)))
    };
    let order: Vec<usize> = after.iter().filter_map(place).collect();
    let stay = longest_rising(&order);
    for (to, (from, at)) in order.iter().zip(&after).enumerate() {
        if !stay.contains(from)
            && let Some(part) = new.get(*at)
        {
            changes.push(part.change(What::Moved { from: from + 1, to: to + 1 }));
        }
    }
}

/// The longest run of numbers, not necessarily beside each other, that rise.
fn longest_rising(numbers: &[usize]) -> Vec<usize> {
    let mut best: Vec<Vec<usize>> = Vec::new();
    for (at, number) in numbers.iter().enumerate() {
        let before = best.iter().take(at).filter(|run| run.last().is_some_and(|last| last < number));
        let mut run = before.max_by_key(|run| run.len()).cloned().unwrap_or_default();
        run.push(*number);
        best.push(run);
    }
    best.into_iter().max_by_key(Vec::len).unwrap_or_default()
}

fn is_list(value: Option<&str>) -> bool {
    value.is_some_and(|value| value.starts_with('['))
}

/// The entries of a printed list, for people; of any other value itself.
fn items(value: &str) -> Vec<String> {
    let Some(inside) = value.strip_prefix('[').and_then(|value| value.strip_suffix(']')) else {
        return vec![plain(value)];
    };
    let (mut items, mut item, mut depth, mut quoted, mut escaped) = (Vec::new(), String::new(), 0, false, false);
    for c in inside.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                items.push(plain(item.trim()));
                item.clear();
                continue;
            }
            _ => {}
        }
        item.push(c);
    }
    items.push(plain(item.trim()));
    items.retain(|item| !item.is_empty());
    items
}

/// A printed value for people: a text without its quotes, a list of texts with commas between.
fn plain(value: &str) -> String {
    let value = value.trim();
    if let Some(text) = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')) {
        return text.replace("\\\"", "\"").replace("\\\\", "\\");
    }
    if value.starts_with("[\"") || value.starts_with("[ \"") {
        return items(value).join(", ");
    }
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Change, What, changes};
    use crate::check;

    const EXAMPLE: &str = include_str!("../../../examples/agreement.toml");

    fn of(old: &str, new: &str) -> Vec<Change> {
        changes(&check(old).agreement.expect("the old one is right"), &check(new).agreement.expect("and the new one"))
    }

    fn swapped(from: &str, to: &str) -> String {
        let text = EXAMPLE.replacen(from, to, 1);
        assert_ne!(text, EXAMPLE, "{from}");
        text
    }

    #[test]
    fn what_only_the_file_says_otherwise_is_no_change() {
        let other = format!("# Another comment.\n{}", swapped("strict_origins = false\n", ""));
        assert_eq!(of(EXAMPLE, &other), []);
    }

    #[test]
    fn points_are_told_with_the_words_of_their_criterion() {
        let found = of(EXAMPLE, &swapped("between = [50, 1000]\npoints = 20", "between = [50, 800]\npoints = 5"));
        let told: Vec<_> = found.iter().map(|change| (change.section.as_str(), change.name.as_str())).collect();
        assert_eq!(told, [("fit", "50 to 1,000 people"); 2]);
        let What::Says { key, before, after, .. } = &found[1].what else { panic!("{found:?}") };
        assert_eq!((key.as_str(), before.as_deref(), after.as_deref()), ("points", Some("20"), Some("5")));
    }

    #[test]
    fn of_a_list_only_what_came_and_went_is_told() {
        let found = of(EXAMPLE, &swapped("\"rival.example\", ", "\"new.example\", "));
        let [Change { section, id, what: What::Says { entered, left, .. }, .. }] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!((section.as_str(), id.as_str()), ("lists", "competitors"));
        assert_eq!(
            (entered.as_slice(), left.as_slice()),
            (&["new.example".to_owned()][..], &["rival.example".to_owned()][..])
        );
    }

    #[test]
    fn parts_come_and_go_and_change_their_place() {
        let reason = "\n[[feedback.reasons]]\nid = \"brand_new\"\nwords = \"brand new\"\n";
        let found = of(EXAMPLE, &format!("{EXAMPLE}{reason}"));
        assert!(found.iter().any(|change| change.what == What::Added && change.name == "brand new"), "{found:?}");
        let back = of(&format!("{EXAMPLE}{reason}"), EXAMPLE);
        assert!(back.iter().any(|change| change.what == What::Removed && change.id == "brand_new"), "{back:?}");

        let everything = include_str!("../tests/everything.toml");
        let blocks: Vec<&str> = everything.split("[[routes]]").collect();
        let [head, first, second, rest @ ..] = blocks.as_slice() else { panic!("it has routes") };
        let other = [&[*head, *second, *first][..], rest].concat().join("[[routes]]");
        let found = of(everything, &other);
        let [Change { section, what: What::Moved { from, to }, .. }] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(section, "routes");
        assert_eq!(from.abs_diff(*to), 1);
    }

    #[test]
    fn every_key_of_an_agreement_is_seen() {
        let everything = include_str!("../tests/everything.toml");
        let other = everything.replacen("required = true", "required = false", 1).replacen("730d", "731d", 1);
        let sections: Vec<String> = of(everything, &other).into_iter().map(|change| change.section).collect();
        assert_eq!(sections, ["privacy", "approval"]);
    }
}
