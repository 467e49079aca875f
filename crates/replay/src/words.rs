//! A replay in words, for a terminal.

use core::fmt::Write;

use baton_calibration::report::thousands;
use baton_handoff::duration;
use baton_hours::Millis;

use crate::headcount::{Answer, Headcount, Proof};
use crate::replay::{Change, Replay};
use crate::tally::{Load, Share};
use crate::terms::{Answers, Terms};

impl Replay {
    /// The whole, as it is printed.
    #[must_use]
    pub fn text(&self) -> String {
        let mut page = String::new();
        let days = (Millis(self.from).day(), Millis(self.to).day());
        line(
            &mut page,
            &format!("{} leads of {} to {}, through the desk twice", thousands(self.leads), days.0, days.1),
        );
        for assumption in self.assumptions() {
            line(&mut page, &format!("  {assumption}"));
        }
        self.write_load(&mut page);
        self.write_changes(&mut page);
        if let Some(headcount) = &self.headcount {
            write_headcount(headcount, &mut page);
        }
        page
    }

    /// What the figures rest on, a sentence each.
    #[must_use]
    pub fn assumptions(&self) -> Vec<String> {
        let Terms { answers, reaction_ms, busy_ms, open_ms, seed } = &self.terms;
        let mut said = Vec::new();
        said.push(match answers {
            Answers::Observed => format!(
                "Reps answer as they did: after the working time that the file shows ({} of {} leads; the others nobody answers).",
                thousands(self.observed),
                thousands(self.leads)
            ),
            Answers::Assumed => format!(
                "Assumed: a free rep at work begins after {} on average (drawn, seed {seed}), does one lead at a time, oldest first, and is busy with each for {}.",
                duration(Millis(*reaction_ms)),
                duration(Millis(*busy_ms))
            ),
        });
        said.push(format!("Assumed: a lead stays open for {} after its first answer.", duration(Millis(*open_ms))));
        said.push(
            "Roster, hours, holidays and absences are those of each agreement; messages are not sent.".to_owned(),
        );
        said
    }

    fn write_load(&self, page: &mut String) {
        line(page, "");
        // Of a long name the end is cut off, and with it what tells two of one name apart.
        let is_one = self.old.name == self.new.name;
        let [old, new] = if is_one { ["old", "new"] } else { [self.old.name.as_str(), self.new.name.as_str()] };
        line(page, &format!("{:<34}{:>16}{:>16}", "", short(old, 15), short(new, 15)));
        for (what, value) in LOAD {
            let (old, new) = (value(&self.old.load), value(&self.new.load));
            line(page, &format!("{what:<34}{old:>16}{new:>16}"));
        }
    }

    fn write_changes(&self, page: &mut String) {
        let told = &self.changed;
        line(page, "");
        line(page, "what differs, in leads");
        for (what, leads) in [
            ("another score", told.scored),
            ("another tier", told.tiered),
            ("another route", told.routed),
            ("another rep (turns shift, too)", told.given),
            ("another time allowed", told.timed),
            ("in time before, missed now", told.newly_missed),
            ("missed before, in time now", told.newly_met),
        ] {
            line(page, &format!("  {what:<32}{:>10}  {}", thousands(leads), share(leads, self.leads)));
        }
        let moved: Vec<_> = self.tiers.iter().filter(|(was, is, _)| was != is).collect();
        if !moved.is_empty() {
            line(page, "\ntiers that changed");
            for (was, is, leads) in moved {
                let both = format!("{} to {}", named(was), named(is));
                line(page, &format!("  {both:<32}{:>10}", thousands(*leads)));
            }
        }
        if !self.causes.is_empty() {
            line(page, "\nwhy scores changed");
            for (cause, leads) in self.causes.iter().take(12) {
                let what = format!("{:+} to {:+}  {}", cause.before, cause.after, cause.words);
                line(page, &format!("  {:<52}{:>10} leads", short(&what, 51), thousands(*leads)));
            }
        }
        write_shares(page, "routes", &self.routes);
        write_shares(page, "reps", &self.reps);
        if !self.changes.is_empty() {
            line(page, "\nleads that changed");
            self.changes.iter().for_each(|change| line(page, &told_of(change)));
        }
    }
}

