//! As strict as the platform, transactions that hold, failures on demand.

#![expect(clippy::unwrap_used, reason = "helpers of tests say what is wrong by failing")]

use baton_handoff::{Database, DatabaseError, Row, Value};
use baton_sqlite::{Landed, NativeDatabase};

fn table() -> NativeDatabase {
    let mut db = NativeDatabase::in_memory().unwrap();
    db.execute("CREATE TABLE t (n INTEGER) STRICT", &[]).unwrap();
    db
}

fn insert(db: &mut NativeDatabase, n: i64) -> Result<(), DatabaseError> {
    db.execute("INSERT INTO t (n) VALUES (?)", &[Value::Integer(n)])
}

fn held(db: &mut NativeDatabase) -> Vec<i64> {
    db.query("SELECT n FROM t ORDER BY n", &[]).unwrap().iter().map(|row| row.integer(0).unwrap()).collect()
}

#[test]
fn values_come_back_as_they_went_in() {
    let mut db = NativeDatabase::in_memory().unwrap();
    db.execute("CREATE TABLE v (a, b, c, d)", &[]).unwrap();
    let values =
        [Value::Null, Value::Integer((1 << 53) - 1), Value::Text("é\0\u{10ffff}'".into()), Value::Blob(vec![0, 255])];
    db.execute("INSERT INTO v VALUES (?, ?, ?, ?)", &values).unwrap();
    assert_eq!(db.query("SELECT * FROM v", &[]).unwrap(), [Row(values.to_vec())]);
}

#[test]
fn statements_of_the_adapter_are_refused() {
    let mut db = table();
    for sql in [
        "BEGIN",
        "begin immediate",
        "COMMIT",
        "END",
        "ROLLBACK",
        "SAVEPOINT a",
        "RELEASE a",
        "PRAGMA user_version",
        "ATTACH 'x' AS y",
        "DETACH y",
        "VACUUM",
        " \n\tBEGIN",
        "-- a comment\nBEGIN",
        "/* a */ /* b */ BEGIN",
        "BEGIN;",
    ] {
        assert!(db.execute(sql, &[]).is_err(), "{sql}");
    }
    insert(&mut db, 1).unwrap();
    assert_eq!(held(&mut db), [1], "nothing is left open");
}

#[test]
fn one_statement_a_call() {
    let mut db = table();
    assert!(db.execute("INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)", &[]).is_err());
    assert_eq!(held(&mut db), [0_i64; 0]);
}

#[test]
fn the_limits_of_the_platform() {
    let mut db = table();
    let places = |n: usize| format!("SELECT {}", vec!["?"; n].join(" + "));
    let ones = |n: usize| vec![Value::Integer(1); n];
    assert!(db.query(&places(100), &ones(100)).is_ok());
    assert!(db.query(&places(101), &ones(101)).is_err());
    assert!(
        db.query("SELECT ?", &[]).is_err() && db.query("SELECT 1", &ones(1)).is_err(),
        "as many as there are places"
    );

    let padded = |n: usize| format!("SELECT 1{}", " ".repeat(n - 8));
    assert!(db.query(&padded(100_000), &[]).is_ok());
    assert!(db.query(&padded(100_001), &[]).is_err());

    let like = |n: usize| db_like(n);
    assert!(like(50).is_ok() && like(51).is_err());
    assert!(
        db.query("SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5", &[]).is_ok()
    );
    let six = ["SELECT 1"; 6].join(" UNION ALL ");
    assert!(db.query(&six, &[]).is_err());
}

fn db_like(n: usize) -> Result<Vec<Row>, DatabaseError> {
    let mut db = table();
    insert(&mut db, 1)?;
    db.query("SELECT n FROM t WHERE 'x' LIKE ?", &[Value::Text("x".repeat(n))])
}

#[test]
fn numbers_that_a_double_would_bend_are_refused() {
    let mut db = table();
    for n in [(1 << 53) - 1, -(1 << 53) + 1, 0] {
        insert(&mut db, n).unwrap();
    }
    for n in [1 << 53, -(1 << 53), i64::MAX, i64::MIN] {
        assert!(insert(&mut db, n).is_err(), "{n}");
    }
    assert!(db.query("SELECT 9007199254740993", &[]).is_err());
    assert!(db.query("SELECT 0.5", &[]).is_err());
}

