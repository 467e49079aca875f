//! How many reps, and which hours, would have been enough.
//!
//! To search by running the desk takes a run for every number of reps. So a model is asked where to begin:
//! reps of one pool with the same hours take turns, and each does one lead after another by the same
//! [`Terms`] as in a replay, reaction by reaction. It leaves out what a miss sets off: ladders, leads given
//! on, reps who pause. Near the edge these feed on one another, so the model's answer is a least number;
//! [`prove`] runs the real desk with it and adds reps to the pools that fall short until the desk itself
//! meets enough.

use baton_agreement::{Agreement, Member, Pool, Rep, RepHours, RepId, Takes, WindowTime};
use baton_hours::{Block, Calendar, Millis, Week};
use serde::Serialize;

use crate::axis::Axis;
use crate::history::Course;
use crate::past::PastLead;
use crate::tally::Load;
use crate::terms::Terms;

/// So many in a thousand windows are to be met.
pub const ENOUGH: usize = 950;
/// More reps at a time are not looked for.
const MOST_REPS: usize = 500;

/// How many reps would have been enough, by hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Headcount {
    /// In thousandths: the share of windows that is to be met.
    pub wanted: usize,
    /// With the hours of the agreement and with longer ones.
    pub hours: Vec<HoursAsked>,
    /// The first of them, by the real desk.
    pub run: Option<Proof>,
}

/// One set of hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HoursAsked {
    /// In words.
    pub words: String,
    /// The share of leads that came in while somebody worked, in thousandths.
    pub arrive_open: usize,
    /// As the agreement counts its windows.
    pub agreed: Answer,
    /// As the visitor counts: by the clock on the wall.
    pub by_the_clock: Answer,
}

/// How many reps are enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// At work at a time, over all pools; none: no number is enough.
    pub reps: Option<usize>,
    /// For each pool.
    pub pools: Vec<(String, Option<usize>)>,
    /// The share of windows met with that many (or with the most that were tried), in thousandths.
    pub met: usize,
}

/// What the desk itself says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Reps at work at a time with which the desk meets enough, or the most that were tried.
    pub reps: usize,
    /// For each pool.
    pub pools: Vec<(String, usize)>,
    /// The share of windows it met with them, in thousandths.
    pub met: usize,
    /// The share it met with as many as the model says, in thousandths.
    pub met_as_modelled: usize,
    /// How often the desk was run.
    pub runs: usize,
}

/// The desk is run so often at most.
const MOST_RUNS: usize = 8;

/// Runs the desk with the seats of an answer, and with more where a pool falls short.
///
/// # Errors
///
/// What `run` returns.
pub fn prove<E>(
    agreement: &Agreement,
    answer: &Answer,
    run: &mut dyn FnMut(&Agreement) -> Result<Vec<Course>, E>,
) -> Result<Option<Proof>, E> {
    let Some(mut seats) = answer.seats() else { return Ok(None) };
    let mut met_as_modelled = None;
    for runs in 1.. {
        let courses = run(&seats.agreement(agreement))?;
        let met = Load::of(&courses).met().unwrap_or(0);
        let as_modelled = *met_as_modelled.get_or_insert(met);
        let short: Vec<bool> = seats.pools.iter().map(|(pool, _)| falls_short(&courses, pool)).collect();
        if !short.contains(&true) || runs == MOST_RUNS {
            let reps = seats.pools.iter().map(|(_, seats)| seats).sum();
            return Ok(Some(Proof { reps, pools: seats.pools, met, met_as_modelled: as_modelled, runs }));
        }
        for ((_, seats), _) in seats.pools.iter_mut().zip(short).filter(|(_, short)| *short) {
            *seats += 1 + *seats / 8;
        }
    }
    Ok(None)
}

fn falls_short(courses: &[Course], pool: &str) -> bool {
    let of_pool: Vec<Course> = courses.iter().filter(|course| course.pool == pool).cloned().collect();
    Load::of(&of_pool).met().is_some_and(|met| met < ENOUGH)
}

/// A lead as the model sees it.
#[derive(Clone, Copy)]
struct Arrival {
    at: Millis,
    allowed_ms: i64,
    row: u64,
}

