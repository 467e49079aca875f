//! A replay as a report: one file that opens by itself.

use baton_calibration::report::{Bar, Figure, Page, Tone, bars, thousands};
use baton_handoff::duration;
use baton_hours::Millis;

use crate::headcount::{Answer, Headcount};
use crate::replay::Replay;
use crate::tally::{Load, Share};
use crate::words::{HOW_COUNTED, LOAD, per_mille, share};

impl Replay {
    /// The whole report as HTML.
    #[must_use]
    pub fn html(&self) -> String {
        let days = (Millis(self.from).day(), Millis(self.to).day());
        let [old, new] = self.names();
        let about = format!(
            "{} leads of {} to {}, sent once more through the desk: under \u{201c}{old}\u{201d} and under \u{201c}{new}\u{201d}.",
            thousands(self.leads),
            days.0,
            days.1,
        );
        let mut page = Page::new("What the change would have done", &about);
        let (tone, sentence) = self.sentence();
        page.answer(tone, &sentence, &self.assumptions().join(" "));
        page.figures(&self.figures());
        self.write_windows(&mut page);
        self.write_tiers(&mut page);
        self.write_shares(&mut page);
        if let Some(headcount) = &self.headcount {
            write_headcount(headcount, &mut page);
        }
        self.write_leads(&mut page);
        page.finish("Made by baton replay. The desk ran on this machine; nothing was sent.")
    }

    /// How the two agreements are told apart: a change seldom has another name.
    pub(crate) fn names(&self) -> [String; 2] {
        let (old, new) = (&self.old.name, &self.new.name);
        if old == new { [format!("{old} (old)"), format!("{new} (new)")] } else { [old.clone(), new.clone()] }
    }

    /// What a hurried reader takes along.
    fn sentence(&self) -> (Tone, String) {
        let (old, new) = (&self.old.load, &self.new.load);
        let both = format!(
            "{} of windows missed instead of {}",
            share(new.missed, new.with_window),
            share(old.missed, old.with_window)
        );
        let told = &self.changed;
        let nothing = told.scored + told.tiered + told.routed + told.timed + told.newly_missed + told.newly_met == 0;
        // A tenth of a percent either way is no difference to speak of.
        let missed = |load: &Load| (load.missed * 1_000).checked_div(load.with_window).unwrap_or(0);
        let leads = thousands(told.tiered);
        match (missed(new), missed(old)) {
            _ if nothing => (Tone::Plain, "Nothing would have been different.".to_owned()),
            (new, old) if new > old + 1 => (Tone::Bad, format!("{both}; {leads} leads change their tier.")),
            (new, old) if new + 1 < old => (Tone::Good, format!("{both}; {leads} leads change their tier.")),
            _ => (Tone::Plain, format!("{leads} leads change their tier; windows are met as before.")),
        }
    }

    fn figures(&self) -> Vec<Figure> {
        let told = &self.changed;
        let figure =
            |label: &str, leads: usize, note: String| Figure { label: label.to_owned(), value: thousands(leads), note };
        let of_all = |leads| format!("{} of leads", share(leads, self.leads));
        vec![
            figure("another score", told.scored, of_all(told.scored)),
            figure("another tier", told.tiered, of_all(told.tiered)),
            figure("another route", told.routed, of_all(told.routed)),
            figure("another time allowed", told.timed, of_all(told.timed)),
            figure("newly missed", told.newly_missed, format!("{} newly met", thousands(told.newly_met))),
        ]
    }

    fn write_windows(&self, page: &mut Page) {
        page.section("Who would have been answered in time?", "The clock of both agreements, by their own windows.");
        let rows: Vec<Vec<String>> = LOAD
            .iter()
            .map(|(what, value)| vec![(*what).to_owned(), value(&self.old.load), value(&self.new.load)])
            .collect();
        page.table("Answers and windows", &["", "#old", "#new"], &rows);
        let worst = self.worst_hours();
        // A handful has no worst hour.
        if self.new.load.missed >= FEW {
            let svg = bars("Hours of the week with the most missed windows", &worst);
            page.chart(&svg, "Missed windows under the new agreement by when the lead came in, the worst hours first.");
        }
    }

