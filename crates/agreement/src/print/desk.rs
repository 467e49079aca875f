//! The part that says what happens after the verdict.

use super::card::flag;
use super::hours;
use super::page::{Page, duration, inline, key, lines, short, text, texts};
use super::questions::Questions;
use crate::agreement::{Agreement, Pool, Rep, Route, Windows};
use crate::booking::Calendar;
use crate::escalation::StepAt;

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
    hours::print(agreement, page);
    agreement.reps.iter().for_each(|rep| print_rep(rep, page));
    agreement.pools.iter().for_each(|pool| print_pool(pool, page));
    agreement.routes.iter().for_each(|route| print_route(agreement, route, page));
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
        page.entry("on", &texts(&endpoint.on, 0));
    }
}

fn print_rep(rep: &Rep, page: &mut Page) {
    page.section("[[reps]]");
    page.entry("id", &text(rep.id.as_str()));
    page.entry("name", &text(&rep.name));
    page.entry("email", &text(&rep.email));
    if let Some(picture) = &rep.picture {
        page.entry("picture", &text(picture));
    }
    if let Some(booking) = &rep.booking {
        print_calendar(booking, "booking", "booking_tool", page);
    }
    if let Some(manager) = &rep.manager {
        page.entry("manager", &text(manager.as_str()));
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
}

fn print_route(agreement: &Agreement, route: &Route, page: &mut Page) {
    page.section("[[routes]]");
    page.entry("id", &text(&route.id));
    if let Some(when) = &route.when {
        page.entry("when", &Questions { agreement, worded: true }.inline(when, 0));
    }
    page.entry("to", &text(route.to.as_str()));
}

fn print_windows(windows: &Windows, page: &mut Page) {
    page.section("[windows]");
    page.entry("first_response", &duration(windows.first_response));
    page.entry("in", &text(windows.time.id()));
    if !windows.by_source.is_empty() {
        page.section("[windows.by_source]");
    }
    for (source, window) in &windows.by_source {
        let within = duration(window.within);
        let both = || inline(&vec![("within", within.clone()), ("in", text(window.time.id()))]);
        page.entry(&key(source), &if window.time == windows.time { within.clone() } else { both() });
    }
}
