//! The handoff page as HTML: phone-sized, and whole without a line of JavaScript.
//!
//! In scope: what a rep reads, and the form they answer with. Out of scope: whether the link is
//! good ([`crate::links`]), what the form's words mean ([`crate::acknowledge`]).

mod answers;
mod clock;
mod form;
mod html;
mod prepared;
mod when;

use crate::sink::Html;
use crate::views::{AcknowledgementView, HandoffView, ReasonView};
use crate::{MeetingView, Millis, Problem};
use clock::Clock;
use html::Say as _;
use when::{machine, when};

/// What stands between `<style>` and `</style>`, to the byte, so that a policy can name its hash.
pub const STYLE: &str = include_str!("page/page.css");

/// The page behind a good link. Reading it changes nothing.
#[must_use]
pub fn render(view: &HandoffView) -> String {
    let mut html = Html::new();
    let clock = Clock::of(view);
    // Who has done something with the lead has answered, in whatever way.
    let asks = view.acknowledgement.is_none() && view.state.awaits_answer();
    open(&mut html, &[&clock.words(), " · ", &view.title]);
    if let Some((message, help)) = &view.problem {
        html.markup("<p class=\"problem\" role=\"alert\">").text(&sentence(message)).markup(". ").text(help);
        html.markup(if asks { " <a href=\"#promise\">To the form</a></p>" } else { "</p>" });
    }
    clock.show(&mut html, view);
    if let Some(promise) = &view.acknowledgement {
        promised(&mut html, promise, view.now);
    }
    if let Some(told) = &view.meeting {
        meeting(&mut html, told, view.now);
    }
    if let Some((made, until)) = &view.undo {
        answers::undo(&mut html, made, *until);
    }
    person(&mut html, view);
    prepared::ask_next(&mut html, view);
    reasons(&mut html, view);
    prepared::before(&mut html, view);
    if asks {
        form::ask(&mut html, view.now);
    }
    if view.state.is_open() {
        answers::confirm(&mut html, view);
    }
    if view.state.can_be_rejected() {
        answers::reject(&mut html, view);
    }
    html.markup("<p class=\"quiet small\">")
        .text(&view.agreement)
        .markup(" · this link was made for ")
        .theirs(&view.rep);
    html.markup(", and its answer counts as theirs.</p>");
    if asks {
        form::button(&mut html);
    }
    close(html)
}

/// The page instead, where there is nothing to show or the answer could not be taken.
#[must_use]
pub fn refusal(problem: &Problem) -> String {
    let mut html = Html::new();
    let title = sentence(&problem.message);
    open(&mut html, &[&title]);
    html.markup("<section class=\"card\" role=\"alert\"><h1>").text(&title).markup("</h1><p>").text(&problem.help);
    html.markup("</p></section>");
    close(html)
}

fn open(html: &mut Html, title: &[&str]) {
    html.markup(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><meta name=\"referrer\" content=\"no-referrer\">\
         <meta name=\"format-detection\" content=\"telephone=no\"><title>",
    );
    for part in title {
        html.text(part);
    }
    html.markup("</title><style>").markup(STYLE).markup("</style></head><body><main>");
}

fn close(mut html: Html) -> String {
    html.markup("</main></body></html>\n");
    html.finish()
}

fn promised(html: &mut Html, promise: &AcknowledgementView, now: Millis) {
    html.markup("<section class=\"card promise\"><h2>Acknowledged</h2><p class=\"step\">").theirs(&promise.next_step);
    html.markup("</p><p>by <strong>");
    time(html, promise.due_at, now)
        .markup("</strong></p><p class=\"quiet small\">promised by ")
        .theirs(&promise.by)
        .markup(" at ");
    time(html, promise.at, now).markup("</p></section>");
}

fn meeting(html: &mut Html, told: &MeetingView, now: Millis) {
    html.markup("<section class=\"card\"><h2>Meeting ").text(&told.state).markup("</h2><p>");
    if let Some(at) = told.starts_at {
        html.markup("<strong>");
        time(html, Millis(at), now).markup("</strong>, ");
    }
    html.markup("says ").text(told.tool).markup("</p></section>");
}

