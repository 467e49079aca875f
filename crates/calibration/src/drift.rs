//! What changed over time: a card learned from the older half, tried on the newer one block by block, and its level
//! corrected after each by what came.

use crate::bins::table;
use crate::learn::{Lessons, learn_card};
use crate::measure::{Measures, float, logistic, logit};
use crate::study::is_won;

/// Leads that followed each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Leads.
    pub leads: usize,
    /// What the card of the older half said, on average.
    pub said: f64,
    /// What it said after its level was corrected by the blocks before.
    pub corrected: f64,
    /// What came.
    pub came: f64,
    /// How well it ranked.
    pub auc: f64,
    /// The squared distance of what was said and what came.
    pub brier: f64,
    /// The same after the correction.
    pub brier_corrected: f64,
}

/// What changed over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drift {
    /// The share won in the older half.
    pub before: f64,
    /// The newer half, in blocks.
    pub blocks: Vec<Block>,
    /// Columns whose values shifted, most first, each with its population stability index.
    pub shifted: Vec<(String, f64)>,
}

impl Drift {
    /// The distance of what was said and what came, over all blocks, before and after the correction.
    #[must_use]
    pub fn off(&self) -> (f64, f64) {
        let all = self.blocks.iter().map(|block| float(block.leads)).sum::<f64>().max(1.0);
        let off = |of: fn(&Block) -> f64| {
            self.blocks.iter().map(|block| float(block.leads) * (of(block) - block.came).abs()).sum::<f64>() / all
        };
        (off(|block| block.said), off(|block| block.corrected))
    }

    /// How well it ranks within newer leads, on average over the blocks.
    #[must_use]
    pub fn auc(&self) -> f64 {
        let all = self.blocks.iter().map(|block| float(block.leads)).sum::<f64>().max(1.0);
        self.blocks.iter().map(|block| float(block.leads) * block.auc).sum::<f64>() / all
    }

    /// Whether the level moved by more than chance would have it.
    #[must_use]
    pub fn is_there(&self) -> bool {
        let doubt = |block: &Block| 2.0 * (block.said * (1.0 - block.said) / float(block.leads).max(1.0)).sqrt();
        self.blocks.iter().filter(|block| (block.said - block.came).abs() > doubt(block)).count() * 2
            > self.blocks.len()
    }
}

const BLOCKS: usize = 10;
/// Fewer leads than this in a block say nothing of a level.
const FEWEST: usize = 40;
/// So many leads of the card's own saying are put beside a block before its level is believed.
const DOUBT: f64 = 20.0;

/// Learns a card from the older half and walks through the newer one; none where there are too few leads.
#[must_use]
pub fn drift(lessons: &Lessons<'_>, in_time: &[u32]) -> Option<Drift> {
    walk(lessons, in_time, &|older, newer| {
        let learned = learn_card(lessons, older);
        newer.iter().map(|row| learned.means(learned.score(lessons, *row))).collect()
    })
}

/// From the older rows to what each of the newer ones means.
pub type Learn<'a> = dyn Fn(&[u32], &[u32]) -> Vec<f64> + 'a;

/// Walks through the newer half with what was learned from the older: `learn` says for each newer row what it means.
#[must_use]
pub fn walk(lessons: &Lessons<'_>, in_time: &[u32], learn: &Learn<'_>) -> Option<Drift> {
    let blocks = BLOCKS.min(in_time.len() / 2 / FEWEST);
    if blocks < 2 {
        return None;
    }
    let (older, newer) = in_time.split_at_checked(in_time.len() / 2)?;
    let said_of = learn(older, newer);
    let mut out = Drift { before: share(lessons, older), ..Drift::default() };
    let mut level = 0.0;
    for at in 0..blocks {
        let part = at * newer.len() / blocks..(at + 1) * newer.len() / blocks;
        let (rows, said) = (newer.get(part.clone())?, said_of.get(part)?);
        let corrected: Vec<f64> =
            said.iter().map(|said| logistic(logit(said.clamp(1e-6, 1.0 - 1e-6)) + level)).collect();
        let won: Vec<bool> = rows.iter().map(|row| is_won(lessons.won, *row)).collect();
        let (plain, better) = (Measures::of(said, &won), Measures::of(&corrected, &won));
        let mean = |said: &[f64]| said.iter().sum::<f64>() / float(said.len()).max(1.0);
        let came = float(plain.won) / float(plain.leads).max(1.0);
        out.blocks.push(Block {
            leads: rows.len(),
            said: mean(said),
            corrected: mean(&corrected),
            came,
            auc: plain.auc.auc,
            brier: plain.brier,
            brier_corrected: better.brier,
        });
        // The block's level, drawn toward what was said of it.
        let said_now = mean(&corrected).clamp(1e-4, 1.0 - 1e-4);
        let seen = (float(plain.won) + DOUBT * said_now) / (float(plain.leads) + DOUBT);
        level += logit(seen.clamp(1e-4, 1.0 - 1e-4)) - logit(said_now);
    }
    out.shifted = shifted(lessons, older, newer);
    Some(out)
}

fn share(lessons: &Lessons<'_>, rows: &[u32]) -> f64 {
    float(rows.iter().filter(|row| is_won(lessons.won, **row)).count()) / float(rows.len()).max(1.0)
}

/// The population stability index of each column, 0.1 and more. Source of the index and its limits: N. Siddiqi,
/// "Credit Risk Scorecards", 2006, chapter 7.
fn shifted(lessons: &Lessons<'_>, older: &[u32], newer: &[u32]) -> Vec<(String, f64)> {
    let index = |feature: &crate::features::Feature| {
        let (old, new) = (table(feature, older, lessons.won), table(feature, newer, lessons.won));
        let part = |leads: usize, rows: &[u32]| (float(leads) + 0.5) / (float(rows.len()) + 1.0);
        let pairs = old.iter().zip(&new).map(|(old, new)| (part(old.leads, older), part(new.leads, newer)));
        pairs.map(|(old, new)| (new - old) * (new / old).ln()).sum::<f64>()
    };
    let mut list: Vec<(String, f64)> = lessons
        .features
        .iter()
        .map(|feature| (feature.name.clone(), index(feature)))
        .filter(|(_, psi)| *psi >= 0.1)
        .collect();
    list.sort_by(|a, b| b.1.total_cmp(&a.1));
    list.truncate(8);
    list
}
