//! Those who look on: sockets that hibernate with the object, and what they are told after a commit.
//!
//! Who opened a socket, and how far their token reaches, is kept with the socket itself, because
//! nothing in the object's memory outlives a pause. Over it goes that something has changed, and
//! the rows of leads that its token may read; whatever else there is to know is asked for as ever.

use crate::commits::Home;
use crate::entrance::Passed;
use crate::http::{Answer, internal};
use baton_handoff::access::{Reach, Right};
use baton_handoff::{self as handoff, Changes, Event, Fault, Problem, Question};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use worker::{Request, Response, Result, WebSocket, WebSocketPair, WebSocketRequestResponsePair, console_error};

/// What the browser has to speak, and is answered with.
pub const PROTOCOL: &str = "baton.live.1";

/// In what it offers beside that: its token, base64url.
pub const TOKEN: &str = "baton.token.";

/// Sockets of one desk, at most: more tabs than a team has people for.
const MOST: usize = 500;

/// Closing code for a socket whose token may be worth nothing any more: whoever has it open asks anew.
const ASK_ANEW: u16 = 4001;

/// What is kept with a socket.
#[derive(Serialize, Deserialize)]
struct Looker {
    /// The rep to whose leads it is held, if it is.
    rep: Option<String>,
    /// Whether it may read all leads.
    leads: bool,
}

/// Opens a socket for somebody who may read leads.
pub fn open(home: &Rc<Home>, request: &Request, passed: &Passed) -> Result<Response> {
    let asked = request.headers().get("upgrade")?.unwrap_or_default();
    if !asked.eq_ignore_ascii_case("websocket") {
        return Answer::problem(&request.path(), &no_socket()).into_response();
    }
    if home.state.get_websockets().len() >= MOST {
        return Answer::problem(&request.path(), &too_many()).into_response();
    }
    // Answered by the platform, so that a tab that is only open wakes no object.
    home.state.set_websocket_auto_response(&WebSocketRequestResponsePair::new("ping", "pong")?);
    let pair = WebSocketPair::new()?;
    home.state.accept_web_socket(&pair.server);
    let rep = passed.own().map(str::to_owned);
    let leads = rep.is_none() && passed.bearer().reach(Right::LeadsRead) == Reach::All;
    pair.server.serialize_attachment(Looker { rep, leads })?;
    let mut response = Response::from_websocket(pair.client)?;
    response.headers_mut().set("sec-websocket-protocol", PROTOCOL)?;
    Ok(response)
}

fn no_socket() -> Problem {
    let help = "Open it with `new WebSocket(…, [\"baton.live.1\", \"baton.token.…\"])`, the token in base64url.";
    Problem::caller(426, "socket_needed", "this is a WebSocket", help)
}

fn too_many() -> Problem {
    Problem {
        status: 503,
        fault: Fault::Ours,
        code: "too_many_sockets",
        message: format!("{MOST} consoles look on already"),
        help: "Close one, or ask again and again instead.".to_owned(),
    }
}

/// The last line of the log before a commit; none where nobody looks on, which costs nothing.
pub fn before(home: &Home) -> Option<i64> {
    if home.state.get_websockets().is_empty() {
        return None;
    }
    changes(home, None).ok().map(|changes| changes.last)
}

/// Whether an event can change what tokens are worth, or what is on the roster.
pub fn unsettles(event: &Event) -> bool {
    match event {
        Event::RevokeToken { .. } | Event::Publish { .. } => true,
        Event::Agreement(change) => change.act.replaces(),
        _ => false,
    }
}

/// Whether an event changes something that stands in no log.
pub fn stirs(event: &Event) -> bool {
    matches!(event, Event::Delivered { .. } | Event::Replay { .. } | Event::MoveClock { .. })
}

