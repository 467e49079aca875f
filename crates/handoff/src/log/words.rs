//! What each kind of event means, in words that people on both sides use.

use super::Kind;
use crate::Millis;
use crate::confirm::Point;
use crate::time::duration;

impl Kind {
    pub(super) fn words(&self) -> String {
        match self {
            Kind::AgreementPublished { version } => format!("agreement {version} was published"),
            Kind::AgreementExplained { version, name, why, draft, restores } => {
                let what = match (draft, restores) {
                    (Some(draft), _) => format!("{name} published draft {draft} as agreement {version}"),
                    (None, Some(restores)) => {
                        format!("{name} went back to agreement {restores}, as agreement {version}")
                    }
                    (None, None) => format!("{name} published agreement {version}"),
                };
                let why = why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
                format!("{what}{why}")
            }
            Kind::DraftMade { draft, name, why, learned } => {
                let from = if *learned { ", learned from past leads" } else { "" };
                format!("{name} made draft {draft}{from}: {why}")
            }
            Kind::DraftApproved { draft, name, side } => format!("{name} approved draft {draft} for {side}"),
            Kind::DraftWithdrawn { draft, name } => format!("{name} withdrew draft {draft}"),
            Kind::LeadReceived { score, tier, source, .. } => {
                let from =
                    if source.is_empty() { String::new() } else { format!(" from {}", source.replace('_', " ")) };
                let tier = if tier.is_empty() { String::new() } else { format!(", {tier}") };
                format!("came in{from}: {score} points{tier}")
            }
            Kind::LeadQuarantined { reason, origin, .. } => match (reason.as_str(), origin) {
                ("unknown_site", Some(origin)) => format!("kept in quarantine: {origin} is not in the agreement"),
                ("no_origin", _) => "kept in quarantine: it does not say which site it comes from".to_owned(),
                ("honeypot", _) => "kept in quarantine: a field was filled in that no visitor sees".to_owned(),
                ("throw_away_mail", _) => "kept in quarantine: its address is one to be thrown away".to_owned(),
                ("flood", _) => "kept in quarantine: its network sends more than people do".to_owned(),
                ("repeated_text", _) => "kept in quarantine: others sent the same text".to_owned(),
                ("known_spam", _) => "kept in quarantine: it reads like an advertisement".to_owned(),
                ("too_fast", _) => "kept in quarantine: its form was filled in faster than people do".to_owned(),
                ("unproven", _) => "kept in quarantine: Turnstile does not vouch for its sender".to_owned(),
                ("test", _) => "kept as a test: nobody is told, nothing is counted".to_owned(),
                ("undecided", _) => "kept in quarantine: nothing could be decided about it".to_owned(),
                _ => "kept in quarantine".to_owned(),
            },
            Kind::LeadAssigned { name, route, pool, .. } if pool.is_empty() => {
                format!("given to {name} by route {route}")
            }
            Kind::LeadAssigned { name, route, pool, assigned, total, weight, weights, .. } => {
                format!(
                    "given to {name} by route {route}: {assigned} of {total} leads in {pool}, a share of {weight} in {weights}"
                )
            }
            Kind::WindowStarted { allowed_ms, .. } => {
                format!("the clock started: {} for the first response", duration(Millis(*allowed_ms)))
            }
            Kind::OfferDisagreed { promised, offer, cause } => {
                format!("the page showed a {promised}, the desk decides on {offer}: {}", crate::promise::words(cause))
            }
            Kind::LinkOpened { with: Some(name) } => format!("opened the calendar of {name}"),
            Kind::LinkOpened { with: None } => "opened the team's calendar".to_owned(),
            Kind::BookingReported { tool, .. } => format!("a meeting was booked in {tool}, says the visitor's page"),
            Kind::LeadConflict { .. } => "came in again with other answers; both are kept".to_owned(),
            Kind::LeadCorrected { score, tier, .. } => {
                let tier = if tier.is_empty() { String::new() } else { format!(", {tier}") };
                format!("the visitor corrected their answers: {score} points{tier}; those before are kept")
            }
            Kind::LeadJoined { why, score, tier, .. } => {
                let tier = if tier.is_empty() { String::new() } else { format!(", {tier}") };
                format!("came again ({why}): {score} points{tier}; the answers are put together")
            }
            Kind::LeadUnited { name: Some(name), why, .. } => {
                format!("is of somebody who has a lead already ({why}): both are one now, and {name} goes on with it")
            }
            Kind::LeadUnited { name: None, why, .. } => {
                format!("is of somebody who has a lead already ({why}): both are one now")
            }
            Kind::LeadCameBack { .. } => "had a lead before, which was closed".to_owned(),
            Kind::LeadNotified { endpoint } => format!("the message arrived at {endpoint}"),
            Kind::DeliveryDead { endpoint, why, .. } => format!("the message to {endpoint} was given up: {why}"),
            Kind::LeadCommented { name } => format!("{name} wrote a comment"),
            Kind::DigestSent { by, from, to } => format!("the digest of the {by} from {from} to {to} was sent"),
            Kind::EndpointTested { endpoint } => format!("{endpoint} was sent a test"),
            Kind::DeliveryReplayed { endpoint, .. } => format!("the message to {endpoint} is tried again"),
            Kind::LeadAcknowledged { name, next_step, took_ms, in_time, .. } => {
                let late = if *in_time { "" } else { ", after the window" };
                format!("{name} answered after {}{late}: {next_step}", duration(Millis(*took_ms)))
            }
            Kind::WindowMissed { name, .. } => format!("the window was missed: no answer from {name}"),
            Kind::TimerFailed { timer, code } => format!("the timer {timer} failed ({code}) and is tried again"),
            Kind::TierCut { tier, at_least, share, of } => {
                format!("{tier} begins at {at_least} points: {share} % of the last {of} leads")
            }
            _ => self.words_of_the_clock(),
        }
    }

