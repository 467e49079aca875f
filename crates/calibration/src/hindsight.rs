//! Columns that are known only afterwards, found in the data.
//!
//! A card that learns from what sales wrote down about a lead is brilliant on past leads and blind on the next one.
//! What gives such a column away is not its name but what stands in it; names are a hint beside that and never enough.

use crate::bins::{Count, table};
use crate::columns::sounds_later;
use crate::features::{Atom, Feature};
use crate::learn::{Lessons, SEED, draw, folds, learn_card};
use crate::measure::{Auc, auc, float};
use crate::{Past, Role};

/// Why a column is taken for one that is known only afterwards.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// By itself it ranks leads as nothing does that is known when a lead comes in.
    Strong {
        /// How well it ranks by itself.
        auc: f64,
    },
    /// It is filled in for one outcome only.
    OneOutcome {
        /// Whether that is the won ones.
        won: bool,
    },
    /// Beyond the outcome it repeats what a column that was found says.
    Repeats {
        /// That column.
        column: String,
        /// The information they share, in nats.
        shared: f64,
    },
    /// It is filled in for old leads and empty for new ones.
    FilledLater {
        /// The share that is filled among the oldest quarter.
        old: f64,
        /// And among the newest.
        new: f64,
    },
    /// It ranks better than all the others together, and next to nobody below some value was ever won: it measures the
    /// conversation and not the lead.
    Measures {
        /// Below this nobody was won.
        below: f64,
        /// How many leads lie there.
        leads: usize,
        /// How well it ranks by itself.
        auc: f64,
        /// How well all the others do together.
        others: f64,
    },
    /// Its dates lie after the lead came in.
    DatedAfter,
    /// It is what such a column usually is: an owner, a number of attempts, a reason.
    ByRole(Role),
}

impl Cause {
    /// In words, to stand behind the column's name.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Cause::Strong { auc } => format!("alone ranks {auc:.2} of 1: nothing known at the form does that"),
            Cause::OneOutcome { won: true } => "is filled in only for leads that were won".to_owned(),
            Cause::OneOutcome { won: false } => "is filled in only for leads that were lost".to_owned(),
            Cause::Repeats { column, .. } => format!("says again what `{column}` says, beyond the outcome"),
            Cause::FilledLater { old, new } => {
                format!(
                    "filled for {:.0} % of the oldest leads and {:.0} % of the newest: new ones will not have it",
                    old * 100.0,
                    new * 100.0
                )
            }
            Cause::Measures { below, leads, auc, others } => format!(
                "of {leads} leads below {below} next to none was won, and alone it ranks {auc:.2} where all others together rank \
                 {others:.2}: it measures the conversation, not the lead"
            ),
            Cause::DatedAfter => "its dates lie after the lead came in".to_owned(),
            Cause::ByRole(role) => {
                format!("is the lead's {}, which is not known when it comes in", role.id().replace('_', " "))
            }
        }
    }

    /// Its name, for programs.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Cause::Strong { .. } => "implausibly_strong",
            Cause::OneOutcome { .. } => "one_outcome_only",
            Cause::Repeats { .. } => "repeats_another",
            Cause::FilledLater { .. } => "filled_later",
            Cause::Measures { .. } => "measures_the_conversation",
            Cause::DatedAfter => "dated_after",
            Cause::ByRole(_) => "by_what_it_is",
        }
    }
}

/// A column that is left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Hindsight {
    /// Its header.
    pub column: String,
    /// Why.
    pub cause: Cause,
    /// Whether its name sounds so, too.
    pub sounds_so: bool,
}

/// Nothing that is known at the form ranks so well by itself, even at the lower end of its interval.
const STRONG: f64 = 0.85;
/// Two columns that share so much beyond the outcome, in nats, were written by the same hand.
const SHARED: f64 = 0.1;
/// Rows in which both are filled, before that is judged.
const FEWEST_SHARED: usize = 300;
/// What a tail without a single win would hold of wins by chance, at least.
const EXPECTED_WINS: f64 = 40.0;

