//! The score: criterion, its cap, the sum of its group, the group's clamp, the total's clamp.
//!
//! Every step is monotone, so bounds go through it term by term: where the public card does
//! not know a private criterion, it carries what that can give or take as an interval, and
//! the edge's score is never outside the interval that comes out.

use crate::text::push_number;
use crate::{
    Answer, Card, Condition, Criterion, GateVerdict, Group, Interval, Lead, Points, Reason, Rule, Seconds, SkipCause,
    Skipped, Submission, Tables, Verdict,
};

/// Maps, normalises and scores a submission in one go.
#[must_use]
pub fn evaluate(card: &Card, submission: &Submission, tables: &Tables, now: Seconds) -> (Lead, Verdict) {
    let lead = Lead::new(submission, tables, card);
    let verdict = score(&lead, card, now);
    (lead, verdict)
}

/// Holds a lead against a card.
#[must_use]
pub fn score(lead: &Lead, card: &Card, now: Seconds) -> Verdict {
    let mut sheet = Sheet::default();
    for criterion in &card.criteria {
        sheet.apply(criterion, lead, now);
    }
    let fit = sheet.close(Group::Fit, card.fit_cap, card.private_fit);
    let engagement = sheet.close(Group::Engagement, card.engagement_cap, card.private_engagement);

    let sum = fit.known + engagement.known;
    let score = sum.held_to(Points::MAX_SCORE);
    sheet.adjust("score.cap", "", "a score is at most 100", score - sum);
    let bounds = (fit.bounds + engagement.bounds).held_to(Points::MAX_SCORE);

    let tier = card.tier_of(score);
    // The promise is made on the lower bound: what the edge finds can only be better.
    let offer = card.offer_for(card.tier_of(bounds.low)).map(|offer| offer.kind).unwrap_or_default();
    let mql = GateVerdict::of("mql", &card.mql, lead, score, now);
    Verdict {
        score,
        low: bounds.low,
        high: bounds.high,
        fit: fit.known,
        engagement: engagement.known,
        tier: card.tiers.get(tier).map(|tier| tier.id.clone()).unwrap_or_default(),
        source: lead.text(crate::Field::Source).unwrap_or_default().to_owned(),
        offer,
        reasons: sheet.reasons,
        skipped: sheet.skipped,
        gates: vec![mql],
    }
}

/// What has been written down so far.
#[derive(Default)]
struct Sheet {
    reasons: Vec<Reason>,
    skipped: Vec<Skipped>,
    sums: [Points; 2],
}

/// A group after its clamp.
struct Closed {
    known: Points,
    bounds: Interval,
}

impl Sheet {
    fn apply(&mut self, criterion: &Criterion, lead: &Lead, now: Seconds) {
        match &criterion.rule {
            Rule::When { condition, points } => match condition.ask(lead, Points::ZERO, now) {
                Answer::Yes => {
                    let evidence = evidence(condition, lead, now);
                    self.give(criterion, *points, evidence);
                }
                Answer::No => {}
                Answer::Unknown => self.skipped.push(Skipped {
                    criterion: criterion.id.clone(),
                    group: criterion.group,
                    cause: SkipCause::Unknown,
                    field: condition.asks(),
                }),
            },
            Rule::PerSignal { signal, each, cap } => {
                let seen = lead.count(signal, now);
                if seen == 0 {
                    return;
                }
                let sum = each.times(seen);
                self.give(criterion, sum, times(seen));
                let most = (*cap).max(Points::ZERO);
                let held = sum.min(most).max(-most);
                if held != sum {
                    let mut id = criterion.id.clone();
                    id.push_str(".cap");
                    let mut words = String::from("counts at most ");
                    push_number(&mut words, i64::from(cap.0));
                    self.add(criterion.group, held - sum);
                    self.adjust(&id, criterion.group.id(), &words, held - sum);
                }
            }
        }
    }

    fn give(&mut self, criterion: &Criterion, points: Points, evidence: String) {
        if points == Points::ZERO {
            return;
        }
        self.add(criterion.group, points);
        self.reasons.push(Reason {
            criterion: criterion.id.clone(),
            group: criterion.group.id().to_owned(),
            points,
            words: criterion.words.clone(),
            evidence,
        });
    }

    fn add(&mut self, group: Group, points: Points) {
        let [fit, engagement] = &mut self.sums;
        let sum = match group {
            Group::Fit => fit,
            Group::Engagement => engagement,
        };
        *sum = *sum + points;
    }

    /// Clamps a group into `[0, cap]`, with a reason for what the clamp gave or took.
    fn close(&mut self, group: Group, cap: Points, private: Interval) -> Closed {
        let [fit, engagement] = self.sums;
        let sum = match group {
            Group::Fit => fit,
            Group::Engagement => engagement,
        };
        let known = sum.held_to(cap);
        let (ends, mut words) = if sum < Points::ZERO {
            (".floor", String::from("counts at least 0"))
        } else {
            (".cap", String::from("counts at most "))
        };
        if sum > cap {
            push_number(&mut words, i64::from(cap.0));
        }
        let mut id = String::from(group.id());
        id.push_str(ends);
        self.adjust(&id, group.id(), &words, known - sum);
        Closed { known, bounds: (Interval::exactly(sum) + private).held_to(cap) }
    }

    /// A reason for points that no criterion gave: caps and clamps speak too.
    fn adjust(&mut self, id: &str, group: &str, words: &str, points: Points) {
        if points != Points::ZERO {
            self.reasons.push(Reason {
                criterion: id.to_owned(),
                group: group.to_owned(),
                points,
                words: words.to_owned(),
                evidence: String::new(),
            });
        }
    }
}

fn evidence(condition: &Condition, lead: &Lead, now: Seconds) -> String {
    match condition {
        Condition::Field { field, .. } => lead.evidence(*field),
        Condition::Signal { name, .. } => times(lead.count(name, now)),
        Condition::Score { .. } => String::new(),
    }
}

fn times(count: u32) -> String {
    let mut words = String::new();
    push_number(&mut words, i64::from(count));
    words.push_str(if count == 1 { " time" } else { " times" });
    words
}
