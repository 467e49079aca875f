//! The handoff link at work: what it shows, and the acknowledgement it is for.

use baton_scoring::Field;
use serde::Deserialize;

use crate::acknowledge::{self, DueChoice};
use crate::agreements::InForce;
use crate::arrival::Here;
use crate::database::params;
use crate::leads::{self, Stored};
use crate::links::{self, Claim};
use crate::log::{self, Entry, Kind};
use crate::plan::Plan;
use crate::state::{self, IllegalMove, Move};
use crate::views::{AcknowledgementView, HandoffView, ReasonView, WindowView};
use crate::{Database, DeskName, Ids, LeadMove, Millis, Problem, Reply, State, intake};
use crate::{link_keys, meetings, moves, preparation, undo};

/// Who holds a link, and the lead it is for.
pub(crate) struct Held {
    pub claim: Claim,
    /// Name of the rep.
    pub rep: String,
    pub lead: Stored,
}

impl Held {
    /// Refuses who has the lead no more. Of one that is closed nobody may be the owner; that it
    /// is closed says more.
    pub fn is_owners(&self) -> Result<(), Problem> {
        let owner = self.lead.owner.as_ref();
        if self.lead.state.is_open() && owner.is_none_or(|(owner, _)| *owner != self.claim.rep) {
            return Err(Problem::caller(
                403,
                "not_your_lead",
                "this lead is not yours",
                "Somebody else answers it now.",
            ));
        }
        Ok(())
    }
}

/// Reads a link. Every way in which it can be wrong looks the same, but for its age.
pub(crate) fn hold(here: &Here<'_>, token: &str, db: &mut dyn Database) -> Result<(Held, crate::Row), Problem> {
    hold_with(here, token, "raw, verdict, offer", db)
}

fn hold_with(
    here: &Here<'_>,
    token: &str,
    columns: &str,
    db: &mut dyn Database,
) -> Result<(Held, crate::Row), Problem> {
    let claim = verified(here.desk, here.in_force, token, here.now, db)?;
    let found = leads::find_joined_with(db, &claim.lead, columns)?;
    let (lead, more) = found.ok_or_else(links::not_valid)?;
    let rep = name_of(here.in_force, &lead, &claim.rep);
    Ok((Held { claim, rep, lead }, more))
}

fn verified(
    desk: &DeskName,
    in_force: &InForce,
    token: &str,
    now: Millis,
    db: &mut dyn Database,
) -> Result<Claim, Problem> {
    let key = link_keys::find(in_force, links::key_of(token)?, db)?.ok_or_else(links::not_valid)?;
    links::verify(token, desk, &key, now)
}

/// What the agreement calls a rep; what the lead remembers, should they have left.
fn name_of(in_force: &InForce, lead: &Stored, rep: &str) -> String {
    let id = baton_agreement::RepId::new(rep);
    let current = in_force.agreement.as_ref().and_then(|agreement| agreement.rep(&id)).map(|rep| rep.name.clone());
    let remembered = || lead.owner.as_ref().filter(|(owner, _)| owner == rep).map(|(_, name)| name.clone());
    current.or_else(remembered).unwrap_or_else(|| rep.to_owned())
}

