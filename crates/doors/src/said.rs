//! What people and other systems post to a desk: the first byte says to which parser.

use baton_handoff::access_jwt::{self, AccessSettings, Assertion};
use baton_handoff::acknowledge::Form;
use baton_handoff::crm::{CrmSetting, lead_of, said_by};
use baton_handoff::people::Asked;
use baton_handoff::slack_press::SlackRequest;
use baton_handoff::{
    BookingTool, Crm, EndpointKind, LeadMove, Meeting, Millis, Outcome, Problem, PushChange, RosterChange, SignalBatch,
    TokenWish, imports, read_accounts, turnstile, vouched,
};

/// What a parser makes of a body.
type Parse = fn(&[u8]) -> Result<(), Problem>;

/// The parsers, by the byte that stands in front of their inputs.
pub(crate) const PARSERS: [(u8, Parse); 18] = [
    (b'a', |body| {
        let _ = Form::parse(body);
        Ok(())
    }),
    (b'b', |body| {
        let accounts = read_accounts(body)?;
        assert!(accounts.len() <= body.len() + 1, "more accounts than the file has letters");
        Ok(())
    }),
    (b'c', |body| Meeting::parse(BookingTool::Calendly, body).map(drop)),
    (b'd', |body| Meeting::parse(BookingTool::Cal, body).map(drop)),
    (b'e', |body| Meeting::parse(BookingTool::HubSpot, body).map(drop)),
    (b'f', |body| crm(EndpointKind::Salesforce, body)),
    (b'h', |body| crm(EndpointKind::HubSpot, body)),
    (b'i', |body| {
        let import = imports::read("webinar", body)?;
        assert!(import.leads.len() + import.wrong.len() <= body.len() + 1, "more rows than the file has letters");
        Ok(())
    }),
    (b'j', |body| {
        let asserted = Assertion::parse(&String::from_utf8_lossy(body))?;
        if let Ok(settings) = AccessSettings::parse(r#"{"team":"https://acme.example","audience":"a"}"#) {
            let who = asserted.holds(&settings, Millis(0))?;
            assert!(who.contains('@'), "somebody without an address was let in");
        }
        Ok(())
    }),
    (b'k', |body| {
        let text = String::from_utf8_lossy(body);
        // Written by Access and by who runs the edge: what is wrong is told in words, and is nobody's refusal.
        let wrong = [access_jwt::keys(&text).err(), AccessSettings::parse(&text).err()];
        assert!(wrong.iter().flatten().all(|why| !why.is_empty()), "a reason without words");
        Ok(())
    }),
    (b'm', |body| LeadMove::parse("lead", body).map(drop)),
    (b'p', |body| Asked::parse(body).map(drop)),
    (b'q', |body| PushChange::parse(body).map(drop)),
    (b'r', |body| RosterChange::parse(body).map(drop)),
    (b's', |body| SlackRequest::parse(body).map(drop)),
    (b't', |body| TokenWish::parse(body).map(drop)),
    (b'u', |body| {
        let body = String::from_utf8_lossy(body).into_owned();
        let judged = turnstile::judged(&Outcome { status: Some(200), body, ..Outcome::default() });
        assert!(judged.is_ok() || judged.is_err_and(|why| !why.is_empty()), "a reason without words");
        Ok(())
    }),
    (b'v', |body| {
        vouched::from_system("chat", body)?;
        SignalBatch::parse(body).map(drop)
    }),
];

/// What a CRM tells, and the lead that each of its records would be.
fn crm(kind: EndpointKind, body: &[u8]) -> Result<(), Problem> {
    let crm = Crm { source: Some("crm".to_owned()), ..Crm::default() };
    let setting = CrmSetting { endpoint: "crm".to_owned(), kind, secret: String::new(), signing_secret: None, crm };
    for said in said_by(kind, body, Millis(0))? {
        lead_of(&setting, &said)?;
    }
    Ok(())
}

/// Whatever comes is taken or refused, and a refusal is its sender's fault and says what to do.
pub(crate) fn enter(bytes: &[u8]) {
    let Some((first, body)) = bytes.split_first() else { return };
    let Some((_, parse)) = PARSERS.iter().find(|(letter, _)| letter == first) else { return };
    if let Err(problem) = parse(body) {
        // What a newer sender says is kept for a newer edge: that alone is not its fault.
        assert!((400..500).contains(&problem.status) || problem.code == "newer_version", "{problem:?}");
        assert!(!problem.message.is_empty() && !problem.help.is_empty(), "{problem:?}");
    }
}
