//! What this page says often, on top of the one encoder of HTML.

use crate::sink::Html;

/// Shorthands of the page.
pub(super) trait Say {
    /// Somebody else's text: it reads in its own direction and leaves its neighbours alone.
    fn theirs(&mut self, text: &str) -> &mut Self;

    /// A whole number.
    fn number(&mut self, number: i64) -> &mut Self;
}

impl Say for Html {
    fn theirs(&mut self, text: &str) -> &mut Html {
        self.markup("<bdi>").text(text).markup("</bdi>")
    }

    fn number(&mut self, number: i64) -> &mut Html {
        self.text(&number.to_string())
    }
}
