//! A letter: written once, told as plain text and as HTML.

use crate::sink::{Html, Plain, header_text};

/// Mailboxes show some 70 characters of a subject; RFC 5322 allows 998 in a line.
const SUBJECT_CHARS: usize = 150;

/// What is sent, before it is encoded. Texts are raw.
pub(super) struct Letter {
    pub to: String,
    pub cc: Option<String>,
    pub reply_to: Option<String>,
    pub subject: String,
    /// Of the words, for screen readers.
    pub language: &'static str,
    pub parts: Vec<Part>,
    /// A calendar file to go with it.
    pub calendar: Option<String>,
    pub to_visitor: bool,
}

/// A part of a letter.
pub(super) enum Part {
    /// A paragraph.
    Line(String),
    /// A label of ours and what was said.
    Fact(&'static str, String),
    /// Somebody's own words.
    Quote(String),
    /// Words of ours and where they lead.
    Button(&'static str, String),
    /// Small, at the end.
    Note(String),
}

impl Letter {
    /// The subject, in one line.
    pub fn subject_line(&self) -> String {
        header_text(&self.subject, SUBJECT_CHARS)
    }

    /// For readers that show no HTML.
    pub fn text(&self) -> String {
        let mut text = Plain::new();
        let mut facts = false;
        for part in &self.parts {
            let fact = matches!(part, Part::Fact(..));
            // Facts stand together; between everything else is an empty line.
            if facts && !fact {
                text.markup("\n");
            }
            facts = fact;
            match part {
                Part::Line(line) | Part::Note(line) => text.text(line).markup("\n\n"),
                Part::Fact(label, said) => text.markup(label).markup(": ").text(said).markup("\n"),
                Part::Quote(said) => text.quoted(said).markup("\n"),
                Part::Button(words, link) => text.markup(words).markup(":\n").text(link).markup("\n\n"),
            };
        }
        text.finish()
    }

    /// For all others: no script, no picture, nothing that is fetched.
    pub fn html(&self) -> String {
        let mut html = Html::new();
        html.markup("<!doctype html><html lang=\"").text(self.language).markup(
            "\"><head><meta charset=\"utf-8\"></head><body style=\"font:16px/1.5 system-ui,sans-serif;max-width:36em\">",
        );
        for part in &self.parts {
            match part {
                Part::Line(line) => html.markup("<p>").text(line).markup("</p>"),
                Part::Fact(label, said) => {
                    html.markup("<p style=\"margin:.25em 0;white-space:pre-line\"><b>").markup(label).markup("</b><br><bdi>");
                    html.text(said).markup("</bdi></p>")
                }
                Part::Quote(said) => html
                    .markup("<blockquote style=\"margin:0;padding-left:1em;border-left:3px solid #999;white-space:pre-line\"><bdi>")
                    .text(said)
                    .markup("</bdi></blockquote>"),
                Part::Button(words, link) => html.markup("<p><a href=\"").text(link).markup("\">").markup(words).markup("</a></p>"),
                Part::Note(line) => html.markup("<p style=\"color:#666;font-size:13px\">").text(line).markup("</p>"),
            };
        }
        html.markup("</body></html>");
        html.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Letter, Part};

    fn letter(said: &str) -> Letter {
        Letter {
            to: "ada@works.example".into(),
            cc: None,
            reply_to: None,
            subject: format!("New lead: {said}"),
            language: "en",
            parts: vec![
                Part::Line("Hello.".into()),
                Part::Fact("Who", said.into()),
                Part::Fact("Asks", "How?".into()),
                Part::Quote("One\nTwo".into()),
                Part::Button("Open", "https://edge.example/h?a=1&b=2".into()),
            ],
            calendar: None,
            to_visitor: false,
        }
    }

    #[test]
    fn the_text_reads_as_a_letter() {
        assert_eq!(
            letter("Ada").text(),
            "Hello.\n\nWho: Ada\nAsks: How?\n\n> One\n> Two\n\nOpen:\nhttps://edge.example/h?a=1&b=2\n\n"
        );
    }

    #[test]
    fn nothing_typed_is_markup_or_a_header() {
        let letter = letter("<script>\r\nBcc: all@acme.example\u{2028}\"'&\0");
        assert_eq!(letter.subject_line(), "New lead: <script> Bcc: all@acme.example \"'&");
        let html = letter.html();
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script"));
        assert!(html.contains("href=\"https://edge.example/h?a=1&amp;b=2\""));
        assert!(!letter.text().contains('\0') && !letter.text().contains('\r'));
    }
}
