//! One delivery to a CRM, request by request. The adapter only carries: it sends what it is given, and
//! brings back what it hears.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::order::Order;
use super::{hubspot, is_crm, salesforce};
use crate::json::json;
use crate::{Outcome, Outgoing, Request};

/// The setting that names another place than HubSpot's: a stand-in, when Baton itself is tested.
pub const HUBSPOT_API: &str = "BATON_HUBSPOT_API";
/// The setting that names another place than an org of Salesforce's: a stand-in.
pub const SALESFORCE_API: &str = "BATON_SALESFORCE_API";

/// What to do next.
pub enum Next {
    /// Send this, and tell what came of it.
    Ask(Box<Request>),
    /// The delivery is over.
    Done(Outcome),
}

/// A session of Salesforce's. It is worth a password for as long as it lasts, so it is held in memory alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Session(pub(super) String);

impl core::fmt::Debug for Session {
    /// Not itself.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Session")
    }
}

/// Where a delivery stands.
pub struct Conversation {
    order: Order,
    place: Place,
    step: Step,
    session: Option<Session>,
    /// Whether the session was renewed: once is enough.
    renewed: bool,
}

/// Where the CRM is, and what opens it.
enum Place {
    HubSpot {
        base: String,
        token: String,
    },
    Salesforce {
        base: String,
        id: String,
        secret: String,
    },
    /// Why nothing can be asked.
    Nowhere(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Begin,
    Login,
    Tell,
    Note,
    Attach,
    Look,
}

impl Conversation {
    /// The delivery of a message; none for one that is for no CRM. `setting` gives the value of a secret
    /// or variable of the deployment.
    #[must_use]
    pub fn of(
        outgoing: &Outgoing,
        setting: &dyn Fn(&str) -> Option<String>,
        session: Option<Session>,
    ) -> Option<Conversation> {
        if !is_crm(&outgoing.kind) {
            return None;
        }
        let (order, place) = match serde_json::from_str::<Order>(&outgoing.body) {
            Ok(order) => {
                let place = place(&outgoing.kind, &outgoing.secret, order.domain.as_deref(), setting);
                (order, place.unwrap_or_else(Place::Nowhere))
            }
            Err(_) => (Order::default(), Place::Nowhere("nothing can be said of the lead there any more".to_owned())),
        };
        Some(Conversation { order, place, step: Step::Begin, session, renewed: false })
    }

    /// The next request, or what it all came to. `heard`: what came of the last one.
    pub fn next(&mut self, heard: Option<Outcome>) -> Next {
        match heard {
            None => self.begin(),
            Some(heard) => self.go_on(heard),
        }
    }

    /// The session, for the next delivery.
    #[must_use]
    pub fn session(self) -> Option<Session> {
        self.session
    }

    fn begin(&mut self) -> Next {
        if let Place::Nowhere(why) = &self.place {
            return Next::Done(failed(why.clone()));
        }
        if self.order.look.is_none() && self.order.properties.is_empty() {
            return self.arrived(None);
        }
        match (&self.place, &self.session) {
            (Place::Salesforce { .. }, None) => self.login(),
            _ => self.tell(),
        }
    }

    fn login(&mut self) -> Next {
        let Place::Salesforce { base, id, secret } = &self.place else { return Next::Done(failed(String::new())) };
        self.step = Step::Login;
        Next::Ask(Box::new(salesforce::login(base, id, secret)))
    }

    fn tell(&mut self) -> Next {
        let is_look = self.order.look.is_some();
        self.step = if is_look { Step::Look } else { Step::Tell };
        let request = match (&self.place, &self.session) {
            (Place::HubSpot { base, token }, _) if is_look => hubspot::look(base, token, &self.order),
            (Place::HubSpot { base, token }, _) => hubspot::upsert(base, token, &self.order),
            (Place::Salesforce { base, .. }, Some(session)) if is_look => salesforce::look(base, session, &self.order),
            (Place::Salesforce { base, .. }, Some(session)) => salesforce::upsert(base, session, &self.order),
            _ => return Next::Done(failed("there is no session".to_owned())),
        };
        Next::Ask(Box::new(request))
    }

    fn go_on(&mut self, heard: Outcome) -> Next {
        match &self.place {
            Place::HubSpot { .. } => self.of_hubspot(heard),
            Place::Salesforce { .. } => self.of_salesforce(heard),
            Place::Nowhere(_) => Next::Done(heard),
        }
    }

