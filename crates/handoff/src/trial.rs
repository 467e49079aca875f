//! A message that says it is a test, to see whether an endpoint takes what the desk sends.

use crate::arrival::Here;
use crate::log::{self, Entry, Kind};
use crate::message::{About, Notice};
use crate::package::Package;
use crate::{Database, Ids, Problem, Reply, State, clip, outbox};

/// Stands where a lead's id does: no lead has it.
const NO_LEAD: &str = "test";

/// Puts a test message for one endpoint into the outbox, whatever events it asks for. It tells of a
/// test submission, which every receiver knows as one: quarantined, because of `test`.
///
/// # Errors
///
/// The caller's: `unknown_endpoint`, `no_test` where a kind of message is for one person alone.
pub(crate) fn send(
    here: &Here<'_>,
    (endpoint, edge_origin): (&str, &str),
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let agreement = here.in_force.agreement.as_ref();
    let found =
        agreement.and_then(|agreement| Some((agreement, agreement.deliveries.iter().find(|one| one.id == endpoint)?)));
    let Some((agreement, found)) = found else {
        let message = format!("the agreement has no delivery `{}`", clip(endpoint));
        return Err(Problem::caller(404, "unknown_endpoint", message, "Send the `id` of one of its [[deliveries]]."));
    };
    let kind = Kind::LeadQuarantined { reason: "test".to_owned(), origin: None, cause: None };
    let package = Package::default();
    let notice = Notice {
        kind: &kind,
        at: here.now,
        desk: here.desk,
        agreement: here.in_force.version,
        edge_origin,
        is_fast: false,
        lead: about(here, &package),
        link: None,
        answer_link: None,
    };
    let Some(draft) = notice.draft(agreement, found, ids) else {
        let message = format!("`{}` tells reps of their own leads and nobody of a test", clip(endpoint));
        let help = "Send a lead through the demo page, or give yourself one.";
        return Err(Problem::caller(409, "no_test", message, help));
    };
    outbox::put(db, here.now, &[draft])?;
    let kind = Kind::EndpointTested { endpoint: endpoint.to_owned() };
    log::append(db, here.now, Some(here.in_force.version), &[Entry { lead: None, actor: "admin", kind }])
        .map(|()| Reply::Done)
}

/// Nobody's lead.
fn about<'a>(here: &Here<'_>, package: &'a Package) -> About<'a> {
    About {
        id: NO_LEAD,
        received_at: here.now,
        name: Some("a test of this delivery"),
        company: None,
        email: None,
        job_title: None,
        score: 0,
        tier: "test",
        mql: false,
        source: "",
        state: State::Quarantined,
        quarantine: Some("test"),
        owner: None,
        due_at: None,
        package,
        language: "",
        booking: None,
    }
}
