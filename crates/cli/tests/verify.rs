//! `baton verify` on a desk's database.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::path::Path;
use std::process::{Command, Output};

use baton_handoff::{Database, Desk, DeskName, Event, Ids, Millis};
use baton_sqlite::NativeDatabase;

fn verify(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_baton")).arg("verify").args(arguments).output().unwrap()
}

fn said(output: &Output) -> (Option<i32>, String) {
    let text = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat();
    (output.status.code(), text)
}

/// A desk with an agreement and a clock that was moved: five lines.
fn desk(path: &Path) -> NativeDatabase {
    let mut db = NativeDatabase::open(path).unwrap();
    let mut desk = Desk::new(DeskName::parse("acme").unwrap());
    db.transaction(|db| desk.migrate(db)).unwrap();
    let source = include_str!("../../../examples/agreement.toml").to_owned();
    let moved = (0..4).map(|_| Event::MoveClock { advance: Millis(1_000) });
    for (n, event) in [Event::Publish { source }].into_iter().chain(moved).enumerate() {
        let mut ids = Ids::from_entropy([u8::try_from(n).unwrap(); 32]);
        db.transaction(|db| desk.handle(event, Millis(1_795_255_200_000), &mut ids, db)).unwrap();
    }
    db
}

#[test]
fn a_log_is_whole_or_its_first_broken_line_is_named() {
    let folder = std::env::temp_dir().join(format!("baton-verify-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("desk.sqlite");
    let mut db = desk(&path);
    let file = path.to_str().unwrap();

    let (code, text) = said(&verify(&[file]));
    assert!(text.contains("5 lines are as they were written, 0 of them erased"), "{text}");
    assert_eq!(code, Some(0));
    let known = text.lines().find_map(|line| line.strip_prefix("known ")).unwrap().to_owned();
    assert_eq!(said(&verify(&[file, "--known", &known])).0, Some(0));
    let (code, text) = said(&verify(&[file, "--known", &known.replace("5:", "4:")]));
    assert!(code == Some(1) && text.contains("this is another log"), "{text}");

    db.execute("UPDATE payloads SET data = replace(data, '1000', '9000') WHERE seq = 3", &[]).unwrap();
    let (code, text) = said(&verify(&[file]));
    assert!(code == Some(1) && text.contains("broken: line 3 is not what was written"), "{text}");
    assert!(text.contains("2 lines before it"), "{text}");

    drop(db);
    std::fs::write(folder.join("text"), "no database").unwrap();
    for (arguments, code) in [
        (vec![folder.join("nothing").to_str().unwrap().to_owned()], 3),
        (vec![folder.join("text").to_str().unwrap().to_owned()], 3),
        (vec![file.to_owned(), "--known".to_owned(), "4711".to_owned()], 1),
        (Vec::new(), 2),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        assert_eq!(said(&verify(&arguments)).0, Some(code), "{arguments:?}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
