//! An audit in words, for a terminal.

use core::fmt::Write;

use baton_calibration::report::thousands;
use baton_handoff::{Millis, duration};

use crate::audit::{Audit, day};
use crate::speed::Speed;

/// So many are to be plugged first.
pub(crate) const FIRST: usize = 3;

impl Audit {
    /// The whole, as it is printed.
    #[must_use]
    pub fn text(&self) -> String {
        let mut page = String::new();
        let mut line = |text: &str| {
            // Writing to a string does not fail.
            let _ = writeln!(page, "{}", plain(text));
        };
        line(&format!("{} leads, {} to {}", thousands(self.rows), day(self.from), day(self.to)));
        let read = self.columns.iter().filter(|column| !matches!(column.role, "other" | "left_out" | "key"));
        let read: Vec<String> = read.map(|column| format!("{} = {}", column.role, column.name)).collect();
        line(&format!("read as {}", read.join(", ")));
        line("say --column role=name where that is wrong\n");
        for (what, leads) in self.fate_lines() {
            line(&format!("  {what:<24}{:>9}  {}", thousands(leads), share(leads, self.rows)));
        }
        line("");
        line(&format!(
            "  {:<28}{:>7}{:>9}{:>8}{:>8}{:>8}{:>13}{:>13}",
            "first tried", "leads", "in 5 m", "1 h", "24 h", "never", "median", "p90"
        ));
        line(&speed_line("all", &self.speed));
        for (what, list) in [("by source", &self.sources), ("by rep", &self.reps)] {
            if !list.is_empty() {
                line(&format!("  {what}"));
            }
            list.iter().take(12).for_each(|speed| line(&speed_line(&speed.name, speed)));
        }
        if let (Some(hours), Some(working)) = (&self.hours, &self.speed.working) {
            line(&format!(
                "  in working time ({hours}): within 5 m {}, within 1 h {}, median {}, p90 {}",
                share(working.within_5m, self.speed.known()),
                share(working.within_1h, self.speed.known()),
                told(working.median_ms),
                told(working.p90_ms)
            ));
        }
        line("");
        self.more_lines().iter().for_each(|text| line(&format!("  {text}")));
        line(&format!("\nat stake: {}", thousands(whole(self.at_stake))));
        self.assumptions().iter().for_each(|text| line(&format!("  {text}")));
        if self.leaks.is_empty() {
            line("\nno leak stands out in this file");
        } else {
            line("\nplug these first");
        }
        for (at, leak) in self.leaks.iter().take(FIRST).enumerate() {
            let stake = leak.stake.map(|stake| format!(", {} at stake", thousands(whole(stake)))).unwrap_or_default();
            line(&format!("\n{}. {} ({} leads{stake})", at + 1, leak.title, thousands(leak.leads)));
            line(&format!("   {}", leak.evidence));
            line(&format!("   {}", leak.plug));
            leak.setting.lines().for_each(|setting| line(&format!("       {setting}")));
        }
        for leak in self.leaks.iter().skip(FIRST) {
            line(&format!("\nalso: {}. {}", leak.title, leak.evidence));
        }
        if !self.untold.is_empty() {
            line("\nwhat this file cannot tell");
            self.untold.iter().for_each(|sentence| line(&format!("  {sentence}")));
        }
        page
    }

    /// What became of the leads, in the order of a pipeline.
    pub(crate) fn fate_lines(&self) -> [(&'static str, usize); 5] {
        let fates = &self.fates;
        [
            ("accepted by sales", fates.accepted),
            ("being worked", fates.working),
            ("rejected", fates.rejected),
            ("ignored", fates.ignored),
            ("too new, or not told", fates.unknown),
        ]
    }

    /// Rejections and duplicates, a sentence each.
    pub(crate) fn more_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let of = &self.rejections;
        if let Some(without) = of.without_reason.filter(|_| of.rejected > 0) {
            lines.push(format!(
                "{} of {} rejections have no reason that says anything.",
                thousands(without),
                thousands(of.rejected)
            ));
        }
        if let Some(without) = of.without_attempt.filter(|_| of.rejected > 0) {
            lines.push(format!(
                "{} of {} rejected leads were never tried.",
                thousands(without),
                thousands(of.rejected)
            ));
        }
        if let Some(twice) = &self.twice {
            lines.push(format!(
                "People who stand in several rows: {} ({} too many); whose rows have different owners: {}.",
                thousands(twice.people),
                thousands(twice.extra),
                thousands(twice.several_owners)
            ));
        }
        lines
    }

    /// What the money rests on, a sentence each.
    #[must_use]
    pub fn assumptions(&self) -> Vec<String> {
        let stake = &self.stake;
        vec![
            format!("A customer is worth {} ({}).", thousands(whole(stake.value)), stake.value_from),
            format!("{} of leads that are answered become customers ({}).", per_mille(stake.rate), stake.rate_from),
            format!(
                "A lead that waits an hour or longer loses {} of its worth ({}).",
                per_mille(stake.late_loss),
                stake.late_from
            ),
        ]
    }
}

fn speed_line(name: &str, speed: &Speed) -> String {
    let of = |part| share(part, speed.known());
    format!(
        "    {:<26}{:>7}{:>9}{:>8}{:>8}{:>8}{:>13}{:>13}",
        short(name, 25),
        thousands(speed.leads),
        of(speed.within_5m),
        of(speed.within_1h),
        of(speed.within_24h),
        of(speed.never),
        told(speed.median_ms),
        told(speed.p90_ms)
    )
}

/// A time, or a dash.
pub(crate) fn told(ms: Option<i64>) -> String {
    let Some(ms) = ms else { return "-".to_owned() };
    // Seconds of days tell nobody anything.
    let step = if ms >= 86_400_000 {
        3_600_000
    } else if ms >= 3_600_000 {
        60_000
    } else {
        1_000
    };
    duration(Millis(ms / step * step))
}

/// A share in whole percent, or a dash of nothing.
pub(crate) fn share(part: usize, of: usize) -> String {
    (part * 100 + of / 2).checked_div(of).map_or_else(|| "-".to_owned(), |share| format!("{share} %"))
}

/// Thousandths as percent.
pub(crate) fn per_mille(thousandths: i64) -> String {
    match thousandths % 10 {
        0 => format!("{} %", thousandths / 10),
        tenth => format!("{}.{tenth} %", thousandths / 10),
    }
}

pub(crate) fn whole(money: i64) -> usize {
    usize::try_from(money.max(0)).unwrap_or(usize::MAX)
}

fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['\u{2026}']).collect()
}
