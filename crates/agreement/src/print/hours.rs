//! Hours, holidays and absences.

use std::collections::BTreeMap;

use baton_hours::{Block, Date, WEEKDAYS};

use super::page::{Page, inline, key, lines, text, texts};
use crate::agreement::Agreement;
use crate::hours::{Hours, RepHours};

pub(super) fn print(agreement: &Agreement, page: &mut Page) {
    page.section("[hours]");
    page.entry("zone", &text(agreement.hours.zone.name()));
    page.entry("holidays", &texts(&agreement.hours.holidays, 0));
    print_week(&agreement.hours.hours, page);
    print_special(&agreement.hours.hours.special, page);
    for list in &agreement.holidays {
        page.section(&format!("[holidays.{}]", key(&list.id)));
        let dates: Vec<String> = list.dates.iter().map(Date::to_string).collect();
        page.entry("dates", &if dates.len() > 8 { lines(&dates, 0) } else { format!("[{}]", dates.join(", ")) });
    }
}

pub(super) fn print_rep(own: &RepHours, page: &mut Page) {
    if let Some(zone) = &own.zone {
        page.entry("zone", &text(zone.name()));
    }
    if let Some(holidays) = &own.holidays {
        page.entry("holidays", &texts(holidays, 0));
    }
    if !own.absences.is_empty() {
        let absences = own.absences.iter().map(|absence| {
            let (from, to) = (absence.from.to_string(), absence.to.to_string());
            inline(&vec![("from", from), ("to", to), ("reason", text(&absence.reason))])
        });
        page.entry("absences", &lines(&absences.collect::<Vec<_>>(), 0));
    }
    if let Some(hours) = &own.hours {
        page.section("[reps.hours]");
        print_week(hours, page);
        print_special(&hours.special, page);
    }
}

fn print_week(hours: &Hours, page: &mut Page) {
    for (day, blocks) in WEEKDAYS.into_iter().zip(hours.week.days()) {
        page.entry(day, &texts(&written(blocks), 0));
    }
}

fn print_special(special: &BTreeMap<Date, Vec<Block>>, page: &mut Page) {
    if special.is_empty() {
        return;
    }
    let day = |(date, blocks): (&Date, &Vec<Block>)| {
        inline(&vec![("date", date.to_string()), ("open", texts(&written(blocks), 0))])
    };
    page.entry("special", &lines(&special.iter().map(day).collect::<Vec<_>>(), 0));
}

fn written(blocks: &[Block]) -> Vec<String> {
    blocks.iter().map(Block::to_string).collect()
}
