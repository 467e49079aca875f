//! When the desk and its reps work: hours, holidays, absences.

use std::collections::{BTreeMap, BTreeSet};

use baton_hours::{
    Absence, Availability, Block, Calendar, Date, HolidayList, Holidays, Millis, Pauses, Week, WrongBlock, Zone,
    working, zone_names,
};

use crate::agreement::{Agreement, Rep, RepId};
use crate::problem::nearest;
use crate::reader::{At, Problems, Table, Texts};

/// The blocks of each day, and days that have others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The week.
    pub week: Week,
    /// Days with hours of their own; none: closed.
    pub special: BTreeMap<Date, Vec<Block>>,
}

/// When the desk works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskHours {
    /// Where it is.
    pub zone: Zone,
    /// Its hours.
    pub hours: Hours,
    /// The lists of holidays: own ones and built-in ones.
    pub holidays: Vec<String>,
}

/// A rep's own hours, where they are not the desk's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepHours {
    /// Where the rep is.
    pub zone: Option<Zone>,
    /// The hours.
    pub hours: Option<Hours>,
    /// The lists of holidays.
    pub holidays: Option<Vec<String>>,
    /// The days away, in the rep's zone.
    pub absences: Vec<Absence>,
}

/// An own list of holidays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnHolidays {
    /// Its name.
    pub id: String,
    /// The days.
    pub dates: BTreeSet<Date>,
}

/// The calendars of the desk and of every rep, built once for an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendars {
    desk: Calendar,
    /// Only of those who have hours of their own.
    reps: BTreeMap<RepId, Calendar>,
}

impl Calendars {
    pub(crate) fn of<'r>(desk: &DeskHours, lists: &[OwnHolidays], reps: impl Iterator<Item = &'r Rep>) -> Calendars {
        let own = reps.filter(|rep| rep.hours.is_own());
        Calendars {
            desk: calendar(desk, lists, &RepHours::default()),
            reps: own.map(|rep| (rep.id.clone(), calendar(desk, lists, &rep.hours))).collect(),
        }
    }
}

impl Agreement {
    /// The desk's calendar.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendars.desk
    }

    /// A rep's calendar: the desk's, but for what the rep has otherwise. Of somebody who is no rep, the
    /// desk's. Absences are no part of it, see [`Agreement::availability`].
    #[must_use]
    pub fn calendar_of(&self, rep: &RepId) -> &Calendar {
        self.calendars.reps.get(rep).unwrap_or(&self.calendars.desk)
    }

    /// Whether a rep works at an instant; if not, why, and from when on again.
    #[must_use]
    pub fn availability(&self, rep: &Rep, at: Millis) -> Availability {
        working(self.calendar_of(&rep.id), &rep.hours.absences, at)
    }

    /// A rep's absences as stretches of time, for a calendar to leave out.
    #[must_use]
    pub fn absences_of(&self, rep: &Rep) -> Pauses {
        let zone = self.calendar_of(&rep.id).zone();
        Pauses::new(rep.hours.absences.iter().map(|away| (zone.midnight(away.from), zone.midnight(away.to.plus(1)))))
    }
}

impl RepHours {
    /// Whether anything of the calendar is not the desk's.
    fn is_own(&self) -> bool {
        self.zone.is_some() || self.hours.is_some() || self.holidays.is_some()
    }
}

fn calendar(desk: &DeskHours, lists: &[OwnHolidays], own: &RepHours) -> Calendar {
    let zone = own.zone.as_ref().unwrap_or(&desk.zone);
    let hours = own.hours.as_ref().unwrap_or(&desk.hours);
    let names = own.holidays.as_ref().unwrap_or(&desk.holidays);
    let mut holidays = Holidays::default();
    for name in names {
        match lists.iter().find(|list| list.id == *name) {
            Some(list) => holidays.own.extend(list.dates.iter().map(|date| (*date, name.clone()))),
            None => holidays.lists.extend(HolidayList::named(name)),
        }
    }
    Calendar::new(zone.clone(), hours.week.clone(), holidays, hours.special.clone())
}

/// What was written about hours, with the places that the checks across the file point at.
pub(crate) struct HoursPart {
    pub desk: DeskHours,
    pub own: Vec<OwnHolidays>,
    own_places: Vec<At<String>>,
    pub is_written: bool,
}

