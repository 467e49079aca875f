//! What a rep should know before the call, beyond the five facts: what was shown, what to ask
//! next, where they came from, what there was before.

use baton_agreement::Agreement;
use baton_scoring::{Condition, Field, Gate, Lead};
use serde::Deserialize;

use crate::arrival::Here;
use crate::database::params;
use crate::leads::Stored;
use crate::roster::OPEN;
use crate::{Database, Millis, OfferWords, ParsedLead, Problem, State, log};

/// So many earlier leads of a person are shown.
const MOST_BEFORE: usize = 3;

/// What stands on the handoff page beside the five facts. All texts are raw.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Preparation {
    /// Whether three facts come first: it is a peak season, or the rep has many open leads.
    pub is_fast: bool,
    /// What the visitor was shown: `a meeting`, `a thank-you`.
    pub offer: String,
    /// Whether the lead is sales-qualified.
    pub sql: bool,
    /// What the SQL gate still misses, in the agreement's words: what to ask next.
    pub ask_next: Vec<String>,
    /// The points that gate asks a rep to confirm, and what is known of each.
    pub points: Vec<PointView>,
    /// Campaign, page and referrer: a label, and what is known.
    pub context: Vec<(&'static str, String)>,
    /// What there was before with the same person, the newest first.
    pub history: Vec<HistoryView>,
}

/// A point of a checklist.
#[derive(Clone, PartialEq, Eq)]
pub struct PointView {
    /// The point: `economic_buyer`.
    pub point: String,
    /// What a rep has found out; none: nobody has said yet.
    pub holds: Option<bool>,
}

/// Something there was before.
#[derive(Clone, PartialEq, Eq)]
pub struct HistoryView {
    /// When.
    pub at: Millis,
    /// What, in words.
    pub words: String,
}

/// Prepares a lead. Reads only; what cannot be read is left out, for the call is what counts.
pub(crate) fn prepare(
    here: &Here<'_>,
    lead: &Stored,
    (parsed, understood): (Option<&ParsedLead>, Option<&Lead>),
    (verdict, offer): (&str, &str),
    db: &mut dyn Database,
) -> Result<Preparation, Problem> {
    let agreement = here.in_force.agreement.as_ref();
    let (sql, ask_next) = sql_gate(verdict);
    let offer = OfferWords::from_stored(offer).map(|offer| offer.in_words()).unwrap_or_default();
    Ok(Preparation {
        is_fast: is_fast(here, lead, db)?,
        offer,
        sql,
        ask_next,
        points: points(agreement, &lead.id, db)?,
        context: parsed.map(|parsed| context(parsed, understood)).unwrap_or_default(),
        history: history(&lead.id, db)?,
    })
}

fn is_fast(here: &Here<'_>, lead: &Stored, db: &mut dyn Database) -> Result<bool, Problem> {
    is_fast_for(here, lead.owner.as_ref().map(|(owner, _)| owner.as_str()), db)
}

/// Whether three facts come first for a rep: it is a season for it, or they have very many open leads.
pub(crate) fn is_fast_for(here: &Here<'_>, rep: Option<&str>, db: &mut dyn Database) -> Result<bool, Problem> {
    let Some(agreement) = &here.in_force.agreement else { return Ok(false) };
    if is_peak(agreement, here.now) {
        return Ok(true);
    }
    let (Some(most), Some(rep)) = (agreement.handoff.fast_track_above, rep) else { return Ok(false) };
    // No more are counted than it takes to know.
    let open = db.query(
        &format!("SELECT count(*) FROM (SELECT 1 FROM leads WHERE owner = ? AND {OPEN} LIMIT ?)"),
        &params![rep, i64::from(most) + 1],
    )?;
    Ok(open.first().map_or(Ok(0), |row| row.integer(0))? > i64::from(most))
}

/// Whether it is a season in which three facts come first.
pub(crate) fn is_peak(agreement: &Agreement, now: Millis) -> bool {
    agreement.handoff.is_peak(agreement.hours.zone.date(baton_hours::Millis(now.0)))
}

/// Whether a stored verdict is sales-qualified.
pub(crate) fn is_sql(verdict: &str) -> bool {
    sql_gate(verdict).0
}

/// Whether the SQL gate is passed, and what it misses. Verdicts are written by scoring.
fn sql_gate(verdict: &str) -> (bool, Vec<String>) {
    #[derive(Deserialize)]
    struct Verdict {
        gates: Vec<GateVerdict>,
    }
    #[derive(Deserialize)]
    struct GateVerdict {
        gate: String,
        passed: bool,
        missing: Vec<String>,
    }
    let read: Option<Verdict> = serde_json::from_str(verdict).ok();
    let gate = read.and_then(|verdict| verdict.gates.into_iter().find(|gate| gate.gate == "sql"));
    gate.map_or((false, Vec::new()), |gate| if gate.passed { (true, Vec::new()) } else { (false, gate.missing) })
}

