//! What the console asks: the lead list, and one lead with everything that happened to it.

use baton_agreement::{Agreement, RepId};
use baton_scoring::{Field, map_fields};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::arrival::Here;
use crate::clocks::Clocks;
use crate::comments::{self, About, Said};
use crate::consent::{self, Consent};
use crate::database::params;
use crate::json::json;
use crate::lead_filter::LeadFilter;
use crate::leads::{self, Stored};
use crate::package::Package;
use crate::{Answer, Database, MeetingView, Millis, ParsedLead, Problem, Question, Row, Value};
use crate::{handoff, intake, lead_slices, log, meetings, undo};

/// Leads on one page of the list, at most.
const MOST: u32 = 500;

/// Events on the page of the desk's log.
const MOST_OF_DESK: u32 = 100;

/// A lead as it stands in the list.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Line<'a> {
    id: &'a str,
    received_at: i64,
    name: Option<&'a str>,
    company: Option<&'a str>,
    email: Option<&'a str>,
    job_title: Option<&'a str>,
    score: i64,
    tier: &'a str,
    mql: bool,
    state: &'a str,
    quarantine: Option<&'a str>,
    owner: Option<Owner<'a>>,
    window: Option<Window>,
    acknowledged_at: Option<i64>,
    undelivered: i64,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Owner<'a> {
    id: &'a str,
    name: &'a str,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Window {
    from_at: i64,
    due_at: i64,
    met_at: Option<i64>,
    missed_at: Option<i64>,
}

impl Line<'_> {
    pub(crate) fn of(lead: &Stored, undelivered: i64) -> Line<'_> {
        let ms = |at: Option<Millis>| at.map(|at| at.0);
        Line {
            id: &lead.id,
            received_at: lead.received_at.0,
            name: lead.name.as_deref(),
            company: lead.company.as_deref(),
            email: lead.email.as_deref(),
            job_title: lead.job_title.as_deref(),
            score: lead.score,
            tier: &lead.tier,
            mql: lead.mql,
            state: lead.state.id(),
            quarantine: lead.quarantine.as_deref(),
            owner: lead.owner.as_ref().map(|(id, name)| Owner { id, name }),
            window: lead.due_at.map(|due| Window {
                from_at: lead.clock_from().0,
                due_at: due.0,
                met_at: ms(lead.met_at),
                missed_at: ms(lead.missed_at),
            }),
            acknowledged_at: ms(lead.instants.acknowledged_at),
            undelivered,
        }
    }
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct List<'a> {
    now: i64,
    leads: Vec<Line<'a>>,
    /// The list goes on behind the last of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<bool>,
}

/// A list that somebody asks for, as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    rep: Option<String>,
    most: usize,
    filter: LeadFilter,
    /// It goes on with leads before this place.
    before: i64,
    /// The places of those that are in it.
    found: Vec<i64>,
}

/// The newest leads that a filter lets through, or those of them before one; of one rep's leads if there is one.
pub(crate) fn list(
    here: &Here<'_>,
    rep: Option<String>,
    (limit, before): (u32, Option<&str>),
    filter: LeadFilter,
    db: &mut dyn Database,
) -> Result<Answer, Problem> {
    // A lead that is not there has no leads before it.
    let before = match before {
        None => lead_slices::NEWEST,
        Some(id) => {
            let rows = db.query("SELECT seq FROM leads WHERE id = ?", &params![id])?;
            rows.first().map_or(Ok(0), |row| row.integer(0))?
        }
    };
    let limit = limit.clamp(1, MOST);
    if filter.is_empty() {
        let rows = newest(rep.as_deref(), (before, limit), db)?;
        return lines(here, &rows, None).map(Answer::Json);
    }
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    list_on(here, Listing { rep, most, filter, before, found: Vec::new() }, db)
}

/// Goes on with a list: until it is full or whole, or it is others' turn.
pub(crate) fn list_on(here: &Here<'_>, mut listing: Listing, db: &mut dyn Database) -> Result<Answer, Problem> {
    let Listing { rep, most, filter, before, found } = &mut listing;
    let wanting = most.saturating_sub(found.len());
    let slice = lead_slices::next(here, filter, (*before, wanting), rep.as_deref(), db)?;
    found.extend(slice.places);
    match slice.before {
        Some(reached) if found.len() < *most => {
            *before = reached;
            Ok(Answer::GoOn(Box::new(Question::LeadsOn(Box::new(listing)))))
        }
        reached => lines(here, &at_places(found, db)?, Some(reached.is_some())).map(Answer::Json),
    }
}

/// The list as JSON.
fn lines(here: &Here<'_>, rows: &[Row], more: Option<bool>) -> Result<String, Problem> {
    let stored: Vec<(Stored, i64)> = rows
        .iter()
        .map(|row| Ok::<_, Problem>((Stored::from_row(row)?, row.integer(leads::COLUMN_COUNT)?)))
        .collect::<Result<_, _>>()?;
    let leads = stored.iter().map(|(lead, undelivered)| Line::of(lead, *undelivered)).collect();
    Ok(json(&List { now: here.now.0, leads, more }))
}

