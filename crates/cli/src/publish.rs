//! `baton publish`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use serde_json::Value;

use crate::check;
use crate::fail::Failure;

/// Puts an agreement into force at a desk. The edge checks it again with the same code, numbers
/// the version and keeps the ones before. Publishing what is already in force changes nothing. Where the agreement in
/// force asks for both sides (`[approval]`), it has to be drafted and approved in the console instead.
#[derive(Args)]
#[command(after_help = "\
The admin token is read from BATON_ADMIN_TOKEN, never from the command line.

Example:
  BATON_ADMIN_TOKEN=… baton publish agreement.toml --to https://edge.example --desk acme")]
pub(crate) struct Arguments {
    /// The agreement.
    agreement: PathBuf,
    /// Address of the edge.
    #[arg(long, value_name = "URL")]
    to: String,
    /// The desk: `acme`, or `acme.sales` for a further desk of the same tenant.
    #[arg(long, default_value = "acme")]
    desk: String,
    /// Where a new desk's leads stay: `eu`. Said once; a desk is never moved.
    #[arg(long, value_name = "PLACE")]
    jurisdiction: Option<String>,
    /// Why, for those who read the versions later.
    #[arg(long, value_name = "SENTENCE")]
    why: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let token = token()?;
    // Told here with the line underlined rather than by the edge as a list.
    check::load(&arguments.agreement)?;
    let text = check::read(&arguments.agreement)?;
    let place = arguments.jurisdiction.as_ref().map(|place| format!("?jurisdiction={place}")).unwrap_or_default();
    let url = format!("{}/v1/desks/{}/agreements{place}", arguments.to.trim_end_matches('/'), arguments.desk);
    let request = agent().post(&url);
    let request = match &arguments.why {
        Some(why) => request.query("why", why),
        None => request,
    };
    let mut answer = request
        .header("authorization", &format!("Bearer {token}"))
        .header("content-type", "application/toml")
        .send(&text)
        .map_err(|error| unreachable(&url, &error))?;
    let status = answer.status().as_u16();
    let body = answer.body_mut().read_to_string().unwrap_or_default();
    let body: Value = serde_json::from_str(&body).unwrap_or(Value::Null);
    tell(status, &body, &arguments.desk)
}

/// Who speaks with an edge. What it answers is an answer, whatever its status.
pub(crate) fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder();
    config.http_status_as_error(false).timeout_global(Some(Duration::from_secs(30))).build().into()
}

/// An edge that did not answer.
pub(crate) fn unreachable(url: &str, error: &ureq::Error) -> Failure {
    Failure::out(format!("cannot reach `{url}`: {error}"), "check the address and whether the edge is up")
}

/// The admin token.
#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
pub(crate) fn token() -> Result<String, Failure> {
    std::env::var("BATON_ADMIN_TOKEN").map_err(|_| {
        Failure::refused("BATON_ADMIN_TOKEN is not set", "set it to the admin token of the edge, then try again")
    })
}

fn tell(status: u16, body: &Value, desk: &str) -> Result<(), Failure> {
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    if matches!(status, 200 | 201) {
        let version = body.get("version").and_then(Value::as_i64).unwrap_or_default();
        let unchanged = body.get("unchanged").and_then(Value::as_bool).unwrap_or(false);
        let what = if unchanged { "was in force already" } else { "is in force" };
        println!("version {version} {what} at desk {desk}, card {}", text("card"));
        return Ok(());
    }
    for problem in body.get("problems").and_then(Value::as_array).into_iter().flatten() {
        let part = |key: &str| {
            problem.get(key).map(|value| value.to_string().trim_matches('"').to_owned()).unwrap_or_default()
        };
        eprintln!("line {}, column {}: {}: {}", part("line"), part("column"), part("message"), part("help"));
    }
    let (message, help) = (text("message"), text("help"));
    if message.is_empty() {
        return Err(Failure::out(format!("the edge answered {status}"), "see whether this address is a Baton edge"));
    }
    Err(Failure::refused(format!("the edge answered {status}: {message}"), help))
}
