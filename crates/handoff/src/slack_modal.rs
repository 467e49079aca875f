//! The forms that Slack shows: a next step and a time, a reason, a while.

use serde_json::{Value as Json, json};

use crate::acknowledge::NEXT_STEP_CHARS;
use crate::sink::Slack;
use crate::slack_press::{Press, SlackForm};
use crate::views::HandoffView;
use crate::{Millis, Problem};

/// For how long a lead can be put off, in minutes, and how that is said.
const WHILES: [(&str, &str); 4] = [("5", "5 minutes"), ("15", "15 minutes"), ("30", "half an hour"), ("60", "an hour")];
/// A note has so many characters.
const NOTE_CHARS: usize = 200;
/// Slack takes 3,000 characters of a section.
const TITLE_CHARS: usize = 150;
const QUARTER: i64 = 15 * 60_000;

/// The body of `views.open` for a button: its form, or why there is none.
pub(crate) fn open(press: &Press, view: Result<&HandoffView, &Problem>, now: Millis) -> String {
    let view = match view {
        Ok(view) if view.state.awaits_answer() || press.form == SlackForm::Reject => form(press, view, now),
        Ok(_) => said("This lead is answered already."),
        Err(problem) => said(&format!("{}. {}", problem.message, problem.help)),
    };
    json!({"trigger_id": press.trigger, "view": view}).to_string()
}

fn form(press: &Press, view: &HandoffView, now: Millis) -> Json {
    let about = section(&view.title.chars().take(TITLE_CHARS).collect::<String>());
    let (title, button, mut fields) = match press.form {
        SlackForm::Acknowledge => {
            let step = json!({"type": "plain_text_input", "action_id": "next_step", "initial_value": "Call", "max_length": NEXT_STEP_CHARS});
            // The next full quarter that leaves a quarter of an hour.
            let due = (now.0 + 2 * QUARTER - 1).div_euclid(QUARTER) * QUARTER / 1000;
            let due = json!({"type": "datetimepicker", "action_id": "due", "initial_date_time": due});
            (
                "Acknowledge",
                "Promise",
                vec![input("next_step", "What will you do?", step), input("due", "By when?", due)],
            )
        }
        SlackForm::Reject => {
            // Slack takes a hundred options of a list.
            let options: Vec<Json> =
                view.rejections.iter().take(100).map(|reason| option(&reason.id, &reason.words)).collect();
            let why = json!({"type": "static_select", "action_id": "reason", "options": options});
            ("Reject", "Reject", vec![input("reason", "Why?", why), note()])
        }
        SlackForm::Snooze => {
            let options = WHILES.map(|(minutes, words)| option(minutes, words));
            let initial = option("5", "5 minutes");
            let time =
                json!({"type": "static_select", "action_id": "for", "options": options, "initial_option": initial});
            let clock = section("You will be reminded here. The clock runs on, and so does the ladder.");
            ("Snooze", "Remind me", vec![clock, input("for", "Remind me in", time), note()])
        }
    };
    fields.insert(0, about);
    json!({
        "type": "modal",
        "callback_id": press.form.id(),
        "private_metadata": press.token,
        "title": plain(title),
        "submit": plain(button),
        "close": plain("Cancel"),
        "blocks": fields,
    })
}

fn said(words: &str) -> Json {
    json!({"type": "modal", "title": plain("Not possible"), "close": plain("Close"), "blocks": [section(words)]})
}

fn note() -> Json {
    let field = json!({"type": "plain_text_input", "action_id": "note", "max_length": NOTE_CHARS});
    let mut note = input("note", "In your words", field);
    if let Some(block) = note.as_object_mut() {
        block.insert("optional".to_owned(), Json::Bool(true));
    }
    note
}

/// A block and the field in it have the same name.
fn input(name: &str, label: &str, element: Json) -> Json {
    json!({"type": "input", "block_id": name, "label": plain(label), "element": element})
}

/// In `plain_text` nothing is formatted.
fn section(words: &str) -> Json {
    json!({"type": "section", "text": plain(words)})
}

fn option(value: &str, words: &str) -> Json {
    json!({"text": plain(words), "value": value})
}

fn plain(words: &str) -> Json {
    let mut slack = Slack::new();
    slack.text(words, 3_000);
    json!({"type": "plain_text", "text": slack.finish(), "emoji": false})
}
