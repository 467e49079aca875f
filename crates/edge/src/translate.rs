//! Between HTTP and the desk: a request becomes an event or a question, what comes back
//! becomes an answer.

use crate::commits::Home;
use crate::entrance::{self, Passed};
use crate::gate::{self, Admitted};
use crate::http::{self, Answer, internal};
use crate::inside::Inside;
use crate::intake::{self, Posted};
use crate::routes::{Ask, Route};
use crate::sweep::LookedAfter;
use crate::timing::{self, PANICKING, forced_panic};
use crate::{agreement, body, bookings, crm, other_ways, push, recount, settings, slack, webcrypto};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use baton_handoff::access::Right;
use baton_handoff::acknowledge::Form;
use baton_handoff::figures::{DigestAsked, ReportAsked};
use baton_handoff::people::Asked;
use baton_handoff::sealed::QueueKey;
use baton_handoff::{
    self as handoff, AccountsChange, Booked, Comment, Event, LeadFilter, LeadMove, Millis, PageAnswer, Problem,
    Question, Reply, RosterChange, page,
};
use std::rc::Rc;
use worker::{Request, Url, console_error};

/// Answers one request to a desk. The front let it pass by what it shows; here it is looked up.
pub async fn answer(home: &Rc<Home>, mut request: Request) -> Result<Answer, Problem> {
    let path = request.path();
    if let Some(inside) = Inside::parse(&path) {
        return inside_answer(home, &request, inside).await;
    }
    let Ok(Route::Desk(_, ask)) = Route::parse(request.method().as_ref(), &path) else {
        return Err(http::unknown_path());
    };
    let bearer = entrance::let_in(home, &request, &ask).await?;
    let url = request.url().map_err(|_| internal())?;
    let admitted = match ask {
        Ask::Intake => match gate::admit(home, intake::sender(&request).as_deref(), &path) {
            Ok(admitted) => admitted,
            Err(refusal) => return Ok(refusal),
        },
        _ => Admitted::default(),
    };
    let text = match ask.body_limit() {
        0 => Vec::new(),
        limit => body::read(&mut request, limit).await?,
    };
    match ask {
        Ask::Intake => intake::handle(home, Posted::of(&request, url, text), &admitted).await,
        Ask::Publish => agreement::publish(home, &url, &text, bearer.as_ref()).await,
        Ask::Restore(version) => agreement::restore(home, version, &text, bearer.as_ref()).await,
        Ask::MakeDraft => agreement::draft(home, &text, bearer.as_ref()).await,
        Ask::ChangeDraft(draft) => agreement::change_draft(home, draft, &text, bearer.as_ref()).await,
        Ask::Drafts => ask_desk(home, Question::Drafts),
        Ask::Draft(draft) => ask_desk(home, Question::Draft(draft)),
        Ask::PastLeads => {
            let before = parameter(&url, "before").and_then(|before| before.parse().ok());
            ask_desk(home, Question::PastLeads { before })
        }
        Ask::Clock => clock(home, &text).await,
        Ask::Acknowledge(token) => acknowledge(home, token, &path, &text).await,
        Ask::Handoff(token) => read_page(home, &request, token).await,
        Ask::Book(lead) => book(home, &request, &url, lead).await,
        Ask::Booked(lead) => booked(home, &lead, &text).await,
        Ask::Move(lead) => moved(home, &lead, &text, bearer.as_ref()).await,
        Ask::Card => {
            let known = request.headers().get("if-none-match").ok().flatten();
            public_card(home, known.as_deref()).await
        }
        Ask::Key => key_script(home).await,
        Ask::Offer(lead) => ask_desk(home, Question::Offer(lead)),
        Ask::Now => ask_desk(home, entrance::now(parameter(&url, "rep"), bearer.as_ref())),
        // A socket is opened by the object; this answers HEAD.
        Ask::Live => Ok(Answer::v1(200, "text/plain; charset=utf-8", "")),
        // The list itself is written by the object, while it is read; this answers HEAD.
        Ask::LeadRows => Ok(Answer::v1(200, "text/csv; charset=utf-8; header=present", "")),
        Ask::Leads => ask_again(home, entrance::narrowed(leads(&url), bearer.as_ref()), &request).await,
        Ask::Lead(id) => ask_again(home, entrance::narrowed(Question::Lead(id), bearer.as_ref()), &request).await,
        Ask::Accounts => accounts(home, &text).await,
        Ask::Arrive(source) => other_ways::arrive(home, &url, &source, &text).await,
        Ask::Signals => other_ways::signals(home, &text).await,
        Ask::Import => other_ways::import(home, &url, &text).await,
        Ask::Export => export(home, &text).await,
        Ask::Erase => erase(home, &text).await,
        Ask::Deliveries => ask_desk(home, Question::Deliveries),
        Ask::TestEndpoint(endpoint) => test_endpoint(home, &url, endpoint).await,
        Ask::PushKey => push::key(home).await,
        Ask::Push => push::change(home, &text, bearer.as_ref()).await,
        Ask::Replay(id) => replay(home, id).await,
        Ask::Slack => slack::answer(home, &request, &text).await,
        Ask::Meeting(tool) => {
            let address = address(home, &url, &path);
            bookings::answer(home, &request, (&tool, &address), &text).await
        }
        Ask::Crm(endpoint) => {
            let address = address(home, &url, &path);
            crm::said(home, &request, (endpoint, &address), &text).await
        }
        Ask::CrmLead(endpoint) => {
            let address = address(home, &url, &path);
            let own = edge_origin(&url, settings::text(&home.env, PUBLIC_URL).as_deref());
            crm::lead(home, &request, (endpoint, &address, own), &text).await
        }
        Ask::Roster => ask_desk(home, Question::Roster),
        Ask::ChangeRoster => change_roster(home, &text).await,
        Ask::Report => ask_again(home, Question::Report(report(&url)), &request).await,
        Ask::Digest => {
            let said = |name| parameter(&url, name).unwrap_or_default();
            ask_again(home, Question::Digest(DigestAsked { by: said("by"), of: said("of") }), &request).await
        }
        Ask::CommentDigest => comment(home, None, &text, bearer.as_ref()).await,
        Ask::CommentLead(lead) => comment(home, Some(&lead), &text, bearer.as_ref()).await,
        Ask::CheckFigures => {
            let after = parameter(&url, "after").and_then(|after| after.parse().ok());
            recount::answer(home, after).await
        }
        Ask::Disagreements => ask_desk(home, Question::Disagreements),
        Ask::Log => ask_desk(home, Question::Log),
        Ask::VerifyLog => {
            let after = parameter(&url, "after").and_then(|after| after.parse().ok());
            ask_desk(home, Question::VerifyLog(after.unwrap_or(0)))
        }
        Ask::Agreements => ask_desk(home, Question::Agreements),
        Ask::Session => bearer.map(|passed| Answer::json(200, passed.bearer().to_json())).ok_or_else(internal),
        Ask::BeginSession => entrance::begin_session(home, &request, &url, bearer.as_ref()),
        Ask::EndSession => entrance::end_session(home, &request),
        Ask::Tokens => ask_desk(home, Question::Tokens),
        Ask::TurnLinkKey => entrance::turn_link_key(home).await,
        Ask::MakeToken => entrance::make_token(home, &text).await,
        Ask::RevokeToken(id) => entrance::revoke_token(home, id).await,
        Ask::Agreement(version) => ask_desk(home, Question::Agreement(version)),
        // The Worker scores by itself; it asks for the card only.
        Ask::Score => Err(http::unknown_path()),
    }
}

