//! What people say to one another about a lead, or about the digest of a week or a month.

use serde::{Deserialize, Serialize};

use crate::access::Bearer;
use crate::arrival::Here;
use crate::database::params;
use crate::figures::digest;
use crate::log::{self, Entry, Kind};
use crate::{Database, Problem, Reply, leads};

/// A comment is a remark and no report, in characters.
const MOST_CHARS: usize = 2_000;
/// So many are shown, the newest of them.
const MOST: i64 = 200;

/// What a comment is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// A lead, by its id.
    Lead(String),
    /// The digest of a week or month.
    Digest { by: &'static str, from: String },
}

impl About {
    /// As stored, version 1: a lead's id has no slash.
    fn stored(&self) -> String {
        match self {
            About::Lead(id) => id.clone(),
            About::Digest { by, from } => format!("digest/{by}/{from}"),
        }
    }
}

/// A comment that somebody makes.
#[derive(Clone, PartialEq, Eq)]
pub struct Comment {
    subject: Subject,
    text: String,
    actor: String,
    name: String,
    /// The rep to whose leads they are held, if they are.
    own: Option<String>,
}

/// What it is about, as it was sent.
#[derive(Clone, PartialEq, Eq)]
enum Subject {
    Lead(String),
    Digest { by: String, of: String },
}

impl std::fmt::Debug for Comment {
    /// Not the text: people write of people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Comment({})", self.actor)
    }
}

/// The body of a comment.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Deserialize)]
pub(crate) struct Body {
    text: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    of: String,
}

impl Comment {
    /// Reads a comment on a lead, or without one on a digest: `{"text":…}`, and `by` and `of` of the digest.
    ///
    /// # Errors
    ///
    /// The caller's: `bad_comment`.
    pub fn parse(lead: Option<&str>, body: &[u8], bearer: &Bearer, own: Option<&str>) -> Result<Comment, Problem> {
        let wrong = |message: String| {
            let help = format!(r#"Send {{"text":"…"}}, one to {MOST_CHARS} characters."#);
            Problem::caller(400, "bad_comment", message, help)
        };
        let read: Body = serde_json::from_slice(body).map_err(|_| wrong("the body is no comment".to_owned()))?;
        let text = read.text.trim().to_owned();
        if text.is_empty() || text.chars().count() > MOST_CHARS {
            return Err(wrong(format!("a comment of {} characters", text.chars().count())));
        }
        let subject = match lead {
            Some(lead) => Subject::Lead(lead.to_owned()),
            None => Subject::Digest { by: read.by, of: read.of },
        };
        let (actor, name) = match bearer {
            Bearer::Secret => ("admin".to_owned(), "the admin".to_owned()),
            Bearer::Holder(holder) => (holder.actor.clone(), holder.name.clone()),
        };
        Ok(Comment { subject, text, actor, name, own: own.map(str::to_owned) })
    }
}

/// Keeps a comment. That somebody said something stands in the lead's log; what they said stands here alone, and goes
/// with the lead.
///
/// # Errors
///
/// The caller's: `unknown_lead`, `lead_erased`, `not_your_lead`, `wrong_digest`, `wrong_day`.
pub(crate) fn add(here: &Here<'_>, said: &Comment, db: &mut dyn Database) -> Result<Reply, Problem> {
    let about = match &said.subject {
        Subject::Lead(id) => {
            let lead = leads::find_joined(db, id)?.ok_or_else(|| leads::unknown(id))?;
            if let Some(rep) = &said.own {
                leads::held_to(&lead, rep)?;
            }
            if lead.state == crate::State::Erased {
                let help = "What is said of it would be personal again.";
                return Err(Problem::caller(409, "lead_erased", "this lead was erased", help));
            }
            About::Lead(lead.id)
        }
        Subject::Digest { by, of } => {
            let (by, from) = digest::period_of(here, by, of)?;
            About::Digest { by, from }
        }
    };
    db.execute(
        "INSERT INTO comments (v, about, at, actor, name, text) VALUES (1, ?, ?, ?, ?, ?)",
        &params![about.stored(), here.now, &said.actor, &said.name, &said.text],
    )?;
    if let About::Lead(lead) = &about {
        let kind = Kind::LeadCommented { name: said.name.clone() };
        let entry = Entry { lead: Some(lead), actor: &said.actor, kind };
        log::append(db, here.now, Some(here.in_force.version), &[entry])?;
    }
    Ok(Reply::Done)
}

/// A comment as it is shown.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Said {
    at: i64,
    name: String,
    text: String,
}

/// What was said, the oldest first.
pub(crate) fn list(about: &About, db: &mut dyn Database) -> Result<Vec<Said>, Problem> {
    let rows = db.query(
        "SELECT at, name, text FROM (SELECT seq, at, name, text FROM comments WHERE about = ? ORDER BY seq DESC LIMIT ?)
         ORDER BY seq",
        &params![about.stored(), MOST],
    )?;
    rows.iter().map(|row| Ok(Said { at: row.integer(0)?, name: row.string(1)?, text: row.string(2)? })).collect()
}
