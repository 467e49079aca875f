//! An agreement as both sides read it who write no TOML: bands and points, tiers, gates, routes in the order in
//! which they are tried, windows, pools, reasons. Names stand for ids, times are seconds, questions are trees.

use baton_scoring::{Condition, Criterion, Gate, List, PerSignal, Rule, Seconds, Test};

use serde::Serialize;

use crate::agreement::{Agreement, Pool, RepId, Route, Target, Window};
use crate::escalation::StepAt;

/// The whole, in the order a lead travels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct View {
    /// Its name.
    pub name: String,
    /// The name of who owns it.
    pub owner: String,
    /// The day by which both sides want to have looked at it again.
    pub review_by: String,
    /// Whether a change takes the consent of both sides.
    pub approval: bool,
    /// The most that a group gives: fit, engagement.
    pub caps: [i32; 2],
    /// What gives and takes points.
    pub criteria: Vec<CriterionView>,
    /// Tiers, best first: name, least score, and the share of leads where that decides (0: it does not).
    pub tiers: Vec<(String, i32, u8)>,
    /// What makes a lead marketing-qualified; none: nothing was agreed.
    pub mql: Option<Ask>,
    /// What makes a lead sales-qualified.
    pub sql: Option<Ask>,
    /// What visitors are shown; the first that fits.
    pub offers: Vec<OfferView>,
    /// Who gets which lead; the first that matches.
    pub routes: Vec<RouteView>,
    /// The groups that take turns.
    pub pools: Vec<PoolView>,
    /// Whether the people's windows run in working hours only.
    pub in_working_hours: bool,
    /// The time allowed: what for (`first_response`, `first_attempt`, `first_contact`), usually, and where it is another.
    pub windows: Vec<WindowView>,
    /// The ladder: when, and what happens.
    pub ladder: Vec<LadderStep>,
    /// Why a lead may be rejected: code, words, whether words of one's own are needed.
    pub reasons: Vec<(String, String, bool)>,
    /// Who is told: id, kind, of which events.
    pub deliveries: Vec<(String, String, Vec<String>)>,
}

/// One line of the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CriterionView {
    /// Its id.
    pub id: String,
    /// `fit` or `engagement`.
    pub group: &'static str,
    /// In the words of the agreement.
    pub words: String,
    /// Whether it stays at the edge.
    pub private: bool,
    /// What it gives or takes, at most.
    pub points: i32,
    /// When; none where it counts a signal.
    pub ask: Option<Ask>,
    /// The signal it counts.
    pub signal: Option<SignalView>,
}

/// Points for each time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignalView {
    /// Of which signal.
    pub name: String,
    /// So many each time.
    pub each: i32,
    /// Counted within so many seconds; 0: whenever.
    pub within: i64,
    /// Fading over so many seconds; 0: they stay.
    pub decay: i64,
}

/// A question, and those it is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ask {
    /// `if`, `all`, `any`, `none`, `at_least`.
    pub how: &'static str,
    /// How many parts have to hold, for `at_least`.
    pub needed: u32,
    /// In the words of the agreement; empty where it has none.
    pub words: String,
    /// What is asked about: `field`, `signal`, `score`, `tier`, `mql`, `sql`, `confirmed`; empty for what has parts.
    pub about: &'static str,
    /// Which field, signal, tier or point.
    pub subject: String,
    /// What of it: `is`, `one_of`, `contains`, `in_list`, `between`, `at_least`, `at_most`, `present`, `absent`.
    pub test: &'static str,
    /// What it is held against.
    pub values: Vec<String>,
    /// The parts.
    pub parts: Vec<Ask>,
}

/// What a visitor is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfferView {
    /// `meeting`, `resource` or `thanks`.
    pub kind: &'static str,
    /// For these tiers; none: for all.
    pub tiers: Vec<String>,
    /// And only if.
    pub when: Option<Ask>,
    /// Its headline in the first language.
    pub headline: String,
}

