//! The clock of the page: time left as text first, shape second, colour last.

use super::html::Say as _;
use super::time;
use super::when::exact;
use crate::Millis;
use crate::sink::Html;
use crate::time::duration;
use crate::views::HandoffView;

/// Of a window, this share (in hundredths) is left when it begins to press.
const PRESSING: i64 = 40;

/// Where the clock of a lead stands.
#[derive(Clone, Copy)]
pub(super) enum Clock {
    /// There is no window.
    None,
    /// It runs: what is left, and that in hundredths of the window.
    Running { left: Millis, share: i64 },
    /// Nobody has answered, for so long after the window.
    Late { by: Millis },
    /// Somebody answered, after so long; `late` is by how much the window was missed.
    Answered { took: Millis, late: Option<Millis> },
}

impl Clock {
    pub(super) fn of(view: &HandoffView) -> Clock {
        let Some(window) = view.window else { return Clock::None };
        // A window is met in time only; the answer itself is the acknowledgement.
        let answered = view.acknowledgement.as_ref().map(|promise| promise.at).or(window.met_at);
        if let Some(at) = answered {
            let late = Some(at - window.due_at).filter(|late| late.0 >= 0);
            return Clock::Answered { took: at - view.received_at, late };
        }
        let left = window.due_at - view.now;
        if left.0 <= 0 {
            return Clock::Late { by: view.now - window.due_at };
        }
        let whole = (window.due_at - window.from).0.max(1);
        let share = (i128::from(left.0) * 100 / i128::from(whole)).clamp(0, 100);
        Clock::Running { left, share: i64::try_from(share).unwrap_or(100) }
    }

    /// The one thing to know, in words.
    pub(super) fn words(self) -> String {
        match self {
            Clock::None => "no clock runs".to_owned(),
            Clock::Running { left, .. } => format!("{} left", duration(left)),
            Clock::Late { by } => format!("missed by {}", duration(by)),
            Clock::Answered { took, .. } => format!("answered in {}", duration(took)),
        }
    }

    fn class(self) -> &'static str {
        match self {
            Clock::Running { share, .. } if share < PRESSING => "pressing",
            Clock::Running { .. } => "running",
            Clock::Late { .. } => "late",
            Clock::None | Clock::Answered { .. } => "still",
        }
    }

    /// The hero of the page.
    pub(super) fn show(self, html: &mut Html, view: &HandoffView) {
        html.markup("<header class=\"clock ").markup(self.class()).markup("\"><p><strong>");
        html.text(&self.words()).markup("</strong></p>");
        if let Some(window) = view.window {
            html.markup("<p class=\"by\">");
            self.lead_in(html);
            time(html, window.due_at, view.now).markup("</p>");
        }
        if let Clock::Running { share, .. } = self {
            html.markup(
                "<svg height=\"6\" aria-hidden=\"true\"><rect class=\"whole\" width=\"100%\" height=\"6\" rx=\"3\"/>",
            );
            html.markup("<rect class=\"left\" width=\"").number(share).markup("%\" height=\"6\" rx=\"3\"/></svg>");
        }
        if let Clock::Running { .. } | Clock::Late { .. } = self {
            html.markup("<p class=\"quiet small\">as of ").text(&exact(view.now));
            html.markup(" · <a href=\"\">Look again</a></p>");
        }
        html.markup("</header>");
    }

    /// What stands before the time until which there was time.
    fn lead_in(self, html: &mut Html) {
        match self {
            Clock::Running { .. } => html.markup("call back by "),
            Clock::Answered { late: None, .. } => html.markup("in time, was due at "),
            Clock::Answered { late: Some(late), .. } => {
                html.markup("<span class=\"missed\">missed by ").text(&duration(late)).markup("</span>, was due at ")
            }
            Clock::Late { .. } | Clock::None => html.markup("was due at "),
        };
    }
}
