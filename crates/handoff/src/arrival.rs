//! A lead arrives: from the raw body to rows, in one event.
//!
//! Nine statements for a new lead, each once: is the id known; is the person; how do the turns
//! stand; then the lead, what it is found by, its lines in the log, the turn it took, its timer,
//! its messages. Two more where a tier goes by share.

use std::rc::Rc;

use baton_agreement::{Rep, RepId, Returning, Ritual, Route};
use baton_scoring::Verdict;

use crate::agreements::InForce;
use crate::assignment::{self, Asking, Assignment};
use crate::database::params;
use crate::decision::{self, Quarantine, Routed, Scored};
use crate::dedupe::{self, Known};
use crate::forms_read::FormsRead;
use crate::joining::{self, Kin};
use crate::log::{self, Entry, Kind};
use crate::message::{self, About, Notice};
use crate::persons_read::PersonsRead;
use crate::receipt::Tested;
use crate::recent_keys::{self, RecentKeys};
use crate::roster::{self, StoredRoster};
use crate::windows::{self, Of};
use crate::{Database, DeskName, Ids, Intake, Millis, Problem, Receipt, Reply, State};
use crate::{answers, booking, climb, clocks, correction, links, next_owner, outbox, plan, promise, rituals};
use crate::{preparation, search, shares, timers, uniting, vouched};

/// What an event needs to know of the desk it happens to.
pub(crate) struct Here<'a> {
    pub desk: &'a DeskName,
    pub in_force: &'a InForce,
    pub forms: &'a FormsRead,
    pub persons: &'a PersonsRead,
    pub recent: &'a RecentKeys,
    pub now: Millis,
}

/// Where a new lead goes.
#[cfg_attr(
    target_pointer_width = "64",
    expect(clippy::large_enum_variant, reason = "there is one at a time, and nearly always the large one")
)]
enum Place<'a> {
    Quarantined(Quarantine),
    Assigned(Assigned<'a>),
}

/// A lead with an owner and a clock.
struct Assigned<'a> {
    route: &'a Route,
    to: Assignment<'a>,
    /// The end of its window; none where its ritual has no clock.
    due_at: Option<Millis>,
}