/// Who gets a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RouteView {
    /// Its id.
    pub id: String,
    /// For which leads; none: for all.
    pub when: Option<Ask>,
    /// `pool`, `rep` or `account_owner`.
    pub to_kind: &'static str,
    /// The pool's id or the rep's name.
    pub to: String,
    /// What whoever gets it has to bring: skills, a product, `same_language`.
    pub needs: Vec<String>,
}

/// A group that takes turns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PoolView {
    /// Its id.
    pub id: String,
    /// `turns` or `open_leads`.
    pub share: &'static str,
    /// Name and share, in whole percent.
    pub members: Vec<(String, u32)>,
    /// What is tried when nobody can take a lead: `next_working`, `fallback`, `manager`.
    pub if_nobody: Vec<&'static str>,
    /// The pool behind.
    pub fallback: Option<String>,
}

/// A time allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WindowView {
    /// What for.
    pub id: &'static str,
    /// Usually, in seconds.
    pub usual: i64,
    /// For a source or a tier of that name.
    pub others: Vec<(String, i64)>,
}

/// A step of the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LadderStep {
    /// When so many percent of the window are over.
    pub percent: Option<u32>,
    /// Or so many seconds after it began.
    pub seconds: Option<i64>,
    /// What happens.
    pub does: &'static str,
}

impl View {
    /// Of an agreement.
    #[must_use]
    pub fn of(agreement: &Agreement) -> View {
        let card = &agreement.card;
        let tier = |place: &u8| card.tiers.get(usize::from(*place)).map(|tier| tier.id.clone());
        let offers = card.offers.iter().map(|offer| OfferView {
            kind: offer.kind.id(),
            tiers: offer.tiers.iter().filter_map(tier).collect(),
            when: asked(agreement, &offer.when),
            headline: offer.texts_in(&agreement.language).map(|texts| texts.headline.clone()).unwrap_or_default(),
        });
        let deliveries = agreement.deliveries.iter();
        View {
            name: agreement.name.clone(),
            owner: name_of(agreement, &agreement.owner),
            review_by: agreement.review_by.clone(),
            approval: agreement.approval.required,
            caps: [card.fit.cap.0, card.engagement.cap.0],
            criteria: card.criteria.iter().map(|criterion| criterion_view(agreement, criterion)).collect(),
            tiers: card.tiers.iter().map(|tier| (tier.id.clone(), tier.at_least.0, tier.share)).collect(),
            mql: qualification(agreement, &card.mql),
            sql: qualification(agreement, &card.sql),
            offers: offers.collect(),
            routes: agreement.routes.iter().map(|route| route_view(agreement, route)).collect(),
            pools: agreement.pools.iter().map(|pool| pool_view(agreement, pool)).collect(),
            in_working_hours: agreement.windows.time == crate::WindowTime::WorkingHours,
            windows: windows(agreement),
            ladder: ladder(agreement),
            reasons: agreement
                .reasons
                .iter()
                .map(|reason| (reason.id.clone(), reason.words.clone(), reason.needs_text))
                .collect(),
            deliveries: deliveries
                .map(|endpoint| (endpoint.id.clone(), endpoint.kind.id().to_owned(), on(&endpoint.on)))
                .collect(),
        }
    }
}

fn on<T: AsRef<str>>(events: &[T]) -> Vec<String> {
    events.iter().map(|event| event.as_ref().to_owned()).collect()
}

fn name_of(agreement: &Agreement, rep: &RepId) -> String {
    agreement.rep(rep).map_or_else(|| rep.as_str().to_owned(), |rep| rep.name.clone())
}

