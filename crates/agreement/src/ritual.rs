//! How a handoff goes, and what sales may answer: rituals by tier, the fast track, reasons.

use baton_hours::Date;

use crate::agreement::Reason;
use crate::keys::{MOST_LEADS, REASON_CHARS};
use crate::reader::{At, Problems, Table};
use crate::scoring_part::ScoringPart;

/// What a handoff asks of its rep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ritual {
    /// Five facts, a window with its ladder, and an acknowledgement with a next step and a time.
    #[default]
    Full,
    /// The rep is sent a summary, the visitor the calendar's link. Nobody has to acknowledge.
    Light,
    /// Nobody is told. The lead stands in its owner's list.
    None,
}

impl Ritual {
    /// Every ritual.
    pub const ALL: [Ritual; 3] = [Ritual::Full, Ritual::Light, Ritual::None];

    /// The name in agreements.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Ritual::Full => "full",
            Ritual::Light => "light",
            Ritual::None => "none",
        }
    }
}

/// How handoffs go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandoffRules {
    /// The rituals of the tiers that are named; the others have the full one.
    pub by_tier: Vec<(String, Ritual)>,
    /// With more open leads than this an owner is shown three facts; none: always five.
    pub fast_track_above: Option<u32>,
    /// Seasons in which everybody is shown three facts.
    pub peaks: Vec<Peak>,
}

/// A season with more leads than people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peak {
    /// The first day, in the desk's zone.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl HandoffRules {
    /// The ritual of a tier.
    #[must_use]
    pub fn ritual(&self, tier: &str) -> Ritual {
        self.by_tier.iter().find(|(named, _)| named == tier).map_or(Ritual::Full, |(_, ritual)| *ritual)
    }

    /// Whether a day lies in a season of the fast track.
    #[must_use]
    pub fn is_peak(&self, day: Date) -> bool {
        self.peaks.iter().any(|peak| (peak.from..=peak.to).contains(&day))
    }
}

/// What is read here, with the places the checks across the file point at.
#[derive(Default)]
pub(crate) struct RitualPart {
    pub rules: HandoffRules,
    pub tiers: Vec<At<String>>,
    pub reasons: Vec<Reason>,
    pub reason_ids: Vec<At<String>>,
}

/// The reasons of an agreement that names none.
const REASONS: [(&str, &str, bool); 9] = [
    ("wrong_fit", "wrong fit, not the customer we look for", false),
    ("wrong_contact", "wrong contact", false),
    ("no_budget", "no budget", false),
    ("bad_timing", "bad timing, not ready", false),
    ("competitor_chosen", "competitor chosen", false),
    ("unresponsive", "unresponsive", false),
    ("duplicate", "duplicate", false),
    ("spam", "spam", false),
    ("other", "other", true),
];

pub(crate) fn read_ritual(root: &mut Table<'_>, problems: &mut Problems) -> RitualPart {
    let mut part = RitualPart::default();
    let mut table = root.table("handoff", problems);
    for (tier, written) in table.named_texts("ritual_by_tier", problems) {
        let ritual = Ritual::ALL.into_iter().find(|ritual| ritual.id() == written.value);
        match ritual {
            Some(ritual) => part.rules.by_tier.push((tier.value.clone(), ritual)),
            None => problems.unknown("unknown_ritual", "ritual", &written, Ritual::ALL.map(Ritual::id)),
        }
        part.tiers.push(tier);
    }
    part.rules.fast_track_above = read_load(&mut table, problems);
    let peaks = table.tables("peaks", problems);
    part.rules.peaks = peaks.into_iter().filter_map(|peak| read_peak(peak, problems)).collect();
    table.finish(problems);
    let mut table = root.table("feedback", problems);
    for reason in table.tables("reasons", problems) {
        part.reasons.extend(read_reason(reason, &mut part.reason_ids, problems));
    }
    table.finish(problems);
    if part.reason_ids.is_empty() {
        part.reasons = default_reasons();
    }
    part
}

fn default_reasons() -> Vec<Reason> {
    let reason =
        |(id, words, needs_text): (&str, &str, bool)| Reason { id: id.to_owned(), words: words.to_owned(), needs_text };
    REASONS.map(reason).to_vec()
}

fn read_load(table: &mut Table<'_>, problems: &mut Problems) -> Option<u32> {
    let load = table.number("fast_track_above", problems)?;
    if !(1..=MOST_LEADS).contains(&load.value) {
        let help = format!("write a number of open leads from 1 to {MOST_LEADS}");
        problems.error("bad_load", &load.span, format!("a load of {} open leads", load.value), help);
    }
    u32::try_from(load.value).ok()
}

fn read_peak(mut table: Table<'_>, problems: &mut Problems) -> Option<Peak> {
    let from = table.day("from", problems);
    let to = table.day("to", problems);
    table.finish(problems);
    let (from, to) = (from?, to?);
    if to.value < from.value {
        let message = format!("a peak to {} that begins on {}", to.value, from.value);
        problems.error("peak_backwards", &to.span, message, "write the first day, then the last".to_owned());
    }
    Some(Peak { from: from.value, to: to.value })
}

fn read_reason(mut table: Table<'_>, ids: &mut Vec<At<String>>, problems: &mut Problems) -> Option<Reason> {
    let id = table.text("id", problems);
    let words = table.text("words", problems);
    let needs_text = table.flag("needs_text", problems).unwrap_or(false);
    table.finish(problems);
    ids.extend(id.clone());
    if let Some(words) = &words
        && !(1..=REASON_CHARS).contains(&words.value.trim().chars().count())
    {
        let help = format!("say it in a few words, at most {REASON_CHARS} characters: they stand on a button");
        problems.error("bad_reason", &words.span, "these words cannot stand in a list".to_owned(), help);
    }
    Some(Reason { id: id?.value, words: words?.value, needs_text })
}

/// Rituals are for tiers there are, and every reason has a name of its own.
pub(crate) fn check_ritual(part: &RitualPart, scoring: &ScoringPart, problems: &mut Problems) {
    crate::cross_check::unique("reason", part.reason_ids.iter(), problems);
    let tiers = || scoring.tiers.iter().map(|(id, _)| id.value.as_str());
    for tier in &part.tiers {
        if !tiers().any(|id| id == tier.value) {
            problems.unknown("unknown_tier", "tier", tier, tiers().collect::<Vec<_>>());
        }
    }
}