    /// What happens after the rep was told.
    fn words_of_the_clock(&self) -> String {
        match self {
            Kind::RosterChanged { name, away_until, away_why, open_cap, day_cap, .. } => {
                let mut said = vec![match (away_until, away_why.as_str()) {
                    (None, _) => format!("{name} is there"),
                    (Some(_), "") => format!("{name} is away"),
                    (Some(_), why) => format!("{name} is away: {why}"),
                }];
                said.extend(open_cap.map(|cap| format!("at most {cap} open leads")));
                said.extend(day_cap.map(|cap| format!("at most {cap} leads a day")));
                said.join(", ")
            }
            Kind::LinkKeyTurned { key } => format!("handoff links are signed with key {key} from now on"),
            Kind::TokenMade { name, role, .. } => format!("a token was made for {name}, as {}", role.replace('_', " ")),
            Kind::TokenRevoked { name, .. } => format!("the token of {name} was revoked"),
            Kind::AccountsReplaced { accounts } => format!("a list of {accounts} accounts was uploaded"),
            Kind::ClockMoved { advance_ms } => format!("the test clock was moved by {}", duration(Millis(*advance_ms))),
            Kind::LeadSnoozed { name, reason, .. } => {
                let why = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
                format!("{name} wants to be reminded later{why}; the clock runs on")
            }
            Kind::LeadReminded { name, why, .. } => match why.as_str() {
                "snoozed" => format!("{name} was reminded, as they wished"),
                "quiet" => format!("{name} was reminded: nothing has happened for a while"),
                _ => format!("{name} was reminded: the window runs out"),
            },
            Kind::LeadEscalated { name, manager_name, why, .. } => match why.as_str() {
                "nobody_left" => format!("{manager_name} was told: nobody else is left to give it to"),
                _ => format!("{manager_name} was told: no answer from {name}"),
            },
            Kind::LeadReassigned { name, from_name, why, .. } => match (from_name, why.as_str()) {
                (Some(from), "missed") => format!("given to {name}: no answer from {from}"),
                (Some(from), "left") => format!("given to {name}: {from} is no longer on the roster"),
                (Some(from), _) => format!("given to {name} instead of {from}"),
                (None, _) => format!("given to {name}"),
            },
            Kind::VisitorTouch { email: Some(_), .. } => "the visitor is sent the booking link".to_owned(),
            Kind::VisitorTouch { email: None, .. } => {
                "the visitor would be sent the booking link, but left no address".to_owned()
            }
            Kind::PromisePassed { name, next_step, .. } => format!("{name} has not kept the promise: {next_step}"),
            Kind::LeadReturned { why, after_ms, attempts, .. } => {
                let after = duration(Millis(*after_ms));
                match why.as_str() {
                    "attempts" => format!("back with marketing: nobody reached in {attempts} attempts"),
                    "step" => format!("back with marketing after {after}, as the ladder says"),
                    _ => format!("back with marketing: nothing was done for {after}"),
                }
            }
            Kind::RepAway { name, for_ms, .. } => {
                format!("{name} counts as away for {}", duration(Millis(*for_ms)))
            }
            _ => self.words_of_people(),
        }
    }