/// Finds the columns known only afterwards among the features and the columns that are none. `order` has the rows
/// from old to new, where the file tells it.
#[must_use]
pub fn find(past: &Past, features: &[Feature], rows: &[u32], won: &[bool], order: Option<&[u32]>) -> Vec<Hindsight> {
    let mut found: Vec<(usize, Cause)> = by_role(past);
    let tables: Vec<Vec<Count>> = features.iter().map(|feature| table(feature, rows, won)).collect();
    let alone: Vec<Auc> = features.iter().map(|feature| rank_alone(feature, rows, won)).collect();
    let base = float(rows.iter().filter(|row| is_won(won, **row)).count()) / float(rows.len()).max(1.0);
    for ((feature, table), alone) in features.iter().zip(&tables).zip(&alone) {
        let cause = one_outcome(feature, table, base)
            .or_else(|| (alone.low >= STRONG).then_some(Cause::Strong { auc: alone.auc }))
            .or_else(|| filled_later(feature, order?));
        found.extend(cause.map(|cause| (feature.column, cause)));
    }
    found.extend(dated_after(past));
    repeats(features, rows, won, &mut found);
    if let Some(cause) = measures(features, &tables, &alone, rows, won, &found) {
        found.push(cause);
    }
    found.sort_by_key(|(column, _)| *column);
    found.dedup_by_key(|(column, _)| *column);
    let name = |column: usize| past.columns.list.get(column).map_or("", |column| column.name.as_str()).to_owned();
    let told = found.into_iter().map(|(column, cause)| (name(column), cause));
    told.map(|(column, cause)| Hindsight { sounds_so: sounds_later(&column), column, cause }).collect()
}

fn by_role(past: &Past) -> Vec<(usize, Cause)> {
    let list = past.columns.list.iter().enumerate();
    let later = list.filter(|(_, column)| column.role.is_afterwards() && column.role != Role::Outcome);
    later.map(|(at, column)| (at, Cause::ByRole(column.role))).collect()
}

/// How well a column ranks by itself: each row by how often its atom was won among the rows of the other folds.
fn rank_alone(feature: &Feature, rows: &[u32], won: &[bool]) -> Auc {
    let of_rows = folds(rows, won, 5, SEED);
    let mut tables = vec![vec![Count::default(); feature.atoms.len()]; 5];
    let mut all = vec![Count::default(); feature.atoms.len()];
    let code = |row: u32| {
        usize::try_from(row).ok().and_then(|row| feature.codes.get(row)).map_or(0, |code| usize::from(*code))
    };
    for (row, fold) in rows.iter().zip(&of_rows) {
        let wins = usize::from(is_won(won, *row));
        let cells = [tables.get_mut(*fold).and_then(|table| table.get_mut(code(*row))), all.get_mut(code(*row))];
        for cell in cells.into_iter().flatten() {
            cell.leads += 1;
            cell.won += wins;
        }
    }
    let wins: usize = all.iter().map(|count| count.won).sum();
    let base = float(wins) / float(rows.len()).max(1.0);
    let said: Vec<f64> = rows
        .iter()
        .zip(&of_rows)
        .map(|(row, fold)| {
            let (whole, own) = (all.get(code(*row)), tables.get(*fold).and_then(|table| table.get(code(*row))));
            let (Some(whole), Some(own)) = (whole, own) else { return base };
            Count { leads: whole.leads - own.leads, won: whole.won - own.won }.rate(base)
        })
        .collect();
    let won: Vec<bool> = rows.iter().map(|row| is_won(won, *row)).collect();
    auc(&said, &won)
}

/// Filled in for hardly anybody of the other outcome, where by chance there would be plenty.
fn one_outcome(feature: &Feature, table: &[Count], base: f64) -> Option<Cause> {
    let missing = feature.atoms.iter().position(|atom| *atom == Atom::Missing)?;
    let filled = table
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != missing)
        .fold(Count::default(), |all, (_, count)| Count { leads: all.leads + count.leads, won: all.won + count.won });
    let (leads, wins) = (float(filled.leads), float(filled.won));
    let losses = leads - wins;
    let (expected_wins, expected_losses) = (leads * base, leads * (1.0 - base));
    if expected_losses >= 15.0 && losses <= expected_losses * 0.03 {
        Some(Cause::OneOutcome { won: true })
    } else if expected_wins >= 15.0 && wins <= expected_wins * 0.03 {
        Some(Cause::OneOutcome { won: false })
    } else {
        None
    }
}

