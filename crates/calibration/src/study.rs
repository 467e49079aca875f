//! The whole of a fit: who counts, what is left out, what is learned, and how good that is on leads it never saw.

use baton_agreement::Agreement;
use baton_scoring::Field;

use crate::bins::{Group, table};
use crate::drift::{Drift, drift};
use crate::features::{Feature, Subject, features};
use crate::gain::Gain;
use crate::hindsight::{Hindsight, find};
use crate::judge::Judge;
use crate::learn::{Known, Learned, Lessons, SEED, cross_validated, folds, learn_card, meanings};
use crate::measure::Measures;
use crate::{Label, Labels, Past, Problem, Said, TimeOrder, label};

/// How a file is learned from.
#[derive(Clone, Debug)]
pub struct Options {
    /// In how many parts the leads are cut, each tried on a card learned from the others.
    pub folds: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { folds: 5 }
    }
}

/// What is known of a file before anything is learned from it.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Who counts.
    pub labels: Labels,
    /// The rows that count.
    pub rows: Vec<u32>,
    /// Whether each row was won.
    pub won: Vec<bool>,
    /// The rows that count, from old to new.
    pub in_time: Vec<u32>,
    /// By what that is known.
    pub order: TimeOrder,
    /// The columns that are known only afterwards.
    pub hindsight: Vec<Hindsight>,
    /// The columns that are left.
    pub features: Vec<Feature>,
}

/// What was learned from a file.
#[derive(Clone, Debug)]
pub struct Study {
    /// What it stands on.
    pub ground: Ground,
    /// The team's criteria, and what they gave.
    pub team: Vec<Known>,
    /// The proposed card; it asks nothing where nothing was found.
    pub learned: Learned,
    /// How good cards learned in this way are on leads they never saw.
    pub measures: Measures,
    /// The same of today's card, its scores read as probabilities in the same way.
    pub today: Option<Measures>,
    /// What the proposed card gains over today's, lead by lead.
    pub gain: Option<Gain>,
    /// Why nothing is proposed.
    pub nothing: Option<String>,
    /// What changed over time; none without an order, or with too few leads.
    pub drift: Option<Drift>,
    /// What would change for the last quarter of the leads.
    pub effect: Option<Effect>,
}

/// What another card would have done with the last quarter of the leads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effect {
    /// Leads in that quarter.
    pub leads: usize,
    /// Of these in the best fifth by both cards.
    pub both: usize,
    /// In the best fifth by today's only, and how many of those were won.
    pub leave: (usize, usize),
    /// By the proposed only, and how many of those were won.
    pub enter: (usize, usize),
}

/// Reads who counts and which columns may be learned from. `said.kept` are learned from whatever they look like.
///
/// # Errors
/// No outcome, or only one side of it.
pub fn ground(past: &Past, said: &Said, window: Option<baton_scoring::Seconds>) -> Result<Ground, Problem> {
    let labels = label(past, &said.won, window)?;
    let won: Vec<bool> = labels.list.iter().map(|label| *label == Label::Won).collect();
    let counts = |row: &u32| {
        usize::try_from(*row).ok().and_then(|row| labels.list.get(row)).is_some_and(|label| label.won().is_some())
    };
    let (in_time, order) = past.in_time(&labels.created);
    let in_time: Vec<u32> = in_time.into_iter().filter(counts).collect();
    let mut rows = in_time.clone();
    rows.sort_unstable();
    let mut features = features(past);
    let timed = (order != TimeOrder::Rows).then_some(in_time.as_slice());
    let judged = thinned(&rows);
    let mut hindsight = find(past, &features, &judged, &won, timed);
    let kept: Vec<usize> = said.kept.iter().filter_map(|name| past.columns.position(name).ok()).collect();
    let place = |hindsight: &Hindsight| past.columns.position(&hindsight.column).unwrap_or(usize::MAX);
    hindsight.retain(|one| !kept.contains(&place(one)));
    let out: Vec<usize> = hindsight.iter().map(place).collect();
    features.retain(|feature| !out.contains(&feature.column));
    Ok(Ground { labels, rows, won, in_time, order, hindsight, features })
}

/// So many leads tell as much of a column as more.
const JUDGED: usize = 60_000;

