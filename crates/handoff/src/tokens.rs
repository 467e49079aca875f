//! Tokens of a desk: made once, shown once, kept as their SHA-256.
//!
//! A token is `baton_{desk}_{256 random bits in base64url}`: it names its desk, so that it is worth
//! nothing at another. Its hash is looked up by the primary key; of so many random bits no
//! comparison's time can tell a part, and whoever reads the rows cannot make a token of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::access::{Bearer, Holder, Reach, Right, Role};
use crate::agreements::InForce;
use crate::arrival::Here;
use crate::database::params;
use crate::json::json;
use crate::log::{self, Entry, Kind};
use crate::problem::clip;
use crate::{Database, Ids, Problem, Reply, Row, moves};

/// What every token begins with, so that people and scanners of secrets know one.
const MARK: &str = "baton";
/// A desk has at most so many that are not revoked.
const MOST: i64 = 200;
/// Of those that are revoked the list tells the latest.
const MOST_REVOKED: i64 = 100;
/// The name of a token has at most so many characters.
const NAME_CHARS: usize = 80;

/// A token that somebody wants. See [`TokenWish::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenWish {
    name: String,
    role: Role,
    rep: Option<String>,
    scopes: Vec<Right>,
}

/// The body.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Said {
    name: String,
    role: String,
    #[serde(default)]
    rep: Option<String>,
    #[serde(default)]
    scopes: Vec<String>,
}

impl TokenWish {
    /// Reads a body: `{"name":"chat","role":"marketing","scopes":["leads:write"]}`, and `rep` where
    /// the role is `rep`. Without `scopes` the token may what its role may.
    ///
    /// # Errors
    ///
    /// The caller's: `wrong_shape`, or `scope_beyond_role`.
    pub fn parse(body: &[u8]) -> Result<TokenWish, Problem> {
        let Said { name, role, rep, scopes } = serde_json::from_slice(body).map_err(|error| {
            Problem::wrong_shape(
                format!("this asks for no token: {}", clip(&error.to_string())),
                r#"Send {"name":"chat","role":"marketing","scopes":["leads:write"]}."#,
            )
        })?;
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_CHARS {
            return Err(Problem::wrong_shape(
                "`name` is empty or too long".to_owned(),
                "Say what the token is for, in 80 characters.",
            ));
        }
        let Some(role) = Role::parse(&role) else {
            let all = Role::EVERY.map(Role::id).join(", ");
            return Err(Problem::wrong_shape(
                format!("there is no role `{}`", clip(&role)),
                format!("Send one of: {all}."),
            ));
        };
        if (role == Role::Rep) != rep.is_some() {
            return Err(Problem::wrong_shape(
                "a rep's token names its `rep`, and no other does".to_owned(),
                "Send both, or neither.",
            ));
        }
        let scopes = scopes.iter().map(|scope| within(role, scope)).collect::<Result<_, _>>()?;
        Ok(TokenWish { name, role, rep, scopes })
    }
}

/// A scope that a role has.
fn within(role: Role, scope: &str) -> Result<Right, Problem> {
    let had = |right: &Right| role.reach(*right) != Reach::Nothing;
    Right::parse(scope).filter(had).ok_or_else(|| {
        let all: Vec<&str> = Right::EVERY.iter().filter(|right| had(right)).map(|right| right.id()).collect();
        Problem::caller(
            400,
            "scope_beyond_role",
            format!("a `{}` has no right `{}`", role.id(), clip(scope)),
            format!("Scopes take away from a role. It has: {}.", all.join(", ")),
        )
    })
}

/// The desk that a token says it is of, as its tag. Nothing of it is true yet.
#[must_use]
pub fn desk_of(token: &str) -> Option<&str> {
    match token.splitn(3, '_').collect::<Vec<_>>().as_slice() {
        [MARK, desk, secret] if !secret.is_empty() => Some(desk),
        _ => None,
    }
}

/// A token as it is told: when it is made with itself, later without.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Told<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    v: Option<u8>,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
    name: &'a str,
    role: &'a str,
    rep: Option<&'a str>,
    scopes: Vec<&'a str>,
    made_at: i64,
    revoked_at: Option<i64>,
}