/// Who it is, how to reach them in one tap, and the rest of the five facts.
fn person(html: &mut Html, view: &HandoffView) {
    html.markup("<section class=\"card\"><div><h1>").theirs(&view.title).markup("</h1>");
    html.markup("<p class=\"quiet\">");
    for (at, part) in [&view.job_title, &view.company].into_iter().flatten().enumerate() {
        html.markup(if at > 0 { " · " } else { "" }).theirs(part);
    }
    html.markup("</p>");
    html.markup("</div>");
    let (phone, email) = (view.phone.as_deref(), view.email.as_deref());
    if phone.is_some() || email.is_some() {
        html.markup("<div class=\"reach\">");
        reach(html, "Call", phone, phone.and_then(tel));
        reach(html, "Write", email, email.and_then(mailto));
        html.markup("</div>");
    }
    prepared::facts(html, view);
    html.markup("</section>");
}

/// A tap target as wide as a thumb; plain text where the address would not work as a link.
fn reach(html: &mut Html, verb: &'static str, shown: Option<&str>, href: Option<String>) {
    let Some(shown) = shown else { return };
    match href {
        Some(href) => html
            .markup("<a href=\"")
            .text(&href)
            .markup("\"><span>")
            .markup(verb)
            .markup("</span>")
            .theirs(shown)
            .markup("</a>"),
        None => html.markup("<p>").theirs(shown).markup("</p>"),
    };
}

/// The reasons, with points that add up to the score.
fn reasons(html: &mut Html, view: &HandoffView) {
    html.markup("<section class=\"card\"><h2>Why ").number(view.score).markup(", ").text(&view.tier);
    html.markup(if view.mql { ", qualified (MQL)" } else { "" }).markup("</h2><table><tbody>");
    for ReasonView { points, words, evidence, .. } in &view.reasons {
        html.markup("<tr><th scope=\"row\">").theirs(words);
        if !evidence.is_empty() {
            html.markup("<span class=\"evidence\">").theirs(evidence).markup("</span>");
        }
        html.markup("</th><td>").text(&signed(*points)).markup("</td></tr>");
    }
    html.markup("</tbody><tfoot><tr><th scope=\"row\">Score</th><td>").number(view.score);
    html.markup(" of 100</td></tr></tfoot></table></section>");
}

fn time(html: &mut Html, at: Millis, now: Millis) -> &mut Html {
    html.markup("<time datetime=\"").text(&machine(at)).markup("\">").text(&when(at, now)).markup("</time>")
}

/// `+20`, `−10` (with a minus sign, not a hyphen), `0`.
fn signed(points: i64) -> String {
    match points {
        0 => "0".to_owned(),
        1.. => format!("+{points}"),
        _ => format!("−{}", points.unsigned_abs()),
    }
}

/// The link that dials a number; `None` where it has too few digits to be one.
fn tel(number: &str) -> Option<String> {
    let dialled: String = number.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect();
    let digits = dialled.bytes().filter(u8::is_ascii_digit).count();
    let plus_leads = dialled.rfind('+').is_none_or(|at| at == 0);
    (digits >= 5 && plus_leads).then(|| format!("tel:{dialled}"))
}

/// The link that writes a mail; `None` where the text is no single address or would say more
/// than an address in a link.
fn mailto(address: &str) -> Option<String> {
    let (name, domain) = address.split_once('@')?;
    let plain = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "@?&#%<>\"\\,;:()[]".contains(c))
    };
    (plain(name) && plain(domain)).then(|| format!("mailto:{address}"))
}

/// A problem's message as the page says it: capitalised, with a full stop, quotes for backticks.
fn sentence(message: &str) -> String {
    let mut signs = message.chars();
    let first: String = signs.next().map(|sign| sign.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}", signs.as_str().replace('`', "\""))
}

#[cfg(test)]
mod tests;
