//! What the agreement gives names to and conditions ask about: lists, signals, checklists.

use baton_scoring::{Filter, List, Private, SignalRule, fold};
use sha2::{Digest, Sha256};

use crate::agreement::Checklist;
use crate::reader::{At, Problems, Table, Texts};

/// A private list with more entries sends no filter: it would weigh more than all the rest.
const FILTERED: usize = 1_000;

/// The checklists everybody knows. Sources: BANT (IBM), GPCT (HubSpot), MEDDIC (PTC).
const BUILT_IN: [(&str, &[&str]); 3] = [
    ("bant", &["budget", "authority", "need", "timeline"]),
    ("gpct", &["goals", "plans", "challenges", "timeline"]),
    ("meddic", &["metrics", "economic_buyer", "decision_criteria", "decision_process", "identify_pain", "champion"]),
];

/// The names, with what they stand for.
#[derive(Default)]
pub(crate) struct Names {
    pub lists: Vec<NamedList>,
    pub signals: Vec<At<String>>,
    pub signal_rules: Vec<SignalRule>,
    pub tiers: Vec<String>,
    /// The agreement's own first, then the built-in ones it does not replace.
    pub checklists: Vec<Checklist>,
    pub own_checklists: Vec<At<String>>,
}

/// A list and where it stands.
pub(crate) struct NamedList {
    pub id: At<String>,
    pub entries: Vec<String>,
    pub private: bool,
    pub filter: Option<Filter>,
}

impl Names {
    pub fn list(&self, id: &str) -> Option<u32> {
        let place = self.lists.iter().position(|list| list.id.value == id)?;
        u32::try_from(place).ok()
    }

    pub fn list_ids(&self) -> Vec<&str> {
        self.lists.iter().map(|list| list.id.value.as_str()).collect()
    }

    pub fn checklist(&self, id: &str) -> Option<&Checklist> {
        self.checklists.iter().find(|checklist| checklist.id == id)
    }

    pub fn points(&self) -> Vec<&str> {
        self.checklists.iter().flat_map(|checklist| &checklist.points).map(String::as_str).collect()
    }

    pub fn card_lists(&self) -> Vec<List> {
        let list = |list: &NamedList| List::Entries { id: list.id.value.clone(), entries: list.entries.clone() };
        self.lists.iter().map(list).collect()
    }

    pub fn private(&self) -> Private {
        let lists = (0u32..).zip(&self.lists).filter(|(_, list)| list.private);
        Private { criteria: Vec::new(), lists: lists.map(|(place, list)| (place, list.filter.clone())).collect() }
    }
}

pub(crate) fn read_names(root: &mut Table<'_>, agreement: &str, problems: &mut Problems) -> Names {
    let mut names = Names::default();
    for (id, table) in root.named_tables("lists", problems) {
        names.lists.extend(read_list(id, table, agreement, problems));
    }
    for mut table in root.tables("signals", problems) {
        let id = table.text("id", problems);
        let pages = read_pages(&mut table, problems);
        let events = table.texts("events", problems).map(|events| events.value).unwrap_or_default();
        table.finish(problems);
        for event in &events {
            not_blank(event, problems);
        }
        let Some(id) = id else { continue };
        let events = events.into_iter().map(|event| event.value).collect();
        names.signal_rules.push(SignalRule { id: id.value.clone(), pages, events });
        names.signals.push(id);
    }
    read_checklists(root, &mut names, problems);
    names
}

fn read_list(id: At<String>, mut table: Table<'_>, agreement: &str, problems: &mut Problems) -> Option<NamedList> {
    let entries = table.texts("entries", problems);
    let private = table.flag("private", problems).unwrap_or(false);
    let wanted = if private { table.flag("filter", problems) } else { None };
    let place = table.place("filter");
    table.finish(problems);
    let entries = entries?;
    if entries.value.is_empty() {
        empty_list(&entries, problems);
    }
    for entry in &entries.value {
        not_blank(entry, problems);
    }
    let folded = once_each(entries.value, problems);
    let short = folded.len() <= FILTERED;
    if private && !short && wanted == Some(true) {
        let message = format!("a list of {} entries sends no filter", folded.len());
        let help = format!("a filter is for at most {FILTERED} entries; take `filter` out, or make the list shorter");
        problems.warning("no_filter", &place, message, help);
    }
    let salt = salt(agreement, &id.value, &folded);
    let filter = if private && short && wanted != Some(false) {
        Filter::of(folded.iter().map(String::as_str), salt)
    } else {
        None
    };
    Some(NamedList { id, entries: folded, private, filter })
}

/// Folded, sorted, without doubles.
fn once_each(entries: Vec<At<String>>, problems: &mut Problems) -> Vec<String> {
    let mut folded: Vec<String> = Vec::new();
    for entry in entries {
        let text = fold(&entry.value);
        match folded.binary_search(&text) {
            Ok(_) => {
                let message = format!("`{}` is on this list already", entry.value);
                let help = "take one of them out; case, accents and blanks make no difference".to_owned();
                problems.warning("twice_in_list", &entry.span, message, help);
            }
            Err(place) => folded.insert(place, text),
        }
    }
    folded
}

/// The first eight bytes of SHA-256 over everything that makes a list this agreement's own.
fn salt(agreement: &str, id: &str, entries: &[String]) -> u64 {
    let mut hash = Sha256::new();
    for part in [agreement, id].into_iter().chain(entries.iter().map(String::as_str)) {
        hash.update(part.as_bytes());
        // No text holds this byte, so that no two lists read the same.
        hash.update([0xff]);
    }
    hash.finalize().iter().take(8).fold(0, |salt, byte| salt << 8 | u64::from(*byte))
}

fn read_checklists(root: &mut Table<'_>, names: &mut Names, problems: &mut Problems) {
    for (id, points) in root.named_lists("checklists", problems) {
        if points.value.is_empty() {
            empty_list(&points, problems);
        }
        crate::cross_check::unique("point", points.value.iter(), problems);
        let points = points.value.into_iter().map(|point| point.value).collect();
        names.checklists.push(Checklist { id: id.value.clone(), points });
        names.own_checklists.push(id);
    }
    for (id, points) in BUILT_IN {
        if names.checklist(id).is_none() {
            let points = points.iter().map(|point| (*point).to_owned()).collect();
            names.checklists.push(Checklist { id: id.to_owned(), points });
        }
    }
}

/// The patterns of `pages`, lower case.
pub(crate) fn read_pages(table: &mut Table<'_>, problems: &mut Problems) -> Vec<String> {
    let pages = table.texts("pages", problems).map(|pages| pages.value).unwrap_or_default();
    for page in &pages {
        if !page.value.starts_with(['/', '*']) {
            let help = "write the path only: `/demo*`".to_owned();
            problems.error("bad_page", &page.span, format!("`{}` is not a path", page.value), help);
        }
    }
    pages.into_iter().map(|page| page.value.to_ascii_lowercase()).collect()
}

pub(crate) fn empty_list(list: &Texts, problems: &mut Problems) {
    problems.error("empty_list", &list.span, "nothing is in this list".to_owned(), "name at least one".to_owned());
}

/// Whether a text is something once it is folded; else that is told.
pub(crate) fn not_blank(text: &At<String>, problems: &mut Problems) -> bool {
    let blank = fold(&text.value).is_empty();
    if blank {
        let help = "write what it shall be compared with, or take it out; for an answer that is there or not, ask \
                    `present = true` or `absent = true`";
        problems.error("empty_text", &text.span, "no lead can match an empty text".to_owned(), help.to_owned());
    }
    !blank
}