/// What the page behind a link shows. Reads only.
pub(crate) fn view(here: &Here<'_>, token: &str, db: &mut dyn Database) -> Result<HandoffView, Problem> {
    let (Held { claim, rep, lead }, more) = hold(here, token, db)?;
    let undo = undo::kept(db, &lead.id)?;
    let undo = undo.filter(|kept| kept.by == claim.rep && kept.can_be_taken_back(here.now));
    let acknowledgement = acknowledgement(&lead.id, db)?;
    let parsed = intake::parse(more.blob(0)?).ok();
    let understood = parsed.as_ref().map(|parsed| intake::understood(&parsed.submission));
    let texts = (more.text(1)?, more.text(2)?);
    let preparation = preparation::prepare(here, &lead, (parsed.as_ref(), understood.as_ref()), texts, db)?;
    let said = |field| understood.as_ref().and_then(|lead| lead.raw(field)).map(str::to_owned);
    Ok(HandoffView {
        now: here.now,
        agreement: here.in_force.agreement.as_ref().map(|agreement| agreement.name.clone()).unwrap_or_default(),
        rep,
        state: lead.state,
        received_at: lead.received_at,
        window: lead.due_at.map(|due_at| WindowView {
            from: lead.clock_from(),
            due_at,
            met_at: lead.met_at,
            missed_at: lead.missed_at,
        }),
        title: lead.about().title().to_owned(),
        phone: said(Field::Phone),
        message: said(Field::Message),
        reasons: reasons(more.text(1)?),
        score: lead.score,
        mql: lead.mql,
        company: lead.company,
        job_title: lead.job_title,
        email: lead.email,
        package: lead.package,
        tier: lead.tier,
        preparation,
        rejections: here.in_force.agreement.as_ref().map(|agreement| agreement.reasons.clone()).unwrap_or_default(),
        undo: undo.map(|kept| (kept.made, kept.at + undo::WITHIN)),
        acknowledgement,
        meeting: meetings::last(&lead.id, db)?,
        problem: None,
    })
}

/// The commitment of a lead, once there is one.
pub(crate) fn acknowledgement(lead: &str, db: &mut dyn Database) -> Result<Option<AcknowledgementView>, Problem> {
    let rows =
        db.query("SELECT rep_name, next_step, at, due_at FROM acknowledgements WHERE lead = ?", &params![lead])?;
    let told = |row: &crate::Row| {
        Ok(AcknowledgementView {
            by: row.string(0)?,
            next_step: row.string(1)?,
            at: row.millis(2)?,
            due_at: row.millis(3)?,
        })
    };
    rows.first().map(told).transpose()
}

/// The reasons of a stored verdict. Verdicts are written by scoring; here only what a page
/// shows of them is read.
pub(crate) fn reasons(verdict: &str) -> Vec<ReasonView> {
    #[derive(Deserialize)]
    struct Verdict {
        reasons: Vec<Reason>,
    }
    #[derive(Deserialize)]
    struct Reason {
        group: String,
        points: i64,
        words: String,
        evidence: String,
    }
    let read: Option<Verdict> = serde_json::from_str(verdict).ok();
    let told = |Reason { group, points, words, evidence }| ReasonView { points, group, words, evidence };
    read.map(|verdict| verdict.reasons.into_iter().map(told).collect()).unwrap_or_default()
}

/// A rep commits to a next step. The clock stops.
pub(crate) fn acknowledge(
    here: &Here<'_>,
    token: &str,
    next_step: &str,
    due: &DueChoice,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let (held, _) = hold(here, token, db)?;
    let next_step = acknowledge::next_step(next_step)?;
    held.is_owners()?;
    // Whether it may be answered at all is asked first; until when, only then.
    if let Err(illegal) = state::step(held.lead.state, Move::Acknowledge(here.now), here.now) {
        return again(&held, next_step, illegal, db);
    }
    let due_at = acknowledge::due_at(due, here.now)?;
    let Held { claim, rep, lead } = held;
    commit(here, lead, (&claim.rep, &rep), (next_step, due_at), ids, db)?;
    Ok(Reply::Acknowledged)
}

/// What the owner says of their lead, by whatever form: the body of a move, without `by`.
pub(crate) fn owner_says(
    here: &Here<'_>,
    token: &str,
    mut body: serde_json::Value,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let (held, _) = hold(here, token, db)?;
    held.is_owners()?;
    if let Some(body) = body.as_object_mut() {
        body.insert("by".to_owned(), held.claim.rep.clone().into());
    }
    moves::handle(here, &LeadMove::said(&held.lead.id, &body)?, ids, db)
}

