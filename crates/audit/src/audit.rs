//! The whole audit of an export.

use std::collections::BTreeMap;

use baton_calibration::columns::LOOKED_AT;
use baton_calibration::{Columns, Problem};
use baton_hours::{Millis, Zone};
use serde::Serialize;

use crate::leaks::{Leak, leaks};
use crate::rejections::Rejections;
use crate::row::{Fate, Lead, Told, read};
use crate::settings::Settings;
use crate::speed::Speed;
use crate::stake::Stake;
use crate::table::Table;
use crate::twice::{Twice, twice};
use crate::waits::{Cell, week};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// What the export is called.
    pub name: String,
    /// Its rows.
    pub rows: usize,
    /// The first and the last instant at which a lead came in, in ms.
    pub from: Option<i64>,
    /// The last.
    pub to: Option<i64>,
    /// The newest instant of the file: it stands for today, in ms.
    pub as_of: Option<i64>,
    /// What each column was taken for.
    pub columns: Vec<ColumnTold>,
    /// What the file cannot tell, and how to make it, a sentence each.
    pub untold: Vec<String>,
    /// Whether instants have a time of day.
    pub to_the_minute: bool,
    /// The working hours that were given, in words.
    pub hours: Option<String>,
    /// What became of the leads.
    pub fates: Fates,
    /// How long all waited.
    pub speed: Speed,
    /// By source, the most leads first.
    pub sources: Vec<Speed>,
    /// By rep, the most leads first.
    pub reps: Vec<Speed>,
    /// By hour of the week, from Monday midnight; empty where instants are days.
    pub week: Vec<Cell>,
    /// What was rejected.
    pub rejections: Rejections,
    /// By rep, the most leads first.
    pub rejections_by_rep: Vec<Rejections>,
    /// The same person in several rows; none where no column tells who somebody is.
    pub twice: Option<Twice>,
    /// What the money rests on.
    pub stake: Stake,
    /// What is lost in all at that: leads nobody tried, and the late part of the others.
    pub at_stake: i64,
    /// The leaks, the heaviest first.
    pub leaks: Vec<Leak>,
    /// An agreement to begin with.
    pub agreement: String,
}

/// A column, and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnTold {
    /// Its header.
    pub name: String,
    /// The role's name, to be said otherwise: `created=…`.
    pub role: &'static str,
    /// Why, in words.
    pub why: &'static str,
}

/// What became of leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fates {
    /// Sales took them, whatever came of it.
    pub accepted: usize,
    /// Sales turned them down.
    pub rejected: usize,
    /// Somebody tried, and nothing is decided.
    pub working: usize,
    /// A day went by and nobody did anything.
    pub ignored: usize,
    /// Not a day old, or the file does not say.
    pub unknown: usize,
}

impl Fates {
    fn of(leads: &[Lead]) -> Fates {
        let count = |fate| leads.iter().filter(|lead| lead.fate == fate).count();
        Fates {
            accepted: count(Fate::Accepted),
            rejected: count(Fate::Rejected),
            working: count(Fate::Working),
            ignored: count(Fate::Ignored),
            unknown: count(Fate::Unknown),
        }
    }

    /// Those of which something is known.
    #[must_use]
    pub fn known(&self) -> usize {
        self.accepted + self.rejected + self.working + self.ignored
    }
}

/// The rows that the parts of an audit look at.
pub(crate) struct Sheet<'a> {
    pub leads: &'a [Lead],
}

