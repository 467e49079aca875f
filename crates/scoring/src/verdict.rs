//! The verdict: the answer, and a reason for every point of it.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::codec::tag;
use crate::condition::GateLimits;
use crate::score::{Adjusted, Line, Sheet, Why, field_of, leaves};
use crate::score_card::Scene;
use crate::text::push_number;
use crate::{Answer, Change, Field, Group, Json, Lead, OfferKind, Points, Rating, ScoreCard, Seconds};

/// What a lead is worth, and why.
///
/// The points of the reasons add up to the score exactly: caps and clamps are reasons too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// Both together: `A1` fits best and did most, `D4` least.
    pub grade: String,
    /// The tier the score is in; empty where the card has none.
    pub tier: String,
    /// Where the lead comes from, as the agreement names it; empty where it does not say.
    pub source: String,
    /// What the visitor may be shown: earned by [`Verdict::low`], not by the score.
    pub offer: OfferKind,
    /// The place of that offer on the card; none where nothing can be offered yet.
    pub offer_place: Option<u32>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Criteria that could not be decided.
    pub skipped: Vec<Skipped>,
    /// The qualifications.
    pub gates: Vec<GateVerdict>,
    /// What would lift it into the tier above; empty unless it was asked for with
    /// [`Verdict::with_changes`], and in the best tier.
    pub changes: Vec<Change>,
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
    /// The lead does not say.
    Unanswered,
    /// The lead says something that is not understood.
    NotUnderstood,
    /// No rep has confirmed or denied it yet.
    Unconfirmed,
    /// Only the edge can tell: its tables are larger, or the list is private.
    EdgeOnly,
}

impl SkipCause {
    /// The name on the wire.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            SkipCause::Unanswered => "unanswered",
            SkipCause::NotUnderstood => "not_understood",
            SkipCause::Unconfirmed => "unconfirmed",
            SkipCause::EdgeOnly => "edge_only",
        }
    }
}

/// Whether a lead passed a gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateVerdict {
    /// `mql` or `sql`.
    pub gate: String,
    /// Yes only on a certain yes.
    pub passed: bool,
    /// The words of the conditions that hold.
    pub met: Vec<String>,
    /// The words of those that do not, or of which nothing is known.
    pub missing: Vec<String>,
}

impl Verdict {
    /// Whether the lead is marketing-qualified.
    #[must_use]
    pub fn mql(&self) -> bool {
        self.passed("mql")
    }

    /// Whether the lead is sales-qualified.
    #[must_use]
    pub fn sql(&self) -> bool {
        self.passed("sql")
    }

    fn passed(&self, name: &str) -> bool {
        self.gates.iter().any(|gate| gate.gate == name && gate.passed)
    }

    /// This verdict, with what would lift the lead into the tier above. That is worked out by
    /// scoring a few hundred leads that might have been, so it is asked for where people look.
    #[must_use]
    pub fn with_changes(mut self, lead: &Lead, card: &ScoreCard<'_>, now: Seconds) -> Verdict {
        self.changes = crate::changes::changes(lead, card, now);
        self
    }

    /// What is known when everything was asked.
    pub(crate) fn close(&mut self, rating: &Rating<'_>, lead: &Lead, card: &ScoreCard<'_>, now: Seconds) {
        (self.score, self.low, self.high) = (rating.score, rating.bounds.low, rating.bounds.high);
        (self.fit, self.engagement) = (rating.fit, rating.engagement);
        self.grade = grade(rating, card);
        rating.tier.clone_into(&mut self.tier);
        lead.text(Field::Source).unwrap_or_default().clone_into(&mut self.source);
        (self.offer, self.offer_place) = (rating.offer, rating.offer_place);
        let scene = rating.scene(lead, now);
        for (name, bytes, passed) in [("mql", card.mql, rating.mql()), ("sql", card.sql, rating.sql())] {
            let (mut met, mut missing) = (Vec::new(), Vec::new());
            // A gate that is damaged half way says what it said until there.
            let _ = leaves(bytes, GateLimits::DEPTH, &mut |words, condition| {
                let holds = card.ask(condition, &scene).is_some_and(crate::Answers::surely);
                (if holds { &mut met } else { &mut missing }).push(words.to_owned());
            });
            self.gates.push(GateVerdict { gate: name.to_owned(), passed, met, missing });
        }
    }

    /// The verdict as JSON, version 2. The same verdict is the same bytes everywhere.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Json::new();
        json.open('{').key("v").number(2);
        for (key, points) in [
            ("score", self.score),
            ("low", self.low),
            ("high", self.high),
            ("fit", self.fit),
            ("engagement", self.engagement),
        ] {
            json.key(key).number(i64::from(points.0));
        }
        json.key("grade").text(&self.grade).key("tier").text(&self.tier);
        json.key("mql").flag(self.mql()).key("sql").flag(self.sql());
        json.key("source").text(&self.source).key("offer").text(self.offer.id());
        json.list("reasons", &self.reasons, |json, reason| reason.write(json));
        json.list("skipped", &self.skipped, |json, skipped| skipped.write(json));
        json.list("gates", &self.gates, |json, gate| gate.write(json));
        json.list("changes", &self.changes, |json, change| change.write(json));
        json.close('}');
        json.finish()
    }
}

impl Rating<'_> {
    /// What the visitor's page needs to know, as JSON: the numbers and names of a verdict,
    /// without its reasons; `place` is that of the offer on the card, -1 for none.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Json::new();
        json.open('{');
        for (key, points) in [("score", self.score), ("low", self.bounds.low), ("high", self.bounds.high)] {
            json.key(key).number(i64::from(points.0));
        }
        json.key("tier").text(self.tier).key("offer").text(self.offer.id());
        json.key("place").number(self.offer_place.map_or(-1, i64::from)).close('}');
        json.finish()
    }
}

