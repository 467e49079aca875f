//! Questions put together: gates, and what criteria ask.

use baton_scoring::{Condition, Gate, GateLimits, Points};

use crate::agreement::Checklist;
use crate::conditions::{Asked, read_count, read_field_test, read_signal_test};
use crate::logic::{contradiction, most_at_once};
use crate::names::Names;
use crate::reader::{Problems, Table};

/// What a question may begin with; exactly one of them.
const SUBJECTS: [&str; 11] = [
    "field",
    "signal",
    "confirmed",
    "checklist",
    "all",
    "any",
    "none",
    "of",
    "score_at_least",
    "tier_at_least",
    "qualified",
];

/// Who asks; not everybody may ask everything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    /// A criterion makes the score and cannot ask for it.
    Criterion,
    /// [mql] cannot ask for a qualification.
    Mql,
    /// [sql] can ask for the other one.
    Sql,
    /// Routes and offers ask for everything.
    Rule,
}

/// Reads gates of one asker.
pub(crate) struct Gates<'a> {
    pub names: &'a Names,
    pub asker: Asker,
    pub asked: &'a mut Vec<Asked>,
    pub problems: &'a mut Problems,
}

impl Gates<'_> {
    /// A whole table that is a gate.
    pub fn gate(&mut self, table: Table<'_>) -> Option<Gate> {
        self.part(table, GateLimits::DEPTH)
    }

    /// What the keys of a criterion ask.
    pub fn criterion(&mut self, table: &mut Table<'_>) -> Option<Gate> {
        self.question(table, GateLimits::DEPTH)
    }

    fn part(&mut self, mut table: Table<'_>, depth: usize) -> Option<Gate> {
        let gate = if depth == 0 {
            self.too_deep(&table);
            return None;
        } else {
            self.question(&mut table, depth)
        };
        table.finish(self.problems);
        gate
    }

    fn too_deep(&mut self, table: &Table<'_>) {
        let message = format!("{} is nested more than {} deep", table.name, GateLimits::DEPTH);
        self.problems.error("gate_too_deep", &table.span, message, "write it with fewer levels".to_owned());
    }

    fn question(&mut self, table: &mut Table<'_>, depth: usize) -> Option<Gate> {
        let written: Vec<&'static str> = SUBJECTS.into_iter().filter(|subject| table.has(subject)).collect();
        match written.as_slice() {
            [] => {
                table.missing("field", self.problems);
                None
            }
            ["all"] => {
                let parts = self.parts(table, "all", depth)?;
                if let Some((one, other)) = contradiction(&parts) {
                    let message = format!("no lead meets both `{one}` and `{other}`");
                    let help = "use `any` where one of them is enough".to_owned();
                    self.problems.warning("never_holds", &table.span, message, help);
                }
                Some(Gate::All(parts))
            }
            ["any"] => self.parts(table, "any", depth).map(Gate::Any),
            ["none"] => self.parts(table, "none", depth).map(Gate::None),
            ["of"] => self.at_least_of(table, depth),
            ["checklist"] => self.checklist(table, depth),
            [subject] => self.single(table, subject),
            [one, other, ..] => {
                let message = format!("{} asks two things at once: `{one}` and `{other}`", table.name);
                let help = "make two of it, or put them together by `all` or `any`".to_owned();
                self.problems.error("two_subjects", &table.place(other), message, help);
                None
            }
        }
    }

    fn parts(&mut self, table: &mut Table<'_>, key: &'static str, depth: usize) -> Option<Vec<Gate>> {
        let parts = table.tables(key, self.problems);
        let place = table.place(key);
        if parts.is_empty() {
            let help = format!("add a condition: `{key} = [{{ reason = \"…\", field = \"email\", present = true }}]`");
            self.problems.error("empty_gate", &table.span, format!("nothing is in `{key}`"), help);
        }
        if parts.len() > GateLimits::PARTS {
            let message = format!("{} parts are on one level", parts.len());
            let help = format!("write at most {}, or put texts into a list of [lists]", GateLimits::PARTS);
            self.problems.error("gate_too_wide", &place, message, help);
        }
        let wanted = parts.len();
        let read: Vec<Gate> = parts.into_iter().filter_map(|part| self.part(part, depth - 1)).collect();
        // A gate that lost a part would mean something else.
        (read.len() == wanted).then_some(read)
    }

    fn at_least_of(&mut self, table: &mut Table<'_>, depth: usize) -> Option<Gate> {
        table.must_have("at_least", self.problems);
        let needed = read_count(table, self.problems);
        let parts = self.parts(table, "of", depth);
        let (needed, parts) = (needed?, parts?);
        self.can_be(table, needed, parts.len());
        let most = most_at_once(&parts);
        if most < usize::try_from(needed).unwrap_or(usize::MAX)
            && usize::try_from(needed).is_ok_and(|needed| needed <= parts.len())
        {
            let message = format!("at least {needed} of these never hold: no lead meets more than {most}");
            self.problems.warning("never_holds", &table.span, message, "lower `at_least`".to_owned());
        }
        Some(Gate::AtLeast(needed, parts))
    }

    fn can_be(&mut self, table: &Table<'_>, needed: u32, parts: usize) {
        if parts < usize::try_from(needed).unwrap_or(usize::MAX) {
            let message = format!("at least {needed} of {parts} can never be");
            let help = "lower `at_least` or add parts".to_owned();
            self.problems.error("gate_never", &table.span, message, help);
        }
    }

    /// So many points of a checklist: each is a condition of its own, and its words are its own.
    fn checklist(&mut self, table: &mut Table<'_>, depth: usize) -> Option<Gate> {
        let name = table.text("checklist", self.problems)?;
        let reason = table.text("reason", self.problems).filter(|_| self.asker != Asker::Criterion);
        let written = table.has("at_least");
        let needed = read_count(table, self.problems);
        let Some(checklist) = self.names.checklist(&name.value) else {
            let known = self.names.checklists.iter().map(|checklist| checklist.id.as_str());
            self.problems.unknown("unknown_checklist", "checklist", &name, known.collect::<Vec<_>>());
            return None;
        };
        if depth < 2 {
            self.too_deep(table);
            return None;
        }
        let all = u32::try_from(checklist.points.len()).unwrap_or(u32::MAX);
        let needed = if written { needed? } else { all };
        self.can_be(table, needed, checklist.points.len());
        let reason = reason.as_ref().map(|reason| reason.value.as_str());
        Some(Gate::AtLeast(needed, confirmed_points(checklist, reason, self.asker != Asker::Criterion)))
    }

    fn single(&mut self, table: &mut Table<'_>, subject: &'static str) -> Option<Gate> {
        if self.asker == Asker::Criterion && matches!(subject, "score_at_least" | "tier_at_least" | "qualified") {
            let message = format!("a criterion makes the score and cannot ask for `{subject}`");
            let help = "ask it in [mql], in [sql], or in the `when` of a route or offer".to_owned();
            self.problems.error("not_in_criterion", &table.place(subject), message, help);
            table.forgive(subject);
            return None;
        }
        let words = self.words(table);
        let condition = self.condition(table, subject)?;
        let (span, subject) = (table.span.clone(), table.place(subject));
        self.asked.push(Asked { condition: condition.clone(), span, subject });
        Some(Gate::If { words: words?, condition })
    }

    /// The reason of a single question. A criterion has one for all of them.
    fn words(&mut self, table: &mut Table<'_>) -> Option<String> {
        let words = table.text("reason", self.problems);
        if self.asker == Asker::Criterion {
            return Some(String::new());
        }
        table.must_have("reason", self.problems);
        words.map(|words| words.value)
    }

    fn condition(&mut self, table: &mut Table<'_>, subject: &'static str) -> Option<Condition> {
        match subject {
            "field" => read_field_test(table, self.names, self.problems),
            "signal" => read_signal_test(table, self.problems),
            "confirmed" => self.confirmed(table),
            "score_at_least" => {
                let points = table.number("score_at_least", self.problems)?;
                Some(Condition::Score { at_least: Points(points.value) })
            }
            "tier_at_least" => self.tier(table),
            _ => self.qualified(table),
        }
    }

    fn confirmed(&mut self, table: &mut Table<'_>) -> Option<Condition> {
        let point = table.text("confirmed", self.problems)?;
        let known = self.names.points();
        if !known.contains(&point.value.as_str()) {
            self.problems.unknown("unknown_point", "point of a checklist", &point, known);
            return None;
        }
        Some(Condition::Confirmed { point: point.value })
    }

    fn tier(&mut self, table: &mut Table<'_>) -> Option<Condition> {
        let tier = table.text("tier_at_least", self.problems)?;
        let place = self.names.tiers.iter().position(|known| *known == tier.value);
        if place.is_none() {
            self.problems.unknown("unknown_tier", "tier", &tier, self.names.tiers.iter().map(String::as_str));
        }
        Some(Condition::Tier { at_least: u32::try_from(place?).ok()? })
    }

    fn qualified(&mut self, table: &mut Table<'_>) -> Option<Condition> {
        let wanted = table.text("qualified", self.problems)?;
        let condition = match wanted.value.as_str() {
            "mql" => Condition::Mql,
            "sql" => Condition::Sql,
            _ => {
                self.problems.unknown("unknown_qualification", "qualification", &wanted, ["mql", "sql"]);
                return None;
            }
        };
        let circular = self.asker == Asker::Mql || self.asker == Asker::Sql && condition == Condition::Sql;
        if circular {
            let place = if self.asker == Asker::Mql { "mql" } else { "sql" };
            let message = format!("[{place}] decides that and cannot ask for `{}`", wanted.value);
            let help = "ask for fields, signals, the score or confirmed points".to_owned();
            self.problems.error("asks_itself", &wanted.span, message, help);
            return None;
        }
        Some(condition)
    }
}

/// The points of a checklist, each a question of its own; in a criterion without words.
pub(crate) fn confirmed_points(checklist: &Checklist, reason: Option<&str>, worded: bool) -> Vec<Gate> {
    let point = |point: &String| {
        let words = match reason {
            _ if !worded => String::new(),
            Some(reason) => reason_of_point(reason, point),
            None => format!("{} confirmed", point.replace('_', " ")),
        };
        Gate::If { words, condition: Condition::Confirmed { point: point.clone() } }
    };
    checklist.points.iter().map(point).collect()
}

/// What the reason of a checklist says of one of its points.
pub(crate) fn reason_of_point(reason: &str, point: &str) -> String {
    format!("{reason}: {}", point.replace('_', " "))
}
