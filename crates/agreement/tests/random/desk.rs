//! The random part that says what happens after the verdict.

use baton_agreement::{BookingTool, EVENTS};

use super::hours;
use super::questions::{Asker, Questions};
use super::score::put_tables;
use super::spelling::{Node, Value, texts};
use super::{Choices, Known};

pub fn desk(c: &mut Choices<'_>, known: &Known, owner: String, root: &mut Node) {
    root.put("booking", Value::Table(booking(c)));
    let origins = ["https://www.acme.example", "http://localhost:8788", "http://[::1]:80"];
    let mut site = Node::table().with("origins", texts(&c.some(&origins)));
    if c.once_in(2) {
        site.put("strict_origins", Value::Flag(c.once_in(2)));
    }
    root.put("site", Value::Table(site));
    hours::desk(c, root);
    let reps: Vec<String> = core::iter::once(owner).chain((1..=c.below(4)).map(|number| c.name(number))).collect();
    let tables = reps.iter().map(|id| rep(c, id, &reps)).collect();
    root.put("reps", Value::List(tables));
    let pools: Vec<String> = (0..=c.below(2)).map(|number| c.name(number)).collect();
    let tables = pools.iter().map(|id| pool(c, id, &reps)).collect();
    root.put("pools", Value::List(tables));
    let count = 1 + c.below(4);
    let tables = (1..=count).map(|number| route(c, known, &pools, number, count)).collect();
    root.put("routes", Value::List(tables));
    if c.once_in(2) {
        let returning = c.pick(&baton_agreement::Returning::ALL).id().to_owned();
        root.put("dedupe", Value::Table(Node::table().with("returning", Value::Text(returning))));
    }
    let count = c.below(3);
    put_tables("accounts", (0..count).map(|_| account(c, known, &reps)).collect(), root);
    windows(c, known, root);
    let count = c.below(4);
    put_tables("escalation", (0..count).map(|_| step(c)).collect(), root);
    ritual(c, known, root);
    deliveries(c, root);
}

fn reason(c: &mut Choices<'_>, number: usize) -> Value {
    let words = format!("{} x", c.text().chars().take(60).collect::<String>());
    let mut reason = Node::table().with("id", Value::Text(c.name(number))).with("words", Value::Text(words));
    if c.once_in(2) {
        reason.put("needs_text", Value::Flag(c.once_in(2)));
    }
    Value::Table(reason)
}

fn ritual(c: &mut Choices<'_>, known: &Known, root: &mut Node) {
    if c.once_in(2) {
        let mut handoff = Node::table();
        let mut by_tier = Node::named();
        for tier in c.some(&known.tiers) {
            by_tier.put(&tier, Value::Text(c.pick(&baton_agreement::Ritual::ALL).id().to_owned()));
        }
        handoff.put("ritual_by_tier", Value::Table(by_tier));
        if c.once_in(2) {
            handoff.put("fast_track_above", Value::Number(c.between(1, 100)));
        }
        root.put("handoff", Value::Table(handoff));
    }
    let count = c.below(3);
    let reason = |number: usize| reason(c, number);
    if count > 0 {
        let reasons = Value::List((0..count).map(reason).collect());
        root.put("feedback", Value::Table(Node::table().with("reasons", reasons)));
    }
}

fn booking(c: &mut Choices<'_>) -> Node {
    let mut booking = Node::table().with("link", Value::Text(link(c)));
    if c.once_in(2) {
        booking.put("tool", tool(c));
    }
    if c.once_in(2) {
        booking.put("name", Value::Text(c.text()));
    }
    if c.once_in(2) {
        booking.put("picture", Value::Text("https://www.acme.example/team.jpg".to_owned()));
    }
    if c.once_in(2) {
        booking.put("inline", Value::Flag(c.once_in(2)));
    }
    booking
}

fn tool(c: &mut Choices<'_>) -> Value {
    Value::Text(c.pick(&BookingTool::ALL).id().to_owned())
}