/// Every so manieth row, where there are more than are needed.
pub(crate) fn thinned(rows: &[u32]) -> Vec<u32> {
    rows.iter().copied().step_by(rows.len() / JUDGED + 1).collect()
}

/// Learns from a file. `done` is told of every part that is finished.
///
/// # Errors
/// No outcome, or only one side of it.
pub fn study(
    past: &Past,
    said: &Said,
    agreement: Option<&Agreement>,
    options: &Options,
    done: &mut dyn FnMut(usize),
) -> Result<Study, Problem> {
    let given = |agreement: &Agreement, rows: &[u32]| Judge::of(agreement, &past.columns).criteria(past, rows);
    study_by(past, said, agreement, &given, options, done)
}

/// What each criterion of a card gave each row of a file that counts.
pub type Given<'a> = dyn Fn(&Agreement, &[u32]) -> Vec<Known> + 'a;

/// The same, where it is known better than by the columns what each criterion gave each row: a desk has signals, with
/// their dates, that no column holds.
///
/// # Errors
/// As [`study`].
pub fn study_by(
    past: &Past,
    said: &Said,
    agreement: Option<&Agreement>,
    given: &Given<'_>,
    options: &Options,
    done: &mut dyn FnMut(usize),
) -> Result<Study, Problem> {
    let window = agreement.and_then(|agreement| agreement.windows.first_contact.as_ref()).map(|window| window.usual);
    let mut ground = ground(past, said, window)?;
    let mut team = Vec::new();
    if let Some(agreement) = agreement {
        team = given(agreement, &ground.rows);
        let asked = agreement.card.asked();
        // What the card asks about already is not asked about twice.
        ground.features.retain(|feature| match &feature.subject {
            Subject::Field(field) => {
                let read_from = |other: &Field| asked.has(*other) && other.comes_from().contains(field);
                !asked.has(*field)
                    && !field.comes_from().iter().any(|from| asked.has(*from))
                    && !Field::ALL.iter().any(read_from)
            }
            Subject::Signal(_) => true,
        });
    }
    let lessons = Lessons { features: &ground.features, team: &team, won: &ground.won };
    let outcomes: Vec<bool> = ground.rows.iter().map(|row| is_won(&ground.won, *row)).collect();
    let (wins, losses) = sides(&outcomes);
    let folds_made = options.folds.clamp(2, 20).min(wins.min(losses).max(2));
    let said_of = cross_validated(&lessons, &ground.rows, folds_made, done);
    let measures = Measures::of(&said_of, &outcomes);
    let mut learned = learn_card(&lessons, &ground.rows);
    let scores = team_scores(&team, &ground.rows);
    let meant_today = (!team.is_empty()).then(|| meant(&scores, &outcomes, &ground.rows, &ground.won, folds_made));
    let today = meant_today.as_ref().map(|said| Measures::of(said, &outcomes));
    let gain = meant_today.as_ref().map(|today| Gain::of(&said_of, today, &outcomes));
    let nothing = nothing(&learned, &measures, wins, losses);
    if nothing.is_some() {
        learned = Learned { means: learned.means, ..Learned::default() };
    }
    let drift = drift(&lessons, &ground.in_time);
    let effect = (nothing.is_none() && !team.is_empty()).then(|| effect(&ground, &team, &said_of));
    Ok(Study { team, learned, measures, today, gain, nothing, drift, effect, ground })
}

fn nothing(learned: &Learned, measures: &Measures, wins: usize, losses: usize) -> Option<String> {
    if wins.min(losses) < FEWEST {
        return Some(format!("{wins} won and {losses} lost are too few to learn from; {FEWEST} of each are the least"));
    }
    if learned.columns.is_empty() && learned.team.is_empty() {
        return Some("no column differs between won and lost by more than chance".to_owned());
    }
    if measures.auc.low <= 0.5 {
        return Some("on leads it never saw, a card learned from this file ranks no better than a coin".to_owned());
    }
    None
}

/// The fewest of each side from which anything is proposed.
const FEWEST: usize = 5;

/// From so many of each side on it is said that a card is better than the team's: thirty is where intervals begin to hold.
const ENOUGH: usize = 30;

