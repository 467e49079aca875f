//! Whether something changed: by content where a build depends on it, by time of change
//! where files are only watched.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::trouble::Trouble;

/// A fingerprint of the files' names and contents and of the recipe applied to them.
pub fn of_contents(recipe: &str, inputs: &[PathBuf]) -> Result<String, Trouble> {
    let mut hasher = DefaultHasher::new();
    recipe.hash(&mut hasher);
    for file in files_in(inputs) {
        file.hash(&mut hasher);
        fs::read(&file).map_err(|error| Trouble::file(&file, &error))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// A fingerprint of the files' names, sizes and times of change: cheap enough to take twice
/// a second.
pub fn of_times(inputs: &[PathBuf]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for file in files_in(inputs) {
        file.hash(&mut hasher);
        if let Ok(about) = fs::metadata(&file) {
            about.len().hash(&mut hasher);
            let changed = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            changed.map(|since| since.as_nanos()).hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// Every file under the inputs, in order. What cannot be read is not there.
pub fn files_in(inputs: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for input in inputs {
        collect(input, &mut found);
    }
    found
}

fn collect(path: &Path, found: &mut BTreeSet<PathBuf>) {
    let Ok(entries) = fs::read_dir(path) else {
        if path.is_file() {
            found.insert(path.to_path_buf());
        }
        return;
    };
    for entry in entries.flatten() {
        // Editors write hidden files beside the one being edited.
        if !entry.file_name().to_string_lossy().starts_with('.') {
            collect(&entry.path(), found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_content_name_or_recipe_shows() {
        let dir = std::env::temp_dir().join(format!("baton-fingerprint-{}", std::process::id()));
        fs::create_dir_all(dir.join("inner")).unwrap();
        fs::write(dir.join("inner/a"), "one").unwrap();
        let inputs = [dir.clone()];
        let first = of_contents("recipe", &inputs).unwrap();
        assert_eq!(of_contents("recipe", &inputs).unwrap(), first);
        assert_ne!(of_contents("another", &inputs).unwrap(), first);
        fs::write(dir.join("inner/.a.swp"), "an editor's own").unwrap();
        assert_eq!(of_contents("recipe", &inputs).unwrap(), first);
        fs::write(dir.join("inner/a"), "two").unwrap();
        let second = of_contents("recipe", &inputs).unwrap();
        assert_ne!(second, first);
        let seen = of_times(&inputs);
        fs::rename(dir.join("inner/a"), dir.join("inner/b")).unwrap();
        assert_ne!(of_contents("recipe", &inputs).unwrap(), second);
        assert_ne!(of_times(&inputs), seen);
        fs::remove_dir_all(dir).unwrap();
    }
}
