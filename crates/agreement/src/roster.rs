//! What reps can take on, how pools share, where routes lead.

use crate::agreement::{IfNobody, Needs, PoolId, RepId, Share, Takes, Target};
use crate::reader::{At, Problems, Table};

/// The most leads a cap can name.
pub(crate) const MOST_LEADS: i32 = 10_000;

pub(crate) fn read_takes(table: &mut Table<'_>, problems: &mut Problems) -> Takes {
    Takes {
        open_leads: read_cap(table, "open_leads", problems),
        per_day: read_cap(table, "per_day", problems),
        skills: read_words(table, "skills", problems),
        products: read_words(table, "products", problems),
        languages: read_words(table, "languages", problems),
        blocked: read_domains(table, problems),
    }
}

fn read_cap(table: &mut Table<'_>, key: &'static str, problems: &mut Problems) -> Option<u32> {
    let cap = table.number(key, problems)?;
    if !(1..=MOST_LEADS).contains(&cap.value) {
        let help = format!("write a whole number from 1 to {MOST_LEADS}, or take `{key}` out for no cap");
        problems.error("bad_capacity", &cap.span, format!("a cap of {} leads", cap.value), help);
    }
    u32::try_from(cap.value).ok().filter(|cap| *cap > 0)
}

/// Words that are compared as they are, small letters throughout.
fn read_words(table: &mut Table<'_>, key: &'static str, problems: &mut Problems) -> Vec<String> {
    let words = table.texts(key, problems).map(|words| words.value).unwrap_or_default();
    words.into_iter().map(|word| word.value.trim().to_lowercase()).filter(|word| !word.is_empty()).collect()
}

fn read_domains(table: &mut Table<'_>, problems: &mut Problems) -> Vec<String> {
    let domains = table.texts("blocked", problems).map(|domains| domains.value).unwrap_or_default();
    for domain in &domains {
        if domain.value.contains(['@', '/', ' ']) || !domain.value.contains('.') {
            let help = "write the part of their addresses behind the `@`: `rival.example`".to_owned();
            problems.error("bad_domain", &domain.span, format!("`{}` is not a domain", domain.value), help);
        }
    }
    domains.into_iter().map(|domain| domain.value.to_lowercase()).collect()
}

/// By what a pool shares, the pool behind it, and what is tried when nobody can take a lead.
pub(crate) fn read_share(table: &mut Table<'_>, problems: &mut Problems) -> (Share, Option<At<String>>, Vec<IfNobody>) {
    let share = table.text("share", problems).and_then(|written| {
        let found = Share::ALL.into_iter().find(|share| share.id() == written.value);
        if found.is_none() {
            problems.unknown("unknown_share", "way to share", &written, Share::ALL.map(Share::id));
        }
        found
    });
    let fallback = table.text("fallback", problems);
    let written = table.texts("if_nobody", problems);
    let mut if_nobody = Vec::new();
    for word in written.iter().flat_map(|words| &words.value) {
        match IfNobody::ALL.into_iter().find(|way| way.id() == word.value) {
            Some(way) if !if_nobody.contains(&way) => if_nobody.push(way),
            Some(_) => {
                let help = "take one of them out".to_owned();
                problems.warning("twice_in_list", &word.span, format!("`{}` is tried already", word.value), help);
            }
            None => problems.unknown("unknown_way", "way out", word, IfNobody::ALL.map(IfNobody::id)),
        }
    }
    if let (Some(written), None) = (&written, &fallback)
        && if_nobody.contains(&IfNobody::Fallback)
    {
        let help = "add `fallback = \"…\"` with the id of another pool".to_owned();
        problems.error("no_fallback", &written.span, "there is no pool to fall back to".to_owned(), help);
    }
    let usual = || IfNobody::ALL.into_iter().filter(|way| fallback.is_some() || *way != IfNobody::Fallback).collect();
    let if_nobody = if written.is_none() { usual() } else { if_nobody };
    (share.unwrap_or_default(), fallback, if_nobody)
}

/// Where a route leads, and the name that was written for it.
pub(crate) fn read_target(table: &mut Table<'_>, problems: &mut Problems) -> Option<(Target, Option<At<String>>)> {
    let places = ["to", "rep", "account_owner"].map(|key| (key, table.has(key)));
    let (pool, rep) = (table.text("to", problems), table.text("rep", problems));
    let owner = table.flag("account_owner", problems).unwrap_or(false);
    let written: Vec<&str> = places.iter().filter(|(_, is_there)| *is_there).map(|(key, _)| *key).collect();
    if let [_, second, ..] = written.as_slice() {
        let help = "write one of `to`, `rep` and `account_owner`".to_owned();
        problems.error("two_targets", &table.place(second), "this route leads to two places".to_owned(), help);
        return None;
    }
    match (pool, rep) {
        (Some(pool), _) => Some((Target::Pool(PoolId::new(pool.value.clone())), Some(pool))),
        (_, Some(rep)) => Some((Target::Rep(RepId::new(rep.value.clone())), Some(rep))),
        _ if owner => Some((Target::AccountOwner, None)),
        _ => {
            if written.is_empty() || written == ["account_owner"] {
                table.missing("to", problems);
            }
            None
        }
    }
}

pub(crate) fn read_needs(table: &mut Table<'_>, problems: &mut Problems) -> Needs {
    Needs {
        skills: read_words(table, "skills", problems),
        product: table.text("product", problems).map(|product| product.value.trim().to_lowercase()),
        same_language: table.flag("same_language", problems).unwrap_or(false),
    }
}