/// Takes a lead in.
///
/// Says, too, whether the cuts of tiers by share were taken anew with it.
pub(crate) fn arrive(
    here: &Here<'_>,
    intake: &Intake,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<(Reply, bool), Problem> {
    let agreement = here.in_force.agreement.as_ref();
    vouched::known_source(here, intake.lead.submission.source.as_deref())?;
    let known_site = known_site(here, intake);
    if known_site.is_err() && agreement.is_some_and(|agreement| agreement.site.strict_origins) {
        return Err(Problem::caller(
            403,
            "origin_not_allowed",
            "this desk takes leads from its own sites only",
            "Add the site to `origins` under `[site]` in the agreement and publish it.",
        ));
    }
    // Statement 1: is the id known? Nothing else may be decided twice.
    match dedupe::known(here, &intake.lead, db)? {
        Known::Told(reply) => return Ok((*reply, false)),
        Known::ToCorrect => return Ok((correction::correct(here, intake, ids, db)?, false)),
        Known::ToJoinAgain(lead) => {
            let why = "its answers were corrected".to_owned();
            let reply = joining::join(here, intake, &lead, why, ids, db)?;
            return Ok((uniting::look_again(here, intake, &lead, reply, ids, db)?, false));
        }
        Known::No => {}
    }
    let (scored, route) = decision::decide_here(here, intake, book(here, intake), db)?.unseen();
    let routed = known_site.and(route);
    // Statement 2: is it somebody we know? What is in quarantine joins nobody.
    let kin = match routed {
        Ok(_) if !intake.lead.test => joining::kin(here, &scored.person, &intake.lead.id, db)?,
        _ => Kin::Nobody,
    };
    if let Kin::Joins { lead, why } = kin {
        return Ok((joining::join(here, intake, &lead, why, ids, db)?, false));
    }
    let tested = intake.lead.test.then(|| Tested { quarantine: routed.as_ref().err().map(Quarantine::id) });
    let routed = match (routed, &kin) {
        (Ok(routed), Kin::ReturnsFrom { lead }) => Ok(Routed { before: owner_before(here, lead, db)?, ..routed }),
        (routed, _) => routed,
    };
    let place = place(here, intake, &scored, routed, db)?;
    insert_lead(here, intake, &scored, &place, &kin, db)?;
    if place.assigned().is_some() {
        joining::remember(here, &scored.person, &intake.lead.id, db)?;
        here.persons.keep(&intake.lead.raw, Some(Rc::clone(&scored.person)));
    }
    let first = Entry { lead: Some(&intake.lead.id), actor: "visitor", kind: received(here, intake, &scored) };
    write(here, intake, &scored, &place, first, ids, db)?;
    if let Kin::ReturnsFrom { lead } = kin {
        let kind = Kind::LeadCameBack { from: lead };
        log::append(
            db,
            here.now,
            Some(here.in_force.version),
            &[Entry { lead: Some(&intake.lead.id), actor: "desk", kind }],
        )?;
    }
    // What is in quarantine may be spam, and says nothing of the leads there are.
    let recut = match (agreement, place.assigned()) {
        (Some(agreement), Some(_)) => {
            shares::count(agreement, here.in_force.version, scored.verdict.score, here.now, db)?
        }
        _ => false,
    };
    let host = booking::host(agreement, place.owner(), scored.offer.is_meeting());
    let (lead, state) = (intake.lead.id.clone(), place.state());
    let receipt = Receipt { lead, state, repeat: false, offer: scored.offer, host, test: tested };
    Ok((Reply::Receipt(receipt), recut))
}

/// Who had the closed lead of somebody who comes again, if they are to have the new one too.
pub(crate) fn owner_before(here: &Here<'_>, lead: &str, db: &mut dyn Database) -> Result<Option<RepId>, Problem> {
    match &here.in_force.agreement {
        Some(agreement) if agreement.returning == Returning::SameOwner => {
            Ok(next_owner::owners(lead, db)?.last().map(RepId::new))
        }
        _ => Ok(None),
    }
}

/// Whether the lead comes from a site of the desk's, or from a system that may send leads.
pub(crate) fn known_site(here: &Here<'_>, intake: &Intake) -> Result<(), Quarantine> {
    if intake.lead.submission.source.is_some() {
        return Ok(());
    }
    let agreement = here.in_force.agreement.as_ref();
    agreement.map_or(Ok(()), |agreement| decision::origin(&agreement.site, intake.origin.as_deref()))
}

/// Who gets a lead, or why nobody does. One of the install check goes to nobody, but is told of
/// what would hold it.
fn place<'a>(
    here: &Here<'a>,
    intake: &Intake,
    scored: &Scored,
    routed: Result<Routed<'a>, Quarantine>,
    db: &mut dyn Database,
) -> Result<Place<'a>, Problem> {
    match routed {
        _ if intake.lead.test => Ok(Place::Quarantined(Quarantine::Test)),
        Ok(routed) => assign(here, routed, &intake.lead.language, &scored.verdict, db),
        Err(quarantine) => Ok(Place::Quarantined(quarantine)),
    }
}

/// Where the visitor books: the edge's own address, the same for as long as the lead lives.
pub(crate) fn book(here: &Here<'_>, intake: &Intake) -> String {
    format!("{}/v1/desks/{}/book/{}", intake.edge_origin, here.desk.as_tag(), intake.lead.id)
}

