//! What became of a lead, as systems write it, and what that teaches.

use baton_scoring::fold;

/// What became of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It became a customer, or whatever the file counts as success.
    Won,
    /// It was worked and became none.
    Lost,
    /// Sales turned it down; the reason says what that teaches.
    Rejected,
    /// Sales accepted it and nobody knows yet.
    Accepted,
    /// Nobody knows yet.
    Open,
    /// Nobody ever worked it, so nothing is known of its worth.
    Unworked,
}

/// What a lead's outcome is evidence of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Teaches {
    /// Who buys: it counts in the fit.
    Fit,
    /// When people buy: not that this is the wrong person.
    Timing,
    /// Nothing about the lead: a duplicate, spam, somebody sales never reached.
    Nothing,
}

impl Outcome {
    /// Its name, for programs.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Outcome::Won => "won",
            Outcome::Lost => "lost",
            Outcome::Rejected => "rejected",
            Outcome::Accepted => "accepted",
            Outcome::Open => "open",
            Outcome::Unworked => "unworked",
        }
    }

    /// Reads a label: `Closed Won`, `1`, `ja`, `Disqualified`; none where the words say nothing known.
    #[must_use]
    pub fn read(label: &str) -> Option<Outcome> {
        let bare = bare(label);
        let exact = WORDS.iter().find(|(_, words)| words.split('|').any(|word| word == bare));
        if let Some((outcome, _)) = exact {
            return Some(*outcome);
        }
        // `Closed - Won (Renewal)`, `3. Not interested`: the first phrase that is in it, the surest first.
        let padded = format!(" {bare} ");
        let within =
            WITHIN.iter().find(|(_, words)| words.split('|').any(|word| padded.contains(&format!(" {word} "))));
        within.map(|(outcome, _)| *outcome)
    }
}

/// What a reason of rejection is about, by its words.
///
/// A duplicate, spam or a wrong number say nothing of who buys; bad timing says something of when, not of who.
/// What is not recognised teaches the fit, as the agreement has it for a reason that says nothing else.
#[must_use]
pub fn reason_teaches(reason: &str) -> Teaches {
    let padded = format!(" {} ", bare(reason));
    let says = |words: &str| words.split('|').any(|word| padded.contains(&format!(" {word}")));
    if says(TEACHES_NOTHING) {
        Teaches::Nothing
    } else if says(TEACHES_TIMING) {
        Teaches::Timing
    } else {
        Teaches::Fit
    }
}

