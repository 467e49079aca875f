//! How long a search and the lists take on a desk of many leads: `search_bench COUNT [FILE]`. The leads are taken in
//! one by one, as the desk takes them; what is asked is the desk's own question. The file stays, and is used again.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a bench measures, and fails loudly"
)]

use std::time::Instant;

use baton_handoff::{Answer, Database, Desk, DeskName, Event, Ids, Intake, LeadFilter, Millis, Question, intake};
use baton_sqlite::NativeDatabase;

const NOW: Millis = Millis(1_795_255_200_000);
const FIRST: [&str; 12] =
    ["ada", "ben", "carla", "dimitri", "eva", "farid", "greta", "hugo", "ines", "jonas", "katrin", "zoe"];
const LAST: [&str; 10] = ["king", "lind", "moreau", "novak", "okafor", "petrov", "quinn", "rossi", "silva", "tanaka"];

fn main() {
    let count: u64 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let temporary = || std::env::temp_dir().join(format!("baton-search-{count}.sqlite"));
    let path = std::env::args().nth(2).map_or_else(temporary, Into::into);
    let is_there = path.exists();
    let mut db = NativeDatabase::open(&path).unwrap();
    let mut desk = Desk::new(DeskName::parse("acme").unwrap());
    db.transaction(|db| desk.migrate(db)).unwrap();
    if !is_there {
        // Nobody is told: messages are no part of what is measured.
        let source = include_str!("../../handoff/tests/desk/agreement.toml");
        let source = source.split("[[deliveries]]").next().unwrap().to_owned();
        db.transaction(|db| desk.handle(Event::Publish { source }, NOW, &mut Ids::from_entropy([1; 32]), db)).unwrap();
        let begun = Instant::now();
        for slice in 0..count.div_ceil(500) {
            db.transaction(|db| {
                for n in slice * 500..(slice * 500 + 500).min(count) {
                    take(&mut desk, n, db);
                }
                Ok::<(), baton_handoff::DatabaseError>(())
            })
            .unwrap();
        }
        println!("{count} leads taken in {:.0} s", begun.elapsed().as_secs_f64());
    }
    // Words, keys and sums are written by the alarm, some at a time; the clocks of a million leads are no part of what
    // is measured.
    db.execute("DELETE FROM timers WHERE lead <> ''", &[]).unwrap();
    let (begun, mut now) = (Instant::now(), NOW);
    while !db.query("SELECT 1 FROM timers WHERE due_at <= ?", &[now.0.into()]).unwrap().is_empty() {
        let mut ids = Ids::from_entropy([2; 32]);
        db.transaction(|db| desk.handle(Event::Due, now, &mut ids, db)).unwrap();
        now = now + Millis(1_000);
    }
    println!("what the alarm does is done in {:.0} s", begun.elapsed().as_secs_f64());
    let ask = |q: &str, state: &str, figure: &str| LeadFilter {
        q: q.to_owned(),
        state: state.to_owned(),
        figure: figure.to_owned(),
        ..LeadFilter::default()
    };
    println!("| asked | leads | best of 5, ms | worst, ms | longest turn, ms |\n| --- | ---: | ---: | ---: | ---: |");
    for filter in [
        ask("", "", ""),
        ask("a", "", ""),
        ask("ad", "", ""),
        ask("ada k", "", ""),
        ask("ada.king.77", "", ""),
        ask("company77777", "", ""),
        ask("company7777 zoe", "", ""),
        ask("nobodyatall", "", ""),
        ask("ada nobodyatall", "", ""),
        ask("01920000", "", ""),
        ask("", "assigned", ""),
        ask("", "won", ""),
        ask("ada", "won", ""),
        ask("", "", "leads"),
        ask("", "", "missed"),
        ask("", "", "promises_broken"),
        ask("ada", "", "promises_broken"),
    ] {
        let mut times = Vec::new();
        let (mut found, mut longest) = (0, 0_f64);
        for _ in 0..5 {
            let begun = Instant::now();
            let mut question = Question::Leads { limit: 50, before: None, filter: Box::new(filter.clone()) };
            let json = loop {
                let turn = Instant::now();
                let answer = desk.ask(question, NOW, &mut db).unwrap();
                longest = longest.max(turn.elapsed().as_secs_f64() * 1000.0);
                match answer {
                    Answer::GoOn(next) => question = *next,
                    Answer::Json(json) => break json,
                    other => panic!("{other:?}"),
                }
            };
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
            found = json.matches("\"received_at\"").count();
        }
        times.sort_by(f64::total_cmp);
        println!(
            "| `q={}` `state={}` `figure={}` | {found} | {:.1} | {:.1} | {longest:.1} |",
            filter.q, filter.state, filter.figure, times[0], times[4]
        );
    }
}

fn take(desk: &mut Desk, n: u64, db: &mut NativeDatabase) {
    let pick = |of: &[&'static str], salt: u64| {
        of[usize::try_from((n.wrapping_mul(2_654_435_761) >> salt) % of.len() as u64).unwrap()]
    };
    let (first, last) = (pick(&FIRST, 3), pick(&LAST, 9));
    let id = format!("{:08x}-{:04x}-7000-8000-{n:012x}", 0x0192_0000 + n / 65_536, n % 65_536);
    let field = |name: &str, value: String| format!(r#"{{"name":"{name}","value":"{value}"}}"#);
    let fields = [
        field("name", format!("{first} {last}{}", n / 997)),
        field("email", format!("{first}.{last}.{n}@company{n}.example")),
        field("company", format!("Company{n} Ltd")),
        field("company_size", "120".to_owned()),
    ];
    let page = format!("https://www.acme.example/demo?utm_campaign=c{}", n % 40);
    let body = format!(r#"{{"v":1,"id":"{id}","page":{{"url":"{page}"}},"fields":[{}]}}"#, fields.join(","));
    let mut entropy = [0; 32];
    entropy[..8].copy_from_slice(&n.to_be_bytes());
    let lead = intake::parse(body.as_bytes()).unwrap();
    let intake = Intake {
        lead,
        origin: Some("https://www.acme.example".to_owned()),
        sent_at: None,
        edge_origin: "https://edge.example".to_owned(),
    };
    let at = Millis(NOW.0 - 31_536_000_000 + i64::try_from(n).unwrap() * 31_000);
    db.transaction(|db| desk.handle(Event::Intake(Box::new(intake)), at, &mut Ids::from_entropy(entropy), db)).unwrap();
}
