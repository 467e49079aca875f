//! What comes in from Slack: a button is pressed, a form is sent. And what it means for the lead.
//!
//! A button's value is the token of the handoff link, so whoever may answer by the link may answer
//! here and nobody else; that the request is Slack's was verified before ([`crate::signing`]).

use core::fmt;

use serde::Deserialize;
use serde_json::Value as Json;

use crate::acknowledge::{DueChoice, form_field};
use crate::arrival::Here;
use crate::handoff::{self, hold};
use crate::log::Kind;
use crate::plan::Plan;
use crate::request::{Request, slack_base, slack_call};
use crate::retry::told;
use crate::views::HandoffView;
use crate::{Database, Ids, Millis, Outcome, Problem, Reply, SlackSecrets, moves, slack_bot, slack_modal, timers};

/// What is kept of a snooze. A form cannot be sent with two different waits.
const SNOOZED: &str = r#"{"move":"snoozed"}"#;
/// Nobody is reminded sooner than this, or later.
const SNOOZES: core::ops::RangeInclusive<i64> = 5..=480;

/// What Slack sent.
#[derive(Debug, PartialEq, Eq)]
pub enum SlackRequest {
    /// A button was pressed: the form behind it is to be opened.
    Press(Press),
    /// A form was sent.
    Answer(SlackAnswer),
    /// Something that changes nothing: a link was followed.
    Other,
}

/// A button that was pressed.
#[derive(PartialEq, Eq)]
pub struct Press {
    /// Which.
    pub(crate) form: SlackForm,
    /// The token of the handoff link.
    pub token: String,
    /// What Slack opens a form for, within three seconds.
    pub(crate) trigger: String,
}

/// The forms there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SlackForm {
    Acknowledge,
    Reject,
    Snooze,
}

impl SlackForm {
    const ALL: [SlackForm; 3] = [SlackForm::Acknowledge, SlackForm::Reject, SlackForm::Snooze];

    pub(crate) fn id(self) -> &'static str {
        match self {
            SlackForm::Acknowledge => "acknowledge",
            SlackForm::Reject => "reject",
            SlackForm::Snooze => "snooze",
        }
    }

    fn of(id: &str) -> Option<SlackForm> {
        SlackForm::ALL.into_iter().find(|form| form.id() == id)
    }
}

/// A form that was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct SlackAnswer {
    token: String,
    /// Slack's id of the form: the same form sent twice is one answer.
    id: String,
    said: Said,
}

#[derive(Clone, PartialEq, Eq)]
enum Said {
    Acknowledge { next_step: String, due: String },
    Reject { reason: String, note: Option<String> },
    Snooze { minutes: i64, reason: Option<String> },
}

impl fmt::Debug for Press {
    /// The form only: the token is worth as much as a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Press({})", self.form.id())
    }
}

impl fmt::Debug for SlackAnswer {
    /// The form's id only: the rest is personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SlackAnswer({})", self.id)
    }
}

#[derive(Deserialize)]
struct Payload {
    r#type: String,
    #[serde(default)]
    trigger_id: String,
    #[serde(default)]
    actions: Vec<Action>,
    view: Option<View>,
}

