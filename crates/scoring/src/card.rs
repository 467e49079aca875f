//! The score card: what an agreement becomes when it is compiled.
//!
//! This is the card as it is written and read by people's tools. What scores a lead is
//! [`crate::ScoreCard`], which works on the card's bytes as they are.

use alloc::string::String;
use alloc::vec::Vec;

use crate::filter::Filter;
use crate::{Condition, Fields, Gate, Interval, Points, Seconds};

/// A score card, the whole of what scoring needs to know of an agreement.
///
/// The default card asks nothing, gives no points and offers a thank-you.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Who may see it.
    pub kind: CardKind,
    /// What the criteria of fit can give together, and its grades.
    pub fit: GroupLimits,
    /// What the criteria of engagement can give together, and its grades.
    pub engagement: GroupLimits,
    /// Named lists that conditions refer to by their place.
    pub lists: Vec<List>,
    /// Which pages and events count as which signal.
    pub signals: Vec<SignalRule>,
    /// Where leads come from, by page; the first that matches.
    pub sources: Vec<Source>,
    /// The criteria, in the order people wrote them.
    pub criteria: Vec<Criterion>,
    /// The tiers, best first; the last takes every lead that is left.
    pub tiers: Vec<Tier>,
    /// What makes a lead marketing-qualified.
    pub mql: Gate,
    /// What makes a lead sales-qualified.
    pub sql: Gate,
    /// What a visitor is shown; the first that matches.
    pub offers: Vec<Offer>,
}

/// The two cards that come of one agreement; the numbers are part of their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// Everything; stays at the edge.
    Full = 0,
    /// Without private criteria, their words and lists; goes to the browser.
    Public = 1,
}

/// What the points of a group are held to, and how they are graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupLimits {
    /// Most points the criteria of this group can give together.
    pub cap: Points,
    /// The least points for the grades A, B and C (fit) or 1, 2 and 3 (engagement); what is
    /// less is D or 4.
    pub grades: [Points; 3],
    /// On a public card: what criteria it does not hold can add or take. Else nothing.
    pub private: Interval,
}

impl GroupLimits {
    /// A group of that cap, graded by quarters of it, rounded up.
    #[must_use]
    pub fn of(cap: Points) -> GroupLimits {
        let quarters = |n: i32| Points((cap.0.max(0).saturating_mul(n).saturating_add(3)) / 4);
        GroupLimits { cap, grades: [quarters(3), quarters(2), quarters(1)], private: Interval::default() }
    }
}

/// A list that conditions refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// Its entries, folded and sorted. A domain stands for its subdomains as well.
    Entries {
        /// Its name in the agreement.
        id: String,
        /// The entries.
        entries: Vec<String>,
    },
    /// On a public card, what is left of a private list: who is certainly not on it.
    Hidden(Filter),
}

/// What counts as a signal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalRule {
    /// Name of the signal: `pricing_page`.
    pub id: String,
    /// Paths of pages, lower case, `*` for any run of characters.
    pub pages: Vec<String>,
    /// Names of events that the page's own code or another system tells of.
    pub events: Vec<String>,
}

/// One line of the card: a rule, and the words for its points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Its name in the agreement, the same for ever. Empty on a public card where only the
    /// filter of its list is left of it.
    pub id: String,
    /// The group its points belong to.
    pub group: Group,
    /// For people: "50 to 1,000 people".
    pub words: String,
    /// When it gives how many points.
    pub rule: Rule,
}

impl Criterion {
    /// The gate it asks; none where it counts a signal.
    #[must_use]
    pub fn gate(&self) -> Option<&Gate> {
        match &self.rule {
            Rule::When { gate, .. } => Some(gate),
            Rule::PerSignal(_) => None,
        }
    }
}

/// What a criterion speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Who they are.
    Fit,
    /// What they did.
    Engagement,
}

impl Group {
    /// The name in agreements and verdicts.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Group::Fit => "fit",
            Group::Engagement => "engagement",
        }
    }
}

/// When a criterion gives how many points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// So many points when the gate holds; a single condition is [`Gate::If`] without words.
    When {
        /// The question.
        gate: Gate,
        /// The points, negative to take away.
        points: Points,
    },
    /// Points for each time a signal was seen, up to a cap.
    PerSignal(PerSignal),
}

/// Points for each time something was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerSignal {
    /// Name of the signal.
    pub signal: String,
    /// Points each time, negative to take away.
    pub each: Points,
    /// The most this criterion gives (or takes, when `each` is negative), as a positive number.
    pub cap: Points,
    /// Only what happened within so many seconds counts. Zero: whenever.
    pub within: Seconds,
    /// A signal's points fall in a line to nothing over so many seconds. Zero: they stay.
    pub decay: Seconds,
}

