//! How much a browser can promise alone, told in leads.
//!
//! The public card promises a meeting only where no private criterion could take it back. Each
//! private criterion therefore costs instant offers; how many, nobody sees by looking at points.

use baton_scoring::{
    Card, Criterion, Field, Lead, OfferKind, ScoreCard, Seconds, Submission, Tables, Travels, map_fields, rate,
};

use crate::agreement::Agreement;
use crate::plausible::plausible_leads;

/// What the public card is worth, counted over leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usefulness {
    /// Leads looked at.
    pub leads: u32,
    /// Leads to which the full card offers a meeting.
    pub hot: u32,
    /// Of those, leads to which the public card offers one by itself.
    pub offered: u32,
    /// Leads to which the public card offers a meeting and the full card does not. A promise that
    /// is not kept; always 0, or the public card's bounds are wrong.
    pub unkept: u32,
    /// The private criterion that costs most; none where none is private.
    pub costliest: Option<Cost>,
}

/// What it costs to keep one criterion private.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The criterion's id.
    pub criterion: String,
    /// Hot leads the public card would offer a meeting to if only this criterion were not private.
    pub offered_without: u32,
}

/// How many leads are enough for whole numbers of a hundred that do not move with the seed.
pub const USUAL_LEADS: u32 = 20_000;

const SEED: u64 = 20_260_601;

/// Noon of a working day, so that agreements with hours are asked at a fair time.
const NOW: Seconds = Seconds(1_780_315_200);

/// Tries an agreement on so many plausible leads, always the same ones, with the tables the
/// edge has.
#[must_use]
pub fn usefulness(agreement: &Agreement, edge: &Tables, leads: u32) -> Usefulness {
    let wanted = usize::try_from(leads).unwrap_or(usize::MAX);
    let leads: Vec<Submission> = plausible_leads(&agreement.card, SEED, NOW).take(wanted).collect();
    usefulness_of(agreement, edge, &leads, NOW)
}

/// The same over leads that came.
#[must_use]
pub fn usefulness_of<'l>(
    agreement: &Agreement,
    edge: &Tables,
    leads: impl IntoIterator<Item = &'l Submission>,
    now: Seconds,
) -> Usefulness {
    let (full, public) = (agreement.card.encode(), agreement.card.public(&agreement.private).encode());
    let without: Vec<(Vec<u8>, Cost)> = each_without(agreement).collect();
    let mut count = Count {
        edge: Home { card: ScoreCard::reread(&full), tables: *edge, lead: Lead::default() },
        browser: Home { card: ScoreCard::reread(&public), tables: Tables::small(), lead: Lead::default() },
        without: without.iter().map(|(card, cost)| (ScoreCard::reread(card), cost.clone())).collect(),
        found: Usefulness { leads: 0, hot: 0, offered: 0, unkept: 0, costliest: None },
    };
    leads.into_iter().for_each(|lead| count.add(lead, now));
    count.finish(&agreement.card)
}

/// For each private criterion the public card if it were not, to be counted by.
fn each_without(agreement: &Agreement) -> impl Iterator<Item = (Vec<u8>, Cost)> {
    let (card, private) = (&agreement.card, &agreement.private);
    let hidden = card.criteria.iter().filter(|criterion| private.travels(criterion) != Travels::Whole);
    hidden.map(|criterion| {
        let mut private = private.clone();
        private.criteria.retain(|other| *other != criterion.id);
        private.lists.retain(|(place, _)| !asks_list(criterion, *place));
        let cost = Cost { criterion: criterion.id.clone(), offered_without: 0 };
        (card.public(&private).encode(), cost)
    })
}

fn asks_list(criterion: &Criterion, place: u32) -> bool {
    criterion.gate().is_some_and(|gate| gate.any(|condition| condition.asks_list(place)))
}

impl Usefulness {
    /// Offered of the hot leads, in whole per cent, rounded down; 100 where no lead is hot.
    #[must_use]
    pub fn percent(&self) -> u32 {
        percent(self.offered, self.hot)
    }
}

/// A share in whole per cent, rounded down: `100 %` means all. Of nothing: 100.
#[must_use]
pub fn percent(part: u32, whole: u32) -> u32 {
    let share = (u64::from(part) * 100).checked_div(u64::from(whole)).unwrap_or(100);
    u32::try_from(share).unwrap_or(u32::MAX)
}

/// Where a lead is scored: by which card, with which tables.
struct Home<'a> {
    card: ScoreCard<'a>,
    tables: Tables,
    lead: Lead,
}

impl Home<'_> {
    /// Reads a lead, and whether it is offered a meeting.
    fn offers(&mut self, form: &Submission, mapping: &[Option<Field>], now: Seconds) -> bool {
        self.lead.read(form, mapping, &self.tables, &self.card);
        rate(&self.lead, &self.card, now).offer == OfferKind::Meeting
    }
}

struct Count<'a> {
    edge: Home<'a>,
    browser: Home<'a>,
    /// For each private criterion: the public card if it were not, and the leads it offers to.
    without: Vec<(ScoreCard<'a>, Cost)>,
    found: Usefulness,
}

impl Count<'_> {
    fn add(&mut self, form: &Submission, now: Seconds) {
        let mapping = map_fields(&form.fields);
        let is_hot = self.edge.offers(form, &mapping, now);
        let is_offered = self.browser.offers(form, &mapping, now);
        self.found.leads += 1;
        self.found.unkept += u32::from(is_offered && !is_hot);
        if !is_hot {
            return;
        }
        self.found.hot += 1;
        self.found.offered += u32::from(is_offered);
        for (card, cost) in &mut self.without {
            // To know more never takes an offer back, so what is offered already is offered here.
            let offers = is_offered || rate(&self.browser.lead, card, now).offer == OfferKind::Meeting;
            cost.offered_without += u32::from(offers);
        }
    }

    fn finish(self, full: &Card) -> Usefulness {
        let takes = |id: &str| {
            let reach = full.criteria.iter().find(|criterion| criterion.id == id).map(|found| found.rule.range());
            reach.map_or(0, |reach| -reach.low.0)
        };
        let costs = self.without.into_iter().map(|(_, cost)| cost);
        // Where two hide an offer only together, the one that can take more is named.
        let costliest = costs.max_by_key(|cost| (cost.offered_without, takes(&cost.criterion)));
        Usefulness { costliest, ..self.found }
    }
}
