//! Asking a CRM what has changed, where the agreement says how often. A look is a message of the outbox:
//! one that fails is tried again as others are, and the CRM's limits hold for it, too.

use baton_agreement::{Agreement, EndpointKind};

use super::order::Order;
use super::{CrmSetting, changes, said, salesforce, setting};
use crate::arrival::Here;
use crate::database::params;
use crate::{Database, Ids, Millis, Outcome, Problem, Reply, meta, outbox};

/// What such a message is about.
pub(crate) const EVENT: &str = "crm.look";
const PREFIX: &str = "look_";
/// The search lags behind: what changed so shortly before is asked for again.
const OVERLAP: i64 = 60_000;
/// A look that was given up is begun again after so long.
const REST: Millis = Millis(3_600_000);

/// Whether a message is a look.
pub(crate) fn is_poll(id: &str) -> bool {
    id.starts_with(PREFIX)
}

/// Begins to look where the agreement asks for it, and ends it where it does not.
pub(crate) fn arrange(
    db: &mut dyn Database,
    agreement: &Agreement,
    (now, offset): (Millis, Millis),
) -> Result<(), Problem> {
    let wanted =
        agreement.deliveries.iter().filter(|endpoint| endpoint.crm.as_ref().is_some_and(|crm| crm.poll.is_some()));
    let wanted: Vec<_> = wanted.collect();
    let ids = wanted.iter().map(|endpoint| format!("{PREFIX}{}", endpoint.id)).collect::<Vec<_>>();
    let ids = crate::json::json(&ids);
    db.execute(
        "DELETE FROM deliveries WHERE event = ? AND id NOT IN (SELECT value FROM json_each(?))",
        &params![EVENT, ids],
    )?;
    for endpoint in wanted {
        let id = format!("{PREFIX}{}", endpoint.id);
        meta::begin(db, &key(&endpoint.id), (now - offset).0)?;
        db.execute(
            "INSERT INTO deliveries (id, v, lead, endpoint, kind, secret, event, body, state, attempts, refusals, created_at, next_at)
             VALUES (?, 1, '', ?, ?, ?, ?, '', 'waiting', 0, 0, ?, ?)
             ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, secret = excluded.secret",
            &params![id, &endpoint.id, endpoint.kind.id(), &endpoint.secret, EVENT, now, now],
        )?;
    }
    Ok(())
}

fn key(endpoint: &str) -> String {
    format!("crm_looked:{endpoint}")
}

/// What is asked: everything of ours that changed since the last look.
pub(crate) fn order(setting: &CrmSetting, db: &mut dyn Database) -> Result<Order, Problem> {
    let since = meta::get(db, &key(&setting.endpoint))?.unwrap_or(0);
    let places = setting.places();
    let others: &[&str] = match setting.kind {
        EndpointKind::Salesforce => &[
            "IsConverted",
            "ConvertedOpportunity.IsWon",
            "ConvertedOpportunity.IsClosed",
            "ConvertedOpportunity.Amount",
        ],
        _ => &["lifecyclestage", "recent_deal_amount", "notes_last_contacted", "lastmodifieddate"],
    };
    let lead = places.lead.unwrap_or(salesforce::EXTERNAL_ID);
    let own = [Some(lead), Some(places.owner), Some(places.status), setting.crm.property(setting.kind, "rejection")];
    let properties = own.into_iter().flatten().chain(others.iter().copied()).map(str::to_owned).collect();
    Ok(Order { domain: setting.crm.domain.clone(), look: Some((since, properties)), ..Order::default() })
}

/// A look came back: what it found is taken, and the next one is set.
pub(crate) fn looked(
    here: &Here<'_>,
    (id, outcome): (&str, &Outcome),
    offset: Millis,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let endpoint = id.strip_prefix(PREFIX).unwrap_or_default();
    let setting = setting(here.in_force.agreement.as_ref(), endpoint);
    let pause = setting.as_ref().and_then(|setting| setting.crm.poll).map(Millis::from_seconds);
    let (Some(setting), Some(pause)) = (setting, pause) else { return Ok(Reply::Done) };
    let is_answer = outcome.status.is_some_and(|status| (200..=299).contains(&status));
    let page = is_answer.then(|| said::page(setting.kind, &outcome.body)).flatten();
    // An answer that broke off is none.
    let outcome = match (is_answer, &page) {
        (true, None) => Outcome { error: Some("an answer that broke off".to_owned()), ..Outcome::default() },
        _ => Outcome { body: String::new(), ..outcome.clone() },
    };
    outbox::delivered(db, here.now, id, &outcome)?;
    let mut next = REST.max(pause);
    if let Some((all, is_full)) = page {
        changes::hear(here, &setting, &all, offset, ids, db)?;
        let last = all.iter().map(|said| said.at.0).max();
        let since = last.map(|last| if is_full { last + i64::from(same_instant(&all)) } else { last - OVERLAP });
        if let Some(since) = since {
            db.execute("UPDATE meta SET value = max(value, ?) WHERE key = ?", &params![since, key(&setting.endpoint)])?;
        }
        next = if is_full { Millis(1_000) } else { pause };
    }
    db.execute(
        "UPDATE deliveries SET state = 'waiting', attempts = 0, refusals = 0, created_at = ?, delivered_at = NULL, next_at = ?
         WHERE id = ? AND state IN ('delivered', 'dead')",
        &params![here.now, here.now + next, id],
    )?;
    Ok(Reply::Done)
}

/// A page of which all changed in one instant would be asked for again and again.
fn same_instant(all: &[said::CrmSaid]) -> bool {
    all.iter().all(|said| all.first().is_some_and(|first| first.at == said.at))
}
