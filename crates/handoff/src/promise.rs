//! What the browser promised, held against the edge's verdict.
//!
//! A promise is a meeting that was shown before the edge had its say. Its link is honoured
//! whatever comes of the lead; that the two disagreed is written down, with the cause, and counted.

use baton_agreement::Agreement;
use baton_scoring::{Lead, OfferKind, ScoreCard, Seconds, Tables, rate};
use serde::Serialize;

use crate::decision::{self, Quarantine};
use crate::json::json;
use crate::log::Kind;
use crate::{Database, Millis, OfferWords, ParsedLead, Problem};

/// Why browser and edge disagreed. Each is a name in storage and what people read.
const CAUSES: [(&str, &str); 6] = [
    ("quarantine", "the lead was kept in quarantine; its link leads to the team"),
    ("undecided", "nothing could be decided about the lead"),
    ("older_card", "the page had another card than the one in force"),
    ("not_reproduced", "on the same card the edge finds no promise: another widget, or somebody made it up"),
    ("tables", "what only the edge knows of the answers changed the verdict"),
    ("repeat", "the same lead came again with other answers; the first ones count"),
];

/// What of a promise the edge does not see the same way, if there was a promise.
pub(crate) fn disagreement(
    agreement: Option<&Agreement>,
    lead: &ParsedLead,
    offer: &OfferWords,
    quarantine: Option<&Quarantine>,
    at: Seconds,
) -> Option<Kind> {
    let promised = promised_meeting(lead)?;
    let cause = match (quarantine, agreement) {
        (Some(Quarantine::Test), _) => return None,
        (Some(Quarantine::Undecided(_)), _) | (_, None) => "undecided",
        (Some(_), _) => "quarantine",
        _ if offer.kind == promised => return None,
        (None, Some(agreement)) if lead.shown_card() != Some(agreement.public.id.clone()) => "older_card",
        (None, Some(agreement)) => {
            let card = agreement.public.score_card();
            let again = decision::unless_panicked(|| promises(&card, lead, at));
            if again == Some(true) { "tables" } else { "not_reproduced" }
        }
    };
    Some(told(promised, offer, cause))
}

/// As the browser would have: the public card and the small tables.
fn promises(card: &ScoreCard<'_>, lead: &ParsedLead, at: Seconds) -> bool {
    let understood = Lead::new(&lead.submission, &Tables::small(), card);
    rate(&understood, card, at).offer == OfferKind::Meeting
}

/// What was promised, if that was a meeting: nothing else binds anybody.
fn promised_meeting(lead: &ParsedLead) -> Option<String> {
    lead.promised().filter(|promised| promised == OfferKind::Meeting.id())
}

/// The same id again, with other answers: what the first ones earned counts.
pub(crate) fn repeated(lead: &ParsedLead, first: &OfferWords) -> Option<Kind> {
    let promised = promised_meeting(lead)?;
    (first.kind != promised).then(|| told(promised, first, "repeat"))
}

fn told(promised: String, offer: &OfferWords, cause: &str) -> Kind {
    Kind::OfferDisagreed { promised, offer: offer.kind.clone(), cause: cause.to_owned() }
}

/// What a cause means, for people.
pub(crate) fn words(cause: &str) -> &'static str {
    CAUSES.iter().find(|(id, _)| *id == cause).map_or("for a cause this release does not know", |(_, words)| words)
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Counted {
    now: i64,
    causes: Vec<Cause>,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Cause {
    words: &'static str,
    cause: String,
    times: i64,
    newest: i64,
}

/// How often which cause was written down, most often first, as JSON.
pub(crate) fn counted(now: Millis, db: &mut dyn Database) -> Result<String, Problem> {
    let rows = db.query(
        "SELECT json_extract(data, '$.cause'), count(*) AS times, max(at) FROM events
         WHERE kind = 'offer.disagreed' GROUP BY 1 ORDER BY times DESC, 1",
        &[],
    )?;
    let causes = rows
        .iter()
        .map(|row| {
            let cause = row.string(0)?;
            Ok(Cause { words: words(&cause), cause, times: row.integer(1)?, newest: row.integer(2)? })
        })
        .collect::<Result<_, Problem>>()?;
    Ok(json(&Counted { now: now.0, causes }))
}
