//! The other answers of the page: taking back, what was found out, and a rejection.

use super::html::Say as _;
use super::when::exact;
use crate::Millis;
use crate::page_answer::POINT;
use crate::sink::Html;
use crate::views::HandoffView;

/// Offers to take back what was just said, for as long as that can be.
pub(super) fn undo(html: &mut Html, made: &str, until: Millis) {
    html.markup("<form class=\"card undo\" method=\"post\"><p>You said \"").theirs(made).markup("\". Until ");
    html.text(&exact(until)).markup(" you can take it back.</p>");
    html.markup("<button class=\"second\" name=\"answer\" value=\"undo\">Take it back</button></form>");
}

/// The points of the SQL gate, to be said yes or no of. Closed until somebody wants it.
pub(super) fn confirm(html: &mut Html, view: &HandoffView) {
    if view.preparation.points.is_empty() {
        return;
    }
    html.markup("<details class=\"card\"><summary>What did you find out?</summary><form method=\"post\">");
    for point in &view.preparation.points {
        html.markup("<label class=\"field\">").theirs(&point.point.replace('_', " "));
        html.markup("<select name=\"").markup(POINT).text(&point.point).markup("\"><option value=\"\">not asked yet");
        for (value, words, holds) in [("yes", "yes", true), ("no", "no", false)] {
            html.markup("<option value=\"").markup(value);
            html.markup(if point.holds == Some(holds) { "\" selected>" } else { "\">" }).markup(words);
        }
        html.markup("</select></label>");
    }
    html.markup("<button class=\"second\" name=\"answer\" value=\"confirm\">Keep it</button></form></details>");
}

/// A rejection, with one of the agreement's reasons.
pub(super) fn reject(html: &mut Html, view: &HandoffView) {
    if view.rejections.is_empty() {
        return;
    }
    html.markup("<details class=\"card\"><summary>Not for us?</summary><form method=\"post\">");
    html.markup("<label class=\"field\">Why<select name=\"reason\" required><option value=\"\">Choose");
    for reason in &view.rejections {
        html.markup("<option value=\"").text(&reason.id).markup("\">").text(&reason.words);
        html.markup(if reason.needs_text { ": say what" } else { "" });
    }
    html.markup("</select></label><label class=\"field\">In your words");
    html.markup("<input name=\"note\" maxlength=\"200\" autocomplete=\"off\"></label>");
    html.markup("<button class=\"second\" name=\"answer\" value=\"reject\">Reject</button></form></details>");
}
