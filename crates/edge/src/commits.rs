//! Shared commits: events that wait together share one transaction, and no reply leaves before the
//! commit. Each is in a savepoint of its own; leads share one, unless one of them fails.
//!
//! Why: a commit costs far more than the statements in it, and the platform gives every request
//! its own. One event that fails undoes itself only. Rows, claimed deliveries and the alarm
//! commit together, so there is no instant at which a lead is kept but its clock is not.

use crate::alarm::{self, After, Plan};
use crate::http::{desk_busy, internal};
use crate::sql::{Connection, Store};
use crate::timing::{self, forced_panic, is_panicking};
use crate::{access, clock, crm, entropy, live, outbox};
use baton_handoff::guard::Guard;
use baton_handoff::{Desk, DeskName, Event, Fault, Ids, Millis, Outgoing, Problem, Reply};
use futures_channel::oneshot;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use worker::durable::State;
use worker::{Env, console_error};

/// The home of one desk: its rows, its alarm and what waits for the next commit.
///
/// Nothing in here matters: the platform may drop the object between any two requests. What
/// waits has a caller who is still waiting too, and is told so.
pub struct Home {
    /// The platform's handle on the object.
    pub state: State,
    /// The deployment's bindings.
    pub env: Env,
    /// The desk this object is.
    pub name: DeskName,
    /// Deliveries that are on their way.
    pub slots: outbox::Slots,
    /// Who sends how much. Forgotten with the object, and that is right.
    pub guard: RefCell<Guard>,
    /// Sessions at CRMs.
    pub sessions: crm::Sessions,
    /// The keys by which Cloudflare Access signs.
    pub access_keys: RefCell<access::Keys>,
    store: Store,
    desk: RefCell<Desk>,
    migrated: Cell<bool>,
    /// Whether what another had claimed, who is no more, has been let go.
    woken: Cell<bool>,
    queue: RefCell<Vec<Waiting>>,
    armed: Cell<Option<i64>>,
}

/// An event and the caller who waits for its reply.
struct Waiting {
    event: Event,
    reply: oneshot::Sender<Result<Reply, Problem>>,
}

/// What came of an event.
type Handled = Result<Reply, Problem>;

/// A reply that may not leave yet.
type Answered = (oneshot::Sender<Handled>, Handled);

impl Home {
    /// The home of the desk `name`, whose object `state` belongs to.
    pub fn new(state: State, env: Env, name: DeskName) -> Home {
        Home {
            store: Store::of(&state),
            desk: RefCell::new(Desk::new(name.clone())),
            migrated: Cell::new(false),
            woken: Cell::new(false),
            queue: RefCell::default(),
            armed: Cell::new(None),
            slots: outbox::Slots::default(),
            guard: RefCell::default(),
            sessions: crm::Sessions::default(),
            access_keys: RefCell::default(),
            state,
            env,
            name,
        }
    }

    /// Handles an event and answers when it is committed.
    pub async fn submit(self: &Rc<Home>, event: Event) -> Result<Reply, Problem> {
        let (reply, replied) = oneshot::channel();
        let first = {
            let mut queue = self.queue.borrow_mut();
            queue.push(Waiting { event, reply });
            queue.len() == 1
        };
        if first {
            // Not from this request's own future: that one ends when its caller goes away, and
            // the others in the queue would wait for ever.
            let home = Rc::clone(self);
            self.state.wait_until(async move {
                // One turn of the event loop: what has arrived already joins in.
                timing::turn().await;
                home.flush();
            });
        }
        // A dropped sender is a panic in the flush.
        replied.await.unwrap_or_else(|_| Err(internal()))
    }

