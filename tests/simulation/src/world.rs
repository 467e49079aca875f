//! A desk as its adapter runs it, on storage that fails now and then.

use baton_handoff::{Database, Desk, DeskName, Event, Fault, Ids, Millis, Problem, Reply, Value};
use baton_sqlite::{Landed, NativeDatabase};
use serde_json::Value as Json;

use crate::broken::hold;
use crate::dice::Dice;
use crate::fairness::Taken;
use crate::watch::Watch;
use crate::{Broken, Mutation};

/// An event of the desk's meets a storage that fails so often, in a hundred.
const FAULTS: u32 = 4;
/// An event that failed is tried again so often; then its sender gives up.
const TRIES: u32 = 3;

/// What came of an event.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it is taken apart at once")]
pub(crate) enum Told {
    Reply(Reply),
    /// The caller's fault: its code.
    Refused(&'static str),
    /// Whoever sent it does not know, and gave up.
    Lost,
}

pub(crate) struct World {
    pub db: NativeDatabase,
    pub now: Millis,
    pub alarm: Option<Millis>,
    pub watch: Watch,
    pub events: u64,
    pub faults: u64,
    mutation: Option<Mutation>,
    desk: Desk,
    dice: Dice,
    seed: u64,
    has_rung: bool,
}

impl World {
    pub fn new(seed: u64, now: Millis, mutation: Option<Mutation>) -> Result<World, Broken> {
        let mut world = World {
            db: NativeDatabase::in_memory()?,
            now,
            alarm: None,
            watch: Watch::default(),
            events: 0,
            faults: 0,
            mutation,
            desk: new_desk()?,
            dice: Dice::new(seed ^ 0xFA17),
            seed,
            has_rung: false,
        };
        let World { desk, db, .. } = &mut world;
        db.transaction(|db| desk.migrate(db))?;
        Ok(world)
    }

    /// Whether a protection is switched off.
    pub fn lacks(&self, mutation: Mutation) -> bool {
        self.mutation == Some(mutation)
    }

    /// One event, tried again when storage failed; `make` is told the how-manieth try it is.
    pub fn handle(&mut self, make: &dyn Fn(u32) -> Result<Event, Broken>) -> Result<Told, Broken> {
        for attempt in 0..TRIES {
            if let Some(told) = self.once(make(attempt)?)? {
                return Ok(told);
            }
            if self.dice.percent(30) {
                break;
            }
        }
        Ok(Told::Lost)
    }

    /// The alarm rings: whatever is due, until nothing is. A ring that fails is tried again.
    pub fn ring(&mut self) -> Result<(), Broken> {
        self.has_rung = true;
        for _ in 0..TRIES {
            if !matches!(self.handle(&|_| Ok(Event::Due))?, Told::Lost) {
                break;
            }
        }
        self.forget_rungs()
    }

    /// None: storage failed, and nobody knows what became of it.
    fn once(&mut self, event: Event) -> Result<Option<Told>, Broken> {
        self.events += 1;
        let fails = self.draw_fault();
        let mut entropy = [0; 32];
        let drawn = [self.seed, self.events].map(u64::to_be_bytes).concat();
        entropy.iter_mut().zip(drawn).for_each(|(to, from)| *to = from);
        let mut ids = Ids::from_entropy(entropy);
        let (desk, db, now) = (&mut self.desk, &mut self.db, self.now);
        let result: Result<Reply, Problem> = match self.mutation {
            Some(Mutation::NoTransaction) => desk.handle(event, now, &mut ids, db),
            _ => db.transaction(|db| desk.handle(event, now, &mut ids, db)),
        };
        self.db.fail_no_more();
        let told = match result {
            Ok(reply) => Some(Told::Reply(reply)),
            Err(problem) => {
                // As the adapter does: what the desk remembers may be of rows that were undone.
                self.desk = new_desk()?;
                match problem.fault {
                    Fault::Caller => Some(Told::Refused(problem.code)),
                    _ if fails => None,
                    _ => return Err(problem.into()),
                }
            }
        };
        self.faults += u64::from(told.is_none());
        self.mutate_before()?;
        let news = self.watch.look(self.now, &mut self.db)?;
        self.mutate_after(&news.turns)?;
        self.rearm()?;
        Ok(told)
    }

