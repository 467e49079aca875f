//! What prepares the call: the facts, how complete they are, what to ask next, what was before.

use super::html::Say as _;
use super::time;
use crate::sink::Html;
use crate::views::HandoffView;

/// How the five facts are called where they were not said.
const UNSAID: [&str; 5] =
    ["who they are", "how they came", "what they ask", "when they want to start", "how they like to be reached"];

/// The facts but the first, which is the heading. On the fast track the need and the offer come
/// first, and the rest is a tap away.
pub(super) fn facts(html: &mut Html, view: &HandoffView) {
    let package = view.package.facts();
    // The question in full: this page has room for it.
    let question = view.package.message.as_ref().map(|short| view.message.as_deref().unwrap_or(short));
    let offer = Some(view.preparation.offer.as_str()).filter(|offer| !offer.is_empty());
    html.markup("<dl>");
    if view.preparation.is_fast {
        fact(html, "Asks", question);
        fact(html, "Was shown", offer);
        html.markup("</dl><details><summary>All facts</summary><dl>");
    }
    for (label, said) in package.into_iter().skip(1) {
        match label {
            "Asks" if view.preparation.is_fast => {}
            "Asks" => fact(html, label, question),
            _ => fact(html, label, said),
        }
    }
    if view.preparation.is_fast {
        html.markup("</dl></details>");
    } else {
        fact(html, "Was shown", offer);
        html.markup("</dl>");
    }
    complete(html, &package);
}

fn fact(html: &mut Html, label: &'static str, said: Option<&str>) {
    if let Some(said) = said {
        html.markup("<div><dt>").markup(label).markup("</dt><dd>").theirs(said).markup("</dd></div>");
    }
}

/// How many of the five facts there are, and which are not.
fn complete(html: &mut Html, package: &[(&str, Option<&str>); 5]) {
    let missing: Vec<&str> =
        package.iter().zip(UNSAID).filter(|((_, said), _)| said.is_none()).map(|(_, unsaid)| unsaid).collect();
    let there = i64::try_from(package.len() - missing.len()).unwrap_or(0);
    html.markup("<p class=\"quiet small\"><strong>").number(there).markup(" of 5 facts</strong>");
    if !missing.is_empty() {
        html.markup(" · Not said: ").text(&missing.join(", "));
    }
    html.markup("</p>");
}

/// What the SQL gate still misses.
pub(super) fn ask_next(html: &mut Html, view: &HandoffView) {
    let prepared = &view.preparation;
    if !prepared.sql && prepared.ask_next.is_empty() {
        return;
    }
    html.markup("<section class=\"card\"><h2>");
    if prepared.sql {
        html.markup("Qualified for sales (SQL)</h2></section>");
        return;
    }
    html.markup("Ask next</h2><ul class=\"open\">");
    for words in &prepared.ask_next {
        html.markup("<li>").theirs(words).markup("</li>");
    }
    html.markup("</ul></section>");
}

/// Page and campaign, closed; and what there was before.
pub(super) fn before(html: &mut Html, view: &HandoffView) {
    let prepared = &view.preparation;
    if !prepared.history.is_empty() {
        html.markup("<section class=\"card\"><h2>Before</h2><dl>");
        for one in &prepared.history {
            html.markup("<div><dt>");
            time(html, one.at, view.now).markup("</dt><dd>").theirs(&one.words).markup("</dd></div>");
        }
        html.markup("</dl></section>");
    }
    if !prepared.context.is_empty() {
        html.markup("<details class=\"card\"><summary>Page and campaign</summary><dl>");
        for (label, text) in &prepared.context {
            fact(html, label, Some(text));
        }
        html.markup("</dl></details>");
    }
}
