//! The year, lived by the desk: everything in the order of time, as an adapter would bring it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use baton_handoff::hours::Date;
use baton_handoff::{
    Database, Desk, DeskName, Event, Ids, Intake, LeadMove, Millis, Outcome, Problem, Reply, Room, State, Value, intake,
};
use baton_simulation::Dice;
use baton_sqlite::NativeDatabase;

use crate::course::{self, Step};
use crate::people;
use crate::truth::{LOST_WEEKS_AGO, Lived, Truth};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// Days of a year, whole weeks of them.
pub const DAYS: i64 = 364;
/// Leads that come in an hour of a working day, of a hundred of that day; the rest of its hours have none.
const BY_HOUR: [u32; 24] = [1, 1, 0, 0, 0, 1, 2, 4, 7, 9, 10, 10, 8, 8, 9, 8, 7, 5, 3, 2, 2, 1, 1, 1];
/// How many a day has against a Tuesday, in a hundred, from Monday on.
const BY_WEEKDAY: [u32; 7] = [90, 100, 100, 95, 80, 15, 15];
/// Of the usual leads, what came in the week in which the tag was broken, in a hundred.
const LOST: u32 = 12;

/// A year that can be lived.
#[derive(Clone, Debug)]
pub struct Year {
    /// How many leads, near enough: chance draws each day.
    pub leads: u32,
    /// Another seed is another year.
    pub seed: u64,
    /// When it ends.
    pub end: Millis,
    /// The site whose form is filled in.
    pub origin: String,
    /// The edge that links lead to.
    pub edge: String,
}

impl Year {
    /// Its agreement.
    #[must_use]
    pub fn agreement(&self) -> String {
        // Marketing promised a little less than it brings.
        let promised = i64::from(self.leads) * 9 / 120;
        let review = Date::from_days((self.end.0 / DAY) + 90);
        include_str!("../agreement.toml")
            .replace("ORIGIN", &self.origin)
            .replace("REVIEW", &review.to_string())
            .replace("PROMISED", &promised.max(1).to_string())
    }

    /// When it begins: midnight, UTC.
    #[must_use]
    pub fn begin(&self) -> Millis {
        Millis((self.end.0 / DAY - DAYS) * DAY)
    }

    /// When its leads come in.
    fn arrivals(&self, dice: &mut Dice) -> Vec<i64> {
        let begin = self.begin().0;
        let usual = i64::from(self.leads) * 700 / (DAYS * i64::from(BY_WEEKDAY.iter().sum::<u32>()));
        let mut all = Vec::new();
        for day in 0..=DAYS {
            let midnight = begin + day * DAY;
            // 1970 began on a Thursday.
            let weekday = usize::try_from((midnight / DAY + 3) % 7).unwrap_or(0);
            let share = BY_WEEKDAY.get(weekday).copied().unwrap_or(100);
            let is_lost = (DAYS - 1 - day) / 7 == LOST_WEEKS_AGO;
            let share = if is_lost { share * LOST / 100 } else { share };
            let many = usual * i64::from(share) / 100 + dice.between(0, 2);
            let each = (0..many).map(|_| midnight + hour(dice) * HOUR + dice.between(0, HOUR));
            all.extend(each.filter(|at| *at < self.end.0 - 30 * 60_000));
        }
        all.sort_unstable();
        all
    }
}

/// The hour of a day, as people fill in forms.
fn hour(dice: &mut Dice) -> i64 {
    let mut drawn = dice.below(100);
    for (hour, share) in (0..).zip(BY_HOUR) {
        if drawn < share {
            return hour;
        }
        drawn -= share;
    }
    12
}

/// Lives a year on an empty database, and says what was true of it. `tell` hears of each day that is over.
///
/// # Errors
///
/// When the desk refuses something: then the year is not what it is said to be.
pub fn live(year: &Year, db: &mut NativeDatabase, tell: &mut dyn FnMut(i64)) -> Result<Truth, Problem> {
    let name = DeskName::parse("acme").ok_or_else(|| Problem::ours("demo", "no name for a desk"))?;
    let mut dice = Dice::new(year.seed);
    let mut arrivals = year.arrivals(&mut dice).into_iter().peekable();
    let mut life = Life {
        desk: Desk::new(name),
        year,
        dice,
        due: BinaryHeap::new(),
        steps: Vec::new(),
        events: 0,
        number: 0,
        truth: Truth::default(),
    };
    db.transaction(|db| life.begin(db))?;
    for day in 0..=DAYS {
        let until = (year.begin().0 + (day + 1) * DAY).min(year.end.0);
        // A day is one commit: nobody waits for an answer here.
        db.transaction(|db| {
            while let Some(at) = arrivals.next_if(|at| *at < until) {
                life.pass(at, db)?;
                life.arrive(at, db)?;
            }
            life.pass(until, db)
        })?;
        tell(day);
    }
    Ok(life.truth)
}

/// A step that is to be taken: when, in which order among those of one instant, and whose.
type Due = Reverse<(i64, u64, usize)>;

struct Life<'a> {
    desk: Desk,
    year: &'a Year,
    dice: Dice,
    due: BinaryHeap<Due>,
    /// The steps to come: lead, owner and step.
    steps: Vec<(String, String, Act)>,
    events: u64,
    number: u32,
    truth: Truth,
}

