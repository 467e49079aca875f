//! How the reps of a desk stand now, from its tables: turns, open leads, who is away.

use std::collections::BTreeMap;

use baton_agreement::{Agreement, Pool, Rep, RepId, Share};
use serde::{Deserialize, Serialize};

use crate::arrival::Here;
use crate::assignment::Roster;
use crate::database::params;
use crate::eligibility::{Standing, Standings};
use crate::json::json;
use crate::log::{self, Entry, Kind};
use crate::roster_view::{Choices, Fairness, WorkingHours, fairness};
use crate::rotation::Rotation;
use crate::{Database, Millis, Problem, Reply, Row, Seconds, Value, clip};

/// A lead that still takes up its rep's time. The same words stand in the index `leads_open`, so
/// that counting them reads those leads alone.
pub(crate) const OPEN: &str = "state NOT IN ('rejected', 'nurture', 'won', 'lost', 'erased')";

/// The roster as the desk's tables have it.
pub(crate) struct StoredRoster<'d> {
    pub agreement: &'d Agreement,
    pub db: &'d mut dyn Database,
}

impl Roster for StoredRoster<'_> {
    fn look(&mut self, pool: Option<&Pool>, reps: &[&Rep], now: Millis) -> Result<(Standings, Rotation), Problem> {
        // One statement for both, and almost always the only one.
        let rows = self.db.query(
            &format!("SELECT 0, state, NULL, NULL, NULL, NULL FROM rotations WHERE pool = ? UNION ALL {SAID}"),
            &params![pool.map_or("", |pool| pool.id.as_str())],
        )?;
        let (mut standings, stored) = said(&rows)?;
        let rotation = Rotation::resume(stored, pool.map_or(&[][..], |pool| &pool.members));
        let by_open = pool.is_some_and(|pool| pool.share == Share::OpenLeads);
        let counted: Vec<&Rep> = reps
            .iter()
            .copied()
            .filter(|rep| {
                let said = standings.get(rep.id.as_str());
                let live = said.is_some_and(|said| said.open_cap.or(said.day_cap).is_some());
                by_open || live || rep.takes.open_leads.or(rep.takes.per_day).is_some()
            })
            .collect();
        count(self.agreement, &counted, now, &mut standings, self.db)?;
        Ok((standings, rotation))
    }
}

/// What is said of a rep besides the agreement. It holds until it is said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterChange {
    /// Whom it is about.
    pub rep: String,
    /// Away until then; none: there.
    pub away_until: Option<Millis>,
    /// Why away, for people; may be empty.
    pub away_why: String,
    /// A cap on open leads in the place of the agreement's.
    pub open_cap: Option<u32>,
    /// A cap on leads a day in the place of the agreement's.
    pub day_cap: Option<u32>,
}

/// The body of a change.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Said {
    rep: String,
    #[serde(default)]
    away_until: Option<i64>,
    #[serde(default)]
    away_why: String,
    #[serde(default)]
    open_leads: Option<u32>,
    #[serde(default)]
    per_day: Option<u32>,
}

impl RosterChange {
    /// Reads a body: `{"rep":"ana","away_until":1795341600000,"away_why":"ill"}`, and perhaps
    /// `open_leads` and `per_day`. What is not in it is taken back: `{"rep":"ana"}` is back, with
    /// the agreement's caps.
    ///
    /// # Errors
    ///
    /// The caller's: the body is none of these.
    pub fn parse(body: &[u8]) -> Result<RosterChange, Problem> {
        let said: Said = serde_json::from_slice(body).map_err(|error| {
            Problem::wrong_shape(format!("this says nothing of a rep: {error}"),
                r#"Send {"rep":"ana","away_until":1795341600000,"away_why":"ill"}: the rep's id, and the time in milliseconds since 1970. Leave `away_until` out to say they are back."#,
            )
        })?;
        let Said { rep, away_until, away_why, open_leads, per_day } = said;
        let away_until = away_until.map(Millis);
        Ok(RosterChange { rep, away_until, away_why, open_cap: open_leads, day_cap: per_day })
    }
}