    /// What people say they did.
    fn words_of_people(&self) -> String {
        let because = |reason: &Option<String>| reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let worth = |value: &Option<i64>| value.map(|value| format!(", worth {value}")).unwrap_or_default();
        let next = |step: &Option<String>| step.as_ref().map(|step| format!("; next: {step}")).unwrap_or_default();
        match self {
            // A CRM does not tell by what.
            Kind::LeadAttempted { name, channel, reached: false, .. } if channel == "crm" => {
                format!("{name} tried to reach them")
            }
            Kind::LeadAttempted { name, channel, reached: false, next_step, .. } => {
                format!("{name} tried by {channel} and reached nobody{}", next(next_step))
            }
            Kind::LeadAttempted { name, channel, next_step, .. } => {
                format!("{name} reached them by {channel}{}", next(next_step))
            }
            Kind::LeadConnected { name, next_step, .. } => format!("{name} spoke with them{}", next(next_step)),
            Kind::LeadBooked { name, .. } => format!("a meeting was booked, says {name}"),
            Kind::LeadUnbooked { name, why, due_at, .. } => {
                let anew = if due_at.is_some() { "; the clock began again" } else { "" };
                format!("the meeting was {why}, says {name}{anew}")
            }
            Kind::LeadAccepted { name } => format!("{name} accepted it"),
            Kind::LeadRejected { name, reason, note, .. } => {
                let note = note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
                format!("{name} rejected it: {reason}{note}")
            }
            Kind::LeadConfirmed { name, points, score, sql, .. } => {
                let point = |point: &Point| {
                    let words = point.point.replace('_', " ");
                    if point.holds { words } else { format!("not {words}") }
                };
                let points: Vec<String> = points.iter().map(point).collect();
                let sql = if *sql { ", qualified for sales" } else { "" };
                format!("{name} confirmed {}: {score} points{sql}", points.join(", "))
            }
            Kind::LeadSignalled { signal, source, score, .. } => {
                let from = source.as_ref().map(|source| format!(" ({})", source.replace('_', " "))).unwrap_or_default();
                format!("{}{from}: {score} points", signal.replace('_', " "))
            }
            Kind::LeadOpened { name, .. } => format!("opened by {name}, or by a program that reads their messages"),
            Kind::PromiseKept { name, next_step, in_time, .. } => {
                let late = if *in_time { "" } else { ", after its time" };
                format!("{name} kept the promise{late}: {next_step}")
            }
            Kind::LeadUndone { name, made, .. } => format!("{name} took \"{made}\" back"),
            Kind::LeadReleased { name, reason, .. } => format!("{name} let it out of quarantine{}", because(reason)),
            Kind::LeadNurtured { name, reason } => format!("{name} gave it to marketing{}", because(reason)),
            Kind::LeadOpportunity { name, value } => format!("{name} made it an opportunity{}", worth(value)),
            Kind::LeadWon { name, value } => format!("{name} won it{}", worth(value)),
            Kind::LeadLost { name, reason } => format!("{name} lost it{}", because(reason)),
            Kind::CrmDiffers { endpoint, what, why } => {
                format!("{endpoint} has another {what}, which stays there alone: {why}")
            }
            Kind::LeadErased { why, .. } if why == "retention" => {
                "erased: it was kept as long as the agreement says".to_owned()
            }
            Kind::LeadErased { name, .. } => format!("{name} erased it"),
            // Every other kind has its words above.
            _ => self.id().to_owned(),
        }
    }
}