/// The address as who posted was given it: it is part of what HubSpot signs.
fn address(home: &Rc<Home>, url: &Url, path: &str) -> String {
    let public = settings::text(&home.env, PUBLIC_URL);
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{path}{query}", edge_origin(url, public.as_deref()))
}

/// A key that leads are sealed to: the newest, or the one of an id.
pub(crate) fn queue_key(home: &Rc<Home>, id: Option<i64>) -> Result<Option<QueueKey>, Problem> {
    match home.read(|desk, now, db| desk.ask(Question::QueueKey(id), now, db))? {
        handoff::Answer::QueueKey(key) => Ok(key),
        _ => Err(internal()),
    }
}

/// The variable that holds the deployment's own address, `https://edge.example`. Links in
/// messages begin with it. Needed where the runtime believes any `Host` header or stands behind
/// a proxy that speaks TLS for it; Cloudflare lets only the deployment's own hosts through.
pub(crate) const PUBLIC_URL: &str = "BATON_PUBLIC_URL";

/// The origin that links begin with: the deployment's, else the one this request was sent to.
pub(crate) fn edge_origin(request: &Url, public: Option<&str>) -> String {
    let public = public.and_then(|public| Url::parse(public).ok());
    public.as_ref().unwrap_or(request).origin().ascii_serialization()
}

