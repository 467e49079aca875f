//! Where raw text leaves: one encoder per sink, and no other way in.
//!
//! What visitors typed is stored raw. A sink takes literals of ours as markup and everything else
//! as text, and only the sink knows what has to be encoded.

use core::fmt;

/// A text of HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Html {
        Html::default()
    }

    /// Markup of ours: only literals fit in.
    pub fn markup(&mut self, markup: &'static str) -> &mut Html {
        self.0.push_str(markup);
        self
    }

    /// Text of anybody's, between tags or inside a quoted attribute.
    pub fn text(&mut self, text: &str) -> &mut Html {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // HTML knows no NUL; a browser would make something of it.
                '\0' => self.0.push('\u{fffd}'),
                c => self.0.push(c),
            }
        }
        self
    }

    /// What was put together.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }
}

/// A text for Slack.
///
/// `&`, `<` and `>` are all that Slack's own markup begins with: encoded, no text can ping
/// anybody, show a link under another name or end a link of ours. What would still be read as
/// formatting (`*`, `_`, `~`, `` ` ``) is kept out of `mrkdwn` by [`crate`]'s messages, which
/// put visitors' words into `plain_text` alone; for the one place that is always `mrkdwn`, the
/// notification line, [`Slack::line`] takes it apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slack(String);

impl Slack {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Slack {
        Slack::default()
    }

    /// Markup of ours: only literals fit in.
    pub fn markup(&mut self, markup: &'static str) -> &mut Slack {
        self.0.push_str(markup);
        self
    }

    /// Text of anybody's, of at most `most` characters as Slack counts them: encoded. For
    /// `plain_text`.
    pub fn text(&mut self, text: &str, most: usize) -> &mut Slack {
        self.push(text, most, |_| false)
    }

    /// Text of anybody's in one line of `mrkdwn`: marks of formatting are followed by an
    /// invisible joiner, so that they never stand where Slack looks for them, and so is the
    /// `:` of addresses, so that none becomes a link.
    pub fn line(&mut self, text: &str, most: usize) -> &mut Slack {
        self.push(text, most, |c| matches!(c, '*' | '_' | '~' | '`' | ':' | '@' | '#'))
    }

    /// An instant that Slack shows in the reader's own zone: `14:05`.
    pub fn clock(&mut self, at: crate::Millis) -> &mut Slack {
        let fallback = at.utc_clock();
        self.0.push_str(&format!("<!date^{}^{{time}}|{fallback}>", at.seconds().0));
        self
    }

    /// What was put together.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }

    fn push(&mut self, text: &str, most: usize, part: impl Fn(char) -> bool) -> &mut Slack {
        let mut left = most.saturating_sub(1);
        for c in text.chars() {
            let joined = [WORD_JOINER, c, WORD_JOINER];
            let encoded: &[char] = match c {
                '&' => &['&', 'a', 'm', 'p', ';'],
                '<' => &['&', 'l', 't', ';'],
                '>' => &['&', 'g', 't', ';'],
                '\n' | '\t' => &[c],
                c if c.is_control() => &[' '],
                c if part(c) => &joined,
                _ => &[c],
            };
            let Some(rest) = left.checked_sub(encoded.len()) else {
                self.0.push('…');
                break;
            };
            left = rest;
            self.0.extend(encoded);
        }
        self
    }
}

/// Invisible, breaks no line, and is no blank: a mark between two of these is a mark inside a
/// word, which formats nothing.
const WORD_JOINER: char = '\u{2060}';

/// A text as the value of a query parameter, or a segment of a path.
#[derive(Clone, Copy)]
pub struct UrlParam<'a>(&'a str);

impl<'a> UrlParam<'a> {
    /// Text of anybody's.
    #[must_use]
    pub fn new(text: &'a str) -> UrlParam<'a> {
        UrlParam(text)
    }
}

impl fmt::Display for UrlParam<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                write!(f, "{}", char::from(byte))?;
            } else {
                write!(f, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Html, Slack, UrlParam};
    use crate::Millis;

    #[test]
    fn html_text_stays_text() {
        let mut html = Html::new();
        html.markup("<p title=\"").text("a\"'<b>&\0").markup("\">").text("é").markup("</p>");
        assert_eq!(html.finish(), "<p title=\"a&quot;&#39;&lt;b&gt;&amp;\u{fffd}\">é</p>");
    }

    #[test]
    fn slack_text_pings_nobody() {
        let mut slack = Slack::new();
        slack.markup("*").text("<!channel> <@U1> <https://evil.example|Acme> & \u{7}", 100).markup("*");
        assert_eq!(slack.finish(), "*&lt;!channel&gt; &lt;@U1&gt; &lt;https://evil.example|Acme&gt; &amp;  *");
    }

    #[test]
    fn slack_lines_format_nothing() {
        let mut slack = Slack::new();
        slack.line("*b* http://x", 100);
        assert_eq!(slack.finish(), "\u{2060}*\u{2060}b\u{2060}*\u{2060} http\u{2060}:\u{2060}//x");
    }

    #[test]
    fn slack_texts_end() {
        let mut slack = Slack::new();
        slack.text("<<<<", 10).text("ab", 3);
        assert_eq!(slack.finish(), "&lt;&lt;…ab", "cut in the text, never in an entity");
    }

    #[test]
    fn slack_clocks_are_local() {
        let mut slack = Slack::new();
        slack.clock(Millis(1_732_147_500_999));
        assert_eq!(slack.finish(), "<!date^1732147500^{time}|00:05 UTC>");
    }

    #[test]
    fn parameters_hold_anything() {
        assert_eq!(UrlParam::new("a b&c=d/é?#%+~").to_string(), "a%20b%26c%3Dd%2F%C3%A9%3F%23%25%2B~");
    }
}