    /// The hours of the week in which the most leads came in whose window was missed.
    fn worst_hours(&self) -> Vec<Bar> {
        const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let mut cells: Vec<(usize, usize)> = self.misses.iter().enumerate().map(|(at, [_, new])| (*new, at)).collect();
        cells.retain(|(new, _)| *new > 0);
        cells.sort_by_key(|(new, at)| (core::cmp::Reverse(*new), *at));
        let bar = |(new, at): &(usize, usize)| Bar {
            label: format!("{} {:02}:00", DAYS.get(at / 24).unwrap_or(&""), at % 24),
            value: whole(*new),
            shown: thousands(*new),
            tone: Tone::Careful,
        };
        cells.iter().take(8).map(bar).collect()
    }

    fn write_tiers(&self, page: &mut Page) {
        page.section(
            "What would leads have been worth?",
            "Tiers before and after, and which criteria made the difference.",
        );
        let rows: Vec<Vec<String>> = self
            .tiers
            .iter()
            .map(|(was, is, leads)| vec![was.clone(), is.clone(), thousands(*leads), share(*leads, self.leads)])
            .collect();
        page.table("Leads by tier", &["old", "new", "#leads", "#of all"], &rows);
        if self.causes.is_empty() {
            page.text("No criterion gave any lead other points.");
            return;
        }
        let rows: Vec<Vec<String>> = self
            .causes
            .iter()
            .take(20)
            .map(|(cause, leads)| {
                let points = [cause.before, cause.after].map(|points| format!("{points:+}"));
                let [before, after] = points;
                vec![cause.words.clone(), before, after, thousands(*leads)]
            })
            .collect();
        page.table("Why scores changed", &["criterion", "#old", "#new", "#leads"], &rows);
    }

    fn write_shares(&self, page: &mut Page) {
        page.section("Who would have had them?", "Leads by route, pool and first owner.");
        for (what, of) in [("Routes", &self.routes), ("Pools", &self.pools), ("Reps", &self.reps)] {
            if of.is_empty() {
                continue;
            }
            let row = |of: &Share| {
                let numbers = [of.before, of.after, of.missed_before, of.missed_after].map(thousands);
                core::iter::once(of.name.clone()).chain(numbers).collect::<Vec<String>>()
            };
            let rows: Vec<Vec<String>> = of.iter().map(row).collect();
            page.table(what, &["", "#old", "#new", "#missed, old", "#missed, new"], &rows);
        }
    }

    fn write_leads(&self, page: &mut Page) {
        if self.changes.is_empty() {
            return;
        }
        page.section("Which leads?", "The first that changed, in the order in which they came in.");
        let allowed = |ms: Option<i64>| ms.map_or("-".to_owned(), |ms| duration(Millis(ms)));
        let both = |was: String, is: String| if was == is { was } else { format!("{was} \u{2192} {is}") };
        let rows: Vec<Vec<String>> = self
            .changes
            .iter()
            .map(|change| {
                let (was, is) = (&change.before, &change.after);
                let causes = change.causes.iter().take(3);
                let causes: Vec<String> = causes
                    .map(|cause| format!("{}: {:+} \u{2192} {:+}", cause.words, cause.before, cause.after))
                    .collect();
                vec![
                    change.row.to_string(),
                    change.who.clone(),
                    both(was.score.to_string(), is.score.to_string()),
                    both(was.tier.clone(), is.tier.clone()),
                    both(was.route.clone(), is.route.clone()),
                    both(allowed(was.allowed_ms), allowed(is.allowed_ms)),
                    both(met(was.missed), met(is.missed)),
                    causes.join("; "),
                ]
            })
            .collect();
        let headers = ["#row", "who", "#score", "tier", "route", "allowed", "window", "why"];
        page.table("Leads that changed", &headers, &rows);
    }
}

fn met(missed: bool) -> String {
    if missed { "missed" } else { "met" }.to_owned()
}

fn write_headcount(headcount: &Headcount, page: &mut Page) {
    let wanted = per_mille(headcount.wanted);
    page.section(&format!("How many reps would have met {wanted}?"), HOW_COUNTED);
    let told = |answer: &Answer| match answer.reps {
        Some(reps) => thousands(reps),
        None => format!("none is enough ({})", per_mille(answer.met)),
    };
    let rows: Vec<Vec<String>> = headcount
        .hours
        .iter()
        .map(|asked| {
            vec![asked.words.clone(), told(&asked.agreed), told(&asked.by_the_clock), per_mille(asked.arrive_open)]
        })
        .collect();
    page.table("Reps at work at a time", &["hours", "#as agreed", "#by the clock", "#leads that come in then"], &rows);
    if let Some(run) = &headcount.run {
        page.note(Tone::Plain, &run.words());
    }
}

/// Fewer misses than that say nothing of the hours they fall into.
const FEW: usize = 50;

/// A count as the length of a bar.
fn whole(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
