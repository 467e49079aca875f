//! The form of the handoff page: a next step, a time, one button.

use super::when::exact;
use crate::Millis;
use crate::acknowledge::{DueChoice, due_at};
use crate::sink::Html;

/// What can be done next, in the words it is kept in.
const STEPS: [&str; 4] = ["Call", "E-mail", "Meeting booked", "Other"];

/// The times that take one tap: what is posted, and how it is offered.
const TIMES: [(&str, &str); 4] =
    [("in_15m", "in 15 minutes"), ("in_1h", "in 1 hour"), ("today_17", "today"), ("tomorrow_10", "tomorrow")];

/// Asks for the next step and the time. Nothing is chosen for the time: a promise is made, not
/// left standing.
pub(super) fn ask(html: &mut Html, now: Millis) {
    html.markup("<form id=\"promise\" class=\"card\" method=\"post\"><h2>What will you do?</h2>");
    steps(html);
    times(html, now);
    html.markup("</form>");
}

/// The one button, at the foot of the screen from the start. Pressed too early, the browser
/// leads to the question that is open.
pub(super) fn button(html: &mut Html) {
    html.markup("<div class=\"act\"><button form=\"promise\">Acknowledge</button></div>");
}

fn steps(html: &mut Html) {
    html.markup("<fieldset><legend>Next step</legend><div class=\"choices\">");
    for (at, step) in STEPS.into_iter().enumerate() {
        html.markup("<label><input type=\"radio\" name=\"next_step\" required value=\"").markup(step);
        html.markup(if at == 0 { "\" checked>" } else { "\">" })
            .markup("<span>")
            .markup(step)
            .markup("</span></label>");
    }
    html.markup("</div></fieldset><label class=\"field\">In a few words, if you like");
    html.markup("<input name=\"note\" maxlength=\"200\" autocomplete=\"off\"></label>");
}

fn times(html: &mut Html, now: Millis) {
    html.markup("<fieldset><legend>By when</legend><div class=\"choices\">");
    for (value, words) in TIMES {
        // A time that has passed is not offered: at 18:00 nobody can promise 17:00.
        let Ok(due) = due_at(&DueChoice { text: value.to_owned(), zone_offset: 0 }, now) else { continue };
        if due <= now {
            continue;
        }
        html.markup("<label><input type=\"radio\" name=\"due\" required value=\"").markup(value).markup("\"><span>");
        html.markup(words).markup("<small>").text(&due.utc_clock()).markup("</small></span></label>");
    }
    html.markup("<label class=\"wide\"><input type=\"radio\" name=\"due\" required value=\"at\"><span>another time</span></label></div></fieldset>");
    html.markup("<label class=\"field other-time\">Date and time in UTC (it is ").text(&exact(now));
    html.markup(" now)<input type=\"datetime-local\" name=\"due_at\"></label>");
}