/// Puts a lead that nobody owned where it goes by now: its answers were corrected, or somebody let
/// it out of quarantine, which is `first` in the log. Says where it stands then, and with whom.
pub(crate) fn place_again(
    here: &Here<'_>,
    intake: &Intake,
    scored: &Scored,
    route: Result<Routed<'_>, Quarantine>,
    first: Entry<'_>,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<(State, Option<(String, String)>), Problem> {
    let place = place(here, intake, scored, route, db)?;
    let owner = place.owner();
    db.execute(
        "UPDATE leads SET state = ?, quarantine = ?, owner = ?, owner_name = ?, due_at = ?, assigned_at = ?,
             clock_from = ? WHERE id = ?",
        &params![
            place.state().id(),
            place.quarantine(),
            owner.map(|(id, _)| id),
            owner.map(|(_, name)| name),
            place.assigned().and_then(|assigned| assigned.due_at),
            place.assigned().map(|_| here.now),
            place.assigned().map(|_| here.now),
            &intake.lead.id,
        ],
    )?;
    if place.assigned().is_some() {
        joining::remember(here, &scored.person, &intake.lead.id, db)?;
    }
    write(here, intake, scored, &place, first, ids, db)?;
    Ok((place.state(), owner.map(|(id, name)| (id.to_owned(), name.to_owned()))))
}

impl<'a> Place<'a> {
    fn state(&self) -> State {
        match self {
            Place::Quarantined(_) => State::Quarantined,
            Place::Assigned(_) => State::Assigned,
        }
    }

    fn assigned(&self) -> Option<&Assigned<'a>> {
        match self {
            Place::Quarantined(_) => None,
            Place::Assigned(assigned) => Some(assigned),
        }
    }

    /// Id and name of who gets it.
    fn owner(&self) -> Option<(&str, &str)> {
        self.assigned().map(|assigned| (assigned.to.rep.id.as_str(), assigned.to.rep.name.as_str()))
    }

    fn quarantine(&self) -> Option<&'static str> {
        self.held().map(Quarantine::id)
    }

    fn held(&self) -> Option<&Quarantine> {
        match self {
            Place::Quarantined(quarantine) => Some(quarantine),
            Place::Assigned(_) => None,
        }
    }
}

/// Finds the rep for a lead.
fn assign<'a>(
    here: &Here<'a>,
    routed: Routed<'a>,
    language: &str,
    verdict: &Verdict,
    db: &mut dyn Database,
) -> Result<Place<'a>, Problem> {
    let undecided = |cause| Ok(Place::Quarantined(Quarantine::Undecided(cause)));
    let Some(agreement) = &here.in_force.agreement else { return undecided("the agreement in force cannot be read") };
    let Routed { route, tried, owner, before, domain } = routed;
    let (domain, now) = (domain.as_deref(), here.now);
    let asking = Asking { agreement, route, tried, owner, before, language, domain, except: &[], now };
    // Statement 3: how the turns stand, and who is away. Of reps with a cap it takes one more.
    let Some(to) = assignment::assign(&asking, &mut StoredRoster { agreement, db })? else {
        return undecided("the agreement's owner is not on its roster");
    };
    let due_at = rituals::due_at(here, window(to.rep, verdict));
    Ok(Place::Assigned(Assigned { route, to, due_at }))
}

/// The window that begins with an assignment.
fn window<'w>(rep: &'w Rep, verdict: &'w Verdict) -> Of<'w> {
    Of { rep: Some(rep.id.as_str()), source: &verdict.source, tier: &verdict.tier }
}