fn criterion_view(agreement: &Agreement, criterion: &Criterion) -> CriterionView {
    let (points, ask, signal) = match &criterion.rule {
        Rule::When { gate, points } => (points.0, Some(ask(agreement, gate)), None),
        Rule::PerSignal(PerSignal { signal, each, cap, within, decay }) => {
            let most = if each.0 < 0 { -cap.0 } else { cap.0 };
            let signal = SignalView { name: signal.clone(), each: each.0, within: within.0, decay: decay.0 };
            (most, None, Some(signal))
        }
    };
    CriterionView {
        id: criterion.id.clone(),
        group: criterion.group.id(),
        words: criterion.words.clone(),
        private: agreement.private.criteria.contains(&criterion.id),
        points,
        ask,
        signal,
    }
}

/// What holds for nobody is how the card says that nothing was agreed.
fn qualification(agreement: &Agreement, gate: &Gate) -> Option<Ask> {
    (!matches!(gate, Gate::Any(parts) if parts.is_empty())).then(|| ask(agreement, gate))
}

fn asked(agreement: &Agreement, gate: &Gate) -> Option<Ask> {
    (!gate.is_open()).then(|| ask(agreement, gate))
}

fn ask(agreement: &Agreement, gate: &Gate) -> Ask {
    let of = |how, needed, parts: &[Gate]| Ask {
        how,
        needed,
        parts: parts.iter().map(|part| ask(agreement, part)).collect(),
        ..Ask::default()
    };
    match gate {
        Gate::All(parts) => of("all", 0, parts),
        Gate::Any(parts) => of("any", 0, parts),
        Gate::None(parts) => of("none", 0, parts),
        Gate::AtLeast(needed, parts) => of("at_least", *needed, parts),
        Gate::If { words, condition } => {
            Ask { how: "if", words: words.clone(), ..condition_view(agreement, condition) }
        }
    }
}

fn condition_view(agreement: &Agreement, condition: &Condition) -> Ask {
    let about =
        |about, subject: &str, test, values| Ask { about, subject: subject.to_owned(), test, values, ..Ask::default() };
    match condition {
        Condition::Field { field, test } => {
            let (test, values) = test_view(agreement, test);
            about("field", field.id(), test, values)
        }
        Condition::Signal { name, at_least, within } => {
            let within = (within.0 > 0).then(|| within.0.to_string());
            about("signal", name, "at_least", core::iter::once(at_least.to_string()).chain(within).collect())
        }
        Condition::Score { at_least } => about("score", "", "at_least", vec![at_least.0.to_string()]),
        Condition::Tier { at_least } => {
            let tier = usize::try_from(*at_least).ok().and_then(|place| agreement.card.tiers.get(place));
            about("tier", tier.map_or("", |tier| &tier.id), "at_least", Vec::new())
        }
        Condition::Mql => about("mql", "", "is", Vec::new()),
        Condition::Sql => about("sql", "", "is", Vec::new()),
        Condition::Confirmed { point } => about("confirmed", point, "is", Vec::new()),
    }
}

fn test_view(agreement: &Agreement, test: &Test) -> (&'static str, Vec<String>) {
    match test {
        Test::Is(wanted) => ("is", vec![wanted.clone()]),
        Test::OneOf(wanted) => ("one_of", wanted.clone()),
        Test::Contains(phrases) => ("contains", phrases.clone()),
        Test::InList(place) => {
            let list = usize::try_from(*place).ok().and_then(|place| agreement.card.lists.get(place));
            let name = match list {
                Some(List::Entries { id, .. }) => id.clone(),
                Some(List::Hidden(_)) | None => String::new(),
            };
            ("in_list", vec![name])
        }
        Test::Between { from, to: u32::MAX } => ("at_least", vec![from.to_string()]),
        Test::Between { from: 0, to } => ("at_most", vec![to.to_string()]),
        Test::Between { from, to } => ("between", vec![from.to_string(), to.to_string()]),
        Test::Present => ("present", Vec::new()),
        Test::Absent => ("absent", Vec::new()),
    }
}

