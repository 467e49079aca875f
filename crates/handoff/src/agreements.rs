//! Agreements: checked, numbered, kept.

use core::fmt;
use std::rc::Rc;

use baton_agreement::{Agreement, Place, Severity, check};
use serde::Serialize;

use crate::account_list;
use crate::database::params;
use crate::drafts::Saying;
use crate::json::json;
use crate::log::{self, Entry, Kind, chain};
use crate::matching::{AccountBook, Knowledge};
use crate::{Database, Ids, Millis, Problem, crm, erasure, figures, leaving, sealed, shares, timers};

/// What came of publishing.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Published {
    /// Its number, from 1.
    pub version: i64,
    /// Content hash of the full card.
    pub card: String,
    /// Content hash of the public card.
    pub public_card: String,
    /// Whether this text was in force before.
    pub unchanged: bool,
    /// What works, but hardly as meant.
    pub warnings: Vec<AgreementProblem>,
}

/// Why an agreement was not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpublishable {
    /// Every problem, in the order of the text.
    pub problems: Vec<AgreementProblem>,
}

/// One finding in the text of an agreement.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgreementProblem {
    /// Stable name.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do; empty if there is nothing more to say.
    pub help: String,
}

impl Published {
    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        json(self)
    }
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Wire<'a> {
    code: &'a str,
    message: String,
    help: &'a str,
    problems: &'a [AgreementProblem],
}

impl Unpublishable {
    /// As JSON: a problem with its findings.
    #[must_use]
    pub fn to_json(&self) -> String {
        let errors = self.problems.iter().filter(|problem| problem.severity == Severity::Error.id()).count();
        let many = if errors == 1 { "problem" } else { "problems" };
        json(&Wire {
            code: "agreement_has_problems",
            message: format!("the agreement has {errors} {many} and was not published"),
            help: "Mend what is listed; `baton check` shows each in its line.",
            problems: &self.problems,
        })
    }
}

/// The agreement in force, read once and kept in memory.
pub(crate) struct InForce {
    /// Its number.
    pub version: i64,
    /// Since when.
    pub published_at: Millis,
    /// What it says; none when this code no longer accepts what an earlier one published.
    pub agreement: Option<Agreement>,
    /// Whose account a company is, by the agreement.
    pub accounts: AccountBook,
    /// The list of accounts that was uploaded, if there is one.
    pub account_list: Option<i64>,
    /// The newest key for links, and its number.
    pub key: Option<(i64, Vec<u8>)>,
    /// The id of the newest key that leads are sealed to.
    pub queue_key: Option<i64>,
}

#[cfg(test)]
impl InForce {
    /// One whose agreement this code no longer accepts.
    pub fn unreadable() -> InForce {
        let accounts = AccountBook::default();
        InForce {
            version: 1,
            published_at: Millis(0),
            agreement: None,
            accounts,
            account_list: None,
            key: None,
            queue_key: None,
        }
    }
}

impl fmt::Debug for InForce {
    /// Not the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InForce(version {})", self.version)
    }
}