/// What a line is called, and its value.
type LoadLine = (&'static str, fn(&Load) -> String);

/// The lines that hold both agreements against each other.
pub(crate) const LOAD: [LoadLine; 10] = [
    ("windows", |load| thousands(load.with_window)),
    ("windows missed", |load| format!("{} ({})", thousands(load.missed), share(load.missed, load.with_window))),
    ("answered within 5 m on the clock", |load| thousands(load.within_5m)),
    ("half are answered within", |load| load.median_ms.map_or("-".to_owned(), |ms| duration(Millis(ms)))),
    ("nine of ten within", |load| load.p90_ms.map_or("-".to_owned(), |ms| duration(Millis(ms)))),
    ("never answered", |load| thousands(load.unanswered)),
    ("given on to somebody else", |load| thousands(load.given_on)),
    ("back to marketing, ignored", |load| thousands(load.returned)),
    ("in quarantine", |load| thousands(load.quarantined)),
    ("joined a lead there was", |load| thousands(load.joined)),
];

fn write_shares(page: &mut String, what: &str, shares: &[Share]) {
    if shares.is_empty() {
        return;
    }
    line(page, &format!("\n{what:<28}{:>10}{:>10}{:>14}{:>12}", "old", "new", "missed, old", "new"));
    for of in shares {
        line(
            page,
            &format!(
                "  {:<26}{:>10}{:>10}{:>14}{:>12}",
                short(&of.name, 26),
                thousands(of.before),
                thousands(of.after),
                thousands(of.missed_before),
                thousands(of.missed_after)
            ),
        );
    }
}

fn told_of(change: &Change) -> String {
    let (was, is) = (&change.before, &change.after);
    let mut parts = Vec::new();
    if was.score != is.score {
        let causes: Vec<String> = change
            .causes
            .iter()
            .take(3)
            .map(|cause| format!("{} {:+} to {:+}", cause.criterion, cause.before, cause.after))
            .collect();
        let why = if causes.is_empty() { String::new() } else { format!(" ({})", causes.join(", ")) };
        parts.push(format!("{} to {}{why}", was.score, is.score));
    }
    for (was, is) in [(&was.tier, &is.tier), (&was.route, &is.route)] {
        if was != is {
            parts.push(format!("{} to {}", named(was), named(is)));
        }
    }
    if was.missed != is.missed {
        parts.push(if is.missed { "misses its window" } else { "is in time" }.to_owned());
    }
    if was.quarantine != is.quarantine {
        parts.push(if is.quarantine.is_some() { "into quarantine" } else { "out of quarantine" }.to_owned());
    }
    if was.allowed_ms != is.allowed_ms {
        let allowed = |ms: Option<i64>| ms.map_or("no window".to_owned(), |ms| duration(Millis(ms)));
        parts.push(format!("allowed {} to {}", allowed(was.allowed_ms), allowed(is.allowed_ms)));
    }
    format!("  row {:<7} {:<28} {}", change.row, short(&change.who, 28), parts.join("; "))
}

fn write_headcount(headcount: &Headcount, page: &mut String) {
    line(page, &format!("\nreps at work at a time, to meet {} of the windows", per_mille(headcount.wanted)));
    line(page, &format!("  {:<36}{:>12}{:>16}{:>18}", "hours", "as agreed", "by the clock", "come in then"));
    for asked in &headcount.hours {
        let told = |answer: &Answer| match answer.reps {
            Some(reps) => thousands(reps),
            None => format!("no ({})", per_mille(answer.met)),
        };
        line(
            page,
            &format!(
                "  {:<36}{:>12}{:>16}{:>18}",
                asked.words,
                told(&asked.agreed),
                told(&asked.by_the_clock),
                per_mille(asked.arrive_open)
            ),
        );
    }
    line(page, &format!("  {HOW_COUNTED}"));
    if let Some(run) = &headcount.run {
        line(page, &format!("  {}", run.words()));
    }
}

impl Proof {
    /// What the desk says, a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        let pools: Vec<String> = self.pools.iter().map(|(pool, seats)| format!("{pool} {seats}")).collect();
        format!(
            "The real desk, with its ladder and with the desk's hours: with as many as the model says it meets {}; with {} at a time \
             ({}) it meets {} ({}).",
            per_mille(self.met_as_modelled),
            self.reps,
            pools.join(", "),
            per_mille(self.met),
            if self.runs == 1 { "1 run".to_owned() } else { format!("{} runs", self.runs) }
        )
    }
}

/// What the columns of the headcount mean.
pub const HOW_COUNTED: &str = "\"As agreed\" counts as the agreement does; \"by the clock\" counts the visitor's minutes, nights \
and weekends among them. A least number, from a model of the queue: turns, one lead at a time, the same assumptions as above.";

fn line(page: &mut String, text: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(page, "{text}");
}

fn named(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

/// A share in percent, to a tenth; nothing of nothing.
#[must_use]
pub fn share(part: usize, of: usize) -> String {
    (part * 1_000 + of / 2).checked_div(of).map_or_else(|| "-".to_owned(), per_mille)
}

/// Thousandths as percent: `95.0 %`.
#[must_use]
pub fn per_mille(thousandths: usize) -> String {
    format!("{}.{} %", thousandths / 10, thousandths % 10)
}

fn short(text: &str, most: usize) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if plain.chars().count() <= most {
        return plain;
    }
    plain.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!([share(1, 3), share(0, 0), share(2, 2)], ["33.3 %", "-", "100.0 %"]);
    }
}
