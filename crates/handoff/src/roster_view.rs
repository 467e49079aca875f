//! The roster as people look at it: when everybody works, how fair the turns of each pool were, and what else an
//! agreement names that leads are told apart by.

use baton_agreement::{Agreement, Pool, Rep, Share};
use serde::Serialize;

use crate::rotation::Rotation;
use crate::{Database, Millis, Problem};

/// Hours are told for so long before and after now: whoever looks, in whichever zone, their whole day is in it.
const AROUND: Millis = Millis(27 * 3_600_000);

/// When a rep works.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct WorkingHours<'a> {
    /// Where the rep is, as an IANA name.
    zone: &'a str,
    /// From when to when, in ms, around now: holidays and the agreement's absences are left out.
    works: Vec<[i64; 2]>,
}

impl<'a> WorkingHours<'a> {
    pub fn of(agreement: &'a Agreement, rep: &Rep, now: Millis) -> WorkingHours<'a> {
        let calendar = agreement.calendar_of(&rep.id);
        let absences = agreement.absences_of(rep);
        let spans = calendar.open_spans(now - AROUND, now + AROUND, &absences);
        WorkingHours { zone: calendar.zone().name(), works: spans.map(|(from, to)| [from.0, to.0]).collect() }
    }
}

/// What leads are told apart by, in the agreement's order: for who narrows a list.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Default, Serialize)]
pub(crate) struct Choices<'a> {
    tiers: Vec<&'a str>,
    sources: Vec<&'a str>,
    reasons: Vec<Reason<'a>>,
}

/// Why a lead may be rejected.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Reason<'a> {
    id: &'a str,
    words: &'a str,
}

impl<'a> Choices<'a> {
    pub fn of(agreement: &'a Agreement) -> Choices<'a> {
        let reasons = agreement.reasons.iter().map(|reason| Reason { id: &reason.id, words: &reason.words });
        Choices {
            tiers: agreement.card.tiers.iter().map(|tier| tier.id.as_str()).collect(),
            sources: agreement.card.sources.iter().map(|source| source.id.as_str()).collect(),
            reasons: reasons.collect(),
        }
    }
}

/// The turns of a pool so far.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Fairness<'a> {
    pool: &'a str,
    /// `turns`, or `open_leads`: who has least on the desk is next, so that shares may lie apart.
    share: &'static str,
    /// Leads that were given by turns.
    leads: i64,
    members: Vec<Part<'a>>,
}

/// What a member of a pool got.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Part<'a> {
    rep: &'a str,
    name: &'a str,
    weight: u32,
    /// Leads.
    got: i64,
    /// Leads that were owed: for each lead the part by weight among those who could have taken it. In thousandths.
    owed: i64,
}

/// How fair every pool was.
pub(crate) fn fairness<'a>(agreement: &'a Agreement, db: &mut dyn Database) -> Result<Vec<Fairness<'a>>, Problem> {
    let rows = db.query("SELECT pool, state FROM rotations", &[])?;
    let stored = |pool: &Pool| {
        let row = rows.iter().find(|row| row.text(0) == Ok(pool.id.as_str()))?;
        row.text(1).ok()
    };
    Ok(agreement.pools.iter().map(|pool| of_pool(agreement, pool, stored(pool))).collect())
}

fn of_pool<'a>(agreement: &'a Agreement, pool: &'a Pool, stored: Option<&str>) -> Fairness<'a> {
    let rotation = Rotation::resume(stored, &pool.members);
    let part = |(member, (got, owed)): (&'a baton_agreement::Member, (i64, i64))| Part {
        rep: member.rep.as_str(),
        name: agreement.rep(&member.rep).map_or(member.rep.as_str(), |rep| &rep.name),
        weight: member.weight,
        got,
        owed,
    };
    Fairness {
        pool: pool.id.as_str(),
        share: match pool.share {
            Share::Turns => "turns",
            Share::OpenLeads => "open_leads",
        },
        leads: rotation.leads(),
        members: pool.members.iter().zip(rotation.shares()).map(part).collect(),
    }
}
