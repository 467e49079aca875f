//! The verdict: the answer, and a reason for every point of it.

use crate::{Answer, Field, Gate, Group, Json, Lead, OfferKind, Points, Seconds};

/// What a lead is worth, and why.
///
/// The points of the reasons add up to the score exactly: caps and clamps are reasons too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// 0 to 100, by what this card knows.
    pub score: Points,
    /// The least the full card can say. Equal to the score on a full card.
    pub low: Points,
    /// The most the full card can say. Equal to the score on a full card.
    pub high: Points,
    /// Who they are, after the group's cap.
    pub fit: Points,
    /// What they did, after the group's cap.
    pub engagement: Points,
    /// The tier the score is in; empty where the card has none.
    pub tier: String,
    /// Where the lead comes from, as the agreement names it; empty where it does not say.
    pub source: String,
    /// What the visitor may be shown: earned by [`Verdict::low`], not by the score.
    pub offer: OfferKind,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Criteria that could not be decided.
    pub skipped: Vec<Skipped>,
    /// The qualifications.
    pub gates: Vec<GateVerdict>,
}

/// Points, and what they are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Id of the criterion; `fit.cap`, `fit.floor`, `<criterion>.cap`, `score.cap` for clamps.
    pub criterion: String,
    /// `fit` or `engagement`; empty for the clamp of the score itself.
    pub group: String,
    /// What it gave or took.
    pub points: Points,
    /// In the words of the agreement.
    pub words: String,
    /// What the lead said or did to earn them, as typed; personal data.
    pub evidence: String,
}

/// A criterion that neither held nor failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Id of the criterion.
    pub criterion: String,
    /// Its group.
    pub group: Group,
    /// Why it was skipped.
    pub cause: SkipCause,
    /// The field that would decide it.
    pub field: Option<Field>,
}

/// Why a criterion was skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipCause {
    /// The lead does not say, or not in a way that is understood.
    Unknown,
}

/// Whether a lead passed a gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateVerdict {
    /// `mql`.
    pub gate: String,
    /// Yes only on a certain yes.
    pub passed: bool,
    /// The words of the conditions that hold.
    pub met: Vec<String>,
    /// The words of those that do not, or of which nothing is known.
    pub missing: Vec<String>,
}

impl GateVerdict {
    /// Asks a gate, and each of its conditions.
    #[must_use]
    pub fn of(name: &str, gate: &Gate, lead: &Lead, score: Points, now: Seconds) -> GateVerdict {
        let (mut met, mut missing) = (Vec::new(), Vec::new());
        gate.each(&mut |words, condition| {
            let holds = condition.ask(lead, score, now) == Answer::Yes;
            (if holds { &mut met } else { &mut missing }).push(words.to_owned());
        });
        GateVerdict { gate: name.to_owned(), passed: gate.ask(lead, score, now) == Answer::Yes, met, missing }
    }
}

impl Verdict {
    /// Whether the lead is marketing-qualified.
    #[must_use]
    pub fn mql(&self) -> bool {
        self.gates.iter().any(|gate| gate.gate == "mql" && gate.passed)
    }

    /// The verdict as JSON, version 1. The same verdict is the same bytes everywhere.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Json::new();
        json.open('{').key("v").number(1);
        for (key, points) in [
            ("score", self.score),
            ("low", self.low),
            ("high", self.high),
            ("fit", self.fit),
            ("engagement", self.engagement),
        ] {
            json.key(key).number(i64::from(points.0));
        }
        json.key("tier").text(&self.tier).key("mql").flag(self.mql());
        json.key("source").text(&self.source).key("offer").text(self.offer.id());
        json.key("reasons").open('[');
        for reason in &self.reasons {
            reason.write(&mut json);
        }
        json.close(']').key("skipped").open('[');
        for skipped in &self.skipped {
            skipped.write(&mut json);
        }
        json.close(']').key("gates").open('[');
        for gate in &self.gates {
            gate.write(&mut json);
        }
        json.close(']').close('}');
        json.finish()
    }
}

impl Reason {
    fn write(&self, json: &mut Json) {
        json.open('{').key("criterion").text(&self.criterion).key("group").text(&self.group);
        json.key("points").number(i64::from(self.points.0)).key("words").text(&self.words);
        json.key("evidence").text(&self.evidence).close('}');
    }
}

impl Skipped {
    fn write(&self, json: &mut Json) {
        let SkipCause::Unknown = self.cause;
        json.open('{').key("criterion").text(&self.criterion).key("group").text(self.group.id());
        json.key("cause").text("unknown").key("field").text(self.field.map_or("", Field::id)).close('}');
    }
}

impl GateVerdict {
    fn write(&self, json: &mut Json) {
        json.open('{').key("gate").text(&self.gate).key("passed").flag(self.passed);
        for (key, list) in [("met", &self.met), ("missing", &self.missing)] {
            json.key(key).open('[');
            for words in list {
                json.text(words);
            }
            json.close(']');
        }
        json.close('}');
    }
}
