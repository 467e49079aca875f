//! Accounts that were uploaded.

use crate::world::{AGREEMENT, World, lead};
use baton_handoff::{ACCOUNTS_PART, AccountRow, AccountsChange, Event, read_accounts};

fn desk() -> World {
    let owned = "[[routes]]\nid = \"accounts\"\naccount_owner = true\n\n[[routes]]\nid = \"large_companies\"";
    World::with(&AGREEMENT.replace("[[routes]]\nid = \"large_companies\"", owned))
}

fn upload(world: &mut World, at: i64, rows: &[AccountRow]) {
    for part in rows.chunks(ACCOUNTS_PART) {
        world.handle(Event::Accounts(AccountsChange::Part { upload: at, rows: part.to_vec() })).unwrap();
    }
    world.handle(Event::Accounts(AccountsChange::Done { upload: at, rows: rows.len() })).unwrap();
}

fn owner(world: &mut World, n: u32, email: &str) -> String {
    world.receipt(&lead(n, "", &[("email", email)]));
    world.page(n)["lead"]["owner"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn an_upload_counts_when_it_is_whole() {
    let mut world = desk();
    let rows = read_accounts(b"Domain,OWNER,note\natlas.example,ben,x\n\"Polar.example\",mara,\"a, b\"\n").unwrap();
    assert_eq!(rows.len(), 2);
    world.handle(Event::Accounts(AccountsChange::Part { upload: 1, rows: rows.clone() })).unwrap();
    assert_eq!(owner(&mut world, 1, "a@atlas.example"), "ana", "not before it is whole");
    world.handle(Event::Accounts(AccountsChange::Done { upload: 1, rows: 2 })).unwrap();
    assert_eq!(owner(&mut world, 2, "b@atlas.example"), "ben");
    assert_eq!(owner(&mut world, 3, "c@mail.polar.example"), "mara");
    // The next list stands in its place, and what was there is gone.
    upload(&mut world, 2, &read_accounts(b"owner,domain\nana,polar.example\n").unwrap());
    assert_eq!(owner(&mut world, 4, "d@polar.example"), "ana");
    assert_eq!((world.count("accounts"), world.count("account_keys WHERE upload = 1")), (1, 0));
}

#[test]
fn wrong_rows_are_told_by_line_and_change_nothing() {
    let told = |csv: &str| read_accounts(csv.as_bytes()).unwrap_err().message;
    assert_eq!(told("domain\na.example\n"), "there is no column `owner`");
    let wrong = told("owner,domain,name\n,a.example,\nana,,Atlas\nana,b.example,\n");
    assert_eq!(
        wrong,
        "line 2 has no owner; line 3 has no domain, nor a name with a phone or a city; nothing was changed"
    );
    assert!(told(&format!("owner,domain\n{}", ",x.example\n".repeat(30))).contains("and 20 more"));
}

/// The desk looks one up by an index: it takes as long among a hundred thousand as among ten. That many take
/// half a minute here without optimisation, so it is a fifth of them.
#[test]
fn twenty_thousand_accounts() {
    let mut world = desk();
    let rows: Vec<AccountRow> = (0..20_000)
        .map(|n| AccountRow {
            owner: ["ana", "ben", "mara"][n % 3].to_owned(),
            domain: format!("company{n}.example"),
            name: format!("Company {n} GmbH"),
            ..AccountRow::default()
        })
        .collect();
    upload(&mut world, 1, &rows);
    let before = world.db.calls();
    assert_eq!(owner(&mut world, 1, "x@company17777.example"), ["ana", "ben", "mara"][17_777 % 3]);
    // The intake, and the console's page of the lead, which asks for meetings, comments and what can be taken back. An object's
    // first lead reads the newest keys, too, and a desk's first counted one looks where its days begin.
    assert!(world.db.calls() - before < 30, "{} statements", world.db.calls() - before);
    #[expect(clippy::disallowed_methods, reason = "what is tested is a time")]
    let begun = std::time::Instant::now();
    let sql = "SELECT body FROM accounts WHERE id IN (SELECT account FROM account_keys WHERE key = 1 AND upload = 1)";
    for _ in 0..100 {
        world.rows(sql);
    }
    let took = begun.elapsed() / 100;
    println!("a lookup among 20,000 accounts: {took:?}");
    assert!(took.as_micros() < 1_000, "{took:?}");
}
