//! A learned card as an agreement: TOML that people read, with the evidence behind every line.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use baton_agreement::Date;
use baton_scoring::Field;

use crate::bins::Group;
use crate::features::{Atom, Feature, Subject};
use crate::learn::LearnedColumn;
use crate::measure::float;
use crate::names::{band, slug};
use crate::report::{percent, thousands};
use crate::study::Study;

/// A line of a proposed card.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// In words: `Lead Source: Reference`.
    pub words: String,
    /// `fit` or `engagement`.
    pub group: &'static str,
    /// The question, as TOML.
    pub question: String,
    /// The signals it asks for.
    pub signals: Vec<String>,
    /// What it gives.
    pub points: i32,
    /// Leads it holds for, and how many of them were won.
    pub leads: usize,
    /// Won of these.
    pub won: usize,
    /// The log odds it speaks for by itself.
    pub alone: f64,
    /// Its weight beside the others, and how unsure that is.
    pub weight: (f64, f64),
}

/// The lines of what was learned beside the team's criteria, those that move most first.
#[must_use]
pub fn lines(study: &Study) -> Vec<Line> {
    let mut out = Vec::new();
    let mut ids: BTreeMap<String, usize> = study.team.iter().map(|known| (known.id.clone(), 1)).collect();
    let base = float(study.measures.won) / float(study.measures.leads).max(1.0);
    for column in &study.learned.columns {
        let Some(feature) = study.ground.features.get(column.feature) else { continue };
        let mut order: Vec<usize> = (0..column.groups.len()).collect();
        if !feature.is_number {
            order.sort_by_key(|at| -column.points.get(*at).copied().unwrap_or(0));
        }
        for at in order {
            let (Some(group), Some(points)) = (column.groups.get(at), column.points.get(at)) else { continue };
            if *points != 0 {
                out.push(line(study, feature, column, group, *points, at, base, &mut ids));
            }
        }
    }
    out
}

#[expect(clippy::too_many_arguments, reason = "one line of one table")]
fn line(
    study: &Study,
    feature: &Feature,
    column: &LearnedColumn,
    group: &Group,
    points: i32,
    at: usize,
    base: f64,
    ids: &mut BTreeMap<String, usize>,
) -> Line {
    let count = study.counts(column.feature, group);
    let (question, words, signals) = question(feature, column, at);
    let stem = match &feature.subject {
        Subject::Field(field) => field.id().to_owned(),
        Subject::Signal(name) => name.clone(),
    };
    let number = ids.entry(stem.clone()).or_default();
    *number += 1;
    let of = |list: &[f64]| list.get(at).copied().unwrap_or_default();
    Line {
        id: format!("{stem}_{number}"),
        words: format!("{}: {words}", feature.name),
        group: side(feature),
        question,
        signals,
        points,
        leads: count.leads,
        won: count.won,
        alone: count.evidence(base),
        weight: (of(&column.weights), of(&column.errors)),
    }
}

/// Whether a column says who they are or what they did: fields by what they are, others by their words.
fn side(feature: &Feature) -> &'static str {
    use Field::{
        Campaign, CampaignMedium, CampaignSource, Channel, HeardFrom, Interest, Message, Page, Source, Timeline,
        TimelineBand,
    };
    let did = [
        "visit", "page", "time", "click", "open", "download", "session", "view", "request", "origin", "source",
        "campaign", "contact", "webinar", "chat", "email",
    ];
    let is_done = match &feature.subject {
        Subject::Field(field) => matches!(
            field,
            Campaign
                | CampaignMedium
                | CampaignSource
                | Channel
                | HeardFrom
                | Interest
                | Message
                | Page
                | Source
                | Timeline
                | TimelineBand
        ),
        Subject::Signal(name) => name.split('_').any(|word| did.iter().any(|did| word.starts_with(did))),
    };
    if is_done { "engagement" } else { "fit" }
}

