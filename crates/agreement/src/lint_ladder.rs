//! What works in the ladder, but hardly as meant.

use baton_scoring::Seconds;

use crate::endpoint::{Endpoint, EndpointKind};
use crate::escalation::StepKind;
use crate::handoff_part::HandoffPart;
use crate::reader::Problems;

pub(crate) fn check_ladder(handoff: &HandoffPart, problems: &mut Problems) {
    check_order(handoff, problems);
    check_return(handoff, problems);
    check_end(handoff, problems);
    check_reassign(handoff, problems);
    check_heard(handoff, problems);
}

/// Steps are written in the order of time, in every window; those of the rep and those of the
/// visitor have clocks of their own.
fn check_order(handoff: &HandoffPart, problems: &mut Problems) {
    let before = |place: usize, of_visitor: bool| {
        handoff.escalation.iter().take(place).rev().find(|(_, step)| step.does.is_of_visitor() == of_visitor)
    };
    for (at, (place, step)) in handoff.escalation.iter().enumerate() {
        if let Some((_, before)) = before(at, step.does.is_of_visitor())
            && handoff.windows.first_response.each().any(|window| step.at.within(window) < before.at.within(window))
        {
            let help =
                "write the steps in the order of time; a share and a time may cross in a short window".to_owned();
            problems.warning("ladder_out_of_order", place, "this step is due before the one above it".to_owned(), help);
        }
    }
}

/// No step comes after the lead has gone back to marketing.
fn check_return(handoff: &HandoffPart, problems: &mut Problems) {
    let returns = handoff.escalation.iter().filter(|(_, step)| step.does == StepKind::ReturnToMarketing);
    for (place, step) in handoff.escalation.iter().filter(|(_, step)| step.does != StepKind::ReturnToMarketing) {
        let late = |window: Seconds| {
            let by_step = returns.clone().map(|(_, step)| step.at.within(window)).min();
            // A lead is not given back for having been ignored before its window is over.
            let ignored = handoff.windows.return_after.map(|after| after.max(window));
            by_step.into_iter().chain(ignored).min().filter(|back| step.at.within(window) > *back)
        };
        if let Some(back) = handoff.windows.first_response.each().find_map(late) {
            let message = format!("this step never comes: marketing has the lead back after {}", in_words(back));
            let help = "put it before that, or take it out".to_owned();
            problems.warning("step_after_return", place, message, help);
        }
    }
}

/// Something happens when a window is over.
fn check_end(handoff: &HandoffPart, problems: &mut Problems) {
    let steps = || handoff.escalation.iter().filter(|(_, step)| !step.does.is_of_visitor());
    let Some((place, _)) = steps().next_back() else { return };
    let idle = |window: &Seconds| steps().all(|(_, step)| step.at.within(*window) < *window);
    if let Some(window) = handoff.windows.first_response.each().find(idle) {
        let message =
            format!("the ladder ends before a window of {}: nothing more happens at its end", in_words(window));
        let help = "add a step at `100%` or later, such as `tell_manager`".to_owned();
        problems.warning("window_beyond_ladder", place, message, help);
    }
}

/// There is somebody else to give the lead to.
fn check_reassign(handoff: &HandoffPart, problems: &mut Problems) {
    if handoff.pools.iter().any(|pool| pool.members.len() > 1) {
        return;
    }
    if let Some((place, _)) = handoff.escalation.iter().find(|(_, step)| step.does == StepKind::Reassign) {
        let message = "there is nobody to give the lead to: no pool has two members".to_owned();
        let help = "add a rep to a pool, or tell the manager instead".to_owned();
        problems.warning("reassign_to_nobody", place, message, help);
    }
}

/// Whoever a step is for hears of it.
fn check_heard(handoff: &HandoffPart, problems: &mut Problems) {
    let reaches_visitors = |kind: EndpointKind| kind == EndpointKind::Webhook || kind.is_mail();
    let asked = |event: &str, visitor: bool| {
        let asks = |endpoint: &Endpoint| endpoint.asks_for(event) && (!visitor || reaches_visitors(endpoint.kind));
        handoff.deliveries.iter().any(|(_, endpoint)| asks(endpoint))
    };
    for kind in [StepKind::Remind, StepKind::TellManager, StepKind::TouchVisitor] {
        // Slack reaches no visitor.
        let visitor = kind == StepKind::TouchVisitor;
        let step = handoff.escalation.iter().find(|(_, step)| step.does == kind);
        if let Some((place, _)) = step.filter(|_| !asked(kind.event(), visitor)) {
            let endpoint = if visitor { "webhook or mail" } else { "delivery" };
            let message = format!("nobody hears of this step: no {endpoint} asks for `{}`", kind.event());
            let help = format!("add `\"{}\"` to the `on` of a {endpoint}", kind.event());
            problems.warning("step_unheard", place, message, help);
        }
    }
}

fn in_words(window: Seconds) -> String {
    let (number, unit) = match window.0 {
        seconds if seconds % 86_400 == 0 => (seconds / 86_400, "d"),
        seconds if seconds % 3_600 == 0 => (seconds / 3_600, "h"),
        seconds if seconds % 60 == 0 => (seconds / 60, "m"),
        seconds => (seconds, "s"),
    };
    format!("`{number}{unit}`")
}