/// What is asked.
pub struct Question<'a> {
    /// The agreement whose windows are to be met.
    pub agreement: &'a Agreement,
    /// The leads, in the order of arrival.
    pub leads: &'a [PastLead],
    /// How they went under it: which pool took each, and what was allowed.
    pub courses: &'a [Course],
    /// How reps answer.
    pub terms: &'a Terms,
}

/// So many reps with the same hours in every pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seats {
    /// A pool and its number of reps.
    pub pools: Vec<(String, usize)>,
}

/// Asks the model.
#[must_use]
pub fn headcount(question: &Question<'_>) -> Headcount {
    let (from, to) = match (question.leads.first(), question.leads.last()) {
        (Some(first), Some(last)) => (first.at, last.at + Millis(60 * 86_400_000)),
        _ => return Headcount { wanted: ENOUGH, hours: Vec::new(), run: None },
    };
    let pools = arrivals(question);
    let hours = variants(question.agreement).into_iter().map(|(words, calendar)| {
        let axis = Axis::of(&calendar, from, to);
        let all = pools.iter().flat_map(|(_, arrivals)| arrivals);
        let (total, open) = all.fold((0_usize, 0_usize), |(total, open), arrival| {
            (total + 1, open + usize::from(axis.is_open(arrival.at)))
        });
        let by_hours = question.agreement.windows.time == WindowTime::WorkingHours;
        HoursAsked {
            words,
            arrive_open: (open * 1_000).checked_div(total).unwrap_or(0),
            agreed: answer(&axis, &pools, question.terms, by_hours),
            by_the_clock: answer(&axis, &pools, question.terms, false),
        }
    });
    Headcount { wanted: ENOUGH, hours: hours.collect(), run: None }
}

impl Answer {
    /// The seats that it stands for; none where no number is enough.
    #[must_use]
    pub fn seats(&self) -> Option<Seats> {
        let pools = self.pools.iter().map(|(pool, reps)| Some((pool.clone(), (*reps)?)));
        Some(Seats { pools: pools.collect::<Option<Vec<_>>>()? })
    }
}

impl Seats {
    /// The agreement with so many reps in its pools, all with the desk's hours, in the place of
    /// those it has.
    #[must_use]
    pub fn agreement(&self, of: &Agreement) -> Agreement {
        let mut changed = of.clone();
        for (pool, seats) in &self.pools {
            let Some(pool) = changed.pools.iter_mut().find(|known| known.id.as_str() == pool) else { continue };
            pool.members = (1..=*seats).map(|seat| member(pool, seat)).collect();
            for seat in 1..=*seats {
                changed.reps.push(rep(pool, seat));
            }
        }
        changed
    }
}

fn seat_id(pool: &Pool, seat: usize) -> String {
    format!("{}_seat_{seat}", pool.id)
}

fn member(pool: &Pool, seat: usize) -> Member {
    Member { rep: RepId::new(seat_id(pool, seat)), weight: 1 }
}

fn rep(pool: &Pool, seat: usize) -> Rep {
    Rep {
        id: RepId::new(seat_id(pool, seat)),
        name: format!("{} {seat}", pool.id),
        email: format!("{}@replay.example", seat_id(pool, seat)),
        slack: None,
        picture: None,
        booking: None,
        manager: None,
        hours: RepHours::default(),
        takes: Takes::default(),
    }
}

/// The leads of each pool that had a window.
fn arrivals(question: &Question<'_>) -> Vec<(String, Vec<Arrival>)> {
    let pools = question.agreement.pools.iter().map(|pool| {
        let id = pool.id.as_str();
        let of_pool = question.leads.iter().zip(question.courses).filter(|(_, course)| course.pool == id);
        let arrivals = of_pool.filter_map(|(lead, course)| {
            course.due_at?;
            Some(Arrival { at: lead.at, allowed_ms: course.allowed_ms?, row: lead.row })
        });
        (id.to_owned(), arrivals.collect::<Vec<Arrival>>())
    });
    pools.filter(|(_, arrivals)| !arrivals.is_empty()).collect()
}