/// Writes what happened, beginning with `first`, and what follows from it.
fn write(
    here: &Here<'_>,
    intake: &Intake,
    scored: &Scored,
    place: &Place<'_>,
    first: Entry<'_>,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    let id = intake.lead.id.as_str();
    let what = what_happened(here, intake, scored, place);
    let agreement = here.in_force.agreement.as_ref();
    let disagreed = match first.kind {
        // What it was promised was compared when it came.
        Kind::LeadReleased { .. } => None,
        _ => {
            let at = decision::instant(intake.lead.submitted_at, intake.sent_at, here.now);
            promise::disagreement(agreement, &intake.lead, &scored.offer, place.held(), at)
        }
    };
    let mut entries = vec![first];
    entries.extend(what.iter().map(|kind| Entry { lead: Some(id), actor: "desk", kind: kind.clone() }));
    entries.extend(disagreed.map(|kind| Entry { lead: Some(id), actor: "desk", kind }));
    log::append(db, here.now, Some(here.in_force.version), &entries)?;

    if let Place::Assigned(assigned) = place {
        if let Some((pool, _, rotation)) = &assigned.to.turn {
            db.execute(roster::KEEP_TURN, &params![pool.id.as_str(), rotation.to_stored()])?;
        }
        let (timer, at) = match assigned.due_at {
            Some(due) => (timers::FIRST_RESPONSE, climb::first(here, window(assigned.to.rep, &scored.verdict), due)),
            None => (timers::QUIET, here.now + plan::quiet(here, State::Assigned)),
        };
        timers::set(db, id, timer, at)?;
    }
    // Of a test nobody is told but who looks.
    let silent = place.assigned().is_some() && rituals::of(agreement, &scored.verdict.tier) == Ritual::None;
    for kind in what.iter().filter(|kind| is_for_others(kind)) {
        if !intake.lead.test && !silent && message::is_told(agreement, kind) {
            let is_fast = preparation::is_fast_for(here, place.owner().map(|(id, _)| id), db)?;
            outbox::put(db, here.now, &notice(here, intake, scored, (place, is_fast), kind).drafts(agreement, ids))?;
        }
    }
    Ok(())
}

/// Of what becomes of a lead at its arrival, whom others are told of.
fn is_for_others(kind: &Kind) -> bool {
    matches!(kind, Kind::LeadQuarantined { .. } | Kind::LeadAssigned { .. } | Kind::VisitorTouch { .. })
}

/// Statement 4: the lead itself, raw, with everything that was decided about it.
fn insert_lead(
    here: &Here<'_>,
    intake: &Intake,
    scored: &Scored,
    place: &Place<'_>,
    kin: &Kin,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    let returned_from = match kin {
        Kin::ReturnsFrom { lead } => Some(lead),
        _ => None,
    };
    let lead = &intake.lead;
    let owner = place.assigned().map(|assigned| assigned.to.rep);
    let mut values = params![
        &lead.id,
        here.now,
        place.state().id(),
        place.quarantine(),
        intake.origin.clone(),
        &intake.edge_origin,
        owner.map(|rep| rep.id.as_str()),
        owner.map(|rep| rep.name.as_str()),
        place.assigned().and_then(|assigned| assigned.due_at),
        place.assigned().map(|_| here.now),
        clocks::began_at(lead.submitted_at, intake.sent_at, here.now),
        returned_from,
    ]
    .to_vec();
    values.extend(answers::values(here, lead, scored, lead.digest.to_vec()));
    let (columns, places) = (answers::COLUMNS.join(", "), vec!["?"; values.len()].join(", "));
    let inserted = db.query(
        &format!(
            "INSERT INTO leads (id, received_at, state, quarantine, origin, edge_origin, owner, owner_name, due_at,
                 assigned_at, began_at, returned_from, {columns}, v) VALUES ({places}, 1) RETURNING seq"
        ),
        &values,
    )?;
    let Some(row) = inserted.first() else { return Ok(()) };
    search::came(db, row.integer(0)?, here.now)?;
    recent_keys::came(db, row.integer(0)?, here.now)
}

fn received(here: &Here<'_>, intake: &Intake, scored: &Scored) -> Kind {
    let facts = scored.package.facts().iter().filter(|(_, fact)| fact.is_some()).count();
    let agreement = here.in_force.agreement.as_ref();
    let day = agreement.map(|agreement| agreement.calendar().zone().date(here.now).days());
    Kind::LeadReceived {
        score: i64::from(scored.verdict.score.0),
        tier: scored.verdict.tier.clone(),
        source: scored.verdict.source.clone(),
        offer: scored.offer.kind.clone(),
        promised: intake.lead.promised(),
        mql: Some(scored.verdict.mql()),
        campaign: scored.campaign.clone(),
        evidence: i64::try_from(facts).ok(),
        day,
    }
}

