//! The event log: everything that happens to a desk, in order, only ever added to.

use serde::{Deserialize, Serialize};

use crate::json::json;
use crate::time::duration;
use crate::{Database, Millis, Problem, Value};

/// One line of the log, before it has a number.
pub(crate) struct Entry<'a> {
    /// The lead it is about.
    pub lead: Option<&'a str>,
    /// Who did it: a rep's id, `visitor`, `admin`, `desk` or an endpoint's id.
    pub actor: &'a str,
    /// What.
    pub kind: Kind,
}

/// Adds lines to the log, in one statement while they are few.
pub(crate) fn append(
    db: &mut dyn Database,
    at: Millis,
    agreement: Option<i64>,
    entries: &[Entry<'_>],
) -> Result<(), Problem> {
    // Six parameters a row; a statement takes a hundred.
    for rows in entries.chunks(16) {
        let places = vec!["(1, ?, ?, ?, ?, ?, ?)"; rows.len()].join(", ");
        let params: Vec<Value> = rows
            .iter()
            .flat_map(|entry| {
                let Entry { lead, actor, kind } = entry;
                crate::database::params![*lead, at, kind.id(), *actor, agreement, kind.data()]
            })
            .collect();
        db.execute(
            &format!("INSERT INTO events (v, lead, at, kind, actor, agreement, data) VALUES {places}"),
            &params,
        )?;
    }
    Ok(())
}

/// The data of a lead's events of one kind, in order.
pub(crate) fn of_kind(db: &mut dyn Database, lead: &str, kind: &str) -> Result<Vec<String>, Problem> {
    let rows = db.query(
        "SELECT data FROM events WHERE lead = ? AND kind = ? ORDER BY seq",
        &crate::database::params![lead, kind],
    )?;
    rows.iter().map(|row| row.string(0)).collect()
}

/// What an event means, in words: the one place where kind and data become a sentence.
#[must_use]
pub fn words(kind: &str, data: &str) -> String {
    Kind::from_stored(kind, data).map_or_else(|| kind.to_owned(), |kind| kind.words())
}

/// The kinds of events: a variant, its name in storage, and its data. Data is stored as JSON,
/// version 1, in the order given here; names and fields are never changed, only added to.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $id:literal { $($field:ident: $type:ty),+ $(,)? })+) => {
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(crate) enum Kind { $($(#[$doc])* $variant { $($field: $type),+ }),+ }

        impl Kind {
            pub(crate) fn id(&self) -> &'static str {
                match self { $(Kind::$variant { .. } => $id),+ }
            }

            pub(crate) fn data(&self) -> String {
                match self {
                    $(Kind::$variant { $($field),+ } => {
                        #[derive(Serialize)]
                        struct Data<'a> { v: u8, $($field: &'a $type),+ }
                        json(&Data { v: 1, $($field),+ })
                    })+
                }
            }

            fn from_stored(kind: &str, data: &str) -> Option<Kind> {
                match kind {
                    $($id => {
                        #[derive(Deserialize)]
                        struct Data { $($field: $type),+ }
                        let Data { $($field),+ } = serde_json::from_str(data).ok()?;
                        Some(Kind::$variant { $($field),+ })
                    })+
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// An agreement came into force.
    AgreementPublished = "agreement.published" { version: i64 }
    /// A lead came in and was scored. `promised` is what the visitor was shown, if anything.
    LeadReceived = "lead.received" { score: i64, tier: String, source: String, offer: String, promised: Option<String> }
    /// A lead was kept where nobody is told of it.
    LeadQuarantined = "lead.quarantined" { reason: String, origin: Option<String>, cause: Option<String> }
    /// A lead got its owner: by which route, from which pool, and how the turns stand.
    LeadAssigned = "lead.assigned" { rep: String, name: String, route: String, pool: String, assigned: i64, total: i64, weight: i64, weights: i64 }
    /// The time for the first response began.
    WindowStarted = "window.started" { due_at: i64, allowed_ms: i64, source: String }
    /// The browser promised what the edge would not have, and why.
    OfferDisagreed = "offer.disagreed" { promised: String, offer: String, cause: String }
    /// The visitor followed the booking link for the first time; with whom, if not the team.
    LinkOpened = "link.opened" { with: Option<String> }
    /// The page that shows the calendar says that a meeting was booked. Evidence.
    BookingReported = "booking.reported" { tool: String, reference: Option<String> }
    /// The same id came in again, with other answers.
    LeadConflict = "lead.conflict" { digest: String }
    /// The same visitor corrected their answers: it is the same lead, with these.
    LeadCorrected = "lead.corrected" { revision: i64, score: i64, tier: String, offer: String }
    /// The same person came again under another id: it is the same lead, with both answers.
    LeadJoined = "lead.joined" { id: String, why: String, score: i64, tier: String, offer: String }
    /// The same person had a lead that was closed: this is a new one.
    LeadReturned = "lead.returned" { from: String }
    /// The first message about it arrived.
    LeadNotified = "lead.notified" { endpoint: String }
    /// A message was given up.
    DeliveryDead = "delivery.dead" { delivery: String, endpoint: String, event: String, why: String }
    /// A rep committed to a next step.
    LeadAcknowledged = "lead.acknowledged" { rep: String, name: String, next_step: String, due_at: i64, took_ms: i64, in_time: bool }
    /// The time for the first response ran out.
    WindowMissed = "window.missed" { due_at: i64, owner: String, name: String }
    /// A timer could not be run and is tried again.
    TimerFailed = "timer.failed" { timer: String, code: String }
    /// A tier by share was cut anew: from which score on, by how many leads.
    TierCut = "tier.cut" { tier: String, at_least: i64, share: i64, of: i64 }
    /// The test clock was moved.
    ClockMoved = "clock.moved" { advance_ms: i64 }
}

impl Kind {
    fn words(&self) -> String {
        match self {
            Kind::AgreementPublished { version } => format!("agreement {version} was published"),
            Kind::LeadReceived { score, tier, source, .. } => {
                let from =
                    if source.is_empty() { String::new() } else { format!(" from {}", source.replace('_', " ")) };
                let tier = if tier.is_empty() { String::new() } else { format!(", {tier}") };
                format!("came in{from}: {score} points{tier}")
            }
            Kind::LeadQuarantined { reason, origin, .. } => match (reason.as_str(), origin) {
                ("unknown_site", Some(origin)) => format!("kept in quarantine: {origin} is not in the agreement"),
                ("no_origin", _) => "kept in quarantine: it does not say which site it comes from".to_owned(),
                ("honeypot", _) => "kept in quarantine: a field was filled in that no visitor sees".to_owned(),
                ("throw_away_mail", _) => "kept in quarantine: its address is one to be thrown away".to_owned(),
                ("test", _) => "kept as a test: nobody is told, nothing is counted".to_owned(),
                ("undecided", _) => "kept in quarantine: nothing could be decided about it".to_owned(),
                _ => "kept in quarantine".to_owned(),
            },
            Kind::LeadAssigned { name, route, pool, assigned, total, weight, weights, .. } => {
                format!(
                    "given to {name} by route {route}: {assigned} of {total} leads in {pool}, a share of {weight} in {weights}"
                )
            }
            Kind::WindowStarted { allowed_ms, .. } => {
                format!("the clock started: {} for the first response", duration(Millis(*allowed_ms)))
            }
            Kind::OfferDisagreed { promised, offer, cause } => {
                format!("the page showed a {promised}, the desk decides on {offer}: {}", crate::promise::words(cause))
            }
            Kind::LinkOpened { with: Some(name) } => format!("opened the calendar of {name}"),
            Kind::LinkOpened { with: None } => "opened the team's calendar".to_owned(),
            Kind::BookingReported { tool, .. } => format!("a meeting was booked in {tool}, says the visitor's page"),
            Kind::LeadConflict { .. } => "came in again with other answers; both are kept".to_owned(),
            Kind::LeadCorrected { score, tier, .. } => {
                let tier = if tier.is_empty() { String::new() } else { format!(", {tier}") };
                format!("the visitor corrected their answers: {score} points{tier}; those before are kept")
            }
            Kind::LeadJoined { why, score, tier, .. } => {
                let tier = if tier.is_empty() { String::new() } else { format!(", {tier}") };
                format!("came again ({why}): {score} points{tier}; the answers are put together")
            }
            Kind::LeadReturned { .. } => "had a lead before, which was closed".to_owned(),
            Kind::LeadNotified { endpoint } => format!("the message arrived at {endpoint}"),
            Kind::DeliveryDead { endpoint, why, .. } => format!("the message to {endpoint} was given up: {why}"),
            Kind::LeadAcknowledged { name, next_step, took_ms, in_time, .. } => {
                let late = if *in_time { "" } else { ", after the window" };
                format!("{name} answered after {}{late}: {next_step}", duration(Millis(*took_ms)))
            }
            Kind::WindowMissed { name, .. } => format!("the window was missed: no answer from {name}"),
            Kind::TimerFailed { timer, code } => format!("the timer {timer} failed ({code}) and is tried again"),
            Kind::TierCut { tier, at_least, share, of } => {
                format!("{tier} begins at {at_least} points: {share} % of the last {of} leads")
            }
            Kind::ClockMoved { advance_ms } => format!("the test clock was moved by {}", duration(Millis(*advance_ms))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, words};

    /// Every kind there is, its bytes and its words. Rows are read for years: never change a
    /// line, add one.
    #[test]
    fn every_kind_is_pinned() {
        let text = str::to_owned;
        let table = [
            (
                Kind::AgreementPublished { version: 2 },
                r#"agreement.published {"v":1,"version":2}"#,
                "agreement 2 was published",
            ),
            (
                Kind::LeadReceived {
                    score: 82,
                    tier: text("hot"),
                    source: text("demo_request"),
                    offer: text("meeting"),
                    promised: Some(text("meeting")),
                },
                r#"lead.received {"v":1,"score":82,"tier":"hot","source":"demo_request","offer":"meeting","promised":"meeting"}"#,
                "came in from demo request: 82 points, hot",
            ),
            (
                Kind::LeadQuarantined {
                    reason: text("unknown_site"),
                    origin: Some(text("https://x.example")),
                    cause: None,
                },
                r#"lead.quarantined {"v":1,"reason":"unknown_site","origin":"https://x.example","cause":null}"#,
                "kept in quarantine: https://x.example is not in the agreement",
            ),
            (
                Kind::LeadAssigned {
                    rep: text("ana"),
                    name: text("Ana Silva"),
                    route: text("rest"),
                    pool: text("inbound"),
                    assigned: 4,
                    total: 6,
                    weight: 2,
                    weights: 3,
                },
                r#"lead.assigned {"v":1,"rep":"ana","name":"Ana Silva","route":"rest","pool":"inbound","assigned":4,"total":6,"weight":2,"weights":3}"#,
                "given to Ana Silva by route rest: 4 of 6 leads in inbound, a share of 2 in 3",
            ),
            (
                Kind::WindowStarted { due_at: 300_000, allowed_ms: 300_000, source: text("demo_request") },
                r#"window.started {"v":1,"due_at":300000,"allowed_ms":300000,"source":"demo_request"}"#,
                "the clock started: 5 m for the first response",
            ),
            (
                Kind::OfferDisagreed { promised: text("meeting"), offer: text("thanks"), cause: text("older_card") },
                r#"offer.disagreed {"v":1,"promised":"meeting","offer":"thanks","cause":"older_card"}"#,
                "the page showed a meeting, the desk decides on thanks: the page had another card than the one in force",
            ),
            (
                Kind::LinkOpened { with: Some(text("Ana Silva")) },
                r#"link.opened {"v":1,"with":"Ana Silva"}"#,
                "opened the calendar of Ana Silva",
            ),
            (Kind::LinkOpened { with: None }, r#"link.opened {"v":1,"with":null}"#, "opened the team's calendar"),
            (
                Kind::BookingReported { tool: text("calendly"), reference: Some(text("x")) },
                r#"booking.reported {"v":1,"tool":"calendly","reference":"x"}"#,
                "a meeting was booked in calendly, says the visitor's page",
            ),
            (
                Kind::LeadConflict { digest: text("ab") },
                r#"lead.conflict {"v":1,"digest":"ab"}"#,
                "came in again with other answers; both are kept",
            ),
            (
                Kind::LeadCorrected { revision: 2, score: 82, tier: text("hot"), offer: text("meeting") },
                r#"lead.corrected {"v":1,"revision":2,"score":82,"tier":"hot","offer":"meeting"}"#,
                "the visitor corrected their answers: 82 points, hot; those before are kept",
            ),
            (
                Kind::LeadJoined {
                    id: text("0193"),
                    why: text("same e-mail"),
                    score: 82,
                    tier: text("hot"),
                    offer: text("meeting"),
                },
                r#"lead.joined {"v":1,"id":"0193","why":"same e-mail","score":82,"tier":"hot","offer":"meeting"}"#,
                "came again (same e-mail): 82 points, hot; the answers are put together",
            ),
            (
                Kind::LeadReturned { from: text("0193") },
                r#"lead.returned {"v":1,"from":"0193"}"#,
                "had a lead before, which was closed",
            ),
            (
                Kind::LeadNotified { endpoint: text("slack") },
                r#"lead.notified {"v":1,"endpoint":"slack"}"#,
                "the message arrived at slack",
            ),
            (
                Kind::DeliveryDead {
                    delivery: text("dlv_1"),
                    endpoint: text("slack"),
                    event: text("lead.assigned"),
                    why: text("status 404"),
                },
                r#"delivery.dead {"v":1,"delivery":"dlv_1","endpoint":"slack","event":"lead.assigned","why":"status 404"}"#,
                "the message to slack was given up: status 404",
            ),
            (
                Kind::LeadAcknowledged {
                    rep: text("ana"),
                    name: text("Ana Silva"),
                    next_step: text("call"),
                    due_at: 9,
                    took_ms: 252_000,
                    in_time: false,
                },
                r#"lead.acknowledged {"v":1,"rep":"ana","name":"Ana Silva","next_step":"call","due_at":9,"took_ms":252000,"in_time":false}"#,
                "Ana Silva answered after 4 m 12 s, after the window: call",
            ),
            (
                Kind::WindowMissed { due_at: 9, owner: text("ana"), name: text("Ana Silva") },
                r#"window.missed {"v":1,"due_at":9,"owner":"ana","name":"Ana Silva"}"#,
                "the window was missed: no answer from Ana Silva",
            ),
            (
                Kind::TimerFailed { timer: text("first_response"), code: text("unreadable_row") },
                r#"timer.failed {"v":1,"timer":"first_response","code":"unreadable_row"}"#,
                "the timer first_response failed (unreadable_row) and is tried again",
            ),
            (
                Kind::TierCut { tier: text("hot"), at_least: 74, share: 20, of: 1_000 },
                r#"tier.cut {"v":1,"tier":"hot","at_least":74,"share":20,"of":1000}"#,
                "hot begins at 74 points: 20 % of the last 1000 leads",
            ),
            (
                Kind::ClockMoved { advance_ms: 60_000 },
                r#"clock.moved {"v":1,"advance_ms":60000}"#,
                "the test clock was moved by 1 m",
            ),
        ];
        for (kind, stored, said) in table {
            let (id, data) = stored.split_once(' ').unwrap();
            assert_eq!((kind.id(), kind.data().as_str()), (id, data));
            assert_eq!(Kind::from_stored(id, data), Some(kind));
            assert_eq!(words(id, data), said);
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert_eq!(words("lead.praised", "{}"), "lead.praised");
        assert_eq!(words("lead.notified", "{"), "lead.notified");
    }
}