    fn of_hubspot(&mut self, heard: Outcome) -> Next {
        if !heard.status.is_some_and(|status| (200..=299).contains(&status)) {
            return Next::Done(hubspot::refused(heard));
        }
        if self.step == Step::Look {
            return Next::Done(heard);
        }
        let Place::HubSpot { base, token } = &self.place else { return Next::Done(heard) };
        if self.step == Step::Attach {
            return self.arrived(None);
        }
        let (id, is_new) = match hubspot::written(&heard) {
            Ok(written) => written,
            Err(outcome) => return Next::Done(outcome),
        };
        match (self.step, &self.order.note, &self.order.told.record) {
            (Step::Tell, Some(note), _) => {
                let request = hubspot::note(base, token, &self.order.lead, note);
                self.step = Step::Note;
                (self.order.told.record, self.order.told.is_new) = (Some(id), is_new);
                Next::Ask(Box::new(request))
            }
            (Step::Note, _, Some(contact)) => {
                let request = hubspot::attach(base, token, &id, contact);
                self.step = Step::Attach;
                Next::Ask(Box::new(request))
            }
            _ => {
                self.order.told.is_new = is_new;
                self.arrived(Some(id))
            }
        }
    }

    fn of_salesforce(&mut self, heard: Outcome) -> Next {
        if self.step == Step::Login {
            return match salesforce::session(&heard) {
                Ok(session) => {
                    self.session = Some(session);
                    self.tell()
                }
                Err(outcome) => Next::Done(outcome),
            };
        }
        match heard.status {
            // The session is over. It is renewed once: one that is refused at once is no session.
            Some(401) if !self.renewed => {
                (self.session, self.renewed) = (None, true);
                self.login()
            }
            Some(401) => {
                self.session = None;
                Next::Done(salesforce::refused(heard))
            }
            Some(200..=299) if self.step == Step::Look => Next::Done(heard),
            Some(200..=299) => match salesforce::written(&heard) {
                Ok(record) => self.arrived(record),
                Err(outcome) => Next::Done(outcome),
            },
            _ if salesforce::is_over(&heard) => self.arrived(None),
            _ => Next::Done(salesforce::refused(heard)),
        }
    }

    /// What it told is its receipt.
    fn arrived(&mut self, record: Option<String>) -> Next {
        let mut told = core::mem::take(&mut self.order.told);
        told.record = record.or(told.record);
        Next::Done(Outcome { status: Some(200), body: json(&told), ..Outcome::default() })
    }
}

fn place(
    kind: &str,
    secret: &str,
    domain: Option<&str>,
    setting: &dyn Fn(&str) -> Option<String>,
) -> Result<Place, String> {
    let value = setting(secret).ok_or_else(|| format!("secret {secret} is not set"))?;
    let base = |name: &str, usual: String| setting(name).unwrap_or(usual).trim_end_matches('/').to_owned();
    if kind == "hubspot" {
        let base = base(HUBSPOT_API, hubspot::API.to_owned());
        return Ok(Place::HubSpot { base, token: value.trim().to_owned() });
    }
    let mut parts = value.split_whitespace().map(str::to_owned);
    let (Some(id), Some(secret), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!("secret {secret} does not hold a consumer key and a consumer secret with a blank between"));
    };
    let domain = domain.ok_or_else(|| "the agreement does not name the domain".to_owned())?;
    Ok(Place::Salesforce { base: base(SALESFORCE_API, format!("https://{domain}")), id, secret })
}

pub(super) fn failed(error: String) -> Outcome {
    Outcome { error: Some(error), ..Outcome::default() }
}

/// A request with a body of JSON.
pub(super) fn request(method: &'static str, url: String, token: &str, body: Option<&Json>) -> Request {
    let mut headers = vec![("authorization", format!("Bearer {token}"))];
    if body.is_some() {
        headers.push(("content-type", "application/json; charset=utf-8".to_owned()));
    }
    Request { method, url, headers, body: body.map(Json::to_string), reads_answer: true }
}

/// As the properties go into a body.
pub(super) fn object(properties: &BTreeMap<String, Json>) -> Json {
    Json::Object(properties.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// The names in an answer that are codes or properties, and nothing anybody typed.
pub(super) fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
