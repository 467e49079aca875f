//! Changes of the agreement: drafted with a reason, approved by both sides, published, and taken back in one step.
//!
//! A draft is a whole text and never changes: an approval is of these words and no others. It stands on the version
//! that was in force when it was made; once another is in force it cannot be published any more, for nobody has read
//! the two together.

mod asked;
mod told;

use baton_agreement::check;

use crate::access::{Bearer, Role};
use crate::agreements::{self, InForce, Unpublishable};
use crate::database::params;
use crate::log::{self, Entry, Kind};
use crate::problem::clip;
use crate::{Database, Ids, Millis, Problem, Reply};

pub(crate) use told::{list, one};

/// At most so many drafts wait at a time.
const MOST_OPEN: i64 = 20;

/// Something that somebody does about the agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementChange {
    /// Who.
    pub by: Speaker,
    /// What.
    pub act: AgreementAct,
}

/// What can be done about an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgreementAct {
    /// It is replaced at once, which the one in force may forbid.
    Publish {
        /// The text.
        source: String,
        /// Why, if they say so.
        why: Option<String>,
    },
    /// A change is proposed.
    Draft(DraftWish),
    /// One side agrees to a draft.
    Approve(i64),
    /// A draft is taken away.
    Withdraw(i64),
    /// A draft comes into force.
    PublishDraft(i64),
    /// An earlier version comes into force again.
    Restore {
        /// Which.
        version: i64,
        /// Why.
        why: String,
    },
}

impl AgreementAct {
    /// Whether another agreement may be in force after it.
    #[must_use]
    pub fn replaces(&self) -> bool {
        match self {
            AgreementAct::Publish { .. } | AgreementAct::PublishDraft(_) | AgreementAct::Restore { .. } => true,
            AgreementAct::Draft(_) | AgreementAct::Approve(_) | AgreementAct::Withdraw(_) => false,
        }
    }
}

/// A change that somebody proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftWish {
    /// The whole text.
    pub source: String,
    /// Why.
    pub why: String,
    /// The version it was written on.
    pub base: i64,
    /// What a learned proposal stands on, as JSON; none: a person wrote it.
    pub evidence: Option<String>,
}

/// Who speaks for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// Who the log says it was.
    pub actor: String,
    /// Their name, for people.
    pub name: String,
    /// The side they can approve for; none: neither.
    pub side: Option<Side>,
}

/// A side of the agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Who brings the leads.
    Marketing,
    /// Who answers them.
    Sales,
}

impl Side {
    /// Both.
    pub const BOTH: [Side; 2] = [Side::Marketing, Side::Sales];

    /// Its name, in storage and answers.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Side::Marketing => "marketing",
            Side::Sales => "sales",
        }
    }

    /// The side a role speaks for. Who runs the desk speaks for neither.
    #[must_use]
    pub fn of(role: Role) -> Option<Side> {
        match role {
            Role::Marketing => Some(Side::Marketing),
            Role::SalesLead => Some(Side::Sales),
            Role::Admin | Role::Rep | Role::ReadOnly => None,
        }
    }
}

impl Speaker {
    /// Who a bearer speaks for.
    #[must_use]
    pub fn of(bearer: &Bearer) -> Speaker {
        match bearer {
            Bearer::Secret => Speaker { actor: ADMIN.to_owned(), name: ADMIN.to_owned(), side: None },
            Bearer::Holder(holder) => {
                Speaker { actor: holder.actor.clone(), name: holder.name.clone(), side: Side::of(holder.role) }
            }
        }
    }
}

/// Who the log says it was where the deployment's secret was shown.
const ADMIN: &str = "admin";

/// What is said of a version that comes into force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Saying {
    pub actor: String,
    pub name: String,
    pub why: Option<String>,
    pub draft: Option<i64>,
    pub restores: Option<i64>,
}