/// That the owner's page was read, the first time: evidence that they may know of it, and no
/// answer. No state, no clock and no timer hangs on it.
pub(crate) fn opened(here: &Here<'_>, token: &str, db: &mut dyn Database) -> Result<Reply, Problem> {
    let (Held { claim, rep, lead }, more) = hold_with(here, token, "opened_at", db)?;
    let is_owner = lead.owner.as_ref().is_some_and(|(owner, _)| *owner == claim.rep);
    if is_owner && lead.state.is_open() && more.optional_millis(0)?.is_none() {
        db.execute("UPDATE leads SET opened_at = ? WHERE id = ?", &params![here.now, &lead.id])?;
        let kind = Kind::LeadOpened { rep: claim.rep.clone(), name: rep };
        let entry = Entry { lead: Some(&lead.id), actor: &claim.rep, kind };
        log::append(db, here.now, Some(here.in_force.version), &[entry])?;
    }
    Ok(Reply::Done)
}

/// Writes that a promise which stands was kept: something was done that is more than another promise.
pub(crate) fn keep_promise(
    plan: &mut Plan,
    here: &Here<'_>,
    lead: &Stored,
    by: &str,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    let rows = db.query(
        "SELECT rep, rep_name, next_step, due_at FROM acknowledgements WHERE lead = ? AND kept_at IS NULL",
        &params![&lead.id],
    )?;
    let Some(row) = rows.first() else { return Ok(()) };
    let due_at = row.millis(3)?;
    let (rep, name, next_step) = (row.string(0)?, row.string(1)?, row.string(2)?);
    let in_time = here.now <= due_at;
    plan.execute("UPDATE acknowledgements SET kept_at = ? WHERE lead = ?", params![here.now, &lead.id]);
    plan.log(by, Kind::PromiseKept { rep, name, next_step, due_at: due_at.0, in_time });
    Ok(())
}

/// The same form, sent twice, is one acknowledgement. Another one is refused: what was promised
/// stands, and the rep is told so.
fn again(held: &Held, next_step: &str, illegal: IllegalMove, db: &mut dyn Database) -> Result<Reply, Problem> {
    let standing = acknowledgement(&held.lead.id, db)?;
    if standing.as_ref().is_some_and(|standing| standing.next_step == next_step) {
        return Ok(Reply::Acknowledged);
    }
    if standing.is_none() || held.lead.state.is_closed() {
        return Err(illegal.problem());
    }
    Err(Problem::caller(
        409,
        "already_acknowledged",
        "this lead is answered already",
        "The first promise stands. Change it with whoever you made it to.",
    ))
}

/// Writes down what the owner of a lead committed to, and until when. Where the lead stands then.
pub(crate) fn commit(
    here: &Here<'_>,
    mut lead: Stored,
    (rep, name): (&str, &str),
    (next_step, due_at): (&str, Millis),
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<State, Problem> {
    let (to, effects) = state::step(lead.state, Move::Acknowledge(due_at), here.now).map_err(IllegalMove::problem)?;
    undo::keep(db, here.now, &lead.id, ("acknowledged", rep))?;
    let mut plan = Plan::new(&lead.id);
    let in_time = plan.follow(here, &mut lead, to, &effects, ids);
    promise(&mut plan, here, &lead, (rep, name), next_step, due_at);
    let kind = Kind::LeadAcknowledged {
        rep: rep.to_owned(),
        name: name.to_owned(),
        next_step: next_step.to_owned(),
        due_at: due_at.0,
        took_ms: (here.now - lead.received_at).0,
        in_time,
    };
    plan.tell(here, &lead, rep, kind, false, ids);
    plan.write(here, db)?;
    undo::seal(db, &lead.id)?;
    Ok(lead.state)
}

/// What a rep will do and until when. A later promise takes the place of the first; when they
/// first answered stays.
pub(crate) fn promise(
    plan: &mut Plan,
    here: &Here<'_>,
    lead: &Stored,
    (rep, name): (&str, &str),
    next_step: &str,
    due_at: Millis,
) {
    plan.execute(
        "INSERT INTO acknowledgements (lead, v, rep, rep_name, next_step, at, due_at) VALUES (?, 1, ?, ?, ?, ?, ?)
         ON CONFLICT (lead) DO UPDATE SET rep = excluded.rep, rep_name = excluded.rep_name,
             next_step = excluded.next_step, due_at = excluded.due_at, kept_at = NULL",
        params![&lead.id, rep, name, next_step, here.now, due_at],
    );
}