fn sides(won: &[bool]) -> (usize, usize) {
    let wins = won.iter().filter(|won| **won).count();
    (wins, won.len() - wins)
}

/// What scores mean, read for each part from the others.
#[must_use]
pub fn meant(scores: &[i32], outcomes: &[bool], rows: &[u32], won: &[bool], count: usize) -> Vec<f64> {
    let of_rows = folds(rows, won, count, SEED);
    let mut said = vec![0.0; scores.len()];
    for fold in 0..count {
        let rest = || scores.iter().zip(outcomes).zip(&of_rows).filter(|(_, of)| **of != fold);
        let (scores_of, won_of): (Vec<i32>, Vec<bool>) = rest().map(|((score, won), _)| (*score, *won)).unzip();
        let means = meanings(&scores_of, &won_of);
        for ((score, of), said) in scores.iter().zip(&of_rows).zip(&mut said) {
            if *of == fold {
                *said =
                    usize::try_from((*score).clamp(0, 100)).ok().and_then(|at| means.get(at)).copied().unwrap_or(0.5);
            }
        }
    }
    said
}

/// The rows' scores on the team's card, from what its criteria gave.
fn team_scores(team: &[Known], rows: &[u32]) -> Vec<i32> {
    let of = |row: &u32| {
        let at = usize::try_from(*row).unwrap_or(usize::MAX);
        let sum: i32 =
            team.iter().map(|known| known.points * i32::from(known.codes.get(at).copied().unwrap_or(0)) / 4).sum();
        sum.clamp(0, 100)
    };
    rows.iter().map(of).collect()
}

/// The last quarter of the leads, by both cards; the proposed one as it was when it never saw them.
fn effect(ground: &Ground, team: &[Known], said: &[f64]) -> Effect {
    let last = ground.in_time.get(ground.in_time.len() * 3 / 4..).unwrap_or_default();
    let old = team_scores(team, last);
    let place = |row: &u32| ground.rows.binary_search(row).ok().and_then(|at| said.get(at)).copied().unwrap_or(0.0);
    let fifth = last.len() / 5;
    let best = |values: Vec<f64>| {
        let mut order: Vec<(f64, u32)> = values.into_iter().zip(last.iter().copied()).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut rows: Vec<u32> = order.into_iter().take(fifth).map(|(_, row)| row).collect();
        rows.sort_unstable();
        rows
    };
    let (by_old, by_new) =
        (best(old.iter().map(|score| f64::from(*score)).collect()), best(last.iter().map(place).collect()));
    let only = |these: &[u32], those: &[u32]| {
        let only: Vec<u32> = these.iter().copied().filter(|row| those.binary_search(row).is_err()).collect();
        let wins = only.iter().filter(|row| is_won(&ground.won, **row)).count();
        (only.len(), wins)
    };
    let (leave, enter) = (only(&by_old, &by_new), only(&by_new, &by_old));
    Effect { leads: last.len(), both: fifth - leave.0, leave, enter }
}

impl Study {
    /// Whether the proposed card is better beyond doubt: the interval of what it gains lies above nothing, its
    /// probabilities are no worse, and both sides have enough outcomes.
    #[must_use]
    pub fn is_better(&self) -> bool {
        let Measures { leads, won, ece, .. } = self.measures;
        let is_enough = won.min(leads - won) >= ENOUGH;
        let is_true = self.today.as_ref().is_none_or(|today| ece <= today.ece + 0.01);
        self.nothing.is_none() && self.gain.is_none_or(|gain| is_enough && is_true && gain.is_sure())
    }

    /// Leads of each group of a feature, over all that count.
    #[must_use]
    pub fn counts(&self, feature: usize, group: &Group) -> crate::bins::Count {
        let Some(feature) = self.ground.features.get(feature) else { return group.count };
        let table = table(feature, &self.ground.rows, &self.ground.won);
        group.atoms.iter().filter_map(|atom| table.get(*atom)).fold(crate::bins::Count::default(), |all, count| {
            crate::bins::Count { leads: all.leads + count.leads, won: all.won + count.won }
        })
    }
}

pub(crate) fn is_won(won: &[bool], row: u32) -> bool {
    usize::try_from(row).ok().and_then(|row| won.get(row)).copied().unwrap_or(false)
}