pub(crate) fn read_hours(root: &mut Table<'_>, problems: &mut Problems) -> (HoursPart, Vec<At<String>>) {
    let is_written = root.has("hours");
    let mut table = root.table("hours", problems);
    let zone = read_zone(&mut table, problems);
    let hours = read_week(&mut table, problems);
    let asked = read_names(&mut table, problems);
    table.finish(problems);
    let desk = DeskHours {
        zone: zone.unwrap_or_else(Zone::utc),
        hours: hours.unwrap_or_else(|| Hours { week: Week::round_the_clock(), special: BTreeMap::new() }),
        holidays: asked.iter().flatten().map(|name| name.value.clone()).collect(),
    };
    let (mut own, mut own_places) = (Vec::new(), Vec::new());
    for (id, mut list) in root.named_tables("holidays", problems) {
        let dates = list.dates("dates", problems).unwrap_or_default();
        list.finish(problems);
        if HolidayList::named(&id.value).is_some() {
            let help = "call it otherwise, and name both lists where both shall count".to_owned();
            problems.error("holidays_built_in", &id.span, format!("there is a built-in list `{}`", id.value), help);
        }
        own.push(OwnHolidays { id: id.value.clone(), dates: dates.iter().map(|date| date.value).collect() });
        own_places.push(id);
    }
    (HoursPart { desk, own, own_places, is_written }, asked.unwrap_or_default())
}

/// The keys of a rep.
pub(crate) fn read_rep_hours(table: &mut Table<'_>, problems: &mut Problems) -> (RepHours, Vec<At<String>>) {
    let zone = read_zone(table, problems);
    let mut inner = table.table("hours", problems);
    let hours = read_week(&mut inner, problems);
    inner.finish(problems);
    let asked = read_names(table, problems);
    let absences = table.tables("absences", problems);
    let absences = absences.into_iter().filter_map(|absence| read_absence(absence, problems)).collect();
    let holidays = asked.as_ref().map(|names| names.iter().map(|name| name.value.clone()).collect());
    (RepHours { zone, hours, holidays, absences }, asked.unwrap_or_default())
}

/// What the parts mean together: every list of holidays is there, and asked for.
pub(crate) fn check_holidays(hours: &HoursPart, asked: &[At<String>], problems: &mut Problems) {
    crate::cross_check::unique("list of holidays", hours.own_places.iter(), problems);
    let mut all_known = true;
    for name in asked {
        let is_own = hours.own.iter().any(|list| list.id == name.value);
        if is_own || HolidayList::named(&name.value).is_some() {
            continue;
        }
        all_known = false;
        let known =
            hours.own.iter().map(|list| list.id.as_str()).chain(HolidayList::names().map(|name| -> &str { name }));
        let help = nearest(&name.value, known).map(|best| format!("did you mean `{best}`?")).unwrap_or_else(|| {
            "write a country like `de`, a region like `de-by`, or the name of an own list, [holidays.company]"
                .to_owned()
        });
        problems.error("unknown_holidays", &name.span, format!("there is no list of holidays `{}`", name.value), help);
    }
    // A name that is unknown may be that of the list nobody asks for.
    for list in hours.own_places.iter().filter(|_| all_known) {
        if !asked.iter().any(|name| name.value == list.value) {
            let help = format!("write `holidays = [\"{}\"]` in [hours] or at a rep, or take it out", list.value);
            let message = format!("nobody's calendar has the holidays `{}`", list.value);
            problems.warning("holidays_unused", &list.span, message, help);
        }
    }
}

fn read_zone(table: &mut Table<'_>, problems: &mut Problems) -> Option<Zone> {
    let written = table.text("zone", problems)?;
    let found = Zone::named(&written.value);
    if found.is_some() {
        return found;
    }
    let help = nearest(&written.value, zone_names()).map_or_else(
        || "write continent and city as the IANA database has them: `Europe/Berlin`".to_owned(),
        |best| format!("did you mean `{best}`?"),
    );
    problems.error("unknown_zone", &written.span, format!("there is no zone `{}`", written.value), help);
    None
}

fn read_names(table: &mut Table<'_>, problems: &mut Problems) -> Option<Vec<At<String>>> {
    Some(table.texts("holidays", problems)?.value)
}

