//! What each route means: how it is asked for and what can come back.

use super::shapes::{named, texts};
use super::{HTML, JSON};
use crate::routes::Ask;
use serde_json::{Value, json};

/// How one thing is asked for.
pub struct Operation {
    pub method: &'static str,
    pub path: &'static str,
    pub summary: &'static str,
    /// Media type and schema of what is sent.
    pub sends: Option<(&'static str, Value)>,
    /// Media type of what is answered, and with which statuses when all is well.
    pub answers: (&'static str, &'static [u16]),
    /// With which statuses when the caller is at fault, beside those of every route.
    pub refuses: &'static [u16],
}

/// Leads as the intake takes them, and how they are to be held against the card.
fn score_body() -> Value {
    json!({"type": "object", "required": ["leads"], "properties": {
        "leads": {"type": "array", "items": named("lead.body")},
        "now": {"type": ["integer", "null"], "description": "Seconds since 1970."},
        "card": {"type": "string", "enum": ["full", "public"]},
        "changes": {"type": "boolean"}}})
}

/// A change that somebody proposes.
fn draft_body() -> Value {
    json!({"type": "object", "required": ["text", "why", "base"], "properties": {
        "text": {"type": "string"}, "why": {"type": "string"}, "base": {"type": "integer"},
        "evidence": {"type": ["object", "null"]}}})
}

/// What each question is: exhaustive, so that no route is left out.
pub fn operation(ask: &Ask) -> Operation {
    let get =
        |path, summary| Operation { method: "GET", path, summary, sends: None, answers: (JSON, &[200]), refuses: &[] };
    let post = |path, summary, sends| Operation {
        method: "POST",
        path,
        summary,
        sends: Some((JSON, sends)),
        answers: (JSON, &[200]),
        refuses: &[],
    };
    match ask {
        Ask::Publish => Operation {
            sends: Some(("application/toml", json!({"type": "string"}))),
            answers: (JSON, &[200, 201]),
            refuses: &[409, 422],
            ..post("/v1/desks/{desk}/agreements", "Check, number and keep an agreement.", Value::Null)
        },
        Ask::Agreements => get("/v1/desks/{desk}/agreements", "The versions there are."),
        Ask::Agreement(_) => Operation {
            answers: ("text/plain", &[200]),
            ..get("/v1/desks/{desk}/agreements/{n}", "The text of one version.")
        },
        Ask::Restore(_) => Operation {
            answers: (JSON, &[200, 201]),
            refuses: &[409, 422],
            ..post("/v1/desks/{desk}/agreements/{n}/restore", "An earlier version is in force again.", texts(&["why"]))
        },
        Ask::Drafts => get("/v1/desks/{desk}/drafts", "Changes of the agreement that wait."),
        Ask::MakeDraft => Operation {
            answers: (JSON, &[201]),
            refuses: &[409, 422],
            ..post("/v1/desks/{desk}/drafts", "Propose a change of the agreement.", draft_body())
        },
        Ask::Draft(_) => get("/v1/desks/{desk}/drafts/{n}", "One draft with its text."),
        Ask::ChangeDraft(_) => Operation {
            answers: (JSON, &[200, 201]),
            refuses: &[409, 422],
            ..post("/v1/desks/{desk}/drafts/{n}", "Approve, publish or withdraw a draft.", texts(&["do"]))
        },
        Ask::PastLeads => get("/v1/desks/{desk}/past", "Past leads with what became of them, a slice."),
        Ask::Card => Operation {
            answers: ("application/octet-stream", &[200, 304]),
            ..get("/v1/desks/{desk}/card", "The public card.")
        },
        Ask::Key => Operation {
            answers: ("text/javascript", &[200]),
            ..get("/v1/desks/{desk}/key.js", "The key that waiting leads are sealed to.")
        },
        Ask::Intake => Operation {
            answers: (JSON, &[200, 201]),
            refuses: &[403, 409, 429],
            ..post("/v1/desks/{desk}/leads", "A lead comes in.", named("lead.body"))
        },
        Ask::Book(_) => Operation {
            answers: ("", &[302]),
            ..get("/v1/desks/{desk}/book/{lead}", "To the calendar of who has the lead.")
        },
        Ask::Offer(_) => get("/v1/desks/{desk}/leads/{lead}/offer", "What its visitor is shown."),
        Ask::Booked(_) => Operation {
            answers: (JSON, &[200, 201]),
            ..post("/v1/desks/{desk}/leads/{lead}/booked", "A meeting was booked in a page.", named("booked.body"))
        },
        Ask::Move(_) => Operation {
            answers: (JSON, &[200, 201]),
            refuses: &[409],
            ..post("/v1/desks/{desk}/leads/{lead}/moves", "Say what happened to a lead.", named("move.body"))
        },
        Ask::Score => post("/v1/desks/{desk}/score", "Verdicts for leads that are not kept.", score_body()),
        Ask::Leads => get("/v1/desks/{desk}/leads", "The newest leads."),
        Ask::Lead(_) => get("/v1/desks/{desk}/leads/{lead}", "One lead with everything."),
        Ask::Now => get("/v1/desks/{desk}/now", "What needs a person this minute."),
        Ask::Live => Operation {
            answers: ("", &[101]),
            refuses: &[426],
            ..get("/v1/desks/{desk}/live", "A WebSocket that says when something has changed.")
        },
        Ask::LeadRows => Operation {
            answers: ("text/csv", &[200]),
            ..get("/v1/desks/{desk}/leads.csv", "All leads, for a spreadsheet.")
        },
        Ask::Accounts => Operation {
            sends: Some(("text/csv", json!({"type": "string"}))),
            ..post("/v1/desks/{desk}/accounts", "Companies that have an owner.", Value::Null)
        },
        Ask::Arrive(_) => Operation {
            answers: (JSON, &[200, 201]),
            refuses: &[409],
            ..post("/v1/desks/{desk}/sources/{source}/leads", "A lead of another system.", named("lead.body"))
        },
        Ask::Signals => {
            post("/v1/desks/{desk}/signals", "What people did elsewhere whom the desk knows.", named("signals.body"))
        }
        Ask::Import => Operation {
            sends: Some(("text/csv", json!({"type": "string"}))),
            ..post("/v1/desks/{desk}/imports", "Leads from a file; with `dry_run=1` nothing is written.", Value::Null)
        },
        Ask::Export => post("/v1/desks/{desk}/people/export", "All that is kept of a person.", named("person.body")),
        Ask::Erase => post("/v1/desks/{desk}/people/erase", "Take away what is personal.", named("person.body")),
        Ask::Deliveries => get("/v1/desks/{desk}/deliveries", "How every endpoint does."),
        Ask::TestEndpoint(_) => Operation {
            method: "POST",
            refuses: &[409],
            ..get("/v1/desks/{desk}/deliveries/{endpoint}/test", "Send an endpoint a message that says it is a test.")
        },
        Ask::PushKey => get("/v1/desks/{desk}/push", "The key that browsers subscribe with."),
        Ask::Push => {
            post("/v1/desks/{desk}/push", "A browser of a rep wants to be told, or no more.", named("push.body"))
        }
        Ask::Replay(_) => Operation {
            method: "POST",
            refuses: &[409],
            ..get("/v1/desks/{desk}/deliveries/{id}/replay", "Try again what was given up.")
        },
        Ask::Slack => Operation {
            sends: Some(("application/x-www-form-urlencoded", texts(&["payload"]))),
            refuses: &[401, 403, 409],
            ..post("/v1/desks/{desk}/slack", "What was pressed in Slack.", Value::Null)
        },
        Ask::Meeting(_) => Operation {
            refuses: &[401, 403, 409],
            ..post("/v1/desks/{desk}/meetings/{tool}", "What a booking tool signed.", json!({"type": "object"}))
        },
        Ask::Crm(_) => Operation {
            refuses: &[401],
            ..post(
                "/v1/desks/{desk}/crm/{endpoint}",
                "What changed in a CRM, signed.",
                json!({"type": ["object", "array"]}),
            )
        },
        Ask::CrmLead(_) => Operation {
            answers: (JSON, &[200, 201]),
            refuses: &[401, 403, 409],
            ..post("/v1/desks/{desk}/crm/{endpoint}/leads", "What is new in a CRM, signed.", json!({"type": "object"}))
        },
        Ask::Roster => get("/v1/desks/{desk}/roster", "Everybody and how they stand."),
        Ask::ChangeRoster => post("/v1/desks/{desk}/roster", "Away, back, another cap.", named("roster.body")),
        Ask::Report => get("/v1/desks/{desk}/report", "The figures of both teams."),
        Ask::Digest => get("/v1/desks/{desk}/digest", "The page for the meeting, of a week or a month that is over."),
        Ask::CommentDigest => Operation {
            answers: (JSON, &[201]),
            ..post("/v1/desks/{desk}/digest/comments", "Say something about a week or a month.", named("comment.body"))
        },
        Ask::CommentLead(_) => Operation {
            answers: (JSON, &[201]),
            refuses: &[409],
            ..post("/v1/desks/{desk}/leads/{lead}/comments", "Say something about a lead.", named("comment.body"))
        },
        Ask::CheckFigures => get("/v1/desks/{desk}/figures/check", "One day of the figures, from the log."),
        Ask::Disagreements => get("/v1/desks/{desk}/disagreements", "How often browser and edge disagreed."),
        Ask::Log => get("/v1/desks/{desk}/log", "What happened to the desk itself."),
        Ask::VerifyLog => get("/v1/desks/{desk}/log/verify", "Whether the log is what was written."),
        Ask::Handoff(_) => Operation {
            answers: (HTML, &[200]),
            refuses: &[403, 410],
            ..get("/h/{desk}/{token}", "The handoff page. Looking changes nothing.")
        },
        Ask::Acknowledge(_) => Operation {
            sends: Some(("application/x-www-form-urlencoded", texts(&["next_step", "due"]))),
            answers: ("", &[303]),
            refuses: &[403, 409, 410],
            ..post("/h/{desk}/{token}", "A rep commits to a next step.", Value::Null)
        },
        Ask::Session => get("/v1/desks/{desk}/session", "Who you are, and what you may."),
        Ask::BeginSession => Operation {
            method: "POST",
            ..get("/v1/desks/{desk}/session", "A cookie for a browser that shows a token.")
        },
        Ask::EndSession => Operation {
            method: "DELETE",
            answers: ("", &[204]),
            refuses: &[403],
            ..get("/v1/desks/{desk}/session", "The cookie is taken back.")
        },
        Ask::Tokens => get("/v1/desks/{desk}/tokens", "The tokens there are, without themselves."),
        Ask::MakeToken => Operation {
            answers: (JSON, &[201]),
            refuses: &[409],
            ..post("/v1/desks/{desk}/tokens", "Somebody gets a token.", named("token.body"))
        },
        Ask::RevokeToken(_) => Operation {
            method: "DELETE",
            ..get("/v1/desks/{desk}/tokens/{id}", "A token is worth nothing from now on.")
        },
        Ask::TurnLinkKey => Operation {
            method: "POST",
            answers: (JSON, &[201]),
            ..get("/v1/desks/{desk}/link-keys", "Handoff links are signed with another key.")
        },
        Ask::Clock => post(
            "/v1/desks/{desk}/clock",
            "The test clock, where there is one.",
            json!({"type": "object", "required": ["advance_ms"], "properties": {"advance_ms": {"type": "integer"}}}),
        ),
    }
}

/// One of every kind of question.
pub fn every() -> Vec<Ask> {
    let text = String::new;
    vec![
        Ask::Publish,
        Ask::Agreements,
        Ask::Agreement(1),
        Ask::Restore(1),
        Ask::Drafts,
        Ask::MakeDraft,
        Ask::Draft(1),
        Ask::ChangeDraft(1),
        Ask::PastLeads,
        Ask::Card,
        Ask::Key,
        Ask::Intake,
        Ask::Book(text()),
        Ask::Offer(text()),
        Ask::Booked(text()),
        Ask::Move(text()),
        Ask::Score,
        Ask::Leads,
        Ask::Lead(text()),
        Ask::Now,
        Ask::Live,
        Ask::LeadRows,
        Ask::Accounts,
        Ask::Arrive(text()),
        Ask::Signals,
        Ask::Import,
        Ask::Export,
        Ask::Erase,
        Ask::Deliveries,
        Ask::TestEndpoint(text()),
        Ask::PushKey,
        Ask::Push,
        Ask::Replay(text()),
        Ask::Slack,
        Ask::Meeting(text()),
        Ask::Crm(text()),
        Ask::CrmLead(text()),
        Ask::Roster,
        Ask::ChangeRoster,
        Ask::Report,
        Ask::Digest,
        Ask::CommentDigest,
        Ask::CommentLead(text()),
        Ask::CheckFigures,
        Ask::Disagreements,
        Ask::Log,
        Ask::VerifyLog,
        Ask::Handoff(text()),
        Ask::Acknowledge(text()),
        Ask::Session,
        Ask::BeginSession,
        Ask::EndSession,
        Ask::Tokens,
        Ask::MakeToken,
        Ask::RevokeToken(text()),
        Ask::TurnLinkKey,
        Ask::Clock,
    ]
}