/// Keeps what is said of a rep, in the place of what was said before.
pub(crate) fn change(here: &Here<'_>, change: &RosterChange, db: &mut dyn Database) -> Result<Reply, Problem> {
    let known = here.in_force.agreement.as_ref().and_then(|agreement| agreement.rep(&RepId::new(&*change.rep)));
    let Some(rep) = known else {
        return Err(Problem::caller(
            404,
            "unknown_rep",
            format!("there is no rep `{}` in the agreement", clip(&change.rep)),
            "Use the `id` of one of its [[reps]].",
        ));
    };
    let RosterChange { away_until, away_why, open_cap, day_cap, .. } = change;
    let away_why = clip(away_why);
    db.execute(
        "INSERT INTO roster (rep, v, away_until, away_why, open_cap, day_cap, at) VALUES (?, 1, ?, ?, ?, ?, ?)
         ON CONFLICT (rep) DO UPDATE SET away_until = excluded.away_until, away_why = excluded.away_why,
             open_cap = excluded.open_cap, day_cap = excluded.day_cap, at = excluded.at",
        &params![&change.rep, *away_until, &away_why, *open_cap, *day_cap, here.now],
    )?;
    let kind = Kind::RosterChanged {
        rep: change.rep.clone(),
        name: rep.name.clone(),
        away_until: away_until.map(|until| until.0),
        away_why,
        open_cap: open_cap.map(i64::from),
        day_cap: day_cap.map(i64::from),
    };
    log::append(db, here.now, Some(here.in_force.version), &[Entry { lead: None, actor: "admin", kind }])?;
    Ok(Reply::Done)
}

/// A rep counts as away from now on, for so long: they missed the window of a lead. Who is away
/// longer already stays so.
pub(crate) fn mark_away(
    here: &Here<'_>,
    lead: &str,
    (rep, name): (&str, &str),
    time: Seconds,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    let time = Millis::from_seconds(time);
    let until = here.now + time;
    db.execute(
        "INSERT INTO roster (rep, v, away_until, away_why, at) VALUES (?, 1, ?, 'missed a lead', ?)
         ON CONFLICT (rep) DO UPDATE SET away_until = excluded.away_until, away_why = excluded.away_why,
             at = excluded.at WHERE coalesce(away_until, 0) < excluded.away_until",
        &params![rep, until, here.now],
    )?;
    let kind = Kind::RepAway { rep: rep.to_owned(), name: name.to_owned(), until: until.0, for_ms: time.0 };
    log::append(db, here.now, Some(here.in_force.version), &[Entry { lead: Some(lead), actor: "desk", kind }])
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct List<'a> {
    now: i64,
    reps: Vec<Line<'a>>,
    pools: Vec<Fairness<'a>>,
    choices: Choices<'a>,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    name: &'a str,
    /// Away until then, if somebody said so.
    away_until: Option<i64>,
    away_why: &'a str,
    open: u32,
    open_cap: Option<u32>,
    today: u32,
    day_cap: Option<u32>,
    #[serde(flatten)]
    hours: WorkingHours<'a>,
}

impl<'a> Line<'a> {
    fn of(agreement: &'a Agreement, rep: &'a Rep, standing: &'a Standing, now: Millis) -> Line<'a> {
        let away = standing.away_until.filter(|until| *until > now);
        Line {
            id: rep.id.as_str(),
            name: &rep.name,
            away_until: away.map(|until| until.0),
            away_why: if away.is_some() { &standing.away_why } else { "" },
            open: standing.open,
            open_cap: standing.open_cap.or(rep.takes.open_leads),
            today: standing.today,
            day_cap: standing.day_cap.or(rep.takes.per_day),
            hours: WorkingHours::of(agreement, rep, now),
        }
    }
}

/// Who is away, until when, and why.
pub(crate) fn away<'a>(here: &Here<'a>, db: &mut dyn Database) -> Result<Vec<(&'a Rep, Millis, String)>, Problem> {
    let standings = said(&db.query(SAID, &[])?)?.0;
    let reps = here.in_force.agreement.iter().flat_map(|agreement| &agreement.reps);
    let told = reps.filter_map(|rep| {
        let standing = standings.get(rep.id.as_str())?;
        let until = standing.away_until.filter(|until| *until > here.now)?;
        Some((rep, until, standing.away_why.clone()))
    });
    Ok(told.collect())
}