/// Makes a token. The reply is the only place where it ever stands.
pub(crate) fn make(here: &Here<'_>, wish: &TokenWish, ids: &mut Ids, db: &mut dyn Database) -> Result<Reply, Problem> {
    if let Some(rep) = wish.rep.as_deref().filter(|rep| !is_on_the_roster(here.in_force, rep)) {
        return Err(moves::unknown_rep(rep));
    }
    let live = db.query("SELECT count(*) FROM tokens WHERE revoked_at IS NULL", &[])?;
    if live.first().map_or(Ok(0), |row| row.integer(0))? >= MOST {
        return Err(Problem::caller(
            409,
            "too_many_tokens",
            format!("this desk has {MOST} tokens"),
            "Revoke those that nobody uses.",
        ));
    }
    let (id, secret) = (ids.token(), URL_SAFE_NO_PAD.encode(ids.key()));
    let token = format!("{MARK}_{}_{secret}", here.desk.as_tag());
    let scopes: Vec<&str> = wish.scopes.iter().map(|scope| scope.id()).collect();
    db.execute(
        "INSERT INTO tokens (hash, v, id, name, role, rep, scopes, made_at) VALUES (?, 1, ?, ?, ?, ?, ?, ?)",
        &params![hash(&token), &id, &wish.name, wish.role.id(), wish.rep.as_deref(), scopes.join(" "), here.now],
    )?;
    let kind = Kind::TokenMade { token: id.clone(), name: wish.name.clone(), role: wish.role.id().to_owned() };
    log::append(db, here.now, None, &[Entry { lead: None, actor: "admin", kind }])?;
    Ok(Reply::TokenMade(json(&Told {
        v: Some(1),
        id: &id,
        token: Some(&token),
        name: &wish.name,
        role: wish.role.id(),
        rep: wish.rep.as_deref(),
        scopes,
        made_at: here.now.0,
        revoked_at: None,
    })))
}

/// Revokes a token, from now on and for good. Again changes nothing.
pub(crate) fn revoke(here: &Here<'_>, id: &str, db: &mut dyn Database) -> Result<Reply, Problem> {
    let rows = db.query("SELECT name, revoked_at FROM tokens WHERE id = ?", &params![id])?;
    let Some(row) = rows.first() else {
        let message = format!("there is no token `{}`", clip(id));
        return Err(Problem::caller(404, "unknown_token", message, "Send the id that the list of tokens has."));
    };
    if row.optional_integer(1)?.is_none() {
        db.execute("UPDATE tokens SET revoked_at = ? WHERE id = ?", &params![here.now, id])?;
        let kind = Kind::TokenRevoked { token: id.to_owned(), name: row.string(0)? };
        log::append(db, here.now, None, &[Entry { lead: None, actor: "admin", kind }])?;
    }
    Ok(Reply::Done)
}

#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct List<'a> {
    v: u8,
    tokens: Vec<Told<'a>>,
}

/// The tokens there are, the newest first, without themselves.
pub(crate) fn list(db: &mut dyn Database) -> Result<String, Problem> {
    let rows = db.query(
        "SELECT id, name, role, rep, scopes, made_at, revoked_at FROM tokens
         ORDER BY revoked_at IS NOT NULL, coalesce(revoked_at, made_at) DESC, id LIMIT ?",
        &params![MOST + MOST_REVOKED],
    )?;
    let told = |row| -> Result<_, Problem> {
        let row: &Row = row;
        Ok(Told {
            v: None,
            id: row.text(0)?,
            token: None,
            name: row.text(1)?,
            role: row.text(2)?,
            rep: row.optional_text(3)?,
            scopes: row.text(4)?.split_whitespace().collect(),
            made_at: row.integer(5)?,
            revoked_at: row.optional_integer(6)?,
        })
    };
    Ok(json(&List { v: 1, tokens: rows.iter().map(told).collect::<Result<_, _>>()? }))
}

/// What stands before a token's id where the log says who it was.
pub(crate) const ACTOR: &str = "token:";

