//! An audit as a report that a manager forwards: one file, no names of leads in it.

use baton_calibration::report::{Bar, Figure, Page, Tone, bars, thousands};

use crate::audit::{Audit, day};
use crate::speed::{Band, Speed};
use crate::waits::Cell;
use crate::words::{FIRST, share, told, whole};

impl Audit {
    /// The whole report as HTML.
    #[must_use]
    pub fn html(&self) -> String {
        let about = format!(
            "{}: {} leads of {} to {}. Worked out on one machine; no lead is named here.",
            self.name,
            thousands(self.rows),
            day(self.from),
            day(self.to)
        );
        let mut page = Page::new("Where leads leak", &about);
        let (tone, sentence, more) = self.sentence();
        page.answer(tone, &sentence, &more);
        page.figures(&self.figures());
        self.write_leaks(&mut page);
        self.write_fates(&mut page);
        self.write_speed(&mut page);
        self.write_week(&mut page);
        self.write_rejections(&mut page);
        self.write_basis(&mut page);
        page.finish("Made by baton audit, offline. Nothing was sent anywhere.")
    }

    /// What a hurried reader takes along.
    fn sentence(&self) -> (Tone, String, String) {
        let more = self.assumptions().join(" ");
        match self.leaks.first() {
            None => (Tone::Good, "No leak stands out in this export.".to_owned(), more),
            Some(_) if self.at_stake > 0 => (
                Tone::Bad,
                format!(
                    "Leads worth {} leak before anybody speaks with them.",
                    thousands(rounded(whole(self.at_stake)))
                ),
                more,
            ),
            Some(first) => (Tone::Careful, format!("{}.", first.title), first.evidence.clone()),
        }
    }

    fn figures(&self) -> Vec<Figure> {
        let speed = &self.speed;
        let figure = |label: &str, value: String, note: String| Figure { label: label.to_owned(), value, note };
        let mut figures = Vec::new();
        if self.to_the_minute {
            figures.push(figure(
                "tried within 5 minutes",
                share(speed.within_5m, speed.known()),
                format!("{} within an hour", share(speed.within_1h, speed.known())),
            ));
        }
        if speed.timed > 0 {
            figures.push(figure("half wait", told(speed.median_ms), format!("one in ten over {}", told(speed.p90_ms))));
        }
        let fates = &self.fates;
        figures.push(figure(
            "ignored",
            share(fates.ignored, fates.known()),
            format!("{} leads", thousands(fates.ignored)),
        ));
        figures.push(figure(
            "rejected",
            share(fates.rejected, fates.known()),
            format!("{} leads", thousands(fates.rejected)),
        ));
        if let Some(twice) = &self.twice {
            figures.push(figure(
                "rows too many",
                thousands(twice.extra),
                format!("people with several: {}", thousands(twice.people)),
            ));
        }
        figures
    }

    fn write_leaks(&self, page: &mut Page) {
        if self.leaks.is_empty() {
            return;
        }
        page.section("Plug these first", "The heaviest leaks, each with the setting of the agreement that plugs it.");
        for (at, leak) in self.leaks.iter().take(FIRST).enumerate() {
            let stake = leak.stake.map(|stake| format!(" \u{00b7} {} at stake", thousands(rounded(whole(stake)))));
            let head = format!(
                "{}. {} \u{00b7} {} leads{}",
                at + 1,
                leak.title,
                thousands(leak.leads),
                stake.unwrap_or_default()
            );
            page.note(if leak.stake.is_some() { Tone::Bad } else { Tone::Careful }, &head);
            page.text(&leak.evidence);
            page.text(&leak.plug);
            page.code(leak.setting.trim_end());
        }
        let rest: Vec<Vec<String>> = self
            .leaks
            .iter()
            .skip(FIRST)
            .map(|leak| vec![leak.title.clone(), leak.evidence.clone(), thousands(leak.leads)])
            .collect();
        if !rest.is_empty() {
            page.table("Also found", &["what", "figures", "#leads"], &rest);
        }
    }

