//! The score card: what an agreement becomes when it is compiled.

use crate::{Condition, Gate, Interval, Points};

/// A compiled score card, the whole of what scoring needs to know of an agreement.
///
/// The default card asks nothing, gives no points and offers a thank-you.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Who may see it.
    pub kind: CardKind,
    /// Most points the criteria of fit can give together.
    pub fit_cap: Points,
    /// Most points the criteria of engagement can give together.
    pub engagement_cap: Points,
    /// On a public card: what the private criteria of fit can add or take. Else nothing.
    pub private_fit: Interval,
    /// On a public card: what the private criteria of engagement can add or take.
    pub private_engagement: Interval,
    /// Where leads come from, by page; the first that matches.
    pub sources: Vec<Source>,
    /// The criteria, in the order people wrote them.
    pub criteria: Vec<Criterion>,
    /// The tiers, best first; the last takes every lead that is left.
    pub tiers: Vec<Tier>,
    /// What makes a lead marketing-qualified.
    pub mql: Gate,
    /// What a visitor is shown, by tier; the first that matches.
    pub offers: Vec<Offer>,
}

/// The two cards that come of one agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// Everything; stays at the edge.
    Full,
    /// Without private criteria, their words and lists; goes to the browser.
    Public,
}

/// One line of the card: a rule, and the words for its points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Its name in the agreement, the same for ever.
    pub id: String,
    /// The group its points belong to.
    pub group: Group,
    /// For people: "50 to 1,000 people".
    pub words: String,
    /// When it gives how many points.
    pub rule: Rule,
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
    /// So many points when the condition holds.
    When {
        /// The question.
        condition: Condition,
        /// The points, negative to take away.
        points: Points,
    },
    /// Points for each time a signal was seen, up to a cap.
    PerSignal {
        /// Name of the signal.
        signal: String,
        /// Points each time, negative to take away.
        each: Points,
        /// The most this criterion gives (or takes, when `each` is negative), as a positive number.
        cap: Points,
    },
}

impl Rule {
    /// The least and the most this rule can give.
    #[must_use]
    pub fn range(&self) -> Interval {
        let most = match self {
            Rule::When { points, .. } => *points,
            Rule::PerSignal { each, cap, .. } => {
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
    /// The least score.
    pub at_least: Points,
}

/// What a visitor is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What kind of thing.
    pub kind: OfferKind,
    /// The tiers it is for, by their place in [`Card::tiers`]. None: for all.
    pub tiers: Vec<u8>,
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
}

impl OfferKind {
    /// The name in agreements and on the wire.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            OfferKind::Thanks => "thanks",
            OfferKind::Meeting => "meeting",
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

impl Card {
    /// The card a browser may see: private criteria taken out, their reach kept as an interval.
    #[must_use]
    pub fn public(&self, private: &[String]) -> Card {
        let mut card = self.clone();
        card.kind = CardKind::Public;
        card.criteria.retain(|criterion| {
            let hide = private.contains(&criterion.id);
            if hide {
                let reach = match criterion.group {
                    Group::Fit => &mut card.private_fit,
                    Group::Engagement => &mut card.private_engagement,
                };
                *reach = *reach + criterion.rule.range();
            }
            !hide
        });
        card
    }

    /// The source that a page belongs to.
    #[must_use]
    pub fn source_of(&self, path: &str) -> Option<&str> {
        let takes = |source: &&Source| {
            source.pages.is_empty()
                || !path.is_empty() && source.pages.iter().any(|pattern| matches_path(pattern, path))
        };
        self.sources.iter().find(takes).map(|source| source.id.as_str())
    }

    /// The place of the tier a score is in.
    #[must_use]
    pub fn tier_of(&self, score: Points) -> usize {
        let last = self.tiers.len().saturating_sub(1);
        self.tiers.iter().position(|tier| score >= tier.at_least).unwrap_or(last)
    }

    /// The offer for a tier.
    #[must_use]
    pub fn offer_for(&self, tier: usize) -> Option<&Offer> {
        self.offers
            .iter()
            .find(|offer| offer.tiers.is_empty() || offer.tiers.iter().any(|place| usize::from(*place) == tier))
    }
}

impl Offer {
    /// The words in a language (`pt` for `pt-BR`), else in the first one.
    #[must_use]
    pub fn texts_in(&self, language: &str) -> Option<&OfferTexts> {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        self.texts.iter().find(|texts| texts.language.eq_ignore_ascii_case(primary)).or_else(|| self.texts.first())
    }
}

impl Default for Card {
    fn default() -> Card {
        Card {
            kind: CardKind::Full,
            fit_cap: Points::MAX_SCORE,
            engagement_cap: Points::MAX_SCORE,
            private_fit: Interval::default(),
            private_engagement: Interval::default(),
            sources: Vec::new(),
            criteria: Vec::new(),
            tiers: Vec::new(),
            mql: Gate::All(Vec::new()),
            offers: Vec::new(),
        }
    }
}

/// Whether a path matches a pattern in which `*` stands for any run of characters.
///
/// Two pointers and one point of return: linear in practice, never exponential.
fn matches_path(pattern: &str, path: &str) -> bool {
    let (pattern, path) = (pattern.as_bytes(), path.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while let Some(byte) = path.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                back = Some((p + 1, t));
                p += 1;
            }
            Some(wanted) if wanted == byte => {
                p += 1;
                t += 1;
            }
            _ => match back {
                Some((after_star, from)) => {
                    p = after_star;
                    t = from + 1;
                    back = Some((after_star, t));
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
mod tests {
    use super::matches_path;

    #[test]
    fn patterns_of_paths() {
        for (pattern, path, matches) in [
            ("/demo", "/demo", true),
            ("/demo", "/demo/", false),
            ("/demo*", "/demo/", true),
            ("*/demo*", "/de/demo-request", true),
            ("*", "", true),
            ("/a*b*c", "/aXbYbZc", true),
            ("/a*b*c", "/aXbYbZ", false),
            ("", "/", false),
        ] {
            assert_eq!(matches_path(pattern, path), matches, "{pattern} {path}");
        }
    }
}