#[derive(Deserialize)]
struct Action {
    action_id: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
struct View {
    id: String,
    callback_id: String,
    private_metadata: String,
    state: ViewState,
}

#[derive(Deserialize)]
struct ViewState {
    values: Json,
}

impl SlackRequest {
    /// Reads what Slack posts: a form field `payload` with JSON in it.
    ///
    /// # Errors
    ///
    /// The caller's, `wrong_shape`.
    pub fn parse(body: &[u8]) -> Result<SlackRequest, Problem> {
        let payload: Payload =
            serde_json::from_str(&form_field(body, "payload")).map_err(|_| wrong("this is no payload of Slack's"))?;
        match (payload.r#type.as_str(), payload.view) {
            ("block_actions", _) => {
                let pressed = payload.actions.into_iter().find_map(|action| {
                    let form = SlackForm::of(&action.action_id)?;
                    Some(Press { form, token: action.value, trigger: payload.trigger_id.clone() })
                });
                Ok(pressed.map_or(SlackRequest::Other, SlackRequest::Press))
            }
            ("view_submission", Some(view)) => {
                let form = SlackForm::of(&view.callback_id).ok_or_else(|| wrong("this form is none of ours"))?;
                let said = said(form, &view.state.values)?;
                Ok(SlackRequest::Answer(SlackAnswer { token: view.private_metadata, id: view.id, said }))
            }
            _ => Ok(SlackRequest::Other),
        }
    }
}

/// What the fields of a form say. A block and the one field in it have the same name.
fn said(form: SlackForm, values: &Json) -> Result<Said, Problem> {
    let field = |name: &str| values.get(name).and_then(|block| block.get(name));
    let text = |name: &str| {
        let field = field(name)?;
        let text = field.get("value").or_else(|| field.get("selected_option")?.get("value"))?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    Ok(match form {
        SlackForm::Acknowledge => {
            let due = field("due").and_then(|field| field.get("selected_date_time")).and_then(Json::as_i64);
            let due = due.map(|seconds| Millis(seconds.saturating_mul(1000)));
            let due = due.map(|due| format!("{}T{}", due.day(), due.utc_clock().trim_end_matches(" UTC")));
            Said::Acknowledge { next_step: text("next_step").unwrap_or_default(), due: due.unwrap_or_default() }
        }
        SlackForm::Reject => {
            let reason = text("reason").ok_or_else(|| wrong("the reason is missing"))?;
            Said::Reject { reason, note: text("note") }
        }
        SlackForm::Snooze => {
            let minutes = text("for").and_then(|minutes| minutes.parse().ok());
            let minutes = minutes.filter(|minutes| SNOOZES.contains(minutes));
            Said::Snooze { minutes: minutes.ok_or_else(|| wrong("the time is missing"))?, reason: text("note") }
        }
    })
}

fn wrong(message: &str) -> Problem {
    Problem::wrong_shape(message, "Set the Request URL of the app's interactivity to this address.")
}

/// The call that opens the form behind a button, or says why there is none. `setting` gives the
/// value of a secret; `now` is the desk's time.
///
/// # Errors
///
/// Ours, `slack_bot_not_set`: the token has no value.
pub fn open(
    press: &Press,
    view: Result<&HandoffView, &Problem>,
    secrets: &SlackSecrets,
    setting: &dyn Fn(&str) -> Option<String>,
    now: Millis,
) -> Result<Request, Problem> {
    let token = setting(&secrets.token)
        .ok_or_else(|| Problem::ours("slack_bot_not_set", format!("secret {} is not set", secrets.token)))?;
    let base = slack_base(setting);
    Ok(slack_call(&base, &token, "views.open", slack_modal::open(press, view, now)))
}

/// Why no form was opened, if there is none.
#[must_use]
pub fn not_opened(outcome: &Outcome) -> Option<String> {
    match outcome.status {
        Some(200..=299) => slack_bot::not_done(&outcome.body),
        _ => Some(told(outcome)),
    }
}

/// What a form is answered that could not be taken: the words stand below the field at fault.
#[must_use]
pub fn refusal(answer: &SlackAnswer, problem: &Problem) -> String {
    let field = match answer.said {
        Said::Acknowledge { .. } if problem.code.starts_with("due_") => "due",
        Said::Acknowledge { .. } => "next_step",
        Said::Reject { .. } if problem.code == "note_needed" => "note",
        Said::Reject { .. } => "reason",
        Said::Snooze { .. } => "for",
    };
    let words = format!("{}. {}", problem.message, problem.help);
    serde_json::json!({"response_action": "errors", "errors": {field: words}}).to_string()
}

/// Carries out what a form says.
pub(crate) fn answer(
    here: &Here<'_>,
    answer: SlackAnswer,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let SlackAnswer { token, id, said } = answer;
    let id: String = format!("slack-{id}").chars().take(64).collect();
    match said {
        Said::Acknowledge { next_step, due } => {
            let due = DueChoice { text: due, zone_offset: 0 };
            handoff::acknowledge(here, &token, &next_step, &due, ids, db)
        }
        Said::Reject { reason, note } => {
            let body = serde_json::json!({"move": "rejected", "reason": reason, "note": note, "id": id});
            handoff::owner_says(here, &token, body, ids, db)
        }
        Said::Snooze { minutes, reason } => snooze(here, &token, (&id, minutes, reason), ids, db),
    }
}

/// The owner wants to be reminded. Their clock and the ladder run on.
fn snooze(
    here: &Here<'_>,
    token: &str,
    (id, minutes, reason): (&str, i64, Option<String>),
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let (held, _) = hold(here, token, db)?;
    held.is_owners()?;
    let lead = &held.lead;
    let state = lead.state;
    if moves::repeated(&lead.id, Some(id), SNOOZED, db)? {
        return Ok(Reply::Moved { state, repeat: true });
    }
    if !state.awaits_answer() {
        let message = "this lead is answered already";
        return Err(Problem::caller(409, "not_now", message, "There is nothing to be reminded of."));
    }
    let until = here.now + Millis(minutes * 60_000);
    let mut plan = Plan::new(&lead.id);
    let (rep, name) = (held.claim.rep.clone(), held.rep.clone());
    let kind = Kind::LeadSnoozed { rep, name, until_at: until.0, reason };
    plan.tell(here, lead, &held.claim.rep, kind, false, ids);
    plan.write(here, db)?;
    moves::keep(here, &lead.id, id, SNOOZED, db)?;
    timers::set(db, &lead.id, timers::SNOOZE, until)?;
    Ok(Reply::Moved { state, repeat: false })
}

#[cfg(test)]
mod tests;
