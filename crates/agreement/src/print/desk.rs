//! The part that says what happens after the verdict.

use super::card::flag;
use super::hours;
use super::page::{Page, duration, inline, key, lines, short, text, texts};
use super::questions::Questions;
use super::ritual;
use crate::accounts::Account;
use crate::agreement::{Agreement, Pool, Rep, Route, Target, Windows};
use crate::booking::Calendar;
use crate::crm::Crm;
use crate::escalation::StepAt;
use crate::report_rules::DigestTo;

pub(super) fn print(agreement: &Agreement, page: &mut Page) {
    page.section("[booking]");
    print_calendar(&agreement.booking.general, "link", "tool", page);
    for (key, value) in [("name", &agreement.booking.name), ("picture", &agreement.booking.picture)] {
        if let Some(value) = value {
            page.entry(key, &text(value));
        }
    }
    page.entry("inline", flag(agreement.booking.inline));
    page.section("[site]");
    page.entry("origins", &texts(&agreement.site.origins, 0));
    page.entry("strict_origins", flag(agreement.site.strict_origins));
    if let Some(time) = agreement.site.filled_within {
        page.entry("filled_within", &duration(time));
    }
    if let Some(secret) = &agreement.site.turnstile_secret {
        page.entry("turnstile_secret", &text(secret));
    }
    hours::print(agreement, page);
    agreement.reps.iter().for_each(|rep| print_rep(rep, page));
    agreement.pools.iter().for_each(|pool| print_pool(pool, page));
    agreement.routes.iter().for_each(|route| print_route(agreement, route, page));
    page.section("[dedupe]");
    page.entry("returning", &text(agreement.returning.id()));
    if let Some(keep) = agreement.privacy.keep_leads {
        page.section("[privacy]");
        page.entry("keep_leads", &duration(keep));
    }
    page.section("[approval]");
    page.entry("required", flag(agreement.approval.required));
    agreement.accounts.iter().for_each(|account| print_account(account, page));
    print_windows(&agreement.windows, page);
    for step in &agreement.escalation {
        page.section("[[escalation]]");
        let at = match step.at {
            StepAt::Share(percent) => format!("{percent}%"),
            StepAt::After(time) => short(time),
        };
        page.entry("at", &text(&at));
        page.entry("do", &text(step.does.id()));
    }
    print_report(agreement, page);
    ritual::print(agreement, page);
    if !agreement.booking.webhooks.is_empty() {
        page.section("[booking_webhooks]");
    }
    for (tool, secret) in &agreement.booking.webhooks {
        page.entry(tool.id(), &text(secret));
    }
    if !agreement.secrets.is_empty() {
        page.section("[secrets]");
    }
    for secret in &agreement.secrets {
        page.entry(&key(&secret.name), &text(&secret.what));
    }
    for endpoint in &agreement.deliveries {
        page.section("[[deliveries]]");
        page.entry("id", &text(&endpoint.id));
        page.entry("kind", &text(endpoint.kind.id()));
        page.entry("secret", &text(&endpoint.secret));
        if let Some(signing) = &endpoint.signing_secret {
            page.entry("signing_secret", &text(signing));
        }
        if let Some((second, after)) = &endpoint.second {
            page.entry("second", &text(second));
            page.entry("second_after", &duration(*after));
        }
        if let Some(from) = &endpoint.from {
            page.entry("from", &text(&from.to_string()));
        }
        match &endpoint.crm {
            Some(crm) => print_crm(crm, page),
            None => page.entry("on", &texts(&endpoint.on, 0)),
        }
    }
}

fn print_crm(crm: &Crm, page: &mut Page) {
    if let Some(domain) = &crm.domain {
        page.entry("domain", &text(domain));
    }
    for (name, pairs) in [("owners", &crm.owners), ("fields", &crm.fields), ("statuses", &crm.statuses)] {
        let pairs: Vec<String> = pairs.iter().map(|(one, other)| format!("{} = {}", key(one), text(other))).collect();
        if !pairs.is_empty() {
            page.entry(name, &format!("{{ {} }}", pairs.join(", ")));
        }
    }
    if let Some(source) = &crm.source {
        page.entry("source", &text(source));
    }
    if let Some(poll) = &crm.poll {
        page.entry("poll", &duration(*poll));
    }
}

fn print_account(account: &Account, page: &mut Page) {
    page.section("[[accounts]]");
    page.entry("owner", &text(account.owner.as_str()));
    let Account { domain, name, phone, city, list, .. } = account;
    for (key, value) in [("domain", domain), ("name", name), ("phone", phone), ("city", city), ("list", list)] {
        if let Some(value) = value {
            page.entry(key, &text(value));
        }
    }
}

