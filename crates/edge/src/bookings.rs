//! What booking tools post to a desk: verified over its raw bytes.

use crate::commits::Home;
use crate::http::{Answer, internal, unknown_path};
use crate::{clock, settings};
use baton_handoff::{self as handoff, Event, Meeting, Problem, Question, Reply, signing};
use std::rc::Rc;
use worker::Request;

/// Takes what a tool says of a meeting. `address` is the one the tool was given. What is none of ours
/// is answered 200, too: no tool can do anything about it, and some give up after a few refusals.
pub async fn answer(
    home: &Rc<Home>,
    request: &Request,
    (tool, address): (&str, &str),
    body: &[u8],
) -> Result<Answer, Problem> {
    let name = match home.read(|desk, now, db| desk.ask(Question::BookingSecret(tool.to_owned()), now, db))? {
        handoff::Answer::Secret(Some(name)) => name,
        // A tool that the agreement does not name has no such address.
        handoff::Answer::Secret(None) => return Err(unknown_path()),
        _ => return Err(internal()),
    };
    let secret = settings::text(&home.env, &name).unwrap_or_default();
    let header = |name| request.headers().get(name).ok().flatten();
    // Tools date by the real clock, whatever the test clock says.
    let now = clock::read();
    match tool {
        "calendly" => signing::verify_calendly(&secret, header("calendly-webhook-signature").as_deref(), body, now)?,
        "cal" => signing::verify_cal(&secret, header("x-cal-signature-256").as_deref(), body)?,
        "hubspot" => {
            let (at, signature) = (header("x-hubspot-request-timestamp"), header("x-hubspot-signature-v3"));
            let asked = (request.method().as_ref().to_owned(), address);
            signing::verify_hubspot(&secret, (at.as_deref(), signature.as_deref()), (&asked.0, asked.1), body, now)?;
        }
        _ => return Err(unknown_path()),
    }
    let tool = handoff::BookingTool::from_id(tool).ok_or_else(unknown_path)?;
    let repeat = match Meeting::parse(tool, body)? {
        None => true,
        Some(meeting) => match home.submit(Event::Meeting(meeting)).await? {
            Reply::Booked { repeat } => repeat,
            _ => return Err(internal()),
        },
    };
    Ok(Answer::json(200, format!(r#"{{"v":1,"repeat":{repeat}}}"#)))
}
