//! Signals that come from other systems: somebody attended a webinar, signed up for a trial.
//!
//! A signal is a submission that says nothing but who and what: it joins the open lead of its
//! person as a second form does, is kept as it came, and the score is taken again.

use baton_scoring::Field;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::arrival::Here;
use crate::joining;
use crate::json::json as to_json;
use crate::log::Kind;
use crate::merging::merged;
use crate::problem::clip;
use crate::{Database, Ids, Intake, ParsedLead, Problem, Reply, intake, leads, vouched};

/// So many signals are taken at a time.
const MOST: usize = 500;
/// A name, an address or a source has at most so many characters.
const CHARS: usize = 200;

/// Signals of people the desk knows. See [`SignalBatch::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalBatch(Vec<GivenSignal>);

/// One signal, and whose it is.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenSignal {
    /// The lead's id, or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lead: Option<String>,
    /// the address of its person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// The signal or event, as [[signals]] of the agreement name it.
    name: String,
    /// When, in seconds since the epoch; none: now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<i64>,
    /// Where it comes from, one of the agreement's sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

/// What became of a batch.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SignalsTaken {
    v: u8,
    /// How many joined a lead now.
    taken: usize,
    /// How many had been taken before.
    repeated: usize,
    /// Places, from 0, of those whose person has no open lead here.
    unknown: Vec<usize>,
}

impl SignalsTaken {
    /// As it goes out.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    signals: Vec<GivenSignal>,
}

impl SignalBatch {
    /// Reads `{"signals":[{"email":"ada@works.example","name":"webinar","at":1795255200,"source":"webinar"}]}`.
    ///
    /// # Errors
    ///
    /// The caller's: `wrong_shape`.
    pub fn parse(body: &[u8]) -> Result<SignalBatch, Problem> {
        let help = r#"Send {"signals":[{"email":"ada@works.example","name":"webinar","at":1795255200}]}, at most 500."#;
        let wrong = |message: String| Problem::wrong_shape(message, help);
        let sent: Sent = serde_json::from_slice(body)
            .map_err(|error| wrong(format!("these are no signals: {}", clip(&error.to_string()))))?;
        if !(1..=MOST).contains(&sent.signals.len()) {
            return Err(wrong(format!("there are {} signals", sent.signals.len())));
        }
        for (at, signal) in sent.signals.iter().enumerate() {
            let texts = [signal.lead.as_ref(), signal.email.as_ref(), Some(&signal.name), signal.source.as_ref()];
            let fits = |text: &&String| !text.trim().is_empty() && text.chars().count() <= CHARS;
            if signal.lead.is_some() == signal.email.is_some() || !texts.iter().flatten().all(fits) {
                return Err(wrong(format!("`signals[{at}]` must name a `lead` or an `email`, and its `name`")));
            }
        }
        Ok(SignalBatch(sent.signals))
    }
}

/// Takes a batch, each signal once.
pub(crate) fn take(
    here: &Here<'_>,
    batch: &SignalBatch,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    for signal in &batch.0 {
        vouched::known_source(here, signal.source.as_deref())?;
    }
    let mut told = SignalsTaken { v: 1, ..SignalsTaken::default() };
    for (place, signal) in batch.0.iter().enumerate() {
        match take_one(here, signal, ids, db)? {
            Taken::Now => told.taken += 1,
            Taken::Before => told.repeated += 1,
            Taken::Unknown => told.unknown.push(place),
        }
    }
    Ok(Reply::Signals(told))
}

enum Taken {
    Now,
    Before,
    Unknown,
}

fn take_one(here: &Here<'_>, signal: &GivenSignal, ids: &mut Ids, db: &mut dyn Database) -> Result<Taken, Problem> {
    let newer = body(here, signal)?;
    if joining::joined_to(&newer.id, db)?.is_some() {
        return Ok(Taken::Before);
    }
    let lead = match &signal.lead {
        Some(id) => {
            leads::find_joined(db, id)?.filter(|lead| lead.state.is_open() && lead.owner.is_some()).map(|lead| lead.id)
        }
        None => joining::open_lead(here, &newer.submission, db)?,
    };
    let Some(lead) = lead else { return Ok(Taken::Unknown) };
    let unreadable = || Problem::record("unreadable_lead", format_args!("lead `{lead}`"));
    let (stored, more) = leads::find_with(db, &lead, "raw")?.ok_or_else(unreadable)?;
    let held = intake::parse(more.blob(0)?).map_err(|_| unreadable())?;
    // The page stays the form's: a signal was on none.
    let whole = intake::parse(&merged(&held, &newer, false)).map_err(|_| unreadable())?;
    let whole = ParsedLead { digest: held.digest, ..whole };
    let came = Intake { lead: newer, origin: None, sent_at: None, edge_origin: stored.edge_origin.clone() };
    let (name, source) = (signal.name.clone(), signal.source.clone());
    joining::put_together(here, &came, (&lead, whole), ids, db, |scored| Kind::LeadSignalled {
        signal: name,
        source,
        score: i64::from(scored.verdict.score.0),
        tier: scored.verdict.tier.clone(),
        mql: Some(scored.verdict.mql()),
    })?;
    Ok(Taken::Now)
}

/// A signal as a submission. The same signal has the same id, however often it is sent.
fn body(here: &Here<'_>, signal: &GivenSignal) -> Result<ParsedLead, Problem> {
    let at = signal.at.unwrap_or(here.now.seconds().0);
    let id = vouched::id_of(&[
        "signal",
        signal.lead.as_deref().unwrap_or_default(),
        &signal.email.as_deref().unwrap_or_default().to_lowercase(),
        &signal.name,
        &signal.at.map(|at| at.to_string()).unwrap_or_else(|| here.now.day().to_string()),
        signal.source.as_deref().unwrap_or_default(),
    ]);
    let email = signal.email.as_ref().map(|email| json!({"name": "email", "field": Field::Email.id(), "value": email}));
    let fields: Vec<serde_json::Value> = email.into_iter().collect();
    let mut body = json!({"v": 1, "id": id, "fields": fields, "signals": [{"name": signal.name, "at": at}]});
    if let (Some(body), Some(source)) = (body.as_object_mut(), &signal.source) {
        body.insert(vouched::KEY.to_owned(), json!({"source": source}));
    }
    intake::parse(body.to_string().as_bytes())
}