/// Tells everybody who looks on what a commit has changed. That somebody is not told costs them
/// nothing but time: they ask now and then anyway.
pub fn tell(home: &Home, before: i64, (stirred, unsettled): (bool, bool)) {
    let sockets = home.state.get_websockets();
    if unsettled {
        for socket in &sockets {
            let _ = socket.close(Some(ASK_ANEW), Some("ask anew"));
        }
        return;
    }
    let changes = match changes(home, Some(before)) {
        Ok(changes) => changes,
        Err(problem) => return console_error!("desk {}: nobody was told: {problem}", home.name),
    };
    if !changes.any && !stirred {
        return;
    }
    for socket in &sockets {
        if let Ok(Some(looker)) = socket.deserialize_attachment::<Looker>()
            && let Some(message) = message(&looker, &changes)
        {
            let _ = socket.send_with_str(message);
        }
    }
}

/// What one of them is told; none where it is nothing to them.
fn message(looker: &Looker, changes: &Changes) -> Option<String> {
    let (rows, gone): (Vec<&str>, Vec<&str>) = match &looker.rep {
        Some(rep) => {
            let own = changes.leads.iter().filter(|lead| lead.owner.as_ref() == Some(rep));
            let left = changes.leads.iter().filter(|lead| lead.left.as_ref() == Some(rep));
            (own.map(|lead| lead.row.as_str()).collect(), left.map(|lead| lead.id.as_str()).collect())
        }
        None if looker.leads => (changes.leads.iter().map(|lead| lead.row.as_str()).collect(), Vec::new()),
        None => (Vec::new(), Vec::new()),
    };
    // So much at once that it is not told one by one: everybody asks.
    let is_much = changes.any && changes.leads.is_empty();
    if looker.rep.is_some() && rows.is_empty() && gone.is_empty() && !is_much {
        return None;
    }
    let gone = serde_json::to_string(&gone).ok()?;
    Some(format!(r#"{{"v":1,"rows":[{}],"gone":{gone}}}"#, rows.join(",")))
}

fn changes(home: &Home, after: Option<i64>) -> std::result::Result<Changes, Problem> {
    match home.read(|desk, now, db| desk.ask(Question::Changes { after }, now, db))? {
        handoff::Answer::Changes(changes) => Ok(changes),
        _ => Err(internal()),
    }
}

/// A socket that was closed at the other end is closed at this one.
pub fn closed(socket: &WebSocket, code: usize) {
    let code = u16::try_from(code).ok().filter(|code| (3000..5000).contains(code));
    let _ = socket.close(code, None::<&str>);
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_handoff::ChangedLead;

    fn lead(id: &str, owner: &str, left: Option<&str>) -> ChangedLead {
        let row = format!(r#"{{"id":"{id}"}}"#);
        ChangedLead { id: id.into(), owner: Some(owner.into()), left: left.map(str::to_owned), row }
    }

    fn changes() -> Changes {
        Changes {
            last: 9,
            any: true,
            leads: vec![lead("a", "ana", None), lead("b", "ben", Some("ana")), lead("c", "cy", None)],
        }
    }

    #[test]
    fn a_socket_tells_no_more_than_its_token_may_read() {
        let looker = |rep: Option<&str>, leads| Looker { rep: rep.map(str::to_owned), leads };
        let told = |looker: &Looker| message(looker, &changes()).unwrap_or_default();
        assert_eq!(told(&looker(None, true)), r#"{"v":1,"rows":[{"id":"a"},{"id":"b"},{"id":"c"}],"gone":[]}"#);
        assert_eq!(told(&looker(Some("ana"), false)), r#"{"v":1,"rows":[{"id":"a"}],"gone":["b"]}"#);
        assert_eq!(told(&looker(Some("mara"), false)), "", "nothing of theirs, and not that anything happened");
        assert_eq!(told(&looker(None, false)), r#"{"v":1,"rows":[],"gone":[]}"#);
    }

    #[test]
    fn what_is_too_much_to_tell_is_to_be_asked_for() {
        let much = Changes { last: 9, any: true, leads: Vec::new() };
        let rep = Looker { rep: Some("ana".to_owned()), leads: false };
        assert_eq!(message(&rep, &much).as_deref(), Some(r#"{"v":1,"rows":[],"gone":[]}"#));
    }
}