    /// Lets storage fail in this event, now and then.
    fn draw_fault(&mut self) -> bool {
        let fails = self.dice.percent(FAULTS);
        if fails {
            let landed = if self.dice.percent(50) { Landed::Yes } else { Landed::No };
            match self.dice.below(4) {
                0 => self.db.fail_commit(landed),
                _ => self.db.fail_at(self.dice.below(12) as usize + 1, landed),
            }
        }
        fails
    }

    /// The alarm is set for the earliest row, as with every event and every reading.
    fn rearm(&mut self) -> Result<(), Broken> {
        let is_set = !(self.has_rung && self.lacks(Mutation::NoRearm));
        self.alarm = if is_set { self.desk.next_due(&mut self.db)? } else { None };
        Ok(())
    }

    /// All that was due is done.
    pub fn at_rest(&mut self) -> Result<(), Broken> {
        let due = self.desk.next_due(&mut self.db)?;
        self.watch.at_rest(self.now, due, &mut self.db)
    }

    /// How a row of the outbox stands in the order of all.
    pub fn place_of(&mut self, delivery: &str) -> Result<i64, Broken> {
        let rows = self.db.query("SELECT seq FROM deliveries WHERE id = ?", &[Value::Text(delivery.to_owned())])?;
        hold(rows.len() == 1, "a message is in the outbox", || delivery.to_owned())?;
        Ok(rows.first().map_or(Ok(0), |row| row.integer(0))?)
    }

    fn mutate_before(&mut self) -> Result<(), Broken> {
        if self.lacks(Mutation::NoHandover) {
            self.db.execute(
                "UPDATE timers SET kind = 'quiet', due_at = due_at + 86400000 WHERE kind = 'owner_left'",
                &[],
            )?;
        }
        if self.lacks(Mutation::NoMerge) {
            self.db.execute("DELETE FROM lead_keys", &[])?;
        }
        if self.lacks(Mutation::NoChain) {
            self.db.execute("UPDATE log SET link = zeroblob(32) WHERE seq = (SELECT seq FROM log_head)", &[])?;
        }
        if self.lacks(Mutation::NoErasure) {
            self.db
                .execute("UPDATE payloads SET data = json_set(data, '$.by', 'nobody') WHERE was IS NOT NULL", &[])?;
        }
        Ok(())
    }

    fn mutate_after(&mut self, turns: &[Taken]) -> Result<(), Broken> {
        if self.lacks(Mutation::NoCalibration) {
            for turn in turns {
                pay_back(turn, &mut self.db)?;
            }
        }
        Ok(())
    }

    fn forget_rungs(&mut self) -> Result<(), Broken> {
        if self.lacks(Mutation::NoOnce) {
            self.db.execute("UPDATE leads SET climbed_to = NULL", &[])?;
        }
        Ok(())
    }
}

fn new_desk() -> Result<Desk, Broken> {
    let name = DeskName::parse("acme").ok_or_else(|| Broken::new("the desk has a name", "acme"))?;
    Ok(Desk::new(name))
}

/// Owes a part of the lead to whoever was away, too.
fn pay_back(turn: &Taken, db: &mut NativeDatabase) -> Result<(), Broken> {
    let rows = db.query("SELECT state FROM rotations WHERE pool = ?", &[Value::Text(turn.pool.clone())])?;
    let Some(row) = rows.first() else { return Ok(()) };
    let mut state: Json = serde_json::from_str(row.text(0)?)?;
    for member in state.get_mut("members").and_then(Json::as_array_mut).into_iter().flatten() {
        let is_away = turn.away.iter().any(|away| member.get("rep").is_some_and(|rep| rep == away.as_str()));
        if let (true, Some(owed)) = (is_away, member.get("owed").and_then(Json::as_i64)) {
            // A third of a lead, in the parts of crates/handoff/src/rotation.rs.
            let more = Json::from(owed + 5_342_931_457_063_200 / 3);
            member.as_object_mut().map(|member| member.insert("owed".to_owned(), more));
        }
    }
    let state = [Value::Text(state.to_string()), Value::Text(turn.pool.clone())];
    db.execute("UPDATE rotations SET state = ? WHERE pool = ?", &state)?;
    Ok(())
}
