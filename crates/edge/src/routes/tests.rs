//! The table, pinned, and who passes.

use super::*;
use crate::inside::Inside;
use baton_handoff::access::{Bearer, Holder, Reach, Role};
use baton_scoring::CardKind;

fn desk(tag: &str, ask: Ask) -> Result<Route, NoRoute> {
    Ok(Route::Desk(DeskName::parse(tag).unwrap(), ask))
}

/// The whole table, pinned: links are in messages that were sent long ago.
#[test]
fn every_route_is_pinned() {
    let table = [
        ("GET", "/v1/health", Ok(Route::Health)),
        ("HEAD", "/v1/health", Ok(Route::Health)),
        ("GET", "/v1/openapi.json", Ok(Route::OpenApi)),
        ("OPTIONS", "/v1/health", Ok(Route::Preflight)),
        ("POST", "/v1/desks/acme/leads", desk("acme", Ask::Intake)),
        ("GET", "/v1/desks/acme/leads", desk("acme", Ask::Leads)),
        ("OPTIONS", "/v1/desks/acme/leads", Ok(Route::Preflight)),
        ("GET", "/v1/desks/acme.sales/leads/x-1", desk("acme.sales", Ask::Lead("x-1".into()))),
        ("GET", "/v1/desks/acme/card", desk("acme", Ask::Card)),
        ("HEAD", "/v1/desks/acme/card", desk("acme", Ask::Card)),
        ("GET", "/v1/desks/acme/key.js", desk("acme", Ask::Key)),
        ("GET", "/v1/desks/acme/leads/x-1/offer", desk("acme", Ask::Offer("x-1".into()))),
        ("GET", "/v1/desks/acme/book/x-1", desk("acme", Ask::Book("x-1".into()))),
        ("POST", "/v1/desks/acme/leads/x-1/booked", desk("acme", Ask::Booked("x-1".into()))),
        ("GET", "/v1/desks/acme/now", desk("acme", Ask::Now)),
        ("GET", "/v1/desks/acme/live", desk("acme", Ask::Live)),
        ("GET", "/v1/desks/acme/leads.csv", desk("acme", Ask::LeadRows)),
        ("POST", "/v1/desks/acme/accounts", desk("acme", Ask::Accounts)),
        ("POST", "/v1/desks/acme/sources/chat/leads", desk("acme", Ask::Arrive("chat".into()))),
        ("POST", "/v1/desks/acme/signals", desk("acme", Ask::Signals)),
        ("POST", "/v1/desks/acme/imports", desk("acme", Ask::Import)),
        ("POST", "/v1/desks/acme/people/export", desk("acme", Ask::Export)),
        ("POST", "/v1/desks/acme/people/erase", desk("acme", Ask::Erase)),
        ("GET", "/v1/desks/acme/deliveries", desk("acme", Ask::Deliveries)),
        ("POST", "/v1/desks/acme/deliveries/slack/test", desk("acme", Ask::TestEndpoint("slack".into()))),
        ("GET", "/v1/desks/acme/push", desk("acme", Ask::PushKey)),
        ("POST", "/v1/desks/acme/push", desk("acme", Ask::Push)),
        ("POST", "/v1/desks/acme/deliveries/dlv_1/replay", desk("acme", Ask::Replay("dlv_1".into()))),
        ("POST", "/v1/desks/acme/slack", desk("acme", Ask::Slack)),
        ("POST", "/v1/desks/acme/meetings/cal", desk("acme", Ask::Meeting("cal".into()))),
        ("POST", "/v1/desks/acme/crm/hubspot", desk("acme", Ask::Crm("hubspot".into()))),
        ("POST", "/v1/desks/acme/crm/hubspot/leads", desk("acme", Ask::CrmLead("hubspot".into()))),
        ("GET", "/v1/desks/acme/roster", desk("acme", Ask::Roster)),
        ("POST", "/v1/desks/acme/roster", desk("acme", Ask::ChangeRoster)),
        ("POST", "/v1/desks/acme/leads/x-1/moves", desk("acme", Ask::Move("x-1".into()))),
        ("GET", "/v1/desks/acme/report", desk("acme", Ask::Report)),
        ("GET", "/v1/desks/acme/digest", desk("acme", Ask::Digest)),
        ("POST", "/v1/desks/acme/digest/comments", desk("acme", Ask::CommentDigest)),
        ("POST", "/v1/desks/acme/leads/x/comments", desk("acme", Ask::CommentLead("x".into()))),
        ("GET", "/v1/desks/acme/figures/check", desk("acme", Ask::CheckFigures)),
        ("GET", "/v1/desks/acme/disagreements", desk("acme", Ask::Disagreements)),
        ("GET", "/v1/desks/acme/log", desk("acme", Ask::Log)),
        ("GET", "/v1/desks/acme/log/verify", desk("acme", Ask::VerifyLog)),
        ("POST", "/v1/desks/acme/agreements", desk("acme", Ask::Publish)),
        ("GET", "/v1/desks/acme/agreements", desk("acme", Ask::Agreements)),
        ("GET", "/v1/desks/acme/agreements/12", desk("acme", Ask::Agreement(12))),
        ("POST", "/v1/desks/acme/agreements/3/restore", desk("acme", Ask::Restore(3))),
        ("GET", "/v1/desks/acme/drafts", desk("acme", Ask::Drafts)),
        ("POST", "/v1/desks/acme/drafts", desk("acme", Ask::MakeDraft)),
        ("GET", "/v1/desks/acme/drafts/2", desk("acme", Ask::Draft(2))),
        ("POST", "/v1/desks/acme/drafts/2", desk("acme", Ask::ChangeDraft(2))),
        ("GET", "/v1/desks/acme/past", desk("acme", Ask::PastLeads)),
        ("POST", "/v1/desks/acme/score", desk("acme", Ask::Score)),
        ("POST", "/v1/desks/acme/clock", desk("acme", Ask::Clock)),
        ("GET", "/v1/desks/acme/session", desk("acme", Ask::Session)),
        ("POST", "/v1/desks/acme/session", desk("acme", Ask::BeginSession)),
        ("DELETE", "/v1/desks/acme/session", desk("acme", Ask::EndSession)),
        ("GET", "/v1/desks/acme/tokens", desk("acme", Ask::Tokens)),
        ("POST", "/v1/desks/acme/tokens", desk("acme", Ask::MakeToken)),
        ("DELETE", "/v1/desks/acme/tokens/tok_1", desk("acme", Ask::RevokeToken("tok_1".into()))),
        ("POST", "/v1/desks/acme/link-keys", desk("acme", Ask::TurnLinkKey)),
        ("GET", "/h/acme/tok.sig", desk("acme", Ask::Handoff("tok.sig".into()))),
        ("POST", "/h/acme/tok.sig", desk("acme", Ask::Acknowledge("tok.sig".into()))),
    ];
    for (method, path, expected) in table {
        assert_eq!(Route::parse(method, path), expected, "{method} {path}");
    }
}