fn points(agreement: Option<&Agreement>, lead: &str, db: &mut dyn Database) -> Result<Vec<PointView>, Problem> {
    let mut asked = Vec::new();
    if let Some(agreement) = agreement {
        asked_points(&agreement.card.sql, &mut asked);
    }
    let rows = db.query("SELECT point, holds FROM confirmations WHERE lead = ? ORDER BY point", &params![lead])?;
    let known: Vec<(String, bool)> =
        rows.iter().map(|row| Ok::<_, Problem>((row.string(0)?, row.integer(1)? != 0))).collect::<Result<_, _>>()?;
    let found = |point: &str| known.iter().find(|(known, _)| known == point).map(|(_, holds)| *holds);
    let mut points: Vec<PointView> = asked.into_iter().map(|point| PointView { holds: found(&point), point }).collect();
    // What was confirmed under an earlier agreement is no secret either.
    for (point, holds) in known {
        if !points.iter().any(|asked| asked.point == point) {
            points.push(PointView { point, holds: Some(holds) });
        }
    }
    Ok(points)
}

/// The points a gate asks for, each once, in its order.
fn asked_points(gate: &Gate, found: &mut Vec<String>) {
    match gate {
        Gate::All(parts) | Gate::Any(parts) | Gate::None(parts) | Gate::AtLeast(_, parts) => {
            parts.iter().for_each(|part| asked_points(part, found));
        }
        Gate::If { condition: Condition::Confirmed { point }, .. } if !found.contains(point) => {
            found.push(point.clone());
        }
        Gate::If { .. } => {}
    }
}

fn context(parsed: &ParsedLead, understood: Option<&Lead>) -> Vec<(&'static str, String)> {
    let said = |field| understood.and_then(|lead| lead.raw(field)).unwrap_or_default().to_owned();
    let all = [
        ("Page", parsed.submission.page.split('?').next().unwrap_or_default().to_owned()),
        ("Came from", parsed.referrer.clone()),
        ("Campaign", said(Field::Campaign)),
        ("Campaign source", said(Field::CampaignSource)),
        ("Campaign medium", said(Field::CampaignMedium)),
        ("Language", parsed.language.clone()),
    ];
    all.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect()
}

/// Earlier submissions that joined this lead, and earlier leads of the person.
fn history(lead: &str, db: &mut dyn Database) -> Result<Vec<HistoryView>, Problem> {
    let mut all = Vec::new();
    let rows = db.query("SELECT at FROM lead_aliases WHERE lead = ? ORDER BY at DESC LIMIT 5", &params![lead])?;
    for row in &rows {
        all.push(HistoryView { at: row.millis(0)?, words: "came again; the answers are put together".to_owned() });
    }
    let mut next = returned_from(lead, db)?;
    for _ in 0..MOST_BEFORE {
        let Some(before) = next.take() else { break };
        all.extend(earlier(&before, db)?);
        next = returned_from(&before, db)?;
    }
    all.sort_by_key(|one| core::cmp::Reverse(one.at));
    Ok(all)
}

fn returned_from(lead: &str, db: &mut dyn Database) -> Result<Option<String>, Problem> {
    let rows = db.query("SELECT returned_from FROM leads WHERE id = ?", &params![lead])?;
    rows.first().map_or(Ok(None), |row| row.optional_string(0))
}

/// What became of an earlier lead, in the words of what ended it.
fn earlier(lead: &str, db: &mut dyn Database) -> Result<Option<HistoryView>, Problem> {
    let rows = db.query(
        // Not from the view: joined from the left it would be made whole first.
        "SELECT l.received_at, l.tier, l.score, l.state, e.kind, p.data FROM leads l LEFT JOIN log e ON e.seq = (
             SELECT max(seq) FROM log WHERE lead = l.id AND kind IN
                 ('lead.rejected', 'lead.nurtured', 'lead.returned', 'lead.won', 'lead.lost', 'lead.accepted'))
         LEFT JOIN payloads p ON p.seq = e.seq WHERE l.id = ?",
        &params![lead],
    )?;
    let Some(row) = rows.first() else { return Ok(None) };
    let state = State::from_id(row.text(3)?);
    if state == Some(State::Erased) {
        return Ok(None);
    }
    let end = match (row.optional_text(4)?, row.optional_text(5)?) {
        (Some(kind), Some(data)) => log::words(kind, data),
        _ => row.string(3)?,
    };
    let words = format!("was a lead, {} with {} points: {end}", row.text(1)?, row.integer(2)?);
    Ok(Some(HistoryView { at: row.millis(0)?, words }))
}