/// What is asked of a lead's messages.
const UNDELIVERED: &str =
    "(SELECT count(*) FROM deliveries d WHERE d.lead = leads.id AND d.state NOT IN ('delivered', 'standby'))";

fn newest(rep: Option<&str>, (before, limit): (i64, u32), db: &mut dyn Database) -> Result<Vec<Row>, Problem> {
    let whose = if rep.is_some() { "AND owner = ?" } else { "" };
    let values: Vec<Value> =
        [Value::from(before)].into_iter().chain(rep.map(Value::from)).chain([Value::from(limit)]).collect();
    let columns = leads::COLUMNS;
    let sql = format!("SELECT {columns}, {UNDELIVERED} FROM leads WHERE seq < ? {whose} ORDER BY seq DESC LIMIT ?");
    Ok(db.query(&sql, &values)?)
}

fn at_places(places: &[i64], db: &mut dyn Database) -> Result<Vec<Row>, Problem> {
    let sql = format!(
        "SELECT {}, {UNDELIVERED} FROM leads WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq DESC",
        leads::COLUMNS
    );
    Ok(db.query(&sql, &params![json(&places)])?)
}

/// One lead with everything, for the rep who has it.
pub(crate) fn lead_of(here: &Here<'_>, rep: &str, id: &str, db: &mut dyn Database) -> Result<String, Problem> {
    let found = leads::find_joined(db, id)?.ok_or_else(|| leads::unknown(id))?;
    leads::held_to(&found, rep)?;
    lead(here, id, db)
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct LeadPage<'a> {
    now: i64,
    lead: Whole<'a>,
    timeline: Vec<TimelineEvent>,
    deliveries: Vec<Delivery>,
    /// Why it may be rejected; empty where it cannot be now.
    rejections: Vec<Rejection<'a>>,
    undo: Option<Undo>,
    /// What people said of it.
    comments: Vec<Said>,
}

/// What was last said and can still be taken back, by whom and until when.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Undo {
    made: String,
    by: String,
    until_at: i64,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Rejection<'a> {
    id: &'a str,
    words: &'a str,
    needs_text: bool,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    line: Line<'a>,
    fields: Vec<FieldLine<'a>>,
    package: &'a Package,
    verdict: Option<Box<RawValue>>,
    page: Page<'a>,
    shown: Option<Box<RawValue>>,
    /// What the form asked consent for.
    consents: Vec<Consent>,
    /// How long the form took, in ms.
    filled_ms: Option<i64>,
    agreement: i64,
    acknowledgement: Option<Acknowledgement>,
    /// The one that its tool told of last.
    meeting: Option<MeetingView>,
    attempts: i64,
    clocks: Option<Clocks>,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct FieldLine<'a> {
    label: &'a str,
    name: &'a str,
    field: Option<&'static str>,
    value: &'a str,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize, Default)]
struct Page<'a> {
    url: &'a str,
    title: &'a str,
    referrer: &'a str,
    language: &'a str,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Acknowledgement {
    by: String,
    next_step: String,
    at: i64,
    due_at: i64,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct TimelineEvent {
    seq: i64,
    at: i64,
    kind: String,
    actor: String,
    agreement: Option<i64>,
    words: String,
    /// Of an assignment.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    routed: Option<log::RoutedView>,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Delivery {
    id: String,
    endpoint: String,
    kind: String,
    event: String,
    state: String,
    attempts: i64,
    next_at: Option<i64>,
    delivered_at: Option<i64>,
    last_error: Option<String>,
}

/// One lead with its timeline and its deliveries, as JSON.
pub(crate) fn lead(here: &Here<'_>, id: &str, db: &mut dyn Database) -> Result<String, Problem> {
    let agreement = here.in_force.agreement.as_ref();
    let name = |rep: &str| {
        let known = agreement.and_then(|agreement| agreement.rep(&RepId::new(rep)));
        known.map_or_else(|| rep.to_owned(), |rep| rep.name.clone())
    };
    let Some((lead, more)) = leads::find_joined_with(db, id, "raw, verdict")? else {
        return Err(leads::unknown(id));
    };
    let parsed = intake::parse(more.blob(0)?).ok();
    let deliveries = deliveries(&lead.id, db)?;
    let undelivered =
        deliveries.iter().filter(|delivery| !["delivered", "standby"].contains(&delivery.state.as_str())).count();
    let acknowledgement = handoff::acknowledgement(&lead.id, db)?;
    let page = LeadPage {
        now: here.now.0,
        lead: Whole {
            line: Line::of(&lead, i64::try_from(undelivered).unwrap_or(0)),
            fields: parsed.as_ref().map(fields).unwrap_or_default(),
            package: &lead.package,
            verdict: RawValue::from_string(more.string(1)?).ok(),
            page: parsed.as_ref().map(page).unwrap_or_default(),
            shown: parsed.as_ref().and_then(shown),
            consents: parsed.as_ref().map(consent::asked).unwrap_or_default(),
            filled_ms: parsed.as_ref().and_then(|lead| lead.filled_in).map(|time| time.0),
            agreement: lead.agreement,
            meeting: meetings::last(&lead.id, db)?,
            acknowledgement: acknowledgement.map(|told| Acknowledgement {
                by: told.by,
                next_step: told.next_step,
                at: told.at.0,
                due_at: told.due_at.0,
            }),
            attempts: lead.instants.attempts,
            clocks: Clocks::of(here, &lead),
        },
        timeline: timeline(&lead.id, &name, db)?,
        deliveries,
        rejections: rejections(agreement.filter(|_| lead.state.can_be_rejected())),
        undo: undo::kept(db, &lead.id)?.filter(|kept| kept.can_be_taken_back(here.now)).map(|kept| Undo {
            made: kept.made,
            by: kept.by,
            until_at: (kept.at + undo::WITHIN).0,
        }),
        comments: comments::list(&About::Lead(lead.id.clone()), db)?,
    };
    Ok(json(&page))
}