/// Everybody on the roster, how they stand and when they work, and how fair the pools were, as JSON.
pub(crate) fn list(here: &Here<'_>, db: &mut dyn Database) -> Result<String, Problem> {
    let Some(agreement) = &here.in_force.agreement else {
        return Ok(json(&List { now: here.now.0, reps: Vec::new(), pools: Vec::new(), choices: Choices::default() }));
    };
    let reps: Vec<&Rep> = agreement.reps.iter().collect();
    let mut standings = said(&db.query(SAID, &[])?)?.0;
    count(agreement, &reps, here.now, &mut standings, db)?;
    let unknown = Standing::default();
    let standing = |rep: &Rep| standings.get(rep.id.as_str()).unwrap_or(&unknown);
    let lines = agreement.reps.iter().map(|rep| Line::of(agreement, rep, standing(rep), here.now)).collect();
    let (pools, choices) = (fairness(agreement, db)?, Choices::of(agreement));
    Ok(json(&List { now: here.now.0, reps: lines, pools, choices }))
}

/// What was said of reps; the 1 tells their rows from those of turns.
const SAID: &str = "SELECT 1, rep, away_why, away_until, open_cap, day_cap FROM roster";

/// What was said of reps, and the turns among the rows.
fn said(rows: &[Row]) -> Result<(Standings, Option<&str>), Problem> {
    let (mut standings, mut stored) = (BTreeMap::new(), None);
    for row in rows {
        if row.integer(0)? == 0 {
            stored = row.text(1).ok();
            continue;
        }
        let cap = |column| Ok::<_, Problem>(row.optional_integer(column)?.and_then(|cap| u32::try_from(cap).ok()));
        let standing = Standing {
            away_why: row.optional_string(2)?.unwrap_or_default(),
            away_until: row.optional_millis(3)?,
            open_cap: cap(4)?,
            day_cap: cap(5)?,
            ..Standing::default()
        };
        standings.insert(row.string(1)?, standing);
    }
    Ok((standings, stored))
}

/// Keeps the turns of a pool: its id, and how they stand.
pub(crate) const KEEP_TURN: &str =
    "INSERT INTO rotations (pool, state) VALUES (?, ?) ON CONFLICT (pool) DO UPDATE SET state = excluded.state";

/// How many leads these reps have, open and of today: only of those of whom somebody asks.
fn count(
    agreement: &Agreement,
    reps: &[&Rep],
    now: Millis,
    standings: &mut Standings,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    // Two parameters a rep; a statement takes a hundred.
    for reps in reps.chunks(50) {
        let places = vec!["(?, ?)"; reps.len()].join(", ");
        let sql = format!(
            "WITH asked (rep, since) AS (VALUES {places})
             SELECT rep, (SELECT count(*) FROM leads WHERE owner = rep AND {OPEN}),
                 (SELECT count(*) FROM leads WHERE owner = rep AND assigned_at >= since) FROM asked"
        );
        let ids = reps.iter().flat_map(|rep| params![rep.id.as_str(), day_began(agreement, rep, now)]);
        for row in db.query(&sql, &ids.collect::<Vec<Value>>())? {
            let standing: &mut Standing = standings.entry(row.string(0)?).or_default();
            standing.open = u32::try_from(row.integer(1)?).unwrap_or(u32::MAX);
            standing.today = u32::try_from(row.integer(2)?).unwrap_or(u32::MAX);
        }
    }
    Ok(())
}

/// When the day began where the rep is.
fn day_began(agreement: &Agreement, rep: &Rep, now: Millis) -> Millis {
    let zone = agreement.calendar_of(&rep.id).zone();
    zone.midnight(zone.date(now))
}
