//! Questions, as criteria and gates ask them.

use baton_scoring::{Condition, Gate, List, Seconds, Test};

use super::page::{Entries, duration, inline, lines, text, texts};
use crate::agreement::{Agreement, Checklist};
use crate::gates::{confirmed_points, reason_of_point};

/// Prints the questions of one asker.
pub(super) struct Questions<'a> {
    pub agreement: &'a Agreement,
    /// Whether each single question has its reason: in gates, not in criteria.
    pub worded: bool,
}

impl Questions<'_> {
    /// What a table says that asks this; its values begin in lines that are indented so far.
    pub fn entries(&self, gate: &Gate, indent: usize) -> Entries {
        if let Some(entries) = self.checklist(gate) {
            return entries;
        }
        let (key, parts) = match gate {
            Gate::If { words, condition } => return self.single(words, condition, indent),
            Gate::All(parts) => ("all", parts),
            Gate::Any(parts) => ("any", parts),
            Gate::None(parts) => ("none", parts),
            Gate::AtLeast(_, parts) => ("of", parts),
        };
        let parts: Vec<String> = parts.iter().map(|part| self.inline(part, indent + 2)).collect();
        let mut entries = Vec::new();
        if let Gate::AtLeast(needed, _) = gate {
            entries.push(("at_least", needed.to_string()));
        }
        entries.push((key, lines(&parts, indent)));
        entries
    }

    /// The same within a line.
    pub fn inline(&self, gate: &Gate, indent: usize) -> String {
        inline(&self.entries(gate, indent))
    }

    /// So many points of a checklist, if that is what a gate says to the word.
    fn checklist(&self, gate: &Gate) -> Option<Entries> {
        let Gate::AtLeast(needed, parts) = gate else { return None };
        let (checklist, reason) = self.agreement.checklists.iter().find_map(|checklist| {
            let reasons = [None, if self.worded { reason_of(checklist, parts) } else { None }];
            let said = |reason: &Option<&str>| confirmed_points(checklist, *reason, self.worded) == *parts;
            reasons.into_iter().find(said).map(|reason| (checklist, reason))
        })?;
        let mut entries = Vec::new();
        entries.extend(reason.map(|reason| ("reason", text(reason))));
        entries.push(("checklist", text(&checklist.id)));
        entries.push(("at_least", needed.to_string()));
        Some(entries)
    }

    fn single(&self, words: &str, condition: &Condition, indent: usize) -> Entries {
        let mut entries = Vec::new();
        if self.worded {
            entries.push(("reason", text(words)));
        }
        match condition {
            Condition::Field { field, test } => {
                entries.push(("field", text(field.id())));
                entries.push(self.test(test, indent));
            }
            Condition::Signal { name, at_least, within } => {
                entries.push(("signal", text(name)));
                entries.push(("at_least", at_least.to_string()));
                entries.extend(span("within", *within));
            }
            Condition::Score { at_least } => entries.push(("score_at_least", at_least.0.to_string())),
            Condition::Tier { at_least } => entries.push(("tier_at_least", text(self.tier(*at_least)))),
            Condition::Mql => entries.push(("qualified", text("mql"))),
            Condition::Sql => entries.push(("qualified", text("sql"))),
            Condition::Confirmed { point } => entries.push(("confirmed", text(point))),
        }
        entries
    }

    fn test(&self, test: &Test, indent: usize) -> (&'static str, String) {
        match test {
            Test::Is(wanted) => ("is", text(wanted)),
            Test::OneOf(wanted) => ("one_of", texts(wanted, indent)),
            Test::Contains(phrases) => ("contains", texts(phrases, indent)),
            Test::InList(place) => ("in_list", text(self.list(*place))),
            Test::Between { from, to: u32::MAX } => ("at_least", from.to_string()),
            Test::Between { from: 0, to } => ("at_most", to.to_string()),
            Test::Between { from, to } => ("between", format!("[{from}, {to}]")),
            Test::Present => ("present", "true".to_owned()),
            Test::Absent => ("absent", "true".to_owned()),
        }
    }

    fn list(&self, place: u32) -> &str {
        match usize::try_from(place).ok().and_then(|place| self.agreement.card.lists.get(place)) {
            Some(List::Entries { id, .. }) => id,
            // The full card hides no list, and asks for none that it does not have.
            Some(List::Hidden(_)) | None => "",
        }
    }

    fn tier(&self, place: u32) -> &str {
        let tier = usize::try_from(place).ok().and_then(|place| self.agreement.card.tiers.get(place));
        tier.map_or("", |tier| &tier.id)
    }
}

/// A time over which something counts; none where it counts whenever it was.
pub(super) fn span(key: &'static str, time: Seconds) -> Option<(&'static str, String)> {
    (time.0 != 0).then(|| (key, duration(time)))
}

/// The reason these points of a checklist may have been given.
fn reason_of<'g>(checklist: &Checklist, parts: &'g [Gate]) -> Option<&'g str> {
    let (Some(point), Some(Gate::If { words, .. })) = (checklist.points.first(), parts.first()) else { return None };
    words.strip_suffix(&reason_of_point("", point))
}
