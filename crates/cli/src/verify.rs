//! `baton verify`.

use std::path::{Path, PathBuf};

use baton_handoff::verify::{self, BrokenLine, Verified};
use baton_handoff::{Database, Problem};
use baton_sqlite::NativeDatabase;
use clap::Args;
use serde_json::Value;

use crate::fail::Failure;
use crate::publish::{agent, token, unreachable};

/// Goes through a desk's log from its first line to its last, and says whether every line is what was
/// written and none is missing. Each carries a hash over itself and the one before; what erasure took away
/// leaves its hash, so an erasure breaks nothing.
///
/// A log that somebody made anew as a whole has no broken line. Whoever noted down a link of before sees
/// it: `--known` says that the log has to lead there.
#[derive(Args)]
#[command(after_help = "\
Of an edge the admin token is read from BATON_ADMIN_TOKEN, never from the
command line.

Examples:
  baton verify desk.sqlite
  BATON_ADMIN_TOKEN=… baton verify --at https://edge.example --desk acme
  baton verify desk.sqlite --known 4711:5f1c…")]
pub(crate) struct Arguments {
    /// A desk's database.
    #[arg(required_unless_present = "at", conflicts_with = "at")]
    database: Option<PathBuf>,
    /// Address of the edge, which goes through its own log.
    #[arg(long, value_name = "URL")]
    at: Option<String>,
    /// The desk there: `acme`, or `acme.sales`.
    #[arg(long, default_value = "acme")]
    desk: String,
    /// A line and its link, as an earlier run told them.
    #[arg(long, value_name = "LINE:LINK", conflicts_with = "at")]
    known: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let told = match (&arguments.at, &arguments.database) {
        (Some(edge), _) => of_edge(edge, &arguments.desk)?,
        (None, Some(path)) => of_database(path, arguments.known.as_deref())?,
        (None, None) => return Err(Failure::refused("nothing to verify is named", "name a database, or --at an edge")),
    };
    tell(&told)
}

fn of_database(path: &Path, known: Option<&str>) -> Result<Verified, Failure> {
    if !path.is_file() {
        return Err(Failure::out(format!("there is no file `{}`", path.display()), "check the name, or where you are"));
    }
    let mut db = NativeDatabase::open_to_read(path).map_err(|error| unreadable(path, &error.0))?;
    let is_chained = db.query("SELECT 1 FROM sqlite_master WHERE name = 'log_head'", &[]);
    if is_chained.map_err(|error| unreadable(path, &error.0))?.is_empty() {
        return Err(Failure::refused(
            format!("`{}` has no log that is chained", path.display()),
            "is it the database of a desk? One of an earlier release is brought up to date by its first start",
        ));
    }
    let failed = |problem: Problem| unreadable(path, &problem.to_string());
    let mut told = verify::everything(&mut db).map_err(failed)?;
    if let (None, Some(known)) = (&told.broken, known) {
        let (line, link) = known_link(known)?;
        if verify::known(&mut db, line).map_err(failed)?.as_deref() != Some(link) {
            let why = format!("line {line} has another link than the one that was known: this is another log");
            told.broken = Some(BrokenLine { line, why });
        }
    }
    Ok(told)
}

fn known_link(known: &str) -> Result<(i64, &str), Failure> {
    let read = known.split_once(':').and_then(|(line, link)| Some((line.parse().ok()?, link)));
    let wrong = || {
        Failure::refused(format!("`{known}` is no line and link"), "write them as an earlier run told them: 4711:5f1c…")
    };
    read.filter(|(_, link)| link.len() == 64).ok_or_else(wrong)
}

fn unreadable(path: &Path, why: &str) -> Failure {
    Failure::out(format!("cannot read `{}`: {why}", path.display()), "is it the database of a desk?")
}

/// Asks an edge slice by slice.
fn of_edge(edge: &str, desk: &str) -> Result<Verified, Failure> {
    let (agent, token) = (agent(), token()?);
    let (mut after, mut lines, mut erased) = (0, 0, 0);
    loop {
        let url = format!("{}/v1/desks/{desk}/log/verify?after={after}", edge.trim_end_matches('/'));
        let slice = slice_of(&agent, &url, &token)?;
        (lines, erased) = (lines + slice.lines, erased + slice.erased);
        // An edge that does not move on would be asked for ever.
        match slice.next.filter(|next| *next > after) {
            Some(next) => after = next,
            None => return Ok(Verified { lines, erased, ..slice }),
        }
    }
}

fn slice_of(agent: &ureq::Agent, url: &str, token: &str) -> Result<Verified, Failure> {
    let asked = agent.get(url).header("authorization", &format!("Bearer {token}")).call();
    let mut answer = asked.map_err(|error| unreachable(url, &error))?;
    let status = answer.status().as_u16();
    let body = answer.body_mut().read_to_string().unwrap_or_default();
    if let (200, Ok(slice)) = (status, serde_json::from_str(&body)) {
        return Ok(slice);
    }
    let said: Value = serde_json::from_str(&body).unwrap_or_default();
    let word = |key: &str| said.get(key).and_then(Value::as_str).unwrap_or_default();
    Err(Failure::refused(format!("the edge answered {status}: {}", word("message")), word("help")))
}

fn tell(told: &Verified) -> Result<(), Failure> {
    let Verified { lines, erased, last, link, unlinked, broken, .. } = told;
    if let Some(BrokenLine { why, .. }) = broken {
        eprintln!("broken: {why}\n {lines} lines before it are as they were written");
        return Err(Failure::Told);
    }
    println!("{lines} lines are as they were written, {erased} of them erased");
    if *unlinked > 0 {
        println!("{unlinked} lines of an earlier release are not linked yet; the desk does it by itself");
    }
    println!("known {last}:{link}");
    Ok(())
}
