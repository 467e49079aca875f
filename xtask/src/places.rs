//! Where things are.

use std::path::{Path, PathBuf};

use crate::environment;
use crate::trouble::Trouble;

/// The directories xtask works in.
#[derive(Debug, Clone)]
pub struct Places {
    /// The repository.
    pub root: PathBuf,
    /// Where tools that take minutes to compile are kept, one directory a version.
    pub tools: PathBuf,
    /// Cargo's output.
    pub target: PathBuf,
}

impl Places {
    /// Finds them from this crate's own manifest and the environment.
    pub fn find() -> Result<Places, Trouble> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf);
        let root = root.filter(|root| root.join("Cargo.toml").is_file()).ok_or_else(|| {
            Trouble::new("the repository has moved since xtask was built", "Run `cargo clean -p xtask` and try again.")
        })?;
        let tools = match environment::variable("BATON_TOOLS") {
            Some(dir) => PathBuf::from(dir),
            None => environment::home().map(|home| home.join(".cache/baton/tools")).ok_or_else(|| {
                Trouble::new("there is no home directory for the tools", "Set BATON_TOOLS to a directory.")
            })?,
        };
        let target = environment::variable("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        Ok(Places { target: root.join(target), tools: root.join(tools), root })
    }

    /// What is served and deployed.
    pub fn build(&self) -> PathBuf {
        self.root.join("build")
    }

    /// The static files of the edge.
    pub fn www(&self) -> PathBuf {
        self.build().join("www")
    }

    /// What is built on the way and not served.
    pub fn stage(&self) -> PathBuf {
        self.build().join("stage")
    }

    /// A program of an npm package.
    pub fn npm(&self, program: &str) -> PathBuf {
        self.root.join("node_modules/.bin").join(program)
    }

    /// A path as it is told: from the repository on.
    pub fn told(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// The agreement `dev` publishes and `sizes` compiles.
    pub fn example(&self) -> PathBuf {
        self.root.join("examples/agreement.toml")
    }
}