    fn write_fates(&self, page: &mut Page) {
        page.section("What became of the leads?", "Ignored: a day went by, and nobody had called or written.");
        let tone = |what: &str| match what {
            "accepted by sales" => Tone::Good,
            "ignored" => Tone::Bad,
            _ => Tone::Plain,
        };
        let bar = |(what, leads): (&'static str, usize)| Bar {
            label: what.to_owned(),
            value: count(leads),
            shown: format!("{} ({})", thousands(leads), share(leads, self.rows)),
            tone: tone(what),
        };
        let shown: Vec<Bar> = self.fate_lines().into_iter().filter(|(_, leads)| *leads > 0).map(bar).collect();
        page.chart(&bars("What became of the leads", &shown), "Leads by what became of them.");
    }

    fn write_speed(&self, page: &mut Page) {
        if self.speed.known() == 0 {
            return;
        }
        let clock = if self.to_the_minute {
            "On the clock, nights and weekends among them."
        } else {
            "The dates of the file have no time of day: only days can be told."
        };
        page.section("How long do people wait?", clock);
        if self.to_the_minute {
            let words = Band::ALL.iter().map(|band| band.words).chain(["never"]);
            let bar = |(words, leads): (&str, usize)| Bar {
                label: words.to_owned(),
                value: count(leads),
                shown: format!("{} ({})", thousands(leads), share(leads, self.speed.known())),
                tone: match words {
                    "under 5 minutes" => Tone::Good,
                    "never" | "over 3 days" => Tone::Bad,
                    _ => Tone::Plain,
                },
            };
            let shown: Vec<Bar> = words.zip(self.speed.bands).map(bar).collect();
            page.chart(
                &bars("Time until the first try", &shown),
                "Leads by the time until somebody first tried to reach them.",
            );
        }
        if let (Some(hours), Some(working)) = (&self.hours, &self.speed.working) {
            page.text(&format!(
                "In working time ({hours}): {} within 5 minutes, {} within an hour, half within {}, nine of ten within {}.",
                share(working.within_5m, self.speed.known()),
                share(working.within_1h, self.speed.known()),
                told(working.median_ms),
                told(working.p90_ms)
            ));
        }
        self.write_speeds("By rep", "rep", &self.reps, page);
        self.write_speeds("By source", "source", &self.sources, page);
    }

    fn write_speeds(&self, caption: &str, head: &str, list: &[Speed], page: &mut Page) {
        if list.is_empty() {
            return;
        }
        let row = |speed: &Speed| {
            let of = |part| share(part, speed.known());
            let mut cells = vec![speed.name.clone(), thousands(speed.leads)];
            if self.to_the_minute {
                cells.extend([of(speed.within_5m), of(speed.within_1h)]);
            }
            cells.extend([of(speed.within_24h), of(speed.never), told(speed.median_ms), told(speed.p90_ms)]);
            if self.hours.is_some() {
                cells.push(told(speed.working.as_ref().and_then(|working| working.median_ms)));
            }
            cells
        };
        let mut headers = vec![head, "#leads"];
        if self.to_the_minute {
            headers.extend(["#5 min", "#1 h"]);
        }
        headers.extend(["#24 h", "#never", "#median", "#p90"]);
        if self.hours.is_some() {
            headers.push("#median, working");
        }
        let rows: Vec<Vec<String>> = list.iter().take(30).map(row).collect();
        page.table(caption, &headers, &rows);
    }

    fn write_week(&self, page: &mut Page) {
        if self.week.iter().all(|cell| cell.leads == 0) {
            return;
        }
        page.section(
            "When do they wait?",
            "By the weekday and hour at which leads came in: the stronger the square, the longer half of them waited.",
        );
        page.chart(&heat(&self.week), "Median time until the first try, by when a lead came in; empty: no lead. Hours as the file writes them, or in the zone that was given.");
    }