fn print_rep(rep: &Rep, page: &mut Page) {
    page.section("[[reps]]");
    page.entry("id", &text(rep.id.as_str()));
    page.entry("name", &text(&rep.name));
    page.entry("email", &text(&rep.email));
    if let Some(slack) = &rep.slack {
        page.entry("slack", &text(slack));
    }
    if let Some(picture) = &rep.picture {
        page.entry("picture", &text(picture));
    }
    if let Some(booking) = &rep.booking {
        print_calendar(booking, "booking", "booking_tool", page);
    }
    if let Some(manager) = &rep.manager {
        page.entry("manager", &text(manager.as_str()));
    }
    let takes = &rep.takes;
    for (key, cap) in [("open_leads", takes.open_leads), ("per_day", takes.per_day)] {
        if let Some(cap) = cap {
            page.entry(key, &cap.to_string());
        }
    }
    for (key, words) in [
        ("skills", &takes.skills),
        ("products", &takes.products),
        ("languages", &takes.languages),
        ("blocked", &takes.blocked),
    ] {
        if !words.is_empty() {
            page.entry(key, &texts(words, 0));
        }
    }
    hours::print_rep(&rep.hours, page);
}

fn print_calendar(calendar: &Calendar, link: &str, tool: &str, page: &mut Page) {
    page.entry(link, &text(&calendar.link));
    if let Some(named) = calendar.named {
        page.entry(tool, &text(named.id()));
    }
}

fn print_pool(pool: &Pool, page: &mut Page) {
    page.section("[[pools]]");
    page.entry("id", &text(pool.id.as_str()));
    let members = pool.members.iter();
    let members =
        members.map(|member| inline(&vec![("rep", text(member.rep.as_str())), ("weight", member.weight.to_string())]));
    page.entry("members", &lines(&members.collect::<Vec<_>>(), 0));
    page.entry("share", &text(pool.share.id()));
    if let Some(fallback) = &pool.fallback {
        page.entry("fallback", &text(fallback.as_str()));
    }
    let ways: Vec<String> = pool.if_nobody.iter().map(|way| way.id().to_owned()).collect();
    page.entry("if_nobody", &texts(&ways, 0));
}

fn print_route(agreement: &Agreement, route: &Route, page: &mut Page) {
    page.section("[[routes]]");
    page.entry("id", &text(&route.id));
    if let Some(when) = &route.when {
        page.entry("when", &Questions { agreement, worded: true }.inline(when, 0));
    }
    match &route.to {
        Target::Pool(pool) => page.entry("to", &text(pool.as_str())),
        Target::Rep(rep) => page.entry("rep", &text(rep.as_str())),
        Target::AccountOwner => page.entry("account_owner", flag(true)),
    }
    if !route.needs.skills.is_empty() {
        page.entry("skills", &texts(&route.needs.skills, 0));
    }
    if let Some(product) = &route.needs.product {
        page.entry("product", &text(product));
    }
    if route.needs.same_language {
        page.entry("same_language", flag(true));
    }
}

fn print_windows(windows: &Windows, page: &mut Page) {
    page.section("[windows]");
    page.entry("in", &text(windows.time.id()));
    page.entry("offered", &duration(windows.offered));
    page.entry("told", &duration(windows.told));
    if let Some(time) = windows.offline_after_miss {
        page.entry("offline_after_miss", &duration(time));
    }
    page.entry("return_to_marketing", flag(windows.return_after.is_some()));
    if let Some(time) = windows.return_after {
        page.entry("return_to_marketing_after", &duration(time));
    }
    page.entry("attempts_before_nurture", &windows.attempts_before_nurture.to_string());
    let all = [
        (Some(&windows.first_response), ["first_response", "by_source", "by_tier"]),
        (windows.first_attempt.as_ref(), ["first_attempt", "attempt_by_source", "attempt_by_tier"]),
        (windows.first_contact.as_ref(), ["first_contact", "contact_by_source", "contact_by_tier"]),
    ];
    let written = || all.iter().filter_map(|(window, keys)| window.map(|window| (window, keys)));
    for (window, [usual, ..]) in written() {
        page.entry(usual, &duration(window.usual));
    }
    for (window, [_, by_source, by_tier]) in written() {
        for (title, named) in [(by_source, &window.by_source), (by_tier, &window.by_tier)] {
            if !named.is_empty() {
                page.section(&format!("[windows.{title}]"));
            }
            for (name, time) in named {
                page.entry(&key(name), &duration(*time));
            }
        }
    }
}

fn print_report(agreement: &Agreement, page: &mut Page) {
    let rules = &agreement.report;
    page.section("[report]");
    for (key, number) in [
        ("rejected_above", rules.rejected_above),
        ("mql_to_sql_below", rules.mql_to_sql_below),
        ("mql_to_sql_above", rules.mql_to_sql_above),
        ("vague_above", rules.vague_above),
        ("far_by", rules.far_by),
        ("fewest", rules.fewest),
        ("benchmark_response_hours", rules.benchmark_response_hours),
        ("benchmark_mql_to_sql", rules.benchmark_mql_to_sql),
        ("facts", rules.facts),
    ] {
        page.entry(key, &number.to_string());
    }
    if let Some(leads) = rules.leads_a_month {
        page.entry("leads_a_month", &leads.to_string());
    }
    if !agreement.digest.is_empty() {
        let digest: Vec<&str> = agreement.digest.iter().map(DigestTo::written).collect();
        page.entry("digest", &texts(&digest, 0));
    }
}