fn route_view(agreement: &Agreement, route: &Route) -> RouteView {
    let (to_kind, to) = match &route.to {
        Target::Pool(pool) => ("pool", pool.as_str().to_owned()),
        Target::Rep(rep) => ("rep", name_of(agreement, rep)),
        Target::AccountOwner => ("account_owner", String::new()),
    };
    let language = route.needs.same_language.then(|| "same_language".to_owned());
    let needs = route.needs.skills.iter().cloned().chain(route.needs.product.clone()).chain(language);
    RouteView {
        id: route.id.clone(),
        when: route.when.as_ref().and_then(|when| asked(agreement, when)),
        to_kind,
        to,
        needs: needs.collect(),
    }
}

fn pool_view(agreement: &Agreement, pool: &Pool) -> PoolView {
    let all: u32 = pool.members.iter().map(|member| member.weight).sum();
    let percent = |weight: u32| (weight.saturating_mul(200) / all.max(1)).div_ceil(2);
    PoolView {
        id: pool.id.as_str().to_owned(),
        share: pool.share.id(),
        members: pool.members.iter().map(|member| (name_of(agreement, &member.rep), percent(member.weight))).collect(),
        if_nobody: pool.if_nobody.iter().map(|way| way.id()).collect(),
        fallback: pool.fallback.as_ref().map(|pool| pool.as_str().to_owned()),
    }
}

fn windows(agreement: &Agreement) -> Vec<WindowView> {
    let windows = &agreement.windows;
    let of = |id, window: &Window| WindowView {
        id,
        usual: window.usual.0,
        others: window
            .by_source
            .iter()
            .chain(&window.by_tier)
            .map(|(name, Seconds(time))| (name.clone(), *time))
            .collect(),
    };
    let attempt = windows.first_attempt.as_ref().map(|window| of("first_attempt", window));
    let contact = windows.first_contact.as_ref().map(|window| of("first_contact", window));
    core::iter::once(of("first_response", &windows.first_response)).chain(attempt).chain(contact).collect()
}

fn ladder(agreement: &Agreement) -> Vec<LadderStep> {
    let step = |step: &crate::Step| {
        let (percent, seconds) = match step.at {
            StepAt::Share(percent) => (Some(percent), None),
            StepAt::After(Seconds(seconds)) => (None, Some(seconds)),
        };
        LadderStep { percent, seconds, does: step.does.id() }
    };
    agreement.escalation.iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::View;

    #[test]
    fn the_example_can_be_read_without_toml() {
        let text = include_str!("../../../examples/agreement.toml");
        let view = View::of(&crate::check(text).agreement.expect("no error"));
        let first = view.criteria.first().expect("a criterion");
        let ask = first.ask.as_ref().expect("it asks");
        assert_eq!((first.words.as_str(), first.points), ("50 to 1,000 people", 20));
        assert_eq!(
            (ask.subject.as_str(), ask.test, ask.values.join("-")),
            ("employees", "between", "50-1000".to_owned())
        );
        assert!(view.mql.is_some() && view.routes.last().is_some_and(|route| route.when.is_none()));
        for pool in &view.pools {
            let sum: u32 = pool.members.iter().map(|(_, percent)| percent).sum();
            assert!((99..=101).contains(&sum), "{pool:?}");
        }
        let response = view.windows.first().expect("a window");
        assert_eq!((response.id, response.usual), ("first_response", 300));
        assert!(!view.reasons.is_empty() && !view.ladder.is_empty() && view.owner.contains(' '));
    }

    #[test]
    fn everything_an_agreement_can_say_about_leads_has_a_place() {
        let text = include_str!("../tests/everything.toml");
        let agreement = crate::check(text).agreement.expect("no error");
        let view = View::of(&agreement);
        assert_eq!(view.criteria.len(), agreement.card.criteria.len());
        assert_eq!((view.offers.len(), view.routes.len()), (agreement.card.offers.len(), agreement.routes.len()));
        assert!(view.approval && view.criteria.iter().all(|line| line.ask.is_some() != line.signal.is_some()));
    }
}