    fn write_rejections(&self, page: &mut Page) {
        if self.rejections.rejected == 0 && self.twice.is_none() {
            return;
        }
        page.section("What can nobody learn from?", "");
        self.more_lines().iter().for_each(|sentence| page.text(sentence));
        let or_dash = |number: Option<usize>| number.map_or("-".to_owned(), thousands);
        let with_any = self.rejections_by_rep.iter().filter(|rep| rep.rejected > 0);
        let rows: Vec<Vec<String>> = with_any
            .take(30)
            .map(|rep| {
                vec![
                    rep.name.clone(),
                    thousands(rep.leads),
                    thousands(rep.rejected),
                    or_dash(rep.without_reason),
                    or_dash(rep.without_attempt),
                ]
            })
            .collect();
        if !rows.is_empty() {
            page.table("Rejections by rep", &["rep", "#leads", "#rejected", "#no reason", "#never tried"], &rows);
        }
        let rows: Vec<Vec<String>> = self
            .rejections
            .reasons
            .iter()
            .take(12)
            .map(|(words, times)| vec![words.clone(), thousands(*times)])
            .collect();
        if !rows.is_empty() {
            page.table("Reasons that were given", &["reason", "#times"], &rows);
        }
        let examples = self.twice.iter().flat_map(|twice| &twice.examples);
        let rows: Vec<Vec<String>> = examples
            .map(|rows| {
                vec![rows.len().to_string(), rows.iter().take(8).map(usize::to_string).collect::<Vec<_>>().join(", ")]
            })
            .collect();
        if !rows.is_empty() {
            page.table("One person each (row numbers as in a spreadsheet)", &["#rows", "which"], &rows);
        }
    }

    fn write_basis(&self, page: &mut Page) {
        page.section("What does this rest on?", "");
        self.assumptions().iter().for_each(|sentence| page.text(sentence));
        page.text("A rep or a source is named only where it differs from all others by more than chance (three standard errors and ten percent, 20 leads on each side); its leads are those beyond what the others would have had.");
        for sentence in &self.untold {
            page.note(Tone::Careful, sentence);
        }
        page.folded("What each column was taken for", |page| {
            let rows: Vec<Vec<String>> = self
                .columns
                .iter()
                .map(|column| vec![column.name.clone(), column.role.to_owned(), column.why.to_owned()])
                .collect();
            page.table("Columns", &["column", "taken for", "why"], &rows);
        });
        page.folded("An agreement to begin with", |page| page.code(&self.agreement));
    }
}

/// The hours of the week as a field of squares. Darker is longer; a longer time has also more opacity, so
/// that paper without colours tells the same, and each square says its figures.
fn heat(week: &[Cell]) -> String {
    use core::fmt::Write;
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let mut svg = String::from(
        "<svg viewBox=\"0 0 680 196\" role=\"img\" aria-label=\"Median time until the first try by weekday and hour\">",
    );
    for (day, name) in DAYS.iter().enumerate() {
        let _ =
            write!(svg, "<text x=\"0\" y=\"{}\" font-size=\"12\" fill=\"currentColor\">{name}</text>", day * 24 + 17);
    }
    for (at, cell) in week.iter().enumerate() {
        let (day, hour) = (at / 24, at % 24);
        let (x, y) = (hour * 26 + 40, day * 24 + 2);
        let steps = cell.median_ms.map_or(0, |ms| {
            [300_000, 1_800_000, 3_600_000, 14_400_000, 86_400_000].iter().filter(|least| ms >= **least).count()
        });
        let opacity = if cell.leads == 0 {
            "0.05"
        } else {
            ["0.15", "0.3", "0.45", "0.6", "0.8", "1"].get(steps).copied().unwrap_or("1")
        };
        let words = match cell.leads {
            0 => "no lead".to_owned(),
            leads => format!("{leads} leads, half wait {}, {} never tried", told(cell.median_ms), cell.never),
        };
        let _ = write!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"24\" height=\"22\" rx=\"3\" class=\"heat\" fill=\"currentColor\" fill-opacity=\"{opacity}\"><title>{name} {hour:02}:00: {words}</title></rect>",
            name = DAYS.get(day).unwrap_or(&""),
        );
    }
    for hour in [0, 6, 12, 18] {
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"186\" font-size=\"12\" fill=\"currentColor\">{hour:02}:00</text>",
            hour * 26 + 40
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Two digits that count: a report's money is an estimate.
fn rounded(money: usize) -> usize {
    let step = 10_usize.pow(u32::try_from(money.to_string().len().saturating_sub(2)).unwrap_or(0));
    (money + step / 2) / step * step
}

/// A count as the length of a bar.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
