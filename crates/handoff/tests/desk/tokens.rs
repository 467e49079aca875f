//! Tokens: made once, shown once, revoked for good; and how far a rep's goes.

use crate::world::{AGREEMENT, World, ada, id, somebody_else};
use baton_handoff::access::{Bearer, Reach, Right};
use baton_handoff::{Answer, Event, LeadMove, Problem, Question, Reply, Token, TokenWish};
use serde_json::{Value, json};

fn make(world: &mut World, wish: &Value) -> Result<Value, Problem> {
    match world.handle(Event::MakeToken(TokenWish::parse(wish.to_string().as_bytes())?))? {
        Reply::TokenMade(json) => Ok(serde_json::from_str(&json).unwrap()),
        other => panic!("{other:?}"),
    }
}

fn bearer(world: &mut World, token: &str) -> Result<Bearer, &'static str> {
    match world.ask(Question::Bearer(Token(token.to_owned()))) {
        Ok(Answer::Bearer(bearer)) => Ok(bearer),
        Ok(other) => panic!("{other:?}"),
        Err(problem) => Err(problem.code),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn a_token_is_shown_once_and_kept_as_its_hash() {
    let mut world = World::new();
    let made = make(&mut world, &json!({"name": "chat", "role": "marketing", "scopes": ["leads:read"]})).unwrap();
    let token = text(&made["token"]);
    assert!(token.starts_with("baton_acme_") && token.len() == "baton_acme_".len() + 43, "{token}");
    let secret = token.rsplit('_').next().unwrap();
    assert!(!world.dump().contains(secret), "it stands in the rows");
    let listed = world.json(Question::Tokens).to_string();
    assert!(listed.contains(made["id"].as_str().unwrap()) && !listed.contains(secret), "{listed}");
    assert!(!world.json(Question::Log).to_string().contains(secret));

    let held = bearer(&mut world, &token).unwrap();
    assert_eq!((held.reach(Right::LeadsRead), held.reach(Right::LeadsRelease)), (Reach::All, Reach::Nothing));
    let another = make(&mut world, &json!({"name": "chat", "role": "marketing"})).unwrap();
    assert_ne!(another["token"], made["token"]);
}

#[test]
fn every_other_text_is_no_token() {
    let mut world = World::new();
    let made = make(&mut world, &json!({"name": "all", "role": "admin"})).unwrap();
    let token = text(&made["token"]);
    for at in 0..token.len() {
        let mut other = token.clone().into_bytes();
        other[at] ^= 1;
        let Ok(other) = String::from_utf8(other) else { continue };
        assert_eq!(bearer(&mut world, &other), Err("token_needed"), "byte {at}");
    }
    let shorter = token.get(..token.len() - 1).unwrap();
    for other in ["", "baton_acme_", shorter, &format!("{token}="), &token.replace("acme", "other")] {
        assert_eq!(bearer(&mut world, other), Err("token_needed"), "{other}");
    }
    assert!(bearer(&mut world, &token).is_ok());
}

#[test]
fn revoked_is_revoked() {
    let mut world = World::new();
    let made = make(&mut world, &json!({"name": "chat", "role": "read_only"})).unwrap();
    let (id, token) = (text(&made["id"]), text(&made["token"]));
    for _ in 0..2 {
        world.handle(Event::RevokeToken { id: id.clone() }).unwrap();
        assert_eq!(bearer(&mut world, &token), Err("token_needed"));
    }
    assert_eq!(world.count("events WHERE kind = 'token.revoked'"), 1, "again changes nothing");
    assert!(world.json(Question::Tokens)["tokens"][0]["revoked_at"].is_i64());
    assert_eq!(world.handle(Event::RevokeToken { id: "tok_x".into() }).unwrap_err().code, "unknown_token");
}

#[test]
fn a_desk_has_only_so_many() {
    let mut world = World::new();
    let wish = json!({"name": "x", "role": "read_only"});
    let first = text(&make(&mut world, &wish).unwrap()["id"]);
    for _ in 1..200 {
        make(&mut world, &wish).unwrap();
    }
    assert_eq!(make(&mut world, &wish).unwrap_err().code, "too_many_tokens");
    world.handle(Event::RevokeToken { id: first }).unwrap();
    make(&mut world, &wish).unwrap();
}

#[test]
fn a_reps_token_ends_with_the_rep() {
    let mut world = World::new();
    let wish = json!({"name": "Ben's phone", "role": "rep", "rep": "ben"});
    let token = text(&make(&mut world, &wish).unwrap()["token"]);
    assert!(bearer(&mut world, &token).is_ok());
    assert_eq!(make(&mut world, &json!({"name": "x", "role": "rep", "rep": "zoe"})).unwrap_err().code, "unknown_rep");
    let without = AGREEMENT.replace("\"ben\"", "\"bea\"").replace("Ben Okafor", "Bea Okafor");
    world.handle(Event::Publish { source: without }).unwrap();
    assert_eq!(bearer(&mut world, &token), Err("token_needed"));
}

#[test]
fn a_rep_reaches_their_own_leads_and_no_others() {
    let mut world = World::new();
    let token = text(&make(&mut world, &json!({"name": "Ana", "role": "rep", "rep": "ana"})).unwrap()["token"]);
    let ana = bearer(&mut world, &token).unwrap();
    for n in 1..=6 {
        world.receipt(&if n == 1 { ada(1) } else { somebody_else(n) });
    }
    let all = world.json(Question::Leads { limit: 10, before: None, filter: Box::default() });
    let own = world.json(Question::LeadsOf { rep: "ana".into(), limit: 10, before: None, filter: Box::default() });
    let owners = |list: &Value| -> Vec<String> {
        list["leads"].as_array().unwrap().iter().map(|lead| text(&lead["owner"]["id"])).collect()
    };
    let hers = owners(&all).iter().filter(|owner| *owner == "ana").count();
    assert!(hers > 0 && hers < 6, "both have some: {hers}");
    assert_eq!(owners(&own), vec!["ana"; hers]);
    let first = text(&own["leads"][0]["id"]);
    let rest =
        world.json(Question::LeadsOf { rep: "ana".into(), limit: 10, before: Some(first), filter: Box::default() });
    assert_eq!(owners(&rest).len(), hers - 1);

    for n in 1..=6 {
        let owner = text(&world.page(n)["lead"]["owner"]["id"]);
        let page = world.ask(Question::LeadOf { rep: "ana".into(), lead: id(n) });
        let body = json!({"move": "attempted", "channel": "call", "reached": false}).to_string();
        let attempted = LeadMove::parse(&id(n), body.as_bytes()).unwrap().sent_by(&ana).unwrap();
        let made = world.handle(Event::Move(attempted));
        match owner.as_str() {
            "ana" => {
                assert!(page.is_ok() && made.is_ok(), "{n}");
                let timeline = world.page(n)["timeline"].clone();
                assert_eq!(timeline.as_array().unwrap().last().unwrap()["actor"], "ana");
            }
            _ => {
                assert_eq!((page.unwrap_err().code, made.unwrap_err().code), ("not_your_lead", "not_your_lead"), "{n}");
            }
        }
    }
}

#[test]
fn a_move_takes_its_own_right_and_says_who_made_it() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let mut holder = |wish: Value| {
        let token = text(&make(&mut world, &wish).unwrap()["token"]);
        bearer(&mut world, &token).unwrap()
    };
    let ana = holder(json!({"name": "Ana", "role": "rep", "rep": "ana"}));
    let marketing = holder(json!({"name": "campaigns", "role": "marketing"}));
    let lead = holder(json!({"name": "Mara's tool", "role": "sales_lead"}));
    let parsed = |body: Value| LeadMove::parse(&id(1), body.to_string().as_bytes()).unwrap();
    let code = |body: Value, bearer: &Bearer| parsed(body).sent_by(bearer).map_err(|problem| problem.code).err();
    let attempted = json!({"move": "attempted", "channel": "call", "reached": false});
    assert_eq!(code(json!({"move": "accepted", "by": "ben"}), &ana), Some("not_you"));
    assert_eq!(code(json!({"move": "accepted", "by": "ana"}), &ana), None);
    for denied in ["reassigned", "released", "erased"] {
        assert_eq!(code(json!({"move": denied}), &ana), Some("not_allowed"), "{denied}");
    }
    assert_eq!(code(json!({"move": "released"}), &marketing), None);
    assert_eq!(code(attempted.clone(), &marketing), Some("not_allowed"));
    assert_eq!(code(json!({"move": "erased"}), &lead), Some("not_allowed"));
    assert_eq!(code(json!({"move": "reassigned"}), &lead), None);

    world.handle(Event::Move(parsed(attempted).sent_by(&lead).unwrap())).unwrap();
    let last = world.page(1)["timeline"].as_array().unwrap().last().unwrap().clone();
    assert!(text(&last["actor"]).starts_with("token:tok_"), "{last}");
    assert!(text(&last["words"]).starts_with("Mara's tool tried by call"), "{last}");
}
