//! The `baton` command, built from this workspace and used as a person would.

use std::path::{Path, PathBuf};

use crate::environment::command;
use crate::parts::make_parent;
use crate::places::Places;
use crate::steps::run;
use crate::trouble::Trouble;

/// Builds it and says where it is.
pub fn build(places: &Places) -> Result<PathBuf, Trouble> {
    let mut cargo = command("cargo");
    cargo.args(["build", "--package", "baton-cli"]).current_dir(&places.root);
    run("baton, the command", &mut cargo)?;
    Ok(places.target.join("debug/baton"))
}

/// `baton publish`.
pub fn publish(baton: &Path, agreement: &Path, edge: &str, desk: &str, token: &str) -> Result<(), Trouble> {
    let mut publish = command(baton);
    publish.arg("publish").arg(agreement).args(["--to", edge, "--desk", desk]).env("BATON_ADMIN_TOKEN", token);
    run(&format!("agreement in force at desk {desk}"), &mut publish).map(drop)
}

/// `baton compile --public`.
pub fn compile_public(baton: &Path, agreement: &Path, card: &Path) -> Result<(), Trouble> {
    make_parent(card)?;
    let mut compile = command(baton);
    compile.arg("compile").arg(agreement).args(["--public", "--output"]).arg(card);
    run("public card of the example agreement", &mut compile).map(drop)
}
