//! `cargo xtask demo`: a made-up year of a desk's with a known truth, and the console on it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::dev::{Session, State, serve};
use crate::environment::{command, since_1970};
use crate::parts::{self, Finish};
use crate::places::Places;
use crate::setup;
use crate::steps::{run as step, stream};
use crate::trouble::Trouble;

/// Lives through a year, which takes some minutes, and shows it; from the second time on it is there.
#[derive(Args)]
pub struct Demo {
    /// About so many leads.
    #[arg(long, default_value_t = 100_000)]
    leads: u32,
    /// Another seed is another year.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Live through it anew, until now; what is there is thrown away.
    #[arg(long)]
    anew: bool,
    /// Make the year and stop there.
    #[arg(long)]
    only: bool,
}

/// Makes the year, if it is not there, and serves it.
pub fn run(places: &Places, wanted: &Demo) -> Result<(), Trouble> {
    let tools = setup::tools(places)?;
    parts::build_all(places, &tools, Finish::Quick)?;
    let dir = places.root.join(".baton/demo");
    let agreement = dir.join("agreement.toml");
    let made = dir.join("year");
    let what = format!("{} leads by seed {}\n", wanted.leads, wanted.seed);
    let is_there = fs::read_to_string(&made).is_ok_and(|held| held == what) && agreement.is_file();
    if wanted.anew || !is_there {
        // Only what this command makes itself.
        for own in [dir.join("storage"), made.clone()] {
            let _ = if own.is_dir() { fs::remove_dir_all(&own) } else { fs::remove_file(&own) };
        }
        let database = database(places, &tools, &dir)?;
        live(places, wanted, &database, &agreement)?;
        parts::write(&made, what.as_bytes())?;
    }
    if wanted.only {
        return Ok(());
    }
    serve(places, &tools, State::open(places, "demo", agreement)?)
}

/// Where workerd keeps the desk: it is started once, so that the edge knows the desk and names the file.
fn database(places: &Places, tools: &setup::Tools, dir: &Path) -> Result<PathBuf, Trouble> {
    drop(Session::start(places, tools, State::open(places, "demo", places.example())?)?);
    let desks = dir.join("storage/baton-desk");
    let files = fs::read_dir(&desks).map_err(|error| Trouble::file(&desks, &error))?;
    let mut databases = files.filter_map(|entry| entry.ok().map(|entry| entry.path())).filter(|path| {
        path.extension() == Some(OsStr::new("sqlite")) && path.file_stem().is_some_and(|id| id.len() == 64)
    });
    let (Some(database), None) = (databases.next(), databases.next()) else {
        return Err(Trouble::new(
            format!("{} does not hold one desk", places.told(&desks)),
            "Run it again with --anew; if that does not help, workerd keeps its files in another way now.",
        ));
    };
    Ok(database)
}

/// The year takes the place of the desk that workerd made: the same tables, by the same code.
fn live(places: &Places, wanted: &Demo, database: &Path, agreement: &Path) -> Result<(), Trouble> {
    for suffix in ["", "-wal", "-shm"] {
        let file = PathBuf::from(format!("{}{suffix}", database.display()));
        if file.exists() {
            fs::remove_file(&file).map_err(|error| Trouble::file(&file, &error))?;
        }
    }
    let mut cargo = command("cargo");
    cargo.args(["build", "--package", "baton-demo", "--release"]);
    step("demo: year", cargo.current_dir(&places.root))?;
    let mut year = command(places.target.join("release/year"));
    year.arg(database).arg("--agreement").arg(agreement);
    year.args(["--leads", &wanted.leads.to_string(), "--seed", &wanted.seed.to_string()]);
    year.args(["--end", &since_1970().as_millis().to_string()]);
    let (status, _) = stream(&mut year)?;
    match status.success() {
        true => Ok(()),
        false => Err(Trouble::new("the report does not tell what is true of the year", "What differs stands above.")),
    }
}
