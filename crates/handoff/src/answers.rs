//! What a lead says and what was decided by it, as its row holds them: written when it comes in, and
//! again with every revision.

use crate::arrival::Here;
use crate::database::params;
use crate::decision::Scored;
use crate::{ParsedLead, Value, leads};

/// The columns of `leads` that a revision replaces.
pub(crate) const COLUMNS: [&str; 15] = [
    "agreement",
    "submitted_at",
    "digest",
    "raw",
    "name",
    "company",
    "email",
    "job_title",
    "score",
    "tier",
    "mql",
    "source",
    "verdict",
    "package",
    "offer",
];

/// What stands in [`COLUMNS`], in their order. `digest` is that of the submission the lead goes by.
pub(crate) fn values(here: &Here<'_>, lead: &ParsedLead, scored: &Scored, digest: Vec<u8>) -> Vec<Value> {
    let verdict = &scored.verdict;
    let [name, company, email, job_title] = scored.named.clone();
    params![
        here.in_force.version,
        lead.submitted_at,
        digest,
        lead.raw.clone(),
        name,
        company,
        email,
        job_title,
        verdict.score.0,
        &verdict.tier,
        verdict.mql(),
        &verdict.source,
        verdict.to_json(),
        leads::package_to_stored(&scored.package, &lead.language),
        scored.offer.to_stored(),
    ]
    .to_vec()
}
