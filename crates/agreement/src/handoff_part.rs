//! The part of an agreement that says what happens after the verdict.

use baton_scoring::{GateLimits, Seconds};

use crate::agreement::{
    Booking, EVENTS, Endpoint, EndpointKind, Member, Pool, PoolId, Rep, RepId, Route, Site, Windows,
};
use crate::conditions::{Asked, read_gate};
use crate::reader::{At, Problems, Table};

/// What is read here, with the places the checks across the file point at.
pub(crate) struct HandoffPart {
    pub site: Site,
    pub booking: Booking,
    pub reps: Vec<(At<String>, Rep)>,
    pub pools: Vec<(At<String>, Vec<At<String>>, Pool)>,
    pub routes: Vec<(At<String>, At<String>, Route)>,
    pub windows: Windows,
    pub window_sources: Vec<At<String>>,
    pub deliveries: Vec<(At<String>, Endpoint)>,
    pub asked: Vec<Asked>,
}

pub(crate) fn read_handoff(root: &mut Table<'_>, problems: &mut Problems) -> HandoffPart {
    let mut asked = Vec::new();
    let (windows, window_sources) = read_windows(root, problems);
    HandoffPart {
        site: read_site(root, problems),
        booking: read_booking(root, problems),
        reps: root.tables("reps", problems).into_iter().filter_map(|table| read_rep(table, problems)).collect(),
        pools: root.tables("pools", problems).into_iter().filter_map(|table| read_pool(table, problems)).collect(),
        routes: root
            .tables("routes", problems)
            .into_iter()
            .filter_map(|table| read_route(table, &mut asked, problems))
            .collect(),
        windows,
        window_sources,
        deliveries: root
            .tables("deliveries", problems)
            .into_iter()
            .filter_map(|table| read_endpoint(table, problems))
            .collect(),
        asked,
    }
}

fn read_site(root: &mut Table<'_>, problems: &mut Problems) -> Site {
    let mut table = root.table("site", problems);
    let origins = table.texts("origins", problems);
    let strict_origins = table.flag("strict_origins", problems).unwrap_or(false);
    if !table.has("origins") {
        table.missing("origins", "[\"https://www.acme.example\"]", problems);
    }
    table.finish(problems);
    let origins = origins.map(|list| list.value).unwrap_or_default();
    for origin in &origins {
        if !is_origin(&origin.value) {
            let help = "write scheme and host only, as browsers send it: `https://www.acme.example`".to_owned();
            problems.error("bad_origin", &origin.span, format!("`{}` is not an origin", origin.value), help);
        }
    }
    Site { origins: origins.into_iter().map(|origin| origin.value).collect(), strict_origins }
}

/// Scheme, host and perhaps a port, in lower case, nothing behind.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte))
    })
}

fn read_booking(root: &mut Table<'_>, problems: &mut Problems) -> Booking {
    let mut table = root.table("booking", problems);
    let link = table.required("link", "\"https://meet.acme.example/team\"", problems);
    table.finish(problems);
    if let Some(link) = &link {
        check_link(link, problems);
    }
    Booking { general: link.map(|link| link.value).unwrap_or_default() }
}

/// What a booking link may hold in braces.
const PREFILLS: [&str; 6] = ["{name}", "{first_name}", "{last_name}", "{email}", "{company}", "{lead}"];

fn check_link(link: &At<String>, problems: &mut Problems) {
    let local = link.value.starts_with("http://localhost") || link.value.starts_with("http://127.0.0.1");
    if !link.value.starts_with("https://") && !local {
        let help = "write the whole address, beginning with https://".to_owned();
        problems.error("bad_link", &link.span, format!("`{}` is not a link a visitor can follow", link.value), help);
    }
    let bare = PREFILLS.iter().fold(link.value.clone(), |text, prefill| text.replace(prefill, ""));
    if bare.contains(['{', '}']) {
        let help = format!("it can hold: {}", PREFILLS.join(", "));
        problems.error("unknown_prefill", &link.span, "this link has braces that nothing fills".to_owned(), help);
    }
}

fn read_rep(mut table: Table<'_>, problems: &mut Problems) -> Option<(At<String>, Rep)> {
    let id = table.required("id", "\"ana\"", problems);
    let name = table.required("name", "\"Ana Silva\"", problems);
    let email = table.required("email", "\"ana@acme.example\"", problems);
    let booking = table.text("booking", problems);
    table.finish(problems);
    if let Some(link) = &booking {
        check_link(link, problems);
    }
    if let Some(email) = &email
        && baton_scoring::EmailAddress::parse(&email.value).is_none()
    {
        let help = "write it like `ana@acme.example`".to_owned();
        problems.error("bad_email", &email.span, format!("`{}` is not an e-mail address", email.value), help);
    }
    let id = id?;
    let rep = Rep {
        id: RepId::new(id.value.clone()),
        name: name?.value,
        email: email?.value,
        booking: booking.map(|link| link.value),
    };
    Some((id, rep))
}

