//! A desk on real SQLite, with a clock and entropy that tests hold in their hands.

use baton_handoff::{
    Answer, Database, Desk, DeskName, DueChoice, Event, Ids, Intake, Millis, Outcome, Outgoing, Problem, Question,
    Receipt, Reply, Room, Row, intake,
};
use baton_sqlite::NativeDatabase;

pub const AGREEMENT: &str = include_str!("agreement.toml");
pub const ORIGIN: &str = "https://www.acme.example";
pub const EDGE: &str = "https://edge.example";
/// 2026-11-21T10:00:00Z.
pub const START: Millis = Millis(1_795_255_200_000);
pub const MINUTE: i64 = 60_000;

pub struct World {
    pub desk: Desk,
    pub db: NativeDatabase,
    pub now: Millis,
    events: u64,
    /// Whether its figures are held against its log at the end, and its log against its chain: not where a
    /// test spoils rows.
    pub counts: bool,
}

/// The id of the `n`-th lead.
pub fn id(n: u32) -> String {
    format!("0193a2f0-0000-7000-8000-{n:012x}")
}

/// Ada, of a company of 120, from the demo page; from 2 on her colleagues, each somebody else.
pub fn ada(n: u32) -> String {
    let (name, email) = match n {
        1 => ("Ada King".to_owned(), "ada@works.example".to_owned()),
        _ => (format!("{} {}", word(n), word(n + 7_919)), format!("{}@works.example", word(n))),
    };
    lead(
        n,
        "https://www.acme.example/demo?utm_campaign=q4",
        &[
            ("name", &name),
            ("email", &email),
            ("company", "Works & Co"),
            ("job_title", "Head of Data"),
            ("company_size", "120"),
            ("message", "How do we start? <!channel> *now*"),
            ("timeline", "this quarter"),
        ],
    )
}

/// Ada's `n`-th lead with some fields as they are named here.
pub fn ada_with(n: u32, changes: &[(&str, &str)]) -> serde_json::Value {
    let mut body: serde_json::Value = serde_json::from_str(&ada(n)).unwrap();
    for field in body["fields"].as_array_mut().unwrap() {
        for (name, value) in changes {
            if field["name"] == *name {
                field["value"] = (*value).into();
            }
        }
    }
    body
}

/// The `n`-th lead, of somebody at another company.
pub fn somebody_else(n: u32) -> String {
    let name = word(n);
    let email = format!("{name}@other.example");
    let page = "https://www.acme.example/demo";
    lead(n, page, &[("name", &name), ("email", &email), ("company", "Other Ltd"), ("job_title", "CTO")])
}

/// A name like no other's.
fn word(n: u32) -> String {
    let mut left = n.wrapping_mul(2_654_435_761);
    let mut word = String::new();
    for _ in 0..5 {
        word.push(char::from(b"bdfgklmnprstvz"[(left % 14) as usize]));
        word.push(char::from(b"aeiou"[(left / 14 % 5) as usize]));
        left /= 70;
    }
    word
}

pub fn lead(n: u32, page: &str, fields: &[(&str, &str)]) -> String {
    let fields: Vec<serde_json::Value> =
        fields.iter().map(|(name, value)| serde_json::json!({"name": name, "label": name, "value": value})).collect();
    serde_json::json!({
        "v": 1, "id": id(n), "submitted_at": START.0 - 1000,
        "page": {"url": page, "title": "Book a demo", "referrer": "", "language": "en"},
        "fields": fields, "signals": [], "shown": {"offer": "meeting", "score": 80},
    })
    .to_string()
}

impl World {
    /// A desk with its tables, but no agreement.
    pub fn empty() -> World {
        World::on(NativeDatabase::in_memory().unwrap())
    }

    /// A desk with the tests' agreement, in a file.
    pub fn in_file(path: &std::path::Path) -> World {
        let mut world = World::on(NativeDatabase::open(path).unwrap());
        world.handle(Event::Publish { source: AGREEMENT.to_owned() }).unwrap();
        world
    }

    fn on(db: NativeDatabase) -> World {
        let mut world =
            World { desk: Desk::new(DeskName::parse("acme").unwrap()), db, now: START, events: 0, counts: true };
        let World { desk, db, .. } = &mut world;
        db.transaction(|db| desk.migrate(db)).unwrap();
        world
    }

    /// A desk with the tests' agreement.
    pub fn new() -> World {
        World::with(AGREEMENT)
    }

    pub fn with(agreement: &str) -> World {
        let mut world = World::empty();
        match world.handle(Event::Publish { source: agreement.to_owned() }) {
            Ok(Reply::Published(_)) => world,
            other => panic!("not published: {other:?}"),
        }
    }