/// Does it. `in_force` is what was before; none where the desk is made by this.
pub(crate) fn change(
    change: &AgreementChange,
    in_force: Option<&InForce>,
    at: (Millis, Millis),
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let by = &change.by;
    let saying = |why: Option<&String>, draft, restores| Saying {
        actor: by.actor.clone(),
        name: by.name.clone(),
        why: why.cloned(),
        draft,
        restores,
    };
    match (&change.act, in_force) {
        (AgreementAct::Publish { source, why }, in_force) => {
            if let Some(in_force) = in_force.filter(|in_force| takes_approval(in_force)) {
                return Err(approval_needed(in_force));
            }
            put_in_force(source, &saying(why.as_ref(), None, None), at, ids, db)
        }
        (_, None) => {
            Err(Problem::caller(404, "unknown_desk", "this desk has no agreement yet", "Publish its first one."))
        }
        (AgreementAct::Draft(wish), Some(in_force)) => make(wish, by, in_force, at.0, db),
        (AgreementAct::Approve(id), Some(in_force)) => approve(*id, by, in_force, at.0, db),
        (AgreementAct::Withdraw(id), Some(in_force)) => {
            open(*id, db)?;
            close(*id, "withdrawn", None, at.0, db)?;
            let kind = Kind::DraftWithdrawn { draft: *id, name: by.name.clone() };
            log::append(db, at.0, Some(in_force.version), &[Entry { lead: None, actor: &by.actor, kind }])?;
            one(*id, Some(in_force), db).map(|json| Reply::Draft { json, new: false })
        }
        (AgreementAct::PublishDraft(id), Some(in_force)) => {
            let draft = open(*id, db)?;
            may_publish(&draft, in_force, db)?;
            let reply = put_in_force(&draft.source, &saying(Some(&draft.why), Some(*id), None), at, ids, db)?;
            if let Reply::Published(published) = &reply {
                close(*id, "published", Some(published.version), at.0, db)?;
            }
            Ok(reply)
        }
        (AgreementAct::Restore { version, why }, Some(in_force)) => {
            may_restore(*version, by, in_force)?;
            let source = agreements::source(*version, db)?;
            put_in_force(&source, &saying(Some(why), None, Some(*version)), at, ids, db)
        }
    }
}

fn put_in_force(
    source: &str,
    saying: &Saying,
    at: (Millis, Millis),
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    Ok(match agreements::publish(source, saying, at, ids, db)? {
        Ok(published) => Reply::Published(published),
        Err(problems) => Reply::Unpublishable(problems),
    })
}

/// Whether the agreement in force lets nothing past the two sides.
pub(crate) fn takes_approval(in_force: &InForce) -> bool {
    in_force.agreement.as_ref().is_some_and(|agreement| agreement.approval.required)
}

/// A draft that still waits.
pub(crate) struct Open {
    id: i64,
    base: i64,
    why: String,
    learned: bool,
    source: String,
}

fn open(id: i64, db: &mut dyn Database) -> Result<Open, Problem> {
    let rows = db.query("SELECT state, base, why, learned, source FROM drafts WHERE id = ?", &params![id])?;
    let Some(row) = rows.first() else { return Err(told::unknown(id)) };
    if row.text(0)? != "open" {
        let message = format!("draft {id} is {}", row.text(0)?);
        return Err(Problem::caller(409, "draft_closed", message, "Make another from its text."));
    }
    Ok(Open { id, base: row.integer(1)?, why: row.string(2)?, learned: row.integer(3)? != 0, source: row.string(4)? })
}

fn make(
    wish: &DraftWish,
    by: &Speaker,
    in_force: &InForce,
    now: Millis,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let checked = check(&wish.source);
    if checked.agreement.is_none() {
        let problems = checked.problems.iter().map(|problem| agreements::told(&wish.source, problem)).collect();
        return Ok(Reply::Unpublishable(Unpublishable { problems }));
    }
    if wish.base != in_force.version {
        return Err(behind(wish.base, in_force.version));
    }
    if agreements::source(in_force.version, db)? == wish.source {
        return Err(Problem::caller(409, "nothing_changed", "this is the text in force", "Change something first."));
    }
    let rows =
        db.query("SELECT coalesce(max(id), 0), (SELECT count(*) FROM drafts WHERE state = 'open') FROM drafts", &[])?;
    let (last, waiting) =
        rows.first().map_or(Ok((0, 0)), |row| Ok::<_, Problem>((row.integer(0)?, row.integer(1)?)))?;
    if waiting >= MOST_OPEN {
        let message = format!("{MOST_OPEN} drafts wait already");
        return Err(Problem::caller(409, "too_many_drafts", message, "Withdraw those that nobody will publish."));
    }
    let (id, learned) = (last + 1, wish.evidence.is_some());
    db.execute(
        "INSERT INTO drafts (id, v, base, at, actor, name, why, learned, evidence, source, state)
         VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, 'open')",
        &params![id, wish.base, now, &by.actor, &by.name, &wish.why, learned, wish.evidence.as_deref(), &wish.source],
    )?;
    let kind = Kind::DraftMade { draft: id, name: by.name.clone(), why: wish.why.clone(), learned };
    log::append(db, now, Some(in_force.version), &[Entry { lead: None, actor: &by.actor, kind }])?;
    one(id, Some(in_force), db).map(|json| Reply::Draft { json, new: true })
}