/// The question for a group of a column: as TOML, in words, and the signals it asks for.
fn question(feature: &Feature, column: &LearnedColumn, at: usize) -> (String, String, Vec<String>) {
    let Some(group) = column.groups.get(at) else { return Default::default() };
    let atoms: Vec<&Atom> = group.atoms.iter().filter_map(|atom| feature.atoms.get(*atom)).collect();
    let texts: Vec<&str> =
        atoms.iter().filter_map(|atom| if let Atom::Text(text) = atom { Some(text.as_str()) } else { None }).collect();
    let ends = ends(feature, column, at);
    match (&feature.subject, atoms.first()) {
        (Subject::Field(field), first) => {
            let (question, words) = field_question(feature, *field, first.copied(), &texts, ends);
            (question, words, Vec::new())
        }
        (Subject::Signal(name), first) => {
            let (signals, words) = match first {
                Some(Atom::Missing) => (vec![format!("{name}-none")], "not answered".to_owned()),
                Some(Atom::Rare) => (vec![format!("{name}-other")], "any other answer".to_owned()),
                Some(Atom::From(_)) => (vec![band(name, ends.0, ends.1)], band_words(ends)),
                _ => (texts.iter().map(|text| format!("{name}-{text}")).collect(), listed(&texts)),
            };
            let asks: Vec<String> =
                signals.iter().map(|signal| format!("{{ signal = {}, at_least = 1 }}", quoted(signal))).collect();
            let question = match asks.as_slice() {
                [_] => format!("signal = {}\nat_least = 1", quoted(signals.first().map_or("", String::as_str))),
                _ => format!("any = [\n  {},\n]", asks.join(",\n  ")),
            };
            (question, words, signals)
        }
    }
}

fn field_question(
    feature: &Feature,
    field: Field,
    first: Option<&Atom>,
    texts: &[&str],
    ends: (Option<f64>, Option<f64>),
) -> (String, String) {
    let id = quoted(field.id());
    let named = || -> Vec<&str> {
        feature
            .atoms
            .iter()
            .filter_map(|atom| if let Atom::Text(text) = atom { Some(text.as_str()) } else { None })
            .collect()
    };
    match first {
        Some(Atom::Missing) => (format!("field = {id}\nabsent = true"), "not answered".to_owned()),
        Some(Atom::Rare) if named().is_empty() => (format!("field = {id}\npresent = true"), "answered".to_owned()),
        Some(Atom::Rare) => {
            (format!("none = [{{ field = {id}, one_of = [{}] }}]", list(&named())), "any other answer".to_owned())
        }
        Some(Atom::From(_)) => {
            let question = match ends {
                (Some(from), Some(below)) => format!("between = [{}, {}]", from.max(0.0), (below - 1.0).max(0.0)),
                (Some(from), None) => format!("at_least = {}", from.max(0.0)),
                (None, Some(below)) => format!("at_most = {}", (below - 1.0).max(0.0)),
                (None, None) => "present = true".to_owned(),
            };
            (format!("field = {id}\n{question}"), band_words(ends))
        }
        _ => match texts {
            [one] => (format!("field = {id}\nis = {}", quoted(one)), listed(texts)),
            _ => (format!("field = {id}\none_of = [{}]", list(texts)), listed(texts)),
        },
    }
}

/// Where a band begins and ends; the outermost are open.
fn ends(feature: &Feature, column: &LearnedColumn, at: usize) -> (Option<f64>, Option<f64>) {
    let start = |group: &Group| {
        group
            .atoms
            .iter()
            .filter_map(|atom| match feature.atoms.get(*atom) {
                Some(Atom::From(from)) => Some(*from),
                _ => None,
            })
            .next()
    };
    let mut starts: Vec<f64> = column.groups.iter().filter_map(start).collect();
    starts.sort_by(f64::total_cmp);
    let own = column.groups.get(at).and_then(start);
    let from = own.filter(|own| starts.first() != Some(own));
    let below = own.and_then(|own| starts.iter().copied().find(|start| *start > own));
    (from, below)
}

fn band_words(ends: (Option<f64>, Option<f64>)) -> String {
    match ends {
        (Some(from), Some(below)) => format!("{from} to below {below}"),
        (Some(from), None) => format!("{from} and more"),
        (None, Some(below)) => format!("below {below}"),
        (None, None) => "any number".to_owned(),
    }
}

