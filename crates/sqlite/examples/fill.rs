//! Fills a desk's database with copies of the leads it has, for `cargo xtask bench desk`: `fill
//! FILE COUNT`. The copies are won leads of other people, with their log and what they are found by.

#![expect(clippy::disallowed_methods, reason = "a bench reads its arguments")]

use std::process::ExitCode;

use rusqlite::{Connection, params};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.as_slice() {
        [file, count] => count.parse().map_err(|_| "COUNT is a number".to_owned()).and_then(|count| fill(file, count)),
        _ => Err("fill FILE COUNT".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn fill(file: &str, count: i64) -> Result<(), String> {
    copy(file, count).map_err(|error| format!("{file}: {error}"))
}

fn copy(file: &str, count: i64) -> rusqlite::Result<()> {
    let db = Connection::open(file)?;
    let columns: Vec<String> = db
        .prepare("SELECT name FROM pragma_table_info('leads') WHERE name <> 'seq'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let values: Vec<String> = columns
        .iter()
        .map(|column| match column.as_str() {
            "id" => "printf('%08x-0000-7000-8000-%012x', n.i, l.seq)".to_owned(),
            "state" => "'won'".to_owned(),
            other => format!("l.{other}"),
        })
        .collect();
    let base: i64 = db.query_row("SELECT max(seq) FROM leads", [], |row| row.get(0))?;
    let each = (count - base).max(0) / base.max(1);
    db.execute_batch("BEGIN")?;
    db.execute(
        &format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
             INSERT INTO leads ({}) SELECT {} FROM n, leads l WHERE l.seq <= ?",
            columns.join(", "),
            values.join(", ")
        ),
        params![each, base],
    )?;
    // Four keys a lead, as a person with address, telephone, name and company has; nobody's else.
    db.execute(
        "INSERT OR IGNORE INTO lead_keys (key, lead)
         SELECT abs(random() % 9007199254740991), seq FROM leads, (VALUES (1), (2), (3), (4)) WHERE seq > ?",
        params![base],
    )?;
    db.execute(
        "INSERT INTO log (v, lead, at, kind, actor, agreement)
         SELECT e.v, l.id, e.at, e.kind, e.actor, e.agreement FROM leads l
         JOIN log e ON e.lead = (SELECT id FROM leads WHERE seq = 1) WHERE l.seq > ?",
        params![base],
    )?;
    // Their payloads are all the one of the first lead's line of that kind. They are not chained: that costs a
    // lead what it costs however long the chain is.
    db.execute(
        "INSERT INTO payloads (seq, data)
         SELECT n.seq, p.data FROM log n JOIN log o ON o.lead = (SELECT id FROM leads WHERE seq = 1) AND o.kind = n.kind
         JOIN payloads p ON p.seq = o.seq WHERE n.seq NOT IN (SELECT seq FROM payloads) GROUP BY n.seq",
        [],
    )?;
    db.execute("UPDATE log_head SET seq = (SELECT max(seq) FROM log)", [])?;
    db.execute_batch("COMMIT")?;
    let total: i64 = db.query_row("SELECT count(*) FROM leads", [], |row| row.get(0))?;
    println!("  {total} leads are there");
    Ok(())
}