#[test]
fn a_transaction_is_kept_or_undone_whole() {
    let mut db = table();
    let kept: Result<i64, DatabaseError> = db.transaction(|db| insert(db, 1).and(insert(db, 2)).map(|()| 7));
    assert_eq!(kept, Ok(7));
    let undone: Result<(), NoSuch> = db.transaction(|db| {
        insert(db, 3)?;
        Err(NoSuch("no".to_owned()))
    });
    assert_eq!(undone.map_err(|NoSuch(why)| why), Err("no".to_owned()));
    assert_eq!(held(&mut db), [1, 2]);
}

/// An error of a caller's own.
struct NoSuch(String);

impl From<DatabaseError> for NoSuch {
    fn from(error: DatabaseError) -> NoSuch {
        NoSuch(error.0)
    }
}

#[test]
fn an_inner_transaction_undoes_itself_only() {
    let mut db = table();
    db.transaction(|db| {
        insert(db, 1)?;
        let inner: Result<(), DatabaseError> = db.transaction(|db| {
            insert(db, 2)?;
            db.transaction(|db| insert(db, 3))?;
            Err(DatabaseError("no".into()))
        });
        assert!(inner.is_err());
        db.transaction(|db| insert(db, 4))
    })
    .unwrap();
    assert_eq!(held(&mut db), [1, 4]);
    let all: Result<(), DatabaseError> = db.transaction(|db| {
        db.transaction(|db| insert(db, 5))?;
        Err(DatabaseError("no".into()))
    });
    assert!(all.is_err());
    assert_eq!(held(&mut db), [1, 4]);
}

#[test]
fn a_panic_undoes_and_goes_on() {
    let mut db = table();
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        db.transaction(|db| -> Result<(), DatabaseError> {
            insert(db, 1)?;
            db.transaction(|db| -> Result<(), DatabaseError> {
                insert(db, 2)?;
                panic!("a test's")
            })
        })
    }));
    assert!(caught.is_err());
    db.transaction(|db| insert(db, 3)).unwrap();
    assert_eq!(held(&mut db), [3]);
}

#[test]
fn it_fails_on_demand_in_both_ways() {
    let mut db = table();
    let before = db.calls();
    db.fail_at(2, Landed::No);
    assert!(insert(&mut db, 1).is_ok() && insert(&mut db, 2).is_err() && insert(&mut db, 3).is_ok());
    assert_eq!(db.calls() - before, 3);
    db.fail_at(1, Landed::Yes);
    assert!(insert(&mut db, 4).is_err() && insert(&mut db, 5).is_ok());
    assert_eq!(held(&mut db), [1, 3, 4, 5]);
}

#[test]
fn a_commit_fails_on_demand_in_both_ways() {
    let mut db = table();
    db.fail_commit(Landed::No);
    assert!(db.transaction(|db| db.transaction(|db| insert(db, 1))).is_err());
    assert_eq!(held(&mut db), [0_i64; 0]);
    db.fail_commit(Landed::Yes);
    assert!(db.transaction(|db| insert(db, 2)).is_err());
    assert_eq!(held(&mut db), [2]);
    db.transaction(|db| insert(db, 3)).unwrap();
    assert_eq!(held(&mut db), [2, 3]);
}

#[test]
fn a_file_keeps_what_was_committed() {
    let path = std::env::temp_dir().join(format!("baton-sqlite-{}.db", std::process::id()));
    {
        let mut db = NativeDatabase::open(&path).unwrap();
        db.execute("CREATE TABLE t (n INTEGER) STRICT", &[]).unwrap();
        db.transaction(|db| insert(db, 1)).unwrap();
    }
    let mut db = NativeDatabase::open(&path).unwrap();
    assert_eq!(held(&mut db), [1]);
    drop(db);
    for suffix in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(path.with_extension(format!("db{suffix}"))));
    }
    assert!(NativeDatabase::open(std::path::Path::new("/nowhere/at/all.db")).is_err());
}

#[test]
fn a_dump_tells_every_difference() {
    let mut db = table();
    let empty = db.dump().unwrap();
    insert(&mut db, 1).unwrap();
    let one = db.dump().unwrap();
    assert_ne!(empty, one);
    assert!(one.ends_with("t: 1\n"), "{one}");
}