/// The body of a clock request.
#[derive(serde::Deserialize)]
struct Move {
    /// How far ahead, in ms.
    advance_ms: i64,
    /// To see what a panic does: of the request, or of the event within its commit.
    #[serde(default)]
    panic: Option<Panic>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Panic {
    Request,
    Event,
}

async fn clock(home: &Rc<Home>, text: &[u8]) -> Result<Answer, Problem> {
    let Ok(Move { advance_ms, panic }) = serde_json::from_slice(text) else {
        return Err(Problem::wrong_shape("`advance_ms` is missing", r#"Send {"advance_ms":60000}."#));
    };
    match panic {
        Some(Panic::Request) => forced_panic(),
        Some(Panic::Event) => return home.submit(PANICKING).await.map(|_| Answer::json(200, "{}")),
        None => {}
    }
    match home.submit(Event::MoveClock { advance: Millis(advance_ms) }).await? {
        Reply::Clock(now) => Ok(Answer::json(200, format!(r#"{{"now":{}}}"#, now.0))),
        _ => Err(internal()),
    }
}

/// What is wrong with the form is told on the page itself, with what they typed gone but the
/// lead still before them.
async fn acknowledge(home: &Rc<Home>, token: String, path: &str, text: &[u8]) -> Result<Answer, Problem> {
    let event = match PageAnswer::parse(text) {
        PageAnswer::Acknowledge(Form { next_step, due }) => Event::Acknowledge { token: token.clone(), next_step, due },
        PageAnswer::Move(body) => Event::OwnerSays { token: token.clone(), body },
    };
    match home.submit(event).await {
        Ok(_) => Ok(Answer::redirect(303, path)),
        Err(problem) if problem.fault == handoff::Fault::Caller => handoff_page(home, token, Some(problem)),
        Err(problem) => Err(problem),
    }
}

/// That it was read is written down after the page is known, once, and changes nothing else. Who
/// reads ahead of a person is nobody.
async fn read_page(home: &Rc<Home>, request: &Request, token: String) -> Result<Answer, Problem> {
    let page = handoff_page(home, token.clone(), None)?;
    if is_click(request.method().as_ref(), &purposes(request)) {
        let _ = home.submit(Event::HandoffOpened { token }).await;
    }
    Ok(page)
}

/// What a browser says of why it asks.
fn purposes(request: &Request) -> [Option<String>; 2] {
    ["sec-purpose", "purpose"].map(|name| request.headers().get(name).ok().flatten())
}

fn handoff_page(home: &Rc<Home>, token: String, problem: Option<Problem>) -> Result<Answer, Problem> {
    let status = problem.as_ref().map_or(200, |problem| problem.status);
    match home.read(|desk, now, db| desk.ask(Question::Handoff { token }, now, db)) {
        Ok(handoff::Answer::Handoff(mut view)) => {
            view.problem = problem.map(|problem| (problem.message, problem.help));
            Ok(Answer::page(status, page::render(&view)))
        }
        Ok(_) => Err(internal()),
        Err(refused) => Ok(Answer::page(refused.status, page::refusal(&refused))),
    }
}

/// The click is written down after the answer is known and whatever comes of that: a visitor
/// who wants to book is not kept from it by what we count.
async fn book(home: &Rc<Home>, request: &Request, url: &Url, lead: String) -> Result<Answer, Problem> {
    let page = parameter(url, "frame").filter(|page| !page.is_empty());
    let question = Question::Book { lead: lead.clone(), page };
    let handoff::Answer::Link(target) = home.read(|desk, now, db| desk.ask(question, now, db))? else {
        return Err(internal());
    };
    // A calendar that stands open from the start was asked for by the page, and by no visitor.
    if is_click(request.method().as_ref(), &purposes(request)) && parameter(url, "unasked").is_none() {
        let _ = home.submit(Event::Opened { lead }).await;
    }
    Ok(Answer::redirect(302, &target))
}

/// Whether somebody follows a link, and not a program ahead of them.
fn is_click(method: &str, purpose: &[Option<String>]) -> bool {
    method == "GET" && !purpose.iter().flatten().any(|purpose| purpose.contains("prefetch"))
}

async fn booked(home: &Rc<Home>, lead: &str, text: &[u8]) -> Result<Answer, Problem> {
    match home.submit(Event::Booked(Booked::parse(lead, text)?)).await? {
        Reply::Booked { repeat } => Ok(Answer::json(created(!repeat), format!(r#"{{"v":1,"repeat":{repeat}}}"#))),
        _ => Err(internal()),
    }
}

/// In parts, so that leads come in between. A list with a wrong row changes nothing.
async fn accounts(home: &Rc<Home>, text: &[u8]) -> Result<Answer, Problem> {
    let rows = handoff::read_accounts(text)?;
    let now = home.read(|_, now, _| Ok(now))?;
    for part in rows.chunks(handoff::ACCOUNTS_PART) {
        home.submit(Event::Accounts(AccountsChange::Part { upload: now.0, rows: part.to_vec() })).await?;
    }
    home.submit(Event::Accounts(AccountsChange::Done { upload: now.0, rows: rows.len() })).await?;
    Ok(Answer::json(200, format!(r#"{{"v":1,"accounts":{}}}"#, rows.len())))
}

/// All that is kept of a person: every lead of theirs, with what came, what was said and sent.
async fn export(home: &Rc<Home>, text: &[u8]) -> Result<Answer, Problem> {
    let mut all = Vec::new();
    for lead in leads_of(home, &Asked::parse(text)?).await? {
        match home.read(|desk, now, db| desk.ask(Question::Everything(lead), now, db))? {
            handoff::Answer::Json(lead) => all.push(lead),
            _ => return Err(internal()),
        }
    }
    Ok(Answer::json(200, format!(r#"{{"v":1,"leads":[{}]}}"#, all.join(","))))
}

/// Lead by lead: what failed half way is made whole by asking again.
async fn erase(home: &Rc<Home>, text: &[u8]) -> Result<Answer, Problem> {
    let leads = leads_of(home, &Asked::parse(text)?).await?;
    for lead in &leads {
        home.submit(Event::Move(LeadMove::erasing(lead))).await?;
    }
    Ok(Answer::json(200, format!(r#"{{"v":1,"erased":{}}}"#, leads.len())))
}

/// In slices, so that leads come in between.
async fn leads_of(home: &Rc<Home>, asked: &Asked) -> Result<Vec<String>, Problem> {
    let (mut leads, mut next) = (Vec::new(), Some(0));
    while let Some(after) = next {
        let question = Question::People { asked: asked.clone(), after };
        let handoff::Answer::People(found) = home.read(|desk, now, db| desk.ask(question, now, db))? else {
            return Err(internal());
        };
        leads.extend(found.leads);
        next = found.next;
        timing::turn().await;
    }
    Ok(leads)
}

/// The answer is how the endpoints do then.
async fn test_endpoint(home: &Rc<Home>, url: &Url, endpoint: String) -> Result<Answer, Problem> {
    let edge_origin = edge_origin(url, settings::text(&home.env, PUBLIC_URL).as_deref());
    home.submit(Event::TestEndpoint { endpoint, edge_origin }).await?;
    ask_desk(home, Question::Deliveries)
}

/// The answer is how the endpoints do then.
async fn replay(home: &Rc<Home>, id: String) -> Result<Answer, Problem> {
    home.submit(Event::Replay { id }).await?;
    ask_desk(home, Question::Deliveries)
}

/// The answer is the roster as it is then.
async fn change_roster(home: &Rc<Home>, text: &[u8]) -> Result<Answer, Problem> {
    home.submit(Event::Roster(RosterChange::parse(text)?)).await?;
    ask_desk(home, Question::Roster)
}

/// What somebody says of a lead, or of a digest where there is none.
async fn comment(home: &Rc<Home>, lead: Option<&str>, text: &[u8], passed: Option<&Passed>) -> Result<Answer, Problem> {
    let passed = passed.ok_or_else(internal)?;
    home.submit(Event::Comment(Comment::parse(lead, text, passed.bearer(), passed.own())?)).await?;
    Ok(Answer::json(201, r#"{"v":1}"#))
}

async fn moved(home: &Rc<Home>, lead: &str, text: &[u8], passed: Option<&Passed>) -> Result<Answer, Problem> {
    let passed = passed.ok_or_else(internal)?;
    match home.submit(Event::Move(LeadMove::parse(lead, text)?.sent_by(passed.bearer())?)).await? {
        Reply::Moved { state, repeat } => {
            let body = format!(r#"{{"v":1,"state":"{}","repeat":{repeat}}}"#, state.id());
            Ok(Answer::json(created(!repeat), body))
        }
        _ => Err(internal()),
    }
}

/// The card, and with it the key that leads of this page are sealed to while they wait.
async fn public_card(home: &Rc<Home>, known: Option<&str>) -> Result<Answer, Problem> {
    let (id, bytes) = card(home, baton_scoring::CardKind::Public)?;
    let etag = format!("\"{id}\"");
    let fresh = known.is_some_and(|known| matches_etag(known, &etag));
    let answer = match fresh {
        true => Answer::v1(304, OCTETS, Vec::new()),
        false => Answer::v1(200, OCTETS, bytes),
    };
    let answer = answer.with("etag", etag).with("cache-control", "public, max-age=300");
    Ok(match newest_key(home).await? {
        Some(key) => answer.with("baton-key", key),
        None => answer,
    })
}

/// The key alone, as a script. Where a page's policy lets it fetch nothing from here, it still runs
/// what comes from here, as it runs the tag: what cannot be sent from there can be sealed and kept.
async fn key_script(home: &Rc<Home>) -> Result<Answer, Problem> {
    let key = newest_key(home).await?.unwrap_or_default();
    let script = format!("export default \"{key}\";\n");
    let answer = Answer::v1(200, "text/javascript; charset=utf-8", script);
    Ok(answer.with("cache-control", "public, max-age=300"))
}

/// The key that leads are sealed to from now on: its id, and the public half in base64.
async fn newest_key(home: &Rc<Home>) -> Result<Option<String>, Problem> {
    let Some(key) = queue_key(home, None)? else { return Ok(None) };
    let public = webcrypto::public_key(&key.private).await.map_err(|error| {
        console_error!("desk {}: key {}: {error}", home.name, key.id);
        internal()
    })?;
    Ok(Some(format!("{}.{}", key.id, STANDARD.encode(public))))
}

/// The media type of a card.
const OCTETS: &str = "application/octet-stream";

/// Whether an `If-None-Match` header names this tag. Proxies may have weakened it.
fn matches_etag(header: &str, etag: &str) -> bool {
    header.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

fn card(home: &Rc<Home>, kind: baton_scoring::CardKind) -> Result<(String, Vec<u8>), Problem> {
    match home.read(|desk, now, db| desk.ask(Question::Card(kind), now, db))? {
        handoff::Answer::Card { id, bytes } => Ok((id, bytes)),
        _ => Err(internal()),
    }
}

pub(crate) fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The query of the lead list; what cannot be read is as if it was not there.
fn leads(url: &Url) -> Question {
    Question::Leads {
        limit: parameter(url, "limit").and_then(|limit| limit.parse().ok()).unwrap_or(100),
        before: parameter(url, "before").filter(|before| !before.is_empty()),
        filter: Box::new(filter(url)),
    }
}

/// What the leads of a list must be.
pub(crate) fn filter(url: &Url) -> LeadFilter {
    let said = |name| parameter(url, name).unwrap_or_default();
    LeadFilter {
        q: said("q"),
        state: said("state"),
        tier: said("tier"),
        source: said("source"),
        owner: said("owner"),
        reason: said("reason"),
        from: said("from"),
        to: said("to"),
        figure: said("figure"),
        rep: said("rep"),
        pool: said("pool"),
        campaign: said("campaign"),
    }
}

/// What is asked of the report: by week and by source where it does not say.
fn report(url: &Url) -> ReportAsked {
    let said = |name, or: &str| parameter(url, name).unwrap_or_else(|| or.to_owned());
    ReportAsked {
        from: said("from", ""),
        to: said("to", ""),
        by: said("by", "week"),
        dimension: said("dimension", "source"),
        of: said("of", ""),
    }
}

/// The same, or that it is what was sent before: but for the instant of asking, which is no news.
async fn ask_again(home: &Rc<Home>, question: Question, request: &Request) -> Result<Answer, Problem> {
    let mut answer = home.read(|desk, now, db| desk.ask(question, now, db))?;
    while let handoff::Answer::GoOn(next) = answer {
        timing::turn().await;
        answer = home.glance(|desk, now, db| desk.ask(*next, now, db))?;
    }
    let handoff::Answer::Json(json) = answer else { return Err(internal()) };
    let etag = format!("\"{}\"", handoff::tag(&json));
    let known = request.headers().get("if-none-match").ok().flatten();
    let answer = match known.is_some_and(|known| matches_etag(&known, &etag)) {
        true => Answer::v1(304, "application/json", Vec::new()),
        false => Answer::json(200, json),
    };
    Ok(answer.with("etag", format!("W/{etag}")))
}

/// A question whose answer goes out as it is.
pub fn ask_desk(home: &Rc<Home>, question: Question) -> Result<Answer, Problem> {
    match home.read(|desk, now, db| desk.ask(question, now, db))? {
        handoff::Answer::Json(json) => Ok(Answer::json(200, json)),
        handoff::Answer::Text(text) => Ok(Answer::v1(200, "text/plain; charset=utf-8", text)),
        _ => Err(internal()),
    }
}

async fn inside_answer(home: &Rc<Home>, request: &Request, inside: Inside) -> Result<Answer, Problem> {
    match inside {
        Inside::MayScore => {
            entrance::passes(home, request, &[Right::LeadsScore]).await.map(|_| Answer::json(200, "{}"))
        }
        Inside::Card(kind) => card(home, kind).map(|(_, bytes)| Answer::v1(200, OCTETS, bytes)),
        Inside::LookAfter => {
            let looked = LookedAfter { due_at: home.due_at()? };
            serde_json::to_string(&looked).map(|json| Answer::json(200, json)).map_err(|_| internal())
        }
    }
}

pub(crate) fn created(new: bool) -> u16 {
    if new { 201 } else { 200 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_that_is_known_is_not_sent_again() {
        for header in ["\"ab\"", "W/\"ab\"", "\"x\", \"ab\"", "*"] {
            assert!(matches_etag(header, "\"ab\""), "{header}");
        }
        for header in ["", "ab", "\"a\"", "\"abc\"", "W/\"x\""] {
            assert!(!matches_etag(header, "\"ab\""), "{header}");
        }
    }

    #[test]
    fn links_begin_with_the_deployments_own_address() {
        let request = Url::parse("http://evil.example:8787/v1/desks/acme/leads").unwrap();
        assert_eq!(edge_origin(&request, None), "http://evil.example:8787");
        assert_eq!(edge_origin(&request, Some("https://edge.example/")), "https://edge.example");
        assert_eq!(edge_origin(&request, Some("no address")), "http://evil.example:8787");
    }

    #[test]
    fn programs_that_run_ahead_do_not_click() {
        let none = [None, None];
        assert!(is_click("GET", &none) && !is_click("HEAD", &none));
        assert!(!is_click("GET", &[Some("prefetch;prerender".into()), None]));
        assert!(!is_click("GET", &[None, Some("prefetch".into())]));
    }

    #[test]
    fn the_query_of_the_lead_list() {
        let ask = |query: &str| leads(&Url::parse(&format!("https://e.example/v1/desks/a/leads{query}")).unwrap());
        assert_eq!(ask(""), Question::Leads { limit: 100, before: None, filter: Box::default() });
        assert_eq!(
            ask("?limit=5&before=x%2Dy"),
            Question::Leads { limit: 5, before: Some("x-y".into()), filter: Box::default() }
        );
        let filter = LeadFilter { q: "ada w".into(), state: "won,lost".into(), ..LeadFilter::default() };
        assert_eq!(
            ask("?q=ada+w&state=won,lost"),
            Question::Leads { limit: 100, before: None, filter: Box::new(filter) }
        );
        assert_eq!(ask("?limit=-1&before="), ask(""));
    }
}
