//! What becomes of a lead once somebody has it: every step with its instant, drawn at once.

use baton_simulation::Dice;

use crate::truth::{BAD_SOURCE, SLOW_REP, VAGUE_REP};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// A bit less than what the desk waits for before it reminds: nothing is left lying here.
const SOON: i64 = 40 * HOUR;

/// A step of a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The rep rang, and nobody answered.
    Tried,
    /// They spoke with the visitor.
    Connected,
    /// Sales takes it.
    Accepted,
    /// Sales does not take it, with the code of the reason.
    Rejected(&'static str),
    /// It is given back to marketing.
    Nurtured,
    /// It is a deal of that value.
    Opportunity(i64),
    /// The deal is won.
    Won,
    /// The deal is lost.
    Lost,
}

impl Step {
    /// As the API takes it.
    #[must_use]
    pub fn body(&self, by: &str) -> String {
        let rest = match self {
            Step::Tried => r#""move":"attempted","channel":"call","reached":false"#.to_owned(),
            Step::Connected => r#""move":"connected""#.to_owned(),
            Step::Accepted => r#""move":"accepted""#.to_owned(),
            Step::Rejected("other") => r#""move":"rejected","reason":"other","note":"no""#.to_owned(),
            Step::Rejected(reason) => format!(r#""move":"rejected","reason":"{reason}""#),
            Step::Nurtured => r#""move":"nurture""#.to_owned(),
            Step::Opportunity(value) => format!(r#""move":"opportunity","value":{value}"#),
            Step::Won => r#""move":"won""#.to_owned(),
            Step::Lost => r#""move":"lost","reason":"price""#.to_owned(),
        };
        format!(r#"{{{rest},"by":"{by}"}}"#)
    }
}

/// How long a rep has by the agreement of the year, in ms.
#[must_use]
pub fn window(source: &str) -> i64 {
    match source {
        "trial" => HOUR,
        "contact" => 30 * MINUTE,
        "content" => 4 * HOUR,
        _ => 5 * MINUTE,
    }
}

/// What a rep makes of a lead of a source that came at an instant; in the order of time.
pub fn drawn(rep: &str, source: &str, at: i64, dice: &mut Dice) -> Vec<(i64, Step)> {
    if rep == VAGUE_REP && dice.percent(45) {
        return vec![(at + dice.between(20_000, 50_000), Step::Rejected("other"))];
    }
    let answered = at + answer(rep, source, dice);
    let mut steps = Vec::new();
    let mut connected = answered;
    if dice.percent(35) {
        steps.push((answered, Step::Tried));
        connected = answered + dice.between(HOUR, SOON);
        if dice.percent(40) {
            steps.push((connected, Step::Tried));
            steps.push((connected + dice.between(HOUR, SOON), Step::Nurtured));
            return steps;
        }
    }
    steps.push((connected, Step::Connected));
    let decided = connected + dice.between(10 * MINUTE, SOON);
    let good = if source == BAD_SOURCE { 25 } else { 72 };
    if !dice.percent(good) {
        let reasons = ["wrong_fit", "wrong_fit", "no_budget", "bad_timing", "competitor_chosen"];
        steps.push((decided, Step::Rejected(dice.pick(&reasons).copied().unwrap_or("wrong_fit"))));
        return steps;
    }
    steps.push((decided, Step::Accepted));
    let next = decided + dice.between(HOUR, SOON);
    if !dice.percent(45) {
        steps.push((next, Step::Nurtured));
        return steps;
    }
    steps.push((next, Step::Opportunity(1_000 * dice.between(2, 60))));
    let end = if dice.percent(30) { Step::Won } else { Step::Lost };
    steps.push((next + dice.between(2 * DAY, 28 * DAY), end));
    steps
}

/// Until the first answer: one in twelve is too late, of the slow rep nearly every one where the window is short.
fn answer(rep: &str, source: &str, dice: &mut Dice) -> i64 {
    if rep == SLOW_REP {
        return dice.between(25 * MINUTE, 95 * MINUTE);
    }
    match dice.percent(8) {
        true => window(source) + dice.between(MINUTE, 20 * MINUTE),
        false => dice.between(MINUTE, 4 * MINUTE),
    }
}
