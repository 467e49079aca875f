//! Events for other systems: typed JSON, version 1.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::json::json;
use crate::message::Notice;
use crate::package::Package;

#[derive(Serialize)]
struct Wire<'a> {
    v: u8,
    /// The same in every try; also in the header `webhook-id`.
    id: &'a str,
    r#type: &'a str,
    at: i64,
    desk: String,
    agreement: i64,
    lead: Lead<'a>,
    package: &'a Package,
    links: Links<'a>,
    /// What the event log keeps of it.
    data: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct Lead<'a> {
    id: &'a str,
    received_at: i64,
    name: Option<&'a str>,
    company: Option<&'a str>,
    email: Option<&'a str>,
    job_title: Option<&'a str>,
    score: i64,
    tier: &'a str,
    mql: bool,
    source: &'a str,
    state: &'a str,
    quarantine: Option<&'a str>,
    owner: Option<Owner<'a>>,
    due_at: Option<i64>,
}

#[derive(Serialize)]
struct Owner<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Links<'a> {
    handoff: Option<&'a str>,
    console: String,
}

/// The body of a webhook.
pub(crate) fn render(notice: &Notice<'_>, id: &str) -> String {
    let about = &notice.lead;
    json(&Wire {
        v: 1,
        id,
        r#type: notice.kind.id(),
        at: notice.at.0,
        desk: notice.desk.as_tag(),
        agreement: notice.agreement,
        lead: Lead {
            id: about.id,
            received_at: about.received_at.0,
            name: about.name,
            company: about.company,
            email: about.email,
            job_title: about.job_title,
            score: about.score,
            tier: about.tier,
            mql: about.mql,
            source: about.source,
            state: about.state.id(),
            quarantine: about.quarantine,
            owner: about.owner.map(|(id, name)| Owner { id, name }),
            due_at: about.due_at.map(|due| due.0),
        },
        package: about.package,
        links: Links { handoff: notice.link.as_deref(), console: notice.console() },
        data: RawValue::from_string(notice.kind.data()).ok(),
    })
}
