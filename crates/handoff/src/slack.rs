//! Messages for Slack: a card with the five facts and one button.
//!
//! What visitors typed stands in `plain_text`, where nothing is formatted; the lines of
//! `mrkdwn` hold words of ours, names out of the agreement and times.

use serde::Serialize;

use crate::Millis;
use crate::figures::sent::Sheet;
use crate::json::json;
use crate::log::{self, Kind};
use crate::message::Notice;
use crate::sink::Slack;

/// Slack takes 150 characters of a header, our words included, and 2,000 of a field.
const HEADER_CHARS: usize = 120;
const FIELD_CHARS: usize = 2_000;
/// A line may have 3,000; a piece of it is to be read at a glance.
const LINE_CHARS: usize = 200;
const STEP_CHARS: usize = 2_000;
/// Of what is to be asked next, so much is told at a glance; the page has it all.
const MOST_OPEN: usize = 4;

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
    Header {
        text: Text,
    },
    Section {
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<Text>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        fields: Vec<Text>,
    },
    Actions {
        elements: Vec<Button>,
    },
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
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<&'static str>,
    text: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

impl Button {
    /// Opens an address.
    fn link(words: &'static str, url: String) -> Button {
        let style = Some("primary");
        Button { r#type: "button", action_id: "open", style, text: words_of(words), url: Some(url), value: None }
    }

    /// Tells the desk who pressed what. The value says for whom: a token that only the desk makes.
    fn press(action_id: &'static str, words: &'static str, style: Option<&'static str>, token: &str) -> Button {
        let value = Some(token.to_owned());
        Button { r#type: "button", action_id, style, text: words_of(words), url: None, value }
    }
}

/// A page of a few lines: the question first, and where the rest stands.
pub(crate) fn sheet(sheet: &Sheet) -> String {
    let text_of = |text: &str| {
        let mut slack = Slack::new();
        slack.text(text, FIELD_CHARS);
        plain(slack)
    };
    let mut blocks = vec![Block::Header { text: text_of(&sheet.title) }];
    let mut question = Slack::new();
    question.markup("*").line(&sheet.question, FIELD_CHARS).markup("*");
    blocks.push(Block::Section { text: Some(mrkdwn(question)), fields: Vec::new() });
    blocks.extend(sheet.lines.iter().map(|line| Block::Section { text: Some(text_of(line)), fields: Vec::new() }));
    blocks.push(Block::Actions { elements: vec![Button::link("Open the page", sheet.link.clone())] });
    let mut text = Slack::new();
    text.line(&sheet.title, LINE_CHARS);
    json(&Wire { text: text.finish(), unfurl_links: false, unfurl_media: false, blocks })
}

fn words_of(words: &'static str) -> Text {
    let mut slack = Slack::new();
    slack.markup(words);
    plain(slack)
}

/// The body of a message to a Slack channel, by an incoming webhook.
pub(crate) fn render(notice: &Notice<'_>) -> String {
    let button = match &notice.link {
        Some(link) => Button::link("Open and answer", link.clone()),
        None => Button::link("Open in the console", notice.console()),
    };
    wire(notice, lines(notice), vec![button])
}

/// The body of a direct message, or of a change of one: with buttons while an answer is awaited.
pub(crate) fn render_card(notice: &Notice<'_>, is_change: bool) -> String {
    let token = notice.answer_link.as_deref().and_then(|link| link.rsplit('/').next());
    let buttons = match (token, &notice.answer_link) {
        (Some(token), Some(link)) => vec![
            Button::press("acknowledge", "Acknowledge", Some("primary"), token),
            Button::press("snooze", "Snooze", None, token),
            Button::press("reject", "Reject", Some("danger"), token),
            Button { style: None, ..Button::link("Open", link.clone()) },
        ],
        _ => vec![Button { style: None, ..Button::link("Open in the console", notice.console()) }],
    };
    let lines = if is_change { change_lines(notice) } else { lines(notice) };
    wire(notice, lines, buttons)
}

fn wire(notice: &Notice<'_>, Lines { what, summary }: Lines, buttons: Vec<Button>) -> String {
    let title = notice.lead.title();
    let mut header = Slack::new();
    header.markup(what).text(title, HEADER_CHARS);
    let mut blocks = vec![
        Block::Header { text: plain(header) },
        Block::Section { text: Some(mrkdwn(summary)), fields: Vec::new() },
        Block::Section { text: None, fields: facts(notice) },
    ];
    blocks.extend(prepared(notice).map(|text| Block::Section { text: Some(text), fields: Vec::new() }));
    blocks.push(Block::Actions { elements: buttons });
    let mut text = Slack::new();
    text.markup(what).line(title, LINE_CHARS);
    if let Some((_, owner)) = notice.lead.owner {
        text.markup(" — ").line(owner, LINE_CHARS);
    }
    json(&Wire { text: text.finish(), unfurl_links: false, unfurl_media: false, blocks })
}

/// What happened, in the words before the lead's name.
pub(crate) fn heading(notice: &Notice<'_>) -> &'static str {
    lines(notice).what
}

/// What happened, in the words before the lead's name and in a line.
struct Lines {
    what: &'static str,
    summary: Slack,
}

/// What became of a card that somebody has already.
fn change_lines(notice: &Notice<'_>) -> Lines {
    let mut summary = Slack::new();
    let what = match notice.kind {
        Kind::LeadReassigned { name, .. } => {
            summary.markup("*").line(name, LINE_CHARS).markup("* has it now");
            return Lines { what: "With somebody else: ", summary };
        }
        Kind::LeadRejected { .. } => "Rejected: ",
        Kind::LeadUndone { .. } => "Taken back: ",
        Kind::LeadAttempted { .. } => "Tried: ",
        Kind::LeadConnected { .. } => "Spoken with: ",
        Kind::LeadBooked { .. } => "Meeting booked: ",
        Kind::LeadAccepted { .. } => "Accepted: ",
        Kind::LeadNurtured { .. } => "With marketing: ",
        Kind::LeadSnoozed { .. } => "Later: ",
        _ => return lines(notice),
    };
    summary.line(&log::words(notice.kind.id(), &notice.kind.data()), STEP_CHARS);
    Lines { what, summary }
}

fn lines(notice: &Notice<'_>) -> Lines {
    let about = &notice.lead;
    let mut summary = Slack::new();
    let what = match notice.kind {
        Kind::WindowMissed { due_at, name, .. } => {
            summary.markup("*").line(name, LINE_CHARS).markup("* had until ").clock(Millis(*due_at));
            "Missed: nobody has answered "
        }
        Kind::LeadAcknowledged { name, next_step, due_at, .. } => {
            summary.markup("*").line(name, LINE_CHARS).markup("* by ").clock(Millis(*due_at)).markup(": ");
            summary.line(next_step, STEP_CHARS);
            "Answered: "
        }
        Kind::LeadReminded { name, due_at, why, .. } => {
            summary.markup("*").line(name, LINE_CHARS).markup("*");
            if why == "quiet" {
                summary.markup(", nothing has happened for a while");
                "What comes next for "
            } else if why == "snoozed" {
                summary.markup(", as you wished, has until ").clock(Millis(*due_at));
                "Again: "
            } else {
                summary.markup(" has until ").clock(Millis(*due_at));
                "Still waiting: "
            }
        }
        Kind::LeadEscalated { name, manager_name, why, .. } => {
            summary.markup("For *").line(manager_name, LINE_CHARS).markup("*: ");
            if why == "nobody_left" {
                summary.markup("nobody else is left to give it to");
            } else {
                summary.line(name, LINE_CHARS).markup(" has not answered");
            }
            "Needs you: "
        }
        Kind::LeadReassigned { name, from_name, due_at, .. } => {
            summary.markup("For *").line(name, LINE_CHARS).markup("*");
            if let Some(from) = from_name {
                summary.markup(", it was with ").line(from, LINE_CHARS);
            }
            summary.markup(", answer by ").clock(Millis(*due_at));
            "Yours now: "
        }
        Kind::VisitorTouch { email, .. } => {
            summary.markup("Nobody has answered yet; the booking link goes to ");
            summary.line(email.as_deref().unwrap_or("nobody, they left no address"), LINE_CHARS);
            "Automatic message: "
        }
        Kind::PromisePassed { name, next_step, due_at, .. } => {
            summary.markup("*").line(name, LINE_CHARS).markup("* had promised until ").clock(Millis(*due_at));
            summary.markup(": ").line(next_step, STEP_CHARS);
            "Promised, not done: "
        }
        Kind::LeadReturned { name, why, attempts, .. } => {
            if why == "attempts" {
                summary.markup("Nobody reached in ").line(&attempts.to_string(), LINE_CHARS).markup(" attempts");
            } else {
                summary.markup("Nobody did anything with it");
            }
            if let Some(name) = name {
                summary.markup("; it was with ").line(name, LINE_CHARS);
            }
            "Back with marketing: "
        }
        Kind::LeadUnited { name, .. } => {
            summary.markup("The same person has a lead already");
            if let Some(name) = name {
                summary.markup("; *").line(name, LINE_CHARS).markup("* goes on with it");
            }
            "Joined: "
        }
        Kind::LeadUnbooked { why, due_at, .. } => {
            summary.markup("The meeting was ").line(why, LINE_CHARS);
            if let Some(due_at) = due_at {
                summary.markup("; answer by ").clock(Millis(*due_at));
            }
            "No meeting any more: "
        }
        Kind::LeadQuarantined { origin, .. } => {
            summary.markup("From ").line(origin.as_deref().unwrap_or("an unknown place"), LINE_CHARS);
            summary.markup(". Nobody owns it and no clock runs.");
            "In quarantine: "
        }
        _ => {
            if let Some((_, owner)) = about.owner {
                summary.markup("For *").line(owner, LINE_CHARS).markup("*");
            }
            if let Some(due) = about.due_at {
                summary.markup(", answer by ").clock(due);
            }
            match notice.kind {
                Kind::LeadCorrected { .. } => "Corrected: ",
                Kind::LeadJoined { .. } => "Came again: ",
                Kind::LeadBooked { .. } => "Meeting booked: ",
                Kind::LeadSignalled { .. } => "Did something: ",
                _ => "New lead: ",
            }
        }
    };
    summary.markup(" · ").line(about.tier, LINE_CHARS).markup(" ").line(&about.score.to_string(), LINE_CHARS);
    Lines { what, summary }
}

/// How many of the facts there are, and what to ask next, while somebody is to call.
fn prepared(notice: &Notice<'_>) -> Option<Text> {
    if !notice.lead.state.awaits_answer() {
        return None;
    }
    let package = notice.lead.package;
    let mut slack = Slack::new();
    slack.markup("*").line(&package.known().to_string(), LINE_CHARS).markup(" of 5 facts*");
    for (at, words) in package.ask_next.iter().take(MOST_OPEN).enumerate() {
        slack.markup(if at == 0 { " · Ask next: " } else { " · " }).line(words, LINE_CHARS);
    }
    if package.ask_next.len() > MOST_OPEN {
        slack.markup(" · …");
    }
    Some(mrkdwn(slack))
}

/// The five facts: a label, and beside it what was said. On the fast track, who, what they need and what they were shown.
fn facts(notice: &Notice<'_>) -> Vec<Text> {
    let package = notice.lead.package;
    let fact = |(label, said): (&'static str, Option<&str>)| {
        let (mut bold, mut value) = (Slack::new(), Slack::new());
        bold.markup("*").markup(label).markup("*");
        value.text(said.unwrap_or("not said"), FIELD_CHARS);
        [mrkdwn(bold), plain(value)]
    };
    let [who, source, message, timeline, channel] = package.facts();
    match notice.is_fast {
        true => [who, message, ("Was shown", package.shown.as_deref())].into_iter().flat_map(fact).collect(),
        false => [who, source, message, timeline, channel].into_iter().flat_map(fact).collect(),
    }
}

fn plain(text: Slack) -> Text {
    Text::PlainText { text: text.finish(), emoji: false }
}

fn mrkdwn(text: Slack) -> Text {
    Text::Mrkdwn { text: text.finish(), verbatim: true }
}
