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

/// A letter in plain text. Nothing is markup there; what could tear it apart is taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain(String);

impl Plain {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Plain {
        Plain::default()
    }

    /// Words of ours.
    pub fn markup(&mut self, markup: &'static str) -> &mut Plain {
        self.0.push_str(markup);
        self
    }

    /// Text of anybody's; its lines stay lines.
    pub fn text(&mut self, text: &str) -> &mut Plain {
        self.0.extend(text.chars().filter(|c| *c != '\r').map(|c| if c.is_control() && c != '\n' { ' ' } else { c }));
        self
    }

    /// Text of anybody's as a quotation: no line of it can pass for one of ours.
    pub fn quoted(&mut self, text: &str) -> &mut Plain {
        for line in text.split(['\n', '\u{2028}', '\u{2029}']) {
            self.markup("> ").text(line).markup("\n");
        }
        self
    }

    /// What was put together.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }
}

/// A text as the value of a header, such as a subject: one line of at most `most` characters,
/// without anything that could begin another.
#[must_use]
pub fn header_text(text: &str, most: usize) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    if line.chars().count() <= most {
        return line;
    }
    line.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// A text in which nothing becomes a link, however eager who shows it is: what addresses are put
/// together with is followed by an invisible joiner.
#[must_use]
pub fn unlinked(text: &str) -> String {
    let mut apart = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        apart.push(c);
        let inside = rest.peek().is_some_and(|next| !next.is_whitespace());
        if inside && matches!(c, '.' | ':' | '/' | '@' | '。' | '．') {
            apart.push(WORD_JOINER);
        }
    }
    apart
}

/// A calendar file: content lines, escaped and folded after RFC 5545, sections 3.1 and 3.3.11.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar(String);

impl Calendar {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Calendar {
        Calendar::default()
    }

    /// A line of ours.
    pub fn line(&mut self, name: &'static str, value: &'static str) -> &mut Calendar {
        self.folded(&format!("{name}:{value}"))
    }

    /// A line with a text of anybody's.
    pub fn text(&mut self, name: &'static str, text: &str) -> &mut Calendar {
        let mut line = format!("{name}:");
        for c in text.chars() {
            match c {
                '\\' | ';' | ',' => line.extend(['\\', c]),
                '\n' => line.push_str("\\n"),
                c if c.is_control() => {}
                c => line.push(c),
            }
        }
        self.folded(&line)
    }

    /// A line with an instant, in UTC.
    pub fn instant(&mut self, name: &'static str, at: crate::Millis) -> &mut Calendar {
        let of_day = at.seconds().0.rem_euclid(86_400);
        let day = at.day().replace('-', "");
        let (hours, minutes, seconds) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
        self.folded(&format!("{name}:{day}T{hours:02}{minutes:02}{seconds:02}Z"))
    }

    /// What was put together.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }

    /// A line has at most 75 bytes; one that goes on begins with a blank.
    fn folded(&mut self, line: &str) -> &mut Calendar {
        let mut bytes = 0;
        for c in line.chars() {
            if bytes + c.len_utf8() > 75 {
                self.0.push_str("\r\n ");
                bytes = 1;
            }
            self.0.push(c);
            bytes += c.len_utf8();
        }
        self.0.push_str("\r\n");
        self
    }
}

/// Rows for a spreadsheet, after RFC 4180: every cell in quotes, and none of them a formula.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Csv {
    text: String,
    in_row: bool,
}

impl Csv {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Csv {
        Csv::default()
    }

    /// A cell with a text of anybody's. One that a spreadsheet would work out, or that begins with what
    /// some of them skip, has an apostrophe in front, which they do not show: OWASP, "CSV Injection".
    pub fn cell(&mut self, text: &str) -> &mut Csv {
        self.text.push_str(if self.in_row { ",\"" } else { "\"" });
        self.in_row = true;
        let first = text.chars().next();
        let shown = text.chars().find(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{feff}');
        let is_formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
        if shown.is_some_and(is_formula) || matches!(first, Some('\t' | '\r' | '\n')) {
            self.text.push('\'');
        }
        for c in text.chars() {
            match c {
                '"' => self.text.push_str("\"\""),
                '\0' => self.text.push('\u{fffd}'),
                c => self.text.push(c),
            }
        }
        self.text.push('"');
        self
    }

    /// A cell with a number of ours.
    pub fn number(&mut self, number: i64) -> &mut Csv {
        self.text.push_str(if self.in_row { "," } else { "" });
        self.in_row = true;
        self.text.push_str(&number.to_string());
        self
    }

    /// Ends the row.
    pub fn end(&mut self) -> &mut Csv {
        self.text.push_str("\r\n");
        self.in_row = false;
        self
    }

    /// What was put together.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }
}

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
    use super::{Calendar, Csv, Html, Plain, Slack, UrlParam, header_text, unlinked};
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
    fn a_header_is_one_line() {
        assert_eq!(header_text("a\r\nBcc: b\u{85}c\u{2028}d\t", 100), "a Bcc: b c d");
        assert_eq!(header_text("äöüß", 3), "äö…");
    }

    #[test]
    fn what_was_typed_makes_no_link() {
        assert_eq!(
            unlinked("see https://evil.example now. ok"),
            "see https:\u{2060}/\u{2060}/\u{2060}evil.\u{2060}example now. ok"
        );
        assert_eq!(unlinked("a@b.example"), "a@\u{2060}b.\u{2060}example");
    }

    #[test]
    fn a_quotation_is_quoted_to_its_last_line() {
        let mut text = Plain::new();
        text.quoted("one\r\ntwo\u{2028}three\u{7}");
        assert_eq!(text.finish(), "> one\n> two\n> three \n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u{feff}=1", "＝1", "\tx", "\nx"] {
            let mut csv = Csv::new();
            csv.cell(formula);
            assert!(csv.finish().starts_with("\"'"), "{formula:?}");
        }
        let mut csv = Csv::new();
        csv.cell("a\"b").cell("").cell("1-2, \"x\"\r\ny\0").number(-5).end().cell("next");
        assert_eq!(csv.finish(), "\"a\"\"b\",\"\",\"1-2, \"\"x\"\"\r\ny\u{fffd}\",-5\r\n\"next\"");
    }

    #[test]
    fn a_calendar_holds_anything() {
        let mut file = Calendar::new();
        file.text("SUMMARY", "a;b,c\\d\r\nEND:VEVENT").instant("DTSTART", Millis(1_795_255_200_000));
        assert_eq!(file.finish(), "SUMMARY:a\\;b\\,c\\\\d\\nEND:VEVENT\r\nDTSTART:20261121T100000Z\r\n");
        let mut long = Calendar::new();
        long.text("SUMMARY", &"é".repeat(200));
        let long = long.finish();
        assert!(long.split("\r\n").all(|line| line.len() <= 75), "{long}");
        assert_eq!(long.replace("\r\n ", "").trim_end().chars().count(), "SUMMARY:".len() + 200);
    }

    #[test]
    fn parameters_hold_anything() {
        assert_eq!(UrlParam::new("a b&c=d/é?#%+~").to_string(), "a%20b%26c%3Dd%2F%C3%A9%3F%23%25%2B~");
    }
}