#[test]
fn every_route_stands_in_the_documentation() {
    let (routes, documented) = (include_str!("../routes.rs"), include_str!("../../../../docs/api.md"));
    let named = routes.lines().filter_map(|line| line.trim().strip_prefix("/// `")?.split_once('`'));
    let paths: Vec<&str> =
        named.map(|(path, _)| path).filter(|path| path.contains(" …/") || path.contains(" /h/")).collect();
    assert!(paths.len() > 20, "{paths:?}");
    for path in paths {
        assert!(documented.contains(&format!("`{path}")), "docs/api.md lacks `{path}`");
    }
}

#[test]
fn what_is_no_path_is_unknown() {
    for path in [
        "/",
        "",
        "/v1",
        "/v1/",
        "/v1/desks",
        "/v1/desks/acme",
        "/v1/desks/acme/",
        "/h",
        "/h/acme",
        "/h/acme/",
        "/h/acme/t/x",
        "/v1/health/",
        "/v1/desks/acme/leads/",
        "/v1/desks/acme/nothing",
        "/v1/desks/acme/agreements/0",
        "/v1/desks/acme/agreements/01",
        "/v1/desks/acme/agreements/-1",
        "/v1/desks/acme/agreements/9999999999",
        "/V1/health",
        "/wake",
        "//v1/health",
        "/v2/desks/acme/leads",
    ] {
        assert_eq!(Route::parse("GET", path), Err(NoRoute::UnknownPath), "{path}");
    }
}

#[test]
fn nothing_inside_can_be_asked_from_outside() {
    for inside in [Inside::LookAfter, Inside::Card(CardKind::Full), Inside::Card(CardKind::Public), Inside::MayScore] {
        assert_eq!(Inside::parse(inside.path()), Some(inside));
        for method in ["GET", "POST"] {
            assert_eq!(Route::parse(method, inside.path()), Err(NoRoute::UnknownPath));
        }
    }
    assert_eq!(Inside::parse("/v1/desks/acme/leads"), None);
}