impl<'a> Sheet<'a> {
    /// The leads by a name; those without one are left out. The most leads first.
    pub(crate) fn by(&self, name: &dyn Fn(&'a Lead) -> &'a str) -> Vec<(String, Vec<&'a Lead>)> {
        let mut groups: BTreeMap<&str, Vec<&Lead>> = BTreeMap::new();
        for lead in self.leads {
            groups.entry(name(lead)).or_default().push(lead);
        }
        let mut groups: Vec<(String, Vec<&Lead>)> =
            groups.into_iter().filter(|(name, _)| !name.is_empty()).map(|(name, of)| (name.to_owned(), of)).collect();
        groups.sort_by_key(|(_, leads)| core::cmp::Reverse(leads.len()));
        groups
    }
}

/// Looks an export over.
///
/// # Errors
/// What was said of a column and cannot be; a file in which nothing of a lead can be told.
pub fn audit(table: &Table, settings: &Settings) -> Result<Audit, Problem> {
    let headers: Vec<&str> = table.headers.iter().map(String::as_str).collect();
    let looked_at = table.rows.get(..LOOKED_AT.min(table.rows.len())).unwrap_or_default();
    let mut columns = Columns::guess(&headers, looked_at);
    for said in &settings.columns {
        columns.say(said)?;
    }
    let (leads, told, as_of) = read(&table.rows, &columns);
    if !told.outcome && !told.contact && !told.attempts {
        return Err(Problem {
            code: "nothing_to_audit",
            message: "no column tells what became of a lead or when somebody first tried".to_owned(),
            help: format!(
                "say which it is: outcome=…, first_contact=… or attempts=…; the file has: {}",
                headers.join(", ")
            ),
        });
    }
    let sheet = Sheet { leads: &leads };
    let calendar = settings.hours.as_ref().map(|hours| &hours.calendar);
    let speeds = |groups: Vec<(String, Vec<&Lead>)>| {
        let speed = |(name, leads): (String, Vec<&Lead>)| Speed::of(&name, leads.into_iter(), calendar);
        groups.into_iter().map(speed).collect::<Vec<Speed>>()
    };
    let utc = Zone::utc();
    let zone = calendar.map_or(&utc, |calendar| calendar.zone());
    let by_rep = sheet.by(&|lead| lead.owner.as_str());
    let rejections = |(name, leads): &(String, Vec<&Lead>)| Rejections::of(name, leads.iter().copied(), told);
    let instants = || leads.iter().filter_map(|lead| lead.at.map(|at| at.0));
    let mut audit = Audit {
        name: settings.name.clone(),
        rows: table.rows.len(),
        from: instants().min(),
        to: instants().max(),
        as_of: as_of.map(|at| at.0),
        columns: columns.list.iter().map(ColumnTold::of).collect(),
        untold: untold(told, &leads),
        to_the_minute: told.to_the_minute,
        hours: settings.hours.as_ref().map(|hours| hours.words.clone()),
        fates: Fates::of(&leads),
        speed: Speed::of("", leads.iter(), calendar),
        sources: speeds(sheet.by(&|lead| lead.source.as_str())),
        rejections_by_rep: by_rep.iter().map(rejections).collect(),
        reps: speeds(by_rep),
        week: if told.to_the_minute { week(&leads, zone) } else { Vec::new() },
        rejections: Rejections::of("", leads.iter(), told),
        twice: twice(&table.rows, &columns, &leads),
        stake: Stake::of(&leads, settings),
        at_stake: 0,
        leaks: Vec::new(),
        agreement: String::new(),
    };
    let late = if audit.to_the_minute { audit.speed.timed - audit.speed.within_1h } else { 0 };
    let untried = audit.rejections.without_attempt.unwrap_or(0);
    audit.at_stake =
        audit.stake.of_leads(audit.fates.ignored + untried, 1_000) + audit.stake.of_leads(late, audit.stake.late_loss);
    audit.leaks = leaks(&audit, &sheet);
    audit.agreement = crate::beginning::agreement(&audit, &columns, settings);
    Ok(audit)
}

impl ColumnTold {
    fn of(column: &baton_calibration::columns::Column) -> ColumnTold {
        ColumnTold { name: column.name.clone(), role: column.role.id(), why: column.why.words() }
    }
}

/// What cannot be told, and what to export so that it can.
fn untold(told: Told, leads: &[Lead]) -> Vec<String> {
    let mut said = Vec::new();
    let mut lacks = |has: bool, sentence: &str| {
        if !has {
            said.push(sentence.to_owned());
        }
    };
    lacks(
        told.created,
        "How long anybody waited: no column says when a lead came in. Export it, or say created=\u{2026}.",
    );
    lacks(
        told.contact,
        "How fast anybody was: no column says when somebody first tried. Export the first activity, or say first_contact=\u{2026}.",
    );
    lacks(told.owner, "Who is how fast: no column names the owner of a lead. Say owner=\u{2026}.");
    lacks(told.source, "Where good leads come from: no column names the source. Say source=\u{2026}.");
    lacks(told.outcome, "What sales accepted: no column holds the outcome. Say outcome=\u{2026}.");
    lacks(told.reason, "Why leads were rejected: no column holds reasons. Say reason=\u{2026}.");
    if told.created && told.contact && !told.to_the_minute {
        said.push(
            "Minutes and hours: the dates have no time of day, so only days can be told. Export dates with their time."
                .to_owned(),
        );
    }
    let backwards = leads.iter().filter(|lead| lead.at.zip(lead.contacted_at).is_some_and(|(at, first)| first < at));
    let backwards = backwards.count();
    if backwards > 0 {
        said.push(format!(
            "{backwards} leads were tried before they came in: imported late, or two clocks. Their waiting time is left out."
        ));
    }
    let undated = leads.iter().filter(|lead| lead.at.is_none()).count();
    if told.created && undated > 0 {
        said.push(format!(
            "{undated} rows have no instant that can be read in the column that says when they came in."
        ));
    }
    said
}

/// A day as people write it.
pub(crate) fn day(ms: Option<i64>) -> String {
    ms.map_or("unknown".to_owned(), |ms| Millis(ms).day())
}