    /// Reads, without waiting for a commit: no transaction is ever open between two turns of
    /// the event loop, so what is read is what was committed.
    pub fn read<T>(
        &self,
        ask: impl FnOnce(&mut Desk, Millis, &mut Connection<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.glance(|desk, now, db| {
            self.arm(desk, db, (After::Event, false))?;
            ask(desk, now, db)
        })
    }

    /// Reads what a desk has in memory as a rule, without a look at the alarm: for what every lead asks.
    pub fn glance<T>(
        &self,
        ask: impl FnOnce(&mut Desk, Millis, &mut Connection<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.migrate()?;
        let mut desk = self.desk.borrow_mut();
        let mut db = self.store.connection();
        let now = desk.now(clock::read(), &mut db)?;
        ask(&mut desk, now, &mut db)
    }

    /// When something is due next, in ms of the machine's clock. As with every reading, the
    /// alarm is set right on the way.
    pub fn due_at(&self) -> Result<Option<i64>, Problem> {
        self.read(|desk, _, db| due_at(desk, db))
    }

    /// The alarm rings. Sets itself again before anything else: an alarm whose work fails is
    /// tried six times by the platform and then never again.
    pub async fn ring(self: &Rc<Home>) {
        let safe = clock::read().0 + alarm::SAFETY;
        match self.store.set_alarm(safe) {
            Ok(()) => self.armed.set(Some(safe)),
            Err(error) => console_error!("desk {}: the alarm could not be set: {}", self.name, error),
        }
        if let Err(problem) = self.submit(Event::Due).await {
            console_error!("desk {}: the alarm's work failed: {problem}", self.name);
            self.one_by_one().await;
        }
    }

    /// The alarm's work failed as a whole, or panicked: each timer is run by itself, and the one
    /// that fails is put off without a look at it, so that it cannot keep the others.
    async fn one_by_one(self: &Rc<Home>) {
        for _ in 0..alarm::MOST_ALONE {
            if !matches!(self.due_at(), Ok(Some(due)) if due <= clock::read().0) {
                return;
            }
            if self.submit(Event::DueOne).await.is_err()
                && let Err(problem) = self.submit(Event::PutOff).await
            {
                // Storage itself fails: the alarm rings again soon.
                return console_error!("desk {}: no timer was put off: {problem}", self.name);
            }
        }
    }

    /// Commits all that waits.
    fn flush(self: &Rc<Home>) {
        let batch = std::mem::take(&mut *self.queue.borrow_mut());
        let after = batch.iter().map(|waiting| after(&waiting.event)).max().unwrap_or(After::Event);
        let stirred = batch.iter().any(|waiting| live::stirs(&waiting.event));
        let unsettled = batch.iter().any(|waiting| live::unsettles(&waiting.event));
        let before = live::before(self);
        let mut answered = Vec::with_capacity(batch.len());
        let committed = self.commit(batch, after, &mut answered);
        if let Err(problem) = &committed {
            console_error!("desk {}: nothing was committed: {problem}", self.name);
            self.forget();
        }
        for (caller, result) in answered {
            // A caller who has gone away misses nothing: the event is committed or it is not.
            let _ = caller.send(if committed.is_ok() { result } else { Err(desk_busy()) });
        }
        if let Some(before) = before.filter(|_| committed.is_ok()) {
            live::tell(self, before, (stirred, unsettled));
        }
        for outgoing in committed.unwrap_or_default() {
            outbox::send(self, outgoing);
        }
    }

    /// One transaction: every event in its savepoint, then the deliveries that can be sent at
    /// once are claimed, then the alarm is set.
    fn commit(
        &self,
        batch: Vec<Waiting>,
        after: After,
        answered: &mut Vec<Answered>,
    ) -> Result<Vec<Outgoing>, Problem> {
        self.migrate()?;
        let mut ids = Ids::from_entropy(entropy::draw().map_err(|error| failed(&error))?);
        self.transaction(|db| {
            let mut desk = self.desk.borrow_mut();
            let now = desk.now(clock::read(), db)?;
            if !self.woken.replace(true) && self.slots.all_free() {
                self.handle(&mut desk, Event::Woken, now, &mut ids)?;
            }
            match self.together(&mut desk, &batch, now, &mut ids) {
                Some(replies) => answered.extend(batch.into_iter().map(|waiting| waiting.reply).zip(replies)),
                None => {
                    for Waiting { event, reply } in batch {
                        answered.push((reply, self.handle(&mut desk, event, now, &mut ids)));
                    }
                }
            }
            let claimed = self.claim(&mut desk, now, &mut ids);
            self.arm(&desk, db, (after, !claimed.is_empty() || !self.slots.all_free()))?;
            Ok(claimed)
        })
    }

    /// Leads that came together, in one savepoint for all: of each of its own SQLite would keep a copy of every
    /// page it touches. None where there are others among them, and where one fails: then nothing of this was
    /// done, and each is handled in a savepoint of its own, so that it undoes itself only.
    fn together(&self, desk: &mut Desk, batch: &[Waiting], now: Millis, ids: &mut Ids) -> Option<Vec<Handled>> {
        if batch.len() < 2 {
            return None;
        }
        let leads = batch.iter().map(|waiting| match &waiting.event {
            Event::Intake(lead) => Some(lead.clone()),
            _ => None,
        });
        let leads: Vec<_> = leads.collect::<Option<_>>()?;
        let handled = self.transaction(|db| {
            let one = |lead| {
                let before = db.written();
                match desk.handle(Event::Intake(lead), now, ids, db) {
                    // What is refused before anything is written leaves nothing to undo.
                    Err(problem) if problem.fault != Fault::Caller || db.written() != before => Err(problem),
                    handled => Ok(handled),
                }
            };
            leads.into_iter().map(one).collect::<Result<Vec<_>, _>>()
        });
        if handled.is_err() {
            *desk = Desk::new(self.name.clone());
        }
        handled.ok()
    }

    /// One event in its savepoint.
    fn handle(&self, desk: &mut Desk, event: Event, now: Millis, ids: &mut Ids) -> Result<Reply, Problem> {
        let publishes = matches!(event, Event::Publish { .. } | Event::Agreement(_));
        let result = self.transaction(|db| {
            if is_panicking(&event) {
                forced_panic();
            }
            desk.handle(event, now, ids, db)
        });
        if let Err(problem) = &result {
            // What was undone in the rows must not live on in memory.
            if publishes || problem.fault != Fault::Caller {
                *desk = Desk::new(self.name.clone());
            }
        }
        result
    }

    /// Claims deliveries for the slots that are free. A failure here may not cost a lead.
    fn claim(&self, desk: &mut Desk, now: Millis, ids: &mut Ids) -> Vec<Outgoing> {
        let room = self.slots.room();
        if room.limit == 0 {
            return Vec::new();
        }
        match self.handle(desk, Event::ClaimDeliveries(room), now, ids) {
            Ok(Reply::Deliveries(claimed)) => claimed,
            Ok(_) => Vec::new(),
            Err(problem) => {
                console_error!("desk {}: no delivery was claimed: {problem}", self.name);
                Vec::new()
            }
        }
    }

    /// Sets the alarm for the earliest due row. In a transaction it commits with the rows. While
    /// deliveries are on their way it rings soon: should this object die, who comes after it
    /// begins with them.
    fn arm(&self, desk: &Desk, db: &mut Connection<'_>, (after, sending): (After, bool)) -> Result<(), Problem> {
        let look = sending.then(|| clock::read().0 + alarm::LOOK);
        let due = due_at(desk, db)?.into_iter().chain(look).min();
        match alarm::plan(due, clock::read().0, self.armed.get(), after) {
            Plan::Keep => {}
            Plan::Set(at) => {
                self.store.set_alarm(at).map_err(|error| failed(&error))?;
                self.armed.set(Some(at));
            }
            Plan::Clear => {
                self.store.delete_alarm().map_err(|error| failed(&error))?;
                self.armed.set(None);
            }
        }
        Ok(())
    }

    fn migrate(&self) -> Result<(), Problem> {
        if !self.migrated.get() {
            self.transaction(|db| self.desk.borrow().migrate(db))?;
            self.migrated.set(true);
        }
        Ok(())
    }

    /// A transaction whose platform failures are problems like the others.
    fn transaction<T>(&self, work: impl FnOnce(&mut Connection<'_>) -> Result<T, Problem>) -> Result<T, Problem> {
        self.store.transaction(work).unwrap_or_else(|error| Err(failed(&error)))
    }

    /// Drops what was learned from rows that may have been undone.
    fn forget(&self) {
        self.desk.replace(Desk::new(self.name.clone()));
        self.armed.set(None);
        self.woken.set(false);
    }
}

/// The earliest due time of any row, on the machine's clock: the test clock may be ahead of it.
fn due_at(desk: &Desk, db: &mut Connection<'_>) -> Result<Option<i64>, Problem> {
    let offset = desk.clock_offset(db)?;
    Ok(desk.next_due(db)?.map(|due| (due - offset).0))
}

/// What the alarm is planned after when `event` was handled.
fn after(event: &Event) -> After {
    match event {
        Event::MoveClock { .. } => After::ClockMoved,
        Event::Due | Event::DueOne | Event::PutOff => After::Alarm,
        _ => After::Event,
    }
}

/// A failure of the platform: told in the log, answered as ours.
fn failed(error: &impl ToString) -> Problem {
    Problem::ours("platform", error.to_string())
}
