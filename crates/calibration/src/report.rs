//! The frame of a report: one HTML file that opens by itself, on paper, on a phone, by day and by night.
//!
//! Nothing is fetched and nothing runs: styles stand in the page, charts are SVG with words for who does not
//! see them, and every text goes through [`encode`].

mod charts;

pub use charts::{Bar, Curve, Point, bars, curves, reliability};

use std::fmt::Write as _;

const STYLE: &str = include_str!("report/style.css");

/// A figure that is read first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it is: `ranks right`.
    pub label: String,
    /// The number with its unit.
    pub value: String,
    /// What it means, in a few words.
    pub note: String,
}

/// How a note is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Worth knowing.
    Plain,
    /// Good news.
    Good,
    /// Look at this.
    Careful,
    /// This costs something.
    Bad,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Good => "good",
            Tone::Careful => "careful",
            Tone::Bad => "bad",
        }
    }
}

/// A report in the making.
#[derive(Clone, Debug)]
pub struct Page {
    title: String,
    body: String,
    open: bool,
}

impl Page {
    /// A page with its title and, below it, what it is about.
    #[must_use]
    pub fn new(title: &str, about: &str) -> Page {
        let (name, said) = (encode(title), encode(about));
        let body = format!(
            "<header><p class=\"brand\">Baton</p><h1>{name}</h1><p class=\"about\">{said}</p></header>\n<main>\n"
        );
        Page { title: title.to_owned(), body, open: false }
    }

    /// The one sentence a hurried reader takes along.
    pub fn answer(&mut self, tone: Tone, sentence: &str, more: &str) {
        let _ = writeln!(
            self.body,
            "<div class=\"answer {}\"><p class=\"sentence\">{}</p><p>{}</p></div>",
            tone.class(),
            encode(sentence),
            encode(more)
        );
    }

    /// Figures in a row.
    pub fn figures(&mut self, figures: &[Figure]) {
        self.body.push_str("<dl class=\"figures\">\n");
        for Figure { label, value, note } in figures {
            let (label, value, note) = (encode(label), encode(value), encode(note));
            let _ = writeln!(self.body, "<div><dt>{label}</dt><dd><b>{value}</b><span>{note}</span></dd></div>");
        }
        self.body.push_str("</dl>\n");
    }

    /// Begins a section: one question, and how to read the answer.
    pub fn section(&mut self, heading: &str, intro: &str) {
        self.close();
        let _ = writeln!(self.body, "<section><h2>{}</h2>", encode(heading));
        if !intro.is_empty() {
            let _ = writeln!(self.body, "<p class=\"intro\">{}</p>", encode(intro));
        }
        self.open = true;
    }

    /// A sentence.
    pub fn text(&mut self, sentence: &str) {
        let _ = writeln!(self.body, "<p>{}</p>", encode(sentence));
    }

    /// A sentence that stands out.
    pub fn note(&mut self, tone: Tone, sentence: &str) {
        let _ = writeln!(self.body, "<p class=\"note {}\">{}</p>", tone.class(), encode(sentence));
    }

    /// Text as it is, such as a piece of an agreement.
    pub fn code(&mut self, text: &str) {
        let _ = writeln!(self.body, "<pre tabindex=\"0\"><code>{}</code></pre>", encode(text));
    }

    /// A chart of [`bars`], [`curves`] or [`reliability`] and its caption.
    pub fn chart(&mut self, svg: &str, caption: &str) {
        let _ = writeln!(self.body, "<figure><figcaption>{}</figcaption>{svg}</figure>", encode(caption));
    }

    /// A table. A header that begins with `#` is of numbers, set to the right; its sign is not shown.
    pub fn table(&mut self, caption: &str, headers: &[&str], rows: &[Vec<String>]) {
        let _ = write!(
            self.body,
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table><caption>{0}</caption><thead><tr>",
            encode(caption)
        );
        let is_number: Vec<bool> = headers.iter().map(|header| header.starts_with('#')).collect();
        let class = |number: bool| if number { " class=\"number\"" } else { "" };
        for (header, number) in headers.iter().zip(&is_number) {
            let _ = write!(
                self.body,
                "<th scope=\"col\"{}>{}</th>",
                class(*number),
                encode(header.trim_start_matches('#'))
            );
        }
        self.body.push_str("</tr></thead><tbody>\n");
        for row in rows {
            self.body.push_str("<tr>");
            for (at, (cell, number)) in row.iter().zip(&is_number).enumerate() {
                let (open, close) = if at == 0 { ("th scope=\"row\"", "th") } else { ("td", "td") };
                let _ = write!(self.body, "<{open}{}>{}</{close}>", class(*number), encode(cell));
            }
            self.body.push_str("</tr>\n");
        }
        self.body.push_str("</tbody></table></div>\n");
    }

    /// What is folded away until somebody wants it: a table, by the words that open it.
    pub fn folded(&mut self, words: &str, fill: impl FnOnce(&mut Page)) {
        let _ = writeln!(self.body, "<details><summary>{}</summary>", encode(words));
        fill(self);
        self.body.push_str("</details>\n");
    }

    /// The whole file.
    #[must_use]
    pub fn finish(mut self, made_by: &str) -> String {
        self.close();
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
             <link rel=\"icon\" href=\"data:,\">\n\
             <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{}</main>\n<footer><p>{}</p></footer>\n</body>\n</html>\n",
            encode(&self.title),
            self.body,
            encode(made_by)
        )
    }

    fn close(&mut self) {
        if self.open {
            self.body.push_str("</section>\n");
        }
        self.open = false;
    }
}

/// Text for HTML, in elements and in quoted attributes. Control characters become blanks.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push(' '),
            // Marks that turn the direction of what stands after them.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A whole number with its thousands apart: `45,211`.
#[must_use]
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share as percent: `38 %`, `3.8 %` below ten.
#[must_use]
pub fn percent(share: f64) -> String {
    let hundred = share * 100.0;
    if hundred.abs() < 9.95 { format!("{hundred:.1} %") } else { format!("{hundred:.0} %") }
}

#[cfg(test)]
mod tests {
    use super::{Bar, Page, Tone, bars, encode, percent, thousands};

    #[test]
    fn whatever_stands_in_a_file_stays_text() {
        let evil = "<script>alert('x')</script>\u{202e}\"&";
        assert_eq!(encode(evil), "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &quot;&amp;");
        let mut page = Page::new(evil, evil);
        page.answer(Tone::Good, evil, evil);
        page.section(evil, evil);
        page.table(evil, &[evil, "#n"], &[vec![evil.to_owned(), "1".to_owned()]]);
        page.chart(
            &bars(evil, &[Bar { label: evil.to_owned(), value: 1.0, shown: evil.to_owned(), tone: Tone::Plain }]),
            evil,
        );
        page.folded(evil, |page| page.code(evil));
        let html = page.finish(evil);
        assert!(!html.contains("<script") && !html.contains("alert('"), "{html}");
        assert_eq!(html.matches("<section>").count(), html.matches("</section>").count());
        assert!(html.contains("default-src 'none'"));
    }

    #[test]
    fn numbers_are_set_for_people() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(999), "999");
        assert_eq!(percent(0.385), "38 %");
        assert_eq!(percent(0.0385), "3.9 %");
    }
}