fn link(c: &mut Choices<'_>) -> String {
    let fills = ["", "{name}", "{first_name}", "{last_name}", "{email}", "{company}", "{lead}", "?a=\"b\"&c=\\", "ä\n"];
    let parts: String = (0..c.below(5)).map(|_| *c.pick(&fills)).collect();
    format!("{}/{parts}", c.pick(&["https://meet.acme.example", "http://localhost:1", "http://127.0.0.1"]))
}

fn rep(c: &mut Choices<'_>, id: &str, reps: &[String]) -> Value {
    let mut rep = Node::table()
        .with("id", Value::Text(id.to_owned()))
        .with("name", Value::Text(c.text()))
        .with("email", Value::Text((*c.pick(&["ana@acme.example", "O'Neil+x@Acme.Example"])).to_owned()));
    if c.once_in(2) {
        rep.put("booking", Value::Text(link(c)));
        if c.once_in(2) {
            rep.put("booking_tool", tool(c));
        }
    }
    if c.once_in(2) {
        rep.put("picture", Value::Text("https://www.acme.example/a.jpg?b=\"c\"".to_owned()));
    }
    if c.once_in(2) {
        rep.put("manager", Value::Text(c.pick(reps).clone()));
    }
    hours::rep(c, &mut rep);
    Value::Table(rep)
}

fn pool(c: &mut Choices<'_>, id: &str, reps: &[String]) -> Value {
    let mut members = c.some(reps);
    if members.is_empty() {
        members.push(reps[0].clone());
    }
    let member = |rep: &String| {
        let mut member = Node::table().with("rep", Value::Text(rep.clone()));
        if c.once_in(2) {
            member.put("weight", Value::Number(c.between(1, 100)));
        }
        Value::Table(member)
    };
    let members = Value::List(members.iter().map(member).collect());
    Value::Table(Node::table().with("id", Value::Text(id.to_owned())).with("members", members))
}

fn route(c: &mut Choices<'_>, known: &Known, pools: &[String], number: usize, count: usize) -> Value {
    let mut route =
        Node::table().with("id", Value::Text(c.name(number))).with("to", Value::Text(c.pick(pools).clone()));
    if number < count {
        route.put("when", Value::Table(Questions { known, asker: Asker::Rule }.question(c, 4)));
    }
    Value::Table(route)
}

fn account(c: &mut Choices<'_>, known: &Known, reps: &[String]) -> Value {
    let mut account = Node::table().with("owner", Value::Text(c.pick(reps).clone()));
    let is_by_name = c.once_in(2);
    if is_by_name {
        account.put("name", Value::Text(c.text()));
        account.put("city", Value::Text(c.text()));
    }
    if !is_by_name || c.once_in(2) {
        account.put("domain", Value::Text((*c.pick(&["atlas.example", "a-1.co.example"])).to_owned()));
    }
    if c.once_in(3) {
        account.put("phone", Value::Text("+49 30 1".to_owned()));
    }
    if !known.lists.is_empty() && c.once_in(3) {
        account.put("list", Value::Text(c.pick(&known.lists).clone()));
    }
    Value::Table(account)
}

fn windows(c: &mut Choices<'_>, known: &Known, root: &mut Node) {
    let mut windows = Node::table().with("first_response", Value::Time(c.seconds(90)));
    let mut named = Node::named();
    let times = ["working_hours", "round_the_clock"];
    for source in c.some(&known.sources) {
        let mut window = Value::Time(c.seconds(90));
        if c.once_in(3) {
            let mut table = Node::table().with("within", window);
            if c.once_in(2) {
                table.put("in", Value::Text((*c.pick(&times)).to_owned()));
            }
            window = Value::Table(table);
        }
        named.put(&source, window);
    }
    if c.once_in(2) {
        windows.put("in", Value::Text((*c.pick(&times)).to_owned()));
    }
    if !named.is_empty() || c.once_in(3) {
        windows.put("by_source", Value::Table(named));
    }
    for (usual, by_source) in [("first_attempt", "attempt_by_source"), ("first_contact", "contact_by_source")] {
        if c.once_in(2) {
            windows.put(usual, Value::Time(c.seconds(90)));
            let mut named = Node::named();
            for source in c.some(&known.sources) {
                named.put(&source, Value::Time(c.seconds(90)));
            }
            windows.put(by_source, Value::Table(named));
        }
    }
    for key in ["offered", "told", "offline_after_miss", "return_to_marketing_after"] {
        if c.once_in(3) {
            windows.put(key, Value::Time(c.seconds(90)));
        }
    }
    if c.once_in(3) {
        windows.put("return_to_marketing", Value::Flag(c.once_in(2)));
    }
    if c.once_in(3) {
        windows.put("attempts_before_nurture", Value::Number(c.between(1, 100)));
    }
    root.put("windows", Value::Table(windows));
}