/// Days of the week by their key, Monday first.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The hours of a table; none if it says nothing about them.
fn read_week(table: &mut Table<'_>, problems: &mut Problems) -> Option<Hours> {
    let is_said = DAYS.iter().chain(&["mon_to_fri", "every_day", "special"]).any(|key| table.has(key));
    let has_days = DAYS.iter().chain(&["mon_to_fri", "every_day"]).any(|key| table.has(key));
    let span = table.span.clone();
    let every_day = read_day(table, "every_day", problems);
    let mon_to_fri = read_day(table, "mon_to_fri", problems);
    let mut week: [Vec<Block>; 7] = Default::default();
    for (at, (day, key)) in week.iter_mut().zip(DAYS).enumerate() {
        let shared = mon_to_fri.as_ref().filter(|_| at < 5).or(every_day.as_ref());
        *day = read_day(table, key, problems).or_else(|| shared.cloned()).unwrap_or_default();
    }
    let special = read_special(table, problems);
    if !is_said {
        return None;
    }
    let week = if has_days { Week::new(week) } else { Week::round_the_clock() };
    let told = problems.0.iter().any(|problem| problem.code == "bad_hours");
    if !told && week.is_empty() && special.values().all(Vec::is_empty) {
        let help = "write at least one day: `mon_to_fri = [\"09:00-17:00\"]`".to_owned();
        problems.error("never_open", &span, "these hours never open".to_owned(), help);
    }
    check_nights(&week, &span, problems);
    Some(Hours { week, special })
}

/// Blocks that run over midnight into one of the next day.
fn check_nights(week: &Week, span: &core::ops::Range<usize>, problems: &mut Problems) {
    for (at, day) in DAYS.iter().enumerate() {
        let next = week.blocks((at + 1) % 7);
        let met = week.blocks(at).iter().find(|block| next.iter().any(|other| block.overlaps(*other, 1)));
        if let Some(block) = met {
            let message = format!("`{block}` of {day} runs into the hours of the next day");
            let help = "time counts once; let it close where the next day opens".to_owned();
            problems.warning("hours_overlap", span, message, help);
        }
    }
}

fn read_day(table: &mut Table<'_>, key: &'static str, problems: &mut Problems) -> Option<Vec<Block>> {
    let written = table.texts(key, problems)?;
    Some(read_blocks(&written, problems))
}

fn read_blocks(written: &Texts, problems: &mut Problems) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for text in &written.value {
        match Block::parse(&text.value) {
            Ok(block) => {
                if let Some(before) = blocks.iter().find(|before| before.overlaps(block, 0)) {
                    let message = format!("`{block}` has time in common with `{before}`");
                    problems.warning(
                        "hours_overlap",
                        &text.span,
                        message,
                        "time counts once; write one block".to_owned(),
                    );
                }
                blocks.push(block);
            }
            Err(WrongBlock::Form) => {
                let help = "write two times of 24 hours: `09:00-17:30`, `18:00-24:00`, or `22:00-06:00` over midnight";
                problems.error(
                    "bad_hours",
                    &text.span,
                    format!("`{}` is no block of hours", text.value),
                    help.to_owned(),
                );
            }
            Err(WrongBlock::Empty) => {
                let help = "leave it out, or write `00:00-24:00` for the whole day".to_owned();
                problems.error("bad_hours", &text.span, format!("`{}` closes when it opens", text.value), help);
            }
        }
    }
    blocks.sort_unstable();
    blocks
}

fn read_special(table: &mut Table<'_>, problems: &mut Problems) -> BTreeMap<Date, Vec<Block>> {
    let mut special = BTreeMap::new();
    for mut day in table.tables("special", problems) {
        let date = day.day("date", problems);
        let open = day.texts("open", problems);
        day.finish(problems);
        let (Some(date), Some(open)) = (date, open) else { continue };
        let blocks = read_blocks(&open, problems);
        if special.insert(date.value, blocks).is_some() {
            let help = "put its hours into one list".to_owned();
            problems.error("twice", &date.span, format!("there are two of the special day {}", date.value), help);
        }
    }
    special
}

fn read_absence(mut table: Table<'_>, problems: &mut Problems) -> Option<Absence> {
    let from = table.day("from", problems);
    let to = table.day("to", problems);
    let reason = table.text("reason", problems);
    table.finish(problems);
    let (from, to) = (from?, to?);
    if to.value < from.value {
        let message = format!("an absence to {} that begins on {}", to.value, from.value);
        problems.error("absence_backwards", &to.span, message, "write the first day, then the last".to_owned());
    }
    let reason = reason.map_or_else(|| "away".to_owned(), |reason| reason.value);
    Some(Absence { from: from.value, to: to.value, reason })
}
