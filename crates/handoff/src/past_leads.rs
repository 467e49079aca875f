//! Past leads with what became of them, slice by slice, for a page that tries a changed agreement on them or learns
//! from them. The desk only reads rows: what is worked out of them is worked out where it is asked for.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::database::params;
use crate::json::json;
use crate::{Database, Problem};

/// So many leads are a slice: some milliseconds, so that intake never waits.
const SLICE: i64 = 100;

/// No lead stands behind this place: as large as the platform's numbers are.
const FARTHEST: i64 = (1 << 53) - 1;

#[derive(Serialize)]
struct PastLead {
    lead: String,
    received_at: i64,
    state: String,
    tier: String,
    source: String,
    owner: Option<String>,
    /// The code of the reason it was rejected for.
    reason: Option<String>,
    /// Whether anybody tried to reach them, or answered at all.
    worked: bool,
    /// When somebody first tried to reach them.
    contacted_at: Option<i64>,
    /// When it was last decided: won, lost, rejected.
    decided_at: Option<i64>,
    /// What came in, as it came.
    body: Box<RawValue>,
}

/// The leads before a place in the order of arrival, the newest first; none: the newest of all. Left out is what is
/// no lead: tests, what waits in quarantine, what was erased.
pub(crate) fn slice(before: Option<i64>, db: &mut dyn Database) -> Result<String, Problem> {
    #[derive(Serialize)]
    struct Slice {
        v: u8,
        leads: Vec<PastLead>,
        /// Where the next slice begins; none: that was the last.
        next: Option<i64>,
    }
    let rows = db.query(
        "SELECT l.seq, l.id, l.received_at, l.state, l.tier, l.source, l.owner, f.reason,
             l.attempted_at IS NOT NULL OR l.connected_at IS NOT NULL OR l.acknowledged_at IS NOT NULL,
             CASE WHEN l.state IN ('won', 'lost', 'rejected') THEN (SELECT max(e.at) FROM events e WHERE e.lead = l.id
                 AND e.kind IN ('lead.won', 'lead.lost', 'lead.rejected')) END,
             coalesce(l.attempted_at, l.connected_at), l.raw
         FROM leads l LEFT JOIN lead_figures f ON f.lead = l.id
         WHERE l.seq < ? ORDER BY l.seq DESC LIMIT ?",
        &params![before.unwrap_or(FARTHEST).clamp(0, FARTHEST), SLICE],
    )?;
    let mut leads = Vec::new();
    for row in &rows {
        let state = row.string(3)?;
        if matches!(state.as_str(), "quarantined" | "erased") {
            continue;
        }
        // A body that cannot be read does not keep the others back.
        let body = String::from_utf8(row.blob(11)?.to_vec()).ok().and_then(|text| RawValue::from_string(text).ok());
        let Some(body) = body else { continue };
        leads.push(PastLead {
            lead: row.string(1)?,
            received_at: row.integer(2)?,
            tier: row.string(4)?,
            source: row.string(5)?,
            owner: row.optional_text(6)?.map(str::to_owned),
            reason: row.optional_text(7)?.map(str::to_owned),
            worked: row.integer(8)? != 0,
            decided_at: row.optional_integer(9)?,
            contacted_at: row.optional_integer(10)?,
            state,
            body,
        });
    }
    let is_full = i64::try_from(rows.len()).unwrap_or(0) == SLICE;
    let last = rows.last().map_or(Ok(0), |row| row.integer(0))?;
    Ok(json(&Slice { v: 1, leads, next: is_full.then_some(last) }))
}