/// Folded, separators as single blanks, a `.0` of a spreadsheet's number off.
fn bare(label: &str) -> String {
    let folded = fold(label);
    let folded = folded.strip_suffix(".0").unwrap_or(&folded);
    let spaced: String =
        folded.chars().map(|c| if c.is_alphanumeric() || "+-<>=".contains(c) { c } else { ' ' }).collect();
    let words: Vec<&str> = spaced.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Labels as a whole.
const WORDS: &[(Outcome, &str)] = &[
    (
        Outcome::Won,
        "won|win|closed won|1|yes|y|true|t|converted|conversion|customer|client|success|successful|positive|sold|sale|paid|signed|\
         purchased|bought|subscribed|ja|si|sim|oui|gewonnen|gagne|ganado|ganada|gewonnene|kunde|deal won|good",
    ),
    (
        Outcome::Lost,
        "lost|loss|closed lost|0|no|n|false|f|not converted|unconverted|failure|failed|negative|churned|nein|non|nao|verloren|\
         perdu|perdido|perdida|dead|deal lost|closed|closed not converted|no sale|bad|-1",
    ),
    (
        Outcome::Rejected,
        "rejected|disqualified|unqualified|not qualified|junk|bad fit|wrong fit|abgelehnt|rejete|rechazado|recycled|dq|junk lead",
    ),
    (
        Outcome::Accepted,
        "accepted|qualified|sql|sal|sales accepted|opportunity|sales qualified|proposal|negotiation|demo|demo scheduled|\
         meeting booked|demo done|trial|akzeptiert|in negotiation|contract sent|evaluation|discovery|appointment scheduled",
    ),
    (
        Outcome::Open,
        "open|new|pending|in progress|working|nurture|nurturing|contacted|attempting|attempted|attempted to contact|connected|\
         mql|lead|marketing qualified|in process|active|offen|neu|en cours|abierto|assigned|follow up|on hold|unknown|tbd",
    ),
    (
        Outcome::Unworked,
        "unworked|not worked|never worked|untouched|never contacted|not contacted|uncontacted|no attempt|not attempted|ignored|\
         never touched|no activity|unassigned|nie kontaktiert|nicht kontaktiert|window missed|missed window",
    ),
];

/// Phrases within a label; the surer stand first.
const WITHIN: &[(Outcome, &str)] = &[
    (
        Outcome::Unworked,
        "never contacted|not contacted|never worked|not worked|unworked|untouched|window missed|no attempt",
    ),
    (Outcome::Lost, "not converted|closed lost|lost|no decision|not won"),
    (Outcome::Rejected, "rejected|disqualified|unqualified|not qualified|junk|recycled"),
    (Outcome::Won, "won|converted|customer|gewonnen|ganado|gagne"),
    (Outcome::Lost, "not interested|verloren|perdu|perdido|churned"),
    (Outcome::Accepted, "accepted|opportunity|proposal|negotiation|qualified|demo|meeting"),
    (Outcome::Open, "open|new|pending|progress|working|nurture|nurturing|contacted|attempted|follow up|offen"),
];

/// Beginnings of words in reasons that say nothing of the lead.
const TEACHES_NOTHING: &str = "duplicate|dupe|dublette|spam|test|unresponsive|no response|no answer|no reply|unreachable|\
     not reachable|bounced|invalid|wrong number|wrong contact|wrong person|fake|unable to contact|could not reach|never contacted|\
     not contacted|keine antwort|nicht erreicht|left company|existing customer|already customer|data error|system";

/// Beginnings of words in reasons that are about when.
const TEACHES_TIMING: &str = "timing|bad timing|not ready|too early|later|next year|next quarter|no project|on hold|postponed|\
     not now|no need now|zeitpunkt|spater|budget frozen|budget freeze|contract until|under contract|revisit|delayed";

#[cfg(test)]
mod tests {
    use super::{Outcome, Teaches, reason_teaches};

    #[test]
    fn labels_of_many_systems() {
        for (label, outcome) in [
            ("Closed Won", Outcome::Won),
            ("closed-won", Outcome::Won),
            ("1", Outcome::Won),
            ("1.0", Outcome::Won),
            ("TRUE", Outcome::Won),
            (" Yes ", Outcome::Won),
            ("Closed - Won (Renewal)", Outcome::Won),
            ("Sí", Outcome::Won),
            ("Closed Lost", Outcome::Lost),
            ("Closed - Not Converted", Outcome::Lost),
            ("0", Outcome::Lost),
            ("Not interested", Outcome::Lost),
            ("Disqualified: bad fit", Outcome::Rejected),
            ("Unqualified", Outcome::Rejected),
            ("SQL", Outcome::Accepted),
            ("Proposal sent", Outcome::Accepted),
            ("Working - Contacted", Outcome::Open),
            ("Open - Not Contacted", Outcome::Unworked),
            ("never contacted", Outcome::Unworked),
        ] {
            assert_eq!(Outcome::read(label), Some(outcome), "{label}");
        }
        for label in ["", "Mumbai", "42", "Select", "Google", ">50K"] {
            assert_eq!(Outcome::read(label), None, "{label}");
        }
    }

    #[test]
    fn reasons_teach_what_they_are_about() {
        for (reason, teaches) in [
            ("Bad timing, not ready", Teaches::Timing),
            ("bad_timing", Teaches::Timing),
            ("Duplicate lead", Teaches::Nothing),
            ("unresponsive", Teaches::Nothing),
            ("SPAM", Teaches::Nothing),
            ("wrong_fit", Teaches::Fit),
            ("Too small", Teaches::Fit),
            ("no budget", Teaches::Fit),
            ("", Teaches::Fit),
        ] {
            assert_eq!(reason_teaches(reason), teaches, "{reason}");
        }
    }
}