fn filled_later(feature: &Feature, order: &[u32]) -> Option<Cause> {
    let missing = feature.atoms.iter().position(|atom| *atom == Atom::Missing)?;
    let quarter = order.len() / 4;
    let filled = |rows: &[u32]| {
        let of = |row: &u32| {
            usize::try_from(*row).ok().and_then(|row| feature.codes.get(row)).map(|code| usize::from(*code))
        };
        float(rows.iter().filter(|row| of(row) != Some(missing)).count()) / float(rows.len()).max(1.0)
    };
    let (old, new) = (filled(order.get(..quarter)?), filled(order.get(order.len() - quarter..)?));
    (quarter >= 100 && old >= 0.5 && new <= old / 3.0).then_some(Cause::FilledLater { old, new })
}

/// Columns of dates of which most lie a day or more after the lead came in.
fn dated_after(past: &Past) -> Vec<(usize, Cause)> {
    let order = |at: usize| past.columns.list.get(at).and_then(|column| column.dates);
    let Some(created) = past.columns.of(Role::Created) else { return Vec::new() };
    let (Some(came), Some(form)) = (past.store.get(created), order(created)) else { return Vec::new() };
    let read = |stored: &crate::past::Stored, form| {
        let read: Vec<Option<i64>> =
            stored.words().iter().map(|word| crate::dates::read(word, form).map(|at| at.0)).collect();
        stored.each(&read, None).collect::<Vec<Option<i64>>>()
    };
    let came = read(came, form);
    let others = past.columns.list.iter().enumerate().filter(|(at, column)| {
        *at != created
            && column.dates.is_some()
            && !column.role.is_afterwards()
            && !matches!(column.role, Role::LeftOut | Role::Key)
    });
    let later = others.filter_map(|(at, column)| {
        let dates = read(past.store.get(at)?, column.dates?);
        let both = came.iter().zip(&dates).filter_map(|(came, date)| Some((*date)? - (*came)?));
        let (all, after) =
            both.fold((0_usize, 0_usize), |(all, after), gap| (all + 1, after + usize::from(gap >= 86_400)));
        (all >= 20 && after * 5 >= all).then_some((at, Cause::DatedAfter))
    });
    later.collect()
}

/// Columns that say, beyond the outcome, what one of the strong ones says.
fn repeats(features: &[Feature], rows: &[u32], won: &[bool], found: &mut Vec<(usize, Cause)>) {
    let strong: Vec<usize> =
        found.iter().filter(|(_, cause)| matches!(cause, Cause::Strong { .. })).map(|(at, _)| *at).collect();
    for seed in features.iter().filter(|feature| strong.contains(&feature.column)) {
        for feature in features {
            if found.iter().any(|(column, _)| *column == feature.column) {
                continue;
            }
            let shared = shared(feature, seed, rows, won);
            if shared >= SHARED {
                found.push((feature.column, Cause::Repeats { column: seed.name.clone(), shared }));
            }
        }
    }
}

/// The information two columns share given the outcome, where both are filled, less what chance would share.
/// Source of the correction: G. Miller, "Note on the bias of information estimates" (1955).
fn shared(a: &Feature, b: &Feature, rows: &[u32], won: &[bool]) -> f64 {
    let code = |feature: &Feature, row: usize| feature.codes.get(row).map(|code| usize::from(*code));
    // A form that nobody filled in is missing twice, and `Select` is what stands there before anybody chooses.
    let empty = |feature: &Feature, code: usize| match feature.atoms.get(code) {
        Some(Atom::Text(text)) => text == "select",
        atom => atom.is_none_or(|atom| *atom == Atom::Missing),
    };
    let (wide, high) = (a.atoms.len(), b.atoms.len());
    let mut cells = vec![[0_usize; 2]; wide * high];
    for row in rows {
        let Ok(at) = usize::try_from(*row) else { continue };
        let (Some(x), Some(y)) = (code(a, at), code(b, at)) else { continue };
        if empty(a, x) || empty(b, y) {
            continue;
        }
        if let Some([lost, wins]) = cells.get_mut(x * high + y) {
            *if is_won(won, *row) { wins } else { lost } += 1;
        }
    }
    let all: usize = cells.iter().flatten().sum();
    if all < FEWEST_SHARED {
        return 0.0;
    }
    [0, 1].into_iter().map(|side| information(&cells, wide, high, side)).sum::<f64>() / float(all)
}

