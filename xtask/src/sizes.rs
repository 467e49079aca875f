//! How many bytes a visitor's browser has to load, and whether that is what was committed.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::baton;
use crate::parts;
use crate::places::Places;
use crate::setup::Tools;
use crate::trouble::Trouble;

/// What is counted, in the order a page loads it, and whether it is made of compiled Rust.
const COUNTED: [(&str, bool, &str); 6] = [
    ("loader", false, "baton.js, loaded by every page"),
    ("engine", false, "adapter, panel and queue, at the first touch"),
    ("wasm", true, "the scoring crate"),
    ("public_card", false, "of the example agreement"),
    ("first_offer", true, "loader, engine, wasm and card together"),
    ("wasm_rare", true, "the scoring crate for a card that asks for more"),
];

/// By how much a module of another compiler may differ, in percent.
const TOLERANCE: u64 = 2;

/// What it costs to send a file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Bytes {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// The sizes of one build.
#[derive(Debug)]
pub struct Sizes {
    rustc: String,
    counted: Vec<(&'static str, Bytes)>,
}

/// Counts the bytes of what is built; the parts must be.
pub fn measure(places: &Places, tools: &Tools) -> Result<Sizes, Trouble> {
    let card = places.stage().join("public.card");
    baton::compile_public(&baton::build(places)?, &places.example(), &card)?;
    let files = [
        ("loader", places.www().join("baton.js")),
        ("engine", places.www().join("embed/engine.js")),
        ("wasm", places.www().join("embed/scorer_bg.wasm")),
        ("public_card", card),
    ];
    let mut counted = Vec::new();
    let mut first_offer = Bytes::default();
    for (name, file) in files {
        let bytes = Bytes::of(&file)?;
        counted.push((name, bytes));
        first_offer = first_offer.and(bytes);
    }
    counted.push(("first_offer", first_offer));
    // Few desks need it, and the example's is none of them: it stands beside the sum.
    counted.push(("wasm_rare", Bytes::of(&places.www().join("embed/scorer_rare.wasm"))?));
    Ok(Sizes { rustc: tools.rustc.clone(), counted })
}

impl Sizes {
    /// For a person.
    pub fn table(&self) -> String {
        let mut table = format!("\n  {:<12} {:>8} {:>8} {:>8}  bytes\n", "", "raw", "gzip", "brotli");
        for (name, Bytes { raw, gzip, brotli }) in &self.counted {
            let about = COUNTED.iter().find(|(counted, ..)| counted == name).map_or("", |(.., about)| about);
            // Writing to a string cannot fail.
            let _ = writeln!(table, "  {name:<12} {raw:>8} {gzip:>8} {brotli:>8}  {about}");
        }
        table
    }

    /// Makes these sizes the committed ones.
    pub fn write(&self, places: &Places) -> Result<(), Trouble> {
        let bytes: Map<String, Value> =
            self.counted.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_json())).collect();
        let text = format!("{:#}\n", json!({ "rustc": self.rustc, "bytes": bytes }));
        parts::write(&file(places), text.as_bytes())
    }

    /// Every way in which the committed sizes are not these; and, said apart, what was not
    /// held to the byte.
    pub fn compare(&self, places: &Places) -> Result<(Vec<String>, Option<String>), Trouble> {
        let file = file(places);
        let text = fs::read_to_string(&file).map_err(|error| {
            Trouble::file(&file, &error).with_help("`cargo xtask sizes --write` writes it; look at it and commit it.")
        })?;
        let committed: Value = serde_json::from_str(&text).unwrap_or_default();
        Ok(self.differences(&committed))
    }

    fn differences(&self, committed: &Value) -> (Vec<String>, Option<String>) {
        let then_rustc = committed.get("rustc").and_then(Value::as_str).unwrap_or("an unknown version");
        let is_same_rustc = then_rustc == self.rustc;
        let mut differences = Vec::new();
        for (name, now) in &self.counted {
            let is_rust = COUNTED.iter().any(|(counted, is_rust, _)| counted == name && *is_rust);
            let tolerance = if is_rust && !is_same_rustc { TOLERANCE } else { 0 };
            for (kind, now) in [("raw", now.raw), ("gzip", now.gzip), ("brotli", now.brotli)] {
                let then = committed.pointer(&format!("/bytes/{name}/{kind}")).and_then(Value::as_u64).unwrap_or(0);
                if now.abs_diff(then) * 100 > then * tolerance {
                    differences.push(format!("{name}, {kind}: {now} bytes, and tests/sizes.json says {then}"));
                }
            }
        }
        let note = (!is_same_rustc).then(|| {
            format!(
                "NOTE: tests/sizes.json was written with rustc {then_rustc}, this is {}: \
                 the wasm is held to it within {TOLERANCE} %, not to the byte.",
                self.rustc
            )
        });
        (differences, note)
    }
}

