//! The gate of the intake: asks the desk's guard before a body is read, and again after.

use crate::commits::Home;
use crate::http::Answer;
use crate::{clock, entropy, outbox, settings};
use baton_handoff::guard::{self, Guard, Suspicion};
use baton_handoff::{self as handoff, ParsedLead, Problem, Question, turnstile};
use std::rc::Rc;
use std::time::Duration;
use worker::console_error;

/// So long Turnstile may take; then the lead comes in without its word.
const PATIENCE: Duration = Duration::from_secs(2);

/// A lead may come in, and is to be looked at like this.
#[derive(Default)]
pub struct Admitted {
    sender: bool,
    suspicion: Option<Suspicion>,
}

/// Asks before the body is read, by the sender's address.
///
/// # Errors
///
/// The refusal of a network that is past the hard bound.
pub fn admit(home: &Rc<Home>, sender: Option<&str>, path: &str) -> Result<Admitted, Answer> {
    let Some(sender) = sender else { return Ok(Admitted::default()) };
    let admitted = with(home, |guard| guard.admit(Some(sender), clock::read()));
    match admitted {
        Ok(suspicion) => Ok(Admitted { sender: true, suspicion }),
        Err(wait) => {
            let refusal = Answer::problem(path, &guard::too_many(wait));
            Err(refusal.with("retry-after", guard::seconds(wait).to_string()))
        }
    }
}

/// Labels a lead that was read.
pub fn label(home: &Rc<Home>, admitted: &Admitted, lead: &mut ParsedLead) {
    if admitted.sender {
        let heard = with(home, |guard| guard.hear(lead, clock::read()));
        lead.suspicion = admitted.suspicion.or(heard);
    }
}

/// Asks Turnstile about a lead, where the agreement wants a proof of each. What was found before stays.
pub async fn prove(home: &Rc<Home>, lead: &mut ParsedLead) -> Result<(), Problem> {
    let asked = home.glance(|desk, now, db| desk.ask(Question::TurnstileSecret, now, db))?;
    let handoff::Answer::Secret(Some(name)) = asked else { return Ok(()) };
    let setting = |name: &str| settings::text(&home.env, name);
    let Some(secret) = setting(&name) else {
        console_error!("desk {}: secret {name} is not set: nobody is asked for a proof", home.name);
        return Ok(());
    };
    let judged = match turnstile::question(lead, &secret, &setting) {
        Some(question) => turnstile::judged(&outbox::call(question, PATIENCE).await),
        None => Ok(Some(Suspicion::Unproven)),
    };
    match judged {
        Ok(found) => lead.suspicion = lead.suspicion.or(found),
        Err(why) => console_error!("desk {}: Turnstile: {why}", home.name),
    }
    Ok(())
}

fn with<T>(home: &Rc<Home>, ask: impl FnOnce(&mut Guard) -> T) -> T {
    let mut guard = home.guard.borrow_mut();
    if guard.lacks_key() {
        match entropy::draw() {
            Ok(key) => guard.set_key(key),
            Err(error) => console_error!("desk {}: {}", home.name, Problem::ours("entropy", error.to_string())),
        }
    }
    ask(&mut guard)
}