/// The desk's hours, and longer ones in its zone.
fn variants(agreement: &Agreement) -> Vec<(String, Calendar)> {
    let desk = agreement.calendar();
    let mut all = vec![("the desk's hours".to_owned(), desk.clone())];
    if desk.is_round_the_clock() || desk.week().is_round_the_clock() {
        return all;
    }
    let longer = [
        ("Monday to Friday, 08:00 to 20:00", "08:00-20:00", 5),
        ("every day, 08:00 to 20:00", "08:00-20:00", 7),
        ("every day, 06:00 to 24:00", "06:00-24:00", 7),
        ("round the clock", "00:00-24:00", 7),
    ];
    for (words, block, days) in longer {
        let Ok(block) = Block::parse(block) else { continue };
        let week = Week::new(core::array::from_fn(|day| if day < days { vec![block] } else { Vec::new() }));
        let holidays = if days == 5 { desk.holidays().clone() } else { Default::default() };
        all.push((words.to_owned(), Calendar::new(desk.zone().clone(), week, holidays, Default::default())));
    }
    all
}

/// The fewest reps of each pool that meet enough of its windows.
fn answer(axis: &Axis, pools: &[(String, Vec<Arrival>)], terms: &Terms, by_hours: bool) -> Answer {
    let mut answer = Answer { reps: Some(0), pools: Vec::new(), met: 0 };
    let (mut met, mut all) = (0, 0);
    for (pool, arrivals) in pools {
        let enough = |reps| meets(axis, arrivals, terms, reps, by_hours) * 1_000 >= arrivals.len() * ENOUGH;
        let fewest = fewest(MOST_REPS, &enough);
        met += meets(axis, arrivals, terms, fewest.unwrap_or(MOST_REPS), by_hours);
        all += arrivals.len();
        answer.reps = answer.reps.zip(fewest).map(|(sum, fewest)| sum + fewest);
        answer.pools.push((pool.clone(), fewest));
    }
    answer.met = (met * 1_000_usize).checked_div(all).unwrap_or(0);
    answer
}

/// The least number up to `most` for which it holds; it must hold for every greater one, too.
fn fewest(most: usize, holds: &dyn Fn(usize) -> bool) -> Option<usize> {
    if !holds(most) {
        return None;
    }
    let (mut low, mut high) = (0, most);
    // `high` is enough, `low` is not.
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(middle) { high = middle } else { low = middle }
    }
    Some(high)
}

/// How many windows so many reps meet, taking turns, each one lead after another.
fn meets(axis: &Axis, arrivals: &[Arrival], terms: &Terms, reps: usize, by_hours: bool) -> usize {
    let mut free = vec![0_i64; reps];
    let mut met = 0;
    for (turn, arrival) in arrivals.iter().enumerate() {
        let Some(free) = free.get_mut(turn % reps.max(1)) else { continue };
        let came = axis.worked(arrival.at);
        let answered = came.max(*free) + terms.reaction(arrival.row).0;
        *free = answered + terms.busy_ms;
        let in_time = match by_hours {
            true => answered < came + arrival.allowed_ms,
            false => axis.instant(answered) < arrival.at + Millis(arrival.allowed_ms),
        };
        met += usize::from(in_time);
    }
    met
}

#[cfg(test)]
mod tests {
    use super::{Arrival, fewest, meets};
    use crate::Terms;
    use crate::axis::Axis;
    use baton_hours::{Calendar, Millis};

    #[test]
    fn the_fewest_are_found() {
        assert_eq!(fewest(500, &|reps| reps >= 37), Some(37));
        assert_eq!(fewest(500, &|_| true), Some(1));
        assert_eq!(fewest(500, &|_| false), None);
    }

    #[test]
    fn more_reps_meet_more_windows_until_only_slow_reactions_are_left() {
        let axis = Axis::of(&Calendar::round_the_clock(), Millis(0), Millis(i64::MAX / 4));
        let arrivals: Vec<Arrival> =
            (0..5_000).map(|row| Arrival { at: Millis(row * 60_000), allowed_ms: 600_000, row: row as u64 }).collect();
        let terms = Terms::default();
        // A lead a minute, twelve minutes of work each: eleven drown, thirty do not.
        let met: Vec<usize> = [4, 11, 30].map(|reps| meets(&axis, &arrivals, &terms, reps, false)).into();
        assert!(met[0] < 500 && met[1] < 2_500 && met[2] > 4_800, "{met:?}");
    }
}
