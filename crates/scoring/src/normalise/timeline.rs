//! When somebody wants to start.

use super::numbers::Numbers;
use crate::text::{WordList, contains_any};

/// The names of timelines, from the soonest to none at all.
pub const TIMELINE_BANDS: &[&str] = &["now", "month", "quarter", "half_year", "year", "later", "none"];

/// Phrases that say it without a number, in the order of trying.
const PHRASES: &[(&str, WordList)] = &[
    (
        "none",
        WordList(
            "just looking|looking around|just browsing|browsing|no timeline|no timeframe|no plans|no rush|exploring|\
             researching|just curious|not sure|undecided|nur informieren|nur information|nur mal schauen|kein zeitplan|\
             keine eile|unverbindlich|noch offen|pas de calendrier|aucun projet|simple curiosite|je me renseigne|\
             solo mirando|sin plazo|sin prisa|explorando|so olhando|sem prazo|sem pressa|pesquisando",
        ),
    ),
    (
        "now",
        WordList(
            "asap|a s a p|as soon as possible|immediately|immediate|right away|right now|urgent|urgently|now|today|\
             tomorrow|this week|sofort|ab sofort|umgehend|so bald wie moglich|schnellstmoglich|baldmoglichst|dringend|\
             heute|morgen|diese woche|des que possible|immediatement|tout de suite|aujourd hui|cette semaine|\
             lo antes posible|cuanto antes|inmediatamente|inmediato|urgente|ahora|hoy|esta semana|imediatamente|\
             imediato|o mais rapido possivel|o quanto antes|agora|hoje|within a week|in a week",
        ),
    ),
    (
        "month",
        WordList(
            "this month|next month|within a month|in a month|next week|next few weeks|few weeks|diesen monat|\
             nachsten monat|nachste woche|in einem monat|innerhalb eines monats|ce mois|mois prochain|\
             semaine prochaine|dans un mois|este mes|proximo mes|mes que viene|proxima semana|en un mes|em um mes|\
             mes que vem",
        ),
    ),
    (
        "quarter",
        WordList(
            "this quarter|next quarter|within a quarter|current quarter|few months|dieses quartal|nachstes quartal|\
             im quartal|ce trimestre|prochain trimestre|trimestre prochain|este trimestre|proximo trimestre",
        ),
    ),
    (
        "half_year",
        WordList("half a year|half year|halbes jahr|halbjahr|this half|semestre|medio ano|meio ano|within six months"),
    ),
    (
        "year",
        WordList(
            "this year|next year|within a year|in a year|dieses jahr|nachstes jahr|in einem jahr|cette annee|\
             annee prochaine|dans un an|este ano|proximo ano|ano que viene|ano que vem|en un ano|em um ano",
        ),
    ),
    (
        "later",
        WordList(
            "later|someday|long term|over a year|more than a year|spater|langfristig|irgendwann|plus tard|\
             long terme|mas adelante|largo plazo|mais tarde|longo prazo",
        ),
    ),
];

/// How soon somebody wants to start, one of [`TIMELINE_BANDS`], from folded text.
///
/// A range counts as its later end ("1-3 months" is a quarter), an open end ("6+ months") as
/// what follows it. A date is unknown: it would need to know today.
#[must_use]
pub fn timeline_band(text: &str) -> Option<&'static str> {
    if let Some(days) = days(text) {
        return Some(match days {
            0..=7 => "now",
            8..=31 => "month",
            32..=92 => "quarter",
            93..=184 => "half_year",
            185..=366 => "year",
            _ => "later",
        });
    }
    PHRASES.iter().find(|(_, phrases)| contains_any(text, *phrases)).map(|(name, _)| *name)
}

/// Words of a month and so on begin so, in five languages, with their days.
const UNITS: &[(&str, u32)] = &[
    ("day", 1),
    ("tag", 1),
    ("jour", 1),
    ("dia", 1),
    ("week", 7),
    ("wk", 7),
    ("woche", 7),
    ("semain", 7),
    ("seman", 7),
    ("mo", 30),
    ("mes", 30),
    ("mth", 30),
    ("quart", 91),
    ("trimest", 91),
    ("year", 365),
    ("yr", 365),
    ("jahr", 365),
    ("an", 365),
];

/// Words in front of a number that is only the beginning.
const MORE_THAN: WordList = WordList(
    "more than|over|beyond|after|at least|mehr als|uber|nach|mindestens|plus de|au moins|apres|mas de|despues de|\
     mais de|depois de|acima de",
);

/// The days that the last number with a unit stands for.
fn days(text: &str) -> Option<u32> {
    let mut last = None;
    let mut first_start = text.len();
    for number in Numbers::of(text) {
        first_start = first_start.min(number.start);
        last = Some(number);
    }
    let number = last?;
    let behind = text.as_bytes().get(number.end..)?;
    let gap = behind.iter().position(|byte| !b" +-".contains(byte)).unwrap_or(behind.len());
    let (gap, unit) = behind.split_at_checked(gap)?;
    let is_plus = gap.contains(&b'+');
    let (_, unit_days) = UNITS.iter().find(|(word, _)| unit.starts_with(word.as_bytes()))?;
    // Months are 30.5 days, so that twelve of them are a year.
    let halves = if *unit_days == 30 { 61 } else { unit_days * 2 };
    let is_open =
        is_plus || contains_any(text.get(..first_start)?, MORE_THAN) || text.as_bytes().first() == Some(&b'>');
    let days = number.value.saturating_mul(halves) / 2;
    // What is open goes on for a month more, which moves it into the next band.
    Some(if is_open { days.saturating_add(32) } else { days })
}