fn read_pool(mut table: Table<'_>, problems: &mut Problems) -> Option<(At<String>, Vec<At<String>>, Pool)> {
    let id = table.required("id", "\"inbound\"", problems);
    let mut named = Vec::new();
    let mut members = Vec::new();
    for mut member in table.tables("members", problems) {
        let rep = member.required("rep", "\"ana\"", problems);
        let weight = member.number("weight", problems);
        member.finish(problems);
        if let Some(weight) = &weight
            && !(1..=100).contains(&weight.value)
        {
            let help = "write a whole number from 1 to 100; leave a rep out who shall get nothing".to_owned();
            problems.error("bad_weight", &weight.span, format!("a weight of {}", weight.value), help);
        }
        if let Some(rep) = rep {
            let weight = weight.map_or(1, |weight| u32::try_from(weight.value.clamp(1, 100)).unwrap_or(1));
            members.push(Member { rep: RepId::new(rep.value.clone()), weight });
            named.push(rep);
        }
    }
    let span = table.span.clone();
    table.finish(problems);
    let id = id?;
    if members.is_empty() {
        let help = "write `members = [{ rep = \"ana\" }]`".to_owned();
        problems.error("empty_pool", &span, format!("nobody is in the pool `{}`", id.value), help);
    }
    let pool = Pool { id: PoolId::new(id.value.clone()), members };
    Some((id, named, pool))
}

fn read_route(
    mut table: Table<'_>,
    asked: &mut Vec<Asked>,
    problems: &mut Problems,
) -> Option<(At<String>, At<String>, Route)> {
    let id = table.required("id", "\"everyone_else\"", problems);
    let to = table.required("to", "\"inbound\"", problems);
    let conditional = table.has("when");
    let when = table.table("when", problems);
    let gate = if conditional { read_gate(when, GateLimits::DEPTH, asked, problems) } else { None };
    table.finish(problems);
    if conditional && gate.is_none() {
        return None;
    }
    let (id, to) = (id?, to?);
    let route = Route { id: id.value.clone(), when: gate, to: PoolId::new(to.value.clone()) };
    Some((id, to, route))
}

fn read_windows(root: &mut Table<'_>, problems: &mut Problems) -> (Windows, Vec<At<String>>) {
    let mut table = root.table("windows", problems);
    let first = table.required("first_response", "\"5m\"", problems).and_then(|text| read_duration(&text, problems));
    let mut by_source = Vec::new();
    let mut named = Vec::new();
    for (source, text) in table.table("by_source", problems).named_texts(problems) {
        if let Some(window) = read_duration(&text, problems) {
            by_source.push((source.value.clone(), window));
            named.push(source);
        }
    }
    table.finish(problems);
    (Windows { first_response: first.unwrap_or(Seconds(300)), by_source }, named)
}

/// `30s`, `5m`, `4h`, `2d`: a whole number and one unit.
fn read_duration(text: &At<String>, problems: &mut Problems) -> Option<Seconds> {
    let split = text.value.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = split.and_then(|at| text.value.split_at_checked(at)).unwrap_or((&text.value, ""));
    let factor = match unit.trim() {
        "s" => Some(1),
        "m" | "min" => Some(60),
        "h" => Some(3_600),
        "d" => Some(86_400),
        _ => None,
    };
    let seconds = number.parse::<i64>().ok().zip(factor).and_then(|(n, factor)| n.checked_mul(factor));
    match seconds {
        Some(seconds) if (1..=90 * 86_400).contains(&seconds) => Some(Seconds(seconds)),
        _ => {
            let help = "write a whole number and a unit: `30s`, `5m`, `4h` or `2d`, at most 90 days".to_owned();
            problems.error("bad_duration", &text.span, format!("`{}` is not a duration", text.value), help);
            None
        }
    }
}

fn read_endpoint(mut table: Table<'_>, problems: &mut Problems) -> Option<(At<String>, Endpoint)> {
    let id = table.required("id", "\"slack\"", problems);
    let kind = table.required("kind", "\"slack\"", problems);
    let secret = table.required("secret", "\"SLACK_WEBHOOK_URL\"", problems);
    let on = table.texts("on", problems);
    if !table.has("on") {
        table.missing("on", "[\"lead.assigned\"]", problems);
    }
    table.finish(problems);
    if let Some(secret) = &secret
        && !secret.value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    {
        let help = "name the secret here, like `SLACK_WEBHOOK_URL`, and set its value at the edge".to_owned();
        problems.error("secret_in_file", &secret.span, "this is not the name of a secret".to_owned(), help);
    }
    let events = on.map(|on| on.value).unwrap_or_default();
    for event in &events {
        if !EVENTS.contains(&event.value.as_str()) {
            problems.unknown("unknown_event", "event", event, EVENTS.iter().copied());
        }
    }
    let kind = kind?;
    let kind = match kind.value.as_str() {
        "slack" => EndpointKind::Slack,
        "webhook" => EndpointKind::Webhook,
        _ => {
            problems.unknown("unknown_delivery", "kind of delivery", &kind, ["slack", "webhook"]);
            return None;
        }
    };
    let id = id?;
    let on = events.into_iter().map(|event| event.value).collect();
    let endpoint = Endpoint { id: id.value.clone(), kind, secret: secret?.value, on };
    Some((id, endpoint))
}
