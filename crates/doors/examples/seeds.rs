//! `seeds FOLDER` writes the seeds and the dictionary of every door into a folder:
//! `FOLDER/card/pinned`, `FOLDER/agreement.dict`. Prints each door and the length of its longest
//! input: `card 4096`.

#![expect(clippy::disallowed_methods, reason = "a program reads its arguments")]

use std::fs;
use std::io;
use std::path::Path;

use baton_doors::dictionary::dictionary;
use baton_doors::{DOORS, seeds};

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).ok_or_else(|| io::Error::other("seeds FOLDER"))?;
    let folder = Path::new(&folder);
    for door in DOORS {
        fs::create_dir_all(folder.join(door.name))?;
        fs::write(folder.join(door.name).with_extension("dict"), dictionary(&door))?;
        println!("{} {}", door.name, door.longest);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for seed in seeds::seeds(&root)? {
        fs::write(folder.join(seed.door.name).join(seed.name), seed.bytes)?;
    }
    Ok(())
}
