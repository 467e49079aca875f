//! What Slack posts to a desk: verified over its raw bytes, answered within three seconds.

use crate::commits::Home;
use crate::http::{Answer, internal, unknown_path};
use crate::{clock, outbox, settings};
use baton_handoff::slack_press::{self, Press, SlackAnswer, SlackRequest};
use baton_handoff::{self as handoff, Event, Fault, Problem, Question, SlackSecrets, signing};
use std::rc::Rc;
use std::time::Duration;
use worker::{Request, console_error};

/// Slack waits three seconds for us, and so long it takes for a form at most.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// Answers Slack. What could not be done is told in Slack, where somebody waits for it.
pub async fn answer(home: &Rc<Home>, request: &Request, body: &[u8]) -> Result<Answer, Problem> {
    let secrets = match home.read(|desk, now, db| desk.ask(Question::SlackBot, now, db))? {
        handoff::Answer::SlackBot(Some(secrets)) => secrets,
        // Without a bot there is no such address.
        handoff::Answer::SlackBot(None) => return Err(unknown_path()),
        _ => return Err(internal()),
    };
    let header = |name| request.headers().get(name).ok().flatten();
    let (at, signature) = (header("x-slack-request-timestamp"), header("x-slack-signature"));
    let secret = settings::text(&home.env, &secrets.signing).unwrap_or_default();
    // Slack dates by the real clock, whatever the test clock says.
    signing::verify_slack(&secret, at.as_deref(), signature.as_deref(), body, clock::read())?;
    let sent = SlackRequest::parse(body)?;
    match sent {
        SlackRequest::Other => Ok(done()),
        SlackRequest::Press(press) => open(home, &press, &secrets).await.map(|()| done()),
        SlackRequest::Answer(answer) => take(home, answer).await,
    }
}

/// Opens the form behind a button.
async fn open(home: &Rc<Home>, press: &Press, secrets: &SlackSecrets) -> Result<(), Problem> {
    let question = Question::Handoff { token: press.token.clone() };
    let (view, now) = home.read(|desk, now, db| Ok((desk.ask(question, now, db), now)))?;
    let view = match view {
        Ok(handoff::Answer::Handoff(view)) => Ok(view),
        Ok(_) => return Err(internal()),
        Err(problem) => Err(problem),
    };
    let setting = |name: &str| settings::text(&home.env, name);
    let call = slack_press::open(press, view.as_deref(), secrets, &setting, now)?;
    let outcome = outbox::call(call, PATIENCE).await;
    if let Some(why) = slack_press::not_opened(&outcome) {
        console_error!("desk {}: a form was not opened: {why}", home.name);
    }
    Ok(())
}

/// Takes what a form says. It is committed before Slack hears of it.
async fn take(home: &Rc<Home>, answer: SlackAnswer) -> Result<Answer, Problem> {
    match home.submit(Event::SlackAnswer(answer.clone())).await {
        Ok(_) => Ok(done()),
        Err(problem) if problem.fault == Fault::Caller => {
            Ok(Answer::json(200, slack_press::refusal(&answer, &problem)))
        }
        Err(problem) => Err(problem),
    }
}

/// An empty body closes a form.
fn done() -> Answer {
    Answer::v1(200, "text/plain; charset=utf-8", "")
}
