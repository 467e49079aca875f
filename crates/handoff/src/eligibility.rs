//! Who can take a lead now, and if not, why not.

use std::collections::BTreeMap;

use baton_agreement::{Agreement, Needs, Rep, RepId};
use baton_hours::Availability;
use serde::{Deserialize, Serialize};

use crate::Millis;

/// Why a rep cannot take a lead now. Stored in receipts: names and fields are never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "bar", rename_all = "snake_case")]
pub enum Bar {
    /// Not there, for a while.
    Away {
        /// Until when, in milliseconds since 1970.
        until: Option<i64>,
        /// What was said of it; may be empty.
        why: String,
    },
    /// Not at work at this hour.
    OffWork {
        /// When work begins again, in milliseconds since 1970.
        opens_at: Option<i64>,
    },
    /// It is a holiday where this rep is.
    Holiday {
        /// Which.
        name: String,
        /// When work begins again, in milliseconds since 1970.
        opens_at: Option<i64>,
    },
    /// As many leads are open as the cap allows.
    Full {
        /// So many are open.
        open: u32,
        /// The cap.
        cap: u32,
    },
    /// As many leads came today as the cap allows.
    FullToday {
        /// So many came.
        today: u32,
        /// The cap.
        cap: u32,
    },
    /// The route asks for a skill.
    LacksSkill {
        /// Which.
        skill: String,
    },
    /// The route asks for a product.
    OtherProducts {
        /// Which.
        product: String,
    },
    /// The route asks for the visitor's language.
    OtherLanguages {
        /// Which.
        language: String,
    },
    /// Leads of this company never go there.
    BlockedCompany {
        /// The blocked domain.
        domain: String,
    },
    /// The lead is taken from this rep.
    HadIt {},
}

impl Bar {
    /// Whether it goes away by itself when work begins.
    #[must_use]
    pub fn is_hours(&self) -> bool {
        matches!(self, Bar::OffWork { .. } | Bar::Holiday { .. } | Bar::Away { .. })
    }

    /// When it goes away by itself, as far as that is known.
    #[must_use]
    pub fn ends_at(&self) -> Option<Millis> {
        match self {
            Bar::OffWork { opens_at: at } | Bar::Holiday { opens_at: at, .. } | Bar::Away { until: at, .. } => {
                at.map(Millis)
            }
            _ => None,
        }
    }

    /// In words: `is away`, `has 20 open leads, the most for one`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Bar::Away { why, .. } if why.is_empty() => "is away".to_owned(),
            Bar::Away { why, .. } => format!("is away ({why})"),
            Bar::OffWork { .. } => "is not at work now".to_owned(),
            Bar::Holiday { name, .. } => format!("has a holiday ({name})"),
            Bar::Full { open, cap } => format!("has {open} open leads of at most {cap}"),
            Bar::FullToday { today, cap } => format!("got {today} of at most {cap} leads today"),
            Bar::LacksSkill { skill } => format!("lacks the skill {skill}"),
            Bar::OtherProducts { product } => format!("does not sell {product}"),
            Bar::OtherLanguages { language } => format!("does not speak {language}"),
            Bar::BlockedCompany { domain } => format!("gets no leads of {domain}"),
            Bar::HadIt {} => "had it before".to_owned(),
        }
    }
}

/// How a rep stands: what was said of them since the agreement was written, and what they have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Away until then.
    pub away_until: Option<Millis>,
    /// Why; may be empty.
    pub away_why: String,
    /// Caps that stand in the place of the agreement's.
    pub open_cap: Option<u32>,
    /// The same, a day.
    pub day_cap: Option<u32>,
    /// Leads that are open.
    pub open: u32,
    /// Leads that came today.
    pub today: u32,
}

/// Everybody of whom something is known, by id; of others nothing was said and nothing asked.
pub type Standings = BTreeMap<String, Standing>;

/// What a lead asks of whoever gets it.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// What the route needs.
    pub needs: &'a Needs,
    /// The visitor's language, `de-AT`; empty for unknown, and then nobody is barred by it.
    pub language: &'a str,
    /// The domain of the company's addresses.
    pub domain: Option<&'a str>,
    /// Who had the lead before and is not to get it again.
    pub except: &'a [RepId],
}

/// Everything that keeps a rep from taking a lead now; empty: the rep can take it.
#[must_use]
pub fn bars(agreement: &Agreement, rep: &Rep, standing: &Standing, wanted: &Wanted<'_>, now: Millis) -> Vec<Bar> {
    let takes = &rep.takes;
    let mut bars = Vec::new();
    if wanted.except.contains(&rep.id) {
        bars.push(Bar::HadIt {});
    }
    if let Some(until) = standing.away_until.filter(|until| *until > now) {
        bars.push(Bar::Away { until: Some(until.0), why: standing.away_why.clone() });
    }
    bars.extend(off_work(agreement, rep, now));
    if let Some(cap) = standing.open_cap.or(takes.open_leads).filter(|cap| standing.open >= *cap) {
        bars.push(Bar::Full { open: standing.open, cap });
    }
    if let Some(cap) = standing.day_cap.or(takes.per_day).filter(|cap| standing.today >= *cap) {
        bars.push(Bar::FullToday { today: standing.today, cap });
    }
    let lacking = wanted.needs.skills.iter().filter(|skill| !takes.skills.contains(skill));
    bars.extend(lacking.map(|skill| Bar::LacksSkill { skill: skill.clone() }));
    if let Some(product) = &wanted.needs.product
        && !takes.products.is_empty()
        && !takes.products.contains(product)
    {
        bars.push(Bar::OtherProducts { product: product.clone() });
    }
    let language = wanted.language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    if wanted.needs.same_language
        && !language.is_empty()
        && !takes.languages.is_empty()
        && !takes.languages.contains(&language)
    {
        bars.push(Bar::OtherLanguages { language });
    }
    let blocked = wanted.domain.and_then(|domain| takes.blocked.iter().find(|blocked| is_below(domain, blocked)));
    bars.extend(blocked.map(|domain| Bar::BlockedCompany { domain: domain.clone() }));
    bars
}

/// Whether a domain is this one or one below it.
fn is_below(domain: &str, above: &str) -> bool {
    domain.strip_suffix(above).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// What the rep's hours and absences say of this instant.
fn off_work(agreement: &Agreement, rep: &Rep, now: Millis) -> Option<Bar> {
    let opens = |at: Option<Millis>| at.map(|at| at.0);
    match agreement.availability(rep, now) {
        Availability::Working => None,
        Availability::Closed { opens_at } => Some(Bar::OffWork { opens_at: opens(opens_at) }),
        Availability::Holiday { name, opens_at, .. } => Some(Bar::Holiday { name, opens_at: opens(opens_at) }),
        Availability::Absent { reason, opens_at, .. } => Some(Bar::Away { until: opens(opens_at), why: reason }),
    }
}
