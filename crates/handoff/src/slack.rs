//! Messages for Slack: a card with the five facts and one button.
//!
//! What visitors typed stands in `plain_text`, where nothing is formatted; the lines of
//! `mrkdwn` hold words of ours, names out of the agreement and times.

use serde::Serialize;

use crate::Millis;
use crate::json::json;
use crate::log::Kind;
use crate::message::Notice;
use crate::sink::Slack;

/// What Slack takes of a header and of a field.
const HEADER_CHARS: usize = 150;
const FIELD_CHARS: usize = 2_000;
/// A piece of a line: the line is read at a glance.
const LINE_CHARS: usize = 200;

#[derive(Serialize)]
struct Wire {
    /// The notification line, and what is read aloud.
    text: String,
    unfurl_links: bool,
    unfurl_media: bool,
    blocks: Vec<Block>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Block {
    Header { text: Text },
    Section { #[serde(skip_serializing_if = "Option::is_none")] text: Option<Text>, #[serde(skip_serializing_if = "Vec::is_empty")] fields: Vec<Text> },
    Actions { elements: Vec<Button> },
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Text {
    /// Nothing in it is formatted.
    PlainText { text: String, emoji: bool },
    /// `verbatim` keeps Slack from making links of what looks like one.
    Mrkdwn { text: String, verbatim: bool },
}

#[derive(Serialize)]
struct Button {
    r#type: &'static str,
    action_id: &'static str,
    style: &'static str,
    text: Text,
    url: String,
}

/// The body of a message to Slack.
pub(crate) fn render(notice: &Notice<'_>) -> String {
    let Lines { header, summary } = lines(notice);
    let mut blocks = vec![
        Block::Header { text: plain(&header, HEADER_CHARS) },
        Block::Section { text: Some(mrkdwn(summary)), fields: Vec::new() },
        Block::Section { text: None, fields: facts(notice) },
    ];
    let (words, url) = match &notice.link {
        Some(link) => ("Open and answer", link.clone()),
        None => ("Open in the console", notice.console()),
    };
    blocks.push(Block::Actions {
        elements: vec![Button { r#type: "button", action_id: "open", style: "primary", text: plain(words, HEADER_CHARS), url }],
    });
    let mut text = Slack::new();
    text.line(&header, LINE_CHARS);
    if let Some((_, owner)) = notice.lead.owner {
        text.markup(" — ").line(owner, LINE_CHARS);
    }
    json(&Wire { text: text.finish(), unfurl_links: false, unfurl_media: false, blocks })
}

struct Lines {
    header: String,
    summary: Slack,
}

/// What happened, in a header and a line.
fn lines(notice: &Notice<'_>) -> Lines {
    let about = &notice.lead;
    let title = about.title();
    let mut summary = Slack::new();
    let header = match notice.kind {
        Kind::WindowMissed { due_at, name, .. } => {
            summary.markup("*").line(name, LINE_CHARS).markup("* had until ").clock(Millis(*due_at));
            format!("Missed: nobody has answered {title}")
        }
        Kind::LeadAcknowledged { name, next_step, due_at, .. } => {
            summary.markup("*").line(name, LINE_CHARS).markup("* by ").clock(Millis(*due_at)).markup(": ");
            summary.line(next_step, 1_500);
            format!("Answered: {title}")
        }
        Kind::LeadQuarantined { origin, .. } => {
            summary.markup("From ").line(origin.as_deref().unwrap_or("an unknown place"), LINE_CHARS);
            summary.markup(". Nobody owns it and no clock runs.");
            format!("In quarantine: {title}")
        }
        _ => {
            if let Some((_, owner)) = about.owner {
                summary.markup("For *").line(owner, LINE_CHARS).markup("*");
            }
            if let Some(due) = about.due_at {
                summary.markup(", answer by ").clock(due);
            }
            format!("New lead: {title}")
        }
    };
    summary.markup(" · ").line(about.tier, LINE_CHARS).markup(" ").line(&about.score.to_string(), LINE_CHARS);
    Lines { header, summary }
}

/// The five facts: a label, and beside it what was said.
fn facts(notice: &Notice<'_>) -> Vec<Text> {
    let fact = |(label, said): (&'static str, Option<&str>)| {
        let mut bold = Slack::new();
        bold.markup("*").markup(label).markup("*");
        [mrkdwn(bold), plain(said.unwrap_or("not said"), FIELD_CHARS)]
    };
    notice.lead.package.facts().into_iter().flat_map(fact).collect()
}

fn plain(text: &str, most: usize) -> Text {
    let mut slack = Slack::new();
    slack.text(text, most);
    Text::PlainText { text: slack.finish(), emoji: false }
}

fn mrkdwn(text: Slack) -> Text {
    Text::Mrkdwn { text: text.finish(), verbatim: true }
}