#[derive(Clone)]
enum Act {
    Deliver,
    Step(Step),
}

impl Life<'_> {
    fn begin(&mut self, db: &mut NativeDatabase) -> Result<(), Problem> {
        self.desk.migrate(db)?;
        match self.handle(Event::Publish { source: self.year.agreement() }, self.year.begin().0, db)? {
            Reply::Published(_) => Ok(()),
            other => Err(Problem::ours("demo", format!("the agreement was not published: {other:?}"))),
        }
    }

    fn handle(&mut self, event: Event, at: i64, db: &mut NativeDatabase) -> Result<Reply, Problem> {
        self.events += 1;
        let mut entropy = [0; 32];
        let drawn = [self.year.seed, self.events].map(u64::to_be_bytes).concat();
        entropy.iter_mut().zip(drawn).for_each(|(to, from)| *to = from);
        self.desk.handle(event, Millis(at), &mut Ids::from_entropy(entropy), db)
    }

    /// What happens until an instant: steps of people, and whatever the desk's alarm rings for, each at its time.
    fn pass(&mut self, until: i64, db: &mut NativeDatabase) -> Result<(), Problem> {
        loop {
            let step = self.due.peek().map(|Reverse((at, _, _))| *at).filter(|at| *at <= until);
            let rings = self.rings(step.unwrap_or(until), db)?;
            // What is due at the instant of a step is done first, as an alarm would have.
            if let Some(at) = rings {
                self.handle(Event::Due, at, db)?;
                continue;
            }
            let Some(Reverse((at, _, place))) = step.and_then(|_| self.due.pop()) else { return Ok(()) };
            let Some((lead, rep, act)) = self.steps.get(place).cloned() else { continue };
            match act {
                Act::Deliver => self.deliver(at, db)?,
                Act::Step(step) => {
                    let asked = LeadMove::parse(&lead, step.body(&rep).as_bytes())?;
                    self.handle(Event::Move(asked), at, db)?;
                }
            }
        }
    }

    /// When the alarm rings by then; messages are brought by [`Life::deliver`].
    fn rings(&self, by: i64, db: &mut NativeDatabase) -> Result<Option<i64>, Problem> {
        let rows = db.query("SELECT min(due_at) FROM timers", &[])?;
        let due = rows.first().map_or(Ok(None), |row| row.optional_integer(0))?;
        Ok(due.filter(|due| *due <= by))
    }

    fn deliver(&mut self, at: i64, db: &mut NativeDatabase) -> Result<(), Problem> {
        let Reply::Deliveries(claimed) = self.handle(Event::ClaimDeliveries(Room::of(20)), at, db)? else {
            return Ok(());
        };
        for outgoing in claimed {
            let outcome = Outcome { status: Some(200), ..Outcome::default() };
            self.handle(Event::Delivered { id: outgoing.id, outcome }, at, db)?;
        }
        Ok(())
    }

    fn arrive(&mut self, at: i64, db: &mut NativeDatabase) -> Result<(), Problem> {
        self.number += 1;
        let lead = people::lead(self.number, at, &self.year.origin, &mut self.dice);
        let origin = if lead.is_strange { "https://elsewhere.example" } else { &self.year.origin };
        let intake = Intake {
            lead: intake::parse(lead.body.as_bytes())?,
            origin: Some(origin.to_owned()),
            sent_at: None,
            edge_origin: self.year.edge.clone(),
        };
        let receipt = match self.handle(Event::Intake(Box::new(intake)), at, db)? {
            Reply::Receipt(receipt) if receipt.lead == lead.id && !receipt.repeat => receipt,
            other => return Err(Problem::ours("demo", format!("lead {} is not a new one: {other:?}", lead.id))),
        };
        let rep = match receipt.state {
            State::Quarantined => None,
            _ => Some(owner(&lead.id, db)?),
        };
        let steps = rep.as_deref().map(|rep| course::drawn(rep, lead.source, at, &mut self.dice)).unwrap_or_default();
        if let Some(rep) = &rep {
            let told = at + self.dice.between(1_500, 6_000);
            self.plan(told, (&lead.id, rep), Act::Deliver);
            for (at, step) in &steps {
                self.plan(*at, (&lead.id, rep), Act::Step(step.clone()));
            }
        }
        self.truth.count(&Lived { source: lead.source, rep, at, steps }, self.year.end.0);
        Ok(())
    }

    fn plan(&mut self, at: i64, (lead, rep): (&str, &str), act: Act) {
        if at <= self.year.end.0 {
            self.due.push(Reverse((at, self.steps.len() as u64, self.steps.len())));
            self.steps.push((lead.to_owned(), rep.to_owned(), act));
        }
    }
}

fn owner(lead: &str, db: &mut NativeDatabase) -> Result<String, Problem> {
    let rows = db.query("SELECT owner FROM leads WHERE id = ?", &[Value::from(lead)])?;
    let row = rows.first().ok_or_else(|| Problem::ours("demo", format!("there is no lead {lead}")))?;
    row.text(0).map(str::to_owned)
}
