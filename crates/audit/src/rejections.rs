//! What sales turned down, and whether anybody can learn from it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::row::{Fate, Lead, Told};

/// The rejections of a rep, or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rejections {
    /// Who; empty for all.
    pub name: String,
    /// Their leads.
    pub leads: usize,
    /// Of those, rejected.
    pub rejected: usize,
    /// Rejected without a reason that says anything; none where the file has no reasons at all.
    pub without_reason: Option<usize>,
    /// Rejected and nobody had tried; none where the file cannot say.
    pub without_attempt: Option<usize>,
    /// The reasons and how often each was given, the most frequent first.
    pub reasons: Vec<(String, usize)>,
}

impl Rejections {
    pub(crate) fn of<'l>(name: &str, leads: impl Iterator<Item = &'l Lead>, told: Told) -> Rejections {
        let mut sums = Rejections { name: name.to_owned(), ..Rejections::default() };
        let (mut vague, mut untried) = (0, 0);
        let mut reasons: BTreeMap<String, (String, usize)> = BTreeMap::new();
        for lead in leads {
            sums.leads += 1;
            if lead.fate != Fate::Rejected {
                continue;
            }
            sums.rejected += 1;
            vague += usize::from(lead.reason.is_empty());
            untried += usize::from(lead.is_untried());
            if !lead.reason.is_empty() {
                let known = reasons.entry(lead.reason.to_lowercase());
                known.or_insert_with(|| (lead.reason.clone(), 0)).1 += 1;
            }
        }
        sums.without_reason = told.reason.then_some(vague);
        sums.without_attempt = (told.contact || told.attempts).then_some(untried);
        sums.reasons = reasons.into_values().collect();
        sums.reasons.sort_by(|(one, ones), (other, others)| others.cmp(ones).then_with(|| one.cmp(other)));
        sums
    }
}