/// Checks an agreement and puts it in force.
///
/// Idempotent: the text that is in force already changes nothing and keeps its number.
pub(crate) fn publish(
    source: &str,
    saying: &Saying,
    (now, offset): (Millis, Millis),
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Result<Published, Unpublishable>, Problem> {
    let checked = check(source);
    let problems: Vec<AgreementProblem> = checked.problems.iter().map(|problem| told(source, problem)).collect();
    let Some(agreement) = checked.agreement else {
        return Ok(Err(Unpublishable { problems }));
    };
    let cuts = shares::in_force(&agreement, db)?;
    let agreement = agreement.with_cuts(&cuts);
    let newest = db.query("SELECT version, source FROM agreements ORDER BY version DESC LIMIT 1", &[])?;
    let (held, unchanged) = match newest.first() {
        Some(row) => (row.integer(0)?, row.text(1)? == source),
        None => (0, false),
    };
    let published = Published {
        version: if unchanged { held } else { held + 1 },
        card: agreement.full.id.clone(),
        public_card: agreement.public.id.clone(),
        unchanged,
        warnings: problems,
    };
    if !unchanged {
        keep(source, &published, saying, now, db)?;
        // Another ladder may have an earlier rung: every lead on one looks again.
        db.execute(
            "UPDATE timers SET due_at = ? WHERE kind = ? AND due_at > ?",
            &params![now, timers::FIRST_RESPONSE, now],
        )?;
        leaving::published(&agreement, now, db)?;
        crm::arrange(db, &agreement, (now, offset))?;
        figures::sent::arrange(&agreement, now, db)?;
        if agreement.privacy.keep_leads.is_some() {
            timers::set(db, erasure::DESK, timers::RETENTION, now)?;
        }
    }
    if held == 0 {
        // The desk's first agreement: from now on links can be signed.
        let key = ids.key();
        db.execute("INSERT INTO link_keys (id, key, made_at) VALUES (1, ?, ?)", &params![key, now])?;
    }
    sealed::turn(sealed::newest(db)?, now, ids, db)?;
    if !unchanged {
        chain::stir(db, ids.key())?;
    }
    Ok(Ok(published))
}

fn keep(
    source: &str,
    published: &Published,
    saying: &Saying,
    now: Millis,
    db: &mut dyn Database,
) -> Result<(), Problem> {
    db.execute(
        "INSERT INTO agreements (version, v, published_at, card, public_card, source) VALUES (?, 1, ?, ?, ?, ?)",
        &params![published.version, now, &published.card, &published.public_card, source],
    )?;
    let (version, actor) = (published.version, saying.actor.as_str());
    let mut entries = vec![Entry { lead: None, actor, kind: Kind::AgreementPublished { version } }];
    if saying.why.is_some() {
        let Saying { name, why, draft, restores, .. } = saying.clone();
        db.execute(
            "INSERT INTO publications (version, v, name, why, draft, restores) VALUES (?, 1, ?, ?, ?, ?)",
            &params![version, &name, why.as_deref(), draft, restores],
        )?;
        entries.push(Entry {
            lead: None,
            actor,
            kind: Kind::AgreementExplained { version, name, why, draft, restores },
        });
    }
    log::append(db, now, Some(version), &entries)
}

pub(crate) fn told(source: &str, problem: &baton_agreement::Problem) -> AgreementProblem {
    let Place { line, column } = Place::of(source, problem.span.start);
    AgreementProblem {
        code: problem.code,
        severity: problem.severity.id(),
        line,
        column,
        message: problem.message.clone(),
        help: problem.help.clone().unwrap_or_default(),
    }
}

/// Reads the agreement in force. None: the desk has never had one.
pub(crate) fn in_force(db: &mut dyn Database) -> Result<Option<Rc<InForce>>, Problem> {
    let rows = db.query(
        "SELECT a.version, a.source, k.id, k.key, (SELECT max(id) FROM queue_keys), a.published_at
         FROM agreements a LEFT JOIN link_keys k ON k.id = (SELECT max(id) FROM link_keys)
         ORDER BY a.version DESC LIMIT 1",
        &[],
    )?;
    let Some(row) = rows.first() else { return Ok(None) };
    let key = match row.optional_integer(2)? {
        Some(id) => Some((id, row.blob(3)?.to_vec())),
        None => None,
    };
    let (version, agreement) = (row.integer(0)?, check(row.text(1)?).agreement);
    let agreement = match agreement {
        Some(agreement) => {
            let cuts = shares::in_force(&agreement, db)?;
            Some(agreement.with_cuts(&cuts))
        }
        None => None,
    };
    let (queue_key, published_at) = (row.optional_integer(4)?, row.millis(5)?);
    let tables = baton_knowledge::full();
    let knowledge = Knowledge { tables: &tables, is_throw_away: baton_knowledge::is_throw_away };
    let accounts = agreement.as_ref().map(|agreement| AccountBook::of_agreement(agreement, knowledge));
    let accounts = accounts.unwrap_or_default();
    Ok(Some(Rc::new(InForce {
        version,
        published_at,
        agreement,
        accounts,
        account_list: account_list::in_force(db)?,
        key,
        queue_key,
    })))
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
struct Version {
    version: i64,
    published_at: i64,
    card: String,
    /// Who put it into force and why, where they said so.
    by: Option<String>,
    why: Option<String>,
    /// The draft it was.
    draft: Option<i64>,
    /// The earlier version it is again.
    restores: Option<i64>,
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct List {
    agreements: Vec<Version>,
}

/// Every version, newest first, as JSON.
pub(crate) fn list(db: &mut dyn Database) -> Result<String, Problem> {
    let rows = db.query(
        "SELECT a.version, a.published_at, a.card, p.name, p.why, p.draft, p.restores
         FROM agreements a LEFT JOIN publications p ON p.version = a.version ORDER BY a.version DESC",
        &[],
    )?;
    let version = |row: &crate::Row| {
        Ok::<_, Problem>(Version {
            version: row.integer(0)?,
            published_at: row.integer(1)?,
            card: row.string(2)?,
            by: row.optional_text(3)?.map(str::to_owned),
            why: row.optional_text(4)?.map(str::to_owned),
            draft: row.optional_integer(5)?,
            restores: row.optional_integer(6)?,
        })
    };
    Ok(json(&List { agreements: rows.iter().map(version).collect::<Result<_, _>>()? }))
}

/// The text of one version.
pub(crate) fn source(version: i64, db: &mut dyn Database) -> Result<String, Problem> {
    let rows = db.query("SELECT source FROM agreements WHERE version = ?", &params![version])?;
    rows.first().map(|row| row.string(0)).unwrap_or_else(|| {
        Err(Problem::caller(
            404,
            "unknown_agreement",
            format!("this desk never had an agreement `{version}`"),
            "Ask for the list of agreements to see which there are.",
        ))
    })
}