fn listed(texts: &[&str]) -> String {
    let word = |text: &&str| text.trim_start_matches("is_").replace('_', " ");
    let said: Vec<String> = texts.iter().take(4).map(word).collect();
    let more = texts.len().saturating_sub(said.len());
    if more == 0 { said.join(", ") } else { format!("{} and {more} more", said.join(", ")) }
}

fn list(texts: &[&str]) -> String {
    texts.iter().map(|text| quoted(text)).collect::<Vec<String>>().join(", ")
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// One criterion as TOML, its evidence above it.
fn criterion(line: &Line) -> String {
    let share = percent(float(line.won) / float(line.leads).max(1.0));
    let Line { id, words, group, question, points, leads, alone, weight, .. } = line;
    format!(
        "# {} leads, {share} won; alone {alone:+.2}, beside the others {:+.2} ± {:.2} in log odds\n\
         [[{group}]]\nid = {}\nreason = {}\n{question}\npoints = {points}\n\n",
        thousands(*leads),
        weight.0,
        1.96 * weight.1,
        quoted(id),
        quoted(&cut(words))
    )
}

fn cut(words: &str) -> String {
    words.chars().take(110).collect()
}

fn signals_of(lines: &[Line]) -> String {
    let mut out = String::new();
    for line in lines {
        for signal in &line.signals {
            let _ = write!(out, "[[signals]]\nid = {}\n\n", quoted(signal));
        }
    }
    out
}

/// What scores mean, as a comment.
fn meanings(study: &Study) -> String {
    let mut out = String::from("# What a score means, by this file:\n");
    for from in (0..100).step_by(10) {
        let _ = writeln!(
            out,
            "#   {from:>3} to {:>3}: {} won",
            from + 9 + i32::from(from == 90),
            percent(study.learned.means(from + 5))
        );
    }
    out
}

fn head(study: &Study, file: &str) -> String {
    let measures = &study.measures;
    format!(
        "# Learned by `baton fit` from {}: {} leads that count, {} of them won.\n\
         # On leads the card never saw it ranks {:.3} of 1 ({:.3} to {:.3}); its best fifth holds {} of everything won.\n",
        file_name(file),
        thousands(measures.leads),
        thousands(measures.won),
        measures.auc.auc,
        measures.auc.low,
        measures.auc.high,
        percent(measures.top_20.capture)
    )
}

/// A whole agreement around the learned card, for a team that has none. What only the team knows (its people, its
/// pages, its links) stands in it as a beginning.
#[must_use]
pub fn whole(study: &Study, file: &str, today: Date) -> String {
    let lines = lines(study);
    let sum = |group: &str| {
        let mut best: BTreeMap<&str, i32> = BTreeMap::new();
        for line in lines.iter().filter(|line| line.group == group) {
            let of = best.entry(line.words.split(": ").next().unwrap_or_default()).or_default();
            *of = (*of).max(line.points);
        }
        best.values().sum::<i32>().clamp(1, 1000)
    };
    let (hot, warm) = cuts(study);
    let mut out = head(study, file);
    let _ = write!(
        out,
        "\nname = \"Learned from past leads\"\nowner = \"first\"\nreview_by = {}\nlanguage = \"en\"\n\n\
         [site]\norigins = [\"https://www.your-site.example\"]\n\n[score]\n",
        today.plus(90)
    );
    for group in ["fit", "engagement"].into_iter().filter(|group| lines.iter().any(|line| line.group == *group)) {
        let _ = writeln!(out, "{group}_cap = {}", sum(group));
    }
    out.push('\n');
    out.push_str(&meanings(study));
    out.push('\n');
    if lines.iter().any(|line| !line.signals.is_empty()) {
        out.push_str("# Columns that are no field of a form: another system tells of them by these names.\n\n");
        out.push_str(&signals_of(&lines));
    }
    out.extend(lines.iter().map(criterion));
    let _ = write!(
        out,
        "# The best fifth of the leads of this file.\n[[tiers]]\nid = \"hot\"\nat_least = {hot}\n\n[[tiers]]\nid = \"warm\"\nat_least = {warm}\n\n\
         [[tiers]]\nid = \"cold\"\nat_least = 0\n\n{REST}"
    );
    out
}

/// The least scores of the best fifth and of the better half.
fn cuts(study: &Study) -> (i32, i32) {
    let lessons = crate::learn::Lessons { features: &study.ground.features, team: &study.team, won: &study.ground.won };
    let mut scores: Vec<i32> = study.ground.rows.iter().map(|row| study.learned.score(&lessons, *row)).collect();
    scores.sort_unstable();
    let at = |percent: usize| scores.get(scores.len() * percent / 100).copied().unwrap_or(50);
    let hot = at(80).clamp(2, 99);
    (hot, at(50).clamp(1, hot - 1))
}

const REST: &str = r#"[mql]
all = [{ reason = "e-mail is known", field = "email", present = true }]

[[sources]]
id = "demo_request"

[[offers]]
kind = "meeting"
tiers = ["hot"]

[offers.texts.en]
headline = "Pick a time that suits you"
button = "Book a meeting"

[[offers]]
kind = "thanks"

[offers.texts.en]
headline = "Thank you, we have it"

[booking]
link = "https://meet.your-site.example/team"

[[reps]]
id = "first"
name = "First Rep"
email = "first@your-site.example"

[[pools]]
id = "inbound"
members = [{ rep = "first" }]

[[routes]]
id = "everyone"
to = "inbound"

[windows]
first_response = "5m"

[[feedback.reasons]]
id = "wrong_fit"
words = "wrong fit"

[[feedback.reasons]]
id = "bad_timing"
words = "bad timing, not ready"
"#;

/// The team's agreement with other points, and below its criteria those that are new. What is not about points stays
/// as it is, comments included; a line of before stands in a comment where its points change.
#[must_use]
pub fn changed(study: &Study, file: &str, text: &str) -> String {
    let lines = lines(study);
    let mut out = head(study, file);
    let mut block: Vec<&str> = Vec::new();
    let mut last_criterion = 0;
    for line in text.lines() {
        if line.trim_start().starts_with('[') {
            flush(&mut out, &mut block, study, &mut last_criterion);
        }
        block.push(line);
    }
    flush(&mut out, &mut block, study, &mut last_criterion);
    if !lines.is_empty() {
        let mut added =
            String::from("\n# New: told apart by the leads of this file beyond what the card asked before.\n\n");
        added.push_str(&signals_of(&lines));
        added.extend(lines.iter().map(criterion));
        let (before, after) = out.split_at_checked(last_criterion).unwrap_or((&out, ""));
        out = format!("{before}{added}{after}");
    }
    out
}

/// Writes one table of the file, its points changed where it is a criterion.
fn flush(out: &mut String, block: &mut Vec<&str>, study: &Study, last: &mut usize) {
    let is_criterion = block.first().is_some_and(|line| matches!(line.trim(), "[[fit]]" | "[[engagement]]"));
    let id = block.iter().find_map(|line| value_of(line, "id")).map(|id| id.trim_matches(['"', '\'']).to_owned());
    let known = study.team.iter().zip(&study.learned.team).find(|(known, _)| Some(&known.id) == id.as_ref());
    for line in block.drain(..) {
        match (known, value_of(line, "points")) {
            (Some((known, learned)), Some(_)) if is_criterion && learned.points != known.points => {
                let held = known.codes.iter().filter(|code| **code > 0).count();
                let why = format!(
                    "{} leads; {:+.2} ± {:.2} in log odds",
                    thousands(held),
                    learned.weight,
                    1.96 * learned.error
                );
                if learned.points == 0 {
                    // A criterion gives something or is none: what earns nothing keeps one point of its sign.
                    let _ = writeln!(
                        out,
                        "# was {}; {why}: earns nothing, consider taking it out\npoints = {}",
                        known.points,
                        known.points.signum()
                    );
                } else {
                    let _ = writeln!(out, "# was {}; {why}\npoints = {}", known.points, learned.points);
                }
            }
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    if is_criterion {
        *last = out.trim_end().len() + 1;
    }
}

fn value_of<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    let (name, value) = line.split_once('=')?;
    (name.trim() == key).then(|| value.split('#').next().unwrap_or_default().trim())
}

/// A name for a file in a comment.
#[must_use]
pub fn file_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    if slug(name) == "x" { "standard input".to_owned() } else { name.chars().filter(|c| !c.is_control()).collect() }
}