/// Who holds a token.
///
/// # Errors
///
/// The caller's, 401 `token_needed`: there is no such token, or it was revoked, or its rep is no
/// longer on the roster. All three look the same.
pub(crate) fn bearer(here: &Here<'_>, token: &str, db: &mut dyn Database) -> Result<Bearer, Problem> {
    if desk_of(token) != Some(&here.desk.as_tag()) {
        return Err(not_valid());
    }
    let rows = db.query(
        "SELECT id, name, role, rep, scopes FROM tokens WHERE hash = ? AND revoked_at IS NULL",
        &params![hash(token)],
    )?;
    rows.first().map_or(Ok(None), |row| holder(here, row))?.ok_or_else(not_valid)
}

/// Who holds the token of that id, while it is worth something.
pub(crate) fn bearer_of_id(here: &Here<'_>, id: &str, db: &mut dyn Database) -> Result<Option<Bearer>, Problem> {
    let rows =
        db.query("SELECT id, name, role, rep, scopes FROM tokens WHERE id = ? AND revoked_at IS NULL", &params![id])?;
    rows.first().map_or(Ok(None), |row| holder(here, row))
}

/// Who a row's token is held by; nobody, where its rep is gone.
fn holder(here: &Here<'_>, row: &Row) -> Result<Option<Bearer>, Problem> {
    let rep = row.optional_text(3)?.map(str::to_owned);
    if rep.as_ref().is_some_and(|rep| !is_on_the_roster(here.in_force, rep)) {
        return Ok(None);
    }
    // A role or a scope of a newer release is none that this one can judge: nobody passes by it.
    let scopes = row.text(4)?.split_whitespace().map(Right::parse).collect::<Option<_>>();
    let (Some(role), Some(scopes)) = (Role::parse(row.text(2)?), scopes) else { return Ok(None) };
    let (actor, name) = (format!("{ACTOR}{}", row.text(0)?), row.string(1)?);
    Ok(Some(Bearer::Holder(Holder { actor, name, role, rep, scopes })))
}

fn is_on_the_roster(in_force: &InForce, rep: &str) -> bool {
    let rep = baton_agreement::RepId::new(rep);
    in_force.agreement.as_ref().is_some_and(|agreement| agreement.rep(&rep).is_some())
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

fn not_valid() -> Problem {
    Problem::caller(
        401,
        "token_needed",
        "this token is not valid at this desk",
        "It may have been revoked, or cut off when it was copied. Ask whoever runs the desk for another.",
    )
}

#[cfg(test)]
mod tests {
    use super::{TokenWish, desk_of};

    #[test]
    fn a_token_names_its_desk() {
        for (token, desk) in [
            ("baton_acme_c2VjcmV0", Some("acme")),
            ("baton_acme.sales_a_b-c", Some("acme.sales")),
            ("baton_acme_", None),
            ("baton_acme", None),
            ("Baton_acme_x", None),
            ("", None),
        ] {
            assert_eq!(desk_of(token), desk, "{token}");
        }
    }

    #[test]
    fn a_wish_is_strict_and_says_what_is_wrong() {
        let code = |body: &str| TokenWish::parse(body.as_bytes()).map_err(|problem| problem.code).err();
        assert_eq!(code(r#"{"name":"chat","role":"marketing","scopes":["leads:write"]}"#), None);
        assert_eq!(code(r#"{"name":"Ana","role":"rep","rep":"ana"}"#), None);
        for body in [
            "",
            "{}",
            r#"{"name":" ","role":"admin"}"#,
            r#"{"name":"x","role":"boss"}"#,
            r#"{"name":"x","role":"rep"}"#,
            r#"{"name":"x","role":"admin","rep":"ana"}"#,
            r#"{"name":"x","role":"admin","more":1}"#,
        ] {
            assert_eq!(code(body), Some("wrong_shape"), "{body}");
        }
        for scope in ["leads:erase", "people:erase", "tokens:write", ""] {
            let body = format!(r#"{{"name":"x","role":"marketing","scopes":["{scope}"]}}"#);
            assert_eq!(code(&body), Some("scope_beyond_role"), "{scope}");
        }
        assert_eq!(code(r#"{"name":"x","role":"admin","scopes":["tokens:write"]}"#), Some("scope_beyond_role"));
    }
}