fn step(c: &mut Choices<'_>) -> Value {
    let kinds = ["remind", "reassign", "tell_manager", "touch_visitor", "return_to_marketing"];
    let at = match c.below(4) {
        0 => Value::Text(format!("{}%", c.between(0, 1_000))),
        1 => Value::Text(format!("{} %", c.between(0, 100))),
        2 => Value::Text("0s".to_owned()),
        _ => Value::Time(c.seconds(90)),
    };
    Value::Table(Node::table().with("at", at).with("do", Value::Text((*c.pick(&kinds)).to_owned())))
}

fn deliveries(c: &mut Choices<'_>, root: &mut Node) {
    let names = c.some(&["SLACK_WEBHOOK_URL", "A", "_", "0"]);
    if !names.is_empty() && c.once_in(2) {
        let mut secrets = Node::named();
        for name in &names {
            secrets.put(name, Value::Text(c.text()));
        }
        root.put("secrets", Value::Table(secrets));
    }
    let kinds = ["slack", "webhook", "resend", "send_email"];
    let count = if names.is_empty() { 0 } else { c.below(4) };
    let delivery = |number: usize| {
        let kind = *c.pick(&kinds);
        let by_mail = ["resend", "send_email"].contains(&kind);
        let mut on = c.some(EVENTS);
        // Visitors are reached by mail alone.
        on.retain(|event| by_mail || !["visitor.confirmation", "visitor.introduction"].contains(event));
        let mut table = Node::table()
            .with("id", Value::Text(c.name(number)))
            .with("kind", Value::Text(kind.to_owned()))
            .with("secret", Value::Text((*c.pick(&names)).to_owned()));
        if by_mail {
            table = table.with("from", Value::Text((*c.pick(&["a@b.example", "Acme, Inc. <a@b.example>"])).to_owned()));
        }
        if number % 3 == 2 {
            return Value::Table(crm(c, number, &names));
        }
        Value::Table(table.with("on", texts(&on)))
    };
    put_tables("deliveries", (0..count).map(delivery).collect(), root);
}

fn crm(c: &mut Choices<'_>, number: usize, secrets: &[&str]) -> Node {
    let of_salesforce = c.once_in(2);
    let kind = if of_salesforce { "salesforce" } else { "hubspot" };
    let mut table = Node::table()
        .with("id", Value::Text(c.name(number)))
        .with("kind", Value::Text(kind.to_owned()))
        .with("secret", Value::Text((*c.pick(secrets)).to_owned()));
    if of_salesforce {
        table = table.with("domain", Value::Text("acme--dev.sandbox.my.salesforce.com".to_owned()));
    }
    let mut put = |name: &'static str, key: &str, value: &str| {
        let mut pairs = Node::named();
        pairs.put(key, Value::Text(value.to_owned()));
        table.put(name, Value::Table(pairs));
    };
    if c.once_in(2) {
        let (field, property) = (*c.pick(&["score", "budget", "handoff"]), *c.pick(&["", "baton_x", "x1"]));
        put("fields", field, property);
        let status = *c.pick(&["won", "assigned"]);
        put("statuses", status, &c.text());
    }
    if c.once_in(3) {
        table.put("poll", Value::Time(c.seconds(1)));
    }
    table
}
