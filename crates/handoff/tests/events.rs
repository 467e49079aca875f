//! The page and the schema of the events are those of the code.

#![expect(clippy::disallowed_methods, reason = "tests look where the files are")]

use std::path::Path;

use baton_handoff::events;

#[test]
fn the_page_and_the_schema_are_as_written() {
    for (name, made) in [("events.md", events::documentation()), ("events.v1.schema.json", events::json_schema())] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
        if std::env::var("BATON_BLESS").is_ok() {
            std::fs::write(&path, &made).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(written, made, "docs/{name} is another; BATON_BLESS=1 cargo test -p baton-handoff --test events");
    }
}
