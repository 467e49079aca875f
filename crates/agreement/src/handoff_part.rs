//! The part of an agreement that says what happens after the verdict.

use core::ops::Range;

use baton_scoring::{Gate, GateBytes};

use crate::accounts::{Returning, WrittenAccount, read_accounts, read_dedupe};
use crate::agreement::{Booking, Member, Pool, PoolId, Rep, RepId, Route, Secret, Site, Windows};
use crate::approval::{Approval, read_approval};
use crate::booking::{read_booking, read_calendar, read_picture};
use crate::conditions::Asked;
use crate::crm::CrmNames;
use crate::deliveries::{read_deliveries, read_secrets, read_webhooks, used_secret};
use crate::duration::read_duration;
use crate::endpoint::Endpoint;
use crate::escalation::Step;
use crate::gates::{Asker, Gates};
use crate::hours::{HoursPart, read_hours, read_rep_hours};
use crate::keys::FILLED_WITHIN_DAYS;
use crate::names::Names;
use crate::privacy::{Privacy, read_privacy};
use crate::reader::{At, Problems, Table};
use crate::report_rules::{DigestTo, ReportRules, check_digest, read_report};
use crate::ritual::{RitualPart, read_ritual};
use crate::roster::{read_needs, read_share, read_takes, read_target};
use crate::windows::{WindowNames, read_escalation, read_windows};

/// What is read here, with the places the checks across the file point at.
pub(crate) struct HandoffPart {
    pub site: Site,
    pub booking: Booking,
    pub hours: HoursPart,
    /// The lists of holidays that are asked for.
    pub asked_holidays: Vec<At<String>>,
    pub reps: Vec<WrittenRep>,
    pub pools: Vec<WrittenPool>,
    pub routes: Vec<(At<String>, Option<At<String>>, Route)>,
    /// Whether every route could be read, so that one that is not there is missing indeed.
    pub all_routes: bool,
    pub returning: Returning,
    pub privacy: Privacy,
    pub approval: Approval,
    pub accounts: Vec<WrittenAccount>,
    pub windows: Windows,
    pub window_names: WindowNames,
    pub escalation: Vec<(Range<usize>, Step)>,
    pub ritual: RitualPart,
    pub report: ReportRules,
    pub digest: Vec<DigestTo>,
    pub secrets: Vec<Secret>,
    pub deliveries: Vec<(At<String>, Endpoint)>,
    /// Whom and what the deliveries to CRMs name.
    pub crm_names: CrmNames,
    pub asked: Vec<Asked>,
}

/// A rep and the places of what it refers to.
pub(crate) struct WrittenRep {
    pub id: At<String>,
    pub manager: Option<At<String>>,
    pub rep: Rep,
}

/// A pool and the places of what it refers to.
pub(crate) struct WrittenPool {
    pub id: At<String>,
    pub members: Vec<At<String>>,
    pub fallback: Option<At<String>>,
    pub pool: Pool,
}

pub(crate) fn read_handoff(root: &mut Table<'_>, names: &Names, problems: &mut Problems) -> HandoffPart {
    let mut asked = Vec::new();
    let returning = read_dedupe(root, problems);
    let privacy = read_privacy(root, problems);
    let approval = read_approval(root, problems);
    let accounts = read_accounts(root, names, problems);
    let (hours, mut asked_holidays) = read_hours(root, problems);
    let (windows, window_names) = read_windows(root, hours.is_written, problems);
    let escalation = read_escalation(root, problems);
    let ritual = read_ritual(root, problems);
    let (report, digest) = read_report(root, problems);
    let (mut site, turnstile) = read_site(root, problems);
    let mut booking = read_booking(root, problems);
    let reps = root.tables("reps", problems).into_iter();
    let reps = reps.filter_map(|table| read_rep(table, &mut asked_holidays, problems)).collect();
    let pools = root.tables("pools", problems).into_iter().filter_map(|table| read_pool(table, problems)).collect();
    let tables = root.tables("routes", problems);
    let written = tables.len();
    let routes: Vec<_> =
        tables.into_iter().filter_map(|table| read_route(table, names, &mut asked, problems)).collect();
    let secrets = read_secrets(root, problems);
    let mut used = Vec::new();
    site.turnstile_secret = turnstile.map(|secret| used_secret(secret, &secrets, &mut used, problems));
    booking.webhooks = read_webhooks(root, &secrets, &mut used, problems);
    let (deliveries, crm_names) = read_deliveries(root, &secrets, used, problems);
    let digest = check_digest(digest, &deliveries, problems);
    HandoffPart {
        site,
        booking,
        hours,
        asked_holidays,
        reps,
        pools,
        all_routes: routes.len() == written,
        routes,
        returning,
        privacy,
        approval,
        accounts,
        windows,
        window_names,
        escalation,
        ritual,
        report,
        digest,
        secrets: secrets.all.into_iter().map(|(_, secret)| secret).collect(),
        deliveries,
        crm_names,
        asked,
    }
}

