//! Events for other systems: typed JSON, version 1.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::json::json;
use crate::message::Notice;
use crate::package::Package;

/// Types of the wire, and what is said of them in the schema: the same lines make both.
macro_rules! wire {
    ($($(#[doc = $doc:literal])+ struct $name:ident<$life:lifetime> { $($(#[doc = $said:literal])+ $field:ident: $type:ty),+ $(,)? })+) => {
        $($(#[doc = $doc])+
        #[derive(Serialize)]
        struct $name<$life> { $($(#[doc = $said])+ $field: $type),+ })+

        /// The types, with the fields of each: name, Rust type, what it is.
        pub(crate) const WIRE: &[(&str, &[(&str, &str, &str)])] = &[
            $((stringify!($name), &[$((stringify!($field), stringify!($type), concat!($($said),+))),+])),+
        ];
    };
}

wire! {
    /// An event.
    struct Wire<'a> {
        /// The version of this shape: fields are added to it, never changed or taken away.
        v: u8,
        /// The message's id: the same in every try, and in the header `webhook-id`.
        id: &'a str,
        /// What happened.
        r#type: &'a str,
        /// When, in milliseconds since 1970, as all instants here.
        at: i64,
        /// The desk, as tags write it.
        desk: String,
        /// The version of the agreement that was in force.
        agreement: i64,
        /// The lead, as it stands after it.
        lead: Lead<'a>,
        /// The five facts of the handoff, as they were said.
        package: &'a Package,
        /// Where people go from here.
        links: Links<'a>,
        /// What is particular to the type.
        data: Option<Box<RawValue>>,
    }

    /// The lead.
    struct Lead<'a> {
        /// Its id.
        id: &'a str,
        /// When it came in.
        received_at: i64,
        /// As typed, as are the three below.
        name: Option<&'a str>,
        /// The company.
        company: Option<&'a str>,
        /// The e-mail address.
        email: Option<&'a str>,
        /// The job title.
        job_title: Option<&'a str>,
        /// 0 to 100.
        score: i64,
        /// As the agreement names it.
        tier: &'a str,
        /// Whether it is marketing-qualified.
        mql: bool,
        /// As the agreement names it.
        source: &'a str,
        /// Where it stands.
        state: &'a str,
        /// Why it is in quarantine, if it is.
        quarantine: Option<&'a str>,
        /// Whose it is.
        owner: Option<Owner<'a>>,
        /// Until when the owner is to answer.
        due_at: Option<i64>,
    }

    /// A rep.
    struct Owner<'a> {
        /// The id in the agreement.
        id: &'a str,
        /// The name.
        name: &'a str,
    }

    /// Addresses.
    struct Links<'a> {
        /// The owner's own link to answer by, where an answer is awaited: worth a password for this lead.
        handoff: Option<&'a str>,
        /// The lead in the console.
        console: String,
    }
}

/// The body of a webhook. Described for others in `docs/events.md`.
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