impl Bytes {
    fn of(path: &Path) -> Result<Bytes, Trouble> {
        let content = fs::read(path).map_err(|error| Trouble::file(path, &error))?;
        let cannot = |error| Trouble::file(path, &error);
        Ok(Bytes {
            raw: content.len() as u64,
            gzip: gzip(&content).map_err(cannot)?,
            brotli: brotli(&content).map_err(cannot)?,
        })
    }

    fn and(self, other: Bytes) -> Bytes {
        Bytes { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }

    fn to_json(self) -> Value {
        json!({ "raw": self.raw, "gzip": self.gzip, "brotli": self.brotli })
    }
}

/// Bytes after gzip at its best.
fn gzip(content: &[u8]) -> std::io::Result<u64> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len() as u64)
}

/// Bytes after brotli at its best, as servers compress a file that they keep.
fn brotli(mut content: &[u8]) -> std::io::Result<u64> {
    let mut packed = Vec::new();
    let best = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut content, &mut packed, &best)?;
    Ok(packed.len() as u64)
}

fn file(places: &Places) -> PathBuf {
    places.root.join("tests/sizes.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(rustc: &str, wasm: u64, loader: u64) -> Sizes {
        let bytes = |n| Bytes { raw: n, gzip: n, brotli: n };
        Sizes { rustc: rustc.to_owned(), counted: vec![("loader", bytes(loader)), ("wasm", bytes(wasm))] }
    }

    fn committed() -> Value {
        let bytes = json!({ "raw": 1000, "gzip": 1000, "brotli": 1000 });
        json!({ "rustc": "1.95.0", "bytes": { "loader": bytes, "wasm": bytes } })
    }

    #[test]
    fn the_same_compiler_is_held_to_the_byte() {
        assert_eq!(sizes("1.95.0", 1000, 1000).differences(&committed()), (vec![], None));
        assert_eq!(sizes("1.95.0", 1001, 1000).differences(&committed()).0.len(), 3);
        assert_eq!(sizes("1.95.0", 1000, 999).differences(&committed()).0.len(), 3);
    }

    #[test]
    fn another_compiler_may_differ_a_little_in_wasm_only() {
        let (differences, note) = sizes("1.96.0", 1020, 1000).differences(&committed());
        assert!(differences.is_empty() && note.is_some_and(|note| note.contains("1.96.0")));
        assert_eq!(sizes("1.96.0", 1021, 1000).differences(&committed()).0.len(), 3);
        assert_eq!(sizes("1.96.0", 1000, 1001).differences(&committed()).0.len(), 3);
    }

    #[test]
    fn what_is_missing_differs() {
        assert_eq!(sizes("1.95.0", 1, 1).differences(&Value::Null).0.len(), 6);
    }

    #[test]
    fn compressing_compresses() {
        let content = "again and ".repeat(500);
        assert!(gzip(content.as_bytes()).unwrap() < 200);
        assert!(brotli(content.as_bytes()).unwrap() < 100);
    }
}