/// What became of it; the first is what others are told of.
fn what_happened(here: &Here<'_>, intake: &Intake, scored: &Scored, place: &Place<'_>) -> Vec<Kind> {
    match place {
        Place::Quarantined(quarantine) => vec![Kind::LeadQuarantined {
            reason: quarantine.id().to_owned(),
            origin: intake.origin.clone(),
            cause: quarantine.cause().map(str::to_owned),
        }],
        Place::Assigned(Assigned { route, to, due_at }) => {
            let of = window(to.rep, &scored.verdict);
            let started = due_at.map(|due_at| Kind::WindowStarted {
                due_at: due_at.0,
                allowed_ms: (due_at - here.now).0,
                source: scored.verdict.source.clone(),
                zone_data: windows::zone_data(here, of),
            });
            // In the light ritual the visitor hears at once, and no person has to.
            let touched = rituals::of(here.in_force.agreement.as_ref(), of.tier) == Ritual::Light;
            let [_, _, email, _] = &scored.named;
            let touch = touched.then(|| Kind::VisitorTouch { email: email.clone(), link: book(here, intake) });
            [Some(assigned_kind(&route.id, to)), started, touch].into_iter().flatten().collect()
        }
    }
}

/// What is said of an assignment, with the turn it was, if it was one.
fn assigned_kind(route: &str, to: &Assignment<'_>) -> Kind {
    let turn = to.turn.as_ref();
    Kind::LeadAssigned {
        rep: to.rep.id.as_str().to_owned(),
        name: to.rep.name.clone(),
        route: route.to_owned(),
        pool: turn.map(|(pool, ..)| pool.id.as_str().to_owned()).unwrap_or_default(),
        assigned: turn.map_or(0, |(_, turn, _)| turn.assigned),
        total: turn.map_or(0, |(_, turn, _)| turn.total),
        weight: turn.map_or(0, |(_, turn, _)| turn.weight),
        weights: turn.map_or(0, |(_, turn, _)| turn.weights),
        receipt: Some(to.receipt.clone()),
    }
}

fn notice<'n>(
    here: &Here<'n>,
    intake: &'n Intake,
    scored: &'n Scored,
    (place, is_fast): (&'n Place<'_>, bool),
    kind: &'n Kind,
) -> Notice<'n> {
    let (id, edge_origin) = (intake.lead.id.as_str(), intake.edge_origin.as_str());
    let rep = place.owner().map(|(id, _)| id);
    let link = rep.and_then(|rep| links::link(here.desk, edge_origin, here.in_force.key.as_ref(), id, rep, here.now));
    let lead = About { language: &intake.lead.language, ..about(here, id, scored, place) };
    Notice {
        kind,
        at: here.now,
        desk: here.desk,
        agreement: here.in_force.version,
        edge_origin,
        is_fast,
        lead,
        answer_link: link.clone(),
        link,
    }
}

fn about<'n>(here: &Here<'_>, id: &'n str, scored: &'n Scored, place: &'n Place<'_>) -> About<'n> {
    let [name, company, email, job_title] = &scored.named;
    About {
        id,
        received_at: here.now,
        name: name.as_deref(),
        company: company.as_deref(),
        email: email.as_deref(),
        job_title: job_title.as_deref(),
        score: i64::from(scored.verdict.score.0),
        tier: &scored.verdict.tier,
        mql: scored.verdict.mql(),
        source: &scored.verdict.source,
        state: place.state(),
        quarantine: place.quarantine(),
        owner: place.owner(),
        due_at: place.assigned().and_then(|assigned| assigned.due_at),
        package: &scored.package,
        language: "",
        booking: scored.offer.href.as_deref().filter(|_| scored.offer.is_meeting()),
    }
}