#[test]
fn a_name_no_desk_can_have_is_an_unknown_desk() {
    for tag in ["", "UPPER", "a_b", "a.b.c", "%61cme", "acme.", ".acme", "acme.main", "ümlaut"] {
        let path = format!("/v1/desks/{tag}/leads");
        assert_eq!(Route::parse("POST", &path), Err(NoRoute::UnknownDesk(tag.into())), "{tag}");
    }
}

#[test]
fn a_wrong_method_says_what_is_allowed() {
    let cases = [
        ("PUT", "/v1/desks/acme/leads", "GET, HEAD, POST, OPTIONS"),
        ("DELETE", "/v1/desks/acme/card", "GET, HEAD, OPTIONS"),
        ("POST", "/v1/desks/acme/card", "GET, HEAD, OPTIONS"),
        ("GET", "/v1/desks/acme/score", "POST, OPTIONS"),
        ("PUT", "/h/acme/t", "GET, HEAD, POST, OPTIONS"),
        ("POST", "/v1/health", "GET, HEAD, OPTIONS"),
    ];
    for (method, path, allow) in cases {
        assert_eq!(Route::parse(method, path), Err(NoRoute::WrongMethod(allow)), "{method} {path}");
    }
}

#[test]
fn nothing_that_shows_or_changes_a_desk_is_open_to_anyone() {
    let open = [
        Ask::Card,
        Ask::Key,
        Ask::Intake,
        Ask::Offer("lead".into()),
        Ask::Book("lead".into()),
        Ask::Booked("lead".into()),
        Ask::Handoff("token".into()),
        Ask::Acknowledge("token".into()),
        Ask::Slack,
        Ask::Meeting("tool".into()),
        Ask::Crm("endpoint".into()),
        Ask::CrmLead("endpoint".into()),
        Ask::EndSession,
    ];
    let mut closed = 0;
    for ask in every_ask() {
        assert_eq!(ask.access() == Access::Anyone, open.contains(&ask), "{ask:?}");
        closed += i32::from(!open.contains(&ask));
    }
    assert!(closed > 15, "{closed}");
}

/// What is asked in the pinned table: every variant, for it is read from the code.
fn every_ask() -> Vec<Ask> {
    let routes = include_str!("../routes.rs");
    let methods = ["GET", "POST", "DELETE"];
    let documented = routes.lines().filter_map(|line| line.trim().strip_prefix("/// `")?.split_once('`'));
    let asks: Vec<Ask> = documented
        .filter_map(|(route, _)| route.split_once(' '))
        .filter(|(method, path)| methods.contains(method) && (path.starts_with('…') || path.starts_with("/h/")))
        .map(|(method, path)| {
            let path = path.replace('…', "/v1/desks/acme").replace("{n}", "1").replace(['{', '}'], "");
            match Route::parse(method, &path) {
                Ok(Route::Desk(_, ask)) => ask,
                other => panic!("{method} {path} is no route of a desk: {other:?}"),
            }
        })
        .collect();
    let declared = routes.split("pub enum Ask {").nth(1).unwrap().split("\n}").next().unwrap();
    let variants = declared.lines().filter(|line| !line.trim().starts_with("///") && !line.trim().is_empty()).count();
    assert_eq!(asks.len(), variants, "a route whose line does not say how it is asked");
    asks
}

/// Every route for every role: what is open is open, and a rep's own leads are all they reach.
#[test]
fn every_route_says_for_every_role_how_far_it_goes() {
    let holder = |role| {
        let rep = (role == Role::Rep).then(|| "ana".to_owned());
        Bearer::Holder(Holder { actor: "token:t".into(), name: "t".into(), role, rep, scopes: Vec::new() })
    };
    let mut passes = Vec::new();
    for ask in every_ask() {
        let Access::Right(rights) = ask.access() else { continue };
        assert!(!rights.is_empty(), "{ask:?}");
        assert_eq!(Bearer::Secret.may(rights).ok(), Some(Reach::All), "{ask:?}");
        for role in Role::EVERY {
            let reach = holder(role).may(rights).unwrap_or(Reach::Nothing);
            assert!(reach != Reach::Own || ask.narrows(), "{ask:?} is not held to a rep's own leads");
            if reach != Reach::Nothing {
                passes.push(role);
            }
        }
    }
    let count = |role| passes.iter().filter(|passed| **passed == role).count();
    let counted = Role::EVERY.map(count);
    assert_eq!(counted, [38, 32, 35, 13, 19], "a route more or less for a role is decided, not slipped in");
}