    /// One event in its transaction, as an adapter does it. Like an adapter's, the desk's memory
    /// is dropped when its rows were undone.
    pub fn handle(&mut self, event: Event) -> Result<Reply, Problem> {
        self.events += 1;
        let mut entropy = [0; 32];
        entropy[..8].copy_from_slice(&self.events.to_be_bytes());
        let mut ids = Ids::from_entropy(entropy);
        let (desk, now) = (&mut self.desk, self.now);
        let result = self.db.transaction(|db| desk.handle(event, now, &mut ids, db));
        if result.as_ref().is_err_and(|problem| problem.fault != baton_handoff::Fault::Caller) {
            self.desk = Desk::new(DeskName::parse("acme").unwrap());
        }
        result
    }

    pub fn intake_from(&mut self, origin: Option<&str>, body: &str) -> Result<Reply, Problem> {
        let lead = intake::parse(body.as_bytes())?;
        let origin = origin.map(str::to_owned);
        let intake = Intake { lead, origin, sent_at: None, edge_origin: EDGE.to_owned() };
        self.handle(Event::Intake(Box::new(intake)))
    }

    pub fn intake(&mut self, body: &str) -> Result<Reply, Problem> {
        self.intake_from(Some(ORIGIN), body)
    }

    pub fn receipt(&mut self, body: &str) -> Receipt {
        match self.intake(body) {
            Ok(Reply::Receipt(receipt)) => receipt,
            other => panic!("no receipt: {other:?}"),
        }
    }

    pub fn claim(&mut self) -> Vec<Outgoing> {
        match self.handle(Event::ClaimDeliveries(Room::of(50))) {
            Ok(Reply::Deliveries(claimed)) => claimed,
            other => panic!("nothing claimed: {other:?}"),
        }
    }

    pub fn delivered(&mut self, id: &str, status: u16) {
        let outcome = Outcome { status: Some(status), ..Outcome::default() };
        self.handle(Event::Delivered { id: id.to_owned(), outcome }).unwrap();
    }

    /// Delivers everything that may go out, until nothing may.
    pub fn deliver_all(&mut self) -> Vec<Outgoing> {
        let mut all = Vec::new();
        loop {
            let claimed = self.claim();
            if claimed.is_empty() {
                return all;
            }
            for outgoing in claimed {
                self.delivered(&outgoing.id, 200);
                all.push(outgoing);
            }
        }
    }

    pub fn due(&mut self) {
        self.handle(Event::Due).unwrap();
    }

    pub fn acknowledge(&mut self, token: &str, next_step: &str) -> Result<Reply, Problem> {
        let due = DueChoice { text: "in_1h".to_owned(), zone_offset: 0 };
        self.handle(Event::Acknowledge { token: token.to_owned(), next_step: next_step.to_owned(), due })
    }

    /// Asks, for as many turns as it takes.
    pub fn ask(&mut self, mut question: Question) -> Result<Answer, Problem> {
        loop {
            match self.desk.ask(question, self.now, &mut self.db)? {
                Answer::GoOn(next) => question = *next,
                answer => return Ok(answer),
            }
        }
    }

    pub fn json(&mut self, question: Question) -> serde_json::Value {
        match self.ask(question) {
            Ok(Answer::Json(json)) => serde_json::from_str(&json).unwrap(),
            other => panic!("no JSON: {other:?}"),
        }
    }

    /// The console's page of the `n`-th lead.
    pub fn page(&mut self, n: u32) -> serde_json::Value {
        self.json(Question::Lead(id(n)))
    }

    /// The kinds of events of the `n`-th lead, in order.
    pub fn kinds(&mut self, n: u32) -> Vec<String> {
        let page = self.page(n);
        page["timeline"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
    }

    pub fn rows(&mut self, sql: &str) -> Vec<Row> {
        self.db.query(sql, &[]).unwrap()
    }

    pub fn count(&mut self, what: &str) -> i64 {
        self.rows(&format!("SELECT count(*) FROM {what}"))[0].integer(0).unwrap()
    }

    pub fn dump(&mut self) -> String {
        self.db.dump().unwrap()
    }
}

impl Drop for World {
    /// Whatever a test did to its desk: the figures are what the log says, and the log is what was written.
    fn drop(&mut self) {
        if std::thread::panicking() || !self.counts {
            return;
        }
        self.db.fail_no_more();
        let differences = baton_handoff::figures::check::everything(&mut self.db).unwrap();
        assert_eq!(differences, Vec::<String>::new());
        assert_eq!(baton_handoff::verify::everything(&mut self.db).unwrap().broken, None);
    }
}

/// The token in the handoff link of a message.
pub fn token(outgoing: &Outgoing) -> String {
    let (_, rest) = outgoing.body.split_once("/h/acme/").expect("a message with a link");
    rest.split('"').next().unwrap().to_owned()
}