fn approve(id: i64, by: &Speaker, in_force: &InForce, now: Millis, db: &mut dyn Database) -> Result<Reply, Problem> {
    let draft = open(id, db)?;
    if draft.base != in_force.version {
        return Err(behind(draft.base, in_force.version));
    }
    let side = by.side.ok_or_else(|| no_side(by))?;
    let given = approvals(id, db)?;
    if let Some(other) = given.iter().find(|other| other.side != side.id() && other.is_of(by)) {
        let message = format!("{} has approved for {} already", clip(&by.name), other.side);
        return Err(Problem::caller(409, "one_person", message, "Somebody else has to look at it for the other side."));
    }
    if !given.iter().any(|one| one.side == side.id()) {
        db.execute(
            "INSERT INTO approvals (draft, side, v, actor, name, at) VALUES (?, ?, 1, ?, ?, ?)",
            &params![id, side.id(), &by.actor, &by.name, now],
        )?;
        let kind = Kind::DraftApproved { draft: id, name: by.name.clone(), side: side.id().to_owned() };
        log::append(db, now, Some(in_force.version), &[Entry { lead: None, actor: &by.actor, kind }])?;
    }
    one(id, Some(in_force), db).map(|json| Reply::Draft { json, new: false })
}

/// The consent of one side.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Approved {
    side: String,
    by: String,
    at: i64,
    #[serde(skip)]
    actor: String,
}

impl Approved {
    /// Whether it is the same person: by what they showed, or by what they are called, for whoever has a token
    /// of each side still has one name.
    fn is_of(&self, by: &Speaker) -> bool {
        self.actor == by.actor || self.by.trim().to_lowercase() == by.name.trim().to_lowercase()
    }
}

pub(crate) fn approvals(draft: i64, db: &mut dyn Database) -> Result<Vec<Approved>, Problem> {
    let rows =
        db.query("SELECT side, name, at, actor FROM approvals WHERE draft = ? ORDER BY at, side", &params![draft])?;
    let approved = |row: &crate::Row| {
        Ok(Approved { side: row.string(0)?, by: row.string(1)?, at: row.integer(2)?, actor: row.string(3)? })
    };
    rows.iter().map(approved).collect()
}

/// The sides whose consent a draft lacks, where it takes any.
pub(crate) fn missing(learned: bool, in_force: &InForce, given: &[Approved]) -> Vec<&'static str> {
    let all: &[Side] = if learned || takes_approval(in_force) { &Side::BOTH } else { &[] };
    all.iter().map(|side| side.id()).filter(|side| !given.iter().any(|one| one.side == *side)).collect()
}

fn may_publish(draft: &Open, in_force: &InForce, db: &mut dyn Database) -> Result<(), Problem> {
    if draft.base != in_force.version {
        return Err(behind(draft.base, in_force.version));
    }
    let missing = missing(draft.learned, in_force, &approvals(draft.id, db)?);
    if missing.is_empty() {
        return Ok(());
    }
    let message =
        format!("{} {} not approved it yet", missing.join(" and "), if missing.len() == 1 { "has" } else { "have" });
    Err(Problem::caller(409, "approval_missing", message, "Ask them to read the draft in the console and approve it."))
}

/// Back to the version before takes one of the two sides; what is older has to be drafted, for it may never have
/// stood beside what came after.
fn may_restore(version: i64, by: &Speaker, in_force: &InForce) -> Result<(), Problem> {
    if version == in_force.version {
        return Err(Problem::caller(
            409,
            "nothing_changed",
            format!("version {version} is in force"),
            "Name an earlier one.",
        ));
    }
    if !takes_approval(in_force) {
        return Ok(());
    }
    if version != in_force.version - 1 {
        return Err(approval_needed(in_force));
    }
    by.side.map(|_| ()).ok_or_else(|| no_side(by))
}

fn close(id: i64, state: &str, version: Option<i64>, now: Millis, db: &mut dyn Database) -> Result<(), Problem> {
    db.execute(
        "UPDATE drafts SET state = ?, closed_at = ?, version = ? WHERE id = ?",
        &params![state, now, version, id],
    )?;
    Ok(())
}

fn behind(base: i64, version: i64) -> Problem {
    let message = format!("it was written on version {base}, and version {version} is in force");
    Problem::caller(
        409,
        "draft_behind",
        message,
        "Make another on the version in force: nobody has read the two together.",
    )
}

fn no_side(by: &Speaker) -> Problem {
    Problem::caller(
        403,
        "no_side",
        format!("{} speaks for neither side", clip(&by.name)),
        "It takes a token with the role `marketing` or `sales_lead`.",
    )
}

fn approval_needed(in_force: &InForce) -> Problem {
    Problem::caller(
        409,
        "approval_needed",
        format!("version {} says that both sides approve every change", in_force.version),
        "Make a draft of it in the console, or by `POST …/drafts`; once marketing and sales have approved it, it can be published.",
    )
}