/// Leads times shared information of one outcome, corrected.
fn information(cells: &[[usize; 2]], wide: usize, high: usize, side: usize) -> f64 {
    let count = |cell: &[usize; 2]| float(cell.get(side).copied().unwrap_or(0));
    let (mut across, mut down) = (vec![0.0; wide], vec![0.0; high]);
    let mut all = 0.0;
    for (x, line) in cells.chunks(high).enumerate() {
        for (y, cell) in line.iter().enumerate() {
            all += count(cell);
            if let (Some(a), Some(d)) = (across.get_mut(x), down.get_mut(y)) {
                *a += count(cell);
                *d += count(cell);
            }
        }
    }
    let mut sum = 0.0;
    for (line, a) in cells.chunks(high).zip(&across) {
        for (cell, d) in line.iter().zip(&down) {
            let n = count(cell);
            if n > 0.0 {
                sum += n * (n * all / (a * d)).ln();
            }
        }
    }
    let filled = |list: &[f64]| float(list.iter().filter(|n| **n > 0.0).count().saturating_sub(1));
    sum - filled(&across) * filled(&down) / 2.0
}

/// A number that ranks better than all else together and below which nobody was ever won.
fn measures(
    features: &[Feature],
    tables: &[Vec<Count>],
    alone: &[Auc],
    rows: &[u32],
    won: &[bool],
    found: &[(usize, Cause)],
) -> Option<(usize, Cause)> {
    let left = |feature: &Feature| !found.iter().any(|(column, _)| *column == feature.column);
    let all: usize = rows.len();
    let base = float(rows.iter().filter(|row| is_won(won, **row)).count()) / float(all).max(1.0);
    let suspects =
        features.iter().zip(tables).zip(alone).filter(|((feature, _), _)| left(feature) && feature.is_number);
    let ((feature, alone), (below, tail)) = suspects
        .filter(|(_, alone)| alone.auc >= 0.7)
        .filter_map(|((feature, table), alone)| Some(((feature, alone), tail(feature, table, base)?)))
        .max_by(|a, b| a.0.1.auc.total_cmp(&b.0.1.auc))?;
    let others: Vec<Feature> =
        features.iter().filter(|one| left(one) && one.column != feature.column).cloned().collect();
    let others = rank_together(&others, rows, won);
    let is_more = alone.auc > others && others >= 0.6;
    is_more.then_some((feature.column, Cause::Measures { below, leads: tail.leads, auc: alone.auc, others }))
}

/// The lowest band in which hardly anybody was won: its end and its leads.
fn tail(feature: &Feature, table: &[Count], base: f64) -> Option<(f64, Count)> {
    let mut held = Count::default();
    let mut end = None;
    let bands = feature.atoms.iter().zip(table).filter_map(|(atom, count)| match atom {
        Atom::From(from) => Some((*from, *count)),
        _ => None,
    });
    for (from, count) in bands {
        if float(held.leads) * base >= EXPECTED_WINS && float(held.won) <= float(held.leads) * base * 0.03 {
            end = Some((from, held));
        }
        held = Count { leads: held.leads + count.leads, won: held.won + count.won };
    }
    end
}

/// How well columns rank together: learned from one half of the rows, tried on the other.
fn rank_together(features: &[Feature], rows: &[u32], won: &[bool]) -> f64 {
    let lessons = Lessons { features, team: &[], won };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for row in rows {
        if draw(SEED, u64::from(*row)) & 1 == 0 { ours.push(*row) } else { theirs.push(*row) }
    }
    let learned = learn_card(&lessons, &ours);
    let scores: Vec<f64> = theirs.iter().map(|row| f64::from(learned.score(&lessons, *row))).collect();
    let won: Vec<bool> = theirs.iter().map(|row| is_won(won, *row)).collect();
    auc(&scores, &won).auc
}

fn is_won(won: &[bool], row: u32) -> bool {
    usize::try_from(row).ok().and_then(|row| won.get(row)).copied().unwrap_or(false)
}