impl Rule {
    /// The least and the most this rule can give.
    #[must_use]
    pub fn range(&self) -> Interval {
        let most = match self {
            Rule::When { points, .. } => *points,
            Rule::PerSignal(PerSignal { each, cap, .. }) => {
                if each.0 < 0 {
                    -*cap
                } else {
                    *cap
                }
            }
        };
        Interval { low: most.min(Points::ZERO), high: most.max(Points::ZERO) }
    }
}

/// A source and the pages whose forms belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name: `demo_request`.
    pub id: String,
    /// Paths, lower case, `*` for any run of characters. None: takes what is left.
    pub pages: Vec<String>,
}

/// A tier and the score from which a lead is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Its name: `hot`.
    pub id: String,
    /// The least score. For a tier by share: the cut in force, frozen when the card was made.
    pub at_least: Points,
    /// For a tier by share: the best so many percent of leads, 1 to 99. Zero: by score.
    pub share: u8,
}

/// What a visitor is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What kind of thing.
    pub kind: OfferKind,
    /// The tiers it is for, by their place in [`Card::tiers`]. None: for all.
    pub tiers: Vec<u8>,
    /// What must hold besides; a gate of no parts ([`Gate::All`]) asks nothing.
    pub when: Gate,
    /// Where a resource is found; empty for the other kinds.
    pub link: String,
    /// The words, by language; the first language is the one to fall back to.
    pub texts: Vec<OfferTexts>,
}

/// The kinds of offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OfferKind {
    /// A plain thank-you.
    #[default]
    Thanks,
    /// A booking link: a meeting is promised.
    Meeting,
    /// Something to read or watch, by its link.
    Resource,
}

impl OfferKind {
    /// Every kind.
    pub const ALL: [OfferKind; 3] = [OfferKind::Meeting, OfferKind::Resource, OfferKind::Thanks];

    /// The name in agreements and on the wire.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            OfferKind::Thanks => "thanks",
            OfferKind::Meeting => "meeting",
            OfferKind::Resource => "resource",
        }
    }
}

/// The words of an offer in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfferTexts {
    /// Language tag: `en`, `pt`.
    pub language: String,
    /// One line.
    pub headline: String,
    /// One sentence.
    pub text: String,
    /// On the button; empty where there is none.
    pub button: String,
}

impl Offer {
    /// The words in a language (`pt` for `pt-BR`), else in the first one.
    #[must_use]
    pub fn texts_in(&self, language: &str) -> Option<&OfferTexts> {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        self.texts.iter().find(|texts| texts.language.eq_ignore_ascii_case(primary)).or_else(|| self.texts.first())
    }
}

impl Card {
    /// The fields that have to be understood to score with it, and those they come from. For
    /// many leads on one card, see [`crate::Lead::of`].
    #[must_use]
    pub fn fields(&self) -> Fields {
        self.of_conditions(|fields, condition| {
            let Some(field) = condition.understands() else { return fields };
            field.comes_from().iter().fold(fields.with(field), |fields, from| fields.with(*from))
        })
    }

    /// The fields it asks about, if only whether they were answered. Whoever prepares leads for
    /// one card can leave the others out.
    #[must_use]
    pub fn asked(&self) -> Fields {
        self.of_conditions(|fields, condition| condition.asks().map_or(fields, |field| fields.with(field)))
    }

    fn of_conditions(&self, add: impl Fn(Fields, &Condition) -> Fields) -> Fields {
        let mut fields = Fields::NONE;
        for gate in self.gates() {
            gate.each(&mut |_, condition| fields = add(fields, condition));
        }
        fields
    }

    /// Every gate on it: those of criteria, the qualifications, those of offers.
    pub(crate) fn gates(&self) -> impl Iterator<Item = &Gate> {
        let criteria = self.criteria.iter().filter_map(Criterion::gate);
        criteria.chain([&self.mql, &self.sql]).chain(self.offers.iter().map(|offer| &offer.when))
    }
}

impl Default for Card {
    fn default() -> Card {
        Card {
            kind: CardKind::Full,
            fit: GroupLimits::of(Points::MAX_SCORE),
            engagement: GroupLimits::of(Points::MAX_SCORE),
            lists: Vec::new(),
            signals: Vec::new(),
            sources: Vec::new(),
            criteria: Vec::new(),
            tiers: Vec::new(),
            mql: Gate::Any(Vec::new()),
            sql: Gate::Any(Vec::new()),
            offers: Vec::new(),
        }
    }
}