fn rejections(agreement: Option<&Agreement>) -> Vec<Rejection<'_>> {
    let reasons = agreement.map(|agreement| agreement.reasons.as_slice()).unwrap_or_default();
    reasons
        .iter()
        .map(|reason| Rejection { id: &reason.id, words: &reason.words, needs_text: reason.needs_text })
        .collect()
}

fn fields(lead: &ParsedLead) -> Vec<FieldLine<'_>> {
    let fields = &lead.submission.fields;
    fields
        .iter()
        .zip(map_fields(fields))
        .map(|(raw, field)| FieldLine {
            label: &raw.label,
            name: &raw.name,
            field: field.map(Field::id),
            value: &raw.value,
        })
        .collect()
}

fn page(lead: &ParsedLead) -> Page<'_> {
    Page { url: &lead.submission.page, title: &lead.title, referrer: &lead.referrer, language: &lead.language }
}

/// Evidence is shown only where it is an object, as the widget sends it.
fn shown(lead: &ParsedLead) -> Option<Box<RawValue>> {
    let shown = lead.shown.as_deref().filter(|shown| shown.starts_with('{'))?;
    RawValue::from_string(shown.to_owned()).ok()
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct DeskLog {
    now: i64,
    events: Vec<TimelineEvent>,
}

/// What happened to the desk and not to a lead, the newest first, as JSON.
pub(crate) fn desk_log(now: Millis, db: &mut dyn Database) -> Result<String, Problem> {
    // `lead IS NULL` is one end of the index over leads.
    let rows = db.query(
        "SELECT seq, at, kind, actor, agreement, data FROM events WHERE lead IS NULL ORDER BY seq DESC LIMIT ?",
        &params![MOST_OF_DESK],
    )?;
    Ok(json(&DeskLog { now: now.0, events: events(&rows, &str::to_owned)? }))
}

fn timeline(lead: &str, names: &dyn Fn(&str) -> String, db: &mut dyn Database) -> Result<Vec<TimelineEvent>, Problem> {
    let rows = db.query(
        "SELECT seq, at, kind, actor, agreement, data FROM events
         WHERE lead = ? OR lead IN (SELECT id FROM lead_aliases WHERE lead = ?) ORDER BY seq",
        &params![lead, lead],
    )?;
    events(&rows, names)
}

fn events(rows: &[Row], names: &dyn Fn(&str) -> String) -> Result<Vec<TimelineEvent>, Problem> {
    let event = |row: &Row| {
        let kind = row.string(2)?;
        Ok(TimelineEvent {
            seq: row.integer(0)?,
            at: row.integer(1)?,
            words: log::words(&kind, row.text(5)?),
            routed: log::routed(&kind, row.text(5)?, names),
            kind,
            actor: row.string(3)?,
            agreement: row.optional_integer(4)?,
        })
    };
    rows.iter().map(event).collect()
}

fn deliveries(lead: &str, db: &mut dyn Database) -> Result<Vec<Delivery>, Problem> {
    let rows = db.query(
        "SELECT id, endpoint, kind, event, state, attempts, next_at, delivered_at, last_error FROM deliveries
         WHERE lead = ? ORDER BY seq",
        &params![lead],
    )?;
    let delivery = |row: &Row| {
        let state = row.string(4)?;
        Ok(Delivery {
            id: row.string(0)?,
            endpoint: row.string(1)?,
            kind: row.string(2)?,
            event: row.string(3)?,
            attempts: row.integer(5)?,
            // While it is being sent, that time is the end of the claim and nobody's business.
            next_at: row.optional_integer(6)?.filter(|_| ["waiting", "standby"].contains(&state.as_str())),
            state,
            delivered_at: row.optional_integer(7)?,
            last_error: row.optional_string(8)?,
        })
    };
    rows.iter().map(delivery).collect()
}