/// Letter by fit, number by engagement.
fn grade(rating: &Rating<'_>, card: &ScoreCard<'_>) -> String {
    let place = |points: Points, grades: [Points; 3]| grades.iter().filter(|least| points < **least).count() as u8;
    let letter = char::from(b'A' + place(rating.fit, card.fit.grades));
    let number = char::from(b'1' + place(rating.engagement, card.engagement.grades));
    String::from_iter([letter, number])
}

impl Sheet for Verdict {
    fn gave(&mut self, line: &Line<'_>, points: Points, why: Why<'_>, scene: &Scene<'_>) {
        if points == Points::ZERO {
            return;
        }
        let (criterion, words) = line.names();
        let group = line.group.id().to_owned();
        self.reasons.push(Reason { criterion, group, points, words, evidence: evidence(why, scene) });
    }

    fn skipped(&mut self, line: &Line<'_>, why: Why<'_>, card: &ScoreCard<'_>, scene: &Scene<'_>) {
        let (cause, field) = undecided(why, card, scene);
        self.skipped.push(Skipped { criterion: line.names().0, group: line.group, cause, field });
    }

    fn adjusted(&mut self, what: Adjusted<'_>, points: Points, to: Points) {
        if points == Points::ZERO {
            return;
        }
        let (mut criterion, group) = match what {
            Adjusted::Criterion(line) => (line.names().0, line.group.id()),
            Adjusted::Group(group) => (group.id().to_owned(), group.id()),
            Adjusted::Score => (String::from("score"), ""),
        };
        // Points are given where a sum was below nothing, and taken where it was above a cap.
        let floor = matches!(what, Adjusted::Group(_)) && points > Points::ZERO;
        criterion.push_str(if floor { ".floor" } else { ".cap" });
        let mut words = String::from(if floor { "counts at least " } else { "counts at most " });
        push_number(&mut words, i64::from(to.0));
        let (group, evidence) = (group.to_owned(), String::new());
        self.reasons.push(Reason { criterion, group, points, words, evidence });
    }
}

impl Line<'_> {
    /// Id and words.
    pub(crate) fn names(&self) -> (String, String) {
        let mut rest = self.rest;
        let mut next = || rest.text().unwrap_or_default().to_owned();
        (next(), next())
    }
}

fn evidence(why: Why<'_>, scene: &Scene<'_>) -> String {
    match why {
        Why::Signal(seen) => times(seen),
        Why::Condition(condition) => evidence_of(condition, scene),
        Why::Gate(gate) => {
            let mut all: Vec<String> = Vec::new();
            let _ = leaves(gate, GateLimits::DEPTH, &mut |_, condition| {
                let one = evidence_of(condition, scene);
                if !one.is_empty() && all.len() < 3 && !all.contains(&one) {
                    all.push(one);
                }
            });
            all.join(", ")
        }
    }
}

fn evidence_of(condition: &[u8], scene: &Scene<'_>) -> String {
    if let Some(field) = field_of(condition) {
        return scene.lead.evidence(field);
    }
    let mut r = crate::reader::Reader(condition);
    match (r.byte(), r.text()) {
        (Some(tag::SIGNAL), Some(name)) => times(scene.lead.count(name, scene.now)),
        (Some(tag::CONFIRMED), Some(point)) if scene.lead.confirmed(point) == Some(true) => {
            String::from("confirmed by the rep")
        }
        _ => String::new(),
    }
}

/// Why a criterion could not be decided, and the field that would: of a gate, the first part
/// that is not sure.
fn undecided(why: Why<'_>, card: &ScoreCard<'_>, scene: &Scene<'_>) -> (SkipCause, Option<Field>) {
    let mut found = None;
    let mut look = |condition: &[u8]| {
        let answers = card.ask(condition, scene);
        if found.is_some() || answers.is_none_or(|answers| matches!(answers.high, Answer::No) || answers.surely()) {
            return;
        }
        let field = field_of(condition);
        let cause = match field {
            None => SkipCause::Unconfirmed,
            Some(_) if answers.is_some_and(|answers| answers.low != answers.high) => SkipCause::EdgeOnly,
            Some(field) if scene.lead.raw(field).is_some() => SkipCause::NotUnderstood,
            Some(_) => SkipCause::Unanswered,
        };
        found = Some((cause, field));
    };
    match why {
        Why::Condition(condition) => look(condition),
        Why::Gate(gate) => {
            let _ = leaves(gate, GateLimits::DEPTH, &mut |_, condition| look(condition));
        }
        Why::Signal(_) => {}
    }
    found.unwrap_or((SkipCause::Unanswered, None))
}

fn times(count: u32) -> String {
    let mut words = String::new();
    push_number(&mut words, i64::from(count));
    words.push_str(if count == 1 { " time" } else { " times" });
    words
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
        json.open('{').key("criterion").text(&self.criterion).key("group").text(self.group.id());
        json.key("cause").text(self.cause.id()).key("field").text(self.field.map_or("", Field::id)).close('}');
    }
}

impl GateVerdict {
    fn write(&self, json: &mut Json) {
        json.open('{').key("gate").text(&self.gate).key("passed").flag(self.passed);
        for (key, list) in [("met", &self.met), ("missing", &self.missing)] {
            json.list(key, list, |json, words| {
                json.text(words);
            });
        }
        json.close('}');
    }
}
