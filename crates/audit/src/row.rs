//! What one row says of its lead.

use baton_calibration::columns::is_missing;
use baton_calibration::{Columns, Outcome, Role};
use baton_hours::Millis;

/// What became of a lead, as far as sales is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// Sales took it, whatever came of it.
    Accepted,
    /// Sales turned it down.
    Rejected,
    /// Somebody tried, and nothing is decided.
    Working,
    /// A day went by and nobody did anything.
    Ignored,
    /// It is not a day old, or the file does not say.
    Unknown,
}

/// A lead of the export.
#[derive(Clone, Debug)]
pub(crate) struct Lead {
    /// When it came in.
    pub at: Option<Millis>,
    /// When somebody first tried to reach the person.
    pub contacted_at: Option<Millis>,
    /// Who has it.
    pub owner: String,
    /// Where it came from.
    pub source: String,
    /// Why it was rejected; empty where nothing, or nothing that says anything, is written.
    pub reason: String,
    /// Whether anybody tried, as far as the file can say.
    pub tried: Option<bool>,
    /// What became of it.
    pub outcome: Option<Outcome>,
    /// What it was worth.
    pub value: Option<i64>,
    /// All in all.
    pub fate: Fate,
}

/// What the columns can tell at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    pub created: bool,
    pub contact: bool,
    pub attempts: bool,
    pub owner: bool,
    pub source: bool,
    pub reason: bool,
    pub outcome: bool,
    /// Whether instants have a time of day, or are days alone.
    pub to_the_minute: bool,
}

/// A day, in ms.
pub(crate) const DAY: i64 = 86_400_000;

/// Reads every row; also tells the newest instant of the file, which stands for today.
pub(crate) fn read(rows: &[Vec<String>], columns: &Columns) -> (Vec<Lead>, Told, Option<Millis>) {
    let has = |role| columns.of(role).is_some();
    let mut told = Told {
        created: has(Role::Created),
        contact: has(Role::FirstContact),
        attempts: has(Role::Attempts),
        owner: has(Role::Owner),
        source: has(Role::Source),
        reason: has(Role::Reason),
        outcome: has(Role::Outcome),
        to_the_minute: false,
    };
    let mut leads: Vec<Lead> = rows.iter().map(|row| lead(row, columns, told)).collect();
    told.to_the_minute = is_to_the_minute(&leads);
    // Not when deals close: that may be a day that sales hopes for.
    let as_of = leads.iter().flat_map(|lead| [lead.at, lead.contacted_at]).flatten().max();
    for lead in &mut leads {
        lead.fate = fate(lead, as_of);
    }
    (leads, told, as_of)
}

fn lead(row: &[String], columns: &Columns, told: Told) -> Lead {
    let text = |role| columns.value(row, role).unwrap_or_default().to_owned();
    let instant = |role| columns.instant(row, role).map(Millis::from_seconds);
    let contacted_at = instant(Role::FirstContact);
    let attempts = columns.value(row, Role::Attempts).map(|text| number(text).unwrap_or(0) > 0);
    let outcome = columns.value(row, Role::Outcome).and_then(Outcome::read);
    let reached = matches!(outcome, Some(Outcome::Won | Outcome::Accepted)) || contacted_at.is_some();
    let tried = match (told.contact, told.attempts) {
        (false, false) => (outcome == Some(Outcome::Unworked)).then_some(false).or(reached.then_some(true)),
        _ => Some(reached || attempts == Some(true)),
    };
    let reason = text(Role::Reason);
    Lead {
        at: instant(Role::Created),
        contacted_at,
        owner: text(Role::Owner),
        source: text(Role::Source),
        reason: if says_something(&reason) { reason } else { String::new() },
        tried,
        outcome,
        value: columns.value(row, Role::Value).and_then(number),
        fate: Fate::Unknown,
    }
}

fn fate(lead: &Lead, as_of: Option<Millis>) -> Fate {
    let age = lead.at.zip(as_of).map(|(at, now)| (now - at).0);
    let is_fresh = age.is_some_and(|age| age < DAY);
    match (lead.outcome, lead.tried) {
        (Some(Outcome::Won | Outcome::Accepted), _) | (Some(Outcome::Lost), Some(true) | None) => Fate::Accepted,
        (Some(Outcome::Rejected), _) => Fate::Rejected,
        (_, Some(true)) => Fate::Working,
        (_, Some(false)) if !is_fresh => Fate::Ignored,
        (Some(Outcome::Open), None) => Fate::Working,
        _ => Fate::Unknown,
    }
}

/// Whether a reason tells anybody anything.
fn says_something(reason: &str) -> bool {
    const EMPTY: [&str; 9] =
        ["other", "misc", "unknown", "n/a", "no reason", "none given", "sonstiges", "autre", "otro"];
    let bare = reason.trim().to_lowercase();
    !is_missing(&bare) && bare.chars().any(char::is_alphanumeric) && !EMPTY.contains(&bare.as_str())
}

/// A whole number of what a CRM writes: `$12,000.00`, `12.000,50 €`, `3`.
pub(crate) fn number(text: &str) -> Option<i64> {
    let kept: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.' || *c == ',' || *c == '-').collect();
    // What stands behind the last sign is a fraction if it is of one or two digits.
    let (whole, fraction) = kept.rsplit_once(['.', ',']).unwrap_or((&kept, ""));
    let digits: String = match fraction.len() {
        1 | 2 => whole.to_owned(),
        _ => kept.clone(),
    };
    digits.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect::<String>().parse().ok()
}

/// Whether the instants of a file have times: three of four are no midnight.
fn is_to_the_minute(leads: &[Lead]) -> bool {
    let pairs = || leads.iter().filter_map(|lead| Some([lead.at?, lead.contacted_at?]));
    let all = pairs().count() * 2;
    let timed = pairs().flatten().filter(|at| at.0.rem_euclid(DAY) != 0).count();
    all > 0 && timed * 4 >= all * 3
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn money_is_read_as_it_is_written() {
        for (text, whole) in [
            ("12000", 12_000),
            ("$12,000.00", 12_000),
            ("12.000,50 \u{20ac}", 12_000),
            ("1,250", 1_250),
            ("3.0", 3),
            ("USD 7,500", 7_500),
        ] {
            assert_eq!(number(text), Some(whole), "{text}");
        }
        assert_eq!(number("soon"), None);
    }
}