/// The site, but for the secret: what secrets there are is not known yet.
fn read_site(root: &mut Table<'_>, problems: &mut Problems) -> (Site, Option<At<String>>) {
    let mut table = root.table("site", problems);
    let origins = table.texts("origins", problems);
    let strict_origins = table.flag("strict_origins", problems).unwrap_or(false);
    let filled_within = table.text("filled_within", problems);
    let turnstile = table.text("turnstile_secret", problems);
    table.finish(problems);
    let filled_within = filled_within.and_then(|text| read_duration(&text, FILLED_WITHIN_DAYS, problems));
    let origins = origins.map(|list| list.value).unwrap_or_default();
    for origin in &origins {
        if !is_origin(&origin.value) {
            let help = "write scheme and host only, as browsers send it: `https://www.acme.example`".to_owned();
            problems.error("bad_origin", &origin.span, format!("`{}` is not an origin", origin.value), help);
        }
    }
    let origins = origins.into_iter().map(|origin| origin.value).collect();
    (Site { origins, strict_origins, filled_within, turnstile_secret: None }, turnstile)
}

/// Scheme, host and perhaps a port, in lower case, nothing behind.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte))
    })
}

fn read_rep(mut table: Table<'_>, asked_holidays: &mut Vec<At<String>>, problems: &mut Problems) -> Option<WrittenRep> {
    let id = table.text("id", problems);
    let name = table.text("name", problems);
    let email = table.text("email", problems);
    let slack = read_slack(&mut table, problems);
    let booking = read_calendar(&mut table, "booking", "booking_tool", problems);
    let picture = read_picture(&mut table, problems);
    let manager = table.text("manager", problems);
    let takes = read_takes(&mut table, problems);
    let (hours, asked) = read_rep_hours(&mut table, problems);
    asked_holidays.extend(asked);
    table.finish(problems);
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
        slack,
        picture,
        booking,
        manager: manager.as_ref().map(|manager| RepId::new(manager.value.clone())),
        takes,
        hours,
    };
    Some(WrittenRep { id, manager, rep })
}

/// A member id of Slack, as a person's profile there shows it.
fn read_slack(table: &mut Table<'_>, problems: &mut Problems) -> Option<String> {
    let id = table.text("slack", problems)?;
    let plain = id.value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if !plain || id.value.len() < 3 || !id.value.starts_with(['U', 'W']) {
        let help = "copy the member ID from their profile in Slack: `U012AB3CD`".to_owned();
        problems.error("bad_slack_id", &id.span, format!("`{}` is no member of Slack", id.value), help);
    }
    Some(id.value)
}

fn read_pool(mut table: Table<'_>, problems: &mut Problems) -> Option<WrittenPool> {
    let id = table.text("id", problems);
    let mut named = Vec::new();
    let mut members = Vec::new();
    for mut member in table.tables("members", problems) {
        let rep = member.text("rep", problems);
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
    let (share, fallback, if_nobody) = read_share(&mut table, problems);
    table.finish(problems);
    let id = id?;
    if members.is_empty() {
        let help = "write `members = [{ rep = \"ana\" }]`".to_owned();
        problems.error("empty_pool", &span, format!("nobody is in the pool `{}`", id.value), help);
    }
    let place = fallback.as_ref().map(|fallback| PoolId::new(fallback.value.clone()));
    let pool = Pool { id: PoolId::new(id.value.clone()), members, share, fallback: place, if_nobody };
    Some(WrittenPool { id, members: named, fallback, pool })
}

fn read_route(
    mut table: Table<'_>,
    names: &Names,
    asked: &mut Vec<Asked>,
    problems: &mut Problems,
) -> Option<(At<String>, Option<At<String>>, Route)> {
    let id = table.text("id", problems);
    let target = read_target(&mut table, problems);
    let needs = read_needs(&mut table, problems);
    let conditional = table.has("when");
    let when = table.table("when", problems);
    let gate = if conditional { Gates { names, asker: Asker::Rule, asked, problems }.gate(when) } else { None };
    table.finish(problems);
    if conditional && gate.is_none() {
        return None;
    }
    let (id, (to, named)) = (id?, target?);
    let bytes = GateBytes::of(gate.as_ref().unwrap_or(&Gate::All(Vec::new())));
    let route = Route { id: id.value.clone(), when: gate, gate: bytes, to, needs };
    Some((id, named, route))
}
