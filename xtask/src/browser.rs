//! The browser the end-to-end tests drive.

use std::path::{Path, PathBuf};

use crate::environment::{command, variable};
use crate::steps::{ask, run, tell};
use crate::trouble::Trouble;

/// Where Chromium and its kin are usually installed.
const USUAL: [&str; 7] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const HELP: &str = "Install Chromium or Chrome, or set BATON_CHROMIUM to its program.";

/// The browser's program: the one named by `BATON_CHROMIUM`, else an installed one, else,
/// as root on Debian, Debian's own.
pub fn find_or_install() -> Result<PathBuf, Trouble> {
    if let Some(named) = variable("BATON_CHROMIUM").map(PathBuf::from) {
        return works(&named);
    }
    if let Some(found) = usual() {
        return works(&found);
    }
    if !Path::new("/usr/bin/apt-get").is_file() {
        return Err(Trouble::new("there is no Chromium for the end-to-end tests", HELP));
    }
    if ask(command("id").arg("-u")).as_deref() != Some("0") {
        let help = "Run `sudo apt-get install --no-install-recommends chromium`, or set BATON_CHROMIUM to a Chromium of yours.";
        return Err(Trouble::new("there is no Chromium for the end-to-end tests, and only root may install it", help));
    }
    run("apt-get update", command("apt-get").arg("update")).map_err(|trouble| trouble.with_help(HELP))?;
    let arguments = ["install", "--yes", "--no-install-recommends", "chromium"];
    let mut install = command("apt-get");
    install.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    run("Chromium from Debian", &mut install).map_err(|trouble| trouble.with_help(HELP))?;
    works(&usual().ok_or_else(|| Trouble::new("Debian's Chromium is not where it was expected", HELP))?)
}

fn usual() -> Option<PathBuf> {
    USUAL.iter().map(PathBuf::from).find(|path| path.is_file())
}

/// The program, if it starts.
fn works(program: &Path) -> Result<PathBuf, Trouble> {
    match ask(command(program).arg("--version")) {
        Some(version) => tell(version.lines().last().unwrap_or("the browser"), || Ok(program.to_path_buf())),
        None => Err(Trouble::new(format!("`{}` does not start", program.display()), HELP)),
    }
}
